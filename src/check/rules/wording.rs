//! Wording: what lints find in the site's own prose. Quotations, references and code are not looked at.

use std::collections::{HashMap, HashSet};

use crate::check::Cx;
use crate::check::lint::{Reader, Said};
use crate::check::phrases::Phrases;
use crate::check::vocabulary::Vocabulary;
use crate::config::Lang;
use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::parse::prose::{Passage, Word, fold};

/// Words between a number and what happened to those it counts.
const REACH: usize = 2;

fn is_article(cx: &Cx<'_>, id: EntityId) -> bool {
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

/// `typed-number`: a number beside a word of loss, which no count of the site holds.
pub fn typed_number<'m>(cx: &'m Cx<'m>) -> Reader<'m> {
    let mut counted: HashSet<u64> = HashSet::new();
    for id in cx.model.of_kind(Kind::Figure) {
        let points = cx.model.get(id).figure().map_or(&[][..], |figure| &figure.points);
        let numbers = points.iter().flat_map(|point| [point.value, point.low, point.high, point.added]);
        counted.extend(numbers.flatten().filter(|number| *number >= 0.0).map(|number| number as u64));
    }
    Box::new(move |said, sink| {
        let Said { id, lang, prose, passages } = *said;
        if prose.is_field && !is_article(cx, id) {
            return;
        }
        let Some(words) = cx.vocabularies.get(lang) else { return };
        for passage in passages {
            for number in numbers(passage).into_iter().filter(|it| !counted.contains(&it.value)) {
                let Some(word) = loss_beside(passage, &number, words) else { continue };
                let typed = passage.slice(number.first.start as usize..number.last.end as usize);
                let message = format!("{typed} stands beside “{word}”, and no figure holds that count");
                let range = number.first.start as usize..number.last.end as usize;
                let Some(place) = prose.place(passage, range) else { continue };
                let finding = Diagnostic::new(Code::TYPED_NUMBER, place, message)
                    .help("make it a point of a figure, with claimant, date and source, and refer to it: `[[figure:id@date]]`");
                sink.about(id, finding);
            }
        }
    })
}

/// A number in a passage: its words, from one group of digits to the last.
struct Number {
    value: u64,
    first: Word,
    last: Word,
    /// Index of its first and last word.
    at: (usize, usize),
}

/// The numbers of a passage: `320`, `1,221`, `1 221` with a space that does not break.
fn numbers(passage: &Passage<'_>) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for (index, word) in passage.words.iter().enumerate() {
        let text = passage.word(*word);
        let Some(value) = digits(text) else { continue };
        if let Some(before) = found.last_mut().filter(|it| it.at.1 + 1 == index) {
            let between = passage.between(before.last, *word);
            let groups =
                text.chars().count() == 3 && matches!(between, "," | "." | "٬" | "'" | "’" | "\u{a0}" | "\u{202f}" | "\u{2009}");
            if groups {
                before.value = before.value.saturating_mul(1000).saturating_add(value);
                (before.last, before.at.1) = (*word, index);
                continue;
            }
        }
        found.push(Number { value, first: *word, last: *word, at: (index, index) });
    }
    // A clock's time and a decimal are no count.
    found.retain(|number| {
        let after = passage.slice(number.last.end as usize..passage.text.len());
        let before = passage.slice(0..number.first.start as usize);
        let glued = |text: Option<char>, beyond: Option<char>| {
            matches!(text, Some(':' | '.' | ',' | '/' | '%')) && beyond.is_none_or(|c| c.is_numeric() || text == Some('%'))
        };
        let (mut ahead, mut back) = (after.chars(), before.chars().rev());
        let (next, beyond) = (ahead.next(), ahead.next());
        let (last, earlier) = (back.next(), back.next());
        !(glued(next, beyond.or(Some(' '))) || glued(last, earlier.or(Some(' '))))
    });
    found
}

/// A word of digits, of any script that writes decimal digits in order.
fn digits(text: &str) -> Option<u64> {
    let mut value: u64 = 0;
    for c in text.chars() {
        value = value.checked_mul(10)?.checked_add(u64::from(digit(c)?))?;
    }
    Some(value)
}

fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 8] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0xff10];
    ZEROS.iter().map(|zero| (c as u32).wrapping_sub(*zero)).find(|digit| *digit < 10)
}

/// A word of loss near a number, in one clause with it; none beside a date.
fn loss_beside<'p>(passage: &Passage<'p>, number: &Number, words: &Vocabulary) -> Option<&'p str> {
    let all = &passage.words;
    let (first, last) = number.at;
    let folded = |index: usize| all.get(index).map(|word| fold(passage.word(*word)));
    let is_month =
        |index: Option<usize>| index.and_then(folded).is_some_and(|word| words.months.iter().any(|it| fold(it) == word));
    let year = (1000..3000).contains(&number.value) && first == last && number.first.end - number.first.start == 4;
    if is_month(first.checked_sub(1)) || is_month(Some(last + 1)) {
        return None;
    }
    let joined = |from: usize, to: usize| {
        all[from..=to].windows(2).all(|pair| passage.between(pair[0], pair[1]).chars().all(|c| c.is_whitespace() || c == '-'))
    };
    let reach = if year { 0 } else { REACH };
    let before = (first.saturating_sub(1 + reach)..first).rev().filter(|index| joined(*index, first));
    let after = (last + 1..(last + 2 + reach).min(all.len())).filter(|index| joined(last, *index));
    let loss = |index: &usize| {
        let word = fold(passage.word(all[*index]));
        words.casualty.iter().any(|it| match it.strip_suffix('*') {
            Some(beginning) => word.starts_with(&fold(beginning)),
            None => fold(it) == word,
        })
    };
    after.chain(before).find(loss).map(|index| passage.word(all[index]))
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
