//! Words of a fixed set: any other is a finding that names the nearest.

use crate::diag::near::same;
use crate::diag::{Code, Diagnostic, Fix, nearest};
use crate::yaml::field::Fields;
use crate::yaml::shape::Form;

impl Fields<'_> {
    /// One of a fixed set of words.
    pub fn one_of<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        self.takes_only(key, || Form::Word(words.iter().map(|(word, _)| *word).collect()));
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.unknown_value(key, &text, words.iter().map(|(word, _)| *word));
        }
        found
    }

    /// One of a fixed set of words, as it stands.
    pub fn word(&self, key: &'static str, words: &[&'static str]) -> Option<&'static str> {
        self.takes_only(key, || Form::Word(words.to_vec()));
        let text = self.text(key)?;
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            self.unknown_value(key, &text, words.iter().copied());
        }
        found
    }

    /// Reports a word that is not among those a field takes.
    pub fn unknown_value(&self, key: &str, text: &str, words: impl Iterator<Item = &'static str> + Clone) {
        let all = words.clone().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let help =
            nearest(text, words.clone()).map_or(format!("one of {all}"), |near| format!("did you mean `{near}`? (one of {all})"));
        let message = format!("`{key}` cannot be `{text}`");
        let place = self.place(&self.path(key));
        // A slip of one letter may be another fact, and then it is no machine's to write: `refused` is not `refuted`.
        let fix = same(text, words).map(|word| Fix::replace(&place, text, word));
        self.push(Diagnostic::new(Code::UNKNOWN_VALUE, place, message).help(help).maybe_fix(fix));
    }
}
