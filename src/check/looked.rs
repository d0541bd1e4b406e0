//! What the lints found, and what of it still holds when nothing but the words of some bodies is new.
//!
//! A lint that reads words reads those of one entry at a time. All others find what follows from the facts, which are the
//! same; only the places that they point at may have moved within a file.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::path::SourcePath;
use crate::check::registry::LINTS;
use crate::check::sink::Found;
use crate::check::{Cx, Sink, allows};
use crate::diag::{Diagnostic, Fix};
use crate::model::EntityId;

/// What the lints found.
#[derive(Default, Serialize, Deserialize)]
pub struct Looked {
    /// In the order of the registry.
    by_lint: Vec<Vec<Found>>,
    /// The published entries that allow something.
    pub(super) allowing: Vec<EntityId>,
}

impl Looked {
    /// Runs all lints.
    pub fn new(cx: &Cx<'_>) -> Looked {
        let ids = (0..cx.model.entities.len() as u32).map(EntityId);
        let allowing = ids.filter(|id| allows(&cx.model.get(*id).document)).collect();
        Looked { by_lint: LINTS.par_iter().map(|lint| run(cx, lint.run)).collect(), allowing }
    }

    /// Looks again where the words of these entries may matter.
    pub fn again(&mut self, cx: &Cx<'_>, changed: &BTreeSet<EntityId>) {
        let files: BTreeSet<&SourcePath> = changed
            .iter()
            .map(|id| cx.model.get(*id))
            .flat_map(|it| std::iter::once(&it.document).chain(it.translations.values().map(|it| &it.document)))
            .map(|document| document.origin.file())
            .collect();
        let only = Cx { only: Some(changed), ..*cx };
        for (lint, found) in LINTS.iter().zip(&mut self.by_lint) {
            if lint.reads_prose {
                let is_of_these = |it: &Found| it.entity.is_some_and(|id| changed.contains(&id));
                found.retain(|it| !is_of_these(it));
                found.extend(run(&only, lint.run));
                // Stable, and lints go through the entries in this order.
                found.sort_by_key(|it| it.entity);
            } else if found.iter().any(|it| points_into(&it.diagnostic, &files)) {
                *found = run(cx, lint.run);
            }
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
