//! Chronology: what cannot be, by the order of its dates. Comparisons are three-valued.

use crate::base::edtf::{Certainty, Edtf};
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::parse::reference::RefIx;

/// "is" of what is certain, "may be" of what is possible.
fn verb(certainty: Certainty, is: &'static str, may: &'static str) -> &'static str {
    if certainty == Certainty::Definite { is } else { may }
}

/// Whether one date lies before another; the same date written twice is no order.
fn before(first: &Edtf, second: &Edtf) -> Certainty {
    if first == second { Certainty::Impossible } else { first.before(second) }
}

/// `accessed-before-issued`
pub fn accessed_before_issued(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Source) {
        let entity = cx.model.get(id);
        let Some(source) = entity.source() else { continue };
        let (Some(issued), Some(accessed)) = (source.date("issued"), source.date("accessed")) else { continue };
        let certainty = before(accessed, issued);
        let was = verb(certainty, "was", "may have been");
        let message = format!("this source {was} read on {accessed}, before it was issued on {issued}");
        let finding = Diagnostic::new(Code::ACCESSED_BEFORE_ISSUED, entity.place("accessed"), message)
            .label(entity.place("issued"), "issued here")
            .help(match certainty {
                Certainty::Definite => "correct the one that is wrong",
                _ => "write both as exactly as they are known",
            });
        sink.maybe(id, finding.when(certainty));
    }
}

/// `said-after-issued`
pub fn said_after_issued(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Statement) {
        let entity = cx.model.get(id);
        let Some(said) = entity.statement().and_then(|statement| statement.date.as_ref()) else { continue };
        for (index, cite) in entity.common().cites.iter().enumerate() {
            let Some(source) = entity.target(cite.source).map(|id| cx.model.get(id)) else { continue };
            let Some(issued) = source.source().and_then(|source| source.date("issued")) else { continue };
            let certainty = before(issued, said);
            let came = verb(certainty, "came", "may have come");
            let message = format!("`{}` {came} out on {issued}, before this was said on {said}", source.id());
            let finding = Diagnostic::new(Code::SAID_AFTER_ISSUED, entity.place(&format!("cites[{index}]")), message)
                .label(source.place("issued"), "issued here")
                .help("correct the date, or cite a source that could know of it");
            sink.maybe(id, finding.when(certainty));
        }
    }
}

/// `event-outside-phase`: an event that shares no day with the phase it names.
pub fn event_outside_phase(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Event) {
        let entity = cx.model.get(id);
        let Some(event) = entity.event() else { continue };
        let Some(phase) = event.phase.and_then(|phase| entity.target(phase)).map(|id| cx.model.get(id)) else { continue };
        let span = phase.phase().and_then(|phase| phase.date.as_ref());
        let (Some(date), Some(span)) = (&event.date, span) else { continue };
        if date.outside(span) == Certainty::Definite {
            let message = format!("this event of {date} lies outside its phase `{}`, {span}", phase.id());
            let finding = Diagnostic::new(Code::EVENT_OUTSIDE_PHASE, entity.place("phase"), message)
                .label(phase.place("date"), "the phase is here")
                .help("leave `phase` out: it follows from the date");
            sink.about(id, finding);
        }
    }
}

/// `actor-outside-lifetime`
pub fn actor_outside_lifetime(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Event) {
        let entity = cx.model.get(id);
        let Some(event) = entity.event() else { continue };
        for part in &event.actors {
            lifetime(cx, sink, id, Some(part.actor), event.date.as_ref(), "took part in this", Certainty::Possible);
        }
    }
    for id in cx.model.of_kind(Kind::Statement) {
        let Some(statement) = cx.model.get(id).statement() else { continue };
        lifetime(cx, sink, id, statement.speaker, statement.date.as_ref(), "said this", Certainty::Possible);
    }
    for id in cx.model.of_kind(Kind::Relationship) {
        let Some(tie) = cx.model.get(id).relationship() else { continue };
        let attested =
            tie.attested.iter().map(|date| (date, tie.subject)).chain(tie.attested.iter().map(|date| (date, tie.object)));
        let dated = tie.date.iter().flat_map(|date| [(date, tie.subject), (date, tie.object)]);
        for (date, end) in dated.chain(attested) {
            // A tie is often dated less exactly than those it ties: it must only not lie outside as a whole.
            lifetime(cx, sink, id, end, Some(date), "is an end of this tie", Certainty::Definite);
        }
    }
}

/// An actor that does something on a date, against the time it existed; from which certainty on it is told.
fn lifetime(cx: &Cx<'_>, sink: &mut Sink, id: EntityId, actor: Option<RefIx>, date: Option<&Edtf>, does: &str, from: Certainty) {
    let entity = cx.model.get(id);
    let (Some(reference), Some(date)) = (actor, date) else { return };
    let Some(actor) = entity.target(reference).map(|id| cx.model.get(id)) else { return };
    let Some(span) = actor.actor().and_then(|actor| actor.date.as_ref()) else { return };
    let certainty = match date.outside(span) {
        Certainty::Possible if from == Certainty::Definite => return,
        certainty => certainty,
    };
    let was = verb(certainty, "was not there", "may not have been there");
    let message = format!("`{}` {does} on {date} and {was} then: it lasted {span}", actor.id());
    let place = entity.document.refs.get(reference as usize).map_or_else(|| entity.place("date"), |it| it.place.clone());
    let finding = Diagnostic::new(Code::ACTOR_OUTSIDE_LIFETIME, place, message)
        .label(actor.place("date"), "its lifetime is here")
        .help("name who acted then, or correct the date");
    sink.maybe(id, finding.when(certainty));
}
