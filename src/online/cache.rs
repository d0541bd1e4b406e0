//! Answers remembered for a day, so that a second check asks nobody twice; safe to delete, ignored when damaged.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::disk;

/// How long an answer holds, in seconds.
const HOLDS: u64 = 24 * 60 * 60;

/// Remembered answers.
pub struct Cache {
    file: Option<PathBuf>,
    now: u64,
    known: BTreeMap<String, Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    verdict: Verdict,
    /// Seconds since 1970.
    at: u64,
}

impl Cache {
    /// Reads the file, if there is one that can be read.
    pub fn read(file: Option<&Path>) -> Cache {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let file_there = file.and_then(|file| disk::open(file).ok());
        let read = file_there.and_then(|file| serde_json::from_reader(BufReader::new(file)).ok());
        let mut known: BTreeMap<String, Known> = read.unwrap_or_default();
        known.retain(|_, known| known.at <= now && now - known.at < HOLDS);
        Cache { file: file.map(Path::to_path_buf), now, known }
    }

    /// What an address answered within the last day.
    pub fn get(&self, url: &str) -> Option<Verdict> {
        self.known.get(url).map(|known| known.verdict.clone())
    }

    /// Remembers what is good news; bad news may have changed by the next time.
    pub fn put(&mut self, url: &str, verdict: &Verdict) {
        if matches!(verdict, Verdict::Alive | Verdict::Moved(_)) {
            self.known.insert(url.to_string(), Known { verdict: verdict.clone(), at: self.now });
        }
    }

    /// Writes the file in one step. What cannot be remembered is asked again.
    pub fn write(&self) {
        let Some(file) = &self.file else { return };
        let Some(folder) = file.parent() else { return };
        let Ok(text) = serde_json::to_vec(&self.known) else { return };
        drop(std::fs::create_dir_all(folder).and_then(|()| disk::replace(file, &[&text])));
    }
}
