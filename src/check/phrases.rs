//! Looks for many phrases at once: one look-up per word, the longest phrase wins.

use std::ops::Range;

use crate::base::digest::Keyed;
use crate::parse::prose::{Passage, Word, words};

/// Phrases, each with what it stands for.
pub struct Phrases<T> {
    by_first: Keyed<Vec<(Vec<u64>, T)>>,
}

/// A phrase found in a passage.
pub struct Found<'p, T> {
    /// Its bytes in the passage.
    pub range: Range<usize>,
    /// What it stands for; of several, in the order they were added.
    pub means: Vec<&'p T>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_first: Keyed::default() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; without a word in it there is nothing to look for.
    pub fn add(&mut self, phrase: &str, means: T) {
        let keys: Vec<u64> = words(phrase).iter().map(|word| word.key).collect();
        if let Some(first) = keys.first() {
            self.by_first.entry(*first).or_default().push((keys, means));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// The phrases in a passage, in order; none overlaps another.
    pub fn find<'p>(&'p self, passage: &Passage<'_>) -> Vec<Found<'p, T>> {
        let mut found = Vec::new();
        let mut index = 0;
        while let Some(word) = passage.words.get(index) {
            let candidates = self.by_first.get(&word.key).map_or(&[][..], Vec::as_slice);
            let fitting = candidates.iter().filter(|(keys, _)| fits(passage, &passage.words[index..], keys));
            let length = fitting.clone().map(|(keys, _)| keys.len()).max();
            if let Some(length) = length {
                let last = passage.words[index + length - 1];
                found.push(Found {
                    range: word.start as usize..last.end as usize,
                    means: fitting.filter(|(keys, _)| keys.len() == length).map(|(_, means)| means).collect(),
                });
            }
            index += length.unwrap_or(1);
        }
        found
    }
}

fn fits(passage: &Passage<'_>, ahead: &[Word], keys: &[u64]) -> bool {
    ahead.len() >= keys.len()
        && ahead.iter().zip(keys).all(|(word, key)| word.key == *key)
        && ahead[..keys.len()].windows(2).all(|pair| passage.between(pair[0], pair[1]).chars().all(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;
    use crate::diag::Place;
    use crate::parse::markdown::At;
    use crate::parse::prose::Collector;

    fn found(text: &str) -> Vec<String> {
        let mut phrases = Phrases::default();
        for phrase in ["last week", "last", "Republic of Artsakh", "Artsakh", "昨日"] {
            phrases.add(phrase, phrase);
        }
        let mut collector = Collector::default();
        collector.text(text, 0..text.len());
        let prose = collector.finish(At::Value(Place::File(SourcePath::new("a"))));
        let passage = prose.passages().next().unwrap();
        phrases.find(&passage).into_iter().map(|it| passage.slice(it.range).to_string()).collect()
    }

    #[test]
    fn the_longest_phrase_wins_and_a_comma_parts() {
        assert_eq!(
            found("Last week the republic of Artsakh; at last, week by week"),
            ["Last week", "republic of Artsakh", "last"]
        );
        assert_eq!(found("彼は昨日来た"), ["昨日"]);
        assert_eq!(found("“last week” Artsakh's"), [""; 0]);
    }
}
