//! Statements (schema.org Quotation): who said what, when, to whom.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::config::Lang;
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::parse::schema::common::plain;
use crate::yaml::field::{Fields, scalar};
use crate::yaml::shape::Form;

/// Something said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Who said it.
    pub speaker: Option<RefIx>,
    /// When.
    pub date: Option<Edtf>,
    /// To whom.
    pub to: Vec<RefIx>,
    /// Where or how.
    pub venue: String,
    /// What was said, in our words.
    pub text: String,
    /// The words themselves; never altered.
    pub quote: Option<Words>,
    /// The words, translated.
    pub translation: Option<Words>,
}

/// Words in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their language, if it is given.
    pub lang: Option<Lang>,
}

/// Reads a statement's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Statement {
    let text = plain(fields, "text");
    fields.require("text");
    Statement {
        speaker: refs.required(fields, "speaker", &[Kind::Actor]),
        date: fields.required_date("date"),
        to: refs.many(fields, "to", &[Kind::Actor]),
        venue: plain(fields, "venue"),
        text,
        quote: words(fields, "quote"),
        translation: words(fields, "translation"),
    }
}

fn words(fields: &Fields<'_>, key: &'static str) -> Option<Words> {
    fields.takes(&fields.path(key), || Form::Text);
    match fields.raw(key)? {
        Value::Mapping(map) => {
            let item = fields.nested(map, fields.path(key));
            let text = item.required_text("text");
            let lang = Lang::field(&item);
            item.finish();
            Some(Words { text, lang })
        }
        value => match scalar(value) {
            Some(text) => Some(Words { text, lang: None }),
            None => {
                fields.wrong_type(&fields.path(key), "a text, or a map with `text` and `lang`", value);
                None
            }
        },
    }
}
