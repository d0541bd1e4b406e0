//! Articles (schema.org BackgroundNewsArticle) and plain pages.

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::parse::kind::Kind;
use crate::parse::reference::{LINKABLE, RefIx, RefReader};
use crate::parse::schema::common::plain;
use crate::yaml::field::Fields;

/// An explainer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Article {
    /// When it was published.
    pub date: Option<Edtf>,
    /// Up to when its facts count.
    pub as_of: Option<Edtf>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The entries it is about.
    pub about: Vec<RefIx>,
    /// A key question it answers, if any.
    pub question: String,
    /// The answer in a few sentences.
    pub answer: String,
    /// Its picture.
    pub image: Option<RefIx>,
    /// Its place in lists; smaller comes first.
    pub weight: i64,
}

/// A plain page: about, imprint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// Its place in lists; smaller comes first.
    pub weight: i64,
}

/// Reads an article's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Article {
    fields.require_beside("question", "answer");
    Article {
        date: fields.required_date("date"),
        as_of: fields.date("as_of"),
        authors: fields.texts("authors"),
        about: refs.many(fields, "about", LINKABLE),
        question: plain(fields, "question"),
        answer: plain(fields, "answer"),
        image: refs.one(fields, "image", &[Kind::Media]),
        weight: fields.int("weight").unwrap_or(0),
    }
}

/// Reads a page's own fields.
pub fn read_page(fields: &Fields<'_>) -> Page {
    Page { weight: fields.int("weight").unwrap_or(0) }
}
