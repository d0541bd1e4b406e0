//! Slices of the timeline, each with pages of its own: what a reader chooses without script, and what is too much for one page.

use std::collections::BTreeMap;

use crate::base::edtf::Limit;
use crate::base::id::EntryId;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;

/// More events than this, and the whole timeline is split into years.
pub const WHOLE: usize = 600;
/// More events than this, and the page of an actor, a place or a phase shows the most important; its slice has all.
pub const OWN: usize = 300;
/// From which importance up events are a slice.
const IMPORTANCES: std::ops::RangeInclusive<u8> = 3..=5;

/// What the events of a slice have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slice {
    /// They begin in a year.
    Year(i64),
    /// They are of a type, by the form it has in an address.
    Type(String),
    /// They are at least so important.
    Importance(u8),
    /// They are an actor's, a place's or a phase's.
    Of(EntityId),
}

/// The slices of a timeline, each with its events in order of time.
#[derive(Debug, Default)]
pub struct Slices {
    members: BTreeMap<Slice, Vec<EntityId>>,
}

impl Slices {
    /// All slices, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Slice, &[EntityId])> {
        self.members.iter().map(|(slice, events)| (slice, events.as_slice()))
    }

    /// The events of a slice; none of one that is not there.
    pub fn events(&self, slice: &Slice) -> &[EntityId] {
        self.members.get(slice).map_or(&[], Vec::as_slice)
    }

    /// Whether the timeline is split into years.
    pub fn has_years(&self) -> bool {
        self.members.keys().next().is_some_and(|slice| matches!(slice, Slice::Year(_)))
    }
}

/// A type of events as a part of an address; `None` where none is said or it has no letter for one.
pub fn type_id(class: &str) -> Option<String> {
    EntryId::nearest(class).map(|id| id.as_str().to_string())
}

impl Model {
    /// The slices that have pages.
    pub fn slices(&self) -> Slices {
        let mut members: BTreeMap<Slice, Vec<EntityId>> = BTreeMap::new();
        let mut of_type: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
        let is_split = self.timeline.len() > WHOLE;
        for (id, bounds) in self.timeline.iter().zip(&self.timeline_bounds) {
            if let (true, (Limit::Day(year, ..), _) | (_, Limit::Day(year, ..))) = (is_split, bounds) {
                members.entry(Slice::Year(*year)).or_default().push(*id);
            }
            let Some(event) = self.get(*id).event() else { continue };
            of_type.entry(&event.class).or_default().push(*id);
            for level in IMPORTANCES.filter(|level| *level <= event.importance) {
                members.entry(Slice::Importance(level)).or_default().push(*id);
            }
        }
        for (class, events) in of_type {
            if let Some(id) = type_id(class) {
                members.entry(Slice::Type(id)).or_default().extend(events);
            }
        }
        for kind in [Kind::Actor, Kind::Place, Kind::Phase] {
            for id in self.of_kind(kind) {
                let events = self.events_of(id);
                if events.len() > OWN {
                    members.insert(Slice::Of(id), events);
                }
            }
        }
        // What leaves nothing out is no choice; but the turning points are the head of a timeline that is split.
        let is_narrower = |slice: &Slice, events: &Vec<EntityId>| match slice {
            Slice::Type(_) | Slice::Importance(3..=4) => events.len() < self.timeline.len(),
            _ => true,
        };
        members.retain(|slice, events| is_narrower(slice, events));
        // Words that are written differently and have the same address are one type.
        for events in members.values_mut() {
            events.sort_by_key(|id| self.rank[id.index()]);
        }
        Slices { members }
    }

    /// The events of an actor, a place or a phase, in order of time.
    pub fn events_of(&self, id: EntityId) -> Vec<EntityId> {
        if self.get(id).kind() == Kind::Phase {
            return self.timeline.iter().copied().filter(|event| self.phase_of[event.index()] == Some(id)).collect();
        }
        let mut events: Vec<EntityId> = self.referrers(id, Kind::Event).collect();
        events.sort_by_key(|event| self.rank[event.index()]);
        events
    }

    /// Of many events the most important, in order of time.
    pub fn most_important(&self, mut events: Vec<EntityId>, count: usize) -> Vec<EntityId> {
        if events.len() > count {
            let importance = |id: &EntityId| self.get(*id).event().map_or(0, |event| event.importance);
            events.sort_by_key(|id| (std::cmp::Reverse(importance(id)), self.rank[id.index()]));
            events.truncate(count);
            events.sort_by_key(|id| self.rank[id.index()]);
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_in_an_address_as_an_id() {
        assert_eq!(type_id("attack on civilians").as_deref(), Some("attack-on-civilians"));
        assert_eq!(type_id("attack-on-civilians").as_deref(), Some("attack-on-civilians"));
        assert_eq!((type_id(""), type_id("бой")), (None, None));
    }
}
