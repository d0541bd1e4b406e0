//! The fields every kind shares: summary, cites, tags, caveats, corrections, allowances.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::base::edtf::Edtf;
use crate::base::fixed::{self, Word};
use crate::base::id::EntryId;
use crate::diag::{Code, Diagnostic};
use crate::parse::kind::Kind;
use crate::parse::reference::{RefIx, RefReader};
use crate::yaml::field::{Fields, scalar};
use crate::yaml::shape::Form;

/// Fields that any entry may have.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Common {
    /// What the entry is called: `title` or `name`; empty where its kind needs none.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The sources it rests on.
    pub cites: Vec<Cite>,
    /// Free keywords.
    pub tags: Vec<String>,
    /// Former ids: redirects.
    pub aliases: Vec<String>,
    /// Not published.
    pub draft: bool,
    /// When it was last changed in substance.
    pub updated: Option<Edtf>,
    /// What was corrected, and when.
    pub corrections: Vec<Correction>,
    /// A caveat, shown wherever the fact is.
    pub note: String,
    /// How sure the editors are.
    pub confidence: Option<Confidence>,
    /// Lints set aside for this entry, with the reason and the path it is written at.
    pub allowances: Vec<Allowance>,
}

/// A source and where in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// The source.
    pub source: RefIx,
    /// Page, paragraph, minute.
    pub locator: String,
    /// The words relied on.
    pub quote: String,
    /// What to know about it.
    pub note: String,
}

/// A change to what was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When.
    pub date: Option<Edtf>,
    /// `correction`, `clarification`, `update` or `retraction`.
    #[serde(deserialize_with = "fixed::word")]
    pub kind: Word,
    /// What changed.
    pub text: String,
}

/// A lint set aside, with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The lint.
    pub code: Code,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub path: String,
}

/// How sure the editors are of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    /// The word in YAML.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// The key an entry of a kind is called by.
pub fn title_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Actor | Kind::Place | Kind::Term => "name",
        Kind::Dispute => "question",
        _ => "title",
    }
}

fn needs_title(kind: Kind) -> bool {
    !matches!(kind, Kind::Relationship | Kind::Statement | Kind::Media)
}

/// Reads the shared fields.
pub fn read(kind: Kind, fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Common {
    let key = title_key(kind);
    if needs_title(kind) {
        fields.require(key);
    }
    // A source keeps the title it came out with.
    let title = if kind == Kind::Source { fields.text(key).unwrap_or_default() } else { plain(fields, key) };
    Common {
        title,
        summary: plain(fields, "summary"),
        // A source cites nothing: what it rests on is `derived_from`.
        cites: if kind == Kind::Source { Vec::new() } else { cites(fields, refs) },
        tags: fields.texts("tags"),
        aliases: aliases(fields),
        draft: fields.bool("draft").unwrap_or(false),
        updated: fields.date("updated"),
        corrections: fields.maps("corrections", correction),
        note: plain(fields, "note"),
        confidence: confidence(fields),
        allowances: allowances(fields),
    }
}

/// A plain text; a reference in it would show as brackets, so it is a finding.
pub fn plain(fields: &Fields<'_>, key: &'static str) -> String {
    let text = fields.text(key).unwrap_or_default();
    if let Some(at) = text.find("[[").or_else(|| text.find("[@")) {
        let end = text[at..].find(']').map_or(text.len(), |end| at + end);
        let end = text.len().min(end + if text[end..].starts_with("]]") { 2 } else { 1 });
        let written = text.get(at..end).unwrap_or("[");
        let place = fields.place(&fields.path(key));
        fields.push(
            Diagnostic::new(
                Code::REFERENCE_OUTSIDE_BODY,
                place,
                format!("`{key}` is plain text: `{written}` in it shows as brackets"),
            )
            .help("write references in the body, or as fields (`cites`, `actors`, …)"),
        );
    }
    text
}

/// A plain text that must be there.
pub fn required_plain(fields: &Fields<'_>, key: &'static str) -> String {
    fields.require(key);
    plain(fields, key)
}

/// The confidence field, of an entry or a point.
pub fn confidence(fields: &Fields<'_>) -> Option<Confidence> {
    fields.one_of("confidence", &[("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)])
}

/// The `cites` field: ids, or maps with a locator, a quote, a note.
pub fn cites(fields: &Fields<'_>, refs: &mut RefReader<'_>) -> Vec<Cite> {
    let mut cites = Vec::new();
    for (value, path) in fields.items("cites") {
        let cite = match value {
            Value::Mapping(map) => {
                let item = fields.nested(map, path);
                let source = refs.required(&item, "source", &[Kind::Source]);
                let (locator, quote, note) =
                    (item.text("locator").unwrap_or_default(), item.text("quote").unwrap_or_default(), plain(&item, "note"));
                item.finish();
                source.map(|source| Cite { source, locator, quote, note })
            }
            _ => refs.value(fields, value, &path, &[Kind::Source]).map(|source| Cite {
                source,
                locator: String::new(),
                quote: String::new(),
                note: String::new(),
            }),
        };
        cites.extend(cite);
    }
    cites
}

fn aliases(fields: &Fields<'_>) -> Vec<String> {
    fields.takes_only("aliases", || Form::Id);
    let mut aliases = Vec::new();
    for (value, path) in fields.items("aliases") {
        match scalar(value) {
            Some(alias) if EntryId::new(&alias).is_some() => aliases.push(alias),
            Some(alias) => {
                let message = format!("`{alias}` is not an id; an alias is a former id of this entry");
                let help = EntryId::nearest(&alias).map_or(EntryId::RULE.to_string(), |near| format!("did you mean `{near}`?"));
                fields.push(Diagnostic::new(Code::MALFORMED_ID, fields.place(&path), message).help(help));
            }
            None => fields.wrong_type(&path, "a text", value),
        }
    }
    aliases
}

fn correction(fields: &Fields<'_>) -> Option<Correction> {
    const KINDS: [&str; 4] = ["correction", "clarification", "update", "retraction"];
    Some(Correction {
        date: fields.required_date("date"),
        kind: fields.word("type", &KINDS).unwrap_or("correction"),
        text: required_plain(fields, "text"),
    })
}

fn allowances(fields: &Fields<'_>) -> Vec<Allowance> {
    fields.takes_only("lint", || Form::Lints(Vec::new()));
    let mut allowances = Vec::new();
    for (name, reason) in fields.table("lint") {
        let path = crate::diag::place::join(&fields.path("lint"), &name);
        let Some(code) = fields.lint(&name, &path) else { continue };
        if reason.trim().is_empty() {
            let message = format!("no reason is given for allowing `{}`", code.name());
            fields.push(
                Diagnostic::new(Code::MISSING_FIELD, fields.place(&path), message)
                    .help("say why; the reason is printed on the methods page"),
            );
        } else {
            allowances.push(Allowance { code, reason: reason.trim().to_string(), path });
        }
    }
    allowances
}
