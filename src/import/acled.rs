//! ACLED: events as its exports name the columns (since March 2023; older exports lack some, which changes nothing).
//!
//! `fatalities` is ACLED's own estimate, and 0 is also written where none is known: a positive number becomes a figure
//! whose claimant is ACLED, a 0 does not.

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::diag::Code;
use crate::import::dataset::{Dataset, Incident, Killed, Party, day};
use crate::import::known::Known;
use crate::import::table::{Row, Table};
use crate::import::{Imported, Input};

const ACLED: Dataset = Dataset {
    maker: "acled",
    name: "ACLED",
    source: "acled-events",
    title: "Armed Conflict Location & Event Data",
    url: "https://acleddata.com/",
};

const NEEDED: [&str; 4] = ["event_id_cnty", "event_date", "event_type", "location"];

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Reads events, their places and actors.
pub fn read(input: &Input<'_>, known: &mut Known, imported: &mut Imported) {
    let Some(table) = Table::read(input, &NEEDED, imported) else { return };
    for row in table.rows() {
        if let Some(incident) = incident(&row, known, imported) {
            ACLED.add(incident, known, imported);
        }
    }
    table.lose_rest(imported);
}

fn incident<'r>(row: &'r Row<'_>, known: &Known, imported: &mut Imported) -> Option<Incident<'r>> {
    let locator = row.get("event_id_cnty");
    let id = EntryId::nearest(locator).and_then(|id| EntryId::nearest(&format!("acled-{id}")));
    let Some(id) = id else {
        let message = format!("`{locator}` gives no id");
        imported.find(row.finding(Code::MALFORMED_ID, "event_id_cnty", message).help("the row is left out"));
        return None;
    };
    let written = row.get("event_date");
    let Some(day) = day(written).or_else(|| spelt(written)) else {
        let message = format!("`{written}` is no day");
        let help = "days are written as 2020-10-07 or 07 October 2020; the row is left out";
        imported.find(row.finding(Code::UNREADABLE_DATE, "event_date", message).help(help));
        return None;
    };
    let mut caveats = Vec::new();
    // The codebook's degrees of precision: the day, the week or so, the month.
    let date = match row.get("time_precision") {
        "2" => format!("{day}~"),
        "3" => day[..7].to_string(),
        _ => day,
    };
    match row.get("geo_precision") {
        "2" => caveats.push("ACLED knows the place as a part of a region (precision 2).".to_string()),
        "3" => caveats.push("ACLED knows the region, not the place (precision 3).".to_string()),
        _ => {}
    }
    let kind = match row.get("sub_event_type") {
        "" => row.get("event_type"),
        kind => kind,
    };
    let place = row.get("location");
    let mut parties = Vec::new();
    for (actor, class, others) in [("actor1", "inter1", "assoc_actor_1"), ("actor2", "inter2", "assoc_actor_2")] {
        let name = row.get(actor);
        if !name.is_empty() {
            parties.push(Party { name, class: class_of(row.get(class)), role: "" });
        }
        for name in row.get(others).split(';').map(str::trim).filter(|name| !name.is_empty()) {
            // The data does not say what they are: only who is known already is named.
            match known.actor(name) {
                Some(_) => parties.push(Party { name, class: None, role: "associated" }),
                None => imported.lose(others),
            }
        }
    }
    Some(Incident {
        title: [kind, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        until: date.clone(),
        date,
        class: EntryId::nearest(kind).map_or(String::new(), |id| id.to_string()),
        summary: row.get("notes"),
        caveats,
        tags: Vec::new(),
        parties,
        place,
        at: row.coordinates(imported),
        locator,
        origins: row.get("source").to_string(),
        killed: killed(row, imported),
        id,
    })
}

fn killed(row: &Row<'_>, imported: &mut Imported) -> Option<Killed> {
    let value = row.number("fatalities", imported)?;
    if value <= 0.0 {
        imported.lose("fatalities (0 means none, or none known)");
        return None;
    }
    if row.get("source").is_empty() {
        imported.lose("fatalities (no source is named)");
        return None;
    }
    Some(Killed { value, range: None, qualifier: "about" })
}

/// The classes behind ACLED's codes of actors; `External/Other Forces` may be anything.
fn class_of(inter: &str) -> Option<&'static str> {
    let inter = inter.to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| inter.starts_with(word));
    if starts(&["1", "2", "3", "4", "state", "rebel", "political", "identity"]) {
        Some("armed-force")
    } else if starts(&["5", "6", "7", "rioter", "protest", "civilian"]) {
        Some("population")
    } else {
        None
    }
}

/// `07 October 2020`, as the export tool writes days.
fn spelt(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [day, month, year] = words[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month.to_lowercase())? + 1;
    let day: u8 = day.parse().ok()?;
    let date = format!("{year}-{month:02}-{day:02}");
    (year.len() == 4 && Edtf::parse(&date).is_ok()).then_some(date)
}
