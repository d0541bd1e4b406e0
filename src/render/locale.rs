//! Dates, numbers, plurals and order of words in a language, by ICU (CLDR data).

use std::cmp::Ordering;

use edtf_core::{Edtf as Parsed, Precision, TimeShift};
use icu_calendar::Gregorian;
use icu_collator::{CollatorBorrowed, options::CollatorOptions};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::base::edtf::{Edtf, Limit};
use crate::config::Lang;
use crate::draw::time::Unit;
use crate::render::words::{Filling, Words};

/// A date in words, with what a machine and a drawing need of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct When {
    /// As written: EDTF.
    pub edtf: String,
    /// In words: `about September 2020`.
    pub text: String,
    /// The same within a phrase, with the article or in the case that takes: `le 5 mars 2020`.
    pub within: String,
    /// The form that phrases have for it: `day`, `month`, `year`, `spring`, `quarter`, `decade`, `about`; empty for all else.
    pub kind: &'static str,
    /// For `<time datetime>`: a plain date, month or year; empty where no single one is meant.
    pub datetime: String,
    /// How it is drawn: `exact`, `imprecise`, `approximate`, `uncertain`, `interval`, `open`.
    pub form: &'static str,
}

impl When {
    /// The same in other words.
    pub fn told_as(self, Filling { text, within, kind }: Filling) -> When {
        When { text, within, kind, ..self }
    }

    /// What a phrase takes of it.
    pub fn told(&self) -> Filling {
        Filling { text: self.text.clone(), within: self.within.clone(), kind: self.kind }
    }
}

mod dates;

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
        category(self.plurals.as_ref().map(|rules| rules.category_for(count)))
    }

    /// The forms that a word may have for a number: by its last word, by its plural category.
    pub fn forms(&self, number: f64) -> [&'static str; 2] {
        let rules = self.plurals.as_ref().zip(number.to_string().parse::<Decimal>().ok());
        let plural = category(rules.map(|(rules, number)| rules.category_for(&number)));
        [if number.fract() == 0.0 { last_word(number as i64) } else { plural }, plural]
    }

    /// The alphabetical order of the language.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b)).then_with(|| a.cmp(b))
    }

    /// A date in words.
    pub fn when(&self, date: &Edtf, words: &Words) -> When {
        let told = match date.parsed() {
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
                let comma = words.of("list_comma").map_or(", ", |comma| comma.form(&[]));
                let time = format!("{comma}{:02}:{:02}{zone}", at.time.hour, at.time.minute);
                let Filling { text, within, kind } = self.date(&at.date, words);
                Filling { text: text + &time, within: within + &time, kind }
            }
            Parsed::Interval(interval) => self.interval(&interval.start, &interval.end, words),
            Parsed::Set(set) => self.set(set, words),
        };
        When { edtf: date.as_str().to_string(), datetime: datetime(date), form: form(date), ..When::default() }.told_as(told)
    }

    /// A day on an axis, as short as its unit allows: `7 Oct`, `Oct 2020`, `2020`.
    pub fn tick(&self, (year, month, day): (i64, u8, u8), unit: Unit) -> String {
        let date = dates::icu_date(year, month, day);
        match (unit, date) {
            (Unit::Day, Some(date)) => self
                .day_short
                .as_ref()
                .map(|formatter| dates::with_day(&formatter.format(&date).to_string(), day, &day.to_string())),
            (Unit::Month, Some(date)) => self.month_short.as_ref().map(|formatter| formatter.format(&date).to_string()),
            _ => None,
        }
        .unwrap_or_else(|| self.year_text(year))
    }
}

/// The last word of a whole number, by which languages choose an ending: `1` … `9`, `10` … `90`, `100`, `1000`, `1000000`.
fn last_word(number: i64) -> &'static str {
    const ONES: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    const TENS: [&str; 9] = ["10", "20", "30", "40", "50", "60", "70", "80", "90"];
    let number = number.unsigned_abs();
    match (number % 10, number / 10 % 10) {
        (0, 0) if number == 0 => "0",
        (0, 0) if !number.is_multiple_of(1_000) => "100",
        (0, 0) if !number.is_multiple_of(1_000_000) => "1000",
        (0, 0) => "1000000",
        (0, tens) => TENS[tens as usize - 1],
        (ones, _) => ONES[ones as usize - 1],
    }
}

fn category(category: Option<PluralCategory>) -> &'static str {
    match category {
        Some(PluralCategory::Zero) => "zero",
        Some(PluralCategory::One) => "one",
        Some(PluralCategory::Two) => "two",
        Some(PluralCategory::Few) => "few",
        Some(PluralCategory::Many) => "many",
        _ => "other",
    }
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

    /// Words of the theme in a language, and dates in them.
    fn telling(tag: &str) -> (Words, impl Fn(&str) -> When) {
        let mut snapshot = crate::snapshot::Snapshot::empty(Edtf::parse("2026-11-23").unwrap());
        for (path, bytes) in crate::theme::files() {
            snapshot.insert(&path, bytes.to_vec());
        }
        let words = crate::render::words::read(&snapshot, &Lang::new(tag).unwrap()).value;
        let (locale, own) = (locale(tag), words.clone());
        (words, move |date: &str| locale.when(&Edtf::parse(date).unwrap(), &own))
    }

    fn assert_told(tag: &str, expected: &[(&str, &str)]) {
        let (_, told) = telling(tag);
        for (date, expected) in expected {
            assert_eq!(told(date).text.replace(['\u{202f}', '\u{a0}'], " ").replace('\u{2024}', "."), *expected, "{tag} {date}");
        }
    }

    /// The same phrase with dates of any precision.
    fn assert_said(tag: &str, key: &str, expected: &[(&str, &str)]) {
        let (words, told) = telling(tag);
        for (date, expected) in expected {
            let said = words.tell(key, &[("claimant", &Filling::new("A")), ("date", &told(date).told())]).text;
            assert_eq!(said.replace(['\u{202f}', '\u{a0}'], " ").replace('\u{2024}', "."), *expected, "{tag} {key} {date}");
        }
    }

    #[test]
    fn french_takes_the_article_and_the_first_of_a_month() {
        assert_told(
            "fr",
            &[
                ("2019-10-01", "1er octobre 2019"),
                ("2019-10-21", "21 octobre 2019"),
                ("2019-10-01/..", "depuis le 1er octobre 2019"),
                ("2019-10/..", "depuis octobre 2019"),
                ("2019-10-01~/..", "depuis environ le 1er octobre 2019"),
                ("2019-10-01?/..", "depuis le 1er octobre 2019 (incertain)"),
                ("2019-10-01/", "depuis le 1er octobre 2019, fin inconnue"),
                ("../2019-10-01", "jusqu’au 1er octobre 2019"),
                ("../2019-10", "jusqu’en octobre 2019"),
                ("../2012-21", "jusqu’au printemps 2012"),
                ("../2012-22", "jusqu’à l’été 2012"),
                ("../199X", "jusqu’aux années 1990"),
                ("2019-12-05~", "vers le 5 décembre 2019"),
                ("2019-12-05%", "vers le 5 décembre 2019 (incertain)"),
                ("2019~", "vers 2019"),
                ("2012-21~", "vers le printemps 2012"),
                ("199X~", "vers les années 1990"),
                ("[2019-12-01..2019-12-05]", "entre le 1er et le 5 décembre 2019"),
                ("2012-21", "printemps 2012"),
            ],
        );
        assert_said(
            "fr",
            "claimed_by",
            &[
                ("2019-10-07", "A, au 7 octobre 2019"),
                ("2019-10", "A, en octobre 2019"),
                ("2019", "A, en 2019"),
                ("2019-10~", "A, vers octobre 2019"),
                ("2019/2020", "A, 2019 – 2020"),
            ],
        );
        assert_said(
            "fr",
            "date_born",
            &[
                ("1958-03-05", "né(e) le 5 mars 1958"),
                ("1958-03", "né(e) en mars 1958"),
                ("1958~", "né(e) vers 1958"),
                ("195X", "né(e) dans les années 1950"),
            ],
        );
    }

    #[test]
    fn spanish_takes_the_article() {
        assert_told(
            "es",
            &[
                ("2019-10-01/..", "desde el 1 de octubre de 2019"),
                ("2019-10/..", "desde octubre de 2019"),
                ("2019-12-05~", "hacia el 5 de diciembre de 2019"),
                ("2012-21~", "hacia la primavera de 2012"),
                ("2019-10~", "hacia octubre de 2019"),
                ("2019-12-05~/..", "desde aproximadamente el 5 de diciembre de 2019"),
                ("../2019-10-01", "hasta el 1 de octubre de 2019"),
            ],
        );
    }

    #[test]
    fn russian_takes_the_genitive() {
        assert_told(
            "ru",
            &[
                ("2019-06", "июнь 2019 г."),
                ("2019-06~", "около июня 2019 г."),
                ("2020-03/..", "с марта 2020 г."),
                ("2020-03-05/..", "с 5 марта 2020 г."),
                ("../1994-05", "до мая 1994 г."),
                ("2020-03~/..", "с примерно марта 2020 г."),
                ("1920/..", "с 1920 г."),
                ("1920~", "около 1920 г."),
                ("1940-XX", "1940 г., месяц неизвестен"),
                ("1940-XX/..", "с 1940 г., месяц неизвестен"),
                ("2020-03-XX", "март 2020 г., день неизвестен"),
                ("2020-21", "весна 2020 г."),
                ("2020-21/..", "с весны 2020 г."),
            ],
        );
        assert_said(
            "ru",
            "claimed_by",
            &[
                ("2019-06", "A, по состоянию на июнь 2019 г."),
                ("2019", "A, по состоянию на 2019 г."),
                ("2019-06~", "A, около июня 2019 г."),
            ],
        );
        assert_said("ru", "date_latest", &[("2019-06", "не позднее июня 2019 г.")]);
    }

    #[test]
    fn no_ending_is_glued_to_a_date_and_no_day_has_a_nought_before_it() {
        assert_told(
            "hy",
            &[
                ("2019-03-07", "2019 թ. մարտի 7"),
                ("2019-03-10", "2019 թ. մարտի 10"),
                ("2019-08/..", "սկիզբը՝ 2019 թ. օգոստոս"),
                ("1940-XX/..", "սկիզբը՝ 1940 թ., ամիսն անհայտ է"),
                ("2019-33", "2019 թ. 1-ին եռամսյակ"),
                ("2019-34", "2019 թ. 2-րդ եռամսյակ"),
            ],
        );
        assert_eq!(locale("hy").tick((2019, 3, 7), Unit::Day).chars().filter(char::is_ascii_digit).collect::<String>(), "7");
        let endings =
            [("2019-33", "2019, 1-ci rüb"), ("2019-35", "2019, 3-cü rüb"), ("198X", "1980-ci illər"), ("199X", "1990-cı illər")];
        assert_told("az", &endings);
        assert_told(
            "tr",
            &[("199X", "1990’lı yıllar"), ("198X", "1980’li yıllar"), ("200X", "2000’li yıllar"), ("190X", "1900’lü yıllar")],
        );
    }

    #[test]
    fn of_a_digit_that_is_not_known_the_others_tell_something() {
        assert_told(
            "en",
            &[
                ("2019-1X", "between October and December 2019"),
                ("2019-0X", "between January and September 2019"),
                ("2019-03-1X", "between 10 and 19 March 2019"),
                ("2019-03-3X", "between 30 and 31 March 2019"),
                ("2019-1X-XX", "between October and December 2019"),
                ("2019-03-1X~", "about between 10 and 19 March 2019"),
                ("19XX", "between 1900 and 1999"),
                ("199X", "1990s"),
                ("2019-XX", "2019, month unknown"),
                ("2019-03-XX", "March 2019, day unknown"),
            ],
        );
        assert_told("fr", &[("2019-03-0X", "entre le 1er et le 9 mars 2019")]);
    }

    #[test]
    fn the_time_stands_behind_the_comma_of_the_language() {
        assert_told("ar", &[("2019-03-07T18:30", "7 مارس 2019، 18:30")]);
    }

    #[test]
    fn a_plain_text_serves_dates_of_any_precision() {
        let words = Words::of_texts(&[("date_since", "ab {date}")]);
        let told = |date: &str| locale("de").when(&Edtf::parse(date).unwrap(), &words).text;
        assert_eq!([told("2020-10-07/.."), told("2020/..")], ["ab 7. Oktober 2020", "ab 2020"]);
    }

    #[test]
    fn a_number_has_the_forms_of_its_last_word_and_of_its_plural() {
        let forms = |number: f64| locale("ru").forms(number);
        assert_eq!([forms(1.0), forms(40.0), forms(1_300.0)], [["1", "one"], ["40", "many"], ["100", "many"]]);
        assert_eq!([forms(0.0), forms(2_000.0), forms(3e6)], [["0", "many"], ["1000", "many"], ["1000000", "many"]]);
        assert_eq!([forms(1.5), forms(-23.0)], [["other", "other"], ["3", "few"]]);
    }
}
