//! Where an entry is shown: its address within a language's part of the site.

use crate::model::Model;
use crate::model::slice::Slice;
use crate::parse::kind::Kind;

/// How many entries a page of a list holds.
pub fn per_page(kind: Kind) -> usize {
    match kind {
        Kind::Article => 100,
        _ => 500,
    }
}

/// The address of the list of a kind.
pub fn list(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Article => "/articles/",
        Kind::Phase | Kind::Event => "/timeline/",
        Kind::Actor => "/actors/",
        Kind::Place => "/places/",
        Kind::Source => "/sources/",
        Kind::Figure => "/figures/",
        Kind::Relationship => "/network/",
        Kind::Statement => "/statements/",
        Kind::Dispute => "/disputes/",
        Kind::Term => "/glossary/",
        Kind::Media | Kind::Page => return None,
    })
}

/// Whether an entry of a kind has a page of its own; the others are anchors on their list.
pub fn has_page(kind: Kind) -> bool {
    !matches!(kind, Kind::Relationship | Kind::Statement | Kind::Term | Kind::Media)
}

/// The address of page `number` (from 1) of a list.
pub fn list_page(list: &str, number: usize) -> String {
    if number <= 1 { list.to_string() } else { format!("{list}page/{number}/") }
}

/// The address of an entry; `index` is its position in its list, which matters where it is an anchor there.
pub fn entry(kind: Kind, id: &str, index: usize) -> String {
    match kind {
        Kind::Page => format!("/{id}/"),
        Kind::Media => format!("/media/{id}"),
        kind if has_page(kind) => format!("/{}/{id}/", kind.folder()),
        kind => format!("{}#{id}", list_page(list(kind).unwrap_or("/"), index / per_page(kind) + 1)),
    }
}

/// The address of a slice of the timeline.
pub fn slice(model: &Model, slice: &Slice) -> String {
    match slice {
        Slice::Year(year) => format!("/timeline/{year}/"),
        Slice::Type(id) => format!("/timeline/type/{id}/"),
        Slice::Importance(level) => format!("/timeline/importance/{level}/"),
        Slice::Of(id) => format!("/timeline/{}/{}/", model.get(*id).kind(), model.get(*id).id()),
    }
}
