//! A document: an entry as its file tells it, and where it is written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::digest::{Digest, Hashed};
use crate::base::id::EntryId;
use crate::base::path::SourcePath;
use crate::config::Lang;
use crate::diag::{Part, Place, YamlSource};
use crate::parse::body::Body;
use crate::parse::kept;
use crate::parse::kind::Kind;
use crate::parse::prose::Prose;
use crate::parse::reference::Refs;
use crate::parse::schema::Meta;
use crate::parse::schema::common::Common;
use crate::parse::schema::translated::Translated;
use crate::parse::words::Said;

/// One entry as its file tells it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: EntryId,
    /// Where it is written.
    pub origin: Origin,
    /// Its fields, or translated text.
    pub content: Content,
    /// Its body; empty if it has none.
    #[serde(with = "kept::body")]
    pub body: Hashed<Body>,
    /// What it says in its author's own words, as long as somebody may ask.
    #[serde(skip)]
    pub(super) prose: Said,
    /// The names it refers to, in fields and body.
    pub refs: Refs,
    /// Digest of what other pages and the model may see of it: all but the words of its body, and where these lie.
    pub facts: Digest,
    /// Digest of the rest.
    pub words: Digest,
}

/// An original with its facts, or a translation of one.
#[derive(Debug, Serialize, Deserialize)]
pub enum Content {
    /// The original.
    Original(Box<Original>),
    /// Translated text, in a language.
    Translation(Lang, Box<Translated>),
}

/// The fields of an original.
#[derive(Debug, Serialize, Deserialize)]
pub struct Original {
    /// Fields of every kind.
    pub common: Common,
    /// Fields of its kind.
    pub meta: Meta,
    /// The fields as written, as a JSON object: what the downloads hold.
    pub json: String,
}

/// Where an entry is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The YAML it is written in.
    #[serde(serialize_with = "kept::source")]
    pub source: YamlSource,
    /// Path of the entry in it: empty for front matter, `[3]` in a list.
    pub path: String,
}

impl Origin {
    /// The file.
    pub fn file(&self) -> &SourcePath {
        &self.source.file
    }

    /// The place of a field, by its path in the entry.
    pub fn value(&self, path: &str) -> Place {
        self.place(path, Part::Value)
    }

    /// The place of a field's key.
    pub fn key(&self, path: &str) -> Place {
        self.place(path, Part::Key)
    }

    fn place(&self, path: &str, part: Part) -> Place {
        let full = match (self.path.is_empty(), path.is_empty()) {
            (_, true) => self.path.clone(),
            (true, _) => path.to_string(),
            _ => format!("{}.{path}", self.path),
        };
        Place::Yaml { source: self.source.clone(), path: full.into(), part }
    }
}

impl Document {
    /// What it says in its author's own words: its body, then its fields.
    pub fn prose(&self) -> Arc<[Prose]> {
        self.prose.get()
    }

    /// Lets go of its prose, for which nobody will ask again: it is as large as the text.
    pub fn forget_prose(&self) {
        self.prose.forget();
    }

    /// The original's fields, if this is one.
    pub fn original(&self) -> Option<&Original> {
        match &self.content {
            Content::Original(original) => Some(original),
            Content::Translation(..) => None,
        }
    }
}
