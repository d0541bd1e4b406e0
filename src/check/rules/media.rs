//! Media: what must be said of a picture before it is shown, and what must not be told by it.

use std::collections::BTreeMap;
use std::io::Cursor;

use crate::check::rules::documents;
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::media::picture_called;
use crate::model::{Entity, EntityId};
use crate::parse::body::Hole;
use crate::parse::kind::Kind;
use crate::parse::schema::media::Media;
use crate::picture::strip;

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
    documents(cx, |id, document, _| {
        for (nth, (offset, hole)) in document.body.holes.iter().enumerate() {
            let Hole::Image(name, _) = hole else { continue };
            let picture = cx.routes.pictures.get(name).and_then(|it| cx.model.get(it.entity).media());
            if picture.is_none_or(|media| !media.graphic) || document.body.is_alone(*offset) {
                continue;
            }
            // Each picture and each link to one is a hole and a link, in the same order.
            let is_of = |hole: &Hole| match hole {
                Hole::Image(other, _) => other == name,
                Hole::Open(target) => picture_called(target) == Some(name),
                _ => false,
            };
            let before = document.body.holes[..nth].iter().filter(|(_, hole)| is_of(hole)).count();
            let link = document.body.links.iter().filter(|link| picture_called(&link.target) == Some(name)).nth(before);
            let place = link.map_or_else(|| cx.model.get(id).place("id"), |link| link.place.clone());
            let message = format!("`{name}` is hard to look at, and within a line nothing can be said before it is shown");
            let diagnostic = Diagnostic::new(Code::GRAPHIC_WITHOUT_WARNING, place, message);
            sink.about(id, diagnostic.help("give it a paragraph of its own, or an `image` block"));
        }
    });
}

/// `location-metadata`: of every file among the pictures, since a file may be shown tomorrow; and of files in `static/` that are
/// published with all they tell, since they are of a format that is only copied.
pub fn location_metadata(cx: &Cx<'_>, sink: &mut Sink) {
    let by_file: BTreeMap<&str, EntityId> = all(cx).map(|(id, _, media)| (media.file.as_str(), id)).collect();
    let copied = cx.snapshot.under("static/").filter(|file| !strip::is_stripped(file.bytes()));
    for file in cx.snapshot.under(FOLDER).chain(copied) {
        if !tells_location(file.bytes()) {
            continue;
        }
        let message = "this file tells where it was taken (EXIF GPS)";
        let diagnostic = Diagnostic::new(Code::LOCATION_METADATA, Place::File(file.path.clone()), message)
            .help("remove it from the file, for instance with `exiftool -gps:all= FILE`");
        match file.path.as_str().strip_prefix(FOLDER).and_then(|name| by_file.get(name)) {
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

/// `unusable-picture`
pub fn unusable_picture(cx: &Cx<'_>, sink: &mut Sink) {
    for (id, flaw) in &cx.routes.unusable {
        let place = cx.model.get(*id).place("file");
        sink.about(*id, Diagnostic::new(Code::UNUSABLE_PICTURE, place, flaw.message.clone()).help(flaw.help));
    }
}

fn all<'m>(cx: &'m Cx<'_>) -> impl Iterator<Item = (EntityId, &'m Entity, &'m Media)> {
    cx.model.of_kind(Kind::Media).filter_map(|id| {
        let entity = cx.model.get(id);
        Some((id, entity, entity.media()?))
    })
}
