//! Pictures as pages show them: the files a browser chooses from, and the words that go with them.

use serde::Serialize;

use crate::base::path::Url;
use crate::model::EntityId;
use crate::picture::Format;
use crate::render::view::{Cx, Text};
use crate::route;

/// The width that browsers get which choose from no list.
const PLAIN: u32 = 800;

/// The files of a picture.
#[derive(Hash, Serialize)]
pub struct Files {
    /// The one for browsers that do not choose.
    pub url: Url,
    /// Its size as shown at full width; 0 of a drawing that names none.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The lists to choose from, the smallest format first.
    pub sets: Vec<Set>,
}

/// The files of one format.
#[derive(Hash, Serialize)]
pub struct Set {
    /// `image/webp`.
    pub media_type: &'static str,
    /// From narrow to wide.
    pub files: Vec<File>,
}

/// A file of a picture.
#[derive(Hash, Serialize)]
pub struct File {
    /// Its address.
    pub url: Url,
    /// Its width in pixels.
    pub width: u32,
}

/// A picture with its words.
#[derive(Hash, Serialize)]
pub struct Picture {
    /// Its files.
    pub files: Files,
    /// What it shows.
    pub alt: Text,
    /// What stands under it.
    pub caption: Text,
    /// Who made it.
    pub credit: String,
    /// By what right it is shown.
    pub rights: String,
    /// Whether it is hidden until asked for.
    pub graphic: bool,
    /// What to say before it is shown.
    pub warning: Text,
}

/// The picture of an entry, if it is published.
pub fn picture(cx: &Cx<'_>, id: EntityId) -> Option<Picture> {
    let entity = cx.model.get(id);
    let media = entity.media()?;
    Some(Picture {
        files: files(cx.routes.pictures.get(&media.file)?),
        alt: cx.field(entity, |it| &it.text, &media.alt),
        caption: cx.field(entity, |it| &it.venue, &media.caption),
        credit: media.credit.clone(),
        rights: media.rights.clone(),
        graphic: media.graphic,
        warning: cx.phrase(entity, &media.warning),
    })
}

/// The address that leads to a picture itself: as large as it is published, in the format it came in.
pub fn largest(picture: &route::Picture) -> Option<&Url> {
    picture.files.last().map(|(_, url)| url)
}

fn files(picture: &route::Picture) -> Files {
    let mut sets: Vec<Set> = Vec::new();
    let mut formats: Vec<Format> = Vec::new();
    for (rendition, url) in &picture.files {
        if formats.last() != Some(&rendition.format) {
            formats.push(rendition.format);
            sets.push(Set { media_type: rendition.format.media_type(), files: Vec::new() });
        }
        if let Some(set) = sets.last_mut() {
            set.files.push(File { url: url.clone(), width: rendition.width });
        }
    }
    let plain = sets.last().and_then(|set| set.files.iter().rev().find(|file| file.width <= PLAIN).or(set.files.first()));
    let widest = picture.files.last().map(|(rendition, _)| *rendition);
    Files {
        // Invariant: a published picture has a file.
        url: plain.map_or_else(|| Url::new("/"), |file| file.url.clone()),
        width: widest.map_or(0, |it| it.width),
        height: widest.map_or(0, |it| it.height),
        sets,
    }
}
