//! Files of the index: scripts that hand their data to one function, so that they load from a folder as from a server.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::digest::Digest;
use crate::search::entry::Entry;
use crate::search::postings::{Term, common};
use crate::search::{File, Known, Put, TERMS, TEXT};

/// Makes files that call one function.
pub struct Writer<'p, T> {
    /// The function.
    pub call: &'static str,
    /// Takes the bytes of a file, by its name.
    pub put: Put<'p, T>,
}

impl<T: Send> Writer<'_, T> {
    /// A file of the index: browsers load scripts also where they load no data, as from a disk.
    pub fn file(&self, name: &str, json: &str) -> File<T> {
        // JSON is a part of JavaScript since ECMAScript 2019.
        self.plain(script(name), format!("{}({},{json})\n", self.call, json!(name)))
    }

    /// An index with its root, which is given the version of the rest, and the names of all its files, for who keeps a copy of it.
    pub fn whole(&self, mut files: Vec<File<T>>, root: Value) -> Vec<File<T>> {
        let all: BTreeSet<(&str, Digest)> = files.iter().map(|file| (file.name.as_str(), file.digest)).collect();
        let mut told = json!({ "version": format!("{:?}", Digest::of(&all))[..12] });
        if let (Some(told), Value::Object(root)) = (told.as_object_mut(), root) {
            told.extend(root);
        }
        files.push(self.file("root", &told.to_string()));
        let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let listing = self.plain("files.json".to_string(), format!("{}\n", json!(names)));
        files.push(listing);
        files
    }

    fn plain(&self, name: String, text: String) -> File<T> {
        let digest = Digest::of_bytes(text.as_bytes());
        let kept = (self.put)(&name, text.into_bytes());
        File { name, digest, kept, key: None }
    }
}

/// The name of a file with its ending.
fn script(name: &str) -> String {
    format!("{name}.js")
}

/// The texts, packed into files, and for each entry the number of the file where its text begins.
pub fn texts<T: Send>(writer: &Writer<'_, T>, entries: &[Arc<Entry>], known: Known<'_, T>) -> (Vec<File<T>>, Vec<usize>) {
    let mut places = Vec::with_capacity(entries.len());
    let mut packed: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    let mut size = 0;
    for (number, entry) in entries.iter().enumerate() {
        let sizes = || entry.sizes.iter().map(|size| *size as usize);
        let length: usize = sizes().sum();
        if size > 0 && size + length > TEXT && length > 0 {
            packed.push(Vec::new());
            size = 0;
        }
        places.push(packed.len() - 1);
        for (at, of_piece) in sizes().enumerate() {
            if at > 0 {
                packed.push(Vec::new());
                size = 0;
            }
            if let Some(last) = packed.last_mut() {
                last.push((number, at));
            }
            size += of_piece;
        }
    }
    let files = packed.par_iter().enumerate().map(|(number, pieces)| {
        let name = format!("x/{number}");
        let told = |(entry, at): &(usize, usize)| Some((*entry, *at, entries[*entry].digest?));
        let key = pieces.iter().map(told).collect::<Option<Vec<_>>>().map(|told| Digest::of(&(&name, told)));
        if let Some((digest, kept)) = key.and_then(known) {
            return File { name: script(&name), digest, kept, key };
        }
        let text = |(entry, at): &(usize, usize)| Some((entry.to_string(), json!(entries[*entry].pieces().get(*at)?)));
        let texts: serde_json::Map<String, Value> = pieces.iter().filter_map(text).collect();
        File { key, ..writer.file(&name, &Value::Object(texts).to_string()) }
    });
    (files.collect(), places)
}

/// What is shown of entries, some to a file; each with the number of the file where its text begins.
pub fn heads<T: Send>(writer: &Writer<'_, T>, entries: &[(&Entry, usize)], count: usize) -> Vec<File<T>> {
    let files = entries.par_chunks(count).enumerate().map(|(number, entries)| {
        let heads: Vec<_> = entries.iter().map(|(entry, text)| entry.head(*text)).collect();
        writer.file(&format!("h/{number}"), &json!(heads).to_string())
    });
    files.collect()
}

/// Terms in shards by their order, and for each shard the shortest text that lies before it and behind the one before:
/// no beginning of a word then leads to a shard in whose neighbour all words with it are.
pub fn terms<T: Send>(writer: &Writer<'_, T>, folder: &str, terms: &[Term]) -> (Vec<File<T>>, Vec<String>) {
    let mut starts = Vec::new();
    let mut size = 0;
    for (index, term) in terms.iter().enumerate() {
        let is_new_key = index == 0 || terms[index - 1].key != term.key;
        if is_new_key && (index == 0 || size + term.size() > TERMS) {
            starts.push(index);
            size = 0;
        }
        size += term.size();
    }
    let shards: Vec<&[Term]> = starts
        .iter()
        .enumerate()
        .map(|(number, start)| &terms[*start..starts.get(number + 1).copied().unwrap_or(terms.len())])
        .collect();
    let files = shards.par_iter().enumerate().map(|(number, terms)| {
        let mut keys = serde_json::Map::new();
        for of_key in terms.chunk_by(|a, b| a.key == b.key) {
            // A word that is its own skeleton is not written twice.
            let forms = of_key.iter().flat_map(|it| [if it.form == it.key { "" } else { &it.form }, &it.postings]);
            keys.insert(of_key[0].key.to_string(), forms.collect());
        }
        writer.file(&format!("{folder}/{number}"), &Value::Object(keys).to_string())
    });
    let borders = starts.iter().map(|start| match start.checked_sub(1) {
        Some(before) => {
            let common = common(&terms[before].key, &terms[*start].key);
            let next = &terms[*start].key[common.len()..];
            format!("{common}{}", next.chars().next().map(String::from).unwrap_or_default())
        }
        None => String::new(),
    });
    (files.collect(), borders.collect())
}

/// Kind and year of all entries in order: `[kind, [[year, count], …]], …`; a year that is not known is null.
pub fn runs(entries: &[Arc<Entry>]) -> Value {
    let of_kind = entries.chunk_by(|a, b| a.kind == b.kind).map(|entries| {
        let years: Vec<_> = entries.chunk_by(|a, b| a.year == b.year).map(|it| json!([it[0].year, it.len()])).collect();
        json!([entries[0].kind, years])
    });
    of_kind.collect()
}
