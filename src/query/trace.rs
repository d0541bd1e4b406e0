//! On what an entry rests: each fact, its citations, their sources, and what those relay, to the origins.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{EntityId, Model};
use crate::parse::block::Query;
use crate::parse::body::Hole;
use crate::parse::kind::Kind;
use crate::parse::reference::RefIx;
use crate::query::facts::{self, Fact};
use crate::query::fall::{Fall, fall, parents};
use crate::query::{Entry, title};

/// An entry, and all it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The entry.
    pub entry: Entry,
    /// What it states, and the text of its body last.
    pub facts: Vec<Traced>,
    /// What its body refers to or shows, and the figures of an event.
    pub references: Vec<Reference>,
    /// Every source met on the way to the origins, by id.
    pub sources: BTreeMap<String, Source>,
    /// For a source: what rests on it.
    pub supports: Option<Fall>,
}

/// A fact and its grounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Traced {
    /// Which part of the entry; empty for the whole.
    pub part: String,
    /// `several`, `single`, `one-sided`, `weak` or `none`.
    pub sourcing: &'static str,
    /// Ids of the independent origins.
    pub origins: Vec<String>,
    /// The citations.
    pub cites: Vec<Cite>,
}

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// Id of the source.
    pub source: String,
    /// Where in it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locator: String,
    /// The words relied on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// What to know about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Another entry that an entry refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The entry.
    pub entry: Entry,
    /// Its facts; of a figure referred to at a date, that point only.
    pub facts: Vec<Traced>,
}

/// A source on the way to an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// When it was published.
    pub issued: String,
    /// Its address.
    pub url: String,
    /// How it stands to the parties: `party`, `aligned`, `independent`, `unknown`; empty if nothing is said.
    pub stance: &'static str,
    /// The parties it stands so to.
    pub parties: Vec<String>,
    /// The side (or actor on none) it speaks for, if one alone.
    pub side: Option<String>,
    /// The kind of publisher.
    pub tier: &'static str,
    /// How much of it was read.
    pub read: &'static str,
    /// Archived copies.
    pub archived: Vec<Archived>,
    /// Ids of what it relays; none for an origin.
    pub derived_from: Vec<String>,
}

/// An archived copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Archived {
    /// Its address.
    pub url: String,
    /// When it was taken.
    pub date: String,
}

/// Traces an entry; of a figure, only the point of a date if one is given.
pub fn trace(model: &Model, id: EntityId, at: Option<&str>) -> Trace {
    let mut used = BTreeSet::new();
    let entity = model.get(id);
    let mut found = match at {
        Some(at) => at_date(model, id, Some(at)),
        None => facts::of(model, id),
    };
    if at.is_none() {
        found.extend(facts::of_body(model, id));
    }
    let facts: Vec<Traced> = found.iter().map(|fact| traced(model, fact, &mut used)).collect();
    let references = referred(model, id)
        .into_iter()
        .map(|(target, at)| {
            let is_figure = model.get(target).figure().is_some();
            let found = match &at {
                Some(at) if is_figure => at_date(model, target, at.as_deref()),
                _ => facts::of(model, target),
            };
            let facts = found.iter().map(|fact| traced(model, fact, &mut used)).collect();
            Reference { entry: Entry::of(model, target), facts }
        })
        .collect();
    let is_source = entity.kind() == Kind::Source;
    if is_source {
        used.insert(id);
    }
    let sources = reached(model, used).into_iter().map(|id| (model.get(id).id().to_string(), source(model, id))).collect();
    Trace { entry: Entry::of(model, id), facts, references, sources, supports: is_source.then(|| fall(model, id)) }
}

/// The fact of a figure's point: that of a date, or the newest.
fn at_date(model: &Model, figure: EntityId, at: Option<&str>) -> Vec<Fact> {
    let Some(fields) = model.get(figure).figure() else { return facts::of(model, figure) };
    let index = at.map_or_else(|| fields.newest(), |at| fields.point_at(at));
    // The points of a figure are its first facts, in order.
    index.and_then(|index| facts::of(model, figure).into_iter().nth(index)).into_iter().collect()
}

fn traced(model: &Model, fact: &Fact, used: &mut BTreeSet<EntityId>) -> Traced {
    let sources = fact.sources();
    used.extend(&sources);
    let id_of = |id: EntityId| model.get(id).id().to_string();
    Traced {
        part: fact.part.clone(),
        sourcing: model.sourcing(&sources).word(),
        origins: model.origins(&sources).into_iter().map(id_of).collect(),
        cites: fact
            .cites
            .iter()
            .map(|cite| Cite {
                source: id_of(cite.source),
                locator: cite.locator.clone(),
                quote: cite.quote.clone(),
                note: cite.note.clone(),
            })
            .collect(),
    }
}

/// A reference: its target, and for a link in the text what stands behind its `@`.
type Referred = (EntityId, Option<Option<String>>);

/// What an entry's body refers to or shows by name, and an event's figures, each once, in order.
fn referred(model: &Model, id: EntityId) -> Vec<Referred> {
    let entity = model.get(id);
    let mut all: Vec<Referred> = Vec::new();
    let mut add = |reference: RefIx, link: bool| {
        let Some(target) = entity.target(reference) else { return };
        let written = entity.document.refs.get(reference as usize).and_then(|it| it.at.as_deref());
        let one = (target, link.then(|| written.map(str::to_string)));
        if target != id && !all.contains(&one) {
            all.push(one);
        }
    };
    if let Some(event) = entity.event() {
        event.figures.iter().for_each(|figure| add(*figure, false));
    }
    for (_, hole) in &entity.document.body.holes {
        match hole {
            Hole::Ref(reference, _) => add(*reference, true),
            Hole::Block(block) => match &block.query {
                Query::Chart(figures) | Query::Matrix { figures, .. } => figures.iter().for_each(|it| add(*it, false)),
                Query::Dispute(one) | Query::Statement(one) | Query::Image(one) => add(*one, false),
                // These ask for whatever fits, and name what it should fit.
                Query::Timeline { .. } | Query::Map { .. } | Query::Network { .. } => {}
            },
            Hole::Cite(_) | Hole::Open(_) | Hole::Image(..) | Hole::Aside => {}
        }
    }
    all
}

/// These sources, and all they lead to.
fn reached(model: &Model, from: BTreeSet<EntityId>) -> BTreeSet<EntityId> {
    let mut open: Vec<EntityId> = from.iter().copied().collect();
    let mut reached = from;
    while let Some(id) = open.pop() {
        open.extend(parents(model, id).into_iter().filter(|parent| reached.insert(*parent)));
    }
    reached
}

fn source(model: &Model, id: EntityId) -> Source {
    let entity = model.get(id);
    let fields = entity.source();
    let stance = fields.and_then(|it| it.stance.as_ref());
    let name = |id: EntityId| model.get(id).id().to_string();
    Source {
        title: title(model, id),
        issued: fields.and_then(|it| it.date("issued")).map_or(String::new(), ToString::to_string),
        url: fields.and_then(|it| it.text("URL")).unwrap_or("").to_string(),
        stance: stance.map_or("", |it| it.kind),
        parties: stance.map_or_else(Vec::new, |it| entity.targets_of(&it.actors).map(name).collect()),
        side: model.camp(id).and_then(|camp| camp.into_iter().next()),
        tier: fields.and_then(|it| it.tier).unwrap_or(""),
        read: fields.and_then(|it| it.read).unwrap_or(""),
        archived: fields.map_or_else(Vec::new, |it| {
            let copy = |copy: &crate::parse::schema::source::Archived| Archived {
                url: copy.url.clone(),
                date: copy.date.as_ref().map_or(String::new(), ToString::to_string),
            };
            it.archived.iter().map(copy).collect()
        }),
        derived_from: parents(model, id).into_iter().map(name).collect(),
    }
}
