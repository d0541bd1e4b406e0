//! Series of counts over time: steps where each count holds all before it, marks where each stands alone.
//!
//! Doubt is drawn: a range is a bar, a date known only within bounds a hatched stretch, "at least" an open end, a count that
//! no longer stands a mark of its own beside the line, a known absence a mark on the ground.

use crate::base::calendar::Day;
use crate::draw::mark::Shape;
use crate::draw::svg::{Anchor, Svg};
use crate::draw::text::{self, Room, Taken};
use crate::draw::time::{self, Scale, Span, Unit};
use crate::draw::{Amount, Drawing, Head, Size, scale};

/// Size of labels.
const LETTERS: f64 = 11.0;
/// Radius of marks.
const MARK: f64 = 3.2;

/// Several series, each by one claimant.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Chart {
    /// What it says of itself.
    pub head: Head,
    /// The series.
    pub series: Vec<Series>,
    /// Days to mark, with their words.
    pub days: Vec<(Day, String)>,
    /// Values to mark, with their words.
    pub values: Vec<(Amount, String)>,
}

/// Counts by one claimant.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Series {
    /// The side of its claimant, from 1; 0 for none.
    pub side: usize,
    /// Whether each count holds all before it.
    pub cumulative: bool,
    /// The counts, in order of date.
    pub points: Vec<Point>,
    /// Days for which it is known that none was published.
    pub gaps: Vec<Gap>,
}

/// One count.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Point {
    /// Its line in the table.
    pub href: String,
    /// Number, claimant, date and state, in words.
    pub label: String,
    /// The number in words.
    pub number: String,
    /// The date in words.
    pub date: String,
    /// When.
    pub span: Span,
    /// The number.
    pub value: Option<Amount>,
    /// Lower end of a range.
    pub low: Option<Amount>,
    /// Upper end.
    pub high: Option<Amount>,
    /// How the number is meant.
    pub limit: Limit,
    /// How it stands.
    pub standing: Standing,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Limit {
    Exact,
    AtLeast,
    AtMost,
    About,
}

/// How a count stands in its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// In the line.
    Charted,
    /// In the line; it corrects an earlier one.
    Revises,
    /// Beside the line: another count of the same date.
    Variant,
    /// Contradicted.
    Disputed,
    /// Replaced, refuted or withdrawn.
    Fallen,
}

impl Standing {
    /// A class of the style sheet.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Charted => "charted",
            Standing::Revises => "revises",
            Standing::Variant => "variant",
            Standing::Disputed => "disputed",
            Standing::Fallen => "fallen",
        }
    }

    fn in_line(self) -> bool {
        matches!(self, Standing::Charted | Standing::Revises)
    }
}

/// A known absence.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Gap {
    /// When.
    pub span: Span,
    /// What is known, in words.
    pub label: String,
    /// That there is none, in short.
    pub words: String,
    /// The date in words.
    pub date: String,
}

impl Point {
    /// Where its mark stands: the number, or the middle of a range.
    fn height(&self) -> f64 {
        let of = |amount: Option<Amount>| amount.map(|amount| amount.0);
        match (of(self.value), of(self.low), of(self.high)) {
            (Some(value), ..) => value,
            (None, Some(low), Some(high)) => f64::midpoint(low, high),
            (None, low, high) => low.or(high).unwrap_or(0.0),
        }
    }

    fn top(&self) -> f64 {
        self.high.map_or(0.0, |high| high.0).max(self.height())
    }
}

/// All days on which a series has an edge.
fn edges(series: &[Series]) -> Vec<Day> {
    let spans = series.iter().flat_map(|it| it.points.iter().map(|point| point.span).chain(it.gaps.iter().map(|gap| gap.span)));
    spans.flat_map(|span| span.days().collect::<Vec<Day>>()).collect()
}

/// Days worth marking for some series.
pub fn days(series: &[Series]) -> (Unit, Vec<Day>) {
    let edges = edges(series);
    let (Some(first), Some(last)) = (edges.iter().min(), edges.iter().max()) else { return (Unit::Year, Vec::new()) };
    let breaks = time::breaks(&edges);
    let shortened: Day = breaks.iter().map(|(start, end)| end - start).sum();
    let (unit, mut days) = time::ticks(*first, *last, (last - first - shortened).max(1), 6);
    days.retain(|day| !breaks.iter().any(|(start, end)| start < day && day < end));
    (unit, days)
}

/// Whether a stretch of time without data is shortened.
pub fn is_broken(series: &[Series]) -> bool {
    !time::breaks(&edges(series)).is_empty()
}

/// Values worth marking for some series.
pub fn values(series: &[Series]) -> Vec<f64> {
    let most = series.iter().flat_map(|it| &it.points).map(Point::top).fold(0.0, f64::max);
    scale::ticks(most, 4)
}

/// Where things stand on one drawing.
struct Plot {
    scale: Scale,
    first: Day,
    last: Day,
    most: f64,
    left: f64,
    right: f64,
    top: f64,
    ground: f64,
}

impl Plot {
    fn y(&self, value: f64) -> f64 {
        self.ground - (self.ground - self.top) * (value / self.most).clamp(0.0, 1.0)
    }

    fn days(&self, span: &Span) -> (f64, f64) {
        let (from, to) = span.clamp(self.first, self.last);
        (self.scale.at(from), self.scale.at(to))
    }
}

impl Drawing for Chart {
    fn draw(&self, size: Size) -> String {
        let mut svg = Svg::new(&self.head, size);
        let height = if size == Size::Wide { 300.0 } else { 250.0 };
        let edges = edges(&self.series);
        let letters = self.values.iter().map(|(_, words)| text::width(words, LETTERS)).fold(0.0, f64::max);
        let (left, right) = (letters + 12.0, size.width() - 14.0);
        let plot = Plot {
            scale: Scale::broken(&edges, left + 6.0, right - 6.0),
            first: edges.iter().min().copied().unwrap_or(0),
            last: edges.iter().max().copied().unwrap_or(1),
            most: self.values.last().map_or(1.0, |(amount, _)| amount.0).max(f64::MIN_POSITIVE),
            left,
            right,
            top: 26.0,
            ground: height - 26.0,
        };
        self.axes(&mut svg, &plot);
        let mut taken = Taken::default();
        for (index, series) in self.series.iter().enumerate() {
            let shape = Shape::of(index);
            svg.group(&format!("series side-tone-{} dash-{}", series.side, index % 6));
            if series.cumulative {
                steps(&mut svg, &plot, series, &mut taken);
            }
            // What stands in the line is drawn last, over what does not.
            let (line, beside): (Vec<&Point>, Vec<&Point>) = series.points.iter().partition(|point| point.standing.in_line());
            for point in beside.into_iter().chain(line) {
                mark(&mut svg, &plot, point, shape, &mut taken);
            }
            for gap in &series.gaps {
                absence(&mut svg, &plot, gap, &mut taken);
            }
            svg.end();
        }
        for series in &self.series {
            labels(&mut svg, &plot, series, &mut taken);
        }
        svg.finish(&self.head, "draw steps", height)
    }
}

impl Chart {
    fn axes(&self, svg: &mut Svg, plot: &Plot) {
        for (amount, words) in &self.values {
            let y = plot.y(amount.0);
            svg.line(if amount.0 == 0.0 { "ground" } else { "grid" }, (plot.left, y), (plot.right, y));
            svg.text("tick", Anchor::End, (plot.left - 6.0, y + 3.8), words);
        }
        let mut taken = Taken::default();
        for (day, words) in &self.days {
            let x = plot.scale.at(*day);
            svg.line("ground", (x, plot.ground), (x, plot.ground + 4.0));
            let wide = text::width(words, LETTERS);
            // A label at the edge moves in; one that would touch another is left out, its tick stays.
            let middle = x.min(plot.right + 12.0 - wide / 2.0).max(wide / 2.0);
            let room = Room { x: middle - wide / 2.0 - 4.0, y: 0.0, w: wide + 8.0, h: 1.0 };
            if taken.first_free([room]).is_some() {
                svg.text("tick", Anchor::Middle, (middle, plot.ground + 16.0), words);
            }
        }
        for (start, end) in plot.scale.breaks() {
            let middle = f64::midpoint(plot.scale.at(*start), plot.scale.at(*end));
            svg.rect("core", (middle - 3.0, plot.ground - 3.0), (6.0, 6.0), false);
            for x in [middle - 3.0, middle + 3.0] {
                svg.line("ground", (x - 2.0, plot.ground + 5.0), (x + 2.0, plot.ground - 5.0));
            }
        }
    }
}

/// The line of a series whose counts hold all before them: level until the next, then up.
fn steps(svg: &mut Svg, plot: &Plot, series: &Series, taken: &mut Taken) {
    let mut before: Option<(f64, f64)> = None;
    // In the order in which they are surely reached: a day comes before its month.
    let mut line: Vec<&Point> = series.points.iter().filter(|point| point.standing.in_line()).collect();
    line.sort_by_key(|point| (point.span.to, point.span.from));
    for point in line {
        let ((from, to), y) = (plot.days(&point.span), plot.y(point.height()));
        if let Some((x, level)) = before {
            let from = from.max(x);
            svg.line("step", (x, level), (from, level));
            if to > from {
                // Somewhere in here it rose; when is not known.
                svg.rect("doubt", (from, y.min(level)), (to - from, (level - y).abs().max(1.0)), true);
            } else {
                svg.line("step", (from, level), (from, y));
            }
            taken.take(Room { x, y: level - 1.5, w: from - x, h: 3.0 });
            taken.take(Room { x: from - 1.0, y: y.min(level), w: (to - from).max(2.0), h: (level - y).abs() });
        }
        before = Some((to.max(before.map_or(to, |it| it.0)), y));
    }
}

fn mark(svg: &mut Svg, plot: &Plot, point: &Point, shape: Shape, taken: &mut Taken) {
    let ((from, to), y) = (plot.days(&point.span), plot.y(point.height()));
    // A date within bounds: the mark stands at the end, up to which it counts, and the stretch before it is drawn.
    let x = if point.span.to.is_some() { to } else { from };
    let class = format!("point {} {} {}", point.standing.word(), point.span.form.word(), limit_word(point.limit));
    svg.link(&point.href, &class, &point.label);
    if to - from > 1.0 {
        svg.rect("doubt", (from, y - 2.0), (to - from, 4.0), true);
        taken.take(Room { x: from, y: y - 3.0, w: to - from, h: 6.0 });
    }
    if point.low.is_some() || point.high.is_some() {
        let of = |amount: Option<Amount>| amount.map_or(y, |amount| plot.y(amount.0));
        let (low, high) = (of(point.low), of(point.high));
        svg.line("range", (x, low), (x, high));
        for end in [(point.low, low), (point.high, high)].into_iter().filter(|(amount, _)| amount.is_some()).map(|(_, end)| end) {
            svg.line("range", (x - 4.0, end), (x + 4.0, end));
        }
        taken.take(Room { x: x - 5.0, y: high, w: 10.0, h: (low - high).abs() });
    }
    let open = match point.limit {
        Limit::AtLeast => Some(-1.0),
        Limit::AtMost => Some(1.0),
        Limit::Exact | Limit::About => None,
    };
    if let Some(way) = open {
        svg.line("open", (x, y), (x, y + way * 15.0));
        svg.path("arrow", &[(x - 3.0, y + way * 11.0), (x, y + way * 15.0), (x + 3.0, y + way * 11.0)]);
        taken.take(Room { x: x - 4.0, y: y + way.min(0.0) * 16.0, w: 8.0, h: 16.0 });
    }
    if point.standing == Standing::Fallen {
        svg.line("cross", (x - MARK, y - MARK), (x + MARK, y + MARK));
        svg.line("cross", (x - MARK, y + MARK), (x + MARK, y - MARK));
    } else {
        svg.mark("mark", shape, (x, y), MARK);
    }
    if point.limit == Limit::About || point.standing == Standing::Revises {
        svg.mark("ring", shape, (x, y), MARK + 2.6);
    }
    svg.end_link(&point.href);
    taken.take(Room { x: x - MARK - 1.0, y: y - MARK - 1.0, w: MARK * 2.0 + 2.0, h: MARK * 2.0 + 2.0 });
}

fn limit_word(limit: Limit) -> &'static str {
    match limit {
        Limit::Exact => "is-exact",
        Limit::AtLeast => "is-least",
        Limit::AtMost => "is-most",
        Limit::About => "is-about",
    }
}

fn absence(svg: &mut Svg, plot: &Plot, gap: &Gap, taken: &mut Taken) {
    let (from, to) = plot.days(&gap.span);
    let x = f64::midpoint(from, to);
    svg.link("", "absence", &gap.label);
    if to - from > 1.0 {
        svg.rect("doubt", (from, plot.ground - 6.0), (to - from, 6.0), true);
    }
    svg.mark("none", Shape::Circle, (x, plot.ground), MARK);
    svg.line("none", (x - MARK - 1.0, plot.ground + MARK + 1.0), (x + MARK + 1.0, plot.ground - MARK - 1.0));
    svg.end_link("");
    taken.take(Room { x: x - 5.0, y: plot.ground - 5.0, w: 10.0, h: 10.0 });
}

/// Numbers with their dates at the newest, the first and the latest counts, wherever there is room, and the first absence.
fn labels(svg: &mut Svg, plot: &Plot, series: &Series, taken: &mut Taken) {
    let mut points: Vec<&Point> = series.points.iter().filter(|point| point.standing.in_line()).collect();
    points.reverse();
    if points.len() > 2 {
        let first = points.pop();
        points.splice(1..1, first);
    }
    // A handful is read; the table has the rest.
    for point in points.into_iter().take(7) {
        let at = (plot.days(&point.span).1, plot.y(point.height()));
        label(svg, plot, at, (&point.number, &point.date), taken);
    }
    if let Some(gap) = series.gaps.first() {
        label(svg, plot, (plot.days(&gap.span).1, plot.ground), (&gap.words, &gap.date), taken);
    }
}

/// Two lines of words at a place, where they lie on nothing.
fn label(svg: &mut Svg, plot: &Plot, (x, y): (f64, f64), (first, second): (&str, &str), taken: &mut Taken) {
    let wide = text::width(first, LETTERS + 1.0).max(text::width(second, LETTERS));
    let whole = Room { x: plot.left + 2.0, y: 0.0, w: plot.right + 12.0 - plot.left, h: plot.ground - 6.0 };
    let at = |x: f64, y: f64| Room { x, y, w: wide, h: 25.0 };
    let places = [
        at(x - wide / 2.0, y - 31.0),
        at(x - wide - 4.0, y - 30.0),
        at(x + 7.0, y - 12.0),
        at(x + 5.0, y + 5.0),
        at(x - wide / 2.0, y + 7.0),
        at(x - wide - 7.0, y - 12.0),
        at(x + 5.0, y - 31.0),
        // At the end of the drawing, moved in.
        at(plot.right + 12.0 - wide, y - 30.0),
    ];
    let near = |room: &Room| room.x - 9.0 <= x && x <= room.x + room.w + 9.0;
    let Some(room) = taken.first_free(places.into_iter().filter(|room| room.within(&whole) && near(room))) else { return };
    svg.text("number", Anchor::Start, (room.x, room.y + 10.5), first);
    svg.text("date", Anchor::Start, (room.x, room.y + 22.5), second);
}
