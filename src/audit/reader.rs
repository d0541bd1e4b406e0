//! What html5gum finds in a piece of a page, kept as far as the audit asks for it: tags, ids, addresses; text is passed over.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

use super::address::{is_of_depth, resolve};
use super::key;
use super::page::{Slip, leftovers};
use super::piece::{Id, Lead, Mark, Piece, To};
use crate::base::path::OutputPath;
use crate::diag::Code;

/// A tag that is put behind a piece: it is met as one only where nothing goes on.
const BEHIND: &str = "<detente-behind>";

/// Room for what is read, used again for the next piece.
#[derive(Default)]
pub(super) struct Room {
    /// A piece with the tag behind it.
    html: String,
    /// Where addresses are resolved.
    file: String,
    tag: Vec<u8>,
    element: Vec<u8>,
    name: Vec<u8>,
    value: Vec<u8>,
    piece: Piece,
}

/// Reads a piece of the page at a path of a site published at `base_url`; none if something in it goes on behind it.
pub(super) fn read(text: &str, path: &OutputPath, base_url: &str, room: &mut Room) -> Option<Piece> {
    let mut html = std::mem::take(&mut room.html);
    html.clear();
    html.push_str(text);
    html.push_str(BEHIND);
    let (piece, is_open) = tokenized(text, &html, path, base_url, room);
    room.html = html;
    (!is_open).then_some(piece)
}

/// The same of the last piece of a page: what goes on behind it, ends there.
pub(super) fn last(text: &str, path: &OutputPath, base_url: &str, room: &mut Room) -> Piece {
    tokenized(text, text, path, base_url, room).0
}

fn tokenized(text: &str, html: &str, path: &OutputPath, base_url: &str, room: &mut Room) -> (Piece, bool) {
    let mut is_open = true;
    let Room { html: _, file, tag, element, name, value, piece } = room;
    for bytes in [&mut *tag, element, name, value] {
        bytes.clear();
    }
    let reader = Reader {
        path,
        base_url,
        text,
        piece: &mut *piece,
        is_open: &mut is_open,
        file,
        position: 0,
        tag,
        tag_at: 0,
        is_end: false,
        element,
        text_at: 0,
        name,
        attribute: Attribute::Other,
        value,
        value_at: 0,
        value_end: 0,
        href: None,
        is_style: false,
        is_refresh: false,
        apart: Vec::new(),
    };
    // Reading from memory cannot fail.
    let Ok(()) = Tokenizer::new_with_emitter(html, reader).finish();
    (piece.take(), is_open)
}

/// Takes what the tokenizer finds; at the end of the text the piece is whole.
struct Reader<'a> {
    path: &'a OutputPath,
    base_url: &'a str,
    text: &'a str,
    piece: &'a mut Piece,
    /// Whether the tag behind the text was not met.
    is_open: &'a mut bool,
    /// Where addresses are resolved.
    file: &'a mut String,
    /// How much of the text was read, in bytes.
    position: usize,
    /// The tag or comment being read, and where it begins.
    tag: &'a mut Vec<u8>,
    tag_at: usize,
    is_end: bool,
    /// The start tag before this place, if text follows it, and where that text begins.
    element: &'a mut Vec<u8>,
    text_at: usize,
    /// The attribute being read.
    name: &'a mut Vec<u8>,
    attribute: Attribute,
    value: &'a mut Vec<u8>,
    value_at: usize,
    value_end: usize,
    /// Its `href`, which is loaded if `rel` says so.
    href: Option<usize>,
    is_style: bool,
    is_refresh: bool,
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

impl Reader<'_> {
    /// What a start tag is, once its name is whole: at its first attribute, or at its end.
    fn open(&mut self) {
        if self.is_end {
            return;
        }
        (self.href, self.is_style, self.is_refresh) = (None, false, false);
        match self.tag.as_slice() {
            b"html" => self.mark(Mark::Html),
            b"svg" => self.mark(Mark::Begins),
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
                b"data" if *self.tag == b"object" => Attribute::Src,
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
            let value = std::mem::take(self.value);
            // A page is UTF-8, and so is what the tokenizer takes out of it.
            if let Ok(text) = std::str::from_utf8(&value) {
                self.value(text);
            }
            *self.value = value;
            self.value.clear();
        }
        self.attribute = Attribute::Other;
    }

    fn value(&mut self, text: &str) {
        let at = self.value_at;
        match self.attribute {
            Attribute::Id => {
                let meant = (self.text.get(at..self.value_end) != Some(text)).then(|| text.into());
                self.piece.ids.push(Id { key: key(text), at: at as u32, end: self.value_end as u32, meant });
            }
            Attribute::Lang if *self.tag == b"html" => self.mark(Mark::Lang),
            Attribute::Lang => {}
            Attribute::Href => {
                let before = self.piece.leads.len();
                self.lead(text, at, self.value_end, false);
                if *self.tag == b"link" && self.piece.leads.len() > before {
                    self.href = Some(before);
                }
            }
            Attribute::Src => self.lead(text, at, self.value_end, true),
            Attribute::SrcSet => {
                // `a.webp 1x, b.webp 2x`; of several only one is loaded, and `src` stands for it.
                for candidate in text.split(',').filter_map(|it| it.split_ascii_whitespace().next()) {
                    let start = at + (candidate.as_ptr() as usize - text.as_ptr() as usize);
                    self.lead(candidate, start, start + candidate.len(), false);
                }
            }
            Attribute::Rel => self.is_style = text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")),
            Attribute::Equiv => self.is_refresh = text.eq_ignore_ascii_case("refresh"),
            Attribute::Content if self.is_refresh => {
                if let Some(behind) = text.find("url=").map(|at| at + 4) {
                    self.lead(&text[behind..], at + behind, self.value_end, false);
                }
            }
            Attribute::Content | Attribute::Other | Attribute::Unnamed => {}
        }
    }

    fn lead(&mut self, address: &str, start: usize, end: usize, loads: bool) {
        let is_link = *self.tag == b"link";
        // On a host there may be more than this site: an address in full is held to be ours in the head alone.
        let base_url = if is_link { self.base_url } else { "" };
        let Some((file, anchor)) = resolve(self.path.as_str(), address, base_url, self.file).keys() else { return };
        let is_of_depth = is_of_depth(self.path.depth(), address, base_url);
        let to = if is_of_depth { To::File(file, anchor) } else { To::Address(address.into()) };
        self.piece.leads.push(Lead { start: start as u32, end: end as u32, to, is_link, loads, is_style: false });
    }

    fn mark(&mut self, mark: Mark) {
        self.piece.marks.push((self.tag_at as u32, mark));
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
            if *self.tag == b"svg" {
                self.mark(Mark::Ends);
            }
            return None;
        }
        if self.tag_at == self.text.len() {
            *self.is_open = false;
            return None;
        }
        if self.name.is_empty() {
            self.open();
        }
        self.attribute();
        self.name.clear();
        if let Some(link) = self.href.filter(|_| self.is_style) {
            self.piece.leads[link].is_style = true;
        }
        self.element.clone_from(self.tag);
        self.text_at = self.position;
        // As a browser does: what is in a script is not mark-up.
        naive_next_state(self.element)
    }

    fn set_last_start_tag(&mut self, tag: Option<&[u8]>) {
        self.element.clear();
        self.element.extend_from_slice(tag.unwrap_or_default());
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.element.is_empty() && self.element == self.tag
    }

    fn emit_string(&mut self, text: &[u8]) {
        if *self.element == b"title" && !text.trim_ascii().is_empty() {
            self.mark(Mark::Title);
        }
    }

    fn init_comment(&mut self) {}

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {
        self.apart.push((self.tag_at, self.position));
    }

    fn emit_eof(&mut self) {
        self.end_text(self.text.len());
        for (at, words) in leftovers(self.text) {
            let behind = self.apart.partition_point(|(start, _)| *start <= at);
            if behind.checked_sub(1).is_none_or(|last| at >= self.apart[last].1) {
                self.piece.slips.push(Slip { code: Code::TEMPLATE_LEFTOVER, at: at as u32, what: words.to_string() });
            }
        }
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
