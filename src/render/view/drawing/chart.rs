//! Series of figures as step charts: series that count the same thing share one, each with its claimant.

use serde::Serialize;

use crate::base::calendar::civil;
use crate::draw::Amount;
use crate::draw::mark::{Shape, Sign};
use crate::draw::steps::{self, Chart, Gap, Limit, Point, Series, Standing};
use crate::draw::time::{Form, Span};
use crate::model::EntityId;
use crate::model::figure::point_anchor;
use crate::parse::schema::figure::{Figure, Point as Count, Status};
use crate::render::view::drawing::{Drawn, KeyLine, drawn_sign};
use crate::render::view::{CardRef, Cx};
use crate::render::words::sentence;

/// A chart with its key.
#[derive(Hash, Serialize)]
pub struct ChartView<'m> {
    /// The drawing.
    pub drawing: Drawn<Chart>,
    /// What is counted, and the unit.
    pub caption: String,
    /// A line per series: its mark, the figure, the newest number with claimant and date.
    pub series: Vec<SeriesKey<'m>>,
    /// What the other signs mean; only those that are drawn.
    pub key: Vec<KeyLine>,
}

/// What a series' mark stands for.
#[derive(Hash, Serialize)]
pub struct SeriesKey<'m> {
    /// The mark.
    #[serde(serialize_with = "drawn_sign")]
    pub sign: Sign,
    /// The figure.
    pub card: CardRef<'m>,
    /// The newest number, in words.
    pub value: String,
    /// Claimant and date, and the status of what does not stand.
    pub origin: String,
}

/// Charts of figures: one for each thing that is counted. A number that stands alone is no chart.
pub fn charts<'m>(cx: &Cx<'m>, id: &str, figures: &[EntityId], own_page: bool) -> Vec<ChartView<'m>> {
    let mut groups: Vec<((&str, &str), Vec<EntityId>)> = Vec::new();
    for figure in figures {
        let Some(fields) = cx.model.get(*figure).figure() else { continue };
        let key = (fields.measure.as_str(), fields.unit.as_str());
        match groups.iter_mut().find(|group| group.0 == key) {
            Some(group) => group.1.push(*figure),
            None => groups.push((key, vec![*figure])),
        }
    }
    groups
        .into_iter()
        .enumerate()
        .filter_map(|(index, ((measure, unit), figures))| {
            let caption =
                format!("{}{}{}", cx.words.label("measure", measure), cx.words.get("list_comma"), cx.words.label("unit", unit));
            chart(cx, &format!("{id}-{index}"), &figures, caption, own_page)
        })
        .collect()
}

fn chart<'m>(cx: &Cx<'m>, id: &str, figures: &[EntityId], caption: String, own_page: bool) -> Option<ChartView<'m>> {
    let drawn: Vec<Series> = figures.iter().filter_map(|figure| series(cx, *figure, own_page)).collect();
    if drawn.iter().map(|it| it.points.len() + it.gaps.len()).sum::<usize>() < 2 {
        return None;
    }
    let (unit, days) = steps::days(&drawn);
    let keys: Vec<SeriesKey<'m>> = figures
        .iter()
        .enumerate()
        .filter_map(|(index, figure)| series_key(cx, *figure, Shape::of(index), drawn.get(index)?.side))
        .collect();
    let names: Vec<String> = keys.iter().map(|key| format!("{}: {} ({})", key.card.title, key.value, key.origin)).collect();
    let desc = format!("{} {}", names.join("; "), cx.words.get("draw_chart"));
    let key = key(cx, &drawn);
    Some(ChartView {
        drawing: Drawn(Chart {
            head: cx.head(id, &caption, &desc),
            days: days.into_iter().map(|day| (day, cx.locale.tick(civil(day), unit))).collect(),
            values: steps::values(&drawn).into_iter().map(|value| (Amount(value), cx.locale.number(value))).collect(),
            series: drawn,
        }),
        caption,
        series: keys,
        key,
    })
}

fn claimant<'m>(cx: &Cx<'m>, id: EntityId, figure: &Figure) -> Option<CardRef<'m>> {
    figure.claimant.and_then(|it| cx.model.get(id).target(it)).map(|it| cx.card(it))
}

fn series_key<'m>(cx: &Cx<'m>, id: EntityId, shape: Shape, side: usize) -> Option<SeriesKey<'m>> {
    let figure = cx.model.get(id).figure()?;
    let newest = figure.newest().map(|index| &figure.points[index]);
    let mut origin = origin(cx, id, figure, newest.and_then(|point| point.as_of.as_ref()));
    if let Some(point) = newest.filter(|point| !point.status.stands()) {
        origin = format!("{origin}{}{}", cx.words.get("list_comma"), cx.words.label("status", point.status.word()));
    }
    Some(SeriesKey {
        sign: Sign::Mark(shape, format!("mark side-tone-{side}")),
        card: cx.card(id),
        value: newest.map_or_else(|| cx.words.get("no_count").to_string(), |point| cx.point_value(point)),
        origin,
    })
}

fn origin(cx: &Cx<'_>, id: EntityId, figure: &Figure, date: Option<&crate::base::edtf::Edtf>) -> String {
    cx.origin(claimant(cx, id, figure).map(|card| card.shown_as_holder()), date.map(|date| cx.as_of(date)).as_ref())
}

fn series(cx: &Cx<'_>, id: EntityId, own_page: bool) -> Option<Series> {
    let figure = cx.model.get(id).figure()?;
    let charted = figure.charted();
    let mut order: Vec<usize> = (0..figure.points.len()).filter(|index| figure.points[*index].as_of.is_some()).collect();
    order.sort_by(|a, b| figure.points[*a].as_of.cmp(&figure.points[*b].as_of).then(a.cmp(b)));
    let page = if own_page { String::new() } else { cx.card(id).url.to_string() };
    let points = order
        .into_iter()
        .filter_map(|index| {
            let count = &figure.points[index];
            let standing = standing(count, charted.contains(&index));
            let number = cx.point_value(count);
            let mut label = format!("{number}{}{}", cx.words.get("list_comma"), origin(cx, id, figure, count.as_of.as_ref()));
            if standing != Standing::Charted {
                label = format!("{label}{}{}", cx.words.get("list_comma"), cx.words.label("status", count.status.word()));
            }
            let amount = |value: Option<f64>| value.filter(|value| value.is_finite() && *value >= 0.0).map(Amount);
            Some(Point {
                href: format!("{page}#{}", point_anchor(figure, index)),
                label,
                number,
                date: cx.as_of(count.as_of.as_ref()?).text,
                span: anchored(cx.span(count.as_of.as_ref()?)),
                value: amount(count.value),
                low: amount(count.low),
                high: amount(count.high),
                limit: limit(count),
                standing,
            })
        })
        .filter(|point| point.value.is_some() || point.low.is_some() || point.high.is_some())
        .collect();
    let gaps = figure
        .none_published
        .iter()
        .filter_map(|none| {
            let date = none.as_of.as_ref()?;
            let (words, date, span) = (cx.words.get("none_published").to_string(), cx.when(date).text, cx.span(date));
            let told = format!("{words}{}{date}", cx.words.get("list_comma"));
            Some(Gap {
                span,
                label: if none.note.is_empty() {
                    told
                } else {
                    format!("{}{}", sentence(&told), cx.phrase(cx.model.get(id), &none.note).text)
                },
                words,
                date,
            })
        })
        .collect();
    let side = claimant(cx, id, figure).map_or(0, |card| card.side_number);
    Some(Series { side, cumulative: figure.cumulative, points, gaps })
}

/// A count of a date known only to be before a day stands on that day; its form tells the doubt.
fn anchored(span: Span) -> Span {
    match (span.from, span.to) {
        (None, Some(to)) => Span { from: Some(to), ..span },
        (Some(from), None) => Span { to: Some(from), ..span },
        _ => span,
    }
}

fn standing(count: &Count, charted: bool) -> Standing {
    match count.status {
        Status::Disputed => Standing::Disputed,
        Status::Refuted | Status::Superseded | Status::Withdrawn => Standing::Fallen,
        _ if !charted => Standing::Variant,
        _ if count.revises.is_some() => Standing::Revises,
        _ => Standing::Charted,
    }
}

fn limit(count: &Count) -> Limit {
    match (count.qualifier, count.value, count.low, count.high) {
        ("at-least" | "more-than", ..) | ("exact", None, Some(_), None) => Limit::AtLeast,
        ("at-most", ..) | ("exact", None, None, Some(_)) => Limit::AtMost,
        ("about", ..) => Limit::About,
        _ => Limit::Exact,
    }
}

/// What the signs say that some series draw.
fn key(cx: &Cx<'_>, series: &[Series]) -> Vec<KeyLine> {
    let any = |is: &dyn Fn(&Point) -> bool| series.iter().flat_map(|it| &it.points).any(is);
    let stands = |standing: Standing| any(&|point| point.standing == standing);
    let limited = |limit: Limit| any(&|point| point.limit == limit);
    let doubtful = |span: &Span| span.from != span.to;
    let mark = |class: &str| Sign::Mark(Shape::Circle, class.to_string());
    let signs = [
        (any(&|point| doubtful(&point.span)), Sign::Hatch, "draw_date_doubt"),
        (any(&|point| matches!(point.span.form, Form::Approximate | Form::Uncertain)), mark("mark-unsure"), "draw_date_unsure"),
        (any(&|point| point.low.is_some() && point.high.is_some()), Sign::Range, "draw_range"),
        (limited(Limit::AtLeast), Sign::Open(true), "draw_at_least"),
        (limited(Limit::AtMost), Sign::Open(false), "draw_at_most"),
        (limited(Limit::About), Sign::Ring, "draw_about"),
        (stands(Standing::Revises), Sign::Ring, "draw_revises"),
        (stands(Standing::Variant), mark("mark-variant"), "draw_variant"),
        (stands(Standing::Disputed), mark("mark-disputed"), "status_disputed"),
        (stands(Standing::Fallen), Sign::Cross, "draw_fallen"),
        (series.iter().any(|it| !it.gaps.is_empty()), Sign::Absence, "none_published"),
        (steps::is_broken(series), Sign::Break, "draw_break"),
    ];
    let shown = signs.into_iter().filter(|(is, ..)| *is);
    shown.map(|(_, sign, words)| KeyLine { sign, text: cx.words.get(words).to_string() }).collect()
}
