//! The fonts of the cards (subsets of Noto, see `fonts/subset.sh`), and which one has a letter.

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

/// A script that has fonts of its own; Latin, Cyrillic and Greek share theirs, and all signs are taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Armenian,
    Georgian,
    Arabic,
    Hebrew,
}

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("fonts/", $name, ".ttf"))
    };
}

static FILES: [&[u8]; 10] = [
    font!("NotoSans-Regular"),
    font!("NotoSansArmenian-Regular"),
    font!("NotoSansGeorgian-Regular"),
    font!("NotoSansArabic-Regular"),
    font!("NotoSansHebrew-Regular"),
    font!("NotoSerif-Bold"),
    font!("NotoSerifArmenian-Bold"),
    font!("NotoSerifGeorgian-Bold"),
    font!("NotoNaskhArabic-Bold"),
    font!("NotoSerifHebrew-Bold"),
];

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

/// The script of a letter; `None` of what goes with the letters before it.
fn script(c: char) -> Option<Script> {
    match c {
        '\u{530}'..='\u{58f}' | '\u{fb13}'..='\u{fb17}' => Some(Script::Armenian),
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}' => Some(Script::Georgian),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Some(Script::Arabic),
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Some(Script::Hebrew),
        '\u{300}'..='\u{36f}' => None,
        c if is_directing(c) => None,
        _ => Some(Script::Latin),
    }
}

/// Whether a text runs from right to left: by its first letter, as `dir=auto` has it.
pub fn is_right_to_left(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic()).and_then(script);
    matches!(first, Some(Script::Arabic | Script::Hebrew))
}

fn family(script: Script, style: Style) -> &'static str {
    match (style, script) {
        (Style::Sans, Script::Latin) => "Noto Sans",
        (Style::Sans, Script::Armenian) => "Noto Sans Armenian",
        (Style::Sans, Script::Georgian) => "Noto Sans Georgian",
        (Style::Sans, Script::Arabic) => "Noto Sans Arabic",
        (Style::Sans, Script::Hebrew) => "Noto Sans Hebrew",
        (Style::Serif, Script::Latin) => "Noto Serif",
        (Style::Serif, Script::Armenian) => "Noto Serif Armenian",
        (Style::Serif, Script::Georgian) => "Noto Serif Georgian",
        (Style::Serif, Script::Arabic) => "Noto Naskh Arabic",
        (Style::Serif, Script::Hebrew) => "Noto Serif Hebrew",
    }
}

/// Writes a text as spans of one script each, since a list of families is not searched letter by letter.
pub fn spans(out: &mut String, text: &str, style: Style, right_to_left: bool) {
    let weight = match style {
        Style::Serif => 700,
        Style::Sans => 400,
    };
    let mut now = None;
    // The drawing's own direction is always left to right: the line is embedded.
    let (before, after) = if right_to_left { ("\u{202b}", "\u{202c}") } else { ("", "") };
    for c in before.chars().chain(text.chars().filter(|c| !c.is_control())).chain(after.chars()) {
        let wanted = script(c).or(now).unwrap_or(if right_to_left { Script::Arabic } else { Script::Latin });
        if now != Some(wanted) {
            if now.is_some() {
                out.push_str("</tspan>");
            }
            out.push_str(&format!("<tspan font-family=\"{}\" font-weight=\"{weight}\">", family(wanted, style)));
            now = Some(wanted);
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(drawn(c)),
        }
    }
    if now.is_some() {
        out.push_str("</tspan>");
    }
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
            for script in [Script::Latin, Script::Armenian, Script::Georgian, Script::Arabic, Script::Hebrew] {
                assert!(families.iter().any(|it| it == family(script, style)), "{script:?} {style:?}: {families:?}");
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
