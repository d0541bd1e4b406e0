//! What Markdown would lose in silence around a reference: a cell behind a bar, a link or a picture around brackets.

use std::ops::Range;

use pulldown_cmark::BrokenLinkCallback;

use super::Stream;
use crate::diag::Code;

/// How far before its end a link begins that is looked for: a bound on the work that hostile text makes.
const FAR: usize = 1000;

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    /// In a table, a bar that is not escaped ends the cell, also within a reference.
    pub(super) fn bars(&self, row: &Range<usize>) {
        let text = &self.text[row.clone()];
        let mut from = 0;
        while let Some(close) = text[from..].find("]]").map(|at| from + at) {
            let open = text[from..close].rfind("[[").map(|at| from + at);
            let bar = open.and_then(|open| Some((open, open + text[open..close].find('|')?)));
            if let Some((open, bar)) = bar.filter(|(_, bar)| !text[..*bar].ends_with('\\')) {
                let written = &text[open..close + 2];
                let message = format!("the bar in `{written}` ends the cell of the table, so this is no reference");
                let help = format!("write `{}\\{}`", &text[open..bar], &text[bar..close + 2]);
                let finding = self.finding(Code::UNKNOWN_REFERENCE, row.start + open..row.start + close + 2, message);
                self.report(finding.help(help));
            }
            from = close + 2;
        }
    }

    /// A link holds no link: with a reference in its words, `[`, `](` and its address stay text.
    pub(super) fn link_around(&self, text: &str, range: &Range<usize>) {
        let (before, behind) = (&self.text[..range.end], &self.text[range.end..]);
        let is_end = text.ends_with(']') && before.ends_with(']') && !before.ends_with("\\]") && behind.starts_with('(');
        let Some(length) = behind.find([')', '\n']).filter(|at| is_end && behind[*at..].starts_with(')')) else { return };
        let Some(open) = opening(before) else { return };
        let words = &self.text[open + 1..range.end - 1];
        if !words.contains("[[") && !words.contains("[@") {
            return;
        }
        let is_picture = self.text[..open].ends_with('!');
        let what = if is_picture { "picture" } else { "link" };
        let message = format!("a {what} with a reference in its words is none: its brackets would be shown");
        let help = match is_picture {
            true => "write the words without references, or show the picture with an `image` block",
            false => "write the name without brackets in the words of the link, or the reference beside it",
        };
        let start = open - usize::from(is_picture);
        self.report(self.finding(Code::BROKEN_LINK, start..range.end + length + 1, message).help(help));
    }
}

/// Where the bracket that the last one closes was opened.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (back, byte) in text.bytes().rev().take(FAR).enumerate() {
        match byte {
            b']' => depth += 1,
            b'[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(text.len() - 1 - back);
        }
    }
    None
}
