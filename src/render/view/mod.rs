//! What each template may see: closed values, one type per template, whose digest is the key of the page.
//!
//! A view holds other entities only as `Card`s, so editing a body never changes another entity's page.

pub mod article;
pub mod block;
pub mod body;
pub mod card;
pub mod cite;
pub mod count;
pub mod drawing;
pub mod entity;
pub mod fact;
pub mod frame;
pub mod home;
pub mod list;
pub mod map;
pub mod network;
pub mod picture;
pub mod row;
pub mod search;
pub mod share;
pub mod shown;
pub mod site;
pub mod timeline;

use crate::base::digest::Digest;
use crate::base::edtf::Edtf;
use crate::base::path::Url;
use crate::config::{Config, Lang, Naming};
use crate::model::text::Told;
use crate::model::{Entity, EntityId, Model};
use crate::parse::kind::Kind;
use crate::render::atlas::{Atlas, Names};
use crate::render::locale::{Locale, When};
use crate::render::view::body::BodyView;
use crate::render::view::card::{Card, Dated};
use crate::render::view::cite::{Reference, ReferenceRef};
use crate::render::view::drawing::strip::Bands;
use crate::render::view::frame::{Frame, PageMeta};
use crate::render::view::shown::Shown;
use crate::render::words::Words;
use crate::route::{Page, Route, Routes};

/// What views of one language are made from.
pub struct Cx<'m> {
    /// All entries.
    pub model: &'m Model,
    /// All addresses.
    pub routes: &'m Routes,
    /// The configuration.
    pub config: &'m Config,
    /// Index of the language.
    pub lang: usize,
    /// Its words.
    pub words: &'m Words,
    /// Its formats.
    pub locale: &'m Locale,
    /// A card per entity.
    pub cards: &'m [Shown<Card>],
    /// Cards of places under names of a date.
    pub dated: &'m Dated,
    /// The reference of each entity that is a source (a row per entity).
    pub references: &'m [Option<Shown<Reference>>],
    /// What maps are made from.
    pub atlas: &'m Atlas,
    /// Names of states in the language.
    pub territories: &'m Names,
    /// What every page of the language shows.
    pub frame: &'m Shown<Frame>,
    /// The phases, as its strips show them.
    pub bands: &'m Bands,
}

/// A card, borrowed.
pub type CardRef<'m> = &'m Shown<Card>;

/// A text, with its language where it is not the page's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Its language, if it is another than the page's.
    pub lang: Option<String>,
}

impl<'m> Cx<'m> {
    /// The language of the pages.
    pub fn tag(&self) -> &'m Lang {
        &self.config.languages[self.lang]
    }

    /// A card.
    pub fn card(&self, id: EntityId) -> CardRef<'m> {
        &self.cards[id.index()]
    }

    /// What a place is called where a date is spoken of: under the policy `by-date` as it was called then, else as everywhere.
    pub fn place_name(&self, place: EntityId, date: Option<&Edtf>) -> String {
        let date = date.filter(|_| self.config.naming == Naming::ByDate);
        let name = date.and_then(|date| self.model.name_on(place, date, self.tag(), self.config.first()));
        name.unwrap_or_else(|| self.card(place).title.clone())
    }

    /// The card of a place under that name, on a date of its events or of their phases.
    pub fn place_on(&self, place: EntityId, date: Option<&Edtf>) -> CardRef<'m> {
        if self.dated.is_empty() {
            return self.card(place);
        }
        self.dated.get(&(place, self.place_name(place, date))).unwrap_or_else(|| self.card(place))
    }

    /// The cards of the places of an event, under the names of its date.
    pub fn places_of(&self, event: EntityId) -> Vec<CardRef<'m>> {
        let (entity, date) = (self.model.get(event), self.model.date_of(event));
        let places = entity.event().map(|it| entity.targets_of(&it.places)).into_iter().flatten();
        places.map(|place| self.place_on(place, date)).collect()
    }

    /// The reference of a source.
    pub fn reference(&self, source: EntityId) -> Option<ReferenceRef<'m>> {
        self.references[source.index()].as_ref()
    }

    /// Cards of several entities.
    pub fn cards_of(&self, ids: impl IntoIterator<Item = EntityId>) -> Vec<CardRef<'m>> {
        ids.into_iter().map(|id| self.card(id)).collect()
    }

    /// Cards of entities, in the alphabetical order of the language.
    pub fn sorted(&self, ids: impl IntoIterator<Item = EntityId>) -> Vec<CardRef<'m>> {
        let mut cards = self.cards_of(ids);
        cards.sort_by(|a, b| self.locale.compare(&a.title, &b.title).then_with(|| a.id.cmp(&b.id)));
        cards
    }

    /// A date in words.
    pub fn when(&self, date: &Edtf) -> When {
        self.locale.when(date, self.words)
    }

    /// A text with its language.
    pub fn text(&self, told: Told<'_>) -> Text {
        let lang = (!told.translated).then(|| self.config.first().to_string());
        Text { text: told.text.to_string(), lang }
    }

    /// A text of an entity's lists: the translation's if it has one.
    pub fn phrase(&self, entity: &Entity, original: &str) -> Text {
        self.text(entity.tell_phrase(self.tag(), self.config.first(), original))
    }

    /// A text of an original that has no translation.
    pub fn untranslated(&self, text: &str) -> Text {
        self.text(Told { text, translated: text.is_empty() || self.lang == 0 })
    }

    /// A field of an entity: the translation's if it has one.
    pub fn field<'e>(
        &self,
        entity: &'e Entity,
        translated: impl Fn(&'e crate::parse::schema::translated::Translated) -> &'e str,
        original: &'e str,
    ) -> Text {
        self.text(entity.tell(self.tag(), self.config.first(), translated, original))
    }

    /// An address of this language.
    pub fn url(&self, path: &str) -> Url {
        Url::new(format!("{}{path}", self.config.prefix(self.tag())))
    }
}

/// A view of one page, with the template it is for.
pub struct View<'m> {
    /// The template.
    pub template: &'static str,
    /// What every page has.
    pub page: PageMeta,
    /// The frame of its language.
    pub frame: &'m Shown<Frame>,
    /// The body, on pages that have one.
    pub body: Option<BodyView<'m>>,
    /// The rest, by type.
    pub content: Content<'m>,
}

macro_rules! contents {
    ($($variant:ident($type:ty)),* $(,)?) => {
        /// What a page's template sees beside frame, page and body.
        #[derive(Hash)]
        #[allow(missing_docs)]
        // One lives for each page while it is made: to box what some hold would cost more than it saves.
        #[allow(clippy::large_enum_variant)]
        pub enum Content<'m> {
            $($variant($type),)*
        }

        impl Content<'_> {
            /// As a context for the template.
            ///
            /// # Errors
            /// Never for the views there are: their keys are texts.
            pub fn context(&self) -> tera::TeraResult<tera::Context> {
                match self {
                    $(Content::$variant(view) => tera::Context::from_serialize(view),)*
                }
            }
        }
    };
}

contents! {
    Home(home::Home<'m>),
    Article(Box<article::Article<'m>>),
    Plain(article::Plain<'m>),
    Event(entity::event::Event<'m>),
    Phase(entity::phase::Phase<'m>),
    Actor(Box<entity::actor::Actor<'m>>),
    Place(entity::place::Place<'m>),
    Figure(Box<entity::figure::Figure<'m>>),
    Dispute(entity::dispute::Dispute<'m>),
    Source(entity::source::Source<'m>),
    Timeline(timeline::Timeline<'m>),
    Articles(list::Cards<'m>),
    Actors(list::Groups<'m>),
    Places(list::Groups<'m>),
    Disputes(list::Disputes<'m>),
    Sources(list::Sources<'m>),
    Figures(list::Figures<'m>),
    Statements(list::Statements<'m>),
    Network(network::Network<'m>),
    Map(Box<map::MapPage<'m>>),
    Glossary(list::Glossary<'m>),
    Corrections(site::Corrections<'m>),
    Methods(site::Methods<'m>),
    Data(site::Data),
    NotFound(site::NotFound<'m>),
    Search(search::Search<'m>),
}

impl View<'_> {
    /// The digest of all that the template can see.
    pub fn digest(&self) -> Digest {
        Digest::of(&(self.template, &self.page, self.frame, &self.body, &self.content))
    }
}

/// The view of a route that is a page; `None` for files of other kinds.
pub fn of<'m>(cx: &Cx<'m>, route: &Route) -> Option<View<'m>> {
    let view = match &route.page {
        Page::Home => home::view(cx, route),
        Page::Timeline => timeline::whole(cx, route),
        Page::Slice(slice, number) => timeline::slice(cx, route, slice, *number),
        Page::Entity(id) => entity_view(cx, route, *id)?,
        Page::List(kind, number) => list::view(cx, route, *kind, *number)?,
        Page::Map => map::view(cx, route),
        Page::Corrections => site::corrections(cx, route),
        Page::Methods => site::methods(cx, route),
        Page::Data => site::data(cx, route),
        Page::NotFound => site::not_found(cx, route),
        Page::Search => search::view(cx, route),
        _ => return None,
    };
    Some(view)
}

fn entity_view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    Some(match cx.model.get(id).kind() {
        Kind::Article => article::view(cx, route, id),
        Kind::Page => article::plain(cx, route, id),
        Kind::Event => entity::event::view(cx, route, id)?,
        Kind::Phase => entity::phase::view(cx, route, id)?,
        Kind::Actor => entity::actor::view(cx, route, id)?,
        Kind::Place => entity::place::view(cx, route, id)?,
        Kind::Figure => entity::figure::view(cx, route, id)?,
        Kind::Dispute => entity::dispute::view(cx, route, id)?,
        Kind::Source => entity::source::view(cx, route, id)?,
        Kind::Relationship | Kind::Statement | Kind::Term | Kind::Media => return None,
    })
}
