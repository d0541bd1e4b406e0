//! What one record gives to the index: its words with the fields they stand in, and the texts shown of it.
//!
//! It depends on the record alone, so it is worth remembering: nothing in it changes when others do.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::base::digest::Digest;
use crate::search::dictionary::Lexicon;
use crate::search::fold::{self, Word};
use crate::search::{Record, TEXT};

/// Longest summary that is shown, in characters.
const SUMMARY: usize = 240;

/// Longest list of other names that is shown, in characters.
const NAMES: usize = 160;

/// A word of an entry, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The number of the word in the dictionary.
    pub word: u32,
    /// How many words the shortest name has that holds it; 0 if none does.
    pub name: u8,
    /// Whether the summary holds it.
    pub summary: bool,
    /// How often the body holds it.
    pub body: u8,
    /// The first piece of the body that holds it.
    pub piece: u8,
}

impl Hit {
    fn is_in_name(&mut self, length: u8) {
        self.name = if self.name == 0 { length } else { self.name.min(length) };
    }
}

/// The words of a record: slow to find, and few bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Each once, by its number.
    pub list: Vec<Hit>,
    /// How many words its body has.
    pub words: u32,
}

/// Tells a body.
pub type Tell = Box<dyn Fn() -> String + Send + Sync>;

/// The body of an entry, in pieces that fit into a file: taken apart when somebody asks for one.
#[derive(Default)]
pub struct Pieces {
    tell: Option<Tell>,
    told: OnceLock<Vec<String>>,
}

impl Pieces {
    fn of(body: &str) -> Pieces {
        Pieces { tell: None, told: OnceLock::from(pieces(body).map(str::to_string).collect::<Vec<_>>()) }
    }

    fn told(&self) -> &[String] {
        let tell = || self.tell.as_ref().map(|tell| pieces(&tell()).map(str::to_string).collect()).unwrap_or_default();
        self.told.get_or_init(tell)
    }
}

/// A record, taken apart.
#[derive(Default)]
pub struct Entry {
    /// Its words.
    pub hits: Arc<Hits>,
    /// What tells its record from all others, if that is known.
    pub digest: Option<Digest>,
    /// How many bytes each piece of its body has.
    pub sizes: Vec<u32>,
    pieces: Pieces,
    /// What it is: an id of a kind.
    pub kind: &'static str,
    /// Its position among the kinds.
    pub kind_rank: u8,
    /// The year its date begins in.
    pub year: Option<i64>,
    /// What it gains over others with the same words.
    pub prior: u8,
    url: String,
    title: String,
    title_lang: String,
    text_lang: String,
    summary: String,
    names: String,
    when: String,
}

impl Hits {
    /// The words of a record, numbered by the dictionary of the lexicon.
    pub fn of(record: &Record, lexicon: &mut Lexicon<'_>) -> Hits {
        lexicon.begin();
        let mut finder = Finder { list: Vec::new(), lexicon };
        for name in std::iter::once(&record.title).chain(&record.names) {
            let words: Vec<usize> = fold::written(name).flat_map(|it| finder.lexicon.look_up(it).to_vec()).collect();
            let length = u8::try_from(words.len()).unwrap_or(u8::MAX);
            for word in words {
                finder.of(word).is_in_name(length);
                if let Some(sound) = fold::sound(&finder.lexicon.word(word).key) {
                    let sound = finder.lexicon.meet(Word::new(&sound, &sound));
                    finder.of(sound).is_in_name(length);
                }
            }
        }
        for written in fold::written(&record.summary) {
            finder.each(written, |hit| hit.summary = true);
        }
        let mut words = 0;
        for (number, piece) in pieces(&record.body).enumerate() {
            let number = u8::try_from(number).unwrap_or(u8::MAX);
            for written in fold::written(piece) {
                finder.each(written, |hit| {
                    words += 1;
                    if hit.body == 0 {
                        hit.piece = number;
                    }
                    hit.body = hit.body.saturating_add(1);
                });
            }
        }
        // There are as many lists as entries, and all are held until the index is made.
        let mut list = finder.list;
        list.shrink_to_fit();
        list.sort_unstable_by_key(|hit| hit.word);
        Hits { list, words }
    }
}

/// Whether all there is to say of a hit is how often the body holds it, as of most.
fn is_plain(hit: &Hit) -> bool {
    (hit.name, hit.summary, hit.piece) == (0, false, 0)
}

/// As small numbers, since there are millions: how many words the body has; of each hit the difference of its number to the one
/// before and twice the times it stands in the body, and of one with more to say one more than that, and the rest.
impl Serialize for Hits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = 1 + self.list.iter().map(|hit| if is_plain(hit) { 2 } else { 5 }).sum::<usize>();
        let mut numbers = serializer.serialize_seq(Some(length))?;
        numbers.serialize_element(&self.words)?;
        let mut last = 0;
        for hit in &self.list {
            numbers.serialize_element(&(hit.word - last))?;
            last = hit.word;
            numbers.serialize_element(&(u32::from(hit.body) * 2 + u32::from(!is_plain(hit))))?;
            if !is_plain(hit) {
                for rest in [u32::from(hit.name), hit.summary.into(), hit.piece.into()] {
                    numbers.serialize_element(&rest)?;
                }
            }
        }
        numbers.end()
    }
}

impl<'de> Deserialize<'de> for Hits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hits, D::Error> {
        let mut numbers = Vec::<u32>::deserialize(deserializer)?.into_iter();
        let mut hits = Hits { list: Vec::with_capacity(numbers.len() / 2), words: numbers.next().unwrap_or(0) };
        let mut word = 0u32;
        while let (Some(step), Some(times)) = (numbers.next(), numbers.next()) {
            word = word.wrapping_add(step);
            // Invariant: these were bytes when they were written.
            let mut rest = || numbers.next().unwrap_or(0) as u8;
            let (name, summary, piece) = if times % 2 == 1 { (rest(), rest() > 0, rest()) } else { (0, false, 0) };
            hits.list.push(Hit { word, name, summary, body: (times / 2) as u8, piece });
        }
        hits.list.shrink_to_fit();
        Ok(hits)
    }
}

impl Entry {
    /// Takes a record apart whose words were found.
    pub fn of(record: &Record, hits: Arc<Hits>) -> Entry {
        let pieces = Pieces::of(&record.body);
        // Invariant: a piece is a few kilobytes.
        let sizes = pieces.told().iter().map(|piece| piece.len() as u32).collect();
        Entry { sizes, pieces, ..Entry::without_body(record, hits) }
    }

    /// The same, of a record whose body is told when somebody asks, and has pieces of these sizes.
    pub fn told_by(record: &Record, hits: Arc<Hits>, sizes: Vec<u32>, tell: Tell) -> Entry {
        Entry { sizes, pieces: Pieces { tell: Some(tell), told: OnceLock::new() }, ..Entry::without_body(record, hits) }
    }

    /// The same, known by the digest of its record.
    #[must_use]
    pub fn known_by(self, digest: Digest) -> Entry {
        Entry { digest: Some(digest), ..self }
    }

    /// The pieces of its body.
    pub fn pieces(&self) -> &[String] {
        self.pieces.told()
    }

    fn without_body(record: &Record, hits: Arc<Hits>) -> Entry {
        let mut names: Vec<&str> = Vec::new();
        for name in &record.names {
            if *name != record.title && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        Entry {
            hits,
            digest: None,
            sizes: Vec::new(),
            pieces: Pieces::default(),
            kind: record.kind,
            kind_rank: record.kind_rank,
            year: record.year,
            prior: record.prior,
            url: record.url.clone(),
            title: record.title.clone(),
            title_lang: record.title_lang.clone(),
            text_lang: record.text_lang.clone(),
            summary: cut(&record.summary, SUMMARY),
            names: cut(&names.join(" · "), NAMES),
            when: record.when.clone(),
        }
    }

    /// What entries are numbered by.
    pub fn order(&self) -> (u8, Option<i64>, &str, &str) {
        (self.kind_rank, self.year, &self.url, &self.title)
    }

    /// What is shown of it before its text, and the number of the file where that begins.
    pub fn head(&self, text: usize) -> Value {
        json!([
            self.url,
            self.title,
            self.title_lang,
            self.when,
            self.summary,
            self.text_lang,
            self.names,
            text,
            self.sizes.len(),
        ])
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.url)
    }
}

/// Finds the words of a record.
struct Finder<'l, 'd> {
    list: Vec<Hit>,
    lexicon: &'l mut Lexicon<'d>,
}

impl Finder<'_, '_> {
    fn each(&mut self, written: &str, mut note: impl FnMut(&mut Hit)) {
        for place in self.lexicon.look_up(written).iter() {
            note(self.of(*place));
        }
    }

    fn of(&mut self, place: usize) -> &mut Hit {
        let (word, index) = self.lexicon.stand(place, self.list.len());
        if index == self.list.len() {
            self.list.push(Hit { word, name: 0, summary: false, body: 0, piece: 0 });
        }
        &mut self.list[index]
    }
}

/// A text in pieces of about equal size that end between words.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let count = text.len().div_ceil(TEXT);
    let size = text.len().div_ceil(count.max(1));
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = size.min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        if end < rest.len() {
            end = rest[..end].rfind(char::is_whitespace).unwrap_or(end);
        }
        // A piece holds a character at least, or it would never end.
        let (piece, after) = rest.split_at(end.max(rest.chars().next().map_or(0, char::len_utf8)));
        rest = after;
        Some(piece.trim())
    })
    .filter(|piece| !piece.is_empty())
}

/// A text, cut between words where it is too long.
fn cut(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_string() };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::dictionary::Dictionary;

    fn entry(title: &str, names: &[&str], summary: &str, body: &str) -> (Entry, Vec<Arc<Word>>) {
        let names = names.iter().map(|name| name.to_string()).collect();
        let record = Record { title: title.into(), names, summary: summary.into(), body: body.into(), ..Record::default() };
        let dictionary = Dictionary::default();
        // The words of an entry before are none of this one's.
        let mut lexicon = Lexicon::new(&dictionary);
        Hits::of(&Record { title: "Another of Shusha".into(), ..Record::default() }, &mut lexicon);
        (Entry::of(&record, Hits::of(&record, &mut lexicon).into()), dictionary.words())
    }

    fn hit<'e>((entry, words): &'e (Entry, Vec<Arc<Word>>), form: &str) -> &'e Hit {
        entry.hits.list.iter().find(|hit| &*words[hit.word as usize].form == form).unwrap()
    }

    #[test]
    fn a_word_knows_the_fields_it_stands_in() {
        let entry = entry("Battle of Shusha", &["Shusha"], "Near Shusha", "Shusha fell. The town of Shusha is high.");
        let word = hit(&entry, "shusha");
        assert_eq!((word.name, word.summary, word.body, word.piece), (1, true, 2, 0));
        assert_eq!((hit(&entry, "battle").name, hit(&entry, "battle").body), (3, 0));
        assert_eq!(entry.0.hits.words, 8);
        assert!(!entry.0.hits.list.iter().any(|hit| &*entry.1[hit.word as usize].form == "another"));
    }

    #[test]
    fn a_long_body_is_cut_between_words_and_nothing_is_lost() {
        let body = "слово word ".repeat(2000);
        let (entry, _) = entry("T", &[], "", &body);
        assert!(entry.pieces().len() > 3);
        assert!(entry.pieces().iter().all(|piece| piece.len() <= TEXT && piece.ends_with(['о', 'd'])));
        assert_eq!(entry.pieces().iter().map(|piece| fold::written(piece).count()).sum::<usize>(), 4000);
        assert_eq!(entry.sizes, entry.pieces().iter().map(|piece| piece.len() as u32).collect::<Vec<_>>());
        let record = Record { title: "T".into(), ..Record::default() };
        let told = Entry::told_by(&record, Arc::clone(&entry.hits), entry.sizes.clone(), Box::new(move || body.clone()));
        assert_eq!((told.pieces(), told.head(0)), (entry.pieces(), entry.head(0)));
        let unbroken = "ж".repeat(TEXT);
        assert_eq!(pieces(&unbroken).map(str::len).sum::<usize>(), unbroken.len());
    }

    #[test]
    fn words_come_back_from_bytes_as_they_were() {
        let (entry, _) = entry("Battle of Shusha", &["Shusha"], "Near Shusha", &"слово word more ".repeat(2000));
        let bytes = postcard::to_stdvec(&*entry.hits).unwrap();
        assert_eq!(postcard::from_bytes::<Hits>(&bytes).unwrap(), *entry.hits);
        assert!(bytes.len() < 4 * entry.hits.list.len() + 8, "{} bytes", bytes.len());
        for end in 0..bytes.len() {
            assert!(postcard::from_bytes::<Hits>(&bytes[..end]).is_err());
        }
    }

    #[test]
    fn what_is_shown_is_short() {
        let (entry, _) = entry("T", &["T", "Other", "Other"], &"word ".repeat(100), "");
        let head = entry.head(0);
        assert!(head[4].as_str().unwrap().chars().count() <= SUMMARY);
        assert_eq!(head[6], "Other");
    }
}
