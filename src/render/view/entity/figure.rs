//! The page of a figure: its series with every point, charted or not.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::cite::Numbers;
use crate::render::view::count::{FigureRow, NoneRow, PointRow, Which};
use crate::render::view::drawing::chart::{ChartView, charts};
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::EventRow;
use crate::render::view::share;
use crate::render::view::{Content, Cx, View};
use crate::route::Route;

/// A figure's page.
#[derive(Hash, Serialize)]
pub struct Figure<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its series.
    pub series: Series<'m>,
    /// The series, drawn; empty where a number stands alone.
    pub charts: Vec<ChartView<'m>>,
    /// Events that refer to it.
    pub events: Vec<EventRow<'m>>,
}

/// A figure with all its points.
#[derive(Hash, Serialize)]
pub struct Series<'m> {
    /// Who claims what of whom.
    pub row: FigureRow<'m>,
    /// All points, in order of date; those not charted are variants.
    pub points: Vec<PointRow<'m>>,
    /// Whether each point holds all before it.
    pub cumulative: bool,
    /// Days on which it is known that none was published.
    pub none_published: Vec<NoneRow<'m>>,
}

/// A figure with all its points.
pub fn series<'m>(cx: &Cx<'m>, id: EntityId, numbers: &mut Numbers) -> Option<Series<'m>> {
    let entity = cx.model.get(id);
    let figure = entity.figure()?;
    let charted = figure.charted();
    let mut order: Vec<usize> = (0..figure.points.len()).collect();
    let date = |index: usize| -> Option<&Edtf> { figure.points[index].as_of.as_ref() };
    order.sort_by(|a, b| date(*a).cmp(&date(*b)).then(a.cmp(b)));
    Some(Series {
        row: cx.figure_row(id, Which::Newest, numbers)?,
        points: order.into_iter().map(|index| cx.point_row(id, figure, index, charted.contains(&index), numbers)).collect(),
        cumulative: figure.cumulative,
        none_published: figure.none_published.iter().map(|none| cx.none_row(id, none, numbers)).collect(),
    })
}

/// The view of a figure.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let mut draft = draft(cx, id);
    let series = series(cx, id, &mut draft.numbers)?;
    let charts = charts(cx, "chart", &[id], true);
    let share = share::figure(cx, route, &series.row);
    let mut view = draft.finish(cx, route, "figure.html", |entry| {
        Content::Figure(Box::new(Figure { entry, series, charts, events: cx.event_rows(cx.model.referrers(id, Kind::Event)) }))
    });
    view.page.share = share;
    Some(view)
}
