//! All words that were met, by number: a word is held once, and where it stands is a number and not a text.
//!
//! Which word has which number depends on the order in which threads met them, so numbers are in no output and in no order of one.

use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::digest::Keyed;
use crate::search::fold::{self, Word};

/// The words of all entries that are brought together; it grows with them.
#[derive(Default)]
pub struct Dictionary {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    words: Vec<Arc<Word>>,
    numbers: Keyed<u32, Arc<Word>>,
}

impl Dictionary {
    /// The words met so far, by number.
    pub fn words(&self) -> Vec<Arc<Word>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).words.clone()
    }

    /// Takes the words of another dictionary, by number; what it numbered is numbered so here, if no word was met before.
    pub fn learn(&self, words: Vec<Arc<Word>>) {
        words.into_iter().for_each(|word| drop(self.number(Arc::unwrap_or_clone(word))));
    }

    fn number(&self, word: Word) -> (u32, Arc<Word>) {
        // A poisoned lock means another thread panicked; a word is pushed before it is named, so all numbers hold.
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((word, number)) = known.numbers.get_key_value(&word) {
            return (*number, Arc::clone(word));
        }
        let word = Arc::new(word);
        // Invariant: there are fewer different words than bytes of text, and these are bounded.
        let number = known.words.len() as u32;
        known.words.push(Arc::clone(&word));
        known.numbers.insert(Arc::clone(&word), number);
        (number, word)
    }
}

/// The words that one thread met as they were written, folded once, and for each what the entry at hand holds of it.
pub struct Lexicon<'d> {
    dictionary: &'d Dictionary,
    /// By what is written: the places in `met` of the words that it stands for.
    written: Keyed<Rc<[usize]>, Box<str>>,
    met: Vec<Met>,
    /// By number: the place in `met`.
    places: Keyed<usize, u32>,
    /// Number of the text at hand.
    text: usize,
}

struct Met {
    number: u32,
    word: Arc<Word>,
    /// The last text that it stood in, and its place among the words of that.
    seen: (usize, usize),
}

impl<'d> Lexicon<'d> {
    /// A lexicon that numbers its words as a dictionary does.
    pub fn new(dictionary: &'d Dictionary) -> Self {
        Lexicon { dictionary, written: Keyed::default(), met: Vec::new(), places: Keyed::default(), text: 0 }
    }

    /// Begins a text in which no word stands yet.
    pub fn begin(&mut self) {
        self.text += 1;
    }

    /// The places of the words that a written word stands for.
    pub fn look_up(&mut self, written: &str) -> Rc<[usize]> {
        if let Some(known) = self.written.get(written) {
            return Rc::clone(known);
        }
        let places: Rc<[usize]> = fold::words(written).into_iter().map(|word| self.meet(word)).collect();
        self.written.insert(written.into(), Rc::clone(&places));
        places
    }

    /// The place of a word.
    pub fn meet(&mut self, word: Word) -> usize {
        let (number, word) = self.dictionary.number(word);
        let Lexicon { places, met, .. } = self;
        *places.entry(number).or_insert_with(|| {
            met.push(Met { number, word, seen: (0, 0) });
            met.len() - 1
        })
    }

    /// The word at a place.
    pub fn word(&self, place: usize) -> &Word {
        &self.met[place].word
    }

    /// Says that the word at a place stands in the text: its number, and which of the words of this text it is, of `count` so far.
    pub fn stand(&mut self, place: usize, count: usize) -> (u32, usize) {
        let met = &mut self.met[place];
        if met.seen.0 != self.text {
            met.seen = (self.text, count);
        }
        (met.number, met.seen.1)
    }
}
