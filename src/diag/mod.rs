//! Findings as values: what is wrong, where, why, and the nearest right thing.

pub mod baseline;
pub mod cause;
pub mod code;
pub mod fix;
pub mod format;
pub mod locate;
pub mod near;
pub mod place;
mod scalar;

pub use code::Code;
pub use fix::Fix;
pub use near::nearest;
pub use place::{Part, Place, YamlSource};

use serde::{Deserialize, Serialize};

use crate::base::edtf::Certainty;
use crate::snapshot::SourceFile;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the site is still published.
    Warn,
    /// Reported; the site is not published.
    Deny,
}

impl Level {
    /// The word an author writes and a finding begins with.
    pub fn word(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

/// One finding, before its place is turned into lines and columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which lint found it.
    pub code: Code,
    /// How much it weighs, once levels have been applied.
    pub level: Level,
    /// Whether it is only possibly so, as where imprecise dates are compared: by default a warning at most.
    pub possible: bool,
    /// A lower-case phrase without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, each with a phrase.
    pub labels: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// The edit that mends it, where it can be no other.
    pub fix: Option<Fix>,
    /// The field that is not there, as its path in the YAML text: the place can only be beside it.
    pub lacks: Option<String>,
}

impl Diagnostic {
    /// A finding at its lint's default level.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            level: code.default_level(),
            possible: false,
            message: shortened(message.into()),
            place,
            labels: Vec::new(),
            help: None,
            fix: None,
            lacks: None,
        }
    }

    /// The finding for a file that should be text and is not.
    pub fn not_text(file: &SourceFile) -> Self {
        let read = std::str::from_utf8(file.bytes());
        let good = read.err().map_or(0, |error| error.valid_up_to());
        let line = file.bytes()[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
        Diagnostic::new(Code::UNREADABLE_FILE, Place::File(file.path.clone()), "this file is not UTF-8 text")
            .help(format!("save it as UTF-8; line {line} has the first bytes that are not"))
    }

    /// The same as a finding that is as certain as a comparison.
    pub fn when(mut self, certainty: Certainty) -> Option<Self> {
        self.possible = certainty == Certainty::Possible;
        (certainty != Certainty::Impossible).then_some(self)
    }

    /// With a hint.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(help.into()));
        self
    }

    /// With a hint, if there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(shortened);
        self
    }

    /// With an edit, if it is certain.
    pub fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// With a second place.
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push((place, text.into()));
        self
    }
}

/// Longest a message is; what is quoted in it may be of any length.
const LONGEST: usize = 600;

/// A message of bearable length: of a longer one the beginning and the end.
fn shortened(message: String) -> String {
    if message.len() <= LONGEST {
        return message;
    }
    let start: String = message.chars().take(LONGEST / 4).collect();
    let end: Vec<char> = message.chars().rev().take(LONGEST / 4).collect();
    format!("{start} … {}", end.into_iter().rev().collect::<String>())
}

/// A value and what was found while it was made.
#[derive(Clone, Debug, Default)]
pub struct Diagnosed<T> {
    /// The value, as good as it could be made.
    pub value: T,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}
