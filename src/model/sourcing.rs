//! How well an entry is sourced: independent origins, and whether all lean to one side.

use std::collections::BTreeSet;

use crate::model::{Entity, EntityId, Model};
use crate::parse::schema::Meta;
use crate::parse::schema::common::Cite;

/// How a fact is sourced; derived from the sources it cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sourcing {
    /// It cites nothing.
    None,
    /// Only encyclopedias, mirrors, digests.
    Weak,
    /// All origins are of, or aligned with, one side.
    OneSided,
    /// One origin.
    Single,
    /// Several independent origins.
    Several,
}

impl Sourcing {
    /// The word used in templates and downloads.
    pub fn word(self) -> &'static str {
        match self {
            Sourcing::None => "none",
            Sourcing::Weak => "weak",
            Sourcing::OneSided => "one-sided",
            Sourcing::Single => "single",
            Sourcing::Several => "several",
        }
    }
}

impl Model {
    /// All sources an entry cites, in its fields: its own cites, then those of its points and versions.
    pub fn cited(&self, entity: &Entity) -> Vec<EntityId> {
        let mut cites: Vec<&Cite> = entity.common().cites.iter().collect();
        match entity.meta() {
            Meta::Figure(figure) => {
                cites.extend(figure.points.iter().flat_map(|point| &point.cites));
                cites.extend(figure.none_published.iter().flat_map(|none| &none.cites));
            }
            Meta::Dispute(dispute) => cites.extend(dispute.versions.iter().flat_map(|version| &version.cites)),
            Meta::Actor(actor) => cites.extend(actor.recognition.iter().flat_map(|item| &item.cites)),
            _ => {}
        }
        let mut seen = BTreeSet::new();
        cites.iter().filter_map(|cite| entity.target(cite.source)).filter(|id| seen.insert(*id)).collect()
    }

    /// How a set of sources stands as grounds for one fact.
    pub fn sourcing(&self, sources: &[EntityId]) -> Sourcing {
        self.sourcing_without(sources, &BTreeSet::new())
    }

    /// The same, with some sources gone: neither they nor what only they lead to are grounds for anything.
    pub fn sourcing_without(&self, sources: &[EntityId], gone: &BTreeSet<EntityId>) -> Sourcing {
        let sources: Vec<EntityId> = sources.iter().copied().filter(|id| !gone.contains(id)).collect();
        if sources.is_empty() {
            return Sourcing::None;
        }
        let tier = |id: &EntityId| self.get(*id).source().and_then(|source| source.tier);
        if sources.iter().all(|id| matches!(tier(id), Some("reference" | "aggregator"))) {
            return Sourcing::Weak;
        }
        let origins = self.origins_without(&sources, gone);
        // One origin that is no more than relayed is graded as one, which says more; lints ask for its side.
        let is_one_relayed = origins.len() == 1 && sources.iter().any(|id| self.camp(*id).is_none());
        if !is_one_relayed && self.is_of_one_side(&sources, &origins) {
            Sourcing::OneSided
        } else if origins.len() <= 1 {
            Sourcing::Single
        } else {
            Sourcing::Several
        }
    }

    /// Whether all that sources go back to is of, or aligned with, one side, whatever their tiers.
    pub fn one_sided(&self, sources: &[EntityId]) -> bool {
        self.is_of_one_side(sources, &self.origins(sources))
    }

    fn is_of_one_side(&self, sources: &[EntityId], origins: &BTreeSet<EntityId>) -> bool {
        let of_one = |camps: Option<BTreeSet<BTreeSet<String>>>| camps.is_some_and(|camps| camps.len() == 1);
        // Sources that relay one another in a circle go back to none but themselves.
        if origins.is_empty() {
            of_one(sources.iter().map(|id| self.camp(*id)).collect())
        } else {
            of_one(origins.iter().map(|id| self.camp(*id)).collect())
        }
    }

    /// The side or actor a source speaks for; `None` if it is independent or speaks for several.
    pub fn camp(&self, source: EntityId) -> Option<BTreeSet<String>> {
        let entity = self.get(source);
        let stance = entity.source()?.stance.as_ref()?;
        if !matches!(stance.kind, "party" | "aligned") {
            return None;
        }
        let camp: BTreeSet<String> = entity
            .targets_of(&stance.actors)
            .flat_map(|actor| match self.sides_of(actor) {
                sides if sides.is_empty() => vec![self.get(actor).id().to_string()],
                sides => sides.into_iter().map(str::to_string).collect(),
            })
            .collect();
        (camp.len() == 1).then_some(camp)
    }

    /// The independent origins of sources: what they relay, to the roots. Three outlets relaying one are one.
    pub fn origins(&self, sources: &[EntityId]) -> BTreeSet<EntityId> {
        self.origins_without(sources, &BTreeSet::new())
    }

    /// The same, on ways that lead through none of the sources that are gone.
    pub fn origins_without(&self, sources: &[EntityId], gone: &BTreeSet<EntityId>) -> BTreeSet<EntityId> {
        let mut roots = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<EntityId> = sources.to_vec();
        while let Some(id) = open.pop() {
            if gone.contains(&id) || !seen.insert(id) {
                continue;
            }
            let entity = self.get(id);
            let parents: Vec<EntityId> =
                entity.source().map_or_else(Vec::new, |source| entity.targets_of(&source.derived_from).collect());
            if parents.is_empty() {
                roots.insert(id);
            }
            open.extend(parents);
        }
        roots
    }
}
