//! What an entry says in a language: translated where it is, else as in the original.

use std::sync::Arc;

use crate::base::digest::{Digest, Hashed};
use crate::base::edtf::Edtf;
use crate::config::Lang;
use crate::model::{Entity, EntityId};
use crate::parse::body::Body;
use crate::parse::reference::Named;
use crate::parse::schema::Meta;
use crate::parse::schema::actor::Name;
use crate::parse::schema::translated::Translated;
use crate::parse::{Content, Document};

/// A text and whether it is in the language asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// The text.
    pub text: &'a str,
    /// False where it is the original's for want of a translation.
    pub translated: bool,
}

/// Texts of an original that a translation tells by their words.
#[derive(Default)]
pub struct Phrases<'a> {
    /// Those that a reader of another language would want.
    pub texts: Vec<&'a str>,
    /// Those that name someone, and may stay as they are.
    pub names: Vec<&'a str>,
}

/// Which document a body is of, with its targets.
pub struct BodyOf<'a> {
    /// The body.
    pub body: &'a Hashed<Body>,
    /// The document it is of.
    pub document: &'a Arc<Document>,
    /// What the references in it mean.
    pub targets: &'a [Option<EntityId>],
    /// The date it speaks of: an event's.
    pub date: Option<&'a Edtf>,
    /// False where it is the original's for want of a translation.
    pub translated: bool,
}

impl Entity {
    /// Digest of the words of its bodies, in all languages.
    pub fn words(&self) -> Digest {
        let told: Vec<_> = self.translations.values().map(|it| it.document.words).collect();
        Digest::of(&(self.document.words, told))
    }

    /// The translation into a language, if there is one.
    pub fn translated(&self, lang: &Lang) -> Option<&Translated> {
        match &self.translations.get(lang)?.document.content {
            Content::Translation(_, translated) => Some(translated),
            Content::Original(_) => None,
        }
    }

    /// A field in a language: the translation's if it has one, else the original's.
    pub fn tell<'a>(
        &'a self,
        lang: &Lang,
        first: &Lang,
        translated: impl Fn(&'a Translated) -> &'a str,
        original: &'a str,
    ) -> Told<'a> {
        let own = self.translated(lang).map(translated).filter(|text| !text.is_empty());
        match own {
            Some(text) => Told { text, translated: true },
            None => Told { text: original, translated: lang == first || original.is_empty() },
        }
    }

    /// Its texts that a translation has no field for, in their order: those of its lists, known by their words, and those that name someone.
    pub fn phrases<'a>(&'a self) -> Phrases<'a> {
        let mut phrases = Phrases::default();
        let Phrases { texts, names } = &mut phrases;
        let mut named = |name: &'a Named| {
            if let Named::Text(text) = name {
                names.push(text);
            }
        };
        match self.meta() {
            Meta::Figure(figure) => {
                texts.extend(figure.points.iter().map(|point| point.note.as_str()));
                texts.extend(figure.none_published.iter().map(|none| none.note.as_str()));
            }
            Meta::Event(event) => texts.extend(event.actors.iter().map(|part| part.role.as_str())),
            Meta::Media(media) => texts.push(&media.warning),
            Meta::Term(term) => {
                texts.push(&term.prefer);
                term.used_by.iter().for_each(&mut named);
            }
            Meta::Actor(actor) => actor.names.iter().flat_map(|name| &name.used_by).for_each(&mut named),
            Meta::Place(place) => {
                place.names.iter().flat_map(|name| &name.used_by).for_each(&mut named);
                place.part_of.iter().filter_map(|within| within.according_to.as_ref()).for_each(&mut named);
            }
            _ => {}
        }
        texts.extend(self.common().corrections.iter().map(|it| it.text.as_str()));
        texts.extend(self.common().allowances.iter().map(|it| it.reason.as_str()));
        texts.retain(|text| !text.is_empty());
        phrases
    }

    /// When its substance was last changed: its `updated`, or its newest correction.
    pub fn changed(&self) -> Option<&Edtf> {
        let common = self.common();
        common.updated.iter().chain(common.corrections.iter().filter_map(|it| it.date.as_ref())).max()
    }

    /// A text of its lists in a language: the translation's if it has one, else the original's.
    pub fn tell_phrase<'a>(&'a self, lang: &Lang, first: &Lang, original: &'a str) -> Told<'a> {
        match self.translated(lang).and_then(|it| it.phrase(original)) {
            Some(text) => Told { text, translated: true },
            None => Told { text: original, translated: lang == first || original.is_empty() },
        }
    }

    /// What it is called in a language: translated, or one of its names that is in the language and nobody's in particular, or as it is.
    ///
    /// It is then a proper name in its own form, not a text in another language.
    pub fn name_in(&self, lang: &Lang, first: &Lang) -> &str {
        let names: &[Name] = match self.meta() {
            Meta::Actor(actor) => &actor.names,
            Meta::Place(place) => &place.names,
            _ => &[],
        };
        let told = self.tell(lang, first, |it| &it.title, &self.common().title);
        let own = names.iter().find(|name| name.lang.as_ref() == Some(lang) && name.used_by.is_empty() && name.date.is_none());
        match own {
            Some(name) if !told.translated => &name.name,
            _ => told.text,
        }
    }

    /// The body in a language.
    pub fn body(&self, lang: &Lang, first: &Lang) -> BodyOf<'_> {
        let date = self.event().and_then(|event| event.date.as_ref());
        match self.translations.get(lang) {
            Some(it) if !it.document.body.is_empty() => {
                BodyOf { body: &it.document.body, document: &it.document, targets: &it.targets, date, translated: true }
            }
            _ => BodyOf {
                body: &self.document.body,
                document: &self.document,
                targets: &self.targets,
                date,
                translated: lang == first || self.document.body.is_empty(),
            },
        }
    }
}
