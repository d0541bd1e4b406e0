//! The fonts of the cards (parts of Noto, see `fonts/subset.sh`), and whether they have a letter.

use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};
use skrifa::{FontRef, MetadataProvider};

/// Serif for what the page says, sans for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Titles and numbers.
    Serif,
    /// Everything small.
    Sans,
}

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("fonts/", $name, ".ttf"))
    };
}

/// One file per style, with the letters of all scripts: where a line mixes several fonts, resvg loses what follows a
/// ligature of the second, or panic (`layout.rs` takes the bytes of a cluster for glyphs).
static FILES: [&[u8]; 2] = [font!("NotoSans-Cards"), font!("NotoSerif-Cards")];

static OPTIONS: LazyLock<usvg::Options<'static>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in FILES {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    usvg::Options { fontdb: Arc::new(fonts), font_family: "Noto Sans".to_string(), ..usvg::Options::default() }
});

static MAPS: LazyLock<Vec<FontRef<'static>>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| FontRef::new(file).ok()).collect());

/// How drawings of cards are read: with these fonts and no others.
pub fn options() -> &'static usvg::Options<'static> {
    &OPTIONS
}

/// The first letter of a text that no font has; what joins and directs letters needs no shape.
pub fn unknown(text: &str) -> Option<char> {
    let has = |c: char| MAPS.iter().any(|font| font.charmap().map(c).is_some());
    text.chars().find(|c| !c.is_whitespace() && !c.is_control() && !is_directing(*c) && !has(drawn(*c)))
}

/// The letter whose shape stands for one: Noto's text fonts have no minus sign, and draw the en dash as one.
fn drawn(c: char) -> char {
    if c == '\u{2212}' { '\u{2013}' } else { c }
}

fn is_directing(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Whether a text runs from right to left: by its first letter, as `dir=auto` has it; Hebrew and Arabic are of those with fonts here.
pub fn is_right_to_left(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

/// Writes a text as a span in the font of a style.
pub fn span(out: &mut String, text: &str, style: Style, right_to_left: bool) {
    let (family, weight) = match style {
        Style::Serif => ("Noto Serif", 700),
        Style::Sans => ("Noto Sans", 400),
    };
    // The drawing's own direction is always left to right: the line is embedded.
    let (before, after) = if right_to_left { ("\u{202b}", "\u{202c}") } else { ("", "") };
    out.push_str(&format!("<tspan font-family=\"{family}\" font-weight=\"{weight}\">"));
    for c in before.chars().chain(text.chars().filter(|c| !c.is_control())).chain(after.chars()) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(drawn(c)),
        }
    }
    out.push_str("</tspan>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_fonts_are_read_and_each_family_is_one_of_them() {
        assert_eq!(MAPS.len(), FILES.len());
        let families: Vec<String> =
            options().fontdb.faces().flat_map(|face| face.families.iter().map(|(name, _)| name.clone())).collect();
        for style in [Style::Serif, Style::Sans] {
            let mut written = String::new();
            span(&mut written, "a", style, false);
            assert!(families.iter().any(|it| written.contains(&format!("\"{it}\""))), "{written}: {families:?}");
        }
    }

    #[test]
    fn what_follows_a_ligature_is_drawn_beside_letters_of_another_script() {
        // In the second script of each, two or more letters may be drawn as one.
        for mixed in ["X մի", "NATO մեկ քաղաք կարող", "NATO الله", "ABC لا سلام", "я efficient", "ა ոչ"]
        {
            for style in [Style::Serif, Style::Sans] {
                let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\"><text y=\"100\" font-size=\"100\">");
                span(&mut svg, mixed, style, false);
                svg.push_str("</text></svg>");
                let tree = usvg::Tree::from_str(&svg, options()).unwrap();
                let texts = tree.root().children().iter().filter_map(|node| match node {
                    usvg::Node::Text(text) => Some(text.layouted()),
                    _ => None,
                });
                let glyphs = texts.flatten().flat_map(|span| &span.positioned_glyphs);
                let letters = |text: &str| {
                    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
                    letters.sort_unstable();
                    letters
                };
                let drawn: String = glyphs.map(|glyph| glyph.text.as_str()).collect();
                assert_eq!(letters(&drawn), letters(mixed), "{mixed} {style:?}");
            }
        }
    }

    #[test]
    fn the_letters_of_all_languages_of_the_theme_are_there() {
        for text in [
            "Façade – “naïve” 1.234 €…",
            "Հայաստան և Արցախ «այո»",
            "Xankəndi, Şuşa, Ağdərə, İĞÜÖÇ",
            "Нагорный Карабах №",
            "ناغورني قره باغ، ١٢٣",
            "ყარაბაღი",
            "Dağlık Karabağ",
            "España ¿qué?",
            "Ώρα",
            "שלום",
            "UTC−03:00",
        ] {
            assert_eq!(unknown(text), None, "{text}");
        }
        assert_eq!(unknown("a 卡 b"), Some('卡'));
    }
}
