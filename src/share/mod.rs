//! Share cards: what other sites show of a page that is passed on, a picture with the page's own words; words in, PNG out.
//!
//! A card of a number always carries who claims it and the date it holds for: both are lines of the same picture.

mod fonts;
mod lines;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;
use serde::{Deserialize, Serialize};

use crate::base::digest::{Digest, Keyed};
use fonts::{Style, is_right_to_left};

/// Raised whenever the same words give other bytes.
const DESIGN: u32 = 5;

/// Width of a card, as those who show them ask for.
pub const WIDTH: u32 = 1200;
/// Its height.
pub const HEIGHT: u32 = 630;

const MARGIN: f32 = 76.0;
const ROOM: f32 = WIDTH as f32 - 2.0 * MARGIN;

// The theme's light colours, from 10-tokens.css.
const PAPER: u32 = 0xfbfaf6;
const INK: u32 = 0x1f1d1a;
const QUIET: u32 = 0x5b564d;
const RULE: u32 = 0xd8d2c5;
const ACCENT: u32 = 0x6a3d63;
const DOUBT: u32 = 0x195b48;

/// Sizes a title may have, and in how many lines at most.
const TITLE: [(f32, usize); 4] = [(68.0, 2), (60.0, 3), (52.0, 4), (45.0, 4)];
/// The same below a number.
const TITLE_OF_NUMBER: [(f32, usize); 3] = [(44.0, 2), (38.0, 2), (34.0, 3)];
/// Sizes of a number.
const NUMBER: [(f32, usize); 4] = [(104.0, 1), (84.0, 1), (64.0, 1), (48.0, 2)];
const SMALL: f32 = 30.0;
const SUMMARY: f32 = 31.0;
/// From one baseline to the next.
const LEADING: f32 = 1.24;

/// The words of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    /// Name of the site.
    pub site: String,
    /// What the page says.
    pub title: String,
    /// What it says in a sentence or two, its whole sentences as far as there is room; empty if nothing.
    pub summary: String,
    /// A number with its qualifier; empty if there is none.
    pub number: String,
    /// What must be said beside it: alleged, a claim about the adversary; empty if nothing.
    pub doubt: String,
    /// Lines at the foot: who claims it as of when; when and where.
    pub foot: Vec<String>,
    /// Whether the language of the page is written from right to left.
    pub right_to_left: bool,
}

impl Card {
    /// Its words in one line, for those who do not see it.
    pub fn alt(&self) -> String {
        let parts = [&self.number, &self.title, &self.doubt].into_iter().chain(&self.foot).chain([&self.site]);
        parts.filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// Under which name it is kept: other words or another design are another name.
    pub fn key(&self) -> String {
        format!("{:?}", Digest::of(&("share card", DESIGN, self)))
    }

    /// The first letter for which the cards have no shape.
    pub fn unknown_letter(&self) -> Option<char> {
        [&self.site, &self.title, &self.summary, &self.number, &self.doubt]
            .into_iter()
            .chain(&self.foot)
            .find_map(|text| fonts::unknown(text))
    }

    /// The card as a PNG; the same words give the same bytes.
    ///
    /// # Errors
    /// The drawing cannot be made, which is a mistake of this module.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        let svg = self.svg();
        let tree = usvg::Tree::from_str(&svg, fonts::options()).map_err(|error| error.to_string())?;
        let mut pixmap = Pixmap::new(WIDTH, HEIGHT).ok_or("no room for the pixels")?;
        resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
        indexed(&pixmap).map_err(|error| error.to_string())
    }

    fn svg(&self) -> String {
        let mut sheet = Sheet { out: String::new(), right_to_left: self.right_to_left };
        sheet.out.push_str(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">"));
        sheet.rect(0.0, 0.0, WIDTH as f32, HEIGHT as f32, PAPER);
        sheet.rect(0.0, 0.0, WIDTH as f32, 12.0, ACCENT);
        sheet.line(&self.site, Style::Sans, SMALL, QUIET, 86.0);

        // The foot grows upwards from the lower margin. Nothing of it is cut that a card can hold: who claims what, as of when.
        let mut foot: Vec<Line> = Vec::new();
        for (nth, text) in self.foot.iter().enumerate().rev() {
            lines_of(text, if nth == 0 { INK } else { QUIET }, &mut foot);
        }
        lines_of(&self.doubt, DOUBT, &mut foot);
        let step = SMALL * 1.45;
        let last = HEIGHT as f32 - 62.0;
        for (nth, line) in foot.iter().enumerate() {
            sheet.text(&line.text, line.right_to_left, Style::Sans, line.size, line.colour, last - step * nth as f32);
        }
        let top_of_foot = last - step * foot.len() as f32;
        sheet.rect(MARGIN, top_of_foot - 2.0, ROOM, 2.0, RULE);

        let mut baseline = 128.0;
        if !self.number.is_empty() {
            baseline = sheet.block(&self.number, Style::Serif, &NUMBER, ACCENT, baseline) + 14.0;
        }
        let sizes: &[(f32, usize)] = if self.number.is_empty() { &TITLE } else { &TITLE_OF_NUMBER };
        let end = sheet.block(&self.title, Style::Serif, sizes, INK, baseline) + 10.0;
        // Invariant: few lines, and none where there is no room.
        let lines = ((top_of_foot - 24.0 - end) / (SUMMARY * LEADING)).floor().clamp(0.0, 3.0) as usize;
        for (nth, line) in lines::sentences(&self.summary, Style::Sans, SUMMARY, lines, ROOM).iter().enumerate() {
            sheet.text(
                line,
                is_right_to_left(&self.summary),
                Style::Sans,
                SUMMARY,
                QUIET,
                end + SUMMARY * (0.95 + LEADING * nth as f32),
            );
        }
        sheet.out.push_str("</svg>");
        sheet.out
    }
}

/// A line of the foot.
struct Line {
    text: String,
    size: f32,
    colour: u32,
    right_to_left: bool,
}

/// The lines of a text of the foot, from the last to the first.
fn lines_of(text: &str, colour: u32, foot: &mut Vec<Line>) {
    let (lines, size) = lines::fitted(text, Style::Sans, &[(SMALL, 1), (SMALL * 0.87, 2), (SMALL * 0.8, 3)], ROOM);
    let right_to_left = is_right_to_left(text);
    foot.extend(lines.into_iter().rev().map(|text| Line { text, size, colour, right_to_left }));
}

/// The drawing while it grows.
struct Sheet {
    out: String,
    right_to_left: bool,
}

impl Sheet {
    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, colour: u32) {
        self.out.push_str(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#{colour:06x}\"/>"));
    }

    /// A text in the largest size in which it fits into its lines; returns where the next one may begin.
    fn block(&mut self, text: &str, style: Style, sizes: &[(f32, usize)], colour: u32, top: f32) -> f32 {
        let (lines, size) = lines::fitted(text, style, sizes, ROOM);
        for (nth, line) in lines.iter().enumerate() {
            self.text(line, is_right_to_left(text), style, size, colour, top + size * (0.95 + LEADING * nth as f32));
        }
        top + size * (0.95 + LEADING * (lines.len() as f32 - 1.0) + 0.3)
    }

    /// A text in one line, its end cut if it is long.
    fn line(&mut self, text: &str, style: Style, size: f32, colour: u32, baseline: f32) {
        let (lines, size) = lines::fitted(text, style, &[(size, 1), (size * 0.87, 1)], ROOM);
        for line in &lines {
            self.text(line, is_right_to_left(text), style, size, colour, baseline);
        }
    }

    /// One line; its direction is that of the whole text, since it may begin with a word of another script.
    fn text(&mut self, text: &str, right_to_left: bool, style: Style, size: f32, colour: u32, baseline: f32) {
        let (x, anchor) = if self.right_to_left { (WIDTH as f32 - MARGIN, "end") } else { (MARGIN, "start") };
        let open =
            format!("<text x=\"{x}\" y=\"{baseline:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"#{colour:06x}\"");
        self.out.push_str(&open);
        self.out.push_str(" xml:space=\"preserve\">");
        fonts::span(&mut self.out, text, style, right_to_left);
        self.out.push_str("</text>");
    }
}

/// The pixels as a PNG of few colours: a card is paper and four inks, and the steps between.
fn indexed(pixmap: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    const STEPS: u32 = 48;
    let channel = |colour: u32, shift: u32| (colour >> shift) & 0xff;
    let mut palette: Vec<[u8; 3]> = Vec::new();
    for ink in [INK, QUIET, ACCENT, DOUBT, RULE] {
        for step in 0..=STEPS {
            // Invariant: a mean of two bytes is a byte.
            let mixed =
                |shift: u32| ((channel(PAPER, shift) * (STEPS - step) + channel(ink, shift) * step + STEPS / 2) / STEPS) as u8;
            palette.push([mixed(16), mixed(8), mixed(0)]);
        }
    }
    palette.sort_unstable();
    palette.dedup();
    palette.truncate(256);
    let distance = |a: &[u8; 3], b: &[u8; 3]| -> u32 { a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum() };
    let mut known: Keyed<u8, u32> = Keyed::default();
    let mut indices = Vec::with_capacity(pixmap.pixels().len());
    // Most of a card is paper: a colour is looked up once for all pixels of it that stand side by side.
    for run in pixmap.pixels().chunk_by(|a, b| a == b) {
        let colour = [run[0].red(), run[0].green(), run[0].blue()];
        let index = *known.entry(u32::from_le_bytes([colour[0], colour[1], colour[2], 0])).or_insert_with(|| {
            let nearest = palette.iter().enumerate().min_by_key(|(_, it)| distance(it, &colour));
            // Invariant: no more than 256 colours.
            nearest.map_or(0, |(index, _)| index as u8)
        });
        indices.resize(indices.len() + run.len(), index);
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(out)
}
