//! The words of the theme in a language: `templates/words/<lang>.yaml`, missing ones from English.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::base::digest::Digest;
use crate::base::path::SourcePath;
use crate::config::Lang;
use crate::diag::near::Names;
use crate::diag::{Code, Diagnosed, Diagnostic, Place, YamlSource};
use crate::snapshot::Snapshot;

const FOLDER: &str = "templates/words/";

/// One word, or its plural forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(untagged)]
pub enum Word {
    /// A text, with `{gaps}` to fill.
    Text(String),
    /// Forms, by plural category (`one`, `few`), by the precision of a date (`day`, `year`), by a number; `other` for all else.
    Forms(BTreeMap<String, String>),
}

impl Word {
    /// The text in the first of some forms that it has, else in that for all else.
    pub fn form(&self, names: &[&str]) -> &str {
        match self {
            Word::Text(text) => text,
            Word::Forms(forms) => names.iter().chain(&["other"]).find_map(|name| forms.get(*name)).map_or("", String::as_str),
        }
    }
}

/// What stands in the gap of a phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// As it stands alone: `5 mars 2020`, `июнь 2019 г.`
    pub text: String,
    /// As it stands within a phrase, with the article or in the case that takes: `le 5 mars 2020`, `июня 2019 г.`
    pub within: String,
    /// Of a date, the form that phrases have for it: `day`, `month`, `year`, `spring`, `about`, …; empty for all else.
    pub kind: &'static str,
}

impl Filling {
    /// A text that is the same everywhere.
    pub fn new(text: impl Into<String>) -> Filling {
        let text = text.into();
        Filling { within: text.clone(), text, kind: "" }
    }
}

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    words: BTreeMap<String, Word>,
}

impl Words {
    /// A word; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.form(key, &[])
    }

    /// A word in the first of some forms that it has; the key itself where there is none.
    pub fn form<'a>(&'a self, key: &'a str, names: &[&str]) -> &'a str {
        self.words.get(key).map_or(key, |word| word.form(names))
    }

    /// A word or its forms.
    pub fn of(&self, key: &str) -> Option<&Word> {
        self.words.get(key)
    }

    /// A word with its gaps filled: `about {date}`.
    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_string();
        for (name, value) in gaps {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// A phrase with dates in its gaps, `{date}`, or `{date_within}` where the date takes an article or a case; in the form that it
    /// has for the first of them. Where it stands within another phrase, it has the form `within` or is all made of what stands there.
    pub fn tell(&self, key: &str, gaps: &[(&str, &Filling)]) -> Filling {
        let kind = gaps.iter().map(|(_, told)| told.kind).find(|kind| !kind.is_empty()).unwrap_or("");
        let filled = |names: &[&str], is_within: bool| {
            let mut text = self.form(key, names).to_string();
            for (name, told) in gaps {
                text = fill_gap(&text, name, if is_within { &told.within } else { &told.text }, &told.within);
            }
            text
        };
        Filling { text: filled(&[kind], false), within: filled(&["within", kind], true), kind }
    }

    /// The word for a value an author chose (`event_battle`); an unknown one reads as it is written. Of a unit, without its number.
    pub fn label(&self, group: &str, value: &str) -> String {
        match self.words.get(&format!("{group}_{}", value.replace('-', "_"))) {
            Some(word) => word.form(&[]).replace("{n}", "").trim().to_string(),
            None => value.replace('-', " "),
        }
    }

    /// A few words.
    #[cfg(test)]
    pub fn of_texts(texts: &[(&str, &str)]) -> Words {
        let word = |(key, text): &(&str, &str)| ((*key).to_string(), Word::Text((*text).to_string()));
        Words { words: texts.iter().map(word).collect() }
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

/// Fills a gap of a phrase: `{date}`, and `{date_within}` with what it is within a phrase.
pub fn fill_gap(phrase: &str, name: &str, text: &str, within: &str) -> String {
    phrase.replace(&format!("{{{name}_within}}"), within).replace(&format!("{{{name}}}"), text)
}

/// A text before another sentence: with a full stop and a space behind it, unless it ends with the point of an abbreviation ("2019 г.").
pub fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '\u{2024}', '։', '。', '।', '۔']) { "" } else { "." };
    format!("{text}{stop} ")
}

/// Reads the words of a language from the snapshot.
pub fn read(snapshot: &Snapshot, lang: &Lang) -> Diagnosed<Words> {
    let mut diagnostics = Vec::new();
    // The built-in English words are under all others, so that a site may replace a few of them.
    let mut english = built_in("en");
    english.extend(file(snapshot, "en", &mut diagnostics).unwrap_or_default());
    let primary = lang.as_str().split('-').next().unwrap_or("en");
    if primary == "en" {
        return Diagnosed { value: Words { words: english }, diagnostics };
    }
    let path = [lang.as_str(), primary].map(|tag| format!("{FOLDER}{tag}.yaml")).into_iter().find_map(|path| snapshot.get(&path));
    let Some(words_file) = path else {
        let place = Place::File(SourcePath::new(crate::config::PATH));
        let message = format!("the theme has no words in `{lang}`; its own are shown in English");
        diagnostics.push(Diagnostic::new(Code::UNTRANSLATED_STRING, place, message).help(format!(
            "write templates/words/{lang}.yaml after the English words of the theme; docs/theme.md says where they are"
        )));
        return Diagnosed { value: Words { words: english }, diagnostics };
    };
    let tag = words_file.path.as_str().trim_start_matches(FOLDER).trim_end_matches(".yaml");
    // A file that cannot be read is one finding, not one more for each of its words.
    let Some(own) = file(snapshot, tag, &mut diagnostics) else {
        return Diagnosed { value: Words { words: english }, diagnostics };
    };
    let source = YamlSource::whole(&words_file.path, words_file.text().map_or("", |text| text));
    let known = Names::new(english.keys().map(String::as_str));
    for key in own.keys().filter(|key| !english.contains_key(*key)) {
        // Words for values an author chose (`event_battle`) are the site's own.
        if let Some(near) = known.nearest(key) {
            let message = format!("the theme has no word `{key}`");
            let diagnostic = Diagnostic::new(Code::UNTRANSLATED_STRING, source.key(key), message);
            diagnostics.push(diagnostic.help(format!("did you mean `{near}`?")));
        }
    }
    // The theme's own words of a language are under those of the site, as in English.
    let mut translated = built_in(tag);
    translated.extend(own);
    let missing: Vec<&str> = english.keys().filter(|key| !translated.contains_key(*key)).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("{} words are not translated: {}", missing.len(), missing.join(", "));
        diagnostics.push(Diagnostic::new(Code::UNTRANSLATED_STRING, Place::File(words_file.path.clone()), message));
    }
    let mut words = english;
    words.extend(translated);
    Diagnosed { value: Words { words }, diagnostics }
}

/// The words of the theme that comes with the tool; none if it does not speak the language.
fn built_in(tag: &str) -> BTreeMap<String, Word> {
    let path = format!("{FOLDER}{tag}.yaml");
    let files = crate::theme::files();
    let text = files.iter().find(|(file, _)| *file == path).and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let source = YamlSource::new(&SourcePath::new(path.as_str()), 0..0);
    // Invariant: the theme's own words are read by the tests of this file.
    text.map(|text| words_of(&crate::yaml::read(text, &source).value, &source, &mut Vec::new())).unwrap_or_default()
}

/// The name of a language in itself; its tag where we do not know it.
pub fn autonym(lang: &Lang) -> String {
    let name = match lang.as_str().split('-').next().unwrap_or("") {
        "af" => "Afrikaans",
        "am" => "አማርኛ",
        "ar" => "العربية",
        "az" => "Azərbaycanca",
        "be" => "Беларуская",
        "bg" => "Български",
        "bn" => "বাংলা",
        "bs" => "Bosanski",
        "ca" => "Català",
        "ckb" => "کوردیی ناوەندی",
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "en" => "English",
        "es" => "Español",
        "et" => "Eesti",
        "fa" => "فارسی",
        "fi" => "Suomi",
        "fr" => "Français",
        "gu" => "ગુજરાતી",
        "ha" => "Hausa",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "hr" => "Hrvatski",
        "hu" => "Magyar",
        "hy" => "Հայերեն",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ja" => "日本語",
        "ka" => "ქართული",
        "kk" => "Қазақ тілі",
        "km" => "ខ្មែរ",
        "kn" => "ಕನ್ನಡ",
        "ko" => "한국어",
        "ku" => "Kurdî",
        "ky" => "Кыргызча",
        "lo" => "ລາວ",
        "lt" => "Lietuvių",
        "lv" => "Latviešu",
        "mk" => "Македонски",
        "ml" => "മലയാളം",
        "mr" => "मराठी",
        "ms" => "Bahasa Melayu",
        "my" => "မြန်မာ",
        "nb" | "no" => "Norsk",
        "ne" => "नेपाली",
        "nl" => "Nederlands",
        "om" => "Oromoo",
        "or" => "ଓଡ଼ିଆ",
        "pa" => "ਪੰਜਾਬੀ",
        "pl" => "Polski",
        "ps" => "پښتو",
        "pt" => "Português",
        "ro" => "Română",
        "ru" => "Русский",
        "rw" => "Kinyarwanda",
        "si" => "සිංහල",
        "sk" => "Slovenčina",
        "sl" => "Slovenščina",
        "so" => "Soomaali",
        "sq" => "Shqip",
        "sr" => "Српски",
        "sv" => "Svenska",
        "sw" => "Kiswahili",
        "ta" => "தமிழ்",
        "te" => "తెలుగు",
        "tg" => "Тоҷикӣ",
        "th" => "ไทย",
        "ti" => "ትግርኛ",
        "tk" => "Türkmençe",
        "tl" | "fil" => "Filipino",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "ur" => "اردو",
        "uz" => "Oʻzbekcha",
        "vi" => "Tiếng Việt",
        "yo" => "Yorùbá",
        "zh" => "中文",
        "zu" => "IsiZulu",
        _ => lang.as_str(),
    };
    name.to_string()
}

fn file(snapshot: &Snapshot, tag: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<BTreeMap<String, Word>> {
    let file = snapshot.get(&format!("{FOLDER}{tag}.yaml"))?;
    let Some(text) = file.text() else {
        diagnostics.push(Diagnostic::not_text(file));
        return None;
    };
    let source = YamlSource::whole(&file.path, text);
    let read = crate::yaml::read(source.of(text), &source);
    let is_readable = read.diagnostics.is_empty();
    diagnostics.extend(read.diagnostics);
    match &read.value {
        Value::Mapping(_) | Value::Null if is_readable => Some(words_of(&read.value, &source, diagnostics)),
        Value::Null => None,
        other => {
            let message = format!("this file should be a map of words, this is {}", crate::yaml::field::kind_of(other));
            diagnostics.push(Diagnostic::new(Code::WRONG_TYPE, source.value(""), message));
            None
        }
    }
}

fn words_of(value: &Value, source: &YamlSource, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Word> {
    let mut words = BTreeMap::new();
    for (key, value) in value.as_mapping().into_iter().flatten() {
        let Some(key) = key.as_str() else { continue };
        let word = match value {
            Value::String(text) => Word::Text(text.clone()),
            Value::Mapping(forms) => Word::Forms(
                forms.iter().filter_map(|(form, text)| Some((form.as_str()?.to_string(), text.as_str()?.to_string()))).collect(),
            ),
            other => {
                let found = crate::yaml::field::kind_of(other);
                let message = format!("a word should be a text or its plural forms, this is {found}");
                diagnostics.push(Diagnostic::new(Code::WRONG_TYPE, source.value(key), message));
                continue;
            }
        };
        words.insert(key.to_string(), word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;

    #[test]
    fn a_site_may_replace_a_few_words() {
        assert!(built_in("en").len() > 300);
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        snapshot.insert("templates/words/en.yaml", b"nav_articles: Explainers\n".to_vec());
        let words = read(&snapshot, &Lang::new("en").unwrap());
        assert_eq!(words.diagnostics, []);
        assert_eq!(words.value.get("nav_articles"), "Explainers");
        assert_eq!(words.value.fill("date_about", &[("date", "1990")]), "about 1990");

        // In every language that the theme speaks.
        let own = built_in("fr");
        snapshot.insert("templates/words/fr.yaml", b"nav_articles: Dossiers\n".to_vec());
        let words = read(&snapshot, &Lang::new("fr").unwrap());
        assert_eq!(words.diagnostics, []);
        assert_eq!(words.value.get("nav_articles"), "Dossiers");
        assert!(matches!(&own["nav_actors"], Word::Text(word) if words.value.get("nav_actors") == word));
    }

    #[test]
    fn a_language_is_named_in_itself_though_the_theme_does_not_speak_it() {
        let names = ["zh", "zh-Hant", "hi", "ja", "tlh"].map(|tag| autonym(&Lang::new(tag).unwrap()));
        assert_eq!(names, ["中文", "中文", "हिन्दी", "日本語", "tlh"]);
    }

    #[test]
    fn a_sentence_ends_with_one_stop() {
        assert_eq!(["since 2019", "с 2019 г.", "թ։"].map(sentence), ["since 2019. ", "с 2019 г. ", "թ։ "]);
    }
}
