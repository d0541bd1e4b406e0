//! The files of a site, one by one: made where facts or words are new, else as they were.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::world::{Base, World};
use super::{Stats, Tables};
use crate::audit::{self, Verdict, page::Audit};
use crate::base::digest::Digest;
use crate::check;
use crate::check::web::WebLink;
use crate::diag::{Diagnosed, Diagnostic};
use crate::render::view::{self, Cx};
use crate::render::{self, download, exchange, feed, host, sitemap};
use crate::route::{self, Page, Route};
use crate::snapshot::Snapshot;

/// A page, or why it could not be rendered.
type Rendered = Arc<Diagnosed<Arc<[u8]>>>;

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
    file: Rendered,
    /// The template it is made with if it is a page.
    template: Option<&'static str>,
    has_failed: bool,
}

impl World {
    /// Renders the pages whose words are new, and holds pages against each other where something is.
    pub fn render(&mut self, snapshot: &Snapshot, tables: &Tables) {
        let World { base, rows, site, targets, viewed, .. } = self;
        *viewed = 0;
        let contexts = base.contexts();
        let (base_url, none) = (&base.config.base_url, Digest::of(&()));
        let recorder = &tables.recorder;
        let make = |(row, route): (&mut Row, &Route)| {
            recorder.step();
            let words = base.words_of(route).unwrap_or(none);
            if row.made.as_ref().is_some_and(|made| made.words == words) {
                return;
            }
            let (file, template) = base.file(snapshot, &contexts, route, tables);
            let audit = html(route, &file).map(|html| {
                let key = Digest::of(&(&route.path, base_url, Digest::of_bytes(html.as_bytes())));
                tables.audits.get_or(key, || Audit::of(html, route.path.as_str(), base_url))
            });
            let has_failed = !file.diagnostics.is_empty();
            *row = Row { made: Some(Made { words, file, template, has_failed }), audit, verdict: None, is_new: true };
        };
        recorder.stage("render", || {
            recorder.expect(rows.len());
            rows.par_iter_mut().zip(&base.routes.list).for_each(make);
        });
        base.templates.value.parts.forget();
        for (row, route) in rows.iter_mut().zip(&base.routes.list).filter(|(row, _)| row.is_new) {
            row.is_new = false;
            if let Some(made) = &row.made {
                *viewed += usize::from(made.template.is_some());
                targets.set(route.path.as_str(), made.file.value.len(), row.audit.as_ref());
                site.files.insert(route.path.clone(), Arc::clone(&made.file.value));
            }
        }
        recorder.stage("audit", || self.audit(snapshot));
    }

    /// Findings in our own pages; one that could not be rendered has its finding, and a copied file is not ours.
    fn audit(&mut self, snapshot: &Snapshot) {
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
        rows.par_iter_mut().zip(&base.routes.list).for_each(|(row, route)| {
            if row.verdict.as_ref().is_some_and(|verdict| verdict.holds_for == Some(targets.mark())) {
                return;
            }
            if let (Some(made), Some(audit)) = (&row.made, &row.audit)
                && let Some(html) = html(route, &made.file)
            {
                row.verdict = Some(audit::page(&cx, &audit::Page { route, html, template: made.template, audit }));
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
        failed.flat_map(|made| made.file.diagnostics.iter().cloned()).collect()
    }

    /// The links to other sites.
    pub fn web(&self, snapshot: &Snapshot) -> Vec<WebLink> {
        check::web::links(&self.base.checked(snapshot))
    }

    /// What was done, of all there is.
    pub fn stats(&self, tables: &mut Tables, parsed: usize) -> Stats {
        let pages = self.rows.iter().filter(|row| row.made.as_ref().is_some_and(|made| made.template.is_some())).count();
        let (rendered, _) = tables.pages.finish();
        let (audited, _) = tables.audits.finish();
        let (filed, _) = tables.found.finish();
        tables.filters.finish();
        Stats { parsed, viewed: self.viewed, rendered, reused: pages - rendered, audited, filed }
    }
}

/// The text of a file that is a page of ours.
fn html<'f>(route: &Route, file: &'f Rendered) -> Option<&'f str> {
    let is_page = route.path.as_str().ends_with(".html") && !matches!(route.page, Page::File(_)) && !file.value.is_empty();
    std::str::from_utf8(&file.value).ok().filter(|_| is_page)
}

impl Base {
    /// Digest of the words that are shown by this file and by no other; of most files there are none.
    fn words_of(&self, route: &Route) -> Option<Digest> {
        match &route.page {
            Page::Entity(id) => Some(self.words[id.index()]),
            _ => None,
        }
    }

    /// A file of the output, and the template it is made with if it is a page.
    fn file(&self, snapshot: &Snapshot, contexts: &[Cx<'_>], route: &Route, tables: &Tables) -> (Rendered, Option<&'static str>) {
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
            Page::Sitemap => plain(sitemap::sitemap(&self.routes, cx.config)),
            Page::Asset(asset) => whole(Arc::clone(&asset.bytes)),
            Page::Manifest => plain(host::manifest(cx.frame).into_bytes()),
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
                    let recall =
                        || tables.elsewhere.as_ref()?.page(key).map(|value| Diagnosed { value, diagnostics: Vec::new() });
                    let rendered = tables.pages.get_or_recall(key, recall, || {
                        let page = tables.recorder.part(view.template, || render::page(&view, templates));
                        Diagnosed { value: page.value.into(), diagnostics: page.diagnostics }
                    });
                    (rendered, Some(view.template))
                }
                None => plain(Vec::new()),
            },
        }
    }
}
