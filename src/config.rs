//! `content/site.yaml` → `Config`: what the whole site is told once.

pub mod map;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf;
use crate::config::map::{MapConfig, MapText};
use crate::diag::near::same;
use crate::diag::{Code, Diagnosed, Diagnostic, Fix, Level, Place, YamlSource, nearest};
use crate::snapshot::Snapshot;
use crate::yaml::{self, field::Fields, shape::Form};

/// Where the configuration of a site lies; a folder that holds it is a site's root.
pub const PATH: &str = "content/site.yaml";

/// A language tag as BCP 47 writes it: `en`, `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lang(Arc<str>);

impl Lang {
    /// Reads the `lang` field of a map; what is no language tag is a finding.
    pub fn field(fields: &Fields<'_>) -> Option<Self> {
        fields.takes_only("lang", || Form::Language);
        let text = fields.text("lang")?;
        let lang = Lang::new(&text);
        if lang.is_none() {
            fields.push(not_a_tag(&text, fields.place(&fields.path("lang"))));
        }
        lang
    }

    /// Takes a text of the form of a language tag; whether a language of that name exists is not asked.
    pub fn new(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let primary = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
        let rest = parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        (primary && rest).then(|| Lang(text.into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left.
    pub fn right_to_left(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or("");
        matches!(primary, "ar" | "fa" | "he" | "ur" | "ps" | "ckb" | "yi" | "dv" | "ug" | "sd")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A party to the conflict, as the site groups actors.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// How contested places are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// Both names at first mention, in alphabetical order.
    Pair,
    /// The form the author chose as `name`.
    House,
    /// The name in use on the date spoken of.
    ByDate,
}

/// What a site is called in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SiteText {
    /// Its title.
    pub title: String,
    /// What it is about, in a paragraph.
    pub summary: String,
    /// Names of sides by id.
    pub sides: BTreeMap<String, String>,
    /// What its maps say.
    pub map: MapText,
}

/// An id in `site.yaml`, and where it is written.
pub type Listed = (String, String);

/// The configuration of a site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Scheme, host and path the site is published under, without a slash at the end; empty if not given.
    pub base_url: String,
    /// The languages of the site; the first is the originals' language.
    pub languages: Vec<Lang>,
    /// Texts in the first language and in others.
    pub texts: BTreeMap<Lang, SiteText>,
    /// Offset of local time from UTC, `+04:00`: of times written without a zone, and of the day it is built on.
    pub timezone: Option<String>,
    /// The sides, in the order given.
    pub sides: Vec<Side>,
    /// The naming policy.
    pub naming: Naming,
    /// Ids of articles, figures and questions chosen for the home page.
    pub home: Home,
    /// What its maps show beside places.
    pub map: MapConfig,
    /// Name of a CSL style.
    pub citations: String,
    /// So many days after it was last worked on, an article wants a review; `None` if none is asked for.
    pub review_after: Option<i64>,
    /// Levels that differ from the defaults.
    pub lints: Vec<(Code, Level)>,
    /// The baseline of accepted findings, below the root.
    pub baseline: Option<String>,
    /// Whether raw HTML in Markdown is passed through.
    pub html: bool,
    /// Whether it could not be read: what it would say of languages and sides is not known then.
    pub unreadable: bool,
    /// The text it was read from.
    pub source: YamlSource,
}

/// What the home page shows, by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Home {
    /// Articles, in order.
    pub articles: Vec<Listed>,
    /// Figures, in order.
    pub figures: Vec<Listed>,
    /// Articles whose question is asked, in order.
    pub questions: Vec<Listed>,
    /// Disputes, in order.
    pub disputes: Vec<Listed>,
}

impl Config {
    /// The level that the site gives a lint, if it gives it one.
    pub fn chosen_level(&self, code: Code) -> Option<Level> {
        self.lints.iter().rev().find(|(lint, _)| *lint == code).map(|(_, level)| *level)
    }

    /// The language of the originals.
    pub fn first(&self) -> &Lang {
        // Invariant: `read` puts `en` where no language is given.
        &self.languages[0]
    }

    /// The texts in a language, each falling back to the first language's.
    pub fn text(&self, lang: &Lang) -> SiteText {
        let mut text = self.texts.get(self.first()).cloned().unwrap_or_default();
        if let Some(own) = self.texts.get(lang) {
            if !own.title.is_empty() {
                text.title.clone_from(&own.title);
            }
            if !own.summary.is_empty() {
                text.summary.clone_from(&own.summary);
            }
            text.sides.extend(own.sides.clone());
            if !own.map.note.is_empty() {
                text.map.note.clone_from(&own.map.note);
            }
            text.map.overlays.extend(own.map.overlays.clone());
        }
        text
    }

    /// The address a language's pages begin with: empty for the first, `/id` for another.
    pub fn prefix(&self, lang: &Lang) -> String {
        if lang == self.first() { String::new() } else { format!("/{lang}") }
    }
}

/// Reads the configuration and its translations.
pub fn read(snapshot: &Snapshot) -> Diagnosed<Config> {
    let file = crate::base::path::SourcePath::new(PATH);
    let text = snapshot.files.get(&file).and_then(|file| file.text().cloned()).unwrap_or_default();
    let source = YamlSource::whole(&file, &text);
    let tree = yaml::read(source.of(&text), &source);
    let findings = std::cell::RefCell::new(tree.diagnostics);
    let empty = serde_yaml::Mapping::new();
    let map = match &tree.value {
        Value::Null => &empty,
        value => yaml::field::mapping(value, "this file", source.value(""), &findings).unwrap_or(&empty),
    };
    let fields = Fields::new(&source, map, String::new(), &findings);
    let unreadable = !findings.borrow().is_empty();
    let mut config = site(&fields, &source, unreadable);
    fields.finish();
    for lang in config.languages.clone().iter().skip(1) {
        translation(snapshot, lang, &mut config, &findings);
    }
    Diagnosed { value: config, diagnostics: findings.into_inner() }
}

/// Reads the fields of `site.yaml`; where it is unreadable its title is not also missing.
pub fn site(fields: &Fields<'_>, source: &YamlSource, unreadable: bool) -> Config {
    let title = if unreadable { String::new() } else { fields.required_text("title") };
    let summary = fields.text("summary").unwrap_or_default();
    let base_url = base_url(fields);
    let languages = languages(fields);
    let sides = sides(fields);
    let (map, map_text) = fields.map("map", map::read).unwrap_or_default();
    let names = sides.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
    let texts = SiteText { title, summary, sides: names, map: map_text };
    let naming = fields.one_of("naming", &[("pair", Naming::Pair), ("house", Naming::House), ("by-date", Naming::ByDate)]);
    fields.takes_only("timezone", || Form::Offset);
    let timezone = fields.text("timezone").filter(|zone| {
        let ok = edtf::offset(zone).is_some();
        if !ok {
            fields.report(Code::UNKNOWN_VALUE, "timezone", format!("`{zone}` is no offset from UTC; write it as \"+04:00\""));
        }
        ok
    });
    Config {
        base_url,
        texts: BTreeMap::from([(languages[0].clone(), texts)]),
        languages,
        timezone,
        sides,
        naming: naming.unwrap_or(Naming::Pair),
        home: fields
            .map("home", |home| Home {
                articles: listed(home, "articles"),
                figures: listed(home, "figures"),
                questions: listed(home, "questions"),
                disputes: listed(home, "disputes"),
            })
            .unwrap_or_default(),
        map,
        citations: fields.text("citations").unwrap_or_else(|| "ieee".to_string()),
        review_after: review_after(fields),
        lints: levels(fields),
        baseline: baseline(fields),
        html: fields.map("markdown", |markdown| markdown.bool("html")).flatten().unwrap_or(false),
        unreadable,
        source: source.clone(),
    }
}

fn base_url(fields: &Fields<'_>) -> String {
    fields.takes_only("base_url", || Form::Address);
    let Some(url) = fields.text("base_url") else { return String::new() };
    if let Err(reason) = check_base_url(&url) {
        let finding = Diagnostic::new(Code::UNKNOWN_VALUE, fields.place("base_url"), format!("`{url}` {reason}"));
        fields.push(finding.help("write it in full, such as `https://example.org`"));
        return String::new();
    }
    url.trim_end_matches('/').to_string()
}

/// Says what is wrong with a base URL.
///
/// # Errors
/// It does not begin with `https://` or `http://`, or holds what no address holds.
pub fn check_base_url(url: &str) -> Result<(), &'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        None => Err("is not an address; it begins with https:// or http://"),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Err("names no host"),
        Some(rest) if rest.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '?' | '#')) => {
            Err("holds a character that no base address has")
        }
        Some(_) => Ok(()),
    }
}

fn sides(fields: &Fields<'_>) -> Vec<Side> {
    let first = std::cell::RefCell::new(BTreeMap::new());
    fields.maps("sides", |side| {
        let (id, name, place) = (side.required_text("id"), side.required_text("name"), side.place(&side.path("id")));
        if let Some(first) = first.borrow().get(&id).filter(|_| !id.is_empty()) {
            let finding = Diagnostic::new(Code::DUPLICATE_ID, place, format!("a second side has the id `{id}`"));
            let finding = finding.label(Place::clone(first), "the first one is here");
            side.push(finding.help("rename one of them; the second is left out"));
            return None;
        }
        first.borrow_mut().insert(id.clone(), place);
        Some(Side { id, name })
    })
}

fn languages(fields: &Fields<'_>) -> Vec<Lang> {
    fields.takes_only("languages", || Form::Language);
    let mut languages = Vec::new();
    for (value, path) in fields.items("languages") {
        let Some(text) = yaml::field::scalar(value) else {
            fields.wrong_type(&path, "a language tag", value);
            continue;
        };
        match Lang::new(&text) {
            Some(lang) if !languages.contains(&lang) => languages.push(lang),
            Some(_) => {}
            None => {
                fields.push(not_a_tag(&text, fields.place(&path)));
            }
        }
    }
    if languages.is_empty() {
        languages.extend(Lang::new("en"));
    }
    languages
}

fn not_a_tag(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::UNKNOWN_VALUE, place, format!("`{text}` is not a language tag such as `en` or `pt-BR`")).help(
        "write the code of the language (BCP 47): English is `en`, Armenian `hy`, Azerbaijani `az`, Russian `ru`, German `de`, \
         Arabic `ar`, Persian `fa`",
    )
}

fn listed(home: &Fields<'_>, key: &'static str) -> Vec<Listed> {
    home.takes_only(key, || Form::Id);
    home.items(key).into_iter().filter_map(|(value, path)| Some((yaml::field::scalar(value)?, path))).collect()
}

fn review_after(fields: &Fields<'_>) -> Option<i64> {
    let days = fields.int("review_after")?;
    if days < 1 {
        let place = fields.place("review_after");
        let finding = Diagnostic::new(Code::UNKNOWN_VALUE, place, format!("`review_after` cannot be {days}"));
        fields.push(finding.help("write a number of days, at least 1"));
    }
    Some(days).filter(|days| *days >= 1)
}

/// A file below the root: content chooses no other file of the machine to be read or written.
fn baseline(fields: &Fields<'_>) -> Option<String> {
    let path = fields.text("baseline")?;
    let is_below = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_below {
        let place = fields.place("baseline");
        let finding = Diagnostic::new(Code::UNKNOWN_VALUE, place, format!("`{path}` leads out of the site"));
        fields.push(finding.help("write a path that starts at the root of the site, such as `baseline.txt`"));
    }
    is_below.then_some(path)
}

fn levels(fields: &Fields<'_>) -> Vec<(Code, Level)> {
    fields.takes_only("lints", || Form::Lints(vec!["allow", "warn", "deny"]));
    let mut levels = Vec::new();
    for (name, word) in fields.table("lints") {
        let path = crate::diag::place::join("lints", &name);
        let Some(code) = fields.lint(&name, &path) else { continue };
        let known = [Level::Allow, Level::Warn, Level::Deny];
        match known.into_iter().find(|level| level.word() == word) {
            Some(level) => levels.push((code, level)),
            None => {
                let (place, words) = (fields.place(&path), known.map(Level::word));
                let near = nearest(&word, words).map(|near| format!("did you mean `{near}`? It is ")).unwrap_or_default();
                let fix = same(&word, words).map(|level| Fix::replace(&place, &word, level));
                let diagnostic = Diagnostic::new(Code::UNKNOWN_VALUE, place, format!("`{word}` is not a level"));
                fields.push(diagnostic.help(format!("{near}one of `allow`, `warn`, `deny`")).maybe_fix(fix));
            }
        }
    }
    levels
}

fn translation(snapshot: &Snapshot, lang: &Lang, config: &mut Config, findings: &yaml::field::Findings) {
    let path = format!("content/site.{lang}.yaml");
    let Some(file) = snapshot.get(&path) else { return };
    let text = file.text().cloned().unwrap_or_default();
    let source = YamlSource::whole(&file.path, &text);
    let tree = yaml::read(source.of(&text), &source);
    findings.borrow_mut().extend(tree.diagnostics);
    let Value::Mapping(map) = &tree.value else { return };
    let fields = Fields::new(&source, map, String::new(), findings);
    let own = translated(&fields);
    fields.finish();
    config.texts.insert(lang.clone(), own);
}

/// Reads the fields of a translation of `site.yaml`.
pub fn translated(fields: &Fields<'_>) -> SiteText {
    SiteText {
        title: fields.text("title").unwrap_or_default(),
        summary: fields.text("summary").unwrap_or_default(),
        sides: fields.maps("sides", |side| Some((side.required_text("id"), side.required_text("name")))).into_iter().collect(),
        map: fields.map("map", map::translated).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;

    fn config(text: &str) -> Diagnosed<Config> {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        snapshot.insert(PATH, text.into());
        read(&snapshot)
    }

    #[test]
    fn reads_the_example_of_the_contract() {
        let read = config(
            "title: T\nsummary: S\nbase_url: https://example.org/x/\nlanguages: [en, id]\ntimezone: \"+04:00\"\n\
             sides: [{id: a, name: A}]\nnaming: pair\nhome: {articles: [x]}\ncitations: ieee\n\
             lints: {unknown-key: warn}\nmarkdown: {html: false}\n",
        );
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.value.base_url, "https://example.org/x");
        assert_eq!(read.value.prefix(&read.value.languages[1]), "/id");
        assert_eq!(read.value.lints, [(Code::UNKNOWN_KEY, Level::Warn)]);
        assert_eq!(read.value.home.articles, [("x".to_string(), "home.articles[0]".to_string())]);
    }

    #[test]
    fn a_baseline_lies_below_the_root() {
        for path in ["a.txt", "./a.txt", "notes/a.txt"] {
            assert_eq!(config(&format!("title: T\nbaseline: {path}\n")).value.baseline.as_deref(), Some(path));
        }
        for path in ["/dev/zero", "../a.txt", "notes/../../a.txt", ".."] {
            let read = config(&format!("title: T\nbaseline: {path}\n"));
            assert_eq!(read.value.baseline, None);
            assert_eq!(read.diagnostics.iter().map(|it| it.code.name()).collect::<Vec<_>>(), ["unknown-value"], "{path}");
        }
    }

    #[test]
    fn a_second_side_of_an_id_is_found_where_it_stands_and_left_out() {
        let sides = "[{id: upper, name: Upper}, {id: lower, name: Lower}, {id: upper, name: Upper}]";
        let read = config(&format!("title: T\nsides: {sides}\n"));
        let found: Vec<_> = read.diagnostics.iter().map(|it| (it.code, it.place.clone())).collect();
        assert_eq!(found, [(Code::DUPLICATE_ID, read.value.source.value("sides[2].id"))]);
        assert_eq!(read.value.sides.len(), 2);
    }

    #[test]
    fn every_mistake_is_a_finding() {
        let read = config("titel: T\nbase_url: example.org\nlanguages: [English]\nlints: {unknown-kay: warn, raw-html: loud}\n");
        let codes: Vec<_> = read.diagnostics.iter().map(|d| d.code.name()).collect();
        assert_eq!(codes, ["missing-field", "unknown-value", "unknown-value", "unknown-key", "unknown-value", "unknown-key"]);
    }
}
