//! What one process may leave for the next of the same binary: values that follow from their keys alone.
//!
//! Pages are not among them. They lie in the output folder, and what is kept of a page is the digest of its bytes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::index::Made;
use super::world::World;
use super::{Pipeline, Shelf};
use crate::audit::page::Audit;
use crate::base::digest::{Digest, Keyed};
use crate::base::path::{OutputPath, Url};
use crate::check::Looked;
use crate::diag::locate::Finding;
use crate::model::EntityId;
use crate::render::view::share::{Share, Shared};
use crate::search::dictionary::Dictionary;
use crate::search::entry::Hits;
use crate::search::fold::Word;
use crate::share::Card;
use crate::site::{Laid, Store};

/// Values by their keys, as memo tables hold them, and what followed from the facts of the last build.
#[derive(Default, Serialize, Deserialize)]
pub struct Kept {
    /// Printed references.
    references: Vec<(Digest, Arc<str>)>,
    /// What reading pages gave.
    audits: Vec<(Digest, Arc<Audit>)>,
    /// What was found, with its places.
    located: Vec<(Digest, Arc<Finding>)>,
    /// The words of entries for the search.
    packed: Packed,
    /// Files of the indexes.
    made: Arc<Made>,
    /// Digest of the facts that the rest is of.
    facts: Option<Digest>,
    /// Files without a finding of their own.
    rows: Vec<KeptRow>,
    /// Digest of the words of each entity.
    words: Vec<Digest>,
    /// What the lints found.
    looked: Option<Looked>,
}

/// A file of the output.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptRow {
    path: String,
    /// Digest of the words that only this file shows.
    words: Digest,
    pub laid: Laid,
    /// Digest of the view and the template, if it is a page.
    pub page: Option<(Digest, String)>,
    /// Its share card: the address, the card, and a letter it lacks.
    share: Option<(String, Card, Option<char>)>,
}

impl KeptRow {
    pub fn new(
        path: &OutputPath,
        words: Digest,
        laid: Laid,
        page: &Option<(Digest, Cow<'static, str>)>,
        share: &Shared,
    ) -> KeptRow {
        let page = page.as_ref().map(|(key, template)| (*key, template.to_string()));
        let share = share.as_ref().map(|it| (it.url.to_string(), Card::clone(&it.card), it.unknown));
        KeptRow { path: path.to_string(), words, laid, page, share }
    }

    pub fn share(&self) -> Shared {
        let (url, card, unknown) = self.share.as_ref()?;
        Some(Arc::new(Share::new(Url::new(url.as_str()), card.clone(), *unknown)))
    }
}

/// What an earlier process left of its site.
pub(super) struct Elsewhere {
    facts: Option<Digest>,
    rows: HashMap<String, KeptRow>,
    /// Digests of pages by those of their views.
    pages: Keyed<Digest, Digest>,
    words: Vec<Digest>,
    looked: Option<Looked>,
}

impl Elsewhere {
    /// The file at a path, if it is of these facts and words.
    pub(super) fn row(&self, facts: Digest, path: &OutputPath, words: Digest) -> Option<&KeptRow> {
        self.rows.get(path.as_str()).filter(|row| self.facts == Some(facts) && row.words == words)
    }

    /// Digest of the page of a view.
    pub(super) fn page(&self, key: Digest) -> Option<Digest> {
        self.pages.get(&key).copied()
    }
}

impl Pipeline {
    /// Lays the files of the site down in a store as they are made.
    pub fn lay_in(&mut self, store: Arc<dyn Store>) {
        self.tables.store = Some(store);
    }

    /// Takes what an earlier process parsed; it is used once, by the next build.
    pub fn shelve(&mut self, shelf: Shelf) {
        self.shelf = Some(shelf);
    }

    /// Takes what an earlier process left; its pages are looked for in the store.
    pub fn learn(&mut self, kept: Kept) {
        let Kept { references, audits, located, packed, made, facts, rows, words, looked } = kept;
        self.tables.made = made;
        self.tables.references.learn(references.into_iter().map(|(key, html)| (key, Arc::new(html))));
        self.tables.audits.learn(audits);
        self.tables.located.learn(located);
        let (hits, dictionary) = packed.unpacked;
        self.tables.hits.learn(hits);
        self.tables.dictionary.learn(dictionary);
        let pages = rows.iter().filter_map(|row| Some((row.page.as_ref()?.0, row.laid.digest))).collect();
        let rows = rows.into_iter().map(|row| (row.path.clone(), row)).collect();
        self.tables.elsewhere = Some(Elsewhere { facts, rows, pages, words, looked });
    }

    /// Gives a world what the lints found in one of the same facts; the entries whose words are others now.
    pub(super) fn recall(&mut self, world: &mut World) -> Option<BTreeSet<EntityId>> {
        let known = self.tables.elsewhere.as_mut().filter(|it| it.facts == Some(world.facts))?;
        world.looked = Some(known.looked.take()?);
        let words = world.base.words.iter().zip(&known.words).enumerate();
        Some(words.filter(|(_, (new, old))| new != old).map(|(number, _)| EntityId(number as u32)).collect())
    }

    /// What the last build used, for a later process.
    pub fn kept(&mut self) -> Kept {
        let references = self.tables.references.used().into_iter().map(|(key, html)| (key, Arc::clone(&*html))).collect();
        let audits = self.tables.audits.used();
        let located = self.tables.located.used();
        let packed = std::mem::take(&mut self.tables.packed);
        let made = Arc::clone(&self.tables.made);
        let Some(world) = &mut self.world else { return Kept { references, audits, located, packed, made, ..Kept::default() } };
        Kept {
            references,
            audits,
            located,
            packed,
            made,
            facts: Some(world.facts),
            rows: world.kept(),
            words: world.base.words.clone(),
            looked: world.looked.take(),
        }
    }
}

/// The words of entries by their numbers in a dictionary, and that dictionary: while pages are rendered they take little room.
#[derive(Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    /// What bytes of another process held.
    unpacked: Unpacked,
}

type Unpacked = (Vec<(Digest, Arc<Hits>)>, Vec<Arc<Word>>);

impl Packed {
    /// Packs the words of all entries. Words that stand in none any more keep their numbers; once they are the most, nothing is
    /// packed, and the next build numbers all anew.
    pub fn of(hits: Vec<(Digest, Arc<Hits>)>, dictionary: &Dictionary) -> Packed {
        let words = dictionary.words();
        let mut is_used = vec![false; words.len()];
        for hit in hits.iter().flat_map(|(_, hits)| &hits.list) {
            // Invariant: the words of an entry are in the dictionary that numbered them.
            is_used[hit.word as usize] = true;
        }
        // About as many bytes as it takes, so that it is not copied while it grows.
        let room = 64 * words.len() + hits.iter().map(|(_, hits)| 64 + 3 * hits.list.len()).sum::<usize>();
        let used = is_used.into_iter().filter(|it| *it).count();
        if used * 2 < words.len() {
            return Packed::default();
        }
        // What cannot be packed is not kept: the next build takes longer, that is all.
        let bytes = postcard::to_extend::<Unpacked, _>(&(hits, words), Vec::with_capacity(room)).unwrap_or_default();
        Packed { bytes, unpacked: Unpacked::default() }
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Packed, D::Error> {
        // Where they lie: they are half of all that is kept. Of the same binary and whole, by its checksum; nothing is what was never packed.
        let unpacked = postcard::from_bytes(<&[u8]>::deserialize(deserializer)?).unwrap_or_default();
        Ok(Packed { bytes: Vec::new(), unpacked })
    }
}
