//! Runs of points cut to a box, and fewer points where the eye sees no difference.

/// A place, or a position.
pub type Spot = (f64, f64);

/// A box: least and greatest x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box {
    /// Least x and y.
    pub least: Spot,
    /// Greatest x and y.
    pub most: Spot,
}

/// The four half planes of a box: which axis, where, and whether what is greater is kept.
fn sides(window: &Box) -> [(bool, f64, bool); 4] {
    [(true, window.least.0, true), (true, window.most.0, false), (false, window.least.1, true), (false, window.most.1, false)]
}

/// A ring within a box (Sutherland and Hodgman, 1974): what is cut off runs along its edge.
pub fn ring(points: &[Spot], window: &Box) -> Vec<Spot> {
    let mut points = points.to_vec();
    for (across, limit, greater) in sides(window) {
        let value = |it: Spot| if across { it.0 } else { it.1 };
        let inside = |it: Spot| if greater { value(it) >= limit } else { value(it) <= limit };
        if points.iter().all(|it| inside(*it)) {
            continue;
        }
        let mut kept = Vec::with_capacity(points.len());
        for (index, here) in points.iter().copied().enumerate() {
            let before = points[(index + points.len() - 1) % points.len()];
            if inside(before) != inside(here) {
                kept.push(cut(before, here, across, limit));
            }
            if inside(here) {
                kept.push(here);
            }
        }
        points = kept;
    }
    points
}

/// The pieces of a line within a box.
pub fn line(points: &[Spot], window: &Box) -> Vec<Vec<Spot>> {
    let mut pieces = vec![points.to_vec()];
    for (across, limit, greater) in sides(window) {
        let value = |it: Spot| if across { it.0 } else { it.1 };
        let inside = |it: Spot| if greater { value(it) >= limit } else { value(it) <= limit };
        let mut kept: Vec<Vec<Spot>> = Vec::new();
        for piece in pieces {
            let mut run: Vec<Spot> = Vec::new();
            for (index, here) in piece.iter().copied().enumerate() {
                if let Some(before) = index.checked_sub(1).map(|it| piece[it])
                    && inside(before) != inside(here)
                {
                    run.push(cut(before, here, across, limit));
                }
                if inside(here) {
                    run.push(here);
                } else if !run.is_empty() {
                    kept.push(std::mem::take(&mut run));
                }
            }
            kept.push(run);
        }
        pieces = kept;
        pieces.retain(|piece| piece.len() > 1);
    }
    pieces
}

fn cut(from: Spot, to: Spot, across: bool, limit: f64) -> Spot {
    let part = if across { (limit - from.0) / (to.0 - from.0) } else { (limit - from.1) / (to.1 - from.1) };
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}

/// With more points, so that no step is longer than asked: a straight line on the globe's grid is bent on the plane.
pub fn dense(points: &[Spot], longest: f64) -> Vec<Spot> {
    let mut out = Vec::with_capacity(points.len());
    for (index, here) in points.iter().copied().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|it| points[it]) {
            let (dx, dy) = (here.0 - before.0, here.1 - before.1);
            // At most 360 degrees, so the cast keeps the number.
            let steps = if dx * dx + dy * dy <= longest * longest {
                1
            } else {
                (dx.hypot(dy) / longest).ceil().clamp(1.0, 1000.0) as usize
            };
            for step in 1..steps {
                let part = step as f64 / steps as f64;
                out.push((before.0 + dx * part, before.1 + dy * part));
            }
        }
        out.push(here);
    }
    out
}

/// With fewer points, none of which strays farther than asked (Ramer, 1972; Douglas and Peucker, 1973).
pub fn simple(points: &[Spot], tolerance: f64) -> Vec<Spot> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut kept = vec![false; points.len()];
    kept[0] = true;
    kept[points.len() - 1] = true;
    let mut open = vec![(0, points.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let (mut farthest, mut distance) = (first, tolerance * tolerance);
        for index in first + 1..last {
            let away = from_line_squared(points[index], points[first], points[last]);
            if away > distance {
                (farthest, distance) = (index, away);
            }
        }
        if farthest != first {
            kept[farthest] = true;
            open.extend([(first, farthest), (farthest, last)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// How far a place is from a stretch, squared: enough to compare, and no root is drawn.
pub fn from_line_squared(place: Spot, from: Spot, to: Spot) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 { (((place.0 - from.0) * dx + (place.1 - from.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (dx, dy) = (place.0 - from.0 - dx * part, place.1 - from.1 - dy * part);
    dx * dx + dy * dy
}

/// Where a ring crosses a height.
pub fn crossings(ring: &[Spot], y: f64) -> Vec<f64> {
    let edges = ring.iter().zip(ring.iter().cycle().skip(ring.len().saturating_sub(1)));
    let crossing = edges.filter(|(a, b)| (a.1 > y) != (b.1 > y));
    crossing.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect()
}

/// Whether a place lies within a ring that crosses its height so.
pub fn is_within(x: f64, crossings: &[f64]) -> bool {
    crossings.iter().filter(|crossing| x < **crossing).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Box = Box { least: (0.0, 0.0), most: (10.0, 10.0) };

    fn area(ring: &[Spot]) -> f64 {
        let next = |index: usize| ring[(index + 1) % ring.len()];
        (0..ring.len()).map(|it| ring[it].0 * next(it).1 - next(it).0 * ring[it].1).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn rings_and_lines_end_at_the_box() {
        let around = [(-5.0, -5.0), (20.0, -5.0), (20.0, 20.0), (-5.0, 20.0)];
        assert_eq!(area(&ring(&around, &WINDOW)), 100.0);
        let corner = [(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)];
        assert_eq!(area(&ring(&corner, &WINDOW)), 25.0);
        assert_eq!(ring(&[(20.0, 0.0), (30.0, 0.0), (30.0, 5.0)], &WINDOW), []);
        assert_eq!(ring(&[], &WINDOW), []);
        let zigzag = [(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (7.0, 15.0), (7.0, 5.0)];
        let pieces = line(&zigzag, &WINDOW);
        assert_eq!(pieces, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(7.0, 10.0), (7.0, 5.0)]]);
        assert_eq!(line(&[(-1.0, 5.0), (11.0, 5.0)], &WINDOW), [vec![(0.0, 5.0), (10.0, 5.0)]]);
    }

    #[test]
    fn what_is_left_out_was_near() {
        let wave: Vec<Spot> = (0..200).map(|it| (f64::from(it) / 10.0, (f64::from(it) / 9.0).sin())).collect();
        let fewer = simple(&wave, 0.05);
        assert!(fewer.len() < 60 && fewer.len() > 10, "{}", fewer.len());
        let near = |point: &Spot| fewer.windows(2).any(|pair| from_line_squared(*point, pair[0], pair[1]) <= 0.05 * 0.05);
        assert!(wave.iter().all(near));
        assert!(dense(&[(0.0, 0.0), (10.0, 0.0)], 1.0).len() == 11);
        // A closed line is not a stretch of no length.
        let square = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)];
        assert_eq!(simple(&square, 0.5), square);
    }
}
