//! Pictures: what a file among them is, and which files are published of it; bytes in, facts out, no pixel decoded.
//!
//! `look` reads a header and refuses what cannot be published; `make` decodes, turns, scales and encodes; `strip` takes
//! what a file tells of its maker out of it and leaves the pixels as they are; `svg` does the same for drawings.

pub mod make;
pub mod strip;
pub mod svg;

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageResult};

use crate::base::digest::Digest;

/// Raised whenever what `make` gives for the same file changes: kept pictures are then made anew.
const RECIPE: u32 = 2;

/// The widths a picture is published in, as far as it has so many pixels.
pub const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// More pixels than this are not decoded: cameras have fewer, and they would take all memory.
pub const MOST_PIXELS: u64 = 80_000_000;

/// The longest side that WebP can hold.
const LONGEST_SIDE: u32 = 16_383;

/// The kinds of files that pictures are read from and published as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Photographs.
    Jpeg,
    /// Drawings made of pixels.
    Png,
    /// Either, smaller.
    Webp,
    /// Drawings made of lines.
    Svg,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Webp => "webp",
            Format::Svg => "svg",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Webp => "image/webp",
            Format::Svg => "image/svg+xml",
        }
    }
}

/// What a header says of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    /// What it is.
    pub format: Format,
    /// Its width as shown, after turning; 0 of a drawing that names no size.
    pub width: u32,
    /// Its height as shown.
    pub height: u32,
}

/// Why a file cannot be published as a picture, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Flaw {
    fn new(message: impl Into<String>, help: &'static str) -> Flaw {
        Flaw { message: message.into(), help }
    }

    /// A card that could not be drawn: not the content's fault.
    pub fn of_ours(reason: &str) -> Flaw {
        Flaw::new(format!("a share card could not be drawn: {reason}"), "this is a mistake of detente; please report it")
    }

    fn damaged(reason: impl std::fmt::Display) -> Flaw {
        Flaw::new(format!("this picture is damaged: {reason}"), "export it anew from where it came from")
    }
}

/// One published file of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rendition {
    /// As what.
    pub format: Format,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

impl Rendition {
    /// What it is called: after the picture's own name, its width, and what the picture holds.
    pub fn file_name(&self, name: &str, source: Digest) -> String {
        let last = name.rsplit('/').next().unwrap_or(name);
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        let mut plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        plain.truncate(60);
        let width = if self.format == Format::Svg { String::new() } else { format!("-{}", self.width) };
        let fingerprint = Digest::of(&(source, RECIPE)).fingerprint();
        format!("{}{width}.{fingerprint}.{}", plain.trim_matches('-'), self.format.ending())
    }

    /// Under which name what is made of a file with this digest is kept: other input or another recipe is another name.
    pub fn key(&self, source: Digest) -> String {
        let recipe = format!("picture {RECIPE} {source:?} {:?} {}x{}", self.format, self.width, self.height);
        format!("{:?}", Digest::of_bytes(recipe.as_bytes()))
    }
}

/// Reads what a file is; what cannot be published is a flaw. No pixel is decoded.
///
/// # Errors
/// It is of no known format, damaged, moving, too large, or a drawing that does more than show.
pub fn look(bytes: &[u8]) -> Result<Facts, Flaw> {
    if svg::is_svg(bytes) {
        return svg::clean(bytes).map(|(facts, _)| facts);
    }
    let format = format(bytes)?;
    strip::strip(bytes).ok_or_else(|| Flaw::damaged("its parts cannot be told apart"))?.map_err(Flaw::damaged)?;
    let is_moving = match format {
        Format::Jpeg | Format::Svg => false,
        Format::Png => PngDecoder::new(Cursor::new(bytes)).and_then(|it| it.is_apng()).map_err(Flaw::damaged)?,
        Format::Webp => WebPDecoder::new(Cursor::new(bytes)).map_err(Flaw::damaged)?.has_animation(),
    };
    if is_moving {
        return Err(Flaw::new("this picture moves, and only still ones are shown", "export one frame of it"));
    }
    let mut decoder = decoder(bytes, format).map_err(Flaw::damaged)?;
    let (width, height) = decoder.dimensions();
    bounded(width, height)?;
    let (width, height) = match decoder.orientation().unwrap_or(Orientation::NoTransforms) {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        _ => (width, height),
    };
    let facts = Facts { format, width, height };
    if renditions(&facts).iter().any(|it| it.height > LONGEST_SIDE) {
        let message = format!("this picture is {width} × {height} pixels, which is higher than any page can show");
        return Err(Flaw::new(message, "cut it into several"));
    }
    Ok(facts)
}

fn bounded(width: u32, height: u32) -> Result<(), Flaw> {
    if width == 0 || height == 0 {
        return Err(Flaw::damaged("it has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let message = format!(
            "this picture says it has {width} × {height} pixels; more than {} million are not read",
            MOST_PIXELS / 1_000_000
        );
        return Err(Flaw::new(message, "scale it down before you put it here: it is shown 1600 pixels wide at most"));
    }
    Ok(())
}

fn format(bytes: &[u8]) -> Result<Format, Flaw> {
    const HELP: &str = "save it as JPEG, PNG, WebP or SVG";
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => Ok(Format::Jpeg),
        Ok(ImageFormat::Png) => Ok(Format::Png),
        Ok(ImageFormat::WebP) => Ok(Format::Webp),
        Ok(other) => {
            let name = other.extensions_str().first().copied().unwrap_or("other").to_uppercase();
            Err(Flaw::new(format!("this is a {name} file, which is not shown"), HELP))
        }
        Err(_) => Err(Flaw::new("this is no picture of a known format", HELP)),
    }
}

fn decoder<'a>(bytes: &'a [u8], format: Format) -> ImageResult<Box<dyn ImageDecoder + 'a>> {
    let bytes = Cursor::new(bytes);
    Ok(match format {
        Format::Png => Box::new(PngDecoder::new(bytes)?),
        Format::Webp => Box::new(WebPDecoder::new(bytes)?),
        // Invariant: drawings are not decoded.
        Format::Jpeg | Format::Svg => Box::new(JpegDecoder::new(bytes)?),
    })
}

/// The files published of a picture: WebP, and beside it what it came as, each in all widths; never wider than it is.
pub fn renditions(facts: &Facts) -> Vec<Rendition> {
    let formats: &[Format] = match facts.format {
        Format::Svg => return vec![Rendition { format: Format::Svg, width: facts.width, height: facts.height }],
        Format::Webp => &[Format::Webp],
        Format::Jpeg => &[Format::Webp, Format::Jpeg],
        Format::Png => &[Format::Webp, Format::Png],
    };
    let widest = facts.width.min(WIDTHS[WIDTHS.len() - 1]);
    let widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < widest).chain([widest]).collect();
    let scaled = |width: u32| {
        let height = (u64::from(facts.height) * u64::from(width) + u64::from(facts.width) / 2) / u64::from(facts.width.max(1));
        // Invariant: no wider than the picture, so no higher, which fits.
        (height as u32).max(1)
    };
    let of = |format: &Format| widths.iter().map(|width| (*format, *width)).collect::<Vec<_>>();
    formats.iter().flat_map(of).map(|(format, width)| Rendition { format, width, height: scaled(width) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(width: u32, height: u32, format: Format) -> Vec<(u32, u32)> {
        let all = renditions(&Facts { format: Format::Jpeg, width, height });
        all.iter().filter(|it| it.format == format).map(|it| (it.width, it.height)).collect()
    }

    #[test]
    fn nothing_is_published_wider_than_it_is() {
        assert_eq!(widths(4000, 3000, Format::Webp), [(480, 360), (800, 600), (1200, 900), (1600, 1200)]);
        assert_eq!(widths(4000, 3000, Format::Jpeg), widths(4000, 3000, Format::Webp));
        assert_eq!(widths(900, 10, Format::Jpeg), [(480, 5), (800, 9), (900, 10)]);
        assert_eq!(widths(480, 1, Format::Jpeg), [(480, 1)]);
        assert_eq!(widths(3, 900, Format::Jpeg), [(3, 900)]);
    }

    #[test]
    fn what_is_no_picture_is_told_by_name() {
        assert!(look(b"GIF89a\x01\0\x01\0").unwrap_err().message.contains("GIF"));
        assert!(look(b"plain text").unwrap_err().message.contains("no picture"));
        assert!(look(b"").is_err());
    }
}
