//! Relationships (LittleSis, FollowTheMoney): how one actor stands to another, and when.

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::base::fixed::{self, Word};
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::yaml::field::Fields;

/// A tie between two actors.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Relationship {
    /// Who.
    pub subject: Option<RefIx>,
    /// To whom.
    pub object: Option<RefIx>,
    /// What the tie is: `supports`, `at-war`.
    pub class: String,
    /// From when to when.
    pub date: Option<Edtf>,
    /// Dates at which it is known to have held.
    pub attested: Vec<Edtf>,
    /// On what it rests: `treaty`, `statement`, `documented` or `alleged`.
    #[serde(deserialize_with = "fixed::maybe")]
    pub basis: Option<Word>,
    /// Who denies it.
    pub denied_by: Vec<RefIx>,
}

const BASES: [&str; 4] = ["treaty", "statement", "documented", "alleged"];

impl Relationship {
    /// Whether it is known or may be taken to hold on a date.
    pub fn holds(&self, date: &Edtf) -> bool {
        match &self.date {
            Some(interval) => interval.meets(date),
            None => self.attested.iter().any(|attested| attested.meets(date)),
        }
    }
}

/// Reads a relationship's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Relationship {
    fields.require_one(&["date", "attested"]);
    Relationship {
        subject: refs.required(fields, "subject", &[Kind::Actor]),
        object: refs.required(fields, "object", &[Kind::Actor]),
        class: fields.required_text("type"),
        date: fields.date("date"),
        attested: fields.dates("attested"),
        basis: fields.word("basis", &BASES),
        denied_by: refs.many(fields, "denied_by", &[Kind::Actor]),
    }
}
