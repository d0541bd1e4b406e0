//! What a paragraph's marks lead to: facts that open where they stand, and the sources named beside the text.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::path::Url;
use crate::model::EntityId;
use crate::model::figure::point_anchor;
use crate::parse::schema::figure::Figure;
use crate::render::view::cite::{Mark, Numbers};
use crate::render::view::count::{FigureRow, Which};
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
    /// Sources that the paragraph being read is the first to name.
    notes: Vec<Mark<'m>>,
    /// Facts, each with the paragraph it belongs to.
    pending: Vec<(usize, Pending)>,
    /// How many paragraphs have ended.
    asides: usize,
}

/// A fact whose sources get their numbers when those of the text have theirs.
struct Pending {
    anchor: String,
    id: EntityId,
    at: Option<String>,
}

/// A number in the text.
pub struct Count {
    /// The fact it opens.
    pub anchor: String,
    /// The number in words.
    pub value: String,
    /// The kind of claim, claimant and date, and the status of what does not stand, in words.
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
                self.notes.push(mark.clone());
            }
        }
    }

    /// Ends a paragraph: what it has to show beside it, but for its facts, which `facts` gives when all is read.
    pub fn aside(&mut self) -> Aside<'m> {
        self.asides += 1;
        Aside { notes: std::mem::take(&mut self.notes), facts: Vec::new() }
    }

    /// The facts of all paragraphs, with the position of theirs.
    pub fn facts(self, cx: &Cx<'m>, numbers: &mut Numbers) -> Vec<(usize, Fact<'m>)> {
        self.pending.into_iter().filter_map(|(aside, pending)| Some((aside, fact(cx, pending, numbers)?))).collect()
    }

    /// A count of a figure, of a date or the newest; `None` if the entry is no figure or has no such count.
    pub fn count(&mut self, cx: &Cx<'m>, id: EntityId, at: Option<&str>) -> Option<Count> {
        let figure = cx.model.get(id).figure()?;
        let index = point(figure, at)?;
        let claimant = figure.claimant.and_then(|it| cx.model.get(id).target(it)).map(|it| cx.card(it).shown_as_holder());
        let date = figure.points[index].as_of.as_ref().map(|date| cx.as_of(date));
        let origin = cx.origin(claimant, date.as_ref());
        let mut origin = format!("{}: {origin}", cx.words.label("claim", cx.model.claim_of(id).word()));
        let status = figure.points[index].status;
        if !status.stands() {
            origin = format!("{origin}{}{}", cx.words.get("list_comma"), cx.words.label("status", status.word()));
        }
        let anchor = self.open(id, index, at);
        Some(Count { anchor, value: cx.point_value(&figure.points[index]), origin })
    }

    /// The names of a contested place; `None` if its name is not contested.
    pub fn names(&mut self, cx: &Cx<'m>, id: EntityId) -> Option<String> {
        cx.model.contested_names(id, cx.config.first())?;
        Some(self.open(id, 0, None))
    }

    /// The definition of a term; `None` if the entry is no term.
    pub fn term(&mut self, cx: &Cx<'m>, id: EntityId) -> Option<String> {
        cx.model.get(id).term()?;
        Some(self.open(id, 0, None))
    }

    fn open(&mut self, id: EntityId, index: usize, at: Option<&str>) -> String {
        let next = self.facts.len() + 1;
        let Reading { facts, pending, asides, .. } = self;
        let anchor = facts.entry((id, index)).or_insert_with(|| {
            let anchor = format!("fact-{next}");
            pending.push((*asides, Pending { anchor: anchor.clone(), id, at: at.map(str::to_string) }));
            anchor
        });
        anchor.clone()
    }
}

fn point(figure: &Figure, at: Option<&str>) -> Option<usize> {
    at.map_or_else(|| figure.newest(), |date| figure.point_at(date))
}

fn fact<'m>(cx: &Cx<'m>, Pending { anchor, id, at }: Pending, numbers: &mut Numbers) -> Option<Fact<'m>> {
    let entity = cx.model.get(id);
    let card = cx.card(id);
    let (url, content) = if let Some(figure) = entity.figure() {
        let url = Url::new(format!("{}#{}", card.url, point_anchor(figure, point(figure, at.as_deref())?)));
        (url, Content::Figure(Box::new(cx.figure_row(id, Which::at(at.as_deref()), numbers)?)))
    } else if let Some(place) = entity.place_meta() {
        (card.url.clone(), Content::Place(card, cx.names(id, &place.names)))
    } else {
        (card.url.clone(), Content::Term(Box::new(cx.term_row(id, numbers)?)))
    };
    Some(Fact { anchor, url, content })
}
