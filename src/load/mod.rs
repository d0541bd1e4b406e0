//! Disk and clock → `Snapshot`.

pub mod walk;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use jiff::tz::{Offset, TimeZone};
use rayon::prelude::*;

use crate::base::edtf::{self, Edtf};
use crate::base::path::SourcePath;
use crate::config;
use crate::disk;
use crate::model::published;
use crate::snapshot::{Snapshot, SourceFile};
use crate::theme;

/// How many files a thread reads before what is left is dealt out anew.
const SHARE: usize = 64;

/// A text larger than this is not read: no article is, and reading it would take all memory.
pub const LARGEST_TEXT: u64 = 64 * 1024 * 1024;

/// A picture or another file that is copied and larger than this belongs on a server of its own.
const LARGEST_COPIED: u64 = 1024 * 1024 * 1024;

/// The root of the site that a folder lies in: the nearest one upwards with `content/site.yaml`.
///
/// # Errors
/// There is none.
pub fn find_root(start: &Path) -> Result<PathBuf> {
    let start = start.canonicalize().with_context(|| format!("cannot find the folder {}", start.display()))?;
    for folder in start.ancestors() {
        if folder.join(config::PATH).is_file() {
            return Ok(folder.to_path_buf());
        }
    }
    bail!("no {} in {} or above; make a site with `detente init`", config::PATH, start.display())
}

/// Reads all files of a site under its root, the theme's under them.
///
/// # Errors
/// The root itself cannot be read. A file that cannot be read is noted in the snapshot.
pub fn snapshot(root: &Path, today: Edtf) -> Result<Snapshot> {
    let mut snapshot = Snapshot::empty(today);
    for (path, bytes) in theme::files() {
        snapshot.insert(&path, bytes.to_vec());
    }
    let found = walk::files(root)?;
    snapshot.unreadable = found.unreadable;
    let mut files = found.files;
    match disk::place(root, published::PATH) {
        Ok(path) if path.is_file() => files.push(SourcePath::new(published::PATH)),
        Ok(_) => {}
        Err(error) => snapshot.unreadable.push((SourcePath::new(published::PATH), format!("this cannot be read: {error}"))),
    }
    let read: Vec<_> = files.into_par_iter().with_max_len(SHARE).map(|path| (read(root, &path), path)).collect();
    for (file, path) in read {
        match file {
            Ok(bytes) => {
                snapshot.files.insert(path.clone(), SourceFile::new(path, bytes).into());
            }
            Err(error) => snapshot.unreadable.push((path, format!("this file cannot be read: {error}"))),
        }
    }
    snapshot.unreadable.sort();
    Ok(snapshot)
}

/// The snapshot after the files at these paths changed; only those are read. Gives what `snapshot` would.
///
/// # Errors
/// The root itself cannot be read.
pub fn refresh(root: &Path, old: &Snapshot, changed: &BTreeSet<PathBuf>, today: Edtf) -> Result<Snapshot> {
    let mut new = Snapshot { today: today.clone(), ..old.clone() };
    if !old.unreadable.is_empty() {
        return snapshot(root, today);
    }
    for path in changed {
        let Some(below) = path.strip_prefix(root).ok().filter(|below| walk::is_of_a_site(below)) else { continue };
        let name: Vec<_> = below.components().map(Component::as_os_str).map(std::ffi::OsStr::to_str).collect();
        let Some(name) = name.into_iter().collect::<Option<Vec<_>>>() else { return snapshot(root, today) };
        let name = SourcePath::new(name.join("/"));
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_file() => match read(root, &name) {
                Ok(bytes) => drop(new.files.insert(name.clone(), SourceFile::new(name, bytes).into())),
                // It may have gone since; whatever it is, a full reading says so.
                Err(_) => return snapshot(root, today),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && new.files.contains_key(&name) => {
                new.files.remove(&name);
                if let Some((path, bytes)) = theme::files().into_iter().find(|(path, _)| *path == name.as_str()) {
                    new.insert(&path, bytes.to_vec());
                }
            }
            // A folder came, went or was moved, or something that is no plain file.
            _ => return snapshot(root, today),
        }
    }
    Ok(new)
}

fn read(root: &Path, path: &SourcePath) -> std::io::Result<Vec<u8>> {
    let is_copied = ["content/media/", "static/"].iter().any(|folder| path.as_str().starts_with(folder));
    bounded(&root.join(path.as_str()), if is_copied { LARGEST_COPIED } else { LARGEST_TEXT })
}

/// Reads a file of at most so many bytes; a larger one is an error before it is read, one that grows meanwhile after that many.
///
/// # Errors
/// It is larger, or cannot be read.
pub fn bounded(file: &Path, largest: u64) -> std::io::Result<Vec<u8>> {
    let too_large = || {
        let megabytes = largest / 1024 / 1024;
        Err(std::io::Error::other(format!("it is larger than {megabytes} MiB; split it into several files")))
    };
    let file = std::fs::File::open(file)?;
    let size = file.metadata()?.len();
    if size > largest {
        return too_large();
    }
    // Invariant: no more than `largest`, which memory can address.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest { too_large() } else { Ok(bytes) }
}

/// The day to build the site at a root for: that of `SOURCE_DATE_EPOCH` (reproducible-builds.org) if it is set, else of the clock, by
/// the site's `timezone`, else by UTC.
///
/// # Errors
/// `SOURCE_DATE_EPOCH` is set and is no number of seconds.
pub fn today(root: &Path) -> Result<Edtf> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds: i64 =
                text.trim().parse().with_context(|| format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"))?;
            jiff::Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is not a time")?
        }
        Err(_) => jiff::Timestamp::now(),
    };
    let date = now.to_zoned(zone(root).map_or(TimeZone::UTC, TimeZone::fixed)).date();
    Edtf::parse(&date.to_string()).map_err(|error| anyhow::anyhow!("the clock says {date}: {}", error.reason))
}

/// The offset that a site's `site.yaml` says. The day is asked before all else is read: what is wrong with the file is found afterwards.
fn zone(root: &Path) -> Option<Offset> {
    let text = std::fs::read_to_string(root.join(config::PATH)).ok()?;
    let config: serde_yaml::Value = serde_yaml::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let seconds = edtf::offset(config.get("timezone")?.as_str()?)?;
    Offset::from_seconds(seconds.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refreshing_gives_what_reading_anew_gives() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let today = Edtf::parse("2026-11-23").unwrap();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("content/site.yaml", "title: A");
        write("content/articles/a.md", "a");
        write("templates/home.html", "own");
        let mut known = snapshot(&root, today.clone()).unwrap();
        let mut step = |changed: &[&str]| {
            let paths = changed.iter().map(|path| root.join(path)).collect();
            known = refresh(&root, &known, &paths, today.clone()).unwrap();
            assert!(known.is_same(&snapshot(&root, today.clone()).unwrap()), "{changed:?}");
        };
        write("content/articles/a.md", "b");
        write("content/articles/.hidden.md", "x");
        write("elsewhere/a.md", "x");
        step(&["content/articles/a.md", "content/articles/.hidden.md", "elsewhere/a.md"]);
        // What hosts read is no hidden file.
        write("static/.well-known/security.txt", "x");
        step(&["static/.well-known/security.txt"]);
        write("content/articles/new.md", "c");
        step(&["content/articles/new.md"]);
        // The theme's own file comes back from under the site's.
        std::fs::remove_file(root.join("templates/home.html")).unwrap();
        step(&["templates/home.html"]);
        std::fs::rename(root.join("content/articles"), root.join("content/pages")).unwrap();
        step(&["content/articles", "content/pages"]);
        std::fs::remove_dir_all(root.join("content/pages")).unwrap();
        step(&["content/pages"]);
        write("content/actors/bad.md", "x");
        step(&["content/actors/bad.md", "content/actors/never-there.md"]);
        let read: Vec<&str> = known.files.keys().map(SourcePath::as_str).collect();
        assert!(
            read.contains(&"static/.well-known/security.txt") && !read.iter().any(|path| path.contains(".hidden")),
            "{read:?}"
        );
    }
}
