//! Citations in Markdown: `[@source, p. 4; see @other]`.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr};

use super::Stream;
use crate::base::id::EntryId;
use crate::diag::{Code, Diagnostic};
use crate::parse::body::CiteItem;
use crate::parse::kind::Kind;
use crate::parse::reference;

/// Of the links that Markdown itself cannot resolve, those with an `@` are citations.
pub(super) fn destination<'a>(link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
    let reference = link.reference.trim();
    if reference.starts_with('@') || reference.contains(" @") {
        return Some((format!("cite:{reference}").into(), "".into()));
    }
    None
}

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    pub(super) fn citation(&mut self, text: &str, range: Range<usize>) -> Vec<CiteItem> {
        let mut items = Vec::new();
        for part in text.split(';') {
            let Some(at) = part.find('@') else {
                let message = format!("`{}` names no source", part.trim());
                self.report(
                    self.finding(Code::UNKNOWN_REFERENCE, range.clone(), message)
                        .help("a citation is `[@source-id, p. 4; @other]`"),
                );
                continue;
            };
            let prefix = part[..at].trim().to_string();
            let (name, locator) = part[at + 1..].split_once(',').unwrap_or((&part[at + 1..], ""));
            let (name, locator) = (name.trim(), locator.trim());
            self.second_source(name, locator, &range);
            let needle = format!("@{name}");
            let inner = self.text[range.clone()]
                .find(&needle)
                .map_or(range.clone(), |at| range.start + at + 1..range.start + at + needle.len());
            match reference::read(name, &[Kind::Source], self.at.place(inner)) {
                Ok(reference) => {
                    let source = reference::push(self.refs, reference);
                    items.push(CiteItem { source, locator: locator.to_string(), prefix });
                }
                Err(finding) => self.report(with_comma(*finding, name)),
            }
        }
        items
    }

    /// A source behind a comma would be printed as the place in the one before it.
    fn second_source(&self, name: &str, locator: &str, range: &Range<usize>) {
        let is_begun = |(at, _): &(usize, &str)| locator[..*at].chars().next_back().is_none_or(char::is_whitespace);
        let Some((at, _)) = locator.match_indices('@').find(is_begun) else { return };
        let (place, second) = (locator[..at].trim().trim_end_matches(','), &locator[at..]);
        let inner =
            self.text[range.clone()].find(second).map_or(range.clone(), |at| range.start + at..range.start + at + second.len());
        let message = format!("`{second}` stands in the place within `{name}` and cites nothing");
        let first = if place.is_empty() { format!("@{name}") } else { format!("@{name}, {place}") };
        self.report(
            self.finding(Code::UNKNOWN_REFERENCE, inner, message)
                .help(format!("sources are parted by `;`: `[{first}; {second}]`")),
        );
    }
}

/// What stands behind an id and a space is meant as the place in that source.
fn with_comma(finding: Diagnostic, name: &str) -> Diagnostic {
    match name.split_once(char::is_whitespace).filter(|(id, _)| EntryId::new(id).is_some()) {
        Some((id, locator)) => {
            finding.help(format!("part the source and the place in it by a comma: `[@{id}, {}]`", locator.trim()))
        }
        None => finding,
    }
}
