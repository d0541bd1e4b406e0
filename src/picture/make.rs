//! A picture file → its published files: decoded once, turned, scaled down, brought into sRGB, encoded without metadata.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as Filter, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::{Facts, Flaw, Format, Rendition, decoder, svg};

/// Of a hundred; at these two, differences are not seen at the width shown.
const JPEG_QUALITY: u8 = 80;
const WEBP_QUALITY: f32 = 78.0;

/// Pixels of eight bits, three or four to each.
struct Pixels {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
    has_alpha: bool,
}

/// Makes the wanted files of a picture, in their order.
///
/// # Errors
/// It is damaged in a way that its header does not show.
pub fn make(bytes: &[u8], facts: &Facts, wanted: &[Rendition]) -> Result<Vec<Vec<u8>>, Flaw> {
    if facts.format == Format::Svg {
        let (_, cleaned) = svg::clean(bytes)?;
        return Ok(wanted.iter().map(|_| cleaned.clone()).collect());
    }
    let mut decoder = decoder(bytes, facts.format).map_err(Flaw::damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(Flaw::damaged)?;
    image.apply_orientation(orientation);
    let full = pixels(image);
    let mut scaled: Vec<((u32, u32), Pixels)> = Vec::new();
    let mut made = Vec::new();
    for rendition in wanted {
        let size = (rendition.width, rendition.height);
        if !scaled.iter().any(|(known, _)| *known == size) {
            let mut small = resized(&full, size)?;
            if let Some(profile) = &profile {
                into_srgb(&mut small, profile);
            }
            scaled.push((size, small));
        }
        // Invariant: put in just above.
        let Some((_, small)) = scaled.iter().find(|(known, _)| *known == size) else { continue };
        made.push(encoded(small, rendition.format, facts.format)?);
    }
    Ok(made)
}

fn pixels(image: DynamicImage) -> Pixels {
    let (width, height, has_alpha) = (image.width(), image.height(), image.color().has_alpha());
    let bytes = if has_alpha { image.into_rgba8().into_raw() } else { image.into_rgb8().into_raw() };
    Pixels { bytes, width, height, has_alpha }
}

fn resized(full: &Pixels, (width, height): (u32, u32)) -> Result<Pixels, Flaw> {
    let has_alpha = full.has_alpha;
    if (width, height) == (full.width, full.height) {
        return Ok(Pixels { bytes: full.bytes.clone(), width, height, has_alpha });
    }
    let kind = if has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let source = fast_image_resize::images::ImageRef::new(full.width, full.height, &full.bytes, kind).map_err(Flaw::damaged)?;
    let mut target = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).map_err(Flaw::damaged)?;
    Ok(Pixels { bytes: target.into_vec(), width, height, has_alpha })
}

/// Pixels of another colour space look the same without their profile afterwards; a profile that cannot be read is let go.
fn into_srgb(pixels: &mut Pixels, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if pixels.has_alpha { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else { return };
    let mut converted = vec![0; pixels.bytes.len()];
    if transform.transform(&pixels.bytes, &mut converted).is_ok() {
        pixels.bytes = converted;
    }
}

fn encoded(pixels: &Pixels, format: Format, came_as: Format) -> Result<Vec<u8>, Flaw> {
    let Pixels { bytes, width, height, has_alpha } = pixels;
    let colour = if *has_alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    let mut out = Vec::new();
    match format {
        Format::Jpeg => {
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)
                .write_image(bytes, *width, *height, colour)
                .map_err(Flaw::damaged)?;
        }
        Format::Png | Format::Svg => {
            PngEncoder::new_with_quality(&mut out, CompressionType::Best, Filter::Adaptive)
                .write_image(bytes, *width, *height, colour)
                .map_err(Flaw::damaged)?;
        }
        Format::Webp => {
            out = webp(pixels, false)?;
            // Lines and lettering are often smaller without loss, and always sharper.
            if came_as == Format::Png {
                let lossless = webp(pixels, true)?;
                out = if lossless.len() <= out.len() { lossless } else { out };
            }
        }
    }
    Ok(out)
}

fn webp(pixels: &Pixels, lossless: bool) -> Result<Vec<u8>, Flaw> {
    let layout = if pixels.has_alpha { webp::PixelLayout::Rgba } else { webp::PixelLayout::Rgb };
    let encoder = webp::Encoder::new(&pixels.bytes, layout, pixels.width, pixels.height);
    let quality = if lossless { 75.0 } else { WEBP_QUALITY };
    let encoded = encoder.encode_simple(lossless, quality);
    encoded.map(|memory| memory.to_vec()).map_err(|error| Flaw::damaged(format!("it cannot be encoded ({error:?})")))
}
