//! What is served now, and who is told when it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
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
    /// Its files.
    pub site: Site,
    /// What the overlay shows, as JSON.
    pub overlay: String,
    failed: bool,
    number: u64,
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
    pub fn built(&self, site: Site, findings: &[Finding], snapshot: &Snapshot, is_style: bool) {
        let shown: Vec<Shown<'_>> = findings.iter().take(SHOWN).map(|it| self.shown(it, snapshot)).collect();
        let more = findings.len() - shown.len();
        let overlay = overlay(shown, more, None);
        let old = self.now();
        self.set(old.as_ref(), Now { site, overlay, failed: false, number: old.number + 1 }, is_style);
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
    let is_same = |path: &OutputPath, bytes: &Arc<[u8]>| {
        old.files.get(path).is_some_and(|before| Arc::ptr_eq(before, bytes) || before == bytes)
    };
    let gone = old.files.keys().filter(|path| !new.files.contains_key(*path)).cloned();
    new.files.iter().filter(|(path, bytes)| !is_same(path, bytes)).map(|(path, _)| path.clone()).chain(gone).collect()
}
