//! The nearest right name: for people as a question, and, where it can be no other, as a fact.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, HashMap};

use strsim::damerau_levenshtein;

use crate::base::digest::Digest;

/// A name longer than this is no slip of another: comparing takes the product of two lengths.
const LONGEST: usize = 400;

fn is_short(name: &str) -> bool {
    name.len() <= LONGEST
}

/// How far a slip of the pen goes, by the length of what is written.
fn limit(name: &str) -> usize {
    (name.chars().count() / 3).clamp(1, 3)
}

/// The name among a few `known` that is nearest to `name`, near enough to be a slip of the pen.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    all_nearest(name, known).into_iter().next()
}

/// Those that are nearest, where several are equally so, in their order.
fn all_nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if !is_short(name) {
        return Vec::new();
    }
    let limit = limit(name);
    let mut near: Vec<&str> = Vec::new();
    let mut least = usize::MAX;
    for candidate in known.into_iter().filter(|candidate| is_short(candidate)) {
        let distance = damerau_levenshtein(name, candidate);
        if distance > least || !(distance <= limit || is_begun(name, candidate)) || is_opposite(name, candidate) {
            continue;
        }
        if distance < least {
            near.clear();
            least = distance;
        }
        near.push(candidate);
    }
    near.sort_unstable();
    near.dedup();
    near
}

fn is_begun(name: &str, candidate: &str) -> bool {
    name.len() > 3 && candidate.starts_with(name)
}

/// Whether one word is the other with a prefix that denies it: near in letters, and the last thing that was meant.
fn is_opposite(name: &str, candidate: &str) -> bool {
    let denies = |long: &str, short: &str| {
        let prefix = long.strip_suffix(short).unwrap_or_default().trim_end_matches('-');
        short.len() > 3 && ["un", "in", "non", "dis", "anti"].contains(&prefix)
    };
    denies(name, candidate) || denies(candidate, name)
}

/// The one name of a closed set that `name` can only have meant: the same in other case, `_` for `-`, or one slip away
/// from it and two or more from all others, with the same digits.
pub fn certain<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if !is_short(name) {
        return None;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let folded = fold(name);
    let mut near: Vec<(usize, &str)> =
        known.into_iter().filter(|it| is_short(it)).map(|it| (damerau_levenshtein(&folded, &fold(it)), it)).collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        [(0, one), rest @ ..] if rest.first().is_none_or(|(distance, _)| *distance > 0) => Some(one),
        [(1, one), rest @ ..] if name.chars().count() > 3 && digits(name) == digits(one) => {
            rest.first().is_none_or(|(distance, _)| *distance > 2).then_some(one)
        }
        _ => None,
    }
}

/// The one name of a closed set that differs from `name` in case alone, or in `_` or a space for `-`.
pub fn same<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut same = known.into_iter().filter(|it| is_short(name) && fold(name) == fold(it));
    same.next().filter(|first| same.all(|other| other == *first))
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace(['_', ' '], "-")
}

/// Many names, each searched for the nearest to many others: the ids of a kind, the addresses of a site.
///
/// What is one slip away is always found, through the names with one character left out. What is farther is looked for
/// among all, as often as `LOOKS` allows; behind that a finding has no suggestion, and the run still ends.
pub struct Names<'a> {
    known: Vec<&'a str>,
    by_length: BTreeMap<usize, Vec<&'a str>>,
    /// Digest of a name, or of one with a character left out → names.
    without_one: OnceCell<HashMap<Digest, Vec<u32>>>,
    looks: Cell<usize>,
}

/// How many comparisons are made for what is farther than one slip.
pub const LOOKS: usize = 200_000;

/// How many names that begin as the one searched are looked at.
const BEGUN: usize = 64;

impl<'a> Names<'a> {
    /// Takes names in any order.
    pub fn new(known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known: Vec<&str> = known.into_iter().filter(|name| is_short(name)).collect();
        known.sort_unstable();
        known.dedup();
        let mut by_length: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for name in &known {
            by_length.entry(name.chars().count()).or_default().push(name);
        }
        Names { known, by_length, without_one: OnceCell::new(), looks: Cell::new(0) }
    }

    /// The nearest to a name, as `nearest` finds it.
    pub fn nearest(&self, name: &str) -> Option<&'a str> {
        self.all_nearest(name).into_iter().next()
    }

    /// Those that are nearest, where several are equally so: none of them is more likely meant than the others.
    pub fn all_nearest(&self, name: &str) -> Vec<&'a str> {
        if !is_short(name) {
            return Vec::new();
        }
        let index = self.without_one.get_or_init(|| {
            let mut index: HashMap<Digest, Vec<u32>> = HashMap::new();
            for (number, known) in self.known.iter().enumerate() {
                for key in keys(known) {
                    index.entry(key).or_default().push(number as u32);
                }
            }
            index
        });
        let mut close: Vec<u32> = keys(name).into_iter().filter_map(|key| index.get(&key)).flatten().copied().collect();
        close.sort_unstable();
        close.dedup();
        let begun = self.known.partition_point(|known| *known < name);
        let begun = self.known[begun..].iter().take_while(|known| is_begun(name, known)).take(BEGUN);
        let found = self.among(name, close.into_iter().map(|number| self.known[number as usize]).chain(begun.copied()));
        if found.first().is_some_and(|near| damerau_levenshtein(name, near) <= 1) || self.looks.get() >= LOOKS {
            return found;
        }
        let length = name.chars().count();
        let limit = limit(name);
        let reached = self.by_length.range(length.saturating_sub(limit)..=length + limit).flat_map(|(_, names)| names);
        self.among(name, reached.copied().chain(found))
    }

    fn among(&self, name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        all_nearest(name, candidates.inspect(|_| self.looks.set(self.looks.get() + 1)))
    }

    /// How many comparisons were made.
    pub fn looks(&self) -> usize {
        self.looks.get()
    }
}

/// A name, and it with each of its characters left out.
fn keys(name: &str) -> Vec<Digest> {
    let mut keys = vec![Digest::of_bytes(name.as_bytes())];
    let mut without = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        without.clear();
        without.push_str(&name[..at]);
        without.push_str(&name[at + c.len_utf8()..]);
        keys.push(Digest::of_bytes(without.as_bytes()));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_a_slip_away() {
        assert_eq!(nearest("azerbaijian", ["armenia", "azerbaijan"]), Some("azerbaijan"));
        assert_eq!(nearest("summry", ["title", "summary"]), Some("summary"));
        assert_eq!(nearest("xyz", ["title", "summary"]), None);
    }

    #[test]
    fn the_opposite_is_never_meant() {
        assert_eq!(nearest("unrecognised", ["recognised", "partly-recognised"]), None);
        assert_eq!(nearest("recognised", ["unrecognised"]), None);
        assert_eq!(nearest("recogised", ["recognised", "unrecognised"]), Some("recognised"));
    }

    #[test]
    fn of_names_equally_near_none_is_preferred() {
        let names = Names::new(["westland", "eastland", "northland"]);
        assert_eq!(names.all_nearest("wastland"), ["eastland", "westland"]);
        assert_eq!(names.all_nearest("westlnd"), ["westland"]);
        assert_eq!(names.all_nearest("zzz"), [""; 0]);
    }

    #[test]
    fn what_is_too_long_is_near_nothing() {
        let (long, other) = ("a".repeat(1_000_000), "a".repeat(1_000_001));
        let names = Names::new([long.as_str(), "title"]);
        assert_eq!(
            (nearest(&other, [long.as_str()]), certain(&other, [long.as_str()]), names.nearest(&other)),
            (None, None, None)
        );
        assert_eq!((nearest("titel", [long.as_str(), "title"]), names.nearest("titel")), (Some("title"), Some("title")));
    }

    #[test]
    fn certain_is_what_can_be_no_other() {
        assert_eq!(certain("summry", ["title", "summary"]), Some("summary"));
        assert_eq!(certain("As_Of", ["as-of", "at"]), Some("as-of"));
        assert_eq!(certain("sumry", ["title", "summary"]), None, "two slips");
        assert_eq!(certain("form", ["from", "for"]), None, "two are near");
        assert_eq!(certain("plac", ["place", "places"]), None, "two are near");
        assert_eq!(certain("at2020", ["at2021"]), None, "a digit is no slip");
        assert_eq!(certain("a", ["b"]), None, "too short to tell");
    }

    #[test]
    fn the_same_name_in_other_letters_is_the_same() {
        assert_eq!(same("As_Of", ["as-of", "at"]), Some("as-of"));
        assert_eq!(same("refused", ["refuted"]), None, "another letter may be another word");
    }

    #[test]
    fn many_names_find_what_few_do() {
        let known = ["azerbaijan", "armenia", "nagorno-karabakh", "reuters-2020-10-07", "ermenistan"];
        let names = Names::new(known);
        for name in ["azerbaijian", "armania", "armenian", "nagorno", "nagorni-karabak", "reuters-2020-10-08", "mraenia", "x"] {
            assert_eq!(names.nearest(name), nearest(name, known), "{name}");
        }
    }

    #[test]
    fn ten_thousand_unknown_among_ten_thousand_known_are_bounded_work() {
        let known: Vec<String> = (0..10_000).map(|n| format!("source-of-the-day-{n:05}")).collect();
        let names = Names::new(known.iter().map(String::as_str));
        for (n, right) in known.iter().enumerate() {
            let wrong = format!("source-of-thr-day-{n:05}");
            assert_eq!(names.nearest(&wrong), Some(right.as_str()), "one slip is always found");
            names.nearest(&format!("somebody-else-entirely-{n}"));
        }
        // Of all pairs there are two hundred million.
        assert!(names.looks() < LOOKS + 10_000 + 20_000 * BEGUN, "{}", names.looks());
        assert!(names.looks() > LOOKS, "what is farther was looked for too");
    }
}
