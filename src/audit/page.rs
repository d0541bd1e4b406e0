//! One page read by itself: its ids and addresses, and what is wrong with it whatever the others hold.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use serde::{Deserialize, Serialize};

use super::address::{Target, resolve};
use super::key;
use crate::base::digest::Keyed;
use crate::diag::Code;

/// How a template's expressions, statements and comments begin; `[object]` is what a list of fields prints as.
const MARKS: [&str; 4] = ["{{", "{%", "{#", "[object"];

/// What reading a page gives; digests stand for words, so that it is small and compared at once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Audit {
    /// Digests of its ids, sorted.
    ids: Vec<u64>,
    /// Its addresses within the site.
    pub links: Vec<Link>,
    /// What is wrong.
    pub slips: Vec<Slip>,
}

/// An address within the site.
#[derive(Debug, Serialize, Deserialize)]
pub struct Link {
    /// Digest of the path of the file.
    pub file: u64,
    /// Digest of the anchor; 0 if there is none.
    pub anchor: u64,
    /// First byte of the address in the page.
    pub start: u32,
    /// Byte behind its last.
    pub end: u32,
    /// Whether the page loads it.
    pub loads: bool,
}

/// Something wrong with a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Slip {
    /// Which lint.
    pub code: Code,
    /// Where in the page.
    pub at: u32,
    /// The id, or the words.
    pub what: String,
}

impl Slip {
    /// What to say.
    pub fn message(&self) -> String {
        let what = &self.what;
        match self.code {
            Code::DUPLICATE_ELEMENT_ID => format!("a second element has the id `{what}`"),
            Code::MISSING_LANG => "the page does not say its language".to_string(),
            Code::MISSING_TITLE => "the page has no title".to_string(),
            _ => format!("`{what}` looks like a part of a template"),
        }
    }

    /// What to do.
    pub fn advice(&self) -> String {
        match self.code {
            Code::DUPLICATE_ELEMENT_ID => "an id is of one element of a page: give this one another",
            Code::MISSING_LANG => "write it into the first tag, `<html lang=\"{{ lang }}\">`",
            Code::MISSING_TITLE => "write `<title>` into its head",
            _ => "it was printed instead of run: see whether its braces are closed, or taken as text",
        }
        .to_string()
    }
}

impl Audit {
    /// Digests of the ids of its elements, sorted.
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// Whether an element has the id of this digest.
    pub fn has_id(&self, id: u64) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// Reads the page at a path of a site published at `base_url`.
    pub fn of(html: &str, path: &str, base_url: &str) -> Audit {
        let mut reader = Reader { path, base_url, audit: Audit::default(), ..Reader::default() };
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
            reader.event(&event, span);
            None
        });
        // As a browser does: what is in a script is not mark-up.
        emitter.naively_switch_states(true);
        // Reading from memory cannot fail.
        let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
        reader.finish(html)
    }
}

/// What is known while a page is read.
#[derive(Default)]
struct Reader<'a> {
    path: &'a str,
    base_url: &'a str,
    audit: Audit,
    /// Where addresses are resolved.
    file: String,
    seen: Keyed<()>,
    /// The start tag being read.
    element: Vec<u8>,
    element_at: usize,
    attribute: Attribute,
    /// Its `href`, which is loaded if `rel` says so.
    href: Option<usize>,
    is_style: bool,
    is_refresh: bool,
    has_lang: bool,
    has_title: bool,
    html_at: usize,
    drawings: usize,
    /// Where braces are no leftover: scripts, styles, comments.
    apart: Vec<(usize, usize)>,
}

/// The attributes that are read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Attribute {
    #[default]
    Other,
    Id,
    Lang,
    Href,
    Src,
    SrcSet,
    Rel,
    Equiv,
    Content,
}

impl Reader<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.element.clear();
                self.element.extend_from_slice(name);
                self.element_at = span.start;
                self.href = None;
                (self.is_style, self.is_refresh) = (false, false);
                self.attribute = Attribute::Other;
                match *name {
                    b"html" => self.html_at = span.start,
                    b"svg" => self.drawings += 1,
                    _ => {}
                }
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match *name {
                    b"id" => Attribute::Id,
                    b"lang" => Attribute::Lang,
                    b"href" | b"xlink:href" | b"action" | b"formaction" => Attribute::Href,
                    b"src" | b"poster" => Attribute::Src,
                    b"data" if self.element == b"object" => Attribute::Src,
                    b"srcset" | b"imagesrcset" => Attribute::SrcSet,
                    b"rel" => Attribute::Rel,
                    b"http-equiv" => Attribute::Equiv,
                    b"content" => Attribute::Content,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => self.value(value, span),
            CallbackEvent::CloseStartTag { .. } => {
                if let Some(link) = self.href.filter(|_| self.is_style) {
                    self.audit.links[link].loads = true;
                }
            }
            CallbackEvent::EndTag { name } => {
                self.element.clear();
                if *name == b"svg" {
                    self.drawings = self.drawings.saturating_sub(1);
                }
            }
            CallbackEvent::String { value } => match self.element.as_slice() {
                b"title" if self.drawings == 0 && !value.trim_ascii().is_empty() => self.has_title = true,
                b"script" | b"style" => self.apart.push((span.start, span.end)),
                _ => {}
            },
            CallbackEvent::Comment { .. } => self.apart.push((span.start, span.end)),
            _ => {}
        }
    }

    fn value(&mut self, value: &[u8], span: Span<usize>) {
        if self.attribute == Attribute::Other {
            return;
        }
        // A page is UTF-8, and so is what the tokenizer takes out of it.
        let Ok(text) = std::str::from_utf8(value) else { return };
        match self.attribute {
            Attribute::Id => {
                let id = key(text);
                if self.seen.insert(id, ()).is_some() {
                    let slip = Slip { code: Code::DUPLICATE_ELEMENT_ID, at: span.start as u32, what: text.to_string() };
                    self.audit.slips.push(slip);
                }
            }
            Attribute::Lang => self.has_lang |= self.element == b"html",
            Attribute::Href => {
                let before = self.audit.links.len();
                self.link(text, span, false);
                if self.element == b"link" && self.audit.links.len() > before {
                    self.href = Some(before);
                }
            }
            Attribute::Src => self.link(text, span, true),
            Attribute::SrcSet => {
                // `a.webp 1x, b.webp 2x`; of several only one is loaded, and `src` stands for it.
                for candidate in text.split(',').filter_map(|it| it.split_ascii_whitespace().next()) {
                    let start = span.start + (candidate.as_ptr() as usize - text.as_ptr() as usize);
                    self.link(candidate, Span { start, end: start + candidate.len() }, false);
                }
            }
            Attribute::Rel => self.is_style = text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")),
            Attribute::Equiv => self.is_refresh = text.eq_ignore_ascii_case("refresh"),
            Attribute::Content if self.is_refresh => {
                if let Some(at) = text.find("url=").map(|at| at + 4) {
                    self.link(&text[at..], Span { start: span.start + at, end: span.end }, false);
                }
            }
            Attribute::Content | Attribute::Other => {}
        }
    }

    fn link(&mut self, address: &str, span: Span<usize>, loads: bool) {
        // On a host there may be more than this site: an address in full is held to be ours in the head alone.
        let base_url = if self.element == b"link" { self.base_url } else { "" };
        let (file, anchor) = match resolve(self.path, address, base_url, &mut self.file) {
            Target::Inside(file, anchor) => (key(file), anchor.map_or(0, |anchor| key(&anchor))),
            // No file has this digest, so that it is looked at again where findings are made.
            Target::Above => (0, 0),
            Target::Outside => return,
        };
        self.audit.links.push(Link { file, anchor, start: span.start as u32, end: span.end as u32, loads });
    }

    fn finish(mut self, html: &str) -> Audit {
        let mut slip = |code, at: usize, what: &str| {
            self.audit.slips.push(Slip { code, at: at as u32, what: what.to_string() });
        };
        if !self.has_lang {
            slip(Code::MISSING_LANG, self.html_at, "");
        }
        if !self.has_title {
            slip(Code::MISSING_TITLE, self.html_at, "");
        }
        for (at, words) in leftovers(html) {
            let behind = self.apart.partition_point(|(start, _)| *start <= at);
            if behind.checked_sub(1).is_none_or(|last| at >= self.apart[last].1) {
                slip(Code::TEMPLATE_LEFTOVER, at, words);
            }
        }
        self.audit.slips.sort_by_key(|slip| slip.at);
        self.audit.ids = self.seen.into_keys().collect();
        self.audit.ids.sort_unstable();
        self.audit
    }
}

/// Where a template's brackets stand in a text, each with the word behind it.
pub fn leftovers(html: &str) -> impl Iterator<Item = (usize, &str)> {
    memchr::memchr2_iter(b'{', b'[', html.as_bytes()).filter_map(|at| {
        let rest = &html[at..];
        let mark = MARKS.iter().find(|mark| rest.starts_with(**mark))?;
        let behind = &rest[mark.len()..];
        let spaces = behind.len() - behind.trim_start_matches(' ').len();
        let word = behind[spaces..].find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(0);
        Some((at, &rest[..mark.len() + if word > 0 { spaces + word } else { 0 }]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(html: &str) -> Vec<String> {
        let audit = Audit::of(html, "index.html", "");
        audit.slips.iter().map(|slip| format!("{} {}: {}", slip.code.name(), slip.at, slip.what)).collect()
    }

    #[test]
    fn a_whole_page_has_no_slip() {
        let html =
            "<!doctype html><html lang=en><title>a</title><p id=a>{ b }<script>{\"a\":{{}}}</script><!-- {{ --><svg><title>";
        assert_eq!(slips(html), [] as [&str; 0]);
    }

    #[test]
    fn each_slip_is_named_where_it_is() {
        let html = "<html><svg><title>no</title></svg><p id=\"a&amp;b\"><p id='a&amp;b' title='{{ page.url }}'>{% if x";
        let audit = Audit::of(html, "index.html", "");
        let found: Vec<_> =
            audit.slips.iter().map(|it| (it.code.name(), &html[it.at as usize..][..6], it.what.as_str())).collect();
        let expected = [
            ("missing-lang", "<html>", ""),
            ("missing-title", "<html>", ""),
            ("duplicate-element-id", "a&amp;", "a&b"),
            ("template-leftover", "{{ pag", "{{ page.url"),
            ("template-leftover", "{% if ", "{% if"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn addresses_of_all_sorts_are_kept_with_their_place() {
        let html = "<link href=a.css rel=stylesheet><img src=b.png srcset='c.png 1x, d.png 2x'><a href='#x'><a href=https://e.example>\
                    <meta http-equiv=refresh content='0; url=f/'>";
        let audit = Audit::of(html, "index.html", "");
        let found: Vec<_> = audit.links.iter().map(|it| (&html[it.start as usize..it.end as usize], it.loads)).collect();
        assert_eq!(found, [("a.css", true), ("b.png", true), ("c.png", false), ("d.png", false), ("#x", false), ("f/", false)]);
    }
}
