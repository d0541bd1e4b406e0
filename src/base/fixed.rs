//! Words of a fixed set that come back from bytes: the first of each is kept for good, as the program's own are.
//!
//! Only what this binary wrote is read so, hence there are no more of them than the program knows.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer};

/// A word of a fixed set. (By a name of its own, since serde takes any reference for one into the bytes it reads.)
pub type Word = &'static str;

thread_local! {
    static WORDS: RefCell<BTreeSet<Word>> = const { RefCell::new(BTreeSet::new()) };
}

fn kept(word: &str) -> Word {
    WORDS.with_borrow_mut(|words| match words.get(word) {
        Some(known) => known,
        None => {
            let kept: Word = word.to_string().leak();
            words.insert(kept);
            kept
        }
    })
}

/// A word.
///
/// # Errors
/// It is no text.
pub fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
    <&str>::deserialize(deserializer).map(kept)
}

/// A word that may be absent.
///
/// # Errors
/// It is no text.
pub fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word>, D::Error> {
    Ok(Option::<&str>::deserialize(deserializer)?.map(kept))
}

/// Values by words.
///
/// # Errors
/// A word is no text, or a value cannot be read.
pub fn keys<'de, D: Deserializer<'de>, V: Deserialize<'de>>(deserializer: D) -> Result<Vec<(Word, V)>, D::Error> {
    let values = Vec::<(&str, V)>::deserialize(deserializer)?;
    Ok(values.into_iter().map(|(word, value)| (kept(word), value)).collect())
}
