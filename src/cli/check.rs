//! `detente check`: load, build in memory, report.

use anyhow::Result;
use clap::Args;

use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, report};
use crate::load;
use crate::pipeline::{Options, Pipeline};

/// Report every finding of the whole site.
#[derive(Args)]
pub struct Check {
    /// How findings are printed: `human` to stderr, the others to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
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
        report::findings(&build, &snapshot, global, self.format, self.reading.strict)
    }
}
