//! Reading YAML: text → plain values, with errors placed in the file.

pub mod field;

use serde_yaml::Value;

use crate::diag::{Code, Diagnosed, Diagnostic, Place, YamlSource};

/// Reads one YAML text; an unreadable one gives `Value::Null` and a finding at the byte that could not be read.
pub fn read(text: &str, source: &YamlSource) -> Diagnosed<Value> {
    match serde_yaml::from_str::<Value>(text).and_then(|mut value| value.apply_merge().map(|()| value)) {
        Ok(value) => Diagnosed { value, diagnostics: Vec::new() },
        Err(error) => {
            let offset = error.location().map_or(0, |location| location.index().min(text.len()));
            let line_end = text[floor(text, offset)..].find('\n').map_or(text.len(), |newline| floor(text, offset) + newline);
            let start = source.start as usize + floor(text, offset);
            let place = Place::bytes(&source.file, start..(source.start as usize + line_end).min(start + 1));
            let diagnostic = Diagnostic::new(Code::UNREADABLE_YAML, place, reason(&error));
            Diagnosed { value: Value::Null, diagnostics: vec![hint(diagnostic, text, offset)] }
        }
    }
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
    let cut = text.find(" at line ").unwrap_or(text.len());
    format!("this is not readable as YAML: {}", &text[..cut])
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
}
