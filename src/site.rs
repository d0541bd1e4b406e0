//! What goes out: every file of the built site, in memory, before any of it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::path::OutputPath;

/// A whole site: path → bytes.
#[derive(Clone, Default)]
pub struct Site {
    /// Files by path, relative to the output folder.
    pub files: BTreeMap<OutputPath, Arc<[u8]>>,
}

impl Site {
    /// The text of a file, if it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        let bytes = self.files.get(&OutputPath::new(path)?)?;
        std::str::from_utf8(bytes).ok()
    }

    /// How many of the files are HTML pages.
    pub fn pages(&self) -> usize {
        self.files.keys().filter(|path| path.as_str().ends_with(".html")).count()
    }
}
