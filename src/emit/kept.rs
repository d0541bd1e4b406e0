//! Pictures and share cards that an earlier build made, kept under `.detente/` by the digest of what they are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::base::digest::Digest;

/// Where they are kept under the root of a site.
const FOLDER: &str = ".detente/cache/pictures";

/// So many files that the last build did not need are left for one that may, with drafts or as of another day.
const SPARE: usize = 500;

fn file(root: &Path, key: &str) -> PathBuf {
    root.join(FOLDER).join(key)
}

/// Bytes as they are kept: behind their own digest, so that a file that was damaged since is not taken for whole.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    [Digest::mark(bytes).as_bytes(), bytes].concat()
}

fn opened(sealed: &[u8]) -> Option<&[u8]> {
    let (mark, bytes) = sealed.split_at_checked(Digest::mark(b"").len())?;
    (Digest::mark(bytes).as_bytes() == mark).then_some(bytes)
}

/// Reads what is kept under these keys; what is not there or not whole is left out.
pub fn read<'k>(root: &Path, keys: impl Iterator<Item = &'k str>) -> BTreeMap<String, Arc<[u8]>> {
    let keys: Vec<&str> = keys.collect();
    let found = keys.into_par_iter().filter_map(|key| {
        let sealed = fs::read(file(root, key)).ok()?;
        Some((key.to_string(), Arc::from(opened(&sealed)?)))
    });
    found.collect()
}

/// Keeps what was made.
///
/// # Errors
/// The folder or a file of it cannot be written.
pub fn add(root: &Path, made: &BTreeMap<String, Arc<[u8]>>) -> Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    made.par_iter().try_for_each(|(key, bytes)| -> Result<()> {
        let file = file(root, key);
        let half = file.with_extension(format!("{}.new", std::process::id()));
        let written = fs::write(&half, sealed(bytes)).and_then(|()| fs::rename(&half, &file));
        written.with_context(|| format!("cannot write {}", file.display()))
    })
}

/// Removes what is not needed, if it has become much.
pub fn tidy(root: &Path, needed: &BTreeSet<String>) {
    let folder = root.join(FOLDER);
    let Ok(entries) = fs::read_dir(&folder) else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let unneeded: Vec<String> = names.filter(|name| !needed.contains(name)).collect();
    if unneeded.len() > SPARE {
        for name in unneeded {
            // One that cannot be removed harms nobody, and is tried again.
            let _ = fs::remove_file(folder.join(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        fs::write(file(folder.path(), "a"), sealed(b"bytes")).unwrap();
        fs::write(file(folder.path(), "b"), &sealed(b"bytes")[..18]).unwrap();
        fs::write(file(folder.path(), "c"), b"short").unwrap();
        let read = read(folder.path(), ["a", "b", "c", "d"].into_iter());
        assert_eq!(
            read.into_iter().map(|(key, bytes)| (key, bytes.to_vec())).collect::<Vec<_>>(),
            [("a".to_string(), b"bytes".to_vec())]
        );
    }
}
