//! What was published before: an address that readers have must not end in nothing.

use std::collections::BTreeSet;

use crate::base::path::SourcePath;
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::published;
use crate::parse::kind::Kind;

/// `removed-id-without-alias`: against the list that the last published build left; without one there is nothing to say.
pub fn removed_id(cx: &Cx<'_>, sink: &mut Sink) {
    let file = SourcePath::new(published::PATH);
    let Some(source) = cx.snapshot.files.get(&file) else { return };
    let Some(text) = source.text() else { return sink.site(Diagnostic::not_text(source)) };
    let aliases: BTreeSet<(Kind, &str)> = cx
        .model
        .entities
        .iter()
        .flat_map(|entity| entity.common().aliases.iter().map(|alias| (entity.kind(), alias.as_str())))
        .collect();
    let noted: Vec<_> = published::read(text).collect();
    let known: BTreeSet<(Kind, &str)> =
        noted.iter().filter_map(|it| it.entry.as_ref()).map(|(kind, id)| (*kind, id.as_str())).collect();
    for line in &noted {
        let place = Place::bytes(&file, line.start..line.start + line.line.len());
        let Some((kind, id)) = &line.entry else {
            let message = format!("`{}` is not a kind and an id", line.line);
            sink.site(Diagnostic::new(Code::UNREADABLE_FILE, place, message).help("remove the line"));
            continue;
        };
        let is_there = cx.model.find(*kind, id).is_some() || cx.model.may_be_lost(*kind, id);
        if is_there || aliases.contains(&(*kind, id.as_str())) {
            continue;
        }
        if let Some(withheld) = cx.model.withheld.iter().find(|it| it.kind == *kind && it.id == *id) {
            let message = format!("the {kind} `{id}` was published and is withheld now: its address ends in nothing");
            let diagnostic = Diagnostic::new(Code::REMOVED_ID_WITHOUT_ALIAS, withheld.origin.value(""), message);
            sink.site(diagnostic.help("publish it, with a correction of the type `retraction` if it no longer stands"));
            continue;
        }
        let new = cx.model.of_kind(*kind).map(|it| cx.model.get(it).id()).filter(|it| !known.contains(&(*kind, it)));
        let new: Vec<String> = new.take(3).map(|it| format!("`{it}`")).collect();
        let taker = match &new[..] {
            [] => "the entry that took its place".to_string(),
            _ => format!("the entry that took its place (new since then: {})", new.join(", ")),
        };
        let message = format!("the {kind} `{id}` was published, and neither it nor an alias is there now");
        let help = format!("add `aliases: [{id}]` to {taker}; if it is to be gone for good, remove this line");
        sink.site(Diagnostic::new(Code::REMOVED_ID_WITHOUT_ALIAS, place, message).help(help));
    }
}
