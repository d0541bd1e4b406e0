//! Fenced blocks with YAML in them: what is to be drawn or listed at this place of a body.

use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};

use crate::base::edtf::Edtf;
use crate::diag::{Place, YamlSource};
use crate::parse::kept;
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader, Refs};
use crate::parse::schema::event::importance;
use crate::yaml::field::{Fields, Findings, mapping};

/// The names of all blocks: the language of the fence.
pub const NAMES: [&str; 8] = ["timeline", "chart", "matrix", "map", "network", "dispute", "statement", "image"];

/// A block and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Block {
    /// What it asks for.
    pub query: Query,
    /// Its opening fence.
    #[serde(serialize_with = "kept::place")]
    pub place: Place,
}

/// What a block asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// Events that match all of what is given.
    Timeline {
        /// Not before.
        from: Option<Edtf>,
        /// Not after.
        to: Option<Edtf>,
        /// Of this phase.
        phase: Option<RefIx>,
        /// With any of these actors.
        actors: Vec<RefIx>,
        /// At any of these places.
        places: Vec<RefIx>,
        /// Of any of these types.
        types: Vec<String>,
        /// At least this important.
        importance: u8,
    },
    /// Figure series over time.
    Chart(Vec<RefIx>),
    /// Side counted × claimant.
    Matrix {
        /// The series.
        figures: Vec<RefIx>,
        /// Or all of this measure …
        measure: String,
        /// … as of this date.
        as_of: Option<Edtf>,
    },
    /// Places, and the events there.
    Map {
        /// The places; all that have coordinates if empty.
        places: Vec<RefIx>,
        /// Events of this date only.
        date: Option<Edtf>,
        /// Whether to show events.
        events: bool,
    },
    /// Relations as they stood on a date.
    Network {
        /// The date; any if absent.
        date: Option<Edtf>,
        /// Among or with these actors; all if empty.
        actors: Vec<RefIx>,
    },
    /// One dispute.
    Dispute(RefIx),
    /// One statement.
    Statement(RefIx),
    /// One picture.
    Image(RefIx),
}

/// Reads a block's YAML; `None` with a finding if it cannot be read.
pub fn read(name: &str, text: &str, source: &YamlSource, place: Place, refs: &mut Refs, findings: &Findings) -> Option<Block> {
    let tree = crate::yaml::read(text, source);
    let readable = tree.diagnostics.is_empty();
    findings.borrow_mut().extend(tree.diagnostics);
    if !readable {
        return None;
    }
    let empty = Mapping::new();
    let map = match &tree.value {
        Value::Null => &empty,
        value => mapping(value, "a block", source.value(""), findings)?,
    };
    let fields = Fields::new(source, map, String::new(), findings);
    let mut reader = RefReader { refs };
    let query = query(name, &fields, &mut reader);
    fields.finish();
    query.map(|query| Block { query, place })
}

fn query(name: &str, fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Option<Query> {
    let one = |refs: &mut RefReader<'_>, kind: &'static [Kind]| refs.required(fields, "id", kind);
    Some(match name {
        "timeline" => Query::Timeline {
            from: fields.date("from"),
            to: fields.date("to"),
            phase: refs.one(fields, "phase", &[Kind::Phase]),
            actors: refs.many(fields, "actors", &[Kind::Actor]),
            places: refs.many(fields, "places", &[Kind::Place]),
            types: fields.texts("types"),
            importance: importance(fields).unwrap_or(1),
        },
        "chart" => {
            fields.require("figures");
            let figures = refs.many(fields, "figures", &[Kind::Figure]);
            if is_told(fields, "figures", &figures) {
                return None;
            }
            Query::Chart(figures)
        }
        "matrix" => {
            let figures = refs.many(fields, "figures", &[Kind::Figure]);
            let measure = fields.text("measure").unwrap_or_default();
            let as_of = fields.date("as_of");
            fields.require_one(&["figures", "measure"]);
            if measure.is_empty() && is_told(fields, "figures", &figures) {
                return None;
            }
            Query::Matrix { figures, measure, as_of }
        }
        "map" => Query::Map {
            places: refs.many(fields, "places", &[Kind::Place]),
            date: fields.date("date"),
            events: fields.bool("events").unwrap_or(false),
        },
        "network" => Query::Network { date: fields.date("date"), actors: refs.many(fields, "actors", &[Kind::Actor]) },
        "dispute" => Query::Dispute(one(refs, &[Kind::Dispute])?),
        "statement" => Query::Statement(one(refs, &[Kind::Statement])?),
        "image" => Query::Image(one(refs, &[Kind::Media])?),
        _ => return None,
    })
}

/// Whether a list names nothing for a reason that is a finding already: it is not there, or nothing in it could be read.
fn is_told(fields: &Fields<'_>, key: &'static str, read: &[RefIx]) -> bool {
    read.is_empty() && (fields.is_blank(key) || !fields.items(key).is_empty())
}
