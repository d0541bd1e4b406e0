//! What a map of fields may hold, noted while its readers ask for it: the one source of the JSON Schemas.
//!
//! A reader is run over a `Probe` in place of an author's map. Whatever it asks for is there, first as a map, then as a
//! text, so that it takes each of its branches; what it asks for, and as what, is the shape.

use std::cell::{Cell, RefCell};

use serde_yaml::{Mapping, Value};

/// What one value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text; numbers and booleans are taken as they stand.
    Text,
    /// A date.
    Date,
    /// A truth value.
    Truth,
    /// A whole number.
    Whole,
    /// A whole number between two others.
    Scale(i64, i64),
    /// A number.
    Number,
    /// One of these words.
    Word(Vec<&'static str>),
    /// An id.
    Id,
    /// The id of an entry of one of these kinds.
    Entry(Vec<&'static str>),
    /// A language tag.
    Language,
    /// A web address.
    Address,
    /// An offset from UTC.
    Offset,
    /// Latitude and longitude.
    Coordinates,
    /// A map from lints to one of these words, or to any text if there are none.
    Lints(Vec<&'static str>),
    /// A map of fields.
    Map,
}

/// A field of a map.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What its value may be; nothing where it is known and refused.
    pub forms: Vec<Form>,
    /// Whether it may also be a list of such values.
    pub many: bool,
    /// The fields within, where it may be a map.
    pub within: Shape,
    exact: bool,
}

/// The fields of a map.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Each field, in the order asked for.
    pub fields: Vec<(String, Field)>,
    /// Of each of these, one must be there.
    pub required: Vec<Vec<&'static str>>,
    /// Where the first is there, the second must be.
    pub beside: Vec<(&'static str, &'static str)>,
}

impl Shape {
    fn field(&mut self, key: &str) -> &mut Field {
        let at = self.fields.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            self.fields.push((key.to_string(), Field::default()));
            self.fields.len() - 1
        });
        &mut self.fields[at].1
    }

    /// The shape of the map at a path.
    fn at(&mut self, path: &str) -> &mut Shape {
        path.split('.').filter(|key| !key.is_empty()).fold(self, |shape, key| &mut shape.field(key).within)
    }
}

/// Stands in for an author's map, and notes what is asked of it.
pub struct Probe {
    map: Value,
    text: Value,
    as_text: Cell<bool>,
    shape: RefCell<Shape>,
}

impl Probe {
    /// The shape of what `read` reads: it is run twice.
    pub fn shape(mut read: impl FnMut(&Probe)) -> Shape {
        let probe = Probe {
            map: Value::Mapping(Mapping::new()),
            text: Value::String("x".to_string()),
            as_text: Cell::new(false),
            shape: RefCell::default(),
        };
        read(&probe);
        probe.as_text.set(true);
        read(&probe);
        probe.shape.into_inner()
    }

    /// The value of every key, for now.
    pub(super) fn answer(&self) -> &Value {
        if self.as_text.get() { &self.text } else { &self.map }
    }

    /// The value of a key whose reader takes maps only: it is read twice as well.
    pub(super) fn map(&self) -> &Value {
        &self.map
    }

    fn with(&self, path: &str, note: impl FnOnce(&mut Field)) {
        let (map, key) = path.rsplit_once('.').unwrap_or(("", path));
        note(self.shape.borrow_mut().at(map).field(key));
    }

    pub(super) fn asked(&self, path: &str) {
        self.with(path, |_| {});
    }

    pub(super) fn takes(&self, path: &str, form: Form) {
        self.with(path, |field| {
            if !field.exact && !field.forms.contains(&form) {
                field.forms.push(form);
            }
        });
    }

    pub(super) fn takes_only(&self, path: &str, form: Form) {
        self.with(path, |field| {
            field.forms = vec![form];
            field.exact = true;
        });
    }

    pub(super) fn many(&self, path: &str) {
        self.with(path, |field| field.many = true);
    }

    pub(super) fn required(&self, path: &str, keys: &[&'static str]) {
        let mut shape = self.shape.borrow_mut();
        let required = &mut shape.at(path).required;
        if !required.iter().any(|known| known == keys) {
            required.push(keys.to_vec());
        }
    }

    pub(super) fn beside(&self, path: &str, pair: (&'static str, &'static str)) {
        let mut shape = self.shape.borrow_mut();
        let beside = &mut shape.at(path).beside;
        if !beside.contains(&pair) {
            beside.push(pair);
        }
    }
}
