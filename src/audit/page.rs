//! One page read by itself: its ids and addresses, and what is wrong with it whatever the others hold.

use serde::{Deserialize, Serialize};

use super::address::resolve;
use super::piece::{Lead, Mark, Piece, To};
use crate::base::digest::Keyed;
use crate::diag::Code;

/// How a template's expressions, statements and comments begin; `[object]` is what a list of fields prints as.
const MARKS: [&str; 4] = ["{{", "{%", "{#", "[object"];

/// What reading a page gives; digests stand for words, so that it is small and compared at once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Audit {
    /// Digests of its ids, sorted.
    pub(super) ids: Vec<u64>,
    /// Its addresses within the site, the first of each place that they lead to.
    pub links: Vec<Link>,
    /// Which of them the page loads, by position.
    pub(super) loads: Vec<u32>,
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
}

/// Something wrong with a page.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

    /// The addresses of what the page loads.
    pub fn loaded(&self) -> impl Iterator<Item = &Link> {
        self.loads.iter().filter_map(|position| self.links.get(*position as usize))
    }

    /// Whether an element has the id of this digest.
    pub fn has_id(&self, id: u64) -> bool {
        self.ids.binary_search(&id).is_ok()
    }
}

/// A page being put together from its pieces.
pub(super) struct Page<'a> {
    html: &'a str,
    path: &'a str,
    base_url: &'a str,
    audit: Audit,
    /// Where addresses are resolved.
    file: String,
    ids: Keyed<()>,
    /// Where links lead that were met.
    linked: Keyed<()>,
    leftovers: Vec<Slip>,
    html_at: u32,
    has_lang: bool,
    has_title: bool,
    /// How many drawings are begun and not ended.
    drawings: usize,
}

impl<'a> Page<'a> {
    pub fn new(html: &'a str, path: &'a str, base_url: &'a str) -> Self {
        Page {
            html,
            path,
            base_url,
            audit: Audit::default(),
            file: String::new(),
            ids: Keyed::default(),
            linked: Keyed::default(),
            leftovers: Vec::new(),
            html_at: 0,
            has_lang: false,
            has_title: false,
            drawings: 0,
        }
    }

    /// Adds the piece that begins at a byte.
    pub fn add(&mut self, piece: &Piece, start: usize) {
        let start = start as u32;
        for id in &piece.ids {
            if self.ids.insert(id.key, ()).is_some() {
                let (at, end) = (start + id.at, start + id.end);
                let written = self.html.get(at as usize..end as usize).unwrap_or_default();
                let what = id.meant.as_deref().unwrap_or(written).to_string();
                self.audit.slips.push(Slip { code: Code::DUPLICATE_ELEMENT_ID, at, what });
            }
        }
        for lead in &piece.leads {
            self.lead(lead, start);
        }
        self.leftovers.extend(piece.slips.iter().map(|slip| Slip { at: start + slip.at, ..slip.clone() }));
        for (at, mark) in &piece.marks {
            match mark {
                Mark::Html => self.html_at = start + at,
                Mark::Lang => self.has_lang = true,
                Mark::Begins => self.drawings += 1,
                Mark::Ends => self.drawings = self.drawings.saturating_sub(1),
                Mark::Title => self.has_title |= self.drawings == 0,
            }
        }
    }

    fn lead(&mut self, lead: &Lead, start: u32) {
        let (file, anchor) = match &lead.to {
            To::File(file, anchor) => (*file, *anchor),
            To::Address(address) => {
                let base_url = if lead.is_link { self.base_url } else { "" };
                let Some(keys) = resolve(self.path, address, base_url, &mut self.file).keys() else { return };
                keys
            }
        };
        // A page leads to one place many times, and one finding tells of all; digests mixed are as good as new ones. What `link`
        // names may be loaded besides, so each is kept.
        let is_new = self.linked.insert(file ^ anchor.rotate_left(21) ^ u64::from(lead.loads), ()).is_none();
        if is_new || file == 0 || lead.is_link {
            if lead.loads || lead.is_style {
                self.audit.loads.push(self.audit.links.len() as u32);
            }
            self.audit.links.push(Link { file, anchor, start: start + lead.start, end: start + lead.end });
        }
    }

    /// What reading all of it gave.
    pub fn audit(self) -> Audit {
        let Page { mut audit, ids, mut leftovers, html_at, .. } = self;
        for (code, is_there) in [(Code::MISSING_LANG, self.has_lang), (Code::MISSING_TITLE, self.has_title)] {
            if !is_there {
                audit.slips.push(Slip { code, at: html_at, what: String::new() });
            }
        }
        audit.slips.append(&mut leftovers);
        audit.slips.sort_by_key(|slip| slip.at);
        audit.ids = ids.into_keys().collect();
        audit.ids.sort_unstable();
        // There is one of each page, and all are held until the last page is read.
        audit.ids.shrink_to_fit();
        audit.links.shrink_to_fit();
        audit.loads.shrink_to_fit();
        audit
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
    use super::Audit;
    use crate::audit::piece::Pieces;
    use crate::base::path::OutputPath;

    fn audit(html: &str) -> Audit {
        Pieces::new("").audit(html, &OutputPath::new("index.html").unwrap())
    }

    fn slips(html: &str) -> Vec<String> {
        let audit = audit(html);
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
        let audit = audit(html);
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
                    <a href=../a><a href=../a><a href='#x'><a href=e.css><link href=e.css rel=stylesheet>\
                    <meta http-equiv=refresh content='0; url=f/'>";
        let audit = audit(html);
        let loads = |position: usize| audit.loads.contains(&(position as u32));
        let found: Vec<_> =
            audit.links.iter().enumerate().map(|(at, it)| (&html[it.start as usize..it.end as usize], loads(at))).collect();
        assert_eq!(
            found,
            [
                ("a.css", true),
                ("b.png", true),
                ("c.png", false),
                ("d.png", false),
                ("#x", false),
                // What leads out of the site is looked at again, where it stands; what a style sheet is, is told later.
                ("../a", false),
                ("../a", false),
                ("e.css", false),
                ("e.css", true),
                ("f/", false),
            ]
        );
    }
}
