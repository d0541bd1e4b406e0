//! The order of events and phases in time.

use std::cmp::Ordering;

use crate::base::edtf::Edtf;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;

/// Events in order, phases in order, and the phase of each event (a row per entity).
pub fn arrange(model: &Model) -> (Vec<EntityId>, Vec<EntityId>, Vec<Option<EntityId>>) {
    let mut phases: Vec<EntityId> = model.of_kind(Kind::Phase).collect();
    phases.sort_by(|a, b| model.in_time(*a, *b));
    let mut timeline: Vec<EntityId> = model.of_kind(Kind::Event).collect();
    timeline.sort_by(|a, b| model.in_time(*a, *b));
    let mut phase_of = vec![None; model.entities.len()];
    for id in &timeline {
        phase_of[id.index()] = phase(model, &phases, *id);
    }
    (timeline, phases, phase_of)
}

/// The phase an event names, or the last one begun that its date lies in.
fn phase(model: &Model, phases: &[EntityId], event: EntityId) -> Option<EntityId> {
    let entity = model.get(event);
    let fields = entity.event()?;
    if let Some(named) = fields.phase {
        return entity.target(named);
    }
    let date = fields.date.as_ref()?;
    let holds = |phase: &&EntityId| model.date_of(**phase).is_some_and(|interval| date.within(interval));
    phases.iter().rev().find(holds).copied()
}

impl Model {
    /// The order of two entries: by their dates, those without one first, then by id, however a date of the same days is written.
    pub fn in_time(&self, a: EntityId, b: EntityId) -> Ordering {
        let by_date = match (self.date_of(a), self.date_of(b)) {
            (Some(a), Some(b)) => a.in_time(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        by_date.then(a.cmp(&b))
    }

    /// The date an entry is placed by: of what happened, was said, began, was published.
    pub fn date_of(&self, id: EntityId) -> Option<&Edtf> {
        use crate::parse::schema::Meta;
        match self.get(id).meta() {
            Meta::Article(it) => it.date.as_ref(),
            Meta::Phase(it) => it.date.as_ref(),
            Meta::Event(it) => it.date.as_ref(),
            Meta::Actor(it) => it.date.as_ref(),
            Meta::Source(it) => it.date("issued"),
            Meta::Figure(it) => it.newest().and_then(|index| it.points[index].as_of.as_ref()),
            Meta::Relationship(it) => it.date.as_ref().or(it.attested.first()),
            Meta::Statement(it) => it.date.as_ref(),
            Meta::Media(it) => it.taken.as_ref(),
            Meta::Place(_) | Meta::Dispute(_) | Meta::Term(_) | Meta::Page(_) => None,
        }
    }
}
