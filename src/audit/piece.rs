//! Pages read piece by piece: a site says the same lines on many pages, and each is read once.
//!
//! A piece is a run of lines behind which no tag, comment or script goes on, so that it means the same wherever it stands.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use memchr::memmem::Finder;

use super::page::{Audit, Page, Slip};
use super::reader::{self, Room};
use crate::base::digest::Digest;
use crate::base::path::OutputPath;

/// How many pieces are kept, each at the place that its digest names, until another takes it.
const PLACES: usize = 1 << 16;

/// Bytes of a line that ends a piece. `</div>` is one with the line that follows: to look it up takes as long.
const LONG: usize = 32;

static TITLE: LazyLock<Finder> = LazyLock::new(|| Finder::new("</title>"));

/// Reads the pages of a site, and keeps what pieces hold that were met of late.
pub struct Pieces {
    base_url: String,
    known: Box<[Place]>,
}

type Place = Mutex<Option<(Digest, Known)>>;

#[derive(Clone)]
enum Known {
    /// A tag, a comment or a script that begins in it goes on behind it.
    Open,
    /// Nothing that is asked for.
    Nothing,
    Piece(Arc<Piece>),
}

/// What a piece of a page holds; places are bytes from its beginning.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub ids: Vec<Id>,
    pub leads: Vec<Lead>,
    /// What looks like a part of a template.
    pub slips: Vec<Slip>,
    /// What tells the title and the language of a page.
    pub marks: Vec<(u32, Mark)>,
}

/// An id of an element.
#[derive(Debug)]
pub(super) struct Id {
    pub key: u64,
    /// First byte of it.
    pub at: u32,
    /// Byte behind its last.
    pub end: u32,
    /// The id itself, if it is written otherwise: with `&amp;`.
    pub meant: Option<Box<str>>,
}

/// An address that may lead to the site.
#[derive(Debug)]
pub(super) struct Lead {
    /// First byte of it.
    pub start: u32,
    /// Byte behind its last.
    pub end: u32,
    pub to: To,
    /// Whether it is of an element `link`.
    pub is_link: bool,
    /// Whether the page loads what is there: by what the attribute is,
    pub loads: bool,
    /// or because it is a style sheet.
    pub is_style: bool,
}

/// Where an address leads.
#[derive(Debug)]
pub(super) enum To {
    /// The digests of a file and of the anchor in it, from all pages as deep in the site as this one.
    File(u64, u64),
    /// What each page has to see for itself.
    Address(Box<str>),
}

/// What tells the title and the language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The tag `html`.
    Html,
    /// The language in it.
    Lang,
    /// A drawing begins, whose titles are its own.
    Begins,
    /// It ends.
    Ends,
    /// A title that says something.
    Title,
}

impl Piece {
    pub fn is_empty(&self) -> bool {
        let Piece { ids, leads, slips, marks } = self;
        ids.is_empty() && leads.is_empty() && slips.is_empty() && marks.is_empty()
    }

    /// Takes all out of it, and leaves its room.
    pub fn take(&mut self) -> Piece {
        let Piece { ids, leads, slips, marks } = self;
        Piece { ids: taken(ids), leads: taken(leads), slips: taken(slips), marks: taken(marks) }
    }
}

/// All items of a list, in a list of just that size.
fn taken<T>(list: &mut Vec<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(list.len());
    all.append(list);
    all
}

impl Pieces {
    /// A reader of the pages of a site published at `base_url`.
    pub fn new(base_url: &str) -> Self {
        Pieces { base_url: base_url.to_string(), known: (0..PLACES).map(|_| Mutex::default()).collect() }
    }

    /// Where the site is published.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Reads the page at a path.
    pub fn audit(&self, html: &str, path: &OutputPath) -> Audit {
        let mut cx = Cx { pieces: self, path, room: Room::default() };
        let mut page = Page::new(html, path.as_str(), &self.base_url);
        let mut start = 0;
        while start < html.len() {
            let (length, known) = cx.next(&html[start..]);
            if let Known::Piece(piece) = known {
                page.add(&piece, start);
            }
            start += length;
        }
        page.audit()
    }
}

/// What a page is read with.
struct Cx<'a> {
    pieces: &'a Pieces,
    path: &'a OutputPath,
    room: Room,
}

impl Cx<'_> {
    /// The piece at the beginning of a text, and its length.
    fn next(&mut self, text: &str) -> (usize, Known) {
        let (mut count, mut end) = (1, 0);
        loop {
            for _ in 0..count {
                end = end_of_piece(text, end);
            }
            match self.known(&text[..end]) {
                // The end of what goes on is looked for in twice as much, so that of a long script little is read often.
                Known::Open if end < text.len() => count *= 2,
                Known::Open => {
                    let piece = reader::last(text, self.path, &self.pieces.base_url, &mut self.room);
                    return (end, Known::Piece(Arc::new(piece)));
                }
                known => return (end, known),
            }
        }
    }

    fn known(&mut self, text: &str) -> Known {
        // A piece leads to the same places from all pages that lie equally deep.
        let key = Digest::of_bytes_with(text.as_bytes(), self.path.depth() as u64);
        let place = &self.pieces.known[key.low_bits() as usize % PLACES];
        // A poisoned lock means another thread panicked beside a plain copy of a pointer.
        if let Some((of, known)) = &*place.lock().unwrap_or_else(PoisonError::into_inner)
            && *of == key
        {
            return known.clone();
        }
        let known = match reader::read(text, self.path, &self.pieces.base_url, &mut self.room) {
            None => Known::Open,
            Some(piece) if piece.is_empty() => Known::Nothing,
            Some(piece) => Known::Piece(Arc::new(piece)),
        };
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, known.clone()));
        known
    }
}

/// Where a piece may end, the first behind a byte: behind a line that is long, and behind a title, since many pages draw the same
/// things, each at other places.
fn end_of_piece(text: &str, from: usize) -> usize {
    let mut start = from;
    let mut ends = memchr::memchr_iter(b'\n', &text.as_bytes()[from..]).map(|at| from + at + 1);
    let is_long = |end: &usize| *end - std::mem::replace(&mut start, *end) >= LONG;
    let end = ends.find(is_long).unwrap_or(text.len());
    TITLE.find(&text.as_bytes()[from..end]).map_or(end, |at| from + at + TITLE.needle().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All of a page read as one piece.
    fn whole(html: &str, path: &OutputPath) -> Audit {
        let mut page = Page::new(html, path.as_str(), BASE_URL);
        page.add(&reader::last(html, path, BASE_URL, &mut Room::default()), 0);
        page.audit()
    }

    const BASE_URL: &str = "https://h.example/sub";

    const LONG_TEXT: &str = "a text that is as long as a line that ends a piece\n";

    const PARTS: [&str; 56] = [
        "<a href=../>",
        "<a href='../../'>",
        "<a href=b/../..>",
        "<img src=../c/>",
        "\n",
        "\n",
        LONG_TEXT,
        LONG_TEXT,
        "\r\n",
        " ",
        "a",
        "<p>",
        "</p>",
        "<p id=a>",
        "<p id='b",
        "<p\nid=\"c\n",
        "'>",
        "\">",
        ">",
        "<",
        "</",
        "<a href=",
        "../",
        "../",
        "../../",
        "b/",
        "ä",
        "\r",
        "../b/",
        "'../../c/#d'",
        "#e",
        "/sub/f/",
        "x.png",
        "<img src=x.png srcset='y.png 2x",
        "<link rel=stylesheet href=",
        "<meta http-equiv=refresh content='0; url=",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<!-",
        "<svg>",
        "</svg>",
        "<title>",
        "</title>",
        "&amp;",
        "&am",
        "<html lang=en>",
        "<html>",
        "{{ x }}",
        "<textarea>",
        "</textarea>",
        "<![CDATA[",
        "]]>",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn pieces_give_what_the_whole_page_gives(parts in prop::collection::vec(0..PARTS.len(), 0..60), paths in 0..3usize) {
            let html: String = parts.into_iter().map(|part| PARTS[part]).collect();
            let pieces = Pieces::new(BASE_URL);
            // Of pages equally deep the second takes the pieces of the first.
            for path in [["index.html", "a/index.html", "a/b/c.html"][paths], ["b.html", "c/index.html", "c/a/b.html"][paths]] {
                let path = &OutputPath::new(path).unwrap();
                prop_assert_eq!(format!("{:?}", pieces.audit(&html, path)), format!("{:?}", whole(&html, path)), "{}", html);
            }
        }
    }

    #[test]
    fn a_line_of_many_pages_is_read_once() {
        let pieces = Pieces::new(BASE_URL);
        let long = "x".repeat(LONG);
        let html = format!(
            "<p><a href='../x/'>{long}</a>\n<p>y\n<a href='#y'>{long}\n<script>{long}\n1 < 2\n{long}\n{long}\n</script>{long}\n<p>{long}\n"
        );
        let links = |path: &str| pieces.audit(&html, &OutputPath::new(path).unwrap()).links.len();
        let count = || pieces.known.iter().filter(|place| place.lock().unwrap().is_some()).count();
        assert_eq!(links("a/index.html"), 2);
        // The first line, the next two, the script's first alone, with two more, with four more as far as there are.
        assert_eq!(count(), 5);
        assert_eq!((links("b/index.html"), count()), (2, 5));
        assert_eq!((links("b/c/index.html"), count()), (2, 10));
    }
}
