//! What a fenced block shows.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::model::text::BodyOf;
use crate::parse::block::Query;
use crate::parse::kind::Kind;
use crate::render::view::cite::Numbers;
use crate::render::view::drawing::chart::{ChartView, charts};
use crate::render::view::drawing::map::{Ask, MapView};
use crate::render::view::drawing::network::{NetworkView, network};
use crate::render::view::entity::figure::{Series, series};
use crate::render::view::list::{Matrix, matrices};
use crate::render::view::picture::{Picture, picture};
use crate::render::view::row::{DisputeRow, EventRow, StatementRow, TieRow};
use crate::render::view::{CardRef, Cx};

/// A block's facts; its template is `blocks/<name>.html`.
#[derive(Hash, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum BlockView<'m> {
    Timeline { events: Vec<EventRow<'m>> },
    Chart { charts: Vec<ChartView<'m>>, series: Vec<Series<'m>> },
    Matrix { matrices: Vec<Matrix<'m>> },
    Map { map: Option<MapView<'m>>, places: Vec<PlaceRow<'m>> },
    Network { network: Option<NetworkView>, ties: Vec<TieRow<'m>> },
    Dispute { dispute: Option<DisputeRow<'m>> },
    Statement { statement: Option<StatementRow<'m>> },
    Image { picture: Option<Picture> },
}

/// A place with its events.
#[derive(Hash, Serialize)]
pub struct PlaceRow<'m> {
    /// The place.
    pub card: CardRef<'m>,
    /// What it is called on the block's date.
    pub name: String,
    /// Latitude and longitude in degrees; empty if unknown.
    pub coordinates: String,
    /// Events there, if asked for.
    pub events: Vec<CardRef<'m>>,
}

impl BlockView<'_> {
    /// The template of the block.
    pub fn template(&self) -> &'static str {
        match self {
            BlockView::Timeline { .. } => "blocks/timeline.html",
            BlockView::Chart { .. } => "blocks/chart.html",
            BlockView::Matrix { .. } => "blocks/matrix.html",
            BlockView::Map { .. } => "blocks/map.html",
            BlockView::Network { .. } => "blocks/network.html",
            BlockView::Dispute { .. } => "blocks/dispute.html",
            BlockView::Statement { .. } => "blocks/statement.html",
            BlockView::Image { .. } => "blocks/image.html",
        }
    }
}

/// The facts a block asks for; `nth` of its body, which makes the ids of its drawings.
pub fn view<'m>(cx: &Cx<'m>, of: &BodyOf<'m>, query: &Query, nth: usize, numbers: &mut Numbers) -> BlockView<'m> {
    let target = |reference: &u32| of.targets.get(*reference as usize).copied().flatten();
    let targets = |references: &[u32]| -> Vec<EntityId> { references.iter().filter_map(target).collect() };
    match query {
        Query::Timeline { .. } => {
            BlockView::Timeline { events: cx.model.select_events(query, &targets).map(|id| cx.event_row(id)).collect() }
        }
        Query::Chart(figures) => {
            let figures = targets(figures);
            let charts = charts(cx, &format!("chart-{nth}"), &figures, false);
            BlockView::Chart { charts, series: figures.into_iter().filter_map(|id| series(cx, id, numbers)).collect() }
        }
        Query::Matrix { figures, measure, as_of } => {
            let chosen = cx.model.select_figures(figures, measure, &targets);
            BlockView::Matrix { matrices: matrices(cx, &chosen, as_of.as_ref(), numbers) }
        }
        Query::Map { places, date, events } => {
            let chosen = if places.is_empty() { cx.model.of_kind(Kind::Place).collect() } else { targets(places) };
            let at = |place: EntityId| if *events { events_at(cx, place, date.as_ref()) } else { Vec::new() };
            let id = format!("map-{nth}");
            let title = cx.words.get("title_map");
            let date = date.as_ref();
            let ask = Ask { id: &id, title, places: &chosen, events: &at, date, main: None, extent: None, ground_of: None };
            BlockView::Map { map: cx.map(&ask), places: chosen.iter().map(|id| place_row(cx, *id, date, &at(*id))).collect() }
        }
        Query::Network { date, actors } => {
            let ties = cx.model.select_ties(date.as_ref(), &targets(actors));
            let title = match date {
                Some(date) => [cx.words.get("ties"), cx.words.get("list_comma"), &cx.when(date).text].concat(),
                None => cx.words.get("ties").to_string(),
            };
            let network = network(cx, &format!("network-{nth}"), &title, &ties, None);
            BlockView::Network { network, ties: ties.into_iter().filter_map(|id| cx.tie_row(id, numbers)).collect() }
        }
        Query::Dispute(dispute) => BlockView::Dispute { dispute: target(dispute).and_then(|id| cx.dispute_row(id, numbers)) },
        Query::Statement(it) => BlockView::Statement { statement: target(it).and_then(|id| cx.statement_row(id, numbers)) },
        Query::Image(it) => BlockView::Image { picture: target(it).and_then(|id| picture(cx, id)) },
    }
}

/// The events at a place, on a date if one is given.
fn events_at(cx: &Cx<'_>, place: EntityId, date: Option<&Edtf>) -> Vec<EntityId> {
    let mut there = cx.events_at(place);
    there.retain(|event| date.is_none_or(|date| cx.model.date_of(*event).is_some_and(|when| when.meets(date))));
    there
}

fn place_row<'m>(cx: &Cx<'m>, id: EntityId, date: Option<&Edtf>, there: &[EntityId]) -> PlaceRow<'m> {
    PlaceRow {
        card: cx.card(id),
        name: cx.place_name(id, date),
        coordinates: coordinates(cx, id),
        events: cx.cards_of(there.iter().copied()),
    }
}

/// Degrees as a reader writes them: `39.8153, 46.7519`.
pub fn coordinates(cx: &Cx<'_>, id: EntityId) -> String {
    let place = cx.model.get(id).place_meta().and_then(|place| place.coordinates);
    place.map(|(latitude, longitude)| format!("{latitude}, {longitude}")).unwrap_or_default()
}
