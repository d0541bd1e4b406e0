//! Front matter or list entry → the typed fields of its kind; one file per kind of the content model.

pub mod actor;
pub mod article;
pub mod common;
pub mod dispute;
pub mod event;
pub mod figure;
pub mod media;
pub mod phase;
pub mod place;
pub mod relationship;
pub mod source;
pub mod statement;
pub mod term;
pub mod translated;

use serde::{Deserialize, Serialize};

use crate::parse::kind::Kind;
use crate::parse::reference::RefReader;
use crate::yaml::field::Fields;

/// The fields of an entry's kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Meta {
    Article(article::Article),
    Phase(phase::Phase),
    Event(event::Event),
    Actor(actor::Actor),
    Place(place::Place),
    Source(source::Source),
    Figure(figure::Figure),
    Relationship(relationship::Relationship),
    Statement(statement::Statement),
    Dispute(dispute::Dispute),
    Term(term::Term),
    Media(media::Media),
    Page(article::Page),
}

/// Reads the fields of one kind.
pub fn read(kind: Kind, fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Meta {
    match kind {
        Kind::Article => Meta::Article(article::read(fields, refs)),
        Kind::Phase => Meta::Phase(phase::read(fields)),
        Kind::Event => Meta::Event(event::read(fields, refs)),
        Kind::Actor => Meta::Actor(actor::read(fields, refs)),
        Kind::Place => Meta::Place(place::read(fields, refs)),
        Kind::Source => Meta::Source(source::read(fields, refs)),
        Kind::Figure => Meta::Figure(figure::read(fields, refs)),
        Kind::Relationship => Meta::Relationship(relationship::read(fields, refs)),
        Kind::Statement => Meta::Statement(statement::read(fields, refs)),
        Kind::Dispute => Meta::Dispute(dispute::read(fields, refs)),
        Kind::Term => Meta::Term(term::read(fields, refs)),
        Kind::Media => Meta::Media(media::read(fields)),
        Kind::Page => Meta::Page(article::read_page(fields)),
    }
}
