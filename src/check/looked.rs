//! What the lints found, and what of it still holds when nothing but the words of some bodies is new.
//!
//! A lint that reads words reads those of one entry at a time. All others find what follows from the facts, which are the
//! same; only the places that they point at may have moved within a file.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::path::SourcePath;
use crate::check::lint::{Reader, Said};
use crate::check::registry::LINTS;
use crate::check::sink::Found;
use crate::check::{Cx, Sink, allows};
use crate::diag::{Code, Diagnostic, Fix};
use crate::model::EntityId;
use crate::parse::Content;
use crate::parse::prose::Passage;

/// How many entries a thread reads before what is left is dealt out anew.
const SHARE: usize = 64;

/// What the lints found.
#[derive(Serialize, Deserialize)]
pub struct Looked {
    /// In the order of the registry.
    by_lint: Vec<Vec<Found>>,
    /// The published entries that allow something.
    pub(super) allowing: Vec<EntityId>,
}

impl Looked {
    /// Runs all lints.
    pub fn new(cx: &Cx<'_>) -> Looked {
        let ids: Vec<EntityId> = (0..cx.model.entities.len() as u32).map(EntityId).collect();
        let allowing = ids.iter().copied().filter(|id| allows(&cx.model.get(*id).document)).collect();
        let (mut by_lint, read): (Vec<Vec<Found>>, _) =
            rayon::join(|| LINTS.par_iter().with_max_len(1).map(|lint| run(cx, lint.run)).collect(), || read(cx, &ids));
        for (number, found) in read {
            by_lint[number] = found;
        }
        Looked { by_lint, allowing }
    }

    /// Looks again where the words of these entries may matter.
    pub fn again(&mut self, cx: &Cx<'_>, changed: &BTreeSet<EntityId>) {
        let files: BTreeSet<&SourcePath> = changed
            .iter()
            .map(|id| cx.model.get(*id))
            .flat_map(|it| std::iter::once(&it.document).chain(it.translations.values().map(|it| &it.document)))
            .map(|document| document.origin.file())
            .collect();
        for (lint, found) in LINTS.iter().zip(&mut self.by_lint).filter(|(lint, _)| lint.read.is_none()) {
            // What was published before is not among the facts.
            if lint.code == Code::REMOVED_ID_WITHOUT_ALIAS || found.iter().any(|it| points_into(&it.diagnostic, &files)) {
                *found = run(cx, lint.run);
            }
        }
        for (number, new) in read(cx, &changed.iter().copied().collect::<Vec<_>>()) {
            let found = &mut self.by_lint[number];
            found.retain(|it| !it.entity.is_some_and(|id| changed.contains(&id)));
            found.extend(new);
            // Stable, and lints go through the entries in this order.
            found.sort_by_key(|it| it.entity);
        }
    }

    pub(super) fn found(&self) -> impl Iterator<Item = &Found> {
        self.by_lint.iter().flatten()
    }
}

fn run(cx: &Cx<'_>, lint: Option<fn(&Cx<'_>, &mut Sink)>) -> Vec<Found> {
    let mut sink = Sink::default();
    if let Some(run) = lint {
        run(cx, &mut sink);
    }
    sink.found
}

/// What lints find in the words of entries, by their numbers in the registry; each passage is taken apart once for all of them.
fn read(cx: &Cx<'_>, ids: &[EntityId]) -> Vec<(usize, Vec<Found>)> {
    let readers = LINTS.iter().enumerate().filter_map(|(number, lint)| Some((number, lint.read?(cx))));
    let readers: Vec<(usize, Reader<'_>)> = readers.collect();
    let of_entry = |id: &EntityId| -> Vec<Vec<Found>> {
        let mut sinks: Vec<Sink> = readers.iter().map(|_| Sink::default()).collect();
        let entity = cx.model.get(*id);
        for document in std::iter::once(&entity.document).chain(entity.translations.values().map(|it| &it.document)) {
            let lang = match &document.content {
                Content::Translation(lang, _) => lang,
                Content::Original(_) => cx.config.first(),
            };
            for prose in document.prose().iter() {
                let passages: Vec<Passage<'_>> = prose.passages().collect();
                let said = Said { id: *id, lang, prose, passages: &passages };
                readers.iter().zip(&mut sinks).for_each(|((_, reader), sink)| reader(&said, sink));
            }
        }
        sinks.into_iter().map(|sink| sink.found).collect()
    };
    let mut all: Vec<(usize, Vec<Found>)> = readers.iter().map(|(number, _)| (*number, Vec::new())).collect();
    // In the order of the entries.
    for found in ids.par_iter().with_max_len(SHARE).map(of_entry).collect::<Vec<_>>() {
        all.iter_mut().zip(found).for_each(|((_, all), found)| all.extend(found));
    }
    all
}

/// Whether any place that a finding names lies in one of these files.
fn points_into(diagnostic: &Diagnostic, files: &BTreeSet<&SourcePath>) -> bool {
    let fix = match &diagnostic.fix {
        Some(Fix::Replace { place, .. }) => vec![place],
        Some(Fix::Remove { key, last }) => vec![key, last],
        None => Vec::new(),
    };
    let labels = diagnostic.labels.iter().map(|(place, _)| place);
    std::iter::once(&diagnostic.place).chain(labels).chain(fix).any(|place| files.contains(place.file()))
}
