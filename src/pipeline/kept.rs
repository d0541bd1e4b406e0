//! What one process may leave for the next of the same binary: values that follow from their keys alone.
//!
//! Pages are not among them. They lie in the output folder, and what is kept of a page is the digest of its bytes.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Pipeline;
use crate::audit::page::Audit;
use crate::base::digest::Digest;

/// Values by their keys, as memo tables hold them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Printed references.
    references: Vec<(Digest, Arc<str>)>,
    /// Digests of the bytes of pages without a finding of their own.
    pages: Vec<(Digest, Digest)>,
    /// What reading pages gave.
    audits: Vec<(Digest, Arc<Audit>)>,
}

/// Gives the bytes that have a digest, if they are still there.
pub type Shelf = Box<dyn Fn(Digest) -> Option<Arc<[u8]>> + Send + Sync>;

/// Pages that lie elsewhere: which bytes a key stands for, and where these are.
pub(super) struct Elsewhere {
    digests: HashMap<Digest, Digest>,
    shelf: Shelf,
}

impl Elsewhere {
    /// The page of a key.
    pub(super) fn page(&self, key: Digest) -> Option<Arc<[u8]>> {
        let digest = *self.digests.get(&key)?;
        // Whatever was done to it since, only these bytes are the page.
        (self.shelf)(digest).filter(|bytes| Digest::of_bytes(bytes) == digest)
    }
}

impl Pipeline {
    /// Takes what an earlier process left, and where its pages are.
    pub fn learn(&mut self, kept: Kept, shelf: Shelf) {
        let Kept { references, pages, audits } = kept;
        self.tables.references.learn(references.into_iter().map(|(key, html)| (key, Arc::new(html))));
        self.tables.audits.learn(audits);
        self.tables.elsewhere = Some(Elsewhere { digests: pages.into_iter().collect(), shelf });
    }

    /// What the last build used, for a later process.
    pub fn kept(&self) -> Kept {
        let pages =
            self.tables.pages.used().into_iter().filter(|(_, page)| page.diagnostics.is_empty() && !page.value.is_empty());
        Kept {
            references: self.tables.references.used().into_iter().map(|(key, html)| (key, Arc::clone(&*html))).collect(),
            pages: pages.map(|(key, page)| (key, Digest::of_bytes(&page.value))).collect(),
            audits: self.tables.audits.used(),
        }
    }
}
