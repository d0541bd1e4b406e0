//! The fuzz targets within bounds: the committed corpus, and mutations of it that are the same in every run.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::fuzzing::{TARGETS, Target};

/// Mutations per target that are read, and every how many of them a site is built.
const MUTATIONS: usize = 1_500;
const BUILT: usize = 25;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz"))
}

/// The seeds of a target by name, so that every run takes them in the same order.
fn corpus(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = root().join("corpus").join(target.name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

/// The pieces of `fuzz/dictionary.txt`, in libFuzzer's syntax: a quoted text a line, with `\xAB`, `\\` and `\"`.
fn dictionary() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("dictionary.txt")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(piece).collect()
}

fn piece(line: &str) -> Vec<u8> {
    let inner = line.trim().strip_prefix('"').and_then(|line| line.strip_suffix('"'));
    let inner = inner.unwrap_or_else(|| panic!("{line}: a piece stands in quotes"));
    let mut bytes = Vec::new();
    let mut rest = inner.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next() {
                Some(b'x') => {
                    let digits: Vec<u8> = rest.by_ref().take(2).collect();
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                Some(escaped @ (b'\\' | b'"')) => escaped,
                other => panic!("{line}: {other:?} is not escaped"),
            },
            plain => plain,
        });
    }
    bytes
}

/// Numbers that are the same in every run (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let (a, b) = (self.below(length + 1), self.below(length + 1));
        a.min(b)..a.max(b)
    }

    /// A seed after one to six changes.
    fn mutated(&mut self, seeds: &[(String, Vec<u8>)], pieces: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].1.clone();
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.drain(self.range(bytes.len().min(40)))),
                2 => {
                    let part = self.range(bytes.len().min(80));
                    let copy = bytes[part].to_vec();
                    drop(bytes.splice(at..at, copy));
                }
                3 => {
                    let other = &seeds[self.below(seeds.len())].1;
                    let part = other[self.range(other.len())].to_vec();
                    drop(bytes.splice(at..at, part));
                }
                4 => bytes.truncate(at),
                _ => {
                    let piece = pieces[self.below(pieces.len())].iter().copied();
                    drop(bytes.splice(at..at, piece.collect::<Vec<_>>()));
                }
            }
        }
        bytes
    }
}

/// Feeds one input, naming it where it fails: the message of the failure itself says what is wrong, not with what.
fn feed(target: &Target, name: &str, bytes: &[u8], builds: bool) {
    let fed = std::panic::catch_unwind(|| {
        target.read(bytes);
        if builds {
            target.build(bytes);
        }
    });
    assert!(fed.is_ok(), "{} fails for {name}: {:?}", target.name, String::from_utf8_lossy(bytes));
}

#[test]
fn every_seed_is_read_and_built() {
    for target in &TARGETS {
        let seeds = corpus(target);
        assert!(seeds.len() >= 3, "{} has {} seeds", target.name, seeds.len());
        for (name, bytes) in &seeds {
            feed(target, name, bytes, true);
        }
    }
}

#[test]
fn every_folder_of_seeds_has_a_target_and_every_target_a_binary() {
    let mut folders: Vec<String> =
        fs::read_dir(root().join("corpus")).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    let mut targets: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    targets.sort_unstable();
    assert_eq!(folders, targets);
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for name in targets {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in fuzz/Cargo.toml");
        let binary = fs::read_to_string(root().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(binary.contains(&format!("fuzz(\"{name}\", bytes)")), "{name} runs another target");
    }
}

#[test]
fn mutations_are_read_and_some_built() {
    let pieces = dictionary();
    let (read, built) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for target in &TARGETS {
            let (pieces, read, built) = (&pieces, &read, &built);
            scope.spawn(move || {
                let seeds = corpus(target);
                let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
                for number in 0..MUTATIONS {
                    let bytes = chance.mutated(&seeds, pieces);
                    let builds = number % BUILT == 0;
                    feed(target, &format!("mutation {number}"), &bytes, builds);
                    read.fetch_add(1, Ordering::Relaxed);
                    built.fetch_add(usize::from(builds), Ordering::Relaxed);
                }
            });
        }
    });
    let (read, built) = (read.into_inner(), built.into_inner());
    println!("{read} mutations of {} targets were read, {built} of them built", TARGETS.len());
    assert_eq!((read, built), (TARGETS.len() * MUTATIONS, TARGETS.len() * MUTATIONS.div_ceil(BUILT)));
}
