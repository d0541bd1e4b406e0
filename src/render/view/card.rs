//! Cards: all that another page may show of an entity.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::base::path::Url;
use crate::config::{Config, Naming, SiteText};
use crate::model::{Entity, EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;
use crate::render::locale::{Locale, When};
use crate::render::view::Text;
use crate::render::view::shown::Shown;
use crate::render::words::Words;
use crate::route::Routes;

/// An entity in short.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Card {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its address.
    pub url: Url,
    /// Title or name; of a contested place the pair of names.
    pub title: String,
    /// Language of the title, if it is not the page's.
    pub lang: Option<String>,
    /// One or two sentences.
    pub summary: Text,
    /// Its date; of a person none, since a life is no date of the conflict.
    pub when: Option<When>,
    /// Its class or type, as written: `battle`, `person`.
    pub class: String,
    /// The same in words.
    pub class_label: String,
    /// Id of the side it is on; empty if on none.
    pub side: String,
    /// Name of the side.
    pub side_name: String,
    /// Position of the side in `site.yaml`, from 1: chooses hue and mark; 0 if on none.
    pub side_number: usize,
    /// Of sources, the newspaper or body that published it; empty otherwise.
    pub outlet: String,
    /// Of events, 1 to 5.
    pub importance: u8,
    /// Of events, whether it happened, if that is not plain: `alleged`.
    pub modality: String,
    /// Of events, how they are sourced: `several`, `single`, `one-sided`, `weak`, `none`.
    pub sourcing: &'static str,
    /// The same in words.
    pub sourcing_label: String,
    /// A caveat, shown wherever the fact is.
    pub note: Text,
    /// `high`, `medium`, `low`; empty if not said.
    pub confidence: &'static str,
}

impl Card {
    /// What stands over a version that the entity holds and beside a number that it claims: of a source the newspaper or body, of others
    /// the name.
    pub fn shown_as_holder(&self) -> &str {
        if self.outlet.is_empty() { &self.title } else { &self.outlet }
    }
}

/// Cards of places by the name that they bear.
pub type Dated = BTreeMap<(EntityId, String), Shown<Card>>;

/// What cards of one language are made from.
pub struct Maker<'m> {
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
    /// What the site and its sides are called in it.
    pub text: &'m SiteText,
}

/// Makes the cards of all entities in a language.
pub fn cards(maker: &Maker<'_>) -> Vec<Shown<Card>> {
    (0..maker.model.entities.len() as u32).into_par_iter().map(|number| Shown::new(maker.card(EntityId(number)))).collect()
}

/// The cards of places under the names that were in use on the dates of what happened there, where the site names them so.
pub fn dated(maker: &Maker<'_>, cards: &[Shown<Card>]) -> Dated {
    let mut dated = Dated::new();
    if maker.config.naming != Naming::ByDate {
        return dated;
    }
    let (lang, first) = (&maker.config.languages[maker.lang], maker.config.first());
    let mut note = |place: EntityId, date: &Edtf| {
        let card = &cards[place.index()];
        let Some(name) = maker.model.name_on(place, date, lang, first).filter(|name| *name != card.title) else { return };
        dated
            .entry((place, name))
            .or_insert_with_key(|(_, name)| Shown::new(Card { title: name.clone(), lang: None, ..(**card).clone() }));
    };
    for event in maker.model.of_kind(Kind::Event) {
        let (entity, phase) = (maker.model.get(event), maker.model.phase_of[event.index()]);
        let dates = [maker.model.date_of(event), phase.and_then(|phase| maker.model.date_of(phase))];
        for place in entity.event().map(|it| entity.targets_of(&it.places)).into_iter().flatten() {
            dates.into_iter().flatten().for_each(|date| note(place, date));
        }
    }
    dated
}

impl Maker<'_> {
    fn card(&self, id: EntityId) -> Card {
        let entity = self.model.get(id);
        let common = entity.common();
        let (class, group) = class(entity.meta());
        let title = self.title(id, entity);
        let sourcing = match entity.kind() {
            Kind::Event => self.model.sourcing(&self.model.cited(entity)).word(),
            _ => "",
        };
        let side = match entity.kind() {
            Kind::Actor => self.model.side_of(id).unwrap_or(""),
            _ => "",
        };
        let side_name = self.text.sides.get(side).cloned().unwrap_or_default();
        Card {
            kind: entity.kind(),
            id: entity.id().to_string(),
            url: self.routes.url(id, self.lang).clone(),
            title: title.text,
            lang: title.lang,
            summary: self.text(entity, |it| &it.summary, &common.summary),
            when: self.model.date_of(id).filter(|_| class != "person").map(|date| self.locale.when(date, self.words)),
            class_label: if class.is_empty() { String::new() } else { self.words.label(group, class) },
            class: class.to_string(),
            side_number: self.config.sides.iter().position(|it| it.id == side).map_or(0, |index| index + 1),
            outlet: outlet(entity),
            side: side.to_string(),
            side_name,
            importance: entity.event().map_or(0, |event| event.importance),
            sourcing_label: if sourcing.is_empty() { String::new() } else { self.words.label("sourcing", sourcing) },
            sourcing,
            modality: entity.event().map(|it| it.modality.word()).filter(|word| *word != "occurred").unwrap_or("").to_string(),
            note: self.text(entity, |it| &it.note, &common.note),
            confidence: common.confidence.map_or("", |confidence| confidence.word()),
        }
    }

    fn text<'e>(
        &self,
        entity: &'e Entity,
        translated: impl Fn(&'e crate::parse::schema::translated::Translated) -> &'e str,
        original: &'e str,
    ) -> Text {
        let told = entity.tell(&self.config.languages[self.lang], self.config.first(), translated, original);
        Text { text: told.text.to_string(), lang: (!told.translated).then(|| self.config.first().to_string()) }
    }

    fn title(&self, id: EntityId, entity: &Entity) -> Text {
        match entity.meta() {
            Meta::Place(_) if self.config.naming == Naming::Pair => {
                match self.model.name_pair(id, &self.config.languages[self.lang], self.config.first()) {
                    Some(pair) => Text { text: pair, lang: None },
                    None => self.own_title(entity),
                }
            }
            Meta::Relationship(tie) if entity.common().title.is_empty() => {
                let name = |reference: Option<u32>| {
                    reference
                        .and_then(|it| entity.target(it))
                        .map(|id| self.own_title(self.model.get(id)).text)
                        .unwrap_or_default()
                };
                let label = self.words.label("tie", &tie.class);
                Text { text: format!("{} — {label} — {}", name(tie.subject), name(tie.object)), lang: None }
            }
            Meta::Statement(statement) if entity.common().title.is_empty() => {
                let speaker = statement.speaker.and_then(|it| entity.target(it));
                let name = speaker.map(|id| self.own_title(self.model.get(id)).text).unwrap_or_default();
                let date = statement.date.as_ref().map(|date| self.locale.when(date, self.words).text).unwrap_or_default();
                Text { text: [&name, self.words.get("list_comma"), &date].concat(), lang: None }
            }
            Meta::Source(source) => {
                let page = &self.config.languages[self.lang];
                let lang = source.text("language").filter(|lang| *lang != page.as_str());
                Text { text: entity.common().title.clone(), lang: lang.map(str::to_string) }
            }
            Meta::Actor(_) | Meta::Place(_) => self.name(entity),
            _ => self.own_title(entity),
        }
    }

    fn name(&self, entity: &Entity) -> Text {
        Text { text: entity.name_in(&self.config.languages[self.lang], self.config.first()).to_string(), lang: None }
    }

    fn own_title(&self, entity: &Entity) -> Text {
        self.text(entity, |it| &it.title, &entity.common().title)
    }
}

fn outlet(entity: &Entity) -> String {
    let source = entity.source();
    let outlet = source.and_then(|source| source.text("container-title").or(source.text("publisher")));
    outlet.unwrap_or("").to_string()
}

fn class(meta: &Meta) -> (&str, &'static str) {
    match meta {
        Meta::Event(it) => (&it.class, "event"),
        Meta::Actor(it) => (it.class, "actor"),
        Meta::Place(it) => (&it.class, "place"),
        Meta::Source(it) => (it.tier.unwrap_or(""), "tier"),
        Meta::Figure(it) => (&it.measure, "measure"),
        Meta::Relationship(it) => (&it.class, "tie"),
        Meta::Dispute(it) => (it.state, "state"),
        _ => ("", ""),
    }
}
