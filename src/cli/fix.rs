//! `check --fix`: applies what is certain, and only what brings no new finding.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use crate::diag::fix::{Mend, apply, by_file};
use crate::diag::locate::Finding;
use crate::emit::replace::replace;
use crate::pipeline::{Build, Options, Pipeline};
use crate::snapshot::{Snapshot, SourceFile};

/// A mended key may bring to light a value that can be mended too; deeper than this nothing goes.
const ROUNDS: usize = 8;

/// A site being mended, in memory.
pub struct Fixer<'o> {
    pipeline: Pipeline,
    options: &'o Options,
    /// The site as mended so far.
    pub snapshot: Snapshot,
    /// What is found in it.
    pub build: Build,
    /// What was done, a line each.
    pub done: Vec<String>,
    /// What would have brought other findings, a line each.
    pub left: Vec<String>,
}

/// One finding's edit, and the line that tells of it.
struct Step {
    mend: Mend,
    line: String,
}

impl<'o> Fixer<'o> {
    /// Mends all that is certain.
    pub fn run(snapshot: Snapshot, options: &'o Options) -> Self {
        let mut pipeline = Pipeline::default();
        let build = pipeline.build(&snapshot, options);
        let mut fixer = Fixer { pipeline, options, snapshot, build, done: Vec::new(), left: Vec::new() };
        let mut refused = BTreeSet::new();
        for _ in 0..ROUNDS {
            let steps: Vec<Step> =
                fixer.build.findings.iter().filter(|it| !refused.contains(&name(it))).filter_map(step).collect();
            if steps.is_empty() {
                break;
            }
            // The findings of this round that are still there behind it are not tried again.
            let tried: Vec<Name> = fixer.build.findings.iter().filter(|it| it.mend.is_some()).map(name).collect();
            fixer.round(&steps);
            refused.extend(tried);
        }
        // What is still there cannot be mended by another run either.
        fixer.build.findings.iter_mut().for_each(|finding| finding.mend = None);
        fixer.left.sort();
        fixer.left.dedup();
        fixer
    }

    /// Applies as many edits as bring no new finding; all of them speak of the texts as they are now.
    fn round(&mut self, steps: &[Step]) {
        let start = self.snapshot.clone();
        let mut accepted: Vec<&Step> = Vec::new();
        let mut open: Vec<&[Step]> = vec![steps];
        while let Some(part) = open.pop() {
            let mends = accepted.iter().copied().chain(part).map(|step| &step.mend);
            let snapshot = edited(&start, mends);
            let build = self.pipeline.build(&snapshot, self.options);
            if has_no_other(&build.findings, &self.build.findings) {
                (self.snapshot, self.build) = (snapshot, build);
                accepted.extend(part);
            } else if let [step] = part {
                self.left.push(step.line.clone());
            } else {
                let (first, second) = part.split_at(part.len() / 2);
                open.extend([second, first]);
            }
        }
        self.done.extend(accepted.into_iter().map(|step| step.line.clone()));
    }

    /// Writes the files that changed.
    ///
    /// # Errors
    /// One cannot be written, or is no longer what was read.
    pub fn write(&self, root: &Path, before: &Snapshot) -> Result<()> {
        for (path, file) in &self.snapshot.files {
            if let Some(old) = before.files.get(path).filter(|old| old.digest != file.digest) {
                replace(root, path, old.bytes(), file.bytes())?;
            }
        }
        Ok(())
    }
}

/// What tells findings apart wherever they stand in their file.
type Name = (String, &'static str, String);

fn name(finding: &Finding) -> Name {
    (finding.at.file.to_string(), finding.diagnostic.code.name(), finding.diagnostic.message.clone())
}

fn step(finding: &Finding) -> Option<Step> {
    let (mend, fix) = (finding.mend.clone()?, finding.diagnostic.fix.as_ref()?);
    let (at, code) = (&finding.at, finding.diagnostic.code.name());
    Some(Step { mend, line: format!("{}:{}:{}: {code}: {}", at.file, at.line, at.column, fix.phrase()) })
}

fn edited<'m>(snapshot: &Snapshot, mends: impl Iterator<Item = &'m Mend>) -> Snapshot {
    let mut edited = snapshot.clone();
    for (path, mut mends) in by_file(mends) {
        let Some(text) = snapshot.files.get(path).and_then(|file| file.text()) else { continue };
        let file = SourceFile::new(path.clone(), apply(text, &mut mends).into_bytes());
        edited.files.insert(path.clone(), Arc::new(file));
    }
    edited
}

/// Whether no finding is among the new that was not among the old.
fn has_no_other(new: &[Finding], old: &[Finding]) -> bool {
    let mut left: BTreeMap<Name, usize> = BTreeMap::new();
    for finding in old {
        *left.entry(name(finding)).or_default() += 1;
    }
    new.iter().all(|finding| match left.get_mut(&name(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    })
}
