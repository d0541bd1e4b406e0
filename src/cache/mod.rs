//! What a build leaves on disk for the next one of the same site, output folder and binary.
//!
//! A record is one file under `.detente/cache/`, named after the output folder. It says which binary wrote it, and carries a
//! checksum: one of another binary is passed over, a damaged one too, and that is said. It is written under another name
//! and renamed, so that of two builds at once the last has it whole. Nothing in it is needed; all of it may be deleted.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;
use crate::diag::locate::Finding;
use crate::emit::manifest::Manifest;

/// Where records lie, below the root of a site.
pub const FOLDER: &str = ".detente/cache";

/// How a record begins: what it is, and the number of its form, which changes with any change of what is in it.
const HEAD: &[u8] = b"detente build record 1\n";

/// Bytes of a digest in a record.
const DIGEST: usize = 16;

/// How many records are kept: one for each output folder that is built to in turn.
const KEPT: usize = 8;

/// A published build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Digest of all that the build read: files, day, options.
    pub key: Digest,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How many pages it has.
    pub pages: usize,
    /// How many files it has.
    pub files: usize,
    /// What was published.
    pub manifest: Manifest,
}

/// The record of a site and an output folder, on disk.
pub struct Cache {
    path: PathBuf,
    binary: Digest,
}

/// What reading gave.
#[derive(Debug, PartialEq)]
pub enum Known {
    /// There is none, or one of another binary.
    Nothing,
    /// One that cannot be used, and why.
    Damaged(String),
    /// The record.
    Record(Box<Record>),
}

impl Cache {
    /// The cache of this binary. What the binary is, is told by its bytes: a rebuilt one may render otherwise.
    ///
    /// # Errors
    /// The output folder or the binary cannot be found.
    pub fn new(root: &Path, output: &Path) -> Result<Self> {
        let output = std::path::absolute(output).with_context(|| format!("cannot find {}", output.display()))?;
        let binary = std::env::current_exe().and_then(fs::read).context("cannot read this binary")?;
        let name = Digest::mark(output.to_string_lossy().as_bytes());
        Ok(Cache { path: root.join(FOLDER).join(name), binary: Digest::of_bytes(&binary) })
    }

    /// Reads the record.
    pub fn read(&self) -> Known {
        match fs::read(&self.path) {
            Ok(bytes) => self.decode(&bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Known::Nothing,
            Err(error) => Known::Damaged(error.to_string()),
        }
    }

    fn decode(&self, bytes: &[u8]) -> Known {
        let damaged = |why: &str| Known::Damaged(why.to_string());
        let Some(rest) = bytes.strip_prefix(HEAD) else {
            return if bytes.starts_with(b"detente build record ") { Known::Nothing } else { damaged("it does not begin as one") };
        };
        let (Some((binary, rest)), true) = (rest.split_at_checked(DIGEST), rest.len() >= 2 * DIGEST) else {
            return damaged("it is cut short");
        };
        if binary != self.binary.bytes() {
            return Known::Nothing;
        }
        let (checksum, payload) = rest.split_at(DIGEST);
        if checksum != Digest::of_bytes(payload).bytes() {
            return damaged("its checksum is another");
        }
        match postcard::from_bytes(payload) {
            Ok(record) => Known::Record(Box::new(record)),
            Err(error) => damaged(&error.to_string()),
        }
    }

    /// Writes a record in the place of the one before.
    ///
    /// # Errors
    /// It cannot be written; the one before is whole then.
    pub fn write(&self, record: &Record) -> Result<()> {
        let payload = postcard::to_stdvec(record).context("cannot write a build record")?;
        let checksum = Digest::of_bytes(&payload).bytes();
        let bytes = [HEAD, &self.binary.bytes(), &checksum, &payload].concat();
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let half = self.path.with_extension(format!("new-{}", std::process::id()));
        let written = fs::write(&half, bytes).and_then(|()| fs::rename(&half, &self.path));
        if written.is_err() {
            // It is in nobody's way; why writing failed is what matters.
            let _ = fs::remove_file(&half);
        }
        written.with_context(|| format!("cannot write {}", self.path.display()))?;
        prune(folder);
        Ok(())
    }
}

/// Removes the oldest records beyond those kept, and what killed builds left half written.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let surplus = files.len().saturating_sub(KEPT);
    for (_, path) in &files[..surplus] {
        // Another build may have removed it.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path) -> Cache {
        Cache::new(folder, &folder.join("public")).unwrap()
    }

    fn record() -> Record {
        Record { key: Digest::of("key"), findings: Vec::new(), pages: 3, files: 5, manifest: Manifest::default() }
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        assert_eq!(cache.read(), Known::Nothing);
        cache.write(&record()).unwrap();
        assert_eq!(cache.read(), Known::Record(Box::new(record())));
        // Of another output folder there is none.
        assert_eq!(Cache::new(folder.path(), Path::new("elsewhere")).unwrap().read(), Known::Nothing);
    }

    #[test]
    fn a_record_with_any_byte_changed_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.write(&record()).unwrap();
        let whole = fs::read(&cache.path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert!(!matches!(cache.decode(&bytes), Known::Record(_)), "byte {at}");
            assert!(!matches!(cache.decode(&whole[..at]), Known::Record(_)), "cut at {at}");
        }
        assert!(matches!(cache.decode(&whole[..whole.len() - 1]), Known::Damaged(_)));
        let other = Cache { binary: Digest::of("other"), path: cache.path.clone() };
        assert_eq!(other.read(), Known::Nothing);
    }

    #[test]
    fn old_records_go() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..2 * KEPT {
            Cache::new(folder.path(), Path::new(&number.to_string())).unwrap().write(&record()).unwrap();
        }
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), KEPT);
    }
}
