//! Prose: the words of a text that are its author's own, outside quotations, references, citations, code and blocks.
//!
//! Lints about wording read this. Texts are kept as one, words are found when a passage is looked at: they carry a hash of their
//! folded form, so that looking for a thousand phrases costs one look-up per word.

use std::ops::Range;

use crate::base::digest::Digest;
use crate::diag::Place;
use crate::parse::kind::Kind;
use crate::parse::markdown::At;
use crate::parse::reference::RefIx;
use crate::parse::schema::Meta;
use crate::parse::schema::common::title_key;
use crate::parse::{Content, Origin};

/// The prose of a text, passage by passage: paragraphs, items, headings, cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    at: Option<At>,
    /// Whether it is a field and not the body.
    pub is_field: bool,
    /// The passages, one behind the other; what is not the author's own stands in them as one `GAP`.
    text: Box<str>,
    /// Bytes of `text` behind the passages.
    ends: Box<[u32]>,
    parts: Box<[Part]>,
}

/// A part of a prose that is written as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// First byte in the prose.
    start: u32,
    /// Where it lies in the whole text.
    written: Range<u32>,
}

/// A run of text that is read as one.
#[derive(Clone, Debug)]
pub struct Passage<'p> {
    /// The text.
    pub text: &'p str,
    /// Its words outside quotations.
    pub words: Vec<Word>,
    /// First byte in the prose.
    start: u32,
    parts: &'p [Part],
}

/// A word: letters, digits, and the hyphens and apostrophes within (one that lost its vowel is a word with its apostrophe, `l’`); a single
/// sign where a script sets no spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte in its passage.
    pub start: u32,
    /// Byte behind its last.
    pub end: u32,
    /// Hash of its folded form.
    pub key: u64,
}

/// Stands for what is not the author's own words.
pub const GAP: char = '\u{fffc}';

/// Opening and closing marks of quotations, in any language; `"` closes itself.
const QUOTES: [(char, &[char]); 9] = [
    ('“', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('‹', &['›']),
    ('「', &['」']),
    ('『', &['』']),
    ('‘', &['’']),
    ('"', &['"']),
];

impl Prose {
    /// The prose of a field.
    fn field(text: &str, place: Place) -> Prose {
        let mut collector = Collector::default();
        collector.text(text, 0..text.len());
        Prose { is_field: true, ..collector.finish(At::Value(place)) }
    }

    /// Whether there is no passage.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The passages in order, with their words.
    pub fn passages(&self) -> impl Iterator<Item = Passage<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| {
            let text = &self.text[start as usize..*end as usize];
            Passage { text, words: words(text), start, parts: &self.parts }
        })
    }

    /// The place of a range of one of its passages.
    pub fn place(&self, passage: &Passage<'_>, range: Range<usize>) -> Option<Place> {
        Some(self.at.as_ref()?.place(passage.written(range)))
    }
}

impl<'p> Passage<'p> {
    /// The words of a range of its text.
    pub fn slice(&self, range: Range<usize>) -> &'p str {
        self.text.get(range).unwrap_or("")
    }

    /// A word's text.
    pub fn word(&self, word: Word) -> &'p str {
        self.slice(word.start as usize..word.end as usize)
    }

    /// What stands between two words.
    pub fn between(&self, first: Word, second: Word) -> &'p str {
        self.slice(first.end as usize..second.start as usize)
    }

    /// Where a range was written in the whole text.
    fn written(&self, range: Range<usize>) -> Range<usize> {
        let at = |offset: usize, is_end: bool| {
            let offset = self.start as usize + offset;
            let is_before = |part: &Part| if is_end { (part.start as usize) < offset } else { part.start as usize <= offset };
            let index = self.parts.partition_point(is_before);
            match index.checked_sub(1).and_then(|index| self.parts.get(index)) {
                Some(Part { start, written }) => (written.start as usize + offset - *start as usize).min(written.end as usize),
                None => 0,
            }
        };
        let start = at(range.start, false);
        start..at(range.end, true).max(start)
    }
}

/// Takes a text as it is read.
#[derive(Default)]
pub struct Collector {
    text: String,
    ends: Vec<u32>,
    parts: Vec<Part>,
    /// How many parts there were at the end of the last passage.
    closed: usize,
    /// References in the passage being read, with the byte behind each.
    mentions: Vec<(RefIx, usize)>,
    /// References within quotation marks.
    quoted: Vec<RefIx>,
}

impl Collector {
    /// Words, and where they are written.
    pub fn text(&mut self, text: &str, written: Range<usize>) {
        // Invariant: a text of 4 GiB is refused on loading.
        self.parts.push(Part { start: self.text.len() as u32, written: written.start as u32..written.end as u32 });
        self.text.push_str(text);
    }

    /// Something that is not the author's own words.
    pub fn gap(&mut self) {
        self.text.push(GAP);
    }

    /// The gap was a reference.
    pub fn mention(&mut self, reference: RefIx) {
        self.mentions.push((reference, self.text.len()));
    }

    /// The references within quotation marks, when all is read.
    pub fn quoted(&mut self) -> Vec<RefIx> {
        self.close();
        std::mem::take(&mut self.quoted)
    }

    /// A line break within a passage.
    pub fn space(&mut self) {
        self.text.push(' ');
    }

    /// The end of a passage; one without words is none.
    pub fn close(&mut self) {
        let mentions = std::mem::take(&mut self.mentions);
        if self.parts.len() > self.closed {
            let start = self.ends.last().map_or(0, |end| *end as usize);
            // A mark that is closed later opens a quotation only then.
            let quotations = if mentions.is_empty() { Vec::new() } else { quotations(&self.text[start..]) };
            // One behind the other, so the last that begins before it is the one it may be within.
            let before = |at: usize| &quotations[..quotations.partition_point(|it| it.start < at)];
            let is_within = |at: usize| before(at - start).last().is_some_and(|it| at - start <= it.end);
            self.quoted.extend(mentions.into_iter().filter(|(_, at)| is_within(*at)).map(|(reference, _)| reference));
            self.closed = self.parts.len();
            self.ends.push(self.text.len() as u32);
        } else {
            self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
        }
    }

    /// All of it.
    pub fn finish(mut self, at: At) -> Prose {
        self.close();
        let at = (!self.ends.is_empty()).then_some(at);
        let Collector { text, ends, parts, .. } = self;
        Prose { at, is_field: false, text: text.into(), ends: ends.into(), parts: parts.into() }
    }
}

/// The fields in which the site speaks for itself: title, summary, question and answer, what is agreed and open. A name is no prose, and a claim that the
/// data give to someone is in that one's voice.
pub fn fields(kind: Kind, content: &Content, origin: &Origin) -> Vec<Prose> {
    let named = matches!(kind, Kind::Actor | Kind::Place | Kind::Source | Kind::Term | Kind::Media | Kind::Statement);
    let (title, summary, asked) = match content {
        Content::Original(it) => {
            let asked = match &it.meta {
                Meta::Article(article) => Some([("question", &article.question), ("answer", &article.answer)]),
                Meta::Dispute(dispute) => Some([("agreed", &dispute.agreed), ("open", &dispute.open)]),
                _ => None,
            };
            (&it.common.title, &it.common.summary, asked)
        }
        Content::Translation(_, it) => (&it.title, &it.summary, {
            // What a kind has no words for is empty.
            let of_dispute = kind == Kind::Dispute;
            Some(if of_dispute {
                [("agreed", &it.agreed), ("open", &it.open)]
            } else {
                [("question", &it.question), ("answer", &it.answer)]
            })
        }),
    };
    let mut texts = vec![("summary", summary)];
    texts.extend((!named).then_some((title_key(kind), title)));
    texts.extend(asked.into_iter().flatten());
    texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| Prose::field(text, origin.value(key))).collect()
}

/// The words of a text outside its quotations.
pub fn words(text: &str) -> Vec<Word> {
    let quoted = quotations(text);
    let mut quoted = quoted.iter().peekable();
    // As many as there are in most languages, so that the list grows once at most.
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_ascii_alphanumeric() && start.is_none() && quoted.peek().is_none() {
            // Most words are ASCII, and end before a sign of ASCII that joins nothing.
            let rest = &text.as_bytes()[at..];
            let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
            if rest.get(length).is_none_or(|byte| byte.is_ascii() && !is_joint(char::from(*byte))) {
                push(&mut words, text, at..at + length);
                at += length;
                continue;
            }
        }
        let behind = at + c.len_utf8();
        if c.is_ascii() && !c.is_ascii_alphanumeric() && start.is_none() {
            // Between words.
            at = behind;
            continue;
        }
        while quoted.next_if(|range| range.end <= at).is_some() {}
        let inside = quoted.peek().is_some_and(|range| range.start <= at);
        let next = text[behind..].chars().next();
        let joins = is_joint(c) && start.is_some() && next.is_some_and(is_letter);
        if !inside && (is_letter(c) || joins) {
            let first = *start.get_or_insert(at);
            let elides = joins && is_apostrophe(c) && elides(&text[first..at]);
            let ends = elides || next.is_none_or(|next| !(is_letter(next) || is_joint(next)) || sets_no_spaces(next));
            if ends || sets_no_spaces(c) {
                push(&mut words, text, first..behind);
                start = None;
            }
        } else if let Some(first) = start.take() {
            push(&mut words, text, first..at);
        }
        at = behind;
    }
    if let Some(first) = start {
        push(&mut words, text, first..text.len());
    }
    words
}

fn push(words: &mut Vec<Word>, text: &str, range: Range<usize>) {
    words.push(Word { start: range.start as u32, end: range.end as u32, key: key(&text[range]) });
}

/// A word without what stands behind its apostrophe, which with a name is an ending: `Landing’s`, `Laçın’da`.
pub fn stem(text: &str, word: Word) -> Option<Word> {
    let written = &text[word.start as usize..word.end as usize];
    let length = written.rfind(is_apostrophe).filter(|at| *at > 0 && !written.ends_with(is_apostrophe))?;
    Some(Word { end: word.start + length as u32, key: key(&written[..length]), ..word })
}

/// The hash of a word's folded form.
pub fn key(word: &str) -> u64 {
    // Most words are short and ASCII: they are folded in place.
    let mut short = [0; 32];
    if let Some(short) = short.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        short.copy_from_slice(word.as_bytes());
        short.make_ascii_lowercase();
        return Digest::of_bytes(short).low_bits();
    }
    Digest::of_bytes(fold(word).as_bytes()).low_bits()
}

/// A word without its case, and with one sort of apostrophe and hyphen.
pub fn fold(word: &str) -> String {
    let plain = |c: char| match c {
        '’' | 'ʼ' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    };
    word.chars().flat_map(char::to_lowercase).map(plain).collect()
}

fn is_letter(c: char) -> bool {
    // Most signs are ASCII, where there are no marks to look up.
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (c.is_alphanumeric() || is_mark(c)))
}

/// Marks on letters that are no letters to Unicode: accents, vowel signs.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_joint(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{200c}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Whether what stands before an apostrophe is a word that lost its vowel, as French writes them: the next word is one of its own.
fn elides(head: &str) -> bool {
    const HEADS: [&str; 13] = ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];
    HEADS.iter().any(|it| it.eq_ignore_ascii_case(head))
}

/// Signs of scripts that set no spaces between words: each is a word, and a phrase is a run of them.
fn sets_no_spaces(c: char) -> bool {
    c >= '\u{0e00}'
        && matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The ranges within quotation marks; a mark that is not closed opens none.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if text.is_ascii() && memchr::memchr(b'"', text.as_bytes()).is_none() {
        return ranges;
    }
    let mut from = 0;
    // All but one of the marks are beyond ASCII.
    while let Some(offset) = text.as_bytes()[from..].iter().position(|byte| *byte == b'"' || !byte.is_ascii()) {
        // Invariant: `from` is where a character begins, and so is the first byte beyond ASCII behind it.
        let at = from + offset;
        let Some(c) = text[at..].chars().next() else { break };
        let Some((open, closes)) = QUOTES.iter().find(|(open, _)| *open == c) else {
            from = at + c.len_utf8();
            continue;
        };
        let inner = at + open.len_utf8();
        let close = text[inner..].char_indices().find(|(offset, c)| {
            // The apostrophe of `don’t` closes nothing.
            closes.contains(c) && !(*c == '’' && text[inner + offset + c.len_utf8()..].starts_with(is_letter))
        });
        match close {
            Some((offset, _)) => {
                ranges.push(at..inner + offset);
                from = inner + offset + text[inner + offset..].chars().next().map_or(0, char::len_utf8);
            }
            None => from = inner,
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| &text[word.start as usize..word.end as usize]).collect()
    }

    #[test]
    fn a_key_is_that_of_the_folded_word() {
        for word in ["Word", "WORD’S", "word", "Ёлка", "Averyveryveryveryveryveryverylongword", ""] {
            assert_eq!(key(word), Digest::of_bytes(fold(word).as_bytes()).low_bits(), "{word}");
        }
    }

    #[test]
    fn words_are_found_in_any_script() {
        assert_eq!(split("Nagorno-Karabakh’s 1,221 dead - so."), ["Nagorno-Karabakh’s", "1", "221", "dead", "so"]);
        assert_eq!(split("don't re-use it- 'a' -b café x’s. A.B"), ["don't", "re-use", "it", "a", "b", "café", "x’s", "A", "B"]);
        assert_eq!(
            split("l'embargo, L’État d’urgence qu’il; d'44"),
            ["l'", "embargo", "L’", "État", "d’", "urgence", "qu’", "il", "d'", "44"]
        );
        assert_eq!(split("aujourd’hui O'Brien’s"), ["aujourd’hui", "O'Brien’s"]);
        assert_eq!(split("погибло 40 человек"), ["погибло", "40", "человек"]);
        assert_eq!(split("قُتل ٤٠ جندياً"), ["قُتل", "٤٠", "جندياً"]);
        assert_eq!(split("死者40人"), ["死", "者", "40", "人"]);
        assert_eq!(split(" - ' - "), [""; 0]);
    }

    #[test]
    fn quotations_are_not_the_authors_words() {
        assert_eq!(split("He said “don’t go” and left"), ["He", "said", "and", "left"]);
        assert_eq!(split("a „b c“ d «e» f \"g\" h ‘it’s so’ i"), ["a", "d", "f", "h", "i"]);
        assert_eq!(split("an “open mark"), ["an", "open", "mark"]);
        assert_eq!(split("the soldiers’ names"), ["the", "soldiers", "names"]);
    }

    #[test]
    fn a_word_is_found_where_it_is_written() {
        let mut collector = Collector::default();
        collector.text("One ", 10..14);
        collector.gap();
        collector.text("two & three", 30..45);
        let prose = collector.finish(At::Value(crate::diag::Place::File(crate::base::path::SourcePath::new("a"))));
        let passage = prose.passages().next().unwrap();
        let three = passage.words[2];
        assert_eq!((passage.word(three), passage.written(0..3)), ("three", 10..13));
        assert_eq!(passage.written(passage.words[1].start as usize..passage.words[1].end as usize), 30..33);
    }
}
