//! The audit of our own pages before they are published: what templates and content made together.
//!
//! Each page is read by itself, piece by piece (`piece`), and what that gives is remembered by its bytes (`page`); here pages are held
//! against each other.

mod address;
pub mod page;
pub mod piece;
mod reader;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::audit::page::{Audit, Link};
use crate::base::digest::{Digest, Keyed};
use crate::base::path::SourcePath;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::{EntityId, Model};
use crate::route::{self, Route};
use crate::snapshot::Snapshot;

/// Most bytes a page may have with all that it loads: about five seconds on a slow telephone line (1.6 Mbit/s).
pub const HEAVIEST: usize = 1_000_000;

/// A page that was audited, and what made it.
pub struct Page<'a> {
    /// What it is.
    pub route: &'a Route,
    /// Its text.
    pub html: Html<'a>,
    /// The template it was made with; none where detente writes it itself.
    pub template: Option<&'a str>,
    /// What reading it alone gave.
    pub audit: &'a Audit,
}

/// The text of a page, which is read only where something is wrong with it.
pub struct Html<'a> {
    size: usize,
    read: &'a dyn Fn() -> Cow<'a, str>,
    text: OnceCell<Cow<'a, str>>,
}

impl<'a> Html<'a> {
    /// A text of so many bytes.
    pub fn new(size: usize, read: &'a dyn Fn() -> Cow<'a, str>) -> Self {
        Html { size, read, text: OnceCell::new() }
    }

    fn text(&self) -> &str {
        self.text.get_or_init(self.read)
    }

    fn part(&self, link: &Link) -> Option<&str> {
        self.text().get(link.start as usize..link.end as usize)
    }
}

/// A finding in the output.
pub struct Found {
    /// The entry whose page it is in.
    pub entity: Option<EntityId>,
    /// What is wrong; pages with the same cause are told once.
    pub cause: String,
    /// The page.
    pub page: String,
    /// The finding.
    pub diagnostic: Diagnostic,
}

/// What pages are held against.
pub struct Cx<'a> {
    /// The files of the site.
    pub targets: &'a Targets,
    /// The folders of the indexes that scripts read, whose files are named late.
    pub index: Vec<String>,
    /// The entries.
    pub model: &'a Model,
    /// The content that was read.
    pub snapshot: &'a Snapshot,
    /// Where the site will be published.
    pub base_url: &'a str,
    /// Whether the site itself has no title, which is a finding of its own.
    pub untitled: bool,
    /// Whether a dead address is a finding of the content already.
    pub told: &'a (dyn Fn(&str) -> bool + Sync),
    /// What stands in a template's brackets in the content, once it is asked for.
    pub brackets: OnceLock<BTreeSet<&'a str>>,
}

/// What an address may lead to: the files of a site, by digest of their paths.
#[derive(Default)]
pub struct Targets {
    files: Keyed<Target>,
    mark: u64,
}

struct Target {
    size: usize,
    audit: Option<Arc<Audit>>,
}

/// What holding a page against the others gave.
#[derive(Default)]
pub struct Verdict {
    /// The findings.
    pub found: Vec<Found>,
    /// The state of the targets for which it stays the same; `None` if more than that was looked at.
    pub holds_for: Option<u64>,
}

impl Targets {
    /// Puts a file in, or another state of it; a page with what reading it gave.
    pub fn set(&mut self, path: &str, size: usize, audit: Option<&Arc<Audit>>) {
        let key = key(path);
        let new = Target { size, audit: audit.cloned() };
        self.mark = self.mark.wrapping_add(new.mark(key));
        if let Some(old) = self.files.insert(key, new) {
            self.mark = self.mark.wrapping_sub(old.mark(key));
        }
    }

    /// Tells one set of paths and ids from any other: the sum of their digests, so that a change costs what it changes.
    pub fn mark(&self) -> u64 {
        self.mark
    }
}

impl Target {
    fn mark(&self, key: u64) -> u64 {
        Digest::of(&(key, self.audit.as_ref().map(|audit| audit.ids()))).low_bits()
    }

    fn has_id(&self, id: u64) -> bool {
        self.audit.as_ref().is_none_or(|audit| audit.has_id(id))
    }
}

/// The key by which a file is known while pages are held against each other.
fn key(text: &str) -> u64 {
    Digest::of_bytes(text.as_bytes()).low_bits()
}

/// Holds a page against the others.
pub fn page(cx: &Cx<'_>, page: &Page<'_>) -> Verdict {
    let files = &cx.targets.files;
    let mut found = Vec::new();
    let mut cursor = Cursor::default();
    let is_leftover = |slip: &page::Slip| slip.code == Code::TEMPLATE_LEFTOVER;
    for slip in &page.audit.slips {
        let is_told = match slip.code {
            Code::TEMPLATE_LEFTOVER => cx.brackets.get_or_init(|| brackets(cx.snapshot)).contains(slip.what.as_str()),
            Code::MISSING_TITLE => cx.untitled,
            _ => false,
        };
        if !is_told {
            let message = slip.message();
            let at = cursor.to(page.html.text(), slip.at);
            found.push(finding(cx, page, slip.code, at, (message.clone(), slip.advice(), message)));
        }
    }
    let mut cursor = Cursor::default();
    for link in &page.audit.links {
        let is_alive = files.get(&link.file).is_some_and(|target| link.anchor == 0 || target.has_id(link.anchor));
        if !is_alive && let Some(message) = dead(cx, page, link) {
            // What a template writes alike on many pages is one cause, whatever page it leads to from each.
            let cause = page.html.part(link).unwrap_or("").to_string();
            let at = cursor.to(page.html.text(), link.start);
            let advice = "write an address that is there; the filter `rel` makes those of pages".to_string();
            found.push(finding(cx, page, Code::DEAD_INTERNAL_URL, at, (message, advice, cause)));
        }
    }
    let loaded: BTreeSet<u64> = page.audit.loaded().map(|link| link.file).collect();
    let loaded: Vec<&Target> = loaded.iter().filter_map(|file| files.get(file)).collect();
    let weight = page.html.size + loaded.iter().map(|target| target.size).sum::<usize>();
    if weight > HEAVIEST {
        let message = format!("this page weighs {} kB with what it loads; {} kB is much", weight / 1000, HEAVIEST / 1000);
        let advice = format!("make smaller what is heaviest: {}", heaviest(cx, page));
        // Each heavy page is heavy in its own way.
        let cause = page.route.path.to_string();
        found.push(finding(cx, page, Code::PAGE_TOO_HEAVY, (1, 1), (message, advice, cause)));
    }
    // A page within a page may grow, and brackets come and go in the content.
    let lasts = !page.audit.slips.iter().any(is_leftover) && loaded.iter().all(|target| target.audit.is_none());
    Verdict { found, holds_for: lasts.then_some(cx.targets.mark) }
}

/// The page itself and what it loads, by weight; the heaviest three.
fn heaviest(cx: &Cx<'_>, page: &Page<'_>) -> String {
    let weighed = page.audit.loaded().filter_map(|link| {
        let name = page.html.part(link)?;
        Some((cx.targets.files.get(&link.file)?.size, name))
    });
    let weights: BTreeSet<(usize, &str)> = weighed.chain([(page.html.size, "the page itself")]).collect();
    let heavy = weights.iter().rev().take(3);
    heavy.map(|(bytes, name)| format!("{name} ({} kB)", bytes / 1000)).collect::<Vec<_>>().join(", ")
}

/// Why an address is dead, looked at with care: what was compared so far were digests.
fn dead(cx: &Cx<'_>, page: &Page<'_>, link: &Link) -> Option<String> {
    let written = page.html.part(link).unwrap_or("").replace("&amp;", "&");
    let mut file = String::new();
    let (file, anchor) = match address::resolve(page.route.path.as_str(), &written, cx.base_url, &mut file) {
        address::Target::Inside(file, anchor) => (file, anchor),
        address::Target::Above => return Some(format!("`{written}` leads out of the site")),
        address::Target::Outside => return None,
    };
    // A host sends on from a folder without a slash to the page in it.
    let folder = format!("{file}/index.html");
    let target = [file, folder.as_str()].into_iter().find(|path| cx.targets.files.contains_key(&key(path)));
    let url = format!("/{}", file.trim_end_matches("index.html"));
    let is_of_index = file.ends_with(".js") && cx.index.iter().any(|folder| file.starts_with(folder));
    let Some(target) = target else {
        return (!is_of_index && !(cx.told)(&url)).then(|| format!("no file of the site is at `{url}`"));
    };
    let anchor = anchor.filter(|anchor| cx.targets.files.get(&key(target)).is_some_and(|it| !it.has_id(key(anchor))))?;
    let told = cx.told;
    let is_told = told(&format!("{url}#{anchor}")) || (target == page.route.path.as_str() && told(&format!("#{anchor}")));
    (!is_told).then(|| format!("no element of `{url}` has the id `{anchor}`"))
}

/// A finding in a page: what is wrong, what to do, and what makes it the same as another.
fn finding(
    cx: &Cx<'_>,
    page: &Page<'_>,
    code: Code,
    (line, column): (u32, u32),
    (message, advice, cause): (String, String, String),
) -> Found {
    let path = page.route.path.as_str();
    let entity = match &page.route.page {
        route::Page::Entity(id) => Some(*id),
        _ => None,
    };
    let template = page.template.map_or("detente itself".to_string(), |name| format!("templates/{name}"));
    let source = entity.map(|id| format!(" from {}", cx.model.get(id).document.origin.file())).unwrap_or_default();
    let place = Place::Output(SourcePath::new(path), line, column);
    let cause = format!("{template} {cause}");
    let diagnostic = Diagnostic::new(code, place, message).help(format!("{advice}; the page is made by {template}{source}"));
    Found { entity, cause, page: path.to_string(), diagnostic }
}

/// What stands in a template's brackets in the content: it was meant.
fn brackets(snapshot: &Snapshot) -> BTreeSet<&str> {
    let texts = snapshot.under("content/").filter_map(|file| file.text());
    texts.flat_map(|text| page::leftovers(text)).map(|(_, words)| words).collect()
}

/// Counts lines and columns of a page; what is wrong with it comes in its order, so that it is read once.
struct Cursor {
    at: usize,
    line: u32,
    column: u32,
}

impl Default for Cursor {
    fn default() -> Self {
        Cursor { at: 0, line: 1, column: 1 }
    }
}

impl Cursor {
    fn to(&mut self, html: &str, at: u32) -> (u32, u32) {
        for c in html.get(self.at..at as usize).unwrap_or("").chars() {
            (self.line, self.column) = if c == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.at = self.at.max(at as usize);
        (self.line, self.column)
    }
}
