//! What goes out: every file of the built site, before any of it is published. Files are held in memory, or laid down in a
//! store as soon as they are made, so that a large site need not be held as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;
use crate::base::path::{OutputPath, SourcePath};
use crate::base::record::Recorder;
use crate::late::{self, Late};
use crate::picture::Flaw;

/// The bytes of a file of the site.
#[derive(Clone)]
pub enum Bytes {
    /// Here.
    Held(Arc<[u8]>),
    /// In a store.
    Laid(Laid),
}

/// What a file in a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// Digest of its bytes.
    pub digest: Digest,
    /// How many there are.
    pub size: u64,
}

/// Where files of a site are laid down as soon as they are made; files of the site before may lie there too.
pub trait Store: Send + Sync {
    /// Lays a file down for a path; `false` if that cannot be done.
    fn lay(&self, path: &OutputPath, bytes: &[u8]) -> bool;

    /// Bytes that were laid down, or published before.
    fn read(&self, path: &OutputPath, laid: Laid) -> Option<Arc<[u8]>>;

    /// Bytes of a digest, if the site before has them.
    fn find(&self, digest: Digest) -> Option<Laid>;

    /// Whether the site before has these bytes.
    fn has(&self, laid: Laid) -> bool {
        self.find(laid.digest) == Some(laid)
    }
}

/// A whole site: path → bytes.
#[derive(Clone, Default)]
pub struct Site {
    /// Files by path, relative to the output folder.
    pub files: BTreeMap<OutputPath, Arc<[u8]>>,
    /// Files that lie in a store.
    pub laid: BTreeMap<OutputPath, Laid>,
    /// Files that are named and not made yet: pictures and share cards.
    pub late: BTreeMap<OutputPath, Late>,
}

/// What became of the late files of a site.
#[derive(Default)]
pub struct Finished {
    /// Files that were made, by the name they may be kept under.
    pub made: BTreeMap<String, Arc<[u8]>>,
    /// How many were kept from before.
    pub kept: usize,
    /// Pictures that turned out to be damaged.
    pub flaws: BTreeMap<SourcePath, Flaw>,
}

impl Laid {
    /// What tells bytes from any others.
    pub fn of(bytes: &[u8]) -> Self {
        Laid { digest: Digest::of_bytes(bytes), size: bytes.len() as u64 }
    }
}

impl Bytes {
    /// Bytes laid down for a path, unless the site before has them; what cannot be laid down is held.
    pub fn laid(bytes: Vec<u8>, laid: Laid, path: &OutputPath, store: &dyn Store) -> Self {
        let lies = store.has(laid) || store.lay(path, &bytes);
        if lies { Bytes::Laid(laid) } else { Bytes::Held(bytes.into()) }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        match self {
            Bytes::Held(bytes) => bytes.len(),
            // Invariant: what was laid down was in memory before.
            Bytes::Laid(laid) => laid.size as usize,
        }
    }

    /// Their digest.
    pub fn digest(&self) -> Digest {
        match self {
            Bytes::Held(bytes) => Digest::of_bytes(bytes),
            Bytes::Laid(laid) => laid.digest,
        }
    }
}

impl Site {
    /// Puts a file in, or other bytes of it.
    pub fn set(&mut self, path: &OutputPath, bytes: Bytes) {
        match bytes {
            Bytes::Held(bytes) => {
                self.laid.remove(path);
                self.files.insert(path.clone(), bytes);
            }
            Bytes::Laid(laid) => {
                self.files.remove(path);
                self.laid.insert(path.clone(), laid);
            }
        }
    }

    /// The paths of all files that are made, those in a store last.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys().chain(self.laid.keys())
    }

    /// How many files are made.
    pub fn count(&self) -> usize {
        self.files.len() + self.laid.len()
    }

    /// The text of a file, if it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        let bytes = self.files.get(&OutputPath::new(path)?)?;
        std::str::from_utf8(bytes).ok()
    }

    /// Whether there is a file at a path, made or yet to be made.
    pub fn has(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path) || self.laid.contains_key(path) || self.late.contains_key(path)
    }

    /// Makes all late files that are not among those kept.
    pub fn finish(&mut self, kept: &BTreeMap<String, Arc<[u8]>>, recorder: &Recorder) -> Finished {
        let mut finished = Finished::default();
        let late = std::mem::take(&mut self.late);
        let missing: Vec<(&OutputPath, &Late)> = late.iter().filter(|(_, it)| !kept.contains_key(&it.key)).collect();
        let made = late::make(&missing.iter().map(|(_, late)| *late).collect::<Vec<_>>(), recorder);
        for ((path, late), made) in missing.into_iter().zip(made) {
            match made {
                Ok(bytes) => {
                    let bytes: Arc<[u8]> = bytes.into();
                    finished.made.insert(late.key.clone(), Arc::clone(&bytes));
                    self.files.insert(path.clone(), bytes);
                }
                Err(flaw) => {
                    let source = late.source().map_or_else(|| SourcePath::new(crate::late::OF_CARDS), |file| file.path.clone());
                    finished.flaws.insert(source, flaw);
                }
            }
        }
        for (path, late) in late {
            if let Some(bytes) = kept.get(&late.key) {
                finished.kept += 1;
                self.files.insert(path, Arc::clone(bytes));
            }
        }
        finished
    }

    /// How many of the files are HTML pages.
    pub fn pages(&self) -> usize {
        self.paths().filter(|path| path.as_str().ends_with(".html")).count()
    }
}
