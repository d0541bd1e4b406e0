//! The pictures that are shown → their files, each named after what the picture holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Page, Plan};
use crate::base::path::{OutputPath, Url};
use crate::model::{EntityId, Model};
use crate::picture::{self, Facts, Flaw, Rendition};
use crate::snapshot::Snapshot;

/// What was read of the pictures, by their file's name.
pub type Looked<'m> = BTreeMap<&'m str, Arc<Result<Facts, Flaw>>>;

/// A picture as it is published.
pub struct Picture {
    /// Its entry.
    pub entity: EntityId,
    /// What it is.
    pub facts: Facts,
    /// Its files: of each format from narrow to wide.
    pub files: Vec<(Rendition, Url)>,
}

/// The files of each picture that is shown, named after what the picture holds.
pub(super) fn plan(
    plan: &mut Plan<'_>,
    model: &Model,
    snapshot: &Snapshot,
    looked: &Looked<'_>,
) -> (BTreeMap<String, Picture>, Vec<(EntityId, Flaw)>) {
    let (mut pictures, mut unusable) = (BTreeMap::new(), Vec::new());
    for (name, entity) in model.shown_pictures() {
        let (Some(file), Some(looked)) = (snapshot.get(&format!("content/media/{name}")), looked.get(name)) else { continue };
        let facts = match &**looked {
            Ok(facts) => *facts,
            Err(flaw) => {
                unusable.push((entity, flaw.clone()));
                continue;
            }
        };
        let mut files = Vec::new();
        for rendition in picture::renditions(&facts) {
            let url = Url::new(format!("/media/{}", rendition.file_name(name, file.digest)));
            // The same file under two names of one form is one picture.
            if OutputPath::of_url(&url).is_some_and(|path| !plan.files.contains_key(&path)) {
                let page = Page::Picture(file.path.clone(), facts, rendition);
                plan.add(0, url.to_string(), page, format!("the picture {name}"), None);
            }
            files.push((rendition, url));
        }
        pictures.insert(name.to_string(), Picture { entity, facts, files });
    }
    (pictures, unusable)
}
