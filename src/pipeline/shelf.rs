//! What an earlier process parsed, by the keys of the files: they lie on disk as bytes, one behind the other, and what this process parses is added.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::base::digest::{Digest, Keyed};

/// Bytes before each value: its key, and how many bytes it has.
const HEAD: usize = KEY + 4;
const KEY: usize = 16;

/// Takes all bytes there are, piece by piece, for the next process.
pub type Write = Box<dyn FnOnce(&[&[u8]]) + Send + Sync>;

/// Parsed files as bytes.
pub struct Shelf {
    bytes: Vec<u8>,
    places: Keyed<Range<usize>, Digest>,
    added: Mutex<Vec<(Digest, Vec<u8>)>>,
    write: Write,
}

impl Shelf {
    /// Takes the bytes that an earlier process wrote, whole, or none.
    pub fn new(bytes: Vec<u8>, write: Write) -> Shelf {
        let mut places = Keyed::default();
        let mut at = 0;
        while let Some((key, length)) = read_head(&bytes[at..]) {
            let range = at + HEAD..at + HEAD + length;
            at = range.end;
            if at > bytes.len() {
                break;
            }
            places.insert(key, range);
        }
        Shelf { bytes, places, added: Mutex::default(), write }
    }

    /// The bytes under a key.
    pub fn find(&self, key: Digest) -> Option<&[u8]> {
        self.places.get(&key).map(|range| &self.bytes[range.clone()])
    }

    /// Adds bytes under a key.
    pub fn add(&self, key: Digest, bytes: Vec<u8>) {
        // A poisoned lock means another thread panicked beside a push; the list is whole.
        self.added.lock().unwrap_or_else(PoisonError::into_inner).push((key, bytes));
    }

    /// Writes what is under these keys, unless it is what was there.
    pub fn close(self, keys: &[Digest]) {
        let Shelf { bytes, places, added, write } = self;
        let mut added = added.into_inner().unwrap_or_else(PoisonError::into_inner);
        if added.is_empty() && places.len() == keys.len() {
            return;
        }
        // The same whatever thread was first.
        added.sort_unstable_by_key(|(key, _)| *key);
        let kept = keys.iter().filter_map(|key| Some((*key, &bytes[places.get(key)?.clone()])));
        let all = kept.chain(added.iter().map(|(key, bytes)| (*key, bytes.as_slice())));
        // Longer than can be told: parsed again next time.
        let all: Vec<([u8; HEAD], &[u8])> = all.filter_map(|(key, bytes)| Some((head(key, bytes.len())?, bytes))).collect();
        let pieces: Vec<&[u8]> = all.iter().flat_map(|(head, bytes)| [head.as_slice(), bytes]).collect();
        write(&pieces);
    }
}

/// What stands before a value of so many bytes, if they are not too many.
fn head(key: Digest, length: usize) -> Option<[u8; HEAD]> {
    let mut head = [0; HEAD];
    let (start, end) = head.split_at_mut(KEY);
    start.copy_from_slice(&key.bytes());
    end.copy_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    Some(head)
}

/// The key and the length of the value that begins here.
fn read_head(bytes: &[u8]) -> Option<(Digest, usize)> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (length, _) = rest.split_first_chunk()?;
    Some((Digest::from_bytes(*key), u32::from_le_bytes(*length) as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A shelf, and what it writes when it is closed.
    fn shelf(bytes: &[u8]) -> (Shelf, Arc<Mutex<Option<Vec<u8>>>>) {
        let written = Arc::new(Mutex::default());
        let out = Arc::clone(&written);
        (Shelf::new(bytes.to_vec(), Box::new(move |bytes| *out.lock().unwrap() = Some(bytes.concat()))), written)
    }

    fn close(shelf: (Shelf, Arc<Mutex<Option<Vec<u8>>>>), keys: &[Digest]) -> Option<Vec<u8>> {
        shelf.0.close(keys);
        shelf.1.lock().unwrap().take()
    }

    #[test]
    fn what_is_used_is_written_and_nothing_else() {
        let [a, b, c] = ["a", "b", "c"].map(Digest::of);
        let first = shelf(b"");
        assert_eq!(first.0.find(a), None);
        first.0.add(b, b"second".to_vec());
        first.0.add(a, b"".to_vec());
        let bytes = close(first, &[a, b]).unwrap();
        // The same in whatever order it came.
        let again = shelf(b"");
        again.0.add(a, b"".to_vec());
        again.0.add(b, b"second".to_vec());
        assert_eq!(close(again, &[b, a]).unwrap(), bytes);

        let second = shelf(&bytes);
        assert_eq!((second.0.find(a), second.0.find(b), second.0.find(c)), (Some(&b""[..]), Some(&b"second"[..]), None));
        assert_eq!(close(second, &[a, b]), None, "there is nothing new");
        let third = shelf(&bytes);
        third.0.add(c, b"third".to_vec());
        let fourth = shelf(&close(third, &[b, c]).unwrap());
        assert_eq!((fourth.0.find(a), fourth.0.find(b), fourth.0.find(c)), (None, Some(&b"second"[..]), Some(&b"third"[..])));
        assert!(close(fourth, &[c]).is_some(), "what is used no more goes");
    }

    #[test]
    fn bytes_that_are_cut_short_give_what_is_whole() {
        let key = Digest::of("a");
        let first = shelf(b"");
        first.0.add(key, b"some".to_vec());
        let bytes = close(first, &[key]).unwrap();
        for end in 0..bytes.len() {
            assert_eq!(shelf(&bytes[..end]).0.find(key), None);
        }
    }
}
