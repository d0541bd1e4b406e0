//! `detente build`: load, build, report, publish.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::base::record::Recorder;
use crate::cli::baseline::Accepting;
use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, misuse, profile, progress, report};
use crate::emit::Emitted;
use crate::model::published;
use crate::pipeline::{Options, Pipeline, Stats};
use crate::{config, emit, load};

/// Check, render and publish the site.
#[derive(Args)]
pub struct Build {
    /// Folder to publish to [default: public, in the root of the site]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Address the site will have, instead of the one in content/site.yaml
    #[arg(short = 'u', long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    #[command(flatten)]
    accepting: Accepting,
    /// Say where the time went, stage by stage and template by template
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "human")]
    profile: Option<profile::Form>,
    #[command(flatten)]
    reading: Reading,
}

fn base_url(text: &str) -> Result<String, String> {
    config::check_base_url(text).map(|()| text.to_string()).map_err(str::to_string)
}

impl Build {
    /// Runs the command.
    ///
    /// # Errors
    /// The machine fails to read or write, or the output folder may not be used.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let start = Instant::now();
        let root = global.root()?;
        let output = self.output.clone().unwrap_or_else(|| root.join("public"));
        if let Some(reason) = emit::refusal(&root, &output)? {
            return Err(misuse(anyhow::anyhow!(reason)));
        }
        let recorder = profile::recorder();
        let bar = progress::show(global, &recorder);
        let snapshot = recorder.stage("load", || load::snapshot(&root, self.reading.scope.today()?))?;
        recorder.count("load", snapshot.files.len());
        let options = Options { base_url: self.base_url.clone(), recorder: recorder.clone(), ..self.reading.scope.options() };
        let mut pipeline = Pipeline::default();
        let mut build = pipeline.build(&snapshot, &options);
        drop(bar);
        let accepted = self.accepting.apply(&root, &mut build, &snapshot, false)?;
        let outcome = report::findings(&build, &snapshot, global, Format::Human, self.reading.strict, &accepted)?;
        if outcome != Outcome::Fine {
            report::line(global, "nothing was published; the findings at deny come first");
            self.print_profile(&recorder, start, build.stats, None)?;
            return Ok(outcome);
        }
        let bar = progress::show(global, &recorder);
        let emitted = recorder.stage("emit", || emit::publish(&build.site, &output))?;
        recorder.count("emit", build.site.files.len());
        drop(bar);
        // A preview promises no address: only what readers see is noted.
        if !self.reading.scope.drafts && !self.reading.scope.future && self.reading.scope.as_of.is_none() {
            emit::note(&root, published::PATH, &build.published)?;
        }
        let shown = output.strip_prefix(&root).unwrap_or(&output);
        report::line(
            global,
            &format!(
                "{} pages and {} other files in {} ({} written, {} unchanged, {} removed) in {:.2} s",
                build.site.pages(),
                build.site.files.len() - build.site.pages(),
                shown.display(),
                emitted.written,
                emitted.unchanged,
                emitted.removed,
                start.elapsed().as_secs_f64(),
            ),
        );
        report::more(global, &format!("{} files parsed, {} pages rendered", build.stats.parsed, build.stats.rendered));
        self.print_profile(&recorder, start, build.stats, Some(emitted))?;
        // The process ends here: giving back a whole site piece by piece would only take time.
        std::mem::forget((build, pipeline, snapshot));
        Ok(Outcome::Fine)
    }

    fn print_profile(&self, recorder: &Recorder, start: Instant, stats: Stats, emitted: Option<Emitted>) -> Result<()> {
        let run = profile::Run { recorder, seconds: start.elapsed().as_secs_f64(), stats, emitted };
        match self.profile {
            None => Ok(()),
            // Asked for, so it is printed with --quiet too.
            Some(profile::Form::Human) => report::message(&profile::human(&run)),
            Some(profile::Form::Json) => report::data(&report::json(&profile::json(&run))?),
        }
    }
}
