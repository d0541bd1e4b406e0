//! Splits a Markdown file into its front matter (YAML between `---` lines) and its body.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Place};
use crate::snapshot::SourceFile;
use crate::yaml::field::Findings;

/// Byte ranges of the two parts.
pub struct Parts {
    /// The YAML, without its fences.
    pub yaml: Range<usize>,
    /// All behind the closing fence.
    pub body: Range<usize>,
}

/// Finds the front matter; a file without one, or with one that is not closed, is a finding.
pub fn split(file: &SourceFile, text: &str, findings: &Findings) -> Option<Parts> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Lines { text, offset: start };
    let first = lines.next();
    if first.is_none_or(|line| text[line].trim_end() != "---") {
        let place = Place::bytes(&file.path, start..first_line_end(text, start));
        let message = "this file has no front matter";
        findings.borrow_mut().push(
            Diagnostic::new(Code::UNREADABLE_YAML, place, message)
                .help("begin it with a line `---`, the fields, and another line `---`"),
        );
        return None;
    }
    let yaml_start = lines.offset;
    while let Some(line) = lines.next() {
        if matches!(text[line.clone()].trim_end(), "---" | "...") {
            return Some(Parts { yaml: yaml_start..line.start, body: lines.offset..text.len() });
        }
    }
    let place = Place::bytes(&file.path, start..start + 3);
    let message = "the front matter is not closed";
    findings.borrow_mut().push(Diagnostic::new(Code::UNREADABLE_YAML, place, message).help("end it with a line `---`"));
    None
}

fn first_line_end(text: &str, start: usize) -> usize {
    text[start..].find(['\n', '\r']).map_or(text.len(), |end| start + end)
}

struct Lines<'a> {
    text: &'a str,
    offset: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.offset >= self.text.len() {
            return None;
        }
        let start = self.offset;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline + 1);
        self.offset = end;
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;

    fn parts(text: &str) -> Option<(String, String)> {
        let file = SourceFile::new(SourcePath::new("content/articles/a.md"), text.into());
        let parts = split(&file, text, &Findings::default())?;
        Some((text[parts.yaml].to_string(), text[parts.body].to_string()))
    }

    #[test]
    fn splits_with_any_line_ends_and_a_mark() {
        let both = |yaml: &str, body: &str| Some((yaml.to_string(), body.to_string()));
        assert_eq!(parts("---\na: 1\n---\nText\n"), both("a: 1\n", "Text\n"));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nText"), both("a: 1\r\n", "Text"));
        assert_eq!(parts("---\n---"), both("", ""));
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(parts("Text"), None);
        assert_eq!(parts("---\na: 1\n"), None);
    }
}
