//! A range of a YAML scalar's value as a range of its notation: blocks, folds, quotes, escapes.

use std::ops::Range;

/// The range of the YAML text that a range of a value was written as; the whole value where that cannot be told.
///
/// `value` is where the scalar lies in the text, `says` what it says.
pub fn within(region: &str, value: Range<usize>, says: &str, wanted: Range<usize>) -> Range<usize> {
    let header = region.get(..value.start).and_then(block);
    let found = match header {
        Some(('|', first)) => {
            let offset = |wanted| literal(&region[first..value.end.max(first)], wanted);
            Some(first + offset(wanted.start)..first + offset(wanted.end))
        }
        Some((_, first)) => {
            flowing(&region[first..value.end.max(first)], says, &wanted).map(|it| first + it.start..first + it.end)
        }
        None => flowing(&region[value.clone()], says, &wanted).map(|it| value.start + it.start..value.start + it.end),
    };
    found.unwrap_or(value)
}

/// The sign of a block scalar (`|`, `>-`, `|2+`) and the first byte behind its line, if one is opened last.
fn block(before: &str) -> Option<(char, usize)> {
    let opening = before.trim_end();
    let header = opening.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let sign = header.chars().next_back().filter(|c| matches!(c, '|' | '>'))?;
    Some((sign, opening.len() + before[opening.len()..].find('\n').map_or(0, |newline| newline + 1)))
}

/// An offset in a literal block: each line of the value is one of the file, less its indentation.
fn literal(raw: &str, wanted: usize) -> usize {
    let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // The first line that is not empty sets the indentation (YAML 1.2, 8.1.1.1).
    let indent = raw.split_inclusive('\n').find(|line| !line.trim().is_empty()).map_or(0, indent_of);
    let (mut in_value, mut in_file) = (0, 0);
    for line in raw.split_inclusive('\n') {
        let cut = indent.min(indent_of(line));
        // A line break is one byte in the value, whatever it is in the file.
        let content = line.trim_end_matches(['\n', '\r']).len().max(cut) - cut;
        if wanted <= in_value + content {
            return in_file + cut + (wanted - in_value);
        }
        in_value += content + 1;
        in_file += line.len();
    }
    in_file
}

/// A range in a plain, quoted or folded scalar: value and notation are read side by side.
fn flowing(raw: &str, says: &str, wanted: &Range<usize>) -> Option<Range<usize>> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (mut in_raw, mut in_value) = (quote.map_or(blank(raw), |_| 1), 0);
    let mut start = None;
    loop {
        if in_value >= wanted.start && start.is_none() {
            start = Some(in_raw);
        }
        if in_value >= wanted.end {
            return start.map(|start| start..in_raw);
        }
        let (rest, left) = (raw.get(in_raw..)?, says.get(in_value..)?);
        let next = left.chars().next()?;
        if quote == Some('"') && rest.starts_with('\\') {
            let behind = rest[1..].chars().next()?;
            if matches!(behind, '\n' | '\r') {
                in_raw += 1 + blank(&rest[1..]);
                continue;
            }
            in_raw += match behind {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                other => 1 + other.len_utf8(),
            };
            in_value += next.len_utf8();
        } else if quote == Some('\'') && rest.starts_with("''") {
            in_raw += 2;
            in_value += 1;
        } else if rest[..blank(rest)].contains('\n') {
            // A fold: any white space with a line break in it, for a space or line breaks.
            in_raw += blank(rest);
            in_value += blank(left);
        } else if rest.starts_with(next) {
            in_raw += next.len_utf8();
            in_value += next.len_utf8();
        } else {
            return None;
        }
    }
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notation of a word of a value.
    fn written(raw: &str, says: &str, word: &str) -> Option<String> {
        let start = says.find(word).unwrap();
        flowing(raw, says, &(start..start + word.len())).map(|range| raw[range].to_string())
    }

    #[test]
    fn a_word_is_found_in_every_notation() {
        let found = |raw: &str, says: &str| assert_eq!(written(raw, says, "word").as_deref(), Some("word"), "{raw}");
        found("a word", "a word");
        found("'it''s a word'", "it's a word");
        found("\"\\\"a\\\" \\u0531 \\x41 \\n word\"", "\"a\" \u{531} A \n word");
        found("\"a \\\n  b word\"", "a b word");
        found("    one\n    a word\n", "one a word\n");
        found("one\r\n  a word", "one a word");
        found("    one\n\n    a word\n", "one\na word\n");
        assert_eq!(written("\"\\u0531\"", "\u{531}", "\u{531}").as_deref(), Some("\\u0531"));
        assert_eq!(written("else", "a word", "word"), None);
    }
}
