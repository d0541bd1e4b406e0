//! The page of a figure: its series with every point, charted or not.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::parse::schema::figure::NonePublished;
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
    /// All points and known absences, in order of date.
    pub rows: Vec<SeriesRow<'m>>,
    /// Whether each point holds all before it.
    pub cumulative: bool,
}

/// A line of a series: one of the two.
#[derive(Hash, Serialize)]
pub struct SeriesRow<'m> {
    /// A point; one that is not charted is a variant.
    pub point: Option<PointRow<'m>>,
    /// A day on which it is known that none was published.
    pub none: Option<NoneRow<'m>>,
}

enum Line<'f> {
    Point(usize),
    None(&'f NonePublished),
}

/// A figure with all its points.
pub fn series<'m>(cx: &Cx<'m>, id: EntityId, numbers: &mut Numbers) -> Option<Series<'m>> {
    let entity = cx.model.get(id);
    let figure = entity.figure()?;
    let charted = figure.charted();
    let row = cx.figure_row(id, Which::Newest, numbers)?;
    // Absences without a date stand at the end; of one day, points before absences.
    let points = figure.points.iter().enumerate().map(|(index, point)| ((false, point.as_of.as_ref()), Line::Point(index)));
    let none = figure.none_published.iter().map(|none| ((none.as_of.is_none(), none.as_of.as_ref()), Line::None(none)));
    let mut lines: Vec<((bool, Option<&Edtf>), Line<'_>)> = points.chain(none).collect();
    lines.sort_by_key(|(date, _)| *date);
    let rows = lines.into_iter().map(|(_, line)| match line {
        Line::Point(index) => {
            SeriesRow { point: Some(cx.point_row(id, figure, index, charted.contains(&index), numbers)), none: None }
        }
        Line::None(none) => SeriesRow { point: None, none: Some(cx.none_row(id, none, numbers)) },
    });
    Some(Series { row, rows: rows.collect(), cumulative: figure.cumulative })
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
