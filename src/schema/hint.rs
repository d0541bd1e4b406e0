//! What belongs into a field, in words: for a finding about one that is missing or of the wrong type.

use std::collections::BTreeMap;

use crate::schema::{Of, describe, descriptions, shape};
use crate::yaml::shape::{Field, Form, Shape};

/// Shapes and descriptions, made when the first question is asked.
#[derive(Default)]
pub struct Hints {
    described: Option<BTreeMap<String, BTreeMap<String, String>>>,
    shapes: BTreeMap<(&'static str, bool), Shape>,
}

impl Hints {
    /// What belongs at a path of a file, such as `[3].points[0].as_of`; `None` for what no reader asks for.
    pub fn of(&mut self, of: Of, translation: bool, path: &str) -> Option<String> {
        let path = plain(path);
        let name = if let Of::Kind(kind) = of { kind.name() } else { "site" };
        let shape = self.shapes.entry((name, translation)).or_insert_with(|| shape(of, true, translation));
        let words = found(shape, &path).and_then(words);
        let described = self.described.get_or_insert_with(descriptions);
        let description = describe(described, name, &path).map(|(_, text)| text.to_string());
        match (description, words) {
            (Some(description), Some(words)) if !says(&description, &words) => Some(format!("{description} {words}")),
            (Some(text), _) | (None, Some(text)) => Some(text),
            (None, None) => None,
        }
    }
}

/// A path without the numbers of items: `points.as_of`.
fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut in_brackets = false;
    for c in path.chars() {
        match c {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            '.' if plain.is_empty() => {}
            c if !in_brackets => plain.push(c),
            _ => {}
        }
    }
    plain
}

fn found<'s>(shape: &'s Shape, path: &str) -> Option<&'s Field> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let (_, field) = shape.fields.iter().find(|(name, _)| name == key)?;
    rest.map_or(Some(field), |rest| found(&field.within, rest))
}

/// What a value may be, where a description need not say it.
fn words(field: &Field) -> Option<String> {
    field.forms.iter().find_map(|form| match form {
        Form::Word(words) => {
            Some(format!("One of {}.", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")))
        }
        Form::Date => Some("A date: 2020-10-07, 2020-10 or 2020.".to_string()),
        Form::Entry(kinds) if kinds.len() < 4 => Some(format!("The id of an entry: {}.", kinds.join(" or "))),
        Form::Scale(from, to) => Some(format!("A whole number from {from} to {to}.")),
        Form::Truth => Some("Either `true` or `false`.".to_string()),
        _ => None,
    })
}

/// Whether a description says already what the words would: an example of a date, the word `id`, the same words.
fn says(description: &str, words: &str) -> bool {
    let lower = description.to_lowercase();
    match words {
        words if words.starts_with("A date") => lower.contains("edtf") || lower.contains("2020-"),
        words if words.starts_with("The id") => lower.contains("id of") || lower.contains("ids of"),
        words if words.starts_with("Either") => lower.contains("true"),
        words if words.starts_with("A whole") => lower.contains("1 "),
        words => words.split('`').skip(1).step_by(2).all(|word| description.contains(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::kind::Kind;

    #[test]
    fn a_field_is_told_with_the_words_it_takes() {
        let mut hints = Hints::default();
        let class = hints.of(Of::Kind(Kind::Actor), false, "[2].class").unwrap();
        assert!(class.contains("`de-facto-authority`"), "{class}");
        let as_of = hints.of(Of::Kind(Kind::Figure), false, "[0].points[11].as_of").unwrap();
        assert!(as_of.len() > 10 && !as_of.contains('['), "{as_of}");
        assert_eq!(hints.of(Of::Kind(Kind::Actor), false, "[2].nonsense"), None);
    }
}
