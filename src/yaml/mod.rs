//! Reading YAML: text → plain values, with errors placed in the file.

pub mod date;
pub mod field;
pub mod shape;
mod word;

use std::collections::BTreeSet;
use std::ops::Range;

use granit_parser::{Event, Parser};
use serde_yaml::Value;

use crate::diag::{Code, Diagnosed, Diagnostic, Place, YamlSource};

/// Reads one YAML text; an unreadable one gives `Value::Null` and a finding at the byte that could not be read.
pub fn read(text: &str, source: &YamlSource) -> Diagnosed<Value> {
    if let Some(offset) = too_deep(text) {
        let start = source.start as usize + offset;
        let place = Place::bytes(&source.file, start..start + 1);
        let diagnostic = Diagnostic::new(Code::UNREADABLE_YAML, place, "lists and maps are nested too deeply here")
            .help("close the brackets that are open, or write it in fewer levels");
        return Diagnosed { value: Value::Null, diagnostics: vec![diagnostic] };
    }
    match serde_yaml::from_str::<Value>(text).and_then(|mut value| value.apply_merge().map(|()| value)) {
        Ok(value) => Diagnosed { value, diagnostics: Vec::new() },
        Err(error) => {
            if error.to_string().contains("duplicate entry")
                && let Some((key, range)) = duplicate_key(text)
            {
                let start = source.start as usize;
                let place = Place::bytes(&source.file, start + range.start..start + range.end);
                let diagnostic = Diagnostic::new(Code::UNREADABLE_YAML, place, format!("the key `{key}` is written twice"));
                return Diagnosed { value: Value::Null, diagnostics: vec![diagnostic.help("keep one of them")] };
            }
            if error.to_string().contains("control characters")
                && let Some((offset, character)) = unprintable(text)
            {
                let start = source.start as usize + offset;
                let place = Place::bytes(&source.file, start..start + character.len_utf8());
                let message = format!("the character U+{:04X} may not stand in YAML", u32::from(character));
                let diagnostic = Diagnostic::new(Code::UNREADABLE_YAML, place, message);
                let help = "take it out: it cannot be seen, and came with what was copied";
                return Diagnosed { value: Value::Null, diagnostics: vec![diagnostic.help(help)] };
            }
            let offset = error.location().map_or(0, |location| location.index().min(text.len()));
            let line_end = text[floor(text, offset)..].find('\n').map_or(text.len(), |newline| floor(text, offset) + newline);
            let start = source.start as usize + floor(text, offset);
            let place = Place::bytes(&source.file, start..(source.start as usize + line_end).min(start + 1));
            let diagnostic = Diagnostic::new(Code::UNREADABLE_YAML, place, reason(&error));
            let diagnostic = match opened(&error, text) {
                Some((begun, help)) => {
                    let begun =
                        Place::bytes(&source.file, source.start as usize + begun.start..source.start as usize + begun.end);
                    diagnostic.label(begun, "it begins here").help(help)
                }
                None => hint(diagnostic, text, offset),
            };
            Diagnosed { value: Value::Null, diagnostics: vec![diagnostic] }
        }
    }
}

/// The first character that YAML has no place for (1.2.2, 5.1), and where. The reader tells of it without a line.
fn unprintable(text: &str) -> Option<(usize, char)> {
    let is_read = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        // Beginning a file it is a byte order mark.
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    let text_at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    text[text_at..].char_indices().find(|(_, c)| !is_read(*c)).map(|(offset, c)| (text_at + offset, c))
}

/// More open brackets than this, and the reader's time would grow with their square.
const OPEN_BRACKETS: usize = 1000;

/// The bracket that is one too many, brackets in texts counted too: no text leaves a thousand of them open.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => continue,
        }
        if open > OPEN_BRACKETS {
            return Some(offset);
        }
    }
    None
}

/// The first key of a map that stood in it before, and where.
fn duplicate_key(text: &str) -> Option<(String, Range<usize>)> {
    // Per open list or map: its keys so far (none for a list), and whether a key comes next.
    let mut stack: Vec<(Option<BTreeSet<String>>, bool)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let is_value = match stack.last_mut() {
            Some((Some(keys), next_is_key)) => {
                let is_key = *next_is_key;
                if let Event::Scalar(key, ..) = &event
                    && is_key
                    && !keys.insert(key.to_string())
                {
                    return Some((key.to_string(), span.byte_range()?));
                }
                if !matches!(event, Event::MappingEnd) {
                    *next_is_key = !is_key;
                }
                !is_key
            }
            _ => true,
        };
        match event {
            Event::SequenceStart(..) => stack.push((None, false)),
            Event::MappingStart(..) if is_value => stack.push((Some(BTreeSet::new()), true)),
            Event::MappingStart(..) => stack.push((None, false)),
            Event::SequenceEnd | Event::MappingEnd => {
                stack.pop();
            }
            _ => {}
        }
    }
    None
}

fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// serde_yaml's own words without the position, which the finding gives better.
fn reason(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    // The path to the value, `.[0].date: `, is better told by the place.
    let text = match text.split_once(": ") {
        Some((path, rest)) if path.starts_with(['.', '[']) => rest,
        _ => text.as_str(),
    };
    let cut = text.find(" at line ").unwrap_or(text.len());
    format!("this is not readable as YAML: {}", &text[..cut])
}

/// What was begun and is not ended, by the reader's words: `while parsing a flow sequence at line 3 column 10`.
fn opened(error: &serde_yaml::Error, text: &str) -> Option<(Range<usize>, &'static str)> {
    let error = error.to_string();
    let (_, context) = error.split_once(", while ")?;
    let (what, at) = context.split_once(" at line ")?;
    let help = match what {
        "parsing a flow sequence" => "close the list with `]`, and put a comma between its items",
        "parsing a flow mapping" => "close the map with `}`, and put a comma between its fields",
        "scanning a quoted scalar" => "close the quotes",
        _ => return None,
    };
    let (line, column) = at.split_once(" column ")?;
    let (line, column) = (line.parse::<usize>().ok()?, column.trim().parse::<usize>().ok()?);
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let (at, first) = text.get(start..)?.char_indices().nth(column.checked_sub(1)?)?;
    Some((start + at..start + at + first.len_utf8(), help))
}

/// The slip behind most YAML errors: an unquoted value with a colon, bracket or quote in it.
fn hint(diagnostic: Diagnostic, text: &str, offset: usize) -> Diagnostic {
    let start = text[..floor(text, offset)].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or("");
    if line.contains('\t') && line.trim_start_matches(' ').starts_with('\t') {
        return diagnostic.help("YAML is indented with spaces, not with tabs");
    }
    let value = line.trim_start_matches([' ', '-']).split_once(": ").map_or("", |(_, value)| value.trim());
    if value.contains(": ") || value.starts_with(['[', '{', '@', '`', '%', '*', '&', '!', '"', '\'']) {
        return diagnostic.help("put the value in quotes: \"…\"");
    }
    diagnostic
        .help("a field is `key: value`; the fields of one entry begin in the same column, what belongs to one stands deeper")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;

    fn found(text: &str) -> Vec<String> {
        let file = SourcePath::new("content/x.yaml");
        let read = read(text, &YamlSource::new(&file, 0..text.len()));
        read.diagnostics.into_iter().map(|it| format!("{:?} {}", it.place, it.message)).collect()
    }

    #[test]
    fn a_key_written_twice_is_found_where_it_stands_again() {
        assert_eq!(
            found("- a: {b: 1}\n  c: [a, a]\n  a: 2\n"),
            ["Bytes(SourcePath(\"content/x.yaml\"), 26, 27) the key `a` is written twice"]
        );
        assert_eq!(found("- a: 1\n- a: 2\n"), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_closed_is_shown_where_it_begins() {
        let file = SourcePath::new("content/x.yaml");
        for (text, begun, help) in
            [("a: 1\nՃ: [b,\n  c\nd: 2\n", "[", "`]`"), ("a: {b: 1\nc: 2\n", "{", "`}`"), ("a: \"b\nc: 2\n", "\"", "quotes")]
        {
            let read = read(text, &YamlSource::new(&file, 0..text.len()));
            let [finding] = &read.diagnostics[..] else { panic!("{:?}", read.diagnostics) };
            let [(Place::Bytes(_, start, end), _)] = &finding.labels[..] else { panic!("{finding:?}") };
            assert_eq!(&text[*start as usize..*end as usize], begun, "{text}");
            assert!(finding.help.as_ref().is_some_and(|it| it.contains(help)), "{finding:?}");
        }
    }

    #[test]
    fn a_character_that_cannot_be_seen_is_found_where_it_stands() {
        let place = |at: usize| format!("Bytes(SourcePath(\"content/x.yaml\"), {at}, {})", at + 1);
        assert_eq!(found("a: 1\nb: ä\u{1}b\n"), [format!("{} the character U+0001 may not stand in YAML", place(10))]);
        assert_eq!(found("\u{feff}a: \u{7f}\n"), [format!("{} the character U+007F may not stand in YAML", place(6))]);
    }

    #[test]
    fn what_is_no_yaml_has_a_place_and_a_reason() {
        let found = found("a: b: c\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("not readable as YAML"), "{found:?}");
    }
}
