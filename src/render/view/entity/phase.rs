//! The page of a phase.

use serde::Serialize;

use crate::model::EntityId;
use crate::render::view::entity::{Entry, draft};
use crate::render::view::timeline::OwnEvents;
use crate::render::view::{CardRef, Content, Cx, View};
use crate::route::Route;

/// A phase's page.
#[derive(Hash, Serialize)]
pub struct Phase<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Who divides time so.
    pub according_to: String,
    /// Its events.
    pub events: OwnEvents<'m>,
    /// The phase before it.
    pub previous: Option<CardRef<'m>>,
    /// The phase after it.
    pub next: Option<CardRef<'m>>,
}

/// The view of a phase.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let fields = cx.model.get(id).phase()?;
    let draft = draft(cx, id);
    let (previous, next) = cx.model.neighbours(id);
    Some(draft.finish(cx, route, "phase.html", |entry| {
        Content::Phase(Phase {
            entry,
            according_to: fields.according_to.clone(),
            events: cx.own_events(id),
            previous: previous.map(|it| cx.card(it)),
            next: next.map(|it| cx.card(it)),
        })
    }))
}
