//! The model: every entry in its place among the others, and what follows from that.

pub mod actor;
pub mod address;
pub mod figure;
pub mod link;
pub mod media;
pub mod place;
pub mod published;
pub mod select;
pub mod slice;
pub mod sourcing;
pub mod text;
pub mod timeline;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::edtf::{Certainty, Limit};
use crate::base::grouping::Grouping;
use crate::base::id::EntryId;
use crate::config::Lang;
use crate::diag::Place;
use crate::parse::kind::Kind;
use crate::parse::reference::{Ref, RefIx};
use crate::parse::schema::Meta;
use crate::parse::schema::common::Common;
use crate::parse::{Document, Lost, Original};

/// An entry's number in one model: entries are numbered by kind, then id. Never in output, and kept only beside the digest of
/// the facts that the numbers follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub(crate) u32);

impl EntityId {
    /// As an index into tables with a row per entity.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An entry with its references resolved and its translations beside it.
pub struct Entity {
    /// The original.
    pub document: Arc<Document>,
    /// What each of its references means; `None` where it means nothing.
    pub targets: Vec<Option<EntityId>>,
    /// Translations with their own targets (of references in their bodies).
    pub translations: BTreeMap<Lang, Translation>,
}

/// A translation of an entry.
pub struct Translation {
    /// The document.
    pub document: Arc<Document>,
    /// What each of its references means.
    pub targets: Vec<Option<EntityId>>,
}

/// Everything the site knows.
#[derive(Default)]
pub struct Model {
    /// Entities, by number.
    pub entities: Vec<Entity>,
    /// Which entity refers to which: target → referrers.
    pub referrers: Grouping,
    /// Events in order of time.
    pub timeline: Vec<EntityId>,
    /// First and last day each of them may mean, in the same order: for searching without following references.
    pub timeline_bounds: Vec<(Limit, Limit)>,
    /// Position of each event, phase and article in its order (a row per entity).
    pub rank: Vec<u32>,
    /// Phases in order of time.
    pub phases: Vec<EntityId>,
    /// Phase of each entity that is an event.
    pub phase_of: Vec<Option<EntityId>>,
    /// Articles in reading order: by weight, then newest first.
    pub articles: Vec<EntityId>,
    /// Names that mean nothing, or several things.
    pub unresolved: Vec<Unresolved>,
    /// Originals that are not published: drafts, and articles of a later day.
    pub withheld: Vec<Arc<Document>>,
    /// Entries that are there and could not be read.
    pub lost: BTreeSet<Lost>,
    index: HashMap<EntryId, Vec<EntityId>>,
}

/// A reference that did not resolve.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// The reference.
    pub reference: Ref,
    /// Who made it.
    pub from: Option<EntityId>,
    /// Why.
    pub why: Why,
}

/// Why a reference did not resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No entry of an accepted kind has the id; another kind may.
    Unknown {
        /// Kinds that have the id but are not accepted.
        other: Vec<Kind>,
    },
    /// Entries of several accepted kinds have it.
    Ambiguous(Vec<Kind>),
    /// The entry is there and is a draft.
    Draft,
    /// This figure has no point of that date.
    NoPoint(EntityId),
    /// A date is written behind an entry of a kind of which a date asks nothing.
    NoDate(Kind),
    /// A person who held no office on that date, for certain or possibly.
    NoRole(Certainty),
}

impl Entity {
    /// The original's fields.
    pub fn original(&self) -> &Original {
        match self.document.original() {
            Some(original) => original,
            // Invariant: `link` makes entities of originals only.
            None => unreachable!("an entity is made of an original"),
        }
    }

    /// The fields every kind has.
    pub fn common(&self) -> &Common {
        &self.original().common
    }

    /// The fields of its kind.
    pub fn meta(&self) -> &Meta {
        &self.original().meta
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.document.kind
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.document.id.as_str()
    }

    /// What one of its references means.
    pub fn target(&self, reference: RefIx) -> Option<EntityId> {
        self.targets.get(reference as usize).copied().flatten()
    }

    /// What several of its references mean; those that mean nothing are left out.
    pub fn targets_of<'a>(&'a self, references: &'a [RefIx]) -> impl Iterator<Item = EntityId> + 'a {
        references.iter().filter_map(|reference| self.target(*reference))
    }

    /// The place of one of its fields.
    pub fn place(&self, path: &str) -> Place {
        self.document.origin.value(path)
    }
}

macro_rules! meta_accessors {
    ($($name:ident: $variant:ident($module:ident::$type:ident)),* $(,)?) => {
        impl Entity {
            $(
                /// The fields of its kind, if it is of that kind.
                pub fn $name(&self) -> Option<&crate::parse::schema::$module::$type> {
                    match self.meta() {
                        Meta::$variant(meta) => Some(meta),
                        _ => None,
                    }
                }
            )*
        }
    };
}

meta_accessors! {
    article: Article(article::Article),
    phase: Phase(phase::Phase),
    event: Event(event::Event),
    actor: Actor(actor::Actor),
    place_meta: Place(place::Place),
    source: Source(source::Source),
    figure: Figure(figure::Figure),
    relationship: Relationship(relationship::Relationship),
    statement: Statement(statement::Statement),
    dispute: Dispute(dispute::Dispute),
    term: Term(term::Term),
    media: Media(media::Media),
    page: Page(article::Page),
}

impl Model {
    /// Puts a document with the same facts in the place of another, and tells whose it is; `None` if it is no entity's.
    pub fn replace(&mut self, old: &Arc<Document>, new: &Arc<Document>) -> Option<EntityId> {
        if let Some(withheld) = self.withheld.iter_mut().find(|document| Arc::ptr_eq(document, old)) {
            *withheld = Arc::clone(new);
            return None;
        }
        let id = self.find(old.kind, &old.id)?;
        let entity = &mut self.entities[id.index()];
        let translations = entity.translations.values_mut().map(|translation| &mut translation.document);
        let slot = std::iter::once(&mut entity.document).chain(translations).find(|document| Arc::ptr_eq(document, old))?;
        *slot = Arc::clone(new);
        // The same names, at other places.
        for unresolved in self.unresolved.iter_mut().filter(|it| it.from == Some(id)) {
            if let Some(at) = old.refs.iter().position(|reference| *reference == unresolved.reference) {
                unresolved.reference = new.refs[at].clone();
            }
        }
        Some(id)
    }

    /// An entity.
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.entities[id.index()]
    }

    /// The entities of a kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = EntityId> + '_ {
        let start = self.entities.partition_point(|entity| entity.kind() < kind);
        let end = self.entities.partition_point(|entity| entity.kind() <= kind);
        (start as u32..end as u32).map(EntityId)
    }

    /// The entity of a kind with an id.
    pub fn find(&self, kind: Kind, id: &EntryId) -> Option<EntityId> {
        self.named(id).iter().copied().find(|entity| self.get(*entity).kind() == kind)
    }

    /// Whether an entry of a kind and id may be there and could not be read.
    pub fn may_be_lost(&self, kind: Kind, id: &EntryId) -> bool {
        self.lost.contains(&Lost { kind, id: None }) || self.lost.contains(&Lost { kind, id: Some(id.clone()) })
    }

    /// Whether entries of a kind could not be read.
    pub fn lacks(&self, kind: Kind) -> bool {
        self.lost.iter().any(|lost| lost.kind == kind)
    }

    /// All entities with an id, by kind.
    pub fn named(&self, id: &EntryId) -> &[EntityId] {
        self.index.get(id).map_or(&[], Vec::as_slice)
    }

    /// What stands before and after an event, a phase or an article in its order.
    pub fn neighbours(&self, id: EntityId) -> (Option<EntityId>, Option<EntityId>) {
        let order = match self.get(id).kind() {
            Kind::Event => &self.timeline,
            Kind::Phase => &self.phases,
            _ => &self.articles,
        };
        let rank = self.rank[id.index()] as usize;
        (rank.checked_sub(1).and_then(|before| order.get(before)).copied(), order.get(rank + 1).copied())
    }

    /// Whether any entry but this one refers to it.
    pub fn is_needed(&self, id: EntityId) -> bool {
        self.referrers.get(id.0).iter().any(|referrer| *referrer != id.0)
    }

    /// The entities of a kind that refer to this one, by id.
    pub fn referrers(&self, id: EntityId, kind: Kind) -> impl Iterator<Item = EntityId> + '_ {
        self.referrers.get(id.0).iter().map(|referrer| EntityId(*referrer)).filter(move |id| self.get(*id).kind() == kind)
    }
}
