//! Questions about actors: which side, which office, whose.

use crate::base::edtf::{Certainty, Edtf};
use crate::model::{EntityId, Model};
use crate::parse::schema::actor::Role;

/// Bodies within bodies: deeper than this is a circle.
const DEPTH: usize = 16;

impl Model {
    /// The side an actor is on: its own, or that of what it belongs to.
    pub fn side_of(&self, actor: EntityId) -> Option<&str> {
        self.side_within(actor, DEPTH)
    }

    fn side_within(&self, actor: EntityId, depth: usize) -> Option<&str> {
        let entity = self.get(actor);
        let fields = entity.actor()?;
        if let Some(side) = &fields.side {
            return Some(side);
        }
        if depth == 0 {
            return None;
        }
        entity.targets_of(&fields.part_of).find_map(|whole| self.side_within(whole, depth - 1))
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
        if self.role_at(person, date).is_none() {
            return Certainty::Impossible;
        }
        let roles: &[Role] = self.get(person).actor().map_or(&[], |actor| &actor.roles);
        let surely = |role: &Role| role.date.as_ref().is_none_or(|held| date.outside(held) == Certainty::Impossible);
        if roles.iter().any(surely) { Certainty::Definite } else { Certainty::Possible }
    }

    /// The office a person held on a date, by its position: of several, the one last begun.
    pub fn role_at(&self, person: EntityId, date: &Edtf) -> Option<usize> {
        let roles: &[Role] = &self.get(person).actor()?.roles;
        let held = |index: &usize| roles[*index].date.as_ref().is_none_or(|held| held.meets(date));
        (0..roles.len()).filter(held).max_by(|a, b| roles[*a].date.cmp(&roles[*b].date))
    }
}
