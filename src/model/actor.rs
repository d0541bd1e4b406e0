//! Questions about actors: which side, which office, whose.

use std::collections::BTreeSet;

use crate::base::edtf::{Certainty, Edtf};
use crate::model::{EntityId, Model};
use crate::parse::schema::actor::Role;

/// Bodies within bodies: deeper than this is a circle.
const DEPTH: usize = 16;

impl Model {
    /// The side an actor is on: its own, or that of what it belongs to; none if it belongs to several.
    pub fn side_of(&self, actor: EntityId) -> Option<&str> {
        let sides = self.sides_of(actor);
        sides.first().copied().filter(|_| sides.len() == 1)
    }

    /// The sides an actor is on: its own, or those of all that it belongs to.
    pub fn sides_of(&self, actor: EntityId) -> BTreeSet<&str> {
        let (mut sides, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![actor]);
        while let Some(id) = open.pop() {
            let entity = self.get(id);
            let Some(fields) = entity.actor().filter(|_| seen.insert(id)) else { continue };
            match &fields.side {
                Some(side) => {
                    sides.insert(side.as_str());
                }
                None => open.extend(entity.targets_of(&fields.part_of)),
            }
        }
        sides
    }

    /// The actors that speak where a claimant does: itself, or those whose own a source is.
    pub fn voices_of(&self, claimant: EntityId) -> Vec<EntityId> {
        let entity = self.get(claimant);
        match entity.source().map(|source| source.stance.as_ref().filter(|stance| stance.kind == "party")) {
            Some(Some(stance)) => entity.targets_of(&stance.actors).collect(),
            Some(None) => Vec::new(),
            None => vec![claimant],
        }
    }

    /// The sides a claimant speaks for.
    pub fn sides_of_claimant(&self, claimant: EntityId) -> BTreeSet<&str> {
        self.voices_of(claimant).into_iter().flat_map(|voice| self.sides_of(voice)).collect()
    }

    /// Whether an actor is, or is part of, another.
    pub fn belongs(&self, part: EntityId, whole: EntityId) -> bool {
        let mut open = vec![(part, DEPTH)];
        while let Some((id, depth)) = open.pop() {
            if id == whole {
                return true;
            }
            let entity = self.get(id);
            if let Some(fields) = entity.actor().filter(|_| depth > 0) {
                open.extend(entity.targets_of(&fields.part_of).map(|next| (next, depth - 1)));
            }
        }
        false
    }

    /// Whether a person held an office on a date.
    pub fn holds_role(&self, person: EntityId, date: &Edtf) -> Certainty {
        self.role_and_certainty(person, date).map_or(Certainty::Impossible, |(certainty, _)| certainty)
    }

    /// The office a person held on a date, by its position: of several, the last begun of those that were surely held, if any.
    pub fn role_at(&self, person: EntityId, date: &Edtf) -> Option<usize> {
        self.role_and_certainty(person, date).map(|(_, role)| role)
    }

    fn role_and_certainty(&self, person: EntityId, date: &Edtf) -> Option<(Certainty, usize)> {
        let roles: &[Role] = &self.get(person).actor()?.roles;
        let held = |role: &Role| match &role.date {
            Some(held) if date.outside(held) == Certainty::Impossible => Some(Certainty::Definite),
            Some(held) => held.meets(date).then_some(Certainty::Possible),
            None => Some(Certainty::Definite),
        };
        let held = roles.iter().enumerate().filter_map(|(index, role)| Some((held(role)?, &role.date, index)));
        held.max().map(|(certainty, _, index)| (certainty, index))
    }
}
