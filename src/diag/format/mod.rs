//! One renderer per format: a finding → text.

pub mod github;
pub mod human;
pub mod json;
pub mod sarif;
pub mod short;

use std::borrow::Cow;

use crate::diag::locate::Finding;

/// Text as it may be printed, whatever the name of a file or a word holds: of a control character its picture in Unicode. Else it could
/// speak to a terminal, or begin a line that a code host reads as a command.
fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let picture = |c: char| match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(c),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        other => other,
    };
    Cow::Owned(text.chars().map(picture).collect())
}

/// The same of a text that may have several lines.
fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// A finding's words with its second places behind them, for formats that have no field for those.
fn with_labels(finding: &Finding) -> String {
    let mut text = finding.diagnostic.message.clone();
    for (at, label) in &finding.labels {
        text.push_str(&format!(" ({label}: {}:{}:{})", at.file, at.line, at.column));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;
    use crate::base::path::SourcePath;
    use crate::diag::locate::{Finding, locate};
    use crate::diag::{Code, Diagnostic, Place};
    use crate::snapshot::Snapshot;

    fn finding() -> Finding {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        snapshot.insert("content/a,b.md", "Արցախ [[x]]\n".into());
        let place = Place::bytes(&SourcePath::new("content/a,b.md"), 13..14);
        let diagnostic = Diagnostic::new(Code::UNKNOWN_REFERENCE, place, "100% \"no\" `x`").help("write `y`");
        locate(&snapshot, vec![diagnostic]).remove(0)
    }

    #[test]
    fn short_is_a_line_that_editors_read() {
        assert_eq!(short::render(&finding()), "content/a,b.md:1:9: deny[unknown-reference]: 100% \"no\" `x`");
    }

    #[test]
    fn the_name_of_a_file_says_nothing_to_terminals_and_hosts() {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        let file = SourcePath::new("content/a\n::error::b\u{1b}[2K.md");
        snapshot.insert(file.as_str(), "x".into());
        for place in [Place::File(file.clone()), Place::bytes(&file, 0..1)] {
            let found = Diagnostic::new(Code::UNKNOWN_REFERENCE, place, "no `b\u{1b}[31m\u{9b}`");
            let finding = locate(&snapshot, vec![found]).remove(0);
            for line in [human::render(&finding, &snapshot, false), short::render(&finding), github::render(&finding)] {
                assert!(line.lines().skip(1).all(|line| !line.trim_start().starts_with("::")), "{line}");
                assert!(!line.contains(['\u{1b}', '\u{9b}']) && line.contains("a␊"), "{line}");
            }
        }
    }

    #[test]
    fn json_has_the_keys_of_the_contract() {
        assert_eq!(
            json::render(&finding()),
            r#"{"lint":"unknown-reference","level":"deny","message":"100% \"no\" `x`","path":"content/a,b.md","line":1,"column":9,"end_line":1,"end_column":10,"help":"write `y`"}"#
        );
    }

    #[test]
    fn github_escapes_what_separates() {
        assert_eq!(
            github::render(&finding()),
            "::error file=content/a%2Cb.md,line=1,col=9,endLine=1,endColumn=10,title=unknown-reference::100%25 \"no\" `x`%0Awrite `y`"
        );
    }
}
