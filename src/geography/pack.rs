//! Shapes in few bytes: whole steps of a grid, each point by its difference from the one before, in numbers of as many
//! bytes as they need.

use crate::geography::{Arc, Area, Edge, Point, Ring, Shapes};

/// How a pack begins.
const MARK: &[u8] = b"detente world 1\n";

/// A grid: degrees per step, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Degrees of longitude and latitude per step.
    pub step: [f64; 2],
    /// Where step nought is.
    pub origin: [f64; 2],
}

/// Packs shapes; names are left out, and lines that bound nothing.
pub fn pack(shapes: &Shapes, grid: Grid) -> Vec<u8> {
    let mut out = MARK.to_vec();
    for number in [grid.step, grid.origin].concat() {
        out.extend(number.to_le_bytes());
    }
    put(&mut out, shapes.arcs.len() as u64);
    for arc in &shapes.arcs {
        out.push(u8::from(arc.edge == Edge::Border));
        put(&mut out, arc.points.len() as u64);
        let mut last = [0i64; 2];
        for point in &arc.points {
            for axis in [0, 1] {
                let step = ((f64::from(point[axis]) - grid.origin[axis]) / grid.step[axis]).round() as i64;
                put_signed(&mut out, step - last[axis]);
                last[axis] = step;
            }
        }
    }
    put_rings(&mut out, &shapes.land);
    put(&mut out, shapes.areas.len() as u64);
    for area in &shapes.areas {
        put(&mut out, area.code.len() as u64);
        out.extend(area.code.as_bytes());
        put_rings(&mut out, &area.rings);
    }
    out
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        out.push(number as u8 & 127 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn put_rings(out: &mut Vec<u8>, rings: &[Ring]) {
    put(out, rings.len() as u64);
    for ring in rings {
        put(out, ring.len() as u64);
        ring.iter().for_each(|reference| put_signed(out, i64::from(*reference)));
    }
}

/// Unpacks shapes; `None` if the bytes are no pack.
pub fn unpack(bytes: &[u8]) -> Option<Shapes> {
    let mut input = Input(bytes.strip_prefix(MARK)?);
    let grid = Grid { step: [input.float()?, input.float()?], origin: [input.float()?, input.float()?] };
    let count = input.count()?;
    let mut arcs = Vec::with_capacity(count);
    for _ in 0..count {
        let edge = if input.byte()? == 1 { Edge::Border } else { Edge::Outer };
        let length = input.count()?;
        let mut points: Vec<Point> = Vec::with_capacity(length);
        let mut at = [0i64; 2];
        for _ in 0..length {
            let mut point = [0.0; 2];
            for axis in [0, 1] {
                at[axis] = at[axis].checked_add(input.signed()?)?;
                point[axis] = (at[axis] as f64 * grid.step[axis] + grid.origin[axis]) as f32;
            }
            points.push(point);
        }
        arcs.push(Arc::new(edge, points));
    }
    let land = input.rings()?;
    let areas = (0..input.count()?)
        .map(|_| {
            let length = input.count()?;
            let (code, rest) = input.0.split_at_checked(length)?;
            input.0 = rest;
            Some(Area { code: String::from_utf8(code.to_vec()).ok()?, name: String::new(), rings: input.rings()? })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Shapes { arcs, land, areas })
}

/// What is still to be read.
struct Input<'b>(&'b [u8]);

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn float(&mut self) -> Option<f64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*number))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    /// How many follow: never more than there are bytes.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn rings(&mut self) -> Option<Vec<Ring>> {
        let count = self.count()?;
        (0..count)
            .map(|_| {
                let length = self.count()?;
                (0..length).map(|_| i32::try_from(self.signed()?).ok()).collect()
            })
            .collect()
    }
}
