//! What a block asks for: the events, ties and figures that match it.

use crate::base::edtf::Edtf;
use crate::model::{EntityId, Model};
use crate::parse::block::Query;
use crate::parse::kind::Kind;

impl Model {
    /// The events a timeline block asks for, in order of time; `targets` resolves the block's references.
    pub fn select_events<'m>(
        &'m self,
        query: &'m Query,
        targets: &dyn Fn(&[u32]) -> Vec<EntityId>,
    ) -> impl Iterator<Item = EntityId> + use<'m> {
        let wanted = Wanted::new(query, targets);
        let candidates = wanted.as_ref().map(|wanted| wanted.candidates(self)).unwrap_or_default();
        candidates.into_iter().filter(move |id| wanted.as_ref().is_some_and(|wanted| wanted.has(self, *id)))
    }

    /// The figures a matrix asks for: those it names, else all of its measure; `targets` resolves its references.
    pub fn select_figures(&self, named: &[u32], measure: &str, targets: &dyn Fn(&[u32]) -> Vec<EntityId>) -> Vec<EntityId> {
        if !named.is_empty() {
            return targets(named);
        }
        let has_measure = |id: &EntityId| self.get(*id).figure().is_some_and(|figure| figure.measure == measure);
        self.of_kind(Kind::Figure).filter(has_measure).collect()
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

/// A timeline block's query with its references resolved.
struct Wanted<'m> {
    from: Option<&'m Edtf>,
    to: Option<&'m Edtf>,
    phase: Option<Vec<EntityId>>,
    actors: Option<Vec<EntityId>>,
    places: Option<Vec<EntityId>>,
    types: &'m [String],
    importance: u8,
}

impl<'m> Wanted<'m> {
    fn new(query: &'m Query, targets: &dyn Fn(&[u32]) -> Vec<EntityId>) -> Option<Self> {
        let Query::Timeline { from, to, phase, actors, places, types, importance } = query else { return None };
        let named = |references: &[u32]| (!references.is_empty()).then(|| targets(references));
        Some(Wanted {
            from: from.as_ref(),
            to: to.as_ref(),
            phase: phase.map(|phase| targets(&[phase])),
            actors: named(actors),
            places: named(places),
            types,
            importance: *importance,
        })
    }

    /// Events that may fit, in order of time: few are looked at where actors or places are named, and none later than asked.
    fn candidates(&self, model: &Model) -> Vec<EntityId> {
        if let Some(named) = self.actors.as_ref().or(self.places.as_ref()) {
            let mut ranks: Vec<u32> =
                named.iter().flat_map(|id| model.referrers(*id, Kind::Event)).map(|event| model.rank[event.index()]).collect();
            ranks.sort_unstable();
            ranks.dedup();
            return ranks.into_iter().map(|rank| model.timeline[rank as usize]).collect();
        }
        let end = self.to.map_or(model.timeline.len(), |to| model.timeline_bounds.partition_point(|it| it.0 <= to.latest()));
        let from = self.from.map(Edtf::earliest);
        let in_time = |index: &usize| from.is_none_or(|from| model.timeline_bounds[*index].1 >= from);
        (0..end).filter(in_time).map(|index| model.timeline[index]).collect()
    }

    fn has(&self, model: &Model, id: EntityId) -> bool {
        let entity = model.get(id);
        let Some(event) = entity.event() else { return false };
        let date = event.date.as_ref();
        let among = |wanted: &Option<Vec<EntityId>>, id: EntityId| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
        self.from.is_none_or(|from| date.is_some_and(|date| !date.days_before(from)))
            && self.to.is_none_or(|to| date.is_some_and(|date| !to.days_before(date)))
            && self.phase.as_ref().is_none_or(|phase| model.phase_of[id.index()].is_some_and(|it| phase.contains(&it)))
            && (self.actors.is_none()
                || event.actors.iter().any(|part| entity.target(part.actor).is_some_and(|it| among(&self.actors, it))))
            && (self.places.is_none() || entity.targets_of(&event.places).any(|it| among(&self.places, it)))
            && (self.types.is_empty() || self.types.contains(&event.class))
            && event.importance >= self.importance
    }
}
