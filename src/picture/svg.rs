//! SVG → SVG that only shows: what could run or load is a flaw, what tells of its maker is left out.
//!
//! A drawing is shown as `<img>`, where nothing in it runs; but its address can be opened by itself, on the site's own
//! origin, so nothing that runs is published at all.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::{Facts, Flaw, Format};

/// Elements that run, load, or bring HTML in.
const ACTIVE: [&str; 11] =
    ["script", "foreignObject", "iframe", "object", "embed", "audio", "video", "image", "feImage", "handler", "listener"];

const HELP: &str = "export it as plain SVG, or as PNG";

/// Whether a file is an SVG rather than pixels.
pub fn is_svg(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    bytes.first() == Some(&b'<') && bytes.windows(4).any(|window| window == b"<svg")
}

/// What a drawing is, and the drawing without what tells of its maker.
///
/// # Errors
/// It is no XML, or does more than show.
pub fn clean(bytes: &[u8]) -> Result<(Facts, Vec<u8>), Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::damaged("it is not UTF-8"))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut writer = Writer::new(Vec::with_capacity(bytes.len()));
    let mut facts = None;
    let mut open: usize = 0;
    // How many elements are open since one that is left out.
    let mut left_out: usize = 0;
    loop {
        let event = reader.read_event().map_err(Flaw::damaged)?;
        let is_start = matches!(event, Event::Start(_));
        match event {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                open += usize::from(is_start);
                if left_out > 0 || is_telling(&element)? {
                    left_out += usize::from(is_start);
                    continue;
                }
                let element = shown(&element)?;
                if facts.is_none() {
                    facts = Some(size(&element)?);
                }
                write(&mut writer, if is_start { Event::Start(element) } else { Event::Empty(element) })?;
            }
            Event::End(element) => {
                open = open.saturating_sub(1);
                if left_out > 0 {
                    left_out -= 1;
                    continue;
                }
                write(&mut writer, Event::End(element))?;
            }
            Event::GeneralRef(reference) if left_out == 0 => {
                let name: &str = &reference;
                if !name.starts_with('#') && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
                    return Err(Flaw::new(format!("this drawing uses the entity `&{name};`, which is not read"), HELP));
                }
                write(&mut writer, Event::GeneralRef(reference))?;
            }
            Event::Text(text) if left_out == 0 => {
                harmless_style(&text)?;
                write(&mut writer, Event::Text(text))?;
            }
            Event::CData(text) if left_out == 0 => {
                harmless_style(&text)?;
                write(&mut writer, Event::CData(text))?;
            }
            // Comments, instructions, document types, and all that is within what is left out.
            _ => {}
        }
    }
    if open > 0 {
        return Err(Flaw::damaged("it ends in the middle"));
    }
    let facts = facts.ok_or_else(|| Flaw::damaged("it holds no drawing"))?;
    Ok((facts, writer.into_inner()))
}

fn write(writer: &mut Writer<Vec<u8>>, event: Event<'_>) -> Result<(), Flaw> {
    writer.write_event(event).map_err(Flaw::damaged)
}

fn name_of(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Whether an element is of an editor and not of the drawing; one that runs is a flaw wherever it stands.
fn is_telling(element: &BytesStart<'_>) -> Result<bool, Flaw> {
    let name = element.name();
    let (prefix, local) = name_of(name.as_ref());
    if let Some(active) = ACTIVE.iter().find(|active| active.eq_ignore_ascii_case(local)) {
        return Err(Flaw::new(format!("this drawing holds `<{active}>`, and only what shows by itself is published"), HELP));
    }
    Ok(local.eq_ignore_ascii_case("metadata") || !matches!(prefix, "" | "svg"))
}

/// The element with the attributes that show.
fn shown(element: &BytesStart<'_>) -> Result<BytesStart<'static>, Flaw> {
    let mut kept = BytesStart::new(element.name().as_ref().to_string());
    for attribute in element.attributes() {
        let attribute = attribute.map_err(Flaw::damaged)?;
        let (prefix, local) = name_of(attribute.key.as_ref());
        let value = value_of(&attribute)?;
        if local.to_ascii_lowercase().starts_with("on") {
            return Err(Flaw::new(format!("this drawing has `{local}`, a script that runs when it is touched"), HELP));
        }
        let is_link = local.eq_ignore_ascii_case("href");
        let targets_link = local.eq_ignore_ascii_case("attributeName") && value.to_ascii_lowercase().contains("href");
        if (is_link && !value.trim_start().starts_with('#')) || targets_link {
            return Err(Flaw::new("this drawing leads or reaches out of itself (`href`)", HELP));
        }
        harmless_style(&value)?;
        let declares = (prefix == "xmlns" && matches!(local, "xlink" | "svg")) || (prefix.is_empty() && local == "xmlns");
        let is_of_drawing = prefix.is_empty() && !local.starts_with("data-") || matches!(prefix, "xlink" | "xml") || declares;
        if is_of_drawing {
            kept.push_attribute((attribute.key.as_ref(), attribute.value.as_ref()));
        }
    }
    Ok(kept)
}

fn value_of(attribute: &Attribute<'_>) -> Result<String, Flaw> {
    // What cannot be unescaped names an entity of its own.
    quick_xml::escape::unescape(&attribute.value).map(|value| value.into_owned()).map_err(Flaw::damaged)
}

/// Styles may point into the drawing, not out of it.
fn harmless_style(text: &str) -> Result<(), Flaw> {
    let lower = text.to_ascii_lowercase();
    let reaches = lower.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
    // An escaped letter could spell either word.
    if reaches || lower.contains("@import") || (lower.contains('\\') && lower.contains('{')) {
        return Err(Flaw::new("a style of this drawing loads something from elsewhere", HELP));
    }
    Ok(())
}

/// The size a drawing names: width and height in pixels, else that of its view box.
fn size(root: &BytesStart<'_>) -> Result<Facts, Flaw> {
    let name = root.name();
    if name_of(name.as_ref()).1 != "svg" {
        return Err(Flaw::damaged("its root is not `<svg>`"));
    }
    let attribute = |key: &str| root.try_get_attribute(key).ok().flatten().and_then(|it| value_of(&it).ok());
    let pixels = |value: &str| value.trim().trim_end_matches("px").parse::<f64>().ok().filter(|it| *it >= 1.0 && *it < 1e5);
    let named = attribute("width").zip(attribute("height")).and_then(|(width, height)| pixels(&width).zip(pixels(&height)));
    let boxed = || {
        let numbers = attribute("viewBox")?;
        let mut numbers = numbers.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        pixels(numbers.next()?).zip(pixels(numbers.next()?))
    };
    let (width, height) = named.or_else(boxed).unwrap_or_default();
    // Invariant: below 100,000.
    Ok(Facts { format: Format::Svg, width: width.round() as u32, height: height.round() as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(svg: &str) -> Result<String, String> {
        clean(svg.as_bytes()).map(|(_, bytes)| String::from_utf8(bytes).unwrap()).map_err(|flaw| flaw.message)
    }

    #[test]
    fn what_tells_of_the_maker_is_left_out() {
        let made = cleaned(
            "<?xml version=\"1.0\"?><!-- at home --><svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:inkscape=\"x\" inkscape:export-filename=\"/home/ann/x.png\" viewBox=\"0 0 10 20\"><metadata><a><b/></a>Ann\
             </metadata><inkscape:page id=\"p\"/><title>Map</title><path data-name=\"Ann\" d=\"M0 0\"/></svg>",
        );
        assert_eq!(
            made.unwrap(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 20\"><title>Map</title><path d=\"M0 0\"/></svg>"
        );
    }

    #[test]
    fn what_runs_or_loads_is_refused() {
        for inner in [
            "<script>1</script>",
            "<g><SCRIPT/></g>",
            "<g onclick=\"x()\"/>",
            "<g OnLoad=\"x()\"/>",
            "<a href=\"javascript:x\"><path/></a>",
            "<a xlink:href=\" java&#115;cript:x\"/>",
            "<use href=\"other.svg#a\"/>",
            "<image href=\"a.png\"/>",
            "<animate attributeName=\"href\" to=\"javascript:x\"/>",
            "<style>@import 'x';</style>",
            "<style>p{fill:url( 'https://x')}</style>",
            "<style>p{fill:u\\72l(x)}</style>",
            "<path style=\"fill:url(https://x)\"/>",
            "<foreignObject/>",
            "<text>&own;</text>",
            "<g>",
        ] {
            assert!(cleaned(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>")).is_err(), "{inner}");
        }
        assert!(cleaned("<html><svg/></html>").is_err());
    }

    #[test]
    fn what_shows_is_kept_and_its_size_is_known() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30px\" height=\"20\"><style>p{fill:url(#a)}</style>\
                   <use href=\"#a\"/><text>1 &lt; 2</text></svg>";
        assert_eq!(cleaned(svg).unwrap(), svg);
        let (facts, _) = clean(svg.as_bytes()).unwrap();
        assert_eq!((facts.width, facts.height), (30, 20));
    }
}
