//! What was published, and by what it is told that nobody touched it since: size and time of every file, time of every folder.
//!
//! A file that a person edits in the output folder gets another time; one that comes or goes changes the time of its folder.
//! So a whole tree is known to be as it was left without reading any of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::base::digest::{Digest, Keyed};
use crate::emit::MARK;
use crate::emit::spare::Spare;
use crate::site::Site;

/// When something was last written, in nanoseconds; what is older than 1970 counts as that.
pub type Time = u64;

/// What the disk says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    time: Time,
}

/// A published tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// By path below the output folder, sorted.
    files: Vec<(String, Stamp, Digest)>,
    /// By path, sorted; the output folder itself is the empty one.
    folders: Vec<(String, Time)>,
    /// Of the mark, which each tree has for itself.
    mark: Option<Stamp>,
    /// The tree before it, if that was set aside.
    pub spare: Option<Spare>,
}

/// What lies in the output folder.
pub struct Survey {
    /// Files by path, the mark not among them.
    pub files: BTreeMap<String, Stamp>,
    folders: Vec<(String, Time)>,
    mark: Option<Stamp>,
    /// Whether something lies there that no site has: a link, a pipe.
    has_others: bool,
}

fn time(metadata: &Metadata) -> Time {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

fn look(path: &Path) -> Result<Metadata> {
    fs::symlink_metadata(path).with_context(|| format!("cannot look at {}", path.display()))
}

/// When a folder was last changed.
///
/// # Errors
/// It cannot be looked at.
pub fn time_of(folder: &Path) -> Result<Time> {
    Ok(time(&look(folder)?))
}

/// Whether these folders are in a tree, and in each what was there. The tree itself may be a link.
pub fn are_folders(tree: &Path, folders: &[(String, Time)]) -> bool {
    let look = |path: &str| match path {
        "" => fs::metadata(tree),
        path => fs::symlink_metadata(tree.join(path)),
    };
    let is_folder = |(path, at): &(String, Time)| look(path).is_ok_and(|metadata| metadata.is_dir() && time(&metadata) == *at);
    // Of nothing nobody speaks.
    !folders.is_empty() && folders.par_iter().all(is_folder)
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Stamp { size: metadata.len(), time: time(metadata) }
    }

    /// Of the file at a path, if it is one.
    pub fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(Metadata::is_file).map(|metadata| Stamp::of(&metadata))
    }
}

impl Survey {
    /// Walks a folder; one that is not there is empty. Stamps are taken before any file is read.
    pub fn of(output: &Path) -> Self {
        let mark = Stamp::at(&output.join(MARK));
        let mut survey = Survey { files: BTreeMap::new(), folders: Vec::new(), mark, has_others: false };
        for entry in WalkDir::new(output).into_iter().filter_map(Result::ok) {
            let Some(path) = entry.path().strip_prefix(output).ok().and_then(Path::to_str) else { continue };
            let path = path.replace('\\', "/");
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                survey.folders.push((path, time(&metadata)));
            } else if !metadata.is_file() {
                survey.has_others = true;
            } else if path != MARK {
                survey.files.insert(path, Stamp::of(&metadata));
            }
        }
        survey.folders.sort_unstable();
        survey
    }

    /// Whether there is no folder but those that a site needs, as an empty one would stay for ever, and no link or the like.
    pub fn has_nothing_else(&self, site: &Site) -> bool {
        // Invariant: all files of the site are there, so their folders are, and the output folder itself.
        !self.has_others && self.folders.len() == super::folders(site).len() + 1
    }

    /// The manifest of a tree that was found to hold a site.
    pub fn manifest(&self, digests: &BTreeMap<&str, Digest>) -> Manifest {
        let file = |(path, stamp): (&String, &Stamp)| Some((path.clone(), *stamp, *digests.get(path.as_str())?));
        Manifest::new(self.files.iter().filter_map(file).collect(), self.folders.clone(), self.mark)
    }
}

impl Manifest {
    /// Notes a tree that was just filled with a site, before anybody else can touch it.
    ///
    /// # Errors
    /// Something in it cannot be looked at.
    pub fn of(folder: &Path, site: &Site, digests: &BTreeMap<&str, Digest>) -> Result<Self> {
        let at = |path: &str| if path.is_empty() { folder.to_path_buf() } else { folder.join(path) };
        let folders: Vec<&str> = std::iter::once("").chain(super::folders(site)).collect();
        let folders = folders.par_iter().map(|path| Ok(((*path).to_string(), time_of(&at(path))?))).collect::<Result<_>>()?;
        let files: Vec<(&&str, &Digest)> = digests.iter().collect();
        let file = |(path, digest): &(&&str, &Digest)| Ok(((**path).to_string(), Stamp::of(&look(&at(path))?), **digest));
        Ok(Manifest::new(files.par_iter().map(file).collect::<Result<_>>()?, folders, Stamp::at(&folder.join(MARK))))
    }

    /// The manifest of a tree that has these folders and, but for the files that are not the `same`, shares all with the one of this
    /// manifest: a file that is shared is as it was when that tree was published, or was touched since, which must show.
    ///
    /// # Errors
    /// A file that is new cannot be looked at.
    pub fn but(
        &self,
        tree: &Path,
        folders: &[(String, Time)],
        digests: &BTreeMap<&str, Digest>,
        same: &BTreeSet<&str>,
    ) -> Result<Self> {
        let mut known = self.files.iter().peekable();
        let mut files = Vec::with_capacity(digests.len());
        // All are in the order of their paths.
        let mut same = same.iter().peekable();
        for (path, digest) in digests {
            let is_same = same.next_if_eq(&path).is_some();
            while known.next_if(|(it, ..)| it.as_str() < *path).is_some() {}
            let shared = known.next_if(|(it, ..)| it == path).filter(|_| is_same);
            let stamp = match shared {
                Some((_, stamp, _)) => *stamp,
                None => Stamp::of(&look(&tree.join(path))?),
            };
            files.push(((*path).to_string(), stamp, *digest));
        }
        Ok(Manifest::new(files, folders.to_vec(), Stamp::at(&tree.join(MARK))))
    }

    /// Whether a folder holds these files and the mark, as they were left, and no other.
    pub fn is_intact(&self, output: &Path) -> bool {
        let is_mark = self.mark.is_some() && Stamp::at(&output.join(MARK)) == self.mark;
        let is_file = |(path, stamp, _): &(String, Stamp, Digest)| Stamp::at(&output.join(path)) == Some(*stamp);
        is_mark && are_folders(output, &self.folders) && self.files.par_iter().all(is_file)
    }

    fn new(files: Vec<(String, Stamp, Digest)>, folders: Vec<(String, Time)>, mark: Option<Stamp>) -> Manifest {
        Manifest { files, folders, mark, spare: None }
    }

    /// The paths of the files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, ..)| path.as_str())
    }

    /// The folders, by path.
    pub fn folders(&self) -> &[(String, Time)] {
        &self.folders
    }

    /// What a walk through the folder would find, if it is intact.
    pub fn survey(&self) -> Survey {
        let files = self.files.iter().map(|(path, stamp, _)| (path.clone(), *stamp)).collect();
        Survey { files, folders: self.folders.clone(), mark: self.mark, has_others: false }
    }

    /// For each digest a file that held bytes of it, and its stamp.
    pub fn by_digest(&self) -> Keyed<(String, Stamp), Digest> {
        self.files.iter().map(|(path, stamp, digest)| (*digest, (path.clone(), *stamp))).collect()
    }

    /// The digest of what a file held when it had this stamp.
    pub fn digest(&self, path: &str, stamp: Stamp) -> Option<Digest> {
        let at = self.files.binary_search_by(|(known, ..)| known.as_str().cmp(path)).ok()?;
        let (_, known, digest) = self.files.get(at)?;
        (*known == stamp).then_some(*digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::OutputPath;

    fn site(files: &[(&str, &str)]) -> Site {
        let mut site = Site::default();
        for (path, text) in files {
            site.files.insert(OutputPath::new(path).unwrap(), text.as_bytes().into());
        }
        site
    }

    #[test]
    fn whatever_is_done_to_a_tree_it_is_no_longer_intact() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let site = site(&[("index.html", "a"), ("a/index.html", "b"), ("a/b/c.txt", "c")]);
        type Act = (&'static str, fn(&Path));
        let done: [Act; 7] = [
            ("edit", |it| fs::write(it.join("a/index.html"), "bb").unwrap()),
            ("touch", |it| {
                let file = fs::File::options().write(true).open(it.join("index.html")).unwrap();
                file.set_modified(UNIX_EPOCH).unwrap();
            }),
            ("add", |it| fs::write(it.join("a/b/new.txt"), "x").unwrap()),
            ("add a folder", |it| fs::create_dir(it.join("a/new")).unwrap()),
            ("remove", |it| fs::remove_file(it.join("a/b/c.txt")).unwrap()),
            ("write into the mark", |it| fs::write(it.join(MARK), "more").unwrap()),
            ("replace by a folder", |it| {
                fs::remove_file(it.join("index.html")).unwrap();
                fs::create_dir(it.join("index.html")).unwrap();
            }),
        ];
        for (what, act) in done {
            let _ = fs::remove_dir_all(&output);
            let (_, manifest) = crate::emit::publish(&site, &output, None, None).unwrap();
            assert!(manifest.is_intact(&output), "before {what}");
            // The clock of a file system may stand still for some milliseconds.
            std::thread::sleep(std::time::Duration::from_millis(20));
            act(&output);
            assert!(!manifest.is_intact(&output), "after {what}");
            let (_, again) = crate::emit::publish(&site, &output, Some(&manifest), None).unwrap();
            assert!(again.is_intact(&output), "mended after {what}");
            assert_eq!(fs::read(output.join("a/index.html")).unwrap(), b"b");
            assert_eq!(Survey::of(&output).files.len(), 3, "{what}");
        }
        assert!(!Manifest::default().is_intact(&output));
    }
}
