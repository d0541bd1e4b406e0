//! Names on a map: each beside its mark or within its area where there is room, whole or not at all; the list beside the map has
//! them all.
//!
//! Greedy and in a fixed order, after Christensen, Marks and Shieber (1995): the most important mark chooses first. The few most
//! important stand at the end of a line where there is no room beside their marks; any other that finds none is given the least
//! zoom at which it does.

use crate::draw::map::ZOOMS;
use crate::draw::map::clip::{self, Spot};
use crate::draw::text::{Room, Taken, width};

/// Size of letters.
pub const LETTERS: f64 = 11.0;
/// Height of a line.
pub const LINE: f64 = 12.5;
/// Between a mark and its name.
const GAP: f64 = 2.5;
/// A name of several parts that is wider is written below each other first.
const WIDE: f64 = 110.0;

/// How many names, the most important, may stand at the end of a line; more would be a tangle.
const LED: usize = 3;
/// How far from their marks these stand, the best first.
const FAR: [f64; 6] = [16.0, 26.0, 38.0, 52.0, 68.0, 86.0];
/// In how many directions.
const DIRECTIONS: usize = 16;
/// The grid of places for the name of an area.
const ROWS: u8 = 16;
const COLUMNS: u8 = 20;
/// How far the end of a line stays from other marks.
const BESIDE: f64 = 9.0;

/// A mark that wants its name beside it.
pub struct Wish<'n> {
    /// Where it is.
    pub at: (f64, f64),
    /// Its radius.
    pub radius: f64,
    /// The parts of its name: of a contested place both.
    pub parts: &'n [String],
    /// The larger, the earlier it chooses.
    pub weight: usize,
}

/// A name that found its room.
#[derive(Debug, PartialEq)]
pub struct Name {
    /// The mark's position in the list.
    pub mark: usize,
    /// Its lines.
    pub lines: Vec<String>,
    /// The room they take.
    pub room: Room,
    /// On which side of the mark they stand: left, middle, right.
    pub side: Side,
    /// The zoom from which on there is room: 1 for the drawing as it is.
    pub zoom: u8,
    /// Where the line from the mark ends, if the name is farther away.
    pub led_to: Option<(f64, f64)>,
}

/// On which side of its mark a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Side {
    Left,
    Middle,
    Right,
}

/// The forms of a name: in one line, or a line for each of its parts.
fn forms(parts: &[String]) -> Vec<Vec<String>> {
    let one = vec![parts.join(" / ")];
    if parts.len() < 2 {
        return vec![one];
    }
    let last = parts.len() - 1;
    let below: Vec<String> =
        parts.iter().enumerate().map(|(index, part)| if index < last { format!("{part} /") } else { part.clone() }).collect();
    if width(&one[0], LETTERS) > WIDE { vec![below, one] } else { vec![one, below] }
}

/// A place that a name might take.
struct Candidate<'l> {
    lines: &'l [String],
    side: Side,
    room: Room,
    /// Where the line to it ends, if it is not beside its mark.
    led_to: Option<(f64, f64)>,
}

/// The first candidate whose room is free, as the name of a mark; its room is taken then.
fn choose(wanted: &[Candidate<'_>], mark: usize, zoom: u8, taken: &mut Taken) -> Option<Name> {
    let free = taken.first_free(wanted.iter().map(|it| it.room))?;
    let Candidate { lines, side, room, led_to } = wanted.iter().find(|it| it.room == free)?;
    Some(Name { mark, lines: lines.to_vec(), room: *room, side: *side, zoom, led_to: *led_to })
}

/// The places beside a mark, the best first.
fn beside<'l>(at: (f64, f64), radius: f64, lines: &'l [String]) -> impl Iterator<Item = Candidate<'l>> {
    let w = lines.iter().map(|line| width(line, LETTERS)).fold(0.0, f64::max);
    let h = lines.len() as f64 * LINE;
    let (near, slant) = (radius + GAP, radius * 0.7 + 1.0);
    let (x, y) = at;
    [
        (Side::Right, x + near, y - h / 2.0),
        (Side::Left, x - near - w, y - h / 2.0),
        (Side::Right, x + slant, y - slant - h),
        (Side::Right, x + slant, y + slant),
        (Side::Left, x - slant - w, y - slant - h),
        (Side::Left, x - slant - w, y + slant),
        (Side::Middle, x - w / 2.0, y - near - h),
        (Side::Middle, x - w / 2.0, y + near),
    ]
    .into_iter()
    .map(move |(side, x, y)| Candidate { lines, side, room: Room { x, y, w, h }, led_to: None })
}

/// The places at a distance from a mark, the best first.
fn afar<'l>(at: (f64, f64), lines: &'l [String]) -> impl Iterator<Item = Candidate<'l>> {
    let w = lines.iter().map(|line| width(line, LETTERS)).fold(0.0, f64::max);
    let h = lines.len() as f64 * LINE;
    let directions = FAR.into_iter().flat_map(|far| (0..DIRECTIONS).map(move |direction| (far, direction)));
    directions.map(move |(far, direction)| {
        let (down, across) = (std::f64::consts::TAU * direction as f64 / DIRECTIONS as f64).sin_cos();
        let end = (at.0 + far * across, at.1 + far * down);
        let (side, x) = match across {
            a if a > 0.3 => (Side::Right, end.0 + GAP),
            a if a < -0.3 => (Side::Left, end.0 - GAP - w),
            _ => (Side::Middle, end.0 - w / 2.0),
        };
        let y = if side == Side::Middle { end.1 - h / 2.0 + down * h / 2.0 } else { end.1 - h / 2.0 };
        Candidate { lines, side, room: Room { x, y, w, h }, led_to: Some(end) }
    })
}

/// Whether a line runs over a box.
fn crosses(from: (f64, f64), to: (f64, f64), room: &Room) -> bool {
    (0..=32).map(|part| f64::from(part) / 32.0).any(|part| {
        let (x, y) = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
        Room { x, y, w: 0.0, h: 0.0 }.meets(room)
    })
}

/// A name at the end of a line that runs over no other.
fn led(wishes: &[Wish<'_>], mark: usize, frame: &Room, taken: &mut Taken, names: &[Name]) -> Option<Name> {
    let wish = &wishes[mark];
    let forms = forms(wish.parts);
    // What is narrow finds its room nearer.
    let wanted = forms.iter().rev().flat_map(|lines| afar(wish.at, lines));
    // A line that ended at another mark would give the name to that.
    let of_other = |end: (f64, f64)| {
        let is_near = |it: &Wish<'_>| (it.at.0 - end.0).hypot(it.at.1 - end.1) < it.radius + BESIDE;
        wishes.iter().enumerate().any(|(other, it)| other != mark && is_near(it))
    };
    let crossed = |end| names.iter().any(|name| crosses(wish.at, end, &name.room));
    let is_clear = |it: &Candidate<'_>| it.room.within(frame) && it.led_to.is_some_and(|end| !of_other(end) && !crossed(end));
    let name = choose(&wanted.filter(is_clear).collect::<Vec<_>>(), mark, 1, taken)?;
    let end = name.led_to?;
    // Names that are placed later keep off the line.
    for part in 1..8 {
        let part = f64::from(part) / 8.0;
        let (x, y) = (wish.at.0 + (end.0 - wish.at.0) * part, wish.at.1 + (end.1 - wish.at.1) * part);
        taken.take(Room { x: x - 1.0, y: y - 1.0, w: 2.0, h: 2.0 });
    }
    Some(name)
}

/// Places the names; what is in `taken` is free of them, and takes them.
pub fn place(wishes: &[Wish<'_>], frame: &Room, taken: &mut Taken) -> Vec<Name> {
    let mut order: Vec<usize> = (0..wishes.len()).filter(|it| !wishes[*it].parts.is_empty()).collect();
    order.sort_by_key(|it| (usize::MAX - wishes[*it].weight, *it));
    let mut names: Vec<Name> = Vec::new();
    for zoom in ZOOMS {
        let scale = f64::from(zoom);
        let at = |wish: &Wish<'_>| (wish.at.0 * scale, wish.at.1 * scale);
        let mut here = Taken::default();
        let free = if zoom == 1 { &mut *taken } else { &mut here };
        for wish in wishes {
            let (x, y) = at(wish);
            free.take(Room { x: x - wish.radius, y: y - wish.radius, w: wish.radius * 2.0, h: wish.radius * 2.0 });
        }
        for name in &names {
            let wish = &wishes[name.mark];
            let earlier = f64::from(name.zoom);
            let (dx, dy) = (at(wish).0 - wish.at.0 * earlier, at(wish).1 - wish.at.1 * earlier);
            free.take(Room { x: name.room.x + dx, y: name.room.y + dy, ..name.room });
        }
        let mut left = Vec::new();
        for (rank, mark) in order.into_iter().enumerate() {
            let wish = &wishes[mark];
            let forms = forms(wish.parts);
            let wanted = forms.iter().flat_map(|lines| beside(at(wish), wish.radius, lines));
            let wanted: Vec<_> = wanted.filter(|it| zoom > 1 || it.room.within(frame)).collect();
            match choose(&wanted, mark, zoom, free) {
                Some(name) => names.push(name),
                None => match (zoom == 1 && rank < LED).then(|| led(wishes, mark, frame, free, &names)).flatten() {
                    Some(name) => names.push(name),
                    None => left.push(mark),
                },
            }
        }
        order = left;
    }
    names
}

/// The room of an area's name: of the places of a grid where it lies within the outline the one farthest from it that is free.
pub fn within(name: &str, outline: &[Spot], frame: (f64, f64), taken: &mut Taken) -> Option<Room> {
    let (w, h) = (width(name, LETTERS + 1.0), 13.0);
    let room = |(x, y): Spot| Room { x: x - w / 2.0, y: y - h / 2.0, w, h };
    let inside = Room { x: 2.0, y: 2.0, w: frame.0 - 4.0, h: frame.1 - 4.0 };
    let mut spots: Vec<(f64, Spot)> = Vec::new();
    for row in 1..ROWS {
        let y = frame.1 * f64::from(row) / f64::from(ROWS);
        let crossings = clip::crossings(outline, y);
        for column in 1..COLUMNS {
            let x = frame.0 * f64::from(column) / f64::from(COLUMNS);
            let lies_in = |x: f64| clip::is_within(x, &crossings);
            if lies_in(x) && room((x, y)).within(&inside) && lies_in(x - w / 2.0) && lies_in(x + w / 2.0) {
                let edges = outline.iter().zip(outline.iter().cycle().skip(1));
                let depth = edges.map(|(a, b)| clip::from_line_squared((x, y), *a, *b)).fold(f64::MAX, f64::min);
                spots.push((depth, (x, y)));
            }
        }
    }
    // Invariant: the sort is stable, so places of one depth stay in the order of reading.
    spots.sort_by(|a, b| b.0.total_cmp(&a.0));
    taken.first_free(spots.into_iter().map(|(_, spot)| room(spot)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Room = Room { x: 0.0, y: 0.0, w: 300.0, h: 200.0 };

    fn names(spots: &[((f64, f64), usize)], parts: &[String]) -> Vec<Name> {
        let wishes: Vec<Wish<'_>> =
            spots.iter().map(|(at, weight)| Wish { at: *at, radius: 4.0, parts, weight: *weight }).collect();
        place(&wishes, &FRAME, &mut Taken::default())
    }

    #[test]
    fn names_lie_on_nothing_and_the_weightiest_choose_first() {
        let parts = ["Khankendi".to_string(), "Stepanakert".to_string()];
        let crowd: Vec<((f64, f64), usize)> =
            (0..30).map(|it| ((20.0 + f64::from(it % 6) * 40.0, 20.0 + f64::from(it / 6) * 12.0), it as usize)).collect();
        let names = names(&crowd, &parts);
        assert_eq!(names[0].mark, 29);
        let (now, later): (Vec<&Name>, Vec<&Name>) = names.iter().partition(|name| name.zoom == 1);
        assert!(now.len() > 3 && !later.is_empty(), "{} {}", now.len(), later.len());
        for (index, name) in now.iter().enumerate() {
            assert!(name.room.within(&FRAME));
            assert!(now[..index].iter().all(|other| !other.room.meets(&name.room)));
            // Both names, or none.
            assert!(name.lines.concat().contains("Khankendi /") && name.lines.concat().contains("Stepanakert"));
        }
    }

    #[test]
    fn the_weightiest_without_room_are_named_at_the_end_of_a_line() {
        let parts = ["Khankendi".to_string(), "Stepanakert".to_string()];
        // All around one mark.
        let around = |it: u8| (150.0 + 20.0 * (f64::from(it % 7) - 3.0), 79.0 + 6.0 * f64::from(it / 7));
        let around: Vec<((f64, f64), usize)> = Vec::from_iter((0..49).map(|it| (around(it), 1)));
        let spots: Vec<((f64, f64), usize)> = std::iter::once(((150.0, 100.0), 9)).chain(around).collect();
        let names = names(&spots, &parts);
        let led: Vec<&Name> = names.iter().filter(|name| name.led_to.is_some()).collect();
        assert!(!led.is_empty() && led.len() <= LED);
        for name in led {
            let (from, to) = (spots[name.mark].0, name.led_to.unwrap());
            assert_eq!(name.zoom, 1);
            let others = names.iter().filter(|other| other.mark != name.mark && other.zoom == 1);
            assert!(others.clone().all(|other| !other.room.meets(&name.room)) && name.room.within(&FRAME));
            assert!(others.filter(|other| other.led_to.is_none()).all(|other| !crosses(from, to, &other.room)));
        }
    }

    #[test]
    fn at_the_edge_a_name_turns_inwards() {
        let parts = ["Sumgait".to_string()];
        assert_eq!(names(&[((295.0, 100.0), 1)], &parts)[0].side, Side::Left);
        assert_eq!(names(&[((5.0, 100.0), 1)], &parts)[0].side, Side::Right);
    }
}
