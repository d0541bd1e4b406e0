//! Wording: what lints find in the site's own prose. Quotations, references and code are not looked at.

use std::collections::HashMap;

use crate::check::Cx;
use crate::check::lint::{Reader, Said};
use crate::check::phrases::Phrases;
use crate::check::vocabulary::Vocabulary;
use crate::config::Lang;
use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::parse::prose::Passage;

pub(super) fn is_article(cx: &Cx<'_>, id: EntityId) -> bool {
    cx.model.get(id).kind() == Kind::Article
}

/// `relative-time-word`
pub fn relative_time_word<'m>(cx: &'m Cx<'m>) -> Reader<'m> {
    let by_lang: HashMap<&Lang, Phrases<()>> = by_language(cx, |words, phrases| {
        words.relative_time.iter().for_each(|phrase| phrases.add(phrase, ()));
    });
    Box::new(move |said, sink| {
        let Said { id, lang, prose, passages } = *said;
        let Some(phrases) = by_lang.get(lang).filter(|_| is_article(cx, id)) else { return };
        for passage in passages {
            for found in phrases.find(passage) {
                let word = passage.slice(found.range.clone());
                let message = format!("“{word}” means another day to each reader");
                let Some(place) = prose.place(passage, found.range.clone()) else { continue };
                sink.about(id, Diagnostic::new(Code::RELATIVE_TIME_WORD, place, message).help("write the date"));
            }
        }
    })
}

fn by_language<'m, T>(cx: &Cx<'m>, fill: impl Fn(&'m Vocabulary, &mut Phrases<T>)) -> HashMap<&'m Lang, Phrases<T>> {
    let mut all = HashMap::new();
    for (lang, words) in cx.vocabularies {
        let mut phrases = Phrases::default();
        fill(words, &mut phrases);
        if !phrases.is_empty() {
            all.insert(lang, phrases);
        }
    }
    all
}

/// `loaded-term`
pub fn loaded_term<'m>(cx: &'m Cx<'m>) -> Reader<'m> {
    let mut by_lang: HashMap<&Lang, Phrases<EntityId>> = HashMap::new();
    for id in cx.model.of_kind(Kind::Term) {
        let entity = cx.model.get(id);
        let Some(term) = entity.term().filter(|term| term.loaded) else { continue };
        let own = std::iter::once(&entity.common().title).chain(&term.alt).map(|name| (cx.config.first(), name));
        let told = entity.translations.keys().filter_map(|lang| Some((lang, &entity.translated(lang)?.title)));
        for (lang, name) in own.chain(told) {
            by_lang.entry(lang).or_default().add(without_remark(name), id);
        }
    }
    Box::new(move |said, sink| {
        let Said { id, lang, prose, passages } = *said;
        // A glossary speaks of words, and a place's entry of its names.
        let Some(phrases) = by_lang.get(lang).filter(|_| cx.model.get(id).kind() != Kind::Term) else { return };
        for passage in passages {
            for found in phrases.find(passage) {
                let Some(term) = found.means.first().map(|id| cx.model.get(**id)) else { continue };
                let Some(place) = prose.place(passage, found.range.clone()) else { continue };
                let prefer = term.term().map_or("", |term| &term.prefer);
                let help = match prefer {
                    "" => "use a word of no side, or quote the one who uses it".to_string(),
                    prefer => format!("write “{prefer}”, or quote the one who uses the word"),
                };
                let message = format!("“{}” takes a side", passage.slice(found.range.clone()));
                let finding = Diagnostic::new(Code::LOADED_TERM, place, message)
                    .label(term.place("loaded"), "the glossary says so here")
                    .help(help);
                sink.about(id, finding);
            }
        }
    })
}

/// A name without the remark in brackets behind it: `Patriotic War (Azerbaijan)`.
fn without_remark(name: &str) -> &str {
    name.split(['(', '（']).next().unwrap_or(name).trim()
}

/// What a name in prose stands for.
enum Named {
    /// One of the names of a contested place.
    Place(EntityId),
    /// Another entry, whose longer name may hold that of a place.
    Other,
}

/// `single-name-for-contested-place`
pub fn single_name<'m>(cx: &'m Cx<'m>) -> Reader<'m> {
    let by_lang: HashMap<&Lang, Phrases<(Named, String)>> =
        cx.config.languages.iter().map(|lang| (lang, names(cx, lang))).collect();
    Box::new(move |said, sink| {
        let Said { id, lang, prose, passages } = *said;
        let own = matches!(cx.model.get(id).kind(), Kind::Term | Kind::Place);
        let Some(phrases) = by_lang.get(lang).filter(|_| !own) else { return };
        for passage in passages {
            let found = phrases.find(passage);
            let places = |range: &std::ops::Range<usize>, means: &[&(Named, String)]| -> Vec<EntityId> {
                let written = passage.slice(range.clone());
                let same = means.iter().filter(|(_, name)| name == written);
                same.filter_map(|(named, _)| if let Named::Place(id) = named { Some(*id) } else { None }).collect()
            };
            let typed: Vec<(&std::ops::Range<usize>, Vec<EntityId>)> =
                found.iter().map(|it| (&it.range, places(&it.range, &it.means))).collect();
            for (range, places) in &typed {
                let Some(place) = places.first().filter(|_| !continues(passage, range.end)) else { continue };
                let name = passage.slice((*range).clone());
                let beside = typed.iter().any(|(other, meant)| meant.contains(place) && passage.slice((*other).clone()) != name);
                let Some(written) = prose.place(passage, (*range).clone()).filter(|_| !beside) else { continue };
                let entity = cx.model.get(*place);
                let others: Vec<&str> = cx.model.contested_names(*place, lang).into_iter().flatten().collect();
                let message = format!("“{name}” is one of the names of a contested place: {}", others.join(", "));
                let finding = Diagnostic::new(Code::SINGLE_NAME_FOR_CONTESTED_PLACE, written, message)
                    .label(entity.place("names"), "its names are here")
                    .help(format!(
                        "in a body refer to it, `[[place:{}]]`, which shows the pair; in a field write both names",
                        entity.id()
                    ));
                sink.about(id, finding);
            }
        }
    })
}

/// Whether a capital follows, so that the name is a part of a longer one: `Stepanakert Airport`.
fn continues(passage: &Passage<'_>, end: usize) -> bool {
    let rest = passage.slice(end..passage.text.len());
    rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// The names of contested places in a language, and of everything else that has a name.
fn names(cx: &Cx<'_>, lang: &Lang) -> Phrases<(Named, String)> {
    let mut phrases = Phrases::of_names();
    for id in cx.model.of_kind(Kind::Place) {
        let Some(contested) = cx.model.contested_names(id, lang) else { continue };
        let title = cx.model.get(id).tell(lang, cx.config.first(), |it| &it.title, &cx.model.get(id).common().title).text;
        // Part of a name that is nobody's in particular, a name is the short form of that: `Karabakh` of `Nagorno-Karabakh`.
        let held: Vec<&str> = contested.iter().filter(|name| title.contains(**name)).copied().collect();
        let short = held.as_slice();
        for name in contested.into_iter().filter(|name| *name == title || short != [*name]) {
            phrases.add(name, (Named::Place(id), name.to_string()));
        }
    }
    if phrases.is_empty() {
        return phrases;
    }
    for kind in [Kind::Actor, Kind::Term, Kind::Event, Kind::Phase] {
        for id in cx.model.of_kind(kind) {
            let entity = cx.model.get(id);
            let title = entity.tell(lang, cx.config.first(), |it| &it.title, &entity.common().title).text;
            let names = entity.actor().map_or(&[][..], |actor| &actor.names).iter().map(|name| name.name.as_str());
            for name in names.chain([title]) {
                phrases.add(name, (Named::Other, name.to_string()));
            }
        }
    }
    phrases
}
