//! A text → lines that fit: measured as it will be drawn, at most so many, the last one cut with an ellipsis.

use resvg::usvg;

use super::fonts::{self, Style, is_right_to_left};

/// The size that texts are measured in; widths grow with the size.
const MEASURED: f32 = 100.0;

/// Breaks a text into the lines of the first of the sizes in which all of it fits, else of the last, cut.
pub fn fitted(text: &str, style: Style, sizes: &[(f32, usize)], room: f32) -> (Vec<String>, f32) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let measured = measure(words.iter().copied().chain(["x x", "x", "…"]), style);
    let (widths, [pair, single, ellipsis]) = measured.split_at(words.len()) else { return (vec![text.to_string()], MEASURED) };
    let measures = Measures { widths, space: pair - 2.0 * single, ellipsis: *ellipsis };
    let mut best = (Vec::new(), 0.0);
    for (size, most) in sizes {
        let (lines, is_whole) = broken(&words, &measures, room * MEASURED / size, *most);
        best = (lines, *size);
        if is_whole {
            break;
        }
    }
    best
}

/// As many whole sentences from the first as fit: what ends in the middle may lose who says so.
pub fn sentences(text: &str, style: Style, size: f32, most: usize, room: f32) -> Vec<String> {
    let is_end = |(_, c): &(usize, char)| matches!(c, '.' | '!' | '?' | '։' | '؟');
    let ends = text.char_indices().filter(is_end).map(|(at, c)| at + c.len_utf8());
    let mut ends: Vec<usize> = ends.filter(|end| text[*end..].starts_with(char::is_whitespace)).chain([text.len()]).collect();
    while let Some(end) = ends.pop() {
        let (lines, _) = fitted(&text[..end], style, &[(size, usize::MAX)], room);
        if lines.len() <= most && !lines.iter().any(|line| line.ends_with('…')) {
            return lines;
        }
    }
    Vec::new()
}

struct Measures<'a> {
    widths: &'a [f32],
    space: f32,
    ellipsis: f32,
}

/// The lines, and whether all words are in them.
fn broken(words: &[&str], measures: &Measures<'_>, room: f32, most: usize) -> (Vec<String>, bool) {
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut used = f32::INFINITY;
    for (word, width) in measures.widths.iter().enumerate() {
        if used + measures.space + width <= room {
            used += measures.space + width;
            if let Some(line) = lines.last_mut() {
                line.push(word);
            }
        } else {
            lines.push(vec![word]);
            used = *width;
        }
    }
    let too_wide = measures.widths.iter().any(|width| *width > room);
    let is_whole = lines.len() <= most && !too_wide;
    let is_cut = lines.len() > most;
    lines.truncate(most);
    let count = lines.len();
    let written = lines.into_iter().enumerate().map(|(nth, mut line)| {
        let is_last = is_cut && nth + 1 == count;
        let end = if is_last { measures.ellipsis } else { 0.0 };
        let width = |line: &[usize]| line.iter().map(|it| measures.widths[*it] + measures.space).sum::<f32>() - measures.space;
        while line.len() > 1 && width(&line) + end > room {
            line.pop();
        }
        let text = line.iter().map(|it| words[*it]).collect::<Vec<_>>().join(" ");
        let wide = width(&line) + end;
        if wide > room {
            // One word wider than the card: as much of it as fits, by its mean letter.
            let letters = text.chars().count() as f32;
            let fitting = (letters * (room - measures.ellipsis).max(0.0) / wide).floor() as usize;
            return format!("{}…", text.chars().take(fitting).collect::<String>());
        }
        if is_last { format!("{}…", text.trim_end_matches([',', ';', ':', '.', '–', '—', '-', ' '])) } else { text }
    });
    (written.collect(), is_whole)
}

/// The widths of texts, drawn.
fn measure<'a>(texts: impl Iterator<Item = &'a str>, style: Style) -> Vec<f32> {
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">");
    let mut count = 0;
    for text in texts {
        svg.push_str(&format!("<text id=\"t{count}\" y=\"{MEASURED}\" font-size=\"{MEASURED}\" xml:space=\"preserve\">"));
        fonts::span(&mut svg, text, style, is_right_to_left(text));
        svg.push_str("</text>");
        count += 1;
    }
    svg.push_str("</svg>");
    let tree = usvg::Tree::from_str(&svg, fonts::options());
    let width = |nth: usize| {
        let tree = tree.as_ref().ok()?;
        Some(tree.node_by_id(&format!("t{nth}"))?.bounding_box().width())
    };
    (0..count).map(|nth| width(nth).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [(f32, usize); 2] = [(60.0, 3), (45.0, 4)];

    #[test]
    fn a_short_text_is_large_and_whole() {
        assert_eq!(fitted("One two", Style::Serif, &SIZES, 1000.0), (vec!["One two".to_string()], 60.0));
    }

    #[test]
    fn a_long_text_is_smaller_then_cut_with_an_ellipsis() {
        let words = |count: usize| vec!["accusation"; count].join(" ");
        let (lines, size) = fitted(&words(12), Style::Serif, &SIZES, 1000.0);
        assert_eq!((lines.join(" "), size), (words(12), 45.0));
        let (lines, size) = fitted(&words(200), Style::Serif, &SIZES, 1000.0);
        assert_eq!((lines.len(), size), (4, 45.0));
        assert!(lines[3].ends_with('…') && !lines[2].ends_with('…'));
        for line in lines {
            let width = measure([line.as_str()].into_iter(), Style::Serif)[0] * 45.0 / MEASURED;
            assert!(width > 500.0 && width <= 1000.0, "{line}: {width}");
        }
    }

    #[test]
    fn only_whole_sentences_are_shown() {
        let text = "One said that 5 were killed. Another said, according to people who were not there, that it was 7.";
        let shown = |most| sentences(text, Style::Sans, 31.0, most, 700.0).join(" ");
        assert_eq!(shown(3), text);
        assert_eq!(shown(2), "One said that 5 were killed.");
        assert_eq!(shown(0), "");
    }

    #[test]
    fn a_word_wider_than_the_card_is_cut_too() {
        let (lines, _) = fitted(&"ա".repeat(300), Style::Sans, &SIZES, 1000.0);
        let width = measure([lines[0].as_str()].into_iter(), Style::Sans)[0] * 45.0 / MEASURED;
        assert!(lines.len() == 1 && width <= 1000.0, "{lines:?}: {width}");
        assert_eq!(fitted("", Style::Sans, &SIZES, 1000.0).0, Vec::<String>::new());
    }
}
