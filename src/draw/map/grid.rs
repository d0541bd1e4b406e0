//! The grid of degrees with its words, and the bar of the scale.

use crate::draw::Size;
use crate::draw::map::label::{LETTERS, Side};
use crate::draw::map::projection::Frame;
use crate::draw::map::{BAR, Extent, Map, ZOOMS};
use crate::draw::svg::Svg;
use crate::draw::text::{Room, Taken, width};

/// The steps of a graticule for a part of the globe: about four lines each way.
pub fn graticule(extent: &Extent) -> Vec<(bool, f64)> {
    let frame = Frame::new(extent, Size::Wide.width());
    let seen = frame.seen();
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 45.0];
    let lines = |along: bool, from: f64, to: f64| {
        let step = steps.into_iter().find(|step| (to - from) / step < 6.0).unwrap_or(60.0);
        // At most a few lines, of whole steps.
        let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
        (first..=last).map(move |index| (along, (index as f64 * step * 1e6).round() / 1e6))
    };
    lines(true, seen.south.0, seen.north.0).chain(lines(false, seen.west.0, seen.east.0)).collect()
}

/// The lengths, in kilometres, that the bars of both sizes and all zooms need.
pub fn lengths(extent: &Extent) -> Vec<f64> {
    let mut all: Vec<f64> = [Size::Narrow, Size::Wide]
        .iter()
        .flat_map(|size| ZOOMS.map(|zoom| length(&Frame::new(extent, size.width()), zoom)))
        .collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// The longest round length that fits.
fn length(frame: &Frame, zoom: u8) -> f64 {
    let room = frame.kilometres() * frame.width * BAR / f64::from(zoom);
    let power = 10f64.powf(room.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|it| it * power).find(|it| *it <= room).unwrap_or(power)
}

impl Map {
    /// The words of the grid, at the edges.
    pub(super) fn degrees(&self, svg: &mut Svg, frame: &Frame, taken: &mut Taken) {
        let seen = frame.seen();
        for (along, degrees, words) in &self.graticule {
            let wide = width(words, LETTERS);
            let room = if *along {
                // Where the parallel meets the left edge.
                let latitude = |y: f64| frame.position(0.0, y).1;
                let Some(y) = meeting(latitude, frame.height, degrees.0) else { continue };
                Room { x: 3.0, y: y - 13.0, w: wide, h: 11.0 }
            } else {
                let longitude = |x: f64| frame.position(x, frame.height).0;
                let Some(x) = meeting(longitude, frame.width, degrees.0) else { continue };
                Room { x: x + 3.0, y: frame.height - 13.0, w: wide, h: 11.0 }
            };
            let fits = room.within(&Room { x: 0.0, y: 0.0, w: frame.width, h: frame.height - 1.0 });
            // The lower left corner is the bar's.
            let is_free = room.y + room.h < frame.height - 28.0 || room.x > frame.width * BAR + 16.0;
            if fits && is_free && seen.south.0 <= seen.north.0 && taken.first_free([room]).is_some() {
                svg.text("degree", self.anchor(Side::Right), (room.x, room.y + 9.5), words);
            }
        }
    }

    /// The scale: a bar for each zoom, of which the first is shown until the script zooms.
    pub(super) fn bars(&self, svg: &mut Svg, frame: &Frame) {
        for zoom in ZOOMS {
            let kilometres = length(frame, zoom);
            let Some((_, words)) = self.lengths.iter().find(|(it, _)| it.0 == kilometres) else { continue };
            let long = kilometres / frame.kilometres() * f64::from(zoom);
            let (x, y) = (6.0, frame.height - 8.0);
            svg.own(&format!("<g class=\"bar{}\" data-zoom=\"{zoom}\">", if zoom > 1 { " more" } else { "" }));
            svg.rect("bar-ground", (2.0, y - 17.0), (long.max(width(words, LETTERS)) + 8.0, 22.0), false);
            svg.path("bar-line", &[(x, y - 3.0), (x, y), (x + long, y), (x + long, y - 3.0)]);
            svg.text("scale", self.anchor(Side::Right), (x, y - 6.0), words);
            svg.end();
        }
    }
}

/// Where along an edge a coordinate has a value, if it does: it grows or falls all along.
fn meeting(value: impl Fn(f64) -> f64, end: f64, wanted: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, end);
    let grows = value(high) > value(low);
    let below = |at: f64| (value(at) < wanted) == grows;
    if !below(low) || below(high) {
        return None;
    }
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if below(middle) { low = middle } else { high = middle }
    }
    Some(low)
}
