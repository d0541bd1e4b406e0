//! The files of a site, one by one: made where facts or words are new, else as they were.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::kept::KeptRow;
use super::world::{Base, World};
use super::{Stats, Tables};
use crate::audit::page::Audit;
use crate::audit::piece::Pieces;
use crate::audit::{self, Verdict};
use crate::base::digest::Digest;
use crate::base::path::OutputPath;
use crate::check;
use crate::check::web::WebLink;
use crate::diag::{Diagnosed, Diagnostic};
use crate::late::Late;
use crate::render::view::share::{Share, Shared};
use crate::render::view::{self, Cx};
use crate::render::{self, copied, download, exchange, feed, host, offline, sitemap};
use crate::route::{self, Page, Route};
use crate::site::{Bytes, Laid};
use crate::snapshot::Snapshot;

/// How many files a thread makes, or holds against the others, before what is left is dealt out anew: some take as long as
/// thousands of others.
const FEW: usize = 8;
const MANY: usize = 256;

/// A file, or why it could not be made.
type File = Arc<Diagnosed<Bytes>>;

/// What a file is of if it is a page: the digest of its view, and its template.
type OfPage = Option<(Digest, Cow<'static, str>)>;

/// A file of the output.
#[derive(Default)]
pub(super) struct Row {
    made: Option<Made>,
    audit: Option<Arc<Audit>>,
    verdict: Option<Verdict>,
    is_new: bool,
}

struct Made {
    /// Digest of the words that only this file shows.
    words: Digest,
    output: Output,
    has_failed: bool,
}

/// What a route gives: bytes, with the card of a page; or what they will be made of.
struct Output {
    file: File,
    page: OfPage,
    /// What it will be made of, if it is made late.
    late: Option<Late>,
    /// Its share card.
    share: Shared,
    /// Whether an earlier process made it of the same facts and words.
    is_recalled: bool,
}

impl Output {
    fn copied(file: File) -> Output {
        Output { file, page: None, late: None, share: None, is_recalled: false }
    }

    fn plain(bytes: Arc<[u8]>) -> Output {
        Output::copied(Arc::new(Diagnosed { value: Bytes::Held(bytes), diagnostics: Vec::new() }))
    }
}

impl World {
    /// Renders the pages whose words are new, and holds pages against each other where something is.
    pub fn render(&mut self, snapshot: &Snapshot, tables: &Tables) {
        let World { facts, base, rows, site, targets, viewed, pieces, .. } = &mut *self;
        *viewed = 0;
        let contexts = base.contexts();
        let (pieces, none) = (&*pieces, Digest::of(&()));
        let recorder = &tables.recorder;
        let make = |(row, route): (&mut Row, &Route)| {
            recorder.step();
            let words = base.words_of(route).unwrap_or(none);
            if row.made.as_ref().is_some_and(|made| made.words == words) {
                return;
            }
            let output =
                tables.recall(*facts, route, words).unwrap_or_else(|| base.file(snapshot, &contexts, route, tables, pieces));
            let audit = tables.audit(route, pieces, &output.file.value);
            let has_failed = !output.file.diagnostics.is_empty();
            *row = Row { made: Some(Made { words, output, has_failed }), audit, verdict: None, is_new: true };
        };
        recorder.stage("render", || {
            recorder.expect(rows.len());
            rows.par_iter_mut().zip(&base.routes.list).with_max_len(FEW).for_each(make);
        });
        base.templates.value.parts.forget();
        drop(contexts);
        base.forget();
        let mut cards: Vec<Arc<Share>> = Vec::new();
        for (row, route) in rows.iter_mut().zip(&base.routes.list).filter(|(row, _)| row.is_new) {
            row.is_new = false;
            if let Some(made) = &row.made {
                let Output { file, page, late, share, is_recalled } = &made.output;
                *viewed += usize::from(page.is_some() && !is_recalled);
                targets.set(route.path.as_str(), file.value.size(), row.audit.as_ref());
                cards.extend(share.clone());
                match late {
                    Some(late) => drop(site.late.insert(route.path.clone(), late.clone())),
                    None => site.set(&route.path, file.value.clone()),
                }
            }
        }
        for card in cards {
            self.name_card(&card);
        }
        recorder.stage("audit", || self.audit(snapshot, tables));
    }

    /// Findings in our own pages; one that could not be rendered has its finding, and a copied file is not ours.
    fn audit(&mut self, snapshot: &Snapshot, tables: &Tables) {
        let World { base, rows, targets, .. } = self;
        let checked = base.checked(snapshot);
        let dead: OnceLock<BTreeSet<String>> = OnceLock::new();
        let told = |address: &str| dead.get_or_init(|| check::dead_addresses(&checked)).contains(address);
        let cx = audit::Cx {
            targets,
            index: base.config.languages.iter().flat_map(|lang| route::index_folders(&base.config, lang)).collect(),
            model: &base.model,
            snapshot,
            base_url: &base.config.base_url,
            untitled: base.config.text(base.config.first()).title.is_empty(),
            told: &told,
            brackets: OnceLock::new(),
        };
        rows.par_iter_mut().zip(&base.routes.list).with_max_len(MANY).for_each(|(row, route)| {
            if row.verdict.as_ref().is_some_and(|verdict| verdict.holds_for == Some(targets.mark())) {
                return;
            }
            if let (Some(made), Some(audit)) = (&row.made, &row.audit) {
                let Output { file, page, .. } = &made.output;
                let read = || tables.text(&route.path, &file.value);
                let (html, template) = (audit::Html::new(file.value.size(), &read), page.as_ref().map(|(_, name)| &**name));
                row.verdict = Some(audit::page(&cx, &audit::Page { route, html, template, audit }));
            }
        });
    }

    /// Applies levels and allowances to what was found.
    pub fn weigh(&self, snapshot: &Snapshot, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut sink = check::Sink::default();
        for it in self.rows.iter().filter_map(|row| row.verdict.as_ref()).flat_map(|verdict| &verdict.found) {
            sink.alike(it.entity, it.diagnostic.clone(), it.cause.clone(), it.page.clone());
        }
        let cx = self.base.checked(snapshot);
        match &self.looked {
            Some(looked) => check::run(&cx, found, sink, looked),
            None => check::run(&cx, found, sink, &check::Looked::new(&cx)),
        }
    }

    /// Why pages could not be rendered.
    pub fn failures(&self) -> Vec<Diagnostic> {
        let failed = self.rows.iter().filter_map(|row| row.made.as_ref()).filter(|made| made.has_failed);
        failed.flat_map(|made| made.output.file.diagnostics.iter().cloned()).collect()
    }

    /// The links to other sites.
    pub fn web(&self, snapshot: &Snapshot) -> Vec<WebLink> {
        check::web::links(&self.base.checked(snapshot))
    }

    /// What was done, of all there is.
    pub fn stats(&self, tables: &mut Tables, parsed: usize) -> Stats {
        let pages = self.rows.iter().filter(|row| row.made.as_ref().is_some_and(|made| made.output.page.is_some())).count();
        let (rendered, _) = tables.pages.finish();
        let (audited, _) = tables.audits.finish();
        tables.found.finish();
        let (filed, _) = tables.hits.finish();
        tables.filters.finish();
        tables.stripped.finish();
        Stats { parsed, viewed: self.viewed, rendered, reused: pages - rendered, audited, filed, ..Stats::default() }
    }
}

/// Whether a file is a page of ours.
fn is_page(route: &Route) -> bool {
    route.path.as_str().ends_with(".html") && !matches!(route.page, Page::File(_))
}

impl Tables {
    /// What an earlier process made of the same facts and words, if it is still there.
    fn recall(&self, facts: Digest, route: &Route, words: Digest) -> Option<Output> {
        let row = self.elsewhere.as_ref()?.row(facts, &route.path, words)?;
        if !self.store.as_ref()?.has(row.laid) {
            return None;
        }
        let file = Arc::new(Diagnosed { value: Bytes::Laid(row.laid), diagnostics: Vec::new() });
        let page = row.page.clone().map(|(key, template)| (key, Cow::Owned(template)));
        Some(Output { file, page, late: None, share: row.share(), is_recalled: true })
    }

    /// A page that an earlier process left under the same key.
    fn page(&self, key: Digest) -> Option<Diagnosed<Bytes>> {
        let laid = self.store.as_ref()?.find(self.elsewhere.as_ref()?.page(key)?)?;
        Some(Diagnosed { value: Bytes::Laid(laid), diagnostics: Vec::new() })
    }

    /// Lays a file down if there is a store; what is asked of its text is asked first.
    fn lay(&self, route: &Route, pieces: &Pieces, bytes: Vec<u8>) -> Bytes {
        let Some(store) = self.store.as_ref().filter(|_| !bytes.is_empty()) else { return Bytes::Held(bytes.into()) };
        let laid = Laid::of(&bytes);
        if is_page(route) {
            let audit = || pieces.audit(&text_of(&bytes), &route.path);
            self.audits.get_or(audit_key(route, pieces, laid.digest), audit);
        }
        Bytes::laid(bytes, laid, &route.path, &**store)
    }

    /// The text of a file of ours; one that was laid down and is gone again has none, and will not be published.
    fn text<'b>(&self, path: &OutputPath, bytes: &'b Bytes) -> Cow<'b, str> {
        match bytes {
            Bytes::Held(bytes) => text_of(bytes),
            Bytes::Laid(laid) => {
                let bytes = self.store.as_ref().and_then(|store| store.read(path, *laid));
                Cow::Owned(bytes.map(|bytes| text_of(&bytes).into_owned()).unwrap_or_default())
            }
        }
    }

    /// What reading a page gives; nothing for other files, and for one that could not be rendered.
    fn audit(&self, route: &Route, pieces: &Pieces, bytes: &Bytes) -> Option<Arc<Audit>> {
        let key = (is_page(route) && bytes.size() > 0).then(|| audit_key(route, pieces, bytes.digest()))?;
        Some(self.audits.get_or(key, || pieces.audit(&self.text(&route.path, bytes), &route.path)))
    }
}

/// The text of a page. Reading with replacements looks at every character, and is for what is not UTF-8.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

fn audit_key(route: &Route, pieces: &Pieces, digest: Digest) -> Digest {
    Digest::of(&(&route.path, pieces.base_url(), digest))
}

fn held(file: Diagnosed<Arc<[u8]>>) -> Diagnosed<Bytes> {
    Diagnosed { value: Bytes::Held(file.value), diagnostics: file.diagnostics }
}

impl World {
    /// The files that a later process may take as they are while facts and words stay the same.
    pub fn kept(&self) -> Vec<KeptRow> {
        let rows = self.rows.iter().zip(&self.base.routes.list);
        let kept = rows.filter_map(|(row, route)| {
            let Made { words, output, has_failed } = row.made.as_ref()?;
            let Bytes::Laid(laid) = output.file.value else { return None };
            let is_whole = !has_failed && output.late.is_none();
            is_whole.then(|| KeptRow::new(&route.path, *words, laid, &output.page, &output.share))
        });
        kept.collect()
    }
}

impl Base {
    /// Digest of the words that are shown by this file and by no other; of most files there are none.
    fn words_of(&self, route: &Route) -> Option<Digest> {
        match &route.page {
            Page::Entity(id) => Some(self.words[id.index()]),
            _ => None,
        }
    }

    /// A file of the output.
    fn file(&self, snapshot: &Snapshot, contexts: &[Cx<'_>], route: &Route, tables: &Tables, pieces: &Pieces) -> Output {
        let cx = &contexts[route.lang];
        let none = || Output::plain(Vec::new().into());
        let plain = |bytes: Vec<u8>| {
            let value = tables.lay(route, pieces, bytes);
            Output::copied(Arc::new(Diagnosed { value, diagnostics: Vec::new() }))
        };
        match &route.page {
            Page::File(path) => match snapshot.files.get(path) {
                Some(file) => Output::copied(tables.stripped.get_or(file.digest, || held(copied::file(file)))),
                None => none(),
            },
            Page::Picture(path, facts, rendition) => match snapshot.files.get(path) {
                Some(file) => Output { late: Some(Late::picture(file, *facts, *rendition)), ..none() },
                None => none(),
            },
            Page::Redirect(to) => {
                let root = "../".repeat(route.path.depth());
                plain(sitemap::redirect(to.as_str(), &root, &cx.config.base_url))
            }
            Page::Feed => plain(feed::articles(cx)),
            Page::ActorFeed(actor) => plain(feed::actor(cx, *actor)),
            Page::Sitemap => plain(sitemap::sitemap(contexts)),
            Page::Asset(asset) => Output::plain(Arc::clone(&asset.bytes)),
            Page::Manifest => plain(host::manifest(cx.frame).into_bytes()),
            Page::Offline => plain(offline::list(cx, route.lang)),
            Page::Headers => plain(host::headers().into_bytes()),
            Page::Robots => plain(sitemap::robots(cx.config)),
            Page::Llms => plain(sitemap::llms(cx)),
            Page::Json(kind) => plain(download::json(cx.model, cx.config, *kind).into_bytes()),
            Page::Csv(kind) => plain(download::csv(cx.model, *kind)),
            Page::Exchange(format) => plain(exchange::text(cx, *format).into_bytes()),
            _ => match view::of(cx, route) {
                Some(view) => {
                    let templates = &self.templates.value;
                    let key = Digest::of(&(templates.digest, view.digest()));
                    let rendered = tables.pages.get_or_recall(
                        key,
                        || tables.page(key),
                        || {
                            let Diagnosed { value, diagnostics } =
                                tables.recorder.part(view.template, || render::page(&view, templates));
                            Diagnosed { value: tables.lay(route, pieces, value), diagnostics }
                        },
                    );
                    let page = Some((key, Cow::Borrowed(view.template)));
                    Output { page, share: view.page.share, ..Output::copied(rendered) }
                }
                None => none(),
            },
        }
    }
}
