//! Adding to a list of content: what is there is never written again, only the end of the file is new.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::base::path::SourcePath;
use crate::cli::misuse;
use crate::config::Config;
use crate::disk;
use crate::snapshot::SourceFile;

/// A file and what is to stand at its end.
pub struct Appended {
    /// Where it lies under the root.
    pub path: String,
    /// All of it, as it will be.
    pub text: String,
    target: PathBuf,
    old: usize,
}

impl Appended {
    /// A new file; an old one of that name must be empty.
    pub fn file(root: &Path, path: &str, text: String) -> Result<Self> {
        let target = target(root, path)?;
        let old = read(&target, path)?.len();
        Ok(Appended { path: path.to_string(), text, target, old })
    }

    /// A list with entries (YAML, each beginning with `- `) behind its last, indented as the others are.
    pub fn list(root: &Path, path: &str, entries: &str) -> Result<Self> {
        let target = target(root, path)?;
        let old = read(&target, path)?;
        let first = old.lines().find(|line| line.trim_start().starts_with("- "));
        let indent = first.map_or("", |line| &line[..line.len() - line.trim_start().len()]);
        let gap = match old.as_str() {
            "" => "",
            _ if old.ends_with("\n\n") => "",
            _ if old.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        let mut text = format!("{old}{gap}");
        for line in entries.lines() {
            if !line.is_empty() {
                text.push_str(indent);
                text.push_str(line);
            }
            text.push('\n');
        }
        Ok(Appended { path: path.to_string(), text, target, old: old.len() })
    }

    /// The file must hold all it held, and so many entries more; a list in a style that cannot be appended to is left as it is.
    pub fn check(&self, config: &Config, more: usize) -> Result<()> {
        let entries = |text: &str| {
            let file = SourceFile::new(SourcePath::new(self.path.as_str()), text.as_bytes().to_vec());
            crate::parse::documents(&file, config).value.documents.len()
        };
        if entries(&self.text) != entries(&self.text[..self.old]) + more {
            let message = format!("nothing can be added to {} as it is written; mend it, or add the entry by hand", self.path);
            return Err(misuse(anyhow::anyhow!(message)));
        }
        Ok(())
    }

    /// Writes what is new.
    pub fn write(&self) -> Result<()> {
        if let Some(parent) = self.target.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder {}", parent.display()))?;
        }
        let file = OpenOptions::new().create(true).append(true).open(&self.target);
        let written = file.and_then(|mut file| file.write_all(&self.text.as_bytes()[self.old..]));
        written.with_context(|| format!("cannot write {}", self.target.display()))
    }
}

/// Where a file of the content lies. What loading would not read is not written: the entry would be lost, or lie anywhere.
fn target(root: &Path, path: &str) -> Result<PathBuf> {
    let (folder, below) = path.split_once('/').unwrap_or(("", path));
    let target = disk::place(&root.join(folder), below).and_then(|target| disk::check_plain(&target).map(|()| target));
    target.map_err(|error| misuse(anyhow::anyhow!("nothing is written to {path}: {error}")))
}

/// What a file holds; one that is there and cannot be read is not an empty one.
fn read(target: &Path, path: &str) -> Result<String> {
    match fs::read_to_string(target) {
        Ok(old) => Ok(old),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err(misuse(anyhow::anyhow!("{path} is not UTF-8 text; save it as UTF-8 first")))
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", target.display())),
    }
}
