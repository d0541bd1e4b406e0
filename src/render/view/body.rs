//! A body with what its holes will hold.

use crate::base::digest::Hashed;
use crate::base::path::Url;
use crate::model::EntityId;
use crate::model::figure::point_anchor;
use crate::model::text::BodyOf;
use crate::parse::body::{Body, Hole};
use crate::parse::kind::Kind;
use crate::render::view::Cx;
use crate::render::view::block::{self, BlockView};
use crate::render::view::cite::{Mark, Numbers};
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
    /// A number, with who claims it and as of when.
    Value {
        /// Its line on the figure's page.
        url: Url,
        /// The number.
        value: String,
        /// Claimant and date, in words.
        origin: String,
    },
    /// Marks of a citation.
    Cite(Vec<Mark<'m>>),
    /// The opening of a link within the site.
    Open(Url),
    /// A picture: address and alternative text.
    Image(Url, String),
    /// A block.
    Block(Box<BlockView<'m>>),
    /// Words in place of something that was not found (a finding tells).
    Words(String),
}

/// Fills the holes of a body.
pub fn view<'m>(cx: &Cx<'m>, of: &BodyOf<'m>, numbers: &mut Numbers) -> BodyView<'m> {
    let mut met = std::collections::BTreeSet::new();
    let filled = of.body.holes.iter().enumerate().map(|(nth, (_, hole))| fill(cx, of, (nth, hole), numbers, &mut met)).collect();
    let lang = (!of.translated).then(|| cx.config.first().to_string());
    BodyView { body: of.body, filled, lang }
}

fn fill<'m>(
    cx: &Cx<'m>,
    of: &BodyOf<'m>,
    (nth, hole): (usize, &'m Hole),
    numbers: &mut Numbers,
    met: &mut std::collections::BTreeSet<EntityId>,
) -> Filled<'m> {
    match hole {
        Hole::Ref(index, words) => reference(cx, of, *index, words.as_deref(), met),
        Hole::Cite(items) => Filled::Cite(
            items
                .iter()
                .filter_map(|item| of.targets.get(item.source as usize).copied().flatten().map(|source| (source, item)))
                .filter_map(|(source, item)| numbers.mark(cx, source, &item.locator, &item.prefix))
                .collect(),
        ),
        Hole::Open(target) => Filled::Open(open(cx, target)),
        Hole::Image(name, alt) => Filled::Image(Url::new(format!("/media/{name}")), alt.clone()),
        Hole::Block(block) => Filled::Block(Box::new(block::view(cx, of, &block.query, nth, numbers))),
    }
}

/// A link as written leads to the page in the reader's language, if it names one of the first language.
fn open(cx: &Cx<'_>, target: &str) -> Url {
    if target.starts_with('#') {
        return Url::new(format!("/{target}"));
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

fn reference<'m>(
    cx: &Cx<'m>,
    of: &BodyOf<'m>,
    index: u32,
    words: Option<&str>,
    met: &mut std::collections::BTreeSet<EntityId>,
) -> Filled<'m> {
    let written = &of.document.refs[index as usize];
    let Some(id) = of.targets.get(index as usize).copied().flatten() else {
        return Filled::Words(words.unwrap_or(written.id.as_str()).to_string());
    };
    let card = cx.card(id);
    let first = met.insert(id);
    if let Some(filled) = value(cx, id, written.at.as_deref(), words) {
        return filled;
    }
    let date = written.at.as_deref().and_then(|at| crate::base::edtf::Edtf::parse(at).ok());
    let text = match (words, &date) {
        (Some(words), _) => words.to_string(),
        (None, Some(date)) => dated_name(cx, id, date).unwrap_or_else(|| card.title.clone()),
        // The pair of names at first mention, the house form afterwards.
        (None, None) if card.kind == Kind::Place && !first => cx.model.get(id).common().title.clone(),
        (None, None) => card.title.clone(),
    };
    let lang = if words.is_some() { None } else { card.lang.clone() };
    Filled::Link { url: card.url.clone(), text, lang, kind: card.kind }
}

/// "President of Azerbaijan Ilham Aliyev"; the name a place had.
fn dated_name(cx: &Cx<'_>, id: EntityId, date: &crate::base::edtf::Edtf) -> Option<String> {
    match cx.model.get(id).kind() {
        Kind::Actor => {
            let role = cx.role_title(id, cx.model.role_at(id, date)?);
            Some(cx.words.fill("role_name", &[("role", &role.text), ("name", &cx.card(id).title)]))
        }
        Kind::Place => cx.model.name_at(id, date).map(str::to_string),
        _ => None,
    }
}

fn value<'m>(cx: &Cx<'m>, id: EntityId, at: Option<&str>, words: Option<&str>) -> Option<Filled<'m>> {
    let entity = cx.model.get(id);
    let figure = entity.figure()?;
    let index = match at {
        Some(date) => figure.point_at(date)?,
        None => figure.newest()?,
    };
    let point = &figure.points[index];
    let claimant = figure.claimant.and_then(|it| entity.target(it)).map(|it| cx.card(it).title.as_str()).unwrap_or("");
    let date = point.as_of.as_ref().map(|date| cx.as_of(date).text).unwrap_or_default();
    Some(Filled::Value {
        url: Url::new(format!("{}#{}", cx.card(id).url, point_anchor(figure, index))),
        value: words.map_or_else(|| cx.point_value(point), str::to_string),
        origin: cx.words.fill("claimed_by", &[("claimant", claimant), ("date", &date)]),
    })
}
