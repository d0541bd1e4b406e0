//! Findings about the whole: runs the lints, applies levels and allowances.

mod hint;
pub mod lint;
pub mod looked;
pub mod phrases;
pub mod registry;
pub mod rules;
mod sink;
pub mod vocabulary;
pub mod web;

pub use looked::Looked;
pub use sink::Sink;

use std::collections::{BTreeSet, HashMap};

use crate::check::vocabulary::Vocabularies;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Fix, Level, Place};
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::schema::common::Allowance;
use crate::parse::{Document, Lost};
use crate::route::Routes;
use crate::snapshot::Snapshot;

/// What lints see.
pub struct Cx<'m> {
    /// All entries.
    pub model: &'m Model,
    /// All addresses.
    pub routes: &'m Routes,
    /// The configuration.
    pub config: &'m Config,
    /// The words that lints look for, by language.
    pub vocabularies: &'m Vocabularies,
    /// What came in.
    pub snapshot: &'m Snapshot,
}

/// Applies levels and allowances: to what lints found, to `earlier` findings of other stages, and to what is in the sink.
pub fn run(cx: &Cx<'_>, earlier: Vec<Diagnostic>, sink: Sink, looked: &Looked) -> Vec<Diagnostic> {
    let allowing = Allowing::new(cx.model, &looked.allowing);
    let mut used: BTreeSet<(usize, Code)> = BTreeSet::new();
    let earlier = earlier.into_iter().map(|diagnostic| (None, diagnostic, None));
    let found = sink.found.into_iter().chain(looked.found().cloned()).map(|it| (it.entity, it.diagnostic, it.like));
    let mut kept = Vec::new();
    for (entity, diagnostic, like) in earlier.chain(found) {
        let document = match entity {
            Some(id) => allowing.of(&cx.model.get(id).document),
            None => allowing.at(&diagnostic.place),
        };
        match document {
            Some(index) if allowing.allows(index, diagnostic.code) => {
                used.insert((index, diagnostic.code));
            }
            _ => kept.push((diagnostic, like)),
        }
    }
    let mut findings = sink::once(kept);
    // Many allowances answer to sources: while a list of them cannot be read, none is called unused.
    if !cx.model.lost.contains(&Lost { kind: Kind::Source, id: None }) {
        findings.extend(allowing.unused(&used));
    }
    hint::advise(cx, &mut findings);
    for finding in &mut findings {
        finding.level = weigh(cx.config, finding);
    }
    findings
}

/// The addresses that the content itself names and that lead nowhere, in every language: findings of the content.
pub fn dead_addresses(cx: &Cx<'_>) -> BTreeSet<String> {
    let prefixes: Vec<String> = cx.config.languages.iter().map(|lang| cx.config.prefix(lang)).collect();
    let written = rules::references::dead_links(cx).into_iter().map(|(_, address, _)| address);
    written
        .flat_map(|address| {
            let prefixed = prefixes.iter().filter(|_| address.starts_with('/')).map(|prefix| format!("{prefix}{address}"));
            prefixed.chain([address.clone()]).collect::<Vec<_>>()
        })
        .collect()
}

/// The level of a finding in this site: the one that the site chose for its lint, else the lint's own, which is a warning at
/// most where the finding is only possibly so.
pub fn weigh(config: &Config, finding: &Diagnostic) -> Level {
    let default = finding.code.default_level();
    config.chosen_level(finding.code).unwrap_or(if finding.possible { default.min(Level::Warn) } else { default })
}

fn allows(document: &Document) -> bool {
    document.original().is_some_and(|it| !it.common.allowances.is_empty())
}

/// The documents that allow something, published or not.
struct Allowing<'m> {
    documents: Vec<&'m Document>,
    /// How many of them, from the first, are published: only on those are all lints run.
    published: usize,
    /// By file, and by the path of the entry in it: empty in a Markdown file, `[3]` in a list.
    by_place: HashMap<(&'m str, &'m str), usize>,
}

impl<'m> Allowing<'m> {
    /// `published` are the entries that allow something.
    fn new(model: &'m Model, published: &[EntityId]) -> Self {
        let mut documents: Vec<&Document> = published.iter().map(|id| &*model.get(*id).document).collect();
        let published = documents.len();
        documents.extend(model.withheld.iter().map(|document| &**document).filter(|document| allows(document)));
        let place =
            |(index, document): (usize, &&'m Document)| ((document.origin.file().as_str(), document.origin.path.as_str()), index);
        let by_place = documents.iter().enumerate().map(place).collect();
        Allowing { documents, published, by_place }
    }

    fn allowances(&self, index: usize) -> &'m [Allowance] {
        self.documents[index].original().map_or(&[], |original| &original.common.allowances)
    }

    fn allows(&self, index: usize, code: Code) -> bool {
        self.allowances(index).iter().any(|allowance| allowance.code == code)
    }

    fn of(&self, document: &Document) -> Option<usize> {
        self.by_place.get(&(document.origin.file().as_str(), document.origin.path.as_str())).copied()
    }

    /// The document that a finding of an earlier stage is in.
    fn at(&self, place: &Place) -> Option<usize> {
        let entry = match place {
            Place::Yaml { path, .. } | Place::Text { path, .. } => path.find(']').map_or("", |end| &path[..=end]),
            _ => "",
        };
        // A Markdown file holds one entry, whatever the path in its front matter.
        let at = |entry| self.by_place.get(&(place.file().as_str(), entry)).copied();
        at(entry).or_else(|| at(""))
    }

    /// Takes an allowance out; the last one takes `lint:` with it.
    fn removal(&self, index: usize, used: &BTreeSet<(usize, Code)>, code: Code) -> Option<Fix> {
        let origin = &self.documents[index].origin;
        let path = |code: Code| format!("lint.{}", code.name());
        let all = self.allowances(index);
        let keeps_one = all.iter().any(|it| used.contains(&(index, it.code)) || it.code.is_online());
        let key = if keeps_one { origin.key(&path(code)) } else { origin.key("lint") };
        let last = if keeps_one { code } else { all.last()?.code };
        Some(Fix::Remove { key, last: origin.value(&path(last)) })
    }

    fn unused(&self, used: &BTreeSet<(usize, Code)>) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for index in 0..self.published {
            for allowance in self.allowances(index).iter().filter(|it| !used.contains(&(index, it.code)) && !it.code.is_online())
            {
                let message = format!("`{}` is allowed here, and there is nothing to allow", allowance.code.name());
                let place = self.documents[index].origin.key(&format!("lint.{}", allowance.code.name()));
                let fix = self.removal(index, used, allowance.code);
                findings
                    .push(Diagnostic::new(Code::UNUSED_ALLOWANCE, place, message).help("remove the allowance").maybe_fix(fix));
            }
        }
        findings
    }
}
