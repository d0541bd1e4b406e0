//! Finds the files of a site, in the order of their names; what is no content is passed over.

use std::ffi::OsStr;
use std::path::{Component, Path};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use crate::base::path::SourcePath;

/// The folders of a site that are read.
pub const FOLDERS: [&str; 3] = ["content", "templates", "static"];

/// What was found.
pub struct Found {
    /// Files to read.
    pub files: Vec<SourcePath>,
    /// What cannot be read, and why.
    pub unreadable: Vec<(SourcePath, String)>,
}

/// Walks the folders of a site.
///
/// # Errors
/// The root is not a folder.
pub fn files(root: &Path) -> Result<Found> {
    root.read_dir().with_context(|| format!("cannot read the folder {}", root.display()))?;
    let mut found = Found { files: Vec::new(), unreadable: Vec::new() };
    for folder in FOLDERS {
        let start = root.join(folder);
        if !start.exists() {
            continue;
        }
        // Links are not followed: none leads out of the site, and none in a circle.
        let walk = WalkDir::new(&start).follow_links(false).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_passed_over(entry.file_name())) {
            match entry {
                Ok(entry) => note(root, &entry, &mut found),
                Err(error) => {
                    let path = error.path().map_or(folder.to_string(), |path| relative(root, path).0);
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    found.unreadable.push((SourcePath::new(path), format!("this cannot be read: {reason}")));
                }
            }
        }
    }
    Ok(found)
}

fn note(root: &Path, entry: &DirEntry, found: &mut Found) {
    if entry.file_type().is_dir() {
        return;
    }
    let (path, is_utf8) = relative(root, entry.path());
    let path = SourcePath::new(path);
    if !is_utf8 {
        found.unreadable.push((path, "the name of this file is not UTF-8".to_string()));
    } else if entry.path_is_symlink() {
        found.unreadable.push((path, "this is a symbolic link, and links are not followed".to_string()));
    } else if !entry.file_type().is_file() {
        found.unreadable.push((path, "this is not a plain file".to_string()));
    } else {
        found.files.push(path);
    }
}

/// The path below the root with `/` on every system; names as typed, since that is how they are opened.
fn relative(root: &Path, path: &Path) -> (String, bool) {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut is_utf8 = true;
    let parts: Vec<String> = below
        .components()
        .map(|part| {
            let part = part.as_os_str();
            is_utf8 &= part.to_str().is_some();
            part.to_string_lossy().into_owned()
        })
        .collect();
    (parts.join("/"), is_utf8)
}

/// Whether a path below the root lies where a site's files are, and is none that is passed over.
pub fn is_of_a_site(below: &Path) -> bool {
    let mut parts = below.components().map(Component::as_os_str);
    parts.next().is_some_and(|first| FOLDERS.iter().any(|folder| first == *folder)) && !parts.any(is_passed_over)
}

/// What hosts read, though it is hidden: RFC 8615, GitHub Pages.
const PUBLISHED: [&str; 2] = [".well-known", ".nojekyll"];

/// Hidden files, and what editors leave behind.
fn is_passed_over(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    (name.starts_with('.') && !PUBLISHED.contains(&&*name))
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name == "Thumbs.db"
        || (name.starts_with('#') && name.ends_with('#'))
}
