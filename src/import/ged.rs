//! UCDP GED: events as its codebook names the columns; best, low and high are the points of a figure.

use crate::base::id::EntryId;
use crate::diag::Code;
use crate::import::dataset::{Dataset, Incident, Killed, Party, day};
use crate::import::known::Known;
use crate::import::table::{Row, Table};
use crate::import::{Imported, Input};

const GED: Dataset = Dataset {
    maker: "ucdp",
    name: "Uppsala Conflict Data Program",
    source: "ucdp-ged",
    title: "UCDP Georeferenced Event Dataset (GED)",
    url: "https://ucdp.uu.se/",
};

const NEEDED: [&str; 7] = ["id", "type_of_violence", "side_a", "side_b", "date_start", "date_end", "best"];

/// Reads events, their places and actors.
pub fn read(input: &Input<'_>, known: &mut Known, imported: &mut Imported) {
    let Some(table) = Table::read(input, &NEEDED, imported) else { return };
    for row in table.rows() {
        if let Some(incident) = incident(&row, imported) {
            GED.add(incident, known, imported);
        }
    }
    table.lose_rest(imported);
}

fn incident<'r>(row: &'r Row<'_>, imported: &mut Imported) -> Option<Incident<'r>> {
    let locator = row.get("id");
    let id = EntryId::nearest(locator).and_then(|id| EntryId::nearest(&format!("ged-{id}")));
    let Some(id) = id else {
        let message = format!("`{locator}` gives no id");
        imported.find(row.finding(Code::MALFORMED_ID, "id", message).help("the row is left out"));
        return None;
    };
    let [Some(start), Some(end)] = ["date_start", "date_end"].map(|column| {
        let found = day(row.get(column));
        if found.is_none() {
            let message = format!("`{}` is no day", row.get(column));
            let help = "days are written as 2020-10-07; the row is left out";
            imported.find(row.finding(Code::UNREADABLE_DATE, column, message).help(help));
        }
        found
    }) else {
        return None;
    };
    if end < start {
        let message = format!("`{end}` lies before `{start}`");
        imported.find(row.finding(Code::END_BEFORE_START, "date_end", message).help("the row is left out"));
        return None;
    }
    let (class, kind) = match row.get("type_of_violence") {
        "1" => ("state-based-violence", 1),
        "2" => ("non-state-violence", 2),
        "3" => ("one-sided-violence", 3),
        other => {
            let message = format!("`{other}` is no type of violence: 1 state-based, 2 non-state, 3 one-sided");
            imported.find(row.finding(Code::UNKNOWN_VALUE, "type_of_violence", message).help("the event has no type"));
            ("", 0)
        }
    };
    let sides = [("side_a", "gwnoa"), ("side_b", "gwnob")].map(|(side, state)| (row.get(side), row.get(state)));
    let parties = sides.iter().enumerate().filter(|(_, (name, _))| !name.is_empty()).map(|(index, (name, state))| Party {
        name,
        class: match (kind, index) {
            // In one-sided violence, side B are the civilians attacked.
            (3, 1) => Some("population"),
            // A number of the Gleditsch and Ward list: the government of a state.
            _ if !state.is_empty() => Some("state"),
            (1..=3, _) => Some("armed-force"),
            _ => None,
        },
        role: "",
    });
    let place = row.get("where_coordinates");
    let between = sides.iter().map(|(name, _)| *name).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" – ");
    let conflict = row.get("conflict_name");
    Some(Incident {
        title: [between.as_str(), place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        date: if start == end { start.clone() } else { format!("{start}/{end}") },
        until: end,
        class: class.to_string(),
        summary: "",
        caveats: caveats(row),
        tags: Some(conflict).filter(|name| !name.is_empty()).into_iter().collect(),
        parties: parties.collect(),
        place,
        at: row.coordinates(imported),
        locator,
        origins: origins(row),
        killed: killed(row, imported),
        id,
    })
}

/// What the codebook's degrees of precision and clarity mean.
fn caveats(row: &Row<'_>) -> Vec<String> {
    let date = match row.get("date_prec") {
        "2" => "UCDP places it within two to six days (date_prec 2).",
        "3" => "UCDP knows the week, not the day (date_prec 3).",
        "4" => "UCDP knows the month, not the day (date_prec 4).",
        "5" => "UCDP knows the year, or more than a month, not the day (date_prec 5).",
        _ => "",
    };
    let place = match row.get("where_prec") {
        "2" => "UCDP places it within some 25 km of the place named (where_prec 2).",
        "3" => "UCDP knows the district, not the place (where_prec 3).",
        "4" => "UCDP knows the province, not the place (where_prec 4).",
        "5" => "UCDP knows a line or an area, not the place (where_prec 5).",
        "6" => "UCDP knows the country, not the place (where_prec 6).",
        "7" => "UCDP places it at sea or in the air (where_prec 7).",
        _ => "",
    };
    let clarity = match row.get("event_clarity") {
        "2" => "The sources report several incidents as one (event_clarity 2).",
        _ => "",
    };
    [date, place, clarity].into_iter().filter(|caveat| !caveat.is_empty()).map(str::to_string).collect()
}

fn origins(row: &Row<'_>) -> String {
    let (article, original) = (row.get("source_article"), row.get("source_original"));
    match (article.is_empty(), original.is_empty()) {
        (_, true) => article.to_string(),
        (true, false) => format!("{original} (original)"),
        (false, false) => format!("{article}; {original} (original)"),
    }
}

fn killed(row: &Row<'_>, imported: &mut Imported) -> Option<Killed> {
    let [best, low, high] = ["best", "low", "high"].map(|column| row.number(column, imported));
    let value = best?;
    let range = match (low, high) {
        (Some(low), Some(high)) if low <= value && value <= high => Some((low, high)),
        (None, None) => None,
        _ => {
            let message = "`low`, `best` and `high` do not ascend";
            imported.find(row.finding(Code::WRONG_TYPE, "best", message).help("the numbers are left out"));
            return None;
        }
    };
    Some(Killed { value, range, qualifier: "" })
}
