//! Counts: a figure's numbers, each with its claimant, its date and its sources.

use std::fmt;

use serde::Serialize;

use crate::base::edtf::{Edtf, Limit};
use crate::model::EntityId;
use crate::model::figure::point_anchor;
use crate::parse::schema::figure::{Figure, NonePublished, Point};
use crate::render::locale::When;
use crate::render::view::cite::{Mark, Numbers};
use crate::render::view::{CardRef, Cx, Text};
use crate::render::words::{Filling, Word};

/// A number with its unit, `at least 1 person`, in three pieces: the number stands out.
#[derive(Hash, Serialize)]
pub struct Quantity {
    /// What stands before the number; empty in most languages.
    pub before: String,
    /// The number in words, with its qualifier where that stands by it.
    pub value: String,
    /// What stands behind it: the unit.
    pub after: String,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.value, self.after)
    }
}

/// A count of a figure.
#[derive(Hash, Serialize)]
pub struct PointRow<'m> {
    /// Its anchor on the figure's page.
    pub anchor: String,
    /// Up to when it counts.
    pub as_of: Option<When>,
    /// The number as claimed, with its qualifier and range: `at least 320`, `40–50`.
    pub value: String,
    /// The same with its unit, in the form that the number asks for.
    pub amount: Quantity,
    /// The bare number, for drawing; empty if only a range is given.
    pub number: String,
    /// Lower end; empty if none.
    pub low: String,
    /// Upper end; empty if none.
    pub high: String,
    /// What was added since the point before; empty if not given.
    pub added: String,
    /// As-of date of the point it corrects.
    pub revises: Option<When>,
    /// `reported`, `corroborated`, …
    pub status: &'static str,
    /// The same in words.
    pub status_label: String,
    /// Whether it belongs to the line of the series.
    pub charted: bool,
    /// Its sources.
    pub cites: Vec<Mark<'m>>,
    /// A caveat.
    pub note: Text,
    /// `high`, `medium`, `low`; empty if not said.
    pub confidence: &'static str,
}

/// A known absence.
#[derive(Hash, Serialize)]
pub struct NoneRow<'m> {
    /// As of when.
    pub as_of: Option<When>,
    /// What is known.
    pub note: Text,
    /// Sources.
    pub cites: Vec<Mark<'m>>,
}

/// A series with who claims it of whom, and one of its points.
#[derive(Hash, Serialize)]
pub struct FigureRow<'m> {
    /// The figure.
    pub card: CardRef<'m>,
    /// Who says so.
    pub claimant: Option<CardRef<'m>>,
    /// Whom or what it counts.
    pub of: Option<CardRef<'m>>,
    /// `own`, `adversary`, `third-party`.
    pub claim: &'static str,
    /// The same in words.
    pub claim_label: String,
    /// What is counted, in words.
    pub measure: String,
    /// What one is, in words, whatever the number; a point's `amount` has the two together.
    pub unit: String,
    /// When the counting starts.
    pub since: Option<When>,
    /// The point shown: the one asked for, else the newest.
    pub point: Option<PointRow<'m>>,
    /// Where it has no such point: that none was published, if that is known.
    pub none: Option<NoneRow<'m>>,
    /// Where it has neither: whether there were counts, all superseded, refuted or withdrawn.
    pub fallen: bool,
    /// Tags, as written: `agreed-text`.
    pub tags: Vec<String>,
}

/// Which count of a series is shown.
#[derive(Clone, Copy)]
pub enum Which<'a> {
    /// The newest.
    Newest,
    /// That of a date, as it is written.
    Of(&'a str),
    /// The newest as of a date.
    By(&'a Edtf),
}

impl<'a> Which<'a> {
    /// As a reference says it: that of its date, else the newest.
    pub fn at(date: Option<&'a str>) -> Self {
        date.map_or(Which::Newest, Which::Of)
    }
}

impl<'m> Cx<'m> {
    /// The date a count holds for, in words; of one known only to be before a date, "… at the latest".
    pub fn as_of(&self, date: &Edtf) -> When {
        let mut when = self.when(date);
        if date.earliest() == Limit::Past
            && let Some((_, end)) = date.as_str().split_once('/')
            && let Ok(end) = Edtf::parse(end)
        {
            let told = self.words.tell("date_latest", &[("date", &self.when(&end).told())]);
            when = when.told_as(Filling { kind: "", ..told });
        }
        when
    }

    /// Who says something and as of when: "Ministry X, as of 7 October 2020".
    pub fn origin(&self, claimant: Option<&str>, date: Option<&When>) -> String {
        let claimant = Filling::new(claimant.unwrap_or(self.words.get("claimant_unknown")));
        let date = date.map_or_else(|| Filling::new(self.words.get("date_unknown")), When::told);
        self.words.tell("claimed_by", &[("claimant", &claimant), ("date", &date)]).text
    }

    /// The number a point gives, in words: `at least 320`, `40–50`.
    pub fn point_value(&self, point: &Point) -> String {
        let (qualifier, number, _) = self.number_of(point);
        ["{n}", "{amount}", "{amount_within}"].iter().fold(qualifier.to_string(), |text, gap| text.replace(gap, &number))
    }

    /// The phrase for the qualifier of a count, its number or range as written, and the forms that words have for it.
    fn number_of(&self, point: &Point) -> (&str, String, [&'static str; 2]) {
        let written = |value: f64| self.locale.number(value);
        let (qualifier, number, forms) = match (point.value, point.low, point.high) {
            (Some(value), ..) => (point.qualifier, written(value), self.locale.forms(value)),
            (None, Some(low), Some(high)) => {
                let range = self.words.fill("number_range", &[("low", &written(low)), ("high", &written(high))]);
                (point.qualifier, range, self.locale.forms(high))
            }
            (None, Some(low), None) => ("at-least", written(low), self.locale.forms(low)),
            (None, None, Some(high)) => ("at-most", written(high), self.locale.forms(high)),
            (None, None, None) => ("exact", self.words.get("number_unknown").to_string(), ["other"; 2]),
        };
        let phrase = self.words.of(&format!("qualifier_{}", qualifier.replace('-', "_"))).filter(|_| qualifier != "exact");
        (phrase.map_or("{n}", |word| word.form(&forms)), number, forms)
    }

    /// A count with its unit: `at least 1 person`. A qualifier stands by the number (`{n}`) or around number and unit (`{amount}`).
    fn amount(&self, point: &Point, unit: &str) -> Quantity {
        let (qualifier, number, forms) = self.number_of(point);
        let around = qualifier.split_once("{amount_within}");
        let within = forms.map(|form| format!("within_{form}"));
        let names: Vec<&str> = within.iter().map(String::as_str).filter(|_| around.is_some()).chain(forms).collect();
        let unit_word = self.words.of(&format!("unit_{}", unit.replace('-', "_")));
        // A form may say the number itself, "two persons" in one word; what is not one number is written.
        let is_one = point.value.is_some() || point.low.is_some() != point.high.is_some();
        let pattern = match unit_word {
            Some(word @ Word::Forms(_)) => Some(word.form(&names)).filter(|form| is_one || form.contains("{n}")),
            Some(Word::Text(text)) => Some(text.as_str()).filter(|text| text.contains("{n}")),
            None => None,
        };
        let pattern = pattern.map_or_else(|| format!("{{n}} {}", self.words.label("unit", unit)), str::to_string);
        let (before, after) = pattern.trim_end().split_once("{n}").unwrap_or_default();
        let number = if pattern.contains("{n}") { number } else { pattern.clone() };
        match around.or(qualifier.split_once("{amount}")) {
            Some((first, last)) => {
                Quantity { before: format!("{first}{before}"), value: number, after: format!("{after}{last}") }
            }
            None => Quantity { before: before.to_string(), value: qualifier.replace("{n}", &number), after: after.to_string() },
        }
    }

    /// A point's row.
    pub fn point_row(&self, id: EntityId, figure: &Figure, index: usize, charted: bool, numbers: &mut Numbers) -> PointRow<'m> {
        let entity = self.model.get(id);
        let point = &figure.points[index];
        let number = |value: Option<f64>| value.map(|value| self.locale.number(value)).unwrap_or_default();
        // A point without sources of its own rests on those of its series.
        let cites = if point.cites.is_empty() { &entity.common().cites } else { &point.cites };
        PointRow {
            anchor: point_anchor(figure, index),
            as_of: point.as_of.as_ref().map(|date| self.as_of(date)),
            value: self.point_value(point),
            amount: self.amount(point, &figure.unit),
            number: point.value.map(|value| value.to_string()).unwrap_or_default(),
            low: number(point.low),
            high: number(point.high),
            added: number(point.added),
            revises: point.revises.as_ref().map(|date| self.when(date)),
            status: point.status.word(),
            status_label: self.words.label("status", point.status.word()),
            charted,
            cites: numbers.marks(self, entity, cites),
            note: self.phrase(entity, &point.note),
            confidence: point.confidence.map_or("", |confidence| confidence.word()),
        }
    }

    /// The row of a known absence.
    pub fn none_row(&self, id: EntityId, none: &NonePublished, numbers: &mut Numbers) -> NoneRow<'m> {
        let entity = self.model.get(id);
        NoneRow {
            as_of: none.as_of.as_ref().map(|date| self.when(date)),
            note: self.phrase(entity, &none.note),
            cites: numbers.marks(self, entity, &none.cites),
        }
    }

    /// A figure's row with one of its points.
    pub fn figure_row(&self, id: EntityId, which: Which<'_>, numbers: &mut Numbers) -> Option<FigureRow<'m>> {
        let entity = self.model.get(id);
        let figure = entity.figure()?;
        let (index, none) = match which {
            Which::Newest => (figure.newest(), figure.none_published.last()),
            Which::Of(date) => {
                let is_of = |none: &&NonePublished| none.as_of.as_ref().is_some_and(|it| it.as_str() == date);
                (figure.point_at(date), figure.none_published.iter().rfind(is_of))
            }
            Which::By(date) => (figure.newest_by(date), figure.none_by(date)),
        };
        let none = none.filter(|_| index.is_none());
        let had_counts = match which {
            Which::Newest => !figure.points.is_empty(),
            // Of a date any count is shown, whatever became of it.
            Which::Of(_) => false,
            Which::By(date) => figure.points.iter().any(|point| point.is_by(date)),
        };
        let fallen = had_counts && index.is_none() && none.is_none();
        let claim = self.model.claim_of(id).word();
        Some(FigureRow {
            card: self.card(id),
            claimant: figure.claimant.and_then(|it| entity.target(it)).map(|it| self.card(it)),
            of: figure.of.and_then(|it| entity.target(it)).map(|it| self.card(it)),
            claim,
            claim_label: self.words.label("claim", claim),
            measure: self.words.label("measure", &figure.measure),
            unit: self.words.label("unit", &figure.unit),
            since: figure.since.as_ref().map(|date| self.when(date)),
            point: index.map(|index| self.point_row(id, figure, index, true, numbers)),
            none: none.map(|none| self.none_row(id, none, numbers)),
            fallen,
            tags: entity.common().tags.clone(),
        })
    }
}
