//! An entry to be added to a list of the site, and the YAML it is written as.

use serde_yaml::{Mapping, Value};

use crate::base::id::EntryId;
use crate::parse::kind::Kind;

/// An entry with its fields in the order they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: EntryId,
    fields: Mapping,
}

impl Entry {
    /// An entry without fields yet.
    pub fn new(kind: Kind, id: EntryId) -> Self {
        let fields = Mapping::from_iter([("id".into(), id.as_str().into())]);
        Entry { kind, id, fields }
    }

    /// With a field; an empty one is left out.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a field; an empty one is left out.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Sequence(items) => items.is_empty(),
            Value::Mapping(map) => map.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.fields.insert(key.into(), value);
        }
    }

    /// Whether a field is there.
    pub fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }
}

/// A map of fields.
pub fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Mapping(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// A list.
pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Sequence(items.into_iter().collect())
}

/// A number: whole where it is.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { Value::from(value as i64) } else { Value::from(value) }
}

/// The entries of a kind as a YAML list, a blank line between them.
pub fn yaml(entries: &[&Entry]) -> String {
    let one = |entry: &&Entry| {
        // Invariant: a map of plain values, with texts as keys, can always be written.
        let text = serde_yaml::to_string(&[&entry.fields]).unwrap_or_default();
        text.trim_end().to_string() + "\n"
    };
    entries.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_like_something_else_are_quoted() {
        let id = EntryId::new("a").unwrap();
        let entry = Entry::new(Kind::Event, id).with("title", "- a: b").with("date", "2020").with("empty", " ");
        let read: Value = serde_yaml::from_str(&yaml(&[&entry])).unwrap();
        assert_eq!(read[0]["title"], Value::from("- a: b"));
        assert_eq!(read[0]["date"], Value::from("2020"));
        assert!(!entry.has("empty"));
    }
}
