//! Media: what must be said of a picture before it is shown, and what must not be told by it.

use std::collections::BTreeMap;
use std::io::Cursor;

use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::{Entity, EntityId};
use crate::parse::kind::Kind;
use crate::parse::schema::media::Media;

/// The folder of the pictures.
const FOLDER: &str = "content/media/";

/// `missing-alt`
pub fn missing_alt(cx: &Cx<'_>, sink: &mut Sink) {
    let help = "say in a sentence what it shows, for who cannot see it";
    missing(cx, sink, Code::MISSING_ALT, "alt", |media| &media.alt, help);
}

/// `missing-credit`
pub fn missing_credit(cx: &Cx<'_>, sink: &mut Sink) {
    missing(cx, sink, Code::MISSING_CREDIT, "credit", |media| &media.credit, "name who made it");
}

/// `missing-rights`
pub fn missing_rights(cx: &Cx<'_>, sink: &mut Sink) {
    let help = "say by what right it is shown: a licence, a permission, public domain";
    missing(cx, sink, Code::MISSING_RIGHTS, "rights", |media| &media.rights, help);
}

fn missing(cx: &Cx<'_>, sink: &mut Sink, code: Code, key: &str, field: impl Fn(&Media) -> &String, help: &str) {
    for (id, entity, media) in all(cx) {
        if field(media).is_empty() {
            let diagnostic = Diagnostic::new(code, entity.place(key), format!("this picture has no `{key}`"));
            sink.about(id, diagnostic.help(help));
        }
    }
}

/// `graphic-without-warning`
pub fn graphic_without_warning(cx: &Cx<'_>, sink: &mut Sink) {
    for (id, entity, media) in all(cx) {
        if media.graphic && media.warning.is_empty() {
            let message = "this picture is hard to look at, and nothing says what to expect";
            let diagnostic = Diagnostic::new(Code::GRAPHIC_WITHOUT_WARNING, entity.place("graphic"), message);
            sink.about(id, diagnostic.help("add `warning:`, the words a reader sees before choosing to look"));
        }
    }
}

/// `location-metadata`: of every file among the pictures, since a file may be shown tomorrow.
pub fn location_metadata(cx: &Cx<'_>, sink: &mut Sink) {
    let by_file: BTreeMap<&str, EntityId> = all(cx).map(|(id, _, media)| (media.file.as_str(), id)).collect();
    for file in cx.snapshot.under(FOLDER) {
        if !tells_location(file.bytes()) {
            continue;
        }
        let message = "this file tells where it was taken (EXIF GPS)";
        let diagnostic = Diagnostic::new(Code::LOCATION_METADATA, Place::File(file.path.clone()), message)
            .help("remove it from the file, for instance with `exiftool -gps:all= FILE`");
        match by_file.get(&file.path.as_str()[FOLDER.len()..]) {
            Some(id) => sink.about(*id, diagnostic),
            None => sink.site(diagnostic),
        }
    }
}

/// Whether the EXIF of a JPEG, PNG, WebP, TIFF or HEIF has a place in it; other files have no EXIF.
fn tells_location(bytes: &[u8]) -> bool {
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
    let read = match read {
        // A damaged part does not make the rest unreadable for who looks for a place.
        Err(exif::Error::PartialResult(partial)) => Ok(partial.into_inner().0),
        other => other,
    };
    read.is_ok_and(|exif| {
        let position = [exif::Tag::GPSLatitude, exif::Tag::GPSLongitude, exif::Tag::GPSDestLatitude, exif::Tag::GPSDestLongitude];
        exif.fields().any(|field| position.contains(&field.tag))
    })
}

fn all<'m>(cx: &'m Cx<'_>) -> impl Iterator<Item = (EntityId, &'m Entity, &'m Media)> {
    cx.model.of_kind(Kind::Media).filter_map(|id| {
        let entity = cx.model.get(id);
        Some((id, entity, entity.media()?))
    })
}
