//! Random edits of a site, of the kind an editor makes: what a build that remembers is held against a clean one with.

use std::collections::BTreeMap;

use detente::base::edtf::Edtf;
use detente::pipeline::{Build, Options, Pipeline};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{Source, minimal};

/// One change of the site, of the kind an editor makes; indices choose among what is there.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Another value for the `n`th line that begins with one of a few keys.
    Field(Index, String),
    /// Another body of an article.
    Body(Index, String),
    /// More words in a body, before all else that is in it or behind: references, blocks and headings stay.
    Typing(Index, &'static str, bool),
    /// Another id, of an entry in a list or of a file; references to it are left behind.
    Rename(Index, String),
    /// A file goes.
    Delete(Index),
    /// An entry is added to a list, its file made if need be.
    Add(&'static str, String),
    /// A translation is added.
    Translate(Index, String),
    /// A template gets another text at its end.
    Template(Index, String),
    /// Words of the theme change.
    Words(String),
    /// A line of `site.yaml` is put there or goes.
    Config(&'static str, bool),
    /// A static file changes, or becomes another kind of thing.
    Static(String),
    /// The theme's style gets another rule.
    Style(String),
    /// A picture gets other bytes, or goes.
    Picture(Option<u8>),
    /// A picture gets an entry.
    Media(String),
    /// Drafts, future articles and the address are asked for or not.
    Options(bool, bool, bool),
    /// Another day.
    Today(&'static str),
}

/// What is edited: the files and what else a build depends on.
#[derive(Clone)]
pub struct World {
    /// The files.
    pub source: Source,
    /// What is asked for.
    pub options: Options,
    /// The day.
    pub today: Edtf,
}

const KEYS: [&str; 22] = [
    "title:",
    "name:",
    "summary:",
    "date:",
    "note:",
    "text:",
    "question:",
    "answer:",
    "definition:",
    "cites:",
    "draft:",
    "actors:",
    "places:",
    "claimant:",
    "of:",
    "part_of:",
    "speaker:",
    "subject:",
    "phase:",
    "tags:",
    "aliases:",
    "type:",
];

/// Lines of `site.yaml`.
pub const CONFIG: [&str; 8] = [
    "naming: house",
    "languages: [en, fr]",
    "lints: {unknown-reference: warn, uncited-event: allow}",
    "base_url: https://other.example/sub",
    "citations: apa",
    "markdown: {html: true}",
    "sides: [{id: north, name: Uplanders}]",
    "home: {figures: [north-dead-herald]}",
];

/// Words that make no difference to other pages, some of them with findings.
const TYPED: [&str; 6] = [
    "Plain words.",
    "Words *with* stress, `code` and “a quotation”.",
    "It happened recently: 77 people were killed.",
    "A leftover {{ of a template }}.",
    "- an item\n- another",
    "<b>raw</b>",
];

impl World {
    /// The small site, with what only some settings make a difference to: raw HTML, a translation, a draft.
    pub fn new() -> World {
        let source = minimal()
            .appending("content/articles/reopening.md", "\n<b>raw</b> [[nobody]]\n")
            .with("content/articles/crossing.fr.md", "---\ntitle: La traversée\n---\n\nDes mots.\n")
            .with("content/articles/later.md", "---\ntitle: Later\ndate: \"2030-01-01\"\n---\n\n[[northland]]\n")
            .with("content/articles/draft.md", "---\ntitle: Draft\ndate: \"2021-01-01\"\ndraft: true\n---\n\n[[envoy]]\n");
        World { source, options: Options::default(), today: super::today() }
    }

    /// Edits the files.
    pub fn apply(&mut self, edit: &Edit) {
        let files = &mut self.source.files;
        match edit {
            Edit::Field(index, value) => {
                let lines: Vec<(String, usize)> = content(files)
                    .into_iter()
                    .flat_map(|(path, text)| {
                        let fits = |line: &str| KEYS.iter().any(|key| line.trim_start().starts_with(key));
                        let found: Vec<_> = text.lines().enumerate().filter(|(_, line)| fits(line)).map(|(n, _)| n).collect();
                        found.into_iter().map(move |n| (path.clone(), n))
                    })
                    .collect();
                if let Some((path, number)) = chosen(index, &lines) {
                    edit_line(files, path, *number, |line| {
                        let key = line.find(':').unwrap();
                        format!("{}: {value}", &line[..key])
                    });
                }
            }
            Edit::Body(index, body) => {
                let paths: Vec<_> = content(files).into_iter().filter(|(path, _)| path.ends_with(".md")).collect();
                if let Some((path, text)) = chosen(index, &paths) {
                    let end = text.rfind("\n---\n").map_or(text.len(), |at| at + 5);
                    files.insert(path.clone(), format!("{}\n{body}\n", &text[..end]).into());
                }
            }
            Edit::Typing(index, words, before) => {
                let paths: Vec<_> = content(files).into_iter().filter(|(path, _)| path.ends_with(".md")).collect();
                if let Some((path, text)) = chosen(index, &paths) {
                    let at = if *before { text.rfind("\n---\n").map_or(text.len(), |at| at + 5) } else { text.len() };
                    files.insert(path.clone(), format!("{}\n{words}\n\n{}", &text[..at], &text[at..]).into());
                }
            }
            Edit::Rename(index, id) => {
                let mut places: Vec<(String, Option<usize>)> = Vec::new();
                for (path, text) in content(files) {
                    let ids = text.lines().enumerate().filter(|(_, line)| line.starts_with("- id:"));
                    places.extend(ids.map(|(number, _)| (path.clone(), Some(number))));
                    if path.ends_with(".md") {
                        places.push((path, None));
                    }
                }
                match chosen(index, &places) {
                    Some((path, Some(number))) => edit_line(files, path, *number, |_| format!("- id: {id}")),
                    Some((path, None)) => {
                        let bytes = files.remove(path).unwrap();
                        let folder = path.rsplit_once('/').unwrap().0;
                        files.insert(format!("{folder}/{id}.md"), bytes);
                    }
                    None => {}
                }
            }
            Edit::Delete(index) => {
                let paths: Vec<_> = content(files).into_iter().map(|(path, _)| path).collect();
                if let Some(path) = chosen(index, &paths) {
                    files.remove(path);
                }
            }
            Edit::Add(kind, id) => {
                let entry = match *kind {
                    "events" => format!("- id: {id}\n  title: Added {id}\n  date: \"2020-05\"\n  cites: [herald]\n"),
                    "sources" => format!("- id: {id}\n  type: webpage\n  title: Added {id}\n  derived_from: [herald]\n"),
                    _ => format!("- id: {id}\n  name: Added {id}\n  class: person\n  part_of: southland\n"),
                };
                files.entry(format!("content/{kind}.yaml")).or_default().extend(entry.bytes());
            }
            Edit::Translate(index, text) => {
                let paths: Vec<_> = content(files).into_iter().map(|(path, _)| path).collect();
                match chosen(index, &paths) {
                    Some(path) if path.ends_with(".md") && !path.ends_with(".fr.md") => {
                        let path = path.replace(".md", ".fr.md");
                        files.insert(path, format!("---\ntitle: {text}\n---\n\n{text}\n").into());
                    }
                    _ => {
                        let text = format!("- id: northland\n  name: {text}\n");
                        files.insert("content/actors.fr.yaml".to_string(), text.into());
                    }
                }
            }
            Edit::Template(index, text) => {
                let theme: Vec<_> = detente::theme::files()
                    .into_iter()
                    .filter(|(path, _)| path.starts_with("templates/") && path.ends_with("html"))
                    .collect();
                if let Some((path, bytes)) = chosen(index, &theme) {
                    let bytes = [*bytes, text.as_bytes()].concat();
                    files.insert(path.clone(), bytes);
                }
            }
            Edit::Words(text) => {
                files.insert("templates/words/en.yaml".to_string(), format!("skip: {text}\n").into());
            }
            Edit::Config(line, there) => {
                let key = line.split(':').next().unwrap();
                let old = String::from_utf8(files.get("content/site.yaml").cloned().unwrap_or_default()).unwrap();
                let mut text: String =
                    old.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect();
                if *there {
                    text.push_str(&format!("{line}\n"));
                }
                files.insert("content/site.yaml".to_string(), text.into());
            }
            Edit::Static(text) => {
                files.insert("static/extra.txt".to_string(), text.as_bytes().to_vec());
            }
            Edit::Style(text) => {
                files.insert("static/style/99-own.css".to_string(), format!(".{text} {{ color: red }}\n").into());
            }
            Edit::Picture(Some(byte)) => {
                files.insert("content/media/bridge.png".to_string(), vec![*byte; 9]);
            }
            Edit::Picture(None) => {
                files.remove("content/media/bridge.png");
            }
            Edit::Media(alt) => {
                let entry = format!("- id: bridge\n  file: bridge.png\n  alt: {alt}\n  credit: Us\n  rights: cc0\n");
                files.entry("content/media.yaml".to_string()).or_default().extend(entry.bytes());
            }
            Edit::Options(drafts, future, elsewhere) => {
                let base_url = elsewhere.then(|| "https://elsewhere.example".to_string());
                self.options = Options { drafts: *drafts, future: *future, base_url, ..Options::default() };
            }
            Edit::Today(date) => self.today = Edtf::parse(date).unwrap(),
        }
    }

    /// Builds what is there now.
    pub fn build(&self, pipeline: &mut Pipeline) -> Build {
        let mut snapshot = self.source.snapshot();
        snapshot.today = self.today.clone();
        pipeline.build(&snapshot, &self.options)
    }
}

/// The content as text, in path order.
fn content(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let files = files.iter().filter(|(path, _)| path.starts_with("content/") && !path.ends_with(".png"));
    files.map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap())).collect()
}

fn chosen<'a, T>(index: &Index, all: &'a [T]) -> Option<&'a T> {
    (!all.is_empty()).then(|| index.get(all))
}

fn edit_line(files: &mut BTreeMap<String, Vec<u8>>, path: &str, number: usize, edit: impl Fn(&str) -> String) {
    let old = String::from_utf8(files[path].clone()).unwrap();
    let lines = old.lines().enumerate();
    let text: String = lines.map(|(n, line)| if n == number { edit(line) + "\n" } else { format!("{line}\n") }).collect();
    files.insert(path.to_string(), text.into());
}

/// Values that a field may be given: right, wrong for the field, of another type, unreadable.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{2,8}",
        Just("\"2020-03-01\"".to_string()),
        Just("2021".to_string()),
        Just("2030-01-01".to_string()),
        Just("[herald]".to_string()),
        Just("[gazette, nobody]".to_string()),
        Just("southland".to_string()),
        Just("true".to_string()),
        Just("".to_string()),
        Just("\"a <b> & 'c' {{ d }}\"".to_string()),
        Just("[unclosed".to_string()),
        Just("{a: {b: c}}".to_string()),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("northland".to_string()),
        Just("herald".to_string()),
        Just("crossing".to_string()),
        Just("Not an id".to_string()),
        "[a-z]{3}",
    ]
}

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,20}",
        Just("[[northland]] [@gazette] [[nobody]] [[figure:north-dead]]".to_string()),
        Just("## A heading\n\n[text](/articles/crossing/#the-count)".to_string()),
        Just("```network\ndate: 2015\n```\n\n```chart\nfigures: [north-dead]\n```".to_string()),
        Just("<b>raw</b> [^1]\n\n[^1]: note".to_string()),
    ]
}

/// Any edit.
pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (any::<Index>(), value()).prop_map(|(index, value)| Edit::Field(index, value)),
        3 => (any::<Index>(), body()).prop_map(|(index, body)| Edit::Body(index, body)),
        5 => (any::<Index>(), prop::sample::select(TYPED.to_vec()), any::<bool>())
            .prop_map(|(index, words, before)| Edit::Typing(index, words, before)),
        2 => (any::<Index>(), id()).prop_map(|(index, id)| Edit::Rename(index, id)),
        2 => any::<Index>().prop_map(Edit::Delete),
        2 => (prop_oneof![Just("events"), Just("sources"), Just("actors")], id()).prop_map(|(kind, id)| Edit::Add(kind, id)),
        1 => (any::<Index>(), "[A-Z][a-z]{2,5}").prop_map(|(index, text)| Edit::Translate(index, text)),
        1 => (any::<Index>(), prop_oneof![Just("<!-- x -->".to_string()), Just("{{ oops".to_string()), Just("{{ nothing.there }}".to_string())])
            .prop_map(|(index, text)| Edit::Template(index, text)),
        1 => "[A-Z][a-z]{2,5}".prop_map(Edit::Words),
        3 => (prop::sample::select(CONFIG.to_vec()), any::<bool>()).prop_map(|(line, there)| Edit::Config(line, there)),
        1 => "[a-z]{0,5}".prop_map(Edit::Static),
        1 => "[a-z]{1,5}".prop_map(Edit::Style),
        1 => any::<Option<u8>>().prop_map(Edit::Picture),
        1 => "[A-Z][a-z]{2,5}".prop_map(Edit::Media),
        1 => any::<(bool, bool, bool)>().prop_map(|(drafts, future, elsewhere)| Edit::Options(drafts, future, elsewhere)),
        1 => prop::sample::select(vec!["2021-05-15", "2040-01-01"]).prop_map(Edit::Today),
    ]
}
