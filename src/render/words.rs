//! The words of the theme in a language: `templates/words/<lang>.yaml`, missing ones from English.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::base::digest::Digest;
use crate::config::Lang;
use crate::diag::{Code, Diagnosed, Diagnostic, Place, YamlSource, nearest};
use crate::snapshot::Snapshot;

/// One word, or its plural forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(untagged)]
pub enum Word {
    /// A text, with `{gaps}` to fill.
    Text(String),
    /// Forms by plural category: `one`, `few`, `other`.
    Forms(BTreeMap<String, String>),
}

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    words: BTreeMap<String, Word>,
}

impl Words {
    /// A word; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        match self.words.get(key) {
            Some(Word::Text(text)) => text,
            _ => key,
        }
    }

    /// A word with its gaps filled: `about {date}`.
    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_string();
        for (name, value) in gaps {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The word for a value an author chose (`event_battle`); an unknown one reads as it is written.
    pub fn label(&self, group: &str, value: &str) -> String {
        match self.words.get(&format!("{group}_{}", value.replace('-', "_"))) {
            Some(Word::Text(text)) => text.clone(),
            _ => value.replace('-', " "),
        }
    }

    /// All words, for templates.
    pub fn value(&self) -> tera::Value {
        tera::Value::from_serializable(&self.words)
    }

    /// Digest of all words.
    pub fn digest(&self) -> Digest {
        Digest::of(self)
    }
}

/// Reads the words of a language from the snapshot.
pub fn read(snapshot: &Snapshot, lang: &Lang) -> Diagnosed<Words> {
    let mut diagnostics = Vec::new();
    let english = file(snapshot, "en", &mut diagnostics).unwrap_or_default();
    let primary = lang.as_str().split('-').next().unwrap_or("en");
    if primary == "en" {
        return Diagnosed { value: Words { words: english }, diagnostics };
    }
    let own = file(snapshot, lang.as_str(), &mut diagnostics).or_else(|| file(snapshot, primary, &mut diagnostics));
    let Some(own) = own else {
        let place = Place::File(crate::base::path::SourcePath::new(crate::config::PATH));
        let message = format!("the theme has no words in `{lang}`; its own are shown in English");
        diagnostics.push(
            Diagnostic::new(Code::UNTRANSLATED_STRING, place, message)
                .help(format!("write them into templates/words/{lang}.yaml, after templates/words/en.yaml")),
        );
        return Diagnosed { value: Words { words: english }, diagnostics };
    };
    let path = [lang.as_str(), primary]
        .map(|tag| format!("templates/words/{tag}.yaml"))
        .into_iter()
        .find(|path| snapshot.get(path).is_some());
    if let Some(file) = path.and_then(|path| snapshot.get(&path)) {
        let source = YamlSource::new(&file.path, 0..file.bytes().len());
        for key in own.keys().filter(|key| !english.contains_key(*key)) {
            // Words for values an author chose (`event_battle`) are the site's own.
            if let Some(near) = nearest(key, english.keys().map(String::as_str)) {
                let message = format!("the theme has no word `{key}`");
                diagnostics.push(
                    Diagnostic::new(Code::UNTRANSLATED_STRING, source.key(key), message).help(format!("did you mean `{near}`?")),
                );
            }
        }
        let missing: Vec<&str> = english.keys().filter(|key| !own.contains_key(*key)).map(String::as_str).collect();
        if !missing.is_empty() {
            let message = format!("{} words are not translated: {}", missing.len(), missing.join(", "));
            diagnostics.push(Diagnostic::new(Code::UNTRANSLATED_STRING, Place::File(file.path.clone()), message));
        }
    }
    let mut words = english;
    words.extend(own);
    Diagnosed { value: Words { words }, diagnostics }
}

/// The name of a language in itself; its tag where we do not know it.
pub fn autonym(lang: &Lang) -> String {
    let name = match lang.as_str().split('-').next().unwrap_or("") {
        "ar" => "العربية",
        "az" => "Azərbaycanca",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "fa" => "فارسی",
        "fr" => "Français",
        "he" => "עברית",
        "hy" => "Հայերեն",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ka" => "ქართული",
        "pl" => "Polski",
        "pt" => "Português",
        "ru" => "Русский",
        "tr" => "Türkçe",
        "uk" => "Українська",
        _ => lang.as_str(),
    };
    name.to_string()
}

fn file(snapshot: &Snapshot, tag: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<BTreeMap<String, Word>> {
    let file = snapshot.get(&format!("templates/words/{tag}.yaml"))?;
    let text = file.text()?;
    let source = YamlSource::new(&file.path, 0..text.len());
    let read = crate::yaml::read(text, &source);
    diagnostics.extend(read.diagnostics);
    let mut words = BTreeMap::new();
    for (key, value) in read.value.as_mapping()? {
        let Some(key) = key.as_str() else { continue };
        match value {
            Value::String(text) => {
                words.insert(key.to_string(), Word::Text(text.clone()));
            }
            Value::Mapping(forms) => {
                let forms: BTreeMap<String, String> = forms
                    .iter()
                    .filter_map(|(form, text)| Some((form.as_str()?.to_string(), text.as_str()?.to_string())))
                    .collect();
                words.insert(key.to_string(), Word::Forms(forms));
            }
            other => {
                let message =
                    format!("a word should be a text or its plural forms, this is {}", crate::yaml::field::kind_of(other));
                diagnostics.push(Diagnostic::new(Code::WRONG_TYPE, source.value(key), message));
            }
        }
    }
    Some(words)
}
