//! The codes of all findings, with the level each has unless a site says otherwise.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diag::Level;

/// The name of a lint, kebab-case; reads as "allow <lint>".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// The name.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// The code of that name.
    pub fn of(name: &str) -> Option<Code> {
        Code::ALL.iter().map(|(code, _)| *code).find(|code| code.0 == name)
    }

    /// Whether it is only looked for when links are asked for, with `check --online`.
    pub fn is_online(self) -> bool {
        matches!(self, Code::DEAD_EXTERNAL_LINK | Code::MOVED_EXTERNAL_LINK)
    }

    /// The level it has unless `site.yaml` or an entry says otherwise.
    pub fn default_level(self) -> Level {
        Code::ALL.iter().find(|(code, _)| *code == self).map_or(Level::Deny, |(_, level)| *level)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Code::of(&name).ok_or_else(|| D::Error::custom(format!("there is no lint `{name}`")))
    }
}

macro_rules! codes {
    ($($name:ident = $text:literal $level:ident),* $(,)?) => {
        impl Code {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Code = Code($text);)*
            /// Every code with its default level.
            pub const ALL: &'static [(Code, Level)] = &[$((Code::$name, Level::$level)),*];
        }
    };
}

codes! {
    UNREADABLE_FILE = "unreadable-file" Deny,
    UNREADABLE_YAML = "unreadable-yaml" Deny,
    MISPLACED_FILE = "misplaced-file" Warn,
    MALFORMED_ID = "malformed-id" Deny,
    UNKNOWN_KEY = "unknown-key" Deny,
    MISSING_FIELD = "missing-field" Deny,
    WRONG_TYPE = "wrong-type" Deny,
    UNKNOWN_VALUE = "unknown-value" Deny,
    UNREADABLE_DATE = "unreadable-date" Deny,
    END_BEFORE_START = "end-before-start" Deny,
    UNKNOWN_REFERENCE = "unknown-reference" Deny,
    AMBIGUOUS_REFERENCE = "ambiguous-reference" Deny,
    ROLE_NOT_HELD = "role-not-held" Deny,
    REMOVED_ID_WITHOUT_ALIAS = "removed-id-without-alias" Deny,
    UNUSED_ENTRY = "unused-entry" Warn,
    DUPLICATE_ID = "duplicate-id" Deny,
    PATH_COLLISION = "path-collision" Deny,
    BROKEN_LINK = "broken-link" Deny,
    BROKEN_ANCHOR = "broken-anchor" Deny,
    DEAD_EXTERNAL_LINK = "dead-external-link" Warn,
    MOVED_EXTERNAL_LINK = "moved-external-link" Warn,
    UNSAFE_LINK = "unsafe-link" Deny,
    RAW_HTML = "raw-html" Warn,
    REFERENCE_OUTSIDE_BODY = "reference-outside-body" Warn,
    UNKNOWN_BLOCK = "unknown-block" Warn,
    EMPTY_BLOCK = "empty-block" Deny,
    TRANSLATED_FACT = "translated-fact" Deny,
    UNTRANSLATED_STRING = "untranslated-string" Warn,
    MISSING_TRANSLATION = "missing-translation" Warn,
    STALE_TRANSLATION = "stale-translation" Warn,
    MISSING_ALT = "missing-alt" Deny,
    MISSING_CREDIT = "missing-credit" Deny,
    MISSING_RIGHTS = "missing-rights" Deny,
    GRAPHIC_WITHOUT_WARNING = "graphic-without-warning" Deny,
    LOCATION_METADATA = "location-metadata" Deny,
    HEADING_ORDER = "heading-order" Deny,
    UNLABELLED_TABLE = "unlabelled-table" Warn,
    STALE_REVIEW = "stale-review" Warn,
    FUTURE_DATE = "future-date" Warn,
    UNCITED_FIGURE = "uncited-figure" Deny,
    UNCITED_EVENT = "uncited-event" Deny,
    UNCITED_STATEMENT = "uncited-statement" Deny,
    UNCITED_RELATIONSHIP = "uncited-relationship" Deny,
    UNCITED_DISPUTE_VERSION = "uncited-dispute-version" Deny,
    CIRCULAR_ORIGIN = "circular-origin" Deny,
    SINGLE_ORIGIN = "single-origin" Warn,
    ONE_SIDED_SOURCING = "one-sided-sourcing" Warn,
    SOURCE_WITHOUT_ARCHIVE = "source-without-archive" Allow,
    SOURCE_ONLY_RELAYED = "source-only-relayed" Warn,
    FIGURE_WITHOUT_CLAIMANT = "figure-without-claimant" Deny,
    FIGURE_WITHOUT_DATE = "figure-without-date" Deny,
    CUMULATIVE_DECREASE = "cumulative-decrease" Deny,
    ADDED_MISMATCH = "added-mismatch" Warn,
    MIXED_SCOPE = "mixed-scope" Deny,
    SUPERSEDED_FIGURE = "superseded-figure" Warn,
    TYPED_NUMBER = "typed-number" Warn,
    ACCESSED_BEFORE_ISSUED = "accessed-before-issued" Deny,
    SAID_AFTER_ISSUED = "said-after-issued" Deny,
    EVENT_OUTSIDE_PHASE = "event-outside-phase" Warn,
    ACTOR_OUTSIDE_LIFETIME = "actor-outside-lifetime" Deny,
    RELATIVE_TIME_WORD = "relative-time-word" Warn,
    LOADED_TERM = "loaded-term" Warn,
    SINGLE_NAME_FOR_CONTESTED_PLACE = "single-name-for-contested-place" Warn,
    DENIAL_HIDDEN = "denial-hidden" Deny,
    RECOGNITION_IMPLIED = "recognition-implied" Warn,
    ADVERSARY_CLAIM_IN_TOTAL = "adversary-claim-in-total" Deny,
    UNUSED_ALLOWANCE = "unused-allowance" Warn,
    TEMPLATE_ERROR = "template-error" Deny,
    DUPLICATE_ELEMENT_ID = "duplicate-element-id" Deny,
    MISSING_LANG = "missing-lang" Deny,
    MISSING_TITLE = "missing-title" Deny,
    DEAD_INTERNAL_URL = "dead-internal-url" Deny,
    TEMPLATE_LEFTOVER = "template-leftover" Deny,
    PAGE_TOO_HEAVY = "page-too-heavy" Warn,
}
