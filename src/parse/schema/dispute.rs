//! Disputes: a question and each side's version of the answer.

use serde::{Deserialize, Serialize};

use crate::base::fixed::{self, Word};
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::parse::schema::common::{Cite, cites, plain, required_plain};
use crate::parse::schema::figure::{STATUSES, Status};
use crate::yaml::field::Fields;

/// A matter the parties state differently; the question is the entry's title.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dispute {
    /// The versions.
    pub versions: Vec<Version>,
    /// `open`, `narrowed` or `settled`.
    #[serde(deserialize_with = "fixed::word")]
    pub state: Word,
    /// What no party disputes; may be empty.
    pub agreed: String,
    /// What is not settled between them; may be empty.
    pub open: String,
}

/// One version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Version {
    /// Who holds it: actors, or the sources that state it.
    pub held_by: Vec<RefIx>,
    /// What it says.
    pub text: String,
    /// Where it was read.
    pub cites: Vec<Cite>,
    /// What became of it.
    pub status: Status,
    /// Path of the version in its entry, for findings.
    pub path: String,
}

const STATES: [&str; 3] = ["open", "narrowed", "settled"];

/// Reads a dispute's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Dispute {
    fields.require("versions");
    Dispute {
        versions: fields.maps("versions", |item| {
            item.require("held_by");
            Some(Version {
                held_by: refs.many(item, "held_by", &[Kind::Actor, Kind::Source]),
                text: required_plain(item, "text"),
                cites: cites(item, refs),
                status: item.one_of("status", &STATUSES).unwrap_or(Status::Reported),
                path: item.here().to_string(),
            })
        }),
        state: fields.word("state", &STATES).unwrap_or("open"),
        agreed: plain(fields, "agreed"),
        open: plain(fields, "open"),
    }
}
