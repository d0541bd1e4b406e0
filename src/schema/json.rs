//! Shapes → JSON Schema.

use serde_json::{Map, Value, json};

use crate::diag::Code;
use crate::diag::place::join;
use crate::yaml::shape::{Field, Form, Shape};

/// Finds the description of a field by its path.
type Describe<'d> = dyn Fn(&str) -> Option<(String, &'d str)> + 'd;

/// The schema of a map of fields.
pub fn map(shape: &Shape, describe: &Describe<'_>, path: &str) -> Map<String, Value> {
    let mut properties = Map::new();
    for (key, field) in shape.fields.iter().filter(|(_, field)| !field.forms.is_empty()) {
        let path = join(path, key);
        let mut value = value(field, describe, &path);
        if let Some((_, text)) = describe(&path) {
            value.insert("description".to_string(), text.into());
        }
        properties.insert(key.clone(), Value::Object(value));
    }
    let mut map = Map::new();
    map.insert("type".to_string(), "object".into());
    map.insert("properties".to_string(), Value::Object(properties));
    map.insert("additionalProperties".to_string(), false.into());
    let mut choices = Vec::new();
    for keys in &shape.required {
        match keys.as_slice() {
            [key] => require(&mut map, key),
            keys => choices.push(json!({"anyOf": keys.iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()})),
        }
    }
    if !choices.is_empty() {
        map.insert("allOf".to_string(), choices.into());
    }
    if !shape.beside.is_empty() {
        let beside = shape.beside.iter().map(|(other, key)| (other.to_string(), json!([key]))).collect();
        map.insert("dependentRequired".to_string(), Value::Object(beside));
    }
    map
}

/// Makes a field of a map's schema one that must be there.
pub fn require(map: &mut Map<String, Value>, key: &str) {
    let required = map.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(keys) = required
        && !keys.iter().any(|known| known == key)
    {
        keys.push(key.into());
    }
}

fn value(field: &Field, describe: &Describe<'_>, path: &str) -> Map<String, Value> {
    let mut one: Vec<Value> = field
        .forms
        .iter()
        .map(|form| match form {
            Form::Map => Value::Object(map(&field.within, describe, path)),
            other => of_form(other),
        })
        .collect();
    // Short form first: it is what an editor offers.
    one.sort_by_key(|schema| schema.get("properties").is_some());
    if field.many {
        let items = any_of(one.clone());
        one.push(json!({"type": "array", "items": items}));
    }
    match any_of(one) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn any_of(mut schemas: Vec<Value>) -> Value {
    if schemas.len() == 1 { schemas.remove(0) } else { json!({"anyOf": schemas}) }
}

fn of_form(form: &Form) -> Value {
    let named = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    match form {
        Form::Text => named("text"),
        Form::Date => named("date"),
        Form::Truth => json!({"type": "boolean"}),
        Form::Whole => json!({"type": "integer"}),
        Form::Scale(from, to) => json!({"type": "integer", "minimum": from, "maximum": to}),
        Form::Number => json!({"type": "number"}),
        Form::Word(words) => json!({"enum": words}),
        Form::Id => named("id"),
        Form::Entry(kinds) => {
            // The kind is before the colon, an as-of date or date of office behind the @.
            let kinds = kinds.join("|");
            json!({
                "type": ["string", "integer"],
                "pattern": format!("^\\s*(({kinds})\\s*:\\s*)?[a-z0-9]+(-[a-z0-9]+)*\\s*(@.*)?$"),
            })
        }
        Form::Language => named("language"),
        Form::Address => json!({"type": "string", "pattern": "^\\s*https?://\\S"}),
        Form::Offset => json!({"type": "string", "pattern": "^\\s*([+-][0-9]{2}(:[0-9]{2})?|Z)\\s*$"}),
        Form::Coordinates => json!({
            "type": "array",
            "prefixItems": [{"type": "number", "minimum": -90, "maximum": 90}, {"type": "number", "minimum": -180, "maximum": 180}],
            "minItems": 2,
            "maxItems": 2,
        }),
        Form::Lints(words) => {
            let value = if words.is_empty() { json!({"type": "string", "pattern": "\\S"}) } else { json!({"enum": words}) };
            let lints: Map<String, Value> = Code::ALL.iter().map(|(code, _)| (code.name().to_string(), value.clone())).collect();
            json!({"type": "object", "properties": lints, "additionalProperties": false})
        }
        Form::Map => json!({"type": "object"}),
    }
}

/// The forms that many fields share.
pub fn forms() -> Map<String, Value> {
    let day = "-?[0-9X]{4}[~?%]?(-[~?%]?[0-9X]{2}[~?%]?(-[~?%]?[0-9X]{2}[~?%]?(T[0-9:.]+(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)?)?";
    let end = format!("(\\.\\.|[~?%]?{day})?");
    let date = format!("^\\s*([~?%]?{day}|{end}/{end}|\\[[^\\]]*\\])\\s*$");
    let forms = json!({
        "text": {"type": ["string", "number", "boolean"]},
        "date": {
            "description": "A date as EDTF writes it: 2020-10-07, 2020-10, 2020, 2020-09~ (about), 2020-09-27? (uncertain), 1988-02/.. (goes on), [2020-10-06,2020-10-07] (one of)",
            "anyOf": [
                {"type": "string", "pattern": date},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
            ],
        },
        "id": {"type": ["string", "integer"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    });
    match forms {
        Value::Object(forms) => forms,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::edtf::Edtf;

    #[test]
    fn the_pattern_of_dates_takes_every_form_and_refuses_slips() {
        let schema = super::forms()["date"].clone();
        let takes = |text: &str| jsonschema::is_valid(&schema, &text.into());
        for text in [
            "2020-10-07",
            "2020-10",
            "2020",
            "2020-10-XX",
            "199X",
            "2020-09~",
            "2020-09-27?",
            "2020%",
            "1988-02/..",
            "2020-10-01/",
            "../1994-05",
            "/1994",
            "2020-21",
            "2020-10-07T18:30+04:00",
            "2020-10-07T18:30:00Z",
            "[2020-10-06,2020-10-07]",
            "156X-12-25",
            "2020-09~/2020-10-07?",
            "2020-?10",
            "-0044-03-15",
        ] {
            assert!(Edtf::parse(text).is_ok(), "{text}");
            assert!(takes(text), "{text}");
        }
        for text in ["", "yesterday", "7 October 2020", "07.10.2020", "2020-9-27", "2020/10/07/", "20-10-07", "October 2020"] {
            assert!(Edtf::parse(text).is_err(), "{text}");
            assert!(!takes(text), "{text}");
        }
    }
}
