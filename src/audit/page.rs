//! One page read by itself: its ids and addresses, and what is wrong with it whatever the others hold.

use html5gum::Tokenizer;
use serde::{Deserialize, Serialize};

use super::reader::Reader;
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

    /// The addresses of what the page loads.
    pub fn loaded(&self) -> impl Iterator<Item = &Link> {
        self.loads.iter().filter_map(|position| self.links.get(*position as usize))
    }

    /// Whether an element has the id of this digest.
    pub fn has_id(&self, id: u64) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// Reads the page at a path of a site published at `base_url`.
    pub fn of(html: &str, path: &str, base_url: &str) -> Audit {
        let mut audit = Audit::default();
        let reader = Reader::new(path, base_url, html, &mut audit);
        // Reading from memory cannot fail.
        let Ok(()) = Tokenizer::new_with_emitter(html, reader).finish();
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
                    <a href=../a><a href=../a><a href='#x'><a href=e.css><link href=e.css rel=stylesheet>\
                    <meta http-equiv=refresh content='0; url=f/'>";
        let audit = Audit::of(html, "index.html", "");
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
