//! What every page shows: the site's name, its sections, the languages, and the page's own address.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use serde::Serialize;

use crate::assets::Assets;
use crate::base::digest::Digest;
use crate::base::path::Url;
use crate::config::{Config, Lang};
use crate::model::{Model, address};
use crate::parse::kind::Kind;
use crate::render::view::share::{self, Shared};
use crate::render::view::{Cx, Text};
use crate::render::words::Words;
use crate::route::{Page, Route};

/// The same on every page of a language.
#[derive(Serialize)]
pub struct Frame {
    /// Language tag.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Name of the site.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// The address of the home page.
    pub home: Url,
    /// Where the site is published; empty if unknown.
    pub base_url: String,
    /// Sections, in order.
    pub nav: Vec<NavItem>,
    /// Links at the foot.
    pub foot: Vec<NavItem>,
    /// Addresses of the theme's files, by name.
    pub assets: BTreeMap<String, Url>,
    /// The card of the site.
    pub share: Shared,
    /// All words of the theme.
    #[serde(skip)]
    pub words: tera::Value,
    /// Digest of the words.
    #[serde(skip)]
    pub words_digest: Digest,
}

impl Hash for Frame {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (
            &self.lang,
            self.dir,
            &self.title,
            &self.summary,
            &self.base_url,
            &self.nav,
            &self.foot,
            &self.assets,
            &self.share,
            self.words_digest,
        )
            .hash(state);
    }
}

/// A link of the navigation.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NavItem {
    /// Which section it is: what `page.section` is compared with.
    pub id: String,
    /// Where it leads.
    pub url: Url,
    /// The same without its first slash: behind `root` it leads there from any page.
    pub path: String,
    /// Its words.
    pub text: Text,
}

/// What is particular to a page and yet the same for all templates.
#[derive(Hash, Serialize)]
pub struct PageMeta {
    /// Title, without the site's.
    pub title: Text,
    /// One sentence for search engines and cards.
    pub description: String,
    /// Its address.
    pub url: Url,
    /// The way from the page up to the site's root: ``, `../`, `../../`.
    pub root: String,
    /// The section it belongs to.
    pub section: &'static str,
    /// The same page in each language, this one included.
    pub alternates: Vec<Alternate>,
    /// The address that search engines should keep; empty where the site's own address is unknown.
    pub canonical: String,
    /// The page's own share card, if it has one.
    pub share: Shared,
    /// Structured data (JSON-LD) as a JSON text; empty if none.
    pub jsonld: String,
}

/// A page in another language.
#[derive(Hash, Serialize)]
pub struct Alternate {
    /// Language tag.
    pub lang: String,
    /// Where.
    pub url: Url,
    /// Name of the language in itself.
    pub name: String,
    /// Whether it is this page.
    pub current: bool,
}

/// Makes the frame of a language.
pub fn frame(model: &Model, config: &Config, lang: &Lang, words: &Words, assets: &Assets) -> Frame {
    let prefix = config.prefix(lang);
    let text = config.text(lang);
    let item = |id: &str, path: &str| NavItem {
        id: id.to_string(),
        url: Url::new(format!("{prefix}{path}")),
        path: format!("{prefix}{path}").trim_start_matches('/').to_string(),
        text: Text { text: words.get(&format!("nav_{id}")).to_string(), lang: None },
    };
    let mut nav = Vec::new();
    for kind in [
        Kind::Article,
        Kind::Event,
        Kind::Actor,
        Kind::Place,
        Kind::Figure,
        Kind::Relationship,
        Kind::Dispute,
        Kind::Statement,
        Kind::Source,
        Kind::Term,
    ] {
        if let Some(list) = address::list(kind)
            && model.of_kind(kind).next().is_some()
        {
            nav.push(item(section(kind), list));
        }
        if kind == Kind::Place && model.has_positions() {
            nav.push(item("map", "/map/"));
        }
    }
    let mut foot = Vec::new();
    let mut pages: Vec<_> = model.of_kind(Kind::Page).collect();
    pages.sort_by_key(|id| model.get(*id).page().map_or(0, |page| page.weight));
    for id in pages {
        let entity = model.get(id);
        let told = entity.tell(lang, config.first(), |it| &it.title, &entity.common().title);
        let url = format!("{prefix}{}", address::entry(Kind::Page, entity.id(), 0));
        foot.push(NavItem {
            id: entity.id().to_string(),
            path: url.trim_start_matches('/').to_string(),
            url: Url::new(url),
            text: Text { text: told.text.to_string(), lang: (!told.translated).then(|| config.first().to_string()) },
        });
    }
    foot.extend([
        item("search", "/search/"),
        item("methods", "/methods/"),
        item("corrections", "/corrections/"),
        item("data", "/data/"),
    ]);
    Frame {
        share: share::site(config, lang, &text),
        lang: lang.to_string(),
        dir: if lang.right_to_left() { "rtl" } else { "ltr" },
        title: text.title,
        summary: text.summary,
        home: Url::new(format!("{prefix}/")),
        base_url: config.base_url.clone(),
        nav,
        foot,
        assets: assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect(),
        words: words.value(),
        words_digest: words.digest(),
    }
}

/// The section a kind is shown in.
pub fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "articles",
        Kind::Event | Kind::Phase => "timeline",
        Kind::Actor => "actors",
        Kind::Place => "places",
        Kind::Figure => "figures",
        Kind::Relationship => "network",
        Kind::Dispute => "disputes",
        Kind::Statement => "statements",
        Kind::Source => "sources",
        Kind::Term => "glossary",
        Kind::Media | Kind::Page => "",
    }
}

/// Makes the particulars of a page.
pub fn page_meta(cx: &Cx<'_>, route: &Route, title: Text, description: &str, section: &'static str) -> PageMeta {
    let here = cx.config.prefix(cx.tag());
    let path = &route.url.as_str()[here.len()..];
    // Pages that exist once are in the first language only.
    let everywhere = !matches!(route.page, Page::NotFound);
    let alternates = cx
        .config
        .languages
        .iter()
        .enumerate()
        .filter(|(index, _)| everywhere && cx.config.languages.len() > 1 || *index == cx.lang)
        .map(|(index, lang)| Alternate {
            lang: lang.to_string(),
            url: Url::new(format!("{}{path}", cx.config.prefix(lang))),
            name: crate::render::words::autonym(lang),
            current: index == cx.lang,
        })
        .collect();
    let base = &cx.config.base_url;
    // A page that says nothing in its own language yet is not one more page to a search engine.
    let canonical_url = if title.lang.is_some() { path } else { route.url.as_str() };
    let canonical = if base.is_empty() { String::new() } else { format!("{base}{canonical_url}") };
    PageMeta {
        jsonld: jsonld(cx, &title, description, &canonical),
        title,
        description: description.to_string(),
        root: root(route, cx.config),
        url: route.url.clone(),
        section,
        alternates,
        canonical,
        share: None,
    }
}

/// schema.org WebPage, which names the page's address for good; empty where the site's own address is unknown.
fn jsonld(cx: &Cx<'_>, title: &Text, description: &str, canonical: &str) -> String {
    if canonical.is_empty() {
        return String::new();
    }
    let page = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title.text,
        "description": description,
        "inLanguage": cx.tag().as_str(),
        "url": canonical,
        "isPartOf": {"@type": "WebSite", "name": cx.frame.title, "url": format!("{}/", cx.config.base_url)},
    });
    page.to_string()
}

/// The way up to the root; the page for missing addresses is served anywhere, so its way is absolute.
fn root(route: &Route, config: &Config) -> String {
    if route.page == Page::NotFound {
        let path = config.base_url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        return if path.is_empty() { "/".to_string() } else { format!("/{path}/") };
    }
    "../".repeat(route.path.depth())
}
