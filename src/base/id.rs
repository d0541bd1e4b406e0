//! The ids an author chooses: lower-case ASCII letters, digits, hyphens; at most 200 of them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Longest an id may be: it names a file on disk, where names end at 255 bytes, with an ending and a language behind it.
const LONGEST: usize = 200;

/// An id as written by the author, unique within its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(Arc<str>);

impl EntryId {
    /// Takes a text that has the form of an id (`seven-october`, `2020-war`); `None` otherwise.
    pub fn new(text: &str) -> Option<Self> {
        let well_formed = !text.is_empty()
            && text.len() <= LONGEST
            && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        well_formed.then(|| EntryId(text.into()))
    }

    /// What an id is, for who wrote another text.
    pub const RULE: &str = "ids are lower-case letters, digits and hyphens, at most 200 of them";

    /// The nearest well-formed id to any text: what a finding can offer.
    pub fn nearest(text: &str) -> Option<Self> {
        let mut id = String::new();
        for c in text.trim().chars().flat_map(char::to_lowercase) {
            if id.len() == LONGEST {
                break;
            }
            if c.is_ascii_alphanumeric() {
                id.push(c);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        EntryId::new(id.trim_end_matches('-'))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_lower_case_ascii_digits_and_single_hyphens() {
        for good in ["a", "2020-war", "nk-mod-military-dead"] {
            assert!(EntryId::new(good).is_some(), "{good}");
        }
        assert!(EntryId::new(&"a".repeat(200)).is_some() && EntryId::new(&"a".repeat(201)).is_none());
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "é", "a/b", "..", "a b"] {
            assert!(EntryId::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn offers_the_nearest_id() {
        assert_eq!(EntryId::nearest("The Nile Waters!").unwrap().as_str(), "the-nile-waters");
        assert_eq!(EntryId::nearest("Армения"), None);
        assert_eq!(EntryId::nearest(&"ab ".repeat(1_000)).unwrap().as_str().len(), 200);
    }
}
