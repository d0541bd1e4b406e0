//! Events (PLOVER, UCDP): something dated, with actors and places.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::yaml::field::Fields;
use crate::yaml::shape::Form;

/// Something that happened, or is said to have.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub date: Option<Edtf>,
    /// What sort of event: `battle`, `diplomacy`.
    pub class: String,
    /// Who took part.
    pub actors: Vec<Part>,
    /// Where.
    pub places: Vec<RefIx>,
    /// The phase it belongs to; by its date if absent.
    pub phase: Option<RefIx>,
    /// 1 (detail) to 5; 4 and 5 are turning points.
    pub importance: u8,
    /// Whether it happened.
    pub modality: Modality,
    /// Figures that count what it did.
    pub figures: Vec<RefIx>,
    /// The larger event it is a part of.
    pub part_of: Option<RefIx>,
}

/// An actor's part in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who.
    pub actor: RefIx,
    /// As what; may be empty.
    pub role: String,
}

/// Whether an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Modality {
    Occurred,
    Alleged,
    Planned,
    Denied,
}

impl Modality {
    /// The word in YAML.
    pub fn word(self) -> &'static str {
        match self {
            Modality::Occurred => "occurred",
            Modality::Alleged => "alleged",
            Modality::Planned => "planned",
            Modality::Denied => "denied",
        }
    }
}

/// The words of `modality`.
pub const MODALITIES: [(&str, Modality); 4] = [
    ("occurred", Modality::Occurred),
    ("alleged", Modality::Alleged),
    ("planned", Modality::Planned),
    ("denied", Modality::Denied),
];

/// Reads an event's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Event {
    Event {
        date: fields.required_date("date"),
        class: fields.text("type").unwrap_or_default(),
        actors: actors(fields, refs),
        places: refs.many(fields, "places", &[Kind::Place]),
        phase: refs.one(fields, "phase", &[Kind::Phase]),
        importance: importance(fields).unwrap_or(3),
        modality: fields.one_of("modality", &MODALITIES).unwrap_or(Modality::Occurred),
        figures: refs.many(fields, "figures", &[Kind::Figure]),
        part_of: refs.one(fields, "part_of", &[Kind::Event]),
    }
}

fn actors(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (value, path) in fields.items("actors") {
        let part = match value {
            Value::Mapping(map) => {
                let item = fields.nested(map, path);
                let actor = refs.required(&item, "actor", &[Kind::Actor]);
                let role = item.text("role").unwrap_or_default();
                item.finish();
                actor.map(|actor| Part { actor, role })
            }
            _ => refs.value(fields, value, &path, &[Kind::Actor]).map(|actor| Part { actor, role: String::new() }),
        };
        parts.extend(part);
    }
    parts
}

/// The `importance` field, 1 to 5.
pub fn importance(fields: &Fields<'_>) -> Option<u8> {
    fields.takes_only("importance", || Form::Scale(1, 5));
    let number = fields.int("importance")?;
    let importance = u8::try_from(number).ok().filter(|n| (1..=5).contains(n));
    if importance.is_none() {
        let place = fields.place(&fields.path("importance"));
        fields.push(
            Diagnostic::new(Code::UNKNOWN_VALUE, place, format!("`importance` cannot be {number}"))
                .help("write a whole number, from 1 (detail) to 5; 4 and 5 are turning points"),
        );
    }
    importance
}
