//! Files that are dear to make: planned and named with the others, made when somebody publishes or asks for them.
//!
//! Their names follow from what they are made of, so every page can be rendered, checked and served before one of them is.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::base::record::Recorder;
use crate::picture::{self, Facts, Flaw, Rendition};
use crate::share::Card;
use crate::snapshot::SourceFile;

/// The file that speaks for a share card, which is made of many.
pub const OF_CARDS: &str = "content/site.yaml";

/// A file yet to be made.
#[derive(Clone)]
pub struct Late {
    /// Under which name the bytes may be kept: the digest of all they follow from.
    pub key: String,
    /// What it is made of.
    pub from: From,
}

/// What a late file is made of.
#[derive(Clone)]
pub enum From {
    /// A picture, scaled and encoded.
    Picture(Arc<SourceFile>, Facts, Rendition),
    /// The words of a share card.
    Card(Arc<Card>),
}

/// The bytes, or why there are none.
pub type Made = Result<Vec<u8>, Flaw>;

impl Late {
    /// A file of a picture.
    pub fn picture(file: &Arc<SourceFile>, facts: Facts, rendition: Rendition) -> Late {
        Late { key: rendition.key(file.digest), from: From::Picture(Arc::clone(file), facts, rendition) }
    }

    /// A share card.
    pub fn card(card: Arc<Card>) -> Late {
        Late { key: card.key(), from: From::Card(card) }
    }

    /// Makes this one.
    ///
    /// # Errors
    /// The picture is damaged.
    pub fn make(&self) -> Made {
        // Invariant: one is given for one.
        make(&[self], &Recorder::default()).pop().unwrap_or_else(|| Ok(Vec::new()))
    }

    /// The picture it is made of.
    pub fn source(&self) -> Option<&Arc<SourceFile>> {
        match &self.from {
            From::Picture(file, ..) => Some(file),
            From::Card(_) => None,
        }
    }

    fn group(&self) -> Option<Digest> {
        self.source().map(|file| file.digest)
    }
}

/// Makes several, in their order: each picture is decoded once for all its files that follow one another.
pub fn make(late: &[&Late], recorder: &Recorder) -> Vec<Made> {
    let groups: Vec<&[&Late]> = late.chunk_by(|a, b| a.group().is_some() && a.group() == b.group()).collect();
    recorder.expect(groups.len());
    let made = groups.into_par_iter().flat_map_iter(|it| {
        let made = group(it);
        recorder.step();
        made
    });
    made.collect()
}

fn group(group: &[&Late]) -> Vec<Made> {
    let Some(first) = group.first() else { return Vec::new() };
    match &first.from {
        From::Card(card) => vec![card.png().map_err(|error| Flaw::of_ours(&error))],
        From::Picture(file, facts, _) => {
            let rendition = |late: &&Late| match &late.from {
                From::Picture(_, _, rendition) => Some(*rendition),
                From::Card(_) => None,
            };
            let wanted: Vec<Rendition> = group.iter().filter_map(rendition).collect();
            match picture::make::make(file.bytes(), facts, &wanted) {
                Ok(made) => made.into_iter().map(Ok).collect(),
                Err(flaw) => group.iter().map(|_| Err(flaw.clone())).collect(),
            }
        }
    }
}
