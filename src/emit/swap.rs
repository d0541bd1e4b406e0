//! The staging folder beside the output folder, and how it takes its place.
//!
//! A folder beside it is removed or taken only if it bears detente's mark: whatever its name, another is a person's.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

use crate::emit::{MARK, MARK_TEXT};

/// A folder that is removed again unless it takes the output's place.
pub struct Staging {
    path: PathBuf,
    /// Whether it is gone or no longer ours to remove.
    is_done: AtomicBool,
    /// Locked as long as this build lives, where the system can: by this builds know of each other that see not each other's processes.
    _lock: Option<File>,
}

/// What the names of such folders end with, before the number of a process: one that is made, and a spare one that is made anew.
const STAGING: &str = "staging-";
const SPARE: &str = "spare-";

/// `public` → `.public.staging`, `.public.old`: beside it, on the same file system, hidden.
fn beside(output: &Path, what: &str) -> PathBuf {
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output.with_file_name(format!(".{name}.{what}"))
}

/// The folder under the first of the names beside the output that nothing has; two builds may have the same number of process.
fn named(output: &Path, what: &str, make: impl Fn(&Path) -> std::io::Result<()>) -> Result<Staging> {
    let name = beside(output, &format!("{what}{}", std::process::id())).into_os_string();
    let mut path = PathBuf::from(&name);
    for number in 2.. {
        match make(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let mut next = name.clone();
                next.push(format!("-{number}"));
                path = next.into();
            }
            Err(error) => return Err(error).with_context(|| format!("cannot make the folder {}", path.display())),
            Ok(()) => break,
        }
    }
    let lock = File::open(&path).ok().filter(|folder| folder.try_lock().is_ok());
    Ok(Staging { path, is_done: AtomicBool::new(false), _lock: lock })
}

/// Whether something is a folder that bears detente's mark.
fn is_marked(path: &Path) -> bool {
    is_folder(path) && path.join(MARK).is_file()
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Whether a folder may be removed: it bears the mark, or holds nothing, as one of a build that was killed before it set the mark.
fn is_ours(path: &Path) -> bool {
    is_marked(path) || is_folder(path) && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Ends what a killed build left: an old site set aside and not yet replaced is put back, staging folders are removed. Gives what
/// cannot be removed, and why: it is in nobody's way.
pub fn recover(output: &Path) -> Result<Vec<String>> {
    let mut left = sweep(output)?;
    let old = beside(output, "old");
    if is_marked(&old) {
        if output.exists() {
            left.extend(remove(&old).err().map(|error| format!("{error:#}")));
        } else {
            fs::rename(&old, output).with_context(|| format!("cannot put back {}", old.display()))?;
        }
    }
    Ok(left)
}

/// Makes a staging folder that holds the mark and nothing else.
pub fn staging(output: &Path) -> Result<Staging> {
    let staging = named(output, STAGING, |path| fs::create_dir(path))?;
    let mark = staging.path.join(MARK);
    fs::write(&mark, MARK_TEXT).with_context(|| format!("cannot write {}", mark.display()))?;
    Ok(staging)
}

/// Removes staging and spare folders of builds that no longer run; gives what cannot be removed.
fn sweep(output: &Path) -> Result<Vec<String>> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefixes = [STAGING, SPARE].map(|what| name(&beside(output, what)));
    let mut left = Vec::new();
    let Some(parent) = output.parent() else { return Ok(left) };
    let entries = fs::read_dir(parent).with_context(|| format!("cannot read the folder {}", parent.display()))?;
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = name(&path);
        let Some(process) = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str())) else { continue };
        let process = process.split_once('-').map_or(process, |(process, _)| process).parse::<u32>();
        if is_ours(&path) && process.is_ok_and(|process| !is_alive(&path, process)) {
            left.extend(remove(&path).err().map(|error| format!("{error:#}")));
        }
    }
    Ok(left)
}

/// Whether the build that a folder is of still runs. One with our own number that holds no lock is of another time.
fn is_alive(path: &Path, process: u32) -> bool {
    let is_held = File::open(path).is_ok_and(|folder| matches!(folder.try_lock(), Err(TryLockError::WouldBlock)));
    is_held || process != std::process::id() && is_running(process)
}

/// Whether a process runs; where that cannot be told it counts as running, and its folder is left alone.
fn is_running(process: u32) -> bool {
    let proc = Path::new("/proc");
    !proc.join("self").exists() || proc.join(process.to_string()).exists()
}

/// Removes a folder, if it is there; the mark goes last, so that what remains of it is known as detente's.
pub fn remove(path: &Path) -> Result<()> {
    let remove = || {
        if !fs::symlink_metadata(path)?.is_dir() {
            return Err(ErrorKind::NotADirectory.into());
        }
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_name() == MARK {
                continue;
            }
            let is_folder = entry.file_type()?.is_dir();
            unless_gone(if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) })?;
        }
        fs::remove_dir_all(path)
    };
    unless_gone(remove()).with_context(|| format!("cannot remove {}", path.display()))
}

/// Another build may have removed it.
fn unless_gone(done: std::io::Result<()>) -> std::io::Result<()> {
    match done {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Staging {
    /// Takes a tree that was set aside, if it is there, so that no other build does.
    pub fn taken(kept: &Path, output: &Path) -> Option<Staging> {
        // Renaming would put it in the place of an empty folder.
        let make = |path: &Path| match fs::symlink_metadata(path) {
            Ok(_) => Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(kept, path),
        };
        is_folder(kept).then(|| named(output, SPARE, make).ok()).flatten()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it, unless it took the output's place.
    pub fn clear(&self) {
        if !self.is_done.swap(true, Ordering::Relaxed) {
            // Nothing depends on it: the next build sweeps what cannot be removed now.
            let _ = remove(&self.path);
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
        if fs::symlink_metadata(&old).is_ok() {
            if !is_ours(&old) {
                bail!("{} stands in the way and was not made by detente, so it is left as it is; move it away", old.display());
            }
            remove(&old)?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_lives_is_known_by_more_than_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        // What a process of our number left, which runs no more.
        let dead = beside(&output, &format!("{STAGING}{}", std::process::id()));
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join(MARK), MARK_TEXT).unwrap();
        assert_eq!(recover(&output).unwrap(), Vec::<String>::new());
        assert!(!dead.exists());
        // Another build, which has our number in a namespace of its own.
        let other = staging(&output).unwrap();
        recover(&output).unwrap();
        let own = staging(&output).unwrap();
        assert!(own.path() != other.path() && own.path().join(MARK).is_file() && other.path().join(MARK).is_file());
        let (own_path, other_path) = (own.path().to_path_buf(), other.path().to_path_buf());
        drop(own);
        assert!(!own_path.exists() && other_path.exists());
        drop(other);
        assert!(!other_path.exists());
    }

    #[test]
    fn folders_are_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, "a file").unwrap();
        assert!(remove(&path).is_err());
        fs::remove_file(&path).unwrap();
        assert!(remove(&path).is_ok());
        fs::create_dir_all(path.join("a/b")).unwrap();
        fs::write(path.join(MARK), MARK_TEXT).unwrap();
        remove(&path).unwrap();
        assert!(!path.exists());
    }
}
