//! Changes on disk → batches of paths, each a short while after the last of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::walk;

/// A batch ends when nothing has changed for this long: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(8);

/// A batch ends at the latest after this long, so that a file that never rests holds up nothing.
const LONGEST: Duration = Duration::from_millis(250);

/// Watches the folders of a site.
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

/// What changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    /// The files at these paths, or what was there.
    Paths(BTreeSet<PathBuf>),
    /// The system lost count: anything may have.
    Anything,
}

impl Watch {
    /// Watches the site under a root; the output folder, hidden files and what else lies there are not looked at.
    ///
    /// # Errors
    /// The system cannot watch the root.
    pub fn new(root: &Path) -> Result<Watch> {
        let (send, events) = channel();
        let mut watcher = notify::recommended_watcher(send).context("cannot watch for changes")?;
        // The root itself is watched for folders that come and go.
        watcher.watch(root, RecursiveMode::NonRecursive).with_context(|| format!("cannot watch {}", root.display()))?;
        let mut watch = Watch { root: root.to_path_buf(), watcher, events };
        watch.folders();
        Ok(watch)
    }

    /// (Re)watches the folders that exist: a watch goes with its folder.
    fn folders(&mut self) {
        for folder in walk::FOLDERS.map(|folder| self.root.join(folder)).into_iter().filter(|folder| folder.is_dir()) {
            // A folder that vanishes at this moment is watched again when it comes back.
            let _ = self.watcher.watch(&folder, RecursiveMode::Recursive);
        }
    }

    /// Waits for the next batch; `None` when there will be none.
    pub fn next(&mut self) -> Option<Changed> {
        loop {
            let mut batch = Batch::default();
            batch.take(&self.root, self.events.recv().ok()?);
            if batch.is_empty() {
                continue;
            }
            let start = Instant::now();
            while start.elapsed() < LONGEST {
                match self.events.recv_timeout(QUIET) {
                    Ok(event) => batch.take(&self.root, event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
            let folders = walk::FOLDERS.map(|folder| self.root.join(folder));
            if batch.paths.iter().any(|path| folders.contains(path)) {
                self.folders();
                return Some(Changed::Anything);
            }
            return Some(if batch.lost { Changed::Anything } else { Changed::Paths(batch.paths) });
        }
    }
}

#[derive(Default)]
struct Batch {
    paths: BTreeSet<PathBuf>,
    lost: bool,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.lost
    }

    fn take(&mut self, root: &Path, event: notify::Result<Event>) {
        let Ok(event) = event else {
            self.lost = true;
            return;
        };
        // Reading a file is an event too; only the end of a writing is a change.
        if event.kind.is_access() && event.kind != EventKind::Access(AccessKind::Close(AccessMode::Write)) {
            return;
        }
        self.lost |= event.need_rescan();
        let of_the_site = |path: &PathBuf| path.strip_prefix(root).is_ok_and(walk::is_of_a_site);
        self.paths.extend(event.paths.into_iter().filter(of_the_site));
    }
}
