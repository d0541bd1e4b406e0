//! What is drawn: facts of the model in the words of the language, as input of `draw`; drawn when a page is rendered.

pub mod chart;
pub mod map;
pub mod network;
pub mod strip;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::base::calendar::Day;
use crate::base::edtf::Edtf;
use crate::draw::mark::Sign;
use crate::draw::time::{Form, Span};
use crate::draw::{Drawing, Head, Size};
use crate::render::locale::form;
use crate::render::view::Cx;

/// A drawing: its input is what the page's digest sees, its SVG what the template gets, as `narrow` and `wide`.
#[derive(Hash)]
pub struct Drawn<T>(pub T);

impl<T: Drawing> Serialize for Drawn<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut drawn = serializer.serialize_struct("Drawn", 2)?;
        drawn.serialize_field("narrow", &self.0.draw(Size::Narrow))?;
        drawn.serialize_field("wide", &self.0.draw(Size::Wide))?;
        drawn.end()
    }
}

/// A line of a key: a sign, and what it says.
#[derive(Hash, Serialize)]
pub struct KeyLine {
    /// The sign as SVG.
    #[serde(serialize_with = "drawn_sign")]
    pub sign: Sign,
    /// The words.
    pub text: String,
}

/// Makes SVG of a sign.
pub fn drawn_sign<S: Serializer>(sign: &Sign, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&sign.svg())
}

impl Cx<'_> {
    /// A date as it is drawn.
    pub fn span(&self, date: &Edtf) -> Span {
        let (from, to) = (date.earliest().number(), date.latest().number());
        Span { from, to, form: Form::new(form(date)) }
    }

    /// The last day on which an interval may begin, and the first on which it may end.
    fn sure(&self, date: &Edtf) -> (Option<Day>, Option<Day>) {
        match date.as_str().split_once('/').map(|(start, end)| (Edtf::parse(start), Edtf::parse(end))) {
            Some((start, end)) => {
                (start.ok().and_then(|it| it.latest().number()), end.ok().and_then(|it| it.earliest().number()))
            }
            None => (date.earliest().number(), date.latest().number()),
        }
    }

    fn head(&self, id: &str, title: &str, desc: &str) -> Head {
        Head { id: id.to_string(), title: title.to_string(), desc: desc.to_string(), rtl: self.tag().right_to_left() }
    }
}
