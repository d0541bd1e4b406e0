//! Sourcing: what is stated rests on a source, and no source rests on itself.

use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;
use crate::parse::kind::Kind;

/// `uncited-event`
pub fn uncited_event(cx: &Cx<'_>, sink: &mut Sink) {
    uncited(cx, sink, Kind::Event, Code::UNCITED_EVENT);
}

/// `uncited-statement`
pub fn uncited_statement(cx: &Cx<'_>, sink: &mut Sink) {
    uncited(cx, sink, Kind::Statement, Code::UNCITED_STATEMENT);
}

/// `uncited-relationship`
pub fn uncited_relationship(cx: &Cx<'_>, sink: &mut Sink) {
    uncited(cx, sink, Kind::Relationship, Code::UNCITED_RELATIONSHIP);
}

fn uncited(cx: &Cx<'_>, sink: &mut Sink, kind: Kind, code: Code) {
    for id in cx.model.of_kind(kind) {
        let entity = cx.model.get(id);
        if entity.common().cites.is_empty() {
            let message = format!("this {kind} cites no source");
            sink.about(id, Diagnostic::new(code, entity.place("id"), message).help("add `cites: [source-id]`"));
        }
    }
}

/// `uncited-figure`: a point without cites of its own, in a figure without cites.
pub fn uncited_figure(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Figure) {
        let entity = cx.model.get(id);
        let Some(figure) = entity.figure().filter(|_| entity.common().cites.is_empty()) else { continue };
        for (index, _) in figure.points.iter().enumerate().filter(|(_, point)| point.cites.is_empty()) {
            let message = "this number cites no source";
            let place = entity.place(&format!("points[{index}]"));
            sink.about(id, Diagnostic::new(Code::UNCITED_FIGURE, place, message).help("add `cites: [source-id]`"));
        }
    }
}

/// `uncited-dispute-version`
pub fn uncited_dispute_version(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Dispute) {
        let entity = cx.model.get(id);
        let Some(dispute) = entity.dispute() else { continue };
        for (index, _) in dispute.versions.iter().enumerate().filter(|(_, version)| version.cites.is_empty()) {
            let place = entity.place(&format!("versions[{index}]"));
            let message = "this version cites no source";
            sink.about(id, Diagnostic::new(Code::UNCITED_DISPUTE_VERSION, place, message).help("add `cites: [source-id]`"));
        }
    }
}

/// `circular-origin`
pub fn circular_origin(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Source) {
        if leads_back(cx, id) {
            let entity = cx.model.get(id);
            let message = format!("`{}` is derived from itself", entity.id());
            sink.about(id, Diagnostic::new(Code::CIRCULAR_ORIGIN, entity.place("derived_from"), message));
        }
    }
}

fn leads_back(cx: &Cx<'_>, start: EntityId) -> bool {
    let parents = |id: EntityId| -> Vec<EntityId> {
        let entity = cx.model.get(id);
        entity.source().map_or_else(Vec::new, |source| entity.targets_of(&source.derived_from).collect())
    };
    let mut open = parents(start);
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == start {
            return true;
        }
        if seen.insert(id) {
            open.extend(parents(id));
        }
    }
    false
}
