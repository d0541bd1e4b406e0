//! Places (Linked Places): where things are, and by which names.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;
use crate::parse::reference::{Named, RefIx, RefReader};
use crate::parse::schema::actor::{Name, names};
use crate::yaml::field::Fields;
use crate::yaml::shape::Form;

/// A place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// All its names; used by different actors, they make it contested.
    pub names: Vec<Name>,
    /// City, village, region, line.
    pub class: String,
    /// Latitude and longitude, degrees, WGS 84.
    pub coordinates: Option<(f64, f64)>,
    /// What it belongs to, and who says so.
    pub part_of: Vec<Within>,
}

/// What a place belongs to, according to someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// A place or a state.
    pub whole: Option<RefIx>,
    /// Whose view it is.
    pub according_to: Option<Named>,
    /// When.
    pub date: Option<Edtf>,
}

/// Reads a place's own fields.
pub fn read(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Place {
    Place {
        names: names(fields, refs),
        class: fields.text("class").unwrap_or_default(),
        coordinates: coordinates(fields),
        part_of: within(fields, refs),
    }
}

fn coordinates(fields: &Fields<'_>) -> Option<(f64, f64)> {
    fields.takes_only("coordinates", || Form::Coordinates);
    let value = fields.raw("coordinates")?;
    let path = fields.path("coordinates");
    let pair = match value {
        Value::Sequence(items) => items.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>(),
        _ => None,
    };
    let Some([latitude, longitude]) = pair.as_deref() else {
        fields.push(
            Diagnostic::new(Code::WRONG_TYPE, fields.place(&path), "`coordinates` should be two numbers")
                .help("latitude first: [39.82, 46.77]"),
        );
        return None;
    };
    let fits = (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude);
    if !fits {
        fields.push(
            Diagnostic::new(Code::UNKNOWN_VALUE, fields.place(&path), "these coordinates lie nowhere on Earth")
                .help("latitude (-90 to 90) first, then longitude (-180 to 180)"),
        );
        return None;
    }
    Some((*latitude, *longitude))
}

fn within(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Vec<Within> {
    let mut all = Vec::new();
    for (value, path) in fields.items("part_of") {
        match value {
            Value::Mapping(map) => {
                let item = fields.nested(map, path);
                let place = refs.one(&item, "place", &[Kind::Place]);
                let actor = refs.one(&item, "actor", &[Kind::Actor]);
                item.require_one(&["place", "actor"]);
                let according_to = item
                    .raw("according_to")
                    .and_then(|value| refs.maybe(&item, value, &item.path("according_to"), &[Kind::Actor]));
                all.push(Within { whole: place.or(actor), according_to, date: item.date("date") });
                item.finish();
            }
            _ => {
                let whole = refs.value(fields, value, &path, &[Kind::Place]);
                all.push(Within { whole, according_to: None, date: None });
            }
        }
    }
    all
}
