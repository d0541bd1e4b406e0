//! A translation's fields: translated text and nothing else; facts are read from the original.

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::base::spaces::one_spaced;
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;
use crate::parse::schema::common::{plain, title_key};
use crate::yaml::field::Fields;

/// Translated text; empty fields fall back to the original.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Translated {
    /// Title, name or question.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Caveat.
    pub note: String,
    /// Key question of an article.
    pub question: String,
    /// Its answer.
    pub answer: String,
    /// Definition of a term.
    pub definition: String,
    /// Paraphrase of a statement, alternative text of a picture.
    pub text: String,
    /// Where or how something was said; caption of a picture.
    pub venue: String,
    /// What is agreed of a dispute.
    pub agreed: String,
    /// What is open of it.
    pub open: String,
    /// Texts of a dispute's versions, by position.
    pub versions: Vec<String>,
    /// Titles of an actor's roles, by position.
    pub roles: Vec<String>,
    /// Texts of lists, as notes of counts, which are known by their words: a list may get longer, and its entries change places.
    pub phrases: Vec<Phrase>,
    /// The day up to which it follows the changes of the original; of the translation, so no fact of the original.
    pub updated: Option<Edtf>,
}

/// A text of the original in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The words of the original, with one space for any white space.
    pub original: String,
    /// The same in the language.
    pub text: String,
}

impl Translated {
    /// What a text of the original is in the language, if it says so.
    pub fn phrase(&self, original: &str) -> Option<&str> {
        if self.phrases.is_empty() {
            return None;
        }
        let words = one_spaced(original);
        self.phrases.iter().find(|phrase| phrase.original == words).map(|phrase| phrase.text.as_str())
    }
}

/// Keys that hold facts; in a translation they are a finding.
const FACTS: &[&str] = &[
    "date",
    "as_of",
    "cites",
    "type",
    "actors",
    "places",
    "phase",
    "importance",
    "modality",
    "figures",
    "part_of",
    "class",
    "names",
    "side",
    "recognition",
    "coordinates",
    "points",
    "none_published",
    "measure",
    "of",
    "since",
    "cumulative",
    "unit",
    "claimant",
    "subject",
    "object",
    "attested",
    "basis",
    "denied_by",
    "speaker",
    "to",
    "quote",
    "state",
    "held_by",
    "alt",
    "loaded",
    "used_by",
    "aliases",
    "draft",
    "confidence",
    "about",
    "image",
    "weight",
    "authors",
    "tier",
    "read",
    "stance",
    "URL",
    "issued",
    "accessed",
    "file",
    "credit",
    "rights",
];

/// Reads a translation.
pub fn read(kind: Kind, fields: &Fields<'_>) -> Translated {
    for key in FACTS.iter().filter(|key| !(kind == Kind::Media && **key == "alt")) {
        if fields.has_refused(key) {
            let place = fields.place(&fields.path(key));
            fields.push(
                Diagnostic::new(Code::TRANSLATED_FACT, place, format!("`{key}` is a fact, and facts are read from the original"))
                    .help("remove it here; a translation holds translated text only"),
            );
        }
    }
    // What a kind has no words for stays empty: its key is an unknown one.
    let own = |of: Kind, key| if kind == of { plain(fields, key) } else { String::new() };
    let (body_text, venue) = match kind {
        Kind::Media => (plain(fields, "alt"), plain(fields, "caption")),
        _ => (own(Kind::Statement, "text"), own(Kind::Statement, "venue")),
    };
    // By position: one left out keeps its place, and falls back to the original.
    let each = |of: Kind, list, key| match kind == of {
        true => fields.maps(list, |item| Some(plain(item, key))),
        false => Vec::new(),
    };
    Translated {
        title: plain(fields, title_key(kind)),
        summary: plain(fields, "summary"),
        note: plain(fields, "note"),
        question: own(Kind::Article, "question"),
        answer: own(Kind::Article, "answer"),
        definition: own(Kind::Term, "definition"),
        text: body_text,
        venue,
        updated: fields.date("updated"),
        agreed: own(Kind::Dispute, "agreed"),
        open: own(Kind::Dispute, "open"),
        versions: each(Kind::Dispute, "versions", "text"),
        roles: each(Kind::Actor, "roles", "title"),
        phrases: fields.maps("phrases", |item| {
            Some(Phrase { original: one_spaced(&item.required_text("original")), text: item.required_text("text") })
        }),
    }
}
