//! All lints, in one list: what `detente explain` tells, the manual shows and the methods page counts.

use crate::check::lint::Lint;
use crate::check::rules::{
    chronology, figures, language, media, neutrality, numbers, published, references, review, sourcing, structure, unused,
    wording,
};
use crate::diag::Code;

/// The lint of a code.
pub fn find(code: Code) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code == code)
}

/// `CODE` is found by a stage that reads; `CODE by function` by that function, over the whole model; `CODE in prose by
/// function` by one that reads the words of each entry by itself.
macro_rules! lints {
    ($($group:literal: { $($code:ident $name:literal $(in $prose:tt)? $(by $run:path)?,)* })*) => {
        /// Every lint there is, by group. Its text is in `docs/<name>.md`.
        pub const LINTS: &[Lint] = &[$($(Lint {
            code: Code::$code,
            group: $group,
            docs: include_str!(concat!("docs/", $name, ".md")),
            run: lints!(@run $($prose)? $($run)?),
            read: lints!(@read $($prose)? $($run)?),
        },)*)*];
    };
    (@run prose $read:path) => { None };
    (@run $run:path) => { Some($run) };
    (@run) => { None };
    (@read prose $read:path) => { Some($read) };
    (@read $($run:path)?) => { None };
}

lints! {
    "references": {
        UNKNOWN_REFERENCE "unknown-reference" by references::unknown_reference,
        AMBIGUOUS_REFERENCE "ambiguous-reference" by references::ambiguous_reference,
        BROKEN_LINK "broken-link" by references::broken_links,
        BROKEN_ANCHOR "broken-anchor",
        DEAD_EXTERNAL_LINK "dead-external-link",
        MOVED_EXTERNAL_LINK "moved-external-link",
        UNSAFE_LINK "unsafe-link",
        REMOVED_ID_WITHOUT_ALIAS "removed-id-without-alias" by published::removed_id,
        UNUSED_ENTRY "unused-entry" by unused::unused_entry,
        DUPLICATE_ID "duplicate-id",
        PATH_COLLISION "path-collision",
        MALFORMED_ID "malformed-id",
    }
    "sourcing": {
        UNCITED_FIGURE "uncited-figure" by sourcing::uncited_figure,
        UNCITED_EVENT "uncited-event" by sourcing::uncited_event,
        UNCITED_STATEMENT "uncited-statement" by sourcing::uncited_statement,
        UNCITED_RELATIONSHIP "uncited-relationship" by sourcing::uncited_relationship,
        UNCITED_DISPUTE_VERSION "uncited-dispute-version" by sourcing::uncited_dispute_version,
        CIRCULAR_ORIGIN "circular-origin" by sourcing::circular_origin,
        SINGLE_ORIGIN "single-origin" by sourcing::single_origin,
        ONE_SIDED_SOURCING "one-sided-sourcing" by sourcing::one_sided_sourcing,
        SOURCE_WITHOUT_ARCHIVE "source-without-archive" by sourcing::source_without_archive,
        SOURCE_ONLY_RELAYED "source-only-relayed" by sourcing::source_only_relayed,
    }
    "figures": {
        FIGURE_WITHOUT_CLAIMANT "figure-without-claimant",
        FIGURE_WITHOUT_DATE "figure-without-date",
        CUMULATIVE_DECREASE "cumulative-decrease" by figures::cumulative_decrease,
        ADDED_MISMATCH "added-mismatch" by figures::added_mismatch,
        MIXED_SCOPE "mixed-scope" by figures::mixed_scope,
        SUPERSEDED_FIGURE "superseded-figure" by figures::superseded_figure,
        TYPED_NUMBER "typed-number" in prose by numbers::typed_number,
    }
    "chronology": {
        UNREADABLE_DATE "unreadable-date",
        END_BEFORE_START "end-before-start",
        ROLE_NOT_HELD "role-not-held" by references::role_not_held,
        ACCESSED_BEFORE_ISSUED "accessed-before-issued" by chronology::accessed_before_issued,
        SAID_AFTER_ISSUED "said-after-issued" by chronology::said_after_issued,
        EVENT_OUTSIDE_PHASE "event-outside-phase" by chronology::event_outside_phase,
        ACTOR_OUTSIDE_LIFETIME "actor-outside-lifetime" by chronology::actor_outside_lifetime,
        RELATIVE_TIME_WORD "relative-time-word" in prose by wording::relative_time_word,
    }
    "neutrality": {
        LOADED_TERM "loaded-term" in prose by wording::loaded_term,
        SINGLE_NAME_FOR_CONTESTED_PLACE "single-name-for-contested-place" in prose by wording::single_name,
        DENIAL_HIDDEN "denial-hidden" by neutrality::denial_hidden,
        RECOGNITION_IMPLIED "recognition-implied" by neutrality::recognition_implied,
        ADVERSARY_CLAIM_IN_TOTAL "adversary-claim-in-total" by neutrality::adversary_claim_in_total,
    }
    "language": {
        TRANSLATED_FACT "translated-fact",
        UNTRANSLATED_STRING "untranslated-string",
        MISSING_TRANSLATION "missing-translation" by language::missing_translation,
        STALE_TRANSLATION "stale-translation" by language::stale_translation,
    }
    "media": {
        MISSING_ALT "missing-alt" by media::missing_alt,
        MISSING_CREDIT "missing-credit" by media::missing_credit,
        MISSING_RIGHTS "missing-rights" by media::missing_rights,
        GRAPHIC_WITHOUT_WARNING "graphic-without-warning" by media::graphic_without_warning,
        LOCATION_METADATA "location-metadata" by media::location_metadata,
        UNUSABLE_PICTURE "unusable-picture" by media::unusable_picture,
    }
    "structure": {
        UNREADABLE_FILE "unreadable-file",
        UNREADABLE_YAML "unreadable-yaml",
        MISPLACED_FILE "misplaced-file",
        UNKNOWN_KEY "unknown-key",
        MISSING_FIELD "missing-field",
        WRONG_TYPE "wrong-type",
        UNKNOWN_VALUE "unknown-value",
        RAW_HTML "raw-html",
        REFERENCE_OUTSIDE_BODY "reference-outside-body",
        UNKNOWN_BLOCK "unknown-block",
        EMPTY_BLOCK "empty-block" by structure::empty_block,
        HEADING_ORDER "heading-order",
        UNLABELLED_TABLE "unlabelled-table",
        STALE_REVIEW "stale-review" by review::stale_review,
        FUTURE_DATE "future-date" by review::future_date,
        UNUSED_ALLOWANCE "unused-allowance",
    }
    "output": {
        TEMPLATE_ERROR "template-error",
        DUPLICATE_ELEMENT_ID "duplicate-element-id",
        MISSING_LANG "missing-lang",
        MISSING_TITLE "missing-title",
        DEAD_INTERNAL_URL "dead-internal-url",
        TEMPLATE_LEFTOVER "template-leftover",
        PAGE_TOO_HEAVY "page-too-heavy",
        MISSING_CARD_LETTERS "missing-card-letters",
    }
}

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
