//! Media (IPTC): pictures, with the words and rights that go with them.

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::base::path::OutputPath;
use crate::diag::{Code, Diagnostic};
use crate::parse::schema::common::plain;
use crate::yaml::field::Fields;

/// A picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Media {
    /// File under `content/media/`.
    pub file: String,
    /// What it shows, for who cannot see it.
    pub alt: String,
    /// What stands under it.
    pub caption: String,
    /// Who made it.
    pub credit: String,
    /// By what right it is shown.
    pub rights: String,
    /// When it was taken.
    pub taken: Option<Edtf>,
    /// Whether it is hard to look at.
    pub graphic: bool,
    /// What to say before it is shown.
    pub warning: String,
}

/// Reads a picture's own fields.
pub fn read(fields: &Fields<'_>) -> Media {
    let file = fields.required_text("file");
    if !file.is_empty() && OutputPath::new(&file).is_none() {
        let place = fields.place(&fields.path("file"));
        fields.push(
            Diagnostic::new(Code::BROKEN_LINK, place, format!("`{file}` is not a path under content/media/"))
                .help("write the name of the file, as it lies there"),
        );
    }
    let text = |key| fields.text(key).unwrap_or_default();
    Media {
        alt: plain(fields, "alt"),
        caption: plain(fields, "caption"),
        credit: text("credit"),
        rights: text("rights"),
        taken: fields.date("taken"),
        graphic: fields.bool("graphic").unwrap_or(false),
        warning: plain(fields, "warning"),
        file,
    }
}
