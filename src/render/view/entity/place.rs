//! The page of a place.

use serde::Serialize;

use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::count::{FigureRow, Which};
use crate::render::view::drawing::map::{Ask, MapView};
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::{NameRow, Who};
use crate::render::view::timeline::OwnEvents;
use crate::render::view::{CardRef, Content, Cx, View};
use crate::route::Route;

/// Most other places on the map of one.
const NEAR: usize = 10;
/// How far from it they are at most, in kilometres.
const REACH: f64 = 120.0;

/// A place's page.
#[derive(Hash, Serialize)]
pub struct Place<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Whether its name is contested.
    pub contested: bool,
    /// Its names.
    pub names: Vec<NameRow<'m>>,
    /// Latitude and longitude in degrees; empty if unknown.
    pub coordinates: String,
    /// It and the places near it.
    pub map: Option<MapView<'m>>,
    /// The places near it that the map shows, the nearest first.
    pub near: Vec<CardRef<'m>>,
    /// What it belongs to, and who says so.
    pub part_of: Vec<WithinRow<'m>>,
    /// Places that belong to it.
    pub parts: Vec<CardRef<'m>>,
    /// Events there.
    pub events: OwnEvents<'m>,
    /// Figures about it.
    pub figures: Vec<FigureRow<'m>>,
}

/// What a place belongs to.
#[derive(Hash, Serialize)]
pub struct WithinRow<'m> {
    /// A place or a state.
    pub whole: Option<CardRef<'m>>,
    /// Whose view it is.
    pub according_to: Option<Who<'m>>,
    /// When.
    pub when: Option<When>,
}

/// The view of a place.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let fields = entity.place_meta()?;
    let mut draft = draft(cx, id);
    let figures: Vec<EntityId> = cx.model.referrers(id, Kind::Figure).collect();
    let figures = figures.into_iter().filter_map(|it| cx.figure_row(it, Which::Newest, &mut draft.numbers)).collect();
    let part_of = fields
        .part_of
        .iter()
        .map(|within| WithinRow {
            whole: within.whole.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
            according_to: within.according_to.as_ref().and_then(|it| cx.who(id, std::slice::from_ref(it)).pop()),
            when: within.date.as_ref().map(|date| cx.when(date)),
        })
        .collect();
    let shown = cx.around(id, NEAR, REACH);
    let events = |place: EntityId| cx.events_at(place);
    let title = cx.card(id).title.as_str();
    let ask =
        Ask { id: "map", title, places: &shown, events: &events, date: None, main: Some(id), extent: None, ground_of: None };
    let map = cx.map(&ask);
    Some(draft.finish(cx, route, "place.html", |entry| {
        Content::Place(Place {
            entry,
            contested: cx.model.contested_names(id, cx.config.first()).is_some(),
            names: cx.names(id, &fields.names),
            coordinates: crate::render::view::block::coordinates(cx, id),
            map,
            near: cx.cards_of(shown.into_iter().skip(1)),
            part_of,
            parts: cx.referring(id, Kind::Place),
            events: cx.own_events(id),
            figures,
        })
    }))
}
