//! References: names of other entries, kept as names until `link`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::id::EntryId;
use crate::diag::{Code, Diagnostic, Fix, Place, nearest};
use crate::parse::kept;
use crate::parse::kind::Kind;
use crate::yaml::field::{Fields, kind_of, scalar};
use crate::yaml::shape::Form;

/// Kinds, as the field that is read says them.
type Kinds = &'static [Kind];

/// A name that should resolve to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ref {
    /// The kinds it may be of.
    #[serde(with = "kinds")]
    pub accepts: Kinds,
    /// The kind written before a colon.
    pub kind: Option<Kind>,
    /// The id.
    pub id: EntryId,
    /// What is written behind `@`: a date of a role, the as-of date of a figure's point.
    pub at: Option<Arc<str>>,
    /// Whether it stands in a quotation, in which one name is shown and no other beside it.
    pub is_quoted: bool,
    /// Where it is written.
    #[serde(serialize_with = "kept::place")]
    pub place: Place,
}

/// Index of a reference in its document.
pub type RefIx = u32;

/// The references of one document, in the order they were met.
pub type Refs = Vec<Ref>;

/// Lists of kinds as a number each, that is in every reference: the ranks of the kinds from 1, four bits each.
mod kinds {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Kind, Kinds};

    thread_local! {
        /// The lists that were read; like the words of `base/fixed.rs`, there are no more than the program's own.
        static LISTS: RefCell<BTreeMap<u64, Kinds>> = const { RefCell::new(BTreeMap::new()) };
    }

    pub fn serialize<S: Serializer>(kinds: &[Kind], serializer: S) -> Result<S::Ok, S::Error> {
        let rank = |kind: &Kind| Kind::ALL.iter().position(|it| it == kind).map_or(0, |at| at as u64 + 1);
        serializer.serialize_u64(kinds.iter().fold(0, |number, kind| (number << 4) | rank(kind)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kinds, D::Error> {
        let number = u64::deserialize(deserializer)?;
        let ranks = (0..16).rev().map(|at| (number >> (4 * at)) as usize & 15);
        let list = || ranks.filter_map(|rank| Kind::ALL.get(rank.checked_sub(1)?).copied()).collect::<Vec<Kind>>().leak();
        Ok(LISTS.with_borrow_mut(|lists| *lists.entry(number).or_insert_with(|| list())))
    }
}

/// Kinds that a `[[name]]` in prose may mean.
pub const LINKABLE: &[Kind] = &[
    Kind::Article,
    Kind::Phase,
    Kind::Event,
    Kind::Actor,
    Kind::Place,
    Kind::Source,
    Kind::Figure,
    Kind::Relationship,
    Kind::Statement,
    Kind::Dispute,
    Kind::Term,
    Kind::Page,
];

/// Reads `id`, `kind:id` or `id@date`.
///
/// # Errors
/// The finding that says why it is no reference.
pub fn read(text: &str, accepts: &'static [Kind], place: Place) -> Result<Ref, Box<Diagnostic>> {
    let text = text.trim();
    let (name, at) = match text.split_once('@') {
        Some((name, at)) => (name.trim(), Some(at.trim().into())),
        None => (text, None),
    };
    let (kind, id) = match name.split_once(':') {
        Some((kind, id)) => match Kind::of_name(kind.trim()) {
            Some(kind) => (Some(kind), id.trim()),
            None => return Err(Box::new(unknown_kind(kind.trim(), place))),
        },
        None => (None, name),
    };
    match EntryId::new(id) {
        Some(id) => Ok(Ref { accepts, kind, id, at, is_quoted: false, place }),
        None => {
            let near = EntryId::nearest(id);
            let help = match &near {
                Some(near) => format!("as an id it would be `{near}`; `detente list` shows those there are"),
                None => "`detente list` shows the ids there are".to_string(),
            };
            let message = format!("`{id}` is not an id; {}", EntryId::RULE);
            // The same letters and digits: whether the entry is there, those who mend will see.
            let same = near.filter(|near| near.as_str() == id.to_lowercase().replace('_', "-"));
            let fix = same.map(|same| Fix::replace(&place, id, same.as_str()));
            Err(Box::new(Diagnostic::new(Code::UNKNOWN_REFERENCE, place, message).help(help).maybe_fix(fix)))
        }
    }
}

fn unknown_kind(kind: &str, place: Place) -> Diagnostic {
    let known = Kind::ALL.map(Kind::name);
    let help = match nearest(kind, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the kinds are {}", known.join(", ")),
    };
    Diagnostic::new(Code::UNKNOWN_REFERENCE, place, format!("there is no kind `{kind}`")).help(help)
}

/// Reads references in the fields of a map.
pub struct RefReader<'r> {
    /// Where they are collected.
    pub refs: &'r mut Refs,
}

impl RefReader<'_> {
    /// One reference, if the field is there.
    pub fn one(&mut self, fields: &Fields<'_>, key: &'static str, accepts: &'static [Kind]) -> Option<RefIx> {
        fields.takes(&fields.path(key), || entry(accepts));
        let value = fields.raw(key)?;
        self.value(fields, value, &fields.path(key), accepts)
    }

    /// One reference that must be there.
    pub fn required(&mut self, fields: &Fields<'_>, key: &'static str, accepts: &'static [Kind]) -> Option<RefIx> {
        fields.require(key);
        self.one(fields, key, accepts)
    }

    /// A list of references, or one.
    pub fn many(&mut self, fields: &Fields<'_>, key: &'static str, accepts: &'static [Kind]) -> Vec<RefIx> {
        fields.items(key).into_iter().filter_map(|(value, path)| self.value(fields, value, &path, accepts)).collect()
    }

    /// A reference in a value at a path.
    pub fn value(&mut self, fields: &Fields<'_>, value: &Value, path: &str, accepts: &'static [Kind]) -> Option<RefIx> {
        fields.takes(path, || entry(accepts));
        let Some(text) = scalar(value) else {
            let message = format!("this should be the id of {}, it is {}", wanted(accepts), kind_of(value));
            fields.push(Diagnostic::new(Code::WRONG_TYPE, fields.place(path), message));
            return None;
        };
        match read(&text, accepts, fields.place(path)) {
            Ok(reference) => Some(push(self.refs, reference)),
            Err(finding) => {
                fields.push(*finding);
                None
            }
        }
    }

    /// A text that is a reference if it has the form of an id, and else just a text.
    pub fn maybe(&mut self, fields: &Fields<'_>, value: &Value, path: &str, accepts: &'static [Kind]) -> Option<Named> {
        fields.takes(path, || Form::Text);
        let text = scalar(value)?;
        if EntryId::new(text.trim()).is_some()
            || text.trim().split_once(':').is_some_and(|(kind, _)| Kind::of_name(kind).is_some())
        {
            return self.value(fields, value, path, accepts).map(Named::Entry);
        }
        Some(Named::Text(text))
    }
}

fn entry(kinds: &[Kind]) -> Form {
    Form::Entry(kinds.iter().map(|kind| kind.name()).collect())
}

/// Someone named: by an entry, or in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Named {
    /// By reference.
    Entry(RefIx),
    /// In words.
    Text(String),
}

/// Adds a reference and returns its index.
pub fn push(refs: &mut Refs, reference: Ref) -> RefIx {
    refs.push(reference);
    // Invariant: a document of 4 GiB is refused on loading, so it holds fewer references than u32 counts.
    (refs.len() - 1) as RefIx
}

/// The accepted kinds in words: "an actor or a place".
pub fn wanted(accepts: &[Kind]) -> String {
    let names: Vec<String> = accepts.iter().map(|kind| article(kind.name())).collect();
    match names.as_slice() {
        [] | [_, _, _, _, ..] => "an entry".to_string(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
