//! Sources: CSL-JSON keys, and what an editor knows of the source: stance, tier, how much was read.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::base::fixed::{self, Word};
use crate::diag::near::certain;
use crate::diag::{Code, Diagnostic, Fix, nearest};
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::yaml::field::{Fields, scalar};
use crate::yaml::shape::Form;

/// A cited work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// CSL type, `article-newspaper`.
    pub class: String,
    /// CSL variables in the order of `TEXTS`, `NAMES`, `DATES`; `title` is among the common fields.
    #[serde(deserialize_with = "fixed::keys")]
    pub variables: Vec<(Word, Variable)>,
    /// Archived copies.
    pub archived: Vec<Archived>,
    /// What it relays.
    pub derived_from: Vec<RefIx>,
    /// Which side it leans to.
    pub stance: Option<Stance>,
    /// The kind of publisher.
    #[serde(deserialize_with = "fixed::maybe")]
    pub tier: Option<Word>,
    /// How much of it was read.
    #[serde(deserialize_with = "fixed::maybe")]
    pub read: Option<Word>,
}

/// The value of a CSL variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Variable {
    /// A text or number.
    Text(String),
    /// Persons or bodies.
    Names(Vec<NameVariable>),
    /// A date.
    Date(Edtf),
}

/// A name: in parts, or `literal` for a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameVariable {
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// The whole name, for bodies.
    pub literal: String,
}

/// A copy kept by an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Its address.
    pub url: String,
    /// When it was taken.
    pub date: Option<Edtf>,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// How a source stands to the parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stance {
    /// The parties it is, or is aligned with.
    pub actors: Vec<RefIx>,
    /// `party`, `aligned`, `independent` or `unknown`.
    #[serde(deserialize_with = "fixed::word")]
    pub kind: Word,
}

/// CSL variables that are texts or numbers.
pub const TEXTS: [&str; 24] = [
    "container-title",
    "publisher",
    "URL",
    "language",
    "page",
    "volume",
    "issue",
    "number",
    "DOI",
    "ISBN",
    "ISSN",
    "genre",
    "edition",
    "event-title",
    "publisher-place",
    "collection-title",
    "medium",
    "section",
    "archive",
    "authority",
    "number-of-pages",
    "chapter-number",
    "title-short",
    "version",
];
/// CSL variables that name persons or bodies.
pub const NAMES: [&str; 6] = ["author", "editor", "translator", "interviewer", "director", "container-author"];
/// CSL variables that are dates.
pub const DATES: [&str; 4] = ["issued", "accessed", "event-date", "original-date"];

/// CSL 1.0.2, appendix III: the item types.
pub const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// The kinds of publishers.
pub const TIERS: [&str; 8] =
    ["official", "wire", "independent-media", "party-media", "ngo", "dataset", "reference", "aggregator"];
/// How much of a source may have been read.
pub const READ: [&str; 3] = ["full", "excerpt", "relayed"];
/// How a source may stand to the parties.
pub const STANCES: [&str; 4] = ["party", "aligned", "independent", "unknown"];

impl Source {
    /// A text variable.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.variables.iter().find_map(|(key, value)| match value {
            Variable::Text(text) if *key == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// A date variable.
    pub fn date(&self, name: &str) -> Option<&Edtf> {
        self.variables.iter().find_map(|(key, value)| match value {
            Variable::Date(date) if *key == name => Some(date),
            _ => None,
        })
    }
}

/// Reads a source's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Source {
    let class = fields.required_text("type");
    if !class.is_empty() && !TYPES.contains(&class.as_str()) {
        let help = match nearest(&class, TYPES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", TYPES.join(", ")),
        };
        let place = fields.place(&fields.path("type"));
        let fix = certain(&class, TYPES).map(|word| Fix::replace(&place, &class, word));
        let message = format!("`{class}` is not a CSL type");
        fields.push(Diagnostic::new(Code::UNKNOWN_VALUE, place, message).help(help).maybe_fix(fix));
    }
    fields.takes_only("type", || Form::Word(TYPES.to_vec()));
    let mut variables = Vec::new();
    for key in TEXTS {
        if let Some(text) = fields.text(key) {
            if key == "URL" {
                web_address(fields, key, &text);
            }
            variables.push((key, Variable::Text(text)));
        }
    }
    for key in NAMES {
        let names = name_list(fields, key);
        if !names.is_empty() {
            variables.push((key, Variable::Names(names)));
        }
    }
    for key in DATES {
        if let Some(date) = fields.date(key) {
            variables.push((key, Variable::Date(date)));
        }
    }
    for key in ["tier", "read"] {
        fields.require(key);
    }
    Source {
        class,
        variables,
        archived: fields.maps("archived", |item| {
            let url = item.required_text("url");
            web_address(item, "url", &url);
            Some(Archived { url, date: item.date("date"), sha256: item.text("sha256").unwrap_or_default() })
        }),
        derived_from: refs.many(fields, "derived_from", &[Kind::Source]),
        stance: fields.map("stance", |stance| {
            let actors = refs.many(stance, "actor", &[Kind::Actor]);
            stance.require("kind");
            Stance { actors, kind: stance.word("kind", &STANCES).unwrap_or("unknown") }
        }),
        tier: fields.word("tier", &TIERS),
        read: fields.word("read", &READ),
    }
}

/// Reports an address that no browser should be sent to.
pub fn web_address(fields: &Fields<'_>, key: &str, url: &str) {
    fields.takes_only(key, || Form::Address);
    let ok = url.starts_with("https://") || url.starts_with("http://");
    if !ok && !url.is_empty() {
        let place = fields.place(&fields.path(key));
        fields.push(
            Diagnostic::new(Code::UNSAFE_LINK, place, format!("`{url}` is not a web address"))
                .help("a web address begins with https:// or http://"),
        );
    }
}

fn name_list(fields: &Fields<'_>, key: &'static str) -> Vec<NameVariable> {
    fields.takes(&fields.path(key), || Form::Text);
    let mut names = Vec::new();
    for (value, path) in fields.items(key) {
        match value {
            Value::Mapping(map) => {
                let item = fields.nested(map, path);
                let part = |key| item.text(key).unwrap_or_default();
                let name = NameVariable { family: part("family"), given: part("given"), literal: part("literal") };
                item.require_one(&["family", "given", "literal"]);
                item.finish();
                names.push(name);
            }
            other => match scalar(other) {
                Some(text) => names.push(NameVariable { literal: text, ..NameVariable::default() }),
                None => fields.wrong_type(&path, "a name", other),
            },
        }
    }
    names
}
