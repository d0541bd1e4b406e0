//! BibTeX and BibLaTeX: references → sources.
//!
//! Entries are read one by one where the whole cannot be, so that one mistake loses one entry. A `crossref` is followed
//! one step, by us: the reader of the format follows circles without end.

use std::collections::{HashMap, HashSet};

use biblatex::{Bibliography, ChunksExt, DateValue, Datetime, Entry as Bib, PermissiveType, Person, RawBibliography};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::diag::{Code, Diagnostic, Place};
use crate::import::csl::{finish, person, set_text};
use crate::import::entry::{Entry, list};
use crate::import::known::Known;
use crate::import::{Imported, Input, Said};
use crate::parse::kind::Kind;

/// Fields that are the text of one CSL variable; of several, the first that is there.
const TEXTS: [(&str, &[&str]); 17] = [
    ("container-title", &["journaltitle", "journal", "booktitle", "maintitle"]),
    ("publisher", &["publisher", "institution", "organization", "school"]),
    ("publisher-place", &["location", "address"]),
    ("page", &["pages"]),
    ("number-of-pages", &["pagetotal"]),
    ("volume", &["volume"]),
    ("edition", &["edition"]),
    ("collection-title", &["series"]),
    ("chapter-number", &["chapter"]),
    ("event-title", &["eventtitle"]),
    ("genre", &["type"]),
    ("medium", &["howpublished"]),
    ("language", &["langid", "language"]),
    ("version", &["version"]),
    ("DOI", &["doi"]),
    ("ISBN", &["isbn"]),
    ("ISSN", &["issn"]),
];

const NAMES: [(&str, &str); 3] = [("author", "author"), ("editor", "editor"), ("translator", "translator")];

/// What an entry takes from the one its `crossref` names, and as what.
const INHERITED: [(&str, &str); 7] = [
    ("booktitle", "title"),
    ("publisher", "publisher"),
    ("editor", "editor"),
    ("date", "date"),
    ("year", "year"),
    ("location", "location"),
    ("isbn", "isbn"),
];

/// Reads a bibliography.
pub fn read(input: &Input<'_>, known: &mut Known, said: &Said, imported: &mut Imported) {
    let text = input.text;
    let mut raw = match RawBibliography::parse(text) {
        Ok(raw) => raw,
        Err(error) => {
            let message = format!("this is not BibTeX: {}", error.kind);
            imported.find(Diagnostic::new(Code::UNREADABLE_FILE, place(input, error.span), message));
            return;
        }
    };
    let mut seen = HashSet::new();
    let mut spans = HashMap::new();
    let mut crossrefs = HashMap::new();
    raw.entries.retain_mut(|entry| {
        let key = entry.v.key.v.to_string();
        if !seen.insert(key.clone()) {
            let message = format!("a second entry has the key `{key}`");
            imported.find(Diagnostic::new(Code::DUPLICATE_ID, place(input, entry.v.key.span.clone()), message));
            return false;
        }
        spans.insert(key.clone(), entry.v.key.span.clone());
        entry.v.fields.retain(|field| {
            let name = field.key.v.to_ascii_lowercase();
            if name == "crossref" {
                let parent: String = text.get(field.value.span.clone()).unwrap_or("").into();
                crossrefs.insert(key.clone(), parent.trim_matches(['{', '}', '"', ' ']).to_string());
            } else if matches!(name.as_str(), "xdata" | "ids") {
                imported.lose(name.as_str());
            }
            !matches!(name.as_str(), "crossref" | "xdata" | "ids")
        });
        true
    });
    let entries = resolved(input, raw, imported);
    let by_key: HashMap<&str, &Bib> = entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for entry in &entries {
        let mut whole = entry.clone();
        if let Some(parent) = crossrefs.get(&entry.key) {
            match by_key.get(parent.as_str()) {
                Some(parent) => inherit(&mut whole, parent),
                None => {
                    let message = format!("`crossref` names `{parent}`, which is not there");
                    let at = place(input, spans.get(&entry.key).cloned().unwrap_or_default());
                    imported.find(Diagnostic::new(Code::UNKNOWN_REFERENCE, at, message));
                }
            }
        }
        let at = place(input, spans.get(&entry.key).cloned().unwrap_or_default());
        add(&whole, &at, known, said, imported);
    }
}

fn place(input: &Input<'_>, span: std::ops::Range<usize>) -> Place {
    Place::bytes(input.path, span)
}

/// Abbreviations and TeX resolved: all at once, or one by one if an entry fails.
fn resolved(input: &Input<'_>, raw: RawBibliography<'_>, imported: &mut Imported) -> Vec<Bib> {
    if let Ok(all) = Bibliography::from_raw(raw.clone()) {
        return all.into_vec();
    }
    let mut entries = Vec::new();
    for entry in raw.entries {
        let span = entry.v.key.span.clone();
        let one = RawBibliography { preamble: String::new(), entries: vec![entry], abbreviations: raw.abbreviations.clone() };
        match Bibliography::from_raw(one) {
            Ok(one) => entries.extend(one.into_vec()),
            Err(error) => {
                let message = format!("this entry cannot be read: {}", error.kind);
                imported.find(Diagnostic::new(Code::UNREADABLE_FILE, place(input, span), message).help("it is left out"));
            }
        }
    }
    entries
}

fn inherit(entry: &mut Bib, parent: &Bib) {
    for (own, of_parent) in INHERITED {
        if entry.get(own).is_none()
            && let Some(chunks) = parent.get(of_parent)
        {
            let chunks = chunks.to_vec();
            entry.set(own, chunks);
        }
    }
}

fn add(bib: &Bib, at: &Place, known: &mut Known, said: &Said, imported: &mut Imported) {
    let Some(id) = EntryId::nearest(&bib.key) else {
        let message = format!("`{}` gives no id", bib.key);
        imported.find(Diagnostic::new(Code::MALFORMED_ID, at.clone(), message).help("the entry is left out"));
        return;
    };
    let text = |field: &str| bib.get(field).map(|chunks| chunks.format_verbatim().trim().to_string());
    let mut asked =
        vec!["title", "entrysubtype", "subtitle", "url", "date", "year", "month", "day", "urldate", "number", "issue"];
    let class = class_of(&bib.entry_type.to_string(), text("entrysubtype").as_deref());
    let title = [text("title"), text("subtitle")].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let mut entry = Entry::new(Kind::Source, id).with("type", class).with("title", title);
    for (key, field) in NAMES {
        asked.push(field);
        if bib.get(field).is_some() {
            match bib.get_as::<Vec<Person>>(field) {
                Ok(people) => entry.set(key, list(people.iter().filter_map(name))),
                Err(error) => imported.find(unread(at, field, &error.to_string())),
            }
        }
    }
    for (key, fields) in TEXTS {
        asked.extend(fields);
        if let Some(value) = fields.iter().find_map(|field| text(field)) {
            entry.set(key, if key == "page" { value.replace("--", "-").replace('–', "-") } else { value });
        }
    }
    let numbered = if class.starts_with("article") { "issue" } else { "number" };
    entry.set(numbered, text("issue").or_else(|| text("number")).unwrap_or_default());
    if let Some(url) = text("url") {
        set_text(&mut entry, "URL", url, |message| imported.find(Diagnostic::new(Code::UNSAFE_LINK, at.clone(), message)));
    }
    for (key, date) in [("issued", issued(bib)), ("accessed", text("urldate").map(|date| edtf(&date).ok_or(date)))] {
        match date {
            Some(Ok(date)) => entry.set(key, date),
            Some(Err(date)) => imported.find(unread(at, key, &format!("`{date}` is not a date"))),
            None => {}
        }
    }
    for field in bib.fields.keys().filter(|field| !asked.contains(&field.as_str())) {
        imported.lose(field.as_str());
    }
    finish(entry, known, said, imported);
}

fn unread(at: &Place, field: &str, reason: &str) -> Diagnostic {
    let code = if matches!(field, "issued" | "accessed") { Code::UNREADABLE_DATE } else { Code::WRONG_TYPE };
    Diagnostic::new(code, at.clone(), format!("`{field}` cannot be read: {reason}")).help("it is left out")
}

fn name(name: &Person) -> Option<Value> {
    let family = [name.prefix.as_str(), name.name.as_str(), name.suffix.as_str()];
    let family = family.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" ");
    person(&family, &name.given_name, "")
}

/// The date of publication, or the text that is none.
fn issued(bib: &Bib) -> Option<Result<String, String>> {
    let written = ["date", "year"].iter().find_map(|field| bib.get(field)).map(|chunks| chunks.format_verbatim())?;
    // `date` is EDTF to BibLaTeX as it is to us.
    if bib.get("date").is_some()
        && let Some(date) = edtf(&written)
    {
        return Some(Ok(date));
    }
    let date = match bib.date() {
        Ok(PermissiveType::Typed(date)) => match date.value {
            DateValue::At(at) => day(&at),
            DateValue::After(at) => format!("{}/..", day(&at)),
            DateValue::Before(at) => format!("../{}", day(&at)),
            DateValue::Between(from, to) => format!("{}/{}", day(&from), day(&to)),
        },
        _ => return Some(Err(written)),
    };
    Some(edtf(&date).ok_or(written))
}

fn day(at: &Datetime) -> String {
    // Months and days count from zero there.
    let part = |part: Option<u8>| part.map(|part| format!("-{:02}", u16::from(part) + 1)).unwrap_or_default();
    let month = part(at.month);
    let day = if month.is_empty() { String::new() } else { part(at.day) };
    format!("{:04}{month}{day}", at.year)
}

fn edtf(text: &str) -> Option<String> {
    Edtf::parse(text).ok().map(|date| date.as_str().to_string())
}

/// The CSL type of a type of entry (BibLaTeX manual, 2.1).
fn class_of(kind: &str, subtype: Option<&str>) -> &'static str {
    match (kind, subtype) {
        ("article" | "suppperiodical", Some("newspaper")) => "article-newspaper",
        ("article" | "suppperiodical", Some("magazine")) => "article-magazine",
        ("article" | "suppperiodical", _) => "article-journal",
        ("book" | "mvbook" | "proceedings" | "mvproceedings" | "manual", _) => "book",
        ("collection" | "mvcollection" | "reference" | "mvreference", _) => "collection",
        ("inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection", _) => "chapter",
        ("inreference", _) => "entry-encyclopedia",
        ("inproceedings" | "conference", _) => "paper-conference",
        ("thesis" | "mastersthesis" | "phdthesis", _) => "thesis",
        ("report" | "techreport", _) => "report",
        ("online" | "electronic" | "www", _) => "webpage",
        ("booklet", _) => "pamphlet",
        ("unpublished", _) => "manuscript",
        ("periodical", _) => "periodical",
        ("dataset", _) => "dataset",
        ("software", _) => "software",
        ("patent", _) => "patent",
        ("jurisdiction", _) => "legal_case",
        ("legislation" | "legal", _) => "legislation",
        ("video" | "movie", _) => "motion_picture",
        ("audio" | "music", _) => "song",
        ("letter", _) => "personal_communication",
        ("artwork" | "image", _) => "graphic",
        _ => "document",
    }
}
