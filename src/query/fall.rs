//! What rests on a source, and what is left of it if the source falls.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::query::{Entry, facts};

/// Everything that leads to a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fall {
    /// Sources that relay it, directly or through others.
    pub relayed_by: Vec<Relay>,
    /// Facts that rest on it, directly or through others, by entry.
    pub facts: Vec<Resting>,
    /// Articles and other entries whose text cites it, or a source that relays it.
    pub texts: Vec<Text>,
    /// Figures it claims, and disputes in which it holds a version.
    pub speaks_in: Vec<Entry>,
}

/// A source that relays another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relay {
    /// Its id.
    pub id: String,
    /// Whether it has no other origin, so that it falls too.
    pub falls: bool,
}

/// A fact that rests on the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resting {
    /// The entry.
    pub entry: Entry,
    /// Which part of it; empty for the whole.
    pub part: String,
    /// The cited sources that lead there.
    pub through: Vec<String>,
    /// How it is sourced now: `several`, `single`, `one-sided`, `weak`.
    pub before: &'static str,
    /// How it would be; `none` if nothing is left.
    pub after: &'static str,
}

/// A text that cites the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The entry.
    pub entry: Entry,
    /// How many of its citations lead to the source.
    pub citations: usize,
    /// How many it has.
    pub of: usize,
}

/// Looks at all that leads to a source.
pub fn fall(model: &Model, source: EntityId) -> Fall {
    let relays = relays(model, source);
    let gone = gone(model, source, &relays);
    let mut leading = relays.clone();
    leading.insert(source);
    let mut users: BTreeSet<EntityId> = BTreeSet::new();
    for id in &leading {
        users.extend(Kind::ALL.into_iter().flat_map(|kind| model.referrers(*id, kind)));
    }
    let mut fall = Fall {
        relayed_by: relays.iter().map(|id| Relay { id: model.get(*id).id().to_string(), falls: gone.contains(id) }).collect(),
        facts: Vec::new(),
        texts: Vec::new(),
        speaks_in: Vec::new(),
    };
    for user in users {
        for fact in facts::of(model, user) {
            let sources = fact.sources();
            let through: Vec<String> =
                sources.iter().filter(|id| leading.contains(id)).map(|id| model.get(*id).id().to_string()).collect();
            if through.is_empty() {
                continue;
            }
            fall.facts.push(Resting {
                entry: Entry::of(model, user),
                part: fact.part,
                through,
                before: model.sourcing(&sources).word(),
                after: model.sourcing_without(&sources, &gone).word(),
            });
        }
        let entity = model.get(user);
        let of = facts::items(entity).count();
        let leads = |reference| entity.target(reference).is_some_and(|id| leading.contains(&id));
        let citations = facts::items(entity).filter(|item| leads(item.source)).count();
        if citations > 0 {
            fall.texts.push(Text { entry: Entry::of(model, user), citations, of });
        }
        let claims = entity.figure().and_then(|figure| figure.claimant).and_then(|it| entity.target(it)) == Some(source);
        let holds = entity
            .dispute()
            .is_some_and(|it| it.versions.iter().any(|version| entity.targets_of(&version.held_by).any(|id| id == source)));
        if claims || holds {
            fall.speaks_in.push(Entry::of(model, user));
        }
    }
    fall
}

/// What a source is derived from.
pub fn parents(model: &Model, source: EntityId) -> Vec<EntityId> {
    let entity = model.get(source);
    entity.source().map_or_else(Vec::new, |it| entity.targets_of(&it.derived_from).collect())
}

/// All sources that lead to a source by what they are derived from.
fn relays(model: &Model, source: EntityId) -> BTreeSet<EntityId> {
    let mut relays = BTreeSet::new();
    let mut open = vec![source];
    while let Some(id) = open.pop() {
        let children = model.referrers(id, Kind::Source).filter(|child| parents(model, *child).contains(&id));
        open.extend(children.filter(|child| *child != source && relays.insert(*child)));
    }
    relays
}

/// The source, and the relays all of whose ways to an origin lead through it.
fn gone(model: &Model, source: EntityId, relays: &BTreeSet<EntityId>) -> BTreeSet<EntityId> {
    let mut gone = BTreeSet::from([source]);
    loop {
        let falls = |id: &&EntityId| !gone.contains(id) && parents(model, **id).iter().all(|parent| gone.contains(parent));
        let more: Vec<EntityId> = relays.iter().filter(falls).copied().collect();
        if more.is_empty() {
            return gone;
        }
        gone.extend(more);
    }
}
