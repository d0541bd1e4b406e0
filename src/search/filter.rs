//! Events → the files of an index by which a page filters them: all that match, not the best that match.
//!
//! Words and what else is chosen (`actor:armenia`) are terms of one table. A filter reads the root and, for each thing
//! chosen, the shard of its term; dates are a file of their own.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use crate::base::calendar::Day;
use crate::base::digest::Digest;
use crate::search::entry::Entry;
use crate::search::postings::{Term, base36, order_keys};
use crate::search::{File, fold, shards};

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

/// Makes the files of events in order of time; with heads where no page holds them all.
pub fn files(events: &[Event], with_heads: bool) -> Vec<File> {
    let mut ranks: HashMap<&str, Vec<usize>> = HashMap::new();
    for (rank, event) in events.iter().enumerate() {
        let names = event.named.iter().flat_map(|entry| &entry.hits).filter(|hit| hit.name > 0);
        let words = event.entry.hits.iter().chain(names).map(|hit| &*hit.word.key);
        let words = words.filter(|key| !key.starts_with(fold::SOUND));
        for term in words.chain(event.facets.iter().map(String::as_str)) {
            let ranks = ranks.entry(term).or_default();
            if ranks.last() != Some(&rank) {
                ranks.push(rank);
            }
        }
    }
    let term = |(key, ranks): (&str, Vec<usize>)| Term { key: key.into(), form: key.into(), postings: encode(&ranks) };
    let mut terms: Vec<Term> = ranks.into_iter().map(term).collect();
    terms.sort_unstable_by(|a, b| order_keys(&a.key, &b.key));
    let (mut files, borders) = shards::terms(CALL, "t", &terms);
    files.push(shards::file(CALL, "days", &days(events)));
    if with_heads {
        files.extend(events.chunks(HEADS).enumerate().map(|(number, events)| {
            let heads: Vec<_> = events.iter().map(|event| event.entry.head(0)).collect();
            shards::file(CALL, &format!("h/{number}"), &json!(heads).to_string())
        }));
    }
    let version = Digest::of(&files.iter().map(|(name, bytes)| (name.as_str(), Digest::of_bytes(bytes))).collect::<Vec<_>>());
    let root = json!({
        "version": format!("{version:?}")[..12],
        "events": events.len(),
        "heads": HEADS,
        "terms": borders,
    });
    files.push(shards::file(CALL, "root", &root.to_string()));
    files.push(shards::listing(&files));
    files
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
    use crate::search::entry::Lexicon;

    fn event(title: &str, facets: &[&str], days: (Option<Day>, Option<Day>)) -> Event {
        let record = Record { title: title.to_string(), ..Record::default() };
        let entry = Arc::new(Entry::of(&record, &mut Lexicon::default()));
        Event { entry, named: Vec::new(), facets: facets.iter().map(|it| it.to_string()).collect(), days }
    }

    fn text(files: &[File], name: &str) -> String {
        let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn words_and_choices_tell_every_event_in_order() {
        let events = [
            event("The bridge", &["actor:a"], (Some(10), Some(10))),
            event("The other bridge", &["actor:b"], (None, Some(12))),
            event("Talks", &["actor:a", "actor:b"], (Some(15), None)),
        ];
        let files = files(&events, true);
        let terms = text(&files, "t/0.js");
        for told in [r#""actor:a":["","0,2"]"#, r#""actor:b":["","1,1"]"#, r#""bridge":["","0,1"]"#] {
            assert!(terms.contains(told), "{told}: {terms}");
        }
        assert_eq!(text(&files, "days.js"), "detenteTimeline(\"days\",[[10,null,5],[0,12,null]])\n");
        assert!(text(&files, "h/0.js").contains("The other bridge"));
        assert!(super::files(&events, false).iter().all(|(name, _)| !name.starts_with("h/")));
    }
}
