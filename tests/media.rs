//! Pictures: nothing of their makers is published, they are scaled and never enlarged, and no file of them does harm.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use crate::support::{Source, denied, explained, holds, lints, minimal, output};
use detente::base::record::Recorder;
use detente::picture;
use detente::pipeline::{Build, Options, Pipeline};
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// What every file that is published is searched for.
const SECRETS: [&str; 4] = ["Zzphotographer", "GPSLatitude", "Exif\0\0MM", "http://ns.adobe.com/xap"];

/// A picture whose left half is red and right half blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }).into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// TIFF of EXIF as cameras write it: how to turn the picture, who took it, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let name = b"Zzphotographer\0\0";
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x01, 0x3b, 0, 2, 0, 0, 0, name.len() as u8, 0, 0, 0, 50]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 66]);
    tiff.extend([0; 4]);
    tiff.extend(name);
    // The directory of the position: one entry, degrees of latitude.
    tiff.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 84, 0, 0, 0, 0]);
    tiff.extend([0, 0, 0, 39, 0, 0, 0, 1].repeat(3));
    tiff
}

/// The same JPEG as a phone writes it: with EXIF, XMP, a comment, and a film behind its end.
fn told(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let segment = |marker: u8, contents: &[u8]| {
        let length = (contents.len() + 2) as u16;
        [&[0xff, marker], length.to_be_bytes().as_slice(), contents].concat()
    };
    [
        &jpeg[..2],
        &segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()),
        &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:creator>Zzphotographer</x:creator>"),
        &segment(0xfe, b"by Zzphotographer"),
        &jpeg[2..],
        b"ftypmp42 Zzphotographer GPSLatitude",
    ]
    .concat()
}

fn png_chunk(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    img_parts::png::PngChunk::new(*kind, img_parts::Bytes::copy_from_slice(contents)).encoder().bytes().to_vec()
}

/// A PNG with EXIF, words and more behind its end.
fn told_png(png: &[u8], orientation: u8) -> Vec<u8> {
    let header = 8 + 25;
    [
        &png[..header],
        &png_chunk(b"eXIf", &exif(orientation)),
        &png_chunk(b"tEXt", b"Author\0Zzphotographer"),
        &png[header..],
        b"Zzphotographer",
    ]
    .concat()
}

fn told_webp(webp: &[u8], orientation: u8) -> Vec<u8> {
    use img_parts::ImageEXIF;
    let mut webp = img_parts::webp::WebP::from_bytes(img_parts::Bytes::copy_from_slice(webp)).unwrap();
    webp.set_exif(Some(img_parts::Bytes::from(exif(orientation))));
    webp.encoder().bytes().to_vec()
}

/// The small site with another picture in place of its own, shown by an article and a block; the lint that would refuse
/// what tells a position is off, since the files are published all the same.
fn with(file: &str, bytes: Vec<u8>) -> Source {
    minimal()
        .without("content/media/landing.png")
        .replacing("content/media.yaml", "landing.png", file)
        .appending("content/site.yaml", "lints: {location-metadata: allow}\n")
        .with(&format!("content/media/{file}"), bytes)
}

/// Builds and makes what waits.
fn finished(source: &Source) -> Build {
    let mut build = source.build();
    let finished = build.site.finish(&BTreeMap::new(), &Recorder::default());
    assert!(finished.flaws.is_empty(), "{:?}", finished.flaws);
    assert!(build.site.late.is_empty());
    build
}

/// The published files of pictures: format, width and height as decoded, by path.
fn published(build: &Build) -> Vec<(String, u32, u32)> {
    let files = output(build).into_iter().filter(|(path, _)| path.starts_with("media/"));
    files
        .map(|(path, bytes)| {
            let image = image::load_from_memory(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
            (path, image.width(), image.height())
        })
        .collect()
}

fn assert_tells_nothing(build: &Build) {
    for (path, bytes) in output(build) {
        for secret in SECRETS {
            assert!(!holds(&bytes, secret), "{path} holds {secret}");
        }
        let read = exif::Reader::new().read_from_container(&mut Cursor::new(&bytes));
        let fields: Vec<String> = read.iter().flat_map(|exif| exif.fields()).map(|field| field.tag.to_string()).collect();
        assert!(fields.iter().all(|tag| tag == "Orientation"), "{path}: {fields:?}");
    }
}

#[test]
fn nothing_published_tells_who_took_a_picture_or_where() {
    let picture = halves(1000, 500);
    for (file, format) in [("a.jpg", ImageFormat::Jpeg), ("a.png", ImageFormat::Png), ("a.webp", ImageFormat::WebP)] {
        let plain = encoded(&picture, format);
        let bytes = match format {
            ImageFormat::Jpeg => told(&plain, 6),
            ImageFormat::Png => told_png(&plain, 6),
            _ => told_webp(&plain, 6),
        };
        assert!(holds(&bytes, "Zzphotographer"));
        let source = with(file, bytes.clone()).with(&format!("static/also/{file}"), bytes.clone()).with("static/plain.bin", "x");
        let build = finished(&source);
        assert_eq!(explained(&build), "");
        assert_tells_nothing(&build);

        // A copied picture keeps its name and pixels, and how it is to be turned.
        let copied = output(&build)[&format!("also/{file}")].clone();
        assert_eq!(image::load_from_memory(&copied).unwrap(), image::load_from_memory(&bytes).unwrap(), "{file}");
        let turned = exif::Reader::new().read_from_container(&mut Cursor::new(&copied)).unwrap();
        assert_eq!(turned.get_field(exif::Tag::Orientation, exif::In::PRIMARY).unwrap().value.get_uint(0), Some(6), "{file}");
    }
}

#[test]
fn a_picture_is_turned_before_its_metadata_go() {
    let plain = encoded(&halves(1000, 500), ImageFormat::Jpeg);
    for (orientation, size, first_is_red) in
        [(1, (1000, 500), true), (3, (1000, 500), false), (6, (500, 1000), true), (8, (500, 1000), false)]
    {
        assert!(Orientation::from_exif(orientation).is_some());
        let build = finished(&with("a.jpg", told(&plain, orientation)));
        let (path, width, height) = published(&build).into_iter().max_by_key(|it| it.1).unwrap();
        assert_eq!((width, height), size, "{path}");
        let image = image::load_from_memory(&output(&build)[&path]).unwrap().into_rgb8();
        let corner = image.get_pixel(2, 2);
        assert_eq!(corner[0] > corner[2], first_is_red, "{orientation}: {corner:?}");
        let page = build.site.text("articles/crossing/index.html").unwrap();
        assert!(page.contains(&format!("width=\"{width}\" height=\"{height}\"")), "{page}");
    }
}

#[test]
fn widths_are_those_asked_for_and_none_is_larger_than_the_picture() {
    let build = finished(&with("a.jpg", encoded(&halves(1000, 300), ImageFormat::Jpeg)));
    let mut sizes: Vec<_> =
        published(&build).into_iter().map(|(path, width, height)| (path[path.len() - 4..].to_string(), width, height)).collect();
    sizes.sort();
    let all = [(480, 144), (800, 240), (1000, 300)];
    let expected: Vec<_> =
        [".jpg", "webp"].iter().flat_map(|ending| all.map(|(width, height)| (ending.to_string(), width, height))).collect();
    assert_eq!(sizes, expected);

    let page = build.site.text("articles/crossing/index.html").unwrap();
    assert!(page.contains("<picture><source type=\"image/webp\" srcset=\"../../media/a-480."), "{page}");
    assert!(page.contains(" 480w, ../../media/a-800.") && page.contains(" 1000w\" sizes=\""), "{page}");
    // The one at the head of the page is wanted at once, the others when they come near.
    assert!(page.contains("fetchpriority=\"high\" decoding=\"async\"") && page.contains("loading=\"lazy\" decoding=\"async\""));
    assert_eq!(published(&finished(&with("a.jpg", encoded(&halves(9, 3), ImageFormat::Jpeg)))).len(), 2);
}

#[test]
fn names_follow_from_what_a_picture_holds_and_the_bytes_are_always_the_same() {
    let one = finished(&with("a.jpg", encoded(&halves(600, 300), ImageFormat::Jpeg)));
    assert_eq!(output(&one), output(&finished(&with("a.jpg", encoded(&halves(600, 300), ImageFormat::Jpeg)))));
    let other = finished(&with("a.jpg", encoded(&halves(600, 301), ImageFormat::Jpeg)));
    let names = |build: &Build| published(build).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert!(names(&one).iter().all(|name| !names(&other).contains(name)));
    assert!(!output(&one).contains_key("media/a.jpg"));
}

#[test]
fn what_was_made_is_not_made_again() {
    let source = with("a.jpg", encoded(&halves(600, 300), ImageFormat::Jpeg));
    let mut first = source.build();
    let waiting = first.site.late.len();
    let made = first.site.finish(&BTreeMap::new(), &Recorder::default());
    assert_eq!((made.made.len(), made.kept), (waiting, 0));
    let mut second = source.build();
    let again = second.site.finish(&made.made, &Recorder::default());
    assert_eq!((again.made.len(), again.kept), (0, waiting));
    assert_eq!(output(&first), output(&second));
    // A text that changes makes no picture anew; of the cards, that of the page.
    let mut third = source.clone().replacing("content/articles/crossing.md", "spoke for", "speaks for").build();
    assert_eq!(third.site.finish(&made.made, &Recorder::default()).made.len(), 0);
    let mut fourth = source.replacing("content/articles/crossing.md", "How the crossing was closed", "Another title").build();
    assert_eq!(fourth.site.finish(&made.made, &Recorder::default()).made.len(), 1);
}

#[test]
fn a_file_that_is_no_picture_or_does_harm_is_a_finding_at_its_entry() {
    let jpeg = encoded(&halves(300, 200), ImageFormat::Jpeg);
    let png = encoded(&halves(300, 200), ImageFormat::Png);
    // Says that it has two thousand million pixels, and is a few bytes.
    let mut bomb = png.clone();
    let header = [&65_000_u32.to_be_bytes()[..], &40_000_u32.to_be_bytes(), &png[24..29]].concat();
    bomb.splice(8..33, png_chunk(b"IHDR", &header));
    let moving = [&png[..33], &png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &png[33..]].concat();
    for (file, bytes, words) in [
        ("a.jpg", b"not a picture".to_vec(), "no picture of a known format"),
        ("a.jpg", Vec::new(), "no picture of a known format"),
        ("a.jpg", jpeg[..jpeg.len() / 2].to_vec(), "ends in the middle"),
        ("a.png", png[..png.len() - 20].to_vec(), "damaged"),
        ("a.png", bomb, "more than 80 million are not read"),
        ("a.png", moving, "moves"),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "GIF file"),
        ("a.jpg", jpeg[..4].to_vec(), "damaged"),
        ("a.webp", b"RIFF\x04\0\0\0WEBP".to_vec(), "damaged"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(), "script"),
    ] {
        let build = with(file, bytes.clone()).build();
        let found: Vec<_> = build.findings.iter().filter(|it| it.diagnostic.code.name() == "unusable-picture").collect();
        assert_eq!(found.len(), 1, "{file} {words}: {}", explained(&build));
        assert!(found[0].diagnostic.message.contains(words), "{words}: {}", found[0].diagnostic.message);
        assert_eq!((found[0].at.file.as_str(), found[0].at.line), ("content/media.yaml", 2));
        assert_eq!(lints(&build), ["unusable-picture"], "{}", explained(&build));
        assert!(build.site.late.keys().all(|path| !path.as_str().starts_with("media/")));
        // Of a copied file too: what cannot be taken apart cannot be cleaned.
        if words == "ends in the middle" {
            assert_eq!(denied(&minimal().with("static/a.jpg", bytes).build()), ["deny[unusable-picture] static/a.jpg:1:1"]);
        }
    }
}

#[test]
fn damage_in_the_pixels_is_found_when_they_are_decoded() {
    let mut png = encoded(&halves(300, 200), ImageFormat::Png);
    let data = png.windows(4).position(|window| window == b"IDAT").unwrap();
    let end = png.windows(4).position(|window| window == b"IEND").unwrap();
    png.splice(data - 4..end - 4, png_chunk(b"IDAT", b"\x78\x9cno pixels"));
    let mut build = with("a.png", png).build();
    assert_eq!(explained(&build), "");
    let finished = build.site.finish(&BTreeMap::new(), &Recorder::default());
    assert_eq!(finished.flaws.keys().map(|path| path.as_str()).collect::<Vec<_>>(), ["content/media/a.png"]);
}

#[test]
fn every_cut_and_many_changes_of_a_picture_are_read_without_a_panic() {
    let picture = halves(40, 30);
    let files = [
        told(&encoded(&picture, ImageFormat::Jpeg), 6),
        told_png(&encoded(&picture, ImageFormat::Png), 3),
        told_webp(&encoded(&picture, ImageFormat::WebP), 8),
    ];
    for file in files {
        for cut in 0..file.len() {
            let _ = picture::look(&file[..cut]);
        }
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            if let Ok(facts) = picture::look(&changed) {
                let _ = picture::make::make(&changed, &facts, &picture::renditions(&facts));
            }
        }
    }
}

#[test]
fn drawings_keep_what_shows_and_their_names_need_no_width() {
    let svg = "<!-- by Zzphotographer --><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><metadata>Zzphotographer\
               </metadata><path d=\"M0 0h4v4z\"/></svg>";
    let build = finished(&with("a.svg", svg.into()));
    assert_tells_nothing(&build);
    let files: Vec<_> = output(&build).into_iter().filter(|(path, _)| path.starts_with("media/")).collect();
    assert_eq!(files.len(), 1);
    assert!(files[0].0.starts_with("media/a.") && holds(&files[0].1, "M0 0h4v4z"), "{files:?}");
    let page = build.site.text("articles/crossing/index.html").unwrap();
    assert!(page.contains("width=\"40\" height=\"20\" alt=\"An empty landing.\"") && !page.contains("<picture>"), "{page}");
}

#[test]
fn only_what_something_published_shows_is_published() {
    let other = encoded(&halves(30, 20), ImageFormat::Png);
    let entry = "- {id: other, file: other.png, alt: Zzother, credit: C, rights: R}\n";
    let base = minimal().appending("content/media.yaml", entry).with("content/media/other.png", other);
    let shows = |source: &Source, options: &Options| {
        let build = Pipeline::default().build(&source.snapshot(), options);
        build.site.late.keys().filter(|path| path.as_str().starts_with("media/other")).count()
    };
    let plain = Options::default();
    let drafts = Options { drafts: true, ..Options::default() };
    assert_eq!(shows(&base, &plain), 0);
    let draft = "---\ntitle: Draft\nsummary: Zzdraft.\ndate: \"2021-05-02\"\ndraft: true\ncites: [gazette]\n---\n\n![x](/media/other.png) and ![x](other.png)\n";
    let base = base.with("content/articles/draft.md", draft);
    assert_eq!(shows(&base, &plain), 0, "a draft shows it");
    assert_eq!(shows(&base, &drafts), 2);
    // The cards of drafts are not made either.
    let cards = |options: &Options| {
        let build = Pipeline::default().build(&base.snapshot(), options);
        build.site.late.keys().filter(|path| path.as_str().starts_with("cards/articles/draft")).count()
    };
    assert_eq!((cards(&plain), cards(&drafts)), (0, 1));
    let shown = base.appending("content/articles/crossing.md", "\n![The other](/media/other.png)\n");
    assert_eq!(shows(&shown, &plain), 2);
}

#[test]
fn a_picture_in_a_paragraph_of_its_own_has_its_credit_and_a_graphic_one_its_warning() {
    let graphic = minimal()
        .replacing("content/media.yaml", "  rights: CC0", "  rights: CC0\n  graphic: true\n  warning: Wounded people.")
        .appending("content/articles/reopening.md", "\n![What is seen](/media/landing.png)\n\nMore.\n");
    let build = graphic.build();
    assert_eq!(explained(&build), "");
    let page = build.site.text("articles/reopening/index.html").unwrap();
    assert!(page.contains("<figure class=\"picture\">\n<details><summary>Wounded people.</summary>"), "{page}");
    assert!(page.contains("alt=\"What is seen\"") && page.contains("<small>Ann Reed. CC0</small>"), "{page}");
    assert!(!page.contains("<p></p>") && page.contains("<p>More.</p>"), "{page}");

    let in_line = graphic.appending("content/articles/reopening.md", "\nWords ![and](/media/landing.png) words.\n");
    assert_eq!(denied(&in_line.build()), ["deny[graphic-without-warning] content/articles/reopening.md:16:14"]);
    let plain = minimal()
        .appending("content/articles/reopening.md", "\nWords ![and](/media/landing.png) words, [large](/media/landing.png).\n");
    let build = plain.build();
    assert_eq!(explained(&build), "");
    let page = build.site.text("articles/reopening/index.html").unwrap();
    assert!(page.contains("<p>Words <picture>") && page.contains("<a href=\"../../media/landing-1."), "{page}");
}

#[test]
fn pictures_of_another_colour_space_are_brought_into_srgb() {
    let red = DynamicImage::from(RgbImage::from_pixel(8, 8, Rgb([200, 40, 40])));
    let mut png = img_parts::png::Png::from_bytes(encoded(&red, ImageFormat::Png).into()).unwrap();
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    img_parts::ImageICC::set_icc_profile(&mut png, Some(profile.into()));
    let build = finished(&with("a.png", png.encoder().bytes().to_vec()));
    for (path, bytes) in output(&build).iter().filter(|(path, _)| path.starts_with("media/")) {
        let pixel = *image::load_from_memory(bytes).unwrap().into_rgb8().get_pixel(4, 4);
        // The same red takes more of it where red is less.
        assert!(pixel[0] > 205 && pixel[1] < 40, "{path}: {pixel:?}");
    }
}

#[test]
fn files_of_one_picture_are_the_same_whichever_of_them_are_asked_for() {
    let bytes = encoded(&halves(900, 300), ImageFormat::Jpeg);
    let facts = picture::look(&bytes).unwrap();
    let all = picture::renditions(&facts);
    let together = picture::make::make(&bytes, &facts, &all).unwrap();
    for (rendition, made) in all.iter().zip(&together) {
        assert_eq!(picture::make::make(&bytes, &facts, &[*rendition]).unwrap(), std::slice::from_ref(made));
    }
    let site = with("a.jpg", bytes).build().site;
    let late: Vec<_> = site.late.values().collect();
    let made: Vec<Arc<[u8]>> =
        detente::late::make(&late, &Recorder::default()).into_iter().map(|it| it.unwrap().into()).collect();
    for (late, made) in late.iter().zip(made) {
        assert_eq!(late.make().unwrap(), made.to_vec());
    }
}
