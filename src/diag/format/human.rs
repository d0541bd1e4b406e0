//! The format for people: the source line, a caret, help and note, as rustc prints them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use crate::diag::Level;
use crate::diag::format::{printable, printable_lines};
use crate::diag::locate::{Finding, Located};
use crate::snapshot::Snapshot;

/// Renders one finding; `colour` for a terminal.
pub fn render(finding: &Finding, snapshot: &Snapshot, colour: bool) -> String {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.level {
        Level::Deny => Title::ERROR.with_name("deny"),
        _ => Title::WARNING.with_name("warn"),
    };
    let message = printable_lines(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code.name()));
    group = place(group, snapshot, &finding.at, AnnotationKind::Primary, None);
    for (at, text) in &finding.labels {
        group = place(group, snapshot, at, AnnotationKind::Context, Some(text));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(help.as_str()));
    }
    group = group.element(Title::NOTE.message(format!("explained by `detente explain {}`", diagnostic.code.name())));
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

fn place<'a>(
    group: Group<'a>,
    snapshot: &'a Snapshot,
    at: &'a Located,
    kind: AnnotationKind,
    label: Option<&'a String>,
) -> Group<'a> {
    let text = snapshot.files.get(&at.file).and_then(|file| file.text());
    let path = printable(at.file.as_str());
    match (text, at.range) {
        (Some(text), Some((start, end))) => {
            // A finding points at one line: only that line is given, so that a large file is not read for each finding.
            let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let line = text[first..].lines().next().unwrap_or("");
            // A byte order mark takes no column.
            let shown = line.trim_start_matches('\u{feff}');
            let first = first + line.len() - shown.len();
            let (start, end) = (start.saturating_sub(first).min(shown.len()), end.saturating_sub(first).min(shown.len()));
            let mut annotation = kind.span(start..end);
            if let Some(label) = label {
                annotation = annotation.label(label.as_str());
            }
            group.element(Snippet::source(shown).line_start(at.line).path(path).annotation(annotation))
        }
        _ if (at.line, at.column) == (1, 1) => group.element(Origin::path(path)),
        _ => group.element(Origin::path(path).line(at.line).char_column(at.column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;
    use crate::base::path::SourcePath;
    use crate::diag::locate::locate;
    use crate::diag::{Code, Diagnostic, Place};

    #[test]
    fn prints_as_the_contract_shows() {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        let text = "---\ntitle: x\n---\nThe president of [[azerbaijian]] said …\n";
        snapshot.insert("content/articles/a.md", text.into());
        let start = text.find("azer").unwrap();
        let place = Place::bytes(&SourcePath::new("content/articles/a.md"), start..start + 11);
        let diagnostic = Diagnostic::new(Code::UNKNOWN_REFERENCE, place, "no actor has the id `azerbaijian`")
            .help("did you mean `azerbaijan`? (content/actors/azerbaijan.md)");
        let findings = locate(&snapshot, vec![diagnostic]);
        insta::assert_snapshot!(render(&findings[0], &snapshot, false), @r"
        deny[unknown-reference]: no actor has the id `azerbaijian`
         --> content/articles/a.md:4:20
          |
        4 | The president of [[azerbaijian]] said …
          |                    ^^^^^^^^^^^
          |
          = help: did you mean `azerbaijan`? (content/actors/azerbaijan.md)
          = note: explained by `detente explain unknown-reference`
        ");
    }
}
