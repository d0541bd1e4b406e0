//! Notes where a run spends its time and how far it is; the clock is handed in, since none may be named here.
//!
//! What is noted goes into no output. A recorder without a clock notes nothing and costs nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Nanoseconds since any fixed moment.
pub type Clock = fn() -> u64;

/// Takes notes of stages, which follow one another, and of parts, which many threads work on within them.
#[derive(Clone, Default)]
pub struct Recorder(Option<Arc<Notes>>);

struct Notes {
    clock: Clock,
    stages: Mutex<Vec<Spent>>,
    parts: Mutex<BTreeMap<&'static str, Spent>>,
    /// Name of the stage that began last.
    at: Mutex<&'static str>,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// What a stage or part took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// What it is called.
    pub name: &'static str,
    /// How many things it dealt with, or how often it ran.
    pub count: usize,
    /// For how long; of a part, summed over threads.
    pub nanoseconds: u64,
}

/// How far the stage that runs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is called.
    pub stage: &'static str,
    /// How many things are done.
    pub done: usize,
    /// Of how many; 0 where that is not known.
    pub total: usize,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Recorder(on)" } else { "Recorder(off)" })
    }
}

// A poisoned lock means another thread panicked between two plain writes; the notes are whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// A recorder that reads a clock.
    pub fn new(clock: Clock) -> Self {
        Recorder(Some(Arc::new(Notes {
            clock,
            stages: Mutex::default(),
            parts: Mutex::default(),
            at: Mutex::new(""),
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
        })))
    }

    /// Runs a stage; one of the same name adds to the first.
    pub fn stage<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let Some(notes) = &self.0 else { return work() };
        *locked(&notes.at) = name;
        notes.done.store(0, Ordering::Relaxed);
        notes.total.store(0, Ordering::Relaxed);
        let start = (notes.clock)();
        let value = work();
        let nanoseconds = (notes.clock)().saturating_sub(start);
        let mut stages = locked(&notes.stages);
        match stages.iter_mut().find(|spent| spent.name == name) {
            Some(spent) => spent.nanoseconds += nanoseconds,
            None => stages.push(Spent { name, count: 0, nanoseconds }),
        }
        value
    }

    /// Runs one of many alike, on any thread; their times are summed by name.
    pub fn part<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let Some(notes) = &self.0 else { return work() };
        let start = (notes.clock)();
        let value = work();
        let nanoseconds = (notes.clock)().saturating_sub(start);
        let mut parts = locked(&notes.parts);
        let spent = parts.entry(name).or_insert(Spent { name, count: 0, nanoseconds: 0 });
        spent.count += 1;
        spent.nanoseconds += nanoseconds;
        value
    }

    /// Says with how many things a stage that has run dealt.
    pub fn count(&self, name: &'static str, count: usize) {
        let Some(notes) = &self.0 else { return };
        if let Some(spent) = locked(&notes.stages).iter_mut().find(|spent| spent.name == name) {
            spent.count += count;
        }
    }

    /// Says how many things the stage that runs will deal with.
    pub fn expect(&self, total: usize) {
        if let Some(notes) = &self.0 {
            notes.total.store(total, Ordering::Relaxed);
        }
    }

    /// One of them is done.
    pub fn step(&self) {
        if let Some(notes) = &self.0 {
            notes.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How far the stage that runs is; none before the first.
    pub fn progress(&self) -> Option<Progress> {
        let notes = self.0.as_ref()?;
        let (done, total) = (notes.done.load(Ordering::Relaxed), notes.total.load(Ordering::Relaxed));
        let stage = *locked(&notes.at);
        (!stage.is_empty()).then_some(Progress { stage, done, total })
    }

    /// The stages in the order they first ended.
    pub fn stages(&self) -> Vec<Spent> {
        self.0.as_ref().map(|notes| locked(&notes.stages).clone()).unwrap_or_default()
    }

    /// The parts, the dearest first.
    pub fn parts(&self) -> Vec<Spent> {
        let mut parts: Vec<Spent> =
            self.0.as_ref().map(|notes| locked(&notes.parts).values().cloned().collect()).unwrap_or_default();
        parts.sort_by_key(|spent| (std::cmp::Reverse(spent.nanoseconds), spent.name));
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    /// A clock that goes on by one with each look.
    fn clock() -> u64 {
        static NOW: AtomicU64 = AtomicU64::new(0);
        NOW.fetch_add(1, Ordering::Relaxed)
    }

    #[test]
    fn stages_are_noted_in_order_and_parts_by_name() {
        let recorder = Recorder::new(clock);
        assert_eq!(recorder.progress(), None);
        assert_eq!(recorder.stage("parse", || 7), 7);
        recorder.stage("render", || {
            recorder.expect(2);
            recorder.part("page.html", || ());
            recorder.step();
            assert_eq!(recorder.progress(), Some(Progress { stage: "render", done: 1, total: 2 }));
            recorder.part("page.html", || ());
        });
        recorder.stage("parse", || ());
        recorder.count("parse", 3);
        let stages: Vec<_> = recorder.stages().iter().map(|spent| (spent.name, spent.count)).collect();
        assert_eq!(stages, [("parse", 3), ("render", 0)]);
        assert_eq!(recorder.parts().iter().map(|spent| (spent.name, spent.count)).collect::<Vec<_>>(), [("page.html", 2)]);
        assert!(recorder.stages().iter().all(|spent| spent.nanoseconds > 0));
    }

    #[test]
    fn without_a_clock_nothing_is_noted() {
        let recorder = Recorder::default();
        recorder.stage("parse", || recorder.part("a", || recorder.step()));
        assert_eq!((recorder.progress(), recorder.stages(), recorder.parts()), (None, Vec::new(), Vec::new()));
    }
}
