//! Words of any script → the form they are compared in, and the Latin skeleton under which they are filed.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::digest::Digest;
use crate::search::letters::{ARTICLES, DROPPED, FOLDED, LETTERS, SOUNDS, SPELLINGS, UNSPACED, ZEROS};

/// What keys of consonants begin with, behind all letters of Latin.
pub const SOUND: char = '~';

/// Longest form of a word, in characters: what is longer is cut.
pub const LONGEST: usize = 32;

/// A word as it is compared and filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Box<str>, Box<str>)", into = "(Box<str>, Box<str>)")]
pub struct Word {
    /// Its hash: a word is looked up for each time it is written.
    hash: u64,
    /// The skeleton: its place in the index, the same for one name in several scripts.
    pub key: Box<str>,
    /// The folded word.
    pub form: Box<str>,
}

impl Word {
    /// A word filed under a key.
    pub fn new(key: &str, form: &str) -> Word {
        Word { hash: Digest::of(&(key, form)).low_bits(), key: key.into(), form: form.into() }
    }
}

impl From<(Box<str>, Box<str>)> for Word {
    fn from((key, form): (Box<str>, Box<str>)) -> Word {
        Word::new(&key, &form)
    }
}

impl From<Word> for (Box<str>, Box<str>) {
    fn from(word: Word) -> Self {
        (word.key, word.form)
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

fn within(c: char, ranges: &[(u32, u32)]) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&(c as u32)))
}

/// Whether a character belongs to a word, seen alone.
fn is_of_word(c: char) -> bool {
    is_ascii_of_word(c) || (!c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c) || within(c, DROPPED)))
}

fn is_ascii_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '\''
}

/// The words of a text as they are written, in order.
pub fn written(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[run(rest, false)..];
        let (word, behind) = rest.split_at(run(rest, true));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// How many bytes at the beginning of a text are of a word, or of none.
fn run(text: &str, of_word: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // Most characters are ASCII, and need not be put together.
        if byte.is_ascii() {
            if is_ascii_of_word(char::from(*byte)) != of_word {
                break;
            }
            at += 1;
        } else {
            match text[at..].chars().next().filter(|c| is_of_word(*c) == of_word) {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    at
}

/// A written word as words to file: none, one, or the pairs of a script without spaces.
pub fn words(written: &str) -> Vec<Word> {
    let form = fold(written);
    let mut found = Vec::new();
    let mut rest = form.as_str();
    while let Some(first) = rest.chars().next() {
        let unspaced = within(first, UNSPACED);
        let end = rest.find(|c| within(c, UNSPACED) != unspaced).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        if !unspaced {
            found.push(word(run.chars().take(LONGEST).collect()));
            continue;
        }
        let characters: Vec<char> = run.chars().collect();
        let pairs = characters.windows(2.min(characters.len()));
        found.extend(pairs.map(|pair| word(pair.iter().collect())));
    }
    found
}

fn word(form: String) -> Word {
    Word::new(&skeleton(&form), &form)
}

/// A word without what makes no difference to a reader who searches.
pub fn fold(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    let plain: String = word.nfkd().collect::<String>().to_lowercase();
    let folded = rewrite(&plain, FOLDED);
    folded.chars().filter(|c| !within(*c, DROPPED) && is_of_word(*c)).map(digit).collect()
}

fn digit(c: char) -> char {
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&(c as u32)));
    zero.and_then(|zero| char::from_digit(c as u32 - zero, 10)).unwrap_or(c)
}

/// The Latin skeleton of a folded word; what is in a script without a table stays as it is.
pub fn skeleton(form: &str) -> String {
    let stem = ARTICLES.iter().find_map(|article| form.strip_prefix(article).filter(|rest| rest.chars().count() > 2));
    let latin = if form.is_ascii() { form.to_string() } else { rewrite(stem.unwrap_or(form), LETTERS) };
    let plain = rewrite(&latin, SPELLINGS);
    let mut key = String::with_capacity(plain.len());
    for c in plain.chars() {
        // Digits count one by one.
        if !key.ends_with(c) || c.is_numeric() {
            key.push(c);
        }
    }
    if key.is_empty() { form.to_string() } else { key }
}

/// The consonants of a skeleton, by which a name is found that is spelt otherwise; none for what is too short for it.
pub fn sound(key: &str) -> Option<String> {
    if !key.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let consonants = rewrite(key, SOUNDS);
    let begins = if key.starts_with(['a', 'e', 'i', 'o', 'u']) { "a" } else { "" };
    let sound = format!("{SOUND}{begins}{}", consonants.trim_end_matches('h'));
    (sound.len() > 2).then_some(sound)
}

/// Replaces from left to right, the longest first.
fn rewrite(text: &str, table: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match longest(rest, first, table) {
            Some((from, to)) => {
                out.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn longest<'t>(text: &str, first: char, table: &'t [(&'t str, &'t str)]) -> Option<(&'t str, &'t str)> {
    let found = table.iter().filter(|(from, _)| from.starts_with(first) && text.starts_with(from));
    found.max_by_key(|(from, _)| from.len()).copied()
}

/// The tables, for the script.
pub fn tables() -> Value {
    let pairs = |table: &[(&str, &str)]| -> Value { table.iter().map(|(from, to)| (from.to_string(), json!(to))).collect() };
    json!({
        "longest": LONGEST,
        "dropped": DROPPED,
        "unspaced": UNSPACED,
        "zeros": ZEROS,
        "folded": pairs(FOLDED),
        "letters": pairs(LETTERS),
        "spellings": pairs(SPELLINGS),
        "sounds": pairs(SOUNDS),
        "articles": ARTICLES,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        written(text).flat_map(words).map(|word| word.form.into()).collect()
    }

    #[track_caller]
    fn one_key(spellings: &[&str]) {
        let keys: Vec<_> = spellings.iter().map(|it| skeleton(&fold(it))).collect();
        assert!(keys.iter().all(|key| *key == keys[0]), "{spellings:?} → {keys:?}");
    }

    #[test]
    fn case_and_accents_make_no_difference_and_letters_do() {
        assert_eq!(fold("Şuşa"), "susa");
        assert_eq!(fold("İSTANBUL"), fold("istanbul"));
        assert_eq!(fold("ISPARTA"), fold("ısparta"));
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("Ёлка"), "елка");
        assert_ne!(fold("война"), fold("воина"));
        assert_eq!(fold("Երևան"), fold("Երեւան"));
        assert_eq!(fold("ԵՐԵՎԱՆ").chars().count(), 6);
        assert_eq!(fold("أَرْمِينِيَـا"), "ارمينيا");
        assert_eq!(fold("۲۰۲۰"), "2020");
        assert_eq!(fold("٢٠٢٠"), "2020");
        // The signs of vowels in Devanagari are no accents.
        assert_ne!(fold("कि"), fold("का"));
    }

    #[test]
    fn a_name_has_one_skeleton_in_all_scripts() {
        one_key(&["Stepanakert", "Ստեփանակերտ", "Степанакерт", "სტეპანაკერტ"]);
        one_key(&["Yerevan", "Երևան", "Ереван", "Erevan"]);
        one_key(&["Shusha", "Şuşa", "Шуша"]);
        one_key(&["Khankendi", "Ханкенди"]);
        one_key(&["Pashinyan", "Փաշինյան", "Пашинян", "Pachinian".replace("ch", "sh").as_str()]);
        one_key(&["Aliyev", "Алиев", "Ալիև", "Aliev"]);
        one_key(&["Artsakh", "Արցախ", "Арцах"]);
        one_key(&["Alexander", "Aleksander"]);
        one_key(&["الأرمن", "أرمن"]);
    }

    #[test]
    fn a_name_spelt_without_vowels_has_the_same_consonants() {
        let sound_of = |text: &str| sound(&skeleton(&fold(text)));
        for (latin, other) in [
            ("Stepanakert", "ستيباناكيرت"),
            ("Yerevan", "يريفان"),
            ("Karabakh", "كاراباخ"),
            ("Nagorno", "ناغورني"),
            ("Azerbaijan", "أذربيجان"),
            ("Kalbajar", "Kəlbəcər"),
            ("Aliyev", "Əliyev"),
            ("Baku", "باكو"),
            ("Macron", "ماكرون"),
        ] {
            assert!(sound_of(latin).is_some());
            assert_eq!(sound_of(latin), sound_of(other), "{latin} {other}");
        }
        assert_eq!(sound("a"), None);
    }

    #[test]
    fn texts_are_cut_into_words() {
        assert_eq!(forms("Nagorno-Karabakh’s “war”, 4,388 km²"), ["nagorno", "karabakhs", "war", "4", "388", "km2"]);
        assert_eq!(forms("Ի՞նչ է սա։"), ["ինչ", "է", "սա"]);
        assert_eq!(forms("می‌خواهم"), ["ميخواهم"]);
        assert_eq!(forms("停火協議 2020"), ["停火", "火協", "協議", "2020"]);
        assert_eq!(forms("火"), ["火"]);
        assert_eq!(forms(" — … ' "), Vec::<String>::new());
    }

    #[test]
    fn no_table_names_a_letter_twice() {
        for table in [FOLDED, LETTERS, SPELLINGS, SOUNDS] {
            for (index, (from, _)) in table.iter().enumerate() {
                assert!(table[..index].iter().all(|(other, _)| other != from), "{from}");
            }
        }
    }
}
