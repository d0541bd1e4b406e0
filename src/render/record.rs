//! What a search may find of each entry: what its page tells in words, and its names in every language.

use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::spaces::one_spaced;
use crate::model::EntityId;
use crate::model::text::BodyOf;
use crate::parse::body::{Body, Hole};
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;
use crate::parse::schema::actor::Name;
use crate::parse::schema::source::{Source, Variable};
use crate::render::view::Cx;
use crate::search::Record;
use crate::search::entry::Tell;

/// What stands between texts of several fields.
const BETWEEN: &str = " · ";

/// A record but for the prose of its body, which is slow to make.
pub struct Sketch<'m> {
    record: Record,
    prose: BodyOf<'m>,
    /// What stands in each hole of the prose.
    filled: Vec<&'m str>,
}

/// Whether an entry can be found: pictures have no address for readers.
pub fn is_found(cx: &Cx<'_>, id: EntityId) -> bool {
    cx.model.get(id).kind() != Kind::Media
}

impl<'m> Sketch<'m> {
    /// The record of an entry.
    pub fn of(cx: &'m Cx<'m>, id: EntityId) -> Sketch<'m> {
        let entity = cx.model.get(id);
        let card = cx.card(id);
        let prose = entity.body(cx.tag(), cx.config.first());
        let filled = prose.body.holes.iter().map(|(_, hole)| words_of(cx, &prose, hole)).collect();
        let text_lang = card.summary.lang.clone().or((!prose.translated).then(|| cx.config.first().to_string()));
        let kind = entity.kind();
        let record = Record {
            kind: kind.name(),
            kind_rank: Kind::ALL.iter().position(|it| *it == kind).map_or(0, |at| at as u8),
            url: card.url.as_str().trim_start_matches('/').to_string(),
            title: card.title.clone(),
            title_lang: card.lang.clone().unwrap_or_default(),
            names: names(cx, id),
            summary: card.summary.text.clone(),
            text_lang: text_lang.unwrap_or_default(),
            body: told(cx, id).into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(BETWEEN),
            when: card.when.as_ref().map(|when| when.text.clone()).unwrap_or_default(),
            year: card.when.as_ref().and(cx.model.date_of(id)).and_then(|date| date.year()),
            prior: prior(kind),
        };
        Sketch { record, prose, filled }
    }

    /// The digest of the whole record.
    pub fn digest(&self) -> Digest {
        Digest::of(&(&self.record, self.prose.body.digest(), &self.filled))
    }

    /// The record with its prose.
    pub fn finish(self) -> Record {
        let body = whole(&self.record.body, self.prose.body, &self.filled);
        Record { body, ..self.record }
    }

    /// The record without its prose, and who tells the body with it.
    pub fn later(mut self) -> (Record, Tell) {
        let (body, document) = (std::mem::take(&mut self.record.body), Arc::clone(self.prose.document));
        let filled: Vec<Box<str>> = self.filled.into_iter().map(Box::from).collect();
        (self.record, Box::new(move || whole(&body, &document.body, &filled)))
    }
}

/// What fields tell, and the prose of a body whose holes are filled.
fn whole(fields: &str, body: &Body, filled: &[impl AsRef<str>]) -> String {
    let text: &str = &body.html;
    let mut html = String::with_capacity(text.len());
    let mut from = 0;
    for ((offset, _), words) in body.holes.iter().zip(filled) {
        html.push_str(&text[from..*offset as usize]);
        super::escape(&mut html, words.as_ref());
        from = *offset as usize;
    }
    html.push_str(&text[from..]);
    let prose = text_of(&html);
    let between = if fields.is_empty() || prose.is_empty() { "" } else { BETWEEN };
    format!("{fields}{between}{prose}")
}

/// What a reader is more likely to look for stands first where all else is equal.
fn prior(kind: Kind) -> u8 {
    match kind {
        Kind::Article | Kind::Actor | Kind::Place | Kind::Dispute => 2,
        Kind::Phase | Kind::Event | Kind::Figure | Kind::Term | Kind::Page => 1,
        Kind::Source | Kind::Relationship | Kind::Statement | Kind::Media => 0,
    }
}

fn words_of<'m>(cx: &'m Cx<'m>, prose: &BodyOf<'m>, hole: &'m Hole) -> &'m str {
    match hole {
        Hole::Ref(_, Some(words)) => words,
        Hole::Ref(reference, None) => {
            let target = prose.targets.get(*reference as usize).copied().flatten();
            target.map_or("", |id| &cx.card(id).title)
        }
        Hole::Image(_, alt) => alt,
        Hole::Block(_) => " ",
        Hole::Cite(_) | Hole::Open(_) | Hole::Aside => "",
    }
}

/// Titles in all languages, and the names that the entry lists.
fn names(cx: &Cx<'_>, id: EntityId) -> Vec<String> {
    let entity = cx.model.get(id);
    let listed = |names: &[Name]| names.iter().map(|name| name.name.clone()).collect();
    let mut names: Vec<String> = match entity.meta() {
        Meta::Actor(it) => listed(&it.names),
        Meta::Place(it) => listed(&it.names),
        Meta::Term(it) => it.alt.clone(),
        _ => Vec::new(),
    };
    names.push(entity.common().title.clone());
    names.extend(cx.config.languages.iter().filter_map(|lang| entity.translated(lang)).map(|it| it.title.clone()));
    names.retain(|name| !name.is_empty());
    names
}

/// What the fields of its kind tell in words, beside title and summary.
fn told(cx: &Cx<'_>, id: EntityId) -> Vec<String> {
    let entity = cx.model.get(id);
    let card = cx.card(id);
    let title = |reference: u32| entity.target(reference).map(|id| cx.card(id).title.clone());
    let mut told = vec![card.note.text.clone()];
    told.extend(entity.common().tags.iter().cloned());
    told.extend(card.when.as_ref().map(|when| when.text.clone()));
    match entity.meta() {
        Meta::Article(it) => {
            told.push(cx.field(entity, |it| &it.question, &it.question).text);
            told.push(cx.field(entity, |it| &it.answer, &it.answer).text);
            told.extend(it.authors.iter().cloned());
        }
        Meta::Event(it) => {
            told.extend(it.actors.iter().filter_map(|part| title(part.actor)));
            let called = cx.places_of(id).into_iter().map(|place| &place.title);
            told.extend(it.places.iter().filter_map(|place| title(*place)));
            told.extend(called.filter(|name| !told.contains(name)).cloned().collect::<Vec<_>>());
        }
        Meta::Actor(it) => {
            let translated = entity.translated(cx.tag()).map_or(&[][..], |it| &it.roles);
            told.extend(
                it.roles
                    .iter()
                    .enumerate()
                    .map(|(at, role)| translated.get(at).filter(|title| !title.is_empty()).unwrap_or(&role.title).clone()),
            );
        }
        Meta::Source(it) => {
            told.push(card.outlet.clone());
            told.extend(authors(it));
        }
        Meta::Figure(it) => {
            told.push(card.class_label.clone());
            told.extend([it.of, it.claimant].into_iter().flatten().filter_map(title));
        }
        Meta::Statement(it) => {
            told.push(cx.field(entity, |it| &it.text, &it.text).text);
            told.extend([&it.quote, &it.translation].into_iter().flatten().map(|words| words.text.clone()));
            told.push(cx.field(entity, |it| &it.venue, &it.venue).text);
        }
        Meta::Dispute(it) => {
            told.push(cx.field(entity, |it| &it.agreed, &it.agreed).text);
            told.push(cx.field(entity, |it| &it.open, &it.open).text);
            let translated = entity.translated(cx.tag()).map_or(&[][..], |it| &it.versions);
            told.extend(
                it.versions
                    .iter()
                    .enumerate()
                    .map(|(at, version)| translated.get(at).filter(|text| !text.is_empty()).unwrap_or(&version.text).clone()),
            );
        }
        Meta::Term(it) => {
            told.push(cx.field(entity, |it| &it.definition, &it.definition).text);
            told.push(it.prefer.clone());
        }
        Meta::Relationship(_) | Meta::Phase(_) | Meta::Place(_) | Meta::Media(_) | Meta::Page(_) => {}
    }
    told
}

fn authors(source: &Source) -> impl Iterator<Item = String> {
    let names = source.variables.iter().filter_map(|(_, variable)| match variable {
        Variable::Names(names) => Some(names),
        _ => None,
    });
    names.flatten().map(|name| format!("{} {} {}", name.given, name.family, name.literal).trim().to_string())
}

/// The text of a piece of HTML: tags and comments are left out, the five entities that we write are read.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            // Words of two paragraphs are two; those around a link or a stress may be one.
            let name = rest[..end].trim_start_matches(['<', '/']);
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            if !matches!(name, "a" | "em" | "strong" | "code" | "del" | "sub" | "sup" | "span") {
                text.push(' ');
            }
            rest = &rest[end..];
        } else {
            let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
            let (length, c) =
                known.iter().find(|(entity, _)| rest.starts_with(entity)).map_or((1, '&'), |(entity, c)| (entity.len(), *c));
            text.push(c);
            rest = &rest[length..];
        }
    }
    text.push_str(rest);
    one_spaced(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_read_as_its_reader_reads_it() {
        assert_eq!(text_of("<p>A <em>b</em>c &amp; d</p>\n<p>e&lt;f</p><!-- <p>hidden</p> -->g"), "A bc & d e<f g");
        assert_eq!(text_of("a & b <"), "a & b");
    }
}
