//! The timeline: all events by phase, or by year where there are very many.

use serde::Serialize;

use crate::base::edtf::Limit;
use crate::base::path::Url;
use crate::model::EntityId;
use crate::render::view::drawing::strip::{StripView, strip};
use crate::render::view::frame::page_meta;
use crate::render::view::row::EventRow;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// The timeline, or one year of it.
#[derive(Hash, Serialize)]
pub struct Timeline<'m> {
    /// The year shown; empty for the whole.
    pub year: String,
    /// All years, where the timeline is split.
    pub years: Vec<Year>,
    /// Phases and events, drawn; not on the page of a year.
    pub strip: Option<StripView<'m>>,
    /// Runs of events of one phase, in order of time.
    pub runs: Vec<Run<'m>>,
    /// How many events there are in all.
    pub total: usize,
    /// How many the page shows.
    pub shown: usize,
}

/// A year with its page.
#[derive(Hash, Serialize)]
pub struct Year {
    /// The year.
    pub year: String,
    /// Its page.
    pub url: Url,
    /// How many events it has.
    pub count: usize,
}

/// Events of one phase that follow each other.
#[derive(Hash, Serialize)]
pub struct Run<'m> {
    /// The phase, if they are of one.
    pub phase: Option<CardRef<'m>>,
    /// Whether the phase was met before on this page.
    pub again: bool,
    /// The events.
    pub events: Vec<EventRow<'m>>,
}

/// The view of the timeline, or of one of its years.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, year: Option<i64>) -> View<'m> {
    let year_of = |rank: &usize| match cx.model.timeline_bounds[*rank] {
        (Limit::Day(year, ..), _) | (_, Limit::Day(year, ..)) => Some(year),
        _ => None,
    };
    let ranks = || 0..cx.model.timeline.len();
    let split = !cx.routes.years.is_empty();
    let shown: Vec<EntityId> = match year {
        Some(year) => ranks().filter(|rank| year_of(rank) == Some(year)).map(|rank| cx.model.timeline[rank]).collect(),
        None if split => {
            // Of very many events the head of the timeline shows the turning points.
            let important = |id: &EntityId| cx.model.get(*id).event().is_some_and(|event| event.importance == 5);
            cx.model.timeline.iter().copied().filter(important).take(crate::route::TIMELINE_LIMIT).collect()
        }
        None => cx.model.timeline.clone(),
    };
    let mut counts: std::collections::BTreeMap<i64, usize> = Default::default();
    if split {
        for year in ranks().filter_map(|rank| year_of(&rank)) {
            *counts.entry(year).or_default() += 1;
        }
    }
    let mut runs: Vec<Run<'m>> = Vec::new();
    let mut met = std::collections::BTreeSet::new();
    let mut last = None;
    for id in &shown {
        let phase = cx.model.phase_of[id.index()];
        if runs.is_empty() || last != Some(phase) {
            runs.push(Run { phase: phase.map(|it| cx.card(it)), again: !met.insert(phase), events: Vec::new() });
            last = Some(phase);
        }
        if let Some(run) = runs.last_mut() {
            run.events.extend(cx.event_row(*id));
        }
    }
    let content = Timeline {
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        years: counts
            .into_iter()
            .map(|(year, count)| Year { year: year.to_string(), url: cx.url(&format!("/timeline/{year}/")), count })
            .collect(),
        strip: if year.is_some() { None } else { strip(cx, "strip", &shown, true) },
        runs,
        total: cx.model.timeline.len(),
        shown: shown.len(),
    };
    let title = cx.words.get("title_timeline");
    let title = match year {
        Some(year) => format!("{title}: {year}"),
        None => title.to_string(),
    };
    let page = page_meta(cx, route, Text { text: title, lang: None }, cx.words.get("intro_timeline"), "timeline");
    View { template: "timeline.html", page, frame: cx.frame, body: None, content: Content::Timeline(content) }
}
