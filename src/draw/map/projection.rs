//! From the globe to a plane that keeps angles: Mercator near the equator and over great widths, else Lambert's cone.
//!
//! The formulas are those for the sphere in J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395,
//! 1987), pages 41–44 and 104–108. A drawing of a few hundred units does not show the flattening of the Earth.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use crate::draw::map::Extent;

/// Radius of a sphere with the surface of the Earth, in kilometres.
const RADIUS: f64 = 6371.0;
/// No conformal map reaches the poles in every case; beyond this latitude nothing is drawn.
const FARTHEST: f64 = 85.0;
/// Nearer to the equator than this, in degrees, a cone is a cylinder for the eye.
const FLAT: f64 = 12.0;
/// Wider than this, in degrees, a cone would open like a fan.
const WIDEST: f64 = 100.0;

/// A projection of the globe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Projection {
    /// Mercator's, around a meridian (degrees).
    Mercator {
        /// The middle meridian.
        middle: f64,
    },
    /// Lambert's conformal conic.
    Cone {
        /// The middle meridian.
        middle: f64,
        /// How far the cone is open: 1 is flat.
        opening: f64,
        /// Snyder's F.
        scale: f64,
        /// Radius of the middle parallel.
        radius: f64,
    },
}

impl Projection {
    /// The one that suits a part of the globe.
    pub fn of(extent: &Extent) -> Self {
        let middle = (extent.west.0 + extent.east.0) / 2.0;
        let (south, north) = (extent.south.0.clamp(-FARTHEST, FARTHEST), extent.north.0.clamp(-FARTHEST, FARTHEST));
        let centre = (south + north) / 2.0;
        if centre.abs() < FLAT || south.signum() != north.signum() || extent.east.0 - extent.west.0 > WIDEST {
            return Projection::Mercator { middle };
        }
        // Standard parallels a sixth within the ends, as Snyder advises (page 99, after Deetz and Adams).
        let height = north - south;
        let parallels = [(south + height / 6.0).to_radians(), (north - height / 6.0).to_radians()];
        let tangent = |latitude: f64| (FRAC_PI_4 + latitude / 2.0).tan();
        let opening = if height < 0.1 {
            centre.to_radians().sin()
        } else {
            (parallels[0].cos() / parallels[1].cos()).ln() / (tangent(parallels[1]) / tangent(parallels[0])).ln()
        };
        let scale = parallels[0].cos() * tangent(parallels[0]).powf(opening) / opening;
        Projection::Cone { middle, opening, scale, radius: scale / tangent(centre.to_radians()).powf(opening) }
    }

    /// Where a position (longitude, latitude) lies, in radii of the globe; y grows to the north.
    pub fn plane(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        let latitude = latitude.clamp(-FARTHEST, FARTHEST).to_radians();
        let tangent = (FRAC_PI_4 + latitude / 2.0).tan();
        match *self {
            Projection::Mercator { middle } => ((longitude - middle).to_radians(), tangent.ln()),
            Projection::Cone { middle, opening, scale, radius } => {
                let rho = scale / tangent.powf(opening);
                let theta = opening * (longitude - middle).to_radians();
                (rho * theta.sin(), radius - rho * theta.cos())
            }
        }
    }

    /// The position (longitude, latitude) that lies at a place of the plane.
    pub fn globe(&self, x: f64, y: f64) -> (f64, f64) {
        match *self {
            Projection::Mercator { middle } => (middle + x.to_degrees(), (2.0 * y.exp().atan() - FRAC_PI_2).to_degrees()),
            Projection::Cone { middle, opening, scale, radius } => {
                let (sign, down) = (opening.signum(), radius - y);
                let rho = sign * x.hypot(down);
                let theta = (sign * x).atan2(sign * down);
                let latitude = 2.0 * (scale / rho).powf(1.0 / opening).atan() - FRAC_PI_2;
                (middle + (theta / opening).to_degrees(), latitude.to_degrees())
            }
        }
    }
}

/// A projection on a drawing: where things lie, in units from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    projection: Projection,
    /// Units per radius of the globe.
    scale: f64,
    /// The plane's place at the upper left corner.
    corner: (f64, f64),
    /// Width in units.
    pub width: f64,
    /// Height in units.
    pub height: f64,
}

impl Frame {
    /// The frame of a width that holds a part of the globe; its form is kept between a wide and a nearly square one.
    pub fn new(extent: &Extent, width: f64) -> Self {
        let projection = Projection::of(extent);
        let (mut west, mut east, mut south, mut north) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for (longitude, latitude) in border(extent) {
            let (x, y) = projection.plane(longitude, latitude);
            (west, east, south, north) = (west.min(x), east.max(x), south.min(y), north.max(y));
        }
        let (w, h) = ((east - west).max(1e-9), (north - south).max(1e-9));
        let form = (h / w).clamp(0.56, 0.92);
        // What is missing to that form is seen beyond the extent, on both sides.
        let height = (width * form).round();
        let scale = (width / w).min(height / h);
        let (middle_x, middle_y) = ((west + east) / 2.0, (south + north) / 2.0);
        let corner = (middle_x - width / scale / 2.0, middle_y + height / scale / 2.0);
        Frame { projection, scale, corner, width, height }
    }

    /// Where a position lies.
    pub fn at(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        let (x, y) = self.projection.plane(longitude, latitude);
        ((x - self.corner.0) * self.scale, (self.corner.1 - y) * self.scale)
    }

    /// Which position lies there.
    pub fn position(&self, x: f64, y: f64) -> (f64, f64) {
        self.projection.globe(x / self.scale + self.corner.0, self.corner.1 - y / self.scale)
    }

    /// The part of the globe that is seen.
    pub fn seen(&self) -> Extent {
        let steps = 16;
        let mut seen = Extent::NONE;
        for step in 0..=steps {
            let part = f64::from(step) / f64::from(steps);
            let (x, y) = (part * self.width, part * self.height);
            for place in [(x, 0.0), (x, self.height), (0.0, y), (self.width, y)] {
                let (longitude, latitude) = self.position(place.0, place.1);
                seen.take(longitude, latitude.clamp(-FARTHEST, FARTHEST));
            }
        }
        seen
    }

    /// Kilometres per unit in the middle.
    pub fn kilometres(&self) -> f64 {
        let (_, latitude) = self.position(self.width / 2.0, self.height / 2.0);
        RADIUS * 1f64.to_radians() / self.degree(latitude)
    }

    /// Units per degree of latitude at a parallel: as the projection keeps angles, nothing is drawn larger there.
    pub fn degree(&self, latitude: f64) -> f64 {
        let step = 0.01;
        let (longitude, _) = self.position(self.width / 2.0, self.height / 2.0);
        let latitude = latitude.clamp(-FARTHEST, FARTHEST - step);
        let (y, above) = (self.at(longitude, latitude).1, self.at(longitude, latitude + step).1);
        ((y - above) / step).abs().max(1e-12)
    }

    /// Whether a place is on the drawing, so far from its edge.
    pub fn holds(&self, (x, y): (f64, f64), margin: f64) -> bool {
        (margin..=self.width - margin).contains(&x) && (margin..=self.height - margin).contains(&y)
    }
}

fn border(extent: &Extent) -> impl Iterator<Item = (f64, f64)> {
    let (w, e, s, n) = (extent.west.0, extent.east.0, extent.south.0, extent.north.0);
    (0..=16).flat_map(move |step| {
        let part = f64::from(step) / 16.0;
        let (x, y) = (w + part * (e - w), s + part * (n - s));
        [(x, s), (x, n), (w, y), (e, y)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extents() -> Vec<Extent> {
        [(38.5, 43.0, 41.5, 50.0), (-1.0, -80.0, 12.0, -70.0), (-56.0, -75.0, -47.0, -50.0), (60.0, 175.0, 70.0, 200.0)]
            .into_iter()
            .chain([(-50.0, -120.0, 70.0, 160.0), (-47.6, -101.4, -47.4, -101.1), (31.2, 34.2, 31.6, 34.6)])
            .map(|(south, west, north, east)| Extent::new(south, west, north, east))
            .collect()
    }

    #[test]
    fn there_and_back_is_the_same_position() {
        for extent in extents() {
            let frame = Frame::new(&extent, 620.0);
            for (longitude, latitude) in border(&extent) {
                let (x, y) = frame.at(longitude, latitude);
                assert!(frame.holds((x, y), -0.01), "{extent:?}: {x} {y}");
                let back = frame.position(x, y);
                assert!((back.0 - longitude).abs() < 1e-6 && (back.1 - latitude).abs() < 1e-6, "{extent:?}: {back:?}");
            }
        }
    }

    #[test]
    fn angles_are_kept_and_north_is_up() {
        for extent in extents() {
            let frame = Frame::new(&extent, 620.0);
            let (longitude, latitude) = frame.position(200.0, 90.0);
            let step = 1e-4;
            let (x, y) = frame.at(longitude, latitude);
            let east = frame.at(longitude + step / latitude.to_radians().cos(), latitude);
            let north = frame.at(longitude, latitude + step);
            let (east, north) = ((east.0 - x, east.1 - y), (north.0 - x, north.1 - y));
            let lengths = east.0.hypot(east.1) / north.0.hypot(north.1);
            let cosine = (east.0 * north.0 + east.1 * north.1) / east.0.hypot(east.1) / north.0.hypot(north.1);
            assert!((lengths - 1.0).abs() < 1e-3 && cosine.abs() < 1e-3, "{extent:?}: {lengths} {cosine}");
            assert!(north.1 < 0.0, "{extent:?}");
        }
    }

    #[test]
    fn a_parallel_has_its_length() {
        // A degree of latitude is 111.19 km on the sphere.
        let frame = Frame::new(&Extent::new(39.0, 45.0, 41.0, 48.0), 620.0);
        let (x, y) = frame.at(46.5, 39.5);
        let (u, v) = frame.at(46.5, 40.5);
        let kilometres = (x - u).hypot(y - v) * frame.kilometres();
        assert!((kilometres - 111.19).abs() < 0.2, "{kilometres}");
    }
}
