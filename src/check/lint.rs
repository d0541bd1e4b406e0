//! What a lint is: a code, its group, its documentation, and the function that looks for it, if a stage does not.

use crate::check::{Cx, Sink};
use crate::config::Lang;
use crate::diag::Code;
use crate::diag::fix::MENDS;
use crate::model::EntityId;
use crate::parse::prose::{Passage, Prose};

/// A lint.
pub struct Lint {
    /// Its name and default level.
    pub code: Code,
    /// The group it belongs to, as in the content model.
    pub group: &'static str,
    /// What it means, why it matters, and files on which it fires and is silent; Markdown, as `tests/lints.rs` reads it.
    pub docs: &'static str,
    /// Looks for it in the model; `None` for what a stage finds while it reads, or `read`.
    pub run: Option<fn(&Cx<'_>, &mut Sink)>,
    /// Looks for it in the words of each entry by itself; what it needs to know of the others it takes from the facts beforehand.
    pub read: Option<for<'m> fn(&'m Cx<'m>) -> Reader<'m>>,
}

/// Looks at a prose.
pub type Reader<'m> = Box<dyn Fn(&Said<'_>, &mut Sink) + Sync + 'm>;

/// A prose of an entry.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    /// The entry.
    pub id: EntityId,
    /// In which language it is.
    pub lang: &'a Lang,
    /// The prose.
    pub prose: &'a Prose,
    /// Its passages.
    pub passages: &'a [Passage<'a>],
}

impl Lint {
    /// What it means, in a sentence.
    pub fn summary(&self) -> &'static str {
        self.docs.split("\n\n").next().unwrap_or("").trim()
    }

    /// What of it `check --fix` mends.
    pub fn mends(&self) -> Option<&'static str> {
        MENDS.iter().find(|(code, _)| *code == self.code).map(|(_, what)| *what)
    }
}
