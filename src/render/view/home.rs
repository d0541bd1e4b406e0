//! The home page: in one minute what this is about, as of when, who stands where, what it has cost by whose count.

use serde::Serialize;

use crate::base::id::EntryId;
use crate::config::Listed;
use crate::model::EntityId;
use crate::model::figure::Claim;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::cite::{Numbers, ReferenceRef};
use crate::render::view::count::{FigureRow, Which};
use crate::render::view::drawing::strip::{StripView, strip};
use crate::render::view::entity::Group;
use crate::render::view::frame::page_meta;
use crate::render::view::row::EventRow;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// How many of each the home page shows where `site.yaml` does not say.
const ARTICLES: usize = 6;
const FIGURES: usize = 4;
const EVENTS: usize = 6;
const DISPUTES: usize = 6;

/// The home page.
#[derive(Hash, Serialize)]
pub struct Home<'m> {
    /// What the site is about.
    pub summary: String,
    /// Up to when its articles count, at the latest.
    pub as_of: Option<When>,
    /// Articles.
    pub articles: Vec<CardRef<'m>>,
    /// Figures, each with claimant and date.
    pub figures: Vec<FigureRow<'m>>,
    /// Key questions that unfold.
    pub questions: Vec<Question<'m>>,
    /// The parties by side: states, authorities, alliances.
    pub sides: Vec<Group<'m>>,
    /// Phases in order.
    pub phases: Vec<CardRef<'m>>,
    /// Phases and events, drawn.
    pub strip: Option<StripView<'m>>,
    /// The latest events, newest first.
    pub events: Vec<EventRow<'m>>,
    /// Disputed matters.
    pub disputes: Vec<CardRef<'m>>,
    /// How many entries there are of each kind: heading, address of the list, count.
    pub counts: Vec<Count>,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// A key question.
#[derive(Hash, Serialize)]
pub struct Question<'m> {
    /// The article that answers it.
    pub card: CardRef<'m>,
    /// The question.
    pub question: Text,
    /// The answer in short.
    pub answer: Text,
}

/// How many entries there are of a kind.
#[derive(Hash, Serialize)]
pub struct Count {
    /// The kind.
    pub kind: Kind,
    /// In words.
    pub label: String,
    /// The list.
    pub url: crate::base::path::Url,
    /// How many.
    pub count: usize,
}

/// The view of the home page.
pub fn view<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let model = cx.model;
    let mut numbers = Numbers::default();
    let chosen = |listed: &[Listed], kind: Kind, otherwise: Vec<EntityId>| -> Vec<EntityId> {
        if listed.is_empty() {
            return otherwise;
        }
        listed.iter().filter_map(|(id, _)| model.find(kind, &EntryId::new(id)?)).collect()
    };
    let home = &cx.config.home;
    let articles = chosen(&home.articles, Kind::Article, model.articles.iter().copied().take(ARTICLES).collect());
    // A claim about the adversary is never a headline.
    let own = model.of_kind(Kind::Figure).filter(|id| model.claim_of(*id) != Claim::Adversary).take(FIGURES).collect();
    let figures = chosen(&home.figures, Kind::Figure, own);
    let asks = |id: &EntityId| model.get(*id).article().is_some_and(|article| !article.question.is_empty());
    let questions = chosen(&home.questions, Kind::Article, model.articles.iter().copied().filter(asks).collect());
    let as_of = model.articles.iter().filter_map(|id| model.get(*id).article()?.as_of.as_ref()).max();
    let mut disputes: Vec<EntityId> = model.of_kind(Kind::Dispute).collect();
    // Those that most articles speak of.
    disputes.sort_by_cached_key(|id| std::cmp::Reverse(model.referrers(*id, Kind::Article).count()));
    disputes.truncate(DISPUTES);
    let disputes = chosen(&home.disputes, Kind::Dispute, disputes);
    let latest = model.timeline.iter().rev().copied().take(EVENTS);
    let content = Home {
        summary: cx.frame.summary.clone(),
        as_of: as_of.map(|date| cx.when(date)),
        articles: cx.cards_of(articles),
        figures: figures.into_iter().filter_map(|id| cx.figure_row(id, Which::Newest, &mut numbers)).collect(),
        questions: questions
            .into_iter()
            .filter(asks)
            .filter_map(|id| {
                let entity = model.get(id);
                let article = entity.article()?;
                Some(Question {
                    card: cx.card(id),
                    question: cx.field(entity, |it| &it.question, &article.question),
                    answer: cx.field(entity, |it| &it.answer, &article.answer),
                })
            })
            .collect(),
        sides: sides(cx),
        phases: cx.cards_of(model.phases.iter().copied()),
        strip: strip(cx, "strip", &model.timeline, false),
        events: latest.map(|id| cx.event_row(id)).collect(),
        disputes: cx.cards_of(disputes),
        counts: counts(cx),
        sources: numbers.lines(cx),
    };
    let title = Text { text: cx.frame.title.clone(), lang: None };
    let page = page_meta(cx, route, title, &cx.frame.summary, "home");
    View { template: "home.html", page, frame: cx.frame, body: None, content: Content::Home(content) }
}

fn sides<'m>(cx: &Cx<'m>) -> Vec<Group<'m>> {
    let names = cx.config.text(cx.tag()).sides;
    let of_side = |side: &str| -> Vec<EntityId> {
        cx.model
            .of_kind(Kind::Actor)
            .filter(|id| {
                let card = cx.card(*id);
                card.side == side && matches!(card.class.as_str(), "state" | "de-facto-authority" | "alliance")
            })
            .collect()
    };
    let mut groups: Vec<Group<'m>> = cx
        .config
        .sides
        .iter()
        .map(|side| Group {
            id: side.id.clone(),
            label: names.get(&side.id).cloned().unwrap_or_else(|| side.name.clone()),
            cards: cx.sorted(of_side(&side.id)),
        })
        .collect();
    groups.sort_by(|a, b| cx.locale.compare(&a.label, &b.label));
    groups.retain(|group| !group.cards.is_empty());
    groups
}

fn counts(cx: &Cx<'_>) -> Vec<Count> {
    Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Phase)
        .filter_map(|kind| {
            let list = crate::model::address::list(kind)?;
            let count = cx.model.of_kind(kind).count();
            let label = cx.words.get(&format!("kinds_{}", kind.folder())).to_string();
            (count > 0).then(|| Count { kind, label, url: cx.url(list), count })
        })
        .collect()
}
