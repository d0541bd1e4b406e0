//! GitHub workflow commands: findings become annotations of the lines of a pull request.

use crate::diag::Level;
use crate::diag::format::{printable, printable_lines, with_labels};
use crate::diag::locate::Finding;

/// Renders one finding, without a line end.
pub fn render(finding: &Finding) -> String {
    let (at, diagnostic) = (&finding.at, &finding.diagnostic);
    let command = if diagnostic.level == Level::Deny { "error" } else { "warning" };
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n{help}", with_labels(finding)),
        None => with_labels(finding),
    };
    format!(
        "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}",
        property(at.file.as_str()),
        at.line,
        at.column,
        at.end_line,
        at.end_column,
        property(diagnostic.code.name()),
        data(&text)
    )
}

/// What is behind the second `::`.
fn data(text: &str) -> String {
    printable_lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// A value before it, where commas and colons separate.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
