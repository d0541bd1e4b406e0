//! Phases as bands and events as dots, stacked day by day; each phase is drawn to its own scale and the drawing says so.
//!
//! Seventy quiet years and six weeks of war fit in one strip only if the weeks are given more room. A band is as wide as the
//! root of its number of events asks, and true to time within.

use std::sync::Arc;

use crate::base::calendar::Day;
use crate::base::digest::Hashed;
use crate::draw::svg::{Anchor, Svg};
use crate::draw::text::{self, Room, Taken};
use crate::draw::time::{Form, Scale, Span};
use crate::draw::{Drawing, Head, Size};

/// Size of letters.
const LETTERS: f64 = 11.0;
/// Width of a column of dots.
const DOT: f64 = 4.0;
/// Height of a band.
const BAND: f64 = 17.0;
/// Most events that are drawn one by one; of more, columns stand for their number.
pub const ONE_BY_ONE: usize = 160;
/// Height of the highest column.
const HIGHEST: f64 = 60.0;

/// A strip of time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Strip {
    /// What it says of itself.
    pub head: Head,
    /// The phases, in order; most strips have the same.
    pub phases: Arc<Hashed<Vec<Phase>>>,
    /// The events, in order.
    pub events: Vec<Event>,
    /// The day it is drawn up to, at least: where what goes on fades out.
    pub last: Day,
}

/// A stretch of time with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phase {
    /// Where it is told.
    pub href: String,
    /// Its number in the list, in the digits of the language.
    pub number: String,
    /// Name and date in words.
    pub label: String,
    /// What stands at its beginning: a year.
    pub start: String,
    /// When.
    pub span: Span,
    /// The last day on which it may have begun, and the first on which it may have ended: between them it surely was.
    pub sure: (Option<Day>, Option<Day>),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Where it is told; empty if nowhere.
    pub href: String,
    /// Date and title.
    pub label: String,
    /// When.
    pub span: Span,
    /// 1 to 5.
    pub importance: u8,
}

impl Strip {
    fn scale(&self, from: f64, to: f64) -> Scale {
        let mut days: Vec<Day> = self.phases.iter().filter_map(|phase| phase.span.from).collect();
        let known = self.events.iter().map(|event| &event.span).chain(self.phases.iter().map(|phase| &phase.span));
        let all: Vec<Day> = known.flat_map(Span::days).collect();
        days.extend(all.iter().min());
        days.push(all.iter().max().copied().unwrap_or(self.last).max(self.last));
        days.sort_unstable();
        days.dedup();
        if days.len() < 2 {
            days = vec![self.last - 1, self.last];
        }
        let count = |pair: &[Day]| {
            self.events.iter().filter_map(|event| event.span.from).filter(|it| pair[0] <= *it && *it < pair[1]).count()
        };
        let weights: Vec<f64> = days.windows(2).map(|pair| 1.6 + (count(pair) as f64).sqrt()).collect();
        Scale::weighted(&days, &weights, from, to)
    }

    /// The lane of each phase: the first in which it surely overlaps no other.
    fn lanes(&self) -> Vec<usize> {
        let mut ends: Vec<Day> = Vec::new();
        self.phases
            .iter()
            .map(|phase| {
                let from = phase.sure.0.unwrap_or(Day::MIN);
                let lane = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
                let end = phase.sure.1.unwrap_or(Day::MAX);
                if lane == ends.len() {
                    ends.push(end)
                } else {
                    ends[lane] = end
                }
                lane
            })
            .collect()
    }
}

impl Drawing for Strip {
    fn draw(&self, size: Size) -> String {
        let mut svg = Svg::new(&self.head, size);
        let scale = self.scale(1.0, size.width() - 1.0);
        let mut columns = columns(self, &scale, size.width());
        let tallest = columns.iter().map(Vec::len).max().unwrap_or(0);
        let one_by_one = size == Size::Wide && self.events.len() <= ONE_BY_ONE;
        let step = (HIGHEST / tallest.max(1) as f64).min(DOT + 0.6);
        let ground = (tallest as f64 * step + 4.0).max(8.0);
        for (index, column) in columns.iter_mut().enumerate() {
            let x = index as f64 * DOT;
            if one_by_one {
                for (level, event) in column.iter().enumerate() {
                    self.dot(&mut svg, event, x, ground - (level + 1) as f64 * step, step);
                }
            } else if !column.is_empty() {
                let high = column.len() as f64 * step;
                svg.rect("count", (x, ground - high), (DOT - 0.6, high), false);
            }
        }
        let lanes = self.lanes();
        let bands = lanes.iter().max().map_or(0, |lane| lane + 1) as f64;
        let foot = ground + 3.0 + bands * (BAND + 2.0);
        let (first, last) = (scale_days(&self.phases, self.last), self.last);
        for (phase, lane) in self.phases.iter().zip(&lanes) {
            let (from, to) = phase.span.clamp(first, last.max(first));
            // Where it is not known which of two phases a day belongs to, the later one begins.
            let after =
                self.phases.iter().zip(&lanes).filter(|it| it.1 == lane).filter_map(|it| it.0.span.from).find(|it| *it > from);
            let to = after.map_or(to, |after| to.min(after));
            let end = if phase.span.to.is_none() { size.width() } else { scale.at(to) };
            let at = (scale.at(from), ground + 3.0 + *lane as f64 * (BAND + 2.0));
            let doubt = (phase.sure.0.map_or(at.0, |day| scale.at(day)), phase.sure.1.map_or(end, |day| scale.at(day)));
            self.band(&mut svg, phase, at, (end - at.0 - 1.0).max(2.0), doubt);
        }
        let mut taken = Taken::default();
        for phase in self.phases.iter() {
            let Some(day) = phase.span.from else { continue };
            let (x, wide) = (scale.at(day), text::width(&phase.start, LETTERS));
            svg.line("ground", (x, foot), (x, foot + 4.0));
            let at = x.min(size.width() - wide);
            if taken.first_free([Room { x: at, y: 0.0, w: wide + 6.0, h: 1.0 }]).is_some() {
                svg.text("tick", Anchor::Start, (at, foot + 14.0), &phase.start);
            }
        }
        svg.finish(&self.head, "draw strip", foot + 18.0)
    }
}

/// The first day any phase has.
fn scale_days(phases: &[Phase], otherwise: Day) -> Day {
    phases.iter().filter_map(|phase| phase.span.from).min().unwrap_or(otherwise)
}

/// Events by the column in which they begin, in order of time.
fn columns<'s>(strip: &'s Strip, scale: &Scale, width: f64) -> Vec<Vec<&'s Event>> {
    let count = (width / DOT) as usize;
    let mut columns: Vec<Vec<&Event>> = vec![Vec::new(); count];
    for event in &strip.events {
        let Some(day) = event.span.from.or(event.span.to) else { continue };
        // Places are not negative, so the cast keeps them.
        let column = ((scale.at(day) / DOT) as usize).min(count - 1);
        columns[column].push(event);
    }
    columns
}

impl Strip {
    fn dot(&self, svg: &mut Svg, event: &Event, x: f64, y: f64, step: f64) {
        let class = format!("event {} level-{}", event.span.form.word(), event.importance);
        svg.link(&event.href, &class, &event.label);
        svg.rect("dot", (x, y), (DOT - 0.6, (step - 0.7).max(0.5)), event.span.form.is_doubt() && event.span.form != Form::Open);
        svg.end_link(&event.href);
    }

    fn band(&self, svg: &mut Svg, phase: &Phase, at: (f64, f64), wide: f64, doubt: (f64, f64)) {
        svg.link(&phase.href, &format!("phase {}", phase.span.form.word()), &phase.label);
        svg.rect("band", at, (wide, BAND), false);
        // When it began or ended within these stretches is not known.
        for (from, to) in [(at.0, doubt.0.min(at.0 + wide)), (doubt.1.max(at.0), at.0 + wide)] {
            if to - from > 1.0 {
                svg.rect("doubt", (from, at.1), (to - from, BAND), true);
            }
        }
        if phase.span.to.is_none() {
            // What goes on has no end to draw: the band runs out in shorter and shorter pieces.
            for (from, gap) in [(0.72, 2.0), (0.82, 3.5), (0.91, 5.0)] {
                svg.rect("core", (at.0 + wide * from, at.1 - 1.0), (gap, BAND + 2.0), false);
            }
        }
        if text::width(&phase.number, LETTERS) < wide {
            svg.text("name", Anchor::Middle, (at.0 + wide / 2.0, at.1 + 12.5), &phase.number);
        }
        svg.end_link(&phase.href);
    }
}
