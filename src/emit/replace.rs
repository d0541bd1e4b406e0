//! Writes a source file anew, whole or not at all, and only where it was read.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::base::path::SourcePath;

/// Puts other bytes into a file of a site, in one step: a new file beside it takes its name.
///
/// # Errors
/// It is no plain file below the root (a link, or behind one), holds other bytes than were read, or cannot be written.
pub fn replace(root: &Path, path: &SourcePath, old: &[u8], new: &[u8]) -> Result<()> {
    let target = root.join(path.as_str());
    let root = root.canonicalize().with_context(|| format!("cannot find {}", root.display()))?;
    let kind = fs::symlink_metadata(&target).with_context(|| format!("cannot read {path}"))?;
    let real = target.canonicalize().with_context(|| format!("cannot find {path}"))?;
    if !kind.is_file() || real != root.join(path.as_str()) {
        bail!("{path} lies behind a link, so it is left as it is");
    }
    if fs::read(&real).with_context(|| format!("cannot read {path}"))? != old {
        bail!("{path} was changed meanwhile, so it is left as it is");
    }
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = real.with_file_name(format!(".{name}.{}~", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&beside)
        .and_then(|mut file| file.write_all(new).and_then(|()| file.sync_all()))
        .and_then(|()| fs::set_permissions(&beside, kind.permissions()))
        .and_then(|()| fs::rename(&beside, &real));
    if written.is_err() {
        // The failure itself is what is told.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {path}"))
}
