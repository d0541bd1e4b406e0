//! The baseline file: read before findings are counted, written on request.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::{misuse, report};
use crate::diag::baseline::Baseline;
use crate::disk;
use crate::load;
use crate::pipeline::Build;
use crate::snapshot::Snapshot;

/// Which findings are accepted.
#[derive(Args)]
pub struct Accepting {
    /// Count only findings that are not in this file [default: `baseline` in content/site.yaml]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl Accepting {
    /// Where the baseline lies: as typed, from the current folder, wherever it leads; as configured, below the root and behind no link.
    fn path(&self, root: &Path, build: &Build) -> Result<Option<PathBuf>> {
        if self.baseline.is_some() {
            return Ok(self.baseline.clone());
        }
        let place = build.config.baseline.as_ref().map(|below| disk::place(root, below));
        place.transpose().map_err(|error| misuse(anyhow::anyhow!("`baseline` in content/site.yaml cannot be used: {error}")))
    }

    /// Takes accepted findings out of a build, and says which lines of the baseline nothing matches any more.
    /// What is only found online is not missed where that was not asked for.
    ///
    /// # Errors
    /// The file is not there or is no baseline.
    pub fn apply(&self, root: &Path, build: &mut Build, snapshot: &Snapshot, online: bool) -> Result<report::Accepted> {
        let Some(path) = self.path(root, build)? else { return Ok(report::Accepted::default()) };
        let text = match read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::Other => {
                return Err(misuse(anyhow::anyhow!("{} is no baseline: {error}", path.display())));
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                let shown = path.display();
                let message =
                    format!("{shown} is no baseline ({error}); `detente check --baseline {shown} --write-baseline` makes one");
                return Err(misuse(anyhow::anyhow!(message)));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let baseline = Baseline::parse(&text)
            .map_err(|line| misuse(anyhow::anyhow!("{}:{line}: this is no line of a baseline", path.display())))?;
        let compared = baseline.compare(std::mem::take(&mut build.findings), snapshot, online);
        build.findings = compared.new;
        Ok(report::Accepted { count: compared.accepted, gone: compared.gone })
    }

    /// Accepts all findings of a build: writes them into the file, and says how many.
    ///
    /// # Errors
    /// No file is named, or it cannot be written.
    pub fn write(&self, root: &Path, build: &Build, snapshot: &Snapshot, online: bool) -> Result<String> {
        let path = self
            .path(root, build)?
            .ok_or_else(|| misuse(anyhow::anyhow!("say where: --baseline FILE, or `baseline: FILE` in content/site.yaml")))?;
        // Another file, named by mistake, is not written over.
        let old = match read(&path) {
            Ok(text) => Baseline::parse(&text).ok(),
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Baseline::default()),
            Err(_) => None,
        };
        let old =
            old.ok_or_else(|| misuse(anyhow::anyhow!("{} is there and is no baseline; it is left as it is", path.display())))?;
        let mut baseline = Baseline::of(&build.findings, snapshot);
        if !online {
            baseline.keep_online(&old);
        }
        fs::write(&path, baseline.text()).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(format!("{} accepted in {}", report::counted(baseline.len()), path.display()))
    }
}

/// What a plain file holds; a pipe or a device may never end.
fn read(path: &Path) -> std::io::Result<String> {
    disk::check_plain(path)?;
    let bytes = load::bounded(path, load::LARGEST_TEXT)?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::new(ErrorKind::InvalidData, error))
}
