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

/// A term that takes a side, in English and French.
fn loaded(source: Source) -> Source {
    source
        .replacing("content/site.yaml", "[en]", "[en, fr]")
        .with("content/terms.yaml", "- {id: siege, name: siege, loaded: true, definition: A word., cites: [gazette]}\n")
        .with("content/terms.fr.yaml", "- {id: siege, name: embargo, definition: Un mot.}\n")
}

#[test]
fn a_name_with_an_apostrophe_is_that_name() {
    for written in ["Southland's government denies it.", "Southland’s government denies it.", "Denied by Southland."] {
        let tie = format!(
            "- id: help\n  subject: southland\n  object: northland\n  type: supports\n  date: 2020-03-01/..\n  summary: {written}\n  \
             denied_by: [southland]\n  cites: [gazette]\n"
        );
        assert_eq!(found(&minimal().appending("content/relationships.yaml", &tie)), [""; 0], "{written}");
    }
    for written in ["Ferry Town’s port.", "Ferry Town's port.", "At Ferry Town."] {
        let told = found(&page(written));
        assert!(told.len() == 1 && told[0].contains("“Ferry Town” is one of the names"), "{written}: {told:?}");
    }
}

#[test]
fn a_word_behind_an_elision_is_a_word() {
    for written in ["L’embargo dure.", "La fin d'embargo.", "Jusqu’embargo."] {
        let french = format!("---\ntitle: M\nsummary: S.\n---\n{written}\n");
        let told = found(&loaded(page("Words.")).with("content/pages/imprint.fr.md", french));
        let terms: Vec<_> = told.iter().filter(|it| it.contains("[loaded-term]")).collect();
        assert!(terms.len() == 1 && terms[0].contains("“embargo”"), "{written}: {told:?}");
    }
}
