//! What a build leaves on disk for the next one of the same site, output folder and binary.
//!
//! Three files under `.detente/cache/`, named after the output folder: a small record, by which a build that has nothing to do is known,
//! what a build that has something to do need not compute again, and the files of content as they were parsed. Each says which binary
//! wrote it, and carries a checksum: one of another binary is passed over, a damaged one too, and that is said. It is written under
//! another name and renamed, so that of two builds at once the last has it whole. Beside them lies a spare tree (`emit/spare.rs`).
//! Nothing in it is needed; all of it may be deleted.

use std::fs;
use std::io::{BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::digest::{Digest, Summed};
use crate::diag::locate::Finding;
use crate::disk;
use crate::emit::manifest::Manifest;

/// Where records lie, below the root of a site.
pub const FOLDER: &str = ".detente/cache";

/// How a file begins: what it is, and the number of its form, which changes with any change of what is in it.
const HEAD: &[u8] = b"detente cache 3\n";

/// What stays the same of that from form to form.
const NAME: &[u8] = b"detente cache ";

/// Bytes of a digest in a file.
const DIGEST: usize = 16;

/// Bytes before those of a part: what the file is, the digest of the binary, the checksum.
const START: usize = HEAD.len() + 2 * DIGEST;

/// Bytes that are written at once.
const BUFFER: usize = 1 << 16;

/// How many files are kept: three for each output folder that is built to in turn.
const KEPT: usize = 24;

/// What the names of the parts and of a spare tree end with.
const RECORD: &str = "record";
const VALUES: &str = "values";
const PARSED: &str = "parsed";
const SPARE: &str = "spare";

/// What a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A `Record`.
    Record,
    /// A `pipeline::Kept`.
    Values,
    /// The bytes of a `pipeline::Shelf`.
    Parsed,
}

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

/// What is on disk of a site and an output folder.
pub struct Cache {
    path: PathBuf,
    binary: Digest,
}

/// What reading gave.
#[derive(Debug, PartialEq)]
pub enum Known<T> {
    /// There is nothing, or it is of another binary.
    Nothing,
    /// It cannot be used, and why.
    Damaged(String),
    /// What was written.
    Whole(T),
}

impl<T> Known<T> {
    fn and_then<U>(self, next: impl FnOnce(T) -> Known<U>) -> Known<U> {
        match self {
            Known::Nothing => Known::Nothing,
            Known::Damaged(why) => Known::Damaged(why),
            Known::Whole(value) => next(value),
        }
    }
}

impl Cache {
    /// The cache of this binary, its folder made. What the binary is, is told by its bytes: a rebuilt one may render otherwise.
    ///
    /// # Errors
    /// The output folder or the binary cannot be found, or the folder lies behind a link or cannot be made.
    pub fn new(root: &Path, output: &Path) -> Result<Self> {
        let output = std::path::absolute(output).with_context(|| format!("cannot find {}", output.display()))?;
        let binary = std::env::current_exe().and_then(fs::File::open).and_then(Digest::of_stream);
        let binary = binary.context("cannot read this binary")?;
        let name = Digest::mark(output.to_string_lossy().as_bytes());
        Ok(Cache { path: disk::folder(root, FOLDER)?.join(name), binary })
    }

    fn path(&self, part: Part) -> PathBuf {
        self.path.with_extension(match part {
            Part::Record => RECORD,
            Part::Values => VALUES,
            Part::Parsed => PARSED,
        })
    }

    /// Where a tree that was published before may lie.
    pub fn spare(&self) -> PathBuf {
        self.path.with_extension(SPARE)
    }

    /// Reads a part.
    pub fn read<T: DeserializeOwned>(&self, part: Part) -> Known<T> {
        decode(self.bytes(part))
    }

    /// Reads the bytes of a part.
    pub fn bytes(&self, part: Part) -> Known<Vec<u8>> {
        match disk::open(&self.path(part)) {
            Ok(file) => {
                let length = file.metadata().map_or(0, |it| it.len());
                self.payload(file, usize::try_from(length).unwrap_or(0))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Known::Nothing,
            Err(error) => Known::Damaged(error.to_string()),
        }
    }

    /// The bytes of a part in a file of this length.
    fn payload(&self, mut file: impl Read, length: usize) -> Known<Vec<u8>> {
        let damaged = |why: &str| Known::Damaged(why.to_string());
        let mut start = Vec::with_capacity(START);
        if let Err(error) = file.by_ref().take(START as u64).read_to_end(&mut start) {
            return Known::Damaged(error.to_string());
        }
        let Some(rest) = start.strip_prefix(HEAD) else {
            return if start.starts_with(NAME) { Known::Nothing } else { damaged("it does not begin as one") };
        };
        let (Some((binary, checksum)), true) = (rest.split_at_checked(DIGEST), start.len() == START) else {
            return damaged("it is cut short");
        };
        if binary != self.binary.bytes() {
            return Known::Nothing;
        }
        let mut payload = Vec::with_capacity(length.saturating_sub(START));
        if let Err(error) = file.read_to_end(&mut payload) {
            return Known::Damaged(error.to_string());
        }
        if checksum != Digest::of_bytes(&payload).bytes() {
            return damaged("its checksum is another");
        }
        Known::Whole(payload)
    }

    /// Writes a part in the place of the one before.
    ///
    /// # Errors
    /// It cannot be written; the one before is whole then.
    pub fn write<T: Serialize>(&self, part: Part, value: &T) -> Result<()> {
        self.put(part, |out| postcard::to_io(value, out).map(drop).map_err(anyhow::Error::from))
    }

    /// Writes the bytes of a part, which lie in pieces, in the place of those before.
    ///
    /// # Errors
    /// They cannot be written; those before are whole then.
    pub fn write_bytes(&self, part: Part, pieces: &[&[u8]]) -> Result<()> {
        self.put(part, |out| Ok(pieces.iter().try_for_each(|piece| out.write_all(piece))?))
    }

    /// Writes a file as its bytes come: all of a large site's together would take as much memory again.
    fn put(&self, part: Part, fill: impl FnOnce(&mut Out) -> Result<()>) -> Result<()> {
        let path = self.path(part);
        let half = path.with_extension(format!("{part:?}-{}", std::process::id()));
        let written = self.fill(&half, fill).and_then(|()| Ok(fs::rename(&half, &path)?));
        if written.is_err() {
            // It is in nobody's way; why writing failed is what matters.
            let _ = fs::remove_file(&half);
        }
        written.with_context(|| format!("cannot write {}", path.display()))?;
        path.parent().into_iter().for_each(prune);
        Ok(())
    }

    fn fill(&self, path: &Path, fill: impl FnOnce(&mut Out) -> Result<()>) -> Result<()> {
        let mut file = disk::create(path)?;
        file.write_all(HEAD)?;
        file.write_all(&self.binary.bytes())?;
        // The checksum is known at the end.
        let place = file.stream_position()?;
        file.write_all(&[0; DIGEST])?;
        let mut out = BufWriter::with_capacity(BUFFER, Summed::new(file));
        fill(&mut out)?;
        let (mut file, checksum) = out.into_inner().map_err(|error| error.into_error())?.end();
        file.seek(SeekFrom::Start(place))?;
        Ok(file.write_all(&checksum.bytes())?)
    }
}

/// Takes the bytes of a part.
type Out = BufWriter<Summed<fs::File>>;

/// The value that bytes hold.
fn decode<T: DeserializeOwned>(bytes: Known<Vec<u8>>) -> Known<T> {
    bytes.and_then(|bytes| match postcard::from_bytes(&bytes) {
        Ok(value) => Known::Whole(value),
        Err(error) => Known::Damaged(error.to_string()),
    })
}

/// Whether a name is one that a cache gives: the mark of an output folder, and a part or a spare tree.
fn is_own(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'));
    name.is_some_and(|(stem, end)| {
        let part = end.split_once('-').map_or(end, |(part, _)| part).to_ascii_lowercase();
        Digest::is_mark(stem) && [RECORD, VALUES, PARSED, SPARE].contains(&part.as_str())
    })
}

/// Removes the oldest records beyond those kept, what killed builds left half written, and spare trees without a record.
/// What has another name is not of a cache, and stays.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let (mut files, mut trees) = (Vec::new(), Vec::new());
    for entry in entries.filter_map(Result::ok).filter(|entry| is_own(&entry.path())) {
        match entry.metadata() {
            Ok(it) if it.is_file() => files.extend(it.modified().ok().map(|time| (time, entry.path()))),
            _ => trees.push(entry.path()),
        }
    }
    files.sort();
    let surplus = files.len().saturating_sub(KEPT);
    for (_, path) in &files[..surplus] {
        // Another build may have removed it.
        let _ = fs::remove_file(path);
    }
    let is_spare = |path: &PathBuf| path.extension().is_some_and(|it| it == SPARE);
    for path in trees.iter().filter(|path| is_spare(path) && !path.with_extension(RECORD).exists()) {
        let _ = fs::remove_dir_all(path);
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
        assert_eq!(cache.read::<Record>(Part::Record), Known::Nothing);
        cache.write(Part::Record, &record()).unwrap();
        assert_eq!(cache.read(Part::Record), Known::Whole(record()));
        // Of another output folder there is none.
        let other = Cache::new(folder.path(), Path::new("elsewhere")).unwrap();
        assert_eq!(other.read::<Record>(Part::Record), Known::Nothing);
    }

    #[test]
    fn a_record_with_any_byte_changed_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.write(Part::Record, &record()).unwrap();
        let whole = fs::read(cache.path(Part::Record)).unwrap();
        let decode = |bytes: &[u8]| decode::<Record>(cache.payload(bytes, bytes.len()));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert!(!matches!(decode(&bytes), Known::Whole(_)), "byte {at}");
            assert!(!matches!(decode(&whole[..at]), Known::Whole(_)), "cut at {at}");
        }
        assert!(matches!(decode(&whole[..whole.len() - 1]), Known::Damaged(_)));
        let other = Cache { binary: Digest::of("other"), path: cache.path.clone() };
        assert_eq!(other.read::<Record>(Part::Record), Known::Nothing);
    }

    #[test]
    fn a_spare_tree_goes_with_its_record() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        let other = Cache::new(folder.path(), Path::new("elsewhere")).unwrap();
        for spare in [cache.spare(), other.spare()] {
            fs::create_dir_all(spare.join("folder")).unwrap();
        }
        cache.write(Part::Record, &record()).unwrap();
        assert!(cache.spare().is_dir() && !other.spare().exists());
    }

    #[test]
    fn what_a_cache_did_not_name_stays() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join(FOLDER);
        fs::create_dir_all(below.join("mine.spare")).unwrap();
        for number in 0..2 * KEPT {
            fs::write(below.join(format!("{number}.record")), "mine").unwrap();
        }
        let (cache, killed) = (cache(folder.path()), below.join("0123456789abcdef.Record-7"));
        fs::write(&killed, "half").unwrap();
        cache.write(Part::Record, &record()).unwrap();
        assert_eq!(fs::read_dir(&below).unwrap().count(), 2 * KEPT + 3);
        assert!(is_own(&killed) && is_own(&cache.spare()) && is_own(&cache.path(Part::Record)));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_or_read_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, precious) = (cache(folder.path()), folder.path().join("precious"));
        fs::write(&precious, "precious").unwrap();
        let half = cache.path(Part::Record).with_extension(format!("Record-{}", std::process::id()));
        for link in [&half, &cache.path(Part::Record)] {
            std::os::unix::fs::symlink(&precious, link).unwrap();
        }
        assert!(matches!(cache.read::<Record>(Part::Record), Known::Damaged(_)));
        cache.write(Part::Record, &record()).unwrap();
        assert_eq!(cache.read(Part::Record), Known::Whole(record()));
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
        let linked = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), linked.path().join(".detente")).unwrap();
        assert!(Cache::new(linked.path(), Path::new("public")).is_err());
    }

    #[test]
    fn old_records_go() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..2 * KEPT {
            Cache::new(folder.path(), Path::new(&number.to_string())).unwrap().write(Part::Record, &record()).unwrap();
        }
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), KEPT);
    }
}
