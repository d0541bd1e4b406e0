//! The formats of others: events and places as GeoJSON, events as a calendar and as a TimelineJS timeline.
//!
//! Each holds less than the lossless JSON, and a date in words where it cannot hold the date itself.

use std::fmt::Write;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::base::calendar::{Day, civil};
use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::Cx;
use crate::route::Format;

/// The file of a format.
pub fn text(cx: &Cx<'_>, format: Format) -> String {
    match format {
        Format::Events => collection(cx.model.timeline.iter().map(|id| event_feature(cx, *id))),
        Format::Places => collection(cx.model.of_kind(Kind::Place).map(|id| place_feature(cx, id))),
        Format::Calendar => calendar(cx),
        Format::Timeline => timeline(cx),
    }
}

/// One feature a line, so that versions can be compared.
fn collection(features: impl Iterator<Item = Value>) -> String {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (index, feature) in features.enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}{feature}", if index > 0 { ",\n" } else { "" });
    }
    out.push_str("\n]}\n");
    out
}

/// Longitude comes first in GeoJSON; what has no position has no geometry, and is there all the same.
fn geometry(positions: &[(f64, f64)]) -> Value {
    let point = |(latitude, longitude): &(f64, f64)| json!([longitude, latitude]);
    match positions {
        [] => Value::Null,
        [only] => json!({"type": "Point", "coordinates": point(only)}),
        several => json!({"type": "MultiPoint", "coordinates": several.iter().map(point).collect::<Vec<_>>()}),
    }
}

fn ids(cx: &Cx<'_>, entities: impl IntoIterator<Item = EntityId>) -> Vec<String> {
    entities.into_iter().map(|id| cx.model.get(id).id().to_string()).collect()
}

fn event_feature(cx: &Cx<'_>, id: EntityId) -> Value {
    let (entity, card) = (cx.model.get(id), cx.card(id));
    let places: Vec<EntityId> = entity.event().map(|it| entity.targets_of(&it.places).collect()).unwrap_or_default();
    let actors = entity.event().map(|it| it.actors.iter().filter_map(|part| entity.target(part.actor)).collect::<Vec<_>>());
    let positions: Vec<(f64, f64)> = places.iter().filter_map(|place| cx.position(*place)).collect();
    let mut properties = json!({
        "title": card.title,
        "date": cx.model.date_of(id).map(Edtf::as_str),
        "date_in_words": card.when.as_ref().map(|when| &when.text),
        "type": card.class,
        "modality": if card.modality.is_empty() { "occurred" } else { card.modality.as_str() },
        "importance": card.importance,
        "summary": card.summary.text,
        "places": ids(cx, places.iter().copied()),
        "place_names": cx.places_of(id).iter().map(|place| &place.title).collect::<Vec<_>>(),
        "actors": ids(cx, actors.unwrap_or_default()),
        "phase": cx.model.phase_of[id.index()].map(|phase| cx.model.get(phase).id().to_string()),
        "sourcing": card.sourcing,
        "sources": ids(cx, cx.model.cited(entity)),
        "url": format!("{}{}", cx.config.base_url, card.url),
    });
    doubts(&mut properties, card.confidence, &card.note.text);
    json!({"type": "Feature", "id": entity.id(), "geometry": geometry(&positions), "properties": properties})
}

fn place_feature(cx: &Cx<'_>, id: EntityId) -> Value {
    let (entity, card) = (cx.model.get(id), cx.card(id));
    let names: Vec<&str> =
        entity.place_meta().map(|it| it.names.iter().map(|name| name.name.as_str()).collect()).unwrap_or_default();
    let mut properties = json!({
        "name": card.title,
        "names": names,
        "contested": cx.model.contested_names(id, cx.config.first()).is_some(),
        "class": card.class,
        "events": cx.events_at(id).len(),
        "sources": ids(cx, cx.model.cited(entity)),
        "url": format!("{}{}", cx.config.base_url, card.url),
    });
    doubts(&mut properties, card.confidence, &card.note.text);
    let positions: Vec<(f64, f64)> = cx.position(id).into_iter().collect();
    json!({"type": "Feature", "id": entity.id(), "geometry": geometry(&positions), "properties": properties})
}

/// A caveat goes where the fact goes.
fn doubts(properties: &mut Value, confidence: &str, note: &str) {
    for (key, value) in [("confidence", confidence), ("note", note)] {
        if !value.is_empty() {
            properties[key] = value.into();
        }
    }
}

/// All days an event may have lain in; of one that is open at an end, the day that is known.
fn days(date: &Edtf) -> Option<(Day, Day)> {
    let (first, last) = (date.earliest().number(), date.latest().number());
    let (first, last) = (first.or(last)?, last.or(first)?);
    let in_four_digits = |day: Day| (1..=9999).contains(&civil(day).0);
    (in_four_digits(first) && in_four_digits(last)).then_some((first, last.max(first)))
}

fn calendar(cx: &Cx<'_>) -> String {
    let mut out = String::new();
    let host = cx.config.base_url.split_once("://").map_or("detente.invalid", |(_, rest)| rest.split('/').next().unwrap_or(rest));
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//detente//detente//EN");
    line(&mut out, &format!("NAME:{}", escaped(&cx.frame.title)));
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(&cx.frame.title)));
    let compact = |day: Day| {
        let (year, month, day) = civil(day);
        format!("{year:04}{month:02}{day:02}")
    };
    for id in &cx.model.timeline {
        let Some((date, (first, last))) = cx.model.date_of(*id).and_then(|date| Some((date, days(date)?))) else { continue };
        let card = cx.card(*id);
        let when = card.when.as_ref().map_or(date.as_str(), |when| when.text.as_str());
        // A calendar knows days only: what the date really says stands in words.
        let mut told = vec![when.to_string()];
        if !card.modality.is_empty() {
            told.push(cx.words.label("modality", &card.modality));
        }
        told.extend([card.summary.text.clone(), card.note.text.clone(), card.sourcing_label.clone()]);
        told.retain(|text| !text.is_empty());
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}@{host}", card.id));
        let stamp = cx.model.get(*id).changed().and_then(days).map_or(first, |it| it.0);
        line(&mut out, &format!("DTSTAMP:{}T000000Z", compact(stamp)));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", compact(first)));
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", compact(last + 1)));
        line(&mut out, &format!("SUMMARY:{}", escaped(&card.title)));
        line(&mut out, &format!("DESCRIPTION:{}", escaped(&told.join("\n"))));
        let entity = cx.model.get(*id);
        let places: Vec<EntityId> = entity.event().map(|it| entity.targets_of(&it.places).collect()).unwrap_or_default();
        if !places.is_empty() {
            let names: Vec<&str> = cx.places_of(*id).iter().map(|place| place.title.as_str()).collect();
            line(&mut out, &format!("LOCATION:{}", escaped(&names.join(", "))));
        }
        if let [only] = places[..]
            && let Some((latitude, longitude)) = cx.position(only)
        {
            line(&mut out, &format!("GEO:{latitude};{longitude}"));
        }
        if !cx.config.base_url.is_empty() {
            line(&mut out, &format!("URL:{}{}", cx.config.base_url, card.url));
        }
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// A text as a calendar has it (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\\n")
}

/// A line, folded so that none is longer than 75 bytes (3.1).
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

fn timeline(cx: &Cx<'_>) -> String {
    let html = crate::draw::svg::escaped;
    let dated = |id: &EntityId| {
        let date = cx.model.date_of(*id)?;
        let (start, end) = date.as_str().split_once('/').unwrap_or((date.as_str(), ""));
        let (first, last) = days(date)?;
        let end = if end.is_empty() || date.latest().number().is_none() { None } else { Some(moment(end, last)) };
        if matches!(start, "" | "..") {
            // Only its end is known.
            return Some((None, end));
        }
        let end = end.or_else(|| parts(start).is_none().then(|| moment("", last)).filter(|_| last != first));
        Some((Some(moment(start, first)), end))
    };
    let slide = |id: &EntityId| {
        let card = cx.card(*id);
        let (start, end) = match dated(id)? {
            (Some(start), end) => (start, end),
            (None, end) => (end?, None),
        };
        let address = format!("{}{}", cx.config.base_url, card.url);
        let mut text = format!("<p>{}</p>", html(&card.summary.text));
        for more in [&card.note.text, &card.sourcing_label] {
            if !more.is_empty() {
                text.push_str(&format!("<p><small>{}</small></p>", html(more)));
            }
        }
        if !cx.config.base_url.is_empty() {
            text.push_str(&format!("<p><a href=\"{}\">{}</a></p>", html(&address), html(cx.words.get("sources"))));
        }
        let mut slide = json!({
            "unique_id": card.id,
            "start_date": start,
            "display_date": card.when.as_ref().map(|when| html(&when.text)),
            "group": card.class_label,
            "text": {"headline": html(&card.title), "text": text},
        });
        if let Some(end) = end {
            slide["end_date"] = end;
        }
        Some(slide)
    };
    let era = |id: &EntityId| {
        let (start, end) = dated(id)?;
        let mut known = cx.model.timeline.iter().filter_map(|event| cx.model.date_of(*event).and_then(days));
        // An era without a beginning begins with the first event, if that is not later than its end.
        let (_, until) = cx.model.date_of(*id).and_then(days)?;
        let start = start.or_else(|| Some(moment("", known.next().filter(|(first, _)| *first <= until)?.0)))?;
        let end = end.or_else(|| known.next_back().map(|(_, last)| moment("", last)))?;
        Some(json!({"start_date": start, "end_date": end, "text": {"headline": html(&cx.card(*id).title)}}))
    };
    let all = Slides {
        title: json!({"text": {"headline": html(&cx.frame.title), "text": format!("<p>{}</p>", html(&cx.frame.summary))}}),
        eras: EachInTurn(|| cx.model.phases.iter().filter_map(era)),
        events: EachInTurn(|| cx.model.timeline.iter().filter_map(slide)),
    };
    // Texts and values of JSON are written, whose keys are texts: that cannot fail.
    let mut out = serde_json::to_string_pretty(&all).unwrap_or_default();
    out.push('\n');
    out
}

/// A timeline of TimelineJS.
#[derive(Serialize)]
struct Slides<A: Serialize, B: Serialize> {
    title: Value,
    eras: A,
    events: B,
}

/// A list whose values are made one by one as they are written: all at once they take many times the room of their text.
struct EachInTurn<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = Value>> Serialize for EachInTurn<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Year, month and day of a date that says them plainly, as far as it does.
fn parts(date: &str) -> Option<Vec<i64>> {
    let plain = date.split('T').next().unwrap_or("").trim_end_matches(['~', '?', '%']);
    let parts: Vec<i64> = plain.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // A season is written as a month beyond the twelfth.
    (parts.len() <= 3 && parts.get(1).is_none_or(|month| (1..=12).contains(month))).then_some(parts)
}

/// A date of TimelineJS, no more exact than what is written; else the day.
fn moment(date: &str, day: Day) -> Value {
    let (y, m, d) = civil(day);
    let parts = parts(date).unwrap_or_else(|| vec![y, m.into(), d.into()]);
    let keys = ["year", "month", "day"].into_iter().map(str::to_string);
    Value::Object(keys.zip(parts.into_iter().map(Value::from)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_calendar_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", escaped(&"Ստեփանակերտ, a;b\\c\r\nnext ".repeat(9))));
        assert!(out.ends_with("\r\n") && out.split("\r\n").all(|line| line.len() <= 75), "{out}");
        let unfolded = out.replace("\r\n ", "");
        assert!(unfolded.contains("Ստեփանակերտ\\, a\\;b\\\\c\\nnext Ստեփանակերտ"), "{unfolded}");
    }

    #[test]
    fn a_date_is_no_more_exact_than_it_is_written() {
        assert_eq!(moment("2020-10", 0), json!({"year": 2020, "month": 10}));
        assert_eq!(moment("2020-10-07T18:30+04:00", 0), json!({"year": 2020, "month": 10, "day": 7}));
        assert_eq!(moment("2020-21", 0), json!({"year": 1970, "month": 1, "day": 1}));
        assert_eq!(moment("199X", 0)["year"], 1970);
    }
}
