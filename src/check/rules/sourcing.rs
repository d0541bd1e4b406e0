//! Sourcing: what is stated rests on a source, and no source rests on itself.

use std::collections::HashMap;

use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::{Entity, EntityId};
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;
use crate::parse::schema::common::{Cite, Confidence};
use crate::parse::schema::event::Modality;
use crate::parse::schema::figure::Status;

/// What to do about each of them.
const CITE: &str = "add `cites: [source-id]`; `detente list source` shows the ids there are";

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
            sink.about(id, Diagnostic::new(code, entity.place("id"), message).help(CITE));
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
            sink.about(id, Diagnostic::new(Code::UNCITED_FIGURE, place, message).help(CITE));
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
            sink.about(id, Diagnostic::new(Code::UNCITED_DISPUTE_VERSION, place, message).help(CITE));
        }
    }
}

/// `circular-origin`
pub fn circular_origin(cx: &Cx<'_>, sink: &mut Sink) {
    let mut on_way: HashMap<EntityId, Option<usize>> = HashMap::new();
    for id in cx.model.of_kind(Kind::Source) {
        // The way from a source up to what it relays, and where on it each source is; `None` where all above is known.
        let mut way: Vec<(EntityId, std::vec::IntoIter<EntityId>)> = Vec::new();
        let mut next = Some(id);
        while next.is_some() || !way.is_empty() {
            if let Some(id) = next.take() {
                match on_way.get(&id) {
                    Some(Some(at)) => sink.about(way[*at].0, circle(cx, &way[*at..])),
                    Some(None) => {}
                    None => {
                        on_way.insert(id, Some(way.len()));
                        let entity = cx.model.get(id);
                        let relayed = entity.source().map_or_else(Vec::new, |it| entity.targets_of(&it.derived_from).collect());
                        way.push((id, relayed.into_iter()));
                    }
                }
            }
            if let Some((id, relayed)) = way.last_mut() {
                next = relayed.next();
                if next.is_none() {
                    on_way.insert(*id, None);
                    way.pop();
                }
            }
        }
    }
}

/// The finding of one circle, at its first source.
fn circle(cx: &Cx<'_>, way: &[(EntityId, std::vec::IntoIter<EntityId>)]) -> Diagnostic {
    let entities: Vec<&Entity> = way.iter().map(|(id, _)| cx.model.get(*id)).collect();
    let first = entities[0];
    let (message, help) = match entities.len() {
        1 => (format!("`{}` is derived from itself", first.id()), "name the source it relays, or leave `derived_from` out"),
        _ => {
            let mut names: Vec<String> = entities.iter().take(6).map(|it| format!("`{}`", it.id())).collect();
            if entities.len() > names.len() {
                names.push("…".to_string());
            }
            names.push(format!("`{}`", first.id()));
            let message = format!("`{}` is derived from itself: {}", first.id(), names.join(" from "));
            (message, "one of them came first: leave `derived_from` out there")
        }
    };
    let finding = Diagnostic::new(Code::CIRCULAR_ORIGIN, first.place("derived_from"), message).help(help);
    let others = entities.iter().skip(1).take(4);
    others.fold(finding, |finding, it| finding.label(it.place("derived_from"), format!("`{}` goes on here", it.id())))
}

/// `single-origin`
pub fn single_origin(cx: &Cx<'_>, sink: &mut Sink) {
    stated_as_sure(cx, |id, place, sources, (why, less)| {
        let origins = cx.model.origins(sources);
        if sources.is_empty() || origins.len() > 1 || cx.model.one_sided(sources) {
            return;
        }
        let origin = origins.into_iter().next().map(|origin| cx.model.get(origin).id());
        let rests = match (origin, sources.len()) {
            (Some(origin), 1) => format!("rests on `{origin}` alone"),
            (Some(origin), count) => format!("cites {count} sources that all go back to `{origin}`"),
            (None, _) => "goes back to no origin, only to sources that relay one another".to_string(),
        };
        let finding = Diagnostic::new(Code::SINGLE_ORIGIN, place, format!("this is {why} and {rests}"))
            .help(format!("cite a source that does not depend on it, or say less: {less}"));
        sink.about(id, finding);
    });
}

/// `one-sided-sourcing`
pub fn one_sided_sourcing(cx: &Cx<'_>, sink: &mut Sink) {
    stated_as_sure(cx, |id, place, sources, (why, less)| {
        if cx.model.one_sided(sources) {
            let are = if sources.iter().all(|id| cx.model.camp(*id).is_some()) { "are" } else { "go back to sources" };
            let message = format!("this is {why}, and all its sources {are} of one side or aligned with it");
            let finding = Diagnostic::new(Code::ONE_SIDED_SOURCING, place, message)
                .help(format!("cite a source of the other side or of none, or say less: {less}"));
            sink.about(id, finding);
        }
    });
}

/// What the site states as sure, with the sources it cites, the words that make it sure, and those that would say less.
fn stated_as_sure(cx: &Cx<'_>, mut check: impl FnMut(EntityId, Place, &[EntityId], (&str, &str))) {
    for id in cx.model.of_kind(Kind::Event) {
        let entity = cx.model.get(id);
        let Some(event) = entity.event().filter(|event| event.modality == Modality::Occurred) else { continue };
        let sure = match (entity.common().confidence, event.importance) {
            (None, 4..) => "a turning point",
            (Some(Confidence::High), 4..) => "a turning point told with high confidence",
            _ => continue,
        };
        check(id, entity.place("cites"), &cx.model.cited(entity), (sure, "`confidence: medium`"));
    }
    facts(cx, |id, place, _, cites, status| {
        if status == Some(Status::Corroborated) {
            let entity = cx.model.get(id);
            let sources: Vec<EntityId> = cites.iter().filter_map(|cite| entity.target(cite.source)).collect();
            check(id, place, &sources, ("given as corroborated", "`status: reported`"));
        }
    });
}

/// `source-without-archive`
pub fn source_without_archive(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Source) {
        let entity = cx.model.get(id);
        let Some(source) = entity.source() else { continue };
        // What is no address of the web is a finding of its own.
        let on_web = source.text("URL").is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"));
        if on_web && source.archived.is_empty() {
            let finding =
                Diagnostic::new(Code::SOURCE_WITHOUT_ARCHIVE, entity.place("URL"), "no archive keeps a copy of this page")
                    .help("have a web archive keep it, and add `archived: [{url: https://…, date: 2024-05-01}]`");
            sink.about(id, finding);
        }
    }
}

/// `source-only-relayed`
pub fn source_only_relayed(cx: &Cx<'_>, sink: &mut Sink) {
    facts(cx, |id, place, entity, cites, _| {
        let sources: Vec<EntityId> = cites.iter().filter_map(|cite| entity.target(cite.source)).collect();
        let relayed = |id: &EntityId| cx.model.get(*id).source().is_some_and(|source| source.read == Some("relayed"));
        if sources.is_empty() || !sources.iter().all(relayed) {
            return;
        }
        let source = cx.model.get(sources[0]);
        let through: Vec<String> =
            cx.model.referrers(sources[0], Kind::Source).map(|id| format!("`{}`", cx.model.get(id).id())).collect();
        let help = match through.as_slice() {
            [] => "cite the source it was read in too, which names this one in `derived_from`".to_string(),
            through => format!("cite the source it was read in too: {}", through.join(" or ")),
        };
        let message = format!("this rests on `{}`, which was read only as another source relays it", source.id());
        let finding =
            Diagnostic::new(Code::SOURCE_ONLY_RELAYED, place, message).label(source.place("read"), "it says so here").help(help);
        sink.about(id, finding);
    });
}

/// Everything that rests on sources of its own: an entry, a count, a version, with the place of its cites and its status.
fn facts(cx: &Cx<'_>, mut check: impl FnMut(EntityId, Place, &Entity, &[Cite], Option<Status>)) {
    for (number, entity) in cx.model.entities.iter().enumerate() {
        let id = EntityId(number as u32);
        let cites = &entity.common().cites;
        if !cites.is_empty() {
            check(id, entity.place("cites"), entity, cites, None);
        }
        match entity.meta() {
            Meta::Figure(figure) => {
                for (index, point) in figure.points.iter().enumerate() {
                    let (own, place) = match point.cites.is_empty() {
                        true => (cites, format!("points[{index}]")),
                        false => (&point.cites, format!("points[{index}].cites")),
                    };
                    check(id, entity.place(&place), entity, own, Some(point.status));
                }
            }
            Meta::Dispute(dispute) => {
                for (index, version) in dispute.versions.iter().enumerate() {
                    let place = entity.place(&format!("versions[{index}].cites"));
                    check(id, place, entity, &version.cites, Some(version.status));
                }
            }
            _ => {}
        }
    }
}
