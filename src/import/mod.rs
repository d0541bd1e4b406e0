//! Data of others → entries: what has a place in the content model is kept, and what has none is counted and told.
//!
//! Nothing is made up. A number becomes a figure only with who claims it and on what it rests; what an entry needs and
//! the data does not say is left out, and told as something to add.

pub mod acled;
pub mod bibtex;
pub mod csl;
pub mod dataset;
pub mod entry;
pub mod ged;
pub mod known;
pub mod slides;
pub mod table;

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::base::path::SourcePath;
use crate::diag::{Code, Diagnostic, Place};
use crate::import::entry::Entry;
use crate::import::known::Known;
use crate::parse::kind::Kind;
use crate::snapshot::SourceFile;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Events of the Armed Conflict Location & Event Data project, as CSV.
    Acled,
    /// The Georeferenced Event Dataset of the Uppsala Conflict Data Program, as CSV.
    Ged,
    /// A timeline of TimelineJS, as JSON or as the CSV of its sheet.
    Timeline,
    /// References as CSL-JSON.
    Csl,
    /// References as BibTeX or BibLaTeX.
    Bibtex,
}

/// What an editor says of all sources that are imported, since no format of references does.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The kind of publisher.
    pub tier: Option<&'static str>,
    /// How much of them was read.
    pub read: Option<&'static str>,
}

/// What an import gives.
#[derive(Debug, Default)]
pub struct Imported {
    /// The entries, none of which the site has.
    pub entries: Vec<Entry>,
    /// Entries the site has already, and keeps as they are.
    pub kept: Vec<(Kind, String)>,
    /// Findings in the file that was read.
    pub findings: Vec<Diagnostic>,
    /// What has no place in the content model: the column or field, and how often it held something.
    pub lost: BTreeMap<String, usize>,
    /// What the data does not say and an entry needs, and in how many.
    pub wanted: BTreeMap<String, usize>,
}

impl Imported {
    /// Adds an entry, unless the site or this import has one of that kind and id.
    pub fn add(&mut self, known: &mut Known, entry: Entry) -> bool {
        let is_new = known.claim(entry.kind, &entry.id);
        if is_new {
            self.entries.push(entry);
        } else {
            self.kept.push((entry.kind, entry.id.to_string()));
        }
        is_new
    }

    /// Notes that something has no place.
    pub fn lose(&mut self, what: impl Into<String>) {
        *self.lost.entry(what.into()).or_default() += 1;
    }

    /// Notes something to add.
    pub fn want(&mut self, what: impl Into<String>) {
        *self.wanted.entry(what.into()).or_default() += 1;
    }

    fn find(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }
}

/// Reads a file of others' data.
pub fn read(format: Format, file: &SourceFile, mut known: Known, said: &Said) -> Imported {
    let mut imported = Imported::default();
    let Some(text) = file.text() else {
        imported.find(Diagnostic::not_text(file));
        return imported;
    };
    let input = Input { path: &file.path, text };
    match format {
        Format::Acled => acled::read(&input, &mut known, &mut imported),
        Format::Ged => ged::read(&input, &mut known, &mut imported),
        Format::Timeline => slides::read(&input, &mut known, &mut imported),
        Format::Csl => csl::read(&input, &mut known, said, &mut imported),
        Format::Bibtex => bibtex::read(&input, &mut known, said, &mut imported),
    }
    imported
}

/// The file that is read.
pub struct Input<'a> {
    /// As it was named.
    pub path: &'a SourcePath,
    /// Its text.
    pub text: &'a str,
}

impl Input<'_> {
    fn whole(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Place::File(self.path.clone()), message)
    }

    /// Reads JSON; an error is a finding at its line and column.
    fn json(&self, imported: &mut Imported) -> Option<Value> {
        let text = self.text.trim_start_matches('\u{feff}');
        match serde_json::from_str::<Value>(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let before = self.text.len() - text.len();
                let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
                let start = before + (line + error.column().saturating_sub(1)).min(text.len());
                let message = error.to_string();
                let reason = message.split(" at line ").next().unwrap_or("").to_string();
                let place = Place::bytes(self.path, start..start + 1);
                imported.find(Diagnostic::new(Code::UNREADABLE_FILE, place, format!("this is not JSON: {reason}")));
                None
            }
        }
    }
}
