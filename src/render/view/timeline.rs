//! The timeline: all events by phase, or where there are very many the turning points; and the pages of its slices.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::base::path::Url;
use crate::model::slice::{OWN, Slice, WHOLE, type_id};
use crate::model::{EntityId, address};
use crate::parse::kind::Kind;
use crate::render::view::drawing::strip::{StripView, strip};
use crate::render::view::frame::page_meta;
use crate::render::view::list::Pager;
use crate::render::view::row::EventRow;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// The timeline, or a slice of it.
#[derive(Hash, Serialize)]
pub struct Timeline<'m> {
    /// What the events have in common; none on the whole.
    pub slice: Option<Choice>,
    /// What a reader may choose by; on the whole only.
    pub facets: Vec<Facet>,
    /// All years, where the timeline is split.
    pub years: Vec<Choice>,
    /// Phases and events, drawn; on the whole only.
    pub strip: Option<StripView<'m>>,
    /// Runs of events of one phase, in order of time.
    pub runs: Vec<Run<'m>>,
    /// How many events there are in all.
    pub total: usize,
    /// How many the page shows.
    pub shown: usize,
    /// Other pages of the slice.
    pub pager: Pager,
    /// Words for the script, as a JSON text.
    pub data: String,
}

/// The theme's words that the script shows, in plural forms where they have some.
const WORDS: [&str; 4] = ["filter_found", "filter_none", "filter_failed", "search_loading"];

/// Something to choose events by.
#[derive(Hash, Serialize)]
pub struct Facet {
    /// What it is called in an address: `actor`, `type`.
    pub id: &'static str,
    /// In words.
    pub label: String,
    /// What may be chosen.
    pub choices: Vec<Choice>,
}

/// A choice, with the page that shows its events.
#[derive(Clone, Hash, Serialize)]
pub struct Choice {
    /// Its value.
    pub id: String,
    /// In words.
    pub label: Text,
    /// The page.
    pub url: Url,
    /// How many events it has.
    pub count: usize,
    /// Whether the page shows it.
    pub is_current: bool,
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

/// The view of the whole timeline.
pub fn whole<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let all = &cx.model.timeline;
    let is_split = cx.routes.slices.has_years();
    let shown: Vec<EntityId> = if is_split {
        // Of very many events the head of the timeline shows the turning points.
        let important = cx.routes.slices.events(&Slice::Importance(5));
        important.iter().copied().take(WHOLE).collect()
    } else {
        all.clone()
    };
    let content = Timeline {
        slice: None,
        facets: facets(cx),
        years: years(cx, None),
        strip: strip(cx, "strip", all, !is_split),
        runs: runs(cx, &shown),
        total: all.len(),
        shown: shown.len(),
        pager: Pager { number: 1, count: 1, previous: None, next: None },
        data: {
            let words: Map<String, Value> = WORDS.iter().map(|word| (word.to_string(), json!(cx.words.of(word)))).collect();
            Value::Object(words).to_string()
        },
    };
    let title = Text { text: cx.words.get("title_timeline").to_string(), lang: None };
    finish(cx, route, title, content)
}

/// The view of a page of a slice.
pub fn slice<'m>(cx: &Cx<'m>, route: &Route, slice: &Slice, number: usize) -> View<'m> {
    let events = cx.routes.slices.events(slice);
    let per_page = address::per_page(Kind::Event);
    let shown: Vec<EntityId> = events.iter().copied().skip((number - 1) * per_page).take(per_page).collect();
    let list = address::slice(cx.model, slice);
    let choice = Choice { is_current: true, ..cx.choice(slice, events) };
    let title = Text { text: format!("{}: {}", cx.words.get("title_timeline"), choice.label.text), lang: None };
    let content = Timeline {
        years: match slice {
            Slice::Year(year) => years(cx, Some(*year)),
            _ => Vec::new(),
        },
        slice: Some(choice),
        facets: Vec::new(),
        strip: None,
        runs: runs(cx, &shown),
        total: events.len(),
        shown: shown.len(),
        pager: Pager::of(cx, &list, number, events.len().div_ceil(per_page)),
        data: String::new(),
    };
    finish(cx, route, title, content)
}

fn finish<'m>(cx: &Cx<'m>, route: &Route, title: Text, content: Timeline<'m>) -> View<'m> {
    let page = page_meta(cx, route, title, cx.words.get("intro_timeline"), "timeline");
    View { template: "timeline.html", page, frame: cx.frame, body: None, content: Content::Timeline(content) }
}

/// Events by phase, where the phase changes in the order of time.
fn runs<'m>(cx: &Cx<'m>, events: &[EntityId]) -> Vec<Run<'m>> {
    let mut runs: Vec<Run<'m>> = Vec::new();
    let mut met = std::collections::BTreeSet::new();
    let mut last = None;
    for id in events {
        let phase = cx.model.phase_of[id.index()];
        if runs.is_empty() || last != Some(phase) {
            runs.push(Run { phase: phase.map(|it| cx.card(it)), again: !met.insert(phase), events: Vec::new() });
            last = Some(phase);
        }
        if let Some(run) = runs.last_mut() {
            run.events.push(cx.event_row(*id));
        }
    }
    runs
}

fn years(cx: &Cx<'_>, current: Option<i64>) -> Vec<Choice> {
    let years = cx.routes.slices.iter().filter_map(|(slice, events)| match slice {
        Slice::Year(year) => Some(Choice { is_current: current == Some(*year), ..cx.choice(slice, events) }),
        _ => None,
    });
    years.collect()
}

/// What a reader may choose events by, each choice with a page that shows them without script.
fn facets(cx: &Cx<'_>) -> Vec<Facet> {
    let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for id in &cx.model.timeline {
        let entity = cx.model.get(*id);
        let Some(event) = entity.event() else { continue };
        let mut named: Vec<EntityId> = event.actors.iter().filter_map(|part| entity.target(part.actor)).collect();
        named.extend(entity.targets_of(&event.places));
        named.extend(cx.model.phase_of[id.index()]);
        named.sort_unstable();
        named.dedup();
        for id in named {
            *counts.entry(id).or_default() += 1;
        }
    }
    let slices = |is: fn(&Slice) -> bool| -> Vec<Choice> {
        let chosen = cx.routes.slices.iter().filter(|(slice, _)| is(slice));
        chosen.map(|(slice, events)| cx.choice(slice, events)).collect()
    };
    let by_name = |mut choices: Vec<Choice>| {
        choices.sort_by(|a, b| cx.locale.compare(&a.label.text, &b.label.text));
        choices
    };
    let of_kind = |kind: Kind| -> Vec<Choice> {
        let chosen = counts.iter().filter(|(id, _)| cx.model.get(**id).kind() == kind);
        chosen.map(|(id, count)| cx.entity_choice(*id, *count)).collect()
    };
    let mut phases = of_kind(Kind::Phase);
    phases.sort_by_key(|choice| cx.model.phases.iter().position(|id| cx.card(*id).id == choice.id));
    let facet = |id: &'static str, word: &str, choices: Vec<Choice>| Facet { id, label: cx.words.get(word).to_string(), choices };
    let facets = [
        facet("phase", "phase", phases),
        facet("actor", "filter_actor", by_name(of_kind(Kind::Actor))),
        facet("place", "filter_place", by_name(of_kind(Kind::Place))),
        facet("type", "filter_type", by_name(slices(|slice| matches!(slice, Slice::Type(_))))),
        facet("importance", "importance", slices(|slice| matches!(slice, Slice::Importance(_)))),
    ];
    facets.into_iter().filter(|facet| !facet.choices.is_empty()).collect()
}

impl<'m> Cx<'m> {
    /// An actor, a place or a phase as a choice: its own page has its events, or a slice does where they are many.
    fn entity_choice(&self, id: EntityId, count: usize) -> Choice {
        let card = self.card(id);
        let url = self.all_events(id).unwrap_or_else(|| Url::new(format!("{}#events", card.url)));
        Choice {
            id: card.id.clone(),
            label: Text { text: card.title.clone(), lang: card.lang.clone() },
            url,
            count,
            is_current: false,
        }
    }

    /// The page of all events of an actor, a place or a phase that has too many for its own.
    pub fn all_events(&self, id: EntityId) -> Option<Url> {
        let slice = Slice::Of(id);
        let is_there = !self.routes.slices.events(&slice).is_empty();
        is_there.then(|| self.url(&address::slice(self.model, &slice)))
    }

    /// The rows of an actor, a place or a phase: of very many events the most important; how many there are; where all are.
    pub fn own_events(&self, id: EntityId) -> OwnEvents<'m> {
        let all = self.model.events_of(id);
        let total = all.len();
        let rows = self.model.most_important(all, OWN).into_iter().map(|id| self.event_row(id)).collect();
        OwnEvents { rows, total, all: self.all_events(id) }
    }

    fn choice(&self, slice: &Slice, events: &[EntityId]) -> Choice {
        let (id, label) = match slice {
            Slice::Year(year) => (year.to_string(), year.to_string()),
            Slice::Type(id) => {
                let first =
                    events.first().map(|event| self.card(*event)).filter(|card| type_id(&card.class).as_ref() == Some(id));
                (id.clone(), first.map_or_else(|| id.clone(), |card| card.class_label.clone()))
            }
            Slice::Importance(level) => {
                let label = self.words.label("importance", &level.to_string());
                let label = if *level < 5 { self.words.fill("filter_or_more", &[("importance", &label)]) } else { label };
                (level.to_string(), label)
            }
            Slice::Of(id) => return self.entity_choice(*id, events.len()),
        };
        let url = self.url(&address::slice(self.model, slice));
        Choice { id, label: Text { text: label, lang: None }, url, count: events.len(), is_current: false }
    }
}

/// The events of an actor, a place or a phase on its own page.
#[derive(Hash, Serialize)]
pub struct OwnEvents<'m> {
    /// All, or the most important of very many, in order of time.
    pub rows: Vec<EventRow<'m>>,
    /// How many there are.
    pub total: usize,
    /// The page of all, where some are left out.
    pub all: Option<Url>,
}
