//! Headings of a body and their anchors.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

/// Ids that the theme's own elements have on a page; no heading takes them.
const RESERVED: [&str; 12] =
    ["main", "sources", "events", "people", "figures", "statements", "articles", "places", "nav", "top", "cite", "corrections"];

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor.
    pub anchor: String,
    /// Its words, as plain text.
    pub text: String,
}

/// Makes anchors that are unique within one body.
#[derive(Default)]
pub struct Anchors {
    taken: BTreeSet<String>,
    /// The number last tried behind words that were taken, so that many alike cost no more than few.
    numbers: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor for a heading's words; a second of the same words gets `-2`.
    pub fn of(&mut self, words: &str) -> String {
        let slug = slug(words);
        let base = if slug.is_empty() { "section".to_string() } else { slug };
        let mut anchor = base.clone();
        while RESERVED.contains(&anchor.as_str()) || !self.taken.insert(anchor.clone()) {
            let number = self.numbers.entry(base.clone()).or_insert(1);
            *number += 1;
            anchor = format!("{base}-{number}");
        }
        anchor
    }

    /// Keeps an anchor that the author chose; whether it was still free.
    pub fn keep(&mut self, anchor: &str) -> bool {
        self.taken.insert(anchor.to_string())
    }
}

/// Words → lower-case letters and digits of any script, joined by hyphens.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique_in_every_script() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.of("What we know"), "what-we-know");
        assert_eq!(anchors.of("What we know?"), "what-we-know-2");
        assert_eq!(anchors.of("Ի՞նչ գիտենք"), "ի-նչ-գիտենք");
        assert_eq!(anchors.of("Sources"), "sources-2");
        assert_eq!(anchors.of("…"), "section");
    }
}
