//! One line per finding, as compilers print and editors read: `path:line:column: level[lint]: message`.

use crate::diag::format::{printable, with_labels};
use crate::diag::locate::Finding;

/// Renders one finding, without a line end.
pub fn render(finding: &Finding) -> String {
    let (at, diagnostic) = (&finding.at, &finding.diagnostic);
    let message = with_labels(finding).replace(['\n', '\r'], " ");
    let (file, message) = (printable(at.file.as_str()), printable(&message));
    format!("{file}:{}:{}: {}[{}]: {message}", at.line, at.column, diagnostic.level.word(), diagnostic.code.name())
}
