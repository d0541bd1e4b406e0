//! The files that scripts read: the index of the search and that of the timeline's filter, each made from remembered entries.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::base::path::OutputPath;
use crate::model::EntityId;
use crate::pipeline::Pipeline;
use crate::render::facets;
use crate::render::record::{self, Sketch};
use crate::render::view::Cx;
use crate::route;
use crate::search;
use crate::search::entry::{Entry, Lexicon};

impl Pipeline {
    /// The files of the indexes of a language, in the folders that `route` keeps free for them.
    pub(super) fn index(&self, cx: &Cx<'_>) -> Vec<(OutputPath, Arc<[u8]>)> {
        let all: Vec<EntityId> =
            (0..cx.model.entities.len() as u32).map(EntityId).filter(|id| record::is_found(cx, *id)).collect();
        let entries = all.par_iter().map_init(Lexicon::default, |lexicon, id| {
            let sketch = Sketch::of(cx, *id);
            let digest = sketch.digest();
            (*id, digest, self.found.get_or(digest, || Entry::of(&sketch.finish(), lexicon)))
        });
        let entries: Vec<facets::Found> = entries.collect();
        let rows = facets::Rows::new(cx, &entries);
        let with_heads = cx.routes.slices.has_years();
        let key = Digest::of(&(with_heads, rows.digest()));
        let filter = self.filters.get_or(key, || search::filter::files(&rows.events(cx), with_heads));
        drop(rows);
        let found = search::files(entries.into_iter().map(|(.., entry)| entry).collect());
        let mut files = Vec::new();
        for (folder, of_index) in route::index_folders(cx.config, cx.tag()).into_iter().zip([&found, &*filter]) {
            // Invariant: the names of an index are digits and letters.
            let path = |name: &str| OutputPath::new(&format!("{folder}{name}"));
            files.extend(of_index.iter().filter_map(|(name, bytes)| Some((path(name)?, bytes.as_slice().into()))));
        }
        files
    }
}
