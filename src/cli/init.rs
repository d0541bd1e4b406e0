//! `detente init [DIR]`: a small complete site about a fictional dispute, every kind in it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use include_dir::{Dir, include_dir};

use crate::cli::{Global, Outcome, misuse, report};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// Make a small complete site.
#[derive(Args)]
pub struct Init {
    /// Folder to make it in; it must be empty or not there yet
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    /// Runs the command.
    ///
    /// # Errors
    /// The folder is not empty, or cannot be written.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        check_empty(&self.dir).map_err(misuse)?;
        write(&STARTER, &self.dir)?;
        let ignore = self.dir.join(".gitignore");
        fs::write(&ignore, "/public\n/.detente/*\n!/.detente/addresses\n")
            .with_context(|| format!("cannot write {}", ignore.display()))?;
        let shown = self.dir.display();
        report::line(global, &format!("a site was made in {shown}"));
        report::line(global, &format!("next: `detente build --root {shown}`, then open {shown}/public/ with any file server"));
        Ok(Outcome::Fine)
    }
}

fn check_empty(dir: &PathBuf) -> Result<()> {
    match fs::read_dir(dir) {
        // A fresh repository is as good as an empty folder.
        Ok(mut entries) => {
            if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git")) {
                bail!("the folder {} is not empty", dir.display());
            }
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot use {}", dir.display())),
    }
}

fn write(dir: &Dir<'_>, target: &std::path::Path) -> Result<()> {
    for file in dir.files() {
        let path = target.join(file.path());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder {}", parent.display()))?;
        }
        fs::write(&path, file.contents()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    dir.dirs().try_for_each(|inner| write(inner, target))
}
