//! What Markdown would lose in silence: a link or a picture with a reference in its words.

use std::ops::Range;

use pulldown_cmark::BrokenLinkCallback;

use super::Stream;
use crate::diag::Code;

/// How far before the end of its words a link begins that is looked for, and how far behind it its address ends: a bound on the work
/// that hostile text makes.
const FAR: usize = 1000;

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    /// A link holds no link: with a reference in its words, `[`, `](` and its address stay text.
    pub(super) fn link_around(&self, text: &str, range: &Range<usize>) {
        let (before, behind) = (&self.text[..range.end], &self.text[range.end..]);
        let is_end = text.ends_with(']') && before.ends_with(']') && !before.ends_with("\\]") && behind.starts_with('(');
        if !is_end {
            return;
        }
        // Within a bound as well: there may be a hundred thousand of them in one line.
        let near = &behind.as_bytes()[..behind.len().min(FAR)];
        let Some(length) = near.iter().position(|byte| matches!(byte, b')' | b'\n')).filter(|at| near[*at] == b')') else {
            return;
        };
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
