//! Looks for many phrases at once: one look-up per word, the longest phrase wins.

use std::ops::Range;

use crate::base::digest::Keyed;
use crate::parse::prose::{Passage, Word, stem, words};

/// Phrases, each with what it stands for.
pub struct Phrases<T> {
    by_first: Keyed<Vec<(Vec<u64>, T)>>,
    /// Whether the last word may bear an ending behind an apostrophe.
    are_names: bool,
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
        Phrases { by_first: Keyed::default(), are_names: false }
    }
}

impl<T> Phrases<T> {
    /// Phrases that are names, which are found in `Landing’s` too.
    pub fn of_names() -> Self {
        Phrases { are_names: true, ..Phrases::default() }
    }

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
            let stem = self.stem(passage, *word).map(|stem| stem.key);
            let candidates = std::iter::once(word.key).chain(stem).filter_map(|key| self.by_first.get(&key)).flatten();
            let fitting: Vec<(usize, Word, &T)> = candidates
                .filter_map(|(keys, means)| Some((keys.len(), self.last_of(passage, &passage.words[index..], keys)?, means)))
                .collect();
            let longest = fitting.iter().max_by_key(|(length, ..)| *length);
            if let Some((length, last, _)) = longest {
                let means = fitting.iter().filter(|(other, ..)| other == length).map(|(_, _, means)| *means).collect();
                found.push(Found { range: word.start as usize..last.end as usize, means });
            }
            index += longest.map_or(1, |(length, ..)| *length);
        }
        found
    }

    /// The last word of a phrase that begins the words ahead, without its ending.
    fn last_of(&self, passage: &Passage<'_>, ahead: &[Word], keys: &[u64]) -> Option<Word> {
        let (last, before) = keys.split_last()?;
        let run = ahead.get(..keys.len())?;
        let is_run = run.iter().zip(before).all(|(word, key)| word.key == *key)
            && run.windows(2).all(|pair| passage.between(pair[0], pair[1]).chars().all(char::is_whitespace));
        let word = *run.last().filter(|_| is_run)?;
        if word.key == *last { Some(word) } else { self.stem(passage, word).filter(|stem| stem.key == *last) }
    }

    fn stem(&self, passage: &Passage<'_>, word: Word) -> Option<Word> {
        self.are_names.then(|| stem(passage.text, word)).flatten()
    }
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
