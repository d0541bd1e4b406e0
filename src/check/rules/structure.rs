//! Structure: blocks that would show nothing.

use crate::check::rules::blocks;
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;
use crate::parse::block::{Block, Query};
use crate::parse::kind::Kind;

/// `empty-block`
pub fn empty_block(cx: &Cx<'_>, sink: &mut Sink) {
    blocks(cx, |id, _, targets, block| {
        if shown(&block.query).is_some_and(|kind| cx.model.lacks(kind)) {
            return;
        }
        if let Some(why) = empty(cx, block, targets) {
            let diagnostic = Diagnostic::new(Code::EMPTY_BLOCK, block.place.clone(), format!("this block shows nothing: {why}"));
            sink.about(id, diagnostic.help("widen what it asks for, or remove it"));
        }
    });
}

/// The kind of entries that a block chooses from: where some of them could not be read, nobody knows that it is empty.
fn shown(query: &Query) -> Option<Kind> {
    match query {
        Query::Timeline { .. } => Some(Kind::Event),
        Query::Network { .. } => Some(Kind::Relationship),
        Query::Matrix { .. } => Some(Kind::Figure),
        Query::Map { .. } => Some(Kind::Place),
        _ => None,
    }
}

/// Why a block shows nothing; `None` if it shows something, or if a reference in it did not resolve (that is the finding).
fn empty(cx: &Cx<'_>, block: &Block, targets: &[Option<EntityId>]) -> Option<&'static str> {
    let target = |references: &[u32]| -> Vec<EntityId> {
        references.iter().filter_map(|it| targets.get(*it as usize).copied().flatten()).collect()
    };
    match &block.query {
        Query::Timeline { phase, actors, places, .. } => {
            let named: Vec<u32> = phase.iter().chain(actors).chain(places).copied().collect();
            let resolved = target(&named).len() == named.len();
            (resolved && cx.model.select_events(&block.query, &target).next().is_none()).then_some("no event matches")
        }
        Query::Network { date, actors } => {
            let resolved = target(actors).len() == actors.len();
            (resolved && cx.model.select_ties(date.as_ref(), &target(actors)).is_empty()).then_some("no relationship matches")
        }
        Query::Chart(figures) => figures.is_empty().then_some("it names no figure"),
        Query::Matrix { figures, measure, as_of } => {
            if figures.is_empty() && measure.is_empty() {
                return Some("it names no figure and no measure");
            }
            let chosen = cx.model.select_figures(figures, measure, &target);
            let tells = |id: &EntityId| {
                let figure = cx.model.get(*id).figure();
                figure.is_some_and(|figure| as_of.as_ref().is_none_or(|date| figure.tells_by(date)))
            };
            if chosen.len() < figures.len() || chosen.iter().any(tells) {
                None
            } else if chosen.is_empty() {
                Some("no figure has this measure")
            } else {
                Some("no count is known as of this date")
            }
        }
        Query::Map { places, .. } if places.is_empty() => {
            cx.model.of_kind(Kind::Place).next().is_none().then_some("there are no places")
        }
        _ => None,
    }
}
