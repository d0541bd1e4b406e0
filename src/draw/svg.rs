//! A small writer of SVG: everything is escaped, and a drawing read from right to left is mirrored here and nowhere else.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter, Write};

use crate::draw::mark::Shape;
use crate::draw::{Head, Size};

/// Which part of a text stands at its place, in the direction of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing in the making. Places are given as if read from left to right.
pub struct Svg {
    out: String,
    id: String,
    width: f64,
    /// Whether it is read from right to left.
    rtl: bool,
    /// Whether places across are mirrored then.
    mirrored: bool,
}

impl Svg {
    /// An empty drawing.
    pub fn new(head: &Head, size: Size) -> Self {
        let id = format!("{}-{}", head.id, size.word());
        Svg { out: String::new(), id, width: size.width(), rtl: head.rtl, mirrored: head.rtl }
    }

    /// An empty drawing whose places stay where they are in every language: east is right.
    pub fn unmirrored(head: &Head, size: Size) -> Self {
        Svg { mirrored: false, ..Svg::new(head, size) }
    }

    /// The whole element. To a screen reader it is one picture with a name: the list or table beside it is the way in, so
    /// what is drawn, and the links in it, are for the eye and the pointer.
    pub fn finish(self, head: &Head, class: &str, height: f64) -> String {
        let mut svg = String::with_capacity(self.out.len() + 600);
        let (id, direction) = (escaped(&self.id), if self.rtl { "rtl" } else { "ltr" });
        let (width, height) = (number(self.width), number(height));
        // Writing to a String cannot fail, here and below.
        let _ = write!(
            svg,
            "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" direction=\"{direction}\">\
             <g role=\"img\" aria-labelledby=\"{id}-t\" aria-describedby=\"{id}-d\"><title id=\"{id}-t\">{}</title>\
             <desc id=\"{id}-d\">{}</desc><rect class=\"whole\" width=\"{width}\" height=\"{height}\"/></g><g aria-hidden=\"true\">",
            escaped(&head.title),
            escaped(&head.desc)
        );
        if self.out.contains("-hatch)") {
            let _ = write!(
                svg,
                "<defs><pattern id=\"{id}-hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">\
                 <path class=\"hatch\" d=\"M-1 1L1-1M0 4L4 0M3 5L5 3\"/></pattern></defs>"
            );
        }
        svg.push_str(&self.out);
        svg.push_str("</g></svg>");
        svg
    }

    /// Writes parts of mark-up one behind the other: a strip of time has a hundred of them, and there is one on every article.
    fn put(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.out.push_str(part));
    }

    /// A place across, mirrored if need be.
    fn x(&self, x: f64) -> f64 {
        if self.mirrored { self.width - x } else { x }
    }

    /// Opens a group; `end` closes it.
    pub fn group(&mut self, class: &str) {
        let _ = write!(self.out, "<g class=\"{}\">", escaped(class));
    }

    /// Opens a group of which only what lies in a box from the upper left corner is seen; `end` closes it.
    pub fn window(&mut self, size: (f64, f64)) {
        let (id, width, height) = (escaped(&self.id), number(size.0), number(size.1));
        let _ = write!(
            self.out,
            "<clipPath id=\"{id}-window\"><rect width=\"{width}\" height=\"{height}\"/></clipPath><g clip-path=\"url(#{id}-window)\">"
        );
    }

    /// Mark-up of a drawing's own, in which all words are escaped.
    pub fn own(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Closes a group.
    pub fn end(&mut self) {
        self.out.push_str("</g>");
    }

    /// Opens a link for the pointer, with words that show when it rests there; without an address it is a group.
    pub fn link(&mut self, href: &str, class: &str, label: &str) {
        self.put(&[if href.is_empty() { "<g" } else { "<a" }, " class=\"", &escaped(class), "\""]);
        if !href.is_empty() {
            self.put(&[" href=\"", &escaped(href), "\" tabindex=\"-1\""]);
        }
        self.put(&["><title>", &escaped(label), "</title>"]);
    }

    /// Closes a link opened with the same address.
    pub fn end_link(&mut self, href: &str) {
        self.out.push_str(if href.is_empty() { "</g>" } else { "</a>" });
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, &[from, to]);
    }

    /// A line through points.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let d = self.data(points);
        let _ = write!(self.out, "<path class=\"{}\" d=\"{d}\"/>", escaped(class));
    }

    /// A filled outline.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let d = self.data(points);
        let _ = write!(self.out, "<path class=\"{}\" d=\"{d}Z\"/>", escaped(class));
    }

    fn data(&self, points: &[(f64, f64)]) -> String {
        let mut d = String::new();
        for (index, (x, y)) in points.iter().enumerate() {
            d.push(if index == 0 { 'M' } else { 'L' });
            number(self.x(*x)).put(&mut d);
            d.push(' ');
            number(*y).put(&mut d);
        }
        d
    }

    /// A line through points that run along the axes, its corners rounded.
    pub fn rounded(&mut self, class: &str, points: &[(f64, f64)], radius: f64) {
        let mut d = String::new();
        for (index, here) in points.iter().enumerate() {
            let (before, after) = (index.checked_sub(1).map(|it| points[it]), points.get(index + 1));
            let (Some(before), Some(after)) = (before, after) else {
                let _ = write!(d, "{}{} {}", if index == 0 { "M" } else { "L" }, number(self.x(here.0)), number(here.1));
                continue;
            };
            let towards = |other: (f64, f64)| {
                let (dx, dy) = (other.0 - here.0, other.1 - here.1);
                let length = dx.hypot(dy);
                let part = if length > 0.0 { (radius / length).min(0.5) } else { 0.0 };
                (here.0 + dx * part, here.1 + dy * part)
            };
            let (from, to) = (towards(before), towards(*after));
            let _ = write!(
                d,
                "L{} {}Q{} {} {} {}",
                number(self.x(from.0)),
                number(from.1),
                number(self.x(here.0)),
                number(here.1),
                number(self.x(to.0)),
                number(to.1)
            );
        }
        let _ = write!(self.out, "<path class=\"{}\" d=\"{d}\"/>", escaped(class));
    }

    /// A box; `hatched` fills it with strokes, which stand for doubt.
    pub fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64), hatched: bool) {
        let x = if self.mirrored { self.width - at.0 - size.0 } else { at.0 };
        self.put(&["<rect class=\"", &escaped(class)]);
        for (name, value) in [("\" x=\"", x), ("\" y=\"", at.1), ("\" width=\"", size.0), ("\" height=\"", size.1)] {
            self.put(&[name]);
            number(value).put(&mut self.out);
        }
        self.put(&["\""]);
        if hatched {
            let _ = write!(self.out, " fill=\"url(#{}-hatch)\"", escaped(&self.id));
        }
        self.out.push_str("/>");
    }

    /// A mark of a shape around a place.
    pub fn mark(&mut self, class: &str, shape: Shape, at: (f64, f64), radius: f64) {
        let class = escaped(class);
        match shape.outline(at, radius) {
            None => {
                let (x, y, r) = (number(self.x(at.0)), number(at.1), number(radius));
                let _ = write!(self.out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
            }
            Some(points) => {
                let d = self.data(&points);
                let _ = write!(self.out, "<path class=\"{class}\" d=\"{d}Z\"/>");
            }
        }
    }

    /// Words.
    pub fn text(&mut self, class: &str, anchor: Anchor, at: (f64, f64), words: &str) {
        self.put(&["<text class=\"", &escaped(class)]);
        for (name, value) in [("\" x=\"", self.x(at.0)), ("\" y=\"", at.1)] {
            self.put(&[name]);
            number(value).put(&mut self.out);
        }
        let anchor = match anchor {
            Anchor::Start => "\">",
            Anchor::Middle => "\" text-anchor=\"middle\">",
            Anchor::End => "\" text-anchor=\"end\">",
        };
        self.put(&[anchor, &escaped(words), "</text>"]);
    }
}

/// A text as XML and HTML show it; characters that XML has no place for are left out.
pub fn escaped(text: &str) -> Cow<'_, str> {
    // Controls and what is no character begin with these bytes beyond ASCII (UTF-8); most texts hold none of all that.
    let is_plain = |byte: &u8| !matches!(byte, 0..0x20 | 0x7f | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xc2 | 0xef);
    if text.as_bytes().iter().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A length as a drawing writes it: to a tenth of a unit, and short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    tenths: i64,
}

/// A length to a tenth of a unit, as short as it can be written.
pub fn number(value: f64) -> Number {
    // Drawings are small, so the cast keeps every length; what is no number counts as none.
    Number { tenths: (value * 10.0).round() as i64 }
}

impl Number {
    fn put(self, out: &mut String) {
        let (whole, rest) = (self.tenths.unsigned_abs() / 10, self.tenths.unsigned_abs() % 10);
        if self.tenths < 0 {
            out.push('-');
        }
        out.push_str(itoa::Buffer::new().format(whole));
        if rest > 0 {
            out.push('.');
            out.push(char::from(b'0' + rest as u8));
        }
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.put(&mut text);
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_text_is_escaped() {
        for (value, written) in
            [(0.0, "0"), (-0.01, "0"), (1.5, "1.5"), (-2.0, "-2"), (12.34, "12.3"), (-0.25, "-0.3"), (1234.96, "1235")]
        {
            assert_eq!(number(value).to_string(), written);
        }
        assert_eq!(escaped("Şuşa 1–2"), "Şuşa 1–2");
        assert_eq!(escaped("a\u{85}b\u{fffe}c é"), "abc é");
        assert_eq!(escaped("</title><script a='\"&\u{0}\u{7}\n"), "&lt;/title&gt;&lt;script a=&#39;&quot;&amp; ");
    }

    #[test]
    fn right_to_left_mirrors_places_and_keeps_sizes() {
        let head = Head { id: "a".into(), rtl: true, ..Head::default() };
        let mut svg = Svg::new(&head, Size::Narrow);
        svg.rect("r", (10.0, 0.0), (30.0, 5.0), false);
        svg.text("", Anchor::Start, (0.0, 0.0), "نص");
        let text = svg.finish(&head, "draw", 10.0);
        assert!(text.contains("x=\"260\" y=\"0\" width=\"30\""), "{text}");
        assert!(text.contains("direction=\"rtl\"") && text.contains("x=\"300\" y=\"0\">نص"), "{text}");
    }
}
