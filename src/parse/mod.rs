//! One content file → its documents: typed fields, a body with late links, and references still as names.
//!
//! A file is parsed without sight of any other. Every file yields what can be made of it; the rest is findings.

pub mod block;
pub mod body;
mod document;
pub mod front_matter;
pub mod kept;
pub mod kind;
pub mod markdown;
pub mod outline;
pub mod placed;
pub mod prose;
pub mod reference;
pub mod schema;
pub mod words;

use std::cell::RefCell;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};

use crate::base::digest::{Digest, Hashed};
use crate::base::id::EntryId;
use crate::base::path::SourcePath;
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnosed, Diagnostic, Place, YamlSource};
use crate::parse::body::Body;
use crate::parse::kind::Kind;
use crate::parse::placed::{Placed, placed};
use crate::parse::prose::Prose;
use crate::parse::reference::{RefReader, Refs};
use crate::parse::words::Said;
use crate::snapshot::SourceFile;
use crate::yaml::field::{Fields, Findings, kind_of, mapping, scalar};
use crate::yaml::shape::Form;

pub use document::{Content, Document, Origin, Original};

/// What one file gives.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parsed {
    /// Its documents.
    pub documents: Vec<Arc<Document>>,
    /// Entries that are there and could not be read: names of them are not also unknown.
    pub lost: Vec<Lost>,
    /// References in bodies of such entries: checked all the same.
    pub loose: Refs,
    /// Digest of all of it but the words of bodies (`Document::facts`).
    pub facts: Digest,
}

/// An entry of a kind that could not be read, or, without an id, any number of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// The kind.
    pub kind: Kind,
    /// The id, as far as it can be told.
    pub id: Option<EntryId>,
}

/// What is lost with a file that is there and could not be read.
pub fn unread(path: &SourcePath, config: &Config) -> Vec<Lost> {
    let mut lost = Vec::new();
    if let Ok(Some(place)) = placed(path, config) {
        place.lose_file(&mut lost);
    }
    lost
}

/// Parses one file under `content/`; files that hold no entries give none.
pub fn documents(file: &SourceFile, config: &Config) -> Diagnosed<Parsed> {
    let findings: Findings = RefCell::default();
    let (mut lost, mut loose) = (Vec::new(), Refs::new());
    let documents = match placed(&file.path, config) {
        Ok(None) => Vec::new(),
        Ok(Some(place)) => match file.text() {
            Some(text) => read(file, text, &place, config, &findings, (&mut lost, &mut loose)),
            None => {
                findings.borrow_mut().push(Diagnostic::not_text(file));
                place.lose_file(&mut lost);
                Vec::new()
            }
        },
        Err(diagnostic) => {
            findings.borrow_mut().push(*diagnostic);
            Vec::new()
        }
    };
    let facts = match documents.as_slice() {
        [document] if lost.is_empty() && loose.is_empty() => document.facts,
        _ => Digest::of(&(&file.path, file.digest)),
    };
    let documents = documents.into_iter().map(Arc::new).collect();
    Diagnosed { value: Parsed { documents, lost, loose, facts }, diagnostics: findings.into_inner() }
}

fn read(
    file: &SourceFile,
    text: &str,
    place: &Placed,
    config: &Config,
    findings: &Findings,
    (lost, loose): (&mut Vec<Lost>, &mut Refs),
) -> Vec<Document> {
    match &place.stem {
        Some(stem) => {
            let document = markdown_file(file, text, stem, place, config, findings, loose);
            if document.is_none() {
                place.lose(EntryId::nearest(stem), lost);
            }
            document.into_iter().collect()
        }
        None => list_file(file, text, place, config, findings, lost),
    }
}

fn markdown_file(
    file: &SourceFile,
    text: &str,
    stem: &str,
    place: &Placed,
    config: &Config,
    findings: &Findings,
    loose: &mut Refs,
) -> Option<Document> {
    let Some(id) = EntryId::new(stem) else {
        let help = match stem.rsplit_once('.') {
            Some((_, tag)) if Lang::new(tag).is_some() => {
                format!("if this is a translation, add `{tag}` to `languages` in content/site.yaml")
            }
            _ => EntryId::nearest(stem).map_or(EntryId::RULE.to_string(), |near| format!("rename it to `{near}.md`")),
        };
        let message = format!("the file name gives the id, and `{stem}` is not an id");
        findings.borrow_mut().push(Diagnostic::new(Code::MALFORMED_ID, Place::File(file.path.clone()), message).help(help));
        return None;
    };
    let parts = front_matter::split(file, text, findings)?;
    let source = YamlSource::new(&file.path, parts.yaml.clone());
    let tree = crate::yaml::read(&text[parts.yaml.clone()], &source);
    let is_readable = tree.diagnostics.is_empty();
    findings.borrow_mut().extend(tree.diagnostics);
    let empty = Mapping::new();
    let map = match &tree.value {
        Value::Null if is_readable => Some(&empty),
        Value::Null => None,
        value => mapping(value, "the front matter", source.value(""), findings),
    };
    let Some(map) = map else {
        // The entry is lost; what its body says is wrong or right all the same.
        let at = markdown::At::File(file.path.clone(), parts.body.start);
        markdown::read(&text[parts.body], at, config.html, loose, findings);
        return None;
    };
    let origin = Origin { source, path: String::new() };
    let body = Markdown { text, start: parts.body.start, lines: None };
    let written = Written { map, digest: Digest::of_bytes(text[parts.yaml].as_bytes()) };
    Some(document(id, origin, &written, Some(body), place, config, findings))
}

/// A Markdown text and where it lies in its file.
struct Markdown<'a> {
    text: &'a str,
    start: usize,
    /// For a body that is a YAML value: its place, since its bytes differ from the file's.
    lines: Option<Place>,
}

fn list_file(
    file: &SourceFile,
    text: &str,
    place: &Placed,
    config: &Config,
    findings: &Findings,
    lost: &mut Vec<Lost>,
) -> Vec<Document> {
    let source = YamlSource::whole(&file.path, text);
    let tree = crate::yaml::read(source.of(text), &source);
    if !tree.diagnostics.is_empty() {
        place.lose(None, lost);
    }
    findings.borrow_mut().extend(tree.diagnostics);
    let items = match &tree.value {
        Value::Sequence(items) => items.as_slice(),
        Value::Null => &[],
        other => {
            let message = format!("this file should be a list of entries, it is {}", kind_of(other));
            let help = "begin each entry with `- id: …`, its other fields indented below it";
            findings.borrow_mut().push(Diagnostic::new(Code::WRONG_TYPE, source.value(""), message).help(help));
            place.lose(None, lost);
            &[]
        }
    };
    let mut documents = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let path = format!("[{index}]");
        let Some(map) = mapping(item, "an entry", source.value(&path), findings) else {
            // A bare word is the id that was meant.
            if let Some(near) = scalar(item).and_then(|text| EntryId::nearest(&text)) {
                place.lose(Some(near), lost);
            }
            continue;
        };
        let origin = Origin { source: source.clone(), path };
        let Some(id) = entry_id(map, &origin, findings) else {
            if let Some(near) = map.get("id").and_then(scalar).and_then(|text| EntryId::nearest(&text)) {
                place.lose(Some(near), lost);
            }
            continue;
        };
        let body =
            map.get("body").and_then(Value::as_str).map(|text| Markdown { text, start: 0, lines: Some(origin.value("body")) });
        let written = Written { map, digest: file.digest };
        documents.push(document(id, origin, &written, body, place, config, findings));
    }
    documents
}

fn entry_id(map: &Mapping, origin: &Origin, findings: &Findings) -> Option<EntryId> {
    let Some(text) = map.get("id").and_then(scalar) else {
        let mut findings = findings.borrow_mut();
        findings.push(
            Diagnostic::new(Code::MISSING_FIELD, origin.value(""), "this entry has no `id`")
                .help(format!("add `id:`, a name that stays; {}", EntryId::RULE)),
        );
        return None;
    };
    let id = EntryId::new(&text);
    if id.is_none() {
        let help = EntryId::nearest(&text).map(|near| format!("did you mean `{near}`?"));
        let message = format!("`{text}` is not an id; {}", EntryId::RULE);
        findings.borrow_mut().push(Diagnostic::new(Code::MALFORMED_ID, origin.value("id"), message).maybe_help(help));
    }
    id
}

/// The fields of an entry, and the digest of the YAML they stand in.
struct Written<'a> {
    map: &'a Mapping,
    digest: Digest,
}

fn document(
    id: EntryId,
    origin: Origin,
    written: &Written<'_>,
    body: Option<Markdown<'_>>,
    place: &Placed,
    config: &Config,
    findings: &Findings,
) -> Document {
    let mut refs = Refs::new();
    let fields = Fields::new(&origin.source, written.map, origin.path.clone(), findings);
    let mut content = content(place, &fields, &mut refs);
    if let Content::Original(original) = &mut content {
        original.json = json(&id, written.map);
    }
    fields.finish();
    let words = body.as_ref().map_or("", |markdown| &markdown.text[markdown.start..]);
    let words = Digest::of_bytes(words.as_bytes());
    let (body, prose) = match body {
        Some(markdown) => {
            let text = &markdown.text[markdown.start..];
            let at = match markdown.lines {
                Some(place) => markdown::At::Value(place),
                None => markdown::At::File(origin.file().clone(), markdown.start),
            };
            markdown::read(text, at, config.html, &mut refs, findings)
        }
        None => (Body::default(), Prose::default()),
    };
    let mut said = vec![prose];
    said.extend(prose::fields(place.kind, &content, &origin));
    said.retain(|prose| !prose.is_empty());
    let prose = Said::new(said);
    refs.shrink_to_fit();

    let names: Vec<_> = refs.iter().map(|it| (it.accepts, it.kind, &it.id, &it.at)).collect();
    let facts = Digest::of(&(place.kind, &id, &origin, &place.lang, written.digest, body.facts(), names));
    Document { kind: place.kind, id, origin, content, body: Hashed::new(body), prose, refs, facts, words }
}

/// Reads the fields of an entry or of a translation, as its file lies: all that `fields` is asked for is asked here.
pub fn content(place: &Placed, fields: &Fields<'_>, refs: &mut Refs) -> Content {
    if place.stem.is_none() {
        // Known here: read by `entry_id` and as the body.
        fields.takes_only("id", || Form::Id);
        let _ = (fields.raw("id"), fields.text("body"));
    }
    match &place.lang {
        Some(lang) => Content::Translation(lang.clone(), Box::new(schema::translated::read(place.kind, fields))),
        None => {
            let mut reader = RefReader { refs };
            let common = schema::common::read(place.kind, fields, &mut reader);
            let meta = schema::read(place.kind, fields, &mut reader);
            Content::Original(Box::new(Original { common, meta, json: String::new() }))
        }
    }
}

/// The fields that hold a date, in entries and in their lists.
const DATES: [&str; 8] = ["date", "as_of", "since", "issued", "accessed", "updated", "taken", "revises"];

/// A date is one text, whatever YAML made of it: a bare year is a number to it, and a one-of set a list.
fn dated(key: &str, value: &mut serde_json::Value) {
    use serde_json::Value as Json;
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Json::Object(map) => map.iter_mut().for_each(|(key, value)| dated(key, value)),
        Json::Array(items) if DATES.contains(&key) => {
            if let Some(items) = items.iter().map(text).collect::<Option<Vec<_>>>() {
                *value = format!("[{}]", items.join(",")).into();
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| dated(if key == "attested" { "date" } else { "" }, item)),
        Json::Number(number) if DATES.contains(&key) => *value = number.to_string().into(),
        _ => {}
    }
}

/// The fields as written, with the id first and without what is no content.
fn json(id: &EntryId, map: &Mapping) -> String {
    let mut object = serde_json::Map::new();
    object.insert("id".to_string(), id.as_str().into());
    for (key, value) in map {
        if let Some(key) = scalar(key)
            && !matches!(key.as_str(), "id" | "lint" | "draft")
            && !value.is_null()
            && let Ok(mut value) = serde_json::to_value(value)
        {
            dated(&key, &mut value);
            object.insert(key, value);
        }
    }
    let mut json = serde_json::Value::Object(object).to_string();
    json.shrink_to_fit();
    json
}
