//! What a paragraph's marks lead to: facts that open where they stand, and the sources named beside the text.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::path::Url;
use crate::model::EntityId;
use crate::model::figure::point_anchor;
use crate::render::view::cite::{Mark, Numbers};
use crate::render::view::count::FigureRow;
use crate::render::view::list::TermRow;
use crate::render::view::row::NameRow;
use crate::render::view::{CardRef, Cx};

/// Behind a paragraph: what opens from it, and notes on the sources it is the first to name.
#[derive(Default, Hash, Serialize)]
pub struct Aside<'m> {
    /// Sources named for the first time.
    pub notes: Vec<Mark<'m>>,
    /// Facts shown for the first time.
    pub facts: Vec<Fact<'m>>,
}

/// A fact that opens.
#[derive(Hash, Serialize)]
pub struct Fact<'m> {
    /// Its anchor on the page: `fact-3`.
    pub anchor: String,
    /// Its own page, or its line on one.
    pub url: Url,
    /// What it is.
    #[serde(flatten)]
    pub content: Content<'m>,
}

/// What a fact shows; a template asks which one is there.
#[derive(Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content<'m> {
    /// A number with who claims it, as of when, and its sources.
    Figure(Box<FigureRow<'m>>),
    /// A contested place: its names and who uses them.
    Place(CardRef<'m>, Vec<NameRow<'m>>),
    /// A term with its definition.
    Term(Box<TermRow<'m>>),
}

/// What has been met so far in a body.
#[derive(Default)]
pub struct Reading<'m> {
    /// Entries spoken of.
    entries: BTreeSet<EntityId>,
    /// Facts shown, each once however often it is spoken of.
    facts: BTreeMap<(EntityId, usize), String>,
    /// Numbers of the sources named.
    sources: BTreeSet<usize>,
    /// What the paragraph being read has to show.
    aside: Aside<'m>,
}

/// A number in the text.
pub struct Count {
    /// The fact it opens.
    pub anchor: String,
    /// The number in words.
    pub value: String,
    /// The kind of claim, claimant and date, in words.
    pub origin: String,
}

impl<'m> Reading<'m> {
    /// Notes that an entry is spoken of; whether for the first time.
    pub fn meet(&mut self, id: EntityId) -> bool {
        self.entries.insert(id)
    }

    /// Notes that sources are cited.
    pub fn cite(&mut self, marks: &[Mark<'m>]) {
        for mark in marks {
            if self.sources.insert(mark.number) {
                self.aside.notes.push(mark.clone());
            }
        }
    }

    /// Ends a paragraph: what it has to show beside it.
    pub fn aside(&mut self) -> Aside<'m> {
        std::mem::take(&mut self.aside)
    }

    /// A count of a figure, of a date or the newest; `None` if the entry is no figure or has no such count.
    pub fn count(&mut self, cx: &Cx<'m>, id: EntityId, at: Option<&str>, numbers: &mut Numbers) -> Option<Count> {
        let figure = cx.model.get(id).figure()?;
        let index = match at {
            Some(date) => figure.point_at(date)?,
            None => figure.newest()?,
        };
        let row = cx.figure_row(id, at, numbers)?;
        let claimant = row.claimant.map_or(cx.words.get("claimant_unknown"), |card| card.title.as_str());
        let date = row.point.as_ref().and_then(|point| point.as_of.as_ref()).map_or(cx.words.get("date_unknown"), |it| &it.text);
        let origin = cx.words.fill("claimed_by", &[("claimant", claimant), ("date", date)]);
        let origin = format!("{}: {origin}", row.claim_label);
        let value = cx.point_value(&figure.points[index]);
        let url = Url::new(format!("{}#{}", cx.card(id).url, point_anchor(figure, index)));
        let anchor = self.open((id, index), url, || Content::Figure(Box::new(row)));
        Some(Count { anchor, value, origin })
    }

    /// The names of a contested place; `None` if its name is not contested.
    pub fn names(&mut self, cx: &Cx<'m>, id: EntityId) -> Option<String> {
        let place = cx.model.get(id).place_meta()?;
        cx.model.contested_names(id, cx.config.first())?;
        let card = cx.card(id);
        Some(self.open((id, 0), card.url.clone(), || Content::Place(card, cx.names(id, &place.names))))
    }

    /// The definition of a term; `None` if the entry is no term.
    pub fn term(&mut self, cx: &Cx<'m>, id: EntityId, numbers: &mut Numbers) -> Option<String> {
        let term = cx.term_row(id, numbers)?;
        Some(self.open((id, 0), cx.card(id).url.clone(), || Content::Term(Box::new(term))))
    }

    fn open(&mut self, key: (EntityId, usize), url: Url, content: impl FnOnce() -> Content<'m>) -> String {
        let next = self.facts.len() + 1;
        let Reading { facts, aside, .. } = self;
        let anchor = facts.entry(key).or_insert_with(|| {
            let anchor = format!("fact-{next}");
            aside.facts.push(Fact { anchor: anchor.clone(), url, content: content() });
            anchor
        });
        anchor.clone()
    }
}
