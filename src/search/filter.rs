//! Events → the files of an index by which a page filters them: all that match, not the best that match.
//!
//! Words and what else is chosen (`actor:armenia`) are terms of one table. A filter reads the root and, for each thing
//! chosen, the shard of its term; dates are a file of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use crate::base::calendar::Day;
use crate::search::entry::Entry;
use crate::search::fold::{self, Word};
use crate::search::postings::{Term, base36, order_keys};
use crate::search::shards::{self, Writer};
use crate::search::{File, Put};

/// The function that the files call.
const CALL: &str = "detenteTimeline";

/// How many events a file of heads holds.
const HEADS: usize = 24;

/// An event, as it is filtered.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its words, and what is shown of it.
    pub entry: Arc<Entry>,
    /// Who and what it names: it is found by their names in every language.
    pub named: Vec<Arc<Entry>>,
    /// What it may be chosen by: `actor:armenia`, `level:5`.
    pub facets: Vec<String>,
    /// The first and the last day it may mean; `None` where it is open.
    pub days: (Option<Day>, Option<Day>),
}

/// Makes the files of events in order of time, whose words are numbered by a dictionary; with heads where no page holds them all.
pub fn files<T: Send>(events: &[Event], with_heads: bool, dictionary: &[Arc<Word>], put: Put<'_, T>) -> Vec<File<T>> {
    let writer = Writer { call: CALL, put };
    let mut of_words: Vec<Vec<usize>> = vec![Vec::new(); dictionary.len()];
    let mut ranks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (rank, event) in events.iter().enumerate() {
        let names = event.named.iter().flat_map(|entry| &entry.hits.list).filter(|hit| hit.name > 0);
        for hit in event.entry.hits.list.iter().chain(names) {
            // Invariant: the words of an entry are in the dictionary that numbered them.
            note(&mut of_words[hit.word as usize], rank);
        }
        for facet in &event.facets {
            note(ranks.entry(facet).or_default(), rank);
        }
    }
    for (word, of_word) in dictionary.iter().zip(of_words) {
        if !of_word.is_empty() && !word.key.starts_with(fold::SOUND) {
            let known = ranks.entry(&word.key).or_default();
            known.extend(of_word);
            known.sort_unstable();
            known.dedup();
        }
    }
    let term = |(key, ranks): (&str, Vec<usize>)| Term { key: key.into(), form: key.into(), postings: encode(&ranks) };
    let mut terms: Vec<Term> = ranks.into_par_iter().map(term).collect();
    terms.sort_unstable_by(|a, b| order_keys(&a.key, &b.key));
    let (mut files, borders) = shards::terms(&writer, "t", &terms);
    files.push(writer.file("days", &days(events)));
    if with_heads {
        let heads: Vec<_> = events.iter().map(|event| (&*event.entry, 0)).collect();
        files.extend(shards::heads(&writer, &heads, HEADS));
    }
    writer.whole(files, json!({ "events": events.len(), "heads": HEADS, "terms": borders }))
}

/// Notes that a term stands in an event, which is not before those noted.
fn note(ranks: &mut Vec<usize>, rank: usize) {
    if ranks.last() != Some(&rank) {
        ranks.push(rank);
    }
}

/// Ranks as differences in base 36.
fn encode(ranks: &[usize]) -> String {
    let mut last = 0;
    let steps = ranks.iter().map(|rank| {
        let step = rank - last;
        last = *rank;
        base36(step)
    });
    steps.collect::<Vec<_>>().join(",")
}

/// `[steps, lengths]`: from the first day of one event to that of the next, and the days it lasts; null where it is open.
fn days(events: &[Event]) -> String {
    let mut last = 0;
    let mut step = |from: Option<Day>| {
        let step = from.map(|day| day - last);
        last = from.unwrap_or(last);
        step
    };
    let steps: Vec<_> = events.iter().map(|event| step(event.days.0)).collect();
    // What has no first day is told by its last one.
    let length = |(from, to): (Option<Day>, Option<Day>)| Some(to? - from.unwrap_or(0));
    let lengths: Vec<_> = events.iter().map(|event| length(event.days)).collect();
    json!([steps, lengths]).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Record;
    use crate::search::dictionary::{Dictionary, Lexicon};
    use crate::search::entry::Hits;

    type Days = (Option<Day>, Option<Day>);

    fn event(dictionary: &Dictionary, title: &str, facets: &[&str], days: Days) -> Event {
        let record = Record { title: title.to_string(), ..Record::default() };
        let entry = Arc::new(Entry::of(&record, Hits::of(&record, &mut Lexicon::new(dictionary)).into()));
        Event { entry, named: Vec::new(), facets: facets.iter().map(|it| it.to_string()).collect(), days }
    }

    fn text(files: &[File<Vec<u8>>], name: &str) -> String {
        let file = files.iter().find(|file| file.name == name).unwrap();
        String::from_utf8(file.kept.clone()).unwrap()
    }

    #[test]
    fn words_and_choices_tell_every_event_in_order() {
        let dictionary = Dictionary::default();
        let event = |title, facets, days| event(&dictionary, title, facets, days);
        let events = [
            event("The bridge", &["actor:a"], (Some(10), Some(10))),
            event("The other bridge", &["actor:b"], (None, Some(12))),
            event("Talks", &["actor:a", "actor:b"], (Some(15), None)),
        ];
        let words = dictionary.words();
        let files = |with_heads| super::files(&events, with_heads, &words, &|_, bytes| bytes);
        let (without, files) = (files(false), files(true));
        let terms = text(&files, "t/0.js");
        for told in [r#""actor:a":["","0,2"]"#, r#""actor:b":["","1,1"]"#, r#""bridge":["","0,1"]"#] {
            assert!(terms.contains(told), "{told}: {terms}");
        }
        assert_eq!(text(&files, "days.js"), "detenteTimeline(\"days\",[[10,null,5],[0,12,null]])\n");
        assert!(text(&files, "h/0.js").contains("The other bridge"));
        assert!(without.iter().all(|file| !file.name.starts_with("h/")));
    }
}
