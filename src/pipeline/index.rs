//! The files that scripts read, on which no page depends: the index of the search and that of the timeline's filter.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Tables;
use super::kept::Packed;
use super::world::World;
use crate::base::digest::Digest;
use crate::base::path::OutputPath;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::facets::{Found, Rows};
use crate::render::record::{self, Sketch};
use crate::render::view::Cx;
use crate::route;
use crate::search;
use crate::search::dictionary::{Dictionary, Lexicon};
use crate::search::entry::{Entry, Hits};
use crate::search::filter::{self, Event};
use crate::site::{Bytes, Laid, Site, Store};

/// How many entries a thread takes apart before what is left is dealt out anew; with each share it meets all words anew.
const SHARE: usize = 1024;

/// What a language's indexes are made of.
#[derive(Default)]
pub(super) struct Filed {
    /// By entity: the digest of the words it was made from, and itself.
    entries: Vec<Option<(Digest, Found)>>,
    timeline: Option<Arc<Timeline>>,
}

/// The events of the timeline as its filter knows them, and the files of the filter once they are made.
pub(super) struct Timeline {
    key: Digest,
    /// None where the files are there.
    events: Vec<Event>,
    with_heads: bool,
    files: OnceLock<Vec<search::File<Bytes>>>,
}

/// Files of the indexes that lie in a store, by what tells them from all others, for a later process.
#[derive(Default, Serialize, Deserialize)]
pub struct Made {
    /// Files of the search that hold texts.
    texts: BTreeMap<Digest, Laid>,
    /// Of entries: the bytes of each piece of their texts, by which these go into files.
    sizes: BTreeMap<Digest, Vec<u32>>,
    /// All files of a filter, with their names.
    filters: BTreeMap<Digest, Vec<(String, Laid)>>,
}

/// The files of the indexes, still to be made.
#[derive(Default)]
pub struct Index {
    languages: Vec<Parts>,
    /// By which the words of all entries are numbered.
    dictionary: Arc<Dictionary>,
    store: Option<Arc<dyn Store>>,
    /// What an earlier process made.
    known: Arc<Made>,
}

struct Parts {
    folders: [String; 2],
    entries: Vec<Arc<Entry>>,
    timeline: Option<Arc<Timeline>>,
}

impl Index {
    /// The folders that hold nothing else.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().flat_map(|parts| parts.folders.iter().map(String::as_str))
    }

    /// Makes the files and puts them into a site; where there is a store they are laid down there.
    pub fn make(self, site: &mut Site) -> Made {
        let words = self.dictionary.words();
        let store = self.store.as_deref();
        // Invariant: the names of an index are digits and letters.
        let path = |folder: &str, name: &str| OutputPath::new(&format!("{folder}{name}"));
        let put = |folder: &str, name: &str, bytes: Vec<u8>| match (path(folder, name), store) {
            (Some(path), Some(store)) => {
                let laid = Laid::of(&bytes);
                Bytes::laid(bytes, laid, &path, store)
            }
            _ => Bytes::Held(bytes.into()),
        };
        let known = |key: Digest| {
            let laid = *self.known.texts.get(&key)?;
            store?.has(laid).then_some((laid.digest, Bytes::Laid(laid)))
        };
        let mut made = Made::default();
        for Parts { folders: [found, filter], entries, timeline } in self.languages {
            // Who has no store has no later process.
            let kept = entries.iter().filter(|_| store.is_some());
            made.sizes.extend(kept.filter_map(|entry| Some((entry.digest?, entry.sizes.clone()))));
            let mut set = |folder: &str, name: &str, bytes| {
                if let Some(path) = path(folder, name) {
                    site.set(&path, bytes);
                }
            };
            let of_search = || search::files(entries, &words, &|name, bytes| put(&found, name, bytes), &known);
            let of_filter = |Timeline { key, events, with_heads, files }: &Timeline| {
                let make = || filter::files(events, *with_heads, &words, &|name, bytes| put(&filter, name, bytes));
                (*key, files.get_or_init(make).iter().map(|file| (file.name.clone(), file.kept.clone())).collect::<Vec<_>>())
            };
            let (of_search, of_filter) = rayon::join(of_search, || timeline.as_deref().map(of_filter));
            for file in of_search {
                if let (Some(key), Bytes::Laid(laid)) = (file.key, &file.kept) {
                    made.texts.insert(key, *laid);
                }
                set(&found, &file.name, file.kept);
            }
            if let Some((key, files)) = of_filter {
                let laid = |(name, kept): &(String, Bytes)| match kept {
                    Bytes::Laid(laid) => Some((name.clone(), *laid)),
                    Bytes::Held(_) => None,
                };
                if let Some(laid) = files.iter().map(laid).collect() {
                    made.filters.insert(key, laid);
                }
                files.into_iter().for_each(|(name, kept)| set(&filter, &name, kept));
            }
        }
        made
    }
}

impl World {
    /// Takes apart for the search the entries whose words are new.
    pub fn file(&mut self, tables: &Tables) {
        let World { base, filed, .. } = self;
        for (cx, filed) in base.contexts().iter().zip(filed) {
            filed.entries.resize_with(base.words.len(), || None);
            let is_filter_new = AtomicBool::new(filed.timeline.is_none());
            let entries = filed.entries.par_iter_mut().zip(&base.words).enumerate().with_max_len(SHARE);
            entries.for_each_init(
                || Lexicon::new(&tables.dictionary),
                |lexicon, (number, (filed, words))| {
                    let id = EntityId(number as u32);
                    if filed.as_ref().is_some_and(|(known, _)| known == words) || !record::is_found(cx, id) {
                        return;
                    }
                    let sketch = Sketch::of(cx, id);
                    let digest = sketch.digest();
                    let entry = tables.found.get_or(digest, || {
                        // Its words are known, and so may be the file that holds its text.
                        let sizes = tables.store.as_ref().and_then(|_| tables.made.sizes.get(&digest));
                        if let Some((sizes, hits)) = sizes.and_then(|sizes| Some((sizes, tables.hits.get(digest)?))) {
                            let (record, tell) = sketch.later();
                            return Entry::told_by(&record, hits, sizes.clone(), tell).known_by(digest);
                        }
                        let record = sketch.finish();
                        let hits = tables.hits.get_or(digest, || Hits::of(&record, lexicon));
                        Entry::of(&record, hits).known_by(digest)
                    });
                    *filed = Some((*words, (id, digest, entry)));
                    // The filter knows events by their words and by the names of who and what they name.
                    if matches!(cx.model.get(id).kind(), Kind::Event | Kind::Actor | Kind::Place) {
                        is_filter_new.store(true, Ordering::Relaxed);
                    }
                },
            );
            if is_filter_new.into_inner() {
                filed.timeline = Some(timeline(cx, &filed.entries, tables));
            }
        }
    }

    /// Lets go of what was taken apart: it is large, and who lays files down builds once. Its words are packed for a later process.
    pub fn forget_entries(&mut self, tables: &mut Tables) {
        self.filed.fill_with(Filed::default);
        tables.found.forget();
        tables.filters.forget();
        tables.packed = Packed::of(tables.hits.take(), &tables.dictionary);
    }

    /// The files of the indexes, to be made of what was taken apart, in the folders that `route` keeps free for them.
    pub fn index(&self, tables: &Tables) -> Index {
        let parts = |(lang, filed): (_, &Filed)| Parts {
            folders: route::index_folders(&self.base.config, lang),
            entries: filed.entries.iter().flatten().map(|(_, (.., entry))| Arc::clone(entry)).collect(),
            timeline: filed.timeline.clone(),
        };
        let languages = self.base.config.languages.iter().zip(&self.filed).map(parts).collect();
        let (dictionary, known) = (Arc::clone(&tables.dictionary), Arc::clone(&tables.made));
        Index { languages, dictionary, store: tables.store.clone(), known }
    }
}

fn timeline(cx: &Cx<'_>, entries: &[Option<(Digest, Found)>], tables: &Tables) -> Arc<Timeline> {
    let entries: Vec<Found> = entries.iter().flatten().map(|(_, found)| found.clone()).collect();
    let rows = Rows::new(cx, &entries);
    let with_heads = cx.routes.slices.has_years();
    // The files are laid down in the folder of a language: of no events those of two languages are the same, but not in one place.
    let key = Digest::of(&(cx.lang, with_heads, rows.digest()));
    tables.filters.get_or(key, || match filter_files(tables, key) {
        Some(files) => Timeline { key, events: Vec::new(), with_heads, files: files.into() },
        None => Timeline { key, events: rows.events(cx), with_heads, files: OnceLock::new() },
    })
}

/// The files of a filter that an earlier process made, if all of them are still there.
fn filter_files(tables: &Tables, key: Digest) -> Option<Vec<search::File<Bytes>>> {
    let store = tables.store.as_ref()?;
    let file = |(name, laid): &(String, Laid)| {
        store.has(*laid).then(|| search::File { name: name.clone(), digest: laid.digest, kept: Bytes::Laid(*laid), key: None })
    };
    tables.made.filters.get(&key)?.iter().map(file).collect()
}
