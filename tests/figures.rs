//! Counts where they are shown: which one a matrix and a reference give, as of when, and what became of it.

use crate::support::html::Page;
use crate::support::{Source, explained, lints, minimal};
use detente::pipeline::Build;

const FIGURES: &str = "content/figures.yaml";
const ARTICLE: &str = "content/articles/crossing.md";

fn page(build: &Build, path: &str) -> Page {
    Page::read(build.site.text(path).unwrap_or_else(|| panic!("there is no {path}: {}", explained(build))))
}

/// The words of the first matrix of a page.
fn matrix(build: &Build, path: &str) -> String {
    page(build, path).of_class("matrix").next().map(|table| table.words()).unwrap_or_default()
}

/// The small site with its matrix as of a date.
fn as_of(date: &str) -> Source {
    minimal().replacing(ARTICLE, "figures: [north-dead, north-dead-herald]", &format!("measure: killed\nas_of: \"{date}\""))
}

fn with_status(status: &str) -> Source {
    minimal().replacing(FIGURES, "low: 7, high: 9", &format!("low: 7, high: 9, status: {status}")).replacing(
        FIGURES,
        "  none_published: [{as_of: \"2020-04-01\", cites: [herald]}]\n",
        "",
    )
}

#[test]
fn a_disputed_count_is_shown_with_its_status() {
    let source = with_status("disputed").appending(ARTICLE, "\nThe South counts [[figure:north-dead-herald]] [@herald].\n");
    let build = source.build();
    for path in ["figures/index.html", "articles/crossing/index.html"] {
        let cells = matrix(&build, path);
        assert!(cells.contains("7–9") && cells.contains("disputed"), "{path}: {cells}");
        // The cell of others, who count none.
        assert_eq!(cells.matches("No count").count(), 1, "{path}: {cells}");
    }
    let article = page(&build, "articles/crossing/index.html").all("main").next().unwrap().words();
    assert!(article.contains("The South counts 7–9"), "{article}");
    let own = page(&build, "figures/north-dead-herald/index.html").of_class("facts").next().unwrap().words();
    assert!(own.contains("7–9") && own.contains("disputed"), "{own}");
}

#[test]
fn of_counts_that_all_fell_it_is_not_said_that_there_was_none() {
    for status in ["refuted", "superseded", "withdrawn"] {
        let cells = matrix(&with_status(status).build(), "figures/index.html");
        assert!(cells.contains("superseded, refuted or withdrawn"), "{status}: {cells}");
        assert!(!cells.contains("7–9"), "{status}: {cells}");
    }
}

#[test]
fn a_matrix_shows_the_newest_counts_as_of_its_date() {
    let shown = |date: &str| matrix(&as_of(date).build(), "articles/crossing/index.html");
    for date in ["2020-03-02", "2020-03-05"] {
        let cells = shown(date);
        assert!(cells.contains("3 people") && !cells.contains("at least 5") && !cells.contains("7–9"), "{date}: {cells}");
    }
    for date in ["2020-03-09", "2020-03-31", "2020-03", "2020", "2021-01-01"] {
        let cells = shown(date);
        assert!(cells.contains("at least 5") && cells.contains("7–9") && !cells.contains("3 people"), "{date}: {cells}");
    }
}

#[test]
fn a_block_that_names_no_figure_or_a_date_before_all_counts_is_a_finding() {
    let with = |block: &str| minimal().appending(ARTICLE, &format!("\n```{block}\n```\n"));
    for block in [
        "chart\nfigures: []",
        "matrix\nfigures: []",
        "matrix\nmeasure: killed\nas_of: \"1990\"",
        "matrix\nfigures: [north-dead]\nas_of: \"2020-03-01\"",
    ] {
        assert_eq!(lints(&with(block).build()), ["empty-block"], "{block}");
    }
    for block in ["matrix\nfigures: [north-dead]\nas_of: \"2020-03-02\"", "matrix\nmeasure: killed\nas_of: \"2020\""] {
        assert_eq!(lints(&with(block).build()), [] as [&str; 0], "{block}");
    }
    // A mistake that is told already is not told again.
    assert_eq!(lints(&with("chart\nfigures:").build()), ["missing-field"]);
    assert_eq!(lints(&with("matrix\nfigures: [{}]").build()), ["wrong-type"]);
}

#[test]
fn counts_of_dates_that_differ_in_a_qualifier_have_anchors_of_their_own() {
    let second = "{as_of: \"2020-03-09\", value: 5, added: 2, qualifier: at-least, cites: [gazette], note: Preliminary.}";
    let points = ["2020-04~", "2020-04?", "2020-04%"].map(|date| format!("{{as_of: \"{date}\", value: 5, cites: [gazette]}}"));
    let source = minimal().replacing(FIGURES, second, &points.join("\n    - "));
    let build = source.build();
    assert_eq!(lints(&build), [] as [&str; 0], "{}", explained(&build));
    let figure = page(&build, "figures/north-dead/index.html");
    assert!(["2020-03-02", "2020-04_", "2020-04.", "2020-04_."].iter().all(|id| figure.ids().contains(id)), "{:?}", figure.ids());
}

#[test]
fn what_was_said_an_hour_before_a_source_came_out_is_no_finding() {
    let source = |issued: &str, said: &str| {
        minimal().replacing("content/sources.yaml", "issued: \"2020-06-02\"", &format!("issued: \"{issued}\"")).replacing(
            "content/statements.yaml",
            "date: \"2020-06-01\"",
            &format!("date: \"{said}\""),
        )
    };
    assert_eq!(lints(&source("2020-06-18T23:00Z", "2020-06-19T01:00+03:00").build()), [] as [&str; 0]);
    assert_eq!(lints(&source("2020-06-18T23:00Z", "2020-06-19T03:00+03:00").build()), ["said-after-issued"]);
    let read = minimal().replacing("content/sources.yaml", "issued: \"2020-06-02\"", "issued: \"2020-06-18T12:00\"").replacing(
        "content/sources.yaml",
        "issued: \"2020-06-18T12:00\"\n  accessed: \"2021-01-01\"",
        "issued: \"2020-06-18T12:00\"\n  accessed: \"2020-06-18T11:00\"",
    );
    assert_eq!(lints(&read.build()), ["accessed-before-issued"]);
}

/// A count of the small site in a language, with its unit, as its page says it.
fn amount(lang: &str, count: &str, unit: &str) -> String {
    let site = minimal()
        .replacing("content/site.yaml", "languages: [en]", &format!("languages: [{lang}]"))
        .replacing(FIGURES, "value: 5, added: 2, qualifier: at-least", count)
        .replacing(FIGURES, "  since: \"2020-03-01\"", &format!("  unit: {unit}"));
    let build = site.build();
    let page = page(&build, "figures/north-dead/index.html");
    let facts = page.of_class("facts").next().unwrap();
    let told = page.inside(facts).iter().filter(|it| it.name == "dd").map(|it| it.words()).nth(3);
    told.unwrap_or_else(|| panic!("{}", facts.words()))
}

#[test]
fn a_unit_has_the_form_of_its_number_and_its_qualifier_stands_where_the_language_wants_it() {
    for (lang, count, unit, expected) in [
        ("en", "value: 1", "people", "1 person"),
        ("en", "value: 1, qualifier: more-than", "people", "more than 1 person"),
        ("en", "low: 1, high: 3", "people", "1–3 people"),
        ("en", "value: 1", "houses", "1 houses"),
        ("fr", "value: 1", "people", "1 personne"),
        ("fr", "value: 2, qualifier: at-least", "people", "au moins 2 personnes"),
        ("es", "value: 1", "people", "1 persona"),
        ("ru", "value: 2, qualifier: at-least", "people", "не менее 2 чел."),
        ("ar", "value: 1", "people", "شخص واحد"),
        ("ar", "value: 2", "people", "شخصان"),
        ("ar", "value: 3", "people", "3 أشخاص"),
        ("ar", "value: 2, qualifier: more-than", "people", "أكثر من شخصين"),
        ("ar", "value: 2, qualifier: at-least", "people", "شخصان على الأقل"),
        ("ar", "low: 1, high: 2", "people", "1–2 شخص"),
        ("az", "value: 10, qualifier: more-than", "people", "10-dan çox nəfər"),
        ("az", "value: 2, qualifier: more-than", "people", "2-dən çox nəfər"),
        ("tr", "value: 2, qualifier: more-than", "people", "2’den fazla kişi"),
        ("tr", "value: 40, qualifier: more-than", "percent", "yüzde 40’tan fazla"),
        ("tr", "value: 40, qualifier: at-least", "percent", "en az yüzde 40"),
    ] {
        let told = amount(lang, count, unit);
        assert!(told.starts_with(expected), "{lang} {count}: {told}");
    }
}

#[test]
fn what_is_counted_is_named_whatever_the_number() {
    let site = minimal().replacing(FIGURES, "value: 5, added: 2, qualifier: at-least", "value: 1");
    let build = site.build();
    let series = page(&build, "figures/north-dead/index.html").all("caption").next().unwrap().words();
    assert!(series.contains("killed, people, since 1 March 2020. "), "{series}");
}

#[test]
fn no_sentence_ends_with_two_stops() {
    let russian = minimal()
        .replacing("content/site.yaml", "languages: [en]", "languages: [ru]")
        .replacing(FIGURES, "since: \"2020-03-01\"", "since: \"2020-03\"")
        .replacing(
            FIGURES,
            "[{as_of: \"2020-04-01\", cites: [herald]}]",
            "[{as_of: \"2020-04\", cites: [herald], note: Not said.}]",
        )
        .replacing(ARTICLE, "figures: [north-dead, north-dead-herald]", "figures: [north-dead-herald]")
        .build();
    for path in ["figures/north-dead/index.html", "figures/north-dead-herald/index.html", "articles/crossing/index.html"] {
        let html = russian.site.text(path).unwrap();
        assert!(html.contains("г. ") && !html.contains("г..") && !html.contains("чел.."), "{path}: {html}");
    }
}
