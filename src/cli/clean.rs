//! `detente clean`: removes what detente made, and nothing else.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::cli::{Global, Outcome, misuse, report};
use crate::emit;

/// Remove the output folder, if detente made it, and .detente/cache; the list of published addresses stays.
#[derive(Args)]
pub struct Clean {
    /// Folder that was published to [default: public, in the root of the site]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Clean {
    /// Runs the command.
    ///
    /// # Errors
    /// The folder is not detente's, or cannot be removed.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let root = global.root()?;
        let output = self.output.clone().unwrap_or_else(|| root.join("public"));
        if let Some(reason) = emit::refusal(&root, &output)? {
            return Err(misuse(anyhow::anyhow!(reason)));
        }
        let removed = emit::clean(&root, &output)?;
        for path in &removed {
            report::line(global, &format!("removed {}", path.strip_prefix(&root).unwrap_or(path).display()));
        }
        if removed.is_empty() {
            report::line(global, "nothing to remove");
        }
        Ok(Outcome::Fine)
    }
}
