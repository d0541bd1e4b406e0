//! The page of a phase.

use serde::Serialize;

use crate::model::EntityId;
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::EventRow;
use crate::render::view::{CardRef, Content, Cx, View};
use crate::route::Route;

/// Events shown on the page of a phase; beyond these the timeline has all.
const PHASE_EVENTS: usize = 300;

/// A phase's page.
#[derive(Hash, Serialize)]
pub struct Phase<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Who divides time so.
    pub according_to: String,
    /// Its events: all, or the most important of very many.
    pub events: Vec<EventRow<'m>>,
    /// How many there are.
    pub total: usize,
    /// The phase before it.
    pub previous: Option<CardRef<'m>>,
    /// The phase after it.
    pub next: Option<CardRef<'m>>,
}

/// The view of a phase.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let fields = cx.model.get(id).phase()?;
    let draft = draft(cx, id);
    let mut events: Vec<EntityId> =
        cx.model.timeline.iter().copied().filter(|event| cx.model.phase_of[event.index()] == Some(id)).collect();
    let total = events.len();
    if total > PHASE_EVENTS {
        let importance = |id: &EntityId| cx.model.get(*id).event().map_or(0, |event| event.importance);
        events.sort_by_key(|id| std::cmp::Reverse(importance(id)));
        events.truncate(PHASE_EVENTS);
    }
    let (previous, next) = cx.model.neighbours(id);
    Some(draft.finish(cx, route, "phase.html", |entry| {
        Content::Phase(Phase {
            entry,
            according_to: fields.according_to.clone(),
            events: cx.event_rows(events),
            total,
            previous: previous.map(|it| cx.card(it)),
            next: next.map(|it| cx.card(it)),
        })
    }))
}
