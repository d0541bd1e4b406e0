//! What there is: every entry with its title, its date and where it is written.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::diag::locate::locate_all;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::query;
use crate::snapshot::Snapshot;

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// The date it is placed by, as written; empty if it has none.
    pub date: String,
    /// `draft`, `future` (an article of a later day), or empty.
    pub status: &'static str,
    /// The file it is written in.
    pub file: String,
    /// The line it begins at.
    pub line: usize,
}

/// The entries of a kind, or of all, by kind and id.
pub fn list(model: &Model, snapshot: &Snapshot, kind: Option<Kind>) -> Vec<Row> {
    let all = (0..model.entities.len() as u32).map(EntityId);
    let wanted: Vec<EntityId> = all.filter(|id| kind.is_none_or(|kind| model.get(*id).kind() == kind)).collect();
    let places: Vec<_> = wanted.iter().map(|id| model.get(*id).place("")).collect();
    let located = locate_all(snapshot, &places);
    wanted
        .into_iter()
        .zip(located)
        .map(|(id, at)| {
            let entity = model.get(id);
            // The fields of a Markdown file begin behind its fence; the entry begins with the file.
            let line = if entity.document.origin.path.is_empty() { 1 } else { at.line };
            Row {
                id: entity.id().to_string(),
                kind: entity.kind(),
                title: query::title(model, id),
                date: model.date_of(id).map_or(String::new(), Edtf::to_string),
                status: status(model, id, &snapshot.today),
                file: at.file.as_str().to_string(),
                line,
            }
        })
        .collect()
}

fn status(model: &Model, id: EntityId, today: &Edtf) -> &'static str {
    let entity = model.get(id);
    let is_later = |date: &Edtf| today.days_before(date);
    if entity.common().draft {
        "draft"
    } else if entity.article().and_then(|it| it.date.as_ref()).is_some_and(is_later) {
        "future"
    } else {
        ""
    }
}
