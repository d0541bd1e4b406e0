//! The kinds of entries, and their names in folders, references and addresses.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Kind {
    Article,
    Phase,
    Event,
    Actor,
    Place,
    Source,
    Figure,
    Relationship,
    Statement,
    Dispute,
    Term,
    Media,
    Page,
}

impl Kind {
    /// Every kind, in the order of the content model.
    pub const ALL: [Kind; 13] = [
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
        Kind::Media,
        Kind::Page,
    ];

    /// The singular: what stands before the colon in `actor:armenia`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Phase => "phase",
            Kind::Event => "event",
            Kind::Actor => "actor",
            Kind::Place => "place",
            Kind::Source => "source",
            Kind::Figure => "figure",
            Kind::Relationship => "relationship",
            Kind::Statement => "statement",
            Kind::Dispute => "dispute",
            Kind::Term => "term",
            Kind::Media => "media",
            Kind::Page => "page",
        }
    }

    /// The plural: its folder, its list file, its part of an address.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Article => "articles",
            Kind::Phase => "phases",
            Kind::Event => "events",
            Kind::Actor => "actors",
            Kind::Place => "places",
            Kind::Source => "sources",
            Kind::Figure => "figures",
            Kind::Relationship => "relationships",
            Kind::Statement => "statements",
            Kind::Dispute => "disputes",
            Kind::Term => "terms",
            Kind::Media => "media",
            Kind::Page => "pages",
        }
    }

    /// The kind of that singular.
    pub fn of_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of that folder.
    pub fn of_folder(folder: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <&str>::deserialize(deserializer)?;
        Kind::of_name(name).ok_or_else(|| D::Error::custom(format!("there is no kind `{name}`")))
    }
}
