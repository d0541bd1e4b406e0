//! The words of a document, as HTML and as prose: here, or to be read again from its file when somebody asks.
//!
//! What an earlier process parsed comes without them (`parse/kept.rs`): they are most of it, and of most entries nobody asks.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;
use crate::config::Config;
use crate::parse::{self, prose::Prose};
use crate::snapshot::SourceFile;

/// HTML, known by its digest.
#[derive(Clone, Serialize, Deserialize)]
pub struct Html {
    digest: Digest,
    is_blank: bool,
    #[serde(skip)]
    text: Text,
}

#[derive(Clone)]
enum Text {
    Here(Arc<str>),
    Again(Words),
}

impl Default for Text {
    fn default() -> Self {
        Text::Here(Arc::default())
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        let digest = Digest::of_bytes(text.as_bytes());
        Html { digest, is_blank: text.trim().is_empty(), text: Text::Here(text.into()) }
    }
}

impl Default for Html {
    fn default() -> Self {
        Html::from("")
    }
}

impl Html {
    /// Whether it shows nothing.
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// The same, to be read again where it is asked for.
    pub(super) fn of(&mut self, words: Words) {
        self.text = Text::Again(words);
    }
}

impl Deref for Html {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.text {
            Text::Here(text) => text,
            Text::Again(words) => words.html(),
        }
    }
}

impl PartialEq for Html {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Html {}

impl Hash for Html {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// What a document says in its author's own words, as long as somebody may ask.
#[derive(Default)]
pub struct Said {
    here: Mutex<Option<Arc<[Prose]>>>,
    again: Option<Words>,
}

// A poisoned lock means another thread panicked beside a plain copy of a pointer.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Said {
    pub(super) fn new(prose: Vec<Prose>) -> Said {
        Said { here: Mutex::new(Some(prose.into())), again: None }
    }

    /// To be read again where it is asked for.
    pub(super) fn of(words: Words) -> Said {
        Said { here: Mutex::default(), again: Some(words) }
    }

    /// All of it, or nothing once it was let go of.
    pub(super) fn get(&self) -> Arc<[Prose]> {
        let again = || self.again.as_ref().map(Words::take_prose).unwrap_or_default();
        Arc::clone(locked(&self.here).get_or_insert_with(again))
    }

    pub(super) fn forget(&self) {
        *locked(&self.here) = Some(Arc::default());
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.get(), f)
    }
}

/// A file that was parsed by an earlier process.
pub(super) struct Again {
    file: Arc<SourceFile>,
    config: Arc<Config>,
    read: OnceLock<Vec<Read>>,
}

/// What was left out of a document.
struct Read {
    html: Html,
    prose: Mutex<Arc<[Prose]>>,
}

impl Again {
    pub(super) fn new(file: &Arc<SourceFile>, config: &Arc<Config>) -> Again {
        Again { file: Arc::clone(file), config: Arc::clone(config), read: OnceLock::new() }
    }

    fn read(&self) -> &[Read] {
        self.read.get_or_init(|| {
            let documents = parse::documents(&self.file, &self.config).value.documents;
            documents.iter().map(|it| Read { html: it.body.html.clone(), prose: Mutex::new(it.prose()) }).collect()
        })
    }
}

/// The words of a document in such a file.
#[derive(Clone)]
pub(super) struct Words {
    /// The file.
    pub again: Arc<Again>,
    /// Which of its documents.
    pub number: usize,
}

impl Words {
    fn html(&self) -> &str {
        // Invariant: the same file under the same configuration has the same documents.
        self.again.read().get(self.number).map_or("", |it| &it.html)
    }

    /// The prose, which is given away: who asks for it keeps it.
    pub(super) fn take_prose(&self) -> Arc<[Prose]> {
        let taken = |it: &Read| std::mem::take(&mut *locked(&it.prose));
        self.again.read().get(self.number).map(taken).unwrap_or_default()
    }
}
