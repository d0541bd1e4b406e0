//! The words of a date: each form of EDTF has its own, which a language dresses where they stand within a phrase.

use edtf_core::{Bound, BoundDate, Date, DateField, Edtf as Parsed, IntervalEndpoint, Precision, Set, SetElement};
use icu_calendar::{Date as IcuDate, Gregorian};

use super::{Locale, last_word};
use crate::render::words::{Filling, Words};

impl Locale {
    pub(super) fn interval(&self, start: &IntervalEndpoint, end: &IntervalEndpoint, words: &Words) -> Filling {
        let told = |endpoint: &IntervalEndpoint| match endpoint {
            IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) | IntervalEndpoint::OnOrAfter(date) => {
                Some(self.date(date, words))
            }
            IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        };
        let phrase = |key: &str, date: &Filling| Filling { kind: "", ..words.tell(key, &[("date", date)]) };
        match (told(start), told(end)) {
            (Some(start), Some(end)) if start == end => start,
            (Some(start), Some(end)) => from_to("date_range", &start, &end, words),
            (Some(start), None) if matches!(end, IntervalEndpoint::Open) => phrase("date_since", &start),
            (Some(start), None) => phrase("date_end_unknown", &start),
            (None, Some(end)) if matches!(start, IntervalEndpoint::Open) => phrase("date_until", &end),
            (None, Some(end)) => phrase("date_start_unknown", &end),
            (None, None) => Filling::new(words.get("date_unknown")),
        }
    }

    pub(super) fn set(&self, set: &Set, words: &Words) -> Filling {
        let mut told: Vec<Filling> = set
            .elements
            .iter()
            .map(|element| match element {
                SetElement::Date(date) => self.date(date, words),
                SetElement::OnOrBefore(date) => words.tell("date_or_earlier", &[("date", &self.date(date, words))]),
                SetElement::OnOrAfter(date) => words.tell("date_or_later", &[("date", &self.date(date, words))]),
                SetElement::Range(start, end) => between(&self.date(start, words), &self.date(end, words), words),
            })
            .collect();
        let Some(last) = told.pop() else { return Filling::default() };
        if told.is_empty() {
            return last;
        }
        // "6 or 7 October 2020": what all share is said once.
        let comma = words.get("list_comma");
        let others = |of: fn(&Filling) -> &String| {
            let shared = told.iter().map(|it| common_tail(of(it), of(&last))).min().unwrap_or(0);
            told.iter().map(|it| &of(it)[..of(it).len() - shared]).collect::<Vec<_>>().join(comma)
        };
        let first = Filling { text: others(|it| &it.text), within: others(|it| &it.within), kind: "" };
        Filling { kind: "", ..words.tell("date_or", &[("first", &first), ("last", &Filling { kind: "", ..last })]) }
    }

    pub(super) fn date(&self, date: &Date, words: &Words) -> Filling {
        let plain = self.plain(date, words);
        let (key, kind) = match (date.is_approximate(), date.is_uncertain()) {
            (false, false) => return plain,
            (true, false) => ("date_about", "about"),
            (false, true) => ("date_uncertain", plain.kind),
            (true, true) => ("date_about_uncertain", "about"),
        };
        Filling { kind, ..words.tell(key, &[("date", &plain)]) }
    }

    fn plain(&self, date: &Date, words: &Words) -> Filling {
        let Some(year) = date.year.value() else { return self.unspecified(date, words) };
        let is_partly_known =
            |field: Option<DateField>| field.is_some_and(|it| it.digits.iter().filter(|it| it.is_some()).count() == 1);
        let month = date.month.and_then(|month| month.value());
        let day = date.day.and_then(|day| day.value());
        if is_partly_known(date.month) || month.is_some() && is_partly_known(date.day) {
            return self.unspecified(date, words);
        }
        match (date.precision(), month, day) {
            (Precision::Season, Some(season), _) => {
                let kind = match season {
                    21 | 25 | 29 => "spring",
                    22 | 26 | 30 => "summer",
                    23 | 27 | 31 => "autumn",
                    24 | 28 | 32 => "winter",
                    33..=36 => {
                        let number = i64::from(season) - 32;
                        let number = Filling { kind: last_word(number), ..Filling::new(number.to_string()) };
                        let year = Filling::new(year.to_string());
                        return Filling { kind: "quarter", ..words.tell("quarter", &[("n", &number), ("year", &year)]) };
                    }
                    _ => return Filling::new(format!("{year}-{season}")),
                };
                Filling {
                    kind,
                    ..words.tell(&format!("season_{kind}"), &[("year", &Filling { kind: "", ..self.year(year, words) })])
                }
            }
            (Precision::Day, Some(month), Some(day)) => self.day(year, month, day, words),
            (Precision::Day, Some(month), None) => words.tell("date_day_unknown", &[("date", &self.month(year, month))]),
            (Precision::Day | Precision::Month, None, _) => {
                words.tell("date_month_unknown", &[("date", &self.year(year, words))])
            }
            (Precision::Month, Some(month), _) => self.month(year, month),
            _ => self.year(year, words),
        }
    }

    /// A date some digits of which are not known, as far as they leave a part of the calendar: "between October and December 2019".
    fn unspecified(&self, date: &Date, words: &Words) -> Filling {
        let bounds = Parsed::Date(*date).bounds();
        let (Bound::Date(start), Bound::Date(end)) = (bounds.earliest, bounds.latest) else {
            return Filling::new(words.get("date_unknown"));
        };
        let has_day = date.day.is_some_and(|day| day.digits.iter().any(Option::is_some));
        if !date.year.has_unspecified() {
            let told = |at: BoundDate| match has_day {
                true => self.day(at.year, at.month, at.day, words),
                false => self.month(at.year, at.month),
            };
            between(&told(start), &told(end), words)
        } else if end.year - start.year == 9 {
            let year = Filling { kind: last_word(start.year), ..Filling::new(start.year.to_string()) };
            Filling { kind: "decade", ..words.tell("date_decade", &[("year", &year)]) }
        } else {
            between(&self.year(start.year, words), &self.year(end.year, words), words)
        }
    }

    fn day(&self, year: i64, month: u8, day: u8, words: &Words) -> Filling {
        let name = day.to_string();
        // "1er mars": a language may have a word of its own for some day of the month.
        let number = words.of("day_number").map_or("{n}", |word| word.form(&[&name])).replace("{n}", &name);
        let text = match self.day_text(year, month, day) {
            Some(text) => with_day(&text, day, &number),
            None => format!("{year}-{month:02}-{day:02}"),
        };
        Filling { kind: "day", ..dressed("date_day", Filling::new(text), words) }
    }

    fn month(&self, year: i64, month: u8) -> Filling {
        let formatted =
            self.month.as_ref().zip(icu_date(year, month, 1)).map(|(formatter, date)| formatter.format(&date).to_string());
        let text = formatted.unwrap_or_else(|| format!("{year}-{month:02}"));
        // Where a month has another case within a phrase, it is that of a day: "1 июня 2019 г.". Some put a word before it there.
        let first = self.day_text(year, month, 1).unwrap_or_default();
        let of_day = first.strip_prefix("1 ").or(first.strip_prefix("1. "));
        let within =
            of_day.filter(|of_day| of_day.split_whitespace().count() == text.split_whitespace().count()).unwrap_or(&text);
        Filling { within: within.to_string(), text, kind: "month" }
    }

    fn year(&self, year: i64, words: &Words) -> Filling {
        Filling { kind: "year", ..dressed("date_year", Filling::new(self.year_text(year)), words) }
    }

    fn day_text(&self, year: i64, month: u8, day: u8) -> Option<String> {
        Some(self.day.as_ref()?.format(&icu_date(year, month, day)?).to_string())
    }

    pub(super) fn year_text(&self, year: i64) -> String {
        match (&self.year, icu_date(year, 1, 1)) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => year.to_string(),
        }
    }
}

/// One of the dates from one to another: "between 6 and 9 October 2020". It is no interval, which lasts from one to the other.
fn between(start: &Filling, end: &Filling, words: &Words) -> Filling {
    if start.text == end.text {
        return end.clone();
    }
    // Days take an article or another case in some languages, where months and years do not.
    let is_of_days = start.kind == "day" && end.kind == "day";
    from_to(if is_of_days { "date_between_days" } else { "date_between" }, start, end, words)
}

/// A phrase with two dates: a year both end with is said once.
fn from_to(key: &str, start: &Filling, end: &Filling, words: &Words) -> Filling {
    let text = without_common_year(&start.text, &end.text).to_string();
    let within = without_common_year(&start.within, &end.within).to_string();
    let (start, end) = (Filling { text, within, kind: "" }, Filling { kind: "", ..end.clone() });
    words.tell(key, &[("start", &start), ("end", &end)])
}

/// A date as a language dresses it within a phrase: "le 5 mars".
fn dressed(key: &str, date: Filling, words: &Words) -> Filling {
    if words.of(key).is_some() { words.tell(key, &[("date", &date)]) } else { date }
}

/// A date with the number of its day as it is written: without a nought before it, or as a language writes it.
pub(super) fn with_day(date: &str, day: u8, number: &str) -> String {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let mut at = 0;
    while let Some(start) = date[at..].find(|c: char| c.is_ascii_digit()).map(|it| at + it) {
        let end = start + digits(&date[start..]);
        if date[start..end].parse() == Ok(day) {
            return [&date[..start], number, &date[end..]].concat();
        }
        at = end;
    }
    date.to_string()
}

pub(super) fn icu_date(year: i64, month: u8, day: u8) -> Option<IcuDate<Gregorian>> {
    IcuDate::try_new_gregorian(i32::try_from(year).ok()?, month, day).ok()
}

/// "27 September 2020", "10 November 2020" → "27 September": a year both end with is said once.
fn without_common_year<'a>(start: &'a str, end: &str) -> &'a str {
    let shared = common_tail(start, end);
    let tail = &start[start.len() - shared..];
    if tail.chars().any(|c| c.is_numeric()) { start[..start.len() - shared].trim_end() } else { start }
}

/// How many bytes two texts share at their ends, cut at a space and never all of the first.
fn common_tail(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let mut shared = 0;
    for ((i, x), (_, y)) in a.char_indices().rev().zip(b.char_indices().rev()) {
        if x != y {
            break;
        }
        if x == ' ' {
            shared = a.len() - i;
        }
    }
    shared
}
