//! The words of a language that lints look for: `templates/lints/<lang>.yaml`.
//!
//! A language without a file has no such words, and the lints that need them are silent in it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::config::Lang;
use crate::diag::place::join;
use crate::diag::{Code, Diagnosed, Diagnostic, YamlSource};
use crate::snapshot::Snapshot;
use crate::yaml::field::{Fields, Findings, mapping};

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// What happened to those who are counted: `killed`, `wounded`; the beginning of a word ends with `*`.
    pub casualty: Vec<String>,
    /// Names of months, as they stand in a date.
    pub months: Vec<String>,
    /// Words between the days of a date: `6 or 7 October`.
    pub between_days: Vec<String>,
    /// Words by which the number before them is multiplied: `million`.
    pub magnitudes: Vec<(String, u64)>,
    /// Words whose meaning passes: `recently`, `last week`.
    pub relative_time: Vec<String>,
}

/// The words by language.
pub type Vocabularies = BTreeMap<Lang, Vocabulary>;

/// Reads the words of a site's languages from the snapshot.
pub fn read(snapshot: &Snapshot, languages: &[Lang]) -> Diagnosed<Vocabularies> {
    let findings: Findings = RefCell::default();
    let mut all = Vocabularies::new();
    for lang in languages {
        let primary = lang.as_str().split('-').next().unwrap_or("");
        let tags = [lang.as_str(), primary];
        let Some(file) = tags.iter().find_map(|tag| snapshot.get(&format!("templates/lints/{tag}.yaml"))) else { continue };
        let Some(text) = file.text() else {
            findings.borrow_mut().push(Diagnostic::not_text(file));
            continue;
        };
        let source = YamlSource::whole(&file.path, text);
        let tree = crate::yaml::read(source.of(text), &source);
        findings.borrow_mut().extend(tree.diagnostics);
        let Some(map) = mapping(&tree.value, "a list of words", source.value(""), &findings) else { continue };
        let fields = Fields::new(&source, map, String::new(), &findings);
        let words = Vocabulary {
            casualty: fields.texts("casualty"),
            months: fields.texts("months"),
            between_days: fields.texts("between_days"),
            magnitudes: magnitudes(&fields),
            relative_time: fields.texts("relative_time"),
        };
        fields.finish();
        all.insert(lang.clone(), words);
    }
    Diagnosed { value: all, diagnostics: findings.into_inner() }
}

/// `magnitudes: {million: 1000000}`
fn magnitudes(fields: &Fields<'_>) -> Vec<(String, u64)> {
    let mut magnitudes = Vec::new();
    for (word, times) in fields.table("magnitudes") {
        match times.parse() {
            Ok(times) => magnitudes.push((word, times)),
            Err(_) => {
                let place = fields.place(&join(&fields.path("magnitudes"), &word));
                let message = format!("`{times}` is no whole number");
                fields.push(Diagnostic::new(Code::WRONG_TYPE, place, message).help("write one: `million: 1000000`"));
            }
        }
    }
    magnitudes
}
