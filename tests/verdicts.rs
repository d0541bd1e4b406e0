//! What lints say of facts in all their forms: counts and what corrects them, spans with unknown ends, origins and sides.

use crate::support::html::Page;
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

/// The small site with a person who has these fields.
fn ann(fields: &str) -> Source {
    minimal().appending("content/actors.yaml", &format!("- id: ann\n  name: Ann\n  class: person\n  cites: [herald]\n{fields}"))
}

/// With a page of its own for a text.
fn saying(source: Source, body: &str) -> Source {
    source.with("content/pages/imprint.md", format!("---\ntitle: Imprint\nsummary: Who to write to.\n---\n\n{body}\n"))
}

#[test]
fn an_unknown_end_denies_nothing_of_the_time_behind_it() {
    let role = |held: &str, at: &str| {
        let held = format!("  roles: [{{title: Head, of: northland, date: \"{held}\"}}]\n");
        levels(&saying(ann(&held), &format!("By [[ann@{at}]].")))
    };
    let (deny, may) = (["deny[role-not-held]"], ["warn[role-not-held]"]);
    assert_eq!(role("2018-05-20/", "2020"), may);
    assert_eq!(role("/2020-01-01", "2019"), may);
    assert_eq!(role("2018-05-20/", "2018-05-20"), [""; 0]);
    assert_eq!(role("2018-05-20/", "2017"), deny);
    assert_eq!(role("/2020-01-01", "2021"), deny);

    let lived = |life: &str, took_part: &str| {
        let event = format!("- id: march\n  title: A march\n  date: \"{took_part}\"\n  actors: [ann]\n  cites: [herald]\n");
        levels(&ann(&format!("  date: \"{life}\"\n")).appending("content/events.yaml", &event))
    };
    let (deny, may) = (["deny[actor-outside-lifetime]"], ["warn[actor-outside-lifetime]"]);
    assert_eq!(lived("1990/", "2020"), may);
    assert_eq!(lived("2019/2021", "2018-05-20/"), may);
    assert_eq!(lived("1990/", "1989"), deny);

    let accessed = |issued: &str, accessed: &str| {
        let source = format!(
            "- {{id: courier, type: report, title: C, tier: wire, read: full, issued: \"{issued}\", accessed: \"{accessed}\"}}\n"
        );
        levels(&minimal().appending("content/sources.yaml", &source))
    };
    assert_eq!(accessed("/2020", "2019"), ["warn[accessed-before-issued]"]);
    assert_eq!(accessed("2020/", "2019"), ["deny[accessed-before-issued]"]);

    let said = |date: &str| {
        levels(&minimal().replacing("content/statements.yaml", "date: \"2020-06-01\"", &format!("date: \"{date}\"")))
    };
    assert_eq!(said("/2021"), ["warn[said-after-issued]"]);
    assert_eq!(said("2021/"), ["deny[said-after-issued]"]);
}

#[test]
fn a_tie_with_an_unknown_end_is_shown_where_it_may_hold() {
    let is_empty = |tie: &str, at: &str| {
        let tie = format!(
            "- id: war\n  subject: northland\n  object: southland\n  type: at-war\n  date: \"{tie}\"\n  cites: [herald]\n"
        );
        let site = minimal().with("content/relationships.yaml", tie);
        crate::support::lints(&saying(site, &format!("```network\ndate: \"{at}\"\n```")).build()).contains(&"empty-block")
    };
    assert!(!is_empty("2020-01-01/", "2021") && !is_empty("/2020", "2019"));
    assert!(is_empty("2020-01-01/", "2019") && is_empty("/2020", "2021"));
}

#[test]
fn of_several_offices_one_that_was_surely_held_is_named() {
    let roles = "  roles:\n    - {title: Minister, of: northland, date: 2015/2018}\n    \
                 - {title: Head, of: northland, date: 2018-05-20/..}\n";
    let build = saying(ann(roles), "By [[ann@2018-05]].").build();
    let page = build.site.text("imprint/index.html").unwrap();
    assert!(page.contains("Minister") && !page.contains("Head Ann"), "{page}");
}

#[test]
fn the_newest_count_is_the_same_in_a_matrix_in_a_text_and_for_a_review() {
    let source = counted(&["as_of: 2020-06-30, value: 300", "as_of: \"2020\", value: 700"]);
    let article = "---\ntitle: The count\nsummary: Who counts.\ndate: \"2020-07-10\"\nabout: [south-dead]\ncites: [herald]\n---\n\n\
                   It is [[figure:south-dead]].\n\n```matrix\nfigures: [south-dead]\n```\n";
    let build = source.with("content/articles/count.md", article).build();
    let page = Page::read(build.site.text("articles/count/index.html").unwrap());
    let matrix = page.of_class("matrix").next().unwrap().words();
    let main = page.all("main").next().unwrap().words();
    assert!(matrix.contains("700") && !matrix.contains("300") && main.contains("It is 700"), "{main}");
    let stale = build.findings.iter().find(|it| it.diagnostic.code.name() == "stale-review").unwrap();
    assert_eq!(stale.diagnostic.message, "its facts count up to 2020-07-10, and the figure `south-dead` goes on to 2020");
}

#[test]
fn of_the_same_days_the_id_decides_and_not_how_the_date_is_written() {
    let event = |(id, date): (&str, &str)| format!("- id: {id}\n  title: {id}\n  date: \"{date}\"\n  cites: [herald]\n");
    let events =
        [("zz", "2020-10-01"), ("mm", "2020-10-01?"), ("aa", "2020-10-01~"), ("bb", "2020-10-01T10:00Z"), ("yy", "2020-10")];
    let source = minimal().appending("content/events.yaml", &events.map(event).concat());
    let build = source.build();
    let page = build.site.text("timeline/index.html").unwrap();
    let mut order = events.map(|(id, _)| (page.find(&format!("events/{id}/")).unwrap(), id));
    order.sort_unstable();
    assert_eq!(order.map(|(_, id)| id), ["yy", "aa", "mm", "zz", "bb"]);
}

/// The small site with sources (each an id and more fields) and a turning point that cites the last ones.
fn resting(sources: &[(&str, &str)], cites: &str, more: &str) -> Source {
    let source = |(id, fields): &(&str, &str)| {
        format!("- {{id: {id}, type: article-newspaper, title: {id}, issued: 2020-03-04, read: full, {fields}}}\n")
    };
    let event = format!("- id: march\n  title: A march\n  date: 2020-04-01\n  cites: {cites}\n{more}");
    let sources: String = sources.iter().map(source).collect();
    minimal().appending("content/sources.yaml", &sources).appending("content/events.yaml", &event)
}

const PARTY: &str = "tier: party-media, stance: {actor: northland, kind: party}";
const TURN: &str = "  importance: 5\n";

#[test]
fn sides_are_those_of_the_origins() {
    let wire = |from: &str| format!("tier: wire, stance: {{kind: independent}}, derived_from: [{from}]");
    let (one, two) = (wire("organ"), wire("bulletin"));
    let relayed = [("organ", PARTY), ("bulletin", PARTY), ("wire-a", &one), ("wire-b", &two)];
    let found = told(&resting(&relayed, "[wire-a, wire-b]", TURN));
    assert_eq!(
        found,
        [
            "warn[one-sided-sourcing] this is a turning point, and all its sources go back to sources of one side or aligned with it"
        ]
    );
    assert_eq!(levels(&resting(&relayed, "[wire-a, wire-b]", "  modality: alleged\n")), ["deny[denial-hidden]"]);
    let page = resting(&relayed, "[wire-a, wire-b]", TURN).build();
    let page = Page::read(page.site.text("events/march/index.html").unwrap());
    assert!(page.all("main").next().unwrap().words().contains("sources of one side only"));
    // A party's paper that relays an independent wire tells what the wire tells.
    let herald = PARTY.to_string() + ", derived_from: [herald]";
    assert_eq!(levels(&resting(&[("organ", &herald)], "[organ]", TURN)), ["warn[single-origin]"]);
}

#[test]
fn one_origin_is_one_whatever_its_tier() {
    let single = ["warn[single-origin] this is a turning point and rests on `wiki` alone"];
    for tier in ["reference", "aggregator"] {
        assert_eq!(told(&resting(&[("wiki", &format!("tier: {tier}"))], "[wiki]", TURN)), single, "{tier}");
    }
    let mirror = [("wiki", "tier: reference"), ("mirror", "tier: reference, derived_from: [wiki]")];
    assert_eq!(levels(&resting(&mirror, "[wiki, mirror]", TURN)), ["warn[single-origin]"]);
    let party = "tier: aggregator, stance: {actor: northland, kind: party}";
    assert_eq!(levels(&resting(&[("digest", party)], "[digest]", TURN)), ["warn[one-sided-sourcing]"]);
    assert_eq!(levels(&resting(&[("wiki", "tier: reference"), ("atlas", "tier: reference")], "[wiki, atlas]", TURN)), [""; 0]);
    let circle = [("one", "tier: wire, derived_from: [other]"), ("other", "tier: wire, derived_from: [one]")];
    let found = told(&resting(&circle, "[one, other]", TURN));
    assert!(found.iter().any(|it| it.ends_with("goes back to no origin, only to sources that relay one another")), "{found:?}");
}

/// A figure with one count.
fn figure(id: &str, of: &str, claimant: &str) -> String {
    format!(
        "- {{id: {id}, title: {id}, measure: killed, of: {of}, claimant: {claimant}, cites: [herald], \
         points: [{{as_of: 2020-03-09, value: 4}}]}}\n"
    )
}

/// Whose count the page of a figure says it is.
fn whose(source: &Source, id: &str) -> String {
    let build = source.build();
    let facts = Page::read(build.site.text(&format!("figures/{id}/index.html")).unwrap()).all("main").next().unwrap().words();
    let claims = ["own count", "claim about the adversary", "count by others"];
    claims.into_iter().find(|claim| facts.to_lowercase().contains(claim)).unwrap_or("").to_string()
}

#[test]
fn who_belongs_to_both_sides_is_no_sides_own() {
    let valley =
        "- id: valley\n  name: Valley people\n  class: population\n  part_of: [northland, southland]\n  cites: [herald]\n";
    let source = minimal().appending("content/actors.yaml", valley).appending(
        "content/figures.yaml",
        &(figure("v-north", "valley", "northland") + &figure("v-south", "valley", "southland")),
    );
    let found = told(&source);
    let lint = "deny[adversary-claim-in-total]";
    assert_eq!(found.iter().filter(|it| it.starts_with(lint)).count(), 2, "{found:?}");
    for id in ["v-north", "v-south"] {
        assert_eq!(whose(&source, id), "count by others");
    }
    // Two bodies of one side are one.
    let both = "  part_of: [northland, northland-guard]\n";
    let guard = "- id: northland-guard\n  name: Guard\n  class: armed-force\n  part_of: northland\n  cites: [herald]\n";
    let source = minimal()
        .appending("content/actors.yaml", &(valley.replace("  part_of: [northland, southland]\n", both) + guard))
        .appending("content/figures.yaml", &figure("v-north", "valley", "northland"));
    assert_eq!((levels(&source), whose(&source, "v-north")), (Vec::new(), "own count".to_string()));
}

#[test]
fn a_source_that_is_a_partys_own_claims_for_it() {
    let of = |kind: &str, counted: &str| {
        let source = format!(
            "- {{id: bulletin, type: report, title: B, issued: 2020-03-10, tier: official, read: full, \
             stance: {{actor: northland, kind: {kind}}}}}\n"
        );
        let source = minimal()
            .appending("content/sources.yaml", &source)
            .appending("content/figures.yaml", &figure("told", counted, "bulletin"));
        whose(&source, "told")
    };
    assert_eq!(of("party", "northland"), "own count");
    assert_eq!(of("party", "southland"), "claim about the adversary");
    assert_eq!(of("aligned", "southland"), "count by others");
}

#[test]
fn a_recognition_that_was_withdrawn_is_none() {
    let of = |recognition: &str| {
        let actor = format!("- id: upland\n  name: Upland\n  class: state\n  cites: [herald]\n  recognition: [{recognition}]\n");
        levels(&minimal().appending("content/actors.yaml", &actor))
    };
    let item = |by: &str, status: &str, date: &str| format!("{{by: {by}, status: {status}, date: \"{date}\", cites: [gazette]}}");
    let recognised = item("northland", "recognised", "2010");
    let withdrawn = item("northland", "withdrawn", "2015");
    let again = item("northland", "recognised", "2020");
    let fires = ["warn[recognition-implied]"];
    assert_eq!(of(&recognised), [""; 0]);
    assert_eq!(of(&format!("{recognised}, {withdrawn}")), fires);
    assert_eq!(of(&format!("{withdrawn}, {recognised}")), fires, "the dates decide, not the list");
    assert_eq!(of(&format!("{withdrawn}, {again}")), [""; 0]);
    assert_eq!(of(&format!("{recognised}, {}", withdrawn.replace("northland", "southland"))), [""; 0], "another one's");
    assert_eq!(of(&format!("{recognised}, {}", withdrawn.replace("date: \"2015\", ", ""))), fires);
}
