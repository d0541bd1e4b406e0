//! Markdown → `Body`: CommonMark and GitHub's extensions, `[[references]]`, `[@citations]`, fenced blocks.
//!
//! The HTML is written once; where only the whole site knows what to write, a hole is left at that byte.

mod citations;
mod fences;
mod links;
mod lost;
mod notes;
mod tables;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd, html,
};

use crate::base::path::SourcePath;
use crate::diag::{Code, Diagnostic, Place};
use crate::parse::body::{Body, CiteItem, Hole, Link};
use crate::parse::outline::{Anchors, Heading};
use crate::parse::prose::{Collector, Prose};
use crate::parse::reference::Refs;
use crate::yaml::field::Findings;

use notes::Notes;

/// Where a Markdown text lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// In a file, from this byte on.
    File(SourcePath, usize),
    /// In a YAML value, whose bytes may differ from the file's.
    Value(Place),
}

impl At {
    /// The place of a range of it.
    pub fn place(&self, range: Range<usize>) -> Place {
        match self {
            At::File(file, start) => Place::bytes(file, start + range.start..start + range.end),
            At::Value(place) => place.within(range),
        }
    }
}

/// Reads a body, and the words in it that are its author's own; the names it refers to go into `refs`.
pub fn read(text: &str, at: At, html_allowed: bool, refs: &mut Refs, findings: &Findings) -> (Body, Prose) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_DEFINITION_LIST;
    let mut callback = |link: BrokenLink<'_>| citations::destination(&link);
    let events = Parser::new_with_broken_link_callback(text, options, Some(&mut callback)).into_offset_iter();
    let out = Rc::new(RefCell::new(String::with_capacity(text.len() * 3 / 2)));
    let holes = RefCell::new(Vec::new());
    let outline = RefCell::new(Vec::new());
    let (links, web) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let words = Cell::new(0);
    let prose = RefCell::new(Collector::default());
    let stream = Stream {
        events,
        ahead: VecDeque::new(),
        text,
        at: &at,
        html_allowed,
        out: Rc::clone(&out),
        anchors: Anchors::default(),
        notes: Notes::default(),
        open_links: Vec::new(),
        refs,
        findings,
        holes: &holes,
        outline: &outline,
        links: &links,
        web: &web,
        words: &words,
        prose: &prose,
        foreign: 0,
        depth: 0,
        asides: 0,
        level: 1,
    };
    // Writing to a String cannot fail.
    let _ = html::write_html_fmt(Shared(Rc::clone(&out)), stream);
    // A site holds as many bodies as entries, so none keeps room that it does not need.
    let (html, mut holes) = (out.borrow().as_str().into(), holes.into_inner());
    holes.shrink_to_fit();
    let (outline, words, links, web) = (outline.into_inner(), words.get(), links.into_inner(), web.into_inner());
    let body = Body { html, holes, outline, words, links, web };
    let mut prose = prose.into_inner();
    for reference in prose.quoted() {
        refs[reference as usize].is_quoted = true;
    }
    (body, prose.finish(at))
}

/// How many words a text has, by its white space.
fn count(text: &str) -> u32 {
    // Most texts are ASCII, where no character is to be put together.
    let count = if text.is_ascii() { text.split_ascii_whitespace().count() } else { text.split_whitespace().count() };
    count as u32
}

struct Shared(Rc<RefCell<String>>);

impl fmt::Write for Shared {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // A page holds no style of its own (its policy forbids it), so the writer's way to align a cell becomes a class.
        // It writes these in one piece, and no text of an author's, whose `>` is escaped.
        let text = match text {
            " style=\"text-align: left\">" => " class=\"align-start\">",
            " style=\"text-align: center\">" => " class=\"align-center\">",
            " style=\"text-align: right\">" => " class=\"align-end\">",
            other => other,
        };
        self.0.borrow_mut().push_str(text);
        Ok(())
    }
}

/// The events for the HTML writer; it pulls one only when all before it are written, so the length of `out`
/// at that moment is where a hole belongs.
struct Stream<'a, 'r, F> {
    events: OffsetIter<'a, F>,
    ahead: VecDeque<(Event<'a>, Range<usize>)>,
    text: &'a str,
    at: &'r At,
    html_allowed: bool,
    out: Rc<RefCell<String>>,
    anchors: Anchors,
    notes: Notes,
    open_links: Vec<Close>,
    refs: &'r mut Refs,
    findings: &'r Findings,
    holes: &'r RefCell<Vec<(u32, Hole)>>,
    outline: &'r RefCell<Vec<Heading>>,
    links: &'r RefCell<Vec<Link>>,
    web: &'r RefCell<Vec<Link>>,
    words: &'r Cell<u32>,
    prose: &'r RefCell<Collector>,
    /// How many quotations (`>`) and code blocks are open.
    foreign: u32,
    /// How deep the elements are nested that the writer has open.
    depth: usize,
    /// How many holes there were at the end of the last element of the body itself.
    asides: usize,
    /// Level of the heading before; the title of the page is the first.
    level: u8,
}

/// How an open link is closed.
enum Close {
    /// With `</a>`, by the HTML writer.
    Plain,
    /// With `</a>`, by us.
    Internal,
    /// Not at all: it was no link we make.
    Nothing,
    /// With a citation.
    Cite(Vec<CiteItem>),
}

impl<'a, F: BrokenLinkCallback<'a>> Iterator for Stream<'a, '_, F> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if self.depth == 0 {
                self.aside();
            }
            let (event, range) = self.raw()?;
            if let Some(event) = self.event(event, range) {
                match event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth -= 1,
                    _ => {}
                }
                return Some(event);
            }
        }
    }
}

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    fn raw(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.ahead.pop_front().or_else(|| self.events.next())
    }

    fn finding(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.at.place(range), message)
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.findings.borrow_mut().push(diagnostic);
    }

    fn hole(&self, hole: Hole) {
        // Invariant: a body of 4 GiB is refused on loading.
        let offset = self.out.borrow().len() as u32;
        self.holes.borrow_mut().push((offset, hole));
    }

    /// Leaves room behind an element that has references.
    fn aside(&mut self) {
        let is_reference = |(_, hole): &(u32, Hole)| matches!(hole, Hole::Ref(..) | Hole::Cite(_));
        let (has_references, count) = {
            let holes = self.holes.borrow();
            (holes[self.asides..].iter().any(is_reference), holes.len())
        };
        self.asides = count;
        if has_references {
            self.hole(Hole::Aside);
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) -> Option<Event<'a>> {
        self.collect_prose(&event, &range);
        match event {
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. }) => {
                self.wiki_link(&dest_url, has_pothole, range);
                None
            }
            Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. }) => {
                self.wiki_link(&dest_url, false, range);
                None
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => self.link(link_type, dest_url, title, id, range),
            Event::End(TagEnd::Link) => match self.open_links.pop() {
                Some(Close::Internal) => Some(Event::InlineHtml(CowStr::Borrowed("</a>"))),
                Some(Close::Nothing) => None,
                Some(Close::Cite(items)) => {
                    self.hole(Hole::Cite(items));
                    None
                }
                Some(Close::Plain) | None => Some(Event::End(TagEnd::Link)),
            },
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.image(&dest_url, range);
                None
            }
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                if !classes.is_empty() || !attrs.is_empty() {
                    self.heading_attributes(&range);
                }
                self.heading_order(level as u8, &range);
                let anchor = self.heading(level as u8, id.as_deref(), &range);
                Some(Event::Start(Tag::Heading { level, id: Some(anchor.into()), classes: Vec::new(), attrs: Vec::new() }))
            }
            Event::Start(row @ (Tag::TableHead | Tag::TableRow)) => {
                self.bars(&range);
                if row == Tag::TableHead {
                    self.table_head(&range);
                }
                Some(Event::Start(row))
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => self.fence(info, range),
            Event::Start(Tag::HtmlBlock) if !self.html_allowed => {
                let html = self.collect(|event| matches!(event, Event::End(TagEnd::HtmlBlock)));
                self.raw_html(&html, range).map(|text| {
                    self.ahead.push_front((Event::End(TagEnd::Paragraph), 0..0));
                    self.ahead.push_front((Event::Text(text), 0..0));
                    Event::Start(Tag::Paragraph)
                })
            }
            Event::InlineHtml(html) if !self.html_allowed => self.raw_html(&html, range).map(Event::Text),
            Event::FootnoteReference(label) => Some(Event::FootnoteReference(self.note(&label))),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                Some(Event::Start(Tag::FootnoteDefinition(self.defined_note(&label, &range))))
            }
            Event::Text(text) => {
                self.words.set(self.words.get() + count(&text));
                self.link_around(&text, &range);
                self.missing_footnote(&text, range);
                Some(Event::Text(text))
            }
            other => Some(other),
        }
    }

    /// Notes what of an event is the author's own words.
    fn collect_prose(&mut self, event: &Event<'a>, range: &Range<usize>) {
        let mut prose = self.prose.borrow_mut();
        match event {
            // Of a block of ours no end is seen.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if fences::is_block(info) => prose.close(),
            Event::Start(Tag::BlockQuote(None) | Tag::CodeBlock(_)) => {
                prose.close();
                self.foreign += 1;
            }
            Event::End(TagEnd::BlockQuote(None) | TagEnd::CodeBlock) => {
                prose.close();
                self.foreign = self.foreign.saturating_sub(1);
            }
            // An empty range is text that we put there ourselves.
            Event::Text(text) if self.foreign == 0 && !range.is_empty() => prose.text(text, range.clone()),
            Event::Text(_) => {}
            Event::SoftBreak | Event::HardBreak => prose.space(),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(Tag::Link { link_type, .. }) if !matches!(link_type, LinkType::WikiLink { .. }) => {}
            Event::End(TagEnd::Link) => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. })
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::FootnoteReference(_) => prose.gap(),
            _ => prose.close(),
        }
    }

    /// Takes events up to the one that ends, and returns their text.
    fn collect(&mut self, ends: impl Fn(&Event<'a>) -> bool) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.raw() {
            if ends(&event) {
                break;
            }
            match event {
                Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }

    /// A heading is at most one level below the one before, and the title of the page is the only one of the first.
    fn heading_order(&mut self, level: u8, range: &Range<usize>) {
        let before = std::mem::replace(&mut self.level, level);
        let message = match level {
            1 => "a heading of the first level: that is the title of the page".to_string(),
            _ if level > before + 1 => format!("a heading of level {level} after one of level {before}"),
            _ => return,
        };
        let line = self.text[range.clone()].lines().next().unwrap_or("").len();
        let wanted = "#".repeat(usize::from(level.min(before + 1).max(2)));
        let finding = self.finding(Code::HEADING_ORDER, range.start..range.start + line, message);
        self.report(finding.help(format!("begin it with `{wanted}`")));
    }

    /// Of what may stand in the braces behind a heading, only `#id` is taken: attributes are HTML.
    fn heading_attributes(&self, range: &Range<usize>) {
        let line = self.text[range.clone()].lines().next().unwrap_or("");
        let braces = line.rfind('{').unwrap_or(0);
        let finding = self.finding(Code::RAW_HTML, range.start + braces..range.start + line.len(), "only `{#id}` is taken here");
        self.report(finding.help("remove classes and attributes of the heading"));
    }

    fn heading(&mut self, level: u8, id: Option<&str>, range: &Range<usize>) -> String {
        let mut events = Vec::new();
        let mut words = String::new();
        while let Some((event, range)) = self.raw() {
            let end = matches!(event, Event::End(TagEnd::Heading(_)));
            if let Event::Text(text) | Event::Code(text) = &event {
                words.push_str(text);
            }
            events.push((event, range));
            if end {
                break;
            }
        }
        for event in events.into_iter().rev() {
            self.ahead.push_front(event);
        }
        let plain = |id: &&str| id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
        let anchor = match id.filter(plain) {
            Some(id) if self.anchors.keep(id) => id.to_string(),
            Some(id) => {
                let message = format!("a second heading has the id `{id}`");
                let finding = self.finding(Code::DUPLICATE_ID, range.clone(), message);
                let anchor = self.anchors.of(id);
                self.report(finding.help(format!("give this one another, such as `{{#{anchor}}}`")));
                anchor
            }
            None => self.anchors.of(&words),
        };
        self.outline.borrow_mut().push(Heading { level, anchor: anchor.clone(), text: words });
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> (Body, Refs, Vec<String>) {
        let (mut refs, findings) = (Refs::new(), Findings::default());
        let at = At::File(SourcePath::new("content/articles/a.md"), 0);
        let (body, _) = read(text, at, false, &mut refs, &findings);
        let found = findings.into_inner().into_iter().map(|d| format!("{}: {}", d.code.name(), d.message)).collect();
        (body, refs, found)
    }

    /// The HTML with the holes shown in braces.
    fn shown(text: &str) -> String {
        let (body, refs, _) = body(text);
        let mut html = body.html.to_string();
        for (offset, hole) in body.holes.iter().rev() {
            let mark = match hole {
                Hole::Ref(index, words) => {
                    format!("{{{}{}}}", refs[*index as usize].id, words.as_ref().map_or(String::new(), |w| format!("|{w}")))
                }
                Hole::Cite(items) => format!(
                    "{{{}}}",
                    items
                        .iter()
                        .map(|i| format!("{}@{} {}", i.prefix, refs[i.source as usize].id, i.locator))
                        .collect::<Vec<_>>()
                        .join(";")
                ),
                Hole::Aside => continue,
                Hole::Open(url) => format!("<a {url}>"),
                Hole::Image(name, alt) => format!("{{{name}: {alt}}}"),
                Hole::Block(block) => format!("{{{:?}}}", block.query),
            };
            html.insert_str(*offset as usize, &mark);
        }
        html
    }

    #[test]
    fn references_become_holes_at_their_place() {
        assert_eq!(
            shown("The [[azerbaijan]] and [[actor:russia|Moscow]] *say* [[aliyev@2020-10-07]]."),
            "<p>The {azerbaijan} and {russia|Moscow} <em>say</em> {aliyev}.</p>\n"
        );
        assert_eq!(shown("| a |\n|---|\n| [[armenia\\|Yerevan]] |\n").matches("{armenia|Yerevan}").count(), 1);
        assert_eq!(shown("[the president](actor:aliyev)"), "<p>{aliyev|the president}</p>\n");
        assert_eq!(shown("`[[not]]`"), "<p><code>[[not]]</code></p>\n");
    }

    #[test]
    fn an_element_of_the_body_with_references_leaves_room_behind_it() {
        let (body, ..) = body("# A [[a]]\n\nPlain.\n\n- one [[b]]\n- two [@c]\n\n> [[d]]\n>\n> [[e]]\n");
        let asides = body.holes.iter().filter(|(_, hole)| *hole == Hole::Aside).map(|(offset, _)| *offset as usize);
        let before: Vec<_> = asides.map(|at| body.html[..at].trim_end().rsplit_once("</").unwrap().1).collect();
        assert_eq!(before, ["h1>", "ul>", "blockquote>"]);
    }

    #[test]
    fn citations_keep_locators_and_prefixes() {
        assert_eq!(shown("So [@a-b, p. 4; see @c]. [plain]"), "<p>So {@a-b p. 4;see@c }. [plain]</p>\n");
        assert_eq!(shown("[words][@a]"), "<p>words{@a }</p>\n");
    }

    #[test]
    fn links_within_the_site_are_open_and_others_plain() {
        assert_eq!(shown("[x](/a/#b) [y](https://e.org)"), "<p><a /a/#b>x</a> <a href=\"https://e.org\">y</a></p>\n");
    }

    #[test]
    fn blocks_are_read_where_they_stand() {
        let html = shown("Text\n\n```dispute\nid: who-began\n```\n\nMore");
        assert_eq!(html, "<p>Text</p>\n{Dispute(0)}<p>More</p>\n");
    }

    #[test]
    fn hostile_links_and_html_do_not_pass() {
        let (body, _, found) = body("[x](javascript:alert) <script>x</script> [y](data:text/html,x) <!-- note -->");
        assert!(
            !body.html.contains("javascript") && !body.html.contains("<script") && !body.html.contains("note"),
            "{}",
            &*body.html
        );
        assert_eq!(found.iter().filter(|f| f.starts_with("unsafe-link")).count(), 2);
        assert_eq!(found.iter().filter(|f| f.starts_with("raw-html")).count(), 2);
    }

    #[test]
    fn slips_are_found() {
        let found = |text: &str| body(text).2;
        assert_eq!(
            found("[[Azer baijan]]"),
            [
                "unknown-reference: `Azer baijan` is not an id; ids are lower-case letters, digits and hyphens, at most 200 of them"
            ]
        );
        assert_eq!(found("[[acter:x]]"), ["unknown-reference: there is no kind `acter`"]);
        assert_eq!(found("[^9] text"), ["broken-anchor: there is no footnote `[^9]:`"]);
        assert_eq!(found("```timelin\n```\n"), ["unknown-block: `timelin` is not the name of a block"]);
        assert_eq!(found("[x](other.md)"), ["broken-link: `other.md` is not an address of this site"]);
    }

    #[test]
    fn headings_get_anchors() {
        let (body, ..) = body("## One\n\n## One\n\n### Two {#zwei}\n");
        let anchors: Vec<_> = body.outline.iter().map(|h| h.anchor.as_str()).collect();
        assert_eq!(anchors, ["one", "one-2", "zwei"]);
        assert!(body.html.contains("<h2 id=\"one-2\">One</h2>"));
    }

    #[test]
    fn footnotes_have_ids_of_their_own() {
        let text = "## Counted\n\n## Fn sources\n\na[^counted] b[^Two  words] c[^sources] d[^COUNTED]\n";
        let html = shown(&format!("{text}\n[^counted]: x\n\n[^two words]: y\n\n[^sources]: z\n"));
        let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
        assert_eq!(ids, ["counted", "fn-sources", "fn-counted", "fn-two-words", "fn-sources-2"]);
        let links: Vec<&str> = html.split("href=\"#").skip(1).map(|it| it.split('"').next().unwrap()).collect();
        assert_eq!(links, ["fn-counted", "fn-two-words", "fn-sources-2", "fn-counted"]);
        let (_, _, found) = body("a[^1]\n\n[^1]: one\n\n[^1]: two\n");
        assert_eq!(found, ["duplicate-id: a second footnote has the label `[^1]`"]);
    }
}
