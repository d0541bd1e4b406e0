//! Phases and events in time, as a strip over a numbered list of the phases.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::base::calendar::{Day, civil};
use crate::base::digest::Hashed;
use crate::draw::strip::{Event, ONE_BY_ONE, Phase, Strip};
use crate::draw::time::{Span, Unit};
use crate::model::EntityId;
use crate::render::view::drawing::Drawn;
use crate::render::view::{CardRef, Cx};

/// The phases of a language as strips draw them: they are the same on most pages, and slow to tell.
pub type Bands = OnceLock<Arc<Hashed<Vec<Phase>>>>;

/// A strip with its phases.
#[derive(Hash, Serialize)]
pub struct StripView<'m> {
    /// The drawing.
    pub drawing: Drawn<Strip>,
    /// The phases, with the numbers they have in it.
    pub phases: Vec<PhaseLine<'m>>,
}

/// A phase of the list.
#[derive(Hash, Serialize)]
pub struct PhaseLine<'m> {
    /// Its number.
    pub number: String,
    /// The phase.
    pub card: CardRef<'m>,
    /// Where it is told: its part of this page, else its own page.
    pub href: String,
}

/// The strip of some events and all phases; `None` where there is nothing to see in it.
///
/// `here` says whether an event stands on the page itself and has an anchor there.
pub fn strip<'m>(cx: &Cx<'m>, id: &str, events: &[EntityId], here: bool) -> Option<StripView<'m>> {
    let model = cx.model;
    let told: BTreeSet<EntityId> = events.iter().filter_map(|event| model.phase_of[event.index()]).collect();
    let phases: Vec<PhaseLine<'m>> = model
        .phases
        .iter()
        .enumerate()
        .map(|(index, phase)| {
            let card = cx.card(*phase);
            let href = if here && told.contains(phase) { format!("#phase-{}", card.id) } else { card.url.to_string() };
            PhaseLine { number: cx.locale.number((index + 1) as f64), card, href }
        })
        .collect();
    if phases.len() < 2 || events.is_empty() {
        return None;
    }
    let bands = cx.bands.get_or_init(|| Arc::new(Hashed::new(bands(cx))));
    // What leads to a part of this page is another band.
    let bands = if here && !told.is_empty() { Arc::new(Hashed::new(at_home(cx, bands, &phases))) } else { Arc::clone(bands) };
    // Of very many only the number is drawn, so their words would only make the page's digest depend on them.
    let worded = events.len() <= ONE_BY_ONE;
    let drawn: Vec<Event> = events
        .iter()
        .filter_map(|event| {
            let card = cx.card(*event);
            let fields = model.get(*event).event()?;
            let (href, label) = match (&card.when, worded) {
                (Some(when), true) => {
                    let href = if here { format!("#{}", card.id) } else { card.url.to_string() };
                    (href, format!("{}: {}", when.text, card.title))
                }
                _ => Default::default(),
            };
            Some(Event { href, label, span: cx.span(fields.date.as_ref()?), importance: fields.importance })
        })
        .collect();
    let spans = bands.iter().map(|phase| &phase.span).chain(drawn.iter().map(|event| &event.span));
    let last: Day = spans.flat_map(Span::days).max().unwrap_or(0);
    let head = cx.head(id, cx.words.get("draw_strip_title"), cx.words.get("draw_strip"));
    Some(StripView { drawing: Drawn(Strip { head, phases: bands, events: drawn, last }), phases })
}

/// The phases that have a date, each with the address of its page.
fn bands(cx: &Cx<'_>) -> Vec<Phase> {
    let band = |(index, phase): (usize, &EntityId)| {
        let (card, date) = (cx.card(*phase), cx.model.date_of(*phase)?);
        let (span, words) = (cx.span(date), card.when.as_ref().map(|when| when.text.as_str()).unwrap_or(""));
        Some(Phase {
            href: card.url.to_string(),
            number: cx.locale.number((index + 1) as f64),
            label: format!("{}: {words}", card.title),
            start: span.from.map(|day| cx.locale.tick(civil(day), Unit::Year)).unwrap_or_default(),
            sure: cx.sure(date),
            span,
        })
    };
    cx.model.phases.iter().enumerate().filter_map(band).collect()
}

/// The same with the addresses that the list of this page has.
fn at_home(cx: &Cx<'_>, bands: &[Phase], lines: &[PhaseLine<'_>]) -> Vec<Phase> {
    let dated = cx.model.phases.iter().zip(lines).filter(|(phase, _)| cx.model.date_of(**phase).is_some());
    bands.iter().zip(dated).map(|(band, (_, line))| Phase { href: line.href.clone(), ..band.clone() }).collect()
}
