//! Typed readers for the fields of one map: every problem becomes a finding, every key asked for is known.
//!
//! A reader asks for each field by name; `finish` reports the keys nobody asked for, with the nearest name.

use std::cell::RefCell;

use serde_yaml::{Mapping, Value};

use crate::diag::near::certain;
use crate::diag::place::join;
use crate::diag::{Code, Diagnostic, Fix, Place, YamlSource, nearest};
use crate::yaml::shape::{Form, Probe};

/// Findings shared by the readers of one file.
pub type Findings = RefCell<Vec<Diagnostic>>;

/// The fields of one map.
pub struct Fields<'a> {
    source: &'a YamlSource,
    map: &'a Mapping,
    path: String,
    asked: RefCell<Vec<&'static str>>,
    refused: RefCell<Vec<&'static str>>,
    findings: &'a Findings,
    probe: Option<&'a Probe>,
}

/// What a value is, in an author's words.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map of fields",
        Value::Tagged(_) => "a tagged value",
    }
}

impl<'a> Fields<'a> {
    /// Reads `map`, which lies at `path` of a YAML text.
    pub fn new(source: &'a YamlSource, map: &'a Mapping, path: String, findings: &'a Findings) -> Self {
        Fields { source, map, path, asked: RefCell::default(), refused: RefCell::default(), findings, probe: None }
    }

    /// Notes in `probe` what is asked for, instead of reading a map.
    pub fn probing(source: &'a YamlSource, map: &'a Mapping, findings: &'a Findings, probe: &'a Probe) -> Self {
        Fields { probe: Some(probe), ..Fields::new(source, map, String::new(), findings) }
    }

    /// Says, for the schema, what the value at a path may be; readers of one value say it themselves.
    pub fn takes(&self, path: &str, form: impl FnOnce() -> Form) {
        if let Some(probe) = self.probe {
            probe.takes(path, form());
        }
    }

    /// Says more exactly than its reader what a field may be.
    pub fn takes_only(&self, key: &str, form: impl FnOnce() -> Form) {
        if let Some(probe) = self.probe {
            probe.takes_only(&self.path(key), form());
        }
    }

    /// The path of a field of this map.
    pub fn path(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// The path of the map itself.
    pub fn here(&self) -> &str {
        &self.path
    }

    /// Reports a finding at a field's value.
    pub fn report(&self, code: Code, key: &str, message: impl Into<String>) {
        self.push(Diagnostic::new(code, self.source.value(&self.path(key)), message));
    }

    /// Reports a finding made elsewhere.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.findings.borrow_mut().push(diagnostic);
    }

    /// The place of the value at a path of this YAML text.
    pub fn place(&self, path: &str) -> Place {
        self.source.value(path)
    }

    /// The place of the key at a path of this YAML text.
    pub fn key_place(&self, path: &str) -> Place {
        self.source.key(path)
    }

    /// The raw value; an empty one counts as absent.
    pub fn raw(&self, key: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(key);
        if let Some(probe) = self.probe {
            probe.asked(&self.path(key));
            return Some(probe.answer());
        }
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Whether a key is written with a value that does not belong here; it is told apart from one that nobody knows.
    pub fn has_refused(&self, key: &'static str) -> bool {
        self.refused.borrow_mut().push(key);
        self.map.get(key).is_some_and(|value| !value.is_null())
    }

    /// A text; numbers and booleans are taken as they stand.
    pub fn text(&self, key: &'static str) -> Option<String> {
        let value = self.typed(key, Form::Text)?;
        let text = scalar(value);
        if text.is_none() {
            self.wrong_type(&self.path(key), "a text", value);
        }
        text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty())
    }

    /// A text that must be there; a finding and an empty text otherwise.
    pub fn required_text(&self, key: &'static str) -> String {
        self.require(key);
        self.text(key).unwrap_or_default()
    }

    /// Reports a field under which nothing is said.
    pub fn require(&self, key: &'static str) {
        self.require_one(&[key]);
    }

    /// The same, where a lint of its own is about that field.
    pub fn require_as(&self, code: Code, key: &'static str) {
        if let Some(probe) = self.probe {
            probe.required(&self.path, &[key]);
        } else if self.is_blank(key) {
            self.lacking(code, &[key]);
        }
    }

    /// Reports the first of these fields where none of them is there.
    pub fn require_one(&self, keys: &[&'static str]) {
        if let Some(probe) = self.probe {
            probe.required(&self.path, keys);
        } else if keys.iter().all(|key| self.is_blank(key)) {
            self.lacking(Code::MISSING_FIELD, keys);
        }
    }

    /// Reports a field that is not there beside another that is.
    pub fn require_beside(&self, other: &'static str, key: &'static str) {
        if let Some(probe) = self.probe {
            probe.beside(&self.path, (other, key));
        } else if !self.is_blank(other) && self.is_blank(key) {
            let message = format!("there is `{other}`, and no `{key}` beside it");
            let mut finding = Diagnostic::new(Code::MISSING_FIELD, self.source.key(&self.path(other)), message)
                .help(format!("add `{key}:`, or leave `{other}` out"));
            finding.lacks = Some(self.path(key));
            self.push(finding);
        }
    }

    /// The raw value, which should be of a form.
    pub(super) fn typed(&self, key: &'static str, form: Form) -> Option<&'a Value> {
        self.takes(&self.path(key), || form);
        self.raw(key)
    }

    /// Whether nothing is said under a key: it is not there, or empty, or white space.
    pub fn is_blank(&self, key: &'static str) -> bool {
        self.raw(key).is_none_or(|value| scalar(value).is_some_and(|text| text.trim().is_empty()))
    }

    /// Reports that a field is missing, of which one is enough.
    fn lacking(&self, code: Code, keys: &[&str]) {
        let key = keys[0];
        let empty = self.map.contains_key(key);
        let (place, word) = if empty { (self.source.key(&self.path(key)), "empty") } else { (self.first_key(), "missing") };
        let any = keys.iter().map(|key| format!("`{key}:`")).collect::<Vec<_>>().join(" or ");
        let mut finding = Diagnostic::new(code, place, format!("the field `{key}` is {word}")).help(format!("add {any}"));
        finding.lacks = Some(self.path(key));
        self.push(finding);
    }

    fn first_key(&self) -> Place {
        match self.map.keys().next().and_then(Value::as_str) {
            Some(first) => self.source.key(&self.path(first)),
            None => self.source.value(&self.path),
        }
    }

    /// A truth value.
    pub fn bool(&self, key: &'static str) -> Option<bool> {
        let value = self.typed(key, Form::Truth)?;
        let truth = value.as_bool();
        if truth.is_none() {
            self.wrong_type(&self.path(key), "true or false", value);
        }
        truth
    }

    /// A whole number.
    pub fn int(&self, key: &'static str) -> Option<i64> {
        let value = self.typed(key, Form::Whole)?;
        let number = value.as_i64();
        if number.is_none() {
            self.wrong_type(&self.path(key), "a whole number", value);
        }
        number
    }

    /// A number.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        let value = self.typed(key, Form::Number)?;
        let number = value.as_f64().filter(|number| number.is_finite());
        if number.is_none() {
            self.wrong_type(&self.path(key), "a number", value);
        }
        number
    }

    /// The items of a list, each with its path; a single value counts as a list of one.
    pub fn items(&self, key: &'static str) -> Vec<(&'a Value, String)> {
        let path = self.path(key);
        if let Some(probe) = self.probe {
            probe.many(&path);
        }
        match self.raw(key) {
            None => Vec::new(),
            Some(Value::Sequence(items)) => {
                items.iter().enumerate().map(|(index, item)| (item, format!("{path}[{index}]"))).collect()
            }
            Some(one) => vec![(one, path)],
        }
    }

    /// A list of texts, or one text.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let mut texts = Vec::new();
        self.takes(&self.path(key), || Form::Text);
        for (value, path) in self.items(key) {
            match scalar(value) {
                Some(text) => texts.push(text),
                None => self.wrong_type(&path, "a text", value),
            }
        }
        texts
    }

    /// A list of maps, each read by `read`; what is no map is a finding.
    pub fn maps<T>(&self, key: &'static str, mut read: impl FnMut(&Fields<'a>) -> Option<T>) -> Vec<T> {
        let mut all = Vec::new();
        for (value, path) in self.items(key) {
            match self.probe.map_or(value, Probe::map) {
                Value::Mapping(map) => {
                    let fields = self.nested(map, path);
                    all.extend(read(&fields));
                    fields.finish();
                }
                other => self.wrong_type(&path, "a map of fields", other),
            }
        }
        all
    }

    /// One map, read by `read`.
    pub fn map<T>(&self, key: &'static str, read: impl FnOnce(&Fields<'a>) -> T) -> Option<T> {
        let value = self.raw(key)?;
        match self.probe.map_or(value, Probe::map) {
            Value::Mapping(map) => {
                let fields = self.nested(map, self.path(key));
                let value = read(&fields);
                fields.finish();
                Some(value)
            }
            other => {
                self.wrong_type(&self.path(key), "a map of fields", other);
                None
            }
        }
    }

    /// A map within this one, for fields that are either a text or a map.
    pub fn nested(&self, map: &'a Mapping, path: String) -> Fields<'a> {
        self.takes(&path, || Form::Map);
        Fields { probe: self.probe, ..Fields::new(self.source, map, path, self.findings) }
    }

    /// All entries of the map at `key`, as texts: for tables whose keys are the author's.
    pub fn table(&self, key: &'static str) -> Vec<(String, String)> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let Value::Mapping(map) = value else {
            self.wrong_type(&self.path(key), "a map of fields", value);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (name, value) in map {
            match (scalar(name), scalar(value)) {
                (Some(name), Some(value)) => entries.push((name, value)),
                (Some(name), None) => self.wrong_type(&join(&self.path(key), &name), "a text", value),
                (None, _) => self.wrong_type(&self.path(key), "a map with plain keys", name),
            }
        }
        entries
    }

    /// The lint of a name that is the key at `path`; an unknown one is a finding.
    pub fn lint(&self, name: &str, path: &str) -> Option<Code> {
        let code = Code::of(name);
        if code.is_none() {
            let lints = || Code::ALL.iter().map(|(code, _)| code.name());
            let help = match nearest(name, lints()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`detente explain` lists them all".to_string(),
            };
            let message = format!("there is no lint `{name}`");
            // What is written beside it may lower a level, so that no machine should bring it to life.
            self.push(Diagnostic::new(Code::UNKNOWN_KEY, self.key_place(path), message).help(help));
        }
        code
    }

    /// Reports a value of the wrong type at a path.
    pub fn wrong_type(&self, path: &str, wanted: &str, found: &Value) {
        let name = path.rsplit('.').next().unwrap_or(path);
        let message = format!("`{name}` should be {wanted}, this is {}", kind_of(found));
        self.push(Diagnostic::new(Code::WRONG_TYPE, self.source.value(path), message));
    }

    /// The keys written in the map.
    pub fn keys(&self) -> impl Iterator<Item = &'a Value> {
        self.map.keys()
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for key in self.map.keys() {
            let Some(name) = scalar(key) else {
                self.push(Diagnostic::new(Code::UNKNOWN_KEY, self.source.value(&self.path), "a key must be a plain word"));
                continue;
            };
            if asked.contains(&name.as_str()) || self.refused.borrow().contains(&name.as_str()) {
                continue;
            }
            let mut known: Vec<_> = asked.clone();
            known.sort_unstable();
            known.dedup();
            // What is written already cannot be meant a second time.
            let is_free = |near: &&str| !self.map.contains_key(near);
            let help = match nearest(&name, known.iter().copied().filter(is_free)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            let message = format!("unknown key `{name}`");
            let place = self.source.key(&self.path(&name));
            let fix = certain(&name, known.iter().copied()).filter(is_free).map(|near| Fix::replace(&place, &name, near));
            self.push(Diagnostic::new(Code::UNKNOWN_KEY, place, message).help(help).maybe_fix(fix));
        }
    }
}

/// The map that a value should be; anything else is a finding.
pub fn mapping<'v>(value: &'v Value, what: &str, place: Place, findings: &Findings) -> Option<&'v Mapping> {
    if let Value::Mapping(map) = value {
        return Some(map);
    }
    let message = format!("{what} should be a map of fields, this is {}", kind_of(value));
    let help = "write its fields as `key: value`, each on a line of its own";
    findings.borrow_mut().push(Diagnostic::new(Code::WRONG_TYPE, place, message).help(help));
    None
}

/// A scalar as a text: a text itself, a number or a boolean as written.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
