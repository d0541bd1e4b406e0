//! Dates, numbers, plurals and order of words in a language, by ICU (CLDR data).

use std::cmp::Ordering;

use edtf_core::{Date, Edtf as Parsed, IntervalEndpoint, Precision, Set, SetElement, TimeShift};
use icu_calendar::{Date as IcuDate, Gregorian};
use icu_collator::{CollatorBorrowed, options::CollatorOptions};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::base::edtf::{Edtf, Limit};
use crate::config::Lang;
use crate::draw::time::Unit;
use crate::render::words::Words;

/// A date in words, with what a machine and a drawing need of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct When {
    /// As written: EDTF.
    pub edtf: String,
    /// In words: `about September 2020`.
    pub text: String,
    /// For `<time datetime>`: a plain date, month or year; empty where no single one is meant.
    pub datetime: String,
    /// How it is drawn: `exact`, `imprecise`, `approximate`, `uncertain`, `interval`, `open`.
    pub form: &'static str,
}

type Formatter<F> = Option<FixedCalendarDateTimeFormatter<Gregorian, F>>;

/// The formatters of one language.
pub struct Locale {
    day: Formatter<fieldsets::YMD>,
    month: Formatter<fieldsets::YM>,
    year: Formatter<fieldsets::Y>,
    day_short: Formatter<fieldsets::MD>,
    month_short: Formatter<fieldsets::YM>,
    decimal: Option<DecimalFormatter>,
    plurals: Option<PluralRules>,
    collator: Option<CollatorBorrowed<'static>>,
    zone: Option<String>,
}

impl Locale {
    /// The formatters for a language; one unknown to ICU is formatted as its root locale is.
    pub fn new(lang: &Lang) -> Self {
        // Plain `en` is American to CLDR; an international site writes day, month, year.
        let tag = if lang.as_str() == "en" { "en-GB" } else { lang.as_str() };
        let locale: IcuLocale = tag.parse().unwrap_or(IcuLocale::UNKNOWN);
        Locale {
            day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YMD::long()).ok(),
            month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YM::long()).ok(),
            year: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::Y::long()).ok(),
            day_short: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::MD::medium()).ok(),
            month_short: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YM::medium()).ok(),
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            plurals: PluralRules::try_new((&locale).into(), Default::default()).ok(),
            collator: icu_collator::Collator::try_new((&locale).into(), CollatorOptions::default()).ok(),
            zone: None,
        }
    }

    /// The same where times written without a zone are of this offset from UTC, `+04:00`.
    pub fn in_zone(self, zone: Option<&str>) -> Self {
        Locale { zone: zone.map(|zone| zone.trim_start_matches('Z').to_string()), ..self }
    }

    /// A number, grouped as the language groups, with every digit its author wrote.
    pub fn number(&self, value: f64) -> String {
        // The shortest decimal that means this number; nought has no sign.
        let text = if value == 0.0 { "0".to_string() } else { value.to_string() };
        match (&self.decimal, text.parse::<Decimal>()) {
            (Some(decimal), Ok(number)) => decimal.format(&number).to_string(),
            _ => text,
        }
    }

    /// A number that was worked out, not written by an author: at most two decimals.
    pub fn rounded(&self, value: f64) -> String {
        let hundredths = (value * 100.0).round();
        self.number(if hundredths.is_finite() { hundredths / 100.0 } else { value })
    }

    /// The plural category of a count: `one`, `few`, `other`.
    pub fn plural(&self, count: usize) -> &'static str {
        match self.plurals.as_ref().map(|rules| rules.category_for(count)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            _ => "other",
        }
    }

    /// The alphabetical order of the language.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b)).then_with(|| a.cmp(b))
    }

    /// A date in words.
    pub fn when(&self, date: &Edtf, words: &Words) -> When {
        let text = match date.parsed() {
            Parsed::Date(day) => self.date(day, words),
            Parsed::DateTime(at) => {
                let offset = match at.time.shift {
                    None => self.zone.clone(),
                    Some(TimeShift::Utc) => Some(String::new()),
                    Some(TimeShift::Offset { minutes, .. }) => {
                        let sign = if minutes < 0 { '-' } else { '+' };
                        Some(format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
                    }
                };
                let zone = match offset.as_deref() {
                    None => String::new(),
                    Some("") => " UTC".to_string(),
                    Some(offset) => format!(" (UTC{})", offset.replace('-', "−")),
                };
                format!("{}, {:02}:{:02}{zone}", self.date(&at.date, words), at.time.hour, at.time.minute)
            }
            Parsed::Interval(interval) => self.interval(&interval.start, &interval.end, words),
            Parsed::Set(set) => self.set(set, words),
        };
        When { edtf: date.as_str().to_string(), text, datetime: datetime(date), form: form(date) }
    }

    fn interval(&self, start: &IntervalEndpoint, end: &IntervalEndpoint, words: &Words) -> String {
        let told = |endpoint: &IntervalEndpoint| match endpoint {
            IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) | IntervalEndpoint::OnOrAfter(date) => {
                Some(self.date(date, words))
            }
            IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        };
        match (told(start), told(end)) {
            (Some(start), Some(end)) if start == end => start,
            (Some(start), Some(end)) => words.fill("date_range", &[("start", without_common_year(&start, &end)), ("end", &end)]),
            (Some(start), None) if matches!(end, IntervalEndpoint::Open) => words.fill("date_since", &[("date", &start)]),
            (Some(start), None) => words.fill("date_end_unknown", &[("date", &start)]),
            (None, Some(end)) if matches!(start, IntervalEndpoint::Open) => words.fill("date_until", &[("date", &end)]),
            (None, Some(end)) => words.fill("date_start_unknown", &[("date", &end)]),
            (None, None) => words.get("date_unknown").to_string(),
        }
    }

    fn set(&self, set: &Set, words: &Words) -> String {
        let mut told: Vec<String> = set
            .elements
            .iter()
            .map(|element| match element {
                SetElement::Date(date) => self.date(date, words),
                SetElement::OnOrBefore(date) => words.fill("date_or_earlier", &[("date", &self.date(date, words))]),
                SetElement::OnOrAfter(date) => words.fill("date_or_later", &[("date", &self.date(date, words))]),
                SetElement::Range(start, end) => self.between(start, end, words),
            })
            .collect();
        // "6 or 7 October 2020": what all share is said once.
        if let Some(last) = told.last().cloned() {
            let others = &told[..told.len() - 1];
            let shared = others.iter().map(|text| common_tail(text, &last)).min().unwrap_or(0);
            let count = told.len();
            for text in told.iter_mut().take(count - 1) {
                text.truncate(text.len() - shared);
            }
        }
        let last = told.pop().unwrap_or_default();
        if told.is_empty() {
            last
        } else {
            words.fill("date_or", &[("first", &told.join(words.get("list_comma"))), ("last", &last)])
        }
    }

    /// One of the dates from one to another: "between 6 and 9 October 2020". It is no interval, which lasts from one to the other.
    fn between(&self, start: &Date, end: &Date, words: &Words) -> String {
        let told = [self.date(start, words), self.date(end, words)];
        if told[0] == told[1] {
            return self.date(end, words);
        }
        // Days take an article or another case in some languages, where months and years do not.
        let is_day = |date: &Date| {
            let is_plain = !date.has_unspecified() && !date.is_approximate() && !date.is_uncertain();
            is_plain && date.precision() == Precision::Day
        };
        let key = if is_day(start) && is_day(end) { "date_between_days" } else { "date_between" };
        words.fill(key, &[("start", without_common_year(&told[0], &told[1])), ("end", &told[1])])
    }

    fn date(&self, date: &Date, words: &Words) -> String {
        let plain = self.plain(date, words);
        match (date.is_approximate(), date.is_uncertain()) {
            (false, false) => plain,
            (true, false) => words.fill("date_about", &[("date", &plain)]),
            (false, true) => words.fill("date_uncertain", &[("date", &plain)]),
            (true, true) => words.fill("date_about_uncertain", &[("date", &plain)]),
        }
    }

    fn plain(&self, date: &Date, words: &Words) -> String {
        let Some(year) = date.year.value() else { return self.unspecified_year(date, words) };
        let month = date.month.and_then(|month| month.value());
        let day = date.day.and_then(|day| day.value());
        match (date.precision(), month, day) {
            (Precision::Season, Some(season), _) => {
                let key = match season {
                    21 | 25 | 29 => "season_spring",
                    22 | 26 | 30 => "season_summer",
                    23 | 27 | 31 => "season_autumn",
                    24 | 28 | 32 => "season_winter",
                    33..=36 => return words.fill("quarter", &[("n", &(season - 32).to_string()), ("year", &year.to_string())]),
                    _ => return format!("{year}-{season}"),
                };
                words.fill(key, &[("year", &self.year_text(year))])
            }
            (Precision::Day, Some(month), Some(day)) => self.day_text(year, month, day),
            (Precision::Day, Some(month), None) => words.fill("date_day_unknown", &[("date", &self.month_text(year, month))]),
            (Precision::Day | Precision::Month, None, _) => words.fill("date_month_unknown", &[("date", &self.year_text(year))]),
            (Precision::Month, Some(month), _) => self.month_text(year, month),
            _ => self.year_text(year),
        }
    }

    /// A day on an axis, as short as its unit allows: `7 Oct`, `Oct 2020`, `2020`.
    pub fn tick(&self, (year, month, day): (i64, u8, u8), unit: Unit) -> String {
        let date = icu_date(year, month, day);
        match (unit, date) {
            (Unit::Day, Some(date)) => self.day_short.as_ref().map(|formatter| formatter.format(&date).to_string()),
            (Unit::Month, Some(date)) => self.month_short.as_ref().map(|formatter| formatter.format(&date).to_string()),
            _ => None,
        }
        .unwrap_or_else(|| self.year_text(year))
    }

    fn unspecified_year(&self, date: &Date, words: &Words) -> String {
        let bounds = Parsed::Date(*date).bounds();
        match (bounds.earliest, bounds.latest) {
            (edtf_core::Bound::Date(start), edtf_core::Bound::Date(end)) if end.year - start.year == 9 => {
                words.fill("date_decade", &[("year", &start.year.to_string())])
            }
            (edtf_core::Bound::Date(start), edtf_core::Bound::Date(end)) => {
                words.fill("date_range", &[("start", &start.year.to_string()), ("end", &end.year.to_string())])
            }
            _ => words.get("date_unknown").to_string(),
        }
    }

    fn day_text(&self, year: i64, month: u8, day: u8) -> String {
        let date = icu_date(year, month, day);
        match (&self.day, date) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn month_text(&self, year: i64, month: u8) -> String {
        match (&self.month, icu_date(year, month, 1)) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => format!("{year}-{month:02}"),
        }
    }

    fn year_text(&self, year: i64) -> String {
        match (&self.year, icu_date(year, 1, 1)) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => year.to_string(),
        }
    }
}

fn icu_date(year: i64, month: u8, day: u8) -> Option<IcuDate<Gregorian>> {
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

fn datetime(date: &Edtf) -> String {
    let parsed = match date.parsed() {
        Parsed::Date(date) => date,
        Parsed::DateTime(at) => &at.date,
        _ => return String::new(),
    };
    match (date.earliest(), date.latest(), parsed.precision()) {
        (Limit::Day(year, month, day), Limit::Day(..), Precision::Day) if !parsed.has_unspecified() => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        (Limit::Day(year, month, _), _, Precision::Month) if !parsed.has_unspecified() => format!("{year:04}-{month:02}"),
        (Limit::Day(year, ..), _, Precision::Year) if !parsed.has_unspecified() => format!("{year:04}"),
        _ => String::new(),
    }
}

/// How a date is drawn (`When::form`).
pub fn form(date: &Edtf) -> &'static str {
    match date.parsed() {
        Parsed::Date(day) if day.is_uncertain() => "uncertain",
        Parsed::Date(day) if day.is_approximate() => "approximate",
        Parsed::Date(day) if day.precision() == Precision::Day && !day.has_unspecified() => "exact",
        Parsed::Date(_) => "imprecise",
        Parsed::DateTime(_) => "exact",
        Parsed::Interval(interval) if interval.start.is_dated() && interval.end.is_dated() => "interval",
        Parsed::Interval(_) => "open",
        Parsed::Set(_) => "uncertain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::new(&Lang::new(tag).unwrap())
    }

    #[test]
    fn a_time_is_shown_with_its_zone_or_that_of_the_site() {
        let words = Words::default();
        let told = |zone: Option<&str>, date: &str| locale("en").in_zone(zone).when(&Edtf::parse(date).unwrap(), &words).text;
        assert_eq!(told(None, "2020-10-07T18:30"), "7 October 2020, 18:30");
        assert_eq!(told(Some("+04:00"), "2020-10-07T18:30"), "7 October 2020, 18:30 (UTC+04:00)");
        assert_eq!(told(Some("-04:00"), "2020-10-07T18:30"), "7 October 2020, 18:30 (UTC−04:00)");
        assert_eq!(told(Some("Z"), "2020-10-07T18:30"), "7 October 2020, 18:30 UTC");
        // A zone of its own is its own.
        assert_eq!(told(Some("+04:00"), "2020-10-07T18:30Z"), "7 October 2020, 18:30 UTC");
        assert_eq!(told(Some("+04:00"), "2020-10-07T18:30-03:30"), "7 October 2020, 18:30 (UTC−03:30)");
    }

    #[test]
    fn a_number_keeps_every_digit() {
        let number = |value: f64| locale("en").number(value);
        let told = [1.005, 0.004, 1.999, 100.001, 0.125, 12.5, 1_234_567.25, 320.0, -0.0, -1.5].map(number);
        assert_eq!(told, ["1.005", "0.004", "1.999", "100.001", "0.125", "12.5", "1,234,567.25", "320", "0", "-1.5"]);
        assert_eq!(number(1e21), "1,000,000,000,000,000,000,000");
        assert_eq!(number(f64::MAX).chars().filter(char::is_ascii_digit).count(), 309);
        assert!(number(f64::MIN_POSITIVE).starts_with("0.000"));
        assert_eq!([locale("fr").number(1.005), locale("ru").number(0.125)], ["1,005", "0,125"]);
    }

    #[test]
    fn one_day_of_several_is_not_told_as_an_interval_that_lasted() {
        let today = Edtf::parse("2026-11-23").unwrap();
        let mut snapshot = crate::snapshot::Snapshot::empty(today);
        for (path, bytes) in crate::theme::files() {
            snapshot.insert(&path, bytes.to_vec());
        }
        let told = |tag: &str, date: &str| {
            let words = crate::render::words::read(&snapshot, &Lang::new(tag).unwrap()).value;
            locale(tag).when(&Edtf::parse(date).unwrap(), &words).text
        };
        let days = ["[2020-10-06..2020-10-09]", "[2020-09-27..2020-10-09]", "[2020-06..2020-09]", "[2018..2020]"];
        for (tag, expected) in [
            ("en", ["between 6 and 9 October 2020", "between 27 September and 9 October 2020"]),
            ("es", ["entre el 6 y el 9 de octubre de 2020", "entre el 27 de septiembre y el 9 de octubre de 2020"]),
            ("fr", ["entre le 6 et le 9 octobre 2020", "entre le 27 septembre et le 9 octobre 2020"]),
            ("id", ["antara 6 dan 9 Oktober 2020", "antara 27 September dan 9 Oktober 2020"]),
            ("tr", ["6 ile 9 Ekim 2020 arasında", "27 Eylül ile 9 Ekim 2020 arasında"]),
            ("az", ["6 ilə 9 oktyabr 2020 arasında", "27 sentyabr ilə 9 oktyabr 2020 arasında"]),
            ("ru", ["между 6 и 9 октября 2020\u{202f}г.", "между 27 сентября и 9 октября 2020\u{202f}г."]),
        ] {
            assert_eq!([told(tag, days[0]), told(tag, days[1])], expected);
        }
        assert_eq!(told("en", days[2]), "between June and September 2020");
        assert_eq!(told("en", days[3]), "between 2018 and 2020");
        assert_eq!(told("en", "[2020-10-01,2020-10-06..2020-10-09]"), "1 or between 6 and 9 October 2020");
        assert_eq!(told("en", "[2020-10-06..2020-10-06]"), "6 October 2020");
        for tag in ["ar", "az", "en", "es", "fr", "hy", "id", "ru", "tr"] {
            for (one_of, lasted) in days.map(|days| (days, days.trim_matches(['[', ']']).replace("..", "/"))) {
                assert_ne!(told(tag, one_of), told(tag, &lasted), "{tag} {one_of}");
            }
        }
    }

    #[test]
    fn a_number_that_was_worked_out_is_rounded_without_a_point_at_its_end() {
        let rounded = |value: f64| locale("en").rounded(value);
        assert_eq!([0.1 + 0.2, 1.999, 0.004, 33.333, 7.0].map(rounded), ["0.3", "2", "0", "33.33", "7"]);
        assert_eq!(rounded(1e308).chars().filter(char::is_ascii_digit).count(), 309);
    }
}
