//! Fenced blocks and raw HTML in Markdown.

use std::ops::Range;

use pulldown_cmark::{BrokenLinkCallback, CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::{At, Stream};
use crate::diag::near::certain;
use crate::diag::{Code, Diagnostic, Fix, Place, YamlSource, nearest};
use crate::parse::block::{self, Block};
use crate::parse::body::Hole;
use crate::yaml::field::Findings;

/// Whether the words behind a fence name a block of ours.
pub(super) fn is_block(info: &str) -> bool {
    block::NAMES.contains(&info.split_whitespace().next().unwrap_or(""))
}

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    pub(super) fn fence(&mut self, info: CowStr<'a>, range: Range<usize>) -> Option<Event<'a>> {
        let name = info.split_whitespace().next().unwrap_or("").to_string();
        let opening = range.start..range.start + self.text[range.clone()].lines().next().unwrap_or("").len();
        if !is_block(&info) {
            if name.len() > 2
                && let Some(near) = nearest(&name, block::NAMES)
            {
                let message = format!("`{name}` is not the name of a block");
                let fix = certain(&name, block::NAMES).map(|block| Fix::replace(&self.at.place(opening.clone()), &name, block));
                let finding = self.finding(Code::UNKNOWN_BLOCK, opening, message).help(format!("did you mean `{near}`?"));
                self.report(finding.maybe_fix(fix));
            }
            return Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))));
        }
        let mut text = String::new();
        let mut region: Option<Range<usize>> = None;
        while let Some((event, range)) = self.raw() {
            match event {
                Event::Text(part) => {
                    text.push_str(&part);
                    region = Some(region.map_or(range.clone(), |region| region.start..range.end));
                }
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let region = region.unwrap_or(opening.end..opening.end);
        // At the top level the file's own bytes are the YAML; within a list or quotation, prefixes are cut away.
        let written = self.text.get(region.clone()).unwrap_or("");
        let yaml = if written.lines().eq(text.lines()) { written } else { text.as_str() };
        let place = self.at.place(opening);
        let block = match self.at {
            At::File(file, start) => {
                let source = YamlSource::new(file, start + region.start..start + region.end);
                block::read(&name, yaml, &source, place, self.refs, self.findings)
            }
            At::Value(_) => self.block_in_value(&name, yaml, place),
        };
        if let Some(block) = block {
            self.hole(Hole::Block(Box::new(block)));
        }
        None
    }

    /// A block in a body that is itself a YAML value: what is found in it points at its opening fence.
    fn block_in_value(&mut self, name: &str, yaml: &str, place: Place) -> Option<Block> {
        let source = YamlSource::new(place.file(), 0..0);
        let (findings, first_ref) = (Findings::default(), self.refs.len());
        let block = block::read(name, yaml, &source, place.clone(), self.refs, &findings);
        for reference in &mut self.refs[first_ref..] {
            reference.place = place.clone();
        }
        for finding in findings.into_inner() {
            self.report(Diagnostic { place: place.clone(), ..finding });
        }
        block
    }

    /// HTML that is not allowed: comments vanish, the rest shows as written and is a finding.
    pub(super) fn raw_html(&self, html: &str, range: Range<usize>) -> Option<CowStr<'a>> {
        let trimmed = html.trim();
        if trimmed.starts_with("<!--") && trimmed.ends_with("-->") {
            return None;
        }
        let line = range.start..range.start + self.text[range].lines().next().unwrap_or("").len();
        self.report(
            self.finding(Code::RAW_HTML, line, "HTML in Markdown is shown as it is written")
                .help("write Markdown, or allow it for the whole site: `markdown: {html: true}` in content/site.yaml"),
        );
        Some(CowStr::from(html.to_string()))
    }
}
