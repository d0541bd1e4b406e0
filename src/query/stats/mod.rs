//! Coverage: how much there is, and what of it lacks a source, an archived copy, a translation, a second origin.

mod balance;

use std::collections::BTreeMap;

use edtf_core::{Edtf as Parsed, IntervalEndpoint};
use serde::Serialize;

use crate::base::edtf::{Edtf, Limit};
use crate::config::Config;
use crate::model::figure::Claim;
use crate::model::sourcing::Sourcing;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::query::{GRADES, facts};

/// Counts of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name, kebab-case.
    pub name: &'static str,
    /// What is counted, in a phrase.
    pub about: &'static str,
    /// The counts.
    pub rows: Vec<Row>,
}

/// How many of how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What several rows share: a language, an article; empty if they share nothing.
    pub group: String,
    /// What is counted.
    pub name: String,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// Which, where that is of use: ids, with the part of the entry behind a space.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub which: Vec<String>,
}

impl Row {
    fn new(group: &str, name: &str, count: usize, of: usize) -> Self {
        Row { group: group.to_string(), name: name.to_string(), count, of, which: Vec::new() }
    }

    fn listing(group: &str, name: &str, which: Vec<String>, of: usize) -> Self {
        Row { which: which.clone(), ..Row::new(group, name, which.len(), of) }
    }
}

/// Counts everything.
pub fn stats(model: &Model, config: &Config) -> Vec<Section> {
    let section = |name, about, rows| Section { name, about, rows };
    vec![
        section("entries", "published entries of each kind", entries(model)),
        section("uncited", "what cites no source", uncited(model)),
        section("sourcing", "facts by the independent origins they rest on", sourcing(model)),
        section("sources", "sources that want care", balance::lacking(model)),
        section("source-balance", "sources by stance, tier and the side they speak for", balance::of_sources(model)),
        section("citation-balance", "citations in articles, by the same", balance::of_articles(model)),
        section("article-balance", "each article's citations, by the side the source speaks for", balance::by_article(model)),
        section("figures", "series by the side counted and who counts", figures(model)),
        section("untranslated", "entries without a translation", untranslated(model, config)),
        section("dates", "dates by how exact they are", dates(model)),
        section("words", "words of text in Markdown", words(model, config)),
    ]
}

fn entries(model: &Model) -> Vec<Row> {
    let total = model.entities.len();
    let mut rows: Vec<Row> =
        Kind::ALL.into_iter().map(|kind| Row::new("", kind.name(), model.of_kind(kind).count(), total)).collect();
    let held: Vec<String> = model.withheld.iter().map(|document| format!("{}:{}", document.kind, document.id)).collect();
    let all = total + held.len();
    rows.push(Row::listing("", "not published: drafts, later articles", held, all));
    rows
}

/// The facts of each kind that must be sourced, and of those the ones that are not.
fn uncited(model: &Model) -> Vec<Row> {
    let kinds = [
        (Kind::Event, "events"),
        (Kind::Statement, "statements"),
        (Kind::Relationship, "relationships"),
        (Kind::Figure, "points of figures"),
        (Kind::Dispute, "versions of disputes"),
    ];
    let rows = kinds.map(|(kind, name)| {
        let all: Vec<_> = model.of_kind(kind).flat_map(|id| facts::of(model, id)).collect();
        // A dispute's own citations are beside its versions, and a point is not a known absence.
        let counted = |fact: &&facts::Fact| match kind {
            Kind::Dispute => !fact.part.is_empty(),
            Kind::Figure => !fact.anchor.is_empty(),
            _ => true,
        };
        let all: Vec<_> = all.iter().filter(counted).collect();
        let which = all.iter().filter(|fact| fact.cites.is_empty()).map(|fact| named(model, fact)).collect();
        Row::listing("", name, which, all.len())
    });
    rows.into()
}

/// `figure:id point 2020-10-07`
fn named(model: &Model, fact: &facts::Fact) -> String {
    let entity = model.get(fact.entry);
    let gap = if fact.part.is_empty() { "" } else { " " };
    format!("{}:{}{gap}{}", entity.kind(), entity.id(), fact.part)
}

fn sourcing(model: &Model) -> Vec<Row> {
    let all: Vec<facts::Fact> = (0..model.entities.len() as u32).flat_map(|id| facts::of(model, EntityId(id))).collect();
    let graded: Vec<(Sourcing, &facts::Fact)> = all.iter().map(|fact| (model.sourcing(&fact.sources()), fact)).collect();
    let rows = GRADES.map(|(grade, name)| {
        let of_grade = graded.iter().filter(|(own, _)| *own == grade).map(|(_, fact)| named(model, fact)).collect::<Vec<_>>();
        match grade {
            Sourcing::Several => Row::new("", name, of_grade.len(), all.len()),
            _ => Row::listing("", name, of_grade, all.len()),
        }
    });
    rows.into()
}

fn figures(model: &Model) -> Vec<Row> {
    let mut counts: BTreeMap<(String, usize), (Claim, Vec<String>)> = BTreeMap::new();
    let total = model.of_kind(Kind::Figure).count();
    let order = [Claim::Own, Claim::Adversary, Claim::ThirdParty];
    for id in model.of_kind(Kind::Figure) {
        let entity = model.get(id);
        let counted = entity.figure().and_then(|figure| figure.of).and_then(|of| entity.target(of));
        let side = counted.and_then(|counted| model.side_of(counted)).unwrap_or("no side").to_string();
        let claim = model.claim_of(id);
        let rank = order.iter().position(|it| *it == claim).unwrap_or(order.len());
        counts.entry((side, rank)).or_insert((claim, Vec::new())).1.push(entity.id().to_string());
    }
    counts.into_iter().map(|((side, _), (claim, which))| Row::listing(&side, claim.word(), which, total)).collect()
}

fn untranslated(model: &Model, config: &Config) -> Vec<Row> {
    // What a source is called is quoted as published.
    let kinds = || Kind::ALL.into_iter().filter(|kind| *kind != Kind::Source && model.of_kind(*kind).next().is_some());
    let mut rows = Vec::new();
    for lang in config.languages.iter().skip(1) {
        for kind in kinds() {
            let without = |id: &EntityId| !model.get(*id).translations.contains_key(lang);
            let which = model.of_kind(kind).filter(without).map(|id| model.get(id).id().to_string()).collect();
            rows.push(Row::listing(lang.as_str(), kind.name(), which, model.of_kind(kind).count()));
        }
    }
    rows
}

/// How exact a date is, most exact first.
const EXACTNESS: [&str; 10] = [
    "time",
    "day",
    "one of several",
    "month",
    "season or year",
    "longer",
    "about or uncertain",
    "part unknown",
    "interval",
    "open interval",
];

fn exactness(date: &Edtf) -> &'static str {
    let same = |a: Limit, b: Limit| match (a, b) {
        (Limit::Day(year, month, day), Limit::Day(other_year, other_month, other_day)) => {
            (year == other_year, month == other_month, day == other_day)
        }
        _ => (false, false, false),
    };
    match date.parsed() {
        Parsed::DateTime(_) => "time",
        Parsed::Set(_) => "one of several",
        Parsed::Interval(interval) => {
            let is_known = |end: &IntervalEndpoint| matches!(end, IntervalEndpoint::Date(_));
            if is_known(&interval.start) && is_known(&interval.end) { "interval" } else { "open interval" }
        }
        Parsed::Date(_) if date.as_str().contains(['~', '?', '%']) => "about or uncertain",
        Parsed::Date(_) if date.as_str().contains('X') => "part unknown",
        Parsed::Date(_) => match same(date.earliest(), date.latest()) {
            (true, true, true) => "day",
            (true, true, false) => "month",
            // A season ends within its year, a year in its last month.
            (true, ..) => "season or year",
            _ => "longer",
        },
    }
}

fn dates(model: &Model) -> Vec<Row> {
    let mut rows = Vec::new();
    let points = |id: EntityId| -> Vec<&Edtf> {
        model.get(id).figure().map_or_else(Vec::new, |figure| figure.points.iter().filter_map(|it| it.as_of.as_ref()).collect())
    };
    for kind in [Kind::Event, Kind::Statement, Kind::Relationship, Kind::Figure] {
        let all: Vec<&Edtf> = match kind {
            Kind::Figure => model.of_kind(kind).flat_map(points).collect(),
            _ => model.of_kind(kind).filter_map(|id| model.date_of(id)).collect(),
        };
        for name in EXACTNESS {
            let count = all.iter().filter(|date| exactness(date) == name).count();
            if count > 0 {
                rows.push(Row::new(kind.name(), name, count, all.len()));
            }
        }
    }
    rows
}

fn words(model: &Model, config: &Config) -> Vec<Row> {
    let mut rows = Vec::new();
    for lang in &config.languages {
        let own = |id: EntityId| {
            let entity = model.get(id);
            match entity.translations.get(lang) {
                Some(translation) => translation.document.body.words as usize,
                None if lang == config.first() => entity.document.body.words as usize,
                None => 0,
            }
        };
        let by_kind = Kind::ALL.map(|kind| (kind, model.of_kind(kind).map(own).sum::<usize>()));
        let total = by_kind.iter().map(|(_, words)| words).sum();
        let written = by_kind.iter().filter(|(_, words)| *words > 0);
        rows.extend(written.map(|(kind, words)| Row::new(lang.as_str(), kind.name(), *words, total)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_date_has_an_exactness() {
        let told = [
            ("2020-10-07T18:30+04:00", "time"),
            ("2020-10-07", "day"),
            ("[2020-10-06,2020-10-07]", "one of several"),
            ("2020-10", "month"),
            ("2020", "season or year"),
            ("2020-21", "season or year"),
            ("2020-09~", "about or uncertain"),
            ("199X", "part unknown"),
            ("2020-10-01/2020-10-07", "interval"),
            ("1988-02/..", "open interval"),
            ("2020-10-01/", "open interval"),
        ];
        for (text, wanted) in told {
            let found = exactness(&Edtf::parse(text).unwrap());
            assert_eq!(found, wanted, "{text}");
            assert!(EXACTNESS.contains(&found));
        }
    }
}
