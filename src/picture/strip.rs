//! A picture file → the same pixels in the same file without what it tells of who took it, when, where and with what.
//!
//! Kept are the pixels, the colour profile and how the picture is to be turned. Nothing is decoded.

use img_parts::png::Png;
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, ImageEXIF};

/// What EXIF begins with in a JPEG.
const EXIF: &[u8] = b"Exif\0\0";

/// Chunks of PNG that change what is seen; every other may hold words.
const SEEN: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"sBIT", b"bKGD", b"pHYs", b"acTL",
    b"fcTL", b"fdAT",
];

/// Chunks of WebP that change what is seen.
const SEEN_WEBP: [[u8; 4]; 7] =
    [webp::CHUNK_VP8X, webp::CHUNK_VP8, webp::CHUNK_VP8L, webp::CHUNK_ALPH, webp::CHUNK_ICCP, webp::CHUNK_ANIM, webp::CHUNK_ANMF];

/// The bits of VP8X that say there is EXIF, and XMP.
const WEBP_EXIF: u8 = 0b1000;
const WEBP_XMP: u8 = 0b0100;

/// The file without metadata, or why it cannot be read; `None` of a file that is no JPEG, PNG or WebP.
pub fn strip(bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let turned = || turn(bytes);
    match image::guess_format(bytes).ok()? {
        image::ImageFormat::Jpeg => Some(jpeg(bytes, turned())),
        image::ImageFormat::Png => Some(png(bytes, turned())),
        image::ImageFormat::WebP => Some(webp(bytes, turned())),
        _ => None,
    }
}

/// Whether a file is of a format that `strip` knows.
pub fn is_stripped(bytes: &[u8]) -> bool {
    matches!(image::guess_format(bytes), Ok(image::ImageFormat::Jpeg | image::ImageFormat::Png | image::ImageFormat::WebP))
}

/// EXIF that says how to turn the picture and nothing else; `None` if it stands as it is.
fn turn(bytes: &[u8]) -> Option<Bytes> {
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut std::io::Cursor::new(bytes));
    let exif = match read {
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        other => other.ok()?,
    };
    let value = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?.value.get_uint(0)?;
    let value = u8::try_from(value).ok().filter(|value| (2..=8).contains(value))?;
    // One entry of TIFF: tag 0x0112, a short, once.
    let tiff = [b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0];
    Some(Bytes::copy_from_slice(&tiff))
}

/// Segments before, between and within scans are read one by one; what phones and editors append lies behind the end.
fn jpeg(bytes: &[u8], turn: Option<Bytes>) -> Result<Vec<u8>, String> {
    let mut out = vec![0xff, 0xd8];
    if let Some(tiff) = turn {
        // Invariant: a few bytes.
        let length = (2 + EXIF.len() + tiff.len()) as u16;
        out.extend([0xff, 0xe1]);
        out.extend(length.to_be_bytes());
        out.extend(EXIF);
        out.extend(tiff);
    }
    jpeg_parts(bytes, &mut out).ok_or("it ends in the middle")?;
    Ok(out)
}

/// Copies what is seen; `None` if the file ends before the picture does.
fn jpeg_parts(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (mut at, mut is_in_scan) = (2, false);
    loop {
        let rest = bytes.get(at..)?;
        // In a scan a zero behind 0xff makes it a plain byte, and eight markers only keep decoders in step.
        let ahead = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff | 0xd0..=0xd7))?;
        if is_in_scan {
            out.extend(&rest[..ahead]);
        }
        at += ahead;
        let marker = bytes[at + 1];
        match marker {
            0xd9 => {
                out.extend([0xff, 0xd9]);
                return Some(());
            }
            0xd8 | 0x01 => {
                at += 2;
                continue;
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length.max(2))?;
        if is_seen(marker, segment.get(4..).unwrap_or_default()) {
            out.extend(segment);
        }
        at += segment.len();
        is_in_scan |= marker == 0xda;
    }
}

/// Of the segments for applications: how large a pixel is (without a small picture in it), the colour profile, how colours
/// are mixed. The others and comments tell.
fn is_seen(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xe0 => contents.starts_with(b"JFIF\0") && contents.len() == 14,
        0xe2 => contents.starts_with(b"ICC_PROFILE\0"),
        0xee => contents.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

fn png(bytes: &[u8], turn: Option<Bytes>) -> Result<Vec<u8>, String> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|error| error.to_string())?;
    if png.chunks().last().is_none_or(|it| it.kind() != *b"IEND") {
        return Err("it ends in the middle".to_string());
    }
    png.chunks_mut().retain(|it| SEEN.contains(&&it.kind()));
    png.set_exif(turn);
    Ok(png.encoder().bytes().to_vec())
}

fn webp(bytes: &[u8], turn: Option<Bytes>) -> Result<Vec<u8>, String> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|error| error.to_string())?;
    webp.chunks_mut().retain(|it| SEEN_WEBP.contains(&it.id()));
    webp.set_exif(turn.clone());
    let mut out = webp.encoder().bytes().to_vec();
    // The first chunk, at a fixed place, if it is there.
    if out.get(12..16) == Some(webp::CHUNK_VP8X.as_slice()) && out.len() > 20 {
        out[20] &= !(WEBP_XMP | if turn.is_none() { WEBP_EXIF } else { 0 });
    }
    Ok(out)
}
