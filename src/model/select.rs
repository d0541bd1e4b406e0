//! What a block asks for: the events, ties and figures that match it.

use crate::base::edtf::{Certainty, Edtf};
use crate::model::{EntityId, Model};
use crate::parse::block::Query;
use crate::parse::kind::Kind;

impl Model {
    /// The events a timeline block asks for, in order of time.
    pub fn select_events(&self, query: &Query, targets: &dyn Fn(&[u32]) -> Vec<EntityId>) -> Vec<EntityId> {
        let Query::Timeline { from, to, phase, actors, places, types, importance } = query else { return Vec::new() };
        let phase = phase.map(|phase| targets(&[phase]));
        let (wanted_actors, wanted_places) = (targets(actors), targets(places));
        let fits = |id: &&EntityId| {
            let entity = self.get(**id);
            let Some(event) = entity.event() else { return false };
            let date = event.date.as_ref();
            from.as_ref().is_none_or(|from| date.is_some_and(|date| date.before(from) != Certainty::Definite))
                && to.as_ref().is_none_or(|to| date.is_some_and(|date| to.before(date) != Certainty::Definite))
                && phase.as_ref().is_none_or(|phase| self.phase_of[id.index()].is_some_and(|it| phase.contains(&it)))
                && (actors.is_empty()
                    || event.actors.iter().any(|part| entity.target(part.actor).is_some_and(|it| wanted_actors.contains(&it))))
                && (places.is_empty() || entity.targets_of(&event.places).any(|it| wanted_places.contains(&it)))
                && (types.is_empty() || types.contains(&event.class))
                && event.importance >= *importance
        };
        self.timeline.iter().filter(fits).copied().collect()
    }

    /// The ties that hold on a date, with one of these actors if any are named.
    pub fn select_ties(&self, date: Option<&Edtf>, actors: &[EntityId]) -> Vec<EntityId> {
        self.of_kind(Kind::Relationship)
            .filter(|id| {
                let entity = self.get(*id);
                let Some(tie) = entity.relationship() else { return false };
                let ends = [tie.subject, tie.object].map(|it| it.and_then(|it| entity.target(it)));
                date.is_none_or(|date| tie.holds(date))
                    && (actors.is_empty() || ends.iter().flatten().any(|end| actors.contains(end)))
            })
            .collect()
    }
}
