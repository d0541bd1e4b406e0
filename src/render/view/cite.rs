//! The numbered sources of a page: first cited, first numbered.

use serde::Serialize;

use crate::base::path::Url;
use crate::model::{Entity, EntityId};
use crate::parse::schema::common::Cite;
use crate::render::locale::When;
use crate::render::view::{Cx, Text};

/// A mark in the text or at a fact that leads to a line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mark {
    /// Its number on this page.
    pub number: usize,
    /// The anchor of its line.
    pub anchor: String,
    /// Where in the source: `p. 4`.
    pub locator: String,
    /// Words before it: `see`.
    pub prefix: String,
    /// Title of the source.
    pub title: String,
}

/// A line of the list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Line {
    /// Its number.
    pub number: usize,
    /// Its anchor.
    pub anchor: String,
    /// The page of the source.
    pub url: Url,
    /// The reference as the citation style prints it, as HTML.
    pub html: String,
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
    /// A caveat.
    pub note: Text,
    /// When it came out.
    pub when: Option<When>,
    /// Title.
    pub title: String,
    /// Id.
    pub id: String,
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
    pub fn mark(&mut self, cx: &Cx<'_>, source: EntityId, locator: &str, prefix: &str) -> Mark {
        Mark {
            number: self.of(source),
            anchor: anchor(cx.model.get(source)),
            locator: locator.to_string(),
            prefix: prefix.to_string(),
            title: cx.card(source).title.clone(),
        }
    }

    /// Marks for the cites of an entity's field.
    pub fn marks(&mut self, cx: &Cx<'_>, entity: &Entity, cites: &[Cite]) -> Vec<Mark> {
        cites
            .iter()
            .filter_map(|cite| entity.target(cite.source).map(|source| (source, &cite.locator)))
            .map(|(source, locator)| self.mark(cx, source, locator, ""))
            .collect()
    }

    /// The list, once all is numbered.
    pub fn lines(self, cx: &Cx<'_>) -> Vec<Line> {
        self.order.into_iter().enumerate().map(|(index, source)| line(cx, source, index + 1)).collect()
    }
}

fn anchor(source: &Entity) -> String {
    format!("source-{}", source.id())
}

/// The line of a source.
pub fn line(cx: &Cx<'_>, id: EntityId, number: usize) -> Line {
    let entity = cx.model.get(id);
    let card = cx.card(id);
    let source = entity.source();
    Line {
        number,
        anchor: anchor(entity),
        url: card.url.clone(),
        html: cx.references[id.index()].to_string(),
        lang: source.and_then(|it| it.text("language")).unwrap_or("").to_string(),
        href: source.and_then(|it| it.text("URL")).filter(|url| is_web(url)).unwrap_or("").to_string(),
        archived: source
            .and_then(|it| it.archived.first())
            .map(|it| it.url.clone())
            .filter(|url| is_web(url))
            .unwrap_or_default(),
        tier: card.class_label.clone(),
        stance: stance(cx, id),
        read: source.and_then(|it| it.read).unwrap_or(""),
        read_label: source.and_then(|it| it.read).map(|read| cx.words.label("read", read)).unwrap_or_default(),
        note: card.note.clone(),
        when: card.when.clone(),
        title: card.title.clone(),
        id: card.id.clone(),
    }
}

/// Whether a browser may be sent there; others are findings and are not linked.
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// How a source stands to the parties, in words: "aligned with Armenia".
pub fn stance(cx: &Cx<'_>, id: EntityId) -> String {
    let entity = cx.model.get(id);
    let Some(stance) = entity.source().and_then(|source| source.stance.as_ref()) else { return String::new() };
    let actors: Vec<&str> = entity.targets_of(&stance.actors).map(|actor| cx.card(actor).title.as_str()).collect();
    let key = format!("stance_{}", stance.kind);
    cx.words.fill(&key, &[("actors", &actors.join(", "))])
}
