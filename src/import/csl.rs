//! CSL-JSON: references → sources. The variables of CSL are the fields of a source, so nearly all is kept.

use serde_yaml::{Mapping, Value};

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::diag::{Code, Diagnostic, YamlSource, nearest};
use crate::import::entry::{Entry, list, map};
use crate::import::known::Known;
use crate::import::{Imported, Input, Said};
use crate::parse::kind::Kind;
use crate::parse::schema::source::{DATES, NAMES, TEXTS, TYPES};
use crate::yaml::field::{kind_of, scalar};

/// Fields of a source that CSL does not know, as a download of detente's own has them.
const OWN: [&str; 6] = ["tier", "read", "stance", "archived", "derived_from", "tags"];

/// Reads a list of items, or an object that holds one as `items`.
pub fn read(input: &Input<'_>, known: &mut Known, said: &Said, imported: &mut Imported) {
    let Some(value) = input.json(imported) else { return };
    let source = YamlSource::whole(input.path, input.text);
    let (items, before) = match &value {
        Value::Sequence(items) => (items.as_slice(), ""),
        Value::Mapping(object) => match object.get("items") {
            Some(Value::Sequence(items)) => (items.as_slice(), "items"),
            _ => (std::slice::from_ref(&value), ""),
        },
        _ => (&[][..], ""),
    };
    if items.is_empty() {
        imported.find(input.whole(Code::WRONG_TYPE, "this is no CSL-JSON: a list of items, each with `id` and `type`"));
    }
    let is_list = !matches!(value, Value::Mapping(_)) || !before.is_empty();
    for (index, item) in items.iter().enumerate() {
        let path = if is_list { format!("{before}[{index}]") } else { String::new() };
        match item.as_mapping() {
            Some(item) => add(&Item { item, path, source: &source }, known, said, imported),
            None => {
                let message = format!("an item should be an object, this is {}", kind_of(item));
                imported.find(Diagnostic::new(Code::WRONG_TYPE, source.value(&path), message));
            }
        }
    }
}

struct Item<'a> {
    item: &'a Mapping,
    path: String,
    source: &'a YamlSource,
}

impl Item<'_> {
    fn text(&self, key: &str) -> Option<String> {
        self.item.get(key).and_then(scalar).map(|text| text.trim().to_string()).filter(|text| !text.is_empty())
    }

    fn finding(&self, code: Code, key: &str, message: impl Into<String>) -> Diagnostic {
        let path = match (self.path.as_str(), key) {
            (path, "") => path.to_string(),
            ("", key) => key.to_string(),
            (path, key) => format!("{path}.{key}"),
        };
        Diagnostic::new(code, self.source.value(&path), message)
    }
}

fn add(item: &Item<'_>, known: &mut Known, said: &Said, imported: &mut Imported) {
    // Programs number items, or give an address; a key that a person chose is better.
    let written = item.text("citation-key").or_else(|| item.text("id")).unwrap_or_default();
    let Some(id) = EntryId::nearest(&written) else {
        let message = format!("`{written}` gives no id");
        imported.find(item.finding(Code::MALFORMED_ID, "id", message).help("the item is left out"));
        return;
    };
    let mut entry = Entry::new(Kind::Source, id);
    let mut asked = vec!["id", "citation-key", "type", "title"];
    if let Some(class) = item.text("type") {
        if TYPES.contains(&class.as_str()) {
            entry.set("type", class);
        } else {
            let help = nearest(&class, TYPES).map(|near| format!("did you mean `{near}`?"));
            imported.find(item.finding(Code::UNKNOWN_VALUE, "type", format!("`{class}` is not a CSL type")).maybe_help(help));
        }
    }
    entry.set("title", item.text("title").unwrap_or_default());
    for key in NAMES {
        asked.push(key);
        if let Some(value) = item.item.get(key) {
            entry.set(key, names(value, item, key, imported));
        }
    }
    for key in TEXTS {
        asked.push(key);
        match (item.item.get(key), item.text(key)) {
            (_, Some(text)) => set_text(&mut entry, key, text, |message| {
                imported.find(item.finding(Code::UNSAFE_LINK, key, message));
            }),
            (Some(value), None) if !value.is_null() && scalar(value).is_none() => {
                let message = format!("`{key}` should be a text, this is {}", kind_of(value));
                imported.find(item.finding(Code::WRONG_TYPE, key, message));
            }
            _ => {}
        }
    }
    for key in DATES {
        asked.push(key);
        let Some(value) = item.item.get(key).filter(|value| !value.is_null()) else { continue };
        match date(value) {
            Some(date) => entry.set(key, date),
            None => {
                let message = format!("`{key}` is not a date that can be read");
                imported.find(item.finding(Code::UNREADABLE_DATE, key, message).help("it is left out"));
            }
        }
    }
    for key in OWN {
        asked.push(key);
        if let Some(value) = item.item.get(key) {
            entry.set(key, value.clone());
        }
    }
    for (key, value) in item.item {
        let Some(key) = scalar(key) else { continue };
        if !asked.contains(&key.as_str()) && !value.is_null() {
            imported.lose(key);
        }
    }
    finish(entry, known, said, imported);
}

/// Sets a text variable; an address that is none of the web is a finding, and left out.
pub fn set_text(entry: &mut Entry, key: &str, text: String, refuse: impl FnOnce(String)) {
    if key == "URL" && !text.starts_with("https://") && !text.starts_with("http://") {
        refuse(format!("`{text}` is not a web address"));
    } else {
        entry.set(key, text);
    }
}

/// Adds a source with what is said of all, and notes what it still needs.
pub fn finish(mut entry: Entry, known: &mut Known, said: &Said, imported: &mut Imported) {
    for (key, value) in [("tier", said.tier), ("read", said.read)] {
        if let Some(value) = value.filter(|_| !entry.has(key)) {
            entry.set(key, value);
        }
    }
    let missing: Vec<&str> = ["type", "title", "tier", "read"].into_iter().filter(|key| !entry.has(key)).collect();
    if imported.add(known, entry) {
        for key in missing {
            let option = if matches!(key, "tier" | "read") { format!(" (for all of them: `--{key}`)") } else { String::new() };
            imported.want(format!("`{key}` in the source{option}"));
        }
    }
}

fn names(value: &Value, item: &Item<'_>, key: &str, imported: &mut Imported) -> Value {
    let Some(items) = value.as_sequence() else {
        let message = format!("`{key}` should be a list of names, this is {}", kind_of(value));
        imported.find(item.finding(Code::WRONG_TYPE, key, message));
        return Value::Null;
    };
    list(items.iter().filter_map(|name| {
        let part = |key: &str| name.get(key).and_then(scalar).unwrap_or_default();
        let family = ["dropping-particle", "non-dropping-particle", "family"].map(part);
        let family = family.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if !part("suffix").is_empty() {
            imported.lose(format!("{key}.suffix"));
        }
        let name = person(&family, &part("given"), &part("literal"));
        if name.is_none() {
            imported.find(item.finding(Code::WRONG_TYPE, key, "a name should have `family`, `given` or `literal`"));
        }
        name
    }))
}

/// A name as sources have it; `None` if it is empty.
pub fn person(family: &str, given: &str, literal: &str) -> Option<Value> {
    Some(match (family.trim(), given.trim(), literal.trim()) {
        ("", "", "") => return None,
        ("", "", body) | (body, "", "") | ("", body, "") => map([("literal", body.into())]),
        (family, "", _) => map([("family", family.into())]),
        (family, given, _) => map([("family", family.into()), ("given", given.into())]),
    })
}

/// A CSL date → EDTF: one or two lists of parts, `circa`, a season, or a text that is EDTF already.
fn date(value: &Value) -> Option<String> {
    let edtf = |text: &str| Edtf::parse(text).ok().map(|date| date.as_str().to_string());
    let Some(map) = value.as_mapping() else { return edtf(&scalar(value)?) };
    let about = map.get("circa").is_some_and(|circa| !matches!(circa, Value::Bool(false) | Value::Null));
    let season = map.get("season").and_then(scalar).and_then(|season| season.parse::<u8>().ok());
    if let Some(dates) = map.get("date-parts").and_then(Value::as_sequence) {
        let ends: Option<Vec<String>> = dates.iter().take(3).map(|parts| joined(parts, season, about)).collect();
        return match &ends?[..] {
            [one] => edtf(one),
            [start, end] => edtf(&format!("{start}/{end}")),
            _ => None,
        };
    }
    ["raw", "literal"].into_iter().find_map(|key| edtf(&map.get(key).and_then(scalar)?))
}

fn joined(parts: &Value, season: Option<u8>, about: bool) -> Option<String> {
    let parts: Option<Vec<i64>> =
        parts.as_sequence()?.iter().take(4).map(|part| scalar(part).and_then(|part| part.trim().parse().ok())).collect();
    let mark = if about { "~" } else { "" };
    Some(match (&parts?[..], season) {
        ([year], Some(season @ 1..=4)) => format!("{year:04}-{}{mark}", 20 + season),
        ([year], _) => format!("{year:04}{mark}"),
        ([year, month], _) => format!("{year:04}-{month:02}{mark}"),
        ([year, month, day], _) => format!("{year:04}-{month:02}-{day:02}{mark}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(json: &str) -> Option<String> {
        date(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn dates_of_every_form_are_edtf() {
        let is = |json: &str, wanted: &str| assert_eq!(edtf(json).as_deref(), Some(wanted), "{json}");
        is(r#"{"date-parts": [[2020, 10, 7]]}"#, "2020-10-07");
        is(r#"{"date-parts": [["2020", "10"]]}"#, "2020-10");
        is(r#"{"date-parts": [[2020]], "circa": true}"#, "2020~");
        is(r#"{"date-parts": [[2020]], "season": 2}"#, "2020-22");
        is(r#"{"date-parts": [[2020, 9, 27], [2020, 11, 10]]}"#, "2020-09-27/2020-11-10");
        is(r#"{"raw": "2020-10"}"#, "2020-10");
        is(r#""2020""#, "2020");
        for bad in [r#"{"date-parts": [[]]}"#, r#"{"date-parts": []}"#, r#"{"literal": "last spring"}"#, "{}", "[1]"] {
            assert_eq!(edtf(bad), None, "{bad}");
        }
    }
}
