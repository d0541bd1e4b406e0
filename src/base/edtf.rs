//! Dates as ISO 8601-2 (EDTF) writes them, with bounds, order and three-valued comparison.
//!
//! A wrapper of `edtf-core`; levels 0 and 1, one-of sets and `X` anywhere. See content-model.md, "Dates".

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use edtf_core::{Bound, Edtf as Parsed, IntervalEndpoint, SetElement, SetKind, Time, TimeShift, YearKind};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::calendar::{Day, day};

/// A date as an author writes it, read and bounded.
#[derive(Clone)]
pub struct Edtf {
    text: Arc<str>,
    parsed: Parsed,
    earliest: Limit,
    latest: Limit,
}

/// A day, or no bound at all. `Day` counts calendar days as (year, month, day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Open towards the past.
    Past,
    /// A calendar day: astronomical year, month 1–12, day 1–31.
    Day(i64, u8, u8),
    /// Open towards the future.
    Future,
}

impl Limit {
    /// The day as a number, if it is one.
    pub fn number(self) -> Option<Day> {
        match self {
            Limit::Day(year, month, of_month) => Some(day(year, month, of_month)),
            Limit::Past | Limit::Future => None,
        }
    }
}

/// How sure a comparison of two imprecise dates can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// True of no reading of the two dates.
    Impossible,
    /// True of some readings.
    Possible,
    /// True of every reading.
    Definite,
}

/// Why a text is not a date, and where in it (byte offset).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// A phrase for the finding.
    pub reason: String,
    /// Byte offset into the text.
    pub offset: usize,
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Edtf::parse(<&str>::deserialize(deserializer)?).map_err(|error| D::Error::custom(error.reason))
    }
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// The text is not EDTF, or is a form this site does not use (all-of sets, years beyond four digits).
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        // EDTF wants seconds; people write hours and minutes.
        let with_seconds = add_seconds(text);
        let parsed = Parsed::parse(with_seconds.as_deref().unwrap_or(text))
            .map_err(|error| DateError { reason: error.message.to_string(), offset: error.offset.min(text.len()) })?;
        if let Some(reason) = unsupported(&parsed) {
            return Err(DateError { reason: reason.to_string(), offset: 0 });
        }
        let bounds = parsed.bounds();
        let (mut earliest, mut latest) = (limit(bounds.earliest), limit(bounds.latest));
        // An unknown end tells nothing; the known end is the best place in the order.
        if bounds.earliest == Bound::Unknown {
            earliest = if bounds.latest == Bound::Unknown { Limit::Past } else { latest };
        }
        if bounds.latest == Bound::Unknown {
            latest = if bounds.earliest == Bound::Unknown { Limit::Future } else { start_latest(&parsed).unwrap_or(earliest) };
        }
        Ok(Edtf { text: text.into(), parsed, earliest, latest })
    }

    /// The date as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parsed form.
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// The first day it may mean; of an unknown start, the place it has in the order.
    pub fn earliest(&self) -> Limit {
        self.earliest
    }

    /// The last day it may mean; of an unknown end, the place it has in the order.
    pub fn latest(&self) -> Limit {
        self.latest
    }

    /// The year it begins in, if bounded.
    pub fn year(&self) -> Option<i64> {
        match (self.earliest, self.latest) {
            (Limit::Day(year, ..), _) | (_, Limit::Day(year, ..)) => Some(year),
            _ => None,
        }
    }

    /// The first and the last day it may reach to: an end that is unknown may be any day on its side.
    fn reach(&self) -> (Limit, Limit) {
        let Parsed::Interval(interval) = &self.parsed else { return (self.earliest, self.latest) };
        let first = if matches!(interval.start, IntervalEndpoint::Unknown) { Limit::Past } else { self.earliest };
        let last = if matches!(interval.end, IntervalEndpoint::Unknown) { Limit::Future } else { self.latest };
        (first, last)
    }

    /// Whether it lies wholly before another date. Days are of one calendar; of times, those of known zones are compared as
    /// instants, and others are before one another for sure only if no two zones could turn them round.
    pub fn before(&self, other: &Edtf) -> Certainty {
        if let (Some(first), Some(second)) = (self.instant(), other.instant()) {
            // Of one day, or on days that the zones turn round, they meet by the calendar: nothing is denied for that.
            return match first < second {
                true if self.days_before(other) => Certainty::Definite,
                true => Certainty::Possible,
                false => Certainty::Impossible,
            };
        }
        let (clock, other_clock) = self.clock().zip(other.clock()).unwrap_or_default();
        let by_zones = || self.clock().or(other.clock()).is_some() && other.instants().0 <= self.instants().1;
        let ((first, last), (other_first, other_last)) = (self.reach(), other.reach());
        if (last, clock) < (other_first, other_clock) {
            if by_zones() { Certainty::Possible } else { Certainty::Definite }
        } else if (first, clock) < (other_last, other_clock) {
            Certainty::Possible
        } else {
            Certainty::Impossible
        }
    }

    /// Whether all its days are before those of another date by the calendar alone, whatever the clocks say.
    pub fn days_before(&self, other: &Edtf) -> bool {
        self.latest < other.earliest
    }

    /// Whether it lies outside a span of time: wholly, or in part, or where an end of either is unknown.
    pub fn outside(&self, span: &Edtf) -> Certainty {
        let (first, last) = self.reach();
        if span.earliest <= first && last <= span.latest {
            Certainty::Impossible
        } else if [self.before(span), span.before(self)].contains(&Certainty::Definite) {
            Certainty::Definite
        } else {
            Certainty::Possible
        }
    }

    /// Whether an interval ends before it starts, in some reading of its imprecise ends.
    pub fn may_end_before_start(&self) -> bool {
        let Parsed::Interval(interval) = &self.parsed else { return false };
        match (&interval.start, &interval.end) {
            (IntervalEndpoint::Date(start), IntervalEndpoint::Date(end)) if start != end => {
                let (start, end) = (Parsed::Date(*start).bounds(), Parsed::Date(*end).bounds());
                limit(end.earliest) < limit(start.latest)
            }
            _ => false,
        }
    }

    /// The order of what happened: earliest bound ascending, then latest descending (so "October 2020" heads its days), then time.
    pub fn in_time(&self, other: &Edtf) -> Ordering {
        let by_bounds = self.earliest.cmp(&other.earliest).then(other.latest.cmp(&self.latest));
        // Of one day, so that the order of instants is that of their clocks in UTC; a time without a zone is taken as UTC.
        let time = |date: &Edtf| date.clock().map(|clock| clock - date.zone().unwrap_or(0));
        by_bounds.then_with(|| time(self).cmp(&time(other)))
    }

    /// The order of what goes up to a date, as counts do: latest bound first of all, so that "October 2020" is behind its days.
    pub fn by_end(&self, other: &Edtf) -> Ordering {
        self.latest.cmp(&other.latest).then_with(|| self.in_time(other))
    }

    /// How many days lie at least between this date and a later one; `None` where one of them has no bound there.
    pub fn days_until(&self, later: &Edtf) -> Option<i64> {
        Some(later.reach().0.number()? - self.reach().1.number()?)
    }

    /// Whether some day may belong to both.
    pub fn meets(&self, other: &Edtf) -> bool {
        let ((first, last), (other_first, other_last)) = (self.reach(), other.reach());
        first <= other_last && other_first <= last
    }

    /// Whether every day it is placed at lies within another date's bounds; an unknown end has the place of the known one.
    pub fn within(&self, other: &Edtf) -> bool {
        other.earliest <= self.earliest && self.latest <= other.latest
    }
}

/// The places furthest east and west are so many seconds ahead of UTC and behind it.
const ZONES: (i64, i64) = (14 * 3600, 12 * 3600);

/// Times of day, and the instants they are.
impl Edtf {
    fn time(&self) -> Option<&Time> {
        match &self.parsed {
            Parsed::DateTime(at) => Some(&at.time),
            _ => None,
        }
    }

    /// Seconds since midnight where it was written, if it has a time.
    fn clock(&self) -> Option<i64> {
        self.time().map(|time| i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + i64::from(time.second))
    }

    /// Seconds that its zone is ahead of UTC, if it names one.
    fn zone(&self) -> Option<i64> {
        self.time()?.shift.map(|shift| match shift {
            TimeShift::Utc => 0,
            TimeShift::Offset { minutes, .. } => i64::from(minutes) * 60,
        })
    }

    /// The instant it is, in seconds of UTC, if it has a time and a zone.
    fn instant(&self) -> Option<i64> {
        Some(self.earliest.number()? * 86_400 + self.clock()? - self.zone()?)
    }

    /// The first and the last instant it may mean in any zone.
    fn instants(&self) -> (i64, i64) {
        let (ahead, behind) = self.zone().map_or(ZONES, |zone| (zone, -zone));
        let (start, end) = self.clock().map_or((0, 86_399), |clock| (clock, clock));
        let first = self.earliest.number().map_or(i64::MIN, |day| day * 86_400 + start - ahead);
        let last = self.latest.number().map_or(i64::MAX, |day| day * 86_400 + end + behind);
        (first, last)
    }
}

/// Seconds that an offset written as `+04:00` is ahead of UTC; `None` if it is no offset.
pub fn offset(zone: &str) -> Option<i64> {
    Edtf::parse(&format!("2020-01-01T00:00{zone}")).ok()?.zone()
}

fn add_seconds(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let clock = time.get(..5)?;
    let zone = time.get(5..)?;
    let has_minutes = clock.as_bytes()[2] == b':' && !zone.starts_with(':');
    has_minutes.then(|| format!("{date}T{clock}:00{zone}"))
}

fn unsupported(parsed: &Parsed) -> Option<&'static str> {
    let plain_year =
        |date: &edtf_core::Date| matches!(date.year.kind, YearKind::Standard { .. }) && date.year.significant_digits.is_none();
    let plain = match parsed {
        Parsed::Date(date) => plain_year(date),
        Parsed::DateTime(at) => plain_year(&at.date),
        Parsed::Interval(interval) => [&interval.start, &interval.end].into_iter().all(|end| match end {
            IntervalEndpoint::Date(d) | IntervalEndpoint::OnOrBefore(d) | IntervalEndpoint::OnOrAfter(d) => plain_year(d),
            IntervalEndpoint::Open | IntervalEndpoint::Unknown => true,
        }),
        Parsed::Set(set) => {
            if set.kind == SetKind::AllMembers {
                return Some("a set of several dates is not one date; write an interval, or one entry per date");
            }
            set.elements.iter().all(|element| match element {
                SetElement::Date(d) | SetElement::OnOrBefore(d) | SetElement::OnOrAfter(d) => plain_year(d),
                SetElement::Range(a, b) => plain_year(a) && plain_year(b),
            })
        }
    };
    (!plain).then_some("years have four digits here")
}

fn limit(bound: Bound) -> Limit {
    match bound {
        Bound::NegativeInfinity => Limit::Past,
        Bound::Date(day) => Limit::Day(day.year, day.month, day.day),
        Bound::PositiveInfinity | Bound::Unknown => Limit::Future,
    }
}

fn start_latest(parsed: &Parsed) -> Option<Limit> {
    match parsed {
        Parsed::Interval(interval) => match interval.start {
            IntervalEndpoint::Date(date) => Some(limit(Parsed::Date(date).bounds().latest)),
            _ => None,
        },
        _ => None,
    }
}

impl fmt::Debug for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edtf({})", self.text)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Edtf {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Edtf {}

impl Hash for Edtf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In time, then by text, so that dates written differently are never equal.
impl Ord for Edtf {
    fn cmp(&self, other: &Self) -> Ordering {
        self.in_time(other).then_with(|| self.text.cmp(&other.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Edtf {
        Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {}", error.reason))
    }

    #[test]
    fn reads_every_form_of_the_content_model() {
        for text in [
            "2020-10-07",
            "2020-10",
            "2020",
            "2020-10-XX",
            "199X",
            "2020-09~",
            "2020-09-27?",
            "2020%",
            "1988-02/..",
            "2020-10-01/",
            "../1994-05",
            "2020-21",
            "2020-10-07T18:30+04:00",
            "[2020-10-06,2020-10-07]",
            "156X-12-25",
        ] {
            assert_eq!(date(text).as_str(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_date_with_a_reason() {
        for text in
            ["", "yesterday", "2020-13", "2020-02-30", "2020-9-27", "2020-10-07/2020-10-01", "{2020,2021}", "Y170000002", "~"]
        {
            assert!(!Edtf::parse(text).unwrap_err().reason.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_month_heads_its_days_and_a_qualifier_moves_nothing() {
        let mut dates = [
            date("2020-10-02"),
            date("2020-10-01"),
            date("2020-10"),
            date("2020-09-30"),
            date("2020-10-01/.."),
            date("2020-10-01~"),
        ];
        dates.sort();
        let texts: Vec<_> = dates.iter().map(Edtf::as_str).collect();
        assert_eq!(texts, ["2020-09-30", "2020-10-01/..", "2020-10", "2020-10-01", "2020-10-01~", "2020-10-02"]);
    }

    #[test]
    fn what_goes_up_to_a_date_is_in_order_of_its_end() {
        let mut dates = ["2020", "2020-10-01", "2020-10", "2020-06-30", "2020-10-31", "2020-10-01T09:00Z"].map(date);
        dates.sort_by(Edtf::by_end);
        let texts: Vec<_> = dates.iter().map(Edtf::as_str).collect();
        assert_eq!(texts, ["2020-06-30", "2020-10-01", "2020-10-01T09:00Z", "2020-10", "2020-10-31", "2020"]);
        assert_eq!(date("2020-10-01?").by_end(&date("2020-10-01")), Ordering::Equal);
    }

    #[test]
    fn compares_in_three_values() {
        assert_eq!(date("2020-09").before(&date("2020-10-01")), Certainty::Definite);
        assert_eq!(date("2020-10").before(&date("2020-10-07")), Certainty::Possible);
        assert_eq!(date("2021").before(&date("2020")), Certainty::Impossible);
        assert!(date("2020-10-07").within(&date("2020-10")));
        assert!(date("2020").meets(&date("2020-10-07")));
        assert!(date("2020-10-07").within(&date("1988/..")));
    }

    #[test]
    fn times_are_compared_as_the_instants_they_are() {
        use Certainty::{Definite, Impossible, Possible};
        let before = |first: &str, second: &str| date(first).before(&date(second));
        // An hour apart, across midnight by the clocks alone.
        assert_eq!(before("2019-06-18T23:00Z", "2019-06-19T01:00+03:00"), Impossible);
        assert_eq!(before("2019-06-19T01:00+03:00", "2019-06-18T23:00Z"), Possible);
        assert_eq!(before("2019-06-18T10:00+03:00", "2019-06-18T23:00Z"), Possible);
        assert_eq!(before("2019-06-18T10:00+03:00", "2019-06-19T01:00+03:00"), Definite);
        assert_eq!(before("2019-06-18T12:00Z", "2019-06-18T15:00+03:00"), Impossible);
        // Of one day, without zones: what the clocks say is likely, not sure.
        assert_eq!(before("2019-06-18T11:00", "2019-06-18T12:00"), Possible);
        assert_eq!(before("2019-06-18T12:00", "2019-06-18T11:00"), Impossible);
        assert_eq!(before("2019-06-18T11:00", "2019-06-20T12:00"), Definite);
        // A day without a time may be a day of any zone, and a day beside a time of that day tells nothing.
        assert_eq!(before("2019-06-18", "2019-06-19T01:00+03:00"), Possible);
        assert_eq!(before("2019-06-18", "2019-06-19T18:00+03:00"), Definite);
        assert_eq!(before("2019-06-18T23:00Z", "2019-06-19"), Possible);
        assert_eq!(before("2019-06-18", "2019-06-18T23:00Z"), Impossible);
        assert_eq!(before("2019-06-18T23:00Z", "2019-06-18"), Impossible);
        // Days without times are of one calendar.
        assert_eq!(before("2019-06-18", "2019-06-19"), Definite);
        assert_eq!(before("1988/..", "2019-06-19T18:00Z"), Possible);
        assert_eq!(before("2019-06-19T18:00Z", "../1988"), Impossible);
        assert_eq!(date("2019-06-19T01:00+03:00").outside(&date("2019-06-01/2019-06-18")), Possible);
        assert_eq!(date("2019-06-21T01:00+03:00").outside(&date("2019-06-01/2019-06-18")), Definite);
    }

    #[test]
    fn instants_of_a_day_are_in_order() {
        let mut dates = ["2020-10-09T17:00+04:00", "2020-10-09T14:30Z", "2020-10-09", "2020-10-10", "2020-10-09T10:00-03:30"];
        dates.sort_by_key(|text| date(text));
        assert_eq!(dates, ["2020-10-09", "2020-10-09T17:00+04:00", "2020-10-09T10:00-03:30", "2020-10-09T14:30Z", "2020-10-10"]);
    }

    #[test]
    fn outside_a_span_is_known_as_far_as_its_ends_are() {
        let outside = |text: &str, span: &str| date(text).outside(&date(span));
        assert_eq!(outside("1989-12-01", "1991-09-02/2024-01-01"), Certainty::Definite);
        assert_eq!(outside("1991", "1991-09-02/2024-01-01"), Certainty::Possible);
        assert_eq!(outside("2020-10-07", "1991-09-02/2024-01-01"), Certainty::Impossible);
        assert_eq!(outside("2020", "2019-05/"), Certainty::Possible);
        assert_eq!(outside("2018", "2019-05/"), Certainty::Definite);
        assert_eq!(outside("2020", "../2019"), Certainty::Definite);
    }

    #[test]
    fn an_unknown_end_may_be_any_day_on_its_side() {
        use Certainty::{Definite, Impossible, Possible};
        let before = |first: &str, second: &str| date(first).before(&date(second));
        assert_eq!(before("2018-05-20/", "2020"), Possible);
        assert_eq!(before("2020", "/2021"), Possible);
        assert_eq!(before("2018", "2018-05-20/"), Possible);
        assert_eq!(before("2017", "2018-05-20/"), Definite);
        assert_eq!(before("/2018", "2020"), Definite);
        assert_eq!(before("2022", "/2021"), Impossible);
        let outside = |text: &str, span: &str| date(text).outside(&date(span));
        assert_eq!(outside("2019", "/2020"), Possible);
        assert_eq!(outside("2021", "/2020"), Definite);
        assert_eq!(outside("2018-05-20/", "2019/2021"), Possible);
        assert_eq!(outside("2018-05-20/", "2018/.."), Impossible);
        assert_eq!(outside("2018-05-20", "2018-05-20/"), Impossible);
        assert!(date("2018-05-20/").meets(&date("2020")) && date("2020").meets(&date("/2021")));
        assert!(!date("2018-05-20/").meets(&date("2018-05-19")) && !date("/2020").meets(&date("2021")));
        assert_eq!(date("2018-05-20/").days_until(&date("2020")), None);
    }

    #[test]
    fn an_interval_may_end_before_it_starts() {
        assert!(date("2020-10/2020-10-05").may_end_before_start());
        assert!(date("2020-10-20/2020-10").may_end_before_start());
        for text in ["2020-09/2020-10", "2020/2020", "2020-10/..", "2018/2020-01-01", "2020-10"] {
            assert!(!date(text).may_end_before_start(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let days = |from: &str, to: &str| date(from).days_until(&date(to));
        assert_eq!(days("2020-02-28", "2020-03-01"), Some(2));
        assert_eq!(days("2100-02-28", "2100-03-01"), Some(1));
        assert_eq!(days("1999-12-31", "2001-01-01"), Some(367));
        assert_eq!(days("2020-10", "2020-11-15"), Some(15));
        assert_eq!(days("2020-10-07", "2020-10"), Some(-6));
        assert_eq!(days("1988/..", "2020"), None);
    }

    #[test]
    fn an_unknown_end_keeps_its_known_place() {
        assert_eq!(date("2020-10-01/").earliest(), Limit::Day(2020, 10, 1));
        assert_eq!(date("2020-10-01/").latest(), Limit::Day(2020, 10, 1));
        assert_eq!(date("/1994").earliest(), date("/1994").latest());
    }
}
