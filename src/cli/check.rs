//! `detente check`: load, build in memory, report.

use anyhow::Result;
use clap::Args;

use crate::cli::{Global, Outcome, Reading, report};
use crate::load;
use crate::pipeline::{Options, Pipeline};

/// Report every finding of the whole site.
#[derive(Args)]
pub struct Check {
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
        let options = Options { drafts: self.reading.drafts, future: self.reading.future, base_url: None };
        let build = Pipeline::default().build(&snapshot, &options);
        report::findings(&build, &snapshot, global, self.reading.strict)
    }
}
