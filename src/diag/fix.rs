//! Mends: edits that make a finding go away and cannot be wrong.
//!
//! A `Fix` names places, as findings do; `diag::locate` turns it into a `Mend`, a range of bytes and what to write there.
//! Where the file does not hold what the fix speaks of, letter by letter, there is no mend.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::path::SourcePath;
use crate::diag::{Code, Place};

/// What `check --fix` mends, by lint; every other finding is left to people.
pub const MENDS: &[(Code, &str)] = &[
    (Code::UNKNOWN_KEY, "a key that is one slip away from exactly one known here; the name of a lint is not"),
    (
        Code::UNKNOWN_VALUE,
        "a word that the field takes, written with capitals, or with `_` or a space for `-`; a wrong letter may be another fact",
    ),
    (Code::UNKNOWN_BLOCK, "the name of a block that is one slip away from exactly one block"),
    (Code::UNKNOWN_REFERENCE, "an id with capitals or underscores, where the entry is there in lower case and hyphens"),
    (Code::UNREADABLE_DATE, "a date that has one reading only: `2020-9-7`, `2020/09/27`, `27.9.2020`; never `7.10.2020`"),
    (Code::UNUSED_ALLOWANCE, "the allowance is removed"),
];

/// An edit, by places.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fix {
    /// Writes one text for another, which stands once at the place.
    Replace {
        /// Where.
        place: Place,
        /// What stands there.
        from: String,
        /// What should.
        to: String,
    },
    /// Takes an entry out of a map.
    Remove {
        /// The entry's key.
        key: Place,
        /// The last value in it.
        last: Place,
    },
}

/// An edit, by bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mend {
    /// The file.
    pub file: SourcePath,
    /// First byte, and the byte behind the last.
    pub range: (usize, usize),
    /// What is written there.
    pub text: String,
}

impl Fix {
    /// The file it edits.
    pub fn file(&self) -> &SourcePath {
        let (Fix::Replace { place, .. } | Fix::Remove { key: place, .. }) = self;
        place.file()
    }

    /// Replaces a text.
    pub fn replace(place: &Place, from: &str, to: &str) -> Self {
        Fix::Replace { place: place.clone(), from: from.to_string(), to: to.to_string() }
    }

    /// The edit in a file's text; `range` resolves places.
    pub fn mend(&self, text: &str, mut range: impl FnMut(&Place) -> Range<usize>) -> Option<Mend> {
        match self {
            Fix::Replace { place, from, to } => {
                let at = range(place);
                let mut found = text.get(at.clone())?.match_indices(from.as_str());
                let (offset, _) = found.next().filter(|_| !from.is_empty())?;
                if found.next().is_some() {
                    return None;
                }
                let start = at.start + offset;
                Some(Mend { file: place.file().clone(), range: (start, start + from.len()), text: to.clone() })
            }
            Fix::Remove { key, last } => {
                let (start, end) = removed(text, range(key), range(last))?;
                Some(Mend { file: key.file().clone(), range: (start, end), text: String::new() })
            }
        }
    }

    /// What is done, in a phrase.
    pub fn phrase(&self) -> String {
        match self {
            Fix::Replace { from, to, .. } => format!("`{from}` is now `{to}`"),
            Fix::Remove { .. } => "removed".to_string(),
        }
    }
}

/// The bytes to cut so that an entry of a map goes and all else stays: whole lines, or an entry within braces.
fn removed(text: &str, key: Range<usize>, last: Range<usize>) -> Option<(usize, usize)> {
    let between = text.get(key.end..last.start)?;
    // A comment within may say something else.
    if between.contains('#') {
        return None;
    }
    let mut end = last.end;
    for _ in between.matches('{') {
        let rest = &text[end..];
        let closing = rest.trim_start();
        if !closing.starts_with('}') {
            return None;
        }
        end += rest.len() - closing.len() + 1;
    }
    let line = text[..key.start].rfind('\n').map_or(0, |newline| newline + 1);
    let (before, after) = (&text[line..key.start], &text[end..]);
    let rest_of_line = after.split_inclusive('\n').next().unwrap_or("");
    if before.chars().all(|c| c == ' ') && rest_of_line.trim().is_empty() {
        return Some((line, end + rest_of_line.len()));
    }
    if let Some(behind) = after.trim_start_matches(' ').strip_prefix(',') {
        let next = behind.trim_start_matches(' ');
        return Some((key.start, text.len() - next.len()));
    }
    let comma = before.trim_end_matches(' ').strip_suffix(',')?;
    after.trim_start().starts_with('}').then_some((line + comma.len(), end))
}

/// A file's text with edits applied; of edits that overlap, the first is.
pub fn apply(text: &str, mends: &mut Vec<&Mend>) -> String {
    mends.sort();
    mends.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mend in mends.iter() {
        let (start, end) = mend.range;
        let Some(kept) = text.get(at..start) else { continue };
        out.push_str(kept);
        out.push_str(&mend.text);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Edits by the file they are in.
pub fn by_file<'m>(mends: impl IntoIterator<Item = &'m Mend>) -> BTreeMap<&'m SourcePath, Vec<&'m Mend>> {
    let mut files: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mend in mends {
        files.entry(&mend.file).or_default().push(mend);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text without the entry of this key, whose last value is this.
    fn without(text: &str, key: &str, last: &str) -> Option<String> {
        let range = |word: &str| {
            let start = text.find(word).unwrap();
            start..start + word.len()
        };
        let (start, end) = removed(text, range(key), range(last))?;
        Some(format!("{}{}", &text[..start], &text[end..]))
    }

    #[test]
    fn an_entry_goes_and_all_else_stays() {
        let cut = |text: &str| without(text, "key", "last").unwrap();
        assert_eq!(cut("a: 1\r\n  key: last\r\nb: 2\r\n"), "a: 1\r\nb: 2\r\n");
        assert_eq!(cut("a: 1\nkey: {x: last}\nb: 2"), "a: 1\nb: 2");
        assert_eq!(cut("l: {key: last, b: 2} # why"), "l: {b: 2} # why");
        assert_eq!(cut("l: {a: 1, key: last}"), "l: {a: 1}");
        assert_eq!(cut("a: 1\nkey:\n  x: last\n"), "a: 1\n");
    }

    #[test]
    fn what_cannot_be_told_apart_stays() {
        for text in ["- key: last\n  b: 1\n", "key: last # why\n", "key:\n  # why\n  x: last\n", "l: {key: last}\n"] {
            assert_eq!(without(text, "key", "last"), None, "{text}");
        }
    }

    #[test]
    fn edits_that_overlap_are_applied_once() {
        let mend = |start, end, text: &str| Mend { file: SourcePath::new("a"), range: (start, end), text: text.to_string() };
        let (a, same, over, b) = (mend(1, 3, "x"), mend(1, 3, "x"), mend(2, 4, "y"), mend(5, 5, "z"));
        assert_eq!(apply("012345", &mut vec![&b, &over, &same, &a]), "0x34z5");
    }
}
