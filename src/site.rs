//! What goes out: every file of the built site, in memory, before any of it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::path::{OutputPath, SourcePath};
use crate::late::{self, Late};
use crate::picture::Flaw;

/// A whole site: path → bytes.
#[derive(Clone, Default)]
pub struct Site {
    /// Files by path, relative to the output folder.
    pub files: BTreeMap<OutputPath, Arc<[u8]>>,
    /// Files that are named and not made yet: pictures and share cards.
    pub late: BTreeMap<OutputPath, Late>,
}

/// What became of the late files of a site.
#[derive(Default)]
pub struct Finished {
    /// Files that were made, by the name they may be kept under.
    pub made: BTreeMap<String, Arc<[u8]>>,
    /// How many were kept from before.
    pub kept: usize,
    /// Pictures that turned out to be damaged.
    pub flaws: BTreeMap<SourcePath, Flaw>,
}

impl Site {
    /// The text of a file, if it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        let bytes = self.files.get(&OutputPath::new(path)?)?;
        std::str::from_utf8(bytes).ok()
    }

    /// Whether there is a file at a path, made or yet to be made.
    pub fn has(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path) || self.late.contains_key(path)
    }

    /// Makes all late files that are not among those kept.
    pub fn finish(&mut self, kept: &BTreeMap<String, Arc<[u8]>>) -> Finished {
        let mut finished = Finished::default();
        let late = std::mem::take(&mut self.late);
        let missing: Vec<(&OutputPath, &Late)> = late.iter().filter(|(_, it)| !kept.contains_key(&it.key)).collect();
        let made = late::make(&missing.iter().map(|(_, late)| *late).collect::<Vec<_>>());
        for ((path, late), made) in missing.into_iter().zip(made) {
            match made {
                Ok(bytes) => {
                    let bytes: Arc<[u8]> = bytes.into();
                    finished.made.insert(late.key.clone(), Arc::clone(&bytes));
                    self.files.insert(path.clone(), bytes);
                }
                Err(flaw) => {
                    let source = late.source().map_or_else(|| SourcePath::new(crate::late::OF_CARDS), |file| file.path.clone());
                    finished.flaws.insert(source, flaw);
                }
            }
        }
        for (path, late) in late {
            if let Some(bytes) = kept.get(&late.key) {
                finished.kept += 1;
                self.files.insert(path, Arc::clone(bytes));
            }
        }
        finished
    }

    /// How many of the files are HTML pages.
    pub fn pages(&self) -> usize {
        self.files.keys().filter(|path| path.as_str().ends_with(".html")).count()
    }
}
