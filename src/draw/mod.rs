//! Drawings: plain typed input → SVG text, at build time. No model, no configuration, no font, no colour.
//!
//! A drawing is given words that are already in the reader's language, days and values, and says nothing that the list or
//! table beside it does not say. Hues, weights and dashes are the style sheet's: shapes carry classes only.

pub mod map;
pub mod mark;
pub mod network;
pub mod route;
pub mod scale;
pub mod steps;
pub mod strip;
pub mod svg;
pub mod text;
pub mod time;

use std::hash::{Hash, Hasher};

/// For which width a drawing is made: a phone's or a column of text. The style sheet shows one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// From 320 px on.
    Narrow,
    /// From 640 px on, and in print.
    Wide,
}

impl Size {
    /// Units across; near CSS pixels where the drawing is shown smallest, so that letters stay readable.
    pub fn width(self) -> f64 {
        match self {
            Size::Narrow => 300.0,
            Size::Wide => 620.0,
        }
    }

    /// What tells the ids of the two apart.
    fn word(self) -> &'static str {
        match self {
            Size::Narrow => "n",
            Size::Wide => "w",
        }
    }
}

/// What every drawing says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Head {
    /// What its ids start with; once per page.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it shows, in a sentence.
    pub desc: String,
    /// Whether it is read from right to left: then time runs so too, and the scale of values stands at the right.
    pub rtl: bool,
}

/// Something that can be drawn.
pub trait Drawing {
    /// The drawing as an SVG element; the same input gives the same text.
    fn draw(&self, size: Size) -> String;
}

/// A number to be drawn; hashed by its bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount(pub f64);

impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}
