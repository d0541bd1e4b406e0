//! What an editor writes into a text, and what is told of it: labels, names, quotations, numbers, slips that would be lost in silence.

use crate::support::{Source, explained, minimal};

const IMPRINT: &str = "content/pages/imprint.md";

/// The small site with a page of this text, which begins at line 5.
fn page(body: &str) -> Source {
    minimal().with(IMPRINT, format!("---\ntitle: Imprint\nsummary: Who to write to.\n---\n{body}\n"))
}

/// What is found, as `level[lint] path:line:column: message`, without what the small site leaves out itself.
fn found(source: &Source) -> Vec<String> {
    let lines = explained(&source.build());
    lines.lines().filter(|it| !it.starts_with("warn[unused-entry]")).map(str::to_string).collect()
}

/// The places of what is found.
fn places(source: &Source) -> Vec<String> {
    found(source).iter().map(|line| line.split(": ").next().unwrap_or("").to_string()).collect()
}

/// The help of the first finding.
fn help(source: &Source) -> String {
    source.build().findings.first().and_then(|it| it.diagnostic.help.clone()).unwrap_or_default()
}

#[test]
fn the_label_of_a_footnote_is_no_id_of_the_page() {
    for label in ["counted", "sources", "fact-1", "main"] {
        let body = format!("## Counted\n\n[[figure:north-dead]] and [@gazette][^{label}]\n\n[^{label}]: Note.");
        assert_eq!(found(&page(&body)), [""; 0], "{label}");
    }
    let twice = page("a[^1]\n\n[^1]: one\n\n[^1]: two");
    assert_eq!(places(&twice), [format!("deny[duplicate-id] {IMPRINT}:9:1")]);
}
