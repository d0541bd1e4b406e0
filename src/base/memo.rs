//! A memo table: digest of the inputs → the value computed from them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::digest::{Digest, Keyed};

/// How many builds a value may go unused before it is dropped.
const KEPT_BUILDS: u32 = 3;
pub(super) const SHARDS: usize = 16;

/// `Digest → Arc<V>`; safe to use from many threads; forgets what several builds did not touch.
pub struct Memo<V> {
    shards: Vec<Mutex<Keyed<Slot<V>, Digest>>>,
    /// The number of the build, from 1.
    build: u32,
    computed: AtomicUsize,
    reused: AtomicUsize,
}

struct Slot<V> {
    value: Arc<V>,
    used_in: u32,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Memo {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            build: 1,
            computed: AtomicUsize::new(0),
            reused: AtomicUsize::new(0),
        }
    }
}

impl<V> Memo<V> {
    /// The value remembered for `key`, or the one `compute` gives, which is remembered.
    pub fn get_or(&self, key: Digest, compute: impl FnOnce() -> V) -> Arc<V> {
        self.get_or_recall(key, || None, compute)
    }

    /// The value remembered for `key`.
    pub fn get(&self, key: Digest) -> Option<Arc<V>> {
        // A poisoned lock means another thread panicked between two plain map operations; the map is whole.
        let mut map = self.shards[shard_of(key)].lock().unwrap_or_else(PoisonError::into_inner);
        map.get_mut(&key).map(|slot| {
            slot.used_in = self.build;
            self.reused.fetch_add(1, Ordering::Relaxed);
            Arc::clone(&slot.value)
        })
    }

    /// The value remembered for `key`, or the one `compute` gives; before it is computed it is looked for elsewhere, and what is
    /// found there counts as remembered.
    pub fn get_or_recall(&self, key: Digest, recall: impl FnOnce() -> Option<V>, compute: impl FnOnce() -> V) -> Arc<V> {
        if let Some(value) = self.get(key) {
            return value;
        }
        let (value, counter) = match recall() {
            Some(value) => (Arc::new(value), &self.reused),
            None => (Arc::new(compute()), &self.computed),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let slot = Slot { value: Arc::clone(&value), used_in: self.build };
        self.shards[shard_of(key)].lock().unwrap_or_else(PoisonError::into_inner).insert(key, slot);
        value
    }

    /// Puts in values that were computed before this table was made; none counts as used before it is asked for.
    pub fn learn(&mut self, values: impl IntoIterator<Item = (Digest, Arc<V>)>) {
        for (key, value) in values {
            let shard = self.shards[shard_of(key)].get_mut().unwrap_or_else(PoisonError::into_inner);
            shard.insert(key, Slot { value, used_in: self.build - 1 });
        }
    }

    /// What the last build that ended has used, in the order of the keys.
    pub fn used(&self) -> Vec<(Digest, Arc<V>)> {
        let mut used = Vec::new();
        for shard in &self.shards {
            let map = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let of_last = map.iter().filter(|(_, slot)| slot.used_in + 1 == self.build);
            used.extend(of_last.map(|(key, slot)| (*key, Arc::clone(&slot.value))));
        }
        used.sort_unstable_by_key(|(key, _)| *key);
        used
    }

    /// Ends a build: returns how many values were computed and how many reused, and drops what is long unused.
    pub fn finish(&mut self) -> (usize, usize) {
        let build = self.build;
        for shard in &mut self.shards {
            let map = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            map.retain(|_, slot| build - slot.used_in < KEPT_BUILDS);
        }
        self.build += 1;
        (std::mem::take(self.computed.get_mut()), std::mem::take(self.reused.get_mut()))
    }

    /// Gives up all values: those that this build has used, in the order of the keys.
    pub fn take(&mut self) -> Vec<(Digest, Arc<V>)> {
        let mut used = Vec::new();
        for shard in &mut self.shards {
            let map = std::mem::take(shard.get_mut().unwrap_or_else(PoisonError::into_inner));
            let of_this = map.into_iter().filter(|(_, slot)| slot.used_in == self.build);
            used.extend(of_this.map(|(key, slot)| (key, slot.value)));
        }
        used.sort_unstable_by_key(|(key, _)| *key);
        used
    }

    /// Lets go of all values, of which nobody will ask again.
    pub fn forget(&mut self) {
        for shard in &mut self.shards {
            *shard.get_mut().unwrap_or_else(PoisonError::into_inner) = Keyed::default();
        }
    }
}

pub(super) fn shard_of(key: Digest) -> usize {
    key.low_bits() as usize % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_and_what_lies_elsewhere_is_not_computed() {
        let mut memo = Memo::default();
        let keys = ["learnt", "elsewhere", "computed", "unused"].map(Digest::of);
        memo.learn([(keys[0], Arc::new(1)), (keys[3], Arc::new(9))]);
        assert_eq!(*memo.get_or(keys[0], || 0), 1);
        assert_eq!(*memo.get_or_recall(keys[1], || Some(2), || 0), 2);
        assert_eq!(*memo.get_or_recall(keys[2], || None, || 3), 3);
        assert_eq!(memo.finish(), (1, 2));
        let mut used: Vec<i32> = memo.used().iter().map(|(_, value)| **value).collect();
        used.sort_unstable();
        assert_eq!(used, [1, 2, 3]);
        assert_eq!(*memo.get_or(keys[2], || 0), 3);
        assert_eq!(memo.take().iter().map(|(key, value)| (*key, **value)).collect::<Vec<_>>(), [(keys[2], 3)]);
        assert_eq!(memo.finish(), (0, 1));
    }

    #[test]
    fn computes_once_and_forgets_after_unused_builds() {
        let mut memo = Memo::default();
        let key = Digest::of("key");
        assert_eq!(*memo.get_or(key, || 1), 1);
        assert_eq!(*memo.get_or(key, || 2), 1);
        assert_eq!(memo.finish(), (1, 1));
        for _ in 0..KEPT_BUILDS {
            memo.finish();
        }
        assert_eq!(*memo.get_or(key, || 3), 3);
    }
}
