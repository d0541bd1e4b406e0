//! Where a finding is: a file, a range of bytes, or a path into a YAML text.
//!
//! YAML is read into plain values; only when something is found is the text read again for the place
//! (`diag::locate`), so a clean build pays nothing for it.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::path::SourcePath;

/// A place in a file of the snapshot, or of the output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The file as a whole.
    File(SourcePath),
    /// Bytes `start..end` of the file.
    Bytes(SourcePath, u32, u32),
    /// A key, value or entry of a YAML text in the file.
    Yaml {
        /// The YAML text.
        source: YamlSource,
        /// Path from its root: `[3].points[0].as_of`; empty for the whole.
        path: Arc<str>,
        /// Which part of what lies there.
        part: Part,
    },
    /// Bytes `start..end` of a text that is a YAML value: a body in a list.
    Text {
        /// The YAML text.
        source: YamlSource,
        /// Path of the value.
        path: Arc<str>,
        /// First byte in the value's own text.
        start: u32,
        /// Byte behind the last.
        end: u32,
    },
    /// Line and column, from 1, of a file of the output.
    Output(SourcePath, u32, u32),
}

/// A YAML text within a file: a list file, a front matter, the body of a fenced block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YamlSource {
    /// The file.
    pub file: SourcePath,
    /// First byte of the YAML text.
    pub start: u32,
    /// Byte behind its last.
    pub end: u32,
}

/// What to point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The key of a map's entry.
    Key,
    /// A scalar's text, or the first line of a list or map.
    Value,
}

impl Place {
    /// A range of bytes.
    pub fn bytes(file: &SourcePath, range: Range<usize>) -> Self {
        Place::Bytes(file.clone(), clamp(range.start), clamp(range.end))
    }

    /// A range of bytes of the text that this place is the value of.
    pub fn within(&self, range: Range<usize>) -> Self {
        match self {
            Place::Yaml { source, path, part: Part::Value } => {
                Place::Text { source: source.clone(), path: path.clone(), start: clamp(range.start), end: clamp(range.end) }
            }
            other => other.clone(),
        }
    }

    /// Says that it is in another file.
    pub fn set_file(&mut self, other: SourcePath) {
        match self {
            Place::File(file) | Place::Bytes(file, ..) | Place::Output(file, ..) => *file = other,
            Place::Yaml { source, .. } | Place::Text { source, .. } => source.file = other,
        }
    }

    /// The file it is in.
    pub fn file(&self) -> &SourcePath {
        match self {
            Place::File(file) | Place::Bytes(file, ..) | Place::Output(file, ..) => file,
            Place::Yaml { source, .. } | Place::Text { source, .. } => &source.file,
        }
    }
}

impl YamlSource {
    /// A YAML text at a range of bytes.
    pub fn new(file: &SourcePath, range: Range<usize>) -> Self {
        YamlSource { file: file.clone(), start: clamp(range.start), end: clamp(range.end) }
    }

    /// A file that is YAML as a whole, behind its byte order mark if it has one.
    pub fn whole(file: &SourcePath, text: &str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self::new(file, start..text.len())
    }

    /// The YAML text itself, of the file's text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// The place of a value.
    pub fn value(&self, path: &str) -> Place {
        Place::Yaml { source: self.clone(), path: path.into(), part: Part::Value }
    }

    /// The place of a key.
    pub fn key(&self, path: &str) -> Place {
        Place::Yaml { source: self.clone(), path: path.into(), part: Part::Key }
    }
}

/// Joins a path and a map's key: `points[0]` + `as_of` → `points[0].as_of`.
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

// Files of 4 GiB are refused when loaded; a clamped place is still in its file.
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
