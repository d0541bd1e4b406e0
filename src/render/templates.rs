//! The template set: Tera templates of the snapshot, and their errors as findings.

use crate::base::digest::Digest;
use crate::base::path::SourcePath;
use crate::diag::{Code, Diagnosed, Diagnostic, Place};
use crate::render::filters;
use crate::snapshot::Snapshot;

const FOLDER: &str = "templates/";

/// A compiled set of templates.
pub struct Templates {
    /// The set.
    pub tera: tera::Tera,
    /// Digest of all templates' texts.
    pub digest: Digest,
}

/// Compiles all templates; those that cannot be are findings and are left out.
pub fn read(snapshot: &Snapshot) -> Diagnosed<Templates> {
    let mut sources: Vec<(String, String)> = Vec::new();
    let mut digests = Vec::new();
    for file in snapshot.under(FOLDER) {
        let name = file.path.as_str().trim_start_matches(FOLDER);
        if let Some(text) = file.text().filter(|_| name.ends_with(".html")) {
            sources.push((name.to_string(), text.to_string()));
            digests.push((file.path.clone(), file.digest));
        }
    }
    let mut diagnostics = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    loop {
        let mut tera = tera::Tera::new();
        filters::register(&mut tera);
        match tera.add_raw_templates(sources.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
            Ok(()) => {
                let digest = Digest::of(&digests);
                return Diagnosed { value: Templates { tera, digest }, diagnostics };
            }
            Err(error) => {
                let (name, diagnostic) = located(&error, &sources);
                // What fails only because another template failed is not a second cause.
                let follows = left_out.iter().any(|name| diagnostic.message.contains(name.as_str()));
                if !follows {
                    diagnostics.push(diagnostic);
                }
                let before = sources.len();
                sources.retain(|(it, _)| Some(it) != name.as_ref());
                left_out.extend(name);
                if sources.len() == before {
                    // The error names no template of ours: nothing more can be told apart.
                    sources.clear();
                }
            }
        }
    }
}

fn located(error: &tera::Error, sources: &[(String, String)]) -> (Option<String>, Diagnostic) {
    if let tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) = error.kind() {
        let name = report.filename().to_string();
        let path = SourcePath::new(format!("{FOLDER}{name}"));
        let place = Place::bytes(&path, report.span().range.clone());
        return (Some(name), Diagnostic::new(Code::TEMPLATE_ERROR, place, plain(report.message())));
    }
    let message = error.to_string();
    let name = sources.iter().map(|(name, _)| name).find(|name| message.contains(name.as_str())).cloned();
    let path = SourcePath::new(format!("{FOLDER}{}", name.as_deref().unwrap_or("")));
    (name, Diagnostic::new(Code::TEMPLATE_ERROR, Place::File(path), plain(&message)))
}

/// Tera's message as a phrase of ours: first line, lower case, no full stop.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim().trim_end_matches('.');
    let mut chars = line.chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(|c| c.is_lowercase()) => first.to_lowercase().chain(chars).collect(),
        _ => line.to_string(),
    }
}

impl Templates {
    /// An error of rendering as a finding in the template it arose in.
    pub fn diagnostic(&self, error: &tera::Error, template: &str) -> Diagnostic {
        match error.kind() {
            tera::ErrorKind::SyntaxError(_) | tera::ErrorKind::RenderingError(_) => located(error, &[]).1,
            _ => {
                let place = Place::File(SourcePath::new(format!("{FOLDER}{template}")));
                Diagnostic::new(Code::TEMPLATE_ERROR, place, plain(&error.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;

    #[test]
    fn every_broken_template_is_named_once() {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        snapshot.insert("templates/base.html", b"<p>{{ 1 + }}</p>".to_vec());
        snapshot.insert("templates/a.html", b"{% extends \"base.html\" %}".to_vec());
        snapshot.insert("templates/b.html", b"{{ x | nosuchfilter }}".to_vec());
        snapshot.insert("templates/c.html", b"fine".to_vec());
        let read = read(&snapshot);
        let files: Vec<_> = read.diagnostics.iter().map(|d| d.place.file().as_str()).collect();
        assert_eq!(files, ["templates/base.html", "templates/b.html"], "{:?}", read.diagnostics);
        assert!(read.value.tera.contains_template("c.html"));
    }
}
