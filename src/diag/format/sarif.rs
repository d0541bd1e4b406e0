//! SARIF 2.1.0 (OASIS): one JSON document with all rules and findings, as code hosts and editors read it.

use serde_json::{Value, json};

use crate::diag::baseline::digest;
use crate::diag::fix::Mend;
use crate::diag::locate::{Finding, Lines, Located};
use crate::diag::{Code, Level};
use crate::snapshot::Snapshot;

/// A lint as the log tells it.
pub struct Rule {
    /// Its name and default level.
    pub code: Code,
    /// Its group.
    pub group: &'static str,
    /// Its first sentence.
    pub summary: String,
    /// All of its text, Markdown.
    pub docs: &'static str,
}

/// Renders all findings as one document.
pub fn render(findings: &[Finding], rules: &[Rule], snapshot: &Snapshot) -> String {
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, rules, snapshot)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "detente",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the site."}}},
            "results": results,
        }],
    });
    format!("{log:#}")
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.code.name(),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.docs},
        "help": {"text": rule.docs, "markdown": rule.docs},
        "defaultConfiguration": {"level": level(rule.code.default_level())},
        "properties": {"tags": [rule.group]},
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Allow => "none",
    }
}

fn result(finding: &Finding, rules: &[Rule], snapshot: &Snapshot) -> Value {
    let diagnostic = &finding.diagnostic;
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": level(diagnostic.level),
        "message": {"text": text},
        "locations": [{"physicalLocation": place(&finding.at)}],
        "partialFingerprints": {"detente/v1": digest(finding, snapshot)},
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == diagnostic.code) {
        result["ruleIndex"] = index.into();
    }
    if !finding.labels.is_empty() {
        let related = |(index, (at, text)): (usize, &(Located, String))| json!({"id": index, "physicalLocation": place(at), "message": {"text": text}});
        result["relatedLocations"] = finding.labels.iter().enumerate().map(related).collect();
    }
    if let Some(mend) = &finding.mend {
        result["fixes"] = json!([fix(finding, mend, snapshot)]);
    }
    result
}

fn fix(finding: &Finding, mend: &Mend, snapshot: &Snapshot) -> Value {
    let text = snapshot.files.get(&mend.file).and_then(|file| file.text().cloned()).unwrap_or_default();
    let lines = Lines::new(&text);
    let ((line, column), (end_line, end_column)) = (lines.place(&text, mend.range.0), lines.place(&text, mend.range.1));
    json!({
        "description": {"text": finding.diagnostic.fix.as_ref().map(|fix| fix.phrase()).unwrap_or_default()},
        "artifactChanges": [{
            "artifactLocation": artifact(mend.file.as_str()),
            "replacements": [{
                "deletedRegion": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
                "insertedContent": {"text": mend.text},
            }],
        }],
    })
}

fn place(at: &Located) -> Value {
    let mut place = json!({"artifactLocation": artifact(at.file.as_str())});
    if at.range.is_some() {
        place["region"] =
            json!({"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column});
    }
    place
}

fn artifact(path: &str) -> Value {
    json!({"uri": uri(path), "uriBaseId": "%SRCROOT%"})
}

/// A relative path as a URI reference (RFC 3986): all but unreserved characters and slashes as `%XX`.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_any_script_is_a_uri() {
        assert_eq!(uri("content/a b/Ա%.md"), "content/a%20b/%D4%B1%25.md");
    }
}
