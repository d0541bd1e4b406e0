//! `detente check`: load, build in memory, report.

use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::check::level;
use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, report};
use crate::diag::locate::{locate, sort};
use crate::diag::{Code, Level};
use crate::load;
use crate::online::{self, Settings, Verdict};
use crate::pipeline::{Build, Options, Pipeline};
use crate::snapshot::Snapshot;

/// Report every finding of the whole site.
#[derive(Args)]
pub struct Check {
    /// How findings are printed: `human` to stderr, the others to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
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
    /// The machine fails to read.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let root = global.root()?;
        let snapshot = load::snapshot(&root, self.reading.today()?)?;
        let options = Options { drafts: self.reading.drafts, future: self.reading.future, web: self.online, base_url: None };
        let mut build = Pipeline::default().build(&snapshot, &options);
        let dead = if self.online { ask(&root, &snapshot, &mut build, global) } else { 0 };
        let outcome = report::findings(&build, &snapshot, global, self.format, self.reading.strict)?;
        Ok(if outcome == Outcome::Fine && dead > 0 { Outcome::DeadLinks } else { outcome })
    }
}

/// Asks other sites, adds what was found, and gives how many links are dead.
fn ask(root: &Path, snapshot: &Snapshot, build: &mut Build, global: &Global) -> usize {
    let asked = online::ask(&build.web, &Settings::polite(root.join(".detente/cache/links.json")));
    let mut found = online::findings(&build.web, &asked.verdicts);
    for finding in &mut found {
        finding.level = level(&build.config, finding.code);
    }
    let dead = found.iter().filter(|it| it.code == Code::DEAD_EXTERNAL_LINK && it.level > Level::Allow).count();
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
    dead
}
