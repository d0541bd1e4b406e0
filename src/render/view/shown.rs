//! What many pages show: hashed once, and turned into a template's value once.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

use crate::base::digest::{Digest, Hashed};
use crate::render::part::DIGEST;

/// A value with named fields, its digest and, from the first page that shows it on, its form for templates.
///
/// Tera passes its own values on by reference count, so a card on a hundred pages is converted once.
pub struct Shown<T> {
    hashed: Hashed<T>,
    value: OnceLock<tera::Value>,
}

impl<T: Hash> Shown<T> {
    /// Takes a value and computes its digest.
    pub fn new(value: T) -> Self {
        Shown { hashed: Hashed::new(value), value: OnceLock::new() }
    }
}

impl<T> Shown<T> {
    /// The digest that stands for the value.
    pub fn digest(&self) -> Digest {
        self.hashed.digest()
    }

    /// Gives back the room of the form for templates; who asks for it again has it made again.
    pub fn forget(&mut self) {
        self.value.take();
    }
}

impl<T: Serialize> Shown<T> {
    /// The value as templates see it, with its digest, by which what was made of it is found again (`render/part.rs`).
    pub fn value(&self) -> &tera::Value {
        self.value.get_or_init(|| {
            let value = tera::Value::from_serializable(&*self.hashed);
            let mut map = value.into_map().unwrap_or_default();
            map.insert(DIGEST.into(), self.digest().low_bits().into());
            map.into()
        })
    }
}

impl<T> Deref for Shown<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.hashed
    }
}

impl<T> Hash for Shown<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hashed.hash(state);
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}
