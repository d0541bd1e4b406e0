//! Phases and events in time, as a strip over a numbered list of the phases.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::calendar::{Day, civil};
use crate::draw::strip::{Event, ONE_BY_ONE, Phase, Strip};
use crate::draw::time::{Span, Unit};
use crate::model::EntityId;
use crate::render::view::drawing::Drawn;
use crate::render::view::{CardRef, Cx};

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
    let bands: Vec<Phase> = model
        .phases
        .iter()
        .zip(&phases)
        .filter_map(|(phase, line)| {
            let span = cx.span(model.date_of(*phase)?);
            let date = line.card.when.as_ref().map(|when| when.text.as_str()).unwrap_or("");
            Some(Phase {
                href: line.href.clone(),
                number: line.number.clone(),
                label: format!("{}: {date}", line.card.title),
                start: span.from.map(|day| cx.locale.tick(civil(day), Unit::Year)).unwrap_or_default(),
                sure: cx.sure(model.date_of(*phase)?),
                span,
            })
        })
        .collect();
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
