//! Actors (Popolo): persons, states, bodies, groups.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::base::fixed::{self, Word};
use crate::config::Lang;
use crate::parse::kind::Kind;
use crate::parse::reference::{Named, RefIx, RefReader};
use crate::parse::schema::common::{Cite, cites, required_plain};
use crate::yaml::field::Fields;

/// Someone or something that acts, claims or is counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// What sort of actor, one of `CLASSES`.
    #[serde(deserialize_with = "fixed::word")]
    pub class: Word,
    /// Other names.
    pub names: Vec<Name>,
    /// What it belongs to.
    pub part_of: Vec<RefIx>,
    /// Id of a side of `site.yaml`.
    pub side: Option<String>,
    /// Offices held.
    pub roles: Vec<Role>,
    /// Lifetime or existence.
    pub date: Option<Edtf>,
    /// Who recognises it.
    pub recognition: Vec<Recognition>,
}

/// A name in a language, with who uses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Its language.
    pub lang: Option<Lang>,
    /// Who uses it.
    pub used_by: Vec<Named>,
    /// When it was in use.
    pub date: Option<Edtf>,
}

/// An office held by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// What it is called.
    pub title: String,
    /// Of what body or state.
    pub of: Option<RefIx>,
    /// From when to when.
    pub date: Option<Edtf>,
}

/// Whether another actor recognises this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Who.
    pub by: Option<RefIx>,
    /// `recognised`, `not-recognised` or `withdrawn`.
    #[serde(deserialize_with = "fixed::word")]
    pub status: Word,
    /// From when to when.
    pub date: Option<Edtf>,
    /// On what grounds we say so.
    pub cites: Vec<Cite>,
}

const CLASSES: [&str; 8] =
    ["person", "state", "de-facto-authority", "armed-force", "ministry", "organisation", "alliance", "population"];

const STATUSES: [&str; 3] = ["recognised", "not-recognised", "withdrawn"];

/// Reads an actor's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Actor {
    fields.require("class");
    Actor {
        class: fields.word("class", &CLASSES).unwrap_or("organisation"),
        names: names(fields, refs),
        part_of: refs.many(fields, "part_of", &[Kind::Actor]),
        side: fields.text("side"),
        roles: fields.maps("roles", |role| {
            Some(Role { title: required_plain(role, "title"), of: refs.one(role, "of", &[Kind::Actor]), date: role.date("date") })
        }),
        date: fields.date("date"),
        recognition: fields.maps("recognition", |item| {
            let by = refs.required(item, "by", &[Kind::Actor]);
            item.require("status");
            Some(Recognition {
                by,
                status: item.word("status", &STATUSES).unwrap_or("not-recognised"),
                date: item.date("date"),
                cites: cites(item, refs),
            })
        }),
    }
}

/// The `names` field of actors and places.
pub fn names(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Vec<Name> {
    fields.maps("names", |item| {
        let lang = Lang::field(item);
        Some(Name { name: item.required_text("name"), lang, used_by: named(item, "used_by", refs), date: item.date("date") })
    })
}

/// Actors by id, or anyone in words.
pub fn named(fields: &Fields<'_>, key: &'static str, refs: &mut RefReader<'_>) -> Vec<Named> {
    fields
        .items(key)
        .into_iter()
        .filter(|(value, _)| !matches!(value, Value::Null))
        .filter_map(|(value, path)| refs.maybe(fields, value, &path, &[Kind::Actor]))
        .collect()
}
