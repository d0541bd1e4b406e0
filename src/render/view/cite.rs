//! The numbered sources of a page: first cited, first numbered.

use std::sync::Arc;

use serde::Serialize;

use crate::base::path::Url;
use crate::model::{Entity, EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::schema::common::Cite;
use crate::render::bibliography::References;
use crate::render::locale::When;
use crate::render::view::card::Card;
use crate::render::view::shown::Shown;
use crate::render::view::{Cx, Text};
use crate::render::words::Words;

/// A source as lists of sources show it; the same on every page of a language.
#[derive(Hash, Serialize)]
pub struct Reference {
    /// Its anchor in the list.
    pub anchor: String,
    /// The page of the source.
    pub url: Url,
    /// The reference as the citation style prints it, as HTML.
    pub html: Arc<str>,
    /// Who published it and when, as far as the style does not print it: some tell of a web page its title alone, most
    /// nothing of a doubt about a date.
    pub published: String,
    /// Language of the source.
    pub lang: String,
    /// The work itself, if it is on the web.
    pub href: String,
    /// An archived copy.
    pub archived: String,
    /// Kind of publisher, in words.
    pub tier: String,
    /// How it stands to the parties, in words.
    pub stance: String,
    /// How much was read: `full`, `excerpt`, `relayed`.
    pub read: &'static str,
    /// The same in words.
    pub read_label: String,
    /// The same as a phrase that stands alone: `Read: excerpt`.
    pub read_text: String,
    /// A caveat.
    pub note: Text,
    /// When it came out.
    pub when: Option<When>,
    /// Title.
    pub title: String,
    /// Its language, if it is not the page's.
    pub title_lang: Option<String>,
    /// The newspaper or body that published it; empty if not said.
    pub outlet: String,
    /// Id.
    pub id: String,
}

/// A reference, borrowed.
pub type ReferenceRef<'m> = &'m Shown<Reference>;

/// A mark in the text or at a fact that leads to a line of the list.
#[derive(Clone, Hash, Serialize)]
pub struct Mark<'m> {
    /// Its number on this page.
    pub number: usize,
    /// The source.
    pub source: ReferenceRef<'m>,
    /// Where in it: `p. 4`.
    pub locator: String,
    /// Words before it: `see`.
    pub prefix: String,
}

/// Numbers the sources of one page.
#[derive(Default)]
pub struct Numbers {
    order: Vec<EntityId>,
}

impl Numbers {
    /// The number of a source, given at first mention.
    pub fn of(&mut self, source: EntityId) -> usize {
        match self.order.iter().position(|known| *known == source) {
            Some(index) => index + 1,
            None => {
                self.order.push(source);
                self.order.len()
            }
        }
    }

    /// A mark for a source.
    pub fn mark<'m>(&mut self, cx: &Cx<'m>, source: EntityId, locator: &str, prefix: &str) -> Option<Mark<'m>> {
        let reference = cx.reference(source)?;
        Some(Mark { number: self.of(source), source: reference, locator: locator.to_string(), prefix: prefix.to_string() })
    }

    /// Marks for the cites of an entity's field.
    pub fn marks<'m>(&mut self, cx: &Cx<'m>, entity: &Entity, cites: &[Cite]) -> Vec<Mark<'m>> {
        cites.iter().filter_map(|cite| self.mark(cx, entity.target(cite.source)?, &cite.locator, "")).collect()
    }

    /// The list, once all is numbered.
    pub fn lines<'m>(self, cx: &Cx<'m>) -> Vec<ReferenceRef<'m>> {
        self.order.into_iter().filter_map(|source| cx.reference(source)).collect()
    }
}

/// The references of a language, a row per entity; `html` is what the citation style printed.
pub fn references(
    model: &Model,
    cards: &[Shown<Card>],
    words: &Words,
    html: &[Arc<str>],
    style: &References,
) -> Vec<Option<Shown<Reference>>> {
    // The style is asked only where it matters: to print is slow.
    let is_about = |id: EntityId| cards[id.index()].when.as_ref().is_some_and(|when| when.edtf.contains('~'));
    let tells_about = model.of_kind(Kind::Source).any(is_about) && style.tells_about();
    let mut references: Vec<Option<Shown<Reference>>> = (0..model.entities.len()).map(|_| None).collect();
    for id in model.of_kind(Kind::Source) {
        references[id.index()] = Some(Shown::new(reference(model, cards, words, id, &html[id.index()], tells_about)));
    }
    references
}

fn reference(model: &Model, cards: &[Shown<Card>], words: &Words, id: EntityId, html: &Arc<str>, tells_about: bool) -> Reference {
    let entity = model.get(id);
    let card = &cards[id.index()];
    let source = entity.source();
    let text = |name: &str| source.and_then(|it| it.text(name)).unwrap_or("");
    let read = source.and_then(|it| it.read).unwrap_or("");
    let archived = source.and_then(|it| it.archived.first()).map(|it| it.url.clone()).filter(|url| is_web(url));
    Reference {
        anchor: format!("source-{}", entity.id()),
        url: card.url.clone(),
        html: Arc::clone(html),
        published: unprinted(card, words, html, tells_about),
        lang: text("language").to_string(),
        href: Some(text("URL")).filter(|url| is_web(url)).unwrap_or("").to_string(),
        archived: archived.unwrap_or_default(),
        tier: card.class_label.clone(),
        stance: stance(cards, words, entity),
        read,
        read_text: if read.is_empty() { String::new() } else { words.fill("read_how", &[("how", &words.label("read", read))]) },
        read_label: if read.is_empty() { String::new() } else { words.label("read", read) },
        note: card.note.clone(),
        when: card.when.clone(),
        title: card.title.clone(),
        title_lang: card.lang.clone(),
        outlet: card.outlet.clone(),
        id: card.id.clone(),
    }
}

/// Outlet and date of a source that its reference does not name; also a date in doubt, where the style prints it as a plain one.
fn unprinted(card: &Card, words: &Words, html: &str, tells_about: bool) -> String {
    let mut outlet = String::new();
    crate::render::escape(&mut outlet, &card.outlet);
    let year =
        |when: &When| when.edtf.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4 && html.contains(digits));
    let is_doubted = |when: &When| when.edtf.contains(['?', '%']) || when.edtf.contains('~') && !tells_about;
    let outlet = (!html.contains(&outlet)).then_some(card.outlet.as_str());
    let when = card.when.as_ref().filter(|when| !year(when) || is_doubted(when)).map(|when| when.text.as_str());
    outlet.into_iter().chain(when).collect::<Vec<_>>().join(words.get("list_comma"))
}

/// Whether a browser may be sent there; others are findings and are not linked.
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// How a source stands to the parties, in words: "aligned with Armenia".
fn stance(cards: &[Shown<Card>], words: &Words, entity: &Entity) -> String {
    let Some(stance) = entity.source().and_then(|source| source.stance.as_ref()) else { return String::new() };
    let actors: Vec<&str> = entity.targets_of(&stance.actors).map(|actor| cards[actor.index()].title.as_str()).collect();
    words.fill(&format!("stance_{}", stance.kind), &[("actors", &actors.join(words.get("list_comma")))])
}
