//! Every file the site will have, and the address of every entry: planned before anything is rendered.

mod gallery;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::assets::{self, Asset, Assets};
use crate::base::path::{OutputPath, SourcePath, Url};
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnosed, Diagnostic, Place};
use crate::model::slice::{Slice, Slices};
use crate::model::{EntityId, Model, address};
use crate::parse::kind::Kind;
use crate::picture::{Facts, Flaw, Rendition};
use crate::snapshot::Snapshot;
pub use gallery::{Looked, Picture};

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where it is written.
    pub path: OutputPath,
    /// The address it is read at.
    pub url: Url,
    /// Index of its language in the configuration.
    pub lang: usize,
    /// What it is.
    pub page: Page,
}

/// What a file of the output is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Page {
    /// The home page.
    Home,
    /// Page `n` (from 1) of the list of a kind.
    List(Kind, usize),
    /// All events, or the years they lie in.
    Timeline,
    /// Page `n` (from 1) of the events that have something in common.
    Slice(Slice, usize),
    /// An entry.
    Entity(EntityId),
    /// Where things are.
    Map,
    /// What was corrected.
    Corrections,
    /// How the site is made.
    Methods,
    /// The downloads.
    Data,
    /// The search.
    Search,
    /// The page for addresses that are not there.
    NotFound,
    /// A former address, and the one that replaced it.
    Redirect(Url),
    /// Atom feed of the articles.
    Feed,
    /// Atom feed of the events of an actor.
    ActorFeed(EntityId),
    /// Addresses of all pages.
    Sitemap,
    /// Rules for crawlers.
    Robots,
    /// What the site holds, for language models.
    Llms,
    /// Entries of a kind as JSON.
    Json(Kind),
    /// Entries of a kind as CSV.
    Csv(Kind),
    /// Entries in a format of others.
    Exchange(Format),
    /// A file of the theme under its fingerprinted name.
    Asset(Asset),
    /// Rules for hosts that read them: what a page may load, how long a file may be kept.
    Headers,
    /// What the site is called and looks like where a browser keeps it as an application.
    Manifest,
    /// What a copy of a language for reading without a connection is made of.
    Offline,
    /// A file copied as it is.
    File(SourcePath),
    /// A file made of a picture: scaled, encoded, without what it told of its maker.
    Picture(SourcePath, Facts, Rendition),
}

/// A format of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Events as GeoJSON (RFC 7946).
    Events,
    /// Places as GeoJSON.
    Places,
    /// Events as a calendar (RFC 5545).
    Calendar,
    /// Phases and events as TimelineJS reads them.
    Timeline,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Events, Format::Places, Format::Calendar, Format::Timeline];

    /// The address of its file.
    pub fn url(self) -> &'static str {
        match self {
            Format::Events => "/data/events.geojson",
            Format::Places => "/data/places.geojson",
            Format::Calendar => "/data/events.ics",
            Format::Timeline => "/data/timeline.json",
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Events | Format::Places => "GeoJSON",
            Format::Calendar => "iCalendar",
            Format::Timeline => "TimelineJS",
        }
    }

    /// The kind of entries it holds.
    pub fn kind(self) -> Kind {
        if self == Format::Places { Kind::Place } else { Kind::Event }
    }
}

/// The planned files and addresses.
#[derive(Default)]
pub struct Routes {
    /// The files, by path.
    pub list: Vec<Route>,
    /// Address of each entity, per language.
    urls: Vec<Vec<Url>>,
    by_url: HashMap<Url, usize>,
    /// The slices of the timeline that have pages.
    pub slices: Slices,
    /// The published pictures, by the name of their file in `content/media/`.
    pub pictures: BTreeMap<String, Picture>,
    /// Pictures that cannot be published.
    pub unusable: Vec<(EntityId, Flaw)>,
}

impl Routes {
    /// Where an entity is shown in a language (by its index).
    pub fn url(&self, entity: EntityId, lang: usize) -> &Url {
        &self.urls[lang][entity.index()]
    }

    /// The file at an address; a missing slash at the end is forgiven.
    pub fn at(&self, url: &str) -> Option<&Route> {
        let url = url.split(['#', '?']).next().unwrap_or("");
        let find = |url: &str| self.by_url.get(&Url::new(url)).map(|index| &self.list[*index]);
        find(url).or_else(|| find(&format!("{url}/")))
    }

    /// All addresses of pages, for the nearest one to a broken link.
    pub fn pages(&self) -> impl Iterator<Item = &Url> {
        self.list.iter().filter(|route| route.path.as_str().ends_with("index.html")).map(|route| &route.url)
    }
}

/// A file that several want to be.
struct Plan<'a> {
    files: std::collections::BTreeMap<OutputPath, (Route, String, Option<Place>)>,
    diagnostics: Vec<Diagnostic>,
    /// Pairs that collide, named once though they do in every language.
    told: std::collections::BTreeSet<(String, String)>,
    config: &'a Config,
}

/// Plans all files; two that want the same path are a finding.
pub fn plan(model: &Model, snapshot: &Snapshot, config: &Config, assets: &Assets, looked: &Looked<'_>) -> Diagnosed<Routes> {
    let urls = urls(model, config);
    let slices = model.slices();
    let mut plan = Plan { files: Default::default(), diagnostics: Vec::new(), told: Default::default(), config };
    for (lang, tag) in config.languages.iter().enumerate() {
        pages(&mut plan, model, lang, tag, &slices);
        entities(&mut plan, model, lang, tag, &urls);
    }
    once(&mut plan, model, assets);
    files(&mut plan, snapshot);
    let (pictures, unusable) = gallery::plan(&mut plan, model, snapshot, looked);
    let list: Vec<Route> = plan.files.into_values().map(|(route, ..)| route).collect();
    let by_url = list.iter().enumerate().map(|(index, route)| (route.url.clone(), index)).collect();
    Diagnosed { value: Routes { list, urls, by_url, slices, pictures, unusable }, diagnostics: plan.diagnostics }
}

fn urls(model: &Model, config: &Config) -> Vec<Vec<Url>> {
    let mut index_in_kind = Vec::with_capacity(model.entities.len());
    for kind in Kind::ALL {
        let mut order: Vec<EntityId> = model.of_kind(kind).collect();
        let base = order.first().map_or(0, |first| first.index());
        let mut positions = vec![0; order.len()];
        order.sort_by(|a, b| model.list_order(*a, *b));
        for (position, id) in order.iter().enumerate() {
            positions[id.index() - base] = position;
        }
        index_in_kind.extend(positions);
    }
    let address = |number: usize, prefix: &str| {
        let entity = &model.entities[number];
        Url::new(format!("{prefix}{}", address::entry(entity.kind(), entity.id(), index_in_kind[number])))
    };
    config
        .languages
        .iter()
        .map(|lang| {
            let prefix = config.prefix(lang);
            (0..model.entities.len()).map(|number| address(number, &prefix)).collect()
        })
        .collect()
}

/// The folders of a language's indexes: that of the search, that of the timeline's filter.
///
/// How many files they have follows from the words, late: nothing else lies in them.
pub fn index_folders(config: &Config, lang: &Lang) -> [String; 2] {
    ["/search/", "/timeline/index/"].map(|folder| format!("{}{folder}", config.prefix(lang)).trim_start_matches('/').to_string())
}

impl Route {
    /// Whether readers find a page of its own here, and not the way to another.
    pub fn is_own_page(&self) -> bool {
        self.path.as_str().ends_with("index.html") && !matches!(self.page, Page::Redirect(_))
    }
}

impl Plan<'_> {
    fn add(&mut self, lang: usize, url: String, page: Page, what: String, place: Option<Place>) {
        let url = Url::new(url);
        // Ids and fixed addresses are safe; a file's own name may not be.
        let Some(path) = OutputPath::of_url(&url) else {
            let place = place.unwrap_or_else(|| Place::File(self.config.source.file.clone()));
            let message = format!("`{url}` cannot be the address of {what}");
            self.diagnostics.push(Diagnostic::new(Code::PATH_COLLISION, place, message).help("rename it"));
            return;
        };
        let is_redirect = matches!(page, Page::Redirect(_));
        let is_copied = matches!(page, Page::File(_));
        let mut folders = self.config.languages.iter().flat_map(|lang| index_folders(self.config, lang));
        if is_copied && folders.any(|folder| path.as_str().starts_with(&folder)) {
            let place = place.unwrap_or_else(|| Place::File(self.config.source.file.clone()));
            let message = format!("{what} would lie among the files of the search, at `{path}`");
            let help = "put it into another folder";
            self.diagnostics.push(Diagnostic::new(Code::PATH_COLLISION, place, message).help(help));
            return;
        }
        match self.files.entry(path) {
            Entry::Vacant(free) => {
                let path = free.key().clone();
                free.insert((Route { path, url, lang, page }, what, place));
            }
            Entry::Occupied(taken) => {
                let (_, first, first_place) = taken.get();
                if !self.told.insert((what.clone(), first.clone())) {
                    return;
                }
                let message = format!("{what} and {first} would both be written to `{}`", taken.key());
                let fallback = || Place::File(self.config.source.file.clone());
                let mut diagnostic = Diagnostic::new(
                    Code::PATH_COLLISION,
                    place.clone().or(first_place.clone()).unwrap_or_else(fallback),
                    message,
                )
                .help(match (is_redirect, first_place) {
                    (true, _) => "take it out of `aliases`: whoever follows that address finds the other there",
                    (false, None) => "rename it: that address is one of detente's own pages",
                    (false, Some(_)) => "rename one of them",
                });
                if let (Some(first_place), Some(_)) = (first_place, &place) {
                    diagnostic = diagnostic.label(first_place.clone(), "the other is here");
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

fn pages(plan: &mut Plan<'_>, model: &Model, lang: usize, tag: &Lang, slices: &Slices) {
    let prefix = plan.config.prefix(tag);
    let mut add = |url: &str, page: Page| plan.add(lang, format!("{prefix}{url}"), page, format!("the page {url}"), None);
    add("/", Page::Home);
    add("/timeline/", Page::Timeline);
    for (slice, events) in slices.iter() {
        for number in 1..=events.len().div_ceil(address::per_page(Kind::Event)) {
            add(&address::list_page(&address::slice(model, slice), number), Page::Slice(slice.clone(), number));
        }
    }
    for kind in Kind::ALL {
        let Some(list) = address::list(kind).filter(|_| !matches!(kind, Kind::Event | Kind::Phase)) else { continue };
        let count = model.of_kind(kind).count();
        if count == 0 && kind != Kind::Article {
            continue;
        }
        for number in 1..=count.div_ceil(address::per_page(kind)).max(1) {
            add(&address::list_page(list, number), Page::List(kind, number));
        }
    }
    if model.has_positions() {
        add("/map/", Page::Map);
    }
    add("/corrections/", Page::Corrections);
    add("/methods/", Page::Methods);
    add("/data/", Page::Data);
    add("/search/", Page::Search);
    add("/feed.xml", Page::Feed);
    add("/manifest.webmanifest", Page::Manifest);
    add("/data/offline.json", Page::Offline);
}

fn entities(plan: &mut Plan<'_>, model: &Model, lang: usize, tag: &Lang, urls: &[Vec<Url>]) {
    let prefix = plan.config.prefix(tag);
    for (number, entity) in model.entities.iter().enumerate() {
        let kind = entity.kind();
        if !address::has_page(kind) {
            continue;
        }
        let id = EntityId(number as u32);
        let origin = &entity.document.origin;
        let place = if origin.path.is_empty() { Place::File(origin.file().clone()) } else { origin.value("id") };
        let url = urls[lang][number].clone();
        let what = format!("the {kind} `{}`", entity.id());
        plan.add(lang, url.to_string(), Page::Entity(id), what, Some(place));
        for alias in &entity.common().aliases {
            let old = format!("{prefix}{}", address::entry(kind, alias, 0));
            let what = format!("the former address of the {kind} `{}`", entity.id());
            plan.add(lang, old, Page::Redirect(url.clone()), what, Some(origin.value("aliases")));
        }
        if kind == Kind::Actor && lang == 0 {
            let url = format!("{url}feed.xml");
            plan.add(lang, url, Page::ActorFeed(id), format!("the feed of the actor `{}`", entity.id()), None);
        }
    }
}

fn once(plan: &mut Plan<'_>, model: &Model, assets: &Assets) {
    let mut add = |url: String, page: Page| plan.add(0, url.clone(), page, format!("the file {url}"), None);
    add("/404.html".to_string(), Page::NotFound);
    add("/sitemap.xml".to_string(), Page::Sitemap);
    add("/robots.txt".to_string(), Page::Robots);
    add("/llms.txt".to_string(), Page::Llms);
    add("/_headers".to_string(), Page::Headers);
    for asset in assets.values() {
        add(asset.url.to_string(), Page::Asset(asset.clone()));
    }
    for kind in Kind::ALL {
        if model.of_kind(kind).next().is_some() && kind != Kind::Page {
            add(format!("/data/{}.json", kind.folder()), Page::Json(kind));
            add(format!("/data/{}.csv", kind.folder()), Page::Csv(kind));
        }
    }
    for format in Format::ALL {
        if model.of_kind(format.kind()).next().is_some() {
            add(format.url().to_string(), Page::Exchange(format));
        }
    }
}

/// Static files, under their own names.
fn files(plan: &mut Plan<'_>, snapshot: &Snapshot) {
    for file in snapshot.under("static/").filter(|file| !assets::is_asset(&file.path)) {
        let url = format!("/{}", file.path.as_str().trim_start_matches("static/"));
        let what = format!("the file {}", file.path);
        plan.add(0, url, Page::File(file.path.clone()), what, Some(Place::File(file.path.clone())));
    }
}

impl Model {
    /// The order of entries in the list of their kind: sources, statements and articles newest first, others by id.
    pub fn list_order(&self, a: EntityId, b: EntityId) -> std::cmp::Ordering {
        match self.get(a).kind() {
            Kind::Source | Kind::Statement | Kind::Article => self.date_of(b).cmp(&self.date_of(a)).then(a.cmp(&b)),
            _ => a.cmp(&b),
        }
    }
}
