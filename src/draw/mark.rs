//! Marks: shapes that tell series and kinds of actors apart without colour, and small pictures of them for keys.

use std::fmt::Write;

use crate::draw::svg::{escaped, number};

/// A shape that is told from the others at a size of six units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
    Pentagon,
    Bar,
}

impl Shape {
    /// All, in the order in which series take them.
    pub const ALL: [Shape; 6] = [Shape::Circle, Shape::Square, Shape::Diamond, Shape::Triangle, Shape::Pentagon, Shape::Bar];

    /// The shape of a series, by its position; after the sixth they come again, and the label tells.
    pub fn of(index: usize) -> Shape {
        Self::ALL[index % Self::ALL.len()]
    }

    /// Its corners; a circle has none.
    pub fn outline(self, at: (f64, f64), radius: f64) -> Option<Vec<(f64, f64)>> {
        let ring = |corners: usize, turn: f64, grow: f64| {
            let angle = |corner: usize| (corner as f64 / corners as f64 + turn) * std::f64::consts::TAU;
            let point = |corner: usize| (at.0 + radius * grow * angle(corner).sin(), at.1 - radius * grow * angle(corner).cos());
            Some((0..corners).map(point).collect())
        };
        match self {
            Shape::Circle => None,
            Shape::Square => ring(4, 0.125, 1.25),
            Shape::Diamond => ring(4, 0.0, 1.3),
            Shape::Triangle => ring(3, 0.0, 1.3),
            Shape::Pentagon => ring(5, 0.0, 1.15),
            Shape::Bar => {
                let (w, h) = (radius * 1.25, radius * 0.55);
                Some(vec![(at.0 - w, at.1 - h), (at.0 + w, at.1 - h), (at.0 + w, at.1 + h), (at.0 - w, at.1 + h)])
            }
        }
    }
}

/// A sign of a key: what stands before its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A mark of a series or node, with classes.
    Mark(Shape, String),
    /// A line with classes.
    Line(String),
    /// A hatched stretch.
    Hatch,
    /// A bar between two ends.
    Range,
    /// An end that is open: upwards or downwards.
    Open(bool),
    /// A mark within a ring.
    Ring,
    /// A cross.
    Cross,
    /// A circle struck through, on the ground.
    Absence,
    /// An axis that is broken.
    Break,
}

/// Strokes of a sign: class and path.
type Strokes = &'static [(&'static str, &'static str)];

impl Sign {
    fn strokes(&self) -> Strokes {
        match self {
            Sign::Mark(..) | Sign::Line(_) => &[],
            Sign::Hatch => &[("doubt-edge", "M4 3H22V9H4Z"), ("hatch", "M4 9L10 3M8 9L14 3M12 9L18 3M16 9L22 3")],
            Sign::Range => &[("range", "M13 1V11M9 1H17M9 11H17")],
            Sign::Open(true) => &[("mark", "M10.5 8H15.5V12H10.5Z"), ("arrow", "M13 8V1M10 4L13 1L16 4")],
            Sign::Open(false) => &[("mark", "M10.5 0H15.5V4H10.5Z"), ("arrow", "M13 4V11M10 8L13 11L16 8")],
            Sign::Ring => &[("mark", "M11 4H15V8H11Z"), ("ring", "M8 1H18V11H8Z")],
            Sign::Cross => &[("cross", "M9 2L17 10M9 10L17 2")],
            Sign::Absence => &[("ground", "M2 6H24"), ("none", "M9 6A4 4 0 1 1 17 6A4 4 0 1 1 9 6M8 11L18 1")],
            Sign::Break => &[("ground", "M2 6H9M17 6H24M8 10L12 2M14 10L18 2")],
        }
    }
}

impl Sign {
    /// The sign as a small picture that only the eye needs: its words stand beside it.
    pub fn svg(&self) -> String {
        let mut out = String::from(
            "<svg class=\"draw sign\" width=\"26\" height=\"12\" viewBox=\"0 0 26 12\" aria-hidden=\"true\" focusable=\"false\">",
        );
        // Writing to a String cannot fail.
        match self {
            Sign::Line(class) => {
                let _ = write!(
                    out,
                    "<g class=\"{}\"><path class=\"tie-line\" d=\"M1 6L25 6\"/><path class=\"tie-core\" d=\"M1 6L25 6\"/></g>",
                    escaped(class)
                );
            }
            Sign::Hatch | Sign::Range | Sign::Open(_) | Sign::Ring | Sign::Cross | Sign::Absence | Sign::Break => {
                for (class, d) in self.strokes() {
                    let _ = write!(out, "<path class=\"{class}\" d=\"{d}\"/>");
                }
            }
            Sign::Mark(shape, class) => match shape.outline((13.0, 6.0), 4.6) {
                None => {
                    let _ = write!(out, "<circle class=\"{}\" cx=\"13\" cy=\"6\" r=\"4.6\"/>", escaped(class));
                }
                Some(points) => {
                    let places: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", number(*x), number(*y))).collect();
                    let _ = write!(out, "<path class=\"{}\" d=\"M{}Z\"/>", escaped(class), places.join("L"));
                }
            },
        }
        out.push_str("</svg>");
        out
    }
}
