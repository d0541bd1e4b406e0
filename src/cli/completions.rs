//! `detente completions SHELL` and `detente man`: made from the commands themselves.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::{Cli, Global, Outcome, report};

/// Print completions for a shell.
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    ///
    /// # Errors
    /// They cannot be printed.
    pub fn run(&self) -> Result<Outcome> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "detente", &mut text);
        report::data(&String::from_utf8_lossy(&text))?;
        Ok(Outcome::Fine)
    }
}

/// Print the manual page.
#[derive(Args)]
pub struct Man {
    /// Write a page for every command to a folder instead
    #[arg(long, value_name = "DIR")]
    all: Option<PathBuf>,
}

impl Man {
    /// Runs the command.
    ///
    /// # Errors
    /// The pages cannot be written.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let Some(dir) = &self.all else {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut text).context("cannot make the manual page")?;
            report::data(&String::from_utf8_lossy(&text))?;
            return Ok(Outcome::Fine);
        };
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
        clap_mangen::generate_to(Cli::command(), dir).with_context(|| format!("cannot write to {}", dir.display()))?;
        report::line(global, &format!("manual pages in {}", dir.display()));
        Ok(Outcome::Fine)
    }
}
