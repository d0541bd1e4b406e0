//! What is served now, and who is told when it changes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use tokio::sync::broadcast;

use crate::base::path::OutputPath;
use crate::diag::format::human;
use crate::diag::locate::Finding;
use crate::emit;
use crate::late::Late;
use crate::picture::Flaw;
use crate::pipeline::Index;
use crate::site::Site;
use crate::snapshot::Snapshot;

/// So many findings are shown over a page; a screen holds no more.
const SHOWN: usize = 50;

/// What a path keeps in a link.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// The site as it is now.
pub struct State {
    root: PathBuf,
    editor: String,
    now: RwLock<Arc<Now>>,
    changes: broadcast::Sender<Arc<Change>>,
    started: u128,
}

/// One state of the site.
#[derive(Clone, Default)]
pub struct Now {
    /// Its files but those of the search.
    pub site: Site,
    /// Those of the search, made when one is first asked for.
    pub search: Arc<Search>,
    /// What the overlay shows, as JSON.
    pub overlay: String,
    failed: bool,
    number: u64,
}

/// The files of the search: they depend on every word, so that making them at every save would hold up the page.
#[derive(Default)]
pub struct Search {
    index: Mutex<Index>,
    files: OnceLock<BTreeMap<OutputPath, Arc<[u8]>>>,
    folders: Vec<String>,
}

impl Search {
    fn new(index: Index) -> Search {
        let folders = index.folders().map(str::to_string).collect();
        Search { index: Mutex::new(index), files: OnceLock::new(), folders }
    }

    /// Whether a file would be one of these, if it is there.
    pub fn may_hold(&self, path: &OutputPath) -> bool {
        self.folders.iter().any(|folder| path.as_str().starts_with(folder))
    }

    /// A file of the search; the first that is asked for takes as long as making all.
    pub fn file(&self, path: &OutputPath) -> Option<Arc<[u8]>> {
        let make = || {
            let mut site = Site::default();
            std::mem::take(&mut *self.index.lock().unwrap_or_else(PoisonError::into_inner)).make(&mut site);
            site.files
        };
        self.files.get_or_init(make).get(path).cloned()
    }
}

/// What is other than before.
pub enum Change {
    /// Files of the site.
    Files(Files),
    /// What the overlay shows, as JSON.
    Findings(String),
}

/// The files that a build changed.
pub struct Files {
    files: BTreeSet<OutputPath>,
    is_style: bool,
}

/// What a page that shows a file should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Load the page anew.
    Reload,
    /// Load the style sheets anew.
    Restyle,
}

#[derive(Serialize)]
struct Overlay<'a> {
    failure: Option<&'a str>,
    findings: Vec<Shown<'a>>,
    more: usize,
}

#[derive(Serialize)]
struct Shown<'a> {
    level: &'static str,
    path: &'a str,
    line: usize,
    column: usize,
    text: String,
    open: String,
}

impl State {
    /// Nothing is served yet.
    pub fn new(root: &Path, editor: &str) -> State {
        let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let now = RwLock::new(Arc::new(Now { overlay: overlay(Vec::new(), 0, None), ..Now::default() }));
        State { root: root.to_path_buf(), editor: editor.to_string(), now, changes: broadcast::channel(64).0, started }
    }

    /// What is served.
    pub fn now(&self) -> Arc<Now> {
        // A thread that panicked while it held the lock left one whole value or the other.
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the site could not be read when it was last looked at.
    pub fn has_failed(&self) -> bool {
        self.now().failed
    }

    /// Tells this server and this state of the site from any other.
    pub fn version(&self) -> String {
        format!("{}-{}", self.started, self.now().number)
    }

    /// Changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// A late file: kept from before, or made now and kept.
    ///
    /// # Errors
    /// The picture is damaged.
    pub fn made(&self, late: &Late) -> Result<Arc<[u8]>, Flaw> {
        let kept = emit::kept::read(&self.root, std::iter::once(late.key.as_str()));
        if let Some(bytes) = kept.into_values().next() {
            return Ok(bytes);
        }
        let made: Arc<[u8]> = late.make()?.into();
        // Where it cannot be kept it is made again.
        let _ = emit::kept::add(&self.root, &BTreeMap::from([(late.key.clone(), Arc::clone(&made))]));
        Ok(made)
    }

    /// Serves a build from now on; after a change of styles only, pages need not be loaded anew.
    pub fn built(&self, (site, index): (Site, Index), findings: &[Finding], snapshot: &Snapshot, is_style: bool) {
        let shown: Vec<Shown<'_>> = findings.iter().take(SHOWN).map(|it| self.shown(it, snapshot)).collect();
        let more = findings.len() - shown.len();
        let overlay = overlay(shown, more, None);
        let old = self.now();
        self.set(
            old.as_ref(),
            Now { site, search: Arc::new(Search::new(index)), overlay, failed: false, number: old.number + 1 },
            is_style,
        );
    }

    /// Serves what was served before, and says what is wrong.
    pub fn failed(&self, error: &anyhow::Error) {
        let old = self.now();
        let overlay = overlay(Vec::new(), 0, Some(&format!("{error:#}")));
        self.set(old.as_ref(), Now { overlay, failed: true, ..(*old).clone() }, false);
    }

    fn set(&self, old: &Now, new: Now, is_style: bool) {
        let findings = (old.overlay != new.overlay).then(|| Change::Findings(new.overlay.clone()));
        let files = Change::Files(Files { files: differing(&old.site, &new.site), is_style });
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        for change in findings.into_iter().chain([files]) {
            // Nobody listens while no page is open.
            let _ = self.changes.send(Arc::new(change));
        }
    }

    fn shown<'a>(&self, finding: &'a Finding, snapshot: &Snapshot) -> Shown<'a> {
        let at = &finding.at;
        let path = self.root.join(at.file.as_str());
        let open = self
            .editor
            .replace("{path}", &utf8_percent_encode(&path.to_string_lossy(), IN_PATH).to_string())
            .replace("{line}", &at.line.to_string())
            .replace("{column}", &at.column.to_string());
        Shown {
            level: finding.diagnostic.level.word(),
            path: at.file.as_str(),
            line: at.line,
            column: at.column,
            text: human::render(finding, snapshot, false),
            open,
        }
    }
}

impl Files {
    /// What a page that shows a file should do; `None` if it is as it was.
    pub fn act(&self, shown: Option<&OutputPath>) -> Option<Act> {
        // A page that was not there may be there now.
        if !shown.is_none_or(|path| self.files.contains(path)) || self.files.is_empty() {
            return None;
        }
        Some(if self.is_style { Act::Restyle } else { Act::Reload })
    }
}

fn overlay(findings: Vec<Shown<'_>>, more: usize, failure: Option<&str>) -> String {
    // Invariant: strings and numbers are JSON.
    serde_json::to_string(&Overlay { failure, findings, more }).unwrap_or_default()
}

/// Files that are in one site and not, or not the same, in the other.
fn differing(old: &Site, new: &Site) -> BTreeSet<OutputPath> {
    let (mut old, mut new) = (old.files.iter().peekable(), new.files.iter().peekable());
    let mut differing = BTreeSet::new();
    // Both are sorted, so that going through them side by side finds each file of both.
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return differing,
            (Some((before, _)), Some((now, _))) => before.cmp(now),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
        };
        let before = if order.is_le() { old.next() } else { None };
        let now = if order.is_ge() { new.next() } else { None };
        let is_same = before.zip(now).is_some_and(|((_, before), (_, now))| Arc::ptr_eq(before, now) || before == now);
        if !is_same {
            differing.extend(before.or(now).map(|(path, _)| path.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_what_came_went_or_changed() {
        let site = |files: &[(&str, &str)]| Site {
            files: files.iter().map(|(path, text)| (OutputPath::new(path).unwrap(), text.as_bytes().into())).collect(),
            ..Site::default()
        };
        let old = site(&[("a", "1"), ("b", "1"), ("c", "1"), ("e", "1")]);
        let new = site(&[("b", "1"), ("c", "2"), ("d", "1"), ("e", "1"), ("f", "1")]);
        let differing: Vec<String> = differing(&old, &new).iter().map(ToString::to_string).collect();
        assert_eq!(differing, ["a", "c", "d", "f"]);
    }
}
