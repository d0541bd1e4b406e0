//! What lints say of facts in all their forms: counts and what corrects them, spans with unknown ends, origins and sides.

use crate::support::{Source, minimal};

/// What is found beside entries that nothing uses: `level[lint] message`.
fn told(source: &Source) -> Vec<String> {
    let build = source.build();
    let others = build.findings.iter().map(|it| &it.diagnostic).filter(|it| it.code.name() != "unused-entry");
    others.map(|it| format!("{}[{}] {}", it.level.word(), it.code.name(), it.message)).collect()
}

/// The same without the messages, in order of their names.
fn levels(source: &Source) -> Vec<String> {
    let mut levels: Vec<String> = told(source).iter().map(|line| line.split(' ').next().unwrap().to_string()).collect();
    levels.sort_unstable();
    levels
}

/// The small site with a cumulative series of these points, each written as in a list of YAML maps.
fn counted(points: &[&str]) -> Source {
    let head = "- id: south-dead\n  title: Southlanders killed\n  measure: killed\n  of: southland\n  cumulative: true\n  \
                claimant: southland\n  cites: [herald]\n  points:\n";
    let points: String = points.iter().map(|point| format!("    - {{{point}}}\n")).collect();
    minimal().appending("content/figures.yaml", &format!("{head}{points}"))
}

#[test]
fn a_correction_takes_the_place_of_the_count_it_names_and_of_no_other() {
    let (deny, unknown) = ("deny[cumulative-decrease]", "deny[unknown-reference]");
    let first = "as_of: 2020-03-09, value: 6";
    let last = "as_of: 2020-03-15, value: 5";
    let of = |points: &[&str]| levels(&counted(points));
    assert_eq!(of(&[first, "as_of: 2020-03-12, value: 4, revises: 2020-03-09", last]), [""; 0]);
    assert_eq!(of(&[first, "as_of: 2020-03-09, value: 4, revises: 2020-03-09", last]), [""; 0]);
    // What it corrects stands no more, what came between does.
    assert_eq!(of(&[first, "as_of: 2020-03-10, value: 9", "as_of: 2020-03-12, value: 7, revises: 2020-03-09"]), [deny]);
    // A correction that was taken back itself corrects nothing.
    assert_eq!(of(&[first, "as_of: 2020-03-12, value: 4, revises: 2020-03-09, status: withdrawn", last]), [deny]);
    // A date of which there is no other count excuses nothing.
    assert_eq!(of(&[first, "as_of: 2020-03-12, value: 4, revises: 2020-03-08"]), [deny, unknown]);
    assert_eq!(of(&[first, "as_of: 2020-03-12, value: 4, revises: 2020-03-12"]), [deny, unknown]);
    let helps = |points: &[&str]| -> Vec<String> {
        let build = counted(points).build();
        build.findings.iter().filter_map(|it| it.diagnostic.help.clone()).filter(|help| help.contains("2020-03-09`")).collect()
    };
    assert_eq!(helps(&[first, "as_of: 2020-03-12, value: 8, revises: 2020-03-08"]), ["did you mean `2020-03-09`?"]);
    assert_eq!(of(&[first, "as_of: 2020-03-10, value: 4, added: 1, revises: 2020-03-09"]), [""; 0]);
}

#[test]
fn a_decrease_is_one_by_what_counts_mean_and_by_the_order_their_dates_may_have() {
    let (deny, may) = ("deny[cumulative-decrease]", "warn[cumulative-decrease]");
    let of = |first: &str, then: &str| {
        levels(&counted(&[&format!("as_of: 2020-03-09, {first}"), &format!("as_of: 2020-03-12, {then}")]))
    };
    assert_eq!(of("value: 9, qualifier: at-least", "value: 6"), [deny]);
    assert_eq!(of("value: 9, qualifier: at-least", "value: 6, qualifier: at-most"), [deny]);
    assert_eq!(of("low: 9", "value: 6"), [deny]);
    assert_eq!(of("value: 9, qualifier: more-than", "value: 9"), [deny], "nine are not more than nine");
    assert_eq!(of("value: 9, qualifier: at-least", "value: 9"), [""; 0]);
    assert_eq!(of("value: 9, qualifier: at-least", "value: 6, qualifier: at-least"), [""; 0]);
    assert_eq!(of("value: 9, qualifier: at-most", "value: 6"), [""; 0]);
    assert_eq!(of("high: 9", "value: 6"), [""; 0]);
    assert_eq!(of("low: 5, high: 9", "value: 6"), [""; 0]);
    let dated = |first: &str, then: &str| told(&counted(&[first, then]));
    let messages = [
        dated("as_of: 2020-03-12, value: 9", "as_of: 2020-03, value: 6"),
        dated("as_of: 2020-03, value: 9", "as_of: 2020-03-12, value: 6"),
    ];
    for message in messages.iter().flatten() {
        assert!(message.starts_with(may) && message.contains(" may be later than "), "{message}");
    }
    assert_eq!(messages.map(|it| it.len()), [1, 1]);
}

#[test]
fn decimals_add_up_as_people_add_them() {
    let of = |value: &str| {
        told(&counted(&["as_of: 2020-03-09, value: 0.1", &format!("as_of: 2020-03-10, value: {value}, added: 0.2")]))
    };
    assert_eq!(of("0.3"), [""; 0]);
    assert_eq!(of("0.4"), ["warn[added-mismatch] 0.1 and 0.2 added make 0.3, and the count of 2020-03-10 is 0.4"]);
}
