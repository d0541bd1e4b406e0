//! Disk and clock → `Snapshot`.

mod walk;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::base::edtf::Edtf;
use crate::base::path::SourcePath;
use crate::config;
use crate::snapshot::{Snapshot, SourceFile};
use crate::theme;

/// A file of content larger than this is not read: no article is, and reading it would take all memory.
const LARGEST_TEXT: u64 = 64 * 1024 * 1024;

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
    let read: Vec<_> = found.files.into_par_iter().map(|path| (read(root, &path), path)).collect();
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

fn read(root: &Path, path: &SourcePath) -> std::io::Result<Vec<u8>> {
    let file = root.join(path.as_str());
    let is_text = path.as_str().starts_with("content/") && !path.as_str().starts_with("content/media/");
    if is_text && file.metadata()?.len() > LARGEST_TEXT {
        let megabytes = LARGEST_TEXT / 1024 / 1024;
        return Err(std::io::Error::other(format!("it is larger than {megabytes} MiB; split it into several files")));
    }
    std::fs::read(file)
}

/// The day to build for: `SOURCE_DATE_EPOCH` (reproducible-builds.org) if it is set, else the clock's, in UTC.
///
/// # Errors
/// `SOURCE_DATE_EPOCH` is set and is no number of seconds.
pub fn today() -> Result<Edtf> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds: i64 =
                text.trim().parse().with_context(|| format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"))?;
            jiff::Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is not a time")?
        }
        Err(_) => jiff::Timestamp::now(),
    };
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    Edtf::parse(&date.to_string()).map_err(|error| anyhow::anyhow!("the clock says {date}: {}", error.reason))
}
