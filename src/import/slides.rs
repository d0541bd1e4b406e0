//! TimelineJS: slides and eras, from its JSON or from the CSV of its sheet → events and phases.
//!
//! A slide names no source: its event has none until an editor adds one.

use html5gum::{Token, Tokenizer};
use serde_yaml::{Mapping, Value};

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::base::spaces::one_spaced;
use crate::diag::{Code, Diagnostic, Place, YamlSource};
use crate::import::entry::{Entry, list};
use crate::import::known::Known;
use crate::import::table::Table;
use crate::import::{Imported, Input};
use crate::parse::kind::Kind;
use crate::yaml::field::{kind_of, scalar};

/// A slide or an era, whichever it was read from.
struct Slide {
    kind: Kind,
    id: String,
    headline: String,
    text: String,
    group: String,
    start: Moment,
    end: Moment,
    place: Place,
}

/// A date in its parts, as written; all empty if there is none.
#[derive(Default)]
struct Moment {
    year: String,
    month: String,
    day: String,
    time: String,
}

/// Reads JSON if the text begins as JSON does, else a sheet.
pub fn read(input: &Input<'_>, known: &mut Known, imported: &mut Imported) {
    let start = input.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with(['{', '[']) { json(input, known, imported) } else { sheet(input, known, imported) }
}

fn json(input: &Input<'_>, known: &mut Known, imported: &mut Imported) {
    let Some(value) = input.json(imported) else { return };
    let source = YamlSource::whole(input.path, input.text);
    let Some(map) = value.as_mapping().filter(|map| map.contains_key("events")) else {
        imported.find(input.whole(Code::WRONG_TYPE, "this is no timeline: a timeline is an object with `events`"));
        return;
    };
    for (key, kind) in [("eras", Kind::Phase), ("events", Kind::Event)] {
        let Some(value) = map.get(key) else { continue };
        let Some(slides) = value.as_sequence() else {
            let message = format!("`{key}` should be a list of slides, this is {}", kind_of(value));
            imported.find(Diagnostic::new(Code::WRONG_TYPE, source.value(key), message));
            continue;
        };
        for (index, slide) in slides.iter().enumerate() {
            let place = source.value(&format!("{key}[{index}]"));
            match slide.as_mapping() {
                Some(fields) => add(of_json(fields, kind, place, imported), known, imported),
                None => {
                    let message = format!("a slide should be an object, this is {}", kind_of(slide));
                    imported.find(Diagnostic::new(Code::WRONG_TYPE, place, message));
                }
            }
        }
    }
    lose(map, "", &["events", "eras"], imported);
}

fn of_json(fields: &Mapping, kind: Kind, place: Place, imported: &mut Imported) -> Slide {
    let text = |map: &Mapping, key: &str| map.get(key).and_then(scalar).unwrap_or_default();
    let empty = Mapping::new();
    let within = |key: &str| fields.get(key).and_then(Value::as_mapping).unwrap_or(&empty);
    let moment = |key: &str| {
        let date = within(key);
        let (hour, minute) = (text(date, "hour"), text(date, "minute"));
        let time = if hour.is_empty() { String::new() } else { format!("{hour:0>2}:{minute:0>2}") };
        Moment { year: text(date, "year"), month: text(date, "month"), day: text(date, "day"), time }
    };
    lose(fields, "", &["unique_id", "text", "group", "start_date", "end_date"], imported);
    lose(within("text"), "text.", &["headline", "text"], imported);
    for key in ["start_date", "end_date"] {
        lose(within(key), "date.", &["year", "month", "day", "hour", "minute"], imported);
    }
    Slide {
        kind,
        id: text(fields, "unique_id"),
        headline: text(within("text"), "headline"),
        text: text(within("text"), "text"),
        group: text(fields, "group"),
        start: moment("start_date"),
        end: moment("end_date"),
        place,
    }
}

/// Counts the fields that hold something and were not asked for.
fn lose(map: &Mapping, before: &str, asked: &[&str], imported: &mut Imported) {
    for (key, value) in map {
        let Some(key) = scalar(key) else { continue };
        let is_empty = value.is_null() || scalar(value).is_some_and(|text| text.trim().is_empty());
        if !asked.contains(&key.as_str()) && !is_empty {
            imported.lose(format!("{before}{key}"));
        }
    }
}

fn sheet(input: &Input<'_>, known: &mut Known, imported: &mut Imported) {
    let Some(table) = Table::read(input, &["year", "headline"], imported) else { return };
    for row in table.rows() {
        let kind = match row.get("type").to_lowercase().as_str() {
            "" => Kind::Event,
            "era" => Kind::Phase,
            "title" => {
                imported.lose("the title slide");
                continue;
            }
            other => {
                let message = format!("`{other}` is no type of slide: title, era or nothing");
                imported.find(row.finding(Code::UNKNOWN_VALUE, "type", message).help("it is taken as an event"));
                Kind::Event
            }
        };
        let moment = |names: [&str; 4]| {
            let [year, month, day, time] = names.map(|name| row.get(name).to_string());
            Moment { year, month, day, time }
        };
        let slide = Slide {
            kind,
            id: String::new(),
            headline: row.get("headline").to_string(),
            text: row.get("text").to_string(),
            group: row.get("group").to_string(),
            start: moment(["year", "month", "day", "time"]),
            end: moment(["end year", "end month", "end day", "end time"]),
            place: row.place("year"),
        };
        add(slide, known, imported);
    }
    table.lose_rest(imported);
}

fn add(slide: Slide, known: &mut Known, imported: &mut Imported) {
    let place = slide.place.clone();
    let refuse = move |code, message: String| Diagnostic::new(code, place, message).help("the slide is left out");
    let date = match slide.dates() {
        Ok(date) => date,
        Err(reason) => return imported.find(refuse(Code::UNREADABLE_DATE, reason)),
    };
    let title = plain(&slide.headline, imported);
    if title.is_empty() {
        return imported.find(refuse(Code::MISSING_FIELD, "this slide has no headline".to_string()));
    }
    // Without an id of its own, a slide is known by its day and headline: a second import makes no second event.
    let own = EntryId::nearest(&slide.id);
    let day: String = date.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let wanted = own.or_else(|| EntryId::nearest(&format!("{} {title}", day.trim_end_matches('-'))));
    let Some(id) = wanted else {
        return imported.find(refuse(Code::MALFORMED_ID, format!("`{title}` gives no id")));
    };
    let entry = Entry::new(slide.kind, id)
        .with("title", title)
        .with("summary", plain(&slide.text, imported))
        .with("date", date)
        .with("tags", list(Some(slide.group).filter(|group| !group.is_empty()).map(Value::from)));
    if imported.add(known, entry) {
        imported.want(format!("`cites` in the {}", slide.kind));
    }
}

impl Slide {
    /// Start and end as one EDTF date.
    fn dates(&self) -> Result<String, String> {
        let start = self.start.edtf()?;
        let date = if self.end.is_empty() {
            start
        } else {
            match self.end.edtf()? {
                end if end == start => start,
                end => format!("{start}/{end}"),
            }
        };
        Edtf::parse(&date).map(|_| date.clone()).map_err(|error| format!("`{date}` is not a date: {}", error.reason))
    }
}

impl Moment {
    fn is_empty(&self) -> bool {
        self.year.is_empty() && self.month.is_empty() && self.day.is_empty()
    }

    fn edtf(&self) -> Result<String, String> {
        let parts: Vec<&str> = [&self.year, &self.month, &self.day].into_iter().map(|part| part.as_str()).collect();
        let padded = |part: &str| format!("{part:0>2}");
        let date = match parts[..] {
            ["", ..] => return Err("this slide has no year".to_string()),
            [year, "", _] => format!("{year:0>4}"),
            [year, month, ""] => format!("{year:0>4}-{}", padded(month)),
            [year, month, day] => format!("{year:0>4}-{}-{}", padded(month), padded(day)),
            // Invariant: there are three parts.
            _ => String::new(),
        };
        let timed = format!("{date}T{}", self.time);
        match Edtf::parse(&date) {
            Ok(_) if !self.time.is_empty() && Edtf::parse(&timed).is_ok() => Ok(timed),
            Ok(_) => Ok(date),
            Err(error) => Err(format!("`{date}` is not a date: {}", error.reason)),
        }
    }
}

/// HTML as plain text on one line; links have no place in it.
fn plain(html: &str, imported: &mut Imported) -> String {
    let mut text = String::new();
    // Invariant: reading a text in memory gives no errors but those of HTML, which do not end it.
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::String(part) => text.push_str(&String::from_utf8_lossy(&part)),
            Token::StartTag(tag) => {
                text.push_str(if matches!(&**tag.name, b"p" | b"br" | b"div" | b"li") { " " } else { "" });
                if tag.attributes.contains_key(&b"href"[..]) {
                    imported.lose("links in texts");
                }
            }
            _ => {}
        }
    }
    one_spaced(&text)
}
