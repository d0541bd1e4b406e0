//! A body: HTML with holes, where what only the whole site knows is filled in when the page is rendered.

use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;
use crate::parse::block::Block;
use crate::parse::kept;
use crate::parse::outline::Heading;
use crate::parse::reference::RefIx;
use crate::parse::words::Html;

/// Rendered Markdown with late links.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Body {
    /// The HTML, without what the holes will hold.
    pub html: Html,
    /// What is filled in where; ascending byte offsets into `html`.
    pub holes: Vec<(u32, Hole)>,
    /// Its headings.
    pub outline: Vec<Heading>,
    /// How many words it has.
    pub words: u32,
    /// References to check as links: byte offset of their hole is not known to the check, their place is.
    pub links: Vec<Link>,
    /// Addresses of other sites that it leads to.
    pub web: Vec<Link>,
}

/// Something filled in late.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hole {
    /// `[[id]]`, with the words to show if the author gave some.
    Ref(RefIx, Option<String>),
    /// `[@source, p. 4; @other]`.
    Cite(Vec<CiteItem>),
    /// Opens a link to an address of the site.
    Open(String),
    /// A picture among `content/media/`: its file name and its alternative text.
    Image(String, String),
    /// The end of a paragraph, list or table with references: room for what they lead to.
    Aside,
    /// A fenced block.
    Block(Box<Block>),
}

/// One source of a citation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CiteItem {
    /// The source.
    pub source: RefIx,
    /// Where in it: `p. 4`.
    pub locator: String,
    /// Words before it: `see`.
    pub prefix: String,
}

/// A link, for the check of links.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The address as written: `/articles/x/#part`, `#part`, `https://example.org/`.
    pub target: String,
    /// Where it is written.
    #[serde(serialize_with = "kept::place")]
    pub place: crate::diag::Place,
}

impl Body {
    /// Digest of what others see of it: what its holes ask for, its headings, its links, and whether there is anything in it.
    pub fn facts(&self) -> Digest {
        let holes: Vec<_> = self
            .holes
            .iter()
            .map(|(_, hole)| match hole {
                Hole::Block(block) => (None, Some(&block.query)),
                hole => (Some(hole), None),
            })
            .collect();
        let targets = |links: &'_ [Link]| links.iter().map(|link| Digest::of(&link.target)).collect::<Vec<_>>();
        Digest::of(&(holes, &self.outline, targets(&self.links), targets(&self.web), self.is_empty()))
    }

    /// Whether a heading has an anchor.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.outline.iter().any(|heading| heading.anchor == anchor)
    }

    /// Whether a hole is all that its paragraph holds.
    pub fn is_alone(&self, offset: u32) -> bool {
        let at = offset as usize;
        let is_only = self.holes.iter().filter(|(other, _)| *other == offset).count() == 1;
        is_only && self.html[..at].ends_with("<p>") && self.html[at..].starts_with("</p>")
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.html.is_blank() && self.holes.is_empty()
    }
}
