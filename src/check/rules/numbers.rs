//! Numbers typed in prose beside a word of loss, which no count of the site holds.

use std::collections::HashSet;
use std::ops::Range;

use crate::check::Cx;
use crate::check::lint::{Reader, Said};
use crate::check::rules::wording::is_article;
use crate::check::vocabulary::Vocabulary;
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;
use crate::parse::prose::{Passage, Word, fold};

/// Words between a number and what happened to those it counts.
const REACH: usize = 2;

/// Years of which sites of this sort tell; a round one is as likely a count.
const YEARS: Range<u64> = 1900..2100;

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
            for number in counts(passage, words).into_iter().filter(|it| !counted.contains(&it.value)) {
                let Some(word) = loss_beside(passage, &number, words) else { continue };
                let message =
                    format!("{} stands beside “{word}”, and no figure holds that count", passage.slice(number.range.clone()));
                let Some(place) = prose.place(passage, number.range) else { continue };
                let finding = Diagnostic::new(Code::TYPED_NUMBER, place, message)
                    .help("make it a point of a figure, with claimant, date and source, and refer to it: `[[figure:id@date]]`");
                sink.about(id, finding);
            }
        }
    })
}

/// A number in a passage, from its first group of digits to the last or to its word of magnitude.
struct Number {
    value: u64,
    range: Range<usize>,
    /// Index of its first and last word.
    at: (usize, usize),
}

impl Number {
    /// Whether it is written as four digits, of one byte each or more, like a year.
    fn is_plain(&self) -> bool {
        self.at.0 == self.at.1 && (1000..10_000).contains(&self.value) && self.range.len().is_multiple_of(4)
    }

    fn is_year(&self) -> bool {
        self.is_plain() && YEARS.contains(&self.value) && !self.value.is_multiple_of(100)
    }

    fn may_be_day(&self) -> bool {
        self.at.0 == self.at.1 && (1..=31).contains(&self.value)
    }
}

/// The numbers of a passage that may count something: no clock's time, no decimal, no part of a date.
fn counts(passage: &Passage<'_>, words: &Vocabulary) -> Vec<Number> {
    let mut found = numbers(passage, words);
    let days = days(passage, &found, words);
    let mut days = days.into_iter();
    found.retain(|number| {
        let glued = |next: Option<char>, beyond: Option<char>| {
            matches!(next, Some(':' | '.' | ',' | '/' | '%')) && beyond.is_none_or(|c| c.is_numeric() || next == Some('%'))
        };
        let mut ahead = passage.slice(number.range.end..passage.text.len()).chars();
        let mut back = passage.slice(0..number.range.start).chars().rev();
        let (next, beyond) = (ahead.next(), ahead.next());
        let (last, earlier) = (back.next(), back.next());
        let is_day = days.next().unwrap_or(false);
        !(is_day || number.is_year() || glued(next, beyond.or(Some(' '))) || glued(last, earlier.or(Some(' '))))
    });
    found
}

/// The numbers of a passage: `320`, `1,221`, `1 221`, `1'221`, `6 million`; of `10-15` the second.
fn numbers(passage: &Passage<'_>, words: &Vocabulary) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for (index, word) in passage.words.iter().enumerate() {
        let (start, end) = (word.start as usize, word.end as usize);
        let text = passage.slice(start..end);
        let before = found.last_mut().filter(|it| it.at.1 + 1 == index);
        let Some((offset, value)) = value(text) else {
            let times = || words.magnitudes.iter().find(|(magnitude, _)| is(magnitude, text)).map(|(_, times)| *times);
            if let Some(before) = before.filter(|it| is_blank(passage.slice(it.range.end..start)))
                && let Some(times) = times()
            {
                *before = Number {
                    value: before.value.saturating_mul(times),
                    range: before.range.start..end,
                    at: (before.at.0, index),
                };
            }
            continue;
        };
        if let Some(before) = before {
            let parts = match passage.slice(before.range.end..start) {
                // Between two numbers, or between groups of one: the first group has three digits at most.
                " " => before.at.0 < before.at.1 || passage.slice(before.range.clone()).chars().count() <= 3,
                between => matches!(between, "," | "." | "٬" | "'" | "’" | "\u{a0}" | "\u{202f}" | "\u{2009}"),
            };
            if parts && text.chars().count() == 3 {
                before.value = before.value.saturating_mul(1000).saturating_add(value);
                (before.range.end, before.at.1) = (end, index);
                continue;
            }
        }
        found.push(Number { value, range: start + offset..end, at: (index, index) });
    }
    found
}

/// The number that a word ends with, and where it begins: digits, in groups behind apostrophes, or the end of a range.
fn value(text: &str) -> Option<(usize, u64)> {
    if let Some((first, second)) = text.split_once('-') {
        // `2019-20` and `2020-10-07` are dates.
        let (from, to) = (digits(first).filter(|from| *from < 1000)?, digits(second)?);
        return (from < to).then_some((first.len() + 1, to));
    }
    let mut groups = text.split(['\'', '’']);
    let mut value = digits(groups.next()?)?;
    for group in groups {
        value = value.checked_mul(1000)?.checked_add(digits(group).filter(|_| group.chars().count() == 3)?)?;
    }
    Some((0, value))
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

/// Which numbers are days: those beside a month that has no other day, and those joined to a day, as in `6 or 7 October`.
fn days(passage: &Passage<'_>, numbers: &[Number], words: &Vocabulary) -> Vec<bool> {
    let all = &passage.words;
    let is_month =
        |index: usize| all.get(index).is_some_and(|word| words.months.iter().any(|month| is(month, passage.word(*word))));
    let dated = |number: &Number| number.may_be_day() || number.is_plain() && (1000..3000).contains(&number.value);
    let ahead = |number: &Number| {
        let next = number.at.1 + 1;
        is_month(next) && is_blank(passage.slice(number.range.end..all[next].start as usize))
    };
    let has_day = |month: usize| numbers.iter().any(|it| it.at.1 + 1 == month && it.may_be_day() && ahead(it));
    let behind = |number: &Number| {
        number.at.0.checked_sub(1).is_some_and(|month| {
            let between = passage.slice(all[month].end as usize..number.range.start);
            is_month(month) && is_blank(between.strip_prefix('.').unwrap_or(between)) && (number.is_plain() || !has_day(month))
        })
    };
    let mut days: Vec<bool> = numbers.iter().map(|it| dated(it) && (ahead(it) || behind(it))).collect();
    let joined = |first: &Number, second: &Number| {
        let between = passage.slice(first.range.end..second.range.start).trim();
        let word = words.between_days.iter().any(|word| is(word, between));
        first.may_be_day() && second.may_be_day() && (word || matches!(between, "-" | "–" | "—" | "/"))
    };
    for index in (1..numbers.len()).rev() {
        days[index - 1] |= days[index] && joined(&numbers[index - 1], &numbers[index]);
    }
    for index in 1..numbers.len() {
        days[index] |= days[index - 1] && joined(&numbers[index - 1], &numbers[index]);
    }
    days
}

/// Whether a word is one of a vocabulary, in which the beginning of a word ends with `*`.
fn is(wanted: &str, word: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(beginning) => fold(word).starts_with(&fold(beginning)),
        None => fold(wanted) == fold(word),
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// A word of loss near a number, in one clause with it.
fn loss_beside<'p>(passage: &Passage<'p>, number: &Number, words: &Vocabulary) -> Option<&'p str> {
    let all = &passage.words;
    let (first, last) = number.at;
    let joined = |from: usize, to: usize| {
        let is_open = |pair: &[Word]| passage.between(pair[0], pair[1]).chars().all(|c| c.is_whitespace() || c == '-');
        all[from..=to].windows(2).all(is_open)
    };
    // What may be a year counts only those right beside it.
    let reach = if number.is_plain() && (1000..3000).contains(&number.value) { 0 } else { REACH };
    let before = (first.saturating_sub(1 + reach)..first).rev().filter(|index| joined(*index, first));
    let after = (last + 1..(last + 2 + reach).min(all.len())).filter(|index| joined(last, *index));
    let loss = |index: &usize| words.casualty.iter().any(|it| is(it, passage.word(all[*index])));
    after.chain(before).find(loss).map(|index| passage.word(all[index]))
}
