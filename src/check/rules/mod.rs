//! The lints' functions, a file per group; those that read prose are in `wording` and `numbers`.

pub mod chronology;
pub mod figures;
pub mod language;
pub mod media;
pub mod neutrality;
pub mod numbers;
pub mod published;
pub mod references;
pub mod review;
pub mod sourcing;
pub mod structure;
pub mod unused;
pub mod wording;

use crate::check::Cx;
use crate::model::EntityId;
use crate::parse::Document;
use crate::parse::block::Block;
use crate::parse::body::Hole;

/// Calls a check for every document, originals and translations, with the meaning of its references.
fn documents(cx: &Cx<'_>, mut check: impl FnMut(EntityId, &Document, &[Option<EntityId>])) {
    for (number, entity) in cx.model.entities.iter().enumerate() {
        let id = EntityId(number as u32);
        check(id, &entity.document, &entity.targets);
        for translation in entity.translations.values() {
            check(id, &translation.document, &translation.targets);
        }
    }
}

/// Calls a check for every block of every document.
fn blocks(cx: &Cx<'_>, mut check: impl FnMut(EntityId, &Document, &[Option<EntityId>], &Block)) {
    documents(cx, |id, document, targets| {
        for (_, hole) in &document.body.holes {
            if let Hole::Block(block) = hole {
                check(id, document, targets, block);
            }
        }
    });
}
