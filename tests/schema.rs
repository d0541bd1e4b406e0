//! The JSON Schemas: they take every file of the sites here, refuse planted mistakes, and end up where editors look.

use std::path::Path;
use std::process::Command;

use crate::support::{minimal, repository};
use detente::parse::kind::Kind;
use detente::schema::{self, Of};
use serde_json::Value;

/// The YAML of a content file as an editor's checker sees it: a front matter, or the whole file; with its schema.
fn read(path: &str, text: &str) -> Option<(Of, bool, Value)> {
    let inner = path.strip_prefix("content/")?;
    let (stem, yaml) = match (inner.strip_suffix(".yaml"), inner.split_once('/')) {
        (Some(stem), _) if !stem.contains('/') => (stem, text),
        (_, Some((folder, file))) if file.ends_with(".md") => {
            let translation = file.trim_end_matches(".md").contains('.');
            let front = text.split("---").nth(1)?;
            let of = Kind::of_folder(folder)?;
            return Some((Of::Kind(of), translation, parse(front)?));
        }
        _ => return None,
    };
    let (name, translation) = stem.split_once('.').map_or((stem, false), |(name, _)| (name, true));
    let of = if name == "site" { Of::Site } else { Of::Kind(Kind::of_folder(name)?) };
    Some((of, translation, parse(yaml)?))
}

fn parse(yaml: &str) -> Option<Value> {
    let mut value: serde_yaml::Value = serde_yaml::from_str(yaml.trim_start_matches('\u{feff}')).ok()?;
    value.apply_merge().ok()?;
    serde_json::to_value(value).ok()
}

/// What a schema says against a file: `path: message`, sorted.
fn errors(of: Of, translation: bool, value: &Value) -> Vec<String> {
    let schema = schema::of(of, translation);
    assert!(jsonschema::meta::is_valid(&schema), "{of:?}");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut errors: Vec<String> = validator.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path())).collect();
    errors.sort();
    errors
}

fn said_against(folder: &str) -> (usize, Vec<String>) {
    let (mut checked, mut said) = (0, Vec::new());
    for file in repository(folder).under("content/") {
        let Some(text) = file.text() else { continue };
        let Some((of, translation, value)) = read(file.path.as_str(), text) else { continue };
        checked += 1;
        said.extend(errors(of, translation, &value).into_iter().map(|error| format!("{}{error}", file.path.as_str())));
    }
    (checked, said)
}

#[test]
fn every_file_of_the_sites_here_is_valid() {
    for (folder, files) in [("", 27), ("src/cli/starter", 20), ("tests/sites/estuary", 19)] {
        let (checked, said) = said_against(folder);
        assert!(checked >= files, "{folder}: only {checked} files were checked");
        assert_eq!(said, Vec::<String>::new(), "{folder}");
    }
}

#[test]
fn planted_mistakes_of_structure_are_refused() {
    let (_, said) = said_against("tests/sites/broken");
    // Of the findings in expected.txt, those that one file alone can show to an editor.
    for wanted in [
        "content/actors.yaml/0",
        "content/actors.yaml/1",
        "content/actors/with-a-mark.md",
        "content/articles/block.md",
        "content/articles/crlf.md",
        "content/disputes.yaml",
        "content/events.fr.yaml",
        "content/events.yaml",
        "content/figures.yaml",
        "content/pages.fr.yaml",
        "content/places.yaml",
        "content/relationships.yaml",
        "content/site.fr.yaml",
        "content/site.yaml",
        "content/sources.yaml",
        "content/statements.yaml",
        "content/terms.yaml",
    ] {
        assert!(said.iter().any(|line| line.starts_with(wanted)), "nothing is said against {wanted}:\n{}", said.join("\n"));
    }
}

/// What the schema says against an entry of a list, which without the change it takes.
fn against(kind: Kind, from: &str, to: &str) -> Vec<String> {
    let list = minimal();
    let text = list.text(&format!("content/{}.yaml", kind.folder()));
    assert!(text.contains(from), "{text}");
    let of = Of::Kind(kind);
    assert_eq!(errors(of, false, &parse(text).unwrap()), Vec::<String>::new());
    errors(of, false, &parse(&text.replacen(from, to, 1)).unwrap())
}

#[test]
fn slips_are_refused_where_they_are_made() {
    for (kind, from, to, at) in [
        (Kind::Event, "title: The crossing", "titel: The crossing", "/0"),
        (Kind::Event, "date: \"2020-03-01\"", "date: 1 March 2020", "/0/date"),
        (Kind::Event, "importance: 5", "importance: 9", "/0/importance"),
        (Kind::Event, "actor: northland", "actor: source:northland", "/0/actors"),
        (Kind::Event, "cites: [gazette, herald]", "cites: [The Gazette]", "/0/cites"),
        (Kind::Event, "confidence: medium", "confidence: middling", "/1/confidence"),
        (Kind::Event, "locator: p. 2", "locater: p. 2", "/1/cites"),
        (Kind::Event, "- id: talks", "- id: Talks", "/1/id"),
        (Kind::Figure, "value: 3, ", "", "/0/points"),
        (Kind::Figure, "claimant: northland", "unit: people", "/0"),
        (Kind::Relationship, "date: 2010/2020-03-01", "basis-of: treaty", "/0"),
        (Kind::Place, "[10.5, 20.25]", "[100.5, 20.25]", "/0/coordinates"),
        (Kind::Source, "read: full", "read: whole", "/0/read"),
        (Kind::Source, "https://gazette", "gazette", "/0/URL"),
        (Kind::Source, "type: article-newspaper", "type: newspaper", "/0/type"),
        (Kind::Actor, "class: state", "class: country", "/0/class"),
        (Kind::Term, "loaded: true", "loaded: very", "/0/loaded"),
        (Kind::Statement, "lang: en", "lang: English", "/0/quote"),
        (Kind::Dispute, "held_by: southland, ", "", "/0/versions"),
    ] {
        let said = against(kind, from, to);
        assert!(said.iter().any(|line| line.starts_with(at)), "{kind}: {to}: {said:?}");
    }
}

#[test]
fn a_question_wants_an_answer_and_a_translation_holds_no_fact() {
    let article = |yaml: &str, translation| errors(Of::Kind(Kind::Article), translation, &parse(yaml).unwrap());
    let plain = "{title: T, date: 2020-10-07}";
    assert_eq!(article(plain, false), Vec::<String>::new());
    assert_eq!(article("{title: T, date: 2020-10-07, question: Why?}", false).len(), 1);
    assert_eq!(article("{title: T, question: Why?}", true), Vec::<String>::new());
    assert_eq!(article(plain, true).len(), 1);
}

#[test]
fn all_schemas_are_written_with_the_settings_that_find_them() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| Command::new(env!("CARGO_BIN_EXE_detente")).current_dir(folder.path()).args(args).output().unwrap();
    let written = run(&["schema", "--all", ".vscode/schemas"]);
    assert!(written.status.success());
    let settings: Value = serde_json::from_slice(&written.stdout).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), 2 * (Kind::ALL.len() + 1));
    for path in schemas.keys() {
        let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(jsonschema::meta::is_valid(&serde_json::from_str(&text).unwrap()), "{path}");
    }
    assert_eq!(schemas["./.vscode/schemas/events.json"], "content/events.yaml");
    let one = run(&["schema", "event"]);
    let file = std::fs::read(folder.path().join(".vscode/schemas/events.json")).unwrap();
    assert!(one.stdout == file, "the schema that is printed is the one that is written");
    let wrong = run(&["schema", "evnt"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(Path::new(&folder.path().join(".vscode/schemas/site.translation.json")).is_file());
}
