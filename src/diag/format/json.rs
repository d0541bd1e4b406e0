//! One JSON object per line and finding, for programs; the keys are those of interface.md.

use serde_json::json;

use crate::diag::format::with_labels;
use crate::diag::locate::Finding;

/// Renders one finding, without a line end.
pub fn render(finding: &Finding) -> String {
    let (at, diagnostic) = (&finding.at, &finding.diagnostic);
    json!({
        "lint": diagnostic.code.name(),
        "level": diagnostic.level.word(),
        "message": with_labels(finding),
        "path": at.file.as_str(),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "help": diagnostic.help,
    })
    .to_string()
}
