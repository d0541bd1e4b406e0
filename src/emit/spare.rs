//! The tree that was published before: set aside with the cache, so that the next build makes it the same again instead of
//! linking every file of the site anew.
//!
//! A spare tree and the published one share their files (hard links) but for those by which they differ; these are on record.
//! No file is ever written into: what changes is another file, put in its place, so a tree that was published stays as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Result, ensure};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::emit::manifest::{Manifest, Time, are_folders, time_of};
use crate::emit::store::Store;
use crate::emit::swap::{self, Staging};
use crate::emit::{Files, folders, has_mark, link, put};
use crate::site::Site;

/// What is known of a spare tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spare {
    /// By path, sorted; the tree itself is the empty one.
    folders: Vec<(String, Time)>,
    /// Files in which it differs from the published tree.
    differs: BTreeSet<String>,
}

/// A tree that was a spare one.
pub struct Made {
    /// It, as it will be published.
    pub tree: Staging,
    /// Its folders, by path; the tree itself is the empty one.
    pub folders: Vec<(String, Time)>,
}

/// Makes the spare tree of a published one that of a new site. `None` if there is none to be had, or it is not as it was left:
/// then the tree is made in the other way, and nothing is lost.
///
/// `known` is of the tree that is published, and `same` are the files that the new site has in common with it.
pub fn made(site: &Site, files: &Files<'_>, store: &Store, known: &Manifest, same: &BTreeSet<&str>) -> Option<Made> {
    let (spare, kept) = (known.spare.as_ref()?, store.spare.as_deref()?);
    let staging = Staging::taken(kept, &store.output)?;
    // One that cannot be made right is removed.
    let folders = mend(staging.path(), spare, site, files, store, known, same).ok()?;
    Some(Made { tree: staging, folders })
}

fn mend(
    root: &Path,
    spare: &Spare,
    site: &Site,
    files: &Files<'_>,
    store: &Store,
    known: &Manifest,
    same: &BTreeSet<&str>,
) -> Result<Vec<(String, Time)>> {
    ensure!(are_folders(root, &spare.folders) && has_mark(root), "it is not as it was left");
    let new = files.keys().filter(|path| !same.contains(*path)).copied();
    let gone = known.paths().filter(|path| !files.contains_key(path));
    let differing: BTreeSet<&str> = spare.differs.iter().map(String::as_str).chain(new).chain(gone).collect();

    let mut unwanted = differing.iter().filter(|path| !files.contains_key(*path));
    unwanted.try_for_each(|path| removed(&root.join(path)))?;
    let old: BTreeSet<&str> = spare.folders.iter().map(|(path, _)| path.as_str()).filter(|path| !path.is_empty()).collect();
    let wanted = folders(site);
    // Those within others come first, and are made last.
    old.iter().rev().filter(|path| !wanted.contains(*path)).try_for_each(|path| fs::remove_dir(root.join(path)))?;
    wanted.difference(&old).try_for_each(|path| fs::create_dir(root.join(path)))?;
    let wrong: Vec<&&str> = differing.iter().filter(|path| files.contains_key(*path)).collect();
    wrong.par_iter().try_for_each(|path| -> Result<()> {
        let target = root.join(path);
        if same.contains(**path) {
            return Ok(link(&store.output.join(path), &target)?);
        }
        // What was laid down stays there too, should this come to nothing. Never is the file written into that was here.
        let file = files[**path];
        if file.1.is_some() || link(&store.staging.path().join(path), &target).is_err() {
            removed(&target)?;
            put(store, &target, file)?;
        }
        Ok(())
    })?;
    // Where nothing came, went or was replaced, the time is what it was.
    let changed: BTreeSet<&str> = wanted.symmetric_difference(&old).copied().collect();
    let touched: BTreeSet<&str> =
        differing.iter().chain(&changed).map(|path| parent(path)).chain(changed.iter().copied()).collect();
    let times: BTreeMap<&str, Time> = spare.folders.iter().map(|(path, time)| (path.as_str(), *time)).collect();
    let folder = |path: &str| {
        let known = times.get(path).filter(|_| !touched.contains(path)).copied();
        Ok((path.to_string(), known.map_or_else(|| time_of(&root.join(path)), Ok)?))
    };
    std::iter::once("").chain(wanted.iter().copied()).map(folder).collect()
}

/// The folder that something lies in.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Removes a file, if it is there.
fn removed(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Sets the tree aside that a new one replaced, if there is a place for it; `known` is of that tree. What differs are the files
/// that the two do not share.
pub fn set_aside(tree: &Path, store: &Store, known: &Manifest, site: &Site, same: &BTreeSet<&str>) -> Option<Spare> {
    let kept = store.spare.as_deref()?;
    let folder = kept.parent()?;
    let is_there = fs::create_dir_all(folder).is_ok() && swap::remove(kept).is_ok();
    if !is_there || fs::rename(tree, kept).is_err() {
        return None;
    }
    let mut folders = known.folders().to_vec();
    // Moving it may count as a change of it.
    folders.first_mut()?.1 = time_of(kept).ok()?;
    let new = site.paths().map(|path| path.as_str()).filter(|path| !same.contains(path));
    let gone = known.paths().filter(|path| !same.contains(path));
    Some(Spare { folders, differs: new.chain(gone).map(str::to_string).collect() })
}
