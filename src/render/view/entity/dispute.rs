//! The page of a dispute.

use serde::Serialize;

use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::{DisputeRow, EventRow};
use crate::render::view::{Content, Cx, View};
use crate::route::Route;

/// A dispute's page.
#[derive(Hash, Serialize)]
pub struct Dispute<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its versions.
    pub dispute: DisputeRow<'m>,
    /// Events that refer to it.
    pub events: Vec<EventRow<'m>>,
}

/// The view of a dispute.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let mut draft = draft(cx, id);
    let dispute = cx.dispute_row(id, &mut draft.numbers)?;
    Some(draft.finish(cx, route, "dispute.html", |entry| {
        Content::Dispute(Dispute { entry, dispute, events: cx.event_rows(cx.model.referrers(id, Kind::Event)) })
    }))
}
