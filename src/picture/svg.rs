//! SVG → SVG that only shows: what could run or load is a flaw, what tells of its maker is left out.
//!
//! A drawing is shown as `<img>`, where nothing in it runs; but its address can be opened by itself, on the site's own
//! origin, so nothing that runs is published at all.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::{Facts, Flaw, Format};

/// The elements of SVG 1.1 and 2 that only show; what is none of them runs, loads, brings HTML in, or is not known to do nothing of it.
const SHOWS: &str = "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix \
                     feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow \
                     feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight \
                     feSpecularLighting feSpotLight feTile feTurbulence filter g line linearGradient marker mask metadata mpath path \
                     pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title tspan use view";

/// The names of namespaces that a drawing may use, by prefix.
const NAMESPACES: [(&str, &str); 3] =
    [("", "http://www.w3.org/2000/svg"), ("svg", "http://www.w3.org/2000/svg"), ("xlink", "http://www.w3.org/1999/xlink")];

/// What loads a picture in a style beside `url(`.
const LOADS: [&str; 4] = ["@import", "image-set(", "image(", "src("];

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
    // All that the style at hand says: what loads could be spelt in parts.
    let mut style: Option<String> = None;
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
                if style.is_some() {
                    return Err(Flaw::new("a style of this drawing holds elements", HELP));
                }
                let element = shown(&element)?;
                style = (is_start && is_style(element.name().as_ref())).then(String::new);
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
                if let Some(style) = style.take() {
                    harmless_style(&style)?;
                }
                write(&mut writer, Event::End(element))?;
            }
            Event::GeneralRef(reference) if left_out == 0 => {
                let name: &str = &reference;
                let meant = match quick_xml::escape::resolve_predefined_entity(name) {
                    Some(text) => Some(text.to_string()),
                    None => reference.resolve_char_ref().map_err(Flaw::damaged)?.map(String::from),
                };
                let Some(meant) = meant else {
                    return Err(Flaw::new(format!("this drawing uses the entity `&{name};`, which is not read"), HELP));
                };
                if let Some(style) = &mut style {
                    style.push_str(&meant);
                }
                write(&mut writer, Event::GeneralRef(reference))?;
            }
            Event::Text(text) if left_out == 0 => {
                if let Some(style) = &mut style {
                    style.push_str(&text);
                }
                write(&mut writer, Event::Text(text))?;
            }
            Event::CData(text) if left_out == 0 => {
                if let Some(style) = &mut style {
                    style.push_str(&text);
                }
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

fn is_style(name: &str) -> bool {
    name_of(name).1 == "style"
}

/// Whether an element is of an editor and not of the drawing; one that may do more than show is a flaw.
fn is_telling(element: &BytesStart<'_>) -> Result<bool, Flaw> {
    let name = element.name();
    let (prefix, local) = name_of(name.as_ref());
    if !matches!(prefix, "" | "svg") {
        return Ok(true);
    }
    if !SHOWS.split(' ').any(|shows| shows == local) {
        return Err(Flaw::new(format!("this drawing holds `<{local}>`, and only what shows by itself is published"), HELP));
    }
    Ok(local == "metadata")
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
        harmless_value(&value)?;
        let declared = match (prefix, local) {
            ("", "xmlns") => Some(""),
            ("xmlns", declared) => Some(declared),
            _ => None,
        };
        let is_kept = match declared {
            Some(declared) => is_of_drawings(declared, &value)?,
            None => match prefix {
                "" => !local.starts_with("data-"),
                "xlink" => true,
                "xml" => matches!(local, "space" | "lang" | "id"),
                _ => false,
            },
        };
        if is_kept {
            kept.push_attribute((attribute.key.as_ref(), value.as_str()));
        }
    }
    Ok(kept)
}

/// Whether a prefix is one of drawings. It has to stand for what it stands for there: in another namespace an element with the name of
/// a harmless one may be anything.
fn is_of_drawings(prefix: &str, namespace: &str) -> Result<bool, Flaw> {
    let Some((_, known)) = NAMESPACES.iter().find(|(known, _)| *known == prefix) else { return Ok(false) };
    if *known != namespace {
        return Err(Flaw::new(format!("this drawing holds what is none, of `{namespace}`"), HELP));
    }
    Ok(true)
}

fn value_of(attribute: &Attribute<'_>) -> Result<String, Flaw> {
    // What cannot be unescaped names an entity of its own.
    quick_xml::escape::unescape(&attribute.value).map(|value| value.into_owned()).map_err(Flaw::damaged)
}

/// Styles may point into the drawing, not out of it. An escaped letter could spell any word.
fn harmless_style(text: &str) -> Result<(), Flaw> {
    if text.contains('\\') { Err(loads()) } else { harmless_value(text) }
}

/// Most attributes may hold what a style may; what loads there has brackets, whatever letters are escaped.
fn harmless_value(text: &str) -> Result<(), Flaw> {
    let lower = text.to_ascii_lowercase();
    let reaches = lower.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
    let is_spelt = lower.contains('\\') && lower.contains('(');
    if reaches || is_spelt || LOADS.iter().any(|word| lower.contains(word)) { Err(loads()) } else { Ok(()) }
}

fn loads() -> Flaw {
    Flaw::new("a style of this drawing loads something from elsewhere", HELP)
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
            "<frameset xmlns=\"http://www.w3.org/1999/xhtml\"><frame src=\"javascript:x\"/></frameset>",
            "<a xmlns=\"http://www.w3.org/1999/xhtml\" href=\"#a\"/>",
            "<g xmlns:svg=\"http://www.w3.org/1999/xhtml\"><svg:a href=\"#a\"/></g>",
            "<form action=\"javascript:x\"/>",
            "<img src=\"https://x\"/>",
            "<style>svg{background:image-set('https://x' 1x)}</style>",
            "<style>@\\69mport 'https://x'</style>",
            "<style>p{fill:u&#114;l(https://x)}</style>",
            "<style>p{fill:u<!-- -->rl(https://x)}</style>",
            "<style>p{fill:u<![CDATA[rl(]]>https://x)}</style>",
            "<style>p{fill:u<g/>rl(https://x)}</style>",
            "<path style=\"filter:u\\72l(https://x#f)\"/>",
            "<text>&own;</text>",
            "<g>",
        ] {
            assert!(cleaned(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>")).is_err(), "{inner}");
        }
        assert!(cleaned("<html><svg/></html>").is_err());
    }

    #[test]
    fn values_keep_what_they_mean() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' xml:base='https://x' aria-label='A &amp; \"B\" C:\\D'>\
                   <text style=\"font-family:&quot;Noto Sans&quot;\" fill=\"&#35;f00\">url(x) \\ {</text></svg>";
        assert_eq!(
            cleaned(svg).unwrap(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" aria-label=\"A &amp; &quot;B&quot; C:\\D\">\
             <text style=\"font-family:&quot;Noto Sans&quot;\" fill=\"#f00\">url(x) \\ {</text></svg>"
        );
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
