//! Collects what lints find; findings that are alike are told once, with how many there are.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic};
use crate::model::EntityId;

/// How many of the findings that are alike are named.
const NAMED: usize = 4;

/// Collects findings.
#[derive(Default)]
pub struct Sink {
    pub(super) found: Vec<Found>,
}

/// A finding with what it is about.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Found {
    pub entity: Option<EntityId>,
    pub diagnostic: Diagnostic,
    pub like: Option<Like>,
}

/// What makes findings alike, and the name of this one among them.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Like {
    cause: String,
    name: String,
}

impl Sink {
    /// A finding about an entry, which that entry may allow.
    pub fn about(&mut self, entity: EntityId, diagnostic: Diagnostic) {
        self.found.push(Found { entity: Some(entity), diagnostic, like: None });
    }

    /// A finding about an entry, if there is one.
    pub fn maybe(&mut self, entity: EntityId, diagnostic: Option<Diagnostic>) {
        self.found.extend(diagnostic.map(|diagnostic| Found { entity: Some(entity), diagnostic, like: None }));
    }

    /// A finding about the site.
    pub fn site(&mut self, diagnostic: Diagnostic) {
        self.found.push(Found { entity: None, diagnostic, like: None });
    }

    /// A finding that others may be alike: of those that no entry allows, the first is told with the names of the others.
    pub fn alike(&mut self, entity: Option<EntityId>, diagnostic: Diagnostic, cause: String, name: String) {
        self.found.push(Found { entity, diagnostic, like: Some(Like { cause, name }) });
    }
}

/// Each cause once, in the order of the first of each.
pub(super) fn once(found: Vec<(Diagnostic, Option<Like>)>) -> Vec<Diagnostic> {
    let mut told: Vec<(Diagnostic, Vec<String>, usize)> = Vec::with_capacity(found.len());
    let mut by_cause: HashMap<(Code, String), usize> = HashMap::new();
    for (diagnostic, like) in found {
        let Some(Like { cause, name }) = like else {
            told.push((diagnostic, Vec::new(), 0));
            continue;
        };
        match by_cause.get(&(diagnostic.code, cause.clone())) {
            None => {
                by_cause.insert((diagnostic.code, cause), told.len());
                // Its own name is kept, so that it is not named as another.
                told.push((diagnostic, vec![name], 0));
            }
            Some(at) => {
                let (_, names, others) = &mut told[*at];
                if names.contains(&name) {
                    continue;
                }
                *others += 1;
                if names.len() <= NAMED {
                    names.push(name);
                }
            }
        }
    }
    told.into_iter()
        .map(|(mut diagnostic, names, others)| {
            if others > 0 {
                let rest = if others > NAMED { ", …" } else { "" };
                let places = names[1..].join(", ");
                let count = if others == 1 { "1 other".to_string() } else { format!("{others} others") };
                let text = format!("the same is true of {count}: {places}{rest}");
                diagnostic.help = Some(diagnostic.help.map_or(text.clone(), |help| format!("{help}; {text}")));
            }
            diagnostic
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;
    use crate::diag::Place;

    #[test]
    fn findings_that_are_alike_are_told_once_with_names_and_number() {
        let finding = |n: usize| Diagnostic::new(Code::MISSING_LANG, Place::Output(SourcePath::new("a"), n as u32, 1), "none");
        let like = |n: usize| Like { cause: "none".to_string(), name: format!("p{n}") };
        let mut found: Vec<_> = (0..7).map(|n| (finding(n), Some(like(n)))).collect();
        found.insert(2, (finding(9), None));
        found.push((finding(3), Some(like(3))));
        let told = once(found);
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].help.as_deref(), Some("the same is true of 6 others: p1, p2, p3, p4, …"));
        assert_eq!(told[1].help, None);
    }
}
