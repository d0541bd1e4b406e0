//! All entries → for each term where it stands, the weightiest first.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::digest::Keyed;
use crate::search::entry::{Entry, Hit};
use crate::search::fold::{self, Word};

/// Most entries told of a term, and most of each kind beyond: a search for a common word needs no more.
const MOST: usize = 200;
const MOST_OF_KIND: usize = 16;

/// How far repeating a word in a body goes, and how far the body's length counts (BM25: Robertson and Zaragoza 2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The weight of a word is a digit of this base.
const WEIGHTS: u32 = 36;

/// A term with the entries it stands in, as a text of the index.
#[derive(Debug, PartialEq, Eq)]
pub struct Term {
    /// The skeleton it is filed under.
    pub key: Box<str>,
    /// The folded word.
    pub form: Box<str>,
    /// `count!` if not all are told; then, for each weight from the highest, `;` apart: the weight and the entries with it
    /// as differences, `,` apart, each with `.piece` if the word is not in the first one. All numbers in base 36.
    pub postings: String,
}

impl Term {
    /// Bytes it takes in a file.
    pub fn size(&self) -> usize {
        let form = if self.form == self.key { 0 } else { self.form.len() };
        self.key.len() + form + self.postings.len() + 9
    }
}

/// Where a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Posting {
    entry: u32,
    weight: u8,
    piece: u8,
}

/// A word with the entries it stands in.
struct Row {
    word: Arc<Word>,
    /// In how many entries it stands.
    count: usize,
    /// The weightiest of them.
    postings: Vec<Posting>,
}

/// All words in the order of their keys.
pub struct Inverted {
    rows: Vec<Row>,
}

/// Brings entries and their words together, which are numbered by a dictionary.
pub fn invert(entries: &[Arc<Entry>], dictionary: &[Arc<Word>]) -> Inverted {
    let words: u64 = entries.iter().map(|entry| u64::from(entry.hits.words)).sum();
    let mean = (words as f32 / entries.len().max(1) as f32).max(1.0);
    // Each thread goes through all entries for its share of the words, and puts every posting at once where it belongs. Words that
    // are met early stand in many entries, so they are dealt out in turn.
    let parts = rayon::current_num_threads();
    let rows = (0..parts).into_par_iter().flat_map_iter(|part| {
        let words: Vec<&Arc<Word>> = dictionary.iter().skip(part).step_by(parts).collect();
        let hits = || {
            let all =
                entries.iter().zip(0..).flat_map(|(entry, number)| entry.hits.list.iter().map(move |hit| (entry, number, hit)));
            all.filter(move |(.., hit)| hit.word as usize % parts == part)
        };
        let mut counts = vec![0_usize; words.len()];
        for (.., hit) in hits() {
            counts[hit.word as usize / parts] += 1;
        }
        let mut ends: Vec<usize> = counts.iter().scan(0, |end, count| Some(std::mem::replace(end, *end + count))).collect();
        let mut postings = vec![Posting { entry: 0, weight: 0, piece: 0 }; counts.iter().sum()];
        for (entry, number, hit) in hits() {
            let piece = if hit.name > 0 || hit.summary { 0 } else { hit.piece };
            let end = &mut ends[hit.word as usize / parts];
            postings[*end] = Posting { entry: number, weight: weight(hit, entry, mean), piece };
            *end += 1;
        }
        let row = move |(at, word): (usize, &Arc<Word>)| {
            let of_word = &postings[ends[at] - counts[at]..ends[at]];
            let row = || Row { word: Arc::clone(word), count: of_word.len(), postings: weightiest(of_word, entries) };
            (!of_word.is_empty()).then(row)
        };
        words.into_iter().enumerate().filter_map(row).collect::<Vec<_>>()
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.par_sort_unstable_by(|a, b| order(&a.word, &b.word));
    Inverted { rows }
}

/// The weight of a word in an entry: first the name, the shorter the better, since who types two words means what is called so and
/// not each headline that holds them; then the summary, the body, the kind.
fn weight(hit: &Hit, entry: &Entry, mean: f32) -> u8 {
    let name = if hit.name == 0 { 0.0 } else { 12.0 + 12.0 / f32::from(hit.name) };
    let summary = if hit.summary { 4.0 } else { 0.0 };
    let times = f32::from(hit.body);
    let body = 4.0 * times / (times + K1 * (1.0 - B + B * entry.hits.words as f32 / mean));
    let all = name + summary + body + f32::from(entry.prior);
    // Between 1 and 35 by construction; the cast cannot lose anything.
    all.round().clamp(1.0, (WEIGHTS - 1) as f32) as u8
}

/// The postings that are told, of all in the order of entries: the weightiest, and enough of each kind that a reader may
/// choose one.
fn weightiest(all: &[Posting], entries: &[Arc<Entry>]) -> Vec<Posting> {
    // There are few weights: those of one are counted, and each posting is put behind those before it.
    let mut places = [0; WEIGHTS as usize];
    for it in all {
        places[it.weight as usize] += 1;
    }
    let mut start = 0;
    for place in places.iter_mut().rev() {
        start += std::mem::replace(place, start);
    }
    let mut postings = all.to_vec();
    for it in all {
        let place = &mut places[it.weight as usize];
        postings[*place] = *it;
        *place += 1;
    }
    if postings.len() > MOST {
        let mut of_kind = [0; u8::MAX as usize + 1];
        let mut rank = 0;
        postings.retain(|it| {
            rank += 1;
            let told = &mut of_kind[entries[it.entry as usize].kind_rank as usize];
            let is_told = rank <= MOST || *told < MOST_OF_KIND;
            *told += usize::from(is_told);
            is_told
        });
        postings.shrink_to_fit();
    }
    postings
}

impl Inverted {
    /// The terms, for the shards.
    pub fn terms(&self) -> Vec<Term> {
        let term = |row: &Row| Term {
            key: row.word.key.clone(),
            form: row.word.form.clone(),
            postings: encode(row.count, &row.postings),
        };
        self.rows.par_iter().map(term).collect()
    }

    /// For every beginning of words that lie in several shards, given the borders of these: a term for all of them,
    /// so that a search for it reads one file.
    pub fn beginnings(&self, borders: &[String], entries: &[Arc<Entry>]) -> Vec<Term> {
        let mut beginnings: BTreeSet<&str> = BTreeSet::new();
        for border in borders.iter().skip(1) {
            let at = self.rows.partition_point(|row| order_keys(&row.word.key, border) == Ordering::Less);
            // Invariant: a shard begins with a row, and one that is not the first has a row before it.
            let (Some(last), Some(next)) = (at.checked_sub(1).and_then(|at| self.rows.get(at)), self.rows.get(at)) else {
                continue;
            };
            let common = common(&last.word.key, &next.word.key);
            let ends = common.char_indices().map(|(start, c)| start + c.len_utf8());
            beginnings.extend(ends.map(|end| &common[..end]).filter(|it| !it.starts_with(fold::SOUND)));
        }
        let mut terms: Vec<Term> = beginnings.into_par_iter().map(|it| self.beginning(it, entries)).collect();
        terms.sort_unstable_by(|a, b| order_keys(&a.key, &b.key));
        terms
    }

    fn beginning(&self, beginning: &str, entries: &[Arc<Entry>]) -> Term {
        let start = self.rows.partition_point(|row| order_keys(&row.word.key, beginning) == Ordering::Less);
        let rows = self.rows[start..].iter().take_while(|row| row.word.key.starts_with(beginning));
        let mut best: Keyed<Posting, u32> = Keyed::default();
        let mut count = 0;
        for row in rows {
            count = count.max(row.count);
            let is_whole = &*row.word.key == beginning;
            for posting in &row.postings {
                // What begins so is worth three fifths of what is called so, to the nearest; the script holds the same.
                let weight = if is_whole { posting.weight } else { ((posting.weight * 3 + 2) / 5).max(1) };
                let known = best.entry(posting.entry).or_insert(Posting { weight: 0, ..*posting });
                if weight > known.weight {
                    *known = Posting { weight, ..*posting };
                }
            }
        }
        let mut postings: Vec<Posting> = best.into_values().collect();
        postings.sort_unstable_by_key(|it| it.entry);
        count = count.max(postings.len());
        let postings = weightiest(&postings, entries);
        Term { key: beginning.into(), form: beginning.into(), postings: encode(count, &postings) }
    }
}

/// The order of words in the index.
fn order(a: &Word, b: &Word) -> Ordering {
    order_keys(&a.key, &b.key).then_with(|| a.form.cmp(&b.form))
}

/// The order of keys is that of JavaScript: by UTF-16, which differs from UTF-8's behind U+E000.
pub fn order_keys(a: &str, b: &str) -> Ordering {
    let is_far = |key: &str| key.bytes().any(|byte| byte >= 0xee);
    if is_far(a) || is_far(b) { a.encode_utf16().cmp(b.encode_utf16()) } else { a.cmp(b) }
}

/// The beginning that two texts have in common.
pub fn common<'t>(a: &'t str, b: &str) -> &'t str {
    let end = a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    &a[..end.unwrap_or(a.len().min(b.len()))]
}

fn encode(count: usize, postings: &[Posting]) -> String {
    // Most are of two digits with a comma.
    let mut out = String::with_capacity(postings.len() * 3 + 8);
    if count > postings.len() {
        put36(&mut out, count);
        out.push('!');
    }
    for (index, of_weight) in postings.chunk_by(|a, b| a.weight == b.weight).enumerate() {
        if index > 0 {
            out.push(';');
        }
        put36(&mut out, of_weight[0].weight.into());
        let mut last = 0;
        for (index, posting) in of_weight.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            put36(&mut out, (posting.entry - last) as usize);
            last = posting.entry;
            if posting.piece > 0 {
                out.push('.');
                put36(&mut out, posting.piece.into());
            }
        }
    }
    out
}

/// A number in base 36.
pub fn base36(number: usize) -> String {
    let mut out = String::new();
    put36(&mut out, number);
    out
}

/// Writes a number in base 36: an index holds hundreds of thousands.
fn put36(out: &mut String, mut number: usize) {
    // More digits than any number has.
    let (mut digits, mut at) = ([0; 16], 16);
    while at == 16 || number > 0 {
        at -= 1;
        digits[at] = b"0123456789abcdefghijklmnopqrstuvwxyz"[number % WEIGHTS as usize];
        number /= WEIGHTS as usize;
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Record;
    use crate::search::dictionary::{Dictionary, Lexicon};
    use crate::search::entry::Hits;

    fn filed(records: &[Record]) -> (Vec<Arc<Entry>>, Vec<Arc<Word>>) {
        let dictionary = Dictionary::default();
        let entries =
            records.iter().map(|it| Arc::new(Entry::of(it, Hits::of(it, &mut Lexicon::new(&dictionary)).into()))).collect();
        (entries, dictionary.words())
    }

    fn entries(titles: &[&str]) -> (Vec<Arc<Entry>>, Vec<Arc<Word>>) {
        filed(&titles.iter().map(|title| Record { title: title.to_string(), ..Record::default() }).collect::<Vec<_>>())
    }

    fn posting(entry: u32, weight: u8, piece: u8) -> Posting {
        Posting { entry, weight, piece }
    }

    #[test]
    fn postings_are_written_by_weight_as_differences() {
        assert_eq!(encode(4, &[posting(3, 35, 0), posting(40, 35, 1), posting(2, 7, 0), posting(1000, 7, 0)]), "z3,11.1;72,rq");
        assert_eq!(encode(300, &[posting(0, 1, 0)]), "8c!10");
    }

    #[test]
    fn a_short_name_weighs_more_than_a_long_one_and_a_name_more_than_a_text() {
        let (all, words) = entries(&["Shusha", "The battle of Shusha"]);
        let rows = invert(&all, &words).rows;
        let row = rows.iter().find(|row| &*row.word.form == "shusha").unwrap();
        assert_eq!(row.postings.iter().map(|it| it.entry).collect::<Vec<_>>(), [0, 1]);
        let hit = |name, summary, body| Hit { word: 0, name, summary, body, piece: 0 };
        let weigh = |hit| weight(&hit, &all[0], 1.0);
        assert!(weigh(hit(40, false, 0)) > weigh(hit(0, true, 255)));
        assert!(weigh(hit(1, true, 255)) < 36);
    }

    #[test]
    fn a_beginning_that_spans_shards_is_a_term_of_its_own() {
        let (all, words) = entries(&["arm", "armenia", "armenian", "army", "bank"]);
        let inverted = invert(&all, &words);
        let terms = inverted.beginnings(&["arm".into(), "armenian".into(), "bank".into()], &all);
        let keys: Vec<&str> = terms.iter().map(|term| &*term.key).collect();
        assert_eq!(keys, ["a", "ar", "arm", "arme", "armen", "armeni", "armenia"]);
        // The word itself stands before what begins with it.
        assert!(terms[2].postings.starts_with("o0;"), "{}", terms[2].postings);
    }

    #[test]
    fn a_common_word_tells_the_weightiest_and_some_of_each_kind() {
        let mut records = vec![Record { kind: "event", title: "war".into(), ..Record::default() }; 5 * MOST];
        records.extend(vec![Record { kind: "source", kind_rank: 1, body: "war".into(), ..Record::default() }; MOST]);
        let (entries, words) = filed(&records);
        let row = invert(&entries, &words).rows.into_iter().find(|row| &*row.word.key == "var").unwrap();
        assert_eq!((row.count, row.postings.len()), (6 * MOST, MOST + MOST_OF_KIND));
    }

    #[test]
    fn keys_are_in_the_order_of_the_script() {
        assert_eq!(order_keys("\u{ff21}", "\u{1d538}"), Ordering::Greater);
        assert_eq!(order_keys("a", "b"), Ordering::Less);
        assert_eq!(common("şab", "şac"), "şa");
    }
}
