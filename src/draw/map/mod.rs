//! Maps: places as marks on land and borders, in a projection that keeps angles; never mirrored.

pub mod clip;
mod grid;
mod ground;
mod label;
pub mod projection;

pub use grid::{graticule, lengths};

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::base::digest::{Digest, Hashed};
use crate::base::recent::Recent;
use crate::draw::map::clip::Spot;
use crate::draw::map::ground::View;
use crate::draw::map::label::{LETTERS, LINE, Side, Wish};
use crate::draw::map::projection::Frame;
use crate::draw::mark::Shape;
use crate::draw::svg::{Anchor, Svg, escaped, number};
use crate::draw::text::{Room, Taken, width};
use crate::draw::{Amount, Drawing, Head, Size};
use crate::geography::{Edge, Shapes, world};

/// The zooms that the script offers; names and scales are prepared for them.
pub const ZOOMS: [u8; 4] = [1, 2, 4, 8];
/// Least surface, in square units, of an area that is named.
const NAMED: f64 = 900.0;
/// How far, in units, the outline that a name is placed by may stray.
const COARSE: f64 = 1.5;
/// Longest part of the width that the bar of the scale takes.
const BAR: f64 = 0.24;

/// A part of the globe, in degrees; its east may lie beyond 180.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
#[allow(missing_docs)]
pub struct Extent {
    pub south: Amount,
    pub west: Amount,
    pub north: Amount,
    pub east: Amount,
}

impl Extent {
    /// Nothing yet.
    pub const NONE: Extent =
        Extent { south: Amount(f64::MAX), west: Amount(f64::MAX), north: Amount(f64::MIN), east: Amount(f64::MIN) };

    /// From its ends.
    pub fn new(south: f64, west: f64, north: f64, east: f64) -> Self {
        Extent { south: Amount(south), west: Amount(west), north: Amount(north), east: Amount(east) }
    }

    /// Takes a position in.
    pub fn take(&mut self, longitude: f64, latitude: f64) {
        self.south.0 = self.south.0.min(latitude);
        self.north.0 = self.north.0.max(latitude);
        self.west.0 = self.west.0.min(longitude);
        self.east.0 = self.east.0.max(longitude);
    }
}

/// Land and borders: the world's, or a site's own, which its digest stands for.
#[derive(Clone)]
pub struct Ground {
    own: Option<Arc<Shapes>>,
    digest: Digest,
    seen: Arc<Seen>,
}

/// What maps showed of a ground of late, by their part of the globe and their size. It is the same in all languages, and most of
/// the work of a map.
struct Seen {
    /// Land and borders as paths.
    paths: Recent<Arc<[String; 2]>>,
    /// Areas by their position in the list of shapes, with their outlines.
    areas: Recent<Arc<Outlines>>,
}

type Outlines = Vec<(usize, Vec<(f64, f64)>)>;

/// Bytes of paths, and of outlines, that are kept of a ground that is drawn more than once.
const ROOM: usize = 4 << 20;

impl Ground {
    /// The world's.
    pub fn world() -> Self {
        Ground { own: None, digest: Digest::of("world"), seen: Arc::new(Seen::new(0)) }
    }

    /// The same, drawn for so many languages.
    pub fn for_languages(self, count: usize) -> Self {
        Ground { seen: Arc::new(Seen::new(if count > 1 { ROOM } else { 0 })), ..self }
    }

    /// A site's own, of a file with this digest.
    pub fn own(shapes: Arc<Shapes>, digest: Digest) -> Self {
        Ground { own: Some(shapes), digest, seen: Arc::new(Seen::new(0)) }
    }

    fn shapes(&self) -> &Shapes {
        self.own.as_deref().unwrap_or_else(|| world())
    }

    /// Land and borders in the wide view of a part of the globe.
    fn paths(&self, extent: &Extent, view: &View<'_>) -> Arc<[String; 2]> {
        let key = Digest::of(extent);
        self.seen.paths.get(key).unwrap_or_else(|| {
            let shapes = self.shapes();
            let paths = Arc::new([view.land(shapes), view.edges(shapes, &[Edge::Border, Edge::Line])]);
            self.seen.paths.put(key, Arc::clone(&paths), paths.iter().map(String::len).sum());
            paths
        })
    }

    /// Areas in a view of a part of the globe, with few points: where a name lies well is told by them as well.
    fn areas(&self, extent: &Extent, frame: &Frame, view: &View<'_>) -> Arc<Outlines> {
        let key = Digest::of(&(extent, Amount(frame.width)));
        self.seen.areas.get(key).unwrap_or_else(|| {
            let areas = Arc::new(view.areas(self.shapes(), COARSE));
            let size = areas.iter().map(|(_, outline)| size_of_val(outline.as_slice())).sum();
            self.seen.areas.put(key, Arc::clone(&areas), size);
            areas
        })
    }
}

impl Seen {
    fn new(room: usize) -> Self {
        Seen { paths: Recent::new(room), areas: Recent::new(room) }
    }
}

impl fmt::Debug for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ground").field(&self.digest).finish()
    }
}

impl Hash for Ground {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// A map.
#[derive(Clone, Debug, Hash)]
pub struct Map {
    /// What it says of itself.
    pub head: Head,
    /// The part of the globe it shows, at least.
    pub extent: Extent,
    /// Land and borders.
    pub ground: Ground,
    /// Another map of the page with the same extent, whose land and borders are used again: its id.
    pub ground_of: Option<String>,
    /// Names of areas by code.
    pub names: Arc<Hashed<BTreeMap<String, String>>>,
    /// Lines with someone's authority.
    pub lines: Vec<Line>,
    /// The places.
    pub sites: Vec<Site>,
    /// Parallels (`true`) and meridians to draw, with their words.
    pub graticule: Vec<(bool, Amount, String)>,
    /// Lengths for the bar of the scale, in kilometres, with their words.
    pub lengths: Vec<(Amount, String)>,
}

/// A line or the outline of an area, as someone drew it for some time.
#[derive(Clone, Debug, Hash)]
pub struct Line {
    /// Its shapes.
    pub shapes: Ground,
    /// Its number in the list, in the digits of the language.
    pub number: String,
    /// Its position in the list, from 0, which chooses its dashes.
    pub style: usize,
    /// Name, time, authority.
    pub label: String,
}

/// A place.
#[derive(Clone, Debug, Hash)]
pub struct Site {
    /// Where it is told.
    pub href: String,
    /// Name and number of events.
    pub label: String,
    /// The parts of its name: of a contested place both.
    pub parts: Vec<String>,
    /// Longitude and latitude.
    pub at: (Amount, Amount),
    /// How many events happened there.
    pub events: usize,
    /// The phase of its events: a shape, and whether it is hollow.
    pub sign: (Shape, bool),
    /// Whether the map is about it.
    pub main: bool,
}

impl Drawing for Map {
    fn draw(&self, size: Size) -> String {
        let frame = Frame::new(&self.extent, size.width());
        let view = View::new(&frame);
        let mut svg = Svg::unmirrored(&self.head, size);
        svg.rect("sea", (0.0, 0.0), (frame.width, frame.height), false);
        svg.window((frame.width, frame.height));
        svg.group("view");
        self.ground(&mut svg, &view, size);
        let lines: Vec<Vec<Vec<(f64, f64)>>> =
            self.lines.iter().map(|line| view.lines(line.shapes.shapes(), &[Edge::Line, Edge::Outer, Edge::Border])).collect();
        for (line, runs) in self.lines.iter().zip(&lines) {
            svg.link("", &format!("line line-{}", line.style % 6), &line.label);
            runs.iter().for_each(|run| svg.path("run", run));
            svg.end_link("");
        }
        svg.end();
        let mut taken = Taken::default();
        self.degrees(&mut svg, &frame, &mut taken);
        // The bar stands on the map's lower edge; its room is kept free of names.
        taken.take(Room { x: 0.0, y: frame.height - 28.0, w: frame.width * BAR + 16.0, h: 28.0 });
        for (line, runs) in self.lines.iter().zip(&lines) {
            self.line_number(&mut svg, line, runs, &frame, &mut taken);
        }
        self.sites(&mut svg, &frame, &view, size, &mut taken);
        svg.end();
        self.bars(&mut svg, &frame);
        svg.rect("edge", (0.0, 0.0), (frame.width, frame.height), false);
        svg.finish(&self.head, "draw map", frame.height)
    }
}

impl Map {
    /// Land, grid and borders: drawn once on a page, at the width of the wide drawing, and used by all others.
    fn ground(&self, svg: &mut Svg, view: &View<'_>, size: Size) {
        let id = escaped(self.ground_of.as_ref().unwrap_or(&self.head.id));
        if size == Size::Narrow || self.ground_of.is_some() {
            let ratio = size.width() / Size::Wide.width();
            let scaled = if size == Size::Wide { String::new() } else { format!(" transform=\"scale({ratio:.5})\"") };
            return svg.own(&format!("<use href=\"#{id}-ground\"{scaled}/>"));
        }
        let paths = self.ground.paths(&self.extent, view);
        let [land, borders] = &*paths;
        let lines: Vec<(bool, f64)> = self.graticule.iter().map(|(along, degrees, _)| (*along, degrees.0)).collect();
        svg.own(&format!(
            "<g id=\"{id}-ground\"><g transform=\"scale(.1)\"><path class=\"land\" d=\"{land}\"/><path class=\"graticule\" d=\"{}\"/>\
             <path class=\"border\" d=\"{borders}\"/></g></g>",
            view.graticule(&lines),
        ));
    }

    /// The anchor of a text whose left edge, middle or right edge is given, whatever the direction of reading.
    fn anchor(&self, side: Side) -> Anchor {
        match (side, self.head.rtl) {
            (Side::Middle, _) => Anchor::Middle,
            (Side::Right, false) | (Side::Left, true) => Anchor::Start,
            (Side::Right, true) | (Side::Left, false) => Anchor::End,
        }
    }

    /// The number of a line, on the longest of its runs.
    fn line_number(&self, svg: &mut Svg, line: &Line, runs: &[Vec<(f64, f64)>], frame: &Frame, taken: &mut Taken) {
        let Some(longest) = runs.iter().max_by_key(|run| run.len()) else { return };
        let wide = width(&line.number, LETTERS) + 4.0;
        let room = |(x, y): &(f64, f64)| Room { x: x - wide / 2.0, y: y - 7.0, w: wide, h: 14.0 };
        let middle = longest.len() / 2;
        let spots = longest[middle..].iter().chain(&longest[..middle]).filter(|spot| frame.holds(**spot, 8.0)).map(room);
        if let Some(room) = taken.first_free(spots) {
            let (x, y) = (room.x + room.w / 2.0, room.y + 7.0);
            svg.own(&format!("<g class=\"at\" data-at=\"{} {}\">", number(x), number(y)));
            svg.rect("core", (room.x, room.y), (room.w, room.h), false);
            svg.text("line-number", Anchor::Middle, (x, y + 4.0), &line.number);
            svg.end();
        }
    }

    fn radius(&self, site: &Site, size: Size) -> f64 {
        let factor = if size == Size::Narrow { 0.8 } else { 1.0 };
        if site.events == 0 { 2.6 } else { ((site.events as f64).sqrt() * 2.0 + 2.2).min(16.0) * factor }
    }

    /// Marks, their names, and the names of areas where there is room left.
    fn sites(&self, svg: &mut Svg, frame: &Frame, view: &View<'_>, size: Size, taken: &mut Taken) {
        let seen: Vec<(&Site, (f64, f64), f64)> = self
            .sites
            .iter()
            .map(|site| {
                let middle = (self.extent.west.0 + self.extent.east.0) / 2.0;
                // The same meridian a turn on, if that is the one that is seen.
                let longitude = site.at.0.0 - ((site.at.0.0 - middle) / 360.0).round() * 360.0;
                (site, frame.at(longitude, site.at.1.0), self.radius(site, size))
            })
            .filter(|(_, at, _)| frame.holds(*at, 0.0))
            .collect();
        let wishes: Vec<Wish<'_>> = seen
            .iter()
            .map(|(site, at, radius)| {
                let weight = if site.main { usize::MAX } else { site.events };
                Wish { at: *at, radius: *radius, parts: &site.parts, weight }
            })
            .collect();
        let room = Room { x: 2.0, y: 2.0, w: frame.width - 4.0, h: frame.height - 4.0 };
        let names = label::place(&wishes, &room, taken);
        let marks: Vec<Spot> = seen.iter().map(|(_, at, _)| *at).collect();
        self.areas(svg, frame, view, &marks, taken);
        // Small marks lie on large ones.
        let mut order: Vec<usize> = (0..seen.len()).collect();
        order.sort_by(|a, b| seen[*b].2.total_cmp(&seen[*a].2).then(a.cmp(b)));
        for index in order {
            let (site, at, radius) = seen[index];
            svg.own(&format!("<g class=\"at\" data-at=\"{} {}\">", number(at.0), number(at.1)));
            let class = if site.main { "site main" } else { "site" };
            svg.link(&site.href, class, &site.label);
            let (shape, hollow) = site.sign;
            let class = match (site.events, hollow) {
                (0, _) => "mark none-there",
                (_, true) => "mark hollow",
                (_, false) => "mark",
            };
            svg.mark(class, shape, at, radius);
            if let Some(name) = names.iter().find(|name| name.mark == index) {
                if name.zoom > 1 {
                    svg.own(&format!("<g class=\"more\" data-zoom=\"{}\">", name.zoom));
                }
                let scale = f64::from(name.zoom);
                let (dx, dy) = (at.0 - at.0 * scale, at.1 - at.1 * scale);
                if let Some(end) = name.led_to {
                    svg.line("leader", at, end);
                }
                for (line, words) in name.lines.iter().enumerate() {
                    let x = match name.side {
                        Side::Right => name.room.x,
                        Side::Middle => name.room.x + name.room.w / 2.0,
                        Side::Left => name.room.x + name.room.w,
                    };
                    let y = name.room.y + line as f64 * LINE + 9.8;
                    svg.text("name", self.anchor(name.side), (x + dx, y + dy), words);
                }
                if name.zoom > 1 {
                    svg.end();
                }
            }
            svg.end_link(&site.href);
            svg.end();
        }
    }

    /// Names of areas, well within what is seen of them. Those in which marks stand are all named or none is: a map that calls one party by
    /// name and not the other takes sides.
    fn areas(&self, svg: &mut Svg, frame: &Frame, view: &View<'_>, marks: &[Spot], taken: &mut Taken) {
        let shapes = self.ground.shapes();
        let (mut named, mut is_one_missing) = (Vec::new(), false);
        for (number_of, outline) in &*self.ground.areas(&self.extent, frame, view) {
            let area = &shapes.areas[*number_of];
            let name = self.names.get(&area.code).map_or(area.name.as_str(), String::as_str);
            if name.is_empty() {
                continue;
            }
            let has_mark = marks.iter().any(|(x, y)| clip::is_within(*x, &clip::crossings(outline, *y)));
            let is_large = ground::area(outline) >= NAMED;
            match is_large.then(|| label::within(name, outline, (frame.width, frame.height), taken)).flatten() {
                Some(room) => named.push((name, room, has_mark)),
                None => is_one_missing |= has_mark,
            }
        }
        for (name, room, _) in named.iter().filter(|(.., has_mark)| !(*has_mark && is_one_missing)) {
            let at = (room.x + room.w / 2.0, room.y + room.h / 2.0);
            svg.own(&format!("<g class=\"at\" data-at=\"{} {}\">", number(at.0), number(at.1)));
            svg.text("area", Anchor::Middle, (at.0, at.1 + 4.0), name);
            svg.end();
        }
    }
}
