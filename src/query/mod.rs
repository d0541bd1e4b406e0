//! Questions about the content, answered as plain data: what there is, on what it rests, how well it is covered.

pub mod facts;
pub mod fall;
pub mod list;
pub mod stats;
pub mod trace;

use serde::Serialize;

use crate::model::sourcing::Sourcing;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;

/// What a fact's sources amount to, in words for people.
pub const GRADES: [(Sourcing, &str); 5] = [
    (Sourcing::Several, "several origins"),
    (Sourcing::Single, "one origin"),
    (Sourcing::OneSided, "one side's sources only"),
    (Sourcing::Weak, "reference works and digests only"),
    (Sourcing::None, "no source"),
];

/// An entry by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it is called, or says: its title, else its summary or text.
    pub title: String,
}

impl Entry {
    /// An entity by name.
    pub fn of(model: &Model, id: EntityId) -> Self {
        let entity = model.get(id);
        Entry { kind: entity.kind(), id: entity.id().to_string(), title: title(model, id) }
    }
}

/// What an entry is called; one without a title by what it says.
pub fn title(model: &Model, id: EntityId) -> String {
    let entity = model.get(id);
    let common = entity.common();
    let said = [
        common.title.as_str(),
        common.summary.as_str(),
        entity.statement().map_or("", |it| it.text.as_str()),
        entity.media().map_or("", |it| it.alt.as_str()),
    ];
    if let Some(text) = said.into_iter().find(|text| !text.is_empty()) {
        return text.to_string();
    }
    let name = |reference: Option<u32>| reference.and_then(|it| entity.target(it)).map_or("?", |id| model.get(id).id());
    entity.relationship().map_or(String::new(), |tie| format!("{} {} {}", name(tie.subject), tie.class, name(tie.object)))
}
