//! A baseline: the findings a site lives with for now, so that only new ones count.
//!
//! A line per finding: file, lint, a digest of its words and of the text it points at, and the words for people to read.
//! No line or column is kept, so what moves within its file stays accepted. Sorted, so that it reads well in a diff.

use std::collections::BTreeMap;

use crate::base::digest::Digest;
use crate::base::spaces::one_spaced;
use crate::diag::Code;
use crate::diag::locate::Finding;
use crate::snapshot::Snapshot;

const HEAD: &str =
    "# Findings accepted for now, a line each; made by `detente check --write-baseline`. Mend them and write it again.\n";

/// The accepted findings: how often each is accepted, by file, lint and digest, with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, (usize, String)>,
}

/// File, lint, digest.
type Key = (String, String, String);

/// What a baseline leaves of findings.
pub struct Compared {
    /// Findings that are not accepted.
    pub new: Vec<Finding>,
    /// How many are.
    pub accepted: usize,
    /// Lines of the baseline that nothing matches any more.
    pub gone: Vec<String>,
}

impl Baseline {
    /// Accepts findings.
    pub fn of(findings: &[Finding], snapshot: &Snapshot) -> Self {
        let mut baseline = Baseline::default();
        for finding in findings {
            let (key, words) = (key(finding, snapshot), one_line(&finding.diagnostic.message));
            baseline.entries.entry(key).or_insert((0, words)).0 += 1;
        }
        baseline
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// The number of the first line that is none, from 1.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut baseline = Baseline::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(4, '\t');
            let (Some(file), Some(lint), Some(digest)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(number + 1);
            };
            let words = parts.next().unwrap_or("").to_string();
            let key = (file.to_string(), lint.to_string(), digest.to_string());
            baseline.entries.entry(key).or_insert((0, words)).0 += 1;
        }
        Ok(baseline)
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_string();
        for (key, (count, words)) in &self.entries {
            let line = line(key, words) + "\n";
            text.push_str(&line.repeat(*count));
        }
        text
    }

    /// How many findings are accepted.
    pub fn len(&self) -> usize {
        self.entries.values().map(|(count, _)| count).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keeps what an older baseline accepts of findings that only `--online` brings.
    pub fn keep_online(&mut self, old: &Baseline) {
        let kept = old.entries.iter().filter(|(key, _)| is_online(key)).map(|(key, entry)| (key.clone(), entry.clone()));
        self.entries.extend(kept);
    }

    /// Tells new findings from accepted ones; `online` if those that only `--online` brings were looked for.
    pub fn compare(&self, findings: Vec<Finding>, snapshot: &Snapshot, online: bool) -> Compared {
        let mut left = self.entries.clone();
        let mut compared = Compared { new: Vec::new(), accepted: 0, gone: Vec::new() };
        for finding in findings {
            match left.get_mut(&key(&finding, snapshot)) {
                Some((count, _)) if *count > 0 => {
                    *count -= 1;
                    compared.accepted += 1;
                }
                _ => compared.new.push(finding),
            }
        }
        for (key, (count, words)) in left.iter().filter(|(key, _)| online || !is_online(key)) {
            compared.gone.extend(std::iter::repeat_n(line(key, words), *count));
        }
        compared
    }
}

/// The digest of a finding wherever it stands in its file: of its words and of the text it points at.
pub fn digest(finding: &Finding, snapshot: &Snapshot) -> String {
    let text = snapshot.files.get(&finding.at.file).and_then(|file| file.text());
    let pointed = text.zip(finding.at.range).and_then(|(text, (start, end))| text.get(start..end)).unwrap_or("");
    let pointed = one_spaced(pointed);
    Digest::mark(format!("{}\n{pointed}", finding.diagnostic.message).as_bytes())
}

fn key(finding: &Finding, snapshot: &Snapshot) -> Key {
    let file = one_line(finding.at.file.as_str());
    (file, finding.diagnostic.code.name().to_string(), digest(finding, snapshot))
}

fn line((file, lint, digest): &Key, words: &str) -> String {
    format!("{file}\t{lint}\t{digest}\t{words}")
}

fn is_online((_, lint, _): &Key) -> bool {
    Code::of(lint).is_some_and(Code::is_online)
}

/// Tabs and line ends would part a line.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;
    use crate::base::path::SourcePath;
    use crate::diag::locate::locate;
    use crate::diag::{Diagnostic, Place};

    fn found(text: &str) -> (Snapshot, Vec<Finding>) {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        snapshot.insert("content/a.md", text.into());
        let path = SourcePath::new("content/a.md");
        let at = |word: &str| text.match_indices(word).map(|(at, _)| at..at + word.len()).collect::<Vec<_>>();
        let html = at("<b>").into_iter().map(|range| Diagnostic::new(Code::RAW_HTML, Place::bytes(&path, range), "no\tHTML"));
        let links = at("[x]").into_iter().map(|range| Diagnostic::new(Code::BROKEN_LINK, Place::bytes(&path, range), "no x"));
        let findings = locate(&snapshot, html.chain(links).collect());
        (snapshot, findings)
    }

    #[test]
    fn what_moves_stays_accepted_and_what_is_new_does_not() {
        let (snapshot, findings) = found("<b>\n<b> [x]\n");
        let written = Baseline::of(&findings, &snapshot);
        assert_eq!(written.len(), 3);
        let read = Baseline::parse(&written.text()).unwrap();
        assert_eq!(read, written);
        let (snapshot, moved) = found("one\n\n[x]\n<b> two <b> <b>\n");
        let compared = read.compare(moved, &snapshot, false);
        assert_eq!((compared.new.len(), compared.accepted, compared.gone.len()), (1, 3, 0));
        let (snapshot, fewer) = found("<b>\n");
        let compared = read.compare(fewer, &snapshot, false);
        assert_eq!((compared.new.len(), compared.accepted), (0, 1));
        assert_eq!(compared.gone.len(), 2);
        assert!(compared.gone[0].starts_with("content/a.md\tbroken-link\t"), "{:?}", compared.gone);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        assert_eq!(Baseline::parse("# x\n\na\tb\tc\td\nnonsense\n"), Err(4));
        assert!(Baseline::parse("").unwrap().is_empty());
    }

    #[test]
    fn what_only_the_network_tells_is_not_gone_where_it_was_not_asked() {
        let old = Baseline::parse("a\tdead-external-link\td\tgone\na\traw-html\td\tx\n").unwrap();
        let (snapshot, _) = found("");
        assert_eq!(old.compare(Vec::new(), &snapshot, true).gone.len(), 2);
        assert_eq!(old.compare(Vec::new(), &snapshot, false).gone, ["a\traw-html\td\tx"]);
        let mut new = Baseline::default();
        new.keep_online(&old);
        assert_eq!(new.len(), 1);
    }
}
