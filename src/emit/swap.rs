//! The staging folder beside the output folder, and how it takes its place.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

/// A folder that is removed again unless it takes the output's place.
pub struct Staging {
    path: PathBuf,
    /// Whether it is gone or no longer ours to remove.
    is_done: AtomicBool,
}

/// What the names of such folders end with, before the number of a process: one that is made, and a spare one that is made anew.
const STAGING: &str = "staging-";
const SPARE: &str = "spare-";

/// `public` → `.public.staging`, `.public.old`: beside it, on the same file system, hidden.
fn beside(output: &Path, what: &str) -> PathBuf {
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output.with_file_name(format!(".{name}.{what}"))
}

/// Ends what a killed build left: an old site set aside and not yet replaced is put back, staging folders are removed.
pub fn recover(output: &Path) -> Result<()> {
    sweep(output)?;
    let old = beside(output, "old");
    if old.is_dir() {
        if output.exists() {
            remove(&old)?;
        } else {
            fs::rename(&old, output).with_context(|| format!("cannot put back {}", old.display()))?;
        }
    }
    Ok(())
}

/// Makes an empty staging folder.
pub fn staging(output: &Path) -> Result<Staging> {
    let path = beside(output, &format!("{STAGING}{}", std::process::id()));
    fs::create_dir(&path).with_context(|| format!("cannot make the folder {}", path.display()))?;
    Ok(Staging { path, is_done: AtomicBool::new(false) })
}

/// Removes staging and spare folders of builds that no longer run.
fn sweep(output: &Path) -> Result<()> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefixes = [STAGING, SPARE].map(|what| name(&beside(output, what)));
    let Some(parent) = output.parent() else { return Ok(()) };
    let entries = fs::read_dir(parent).with_context(|| format!("cannot read the folder {}", parent.display()))?;
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = name(&path);
        let Some(process) = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str())) else { continue };
        if process.parse::<u32>().is_ok_and(|process| process == std::process::id() || !is_running(process)) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Whether a process runs; where that cannot be told it counts as running, and its folder is left alone.
fn is_running(process: u32) -> bool {
    let proc = Path::new("/proc");
    !proc.join("self").exists() || proc.join(process.to_string()).exists()
}

/// Removes a folder, if it is there.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

impl Staging {
    /// Takes a tree that was set aside, if it is there, so that no other build does.
    pub fn taken(kept: &Path, output: &Path) -> Option<Staging> {
        let path = beside(output, &format!("{SPARE}{}", std::process::id()));
        fs::rename(kept, &path).ok()?;
        Some(Staging { path, is_done: AtomicBool::new(false) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it, unless it took the output's place.
    pub fn clear(&self) {
        if !self.is_done.swap(true, Ordering::Relaxed) {
            // Nothing depends on it: the next build sweeps what cannot be removed now.
            let _ = fs::remove_dir_all(&self.path);
        }
    }

    /// Takes the place of the output folder; at no moment is there half a site. Returns where the old site is then, if there is one:
    /// it is to be removed or set aside.
    ///
    /// # Errors
    /// The folders cannot be renamed; the old site is in its place then.
    pub fn take_place_of(&self, output: &Path) -> Result<Option<PathBuf>> {
        if !output.exists() {
            fs::rename(&self.path, output).with_context(|| format!("cannot publish to {}", output.display()))?;
            self.is_done.store(true, Ordering::Relaxed);
            return Ok(None);
        }
        if exchange(&self.path, output) {
            // The staging folder now holds the old site.
            return Ok(Some(self.path.clone()));
        }
        let old = beside(output, "old");
        remove(&old)?;
        fs::rename(output, &old).with_context(|| format!("cannot set aside {}", output.display()))?;
        if let Err(error) = fs::rename(&self.path, output) {
            if let Err(back) = fs::rename(&old, output) {
                bail!(
                    "cannot publish to {} ({error}), nor put the old site back ({back}); it is in {}",
                    output.display(),
                    old.display()
                );
            }
            return Err(error).with_context(|| format!("cannot publish to {}", output.display()));
        }
        self.is_done.store(true, Ordering::Relaxed);
        Ok(Some(old))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Exchanges two folders in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}
