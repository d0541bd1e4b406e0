//! An article's page, and that of a plain page.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::parse::schema::article::Article as Fields;
use crate::render::locale::When;
use crate::render::view::body;
use crate::render::view::cite::{Numbers, ReferenceRef};
use crate::render::view::drawing::strip::{StripView, strip};
use crate::render::view::entity::{Correction, corrections};
use crate::render::view::frame::{page_meta, section};
use crate::render::view::picture::{Picture, picture};
use crate::render::view::row::EventRow;
use crate::render::view::share;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::render::words::sentence;
use crate::route::Route;

/// Words read in a minute (Brysbaert 2019: 238 for English non-fiction, rounded).
const WORDS_PER_MINUTE: u32 = 240;

/// Events an article must speak of for a strip to show more than their list.
const STRIP: usize = 4;

/// An article.
#[derive(Hash, Serialize)]
pub struct Article<'m> {
    /// The article.
    pub card: CardRef<'m>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was last changed in substance.
    pub updated: Option<When>,
    /// Up to when its facts count.
    pub as_of: Option<When>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The key question it answers; empty if none.
    pub question: Text,
    /// The answer in short.
    pub answer: Text,
    /// Its headings, for a table of contents.
    pub outline: Vec<Entry>,
    /// Minutes it takes to read.
    pub minutes: u32,
    /// Its picture.
    pub image: Option<Picture>,
    /// Actors it speaks of.
    pub actors: Vec<CardRef<'m>>,
    /// Places it speaks of.
    pub places: Vec<CardRef<'m>>,
    /// Events it speaks of.
    pub events: Vec<EventRow<'m>>,
    /// The same, drawn; none where they are few.
    pub strip: Option<StripView<'m>>,
    /// Disputes it speaks of.
    pub disputes: Vec<CardRef<'m>>,
    /// The article before it.
    pub previous: Option<CardRef<'m>>,
    /// The article after it.
    pub next: Option<CardRef<'m>>,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// Keywords.
    pub tags: Vec<String>,
    /// How to cite it, as a plain text.
    pub cite_as: String,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// A line of the table of contents.
#[derive(Hash, Serialize)]
pub struct Entry {
    /// 1 to 6.
    pub level: u8,
    /// The anchor.
    pub anchor: String,
    /// The words.
    pub text: String,
}

/// A plain page.
#[derive(Hash, Serialize)]
pub struct Plain<'m> {
    /// The page's entry.
    pub card: CardRef<'m>,
    /// When it was last changed in substance.
    pub updated: Option<When>,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// The view of an article.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> View<'m> {
    let entity = cx.model.get(id);
    let common = entity.common();
    let card = cx.card(id);
    let mut numbers = Numbers::default();
    let of = entity.body(cx.tag(), cx.config.first());
    let body = body::view(cx, &of, &mut numbers);
    // Sources of the article as a whole come behind those its text cites.
    numbers.marks(cx, entity, &common.cites);
    let fields = entity.article();
    let mentioned = |kind: Kind| {
        let mut seen = std::collections::BTreeSet::new();
        let all = entity.targets.iter().flatten().filter(|id| cx.model.get(**id).kind() == kind);
        all.copied().filter(|id| seen.insert(*id)).collect::<Vec<EntityId>>()
    };
    let (previous, next) = cx.model.neighbours(id);
    let when = |date: Option<&crate::base::edtf::Edtf>| date.map(|date| cx.when(date));
    let events = mentioned(Kind::Event);
    let content = Article {
        card,
        published: when(fields.and_then(|it| it.date.as_ref())),
        updated: when(common.updated.as_ref()),
        as_of: when(fields.and_then(|it| it.as_of.as_ref())),
        authors: fields.map(|it| it.authors.clone()).unwrap_or_default(),
        question: cx.field(entity, |it| &it.question, fields.map_or("", |it| &it.question)),
        answer: cx.field(entity, |it| &it.answer, fields.map_or("", |it| &it.answer)),
        outline: of
            .body
            .outline
            .iter()
            .map(|heading| Entry { level: heading.level, anchor: heading.anchor.clone(), text: heading.text.clone() })
            .collect(),
        minutes: of.body.words.div_ceil(WORDS_PER_MINUTE).max(1),
        image: fields.and_then(|it| it.image).and_then(|it| entity.target(it)).and_then(|it| picture(cx, it)),
        actors: cx.sorted(mentioned(Kind::Actor)),
        places: cx.sorted(mentioned(Kind::Place)),
        strip: strip(cx, "strip", &events, false).filter(|_| events.len() >= STRIP),
        events: cx.event_rows(events),
        disputes: cx.cards_of(mentioned(Kind::Dispute)),
        previous: previous.map(|it| cx.card(it)),
        next: next.map(|it| cx.card(it)),
        corrections: corrections(cx, id),
        tags: common.tags.clone(),
        cite_as: cite_as(cx, route, card.title.as_str(), fields),
        sources: numbers.lines(cx),
    };
    let title = Text { text: card.title.clone(), lang: card.lang.clone() };
    let mut page = page_meta(cx, route, title, &card.summary.text, section(Kind::Article));
    page.jsonld = jsonld(cx, &content, &page.canonical, fields, entity.changed());
    page.share = share::article(cx, route, card, content.as_of.as_ref());
    View { template: "article.html", page, frame: cx.frame, body: Some(body), content: Content::Article(Box::new(content)) }
}

fn cite_as(cx: &Cx<'_>, route: &Route, title: &str, fields: Option<&Fields>) -> String {
    let mut parts = Vec::new();
    if let Some(fields) = fields {
        if !fields.authors.is_empty() {
            parts.push(fields.authors.join(", "));
        }
        parts.push(title.to_string());
        parts.push(cx.frame.title.clone());
        parts.extend(fields.date.as_ref().map(|date| cx.when(date).text));
    }
    if !cx.config.base_url.is_empty() {
        parts.push(format!("{}{}", cx.config.base_url, route.url));
    }
    let last = parts.pop().unwrap_or_default();
    parts.iter().map(|part| sentence(part)).chain([last]).collect()
}

/// schema.org BackgroundNewsArticle.
fn jsonld(cx: &Cx<'_>, article: &Article<'_>, canonical: &str, fields: Option<&Fields>, changed: Option<&Edtf>) -> String {
    let mut data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "BackgroundNewsArticle",
        "headline": article.card.title,
        "description": article.card.summary.text,
        "inLanguage": cx.tag().as_str(),
        "isPartOf": {"@type": "WebSite", "name": cx.frame.title},
    });
    if let Some(map) = data.as_object_mut() {
        // Whether a name is a person's or a newsroom's is not said, so neither is claimed.
        let authors: Vec<_> = article.authors.iter().map(|name| serde_json::json!({"name": name})).collect();
        if !authors.is_empty() {
            map.insert("author".to_string(), authors.into());
        }
        if !canonical.is_empty() {
            map.insert("url".to_string(), canonical.into());
        }
        if let Some(date) = fields.and_then(|it| it.date.as_ref()) {
            map.insert("datePublished".to_string(), date.as_str().into());
        }
        if let Some(changed) = changed {
            map.insert("dateModified".to_string(), changed.as_str().into());
        }
    }
    data.to_string()
}

/// The view of a plain page.
pub fn plain<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> View<'m> {
    let entity = cx.model.get(id);
    let card = cx.card(id);
    let mut numbers = Numbers::default();
    let of = entity.body(cx.tag(), cx.config.first());
    let body = body::view(cx, &of, &mut numbers);
    numbers.marks(cx, entity, &entity.common().cites);
    let updated = entity.common().updated.as_ref().map(|date| cx.when(date));
    let title = Text { text: card.title.clone(), lang: card.lang.clone() };
    View {
        template: "page.html",
        page: page_meta(cx, route, title, &card.summary.text, ""),
        frame: cx.frame,
        body: Some(body),
        content: Content::Plain(Plain { card, updated, sources: numbers.lines(cx) }),
    }
}
