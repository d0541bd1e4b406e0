//! The share card of a page: which of its words stand on it. There is one only where the site's address is known.

use std::sync::Arc;

use serde::Serialize;

use crate::base::path::Url;
use crate::config::{Config, Lang, SiteText};
use crate::model::EntityId;
use crate::render::locale::When;
use crate::render::view::count::FigureRow;
use crate::render::view::{CardRef, Cx};
use crate::route::Route;
use crate::share::{self, Card};

/// The folder of the cards.
const FOLDER: &str = "/cards/";

/// A card, as a page names it.
#[derive(Hash, Serialize)]
pub struct Share {
    /// Its address within the site.
    pub url: Url,
    /// Its words, for those who do not see it.
    pub alt: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The card; its digest is part of the address.
    #[serde(skip)]
    pub card: Arc<Card>,
    /// A letter that no font has, so that there is no card: no page names it.
    pub unknown: Option<char>,
}

/// A card that pages may share.
pub type Shared = Option<Arc<Share>>;

fn share(base_url: &str, name: &str, card: Card) -> Shared {
    if base_url.is_empty() {
        return None;
    }
    // A digest of a digest is shorter than the key.
    let fingerprint = crate::base::digest::Digest::of(&card.key()).fingerprint();
    let url = Url::new(format!("{FOLDER}{name}.{fingerprint}.png"));
    let unknown = card.unknown_letter();
    Some(Arc::new(Share::new(url, card, unknown)))
}

impl Share {
    /// A card at an address, with a letter that no font has if there is one.
    pub fn new(url: Url, card: Card, unknown: Option<char>) -> Share {
        Share { url, alt: card.alt(), width: share::WIDTH, height: share::HEIGHT, unknown, card: Arc::new(card) }
    }
}

/// `articles/how-it-began`, `id/home`: the address of the page, as a name below the folder.
fn name(route: &Route) -> &str {
    route.url.as_str().trim_matches('/')
}

/// The card of the site, which stands for all pages without one of their own.
pub fn site(config: &Config, lang: &Lang, text: &SiteText) -> Shared {
    let host = config.base_url.split_once("://").map_or("", |(_, host)| host);
    let card = Card {
        title: text.title.clone(),
        summary: text.summary.clone(),
        foot: vec![host.to_string()],
        right_to_left: lang.right_to_left(),
        ..Card::default()
    };
    let prefix = config.prefix(lang);
    share(&config.base_url, &format!("{prefix}/home")[1..], card)
}

impl Cx<'_> {
    fn blank(&self, card: CardRef<'_>) -> Card {
        Card {
            site: self.frame.title.clone(),
            title: card.title.clone(),
            right_to_left: self.tag().right_to_left(),
            ..Card::default()
        }
    }

    fn doubt(&self, card: CardRef<'_>) -> String {
        let modality = (!card.modality.is_empty()).then(|| self.words.label("modality", &card.modality));
        let is_weak = matches!(card.confidence, "low" | "medium");
        let confidence = is_weak.then(|| self.words.label("confidence", card.confidence));
        let all: Vec<String> = modality.into_iter().chain(confidence).collect();
        all.join(self.words.get("list_comma"))
    }
}

/// The card of an article: its title and summary, and the date its facts hold for.
pub fn article(cx: &Cx<'_>, route: &Route, card: CardRef<'_>, as_of: Option<&When>) -> Shared {
    let foot = as_of.map(|date| format!("{} {}", cx.words.get("facts_as_of"), date.text));
    let summary = card.summary.text.clone();
    let card = Card { summary, doubt: cx.doubt(card), foot: foot.into_iter().collect(), ..cx.blank(card) };
    share(&cx.config.base_url, name(route), card)
}

/// The card of an event: when and where, and whether it is only alleged.
pub fn event(cx: &Cx<'_>, route: &Route, id: EntityId) -> Shared {
    let card = cx.card(id);
    let places: Vec<&str> = cx.places_of(id).into_iter().map(|place| place.title.as_str()).collect();
    let when = card.when.as_ref().map_or_else(|| cx.words.get("date_unknown").to_string(), |when| when.text.clone());
    let foot = vec![when, places.join(" · ")];
    let card = Card { summary: card.summary.text.clone(), doubt: cx.doubt(card), foot, ..cx.blank(card) };
    share(&cx.config.base_url, name(route), card)
}

/// The card of a figure: no number without who claims it and the date it holds for.
pub fn figure(cx: &Cx<'_>, route: &Route, row: &FigureRow<'_>) -> Shared {
    let claimant =
        row.claimant.map_or_else(|| cx.words.get("claimant_unknown").to_string(), |it| it.shown_as_holder().to_string());
    let mut foot = Vec::new();
    let mut number = String::new();
    if let Some(point) = &row.point {
        number = point.amount.to_string();
        foot.push(cx.origin(Some(&claimant), point.as_of.as_ref()));
        if point.status != "reported" {
            foot.push(point.status_label.clone());
        }
    } else {
        foot.push(claimant);
    }
    let claim = if row.claim == "adversary" { row.claim_label.clone() } else { String::new() };
    let doubts: Vec<String> = [claim, cx.doubt(row.card)].into_iter().filter(|it| !it.is_empty()).collect();
    let card = Card { number, doubt: doubts.join(cx.words.get("list_comma")), foot, ..cx.blank(row.card) };
    share(&cx.config.base_url, name(route), card)
}
