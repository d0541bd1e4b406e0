//! What the site has: ids that are taken, and names by which actors and places of the data are known already.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::id::EntryId;
use crate::base::spaces::one_spaced;
use crate::parse::Document;
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;

/// Ids and names of a site.
#[derive(Clone, Debug, Default)]
pub struct Known {
    ids: HashSet<(Kind, EntryId)>,
    actors: HashMap<String, EntryId>,
    places: HashMap<String, (EntryId, Option<(f64, f64)>)>,
    /// The number last tried behind an id that was taken, so that many of one name cost no more than few.
    numbers: HashMap<(Kind, EntryId), u32>,
}

/// Places of one name within this many degrees of each other are one place.
const NEAR: f64 = 0.25;

impl Known {
    /// What the documents of a site hold.
    pub fn of(documents: &[Arc<Document>]) -> Self {
        let mut known = Known::default();
        for document in documents {
            let Some(original) = document.original() else { continue };
            known.ids.insert((document.kind, document.id.clone()));
            match &original.meta {
                Meta::Actor(actor) => {
                    let others = actor.names.iter().map(|name| name.name.as_str());
                    for name in others.chain([original.common.title.as_str()]) {
                        known.actors.insert(folded(name), document.id.clone());
                    }
                }
                Meta::Place(place) => {
                    let others = place.names.iter().map(|name| name.name.as_str());
                    for name in others.chain([original.common.title.as_str()]) {
                        known.places.insert(folded(name), (document.id.clone(), place.coordinates));
                    }
                }
                _ => {}
            }
        }
        known
    }

    /// Takes an id; false if it is taken.
    pub fn claim(&mut self, kind: Kind, id: &EntryId) -> bool {
        self.ids.insert((kind, id.clone()))
    }

    /// Whether an id is taken.
    pub fn has(&self, kind: Kind, id: &EntryId) -> bool {
        self.ids.contains(&(kind, id.clone()))
    }

    /// The first free id of `wanted`, `wanted-2`, …
    pub fn free(&mut self, kind: Kind, wanted: &EntryId) -> EntryId {
        let mut id = wanted.clone();
        while self.has(kind, &id) {
            let number = self.numbers.entry((kind, wanted.clone())).or_insert(1);
            *number += 1;
            // Room for the number: an id has an end.
            let start: String = wanted.as_str().chars().take(180).collect();
            let Some(next) = EntryId::nearest(&format!("{start}-{number}")) else { break };
            id = next;
        }
        id
    }

    /// The actor of a name.
    pub fn actor(&self, name: &str) -> Option<EntryId> {
        self.actors.get(&folded(name)).cloned()
    }

    /// Notes an actor by its name.
    pub fn name_actor(&mut self, name: &str, id: &EntryId) {
        self.actors.insert(folded(name), id.clone());
    }

    /// The place of a name, unless it is known to lie elsewhere.
    pub fn place(&self, name: &str, at: Option<(f64, f64)>) -> Option<EntryId> {
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < NEAR && (a.1 - b.1).abs() < NEAR;
        // Several places of this import may share a name: each is noted with its rounded coordinates too.
        let exact = at.and_then(|at| self.places.get(&located(name, at)));
        let by_name = self.places.get(&folded(name)).filter(|(_, known)| match (at, *known) {
            (Some(at), Some(known)) => near(at, known),
            _ => true,
        });
        exact.or(by_name).map(|(id, _)| id.clone())
    }

    /// Notes a place by its name.
    pub fn name_place(&mut self, name: &str, at: Option<(f64, f64)>, id: &EntryId) {
        if let Some(place) = at {
            self.places.insert(located(name, place), (id.clone(), at));
        }
        self.places.entry(folded(name)).or_insert_with(|| (id.clone(), at));
    }
}

fn folded(name: &str) -> String {
    one_spaced(name).to_lowercase()
}

fn located(name: &str, (latitude, longitude): (f64, f64)) -> String {
    format!("{} {latitude:.4} {longitude:.4}", folded(name))
}
