//! Places → byte ranges → lines and columns. Reads a YAML text again, for its places, only when asked.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser};
use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;
use crate::base::path::SourcePath;
use crate::diag::fix::Mend;
use crate::diag::scalar::within;
use crate::diag::{Diagnostic, Fix, Level, Part, Place, YamlSource};
use crate::snapshot::Snapshot;

/// A finding with its place resolved: what the formats print and what findings are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Where.
    pub at: Located,
    /// Its second places, in order.
    pub labels: Vec<(Located, String)>,
    /// The edit that mends it, where the file holds what the fix speaks of.
    pub mend: Option<Mend>,
}

/// A range of a file, as bytes and as an editor counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Located {
    /// The file.
    pub file: SourcePath,
    /// Bytes; `None` when the finding is about the file as a whole, or in a file of the output.
    pub range: Option<(usize, usize)>,
    /// First line, from 1.
    pub line: usize,
    /// First column, from 1, in characters.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column behind the last character.
    pub end_column: usize,
}

/// Resolves places and sorts by file and place; findings at `allow` are left out.
pub fn locate(snapshot: &Snapshot, diagnostics: Vec<Diagnostic>) -> Vec<Finding> {
    let mut locator = Locator::new(snapshot);
    told(diagnostics, |diagnostic| locator.finding(diagnostic))
}

/// What is told of what was found, each resolved by `finding`: sorted, without what is at `allow`.
pub fn told(diagnostics: Vec<Diagnostic>, finding: impl FnMut(Diagnostic) -> Finding) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        diagnostics.into_iter().filter(|diagnostic| diagnostic.level > Level::Allow).map(finding).collect();
    sort(&mut findings);
    findings
}

/// By file and place; the same finding twice is one.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.at.clone(), f.diagnostic.code, f.diagnostic.message.clone());
        key(a).cmp(&key(b))
    });
    findings.dedup();
}

/// Resolves places alone, in their order.
pub fn locate_all(snapshot: &Snapshot, places: &[Place]) -> Vec<Located> {
    let mut locator = Locator::new(snapshot);
    places.iter().map(|place| locator.place(place)).collect()
}

/// Resolves places one by one; reads a text when the first place in it is asked for.
pub struct Locator<'s> {
    snapshot: &'s Snapshot,
    by_source: HashMap<YamlSource, SpanIndex>,
    lines: HashMap<SourcePath, Lines>,
}

impl<'s> Locator<'s> {
    /// A locator of the files of a snapshot.
    pub fn new(snapshot: &'s Snapshot) -> Self {
        Locator { snapshot, by_source: HashMap::new(), lines: HashMap::new() }
    }

    /// All that a finding depends on: what was found, and the files it speaks of.
    pub fn key(&self, found: &Diagnostic) -> Digest {
        let places = std::iter::once(&found.place).chain(found.labels.iter().map(|(place, _)| place)).map(Place::file);
        let files = places.chain(found.fix.as_ref().map(Fix::file));
        let read: Vec<_> = files.map(|file| self.snapshot.files.get(file).map(|file| file.digest)).collect();
        Digest::of(&(found, read))
    }

    /// Resolves the places of what was found.
    pub fn finding(&mut self, diagnostic: Diagnostic) -> Finding {
        Finding {
            at: self.place(&diagnostic.place),
            labels: diagnostic.labels.iter().map(|(place, text)| (self.place(place), text.clone())).collect(),
            mend: diagnostic.fix.as_ref().and_then(|fix| self.mend(fix)),
            diagnostic,
        }
    }

    fn place(&mut self, place: &Place) -> Located {
        let file = place.file().clone();
        if let Place::Output(_, line, column) = place {
            let (line, column) = (*line as usize, *column as usize);
            return Located { file, range: None, line, column, end_line: line, end_column: column };
        }
        let Some(text) = self.snapshot.files.get(&file).and_then(|f| f.text().cloned()) else {
            return Located { file, range: None, line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let Some(range) = self.range(place, &text) else {
            return Located { file, range: None, line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let lines = self.lines.entry(file.clone()).or_insert_with(|| Lines::new(&text));
        let start = floor(&text, range.start);
        let end = floor(&text, range.end.max(start)).max(start);
        let (line, column) = lines.place(&text, start);
        let (end_line, end_column) = lines.place(&text, end);
        Located { file, range: Some((start, end)), line, column, end_line, end_column }
    }

    fn mend(&mut self, fix: &Fix) -> Option<Mend> {
        let text = self.snapshot.files.get(fix.file())?.text().cloned()?;
        fix.mend(&text, |place| self.range(place, &text).unwrap_or(0..0))
    }

    /// The bytes of a place in its file's text; none for a file as a whole.
    fn range(&mut self, place: &Place, text: &str) -> Option<Range<usize>> {
        Some(match place {
            Place::File(_) | Place::Output(..) => return None,
            Place::Bytes(_, start, end) => *start as usize..*end as usize,
            Place::Yaml { source, path, part } => {
                let base = source.start as usize;
                let region = text.get(base..source.end as usize).unwrap_or("");
                let index = self.by_source.entry(source.clone()).or_insert_with(|| SpanIndex::new(region));
                let range = index.find(path, *part);
                base + range.start..base + range.end
            }
            Place::Text { source, path, start, end } => {
                let base = source.start as usize;
                let region = text.get(base..source.end as usize).unwrap_or("");
                let index = self.by_source.entry(source.clone()).or_insert_with(|| SpanIndex::new(region));
                let value = index.find(path, Part::Value);
                let text = index.texts.get(&**path).map_or("", String::as_str);
                let range = within(region, value, text, *start as usize..*end as usize);
                base + range.start..base + range.end
            }
        })
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where the lines of a text begin.
pub struct Lines(Vec<usize>);

impl Lines {
    /// Of a text.
    pub fn new(text: &str) -> Self {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect())
    }

    /// Line and column from 1, in characters; a byte order mark takes no column.
    pub fn place(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= offset);
        let start = self.0[line - 1];
        (line, text[start..offset].trim_start_matches('\u{feff}').chars().count() + 1)
    }
}

/// As deep as serde_yaml reads.
const DEPTH: usize = 128;

/// Path → ranges of its key and value, for one YAML text.
struct SpanIndex {
    spans: HashMap<String, (Range<usize>, Range<usize>)>,
    /// What the scalars say, by path.
    texts: HashMap<String, String>,
}

impl SpanIndex {
    fn new(text: &str) -> Self {
        let mut reader = Reader { spans: HashMap::new(), texts: HashMap::new(), stack: Vec::new() };
        // The text was read before; should it not be readable here, what was seen so far still serves.
        for event in Parser::new_from_str(text) {
            // Deeper than the values themselves are read: paths would grow with the square of the depth.
            if reader.stack.len() > DEPTH {
                break;
            }
            let Ok((event, span)) = event else { break };
            let Some(range) = span.byte_range() else { break };
            let opens = matches!(event, Event::SequenceStart(..) | Event::MappingStart(..));
            reader.event(&event, if opens { first_line(text, range.start) } else { trim(text, range) });
        }
        SpanIndex { spans: reader.spans, texts: reader.texts }
    }

    /// The nearest known part of a path: itself, or what it lies in.
    fn find(&self, path: &str, part: Part) -> Range<usize> {
        let mut path = path;
        let mut part = part;
        loop {
            if let Some((key, value)) = self.spans.get(path) {
                return if part == Part::Key { key.clone() } else { value.clone() };
            }
            match path.rfind(['.', '[']) {
                Some(cut) => path = &path[..cut],
                None if !path.is_empty() => path = "",
                None => return 0..0,
            }
            part = Part::Value;
        }
    }
}

/// A list or map is pointed at by its first line.
fn first_line(text: &str, start: usize) -> Range<usize> {
    let line = text.get(start..).unwrap_or("").lines().next().unwrap_or("");
    start..start + line.trim_end().len()
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or("");
    range.start..range.start + slice.trim_end().len()
}

struct Reader {
    spans: HashMap<String, (Range<usize>, Range<usize>)>,
    texts: HashMap<String, String>,
    stack: Vec<Frame>,
}

struct Frame {
    path: String,
    state: State,
}

enum State {
    Sequence(usize),
    MapKey,
    MapValue(String, Range<usize>),
}

impl Reader {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Scalar(text, ..) => self.scalar(text, range),
            Event::Alias(..) => self.scalar("", range),
            Event::SequenceStart(..) => {
                let path = self.enter(range);
                self.stack.push(Frame { path, state: State::Sequence(0) });
            }
            Event::MappingStart(..) => {
                let path = self.enter(range);
                self.stack.push(Frame { path, state: State::MapKey });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.stack.pop();
                self.leave();
            }
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str, range: Range<usize>) {
        if let Some(Frame { state: state @ State::MapKey, .. }) = self.stack.last_mut() {
            *state = State::MapValue(text.to_string(), range);
            return;
        }
        let path = self.enter(range);
        self.texts.entry(path).or_insert_with(|| text.to_string());
        self.leave();
    }

    /// Notes the value that begins here and returns its path.
    fn enter(&mut self, range: Range<usize>) -> String {
        let (path, key) = match self.stack.last() {
            None => (String::new(), range.clone()),
            Some(Frame { path, state }) => match state {
                State::Sequence(index) => (format!("{path}[{index}]"), range.clone()),
                State::MapValue(name, key) => (crate::diag::place::join(path, name), key.clone()),
                // A list or map as a key: nothing we read has one.
                State::MapKey => (path.clone(), range.clone()),
            },
        };
        self.spans.entry(path.clone()).or_insert((key, range));
        path
    }

    fn leave(&mut self) {
        if let Some(frame) = self.stack.last_mut() {
            match &mut frame.state {
                State::Sequence(index) => *index += 1,
                state => *state = State::MapKey,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_column(text: &str, offset: usize) -> (usize, usize) {
        Lines::new(text).place(text, offset)
    }

    fn at(text: &str, path: &str, part: Part) -> String {
        let range = SpanIndex::new(text).find(path, part);
        let (line, column) = line_column(text, range.start);
        format!("{line}:{column} {}", text[range].lines().next().unwrap_or(""))
    }

    #[test]
    fn finds_keys_and_values_by_path() {
        let text = "- id: one\n  date: 2020-13\n- id: two\n  points:\n    - {as_of: x, value: 3}\n";
        assert_eq!(at(text, "[0].date", Part::Value), "2:9 2020-13");
        assert_eq!(at(text, "[0].date", Part::Key), "2:3 date");
        assert_eq!(at(text, "[1].points[0].value", Part::Value), "5:25 3");
        assert_eq!(at(text, "[1].missing", Part::Value), "3:3 id: two");
    }

    #[test]
    fn a_range_of_a_literal_block_is_found_in_the_file() {
        let text = "- id: a\n  body: |\n    One.\n\n    Two [[x]].\n  b: 1\n";
        let value = SpanIndex::new(text).find("[0].body", Part::Value);
        let range = within(text, value, "", 12..13);
        assert_eq!((&text[range.clone()], line_column(text, range.start)), ("x", (5, 11)));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(at("նախագահ: Արցախ", "նախագահ", Part::Value), "1:10 Արցախ");
        assert_eq!(line_column("\u{feff}ab", 4), (1, 2));
        assert_eq!(line_column("a\r\nb", 3), (2, 1));
    }
}
