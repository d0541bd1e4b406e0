//! Entries that nothing needs.

use std::collections::BTreeSet;

use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;

/// The kinds that are there for others to refer to; an article, an event or a claim stands for itself.
const FOR_OTHERS: [Kind; 4] = [Kind::Source, Kind::Actor, Kind::Place, Kind::Media];

/// `unused-entry`: told once for each kind.
pub fn unused_entry(cx: &Cx<'_>, sink: &mut Sink) {
    // A list that could not be read may refer to anything.
    if cx.model.lost.iter().any(|lost| lost.id.is_none()) {
        return;
    }
    // A picture may be shown by its file's name; a draft may need what nothing published does.
    let shown = cx.model.shown_pictures();
    let wanted: BTreeSet<&str> =
        cx.model.withheld.iter().flat_map(|document| document.refs.iter().map(|reference| reference.id.as_str())).collect();
    for kind in FOR_OTHERS {
        for id in cx.model.of_kind(kind) {
            let entity = cx.model.get(id);
            let is_shown = entity.media().is_some_and(|media| shown.contains_key(media.file.as_str()));
            if is_shown || wanted.contains(entity.id()) || cx.model.is_needed(id) {
                continue;
            }
            let message = format!("nothing refers to the {kind} `{}`", entity.id());
            let help = match kind {
                Kind::Source => "cite it where it was relied on, or remove it",
                Kind::Media => "show it, or remove it with its file",
                _ => "refer to it where it belongs, or remove it",
            };
            let diagnostic = Diagnostic::new(Code::UNUSED_ENTRY, entity.place("id"), message).help(help);
            sink.alike(Some(id), diagnostic, kind.to_string(), entity.id().to_string());
        }
    }
}
