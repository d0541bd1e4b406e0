//! One cause, one finding: files that could not be read, templates that fail on many pages.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, Place};
use crate::snapshot::Snapshot;

/// A finding for each file that is there and could not be read.
pub fn unreadable(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let files = snapshot.unreadable.iter();
    files.map(|(path, why)| Diagnostic::new(Code::UNREADABLE_FILE, Place::File(path.clone()), why.clone())).collect()
}

/// A template that fails on a thousand pages is one finding, with the first page and how many more.
pub fn one_per_cause(failures: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut causes: Vec<(Diagnostic, usize)> = Vec::new();
    let mut index = HashMap::new();
    for failure in failures {
        let key = (failure.place.clone(), failure.message.clone());
        match index.get(&key) {
            Some(at) => {
                let (_, count): &mut (Diagnostic, usize) = &mut causes[*at];
                *count += 1;
            }
            None => {
                index.insert(key, causes.len());
                causes.push((failure, 1));
            }
        }
    }
    causes
        .into_iter()
        .map(|(mut diagnostic, count)| {
            if let Some(help) = diagnostic.help.as_mut().filter(|_| count > 1) {
                let pages = if count == 2 { "page" } else { "pages" };
                help.push_str(&format!(" and {} other {pages}", count - 1));
            }
            diagnostic
        })
        .collect()
}
