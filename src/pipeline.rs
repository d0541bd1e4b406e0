//! `Snapshot` → `Build`: the stages in order, and the memo tables that make a second build cheap.
//!
//! Every stage is pure, and remembered by the digest of what it reads: parsing by that of its file, a page by that of its view,
//! and all that no word of a body enters into by that of the facts (`world`). The stages know nothing of this.

mod index;
mod kept;
mod rows;
mod shelf;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::audit::page::Audit;
use crate::base::digest::Digest;
use crate::base::memo::Memo;
use crate::base::record::Recorder;
use crate::check::web::WebLink;
use crate::config::{self, Config};
use crate::diag::locate::{self, Finding, Locator};
use crate::diag::{Diagnosed, Diagnostic, Level, cause};
use crate::model::{Model, link, published};
use crate::parse::reference::Refs;
use crate::parse::{self, Document, Lost, Parsed};
use crate::picture::{Facts, Flaw};
use crate::render::atlas;
use crate::render::templates::{self, Templates};
use crate::search::dictionary::Dictionary;
use crate::search::entry::{Entry, Hits};
use crate::site::{Bytes, Site, Store};
use crate::snapshot::{Snapshot, SourceFile};
use index::Timeline;
use world::World;

pub use index::{Index, Made};
pub use kept::Kept;
pub use shelf::Shelf;

/// How many files a thread parses before what is left is dealt out anew.
const FEW: usize = 16;

/// Bytes of a file that takes longer to parse than many others together.
const LONG: usize = 256 << 10;

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
    /// When the files of the search are made.
    pub search: Search,
    /// Notes where time goes; nothing of it is in the output.
    pub recorder: Recorder,
}

/// When the files of the indexes that scripts read are made, of the search first of all: nothing else depends on them, and they depend on every word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Search {
    /// With the rest of the site.
    #[default]
    Now,
    /// When `Build::index` is asked for them.
    Later,
    /// Not at all: who only asks for findings needs none.
    Never,
}

/// What a build gives.
pub struct Build {
    /// All files of the site; not fit to be published if a finding is at deny.
    pub site: Site,
    /// The files of the search, if they are still to be made (`Search::Later`).
    pub index: Index,
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
}

/// How much work a build was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Files parsed.
    pub parsed: usize,
    /// Views made, to see whether their pages must be rendered.
    pub viewed: usize,
    /// Pages rendered.
    pub rendered: usize,
    /// Pages taken from an earlier build.
    pub reused: usize,
    /// Pages audited.
    pub audited: usize,
    /// Entries taken apart for the search.
    pub filed: usize,
    /// Findings whose places were looked for in their files.
    pub located: usize,
}

/// Builds sites; remembers between builds what it can use again.
#[derive(Default)]
pub struct Pipeline {
    documents: Memo<Diagnosed<Parsed>>,
    /// What an earlier process parsed, until this one has.
    shelf: Option<Shelf>,
    tables: Tables,
    templates: Option<(Digest, Arc<Diagnosed<Templates>>)>,
    world: Option<World>,
}

/// What is remembered of single pages, entries and sources.
#[derive(Default)]
struct Tables {
    references: Memo<Arc<str>>,
    pages: Memo<Diagnosed<Bytes>>,
    audits: Memo<Audit>,
    found: Memo<Entry>,
    hits: Memo<Hits>,
    packed: kept::Packed,
    /// Files of the indexes that were made last.
    made: Arc<index::Made>,
    /// The words of all entries, which hold their numbers: one for all tables of a pipeline.
    dictionary: Arc<Dictionary>,
    filters: Memo<Timeline>,
    looks: Memo<Result<Facts, Flaw>>,
    stripped: Memo<Diagnosed<Bytes>>,
    shapes: Memo<atlas::Read>,
    territories: Memo<Diagnosed<atlas::Names>>,
    located: Memo<Finding>,
    /// Where files are laid down as they are made.
    store: Option<Arc<dyn Store>>,
    /// What an earlier process left.
    elsewhere: Option<kept::Elsewhere>,
    recorder: Recorder,
}

impl Tables {
    /// Resolves the places of what was found; a file is read for it where something else was found, or the file is another.
    fn locate(&mut self, snapshot: &Snapshot, found: Vec<Diagnostic>) -> (Vec<Finding>, usize) {
        let mut locator = Locator::new(snapshot);
        let findings = locate::told(found, |it| Finding::clone(&self.located.get_or(locator.key(&it), || locator.finding(it))));
        (findings, self.located.finish().0)
    }
}

/// A site's files, read one by one.
struct Read {
    config: Config,
    misconfigured: bool,
    found: Vec<Diagnostic>,
    /// In path order.
    parsed: Vec<Arc<Diagnosed<Parsed>>>,
    /// The entries that could not be read.
    lost: BTreeSet<Lost>,
    /// The references in bodies of those.
    loose: Refs,
    /// Digest of all that was read but the words of bodies, and of what was asked for.
    facts: Digest,
    options: Options,
}

impl Read {
    /// All documents in path order.
    fn documents(&self) -> Vec<Arc<Document>> {
        self.parsed.iter().flat_map(|read| read.value.documents.iter().cloned()).collect()
    }
}

impl Pipeline {
    /// Builds a site.
    pub fn build(&mut self, snapshot: &Snapshot, options: &Options) -> Build {
        let recorder = &options.recorder;
        let read = recorder.stage("parse", || self.read(snapshot, options));
        let (config, misconfigured) = (read.config.clone(), read.misconfigured);
        let mut found = read.found.clone();
        // What follows from the facts holds as long as they do; else everything is linked, planned and looked at anew.
        let (known, old) = match self.world.take() {
            Some(world) if world.is_of(&read) => (Some(world), None),
            old => (None, old),
        };
        // Values made between two changes of the facts are held by the world alone, so that they do not pile up.
        let dictionary = Arc::clone(&self.tables.dictionary);
        let mut passing = Tables { recorder: recorder.clone(), dictionary, ..Tables::default() };
        self.tables.recorder = recorder.clone();
        let is_known = known.is_some();
        let (mut world, changed) = match known {
            Some(mut world) => {
                let changed = world.take(read.parsed);
                (world, Some(changed))
            }
            None => {
                let mut world = self.world(snapshot, read);
                let changed = self.recall(&mut world);
                (world, changed)
            }
        };
        let tables = if is_known { &mut passing } else { &mut self.tables };
        recorder.stage("check", || world.look(snapshot, changed.as_ref()));
        // Before pages are rendered: what lints and search alone ask for is gone by then, if it goes.
        if tables.store.is_some() {
            world.forget_prose();
            self.documents.forget();
        }
        let (mut index, mut indexes) = (Index::default(), Site::default());
        if options.search != Search::Never {
            recorder.stage("search", || {
                world.file(tables);
                index = world.index(tables);
                if options.search == Search::Now {
                    tables.made = std::mem::take(&mut index).make(&mut indexes).into();
                }
            });
            if tables.store.is_some() {
                world.forget_entries(tables);
            }
        }
        world.render(snapshot, tables);
        let (parsed, _) = self.documents.finish();
        let (stats, web) = (world.stats(tables, parsed), if options.web { world.web(snapshot) } else { Vec::new() });
        let mut site = world.site.clone();
        site.files.append(&mut indexes.files);
        site.laid.append(&mut indexes.laid);
        found.extend(world.found.iter().cloned());
        found.extend(cause::one_per_cause(world.failures()));
        found.extend(world.lacking_letters());
        let found = recorder.stage("check", || world.weigh(snapshot, found));
        let (findings, located) = recorder.stage("locate", || self.tables.locate(snapshot, found));
        let stats = Stats { located, ..stats };
        let Stats { rendered, audited, filed, .. } = stats;
        for (stage, count) in
            [("parse", parsed), ("render", rendered), ("audit", audited), ("search", filed), ("locate", located)]
        {
            recorder.count(stage, count);
        }
        let published = world.published.clone();
        self.world = Some(world);
        // A world is large, and nobody waits for its end.
        rayon::spawn(move || drop((old, passing)));
        Build { site, index, findings, web, config, misconfigured, published, stats }
    }

    /// Reads and links a site without rendering it: enough for every question about the content.
    pub fn model(&mut self, snapshot: &Snapshot, options: &Options) -> Linked {
        let read = self.read(snapshot, options);
        let documents = read.documents();
        let Read { config, misconfigured, lost, loose, .. } = read;
        let model = link::link(documents, lost, &loose, &link_options(snapshot, options)).value;
        Linked { model, config, misconfigured }
    }

    fn read(&mut self, snapshot: &Snapshot, options: &Options) -> Read {
        let mut found = cause::unreadable(snapshot);
        let Diagnosed { value: mut config, diagnostics } = config::read(snapshot);
        let misconfigured = diagnostics.iter().any(|it| it.code.default_level() == Level::Deny);
        found.extend(diagnostics);
        if let Some(base_url) = &options.base_url {
            config.base_url = base_url.trim_end_matches('/').to_string();
        }
        let is_entry = |file: &SourceFile| {
            let path = file.path.as_str();
            let is_data = ["content/media/", "content/map/"].iter().any(|folder| path.starts_with(folder));
            path.starts_with("content/") && !is_data
        };
        let (files, others): (Vec<&Arc<SourceFile>>, Vec<_>) = snapshot.files.values().partition(|file| is_entry(file));
        // What parsing reads of the configuration; a new title parses nothing anew.
        let reads = Digest::of(&(&config.languages, config.html, config.unreadable));
        options.recorder.expect(files.len());
        // A long list is the work of one thread, so it is begun first. Both sorts find runs that are in order already.
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|number| files[*number].bytes().len() < LONG);
        let (shelf, shared) = (self.shelf.take(), Arc::new(config.clone()));
        let parse = |number: usize| {
            options.recorder.step();
            let file = files[number];
            let key = Digest::of(&(&file.path, file.digest, reads));
            let recall = || parse::kept::read(shelf.as_ref()?.find(key)?, file, &shared);
            let read = || {
                let read = parse::documents(file, &config);
                if let (Some(shelf), Some(bytes)) = (&shelf, shelf.as_ref().and_then(|_| parse::kept::write(&read))) {
                    shelf.add(key, bytes);
                }
                read
            };
            (number, key, self.documents.get_or_recall(key, recall, read))
        };
        let mut parsed: Vec<_> = order.into_par_iter().with_max_len(FEW).map(parse).collect();
        parsed.sort_by_key(|(number, ..)| *number);
        if let Some(shelf) = shelf {
            shelf.close(&parsed.iter().map(|(_, key, _)| *key).collect::<Vec<_>>());
        }
        let parsed: Vec<_> = parsed.into_iter().map(|(.., parsed)| parsed).collect();
        let (mut lost, mut loose) = (BTreeSet::new(), Refs::new());
        let mut facts = Vec::with_capacity(snapshot.files.len() + 1);
        for read in &parsed {
            lost.extend(read.value.lost.iter().cloned());
            loose.extend(read.value.loose.iter().cloned());
            found.extend(read.diagnostics.iter().cloned());
            facts.push(read.value.facts);
        }
        for (path, _) in &snapshot.unreadable {
            lost.extend(parse::unread(path, &config));
        }
        // What was published before is no fact: one lint alone reads it, and looks each time.
        let others = others.iter().filter(|file| file.path.as_str() != published::PATH);
        facts.extend(others.map(|file| Digest::of(&(&file.path, file.digest))));
        facts.push(Digest::of(&(&config, options.drafts, options.future, &snapshot.today)));
        Read { config, misconfigured, found, parsed, lost, loose, facts: Digest::of(&facts), options: options.clone() }
    }

    fn templates(&mut self, snapshot: &Snapshot) -> Arc<Diagnosed<Templates>> {
        let files: Vec<_> = snapshot.under("templates/").map(|file| (&file.path, file.digest)).collect();
        let key = Digest::of(&files);
        match &self.templates {
            Some((known, templates)) if *known == key => Arc::clone(templates),
            _ => {
                let templates = Arc::new(templates::read(snapshot));
                self.templates = Some((key, Arc::clone(&templates)));
                templates
            }
        }
    }
}

fn link_options(snapshot: &Snapshot, options: &Options) -> link::Options {
    link::Options { drafts: options.drafts, future: options.future, today: snapshot.today.clone() }
}
