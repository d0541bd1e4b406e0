//! How much room words take, near enough that none overlap: no font is needed, and none is known when the page is made.

/// Width of a text at a size, in units. It errs on the wide side.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// Width of a character in parts of the size, by script.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '’' | '‘' => 0.3,
        ' ' | '\u{a0}' | '\u{202f}' | 'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '—' | '…' | '%' | '@' | 'м' | 'ш' | 'щ' | 'ж' | 'ю' | 'М' | 'Ш' | 'Щ' | 'Ж' | 'Ю' => {
            0.92
        }
        'a'..='z' => 0.58,
        '0'..='9' => 0.6,
        'A'..='Z' => 0.7,
        // Marks that stand on another letter.
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{400}'..='\u{52f}' => 0.64,
        '\u{530}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' => 0.68,
        '\u{590}'..='\u{5ff}' => 0.6,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => 0.56,
        '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 0.72,
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' => 1.02,
        c if c as u32 >= 0x1f000 => 1.3,
        _ => 0.66,
    }
}

/// A text in lines no wider than asked; of more than `most` lines the last ends with an ellipsis.
pub fn lines(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        for part in cut(piece, size, room) {
            let joined = width(&line, size) + width(part.trim_end(), size);
            if !line.is_empty() && joined > room {
                lines.push(std::mem::take(&mut line).trim_end().to_string());
            }
            line.push_str(part);
        }
    }
    lines.push(line.trim_end().to_string());
    lines.retain(|line| !line.is_empty());
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = shortened(&format!("{last}…"), size, room);
        }
    }
    lines
}

/// A text cut with an ellipsis where it is too wide.
pub fn shortened(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.chars().filter(|c| *c != '…') {
        if width(&kept, size) + (em(c) + em('…')) * size > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// Pieces between which a line may end: behind spaces, hyphens and slashes.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '/', '\u{200b}'])
}

/// A word in parts that fit in a line.
fn cut(word: &str, size: f64, room: f64) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut used) = (0, 0.0);
    for (at, c) in word.char_indices() {
        let wide = em(c) * size;
        if used + wide > room && at > from && c != ' ' {
            parts.push(&word[from..at]);
            (from, used) = (at, 0.0);
        }
        used += wide;
    }
    parts.push(&word[from..]);
    parts
}

/// A box on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Where it begins across.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// How wide it is.
    pub w: f64,
    /// How high.
    pub h: f64,
}

impl Room {
    /// Whether two boxes share any place.
    pub fn meets(&self, other: &Room) -> bool {
        self.x < other.x + other.w && other.x < self.x + self.w && self.y < other.y + other.h && other.y < self.y + self.h
    }

    /// Whether it lies within another.
    pub fn within(&self, other: &Room) -> bool {
        self.x >= other.x && self.y >= other.y && self.x + self.w <= other.x + other.w && self.y + self.h <= other.y + other.h
    }
}

/// Places that are taken: what is put down later finds a free one or is left out.
#[derive(Debug, Default)]
pub struct Taken(Vec<Room>);

impl Taken {
    /// Takes a place whether or not it is free.
    pub fn take(&mut self, room: Room) {
        self.0.push(room);
    }

    /// Takes the first place that is free, if any is.
    pub fn first_free(&mut self, wanted: impl IntoIterator<Item = Room>) -> Option<Room> {
        let free = wanted.into_iter().find(|room| !self.0.iter().any(|taken| taken.meets(room)))?;
        self.0.push(free);
        Some(free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_keep_all_words_in_order() {
        for text in
            ["Nagorno-Karabakh Republic / Republic of Artsakh", "Организация по безопасности", "منظمة الأمن والتعاون في أوروبا"]
        {
            let lines = lines(text, 11.0, 90.0, 9);
            assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 11.0) <= 90.0), "{lines:?}");
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
        }
    }

    #[test]
    fn what_is_too_long_is_cut_where_it_must_be() {
        let long = "Donaudampfschifffahrtsgesellschaft";
        let cut = lines(long, 10.0, 60.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…') && cut.iter().all(|line| width(line, 10.0) <= 60.0), "{cut:?}");
        assert_eq!(lines("", 10.0, 60.0, 2), Vec::<String>::new());
        assert_eq!(lines("字字字字", 10.0, 21.0, 9).len(), 2);
    }

    #[test]
    fn a_place_is_taken_once() {
        let mut taken = Taken::default();
        let room = |x: f64| Room { x, y: 0.0, w: 10.0, h: 5.0 };
        assert_eq!(taken.first_free([room(0.0)]), Some(room(0.0)));
        assert_eq!(taken.first_free([room(5.0), room(10.0)]), Some(room(10.0)));
        assert_eq!(taken.first_free([room(9.0)]), None);
    }
}
