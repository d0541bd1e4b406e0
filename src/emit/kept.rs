//! Pictures and share cards that an earlier build made, kept under `.detente/` by the digest of what they are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::disk;

/// Where they are kept under the root of a site.
const FOLDER: &str = ".detente/cache/pictures";

/// So many files that the last build did not need are left for one that may, with drafts or as of another day.
const SPARE: usize = 500;

/// Bytes are kept behind their own digest, so that a file that was damaged since is not taken for whole.
fn opened(sealed: &[u8]) -> Option<&[u8]> {
    let (mark, bytes) = sealed.split_at_checked(Digest::mark(b"").len())?;
    (Digest::mark(bytes).as_bytes() == mark).then_some(bytes)
}

/// Reads what is kept under these keys; what is not there or not whole is left out.
pub fn read<'k>(root: &Path, keys: impl Iterator<Item = &'k str>) -> BTreeMap<String, Arc<[u8]>> {
    let Ok(folder) = disk::place(root, FOLDER) else { return BTreeMap::new() };
    let keys: Vec<&str> = keys.collect();
    let found = keys.into_par_iter().filter_map(|key| {
        let mut sealed = Vec::new();
        disk::open(&folder.join(key)).ok()?.read_to_end(&mut sealed).ok()?;
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
    let folder = disk::folder(root, FOLDER)?;
    made.par_iter().try_for_each(|(key, bytes)| -> Result<()> {
        let file = folder.join(key);
        disk::replace(&file, &[Digest::mark(bytes).as_bytes(), bytes]).with_context(|| format!("cannot write {}", file.display()))
    })
}

/// Whether a name is a key, or that of a file that a killed build left half written; what else lies there is not ours.
fn is_own(name: &str) -> bool {
    let (key, end) = name.split_once('.').unwrap_or((name, ""));
    key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) && (end.is_empty() || end.ends_with(".new"))
}

/// Removes what is not needed, if it has become much.
pub fn tidy(root: &Path, needed: &BTreeSet<String>) {
    let Ok(folder) = disk::place(root, FOLDER) else { return };
    let Ok(entries) = fs::read_dir(&folder) else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let unneeded: Vec<String> = names.filter(|name| is_own(name) && !needed.contains(name)).collect();
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
        let file = |key: &str| folder.path().join(FOLDER).join(key);
        add(folder.path(), &BTreeMap::from([("a".to_string(), Arc::from(&b"bytes"[..]))])).unwrap();
        fs::write(file("b"), &fs::read(file("a")).unwrap()[..18]).unwrap();
        fs::write(file("c"), b"short").unwrap();
        let read = read(folder.path(), ["a", "b", "c", "d"].into_iter());
        assert_eq!(
            read.into_iter().map(|(key, bytes)| (key, bytes.to_vec())).collect::<Vec<_>>(),
            [("a".to_string(), b"bytes".to_vec())]
        );
    }

    #[test]
    fn only_what_has_the_name_of_a_key_is_tidied_away() {
        let folder = tempfile::tempdir().unwrap();
        let names = (0..=SPARE).flat_map(|number| [format!("{number:032x}"), format!("mine {number}")]);
        let made = names.map(|name| (name, Arc::from(&b"bytes"[..]))).collect();
        add(folder.path(), &made).unwrap();
        let needed = format!("{:032x}", 7);
        tidy(folder.path(), &BTreeSet::from([needed.clone()]));
        let count = || fs::read_dir(folder.path().join(FOLDER)).unwrap().count();
        assert_eq!(count(), made.len(), "not yet too many");
        tidy(folder.path(), &BTreeSet::new());
        assert_eq!(count(), SPARE + 1);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_kept_or_tidied_behind_a_link() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for number in 0..=SPARE {
            fs::write(outside.path().join(format!("{number:032x}")), "precious").unwrap();
        }
        fs::create_dir_all(folder.path().join(".detente/cache")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join(FOLDER)).unwrap();
        tidy(folder.path(), &BTreeSet::new());
        assert!(add(folder.path(), &BTreeMap::from([("a".to_string(), Arc::from(&b"bytes"[..]))])).is_err());
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), SPARE + 1);
    }
}
