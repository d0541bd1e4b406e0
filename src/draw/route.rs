//! Boxes in columns and lines that run along the axes between them, each with a track and ports of its own: lines may cross,
//! but none lies on another or runs through a box.

use crate::draw::text::Room;

/// Room at a port for the number of a tie and the head of an arrow.
const PORT: f64 = 24.0;
/// Height of a port.
const PITCH: f64 = 13.0;
/// Between boxes.
const GAP: f64 = 12.0;

/// A box to be placed.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Its column.
    pub column: usize,
    /// Room above it for a heading.
    pub lead: f64,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The boxes.
    pub boxes: Vec<Room>,
    /// The lines, from the first end to the second.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// How high all of it is.
    pub height: f64,
}

/// A line's way: the gutters it runs in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// Both ends in one column: out and back in the same gutter.
    Loop(usize),
    /// Between neighbouring columns.
    Step(usize),
    /// Over the columns between, through a channel at the top: first gutter, second gutter, channel.
    Over(usize, usize, usize),
}

/// A port: which line, and whether it is the end in the column further to the start.
type End = (usize, bool);

/// Places boxes and lines; `None` if the boxes would be narrower than `least`.
///
/// `high` says how high a box must be for its words at a width.
pub fn plan(width: f64, least: f64, cells: &[Cell], links: &[(usize, usize)], high: impl Fn(usize, f64) -> f64) -> Option<Plan> {
    let columns = cells.iter().map(|cell| cell.column + 1).max()?;
    let ways = ways(columns, cells, links);
    let mut tracks = vec![0usize; columns + 1];
    for way in &ways {
        match way {
            Way::Loop(gutter) | Way::Step(gutter) => tracks[*gutter] += 1,
            Way::Over(first, second, _) => {
                tracks[*first] += 1;
                tracks[*second] += 1;
            }
        }
    }
    let gutter_width = |gutter: usize| {
        let ends = if gutter == 0 || gutter == columns { PORT } else { PORT * 2.0 };
        if tracks[gutter] == 0 {
            if gutter == 0 || gutter == columns { 1.0 } else { 20.0 }
        } else {
            ends + tracks[gutter] as f64 * spacing(&tracks)
        }
    };
    let gutters: f64 = (0..=columns).map(gutter_width).sum();
    let box_width = ((width - gutters) / columns as f64).min(width * 0.62);
    if box_width < least {
        return None;
    }
    // What the boxes leave goes to the gutters between, or to the one of a single column.
    let spare = (width - gutters - box_width * columns as f64).max(0.0);
    let mut box_x = Vec::new();
    let mut x = if columns == 1 { spare } else { 0.0 };
    for column in 0..columns {
        x += gutter_width(column);
        box_x.push(x);
        x += box_width;
    }
    // Places in the column stand for heights until these are known.
    let mut seen = vec![0usize; columns];
    let rank: Vec<f64> = cells
        .iter()
        .map(|cell| {
            seen[cell.column] += 1;
            seen[cell.column] as f64
        })
        .collect();
    let ports = ports(cells, links, &ways, &rank);
    let overs = ways.iter().filter(|way| matches!(way, Way::Over(..))).count();
    let channels = if overs == 0 { 0.0 } else { overs as f64 * 8.0 + 6.0 };
    let mut foot: Vec<f64> = (0..columns).map(|column| if column > 0 && column + 1 < columns { channels } else { 0.0 }).collect();
    let boxes: Vec<Room> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            let most = ports.iter().filter(|(key, _)| key.0 == index).map(|(_, ends)| ends.len()).max().unwrap_or(0);
            let h = high(index, box_width).max(most as f64 * PITCH + 4.0);
            let y = foot[cell.column] + cell.lead;
            foot[cell.column] = y + h + GAP;
            Room { x: box_x[cell.column], y, w: box_width, h }
        })
        .collect();
    let place = |node: usize, right: bool, line: usize| -> (f64, f64) {
        let room = &boxes[node];
        let ends = ports.iter().find(|(key, _)| *key == (node, right)).map(|(_, ends)| ends.as_slice()).unwrap_or(&[]);
        let at = ends.iter().position(|end| end.0 == line).unwrap_or(0);
        let y = room.y + room.h / 2.0 + (at as f64 - (ends.len() as f64 - 1.0) / 2.0) * PITCH;
        (if right { room.x + room.w } else { room.x }, y)
    };
    let ends: Vec<((f64, f64), (f64, f64))> = links
        .iter()
        .zip(&ways)
        .enumerate()
        .map(|(line, (link, way))| {
            let (a, b) = ordered(cells, *link);
            match way {
                Way::Loop(gutter) => {
                    let right = *gutter == columns && columns > 1;
                    (place(a, right, line), place(b, right, line))
                }
                _ => (place(a, true, line), place(b, false, line)),
            }
        })
        .collect();
    let channel = |number: usize| 4.0 + number as f64 * 8.0;
    let mut lines: Vec<Vec<(f64, f64)>> = vec![Vec::new(); links.len()];
    let mut middle = vec![(0.0, 0.0); links.len()];
    for gutter in 0..=columns {
        let start = if gutter == 0 { box_x[0] - gutter_width(0) } else { box_x[gutter - 1] + box_width };
        let first = start + if gutter == 0 { 0.0 } else { PORT };
        let mut inside: Vec<(usize, f64, f64)> = Vec::new();
        for (line, way) in ways.iter().enumerate() {
            let ((_, a), (_, b)) = ends[line];
            match way {
                Way::Loop(it) | Way::Step(it) if *it == gutter => inside.push((line, a, b)),
                Way::Over(it, _, number) if *it == gutter => inside.push((line, a, channel(*number))),
                Way::Over(_, it, number) if *it == gutter => inside.push((line, channel(*number), b)),
                _ => {}
            }
        }
        inside.sort_by(|x, y| track_order(&ways, columns, x).total_cmp_all(&track_order(&ways, columns, y)).then(x.0.cmp(&y.0)));
        for (number, (line, ..)) in inside.iter().enumerate() {
            let x = first + (number as f64 + 0.5) * spacing(&tracks);
            match ways[*line] {
                Way::Over(it, ..) if it == gutter => middle[*line].0 = x,
                Way::Over(..) => middle[*line].1 = x,
                _ => middle[*line] = (x, x),
            }
        }
    }
    for (line, ((a, b), way)) in ends.iter().zip(&ways).enumerate() {
        let (first, second) = middle[line];
        let mut points = vec![*a, (first, a.1)];
        if let Way::Over(_, _, number) = way {
            points.extend([(first, channel(*number)), (second, channel(*number))]);
        }
        points.extend([(second, b.1), *b]);
        if ordered(cells, links[line]).0 != links[line].0 {
            points.reverse();
        }
        lines[line] = points;
    }
    let height = foot.into_iter().fold(channels, f64::max) - GAP + 1.0;
    Some(Plan { boxes, lines, height })
}

/// Between tracks: closer where there are many.
fn spacing(tracks: &[usize]) -> f64 {
    if tracks.iter().max().is_some_and(|most| *most > 14) { 4.5 } else { 6.0 }
}

/// The ends of a line by column; of one column, by place.
fn ordered(cells: &[Cell], link: (usize, usize)) -> (usize, usize) {
    let (a, b) = link;
    if (cells[b].column, b) < (cells[a].column, a) { (b, a) } else { (a, b) }
}

fn ways(columns: usize, cells: &[Cell], links: &[(usize, usize)]) -> Vec<Way> {
    let mut overs = 0;
    links
        .iter()
        .map(|link| {
            let (a, b) = ordered(cells, *link);
            let (a, b) = (cells[a].column, cells[b].column);
            if a == b {
                Way::Loop(if a + 1 == columns && columns > 1 { columns } else { a })
            } else if a + 1 == b {
                Way::Step(b)
            } else {
                overs += 1;
                Way::Over(a + 1, b, overs - 1)
            }
        })
        .collect()
}

/// An end of a line, and by what the ends at one side of a node are ordered.
type Port = (End, (u8, f64));

/// The lines that end at each side of each box, from top to bottom.
fn ports(cells: &[Cell], links: &[(usize, usize)], ways: &[Way], rank: &[f64]) -> Vec<((usize, bool), Vec<End>)> {
    let columns = cells.iter().map(|cell| cell.column + 1).max().unwrap_or(1);
    let mut sides: std::collections::BTreeMap<(usize, bool), Vec<Port>> = Default::default();
    for (line, (link, way)) in links.iter().zip(ways).enumerate() {
        let (a, b) = ordered(cells, *link);
        let (right_a, right_b) = match way {
            Way::Loop(gutter) => (*gutter == columns && columns > 1, *gutter == columns && columns > 1),
            _ => (true, false),
        };
        let key = |other: usize, down: bool| match way {
            Way::Over(_, _, number) => (0, *number as f64),
            Way::Step(_) => (1, rank[other]),
            // Near ends inside far ones, so that a loop does not cross its neighbour.
            Way::Loop(_) => (if down { 3 } else { 2 }, -rank[other]),
        };
        sides.entry((a, right_a)).or_default().push(((line, true), key(b, true)));
        sides.entry((b, right_b)).or_default().push(((line, false), key(a, false)));
    }
    sides
        .into_iter()
        .map(|(side, mut ends)| {
            ends.sort_by(|x, y| x.1.0.cmp(&y.1.0).then(x.1.1.total_cmp(&y.1.1)).then(x.0.0.cmp(&y.0.0)));
            (side, ends.into_iter().map(|(end, _)| end).collect())
        })
        .collect()
}

/// What decides the order of tracks in a gutter, from its start to its end.
struct TrackOrder(u8, f64);

impl TrackOrder {
    fn total_cmp_all(&self, other: &TrackOrder) -> std::cmp::Ordering {
        self.0.cmp(&other.0).then(self.1.total_cmp(&other.1))
    }
}

fn track_order(ways: &[Way], columns: usize, (line, a, b): &(usize, f64, f64)) -> TrackOrder {
    match ways[*line] {
        // Loops lie close to their own column, the short ones closest.
        Way::Loop(gutter) if gutter == columns && columns > 1 => TrackOrder(0, (a - b).abs()),
        Way::Loop(_) => TrackOrder(3, -(a - b).abs()),
        // Rising lines turn early, the upper first; falling ones late, the upper last.
        _ if b <= a => TrackOrder(1, *a),
        _ => TrackOrder(2, -a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(columns: &[usize]) -> Vec<Cell> {
        columns.iter().map(|column| Cell { column: *column, lead: 0.0 }).collect()
    }

    /// Segments of a line.
    fn segments(line: &[(f64, f64)]) -> Vec<((f64, f64), (f64, f64))> {
        line.windows(2).map(|pair| (pair[0], pair[1])).filter(|(a, b)| a != b).collect()
    }

    fn check(plan: &Plan, links: &[(usize, usize)], width: f64) {
        for (index, room) in plan.boxes.iter().enumerate() {
            assert!(room.x >= 0.0 && room.x + room.w <= width + 0.01, "{room:?}");
            assert!(plan.boxes[..index].iter().all(|other| !other.meets(room)), "box {index} lies on another");
        }
        for (line, link) in plan.lines.iter().zip(links) {
            for (node, end) in [(link.0, line[0]), (link.1, line[line.len() - 1])] {
                let room = plan.boxes[node];
                assert!(
                    (end.0 == room.x || end.0 == room.x + room.w) && room.y <= end.1 && end.1 <= room.y + room.h,
                    "{end:?} {room:?}"
                );
            }
            for ((ax, ay), (bx, by)) in segments(line) {
                assert!(ax == bx || ay == by, "a line is askew");
                assert!((0.0..=width).contains(&ax) && (0.0..=width).contains(&bx));
                let thin = Room { x: ax.min(bx) + 0.1, y: ay.min(by) + 0.1, w: (ax - bx).abs() - 0.2, h: (ay - by).abs() - 0.2 };
                assert!(
                    plan.boxes.iter().all(|room| !room.meets(&Room { w: thin.w.max(0.01), h: thin.h.max(0.01), ..thin })),
                    "a line runs through a box"
                );
            }
        }
        let all: Vec<_> = plan
            .lines
            .iter()
            .enumerate()
            .flat_map(|(index, line)| segments(line).into_iter().map(move |it| (index, it)))
            .collect();
        for (i, (a0, a1)) in &all {
            for (j, (b0, b1)) in all.iter().filter(|(j, _)| j > i) {
                let over = |a: (f64, f64), b: (f64, f64)| a.0.min(a.1).max(b.0.min(b.1)) + 0.1 < a.0.max(a.1).min(b.0.max(b.1));
                let level = a0.1 == a1.1 && b0.1 == b1.1 && a0.1 == b0.1 && over((a0.0, a1.0), (b0.0, b1.0));
                let upright = a0.0 == a1.0 && b0.0 == b1.0 && a0.0 == b0.0 && over((a0.1, a1.1), (b0.1, b1.1));
                assert!(!level && !upright, "lines {i} and {j} lie on each other");
            }
        }
    }

    #[test]
    fn no_line_runs_through_a_box_or_along_another() {
        let columns = [0, 0, 0, 1, 1, 1, 1, 2, 2];
        let links =
            [(0, 7), (7, 0), (1, 7), (3, 0), (3, 7), (4, 3), (5, 3), (6, 0), (6, 8), (8, 7), (0, 1), (2, 0), (7, 8), (5, 6)];
        let three = plan(620.0, 60.0, &cells(&columns), &links, |_, _| 30.0).unwrap();
        check(&three, &links, 620.0);
        let one = plan(300.0, 60.0, &cells(&[0; 9]), &links, |_, _| 30.0).unwrap();
        check(&one, &links, 300.0);
        assert!(plan(200.0, 60.0, &cells(&columns), &links, |_, _| 30.0).is_none(), "there is no room for three columns");
    }
}
