//! What a lint is: a code, its group, its documentation, and the function that looks for it, if a stage does not.

use crate::check::{Cx, Sink};
use crate::diag::Code;
use crate::diag::fix::MENDS;

/// A lint.
pub struct Lint {
    /// Its name and default level.
    pub code: Code,
    /// The group it belongs to, as in the content model.
    pub group: &'static str,
    /// What it means, why it matters, and files on which it fires and is silent; Markdown, as `tests/lints.rs` reads it.
    pub docs: &'static str,
    /// Looks for it in the model; `None` for what a stage finds while it reads.
    pub run: Option<fn(&Cx<'_>, &mut Sink)>,
    /// Whether it reads the words of each entry by itself, and so looks at `Cx::only` alone where that is given.
    pub reads_prose: bool,
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
