//! What an editor writes into a text, and what is told of it: labels, names, quotations, numbers, slips that would be lost in silence.

use crate::support::html::Page;
use crate::support::{Source, explained, minimal, output};

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
        let body = format!("## Counted\n\n[[figure:north-dead]] [@gazette], counted[^{label}]\n\n[^{label}]: Note.");
        assert_eq!(found(&page(&body)), [""; 0], "{label}");
    }
    let twice = page("a[^1]\n\n[^1]: one\n\n[^1]: two");
    assert_eq!(places(&twice), [format!("deny[duplicate-id] {IMPRINT}:9:1")]);
}

/// A term that takes a side, in English and French.
fn loaded(source: Source) -> Source {
    source
        .replacing("content/site.yaml", "[en]", "[en, fr]")
        .appending("content/terms.yaml", "- {id: siege, name: siege, loaded: true, definition: A word., cites: [gazette]}\n")
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

/// What the page's paragraphs, quotations and headings say.
fn told(body: &str) -> Vec<String> {
    let build = page(body).build();
    let page = Page::read(std::str::from_utf8(&output(&build)["imprint/index.html"]).unwrap());
    let prose = page.of_class("prose").next().unwrap_or_else(|| panic!("{body} is not shown"));
    // What opens beside a paragraph is none of it.
    let opened: Vec<_> = page.of_class("opened").map(|it| it.within.clone()).collect();
    let own = prose.within.clone().filter(|index| !opened.iter().any(|it| it.contains(index))).map(|index| &page.elements[index]);
    own.filter(|it| matches!(it.name.as_str(), "p" | "h2")).map(|it| it.words()).collect()
}

#[test]
fn the_pair_of_a_contested_place_comes_where_its_name_is_first_shown() {
    for (body, shown) in [
        ("[[ferry-town]] and [[ferry-town]].", &["Ferry Town / Landing and Landing."][..]),
        ("[[ferry-town|There]], at [[ferry-town]] and [[ferry-town]].", &["There, at Ferry Town / Landing and Landing."]),
        ("> At [[ferry-town]].\n\nAt [[ferry-town]].", &["At Landing.", "At Ferry Town / Landing."]),
        ("“At [[ferry-town]]”, in [[ferry-town]].", &["“At Landing”, in Ferry Town / Landing."]),
        ("“[[ferry-town]]” and “[[ferry-town]], in [[ferry-town]].", &["“Landing” and “Ferry Town / Landing, in Landing."]),
        ("[[ferry-town]]\n\n“So”, [[ferry-town]]", &["Ferry Town / Landing", "“So”, Landing"]),
        ("[[ferry-town]]\n\n> [!NOTE]\n> [[ferry-town]]", &["Ferry Town / Landing", "Landing"]),
    ] {
        assert_eq!(told(body), shown, "{body}");
    }
}

/// A text, the place of what is found in it, and what of the help.
#[track_caller]
fn slip(body: &str, place: &str, wanted: &str) {
    let source = page(body);
    assert_eq!(places(&source), [format!("deny[{place}")], "{body}");
    assert!(help(&source).contains(wanted), "{body}: {}", help(&source));
}

#[test]
fn what_would_be_lost_around_a_reference_is_told() {
    slip(
        "| A | B |\n|---|---|\n| [[northland|North]] | 2020 |",
        "unknown-reference] content/pages/imprint.md:7:3",
        "`[[northland\\|North]]`",
    );
    slip("| [[northland|North]] | B |\n|---|---|---|\n| a | b |", "unknown-reference] content/pages/imprint.md:5:3", "\\|North");
    slip("So [The letter of [[northland]]](https://x.example/a).", "broken-link] content/pages/imprint.md:5:4", "beside it");
    slip("[Of [[northland]] in May](/articles/)", "broken-link] content/pages/imprint.md:5:1", "beside it");
    slip("![A map of [[northland]]](landing.png)", "broken-link] content/pages/imprint.md:5:1", "`image` block");
    slip("[@gazette, p. 4, @herald]", "unknown-reference] content/pages/imprint.md:5:18", "`[@gazette, p. 4; @herald]`");
    slip("[@gazette, @herald]", "unknown-reference] content/pages/imprint.md:5:12", "`[@gazette; @herald]`");
    for right in [
        "| A | B |\n|---|---|\n| [[northland\\|North]] | [[southland]] |",
        "[[northland|North]] (north) [@gazette, p. 4 (a@b.example)] (so).",
        "[A letter](https://x.example/a) of [[northland]].",
        "![A map](landing.png) \\[[[northland]]\\](so)",
    ] {
        assert_eq!(found(&page(right)), [""; 0], "{right}");
    }
}

/// The numbers that are told to be typed, in an article of this text on a site that holds counts of 12,000 and of six million.
fn typed(body: &str) -> Vec<String> {
    let figure = "- id: south-dead\n  title: Dead\n  measure: killed\n  of: southland\n  cumulative: true\n  claimant: southland\n  \
                  points: [{as_of: 2020-03-09, value: 12000, cites: [herald]}, {as_of: 2020-03-10, value: 6000000, cites: [herald]}]\n";
    let head = "title: T\nsummary: S.\ndate: 2021-05-01\ncites: [gazette]";
    let source = minimal().appending("content/figures.yaml", figure);
    let told = found(&source.with("content/articles/count.md", format!("---\n{head}\n---\n{body}\n")));
    let numbers =
        told.iter().filter(|it| it.contains("[typed-number]")).filter_map(|it| it.split(": ").nth(1)?.split(" stands").next());
    numbers.map(str::to_string).collect()
}

#[test]
fn dates_are_no_counts_and_counts_are_found_however_they_are_written() {
    for body in [
        "Soldiers were killed on 6 or 7 October 2020.",
        "Some died between 27 and 29 September.",
        "They died on 6–7 October, or died on 10-11 October.",
        "Killed on October 6 or 7, 2020.",
        "The 2020 deaths were counted. In 2020, deaths rose.",
        "They killed 12 000 people; 12,000 killed; 12\u{a0}000 killed; 12'000 killed.",
        "6 million displaced.",
        "On 2020-10-07 killed.",
    ] {
        assert_eq!(typed(body), [""; 0], "{body}");
    }
    for (body, number) in [
        ("On 27 September, 44 soldiers were killed.", "44"),
        ("On 27 September 2020 44 soldiers were killed.", "44"),
        ("In September 44 soldiers were killed.", "44"),
        ("10-15 soldiers killed.", "15"),
        ("1'221 killed.", "1'221"),
        ("1’221 killed.", "1’221"),
        ("13 000 killed.", "13 000"),
        ("5 million displaced.", "5 million"),
        ("In all 2000 killed.", "2000"),
        ("In 2020 300 died.", "300"),
    ] {
        assert_eq!(typed(body), [number], "{body}");
    }
}

#[test]
fn brackets_in_a_plain_text_are_told_in_every_field() {
    let event = "- id: fire\n  title: Fire at [[ferry-town]]\n  date: 2020-03-02\n  cites: [gazette, herald]\n";
    let corrected = "- id: fire\n  title: Fire\n  date: 2020-03-02\n  cites: [gazette, herald]\n  \
                     corrections: [{date: 2020-05-01, type: update, text: \"See [@herald]\"}]\n";
    for (path, from, to) in [
        ("content/disputes.yaml", "question: Who", "question: Who of [[northland]]"),
        ("content/disputes.yaml", "text: Northland closed it.", "text: \"Those of [[northland]].\""),
        ("content/media.yaml", "alt: An", "alt: In [[ferry-town]] an"),
        ("content/media.yaml", "caption: The", "caption: In [[ferry-town]] the"),
        ("content/statements.yaml", "venue: A", "venue: In [[northland]] a"),
        ("content/actors.yaml", "title: Envoy", "title: \"Envoy of [[northland]]\""),
    ] {
        let told = found(&minimal().replacing(path, from, to));
        assert!(told.iter().any(|it| it.starts_with(&format!("warn[reference-outside-body] {path}:"))), "{to}: {told:?}");
    }
    for text in [event, corrected] {
        let told = found(&minimal().appending("content/events.yaml", text));
        assert!(told.iter().any(|it| it.starts_with("warn[reference-outside-body] content/events.yaml:")), "{text}: {told:?}");
    }
}

/// What is told of a dispute of two versions whose translation has these.
fn versions(texts: &[&str]) -> Vec<String> {
    let listed: String = texts.iter().map(|text| format!("    - text: {text}\n")).collect();
    let french = format!("- id: who-closed\n  question: Qui a fermé le passage ?\n  versions:\n{listed}");
    let source = minimal().replacing("content/site.yaml", "[en]", "[en, fr]").with("content/disputes.fr.yaml", french);
    found(&source).into_iter().filter(|it| it.contains("content/disputes.fr.yaml")).collect()
}

#[test]
fn each_version_of_a_dispute_is_translated_and_no_other() {
    assert_eq!(versions(&["Le nord.", "Le sud."]), [""; 0]);
    for few in [&["Le nord."][..], &["Le nord.", "\"\""], &["\"\"", "Le sud."]] {
        let told = versions(few);
        assert!(
            told.len() == 1 && told[0].starts_with("warn[missing-translation]") && told[0].contains("`versions`"),
            "{told:?}"
        );
    }
    let told = versions(&["Le nord.", "Le sud.", "L’est."]);
    assert!(told.len() == 1 && told[0].starts_with("warn[stale-translation] content/disputes.fr.yaml:6:"), "{told:?}");
}

#[test]
fn a_date_that_asks_for_nothing_is_told() {
    for (body, column) in
        [("[[article:crossing@2020]]", 3), ("[[source:gazette@1999]]", 3), ("[[closing@2020-03-01]]", 3), ("[@gazette@1999]", 3)]
    {
        assert_eq!(places(&page(body)), [format!("deny[unknown-reference] {IMPRINT}:5:{column}")], "{body}");
    }
    assert_eq!(found(&page("[[ferry-town@2020]] [[envoy@2020]] [[figure:north-dead@2020-03-02]]")), [""; 0]);
}

#[test]
fn a_question_of_the_home_page_is_asked() {
    let source = minimal().replacing("content/site.yaml", "questions: [crossing]", "questions: [crossing, reopening]");
    let told = found(&source);
    assert!(told.len() == 1 && told[0].starts_with("deny[unknown-reference] content/site.yaml:8:"), "{told:?}");
    assert!(told[0].contains("`reopening` asks no question"), "{told:?}");
}

#[test]
fn help_says_how_a_place_in_a_source_and_a_picture_are_written() {
    assert!(help(&page("[@gazette p. 4]")).contains("`[@gazette, p. 4]`"));
    for body in ["[[media:landing]]", "[[landing]]"] {
        assert!(help(&page(body)).contains("`image`"), "{body}: {}", help(&page(body)));
    }
}
