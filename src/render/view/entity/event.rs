//! The page of an event.

use serde::Serialize;

use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::count::{FigureRow, Which};
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::EventRow;
use crate::render::view::share;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// An event's page.
#[derive(Hash, Serialize)]
pub struct Event<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Who took part, as what.
    pub parts: Vec<Part<'m>>,
    /// Where.
    pub places: Vec<CardRef<'m>>,
    /// In which phase.
    pub phase: Option<CardRef<'m>>,
    /// Whether it happened, in words; empty if it plainly did.
    pub modality_label: String,
    /// Figures that count what it did.
    pub figures: Vec<FigureRow<'m>>,
    /// The larger event.
    pub part_of: Option<CardRef<'m>>,
    /// Smaller events within it.
    pub subevents: Vec<EventRow<'m>>,
    /// Disputes that refer to it.
    pub disputes: Vec<CardRef<'m>>,
    /// The event before it.
    pub previous: Option<CardRef<'m>>,
    /// The event after it.
    pub next: Option<CardRef<'m>>,
}

/// An actor's part in an event.
#[derive(Hash, Serialize)]
pub struct Part<'m> {
    /// Who.
    pub card: CardRef<'m>,
    /// As what; empty if not said.
    pub role: Text,
}

/// The view of an event.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let event = entity.event()?;
    let mut draft = draft(cx, id);
    let figures = event
        .figures
        .iter()
        .filter_map(|reference| {
            let at = entity.document.refs[*reference as usize].at.as_deref();
            cx.figure_row(entity.target(*reference)?, Which::at(at), &mut draft.numbers)
        })
        .collect();
    let (previous, next) = cx.model.neighbours(id);
    let parts = event
        .actors
        .iter()
        .filter_map(|part| Some(Part { card: cx.card(entity.target(part.actor)?), role: cx.phrase(entity, &part.role) }))
        .collect();
    let subevents = cx.model.referrers(id, Kind::Event).filter(|other| {
        let other = cx.model.get(*other);
        other.event().and_then(|it| it.part_of).and_then(|it| other.target(it)) == Some(id)
    });
    let subevents = cx.event_rows(subevents);
    let mut view = draft.finish(cx, route, "event.html", |entry| {
        Content::Event(Event {
            parts,
            places: cx.places_of(id),
            phase: cx.model.phase_of[id.index()].map(|phase| cx.card(phase)),
            modality_label: if entry.card.modality.is_empty() {
                String::new()
            } else {
                cx.words.label("modality", &entry.card.modality)
            },
            figures,
            part_of: event.part_of.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
            subevents,
            disputes: cx.referring(id, Kind::Dispute),
            previous: previous.map(|it| cx.card(it)),
            next: next.map(|it| cx.card(it)),
            entry,
        })
    });
    view.page.share = share::event(cx, route, id);
    Some(view)
}
