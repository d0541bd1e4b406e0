//! Figures: counts that cannot be, and counts that are set beside or after one another and do not belong so.

use std::cmp::Ordering::Equal;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::edtf::{Certainty, Edtf};
use crate::check::rules::{blocks, documents};
use crate::check::{Cx, Sink};
use crate::diag::near::Names;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::{Entity, EntityId};
use crate::parse::block::Query;
use crate::parse::kind::Kind;
use crate::parse::reference::{Ref, RefIx};
use crate::parse::schema::figure::{Figure, Point, Status};

/// `cumulative-decrease`: of counts that hold all before them, a later one is lower, or one that may be later.
pub fn cumulative_decrease(cx: &Cx<'_>, sink: &mut Sink) {
    each_cumulative(cx, |id, entity, figure| {
        let counts: Vec<Count<'_>> = uncorrected(figure).into_iter().filter_map(|index| Count::of(figure, index)).collect();
        // The highest up to each: most series never fall, and are not searched.
        let highest = counts.iter().scan(f64::NEG_INFINITY, |highest, it| {
            *highest = highest.max(it.least.unwrap_or(f64::NEG_INFINITY));
            Some(*highest)
        });
        let highest: Vec<f64> = highest.collect();
        for later in &counts {
            let Some(most) = later.most else { continue };
            // In order of their first days, so that all behind the first that begins when this one is over are later.
            let begun = &counts[..counts.partition_point(|it| it.date.earliest() <= later.date.latest())];
            if begun.last().is_none() || highest[begun.len() - 1] <= most {
                continue;
            }
            let higher = begun.iter().filter(|it| it.least.is_some_and(|least| most < least) && it.index != later.index);
            let higher = higher.map(|it| (it.date.before(later.date), it)).filter(|(order, _)| *order != Certainty::Impossible);
            let worst = higher.max_by(|(a, one), (b, other)| a.cmp(b).then(one.least.partial_cmp(&other.least).unwrap_or(Equal)));
            let Some((order, earlier)) = worst else { continue };
            let (now, then) = (later.date, earlier.date);
            let message = match order {
                Certainty::Definite => {
                    format!("the count of {now} is lower than that of {then}, and each count holds all before it")
                }
                _ => format!(
                    "the count of {now} may be later than that of {then} and is lower, and each count holds all before it"
                ),
            };
            let finding = Diagnostic::new(Code::CUMULATIVE_DECREASE, value_place(entity, figure, later.index), message)
                .label(value_place(entity, figure, earlier.index), "the higher one is here")
                .help(format!(
                    "if it corrects the earlier count, write `revises: \"{then}\"` here; if the counts stand alone, `cumulative: false` at the figure"
                ));
            sink.maybe(id, finding.when(order));
        }
    });
}

/// A dated count with the least and the most that it may mean.
struct Count<'f> {
    index: usize,
    date: &'f Edtf,
    least: Option<f64>,
    most: Option<f64>,
}

impl<'f> Count<'f> {
    fn of(figure: &'f Figure, index: usize) -> Option<Self> {
        let point = &figure.points[index];
        Some(Count { index, date: point.as_of.as_ref()?, least: least(point), most: most(point) })
    }
}

/// The counts that stand, in order of date, less those that another of them corrects.
fn uncorrected(figure: &Figure) -> Vec<usize> {
    let mut charted = figure.charted();
    let standing = charted.iter().map(|index| &figure.points[*index]);
    // One that corrects another of its own date is the one of that date that is charted.
    let corrects = standing.filter(|point| point.revises != point.as_of).filter_map(|point| point.revises.as_ref());
    let corrected: HashSet<&Edtf> = corrects.collect();
    charted.retain(|index| figure.points[*index].as_of.as_ref().is_some_and(|date| !corrected.contains(date)));
    charted
}

/// `unknown-reference`, of a count that corrects one of a date of which there is no other.
pub(super) fn corrected_points(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Figure) {
        let entity = cx.model.get(id);
        let Some(figure) = entity.figure().filter(|figure| figure.points.iter().any(|it| it.revises.is_some())) else { continue };
        let mut dates: BTreeMap<&Edtf, usize> = BTreeMap::new();
        for date in figure.points.iter().filter_map(|point| point.as_of.as_ref()) {
            *dates.entry(date).or_default() += 1;
        }
        let names = Names::new(dates.keys().map(|date| date.as_str()));
        for (index, point) in figure.points.iter().enumerate() {
            let Some(corrected) = &point.revises else { continue };
            let own = usize::from(point.as_of.as_ref() == Some(corrected));
            if dates.get(corrected).is_some_and(|count| *count > own) {
                continue;
            }
            let others = || dates.keys().filter(|date| Some(**date) != point.as_of.as_ref()).map(|date| date.as_str());
            let near =
                names.nearest(corrected.as_str()).filter(|near| point.as_of.as_ref().is_none_or(|own| own.as_str() != *near));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if others().next().is_none() => "list the count that it corrects too, with what became of it".to_string(),
                None => format!("the others are as of {}", others().take(8).collect::<Vec<_>>().join(", ")),
            };
            let message = format!("this count is said to correct that of {corrected}, and there is no other of that date");
            let place = entity.place(&format!("points[{index}].revises"));
            sink.about(id, Diagnostic::new(Code::UNKNOWN_REFERENCE, place, message).help(help));
        }
    }
}

/// `added-mismatch`: what was added does not lead from the count before to this one.
pub fn added_mismatch(cx: &Cx<'_>, sink: &mut Sink) {
    each_cumulative(cx, |id, entity, figure| {
        let charted = uncorrected(figure);
        let mut by_day: HashMap<i64, Vec<usize>> = HashMap::new();
        for (index, point) in figure.points.iter().enumerate() {
            if let Some(day) = day(point) {
                by_day.entry(day).or_default().push(index);
            }
        }
        for pair in charted.windows(2) {
            let (earlier, point) = (&figure.points[pair[0]], &figure.points[pair[1]]);
            if order(earlier, point) != Certainty::Definite {
                continue;
            }
            let (Some(added), Some(value), Some(before)) = (point.added, exact(point), exact(earlier)) else { continue };
            // A count that was corrected later may be the one that was added to.
            let fits = |other: &Point| exact(other).is_some_and(|before| same(before + added, value));
            let days = day(point).map_or([None, None], |day| [by_day.get(&(day - 1)), by_day.get(&day)]);
            let mut nearby = days.into_iter().flatten().flatten().map(|index| &figure.points[*index]);
            let grown = value - before;
            if same(added, grown) || added <= grown && !follows(earlier, point) || nearby.any(fits) {
                continue;
            }
            let (now, then) = (dated(point), dated(earlier));
            let message = format!("{before} and {added} added make {}, and the count of {now} is {value}", sum(before, added));
            let finding = Diagnostic::new(Code::ADDED_MISMATCH, entity.place(&format!("points[{}].added", pair[1])), message)
                .label(value_place(entity, figure, pair[0]), format!("the count of {then}"))
                .help("check both counts with their sources; say in a note of the point what explains it, and allow the lint");
            sink.about(id, finding);
        }
    });
}

/// `mixed-scope`: series drawn in one chart that do not measure the same.
pub fn mixed_scope(cx: &Cx<'_>, sink: &mut Sink) {
    blocks(cx, |id, document, targets, block| {
        let (Query::Chart(figures) | Query::Matrix { figures, .. }) = &block.query else { return };
        let chart = matches!(block.query, Query::Chart(_));
        let drawn: Vec<(RefIx, &Entity, &Figure)> = figures
            .iter()
            .filter_map(|it| Some((*it, cx.model.get(targets.get(*it as usize).copied().flatten()?))))
            .filter_map(|(it, entity)| Some((it, entity, entity.figure()?)))
            .collect();
        let Some((_, first_entity, first)) = drawn.first() else { return };
        for (reference, entity, figure) in &drawn[1..] {
            let (key, differs) = if figure.measure != first.measure {
                let counts = |entity: &Entity, figure: &Figure| format!("`{}` counts {}", entity.id(), figure.measure);
                ("measure", format!("{}, and {}", counts(entity, figure), counts(first_entity, first)))
            } else if figure.unit != first.unit {
                ("unit", format!("`{}` is in {}, and `{}` in {}", entity.id(), figure.unit, first_entity.id(), first.unit))
            } else if chart && figure.cumulative != first.cumulative {
                let (sum, alone) = if figure.cumulative { (entity, first_entity) } else { (first_entity, entity) };
                let differs = format!("`{}` adds up over time, and the counts of `{}` stand alone", sum.id(), alone.id());
                ("cumulative", differs)
            } else {
                continue;
            };
            let place = document.refs.get(*reference as usize).map_or_else(|| block.place.clone(), |it: &Ref| it.place.clone());
            let says = if key == "cumulative" && !figure.cumulative { first_entity } else { entity };
            let finding = Diagnostic::new(Code::MIXED_SCOPE, place, format!("{differs}: they do not belong in one drawing"))
                .label(says.place(key), "it says so here")
                .help("draw them apart");
            sink.about(id, finding);
        }
    });
}

/// `superseded-figure`: a reference with a date to a count that no longer stands.
pub fn superseded_figure(cx: &Cx<'_>, sink: &mut Sink) {
    documents(cx, |id, document, targets| {
        for (reference, target) in document.refs.iter().zip(targets) {
            let (Some(at), Some(target)) = (&reference.at, target) else { continue };
            let counted = cx.model.get(*target);
            let Some(figure) = counted.figure() else { continue };
            let Some(index) = figure.point_at(at) else { continue };
            let status = figure.points[index].status;
            if matches!(status, Status::Superseded | Status::Withdrawn | Status::Refuted) {
                let message = format!("the count of {at} in `{}` is {}", counted.id(), status.word());
                let finding = Diagnostic::new(Code::SUPERSEDED_FIGURE, reference.place.clone(), message)
                    .label(counted.place(&format!("points[{index}].status")), "it says so here")
                    .help("refer to the count that stands, or say in the text what became of this one and allow the lint");
                sink.about(id, finding);
            }
        }
    });
}

fn each_cumulative(cx: &Cx<'_>, mut check: impl FnMut(EntityId, &Entity, &Figure)) {
    for id in cx.model.of_kind(Kind::Figure) {
        let entity = cx.model.get(id);
        if let Some(figure) = entity.figure().filter(|figure| figure.cumulative) {
            check(id, entity, figure);
        }
    }
}

/// A number given without a qualifier or a range.
fn exact(point: &Point) -> Option<f64> {
    point.value.filter(|_| point.qualifier == "exact" && point.low.is_none() && point.high.is_none())
}

/// The least that a count may mean; one with an upper end alone tells none.
fn least(point: &Point) -> Option<f64> {
    match point.qualifier {
        "at-most" => None,
        "more-than" => point.low.or(point.value).map(f64::next_up),
        _ => point.low.or(point.value),
    }
}

/// The most that a count may mean; one with a lower end alone tells none.
fn most(point: &Point) -> Option<f64> {
    if matches!(point.qualifier, "at-least" | "more-than") { None } else { point.high.or(point.value) }
}

/// Whether two sums are the same but for what binary fractions lose of decimals.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// A sum as one would write it: 0.1 and 0.2 are 0.3.
fn sum(one: f64, other: f64) -> f64 {
    let sum = one + other;
    if sum.fract() == 0.0 { sum } else { (sum * 1e6).round() / 1e6 }
}

/// Whether a count is surely earlier than another.
fn order(earlier: &Point, later: &Point) -> Certainty {
    earlier.as_of.as_ref().zip(later.as_of.as_ref()).map_or(Certainty::Impossible, |(earlier, later)| earlier.before(later))
}

fn dated(point: &Point) -> &str {
    point.as_of.as_ref().map_or("", Edtf::as_str)
}

/// Whether a count is of the same day as another, or of the day before.
fn follows(earlier: &Point, later: &Point) -> bool {
    day(earlier).zip(day(later)).is_some_and(|(earlier, later)| matches!(later - earlier, 0 | 1))
}

/// The day of a count, where it is of one day.
fn day(point: &Point) -> Option<i64> {
    let date = point.as_of.as_ref()?;
    date.latest().number().filter(|_| date.earliest() == date.latest())
}

/// The place of the number of a point.
fn value_place(entity: &Entity, figure: &Figure, index: usize) -> Place {
    let point = &figure.points[index];
    let key =
        [("value", point.value), ("low", point.low)].iter().find(|(_, value)| value.is_some()).map_or("high", |(key, _)| key);
    entity.place(&format!("points[{index}].{key}"))
}
