//! JSON Schemas (2020-12) of the files of a site, for editors that complete and check while one types.
//!
//! They are made from what the readers ask for (`yaml::shape`): a field that is read is in the schema, and no other.

pub mod hint;
mod json;

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml::Mapping;

use crate::base::path::SourcePath;
use crate::config::{self, Lang};
use crate::diag::YamlSource;
use crate::parse::kind::Kind;
use crate::parse::placed::Placed;
use crate::parse::reference::Refs;
use crate::yaml::field::{Fields, Findings};
use crate::yaml::shape::{Probe, Shape};

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// `content/site.yaml`.
    Site,
    /// The entries of a kind: a list file, or the front matter of a Markdown file.
    Kind(Kind),
}

impl Of {
    /// All that there are schemas of.
    pub fn all() -> impl Iterator<Item = Of> {
        std::iter::once(Of::Site).chain(Kind::ALL.into_iter().map(Of::Kind))
    }

    /// The name of its files: `events`, `site`.
    pub fn stem(self) -> &'static str {
        match self {
            Of::Site => "site",
            Of::Kind(kind) => kind.folder(),
        }
    }
}

/// A description of each field, by what it is of and the field's path; `any` holds those of several kinds.
pub fn descriptions() -> BTreeMap<String, BTreeMap<String, String>> {
    // Invariant: `every_field_is_described_and_nothing_else` reads the same text.
    serde_yaml::from_str(include_str!("fields.yaml")).unwrap_or_default()
}

/// The fields that the readers ask for, of an entry as it stands in a list (`listed`) or in a file of its own.
pub fn shape(of: Of, listed: bool, translation: bool) -> Shape {
    let source = YamlSource::new(&SourcePath::new(config::PATH), 0..0);
    let (map, findings): (Mapping, Findings) = (Mapping::new(), RefCell::default());
    Probe::shape(|probe| {
        let fields = Fields::probing(&source, &map, &findings, probe);
        match of {
            Of::Site if translation => drop(config::translated(&fields)),
            Of::Site => drop(config::site(&fields, &source, false)),
            Of::Kind(kind) => {
                let lang = if translation { Lang::new("en") } else { None };
                let place = Placed { kind, stem: (!listed).then(String::new), lang };
                drop(crate::parse::content(&place, &fields, &mut Refs::new()));
            }
        }
    })
}

/// The schema of a kind's files, of `site.yaml`, or of their translations.
pub fn of(of: Of, translation: bool) -> Value {
    let described = descriptions();
    let name = match of {
        Of::Site => "site",
        Of::Kind(kind) => kind.name(),
    };
    let map = |listed| {
        let mut map = json::map(&shape(of, listed, translation), &|path| describe(&described, name, path), "");
        if listed {
            // An entry of a list is known by its id.
            json::require(&mut map, "id");
        }
        Value::Object(map)
    };
    let mut schema = Map::new();
    schema.insert("$schema".to_string(), "https://json-schema.org/draft/2020-12/schema".into());
    let what = if translation { "translated text only; facts are read from the original" } else { "the originals" };
    schema.insert("title".to_string(), format!("detente: {} ({what})", of.stem()).into());
    match of {
        Of::Site => schema.extend(match map(false) {
            Value::Object(map) => map,
            _ => Map::new(),
        }),
        Of::Kind(_) => {
            // A list file is a list, a front matter is a map: which of the two decides, so that errors are exact.
            schema.insert("type".to_string(), json!(["array", "object"]));
            schema.insert("if".to_string(), json!({"type": "array"}));
            schema.insert("then".to_string(), json!({"items": {"$ref": "#/$defs/listed"}}));
            schema.insert("else".to_string(), json!({"$ref": "#/$defs/entry"}));
        }
    }
    let mut defs = json::forms();
    if of != Of::Site {
        defs.insert("listed".to_string(), map(true));
        defs.insert("entry".to_string(), map(false));
    }
    schema.insert("$defs".to_string(), Value::Object(defs));
    Value::Object(schema)
}

/// The description of a field: of its kind, else of any; by its whole path, else by its end (`points.cites` → `cites`).
fn describe<'d>(all: &'d BTreeMap<String, BTreeMap<String, String>>, name: &str, path: &str) -> Option<(String, &'d str)> {
    for group in [name, "any"] {
        let mut end = path;
        loop {
            if let Some(text) = all.get(group).and_then(|group| group.get(end)) {
                return Some((format!("{group} {end}"), text));
            }
            match end.split_once('.') {
                Some((_, rest)) => end = rest,
                None => break,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn walk(shape: &Shape, path: &str, each: &mut dyn FnMut(&str, &crate::yaml::shape::Field)) {
        for (key, field) in &shape.fields {
            let path = crate::diag::place::join(path, key);
            each(&path, field);
            walk(&field.within, &path, each);
        }
    }

    #[test]
    fn every_field_is_described_and_nothing_else() {
        let all = descriptions();
        let mut used = BTreeSet::new();
        let mut missing = Vec::new();
        for what in Of::all() {
            let name = if let Of::Kind(kind) = what { kind.name() } else { "site" };
            for translation in [false, true] {
                walk(&shape(what, true, translation), "", &mut |path, field| match describe(&all, name, path) {
                    _ if field.forms.is_empty() => {}
                    Some((key, _)) => drop(used.insert(key)),
                    None => missing.push(format!("{name} {path}")),
                });
            }
        }
        assert_eq!(missing, Vec::<String>::new(), "fields that are read and not described in fields.yaml");
        let told = all.iter().flat_map(|(group, fields)| fields.keys().map(move |field| format!("{group} {field}")));
        let unused: Vec<_> = told.filter(|key| !used.contains(key)).collect();
        assert_eq!(unused, Vec::<String>::new(), "descriptions of what no reader asks for");
    }

    #[test]
    fn a_reader_says_what_it_takes_of_every_field_it_asks_for() {
        for what in Of::all() {
            walk(&shape(what, true, false), "", &mut |path, field| {
                assert!(!field.forms.is_empty(), "{what:?}: `{path}` is asked for, and nobody says what it is");
            });
        }
    }

    #[test]
    fn the_shape_of_a_figure_is_what_its_reader_asks_for() {
        use crate::yaml::shape::Form;
        let shape = shape(Of::Kind(Kind::Figure), true, false);
        let field = |shape: &Shape, key: &str| shape.fields.iter().find(|(known, _)| known == key).unwrap().1.clone();
        let points = field(&shape, "points");
        assert_eq!((points.forms.as_slice(), points.many), ([Form::Map].as_slice(), true));
        assert_eq!(points.within.required, [vec!["as_of"], vec!["value", "low", "high"]]);
        assert_eq!(field(&points.within, "as_of").forms, [Form::Date]);
        let cites = field(&points.within, "cites");
        assert_eq!(cites.forms, [Form::Map, Form::Entry(vec!["source"])]);
        assert_eq!(field(&shape, "claimant").forms, [Form::Entry(vec!["actor", "source"])]);
    }
}
