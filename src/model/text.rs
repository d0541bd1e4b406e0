//! What an entry says in a language: translated where it is, else as in the original.

use std::sync::Arc;

use crate::base::digest::{Digest, Hashed};
use crate::config::Lang;
use crate::model::{Entity, EntityId};
use crate::parse::body::Body;
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

/// Which document a body is of, with its targets.
pub struct BodyOf<'a> {
    /// The body.
    pub body: &'a Hashed<Body>,
    /// The document it is of.
    pub document: &'a Arc<Document>,
    /// What the references in it mean.
    pub targets: &'a [Option<EntityId>],
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
        match self.translations.get(lang) {
            Some(it) if !it.document.body.is_empty() => {
                BodyOf { body: &it.document.body, document: &it.document, targets: &it.targets, translated: true }
            }
            _ => BodyOf {
                body: &self.document.body,
                document: &self.document,
                targets: &self.targets,
                translated: lang == first || self.document.body.is_empty(),
            },
        }
    }
}
