//! The downloads: entries of a kind as JSON (lossless) and CSV (flat).

use serde_json::{Value, json};

use crate::base::edtf::Edtf;
use crate::config::Config;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::schema::translated::Translated;

/// A row of a table: values by column.
type Row = serde_json::Map<String, Value>;

/// All entries of a kind as a JSON array, in the order of ids, with translations and what the builder derives.
pub fn json(model: &Model, config: &Config, kind: Kind) -> String {
    let mut out = String::from("[\n");
    for (index, id) in model.of_kind(kind).enumerate() {
        if index > 0 {
            out.push_str(",\n");
        }
        let derived = derived(model, config, id);
        let entry = &model.get(id).original().json;
        if derived.is_empty() {
            out.push_str(entry);
        } else {
            // Both are objects with at least one key: the second continues the first.
            out.push_str(&entry[..entry.len() - 1]);
            out.push(',');
            let derived = Value::Object(derived).to_string();
            out.push_str(&derived[1..]);
        }
    }
    out.push_str("\n]\n");
    out
}

/// What follows from the entry and others, under one key so that it cannot be taken for the author's words.
fn derived(model: &Model, config: &Config, id: EntityId) -> serde_json::Map<String, Value> {
    let entity = model.get(id);
    let mut derived = serde_json::Map::new();
    match entity.kind() {
        Kind::Event => {
            let sourcing = model.sourcing(&model.cited(entity)).word();
            derived.insert("sourcing".to_string(), sourcing.into());
            if let Some(phase) = model.phase_of[id.index()] {
                derived.insert("phase".to_string(), model.get(phase).id().into());
            }
        }
        Kind::Figure => {
            derived.insert("claim".to_string(), model.claim_of(id).word().into());
        }
        _ => {}
    }
    let mut translations = serde_json::Map::new();
    for lang in &config.languages {
        if let Some(text) = entity.translated(lang) {
            translations.insert(lang.to_string(), Value::Object(translation(entity.kind(), text)));
        }
    }
    if !translations.is_empty() {
        derived.insert("translations".to_string(), Value::Object(translations));
    }
    if derived.is_empty() { derived } else { serde_json::Map::from_iter([("derived".to_string(), Value::Object(derived))]) }
}

/// What a translation says, under the keys of its file; an entry's name is its title.
fn translation(kind: Kind, text: &Translated) -> serde_json::Map<String, Value> {
    let (told, venue) = if kind == Kind::Media { ("alt", "caption") } else { ("text", "venue") };
    let texts = [
        ("title", &text.title),
        ("summary", &text.summary),
        ("note", &text.note),
        ("question", &text.question),
        ("answer", &text.answer),
        ("definition", &text.definition),
        (told, &text.text),
        (venue, &text.venue),
        ("agreed", &text.agreed),
        ("open", &text.open),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let mut fields: serde_json::Map<String, Value> = texts.map(|(key, text)| (key.to_string(), text.as_str().into())).collect();
    let phrases = text.phrases.iter().map(|it| json!({"original": it.original, "text": it.text})).collect();
    let each = |key: &str, texts: &[String]| texts.iter().map(|text| json!({ key: text })).collect();
    let lists: [(&str, Vec<Value>); 3] =
        [("versions", each("text", &text.versions)), ("roles", each("title", &text.roles)), ("phrases", phrases)];
    fields.extend(lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(key, list)| (key.to_string(), list.into())));
    if let Some(updated) = &text.updated {
        fields.insert("updated".to_string(), updated.as_str().into());
    }
    fields
}

/// All entries of a kind as CSV (RFC 4180): a row per entry, of figures a row per point.
pub fn csv(model: &Model, kind: Kind) -> Vec<u8> {
    // The columns are those of all rows together. Rows are made twice for that: all at once they would be the largest thing in memory.
    let mut columns: Vec<String> = Vec::new();
    for key in model.of_kind(kind).flat_map(|id| rows(model, kind, id)).flat_map(|row| row.into_iter().map(|(key, _)| key)) {
        if key != "body" && !columns.contains(&key) {
            columns.push(key);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many fields as the header.
    let _ = writer.write_record(columns.iter().map(|column| harmless(column.clone())));
    for row in model.of_kind(kind).flat_map(|id| rows(model, kind, id)) {
        let _ = writer.write_record(columns.iter().map(|column| row.get(column).map(cell).unwrap_or_default()));
    }
    writer.into_inner().unwrap_or_default()
}

/// The rows of an entry.
fn rows(model: &Model, kind: Kind, id: EntityId) -> Vec<Row> {
    let Ok(Value::Object(mut entry)) = serde_json::from_str(&model.get(id).original().json) else { return Vec::new() };
    if kind == Kind::Figure {
        entry.insert("claim".to_string(), model.claim_of(id).word().into());
        let points = entry.remove("points").into_iter().chain(entry.remove("none_published").map(none_published));
        let rows: Vec<Row> = points
            .filter_map(|list| if let Value::Array(points) = list { Some(points) } else { None })
            .flatten()
            .map(|point| with_point(&entry, point))
            .collect();
        if !rows.is_empty() {
            return rows;
        }
    }
    vec![entry]
}

/// Known absences as points without a value: no count was published.
fn none_published(mut list: Value) -> Value {
    for row in list.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        row.insert("status".to_string(), "none-published".into());
    }
    list
}

/// A figure's fields and one of its points, whose own fields win.
fn with_point(figure: &Row, point: Value) -> Row {
    let mut row = figure.clone();
    if let Some(note) = row.remove("note") {
        row.insert("series_note".to_string(), note);
    }
    if let Value::Object(point) = point {
        row.extend(point);
    }
    row
}

/// Lists of plain values are joined by semicolons; what is deeper is JSON.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    harmless(text)
}

/// A spreadsheet must not run a cell as a formula (OWASP, CSV injection); numbers and dates stay what they are.
fn harmless(text: String) -> String {
    let is_number = text.split("; ").all(|part| part.parse::<f64>().is_ok()) || Edtf::parse(&text).is_ok();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{text}") } else { text }
}
