//! `detente build`: load, build, report, publish.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::base::path::SourcePath;
use crate::check::weigh;
use crate::cli::baseline::Accepting;
use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, misuse, report};
use crate::diag::locate::{locate, sort};
use crate::diag::{Code, Diagnostic, Level, Place};
use crate::model::published;
use crate::picture::Flaw;
use crate::pipeline::{self, Options, Pipeline};
use crate::site::Finished;
use crate::snapshot::Snapshot;
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
    #[command(flatten)]
    reading: Reading,
}

fn base_url(text: &str) -> Result<String, String> {
    config::check_base_url(text).map(|()| text.to_string()).map_err(str::to_string)
}

/// Makes pictures and share cards, or takes those that an earlier build kept; what is not fit to be published has none.
fn finish(root: &Path, snapshot: &Snapshot, build: &mut pipeline::Build) -> Result<Finished> {
    if build.findings.iter().any(|finding| finding.diagnostic.level == Level::Deny) {
        return Ok(Finished::default());
    }
    let needed: BTreeSet<String> = build.site.late.values().map(|late| late.key.clone()).collect();
    let kept = emit::kept::read(root, needed.iter().map(String::as_str));
    let finished = build.site.finish(&kept);
    emit::kept::add(root, &finished.made)?;
    emit::kept::tidy(root, &needed);
    let flaw = |(path, flaw): (&SourcePath, &Flaw)| {
        let mut found = Diagnostic::new(Code::UNUSABLE_PICTURE, Place::File(path.clone()), flaw.message.clone()).help(flaw.help);
        found.level = weigh(&build.config, &found);
        found
    };
    build.findings.extend(locate(snapshot, finished.flaws.iter().map(flaw).collect()));
    sort(&mut build.findings);
    Ok(finished)
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
        let snapshot = load::snapshot(&root, self.reading.scope.today()?)?;
        let options = Options { base_url: self.base_url.clone(), ..self.reading.scope.options() };
        let mut pipeline = Pipeline::default();
        let mut build = pipeline.build(&snapshot, &options);
        let finished = finish(&root, &snapshot, &mut build)?;
        let accepted = self.accepting.apply(&root, &mut build, &snapshot, false)?;
        let outcome = report::findings(&build, &snapshot, global, Format::Human, self.reading.strict, &accepted)?;
        if outcome != Outcome::Fine {
            report::line(global, "nothing was published; the findings at deny come first");
            return Ok(outcome);
        }
        let emitted = emit::publish(&build.site, &output)?;
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
        report::more(global, &format!("{} pictures and share cards made, {} as before", finished.made.len(), finished.kept));
        report::more(global, &format!("{} files parsed, {} pages rendered", build.stats.parsed, build.stats.rendered));
        // The process ends here: giving back a whole site piece by piece would only take time.
        std::mem::forget((build, pipeline, snapshot));
        Ok(Outcome::Fine)
    }
}
