//! The page of a source: what it is, how it stands, and everything that rests on it.

use serde::Serialize;

use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::cite::{self, ReferenceRef};
use crate::render::view::entity::{Entry, Group, draft};
use crate::render::view::{CardRef, Content, Cx, View};
use crate::route::Route;

/// A source's page.
#[derive(Hash, Serialize)]
pub struct Source<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its line.
    pub line: ReferenceRef<'m>,
    /// CSL type, in words.
    pub class: String,
    /// When it was read.
    pub accessed: Option<When>,
    /// Archived copies.
    pub archived: Vec<Copy>,
    /// What it relays.
    pub derived_from: Vec<CardRef<'m>>,
    /// What relays it.
    pub relayed_by: Vec<CardRef<'m>>,
    /// Everything that rests on it, by kind.
    pub rests: Vec<Group<'m>>,
}

/// An archived copy.
#[derive(Hash, Serialize)]
pub struct Copy {
    /// Where.
    pub url: String,
    /// When it was taken.
    pub when: Option<When>,
}

/// The view of a source.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let fields = entity.source()?;
    let line = cx.reference(id)?;
    let draft = draft(cx, id);
    let rests = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Source)
        .filter_map(|kind| {
            let cards = cx.referring(id, kind);
            let label = cx.words.get(&format!("kinds_{}", kind.folder())).to_string();
            (!cards.is_empty()).then(|| Group { id: kind.folder().to_string(), label, cards })
        })
        .collect();
    Some(draft.finish(cx, route, "source.html", |entry| {
        Content::Source(Source {
            entry,
            line,
            class: cx.words.label("csl", &fields.class),
            accessed: fields.date("accessed").map(|date| cx.when(date)),
            archived: fields
                .archived
                .iter()
                .filter(|copy| cite::is_web(&copy.url))
                .map(|copy| Copy { url: copy.url.clone(), when: copy.date.as_ref().map(|date| cx.when(date)) })
                .collect(),
            derived_from: cx.cards_of(entity.targets_of(&fields.derived_from)),
            relayed_by: cx.referring(id, Kind::Source),
            rests,
        })
    }))
}
