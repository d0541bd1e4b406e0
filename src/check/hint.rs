//! Adds to findings about a field what belongs into it, in the words of the schema.

use crate::check::Cx;
use crate::config;
use crate::diag::{Code, Diagnostic, Place, YamlSource};
use crate::parse::placed::placed;
use crate::schema::Of;
use crate::schema::hint::Hints;

/// Says of a field that is not there, or is of the wrong type, what it should hold.
pub fn advise(cx: &Cx<'_>, findings: &mut [Diagnostic]) {
    let mut hints = Hints::default();
    for finding in findings {
        let Place::Yaml { source, path, .. } = &finding.place else { continue };
        let path = match (&finding.lacks, &finding.help) {
            (Some(lacks), _) => lacks.as_str(),
            (None, None) if finding.code == Code::WRONG_TYPE => path,
            _ => continue,
        };
        let Some(hint) = file(cx, source).and_then(|(of, translation)| hints.of(of, translation, path)) else { continue };
        finding.help = Some(match finding.help.take() {
            Some(help) => format!("{help}. {hint}"),
            None => hint,
        });
    }
}

/// What a YAML text holds: a list, a front matter, the configuration; `None` for a block in a body, which is another thing.
fn file(cx: &Cx<'_>, source: &YamlSource) -> Option<(Of, bool)> {
    if source.file.as_str() == config::PATH {
        return Some((Of::Site, false));
    }
    let place = placed(&source.file, cx.config).ok().flatten()?;
    let before = cx.snapshot.files.get(&source.file)?.text()?.get(..source.start as usize)?;
    let is_block = before.matches('\n').count() > 1;
    (!is_block).then_some((Of::Kind(place.kind), place.lang.is_some()))
}
