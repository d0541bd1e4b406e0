//! What html5gum finds in a page, kept as far as the audit asks for it: tags, ids, addresses; text is passed over.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, naive_next_state};

use super::address::{Target, resolve};
use super::key;
use super::page::{Audit, Link, Slip, leftovers};
use crate::base::digest::Keyed;
use crate::diag::Code;

/// Takes what the tokenizer finds; at the end of the page the audit is whole.
pub(super) struct Reader<'a> {
    path: &'a str,
    base_url: &'a str,
    html: &'a str,
    audit: &'a mut Audit,
    /// Where addresses are resolved.
    file: String,
    seen: Keyed<()>,
    /// Where links lead that were met.
    linked: Keyed<()>,
    /// How much of the page was read, in bytes.
    position: usize,
    /// The tag or comment being read, and where it begins.
    tag: Vec<u8>,
    tag_at: usize,
    is_end: bool,
    /// The start tag before this place, if text follows it, and where that text begins.
    element: Vec<u8>,
    text_at: usize,
    /// The attribute being read.
    name: Vec<u8>,
    attribute: Attribute,
    value: Vec<u8>,
    value_at: usize,
    value_end: usize,
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
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    /// Its name is not known yet.
    Unnamed,
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

impl<'a> Reader<'a> {
    /// A reader of the page at a path of a site published at `base_url`.
    pub(super) fn new(path: &'a str, base_url: &'a str, html: &'a str, audit: &'a mut Audit) -> Self {
        Reader {
            path,
            base_url,
            html,
            audit,
            file: String::new(),
            seen: Keyed::default(),
            linked: Keyed::default(),
            position: 0,
            tag: Vec::new(),
            tag_at: 0,
            is_end: false,
            element: Vec::new(),
            text_at: 0,
            name: Vec::new(),
            attribute: Attribute::Other,
            value: Vec::new(),
            value_at: 0,
            value_end: 0,
            href: None,
            is_style: false,
            is_refresh: false,
            has_lang: false,
            has_title: false,
            html_at: 0,
            drawings: 0,
            apart: Vec::new(),
        }
    }

    /// What a start tag is, once its name is whole: at its first attribute, or at its end.
    fn open(&mut self) {
        if self.is_end {
            return;
        }
        (self.href, self.is_style, self.is_refresh) = (None, false, false);
        match self.tag.as_slice() {
            b"html" => self.html_at = self.tag_at,
            b"svg" => self.drawings += 1,
            _ => {}
        }
    }

    /// Which attribute it is; asked once its value begins, when its name is whole.
    fn named(&mut self) -> Attribute {
        if self.attribute == Attribute::Unnamed {
            self.attribute = match self.name.as_slice() {
                _ if self.is_end => Attribute::Other,
                b"id" => Attribute::Id,
                b"lang" => Attribute::Lang,
                b"href" | b"xlink:href" | b"action" | b"formaction" => Attribute::Href,
                b"src" | b"poster" => Attribute::Src,
                b"data" if self.tag == b"object" => Attribute::Src,
                b"srcset" | b"imagesrcset" => Attribute::SrcSet,
                b"rel" => Attribute::Rel,
                b"http-equiv" => Attribute::Equiv,
                b"content" => Attribute::Content,
                _ => Attribute::Other,
            };
        }
        self.attribute
    }

    /// Ends the attribute being read.
    fn attribute(&mut self) {
        if !self.value.is_empty() {
            let value = std::mem::take(&mut self.value);
            // A page is UTF-8, and so is what the tokenizer takes out of it.
            if let Ok(text) = std::str::from_utf8(&value) {
                self.value(text);
            }
            self.value = value;
            self.value.clear();
        }
        self.attribute = Attribute::Other;
    }

    fn value(&mut self, text: &str) {
        let at = self.value_at;
        match self.attribute {
            Attribute::Id => {
                let id = key(text);
                if self.seen.insert(id, ()).is_some() {
                    let slip = Slip { code: Code::DUPLICATE_ELEMENT_ID, at: at as u32, what: text.to_string() };
                    self.audit.slips.push(slip);
                }
            }
            Attribute::Lang => self.has_lang |= self.tag == b"html",
            Attribute::Href => {
                let before = self.audit.links.len();
                self.link(text, at, self.value_end, false);
                if self.tag == b"link" && self.audit.links.len() > before {
                    self.href = Some(before);
                }
            }
            Attribute::Src => self.link(text, at, self.value_end, true),
            Attribute::SrcSet => {
                // `a.webp 1x, b.webp 2x`; of several only one is loaded, and `src` stands for it.
                for candidate in text.split(',').filter_map(|it| it.split_ascii_whitespace().next()) {
                    let start = at + (candidate.as_ptr() as usize - text.as_ptr() as usize);
                    self.link(candidate, start, start + candidate.len(), false);
                }
            }
            Attribute::Rel => self.is_style = text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")),
            Attribute::Equiv => self.is_refresh = text.eq_ignore_ascii_case("refresh"),
            Attribute::Content if self.is_refresh => {
                if let Some(behind) = text.find("url=").map(|at| at + 4) {
                    self.link(&text[behind..], at + behind, self.value_end, false);
                }
            }
            Attribute::Content | Attribute::Other | Attribute::Unnamed => {}
        }
    }

    fn link(&mut self, address: &str, start: usize, end: usize, loads: bool) {
        // On a host there may be more than this site: an address in full is held to be ours in the head alone.
        let base_url = if self.tag == b"link" { self.base_url } else { "" };
        let (file, anchor) = match resolve(self.path, address, base_url, &mut self.file) {
            Target::Inside(file, anchor) => (key(file), anchor.map_or(0, |anchor| key(&anchor))),
            // No file has this digest, so that it is looked at again where findings are made.
            Target::Above => (0, 0),
            Target::Outside => return,
        };
        // A page leads to one place many times, and one finding tells of all; digests mixed are as good as new ones. What `link`
        // names may turn out to be loaded.
        let is_new = self.linked.insert(file ^ anchor.rotate_left(21) ^ u64::from(loads), ()).is_none();
        if is_new || file == 0 || self.tag == b"link" {
            if loads {
                self.audit.loads.push(self.audit.links.len() as u32);
            }
            self.audit.links.push(Link { file, anchor, start: start as u32, end: end as u32 });
        }
    }

    /// Ends the text of an element in which braces are no leftover.
    fn end_text(&mut self, at: usize) {
        if matches!(self.element.as_slice(), b"script" | b"style") {
            self.apart.push((self.text_at, at));
        }
        self.element.clear();
    }
}

impl Emitter for Reader<'_> {
    type Token = Infallible;

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.wrapping_add_signed(offset);
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn start_open_tag(&mut self) {
        self.tag_at = self.position.saturating_sub(1);
    }

    fn init_start_tag(&mut self) {
        self.tag.clear();
        self.is_end = false;
    }

    fn init_end_tag(&mut self) {
        self.tag.clear();
        self.is_end = true;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        if self.name.is_empty() {
            self.open();
        }
        self.attribute();
        self.name.clear();
        self.attribute = Attribute::Unnamed;
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn init_attribute_value(&mut self) {
        self.value_at = self.position;
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if self.named() != Attribute::Other {
            self.value.extend_from_slice(value);
            self.value_end = self.position;
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        if self.is_end {
            self.attribute();
            self.name.clear();
            self.end_text(self.tag_at);
            if self.tag == b"svg" {
                self.drawings = self.drawings.saturating_sub(1);
            }
            return None;
        }
        if self.name.is_empty() {
            self.open();
        }
        self.attribute();
        self.name.clear();
        if let Some(link) = self.href.filter(|_| self.is_style) {
            self.audit.loads.push(link as u32);
        }
        self.element.clone_from(&self.tag);
        self.text_at = self.position;
        // As a browser does: what is in a script is not mark-up.
        naive_next_state(&self.element)
    }

    fn set_last_start_tag(&mut self, tag: Option<&[u8]>) {
        self.element.clear();
        self.element.extend_from_slice(tag.unwrap_or_default());
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.element.is_empty() && self.element == self.tag
    }

    fn emit_string(&mut self, text: &[u8]) {
        if !self.has_title && self.drawings == 0 && self.element == b"title" {
            self.has_title = !text.trim_ascii().is_empty();
        }
    }

    fn init_comment(&mut self) {}

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {
        self.apart.push((self.tag_at, self.position));
    }

    fn emit_eof(&mut self) {
        self.end_text(self.position);
        let html = self.html;
        let mut slips = std::mem::take(&mut self.audit.slips);
        let mut slip = |code, at: usize, what: &str| slips.push(Slip { code, at: at as u32, what: what.to_string() });
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
        slips.sort_by_key(|slip| slip.at);
        self.audit.slips = slips;
        self.audit.ids = std::mem::take(&mut self.seen).into_keys().collect();
        self.audit.ids.sort_unstable();
    }

    fn init_doctype(&mut self) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn set_force_quirks(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {}
}
