//! `Snapshot` → `Build`: the stages in order, and the memo tables that make a second build cheap.
//!
//! Cheap stages run in full every time; dear ones are pure and remembered by the digest of what they read.
//! The stages know nothing of this.

mod index;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::{self, Assets};
use crate::audit::{self, page::Audit};
use crate::base::digest::Digest;
use crate::base::memo::Memo;
use crate::base::path::OutputPath;
use crate::check::vocabulary;
use crate::check::web::WebLink;
use crate::config::{self, Config, Lang};
use crate::diag::locate::{Finding, locate};
use crate::diag::{Diagnosed, Diagnostic, Level, cause};
use crate::model::{EntityId, Model, link, published};
use crate::parse::kind::Kind;
use crate::parse::reference::Refs;
use crate::parse::{self, Document, Lost, Parsed};
use crate::render::bibliography::{self, References};
use crate::render::locale::Locale;
use crate::render::templates::Templates;
use crate::render::view::shown::Shown;
use crate::render::view::{self, card, cite, frame};
use crate::render::{self, download, feed, host, sitemap, words};
use crate::route::{self, Page, Route, Routes};
use crate::search::{self, entry::Entry};
use crate::site::Site;
use crate::snapshot::{Snapshot, SourceFile};
use crate::{check, render::view::Cx};

/// What a build may be asked for beside the content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Drafts too.
    pub drafts: bool,
    /// Articles dated after the day of the build too.
    pub future: bool,
    /// Whether the links to other sites are listed.
    pub web: bool,
    /// Published elsewhere than `site.yaml` says.
    pub base_url: Option<String>,
}

/// What a build gives.
pub struct Build {
    /// All files of the site; not fit to be published if a finding is at deny.
    pub site: Site,
    /// What was found, sorted by file and place.
    pub findings: Vec<Finding>,
    /// The configuration it was built with.
    pub config: Config,
    /// Links to other sites, if they were asked for.
    pub web: Vec<WebLink>,
    /// Whether the configuration itself is wrong.
    pub misconfigured: bool,
    /// The entries with an address, as a list to be kept (`model::published`).
    pub published: String,
    /// What was done.
    pub stats: Stats,
}

/// What a site says, before anything is rendered.
pub struct Linked {
    /// All entries, linked.
    pub model: Model,
    /// The configuration.
    pub config: Config,
    /// Whether the configuration itself is wrong.
    pub misconfigured: bool,
    /// What was found on the way; no level but the default is applied.
    found: Vec<Diagnostic>,
}

/// How much work a build was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Files parsed.
    pub parsed: usize,
    /// Pages rendered.
    pub rendered: usize,
    /// Pages taken from an earlier build.
    pub reused: usize,
    /// Pages audited.
    pub audited: usize,
    /// Entries taken apart for the search.
    pub filed: usize,
}

/// Builds sites; remembers between builds what it can use again.
#[derive(Default)]
pub struct Pipeline {
    documents: Memo<Diagnosed<Parsed>>,
    references: Memo<Arc<str>>,
    pages: Memo<Diagnosed<Arc<[u8]>>>,
    audits: Memo<Audit>,
    found: Memo<Entry>,
    filters: Memo<Vec<search::File>>,
    templates: Option<(Digest, Arc<Diagnosed<Templates>>)>,
}

/// A page, or why it could not be rendered.
type Rendered = Arc<Diagnosed<Arc<[u8]>>>;

/// The site, and the template of each page by its route's number.
type Made = (Site, Vec<Option<&'static str>>);

/// What belongs to one language.
struct Language {
    words: words::Words,
    locale: Locale,
}

impl Pipeline {
    /// Builds a site.
    pub fn build(&mut self, snapshot: &Snapshot, options: &Options) -> Build {
        // Needed late and slow to make: it is made beside the first stages.
        rayon::spawn(bibliography::prepare);
        let Linked { model, config, misconfigured, mut found } = self.model(snapshot, options);
        let assets = assets::assets(snapshot);
        let Diagnosed { value: routes, diagnostics } = route::plan(&model, snapshot, &config, &assets);
        found.extend(diagnostics);

        let (site, templates) = self.render(snapshot, &config, &model, &routes, &assets, &mut found);
        let Diagnosed { value: vocabularies, diagnostics } = vocabulary::read(snapshot, &config.languages);
        found.extend(diagnostics);
        let cx = check::Cx { model: &model, routes: &routes, config: &config, vocabularies: &vocabularies, snapshot };
        let web = if options.web { check::web::links(&cx) } else { Vec::new() };
        let mut sink = check::Sink::default();
        for it in self.audit(&cx, &site, &templates) {
            sink.alike(it.entity, it.diagnostic, it.cause, it.page);
        }
        let findings = locate(snapshot, check::run(&cx, found, sink));

        let (parsed, _) = self.documents.finish();
        let (rendered, reused) = self.pages.finish();
        let (audited, _) = self.audits.finish();
        self.references.finish();
        let (filed, _) = self.found.finish();
        self.filters.finish();
        let published = published::list(&model);
        Build { site, findings, web, config, misconfigured, published, stats: Stats { parsed, rendered, reused, audited, filed } }
    }

    /// Reads and links a site without rendering it: enough for every question about the content.
    pub fn model(&mut self, snapshot: &Snapshot, options: &Options) -> Linked {
        let mut found = cause::unreadable(snapshot);
        let Diagnosed { value: mut config, diagnostics } = config::read(snapshot);
        let misconfigured = diagnostics.iter().any(|it| it.code.default_level() == Level::Deny);
        found.extend(diagnostics);
        if let Some(base_url) = &options.base_url {
            config.base_url = base_url.trim_end_matches('/').to_string();
        }
        let (documents, lost, loose) = self.documents(snapshot, &config, &mut found);
        let link_options = link::Options { drafts: options.drafts, future: options.future, today: snapshot.today.clone() };
        let Diagnosed { value: model, diagnostics } = link::link(documents, lost, &loose, &link_options);
        found.extend(diagnostics);
        Linked { model, config, misconfigured, found }
    }

    /// All documents in path order, the entries that could not be read, and the references in bodies of those.
    fn documents(
        &self,
        snapshot: &Snapshot,
        config: &Config,
        found: &mut Vec<Diagnostic>,
    ) -> (Vec<Arc<Document>>, BTreeSet<Lost>, Refs) {
        let files: Vec<&Arc<SourceFile>> =
            snapshot.under("content/").filter(|file| !file.path.as_str().starts_with("content/media/")).collect();
        // What parsing reads of the configuration; a new title parses nothing anew.
        let reads = Digest::of(&(&config.languages, config.html, config.unreadable));
        let parsed: Vec<_> = files
            .par_iter()
            .map(|file| {
                let key = Digest::of(&(&file.path, file.digest, reads));
                self.documents.get_or(key, || parse::documents(file, config))
            })
            .collect();
        let (mut lost, mut loose) = (BTreeSet::new(), Refs::new());
        for read in &parsed {
            lost.extend(read.value.lost.iter().cloned());
            loose.extend(read.value.loose.iter().cloned());
            found.extend(read.diagnostics.iter().cloned());
        }
        (parsed.iter().flat_map(|read| read.value.documents.iter().cloned()).collect(), lost, loose)
    }

    fn templates(&mut self, snapshot: &Snapshot) -> Arc<Diagnosed<Templates>> {
        let files: Vec<_> = snapshot.under("templates/").map(|file| (&file.path, file.digest)).collect();
        let key = Digest::of(&files);
        match &self.templates {
            Some((known, templates)) if *known == key => Arc::clone(templates),
            _ => {
                let templates = Arc::new(render::templates::read(snapshot));
                self.templates = Some((key, Arc::clone(&templates)));
                templates
            }
        }
    }

    fn render(
        &mut self,
        snapshot: &Snapshot,
        config: &Config,
        model: &Model,
        routes: &Routes,
        assets: &Assets,
        found: &mut Vec<Diagnostic>,
    ) -> Made {
        let templates = self.templates(snapshot);
        found.extend(templates.diagnostics.iter().cloned());
        let Diagnosed { value: style, diagnostics } = bibliography::style(config);
        found.extend(diagnostics);
        let languages: Vec<Language> = config
            .languages
            .iter()
            .map(|lang| {
                let Diagnosed { value: words, diagnostics } = words::read(snapshot, lang);
                found.extend(diagnostics);
                Language { words, locale: Locale::new(lang) }
            })
            .collect();
        let frames: Vec<_> = languages
            .iter()
            .zip(&config.languages)
            .map(|(it, lang)| Shown::new(frame::frame(model, config, lang, &it.words, assets)))
            .collect();
        let cards: Vec<_> = languages
            .iter()
            .enumerate()
            .map(|(lang, it)| {
                let text = &config.text(&config.languages[lang]);
                card::cards(&card::Maker { model, routes, config, lang, words: &it.words, locale: &it.locale, text })
            })
            .collect();
        let references: Vec<_> = languages
            .iter()
            .enumerate()
            .map(|(lang, it)| {
                let html = self.references(model, config, &style, &config.languages[lang]);
                cite::references(model, &cards[lang], &it.words, &html)
            })
            .collect();
        let contexts: Vec<Cx<'_>> = languages
            .iter()
            .enumerate()
            .map(|(lang, it)| Cx {
                model,
                routes,
                config,
                lang,
                words: &it.words,
                locale: &it.locale,
                cards: &cards[lang],
                references: &references[lang],
                frame: &frames[lang],
            })
            .collect();
        let rendered: Vec<(OutputPath, Rendered, Option<&'static str>)> = routes
            .list
            .par_iter()
            .map(|route| {
                let (file, template) = self.file(snapshot, &contexts, routes, route, &templates.value);
                (route.path.clone(), file, template)
            })
            .collect();
        let mut site = Site::default();
        let mut failures = Vec::new();
        let mut made_with = Vec::with_capacity(rendered.len());
        for (path, file, template) in rendered {
            failures.extend(file.diagnostics.iter().cloned());
            site.files.insert(path, Arc::clone(&file.value));
            made_with.push(template);
        }
        for cx in &contexts {
            site.files.extend(self.index(cx));
        }
        found.extend(cause::one_per_cause(failures));
        (site, made_with)
    }

    /// Findings in our own pages; one that could not be rendered has its finding, and a copied file is not ours.
    fn audit(&self, cx: &check::Cx<'_>, site: &Site, templates: &[Option<&'static str>]) -> Vec<audit::Found> {
        let base_url = &cx.config.base_url;
        let pages: Vec<_> = (cx.routes.list.par_iter().zip(templates))
            .filter_map(|(route, template)| {
                let is_page = route.path.as_str().ends_with(".html") && !matches!(route.page, Page::File(_));
                let html = site.text(route.path.as_str()).filter(|html| is_page && !html.is_empty())?;
                let key = Digest::of(&(&route.path, base_url, Digest::of_bytes(html.as_bytes())));
                Some((route, html, *template, self.audits.get_or(key, || Audit::of(html, route.path.as_str(), base_url))))
            })
            .collect();
        let pages: Vec<audit::Page<'_>> =
            pages.iter().map(|(route, html, template, audit)| audit::Page { route, html, template: *template, audit }).collect();
        let told = std::cell::OnceCell::new();
        let told = |address: &str| told.get_or_init(|| check::dead_addresses(cx)).contains(address);
        let untitled = cx.config.text(cx.config.first()).title.is_empty();
        audit::run(&audit::Cx { site, model: cx.model, snapshot: cx.snapshot, base_url, untitled }, &pages, told)
    }

    fn references(&self, model: &Model, config: &Config, style: &References, lang: &Lang) -> Vec<Arc<str>> {
        let none: Arc<str> = "".into();
        (0..model.entities.len() as u32)
            .into_par_iter()
            .map(|number| {
                let entity = model.get(EntityId(number));
                if entity.kind() != Kind::Source {
                    return Arc::clone(&none);
                }
                let key = Digest::of(&(&entity.original().json, &config.citations, lang));
                Arc::clone(&*self.references.get_or(key, || style.html(entity, lang).into()))
            })
            .collect()
    }

    /// A file of the output, and the template it is made with if it is a page.
    fn file(
        &self,
        snapshot: &Snapshot,
        contexts: &[Cx<'_>],
        routes: &Routes,
        route: &Route,
        templates: &Templates,
    ) -> (Rendered, Option<&'static str>) {
        let cx = &contexts[route.lang];
        let whole = |bytes: Arc<[u8]>| (Arc::new(Diagnosed { value: bytes, diagnostics: Vec::new() }), None);
        let plain = |bytes: Vec<u8>| whole(bytes.into());
        match &route.page {
            Page::File(path) => plain(snapshot.files.get(path).map(|file| file.bytes().to_vec()).unwrap_or_default()),
            Page::Redirect(to) => {
                let root = "../".repeat(route.path.depth());
                plain(sitemap::redirect(to.as_str(), &root, &cx.config.base_url))
            }
            Page::Feed => plain(feed::articles(cx)),
            Page::ActorFeed(actor) => plain(feed::actor(cx, *actor)),
            Page::Sitemap => plain(sitemap::sitemap(routes, cx.config)),
            Page::Asset(asset) => whole(Arc::clone(&asset.bytes)),
            Page::Manifest => plain(host::manifest(cx.frame).into_bytes()),
            Page::Headers => plain(host::headers().into_bytes()),
            Page::Robots => plain(sitemap::robots(cx.config)),
            Page::Llms => plain(sitemap::llms(cx)),
            Page::Json(kind) => plain(download::json(cx.model, cx.config, *kind).into_bytes()),
            Page::Csv(kind) => plain(download::csv(cx.model, *kind)),
            _ => match view::of(cx, route) {
                Some(view) => {
                    let key = Digest::of(&(templates.digest, view.digest()));
                    let rendered = self.pages.get_or(key, || {
                        let page = render::page(&view, templates);
                        Diagnosed { value: page.value.into(), diagnostics: page.diagnostics }
                    });
                    (rendered, Some(view.template))
                }
                None => plain(Vec::new()),
            },
        }
    }
}
