//! The template set: Tera templates of the snapshot, and their errors as findings.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::path::SourcePath;
use crate::diag::{Code, Diagnosed, Diagnostic, Place, nearest};
use crate::render::filters;
use crate::render::part::{self, Parts};
use crate::snapshot::Snapshot;

const FOLDER: &str = "templates/";

/// A compiled set of templates.
pub struct Templates {
    /// The set.
    pub tera: tera::Tera,
    /// Digest of all templates' texts.
    pub digest: Digest,
    /// What components made in this build.
    pub parts: Arc<Parts>,
    /// Templates that could not be compiled, or need one that could not: there are findings for them already.
    left_out: BTreeSet<String>,
}

/// A template's name and text.
type Source = (String, String);

/// Compiles all templates; those that cannot be are findings and are left out.
pub fn read(snapshot: &Snapshot) -> Diagnosed<Templates> {
    let mut sources: Vec<Source> = Vec::new();
    let mut digests = Vec::new();
    let mut diagnostics = Vec::new();
    for file in snapshot.under(FOLDER).filter(|file| file.path.as_str().ends_with(".html")) {
        let name = file.path.as_str().trim_start_matches(FOLDER);
        match file.text() {
            Some(text) => sources.push((name.to_string(), text.to_string())),
            None => diagnostics.push(Diagnostic::not_text(file)),
        }
        digests.push((file.path.clone(), file.digest));
    }
    let digest = Digest::of(&digests);
    let unread = diagnostics.iter().map(|it| it.place.file().as_str().trim_start_matches(FOLDER).to_string());
    let mut left_out: BTreeSet<String> = unread.collect();
    loop {
        let mut tera = tera::Tera::new();
        filters::register(&mut tera);
        let parts = Arc::new(Parts::default());
        part::register(&mut tera, Arc::downgrade(&parts));
        let added = tera.add_raw_templates(sources.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let Err(error) = added else {
            parts.set(tera.clone());
            return Diagnosed { value: Templates { tera, digest, parts, left_out }, diagnostics };
        };
        let found = located(&error, &sources);
        let earlier = left_out.clone();
        for (name, diagnostic) in found {
            if !follows(&diagnostic.message, &earlier) {
                diagnostics.push(diagnostic);
            }
            left_out.extend(name);
        }
        let before = sources.len();
        sources.retain(|(name, _)| !left_out.contains(name));
        if sources.len() == before {
            // The error names no template of ours: nothing more can be told apart.
            left_out.extend(sources.drain(..).map(|(name, _)| name));
        }
    }
}

/// Whether an error has no other cause than that another template was left out.
fn follows(message: &str, left_out: &BTreeSet<String>) -> bool {
    let names_one = left_out.iter().any(|name| message.contains(&format!("`{name}`")) || message.contains(&format!("'{name}'")));
    // A component may have been defined in any of them.
    names_one || (!left_out.is_empty() && message.contains("nknown component"))
}

/// The errors in one error of Tera's, each with the template it is in.
fn located(error: &tera::Error, sources: &[Source]) -> Vec<(Option<String>, Diagnostic)> {
    let whole = |name: &str, message: &str| {
        let path = SourcePath::new(format!("{FOLDER}{name}"));
        (Some(name.to_string()), Diagnostic::new(Code::TEMPLATE_ERROR, Place::File(path), plain(message)))
    };
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let name = report.filename().to_string();
            let path = SourcePath::new(format!("{FOLDER}{name}"));
            let place = Place::bytes(&path, report.span().range.clone());
            vec![(Some(name), error_at(place, report.message()))]
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            let mut found = whole(current, &format!("there is no template '{parent}' to extend"));
            let text = sources.iter().find(|(name, _)| name == current).map(|(_, text)| text);
            if let Some(at) = text.and_then(|text| text.find(parent.as_str())) {
                let path = SourcePath::new(format!("{FOLDER}{current}"));
                found.1.place = Place::bytes(&path, at..at + parent.len());
            }
            vec![found]
        }
        tera::ErrorKind::CircularExtend { tpl, .. } | tera::ErrorKind::CircularInclude { tpl, .. } => {
            vec![whole(tpl, "this template extends or includes itself")]
        }
        tera::ErrorKind::TemplateNotFound(name) => vec![whole(name, "there is no such template")],
        _ => {
            let message = error.to_string();
            let listed = listed(&message, sources);
            if listed.is_empty() { vec![(None, whole("", &message).1)] } else { listed }
        }
    }
}

/// Errors that Tera prints one after another: `error: …`, then ` --> name:line:column`.
fn listed(message: &str, sources: &[Source]) -> Vec<(Option<String>, Diagnostic)> {
    let mut found = Vec::new();
    for part in message.split("error: ").skip(1) {
        let Some((what, rest)) = part.split_once("\n --> ") else { continue };
        let position = rest.lines().next().unwrap_or("");
        let mut fields = position.rsplitn(3, ':');
        let column = fields.next().and_then(|it| it.parse::<usize>().ok());
        let line = fields.next().and_then(|it| it.parse::<usize>().ok());
        let (Some(column), Some(line), Some(name)) = (column, line, fields.next()) else { continue };
        let Some((_, text)) = sources.iter().find(|(it, _)| it == name) else { continue };
        let carets = rest.lines().map(|line| line.matches('^').count()).find(|count| *count > 0).unwrap_or(1);
        let path = SourcePath::new(format!("{FOLDER}{name}"));
        let start = offset(text, line, column);
        let end = offset(text, line, column + carets);
        found.push((Some(name.to_string()), error_at(Place::bytes(&path, start..end), what)));
    }
    found
}

/// An error at a place; where a filter is not known, with those there are.
fn error_at(place: Place, message: &str) -> Diagnostic {
    let message = plain(message);
    let help = message.strip_prefix("unknown filter `").and_then(|rest| rest.split('`').next()).map(|name| {
        let own = filters::NAMES.map(|name| format!("`{name}`")).join(", ");
        match nearest(name, filters::NAMES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("besides Tera's own there are {own}"),
        }
    });
    Diagnostic::new(Code::TEMPLATE_ERROR, place, message).maybe_help(help)
}

/// The byte at a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    text[start..].char_indices().nth(column - 1).map_or(text.len(), |(at, _)| start + at)
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
    /// An error of rendering as a finding in the template it arose in; `None` if its cause was found before.
    pub fn diagnostic(&self, error: &tera::Error, template: &str) -> Option<Diagnostic> {
        match error.kind() {
            tera::ErrorKind::TemplateNotFound(name) if self.left_out.contains(name) => None,
            tera::ErrorKind::SyntaxError(_) | tera::ErrorKind::RenderingError(_) | tera::ErrorKind::TemplateNotFound(_) => {
                located(error, &[]).pop().map(|(_, diagnostic)| diagnostic)
            }
            _ => {
                let place = Place::File(SourcePath::new(format!("{FOLDER}{template}")));
                Some(Diagnostic::new(Code::TEMPLATE_ERROR, place, plain(&error.to_string())))
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
        snapshot.insert("templates/d.html", "é\n{% extends 'gone.html' %}".into());
        let read = read(&snapshot);
        let files: Vec<_> = read.diagnostics.iter().map(|d| d.place.file().as_str()).collect();
        assert_eq!(files, ["templates/base.html", "templates/d.html", "templates/b.html"], "{:?}", read.diagnostics);
        let found = crate::diag::locate::locate(&snapshot, read.diagnostics);
        let at: Vec<_> = found.iter().map(|it| format!("{} {}:{}", it.at.file, it.at.line, it.at.column)).collect();
        assert_eq!(at, ["templates/b.html 1:8", "templates/base.html 1:11", "templates/d.html 2:12"]);
        assert!(read.value.tera.contains_template("c.html"));
    }
}
