//! A body with what its holes will hold.

use std::collections::BTreeSet;

use crate::base::digest::Hashed;
use crate::base::edtf::Edtf;
use crate::base::path::Url;
use crate::config::Naming;
use crate::model::EntityId;
use crate::model::media::picture_called;
use crate::model::text::BodyOf;
use crate::parse::body::{Body, Hole};
use crate::parse::kind::Kind;
use crate::render::view::block::{self, BlockView};
use crate::render::view::cite::{Mark, Numbers};
use crate::render::view::fact::{Aside, Reading};
use crate::render::view::picture::{Picture, largest, picture};
use crate::render::view::{Cx, Text};
use crate::route::Page;

/// A body, and per hole what fills it.
#[derive(Hash)]
pub struct BodyView<'m> {
    /// The body.
    pub body: &'m Hashed<Body>,
    /// What fills its holes, in order.
    pub filled: Vec<Filled<'m>>,
    /// Its language, if it is not the page's.
    pub lang: Option<String>,
}

/// What fills a hole.
#[derive(Hash)]
pub enum Filled<'m> {
    /// A link to an entry.
    Link {
        /// Where.
        url: Url,
        /// The words.
        text: String,
        /// Language of the words, if it is not the page's.
        lang: Option<String>,
        /// What it leads to.
        kind: Kind,
    },
    /// A fact that opens: a number, a contested name, a term.
    Fact {
        /// What it opens.
        anchor: String,
        /// The words.
        text: String,
        /// Language of the words, if it is not the page's.
        lang: Option<String>,
        /// What it is.
        kind: Kind,
        /// Of a number, claimant and date in words; empty otherwise.
        origin: String,
    },
    /// Marks of a citation.
    Cite(Vec<Mark<'m>>),
    /// The opening of a link within the site.
    Open(Url),
    /// A picture; within a line its files only, in a paragraph of its own with all its words.
    Image(Box<Picture>, bool),
    /// What belongs beside the paragraph before it.
    Aside(Aside<'m>),
    /// A block.
    Block(Box<BlockView<'m>>),
    /// Words in place of something that was not found (a finding tells).
    Words(String),
}

/// Fills the holes of a body.
pub fn view<'m>(cx: &Cx<'m>, of: &BodyOf<'m>, numbers: &mut Numbers) -> BodyView<'m> {
    let mut reading = Reading::default();
    let mut filled: Vec<_> =
        of.body.holes.iter().enumerate().map(|(nth, (_, hole))| fill(cx, of, (nth, hole), numbers, &mut reading)).collect();
    let mut asides: Vec<_> =
        filled.iter_mut().filter_map(|filled| if let Filled::Aside(aside) = filled { Some(aside) } else { None }).collect();
    for (aside, fact) in reading.facts(cx, numbers) {
        // Invariant: a reference stands in an element, and each that has one leaves room behind it.
        if let Some(aside) = asides.get_mut(aside) {
            aside.facts.push(fact);
        }
    }
    let lang = (!of.translated).then(|| cx.config.first().to_string());
    BodyView { body: of.body, filled, lang }
}

impl BodyView<'_> {
    /// Numbers of the sources that the text cites.
    pub fn cited(&self) -> BTreeSet<usize> {
        let marks = self.filled.iter().filter_map(|filled| if let Filled::Cite(marks) = filled { Some(marks) } else { None });
        marks.flatten().map(|mark| mark.number).collect()
    }
}

fn fill<'m>(
    cx: &Cx<'m>,
    of: &BodyOf<'m>,
    (nth, hole): (usize, &'m Hole),
    numbers: &mut Numbers,
    reading: &mut Reading<'m>,
) -> Filled<'m> {
    match hole {
        Hole::Ref(index, words) => reference(cx, of, *index, words.as_deref(), reading),
        Hole::Cite(items) => {
            let marks: Vec<_> = items
                .iter()
                .filter_map(|item| of.targets.get(item.source as usize).copied().flatten().map(|source| (source, item)))
                .filter_map(|(source, item)| numbers.mark(cx, source, &item.locator, &item.prefix))
                .collect();
            reading.cite(&marks);
            Filled::Cite(marks)
        }
        Hole::Open(target) => Filled::Open(open(cx, target)),
        Hole::Image(name, alt) => image(cx, of, (nth, name), alt),
        Hole::Aside => Filled::Aside(reading.aside()),
        Hole::Block(block) => Filled::Block(Box::new(block::view(cx, of, &block.query, nth, numbers))),
    }
}

/// The picture a text names by its file; words of its own describe it better there than those of its entry.
fn image<'m>(cx: &Cx<'m>, of: &BodyOf<'m>, (nth, name): (usize, &str), alt: &str) -> Filled<'m> {
    let Some(mut picture) = cx.routes.pictures.get(name).and_then(|it| picture(cx, it.entity)) else {
        return Filled::Words(alt.to_string());
    };
    if !alt.is_empty() {
        picture.alt = Text { text: alt.to_string(), lang: None };
    }
    let is_alone = of.body.holes.get(nth).is_some_and(|(offset, _)| of.body.is_alone(*offset));
    Filled::Image(Box::new(picture), is_alone)
}

/// A link as written leads to the page in the reader's language, if it names one of the first language.
fn open(cx: &Cx<'_>, target: &str) -> Url {
    if target.starts_with('#') {
        return Url::new(format!("/{target}"));
    }
    if let Some(picture) = picture_called(target).and_then(|name| cx.routes.pictures.get(name)) {
        return largest(picture).cloned().unwrap_or_else(|| Url::new(target));
    }
    let prefixed = cx.url(target);
    let Some(route) = cx.routes.at(prefixed.as_str()) else { return Url::new(target) };
    // A heading of the original is not in a translation, whose own anchors are its own words.
    let (Some((_, anchor)), Page::Entity(id)) = (target.split_once('#'), &route.page) else { return prefixed };
    let entity = cx.model.get(*id);
    let shown = entity.body(cx.tag(), cx.config.first()).body;
    let is_other = !shown.has_anchor(anchor) && entity.document.body.has_anchor(anchor);
    if is_other { Url::new(target) } else { prefixed }
}

fn reference<'m>(cx: &Cx<'m>, of: &BodyOf<'m>, index: u32, words: Option<&str>, reading: &mut Reading<'m>) -> Filled<'m> {
    let written = &of.document.refs[index as usize];
    let Some(id) = of.targets.get(index as usize).copied().flatten() else {
        return Filled::Words(words.unwrap_or(written.id.as_str()).to_string());
    };
    let card = cx.card(id);
    let kind = card.kind;
    // A place is met where its name is shown; in a quotation, where no name is put beside the one, it is not.
    let first = (kind != Kind::Place || words.is_none() && !written.is_quoted) && reading.meet(id);
    if let Some(count) = reading.count(cx, id, written.at.as_deref()) {
        let text = words.map_or(count.value, str::to_string);
        return Filled::Fact { anchor: count.anchor, text, lang: None, kind, origin: count.origin };
    }
    let date = written.at.as_deref().and_then(|at| Edtf::parse(at).ok());
    let text = match (words, &date) {
        (Some(words), _) => words.to_string(),
        (None, Some(date)) => dated_name(cx, id, date).unwrap_or_else(|| card.title.clone()),
        // The pair of names at first mention, the house form afterwards.
        (None, None) if kind == Kind::Place && cx.config.naming == Naming::ByDate => cx.place_name(id, of.date),
        (None, None) if kind == Kind::Place && !first => house_name(cx, id).unwrap_or(&card.title).to_string(),
        (None, None) => card.title.clone(),
    };
    let lang = if words.is_some() { None } else { card.lang.clone() };
    // What a reader may not know opens at first mention; later it is a link.
    let opens = match kind {
        Kind::Place if first => reading.names(cx, id),
        Kind::Term if first => reading.term(cx, id),
        _ => None,
    };
    match opens {
        Some(anchor) => Filled::Fact { anchor, text, lang, kind, origin: String::new() },
        None => Filled::Link { url: card.url.clone(), text, lang, kind },
    }
}

/// What the site calls a place in the page's language where its names stood side by side before.
fn house_name<'m>(cx: &Cx<'m>, place: EntityId) -> Option<&'m str> {
    let (lang, first) = (cx.tag(), cx.config.first());
    let is_paired = cx.config.naming == Naming::Pair && cx.model.name_pair(place, lang, first).is_some();
    is_paired.then(|| cx.model.get(place).name_in(lang, first))
}

/// "President of Azerbaijan Ilham Aliyev"; the name a place had.
fn dated_name(cx: &Cx<'_>, id: EntityId, date: &Edtf) -> Option<String> {
    match cx.model.get(id).kind() {
        Kind::Actor => {
            let role = cx.role_title(id, cx.model.role_at(id, date)?);
            Some(cx.words.fill("role_name", &[("role", &role.text), ("name", &cx.card(id).title)]))
        }
        Kind::Place => cx.model.name_on(id, date, cx.tag(), cx.config.first()),
        _ => None,
    }
}
