//! Where files lie before they are published: in the staging folder beside the output folder, each at its own path.
//!
//! What is made goes to disk at once and not into memory, and publishing has little left to do. Files of the site that is
//! published already are lent by their digests, as long as the disk says that nobody touched them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use crate::base::digest::{Digest, Keyed};
use crate::base::path::OutputPath;
use crate::emit::manifest::{Manifest, Stamp};
use crate::emit::swap::{self, Staging};
use crate::emit::{absolute, make_parent};
use crate::site::{self, Laid};

/// The store of a build that will publish to a folder. Where nothing is published from it, nothing of it stays.
pub struct Store {
    pub(super) output: PathBuf,
    pub(super) staging: Staging,
    /// By digest: a file of the published site that holds such bytes, and what the disk said of it.
    published: Keyed<(String, Stamp), Digest>,
    /// Whether that site was found as it was left just before; it is looked at once more when the new one is published.
    is_intact: bool,
    /// Where a tree that is replaced is set aside for the next build.
    pub(super) spare: Option<PathBuf>,
}

impl Store {
    /// A store beside an output folder, whose files are known by a manifest if there is one.
    ///
    /// # Errors
    /// The staging folder cannot be made.
    pub fn new(output: &Path, known: Option<&Manifest>) -> Result<Self> {
        let output = absolute(output)?;
        make_parent(&output)?;
        // What cannot be removed is told of when all is done (`recover`).
        swap::recover(&output)?;
        let staging = swap::staging(&output)?;
        let published = known.map(Manifest::by_digest).unwrap_or_default();
        Ok(Store { output, staging, published, is_intact: false, spare: None })
    }

    /// The same, for a published site that was just found as its manifest says.
    #[must_use]
    pub fn found_intact(self) -> Self {
        Store { is_intact: true, ..self }
    }

    /// The same, that takes and leaves a spare tree at a path.
    #[must_use]
    pub fn with_spare(self, path: PathBuf) -> Self {
        Store { spare: Some(path), ..self }
    }

    /// The published file that holds bytes of a digest.
    pub(super) fn published(&self, digest: Digest) -> Option<PathBuf> {
        let (path, stamp) = self.published.get(&digest)?;
        Some(self.output.join(path)).filter(|path| Stamp::at(path) == Some(*stamp))
    }
}

impl site::Store for Store {
    fn lay(&self, path: &OutputPath, bytes: &[u8]) -> bool {
        let target = self.staging.path().join(path.as_str());
        // A page has a folder of its own: as a rule it is not there yet, and the one above is.
        fs::write(&target, bytes).is_ok()
            || target.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok() && fs::write(&target, bytes).is_ok())
    }

    fn read(&self, path: &OutputPath, laid: Laid) -> Option<Arc<[u8]>> {
        let is_it = |bytes: &Vec<u8>| Digest::of_bytes(bytes) == laid.digest;
        let staged = fs::read(self.staging.path().join(path.as_str())).ok().filter(is_it);
        staged.or_else(|| fs::read(self.published(laid.digest)?).ok().filter(is_it)).map(Arc::from)
    }

    fn find(&self, digest: Digest) -> Option<Laid> {
        let (_, stamp) = self.published.get(&digest)?;
        (self.is_intact || self.published(digest).is_some()).then_some(Laid { digest, size: stamp.size })
    }
}
