//! Land, borders and lines as paths in tenths of a unit, with no more points than the drawing can show.

use std::fmt::Write;

use rayon::prelude::*;

use crate::draw::map::clip::{self, Box, Spot};
use crate::draw::map::projection::Frame;
use crate::geography::{Bounds, Edge, Point, Shapes};

/// How far a line may stray, in units, from the points that are left of it (`NEAR`); it is seen at the deepest zoom only.
const FINE: f64 = 0.22;
/// Points nearer to each other than this share of the tolerance are one, before anything is made of them, so that a line strays
/// by half as much again at most: the shapes of the world have many times the points that a continent on a page can show.
const NEAR: f64 = 0.5;
/// Longest step, in degrees, that is drawn as a straight line.
const STRAIGHT: f32 = 1.0;
/// What is drawn beyond the edge, so that a coast is not drawn along it.
const BEYOND: f64 = 4.0;
/// Smaller areas, in square units, are not drawn: a speck says nothing.
const SPECK: f64 = 0.3;

/// How many rings or arcs are no work to share.
const FEW: usize = 32;

/// What is seen of a frame: the box on the globe around it, and the box on the drawing.
pub struct View<'f> {
    frame: &'f Frame,
    globe: Bounds,
    window: Box,
}

impl<'f> View<'f> {
    /// The view of a frame.
    pub fn new(frame: &'f Frame) -> Self {
        let seen = frame.seen();
        let (tall, wide) = ((seen.north.0 - seen.south.0) * 0.05 + 0.02, (seen.east.0 - seen.west.0) * 0.05 + 0.02);
        let globe = Bounds {
            west: (seen.west.0 - wide) as f32,
            south: (seen.south.0 - tall) as f32,
            east: (seen.east.0 + wide) as f32,
            north: (seen.north.0 + tall) as f32,
        };
        let window = Box { least: (-BEYOND, -BEYOND), most: (frame.width + BEYOND, frame.height + BEYOND) };
        View { frame, globe, window }
    }

    fn globe_window(&self) -> Box {
        let it = &self.globe;
        Box { least: (it.west.into(), it.south.into()), most: (it.east.into(), it.north.into()) }
    }

    /// How near to each other, in degrees, points within bounds are one for this tolerance. Scale is greatest at one end of them.
    fn step(&self, bounds: &Bounds, tolerance: f64) -> f32 {
        let degree = |latitude: f32| self.frame.degree(latitude.clamp(self.globe.south, self.globe.north).into());
        (tolerance * NEAR / degree(bounds.south).max(degree(bounds.north))) as f32
    }

    /// Points within bounds as they are seen: of what crosses the antimeridian from either side.
    fn turned(&self, points: &[Point], bounds: Bounds) -> impl Iterator<Item = Vec<Spot>> {
        self.turns(bounds).map(|turn| moved(points, turn))
    }

    /// By how many degrees bounds are turned where they are seen.
    fn turns(&self, bounds: Bounds) -> impl Iterator<Item = f32> {
        [-360.0f32, 0.0, 360.0].into_iter().filter(move |turn| bounds.meets(*turn, &self.globe))
    }

    fn drawn(&self, positions: &[Spot], tolerance: f64) -> Vec<Spot> {
        let places = clip::dense(positions, STRAIGHT.into());
        let places: Vec<Spot> = places.into_iter().map(|(longitude, latitude)| self.frame.at(longitude, latitude)).collect();
        clip::simple(&places, tolerance)
    }

    /// A ring of shapes as far as it is seen; of one that crosses the antimeridian each part.
    fn ring(&self, shapes: &Shapes, ring: &crate::geography::Ring, tolerance: f64) -> Vec<Vec<Spot>> {
        if !shapes.is_near(ring, &self.globe) {
            return Vec::new();
        }
        let points = shapes.ring(ring, &self.globe, |bounds| self.step(bounds, tolerance));
        let seen = self.turned(&points, Bounds::of(&points)).map(|positions| {
            let mut within = clip::ring(&positions, &self.globe_window());
            within.extend(within.first().copied());
            let mut places = clip::ring(&self.drawn(&within, tolerance), &self.window);
            places.dedup();
            places
        });
        seen.filter(|places| places.len() > 2 && area(places) > SPECK).collect()
    }

    /// The land.
    pub fn land(&self, shapes: &Shapes) -> String {
        let mut path = Path::default();
        // One map of a whole continent may be more work than all other pages of a site: threads without a page help.
        let rings = shapes.land.par_iter().with_min_len(FEW).flat_map_iter(|ring| self.ring(shapes, ring, FINE));
        rings.collect::<Vec<_>>().iter().for_each(|places| path.add(places, true));
        path.data
    }

    /// The arcs of some kinds.
    pub fn edges(&self, shapes: &Shapes, wanted: &[Edge]) -> String {
        let mut path = Path::default();
        self.lines(shapes, wanted).iter().for_each(|places| path.add(places, false));
        path.data
    }

    /// The same as runs of places.
    pub fn lines(&self, shapes: &Shapes, wanted: &[Edge]) -> Vec<Vec<Spot>> {
        let arcs = shapes.arcs.par_iter().with_min_len(FEW).filter(|arc| wanted.contains(&arc.edge));
        let turned = arcs.filter(|arc| self.turns(arc.bounds).next().is_some()).flat_map_iter(|arc| {
            let points: Vec<Point> = arc.thinned(self.step(&arc.bounds, FINE)).copied().collect();
            self.turned(&points, arc.bounds).collect::<Vec<_>>()
        });
        let pieces = turned.flat_map_iter(|positions| clip::line(&positions, &self.globe_window()));
        pieces.flat_map_iter(|piece| clip::line(&self.drawn(&piece, FINE), &self.window)).collect()
    }

    /// The largest part of each area that is seen: its position in the list, and its outline within the frame.
    pub fn areas(&self, shapes: &Shapes, tolerance: f64) -> Vec<(usize, Vec<Spot>)> {
        let frame = Box { least: (0.0, 0.0), most: (self.frame.width, self.frame.height) };
        let largest = |(number, it): (usize, &crate::geography::Area)| {
            let parts = it.rings.iter().flat_map(|ring| self.ring(shapes, ring, tolerance));
            let parts = parts.map(|places| clip::ring(&places, &frame)).filter(|places| places.len() > 2);
            parts.max_by(|a, b| area(a).total_cmp(&area(b))).map(|places| (number, places))
        };
        shapes.areas.par_iter().enumerate().filter_map(largest).collect()
    }

    /// Meridians and parallels of a grid, as far as they are seen.
    pub fn graticule(&self, lines: &[(bool, f64)]) -> String {
        let mut path = Path::default();
        let window = self.globe_window();
        for (along, degrees) in lines {
            let ends = if *along {
                [(window.least.0, *degrees), (window.most.0, *degrees)]
            } else {
                [(*degrees, window.least.1), (*degrees, window.most.1)]
            };
            for piece in clip::line(&self.drawn(&ends, FINE), &self.window) {
                path.add(&piece, false);
            }
        }
        path.data
    }
}

fn moved(points: &[Point], turn: f32) -> Vec<Spot> {
    points.iter().map(|[longitude, latitude]| ((longitude + turn).into(), (*latitude).into())).collect()
}

/// Surface of a ring.
pub fn area(ring: &[Spot]) -> f64 {
    let before = |index: usize| ring[(index + ring.len() - 1) % ring.len()];
    (0..ring.len()).map(|it| before(it).0 * ring[it].1 - ring[it].0 * before(it).1).sum::<f64>().abs() / 2.0
}

/// Path data in whole tenths, each place by its difference from the one before.
#[derive(Default)]
struct Path {
    data: String,
}

impl Path {
    fn add(&mut self, places: &[Spot], closed: bool) {
        let mut last: Option<(i64, i64)> = None;
        for (x, y) in places {
            // A drawing is a few thousand tenths across, so the cast keeps the number.
            let here = ((x * 10.0).round() as i64, (y * 10.0).round() as i64);
            // Writing to a String cannot fail.
            let _ = match last {
                None => write!(self.data, "M{} {}", here.0, here.1),
                Some(last) if last == here => continue,
                Some(last) => {
                    let (dx, dy) = (here.0 - last.0, here.1 - last.1);
                    let first = if self.data.ends_with('l') || dx < 0 { "" } else { " " };
                    let second = if dy < 0 { "" } else { " " };
                    write!(self.data, "{first}{dx}{second}{dy}")
                }
            };
            if last.is_none() {
                self.data.push('l');
            }
            last = Some(here);
        }
        let shortened = self.data.trim_end_matches('l').len();
        self.data.truncate(shortened);
        if closed {
            self.data.push('z');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::map::Extent;

    #[test]
    fn a_path_is_short() {
        let mut path = Path::default();
        path.add(&[(0.0, 0.0), (1.0, -0.5), (1.0, -0.5), (0.5, 2.0)], true);
        path.add(&[(3.0, 3.0), (3.1, 3.2)], false);
        assert_eq!(path.data, "M0 0l10-5-5 25zM30 30l1 2");
    }

    #[test]
    fn land_is_where_it_is() {
        let shapes = crate::geography::read(
            r#"{"type":"Polygon","coordinates":[[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]],[[178,-2],[182,-2],[182,2],[178,2],[178,-2]]]}"#,
        )
        .unwrap();
        // The same island from either side of the antimeridian.
        for (west, east) in [(165.0, 195.0), (-195.0, -165.0)] {
            let frame = Frame::new(&Extent::new(-12.0, west, 12.0, east), 600.0);
            let view = View::new(&frame);
            let rings: Vec<_> = shapes.land.iter().flat_map(|ring| view.ring(&shapes, ring, FINE)).collect();
            assert_eq!(rings.len(), 2);
            let share = |ring: &Vec<Spot>| area(ring) / frame.width / frame.height;
            assert!((share(&rings[0]) - 20.0 * 20.0 / 30.0 / 24.0).abs() < 0.02, "{}", share(&rings[0]));
            let (x, y) = frame.at(west + 8.0, 0.0);
            assert!(clip::is_within(x, &clip::crossings(&rings[0], y)));
        }
        // Within the land, all is land.
        let frame = Frame::new(&Extent::new(4.0, 172.0, 6.0, 175.0), 600.0);
        let whole = View::new(&frame).ring(&shapes, &shapes.land[0], FINE);
        assert!(area(&whole[0]) > frame.width * frame.height);
    }
}
