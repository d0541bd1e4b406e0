//! 128-bit digests, and values that carry their own digest so that it stands for them when hashed.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::io::{self, Read, Write};
use std::ops::Deref;

use serde::{Deserialize, Serialize, Serializer};
use xxhash_rust::xxh3::Xxh3;

/// An xxh3-128 digest: a key for memory, and the fingerprint in a file's name; no proof against forgers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(u128);

impl Digest {
    /// The digest of anything hashable; the same value gives the same digest in every run.
    pub fn of<T: Hash + ?Sized>(value: &T) -> Digest {
        let mut gathered = Gathered(GATHERED.take());
        value.hash(&mut gathered);
        let Gathered(mut bytes) = gathered;
        let digest = Digest::of_bytes(&bytes);
        bytes.clear();
        GATHERED.set(bytes);
        digest
    }

    /// The digest of raw bytes.
    pub fn of_bytes(bytes: &[u8]) -> Digest {
        Digest(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// The digest of raw bytes that mean something else with each number.
    pub fn of_bytes_with(bytes: &[u8], number: u64) -> Digest {
        Digest(xxhash_rust::xxh3::xxh3_128_with_seed(bytes, number))
    }

    /// The digest of the bytes of a stream, of which little is held at once.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn of_stream(mut stream: impl Read) -> io::Result<Digest> {
        let mut hasher = Xxh3::new();
        io::copy(&mut stream, &mut hasher)?;
        Ok(Digest(hasher.digest128()))
    }

    /// What may be persisted: the xxh3-64 of bytes, whose value the algorithm fixes, as 16 hexadecimal digits.
    pub fn mark(bytes: &[u8]) -> String {
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes))
    }

    /// Whether a text has the form of a mark.
    pub fn is_mark(text: &str) -> bool {
        text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Ten hexadecimal digits for the name of a file with these bytes, so that a new content gets a new address.
    pub fn fingerprint(self) -> String {
        format!("{:010x}", self.0 >> 88)
    }

    /// Its bytes, the same on every machine.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// The digest of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Digest {
        Digest(u128::from_le_bytes(bytes))
    }

    /// The low 64 bits, uniform: for choosing a shard, or looking something up in memory.
    pub fn low_bits(self) -> u64 {
        self.0 as u64
    }
}

thread_local! {
    /// Room for what is hashed, used again by the next value. Values are many and small: their bytes are brought together and
    /// hashed at once, which is some times faster than piece by piece.
    static GATHERED: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes the bytes of a value.
struct Gathered(Vec<u8>);

impl Hasher for Gathered {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        Digest::of_bytes(&self.0).low_bits()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A map whose keys are digests, or hash as one: they are spread evenly, so that nothing is hashed anew.
pub type Keyed<V, K = u64> = HashMap<K, V, BuildHasherDefault<Even>>;

/// Takes a number of 64 bits for its hash, and makes one of texts and smaller numbers.
#[derive(Clone, Copy, Default)]
pub struct Even(u64);

impl Hasher for Even {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= xxhash_rust::xxh3::xxh3_64(bytes);
    }

    /// What ends a text, as a rule.
    fn write_u8(&mut self, number: u8) {
        self.0 ^= u64::from(number);
    }

    /// Small numbers are spread by the golden ratio.
    fn write_u32(&mut self, number: u32) {
        self.0 ^= u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u128(&mut self, number: u128) {
        self.0 = number as u64;
    }
}

/// Writes, and sums up what is written.
pub struct Summed<W> {
    out: W,
    hasher: Xxh3,
}

impl<W> Summed<W> {
    /// Writes to this, of which nothing is summed up yet.
    pub fn new(out: W) -> Self {
        Summed { out, hasher: Xxh3::new() }
    }

    /// What was written to, and the digest of what was written.
    pub fn end(self) -> (W, Digest) {
        (self.out, Digest(self.hasher.digest128()))
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A value and its digest, computed once; hashing it hashes the digest only.
#[derive(Debug)]
pub struct Hashed<T> {
    digest: Digest,
    value: T,
}

impl<T: Hash> Hashed<T> {
    /// Takes a value and computes its digest.
    pub fn new(value: T) -> Self {
        Hashed { digest: Digest::of(&value), value }
    }
}

impl<T: Hash + Default> Default for Hashed<T> {
    fn default() -> Self {
        Hashed::new(T::default())
    }
}

impl<T> Hashed<T> {
    /// A value whose digest is known from before, some of it left out.
    pub fn known(digest: Digest, value: T) -> Self {
        Hashed { digest, value }
    }

    /// Puts in what was left out of such a value.
    pub fn fill(&mut self, fill: impl FnOnce(&mut T)) {
        fill(&mut self.value);
    }

    /// The digest that stands for the value.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<T> Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Hashed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl<T> Eq for Hashed<T> {}

impl<T> Hash for Hashed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl<T: Serialize> Serialize for Hashed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_the_digest_of_its_bytes() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        for length in [0, 1, 1 << 16, bytes.len()] {
            assert_eq!(Digest::of_stream(&bytes[..length]).unwrap(), Digest::of_bytes(&bytes[..length]));
        }
    }

    #[test]
    fn what_is_written_has_the_digest_of_its_bytes() {
        /// Takes seven bytes at a time.
        struct Few(Vec<u8>);

        impl Write for Few {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.write(&bytes[..bytes.len().min(7)])
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let bytes: Vec<u8> = (0..2000_u32).map(|number| (number % 251) as u8).collect();
        let mut out = Summed::new(Few(Vec::new()));
        out.write_all(&bytes).unwrap();
        let (Few(written), digest) = out.end();
        assert_eq!((written, digest), (bytes.clone(), Digest::of_bytes(&bytes)));
    }

    #[test]
    fn a_hashed_value_hashes_like_its_digest() {
        let a = Hashed::new(vec!["a".to_string(), "b".to_string()]);
        let b = Hashed::new(vec!["a".to_string(), "b".to_string()]);
        let c = Hashed::new(vec!["ab".to_string()]);
        assert_eq!(Digest::of(&a), Digest::of(&b));
        assert_ne!(Digest::of(&a), Digest::of(&c));
    }
}
