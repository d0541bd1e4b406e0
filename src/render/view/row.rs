//! Rows: facts as lists and tables show them, each with its claimant, date and sources.

use serde::Serialize;

use crate::base::digest::Digest;
use crate::model::sourcing::Sourcing;
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::reference::Named;
use crate::parse::schema::actor::Name;
use crate::render::locale::When;
use crate::render::view::cite::{Mark, Numbers};
use crate::render::view::{CardRef, Cx, Text};

/// An event with who and where.
#[derive(Hash, Serialize)]
pub struct EventRow<'m> {
    /// The event.
    pub card: CardRef<'m>,
    /// Who took part.
    pub actors: Vec<CardRef<'m>>,
    /// Where.
    pub places: Vec<CardRef<'m>>,
    /// Id of its phase; empty if none.
    pub phase: String,
    /// By which what a template makes of the row is found again (`render/part.rs`).
    pub digest: u64,
}

/// A tie between two actors.
#[derive(Hash, Serialize)]
pub struct TieRow<'m> {
    /// The relationship.
    pub card: CardRef<'m>,
    /// Who.
    pub subject: Option<CardRef<'m>>,
    /// To whom.
    pub object: Option<CardRef<'m>>,
    /// Dates at which it is known to have held, if no interval is known.
    pub attested: Vec<When>,
    /// On what it rests, in words; empty if not said.
    pub basis: String,
    /// Who denies it.
    pub denied_by: Vec<CardRef<'m>>,
    /// Its sources.
    pub cites: Vec<Mark<'m>>,
}

/// A statement.
#[derive(Hash, Serialize)]
pub struct StatementRow<'m> {
    /// The statement.
    pub card: CardRef<'m>,
    /// Who said it.
    pub speaker: Option<CardRef<'m>>,
    /// The office held then; empty if none is known.
    pub role: Text,
    /// To whom.
    pub to: Vec<CardRef<'m>>,
    /// Where or how.
    pub venue: Text,
    /// What was said, in our words.
    pub text: Text,
    /// The words themselves.
    pub quote: Option<Text>,
    /// The words, translated.
    pub translation: Option<Text>,
    /// Its sources.
    pub cites: Vec<Mark<'m>>,
}

/// One side's version of a disputed matter.
#[derive(Hash, Serialize)]
pub struct VersionRow<'m> {
    /// Its anchor.
    pub anchor: String,
    /// Who holds it.
    pub held_by: Vec<CardRef<'m>>,
    /// What it says.
    pub text: Text,
    /// What became of it.
    pub status: &'static str,
    /// The same in words.
    pub status_label: String,
    /// Its sources.
    pub cites: Vec<Mark<'m>>,
}

/// A disputed matter with all its versions.
#[derive(Hash, Serialize)]
pub struct DisputeRow<'m> {
    /// The dispute.
    pub card: CardRef<'m>,
    /// What its state means.
    pub state: String,
    /// What no party disputes; empty if not said.
    pub agreed: Text,
    /// What is not settled between them; empty if not said.
    pub open: Text,
    /// The versions, in alphabetical order of who holds them.
    pub versions: Vec<VersionRow<'m>>,
}

/// Someone named, with a page or without.
#[derive(Hash, Serialize)]
pub struct Who<'m> {
    /// The entry, if there is one.
    pub card: Option<CardRef<'m>>,
    /// The words.
    pub text: Text,
}

/// A name in a language.
#[derive(Hash, Serialize)]
pub struct NameRow<'m> {
    /// The name.
    pub name: String,
    /// Its language tag; empty if it is the page's.
    pub lang: String,
    /// The language's name in itself.
    pub language: String,
    /// Who uses it.
    pub used_by: Vec<Who<'m>>,
    /// When.
    pub when: Option<When>,
}

/// How an entry is sourced.
#[derive(Hash, Serialize)]
pub struct SourcingRow {
    /// `several`, `single`, `one-sided`, `weak`, `none`.
    pub class: &'static str,
    /// The same in words.
    pub label: String,
    /// How many independent origins.
    pub origins: usize,
}

impl<'m> Cx<'m> {
    /// How an entity is sourced.
    pub fn sourcing(&self, id: EntityId) -> SourcingRow {
        let cited = self.model.cited(self.model.get(id));
        let sourcing: Sourcing = self.model.sourcing(&cited);
        SourcingRow {
            class: sourcing.word(),
            label: self.words.label("sourcing", sourcing.word()),
            origins: self.model.origins(&cited).len(),
        }
    }

    /// An event's row.
    pub fn event_row(&self, id: EntityId) -> EventRow<'m> {
        let entity = self.model.get(id);
        let event = entity.event();
        let card = self.card(id);
        let actors =
            event.map_or_else(Vec::new, |it| self.cards_of(it.actors.iter().filter_map(|part| entity.target(part.actor))));
        let places = self.places_of(id);
        let phase = self.model.phase_of[id.index()].map(|phase| self.model.get(phase).id().to_string()).unwrap_or_default();
        let digest = Digest::of(&(card, &actors, &places, &phase)).low_bits();
        EventRow { card, actors, places, phase, digest }
    }

    /// Rows of events, in order of time.
    pub fn event_rows(&self, ids: impl IntoIterator<Item = EntityId>) -> Vec<EventRow<'m>> {
        let mut ids: Vec<EntityId> = ids.into_iter().collect();
        ids.sort_by(|a, b| self.model.in_time(*a, *b));
        ids.into_iter().map(|id| self.event_row(id)).collect()
    }

    /// A tie's row.
    pub fn tie_row(&self, id: EntityId, numbers: &mut Numbers) -> Option<TieRow<'m>> {
        let entity = self.model.get(id);
        let tie = entity.relationship()?;
        Some(TieRow {
            card: self.card(id),
            subject: tie.subject.and_then(|it| entity.target(it)).map(|it| self.card(it)),
            object: tie.object.and_then(|it| entity.target(it)).map(|it| self.card(it)),
            attested: if tie.date.is_some() { Vec::new() } else { tie.attested.iter().map(|date| self.when(date)).collect() },
            basis: tie.basis.map(|basis| self.words.label("basis", basis)).unwrap_or_default(),
            denied_by: self.cards_of(entity.targets_of(&tie.denied_by)),
            cites: numbers.marks(self, entity, &entity.common().cites),
        })
    }

    /// A statement's row.
    pub fn statement_row(&self, id: EntityId, numbers: &mut Numbers) -> Option<StatementRow<'m>> {
        let entity = self.model.get(id);
        let statement = entity.statement()?;
        let speaker = statement.speaker.and_then(|it| entity.target(it));
        let office = |(speaker, date)| Some(self.role_title(speaker, self.model.role_at(speaker, date)?));
        let role = speaker.zip(statement.date.as_ref()).and_then(office);
        let words = |words: &crate::parse::schema::statement::Words| Text {
            text: words.text.clone(),
            lang: words.lang.as_ref().filter(|lang| *lang != self.tag()).map(ToString::to_string),
        };
        let quoted_in = statement.quote.as_ref().and_then(|quote| quote.lang.as_ref());
        let in_page_language = quoted_in == Some(self.tag());
        Some(StatementRow {
            card: self.card(id),
            speaker: speaker.map(|id| self.card(id)),
            role: role.unwrap_or_default(),
            to: self.cards_of(entity.targets_of(&statement.to)),
            venue: self.field(entity, |it| &it.venue, &statement.venue),
            text: self.field(entity, |it| &it.text, &statement.text),
            quote: statement.quote.as_ref().map(words),
            // Words that are in the reader's language need no translation.
            translation: statement.translation.as_ref().filter(|_| !in_page_language).map(words),
            cites: numbers.marks(self, entity, &entity.common().cites),
        })
    }

    /// A dispute's row.
    pub fn dispute_row(&self, id: EntityId, numbers: &mut Numbers) -> Option<DisputeRow<'m>> {
        let entity = self.model.get(id);
        let dispute = entity.dispute()?;
        let translated = entity.translated(self.tag());
        let mut versions = Vec::new();
        for (index, version) in dispute.versions.iter().enumerate() {
            let own = translated.and_then(|it| it.versions.get(index)).filter(|text| !text.is_empty());
            let mut held_by = self.cards_of(entity.targets_of(&version.held_by));
            held_by.sort_by(|a, b| self.locale.compare(a.shown_as_holder(), b.shown_as_holder()));
            let anchor = format!("version-{}", held_by.first().map_or("unknown", |card| card.id.as_str()));
            versions.push(VersionRow {
                anchor,
                text: own.map_or_else(|| self.untranslated(&version.text), |text| Text { text: text.clone(), lang: None }),
                status: version.status.word(),
                status_label: self.words.label("status", version.status.word()),
                cites: numbers.marks(self, entity, &version.cites),
                held_by,
            });
        }
        let name =
            |version: &VersionRow<'_>| version.held_by.first().map(|card| card.shown_as_holder().to_string()).unwrap_or_default();
        versions.sort_by(|a, b| self.locale.compare(&name(a), &name(b)));
        for index in 1..versions.len() {
            let same = versions[..index].iter().filter(|it| it.anchor == versions[index].anchor).count();
            if same > 0 {
                versions[index].anchor = format!("{}-{}", versions[index].anchor, same + 1);
            }
        }
        Some(DisputeRow {
            card: self.card(id),
            state: self.words.get(&format!("define_state_{}", dispute.state)).to_string(),
            agreed: self.field(entity, |it| &it.agreed, &dispute.agreed),
            open: self.field(entity, |it| &it.open, &dispute.open),
            versions,
        })
    }

    /// The title of an actor's role, by its position.
    pub fn role_title(&self, actor: EntityId, role: usize) -> Text {
        let entity = self.model.get(actor);
        let original = entity.actor().and_then(|it| it.roles.get(role)).map_or("", |it| it.title.as_str());
        self.field(entity, |it| it.roles.get(role).map_or("", String::as_str), original)
    }

    /// Who is named.
    pub fn who(&self, id: EntityId, named: &[Named]) -> Vec<Who<'m>> {
        let entity = self.model.get(id);
        named
            .iter()
            .filter_map(|name| match name {
                Named::Entry(reference) => entity.target(*reference).map(|id| {
                    let card = self.card(id);
                    Who { card: Some(card), text: Text { text: card.title.clone(), lang: card.lang.clone() } }
                }),
                Named::Text(text) => Some(Who { card: None, text: self.phrase(entity, text) }),
            })
            .collect()
    }

    /// Rows of names.
    pub fn names(&self, id: EntityId, names: &[Name]) -> Vec<NameRow<'m>> {
        names
            .iter()
            .map(|name| NameRow {
                name: name.name.clone(),
                lang: name.lang.as_ref().filter(|lang| *lang != self.tag()).map(ToString::to_string).unwrap_or_default(),
                language: name.lang.as_ref().map(crate::render::words::autonym).unwrap_or_default(),
                used_by: self.who(id, &name.used_by),
                when: name.date.as_ref().map(|date| self.when(date)),
            })
            .collect()
    }

    /// The entities of a kind that refer to one, as sorted cards.
    pub fn referring(&self, id: EntityId, kind: Kind) -> Vec<CardRef<'m>> {
        self.sorted(self.model.referrers(id, kind))
    }

    /// The articles that refer to one, in reading order.
    pub fn articles_on(&self, id: EntityId) -> Vec<CardRef<'m>> {
        let model: &Model = self.model;
        let mut articles: Vec<EntityId> = model.referrers(id, Kind::Article).collect();
        let weight = |id: &EntityId| model.get(*id).article().map_or(0, |article| article.weight);
        articles.sort_by(|a, b| weight(a).cmp(&weight(b)).then(model.date_of(*b).cmp(&model.date_of(*a))).then(a.cmp(b)));
        self.cards_of(articles)
    }
}
