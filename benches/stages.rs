//! Each stage on a site of 1,000 articles, alone, in the order of the pipeline.
//!
//! `cargo bench --bench stages [-- NAME]`. The stages that `Pipeline` runs in parallel do so here too;
//! `RAYON_NUM_THREADS=1` shows what they cost in all. `DETENTE_ARTICLES` sets another size.

mod generate;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use divan::Bencher;
use rayon::prelude::*;

use detente::assets::{self, Assets};
use detente::audit;
use detente::audit::page::Audit;
use detente::audit::piece::Pieces;
use detente::base::edtf::Edtf;
use detente::base::path::OutputPath;
use detente::check::vocabulary::{self, Vocabularies};
use detente::config::{self, Config};
use detente::model::{EntityId, Model, link};
use detente::parse::kind::Kind;
use detente::parse::{self, Document};
use detente::pipeline::{Options, Pipeline};
use detente::render::atlas::{self, Atlas, Names};
use detente::render::bibliography::{self, References};
use detente::render::locale::Locale;
use detente::render::templates::{self, Templates};
use detente::render::view::card::{self, Card, Dated};
use detente::render::view::cite;
use detente::render::view::drawing::strip::Bands;
use detente::render::view::frame::{self, Frame};
use detente::render::view::shown::Shown;
use detente::render::view::{self, View};
use detente::render::words::{self, Words};
use detente::render::{self, download};
use detente::route::{self, Routes};
use detente::site::Site;
use detente::snapshot::Snapshot;
use detente::{check, emit, load};

/// Where the site is written; removed at the end, which a static's own value would not be.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

fn main() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    FOLDER.get_or_init(|| folder.path().to_path_buf());
    divan::main();
    folder.close()
}

fn folder() -> &'static Path {
    FOLDER.get().map_or(Path::new(""), PathBuf::as_path)
}

/// The site, with what each stage makes of it for the next one.
struct Made {
    snapshot: Snapshot,
    config: Config,
    documents: Vec<Arc<Document>>,
    model: Model,
    assets: Assets,
    routes: Routes,
    templates: Templates,
    words: Words,
    locale: Locale,
    style: References,
    frame: Shown<Frame>,
    vocabularies: Vocabularies,
}

static MADE: LazyLock<Made> = LazyLock::new(|| make().expect("the site can be made in a temporary folder"));
static CARDS: LazyLock<Vec<Shown<Card>>> = LazyLock::new(cards_of_all);
static LINES: LazyLock<Vec<Arc<str>>> = LazyLock::new(lines_of_all);
static REFERENCES: LazyLock<Vec<Option<Shown<cite::Reference>>>> =
    LazyLock::new(|| cite::references(&MADE.model, &CARDS, &MADE.words, &LINES, &MADE.style));
static DATED: Dated = Dated::new();
static ATLAS: LazyLock<Atlas> =
    LazyLock::new(|| atlas::read(&MADE.snapshot, &MADE.config, &MADE.model, |file| Arc::new(atlas::shapes(file))).value);
static TERRITORIES: LazyLock<Names> = LazyLock::new(|| {
    atlas::names_file(&MADE.snapshot, MADE.config.first()).map(|file| atlas::names(file).value).unwrap_or_default()
});
static BANDS: Bands = Bands::new();
static SITE: LazyLock<Site> = LazyLock::new(|| Pipeline::default().build(&MADE.snapshot, &Options::default()).site);

fn make() -> anyhow::Result<Made> {
    let articles = std::env::var("DETENTE_ARTICLES").ok().and_then(|count| count.parse().ok()).unwrap_or(1000);
    generate::write(folder(), generate::Shape { articles })?;
    let snapshot = load::snapshot(folder(), today())?;
    let config = config::read(&snapshot).value;
    let documents = documents(&snapshot, &config);
    let model = link::link(documents.clone(), BTreeSet::new(), &[], &link_options()).value;
    let assets = assets::assets(&snapshot);
    let routes = route::plan(&model, &snapshot, &config, &assets, &Default::default()).value;
    let templates = templates::read(&snapshot).value;
    let words = words::read(&snapshot, config.first()).value;
    let locale = Locale::new(config.first());
    let style = bibliography::style(&config).value;
    let frame = Shown::new(frame::frame(&model, &config, config.first(), &words, &assets));
    let vocabularies = vocabulary::read(&snapshot, &config.languages).value;
    Ok(Made { snapshot, config, documents, model, assets, routes, templates, words, locale, style, frame, vocabularies })
}

fn today() -> Edtf {
    Edtf::parse("2026-01-01").unwrap_or_else(|error| panic!("{}", error.reason))
}

fn link_options() -> link::Options {
    link::Options { drafts: false, future: false, today: today() }
}

fn documents(snapshot: &Snapshot, config: &Config) -> Vec<Arc<Document>> {
    let files: Vec<_> = snapshot.under("content/").collect();
    let parsed: Vec<_> = files.par_iter().map(|file| parse::documents(file, config).value.documents).collect();
    parsed.into_iter().flatten().collect()
}

fn cards_of_all() -> Vec<Shown<Card>> {
    let Made { model, routes, config, words, locale, .. } = &*MADE;
    let text = &config.text(config.first());
    card::cards(&card::Maker { model, routes, config, lang: 0, words, locale, text })
}

fn lines_of_all() -> Vec<Arc<str>> {
    let Made { model, config, style, .. } = &*MADE;
    let sources: Vec<EntityId> = model.of_kind(Kind::Source).collect();
    let printer = style.in_language(config.first());
    let printed: Vec<_> = sources.par_iter().map(|id| printer.html(model.get(*id))).collect();
    let mut lines: Vec<Arc<str>> = vec!["".into(); model.entities.len()];
    for (id, line) in sources.iter().zip(printed) {
        lines[id.index()] = line.into();
    }
    lines
}

fn view_context() -> view::Cx<'static> {
    let Made { model, routes, config, words, locale, frame, .. } = &*MADE;
    let (cards, dated, references) = (&*CARDS, &DATED, &*REFERENCES);
    let (atlas, territories, bands) = (&*ATLAS, &*TERRITORIES, &BANDS);
    view::Cx { model, routes, config, lang: 0, words, locale, cards, dated, references, atlas, territories, frame, bands }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_load(bencher: Bencher<'_, '_>) {
    LazyLock::force(&MADE);
    bencher.bench(|| load::snapshot(folder(), today()).map(|snapshot| snapshot.files.len()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn b_parse(bencher: Bencher<'_, '_>) {
    let made = &*MADE;
    bencher.bench(|| documents(&made.snapshot, &made.config));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn c_link(bencher: Bencher<'_, '_>) {
    let made = &*MADE;
    bencher
        .with_inputs(|| made.documents.clone())
        .bench_values(|documents| link::link(documents, BTreeSet::new(), &[], &link_options()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn d_plan(bencher: Bencher<'_, '_>) {
    let made = &*MADE;
    bencher.bench(|| route::plan(&made.model, &made.snapshot, &made.config, &made.assets, &Default::default()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn e_cards(bencher: Bencher<'_, '_>) {
    LazyLock::force(&MADE);
    bencher.bench(cards_of_all);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn f_bibliography(bencher: Bencher<'_, '_>) {
    // The first line reads the locale files of the language.
    LazyLock::force(&LINES);
    bencher.bench(lines_of_all);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn g_views_and_digests(bencher: Bencher<'_, '_>) {
    let cx = view_context();
    let digest = |route| view::of(&cx, route).map(|view| view.digest());
    bencher.bench(|| cx.routes.list.par_iter().filter_map(digest).count());
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn h_pages(bencher: Bencher<'_, '_>) {
    let cx = view_context();
    let views: Vec<View<'_>> = cx.routes.list.iter().filter_map(|route| view::of(&cx, route)).collect();
    let page = |view: &View<'_>| render::page(view, &MADE.templates).value.len();
    bencher.bench_local(|| {
        MADE.templates.parts.forget();
        views.par_iter().map(page).sum::<usize>()
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn i_downloads(bencher: Bencher<'_, '_>) {
    let Made { model, config, .. } = &*MADE;
    let size = |kind: Kind| download::json(model, config, kind).len() + download::csv(model, kind).len();
    bencher.bench(|| Kind::ALL.map(size));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn j_check(bencher: Bencher<'_, '_>) {
    let Made { model, routes, config, vocabularies, snapshot, .. } = &*MADE;
    let cx = check::Cx { model, routes, config, vocabularies, snapshot };
    bencher.bench(|| check::run(&cx, Vec::new(), check::Sink::default(), &check::Looked::new(&cx)));
}

/// Each page read by itself: what the first build pays, and later ones for the pages that changed.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn j_audit_pages(bencher: Bencher<'_, '_>) {
    let pages: Vec<(&OutputPath, &str)> = html().collect();
    bencher.bench(|| {
        let pieces = Pieces::new(&MADE.config.base_url);
        pages.par_iter().map(|(path, html)| pieces.audit(html, path).links.len()).sum::<usize>()
    });
}

/// Pages held against each other: what every build pays.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn j_audit_together(bencher: Bencher<'_, '_>) {
    let Made { model, routes, config, snapshot, .. } = &*MADE;
    let pieces = Pieces::new(&config.base_url);
    let audits: Vec<Option<(&str, Arc<Audit>)>> = routes
        .list
        .par_iter()
        .map(|route| {
            let path = route.path.as_str();
            let html = SITE.text(path).filter(|_| path.ends_with(".html"))?;
            Some((html, Arc::new(pieces.audit(html, &route.path))))
        })
        .collect();
    let mut targets = audit::Targets::default();
    for (path, bytes) in &SITE.files {
        targets.set(path.as_str(), bytes.len(), None);
    }
    for (route, audit) in routes.list.iter().zip(&audits) {
        if let Some((html, audit)) = audit {
            targets.set(route.path.as_str(), html.len(), Some(audit));
        }
    }
    let pages: Vec<_> = (routes.list.iter().zip(&audits)).filter_map(|(route, audit)| Some((route, audit.as_ref()?))).collect();
    let cx = audit::Cx {
        targets: &targets,
        index: Vec::new(),
        model,
        snapshot,
        base_url: &config.base_url,
        untitled: false,
        told: &|_| false,
        brackets: OnceLock::new(),
    };
    bencher.bench(|| {
        let found = pages.par_iter().map(|(route, (text, audit))| {
            let read = || Cow::Borrowed(*text);
            let html = audit::Html::new(text.len(), &read);
            audit::page(&cx, &audit::Page { route, html, template: None, audit }).found.len()
        });
        found.sum::<usize>()
    });
}

fn html() -> impl Iterator<Item = (&'static OutputPath, &'static str)> {
    let pages = SITE.files.keys().filter(|path| path.as_str().ends_with(".html"));
    pages.filter_map(|path| Some((path, SITE.text(path.as_str())?)))
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn k_publish(bencher: Bencher<'_, '_>) {
    LazyLock::force(&SITE);
    bencher.with_inputs(tempfile::tempdir).bench_local_values(|folder| {
        let folder = folder?;
        emit::publish(&SITE, &folder.path().join("out"), None, None)?;
        // Returned, so that its removal is not measured.
        anyhow::Ok(folder)
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn l_publish_nothing_changed(bencher: Bencher<'_, '_>) {
    let folder = folder().join("public");
    let known = emit::publish(&SITE, &folder, None, None).map(|(_, manifest)| manifest).ok();
    bencher.bench(|| emit::publish(&SITE, &folder, known.as_ref(), None).map(|(emitted, _)| emitted.unchanged));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn m_build_cold(bencher: Bencher<'_, '_>) {
    let made = &*MADE;
    bencher.with_inputs(Pipeline::default).bench_local_values(|mut pipeline| {
        let build = pipeline.build(&made.snapshot, &Options::default());
        (pipeline, build)
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn n_build_nothing_changed(bencher: Bencher<'_, '_>) {
    let made = &*MADE;
    let mut pipeline = Pipeline::default();
    pipeline.build(&made.snapshot, &Options::default());
    bencher.bench_local(|| pipeline.build(&made.snapshot, &Options::default()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn o_build_one_body_edited(bencher: Bencher<'_, '_>) {
    let mut snapshot = MADE.snapshot.clone();
    let mut pipeline = Pipeline::default();
    pipeline.build(&snapshot, &Options::default());
    let path = generate::article_path(7);
    let text = snapshot.get(&path).and_then(|file| file.text().cloned()).unwrap_or_default();
    let mut round = 0;
    bencher.bench_local(|| {
        round += 1;
        snapshot.insert(&path, format!("{text}Edited in round {round}.\n").into());
        let build = pipeline.build(&snapshot, &Options::default());
        black_box(build.stats);
        build
    });
}
