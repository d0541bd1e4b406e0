//! Who stands where to whom on a date: boxes by side, a numbered line per tie; the list beside has the same numbers.
//!
//! Sides stand at the two edges with equal room, what is tied to one of them only beneath it, all others between. Where that
//! is too narrow the same boxes stand in one column, with the lines before them.

use crate::draw::mark::Shape;
use crate::draw::route::{self, Cell, Plan};
use crate::draw::svg::{Anchor, Svg};
use crate::draw::text;
use crate::draw::{Drawing, Head, Size};

/// Size of letters.
const LETTERS: f64 = 11.5;
/// Height of a line of words.
const LEADING: f64 = 14.0;
/// Height of a heading.
const HEADING: f64 = 20.0;
/// Narrowest box that words fit into.
const LEAST: f64 = 88.0;
/// Before the words of a box: its mark.
const INDENT: f64 = 20.0;

/// A network.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// What it says of itself.
    pub head: Head,
    /// Who, in the order in which they stand.
    pub nodes: Vec<Node>,
    /// Ties between them.
    pub ties: Vec<Tie>,
    /// Whether it stands in one column whatever the width: for a drawing beside a list.
    pub slim: bool,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// Its page.
    pub href: String,
    /// Name.
    pub name: String,
    /// What it is: the shape of its mark.
    pub shape: Shape,
    /// Its side, from 1; 0 for none.
    pub side: usize,
    /// Which column it stands in.
    pub column: usize,
    /// What stands over the boxes it stands among.
    pub heading: String,
    /// Whether the drawing is about it.
    pub main: bool,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tie {
    /// Position of the one.
    pub from: usize,
    /// Position of the other.
    pub to: usize,
    /// Its number in the list, in the digits of the language.
    pub number: String,
    /// Its line in the list.
    pub href: String,
    /// All of it in words.
    pub label: String,
    /// What it is.
    pub stroke: Stroke,
    /// Whether it holds both ways, and so has two heads.
    pub mutual: bool,
    /// How far it is known to hold.
    pub doubt: Doubt,
}

/// How a kind of tie is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroke {
    /// Fighting: a double line.
    Conflict,
    /// Standing by someone: a strong line.
    Support,
    /// Talks, truces, their guard: a line of long and short.
    Talks,
    /// Any other: a thin line.
    Other,
}

/// How far a tie is known to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Between two dates.
    None,
    /// Known of single dates only: broken.
    Attested,
    /// Alleged, or denied: dotted, and with a question mark.
    Alleged,
}

impl Stroke {
    /// A class of the style sheet.
    pub fn word(self) -> &'static str {
        match self {
            Stroke::Conflict => "conflict",
            Stroke::Support => "support",
            Stroke::Talks => "talks",
            Stroke::Other => "other",
        }
    }
}

impl Doubt {
    /// A class of the style sheet.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::None => "known",
            Doubt::Attested => "attested",
            Doubt::Alleged => "alleged",
        }
    }
}

impl Network {
    fn plan(&self, width: f64, columns: bool) -> Option<Plan> {
        let mut cells: Vec<Cell> = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let column = if columns { node.column } else { 0 };
            let above = (0..index).rev().find(|other| cells[*other].column == column);
            let headed = !node.heading.is_empty() && above.is_none_or(|other| self.nodes[other].heading != node.heading);
            cells.push(Cell { column, lead: if headed { HEADING } else { 0.0 } });
        }
        let links: Vec<(usize, usize)> = self.ties.iter().map(|tie| (tie.from, tie.to)).collect();
        let high = |index: usize, room: f64| self.words(index, room).len() as f64 * LEADING + 8.0;
        route::plan(width, if columns { LEAST } else { 0.0 }, &cells, &links, high)
    }

    fn words(&self, node: usize, room: f64) -> Vec<String> {
        text::lines(&self.nodes[node].name, LETTERS, (room - INDENT - 5.0).max(LETTERS * 2.0), 6)
    }
}

impl Drawing for Network {
    fn draw(&self, size: Size) -> String {
        let mut svg = Svg::new(&self.head, size);
        let columns = size == Size::Wide && !self.slim;
        let planned = if columns { self.plan(size.width(), true) } else { None };
        let in_columns = planned.is_some();
        let Some(plan) = planned.or_else(|| self.plan(size.width(), false)) else { return String::new() };
        for (tie, line) in self.ties.iter().zip(&plan.lines) {
            tie.draw(&mut svg, line);
        }
        let mut last: Vec<&str> = Vec::new();
        for (index, (node, room)) in self.nodes.iter().zip(&plan.boxes).enumerate() {
            let column = if in_columns { node.column } else { 0 };
            if last.len() <= column {
                last.resize(column + 1, "");
            }
            if !node.heading.is_empty() && last[column] != node.heading {
                svg.text("heading", Anchor::Start, (room.x, room.y - 6.0), &text::shortened(&node.heading, LETTERS, room.w));
            }
            last[column] = &node.heading;
            let class = if node.main { "node main" } else { "node" };
            svg.link(&node.href, &format!("{class} side-tone-{}", node.side), &node.name);
            svg.rect("box", (room.x, room.y), (room.w, room.h), false);
            let lines = self.words(index, room.w);
            let top = room.y + (room.h - lines.len() as f64 * LEADING) / 2.0 + LEADING - 3.5;
            svg.mark("mark", node.shape, (room.x + INDENT / 2.0, top - 4.0), 4.0);
            for (number, line) in lines.iter().enumerate() {
                svg.text("name", Anchor::Start, (room.x + INDENT, top + number as f64 * LEADING), line);
            }
            svg.end_link(&node.href);
        }
        svg.finish(&self.head, "draw network", plan.height)
    }
}

impl Tie {
    fn draw(&self, svg: &mut Svg, line: &[(f64, f64)]) {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
        svg.link(&self.href, &format!("tie {} {}", self.stroke.word(), self.doubt.word()), &self.label);
        svg.rounded("tie-line", line, 5.0);
        if self.stroke == Stroke::Conflict {
            svg.rounded("tie-core", line, 5.0);
        }
        let way = |from: (f64, f64), to: (f64, f64)| if to.0 >= from.0 { 1.0 } else { -1.0 };
        let out = way(*first, line[1]);
        let back = way(*last, line[line.len() - 2]);
        for (end, out, pointed) in [(*first, out, self.mutual), (*last, back, true)] {
            if pointed {
                svg.area("tie-head", &[(end.0, end.1), (end.0 + out * 6.5, end.1 - 3.2), (end.0 + out * 6.5, end.1 + 3.2)]);
            }
            let number = if self.doubt == Doubt::Alleged { format!("{}?", self.number) } else { self.number.clone() };
            let wide = text::width(&number, 11.0) + 1.0;
            let x = end.0 + out * 15.0;
            svg.rect("core", (x - wide / 2.0, end.1 - 6.0), (wide, 12.0), false);
            svg.text("tie-number", Anchor::Middle, (x, end.1 + 3.9), &number);
        }
        svg.end_link(&self.href);
    }
}
