//! Plain records → the files of indexes that a page can read without a server: of the search, of the timeline (`filter`).
//!
//! A query reads the root, one shard of terms per word, the heads of the results it shows, and of those whose words
//! stand in the body the text around them. Every file is bounded, so a query is, whatever the size of the site.

pub mod dictionary;
pub mod entry;
pub mod filter;
pub mod fold;
mod letters;
mod postings;
mod shards;

use std::sync::Arc;

use serde_json::json;

use crate::base::digest::Digest;
use crate::search::entry::Entry;
use crate::search::fold::Word;
use crate::search::shards::Writer;

/// The function that the files call.
const CALL: &str = "detenteSearch";

/// Most results shown at once.
pub const SHOWN: usize = 8;

/// Most words of a query that are looked up; the longest are taken.
pub const WORDS: usize = 4;

/// How many heads a file holds.
const HEADS: usize = 8;

/// Bytes of text a file holds, before compression.
const TEXT: usize = 8000;

/// Bytes of terms a shard holds, before compression; a single term may go beyond.
const TERMS: usize = 6000;

/// One thing that can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// What it is: an id of a kind.
    pub kind: &'static str,
    /// Its position among the kinds.
    pub kind_rank: u8,
    /// Its address from the root of the site, without the first slash.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Language of the title, if it is not the page's.
    pub title_lang: String,
    /// Other names, in any language.
    pub names: Vec<String>,
    /// One or two sentences.
    pub summary: String,
    /// Language of summary and body, if it is not the page's.
    pub text_lang: String,
    /// All else that it says.
    pub body: String,
    /// Its date, in words.
    pub when: String,
    /// The year its date begins in.
    pub year: Option<i64>,
    /// What it gains over others with the same words: 0 to 2.
    pub prior: u8,
}

/// A file of the index.
pub struct File<T> {
    /// Its name below the folder of the index.
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What became of them.
    pub kept: T,
    /// What tells it from all others before it is made, if that is known.
    pub key: Option<Digest>,
}

/// Takes the bytes of a file by its name; many are made, so none is held that need not be.
pub type Put<'p, T> = &'p (dyn Fn(&str, Vec<u8>) -> T + Sync);

/// A file that was made before under a key, with the digest of its bytes.
pub type Known<'p, T> = &'p (dyn Fn(Digest) -> Option<(Digest, T)> + Sync);

/// Makes the files of an index of entries, whose words are numbered by a dictionary, but those that are known; the same entries
/// in any order give the same files.
pub fn files<T: Send>(
    mut entries: Vec<Arc<Entry>>,
    dictionary: &[Arc<Word>],
    put: Put<'_, T>,
    known: Known<'_, T>,
) -> Vec<File<T>> {
    let writer = Writer { call: CALL, put };
    // By kind and year, so that the root can tell both of every entry in a few runs.
    entries.sort_by(|a, b| a.order().cmp(&b.order()));
    let (mut files, places) = shards::texts(&writer, &entries, known);
    let inverted = postings::invert(&entries, dictionary);
    let heads: Vec<_> = entries.iter().map(|entry| &**entry).zip(places).collect();
    files.extend(shards::heads(&writer, &heads, HEADS));
    let (term_files, term_borders) = shards::terms(&writer, "t", &inverted.terms());
    let (beginning_files, beginning_borders) = shards::terms(&writer, "p", &inverted.beginnings(&term_borders, &entries));
    files.extend(term_files);
    files.extend(beginning_files);
    let root = json!({
        "entries": entries.len(),
        "heads": HEADS,
        "shown": SHOWN,
        "words": WORDS,
        "runs": shards::runs(&entries),
        "terms": term_borders,
        "beginnings": beginning_borders,
        "tables": fold::tables(),
    });
    writer.whole(files, root)
}
