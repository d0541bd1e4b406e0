//! References: names that mean nothing, or several things; links and anchors that lead nowhere.

use std::collections::BTreeMap;

use crate::base::edtf::{Certainty, Edtf};
use crate::base::id::EntryId;
use crate::check::rules::documents;
use crate::check::rules::figures::corrected_points;
use crate::check::{Cx, Sink};
use crate::diag::near::Names;
use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::model::figure::point_anchor;
use crate::model::media::picture_called;
use crate::model::{Entity, EntityId, Unresolved, Why, address};
use crate::parse::kind::Kind;
use crate::parse::reference::{LINKABLE, wanted};
use crate::parse::{Content, Document};
use crate::route::{Page, Route};

/// `unknown-reference`
pub fn unknown_reference(cx: &Cx<'_>, sink: &mut Sink) {
    let (mut known, former) = (Known::new(), former(cx));
    let withheld = cx.model.withheld.iter().map(|document| ((document.kind, document.id.as_str()), &**document)).collect();
    for unresolved in &cx.model.unresolved {
        let diagnostic = match &unresolved.why {
            Why::Unknown { other } if !may_be_unread(cx, unresolved) => Some(unknown(cx, unresolved, other, &mut known, &former)),
            Why::Draft => Some(not_published(unresolved, &withheld)),
            Why::NoDate(kind) => Some(no_date(unresolved, *kind)),
            Why::NoPoint(figure) => Some(no_point(cx, unresolved, *figure, &mut known)),
            _ => None,
        };
        push(sink, unresolved, diagnostic);
    }
    for (key, kind, listed) in [
        ("articles", Kind::Article, &cx.config.home.articles),
        ("figures", Kind::Figure, &cx.config.home.figures),
        ("questions", Kind::Article, &cx.config.home.questions),
        ("disputes", Kind::Dispute, &cx.config.home.disputes),
    ] {
        let entries = Names::new(cx.model.of_kind(kind).map(|id| cx.model.get(id).id()));
        for (id, path) in listed {
            let found = crate::base::id::EntryId::new(id).and_then(|id| cx.model.find(kind, &id));
            let lost = crate::base::id::EntryId::new(id).is_some_and(|id| cx.model.may_be_lost(kind, &id));
            if found.is_none() && !lost {
                let help = match entries.nearest(id) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("name one that is there (`detente list {kind}` shows them), or take it out"),
                };
                let message = format!("no {kind} has the id `{id}`, listed for the home page under `{key}`");
                sink.site(Diagnostic::new(Code::UNKNOWN_REFERENCE, cx.config.source.value(path), message).help(help));
            }
        }
    }
    questions(cx, sink);
    sides(cx, sink);
    corrected_points(cx, sink);
}

/// An article that is listed for its question must ask one, or the home page has nothing to show of it.
fn questions(cx: &Cx<'_>, sink: &mut Sink) {
    for (id, path) in &cx.config.home.questions {
        let article = EntryId::new(id).and_then(|id| cx.model.find(Kind::Article, &id)).map(|id| cx.model.get(id));
        let Some(entity) = article.filter(|it| it.article().is_some_and(|article| article.question.is_empty())) else { continue };
        let message = format!("the article `{id}` asks no question, and is listed for the home page under `questions`");
        let finding = Diagnostic::new(Code::UNKNOWN_REFERENCE, cx.config.source.value(path), message)
            .label(entity.place("title"), "this is the article")
            .help("write `question` and `answer` in the article, or list it under `articles`");
        sink.site(finding);
    }
}

/// `ambiguous-reference`
pub fn ambiguous_reference(cx: &Cx<'_>, sink: &mut Sink) {
    for unresolved in &cx.model.unresolved {
        let Why::Ambiguous(kinds) = &unresolved.why else { continue };
        let id = &unresolved.reference.id;
        let names: Vec<String> = kinds.iter().map(|kind| format!("`{kind}:{id}`")).collect();
        let message = format!("`{id}` is the id of {}", wanted(kinds).replace(" or ", " and "));
        let diagnostic = Diagnostic::new(Code::AMBIGUOUS_REFERENCE, unresolved.reference.place.clone(), message)
            .help(format!("write {}", names.join(" or ")));
        push(sink, unresolved, Some(diagnostic));
    }
}

/// `role-not-held`
pub fn role_not_held(cx: &Cx<'_>, sink: &mut Sink) {
    for unresolved in &cx.model.unresolved {
        let Why::NoRole(certainty) = unresolved.why else { continue };
        let reference = &unresolved.reference;
        let held = if certainty == Certainty::Definite { "held" } else { "may have held" };
        let message = format!("`{}` {held} no office on {}", reference.id, reference.at.as_deref().unwrap_or("that date"));
        let diagnostic = Diagnostic::new(Code::ROLE_NOT_HELD, reference.place.clone(), message)
            .help("add the office to `roles` of the actor, or refer without a date");
        push(sink, unresolved, diagnostic.when(certainty));
    }
}

fn push(sink: &mut Sink, unresolved: &Unresolved, diagnostic: Option<Diagnostic>) {
    match (diagnostic, unresolved.from) {
        (Some(diagnostic), Some(entity)) => sink.about(entity, diagnostic),
        (Some(diagnostic), None) => sink.site(diagnostic),
        (None, _) => {}
    }
}

/// One cause, one finding: what may lie in a file that could not be read is not also unknown.
fn may_be_unread(cx: &Cx<'_>, unresolved: &Unresolved) -> bool {
    let reference = &unresolved.reference;
    let wanted = |kind: &Kind| reference.kind.is_none_or(|named| named == *kind);
    reference.accepts.iter().filter(|kind| wanted(kind)).any(|kind| cx.model.may_be_lost(*kind, &reference.id))
}

/// A reference to what is there and is not published.
fn not_published(unresolved: &Unresolved, withheld: &BTreeMap<(Kind, &str), &Document>) -> Diagnostic {
    let reference = &unresolved.reference;
    let kinds = reference.kind.map_or(reference.accepts.to_vec(), |kind| vec![kind]);
    let document = kinds.iter().find_map(|kind| withheld.get(&(*kind, reference.id.as_str())));
    let is_draft = document.and_then(|it| it.original()).is_none_or(|it| it.common.draft);
    let (message, help) = match is_draft {
        true => ("is a draft", "publish it: take `draft: true` out of it; or build with --drafts"),
        false => ("is an article of a day that has not come", "refer to it when it is published, or build with --future"),
    };
    let message = format!("`{}` {message}", reference.id);
    let finding = Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(help);
    match document {
        Some(document) => {
            let place = document.origin.key(if is_draft { "draft" } else { "date" });
            finding.label(place, "it says so here")
        }
        None => finding,
    }
}

/// What is known where a name was looked for, by the kinds wanted there or the figure whose points they are.
type Known<'m> = BTreeMap<(Vec<Kind>, Option<EntityId>), Names<'m>>;

/// Entries by ids that they had before.
type Former<'m> = BTreeMap<(Kind, &'m str), &'m Entity>;

fn former<'m>(cx: &Cx<'m>) -> Former<'m> {
    let of = |entity: &'m Entity| entity.common().aliases.iter().map(move |alias| ((entity.kind(), alias.as_str()), entity));
    cx.model.entities.iter().flat_map(of).collect()
}

fn unknown<'m>(cx: &Cx<'m>, unresolved: &Unresolved, other: &[Kind], known: &mut Known<'m>, former: &Former<'m>) -> Diagnostic {
    let reference = &unresolved.reference;
    let kinds: Vec<Kind> = match reference.kind {
        Some(kind) if reference.accepts.contains(&kind) => vec![kind],
        _ => reference.accepts.to_vec(),
    };
    let message = match (reference.kind, other) {
        (Some(kind), _) if !reference.accepts.contains(&kind) => {
            format!("{} is wanted here, and `{kind}:{}` is not one", wanted(reference.accepts), reference.id)
        }
        (_, [found, ..]) => format!("{} is wanted here, and `{}` is {}", wanted(&kinds), reference.id, wanted(&[*found])),
        _ => {
            let what = wanted(&kinds);
            let what =
                what.trim_start_matches("an ").trim_start_matches("a ").replace(" or an ", " or ").replace(" or a ", " or ");
            format!("no {what} has the id `{}`", reference.id)
        }
    };
    let of_media = reference.kind == Some(Kind::Media) || reference.kind.is_none() && *other == [Kind::Media];
    if of_media && reference.accepts == LINKABLE {
        let help = format!("show a picture with a block: a fenced code block `image` that holds `id: {}`", reference.id);
        return Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(help);
    }
    let entities = || kinds.iter().flat_map(|kind| cx.model.of_kind(*kind)).map(|id| cx.model.get(id));
    if let Some(renamed) = kinds.iter().find_map(|kind| former.get(&(*kind, reference.id.as_str()))) {
        let help = format!("write `{}`: that is its id now ({})", renamed.id(), renamed.document.origin.file());
        return Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(help);
    }
    let names = known.entry((kinds.clone(), None)).or_insert_with(|| Names::new(entities().map(Entity::id)));
    let near = names.all_nearest(reference.id.as_str());
    let help = if near.is_empty() {
        let list = if let [kind] = kinds[..] { format!("detente list {kind}") } else { "detente list".to_string() };
        match other {
            [] => format!("name one that is there (`{list}` shows them), or add an entry with this id"),
            _ => format!("name one that is there: `{list}` shows them"),
        }
    } else {
        let found = |name: &str| EntryId::new(name).and_then(|id| kinds.iter().find_map(|kind| cx.model.find(*kind, &id)));
        let mut files: Vec<&str> = Vec::new();
        for file in near.iter().filter_map(|name| Some(cx.model.get(found(name)?).document.origin.file().as_str())) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let names: Vec<String> = near.iter().take(3).map(|name| format!("`{name}`")).collect();
        format!("did you mean {}? ({})", names.join(" or "), files.join(", "))
    };
    Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(help)
}

fn no_point<'m>(cx: &Cx<'m>, unresolved: &Unresolved, figure: EntityId, known: &mut Known<'m>) -> Diagnostic {
    let reference = &unresolved.reference;
    let at = reference.at.as_deref().unwrap_or("");
    let message = format!("the figure `{}` has no point as of {at}", reference.id);
    let points = cx.model.get(figure).figure().map_or(&[][..], |figure| &figure.points);
    let dates = || points.iter().filter_map(|point| point.as_of.as_ref()).map(Edtf::as_str);
    let help = match known.entry((Vec::new(), Some(figure))).or_insert_with(|| Names::new(dates())).nearest(at) {
        Some(near) => format!("did you mean `{near}`?"),
        None if points.is_empty() => "the figure has no points".to_string(),
        None => {
            format!("its points are as of {}; without a date it is the newest", dates().take(8).collect::<Vec<_>>().join(", "))
        }
    };
    Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(help)
}

fn no_date(unresolved: &Unresolved, kind: Kind) -> Diagnostic {
    let reference = &unresolved.reference;
    let message = format!("a date behind {} asks for nothing: `{}` is the same on every day", wanted(&[kind]), reference.id);
    Diagnostic::new(Code::UNKNOWN_REFERENCE, reference.place.clone(), message).help(format!(
        "write `{}` alone; a date asks for the count of a figure, the role of an actor or the name of a place",
        reference.id
    ))
}

/// Sides are named in `site.yaml`.
fn sides(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Actor).filter(|_| !cx.config.unreadable) {
        let entity = cx.model.get(id);
        let Some(side) = entity.actor().and_then(|actor| actor.side.as_ref()) else { continue };
        if !cx.config.sides.iter().any(|known| known.id == *side) {
            let known: Vec<&str> = cx.config.sides.iter().map(|side| side.id.as_str()).collect();
            let help = match nearest(side, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "name the sides in content/site.yaml: `sides: [{id: …, name: …}]`".to_string(),
                None => format!("the sides of content/site.yaml are {}", known.join(", ")),
            };
            let message = format!("there is no side `{side}`");
            sink.about(id, Diagnostic::new(Code::UNKNOWN_REFERENCE, entity.place("side"), message).help(help));
        }
    }
}

/// `broken-link` and `broken-anchor`
pub fn broken_links(cx: &Cx<'_>, sink: &mut Sink) {
    for (id, _, diagnostic) in dead_links(cx) {
        sink.about(id, diagnostic);
    }
}

/// Links in bodies that lead nowhere, and pictures whose file is not there: who has it, the address, and the finding.
pub fn dead_links(cx: &Cx<'_>) -> Vec<(EntityId, String, Diagnostic)> {
    let pages = Names::new(cx.routes.pages().map(|url| url.as_str()));
    let mut dead = Vec::new();
    documents(cx, |id, document, _| {
        for link in &document.body.links {
            let diagnostic = broken(cx, document, &link.target, &link.place, &pages);
            dead.extend(diagnostic.map(|diagnostic| (id, link.target.clone(), diagnostic)));
        }
    });
    for id in cx.model.of_kind(Kind::Media) {
        let entity = cx.model.get(id);
        let Some(file) = entity.media().map(|media| &media.file).filter(|file| !file.is_empty()) else { continue };
        if cx.snapshot.get(&format!("content/media/{file}")).is_some() {
            continue;
        }
        let files = cx.snapshot.under("content/media/").map(|it| it.path.as_str().trim_start_matches("content/media/"));
        let help = nearest(file, files).map_or("put it there".to_string(), |near| format!("did you mean `{near}`?"));
        let message = format!("there is no file `{file}` in content/media/");
        let diagnostic = Diagnostic::new(Code::BROKEN_LINK, entity.place("file"), message).help(help);
        dead.push((id, format!("/media/{file}"), diagnostic));
    }
    dead
}

fn broken(cx: &Cx<'_>, document: &Document, target: &str, place: &Place, pages: &Names<'_>) -> Option<Diagnostic> {
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (target, None),
    };
    if path.is_empty() {
        let anchor = anchor?;
        return (!document.body.has_anchor(anchor)).then(|| no_anchor(place, anchor, &anchors_of(document)));
    }
    let Some(route) = cx.routes.at(path) else {
        if let Some(name) = picture_called(path) {
            // A picture has other addresses than the one it is called by; one that cannot be published is a finding of its own.
            let flawed = |(id, _): &(EntityId, _)| cx.model.get(*id).media().is_some_and(|media| media.file == name);
            if cx.routes.pictures.contains_key(name) || cx.routes.unusable.iter().any(flawed) {
                return None;
            }
            let message = format!("the picture `{}` is not published", path.trim_start_matches("/media/"));
            let diagnostic = Diagnostic::new(Code::BROKEN_LINK, place.clone(), message);
            return Some(
                diagnostic.help("put it into content/media/ and describe it in content/media.yaml: file, alt, credit, rights"),
            );
        }
        let help = match pages.nearest(path) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "refer to the entry, `[[id]]`: such a link follows it wherever its page is".to_string(),
        };
        let message = format!("there is no page at `{path}`");
        return Some(Diagnostic::new(Code::BROKEN_LINK, place.clone(), message).help(help));
    };
    let anchor = anchor.filter(|anchor| !anchor.is_empty())?;
    let known = anchors(cx, route, document)?;
    (!known.iter().any(|it| it == anchor)).then(|| no_anchor(place, anchor, &known))
}

fn no_anchor(place: &Place, anchor: &str, known: &[String]) -> Diagnostic {
    let help = match nearest(anchor, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `#{near}`?"),
        None => {
            let names: Vec<String> = known.iter().take(8).map(|name| format!("`#{name}`")).collect();
            format!("it has {}; a heading gets one of its own by `## Words {{#{anchor}}}`", names.join(", "))
                .replace("it has ;", "it has none;")
        }
    };
    Diagnostic::new(Code::BROKEN_ANCHOR, place.clone(), format!("the page has no anchor `#{anchor}`")).help(help)
}

fn anchors_of(document: &Document) -> Vec<String> {
    document.body.outline.iter().map(|heading| heading.anchor.clone()).collect()
}

/// The anchors of a page that are made from content; `None` where the theme alone knows.
fn anchors(cx: &Cx<'_>, route: &Route, from: &Document) -> Option<Vec<String>> {
    let ids = |kind: Kind| cx.model.of_kind(kind).map(|id| cx.model.get(id).id().to_string()).collect::<Vec<_>>();
    match &route.page {
        Page::Entity(id) => {
            let entity = cx.model.get(*id);
            let mut known: Vec<String> = anchors_of(&entity.document);
            // Of translations those that the link is written in, or leads into by its address.
            let written_in = match &from.content {
                Content::Translation(lang, _) => lang,
                Content::Original(_) => &cx.config.languages[route.lang],
            };
            known.extend(entity.translations.get(written_in).into_iter().flat_map(|it| anchors_of(&it.document)));
            if let Some(figure) = entity.figure() {
                known.extend((0..figure.points.len()).map(|index| point_anchor(figure, index)));
            }
            known.extend(["sources", "main"].map(str::to_string));
            Some(known)
        }
        Page::List(kind @ (Kind::Statement | Kind::Relationship | Kind::Term), _) if !address::has_page(*kind) => {
            let mut known = ids(*kind);
            known.extend(["sources", "main"].map(str::to_string));
            Some(known)
        }
        Page::Timeline | Page::Slice(..) => {
            let mut known = ids(Kind::Event);
            known.extend(ids(Kind::Phase));
            known.push("main".to_string());
            Some(known)
        }
        _ => None,
    }
}
