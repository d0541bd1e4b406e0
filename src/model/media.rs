//! Questions about pictures: which of them something that is published shows or leads to.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EntityId, Model};
use crate::parse::Document;
use crate::parse::kind::Kind;

/// The address a text calls a picture by: `/media/lake.jpg`; it is published under names of its own.
const CALLED: &str = "/media/";

impl Model {
    /// All published documents: originals and translations.
    fn documents(&self) -> impl Iterator<Item = &Document> {
        self.entities.iter().flat_map(|it| {
            let own = std::iter::once(&*it.document);
            own.chain(it.translations.values().map(|translation| &*translation.document))
        })
    }

    /// Pictures that are shown, by their file's name; one that only a draft shows is not among them.
    pub fn shown_pictures(&self) -> BTreeMap<&str, EntityId> {
        let called: BTreeSet<&str> =
            self.documents().flat_map(|it| &it.body.links).filter_map(|link| picture_called(&link.target)).collect();
        let pictures = self.of_kind(Kind::Media).filter_map(|id| Some((self.get(id).media()?.file.as_str(), id)));
        pictures.filter(|(file, id)| !file.is_empty() && (called.contains(file) || self.is_needed(*id))).collect()
    }
}

/// The file's name in an address that calls a picture.
pub fn picture_called(target: &str) -> Option<&str> {
    target.strip_prefix(CALLED)
}
