//! Figures (UCDP best/low/high, Every Casualty): series of counts by one claimant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::base::fixed::{self, Word};
use crate::diag::Code;
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::parse::schema::common::{Cite, Confidence, cites, confidence, plain};
use crate::yaml::field::Fields;

/// A series: what one claimant counts, over time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// What is counted: `killed`, `displaced`.
    pub measure: String,
    /// Whom or what it counts: an actor or a place.
    pub of: Option<RefIx>,
    /// When the counting starts.
    pub since: Option<Edtf>,
    /// Whether each point holds all before it.
    pub cumulative: bool,
    /// What one is: `people`.
    pub unit: String,
    /// Who says so: an actor, or a source that compiled it.
    pub claimant: Option<RefIx>,
    /// The counts.
    pub points: Vec<Point>,
    /// Days on which it is known that none was published.
    pub none_published: Vec<NonePublished>,
}

/// One count.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Point {
    /// Up to when it counts.
    pub as_of: Option<Edtf>,
    /// The number given.
    pub value: Option<f64>,
    /// Lower end, where a range is given.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// How the number was qualified.
    #[serde(deserialize_with = "fixed::word")]
    pub qualifier: Word,
    /// What was added since the point before.
    pub added: Option<f64>,
    /// As-of date of the point it corrects.
    pub revises: Option<Edtf>,
    /// What became of the claim.
    pub status: Status,
    /// Where it was read.
    pub cites: Vec<Cite>,
    /// A caveat.
    pub note: String,
    /// How sure the editors are.
    pub confidence: Option<Confidence>,
    /// Path of the point in its entry, for findings.
    pub path: String,
}

/// A known absence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NonePublished {
    /// As of when.
    pub as_of: Option<Edtf>,
    /// Where it was read.
    pub cites: Vec<Cite>,
    /// Why, or what is known.
    pub note: String,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Status {
    Reported,
    Corroborated,
    Acknowledged,
    Disputed,
    Refuted,
    Superseded,
    Withdrawn,
}

/// The words of `status`.
pub const STATUSES: [(&str, Status); 7] = [
    ("reported", Status::Reported),
    ("corroborated", Status::Corroborated),
    ("acknowledged", Status::Acknowledged),
    ("disputed", Status::Disputed),
    ("refuted", Status::Refuted),
    ("superseded", Status::Superseded),
    ("withdrawn", Status::Withdrawn),
];

const QUALIFIERS: [&str; 5] = ["exact", "at-least", "at-most", "about", "more-than"];

impl Status {
    /// The word in YAML.
    pub fn word(self) -> &'static str {
        STATUSES.iter().find(|(_, status)| *status == self).map_or("reported", |(word, _)| word)
    }

    /// Whether a claim of this status still stands, so that it may be charted.
    pub fn stands(self) -> bool {
        matches!(self, Status::Reported | Status::Corroborated | Status::Acknowledged)
    }
}

impl Point {
    /// Whether it counts up to a date at the latest.
    pub fn is_by(&self, date: &Edtf) -> bool {
        self.as_of.as_ref().is_some_and(|it| is_by(it, date))
    }
}

/// Whether no reading of a date lies after another.
fn is_by(date: &Edtf, other: &Edtf) -> bool {
    date.latest() <= other.latest()
}

impl Figure {
    /// The point shown for a date: the last listed one that stands, else the last listed one.
    pub fn point_at(&self, as_of: &str) -> Option<usize> {
        let at = |point: &Point| point.as_of.as_ref().is_some_and(|date| date.as_str() == as_of);
        self.last(|point| at(point) && point.status.stands()).or_else(|| self.last(at))
    }

    /// The newest point: of those that stand, else of the disputed, which are known too. It is the one that counts up to the last
    /// day, of several the one that begins last, then the last listed.
    pub fn newest(&self) -> Option<usize> {
        self.newest_of(|_| true)
    }

    /// The newest point as of a date: of those whose own date is not after it.
    pub fn newest_by(&self, date: &Edtf) -> Option<usize> {
        self.newest_of(|point| point.is_by(date))
    }

    /// The last listed absence as of a date: of those whose own date is not after it.
    pub fn none_by(&self, date: &Edtf) -> Option<&NonePublished> {
        self.none_published.iter().rev().find(|none| none.as_of.as_ref().is_some_and(|it| is_by(it, date)))
    }

    /// Whether it tells anything as of a date: a count, whatever became of it, or that there was none.
    pub fn tells_by(&self, date: &Edtf) -> bool {
        self.points.iter().any(|point| point.is_by(date)) || self.none_by(date).is_some()
    }

    fn newest_of(&self, wanted: impl Fn(&Point) -> bool) -> Option<usize> {
        let of = |status: &dyn Fn(Status) -> bool| {
            let chosen = (0..self.points.len()).filter(|index| {
                let point = &self.points[*index];
                status(point.status) && wanted(point)
            });
            chosen.max_by(|a, b| match (&self.points[*a].as_of, &self.points[*b].as_of) {
                (Some(a), Some(b)) => a.by_end(b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            })
        };
        of(&Status::stands).or_else(|| of(&|status| status == Status::Disputed))
    }

    /// The points to chart, in order of date: of each date, the one `point_at` gives.
    pub fn charted(&self) -> Vec<usize> {
        let standing = self.points.iter().enumerate().filter(|(_, point)| point.status.stands());
        let dated = standing.filter_map(|(index, point)| Some((point.as_of.as_ref()?.as_str(), index)));
        // Of one date the last listed is kept.
        let mut charted: Vec<usize> = dated.collect::<BTreeMap<_, _>>().into_values().collect();
        charted.sort_unstable();
        charted.sort_by(|a, b| self.points[*a].as_of.cmp(&self.points[*b].as_of));
        charted
    }

    fn last(&self, wanted: impl Fn(&Point) -> bool) -> Option<usize> {
        self.points.iter().rposition(wanted)
    }
}

/// Reads a figure's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Figure {
    fields.require_as(Code::FIGURE_WITHOUT_CLAIMANT, "claimant");
    fields.require_one(&["points", "none_published"]);
    Figure {
        measure: fields.required_text("measure"),
        of: refs.one(fields, "of", &[Kind::Actor, Kind::Place]),
        since: fields.date("since"),
        cumulative: fields.bool("cumulative").unwrap_or(false),
        unit: fields.text("unit").unwrap_or_else(|| "people".to_string()),
        claimant: refs.one(fields, "claimant", &[Kind::Actor, Kind::Source]),
        points: fields.maps("points", |item| Some(point(item, refs))),
        none_published: fields.maps("none_published", |item| {
            Some(NonePublished { as_of: item.required_date("as_of"), cites: cites(item, refs), note: plain(item, "note") })
        }),
    }
}

fn point(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Point {
    fields.require_as(Code::FIGURE_WITHOUT_DATE, "as_of");
    fields.require_one(&["value", "low", "high"]);
    Point {
        as_of: fields.date("as_of"),
        value: fields.number("value"),
        low: fields.number("low"),
        high: fields.number("high"),
        qualifier: fields.word("qualifier", &QUALIFIERS).unwrap_or("exact"),
        added: fields.number("added"),
        revises: fields.date("revises"),
        status: fields.one_of("status", &STATUSES).unwrap_or(Status::Reported),
        cites: cites(fields, refs),
        note: plain(fields, "note"),
        confidence: confidence(fields),
        path: fields.here().to_string(),
    }
}
