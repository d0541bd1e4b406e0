//! Footnotes: `[^1]`, and `[^1]: …`, whose labels are the author's and whose ids are the page's.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{BrokenLinkCallback, CowStr};

use super::Stream;
use crate::diag::Code;

/// The footnotes of a body by their labels, in which case makes no difference.
#[derive(Default)]
pub(super) struct Notes {
    ids: HashMap<String, String>,
    defined: BTreeSet<String>,
}

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    /// The id of a footnote. Its label may be that of a heading or of the theme's own elements, so it is none itself.
    pub(super) fn note(&mut self, label: &str) -> CowStr<'a> {
        let anchors = &mut self.anchors;
        let id = self.notes.ids.entry(label.to_lowercase()).or_insert_with(|| anchors.of(&format!("fn {label}")));
        id.clone().into()
    }

    /// The id of a footnote where it is written; to a second of one label no mark leads.
    pub(super) fn defined_note(&mut self, label: &str, range: &Range<usize>) -> CowStr<'a> {
        if self.notes.defined.insert(label.to_lowercase()) {
            return self.note(label);
        }
        let written = range.start..(range.start + "[^]:".len() + label.len()).min(range.end);
        let finding = self.finding(Code::DUPLICATE_ID, written, format!("a second footnote has the label `[^{label}]`"));
        self.report(finding.help("give one of them another label, or write what both say into one"));
        self.anchors.of(&format!("fn {label}")).into()
    }

    /// A footnote that is not defined stays text: `[`, `^1`, `]`.
    pub(super) fn missing_footnote(&self, text: &str, range: Range<usize>) {
        let bracketed = text.starts_with('^')
            && self.text[..range.start].ends_with('[')
            && self.text.get(range.end..).is_some_and(|rest| rest.starts_with(']'));
        if bracketed {
            let message = format!("there is no footnote `[{text}]:`");
            let help = format!("write it, on a line of its own: `[{text}]: …`; where brackets are meant, `\\[{text}]`");
            self.report(self.finding(Code::BROKEN_ANCHOR, range, message).help(help));
        }
    }
}
