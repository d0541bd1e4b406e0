//! Values asked for of late, in bounded room: for what is asked for often, and soon again.

use std::sync::{Mutex, PoisonError};

use crate::base::digest::{Digest, Keyed};
use crate::base::memo::{SHARDS, shard_of};

/// `Digest → V`; safe to use from many threads. What was not asked for while others filled the room is forgotten.
pub struct Recent<V> {
    shards: [Mutex<Shard<V>>; SHARDS],
    /// Most bytes that a shard keeps of new values; it keeps as many of those before them.
    room: usize,
}

/// Values asked for of late, and those asked for before, each with its bytes.
struct Shard<V> {
    new: Keyed<(V, usize), Digest>,
    old: Keyed<(V, usize), Digest>,
    /// Bytes of the new ones.
    size: usize,
}

impl<V> Default for Shard<V> {
    fn default() -> Self {
        Shard { new: Keyed::default(), old: Keyed::default(), size: 0 }
    }
}

impl<V: Clone> Recent<V> {
    /// A table for so many bytes of values, and as many that were asked for before those.
    pub fn new(room: usize) -> Self {
        Recent { shards: std::array::from_fn(|_| Mutex::default()), room: room / SHARDS }
    }

    /// The value of a key, if it is still known.
    pub fn get(&self, key: Digest) -> Option<V> {
        // A poisoned lock means another thread panicked between two plain map operations; the maps are whole.
        let mut shard = self.shards[shard_of(key)].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, _)) = shard.new.get(&key) {
            return Some(known.clone());
        }
        let (known, size) = shard.old.remove(&key)?;
        shard.put(key, (known.clone(), size), self.room);
        Some(known)
    }

    /// Puts in a value of so many bytes.
    pub fn put(&self, key: Digest, value: V, size: usize) {
        self.shards[shard_of(key)].lock().unwrap_or_else(PoisonError::into_inner).put(key, (value, size), self.room);
    }

    /// Forgets all values.
    pub fn forget(&self) {
        for shard in &self.shards {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = Shard::default();
        }
    }

    /// How many values are known.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        let count = |shard: &Mutex<Shard<V>>| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.new.len() + shard.old.len()
        };
        self.shards.iter().map(count).sum()
    }
}

impl<V> Shard<V> {
    fn put(&mut self, key: Digest, (value, size): (V, usize), room: usize) {
        if self.size + size > room {
            (self.old, self.size) = (std::mem::take(&mut self.new), 0);
        }
        self.size += size;
        self.new.insert(key, (value, size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        const SIZE: usize = 100;
        let recent = Recent::new(8 * SIZE * SHARDS);
        // All of one shard, which has room for eight.
        let keys: Vec<Digest> = (0..10_000).map(|number: usize| Digest::of(&number)).filter(|key| shard_of(*key) == 0).collect();
        for (number, key) in keys.iter().enumerate() {
            recent.put(*key, number, SIZE);
            assert_eq!(recent.get(keys[0]), Some(0));
            assert!(recent.count() <= 16);
        }
        let last = keys.len() - 1;
        assert_eq!((recent.get(keys[last]), recent.get(keys[last / 2])), (Some(last), None));
        recent.forget();
        assert_eq!((recent.get(keys[0]), recent.count()), (None, 0));
    }
}
