//! Terms (SKOS): words of the conflict, what they mean, and who uses them.

use serde::{Deserialize, Serialize};

use crate::parse::reference::{Named, RefReader};
use crate::parse::schema::actor::named;
use crate::parse::schema::common::plain;
use crate::yaml::field::Fields;

/// A glossary term.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Term {
    /// Other words for it.
    pub alt: Vec<String>,
    /// What it means.
    pub definition: String,
    /// Whether the word takes a side.
    pub loaded: bool,
    /// The word to use instead.
    pub prefer: String,
    /// Who uses it.
    pub used_by: Vec<Named>,
}

/// Reads a term's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Term {
    let definition = plain(fields, "definition");
    fields.require("definition");
    Term {
        alt: fields.texts("alt"),
        definition,
        loaded: fields.bool("loaded").unwrap_or(false),
        prefer: fields.text("prefer").unwrap_or_default(),
        used_by: named(fields, "used_by", refs),
    }
}
