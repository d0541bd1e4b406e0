//! `Site` → disk, in one step: a sibling folder is filled, then takes the place of the old one.
//!
//! A failed or killed build leaves the old site whole. Unchanged files are the same files as before (hard links),
//! so they keep their time stamps; a folder that detente did not make is never touched.

pub mod kept;
pub mod manifest;
pub mod replace;
pub mod spare;
pub mod store;
mod swap;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::disk;
use crate::emit::manifest::{Manifest, Survey};
use crate::emit::store::Store;
use crate::site::{Laid, Site};

/// The file by which a folder is known to be detente's.
pub const MARK: &str = ".detente";
const MARK_TEXT: &str = "This folder is made by detente and replaced by it at every build. Keep nothing here.\n";

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emitted {
    /// Files written.
    pub written: usize,
    /// Files that were already there with the same bytes.
    pub unchanged: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
}

/// Says why a folder may not be used for output: it is, holds or lies in the site's sources, or has files that are not ours.
///
/// # Errors
/// The folder cannot be looked at.
pub fn refusal(root: &Path, output: &Path) -> Result<Option<String>> {
    let output = absolute(output)?;
    let root = absolute(root)?;
    let shown = output.display();
    if root.starts_with(&output) {
        return Ok(Some(format!("the output folder {shown} holds the site's own sources; choose another with --output")));
    }
    if ["content", "templates", "static", "src", ".git"].iter().any(|folder| output.starts_with(root.join(folder))) {
        return Ok(Some(format!("the output folder {shown} lies among the site's sources; choose another with --output")));
    }
    match fs::read_dir(&output) {
        Ok(mut entries) => {
            let is_ours = entries.next().is_none() || output.join(MARK).is_file();
            Ok((!is_ours).then(|| {
                format!("the folder {shown} was not made by detente, so it is left as it is; empty it, or choose another with --output")
            }))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot use {shown} for output")),
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))?;
    // The folder itself may not exist yet; what it lies in tells which it is, behind links.
    let mut tail = Vec::new();
    let mut existing = path.as_path();
    loop {
        if let Ok(real) = existing.canonicalize() {
            return Ok(tail.iter().rev().fold(real, |path, name| path.join(name)));
        }
        match (existing.parent(), existing.file_name()) {
            (Some(parent), Some(name)) => {
                tail.push(name.to_os_string());
                existing = parent;
            }
            _ => return Ok(path),
        }
    }
}

/// The files of a site by path: what they hold, and their bytes where they are held.
type Files<'s> = BTreeMap<&'s str, (Laid, Option<&'s Arc<[u8]>>)>;

fn make_parent(output: &Path) -> Result<()> {
    let parent = output.parent().with_context(|| format!("{} cannot be an output folder", output.display()))?;
    fs::create_dir_all(parent).with_context(|| format!("cannot make the folder {}", parent.display()))
}

/// Publishes a site to a folder; files that it laid down are in the store. Where the folder is still as the manifest `known`
/// says, its files are compared by digest and not read.
///
/// # Errors
/// A file or folder cannot be written; the old site is whole then.
pub fn publish(site: &Site, output: &Path, known: Option<&Manifest>, store: Option<&Store>) -> Result<(Emitted, Manifest)> {
    let Some(store) = store else { return publish(site, output, known, Some(&Store::new(output, known)?)) };
    let output = store.output.as_path();
    let intact = known.filter(|known| known.is_intact(output));
    let old = intact.map_or_else(|| Survey::of(output), Manifest::survey);
    let held = site.files.par_iter().map(|(path, bytes)| (path.as_str(), (Laid::of(bytes), Some(bytes))));
    let mut files: Files<'_> = held.collect();
    files.extend(site.laid.iter().map(|(path, laid)| (path.as_str(), (*laid, None))));
    let is_same = |path: &str, laid: &Laid| {
        old.files.get(path).filter(|stamp| stamp.size == laid.size).is_some_and(|stamp| {
            let digest = known.and_then(|known| known.digest(path, *stamp));
            let read = || fs::read(output.join(path)).ok().map(|bytes| Digest::of_bytes(&bytes));
            digest.or_else(read) == Some(laid.digest)
        })
    };
    let same: BTreeSet<&str> = files.par_iter().filter(|(path, (laid, _))| is_same(path, laid)).map(|(path, _)| *path).collect();
    let removed = old.files.keys().filter(|path| !files.contains_key(path.as_str())).count();
    let digests: BTreeMap<&str, Digest> = files.iter().map(|(path, (laid, _))| (*path, laid.digest)).collect();
    if same.len() == files.len() && removed == 0 && has_mark(output) && old.has_nothing_else(site) {
        store.staging.clear();
        let mut manifest = old.manifest(&digests);
        manifest.spare = intact.and_then(|known| known.spare.clone());
        return Ok((Emitted { written: 0, unchanged: same.len(), removed: 0 }, manifest));
    }
    let spare = intact.and_then(|known| spare::made(site, &files, store, known, &same));
    let written = if spare.is_some() { files.len() - same.len() } else { fill(site, &files, store, &same)? };
    let (tree, mut manifest) = match (&spare, known) {
        (Some(made), Some(known)) => (&made.tree, known.but(made.tree.path(), &made.folders, &digests, &same)?),
        _ => (&store.staging, Manifest::of(store.staging.path(), site, &digests)?),
    };
    if let Some(replaced) = tree.take_place_of(output)? {
        // Where links cannot be made the two trees share nothing.
        let shared = intact.filter(|_| written + same.len() == files.len());
        manifest.spare = shared.and_then(|known| spare::set_aside(&replaced, store, known, site, &same));
        // The site is published: what cannot be removed is in nobody's way, and `recover` tells of it.
        let _ = swap::remove(&replaced);
    }
    if spare.is_some() {
        // What was laid down is in the tree now that was a spare one.
        store.staging.clear();
    }
    Ok((Emitted { written, unchanged: files.len() - written, removed }, manifest))
}

/// Ends what a killed build left beside an output folder; gives what cannot be removed, and why.
///
/// # Errors
/// The site before cannot be put back.
pub fn recover(output: &Path) -> Result<Vec<String>> {
    let output = absolute(output)?;
    if output.parent().is_some_and(Path::is_dir) { swap::recover(&output) } else { Ok(Vec::new()) }
}

/// Whether a folder bears the mark as detente writes it.
fn has_mark(folder: &Path) -> bool {
    disk::holds(&folder.join(MARK), MARK_TEXT.as_bytes())
}

/// Notes under a site's root what was published, for the checks of later builds; a list that is the same is left as it is.
///
/// # Errors
/// The file or its folder cannot be written.
pub fn note(root: &Path, path: &str, text: &str) -> Result<()> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let path = disk::folder(root, folder)?.join(name);
    if disk::holds(&path, text.as_bytes()) {
        return Ok(());
    }
    disk::replace(&path, &[text.as_bytes()]).with_context(|| format!("cannot write {}", path.display()))
}

/// The folder in the root of a site for what the next build can make anew. What lies beside it is no cache: `.detente/addresses`
/// is a promise to readers.
const CACHE: &str = ".detente/cache";

/// Removes an output folder that detente made, with what a killed build left beside it, and the cache;
/// returns what was removed. Whether the folder may be used for output is asked of `refusal`.
///
/// # Errors
/// Something cannot be removed.
pub fn clean(root: &Path, output: &Path) -> Result<Vec<PathBuf>> {
    let output = absolute(output)?;
    let mut removed = Vec::new();
    let cache = disk::place(root, CACHE)?;
    if let Some(why) = recover(&output)?.into_iter().next() {
        bail!(why);
    }
    let is_ours = output.join(MARK).is_file();
    for (path, wanted) in [(output, is_ours), (cache, true)] {
        if wanted && path.is_dir() {
            fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            removed.push(path);
        }
    }
    Ok(removed)
}

/// Writes what is new and not laid down yet into the staging folder, and links what is the same; returns how many files are new.
fn fill(site: &Site, files: &Files<'_>, store: &Store, same: &BTreeSet<&str>) -> Result<usize> {
    let staging = store.staging.path();
    make_folders(site, staging)?;
    let written = AtomicUsize::new(0);
    files.par_iter().try_for_each(|(path, (laid, bytes))| -> Result<()> {
        let target = staging.join(path);
        // Where links cannot be made the file is written: its bytes are the same, its time is new.
        if same.contains(path) && link(&store.output.join(path), &target).is_ok() {
            return Ok(());
        }
        written.fetch_add(1, Ordering::Relaxed);
        put(store, &target, (*laid, *bytes))
    })?;
    Ok(written.into_inner())
}

/// Writes a file that is new to where there is none, or where it was laid down.
fn put(store: &Store, target: &Path, (laid, bytes): (Laid, Option<&Arc<[u8]>>)) -> Result<()> {
    match bytes {
        Some(bytes) => fs::write(target, bytes),
        None if fs::metadata(target).is_ok_and(|metadata| metadata.len() == laid.size) => Ok(()),
        // It moved: the published site has it at another path.
        None => match store.published(laid.digest) {
            Some(path) => fs::copy(path, target).map(drop),
            None => Err(ErrorKind::NotFound.into()),
        },
    }
    .with_context(|| format!("cannot write {}", target.display()))
}

/// Links a file to where the same bytes may have been laid down anew: the old one keeps its time.
fn link(old: &Path, target: &Path) -> std::io::Result<()> {
    match fs::hard_link(old, target) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(target)?;
            fs::hard_link(old, target)
        }
        done => done,
    }
}

/// The folders of a site.
fn folders(site: &Site) -> BTreeSet<&str> {
    site.paths().flat_map(|path| path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at])).collect()
}

/// Makes all folders of a site: those of one depth side by side, since every page has one of its own.
fn make_folders(site: &Site, staging: &Path) -> Result<()> {
    let mut by_depth: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for folder in folders(site) {
        by_depth.entry(folder.matches('/').count()).or_default().push(folder);
    }
    for folders in by_depth.values() {
        folders.par_iter().try_for_each(|folder| {
            let folder = staging.join(folder);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => Ok(()),
            }
            .with_context(|| format!("cannot make the folder {}", folder.display()))
        })?;
    }
    Ok(())
}
