//! The map: all places, then phase by phase those where something happened; far places and those without coordinates as lists.

use serde::Serialize;

use crate::draw::mark::Sign;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::block::coordinates;
use crate::render::view::drawing::drawn_sign;
use crate::render::view::drawing::map::{Ask, MOST, MapView, extent};
use crate::render::view::frame::page_meta;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// Most events that are listed phase by phase; of more, the pages of places and the timeline have them.
const LISTED: usize = 600;

/// The map.
#[derive(Hash, Serialize)]
pub struct MapPage<'m> {
    /// All places that lie together.
    pub map: Option<MapView<'m>>,
    /// These places, in the alphabetical order of the language.
    pub places: Vec<PlaceLine<'m>>,
    /// Places far from the others.
    pub beyond: Vec<PlaceLine<'m>>,
    /// Places without coordinates.
    pub unplaced: Vec<PlaceLine<'m>>,
    /// How many more places there are than the map shows.
    pub left_out: usize,
    /// Phase by phase.
    pub phases: Vec<MapPhase<'m>>,
}

/// A place in the list beside a map.
#[derive(Hash, Serialize)]
pub struct PlaceLine<'m> {
    /// The place.
    pub card: CardRef<'m>,
    /// Latitude and longitude in degrees; empty if unknown.
    pub coordinates: String,
    /// How many events happened there.
    pub count: usize,
}

/// Where something happened in a phase.
#[derive(Hash, Serialize)]
pub struct MapPhase<'m> {
    /// The phase.
    pub phase: CardRef<'m>,
    /// Its anchor.
    pub anchor: String,
    /// The mark it has on the map of all.
    #[serde(serialize_with = "drawn_sign")]
    pub sign: Sign,
    /// The places where something happened; without those far away and those without coordinates.
    pub map: Option<MapView<'m>>,
    /// All places where something happened, with the events.
    pub places: Vec<PhasePlace<'m>>,
}

/// A place in a phase.
#[derive(Hash, Serialize)]
pub struct PhasePlace<'m> {
    /// The place.
    pub card: CardRef<'m>,
    /// Whether it is on the map.
    pub on_map: bool,
    /// The events there, in order of time.
    pub events: Vec<CardRef<'m>>,
}

/// The view of the map.
pub fn view<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let title = cx.words.get("title_map").to_string();
    let all: Vec<EntityId> = cx.model.of_kind(Kind::Place).collect();
    let mut spread = cx.spread(&all);
    let events = |place: EntityId| cx.events_at(place);
    let left_out = spread.core.len().saturating_sub(MOST);
    if left_out > 0 {
        spread.core.sort_by_key(|place| (usize::MAX - events(*place).len(), *place));
        spread.core.truncate(MOST);
    }
    let ask = Ask {
        id: "map",
        title: &title,
        places: &spread.core,
        events: &events,
        date: None,
        main: None,
        extent: None,
        ground_of: None,
    };
    let map = cx.map(&ask);
    let lines = |places: &[EntityId]| -> Vec<PlaceLine<'m>> {
        let mut lines: Vec<PlaceLine<'m>> = places
            .iter()
            .map(|place| PlaceLine { card: cx.card(*place), coordinates: coordinates(cx, *place), count: events(*place).len() })
            .collect();
        lines.sort_by(|a, b| cx.locale.compare(&a.card.title, &b.card.title).then_with(|| a.card.id.cmp(&b.card.id)));
        lines
    };
    // Of very many, the first are listed as on the page of places.
    let few = |places: &[EntityId]| lines(&places[..places.len().min(MOST)]);
    let content = MapPage {
        places: lines(&spread.core),
        beyond: few(&spread.beyond),
        unplaced: few(&spread.unplaced),
        left_out,
        phases: if left_out == 0 && cx.model.timeline.len() <= LISTED { phases(cx, &all, &spread.core) } else { Vec::new() },
        map,
    };
    let page = page_meta(cx, route, Text { text: title.clone(), lang: None }, cx.words.get("intro_map"), "map");
    View { template: "map.html", page, frame: cx.frame, body: None, content: Content::Map(Box::new(content)) }
}

fn phases<'m>(cx: &Cx<'m>, all: &[EntityId], core: &[EntityId]) -> Vec<MapPhase<'m>> {
    let positions: Vec<(f64, f64)> = core.iter().filter_map(|place| cx.position(*place)).collect();
    let extent = extent(&positions);
    let step = |phase: &EntityId| {
        let at = |place: EntityId| -> Vec<EntityId> {
            let mut events = cx.events_at(place);
            events.retain(|event| cx.model.phase_of[event.index()] == Some(*phase));
            events
        };
        let met: Vec<EntityId> = all.iter().copied().filter(|place| !at(*place).is_empty()).collect();
        let drawn: Vec<EntityId> = met.iter().copied().filter(|place| core.contains(place)).collect();
        let card = cx.card(*phase);
        let (anchor, id) = (format!("at-{}", card.id), format!("map-{}", card.id));
        let date = cx.model.date_of(*phase);
        let ask =
            Ask { id: &id, title: &card.title, places: &drawn, events: &at, date, main: None, extent, ground_of: Some("map") };
        let map = if drawn.is_empty() { None } else { cx.map(&ask) };
        let (shape, hollow) = cx.phase_sign(*phase);
        let mut places: Vec<PhasePlace<'m>> = met
            .iter()
            .map(|place| PhasePlace {
                card: cx.place_on(*place, date),
                on_map: drawn.contains(place),
                events: cx.cards_of(at(*place)),
            })
            .collect();
        places.sort_by(|a, b| cx.locale.compare(&a.card.title, &b.card.title).then_with(|| a.card.id.cmp(&b.card.id)));
        let sign = Sign::Mark(shape, if hollow { "mark hollow" } else { "mark" }.to_string());
        MapPhase { phase: card, anchor, sign, map, places }
    };
    cx.model.phases.iter().map(step).filter(|step| !step.places.is_empty()).collect()
}
