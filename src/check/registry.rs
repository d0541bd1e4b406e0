//! All lints, in one list: what `detente explain` tells and what the methods page counts.

use crate::check::lint::Lint;
use crate::check::rules::{references, sourcing, structure};
use crate::diag::Code;

/// The lint of a code.
pub fn find(code: Code) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code == code)
}

const fn read(code: Code, group: &'static str, docs: &'static str) -> Lint {
    Lint { code, group, docs, run: None }
}

const fn lint(
    code: Code,
    group: &'static str,
    run: fn(&crate::check::Cx<'_>, &mut crate::check::Sink),
    docs: &'static str,
) -> Lint {
    Lint { code, group, docs, run: Some(run) }
}

/// Every lint there is.
pub const LINTS: &[Lint] = &[
    lint(
        Code::UNKNOWN_REFERENCE,
        "references",
        references::unknown_reference,
        "A name is written that no entry has: in a field (`actors`, `cites`, …), in `[[prose]]`, behind `[@`, in site.yaml, or a \
         date behind `@` that the figure has no point for.\n\nWhy: a reader who cannot follow a name cannot check the fact.\n\n\
         Example: `actors: [azerbaijian]`\nRight: `actors: [azerbaijan]`",
    ),
    lint(
        Code::AMBIGUOUS_REFERENCE,
        "references",
        references::ambiguous_reference,
        "Entries of several kinds have the id.\n\nWhy: a link must not lead to one of two things by chance.\n\n\
         Example: `[[khojaly]]`, where a place and an event have that id\nRight: `[[place:khojaly]]`",
    ),
    lint(
        Code::BROKEN_LINK,
        "references",
        references::broken_links,
        "A link in a body leads to an address that this site does not have.\n\nWhy: a dead link ends the reader's way to the source.\n\n\
         Example: `[more](/articles/how-it-begun/)`\nRight: `[more](/articles/how-it-began/)`, or `[[how-it-began]]`",
    ),
    read(
        Code::BROKEN_ANCHOR,
        "references",
        "A link leads to a part of a page that is not there, or a footnote is not defined.\n\nExample: `[more](#what-we-now)`\n\
         Right: `[more](#what-we-know)`",
    ),
    read(
        Code::UNSAFE_LINK,
        "references",
        "A link has a scheme that a reader should not be sent to.\n\nWhy: content comes from many hands; a link must not run code.\n\n\
         Example: `[x](javascript:…)`\nRight: https:, http:, mailto: or tel:",
    ),
    read(
        Code::DUPLICATE_ID,
        "references",
        "Two entries of a kind have the same id, or two headings of a text.\n\nWhy: every reference to it would mean either.",
    ),
    read(
        Code::PATH_COLLISION,
        "references",
        "Two things would be written to the same file of the site.\n\nExample: a page `pages/data.md`, and the builder's own /data/",
    ),
    read(
        Code::MALFORMED_ID,
        "references",
        "An id is not made of lower-case letters, digits and hyphens.\n\nWhy: ids are addresses, and must work everywhere for good.\n\n\
         Example: `id: Ilham_Aliyev`\nRight: `id: ilham-aliyev`",
    ),
    lint(
        Code::UNCITED_FIGURE,
        "sourcing",
        sourcing::uncited_figure,
        "A point of a figure cites no source, and neither does the figure.\n\nWhy: a number without a source is a rumour.",
    ),
    lint(
        Code::UNCITED_EVENT,
        "sourcing",
        sourcing::uncited_event,
        "An event cites no source.\n\nRight: `cites: [reuters-2020-10-07]`",
    ),
    lint(
        Code::UNCITED_STATEMENT,
        "sourcing",
        sourcing::uncited_statement,
        "A statement cites no source.\n\nWhy: words put into a mouth must be checkable.",
    ),
    lint(Code::UNCITED_RELATIONSHIP, "sourcing", sourcing::uncited_relationship, "A relationship cites no source."),
    lint(
        Code::UNCITED_DISPUTE_VERSION,
        "sourcing",
        sourcing::uncited_dispute_version,
        "A version of a disputed matter cites no source.\n\nWhy: each side is told in words that it can be held to.",
    ),
    lint(
        Code::CIRCULAR_ORIGIN,
        "sourcing",
        sourcing::circular_origin,
        "A source is derived from itself, directly or through others.\n\nWhy: independent origins are counted along `derived_from`.",
    ),
    read(
        Code::UNREADABLE_DATE,
        "chronology",
        "A date cannot be read.\n\nDates are EDTF (ISO 8601-2): `2020-10-07`, `2020-10`, `2020-09~` (about), `2020-09-27?` (uncertain), \
         `1988-02/..` (goes on), `[2020-10-06,2020-10-07]` (one of).\n\nExample: `date: 7.10.2020`\nRight: `date: 2020-10-07`",
    ),
    read(
        Code::END_BEFORE_START,
        "chronology",
        "An interval ends before it starts.\n\nExample: `date: 2020-11-10/2020-09-27`\nRight: `date: 2020-09-27/2020-11-10`",
    ),
    lint(
        Code::ROLE_NOT_HELD,
        "chronology",
        references::role_not_held,
        "A reference names a person with the office held on a date, and the person held none that we know of.\n\n\
         Example: `[[aliyev@1995-01-01]]`",
    ),
    read(
        Code::TRANSLATED_FACT,
        "language",
        "A translation holds a fact: a date, a value, an id.\n\nWhy: facts are read from the original, so that no language tells another story.",
    ),
    read(
        Code::UNTRANSLATED_STRING,
        "language",
        "Words of the theme are not there in a language of the site; English ones are shown.\n\nRight: write them into `templates/words/<lang>.yaml`",
    ),
    read(Code::UNREADABLE_FILE, "structure", "A file cannot be read, or is not UTF-8 text."),
    read(
        Code::UNREADABLE_YAML,
        "structure",
        "A list, a front matter or a block is not YAML.\n\nExample: `title: The war: a summary`\nRight: `title: \"The war: a summary\"`",
    ),
    read(
        Code::MISPLACED_FILE,
        "structure",
        "A file lies in content/ where nothing is looked for, so it is not read.\n\nExample: `content/actor/armenia.md`\nRight: `content/actors/armenia.md`",
    ),
    read(
        Code::UNKNOWN_KEY,
        "structure",
        "A key has no meaning here, so what it says would be lost.\n\nExample: `sumary: …`\nRight: `summary: …`",
    ),
    read(
        Code::MISSING_FIELD,
        "structure",
        "A field that the kind needs is missing or empty.\n\nExample: an event without `date`",
    ),
    read(
        Code::WRONG_TYPE,
        "structure",
        "A value is of another type than the field takes.\n\nExample: `title: [a, b]`\nRight: `title: a and b`",
    ),
    read(
        Code::UNKNOWN_VALUE,
        "structure",
        "A field takes one of a set of words, or a number within bounds, and this is none.\n\nExample: `confidence: sure`\nRight: `confidence: high`",
    ),
    read(
        Code::RAW_HTML,
        "structure",
        "HTML in Markdown is shown as it is written, since the site does not allow it.\n\nRight: Markdown, or `markdown: {html: true}` in site.yaml",
    ),
    read(
        Code::REFERENCE_OUTSIDE_BODY,
        "structure",
        "A plain text field holds a reference, which would show as brackets.\n\nRight: write it in the body, or as a field",
    ),
    read(
        Code::UNKNOWN_BLOCK,
        "structure",
        "A fenced block has a name that is nearly one of detente's.\n\nExample: ```` ```timelin ````\nRight: ```` ```timeline ````",
    ),
    lint(
        Code::EMPTY_BLOCK,
        "structure",
        structure::empty_block,
        "A block asks for something of which there is none.\n\nExample: a timeline `from: 2030`, where no event is that late",
    ),
    read(
        Code::UNUSED_ALLOWANCE,
        "structure",
        "An entry allows a lint that finds nothing there.\n\nWhy: what is set aside is printed on the methods page and must be true.",
    ),
    read(
        Code::TEMPLATE_ERROR,
        "output",
        "A template cannot be read, or fails while a page is rendered; the finding names the template, the line and the page.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_lint_and_is_explained() {
        for (code, _) in Code::ALL {
            let lint = find(*code).unwrap_or_else(|| panic!("`{}` is not in the registry", code.name()));
            assert!(lint.docs.len() > 20, "`{}` is not explained", code.name());
        }
        assert_eq!(LINTS.len(), Code::ALL.len());
    }
}
