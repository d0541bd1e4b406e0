//! Time as days: spans with doubt, ticks of the calendar, and a scale made of pieces, some of them broken.

use crate::base::calendar::{Day, civil, day};

/// How exactly a date is known, and so how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A day: solid.
    Exact,
    /// A month, a year, an unknown day: hatched over all it may be.
    Imprecise,
    /// "About": hollow.
    Approximate,
    /// Uncertain, or one of several: dotted.
    Uncertain,
    /// From one day to another: a bar.
    Interval,
    /// An end is open or unknown: fades out there.
    Open,
}

impl Form {
    /// The form of the name that dates in words carry.
    pub fn new(word: &str) -> Form {
        match word {
            "imprecise" => Form::Imprecise,
            "approximate" => Form::Approximate,
            "uncertain" => Form::Uncertain,
            "interval" => Form::Interval,
            "open" => Form::Open,
            _ => Form::Exact,
        }
    }

    /// The name; a class of the style sheet.
    pub fn word(self) -> &'static str {
        match self {
            Form::Exact => "exact",
            Form::Imprecise => "imprecise",
            Form::Approximate => "approximate",
            Form::Uncertain => "uncertain",
            Form::Interval => "interval",
            Form::Open => "open",
        }
    }

    /// Whether it is not known when within its bounds.
    pub fn is_doubt(self) -> bool {
        !matches!(self, Form::Exact | Form::Interval)
    }
}

/// First and last day that a date may mean; `None` where it has no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// How it is drawn.
    pub form: Form,
}

impl Span {
    /// The bounds within a frame, open ends drawn to its edge.
    pub fn clamp(&self, first: Day, last: Day) -> (Day, Day) {
        (self.from.unwrap_or(first).clamp(first, last), self.to.unwrap_or(last).clamp(first, last))
    }

    /// Its known days.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.from.into_iter().chain(self.to)
    }
}

/// What a tick stands for, and so how it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Unit {
    Day,
    Month,
    Year,
}

/// Days to mark between two days, where about `wanted` fit into `length` days; all of one unit.
pub fn ticks(first: Day, last: Day, length: Day, wanted: usize) -> (Unit, Vec<Day>) {
    let step = length as f64 / wanted.max(1) as f64;
    let by_month = |months: i64| {
        let (year, month, _) = civil(first);
        let start = (year * 12 + i64::from(month) - 1).div_euclid(months) * months;
        let at =
            |count: i64| day((start + count * months).div_euclid(12), ((start + count * months).rem_euclid(12) + 1) as u8, 1);
        (0..).map(at).take_while(|it| *it <= last).filter(|it| *it >= first).collect::<Vec<Day>>()
    };
    if step <= 15.0 {
        let every = [1, 2, 5, 7, 14].into_iter().find(|it| step <= *it as f64).unwrap_or(14);
        return (Unit::Day, (0..).map(|count| first + count * every).take_while(|it| *it <= last).collect());
    }
    if let Some(months) = [1, 2, 3, 6].into_iter().find(|it| step <= *it as f64 * 31.0) {
        return (Unit::Month, by_month(months));
    }
    let years = [1, 2, 5, 10, 20, 50, 100, 200, 500].into_iter().find(|it| step <= *it as f64 * 366.0).unwrap_or(1000);
    (Unit::Year, by_month(years * 12))
}

/// A scale of time: straight between its stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    // Invariant: at least two stops; days and places ascend.
    stops: Vec<(Day, f64)>,
    breaks: Vec<(Day, Day)>,
}

impl Scale {
    /// A scale through given days, each stretch as long as its weight.
    pub fn weighted(days: &[Day], weights: &[f64], from: f64, to: f64) -> Scale {
        let total: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut stops = vec![(days.first().copied().unwrap_or(0), from)];
        let mut used = 0.0;
        for (day, weight) in days.iter().skip(1).zip(weights) {
            used += weight;
            stops.push((*day, from + (to - from) * used / total));
        }
        if stops.len() < 2 {
            stops.push((stops[0].0 + 1, to));
        }
        Scale { stops, breaks: Vec::new() }
    }

    /// A scale true to time, but for stretches in which nothing is dated and that would take most of the room: these are
    /// broken, and to be marked so.
    pub fn broken(days: &[Day], from: f64, to: f64) -> Scale {
        let breaks = breaks(days);
        let mut edges = days.to_vec();
        edges.sort_unstable();
        edges.dedup();
        if edges.len() < 2 {
            let only = edges.first().copied().unwrap_or(0);
            return Scale { stops: vec![(only - 1, from), (only + 1, to)], breaks };
        }
        let is_broken = |pair: &[Day]| breaks.contains(&(pair[0], pair[1]));
        let kept: Day = edges.windows(2).filter(|pair| !is_broken(pair)).map(|pair| pair[1] - pair[0]).sum();
        let weights: Vec<f64> =
            edges.windows(2).map(|pair| if is_broken(pair) { kept as f64 * 0.14 } else { (pair[1] - pair[0]) as f64 }).collect();
        Scale { breaks, ..Scale::weighted(&edges, &weights, from, to) }
    }

    /// The place of a day.
    pub fn at(&self, day: Day) -> f64 {
        let next = self.stops.partition_point(|stop| stop.0 <= day).clamp(1, self.stops.len() - 1);
        let ((start, from), (end, to)) = (self.stops[next - 1], self.stops[next]);
        let part = (day - start) as f64 / (end - start).max(1) as f64;
        from + (to - from) * part.clamp(0.0, 1.0)
    }

    /// Stretches that are shortened.
    pub fn breaks(&self) -> &[(Day, Day)] {
        &self.breaks
    }
}

/// Stretches between neighbouring days that are longer than all others together, where enough stands beside them.
pub fn breaks(days: &[Day]) -> Vec<(Day, Day)> {
    let mut edges = days.to_vec();
    edges.sort_unstable();
    edges.dedup();
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return Vec::new() };
    if edges.len() < 6 {
        return Vec::new();
    }
    let total = last - first;
    let longest = edges.windows(2).map(|pair| (pair[0], pair[1])).max_by_key(|(start, end)| end - start);
    longest.into_iter().filter(|(start, end)| (end - start) * 2 > total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_of_the_calendar_and_within() {
        let (first, last) = (day(2020, 9, 27), day(2020, 12, 12));
        let (unit, days) = ticks(first, last, last - first, 4);
        assert_eq!(
            (unit, days.iter().map(|it| civil(*it)).collect::<Vec<_>>()),
            (Unit::Month, vec![(2020, 10, 1), (2020, 11, 1), (2020, 12, 1)])
        );
        let (unit, days) = ticks(day(1923, 1, 1), day(2026, 6, 1), 37_000, 6);
        assert_eq!(unit, Unit::Year);
        assert!((4..=8).contains(&days.len()) && days.iter().all(|it| civil(*it).0 % 20 == 0), "{days:?}");
    }

    #[test]
    fn an_empty_year_is_broken_and_order_is_kept() {
        let mut days: Vec<Day> = (0..40).collect();
        days.push(400);
        let scale = Scale::broken(&days, 0.0, 100.0);
        assert_eq!(scale.breaks(), [(39, 400)]);
        assert!(scale.at(39) > 80.0 && scale.at(400) == 100.0);
        assert!(days.windows(2).all(|pair| scale.at(pair[0]) < scale.at(pair[1])));
        assert!(Scale::broken(&[0, 100], 0.0, 10.0).breaks().is_empty());
    }

    #[test]
    fn one_day_alone_stands_in_the_middle() {
        assert_eq!(Scale::broken(&[5], 0.0, 10.0).at(5), 5.0);
    }
}
