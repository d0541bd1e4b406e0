//! A site as far as it follows from the facts: all that stays the same while only the words of bodies change.
//!
//! The facts of a document (`Document::facts`) are all that any page but its own may show of it. While their digest stays the
//! same, so do the model, the routes, cards and references, and every page whose own words are the same; `rows` holds those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::index::Filed;
use super::rows::Row;
use super::{Pipeline, Read, Tables, link_options};
use crate::assets::{self, Assets};
use crate::audit::Targets;
use crate::audit::piece::Pieces;
use crate::base::digest::Digest;
use crate::base::path::{OutputPath, Url};
use crate::check::{self, Looked, vocabulary};
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnosed, Diagnostic, Place};
use crate::late::Late;
use crate::model::{EntityId, Model, link, published};
use crate::parse::Parsed;
use crate::parse::kind::Kind;
use crate::picture;
use crate::render::atlas::{self, Atlas, Names};
use crate::render::bibliography::{self, References};
use crate::render::locale::Locale;
use crate::render::templates::Templates;
use crate::render::view::card::{self, Card, Dated};
use crate::render::view::cite::{self, Reference};
use crate::render::view::drawing::strip::Bands;
use crate::render::view::frame::{self, Frame};
use crate::render::view::share::{Share, Shared};
use crate::render::view::shown::Shown;
use crate::render::{view, words};
use crate::route::{self, Routes};
use crate::site::Site;
use crate::snapshot::{Snapshot, SourceFile};

/// How many entries a thread looks at before what is left is dealt out anew: sources, which take long, stand together.
const FEW: usize = 16;

/// What follows from the facts, and what was made of it.
pub(super) struct World {
    /// Digest of the facts.
    pub facts: Digest,
    /// What was found on the way.
    pub found: Vec<Diagnostic>,
    /// `model::published`.
    pub published: String,
    /// All files but those of the search.
    pub site: Site,
    pub(super) base: Base,
    /// In the order of the routes.
    pub(super) rows: Vec<Row>,
    /// By language.
    pub(super) filed: Vec<Filed>,
    pub(super) targets: Targets,
    /// What pages are read with.
    pub(super) pieces: Pieces,
    pub(super) looked: Option<Looked>,
    /// How many views the last build made.
    pub(super) viewed: usize,
    /// Share cards that cannot be drawn, with a letter they lack.
    pub(super) lacking: BTreeMap<Url, char>,
}

/// What all pages are made from.
pub(super) struct Base {
    /// The files of content in path order, as they were read.
    parsed: Vec<Arc<Diagnosed<Parsed>>>,
    pub config: Config,
    pub model: Model,
    /// Digest of the words of each entity's bodies, in all languages.
    pub words: Vec<Digest>,
    pub routes: Routes,
    pub templates: Arc<Diagnosed<Templates>>,
    pub vocabularies: vocabulary::Vocabularies,
    languages: Vec<Language>,
    atlas: Atlas,
}

/// What belongs to one language.
struct Language {
    words: words::Words,
    locale: Locale,
    frame: Shown<Frame>,
    cards: Vec<Shown<Card>>,
    dated: Dated,
    references: Vec<Option<Shown<Reference>>>,
    territories: Names,
    bands: Bands,
}

impl Pipeline {
    /// Links, plans and prepares: what is made anew whenever a fact changes.
    pub(super) fn world(&mut self, snapshot: &Snapshot, read: Read) -> World {
        let documents = read.documents();
        let Read { config, parsed, lost, loose, facts, options, .. } = read;
        let mut found = Vec::new();
        let mut told = |diagnostics: Vec<Diagnostic>| found.extend(diagnostics);
        let recorder = &options.recorder;
        let Diagnosed { value: model, diagnostics } =
            recorder.stage("link", || link::link(documents, lost, &loose, &link_options(snapshot, &options)));
        told(diagnostics);
        let assets = recorder.stage("assets", || assets::assets(snapshot));
        let looked = recorder.stage("pictures", || look(snapshot, &model, &self.tables));
        self.tables.looks.finish();
        let Diagnosed { value: routes, diagnostics } =
            recorder.stage("plan", || route::plan(&model, snapshot, &config, &assets, &looked));
        told(diagnostics);
        let templates = recorder.stage("templates", || self.templates(snapshot));
        told(templates.diagnostics.clone());
        let Diagnosed { value: style, diagnostics } = bibliography::style(&config);
        told(diagnostics);
        let maker = Maker { snapshot, config: &config, model: &model, routes: &routes, assets: &assets, style: &style };
        let prepare = |lang| recorder.stage("languages", || maker.language(lang, &self.tables, &mut told));
        let languages = (0..config.languages.len()).map(prepare).collect();
        let shapes = |file: &SourceFile| self.tables.shapes.get_or(file.digest, || atlas::shapes(file));
        let Diagnosed { value: atlas, diagnostics } = atlas::read(snapshot, &config, &model, shapes);
        told(diagnostics);
        self.tables.references.finish();
        self.tables.shapes.finish();
        self.tables.territories.finish();
        let Diagnosed { value: vocabularies, diagnostics } = vocabulary::read(snapshot, &config.languages);
        told(diagnostics);
        let words = model.entities.par_iter().map(|entity| entity.words()).collect();
        let published = published::list(&model);
        let rows = routes.list.iter().map(|_| Row::default()).collect();
        let filed = config.languages.iter().map(|_| Filed::default()).collect();
        let base = Base { parsed, config, model, words, routes, templates, vocabularies, languages, atlas };
        let (site, targets, pieces) = (Site::default(), Targets::default(), Pieces::new(&base.config.base_url));
        let mut world = World {
            facts,
            found,
            published,
            site,
            base,
            rows,
            filed,
            targets,
            pieces,
            looked: None,
            viewed: 0,
            lacking: BTreeMap::new(),
        };
        let cards: Vec<Shared> = world.base.languages.iter().map(|it| it.frame.share.clone()).collect();
        for card in cards.iter().flatten() {
            world.name_card(card);
        }
        world
    }
}

/// What the pictures are that are shown; their pixels are left for later.
fn look<'m>(snapshot: &Snapshot, model: &'m Model, tables: &Tables) -> route::Looked<'m> {
    let shown: Vec<&str> = model.shown_pictures().into_keys().collect();
    let looked = shown.into_par_iter().filter_map(|name| {
        let file = snapshot.get(&format!("content/media/{name}"))?;
        Some((name, tables.looks.get_or(file.digest, || picture::look(file.bytes()))))
    });
    looked.collect()
}

/// What is known before a language is prepared.
struct Maker<'a> {
    snapshot: &'a Snapshot,
    config: &'a Config,
    model: &'a Model,
    routes: &'a Routes,
    assets: &'a Assets,
    style: &'a References,
}

impl Maker<'_> {
    fn language(&self, lang: usize, tables: &Tables, told: &mut impl FnMut(Vec<Diagnostic>)) -> Language {
        let Maker { snapshot, config, model, routes, assets, style } = *self;
        let tag = &config.languages[lang];
        let Diagnosed { value: words, diagnostics } = words::read(snapshot, tag);
        told(diagnostics);
        let locale = Locale::new(tag).in_zone(config.timezone.as_deref());
        let frame = Shown::new(frame::frame(model, config, tag, &words, assets));
        let text = &config.text(tag);
        let maker = card::Maker { model, routes, config, lang, words: &words, locale: &locale, text };
        let cards = card::cards(&maker);
        let dated = card::dated(&maker, &cards);
        let html = lines(model, config, style, tag, tables);
        let references = cite::references(model, &cards, &words, &html, self.style);
        let territories = self.territories(tag, tables, told);
        Language { words, locale, frame, cards, dated, references, territories, bands: Bands::new() }
    }

    fn territories(&self, lang: &Lang, tables: &Tables, told: &mut impl FnMut(Vec<Diagnostic>)) -> Names {
        let Some(file) = atlas::names_file(self.snapshot, lang) else { return Names::default() };
        let names = tables.territories.get_or(Digest::of(&(&file.path, file.digest)), || atlas::names(file));
        told(names.diagnostics.clone());
        Arc::clone(&names.value)
    }
}

/// What the citation style prints of each source.
fn lines(model: &Model, config: &Config, style: &References, lang: &Lang, tables: &Tables) -> Vec<Arc<str>> {
    let none: Arc<str> = "".into();
    let printer = style.in_language(lang);
    (0..model.entities.len() as u32)
        .into_par_iter()
        .with_max_len(FEW)
        .map(|number| {
            let entity = model.get(EntityId(number));
            if entity.kind() != Kind::Source {
                return Arc::clone(&none);
            }
            let key = Digest::of(&(&entity.original().json, &config.citations, lang));
            Arc::clone(&*tables.references.get_or(key, || printer.html(entity).into()))
        })
        .collect()
}

impl World {
    /// Whether files with the same facts stand here.
    pub fn is_of(&self, read: &Read) -> bool {
        self.facts == read.facts && self.base.parsed.len() == read.parsed.len()
    }

    /// Takes files with the same facts; the entries whose words are others now.
    pub fn take(&mut self, parsed: Vec<Arc<Diagnosed<Parsed>>>) -> BTreeSet<EntityId> {
        let base = &mut self.base;
        let mut changed = BTreeSet::new();
        for (old, new) in base.parsed.iter().zip(&parsed).filter(|(old, new)| !Arc::ptr_eq(old, new)) {
            for (old, new) in old.value.documents.iter().zip(&new.value.documents) {
                if let Some(id) = base.model.replace(old, new) {
                    base.words[id.index()] = base.model.get(id).words();
                    changed.insert(id);
                }
            }
        }
        base.parsed = parsed;
        changed
    }

    /// Puts a share card among the files that are made late; it shows facts only, so it holds as long as they do.
    pub(super) fn name_card(&mut self, share: &Share) {
        match share.unknown {
            Some(letter) => drop(self.lacking.insert(share.url.clone(), letter)),
            None => {
                if let Some(path) = OutputPath::of_url(&share.url) {
                    self.site.late.insert(path, Late::card(Arc::clone(&share.card)));
                }
            }
        }
    }

    /// Lets go of what lints alone read; who lays files down builds once.
    pub fn forget_prose(&self) {
        self.base.parsed.iter().flat_map(|read| &read.value.documents).for_each(|document| document.forget_prose());
    }

    /// That cards are left out for want of letters, told once.
    pub fn lacking_letters(&self) -> Option<Diagnostic> {
        let (card, letter) = self.lacking.iter().next()?;
        let message = format!("share cards have no letter `{letter}`, so {} of them are left out", self.lacking.len());
        let help = format!("the first is {card}: take the letter out of its page's title, summary and names, or allow this lint");
        let place = Place::File(self.base.config.source.file.clone());
        Some(Diagnostic::new(Code::MISSING_CARD_LETTERS, place, message).help(help))
    }

    /// Runs the lints; after a change of words, as far as it may matter.
    pub fn look(&mut self, snapshot: &Snapshot, changed: Option<&BTreeSet<EntityId>>) {
        let cx = self.base.checked(snapshot);
        match (&mut self.looked, changed) {
            (Some(looked), Some(changed)) => looked.again(&cx, changed),
            (looked, _) => *looked = Some(Looked::new(&cx)),
        }
    }
}

impl Base {
    /// Gives back what templates saw of cards and references: it is large, and what comes after rendering asks for none of it.
    pub(super) fn forget(&mut self) {
        for Language { cards, dated, references, .. } in &mut self.languages {
            cards.par_iter_mut().chain(dated.par_iter_mut().map(|it| it.1)).for_each(Shown::forget);
            references.par_iter_mut().flatten().for_each(Shown::forget);
        }
    }

    /// What views are made from, by language.
    pub fn contexts(&self) -> Vec<view::Cx<'_>> {
        let Base { model, routes, config, atlas, .. } = self;
        let mut contexts = Vec::with_capacity(self.languages.len());
        for (lang, it) in self.languages.iter().enumerate() {
            let Language { words, locale, frame, cards, dated, references, territories, bands } = it;
            contexts.push(view::Cx {
                model,
                routes,
                config,
                lang,
                words,
                locale,
                cards,
                dated,
                references,
                atlas,
                territories,
                frame,
                bands,
            });
        }
        contexts
    }

    /// What lints see.
    pub fn checked<'a>(&'a self, snapshot: &'a Snapshot) -> check::Cx<'a> {
        let Base { model, routes, config, vocabularies, .. } = self;
        check::Cx { model, routes, config, vocabularies, snapshot }
    }
}
