//! Land and borders: the world's, embedded, and a site's own (GeoJSON, TopoJSON). Degrees only; nothing is drawn here.
//!
//! Everything is runs of points ("arcs", as TopoJSON has them): a ring names the arcs it is made of, so that what two areas
//! share is there once and is drawn once.

mod geojson;
pub mod pack;
mod topojson;

use std::sync::LazyLock;

/// Longitude and latitude in degrees (WGS 84). Within an arc longitude goes on beyond 180 where the arc does.
pub type Point = [f32; 2];

/// What a run of points is the edge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// Of one area: a coast, or the end of what is known.
    Outer,
    /// Between two areas.
    Border,
    /// A line that bounds nothing.
    Line,
}

/// A run of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Arc {
    /// What it is the edge of.
    pub edge: Edge,
    /// The points, at least two.
    pub points: Vec<Point>,
    /// The box around them.
    pub bounds: Bounds,
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least longitude.
    pub west: f32,
    /// Least latitude.
    pub south: f32,
    /// Greatest longitude.
    pub east: f32,
    /// Greatest latitude.
    pub north: f32,
}

/// Arcs one after another; `!n` is arc `n` from its end.
pub type Ring = Vec<i32>;

/// An area with a code or a name: a state, as whoever drew it sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area {
    /// ISO 3166-1 code of two letters; empty if it has none.
    pub code: String,
    /// Its name as the data give it; empty in the world's.
    pub name: String,
    /// Its rings, holes among them.
    pub rings: Vec<Ring>,
}

/// Shapes of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shapes {
    /// The runs of points.
    pub arcs: Vec<Arc>,
    /// Rings of the land, holes among them.
    pub land: Vec<Ring>,
    /// The areas.
    pub areas: Vec<Area>,
}

/// Why a text is no map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Line and column, from 1, where the text itself cannot be read.
    pub at: Option<(usize, usize)>,
}

/// The land and the borders of the world, made by `make.py` from the npm package `world-atlas` 2.0.2 (ISC), which
/// holds Natural Earth 4.1.0, 1:10m (public domain).
static PACKED: &[u8] = include_bytes!("world.bin");

static WORLD: LazyLock<Shapes> = LazyLock::new(|| pack::unpack(PACKED).unwrap_or_default());

/// The world as Natural Earth draws it: states by its convention of who is in control.
pub fn world() -> &'static Shapes {
    &WORLD
}

/// Reads a text of GeoJSON or TopoJSON.
///
/// # Errors
/// It is neither, or a position lies nowhere on Earth.
pub fn read(text: &str) -> Result<Shapes, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Problem { message: format!("this is no JSON: {message}"), at: Some((error.line(), error.column())) }
    })?;
    let shapes = if value.get("type").and_then(serde_json::Value::as_str) == Some("Topology") {
        topojson::shapes(&value)
    } else {
        geojson::shapes(&value)
    };
    let shapes = shapes.map_err(|message| Problem { message, at: None })?;
    if shapes.arcs.is_empty() {
        return Err(Problem { message: "this holds no line and no area".to_string(), at: None });
    }
    Ok(shapes)
}

/// A position, if it lies on Earth.
fn position(longitude: f64, latitude: f64) -> Result<Point, String> {
    // Where a map crosses the antimeridian, some write longitudes up to 360.
    let fits = (-360.0..=360.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
    if fits {
        Ok([longitude as f32, latitude as f32])
    } else {
        Err(format!("the position [{longitude}, {latitude}] lies nowhere on Earth; it is [longitude, latitude] in degrees"))
    }
}

impl Arc {
    /// An arc through points; its longitudes are made to go on where they jump across the antimeridian.
    pub fn new(edge: Edge, mut points: Vec<Point>) -> Self {
        for index in 1..points.len() {
            points[index][0] = near(points[index][0], points[index - 1][0]);
        }
        let bounds = Bounds::of(&points);
        Arc { edge, points, bounds }
    }

    /// Its ends, and of the points between them those that lie at least a step (degrees, along either axis) from the one before.
    pub fn thinned(&self, step: f32) -> impl Iterator<Item = &Point> {
        let mut before = self.points.first();
        self.points.iter().enumerate().filter_map(move |(number, point)| {
            let is_end = number == 0 || number + 1 == self.points.len();
            let far = |[x, y]: &Point| (point[0] - x).abs().max((point[1] - y).abs()) >= step;
            let is_kept = is_end || before.is_some_and(far);
            is_kept.then(|| *before.insert(point))
        })
    }
}

impl Bounds {
    /// The box around points.
    pub fn of(points: &[Point]) -> Self {
        let empty = Bounds { west: f32::MAX, south: f32::MAX, east: f32::MIN, north: f32::MIN };
        points.iter().fold(empty, |all, [x, y]| Bounds {
            west: all.west.min(*x),
            south: all.south.min(*y),
            east: all.east.max(*x),
            north: all.north.max(*y),
        })
    }

    /// Whether two boxes share any place, the first moved by some degrees of longitude.
    pub fn meets(&self, moved: f32, other: &Bounds) -> bool {
        self.west + moved <= other.east
            && other.west <= self.east + moved
            && self.south <= other.north
            && other.south <= self.north
    }
}

/// The same longitude a whole number of turns on, so that it is nearest to another.
pub fn near(longitude: f32, to: f32) -> f32 {
    longitude - ((longitude - to) / 360.0).round() * 360.0
}

impl Shapes {
    fn arc(&self, reference: i32) -> Option<&Arc> {
        self.arcs.get(if reference < 0 { !reference } else { reference } as usize)
    }

    /// Whether a ring may come near a box or lie around it; most of the world is far from a map and is passed over by this.
    pub fn is_near(&self, ring: &Ring, wanted: &Bounds) -> bool {
        let none = Bounds::of(&[]);
        let bounds = ring.iter().filter_map(|it| self.arc(*it)).fold(none, |all, arc| Bounds {
            west: all.west.min(arc.bounds.west),
            south: all.south.min(arc.bounds.south),
            east: all.east.max(arc.bounds.east),
            north: all.north.max(arc.bounds.north),
        });
        // A ring around a pole is as wide as the globe, and reaches it.
        let around = bounds.east - bounds.west > 180.0;
        around || [-360.0, 0.0, 360.0].iter().any(|turn| bounds.meets(*turn, wanted))
    }

    /// A ring's points where it comes near a box, thinned by the steps that are told of each arc, and of what is far from it the
    /// ends of its arcs only.
    ///
    /// What is left out lies on one side of the box, so that a ring clipped by it is the same. A ring around a pole is closed
    /// along it.
    pub fn ring(&self, ring: &Ring, wanted: &Bounds, step: impl Fn(&Bounds) -> f32) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for reference in ring {
            let Some(arc) = self.arc(*reference) else { continue };
            let (Some(first), Some(last)) = (arc.points.first(), arc.points.last()) else { continue };
            let start = if *reference < 0 { last } else { first };
            let moved = points.last().map_or(0.0, |end| near(start[0], end[0]) - start[0]);
            let is_near = [-360.0, 0.0, 360.0].iter().any(|turn| arc.bounds.meets(moved + turn, wanted));
            let mut push = |point: &Point| points.push([point[0] + moved, point[1]]);
            match (*reference < 0, is_near) {
                (false, true) => arc.thinned(step(&arc.bounds)).for_each(&mut push),
                (true, true) => arc.thinned(step(&arc.bounds)).collect::<Vec<_>>().into_iter().rev().for_each(&mut push),
                (false, false) => [first, last].into_iter().for_each(&mut push),
                (true, false) => [last, first].into_iter().for_each(&mut push),
            }
        }
        if let (Some(first), Some(last)) = (points.first().copied(), points.last().copied())
            && (last[0] - first[0]).abs() > 180.0
        {
            let pole = if first[1] < 0.0 { -90.0 } else { 90.0 };
            points.extend([[last[0], pole], [first[0], pole]]);
        }
        points
    }
}
