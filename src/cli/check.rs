//! `detente check`: load, build in memory, report; mends what is certain if asked.

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;

use crate::check::weigh;
use crate::cli::baseline::Accepting;
use crate::cli::fix::Fixer;
use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, report};
use crate::diag::Code;
use crate::diag::locate::{locate, sort};
use crate::disk;
use crate::load;
use crate::online::{self, Settings, Verdict};
use crate::pipeline::{Build, Options, Pipeline, Search};
use crate::snapshot::Snapshot;

/// Report every finding of the whole site.
#[derive(Args)]
pub struct Check {
    /// How findings are printed: `human` to stderr, the others to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Mend what can be mended in one way only, and report the rest
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    accepting: Accepting,
    /// Accept all findings there are now: write them into the baseline
    #[arg(long)]
    write_baseline: bool,
    /// Ask other sites too whether the links to them still lead somewhere
    #[arg(long)]
    online: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Check {
    /// Runs the command.
    ///
    /// # Errors
    /// The machine fails to read, or to write what was asked for.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let root = global.root()?;
        let snapshot = load::snapshot(&root, self.reading.scope.today(&root)?)?;
        let options = Options { web: self.online, search: Search::Never, ..self.reading.scope.options() };
        let (snapshot, mut build) = if self.fix {
            mend(&root, snapshot, &options, global)?
        } else {
            let build = Pipeline::default().build(&snapshot, &options);
            (snapshot, build)
        };
        if self.online {
            ask(&root, &snapshot, &mut build, global)?;
        }
        if self.write_baseline {
            report::line(global, &self.accepting.write(&root, &build, &snapshot, self.online)?);
            return Ok(Outcome::Fine);
        }
        let accepted = self.accepting.apply(&root, &mut build, &snapshot, self.online)?;
        let outcome = report::findings(&build, &snapshot, global, self.format, self.reading.strict, &accepted)?;
        let is_dead = build.findings.iter().any(|finding| finding.diagnostic.code == Code::DEAD_EXTERNAL_LINK);
        Ok(if outcome == Outcome::Fine && is_dead { Outcome::DeadLinks } else { outcome })
    }
}

/// Mends what is certain, on disk too, and says what was done.
fn mend(root: &Path, snapshot: Snapshot, options: &Options, global: &Global) -> Result<(Snapshot, Build)> {
    let fixer = Fixer::run(snapshot.clone(), options);
    fixer.write(root, &snapshot)?;
    for line in &fixer.done {
        report::line(global, &format!("fixed {line}"));
    }
    for line in &fixer.left {
        report::line(global, &format!("not fixed, since other findings would follow: {line}"));
    }
    Ok((fixer.snapshot, fixer.build))
}

/// Where answers of other sites are remembered, below the root.
const ANSWERS: &str = ".detente/cache/links.json";

/// Asks other sites, and adds what was found.
///
/// # Errors
/// There is no network: nothing can be said of any address then.
fn ask(root: &Path, snapshot: &Snapshot, build: &mut Build, global: &Global) -> Result<()> {
    if !online::has_network(&build.web) {
        bail!("cannot look up a single host, so nothing was asked: is there a network?");
    }
    let mut settings = Settings::polite(root.join(ANSWERS));
    if let Err(error) = disk::place(root, ANSWERS) {
        report::line(global, &format!("{error}; what is answered is not remembered"));
        settings.cache = None;
    }
    let asked = online::ask(&build.web, &settings);
    let mut found = online::findings(&build.web, &asked.verdicts);
    for finding in &mut found {
        finding.level = weigh(&build.config, finding);
    }
    build.findings.extend(locate(snapshot, found));
    sort(&mut build.findings);
    let unsure = asked.verdicts.values().filter(|it| matches!(it, Verdict::Unsure(_))).count();
    let count = asked.verdicts.len();
    report::line(global, &format!("{count} addresses elsewhere, {} requests; {unsure} would not tell a program", asked.requests));
    for (url, verdict) in &asked.verdicts {
        if let Verdict::Unsure(why) = verdict {
            report::more(global, &format!("{url}: {why}"));
        }
    }
    Ok(())
}
