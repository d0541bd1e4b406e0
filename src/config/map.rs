//! The `map` of `site.yaml`: land and borders of the site's own, and lines that someone drew for some time.

use std::collections::BTreeMap;

use crate::base::edtf::Edtf;
use crate::yaml::field::Fields;

/// What the maps of a site show beside places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MapConfig {
    /// Land and borders of the site's own, GeoJSON or TopoJSON; the world's of Natural Earth without it.
    pub base: Option<DataFile>,
    /// Whose lines the site's own are.
    pub authority: String,
    /// Lines and outlines over them.
    pub overlays: Vec<Overlay>,
}

/// A file of the site, and where it is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataFile {
    /// Its path under the root.
    pub path: String,
    /// The field that names it.
    pub named_at: String,
}

/// A line or an outline that someone drew, for some time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Overlay {
    /// Its id, by which translations name it.
    pub id: String,
    /// The file with its shapes.
    pub file: Option<DataFile>,
    /// Whose line it is: the id of an actor, or words.
    pub authority: String,
    /// Id of the source it is taken from, and where it is named.
    pub source: (String, String),
    /// From when.
    pub valid_from: Option<Edtf>,
    /// Until when.
    pub valid_to: Option<Edtf>,
}

impl Overlay {
    /// When it held, as an interval; `None` where its ends are none that an interval may have.
    pub fn validity(&self) -> Option<Edtf> {
        let end = |date: &Option<Edtf>| date.as_ref().map_or("..".to_string(), ToString::to_string);
        Edtf::parse(&format!("{}/{}", end(&self.valid_from), end(&self.valid_to))).ok()
    }
}

/// What the maps say in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MapText {
    /// What a reader must know of the lines that are and are not drawn.
    pub note: String,
    /// Names of overlays by id.
    pub overlays: BTreeMap<String, String>,
}

/// Reads the fields of `map`, and its texts.
pub fn read(fields: &Fields<'_>) -> (MapConfig, MapText) {
    let mut text = MapText { note: fields.text("note").unwrap_or_default(), overlays: BTreeMap::new() };
    fields.require_beside("base", "authority");
    let config = MapConfig {
        base: file(fields, "base"),
        authority: fields.text("authority").unwrap_or_default(),
        overlays: fields.maps("overlays", |item| {
            let overlay = Overlay {
                id: item.required_text("id"),
                file: file(item, "file"),
                authority: item.required_text("authority"),
                source: (item.required_text("source"), item.path("source")),
                valid_from: item.date("valid_from"),
                valid_to: item.date("valid_to"),
            };
            item.require("file");
            item.require_one(&["valid_from", "valid_to"]);
            text.overlays.insert(overlay.id.clone(), item.required_text("name"));
            Some(overlay)
        }),
    };
    (config, text)
}

/// Reads the translated fields of `map`.
pub fn translated(fields: &Fields<'_>) -> MapText {
    let names = fields.maps("overlays", |item| Some((item.required_text("id"), item.required_text("name"))));
    MapText { note: fields.text("note").unwrap_or_default(), overlays: names.into_iter().collect() }
}

fn file(fields: &Fields<'_>, key: &'static str) -> Option<DataFile> {
    fields.text(key).map(|path| DataFile { path, named_at: fields.path(key) })
}
