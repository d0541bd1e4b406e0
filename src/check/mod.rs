//! Findings about the whole: runs the lints, applies levels and allowances.

pub mod lint;
pub mod registry;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Level};
use crate::model::{EntityId, Model};
use crate::parse::schema::common::Allowance;
use crate::route::Routes;

/// What lints see.
pub struct Cx<'m> {
    /// All entries.
    pub model: &'m Model,
    /// All addresses.
    pub routes: &'m Routes,
    /// The configuration.
    pub config: &'m Config,
}

/// Collects the findings of one lint.
#[derive(Default)]
pub struct Sink {
    found: Vec<(Option<EntityId>, Diagnostic)>,
}

impl Sink {
    /// A finding about an entry, which that entry may allow.
    pub fn about(&mut self, entity: EntityId, diagnostic: Diagnostic) {
        self.found.push((Some(entity), diagnostic));
    }

    /// A finding about the site.
    pub fn site(&mut self, diagnostic: Diagnostic) {
        self.found.push((None, diagnostic));
    }
}

/// Runs all lints and applies levels: to what they find, and to `earlier` findings of other stages.
pub fn run(cx: &Cx<'_>, earlier: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    for lint in registry::LINTS {
        if let Some(run) = lint.run {
            run(cx, &mut sink);
        }
    }
    let mut used: BTreeSet<(EntityId, Code)> = BTreeSet::new();
    let mut findings = Vec::new();
    let by_place = allowances_by_file(cx.model);
    let earlier = earlier.into_iter().map(|diagnostic| {
        let about = entity_at(cx.model, &by_place, &diagnostic);
        (about, diagnostic)
    });
    for (entity, diagnostic) in earlier.chain(sink.found) {
        if let Some(entity) = entity
            && allowance(cx.model, entity, diagnostic.code).is_some()
        {
            used.insert((entity, diagnostic.code));
            continue;
        }
        findings.push(diagnostic);
    }
    unused(cx.model, &used, &mut findings);
    for finding in &mut findings {
        finding.level = level(cx.config, finding.code);
    }
    findings
}

/// The level of a lint in this site.
pub fn level(config: &Config, code: Code) -> Level {
    let chosen = config.lints.iter().rev().find(|(lint, _)| *lint == code).map(|(_, level)| *level);
    chosen.unwrap_or(code.default_level())
}

fn allowance(model: &Model, entity: EntityId, code: Code) -> Option<&Allowance> {
    model.get(entity).common().allowances.iter().find(|allowance| allowance.code == code)
}

/// Entities that allow something, by the file they are written in.
fn allowances_by_file(model: &Model) -> BTreeMap<&str, Vec<EntityId>> {
    let mut by_file: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
    for (number, entity) in model.entities.iter().enumerate() {
        if !entity.common().allowances.is_empty() {
            by_file.entry(entity.document.origin.file().as_str()).or_default().push(EntityId(number as u32));
        }
    }
    by_file
}

/// The entity that a finding of an earlier stage is about, among those that allow something.
fn entity_at(model: &Model, by_file: &BTreeMap<&str, Vec<EntityId>>, diagnostic: &Diagnostic) -> Option<EntityId> {
    let candidates = by_file.get(diagnostic.place.file().as_str())?;
    candidates.iter().copied().find(|id| {
        let origin = &model.get(*id).document.origin;
        match &diagnostic.place {
            // A Markdown file holds one entry.
            _ if origin.path.is_empty() => true,
            crate::diag::Place::Yaml { path, .. } => {
                path.strip_prefix(origin.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            }
            _ => false,
        }
    })
}

fn unused(model: &Model, used: &BTreeSet<(EntityId, Code)>, findings: &mut Vec<Diagnostic>) {
    for (number, entity) in model.entities.iter().enumerate() {
        let id = EntityId(number as u32);
        for allowance in &entity.common().allowances {
            if !used.contains(&(id, allowance.code)) {
                let message = format!("`{}` is allowed here, and there is nothing to allow", allowance.code.name());
                let place = entity.document.origin.key(&format!("lint.{}", allowance.code.name()));
                findings.push(Diagnostic::new(Code::UNUSED_ALLOWANCE, place, message).help("remove the allowance"));
            }
        }
    }
}
