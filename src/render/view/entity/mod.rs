//! The page of one entry: what the pages of all kinds share; a file per kind beside it.

pub mod actor;
pub mod dispute;
pub mod event;
pub mod figure;
pub mod phase;
pub mod place;
pub mod source;

use serde::Serialize;

use crate::model::EntityId;
use crate::render::locale::When;
use crate::render::view::body::{self, BodyView};
use crate::render::view::cite::{Mark, Numbers, ReferenceRef};
use crate::render::view::frame::{page_meta, section};
use crate::render::view::row::SourcingRow;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// What the page of any entry shows.
#[derive(Hash, Serialize)]
pub struct Entry<'m> {
    /// The entry.
    pub card: CardRef<'m>,
    /// Marks of the sources it rests on.
    pub cites: Vec<Mark<'m>>,
    /// How it is sourced.
    pub sourcing: SourcingRow,
    /// How sure the editors are, in words; empty if not said.
    pub confidence_label: String,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// When it was last changed in substance.
    pub updated: Option<When>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Articles that refer to it.
    pub articles: Vec<CardRef<'m>>,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// A correction.
#[derive(Hash, Serialize)]
pub struct Correction {
    /// When.
    pub when: Option<When>,
    /// `correction`, `clarification`, `update`, `retraction`.
    pub kind: &'static str,
    /// The same in words.
    pub label: String,
    /// What changed.
    pub text: Text,
}

/// Cards under a heading.
#[derive(Hash, Serialize)]
pub struct Group<'m> {
    /// Its anchor: the kind's plural, or a class.
    pub id: String,
    /// The heading.
    pub label: String,
    /// The cards.
    pub cards: Vec<CardRef<'m>>,
}

/// Starts the page of an entry; `finish` ends it when all sources are numbered.
struct Draft<'m> {
    id: EntityId,
    numbers: Numbers,
    cites: Vec<Mark<'m>>,
    body: BodyView<'m>,
}

fn draft<'m>(cx: &Cx<'m>, id: EntityId) -> Draft<'m> {
    let entity = cx.model.get(id);
    let mut numbers = Numbers::default();
    let cites = numbers.marks(cx, entity, &entity.common().cites);
    let of = entity.body(cx.tag(), cx.config.first());
    let body = body::view(cx, &of, &mut numbers);
    Draft { id, numbers, cites, body }
}

impl<'m> Draft<'m> {
    fn finish(
        self,
        cx: &Cx<'m>,
        route: &Route,
        template: &'static str,
        content: impl FnOnce(Entry<'m>) -> Content<'m>,
    ) -> View<'m> {
        let entity = cx.model.get(self.id);
        let card = cx.card(self.id);
        let entry = Entry {
            card,
            cites: self.cites,
            sourcing: cx.sourcing(self.id),
            confidence_label: if card.confidence.is_empty() {
                String::new()
            } else {
                cx.words.label("confidence", card.confidence)
            },
            corrections: corrections(cx, self.id),
            updated: entity.common().updated.as_ref().map(|date| cx.when(date)),
            tags: entity.common().tags.clone(),
            articles: cx.articles_on(self.id),
            sources: self.numbers.lines(cx),
        };
        let title = Text { text: card.title.clone(), lang: card.lang.clone() };
        let section = section(card.kind);
        View {
            template,
            page: page_meta(cx, route, title, &card.summary.text, section),
            frame: cx.frame,
            body: Some(self.body),
            content: content(entry),
        }
    }
}

/// The corrections of an entry, newest first.
pub fn corrections(cx: &Cx<'_>, id: EntityId) -> Vec<Correction> {
    let entity = cx.model.get(id);
    let mut corrections: Vec<_> = entity.common().corrections.iter().collect();
    corrections.sort_by(|a, b| b.date.cmp(&a.date));
    corrections
        .into_iter()
        .map(|it| Correction {
            when: it.date.as_ref().map(|date| cx.when(date)),
            kind: it.kind,
            label: cx.words.label("correction", it.kind),
            text: cx.phrase(entity, &it.text),
        })
        .collect()
}
