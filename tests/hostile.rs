//! Nothing that a file holds makes the tool panic, hang or run wild, and no text of an author becomes markup.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

use crate::support;
use crate::support::html::Page;
use crate::support::{Source, findings, lints, minimal};
use detente::base::path::SourcePath;
use detente::config;
use detente::diag::locate::locate;
use detente::parse;
use detente::pipeline::Build;
use detente::snapshot::SourceFile;
use proptest::prelude::*;
use serde_yaml::Value;

const ARTICLE: &str = "content/articles/reopening.md";
const LIST: &str = "content/events.yaml";
const CONFIG: &str = "content/site.yaml";

/// Parses one file and places what was found; gives the number of entries and the names of the lints.
fn parsed(path: &str, bytes: impl Into<Vec<u8>>) -> (usize, Vec<&'static str>) {
    let bytes = bytes.into();
    let snapshot = minimal().with(path, bytes.clone()).snapshot();
    let file = SourceFile::new(SourcePath::new(path), bytes);
    let read = parse::documents(&file, &config::read(&snapshot).value);
    let names = locate(&snapshot, read.diagnostics).iter().map(|it| it.diagnostic.code.name()).collect();
    (read.value.documents.len(), names)
}

/// Builds a site, which must not panic, and looks at its findings.
fn survives(source: Source) -> Build {
    let build = source.build();
    support::fuzzing::places_exist(&build.findings, &source.snapshot());
    build
}

#[test]
fn deep_yaml_is_a_finding() {
    for deep in
        ["[".repeat(10_000), format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000)), "- ".repeat(10_000), "{a: ".repeat(5_000)]
    {
        assert_eq!(parsed(LIST, deep.clone()).1, ["unreadable-yaml"]);
        assert!(lints(&survives(minimal().with(CONFIG, deep.clone()))).contains(&"unreadable-yaml"));
        let article = format!("---\ntitle: T\ndate: \"2020-01-01\"\nabout: {deep}\n---\n");
        assert_eq!(parsed(ARTICLE, article).1, ["unreadable-yaml"]);
    }
}

#[test]
fn a_bomb_of_aliases_is_a_finding() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        writeln!(bomb, "a{level}: &a{level} [{}]", vec![before; 10].join(", ")).unwrap();
    }
    assert_eq!(parsed(ARTICLE, format!("---\n{bomb}---\n")).1, ["unreadable-yaml"]);
    assert!(lints(&survives(minimal().with(CONFIG, bomb))).contains(&"unreadable-yaml"));
    assert_eq!(parsed(LIST, "- &a\n  id: x\n  part_of: *a\n").1, ["unreadable-yaml"]);
}

#[test]
fn a_list_of_a_hundred_thousand_entries_is_read_whole() {
    let list: String =
        (0..100_000).map(|n| format!("- {{id: e-{n}, title: Event {n}, date: \"2020-05\", cites: [herald]}}\n")).collect();
    assert_eq!(parsed(LIST, list), (100_000, vec![]));
}

#[test]
fn two_thousand_findings_in_one_file_are_all_placed() {
    let list: String = (0..1_000).map(|n| format!("- {{id: e-{n}, title: Event {n}, dte: \"2020-05\"}}\n")).collect();
    let (entries, lints) = parsed(LIST, list);
    assert_eq!(entries, 1_000);
    assert_eq!(lints.iter().filter(|name| **name == "unknown-key").count(), 1_000);
    assert_eq!(lints.iter().filter(|name| **name == "missing-field").count(), 1_000);
}

#[test]
fn a_front_matter_of_megabytes_is_read() {
    let summary = "words and more ".repeat(350_000);
    let article = format!("---\ntitle: Long\ndate: \"2021-01-01\"\nsummary: {summary}\n---\n\nText.\n");
    let build = survives(minimal().with("content/articles/long.md", article));
    // A page of five megabytes is told to be one, and so is the list that shows the summary.
    let heavy = ["articles/index.html:1:1", "articles/long/index.html:1:1"].map(|at| format!("warn[page-too-heavy] {at}"));
    assert_eq!(findings(&build), heavy);
    assert!(build.site.text("articles/long/index.html").unwrap().len() > 5_000_000);
}

/// The number of findings of a lint.
fn count_of(build: &Build, lint: &str) -> usize {
    build.findings.iter().filter(|it| it.diagnostic.code.name() == lint).count()
}

#[test]
fn a_hundred_thousand_names_that_lead_nowhere_are_all_found() {
    let body: String = (0..50_000).map(|n| format!("[[nobody-{n}]] [@nothing-{n}]\n")).collect();
    let build = survives(minimal().appending(ARTICLE, &format!("\n{body}")));
    assert_eq!(count_of(&build, "unknown-reference"), 100_000);
    let ids: Vec<String> = (0..100_000).map(|n| format!("nobody-{n}")).collect();
    let list = format!("- id: crowd\n  title: A crowd\n  date: \"2020\"\n  cites: [herald]\n  actors: [{}]\n", ids.join(", "));
    let build = survives(minimal().appending(LIST, &list));
    assert_eq!(count_of(&build, "unknown-reference"), 100_000);
}

#[test]
fn a_hundred_thousand_allowances_are_each_applied_to_their_entry() {
    let entry = |n: usize| format!("- {{id: e-{n}, name: T, lint: {{missing-field: None yet.}}}}\n");
    let list: String = (0..100_000).map(entry).collect();
    let build = survives(minimal().with("content/terms.yaml", list + "- {id: last, name: T}\n"));
    assert_eq!(count_of(&build, "missing-field"), 1, "only the last may not be without a definition");
}

#[test]
fn a_hundred_thousand_entries_of_one_id_are_found_to_be_one() {
    let list: String = (0..100_000).map(|_| "- {id: talks, title: T, date: \"2020\", cites: [herald]}\n").collect();
    assert_eq!(parsed(LIST, list.clone()).0, 100_000);
    let build = survives(minimal().appending(LIST, &list));
    assert_eq!(count_of(&build, "duplicate-id"), 100_000);
}

#[test]
fn a_hundred_thousand_cells_notes_and_headings_are_rendered() {
    let table = "| a | b |\n|---|---|\n".to_string() + &"| [[northland]] | 1 |\n".repeat(50_000);
    let notes: String =
        (0..100_000).map(|n| format!("[^{n}] ")).chain((0..100_000).map(|n| format!("\n\n[^{n}]: A note."))).collect();
    let headings = "## The count\n\n".repeat(20_000);
    let undefined: String = (0..100_000).map(|n| format!("[^{n}] ")).collect();
    for (body, sign) in [(table, "<td"), (notes, "footnote"), (headings, "id=\"the-count-20000\""), (undefined, "[^99999]")] {
        let build = survives(minimal().appending(ARTICLE, &format!("\n{body}\n")));
        assert!(build.site.text("articles/reopening/index.html").unwrap().contains(sign), "{sign} is not on the page");
    }
}

#[test]
fn very_long_lines_and_ids_are_read_or_reported() {
    let long = "a".repeat(1_000_000);
    for (path, text) in [
        (LIST, format!("- {{id: {long}, title: T, date: \"2020\", cites: [herald]}}\n")),
        (LIST, format!("- {{id: x, title: T, date: \"{long}\", cites: [herald]}}\n")),
        (LIST, format!("- {{id: x, {long}: 1, title: T, date: \"2020\", cites: [herald]}}\n")),
        (LIST, format!("- {{id: x, title: T, date: \"2020\", cites: [{long}], actors: [{long}@{long}]}}\n")),
        (ARTICLE, format!("\n[[{long}]] [@{long}] [[{long}:x]] [x](/{long}/#{long})\n\n```{long}\n{long}\n```\n")),
        (CONFIG, format!("lints: {{{long}: deny}}\n{long}: 1\n")),
    ] {
        let build = survives(minimal().appending(path, &text));
        assert!(build.findings.iter().any(|it| it.at.file.as_str() == path), "{}", text.chars().take(30).collect::<String>());
    }
}

#[test]
fn dates_without_end_are_read_or_reported() {
    let set = (0..50_000).map(|day| format!("{}-01", 1000 + day % 9000)).collect::<Vec<_>>().join(",");
    for value in [format!("[{set}]"), "9".repeat(100_000), format!("20{}", "X".repeat(100_000)), "2020-01/".repeat(50_000)] {
        let build = survives(minimal().replacing(LIST, "\"2020-06\"", &format!("\"{value}\"")));
        assert!(build.site.text("index.html").is_some());
    }
    for value in ["0000-01-01/9999-12-31", "../..", "XXXX-XX-XX/..", "[0000..9999]", "-9999/9999"] {
        let build = survives(minimal().replacing(LIST, "\"2020-06\"", &format!("\"{value}\"")).replacing(
            "content/phases.yaml",
            "2020-03-01/2021-02-28",
            &format!("\"{value}\""),
        ));
        assert!(build.site.text("timeline/index.html").is_some(), "{value}");
    }
}

#[test]
fn deep_and_long_markdown_is_rendered() {
    let bodies = [
        "> ".repeat(5_000) + "x",
        (0..1_500).map(|depth| "  ".repeat(depth) + "- x\n").collect(),
        "[[".repeat(50_000),
        "[[a|".repeat(30_000),
        "[@".repeat(50_000),
        "[@a; ".repeat(30_000),
        "[[northland]] ".repeat(10_000),
        "[".repeat(50_000),
        "*a **b ".repeat(3_000),
        "![".repeat(30_000),
        "`".repeat(50_001),
        "| a ".repeat(5_000) + "\n" + &"|---".repeat(5_000) + "\n",
        "[^1]\n\n".repeat(3_000) + "[^1]: note\n",
        "# a\n".repeat(5_000),
        "```timeline\n".repeat(5_000),
        "<b>".repeat(10_000),
        "&amp;".repeat(50_000),
        "\\[[".repeat(30_000),
        "a\u{301}".repeat(50_000),
    ];
    for body in bodies {
        let build = survives(minimal().appending(ARTICLE, &format!("\n{body}\n")));
        assert!(build.site.text("articles/reopening/index.html").is_some());
    }
}

#[test]
fn what_is_no_text_is_a_finding() {
    for path in [ARTICLE, LIST] {
        assert_eq!(parsed(path, b"---\ntitle: \xff\xfe\n---\n".to_vec()).1, ["unreadable-file"]);
        let utf16: Vec<u8> = "---\ntitle: x\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_ne!(parsed(path, utf16).1, Vec::<&str>::new());
    }
    for text in ["---\ntitle: a\0b\ndate: \"2020-01-01\"\n---\n\n\0\n", "\0", "---\n\0\n---\n"] {
        assert_ne!(parsed(ARTICLE, text).1, Vec::<&str>::new(), "{text:?}");
    }
    for (path, bytes) in
        [(CONFIG, b"title: \xff".to_vec()), ("templates/page.html", vec![0xff]), ("templates/words/en.yaml", vec![0xff])]
    {
        let build = survives(minimal().with(path, bytes));
        assert!(build.findings.iter().any(|it| it.at.file.as_str() == path), "{path}: {:?}", findings(&build));
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    is_the_same_with(|text| text.replace('\n', "\r\n"));
}

#[test]
fn byte_order_marks_change_nothing() {
    is_the_same_with(|text| format!("\u{feff}{text}"));
}

/// Builds the small site with every text file changed.
fn is_the_same_with(change: impl Fn(&str) -> String) {
    let mut other = minimal();
    for (path, bytes) in &mut other.files {
        if !path.ends_with(".png") {
            *bytes = change(std::str::from_utf8(bytes).unwrap()).into();
        }
    }
    let (plain, changed) = (minimal().build(), survives(other));
    assert_eq!(support::explained(&changed), "");
    let differing = support::differing(&support::output(&plain), &support::output(&changed));
    assert_eq!(differing, Vec::<String>::new());
}

#[test]
fn empty_and_bare_files_are_read_or_reported() {
    for text in [
        "",
        "\n",
        "---",
        "---\n",
        "---\n---",
        "---\n---\n",
        "---\n\n---\n",
        "\u{feff}",
        "\u{feff}---",
        "--- \n---\n",
        "----\n----\n",
        "...\n",
    ] {
        let (_, lints) = parsed(ARTICLE, text);
        assert!(!lints.is_empty(), "{text:?} is no article");
        survives(minimal().with(ARTICLE, text));
    }
    for text in ["", "\n", "# only a comment\n", "\u{feff}", "---\n", "[]", "---\n...\n"] {
        assert_eq!(parsed(LIST, text), (0, vec![]), "{text:?} is an empty list");
    }
    for text in
        ["{}", "a", "1", "- a\n- b", "- [a]", "- {}", "- id:\n", "- id: []\n", "- {id: x}\n--- \n- {id: y}\n", "-", "- null"]
    {
        assert!(!parsed(LIST, text).1.is_empty(), "{text:?} is no list of events");
        survives(minimal().with(LIST, text));
    }
}

#[test]
fn a_field_that_must_be_there_may_not_be_empty() {
    let mut silent = Vec::new();
    for (path, from, key) in [
        (CONFIG, "title: The ferry dispute", "title"),
        (ARTICLE, "title: How it may open again", "title"),
        ("content/pages/about.md", "title: About this site", "title"),
        (LIST, "title: Talks are held", "title"),
        ("content/actors.yaml", "name: Northland", "name"),
        ("content/places.yaml", "name: Landing\n", "name"),
        ("content/sources.yaml", "title: No ferry today", "title"),
        ("content/figures.yaml", "title: Northlanders killed", "title"),
        ("content/figures.yaml", "measure: killed", "measure"),
        ("content/relationships.yaml", "type: trades-with", "type"),
        ("content/statements.yaml", "text: She asked for the crossing to be opened.", "text"),
        ("content/disputes.yaml", "question: Who closed the crossing?", "question"),
        ("content/terms.yaml", "definition: A closing by force.", "definition"),
        ("content/media.yaml", "alt: An empty landing.", "alt"),
        ("content/media.yaml", "credit: Ann Reed", "credit"),
        ("content/media.yaml", "file: landing.png", "file"),
    ] {
        for value in ["", "''", "\" \""] {
            let line_end = if from.ends_with('\n') { "\n" } else { "" };
            let build = survives(minimal().replacing(path, from, &format!("{key}: {value}{line_end}")));
            if support::denied(&build).is_empty() {
                silent.push(format!("{path}: `{key}: {value}`"));
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new(), "passed over in silence");
}

#[test]
fn strange_names_of_files_are_findings() {
    for path in [
        "content/articles/.md",
        "content/articles/A b.md",
        "content/articles/ä.md",
        "content/articles/..md",
        "content/articles/a.b.c.md",
        "content/articles/con\u{202e}fused.md",
        "content/articles/deep/er.md",
        "content/.yaml",
        "content/events.xx.yaml",
        "content/evnts.yaml",
        "content/a\nb.yaml",
        "content/articles/<script>.md",
    ] {
        let build = survives(minimal().with(path, "---\ntitle: T\ndate: \"2020-01-01\"\n---\n"));
        assert!(build.findings.iter().any(|it| it.at.file.as_str() == path), "{path:?} is passed over in silence");
    }
    // Static files keep their names, whatever they are; none leaves the output folder.
    for path in [
        "static/../../etc/passwd",
        "static/..",
        "static/a/../../b",
        "static//etc",
        "static/a\\..\\b",
        "static/\u{0}",
        "static/CON",
    ] {
        let build = survives(minimal().with(path, "x"));
        for path in build.site.files.keys() {
            assert!(path.as_str().split(['/', '\\']).all(|part| part != ".." && !part.is_empty()), "{path:?}");
        }
    }
}

#[test]
fn no_picture_is_taken_from_outside_its_folder() {
    let mut silent = Vec::new();
    for file in ["../site.yaml", "/etc/passwd", "..\\site.yaml", "a/../../site.yaml", "./../articles/crossing.md", "", "."] {
        let source = minimal().replacing("content/media.yaml", "file: landing.png", &format!("file: '{file}'"));
        let build = survives(source);
        if support::denied(&build).is_empty() {
            silent.push(file);
        }
        for (path, bytes) in &build.site.files {
            assert!(!support::holds(bytes, "home: {articles:"), "{path}: the configuration is published");
        }
    }
    assert_eq!(silent, Vec::<&str>::new(), "passed over in silence");
}

#[test]
fn every_truncation_of_an_article_and_a_list_is_read_or_reported() {
    let article = minimal().text("content/articles/crossing.md").replace("spoke for", "spoke – “für” – for");
    let list = minimal().text(LIST).replace("Both sides", "Båda “sidor”");
    for (path, text) in [("content/articles/crossing.md", article), (LIST, list)] {
        let config = config::read(&minimal().snapshot()).value;
        for (end, _) in text.char_indices() {
            let file = SourceFile::new(SourcePath::new(path), text[..end].into());
            let mut snapshot = detente::snapshot::Snapshot::empty(support::today());
            snapshot.insert(path, text[..end].into());
            let read = parse::documents(&file, &config);
            locate(&snapshot, read.diagnostics);
            // And with the rest in Windows' way, and cut off at the front.
            let file = SourceFile::new(SourcePath::new(path), text[end..].replace('\n', "\r\n").into());
            parse::documents(&file, &config);
        }
    }
}

#[test]
fn extreme_dates_and_numbers_are_read_or_reported() {
    let values = [
        "-0001",
        "0000",
        "9999",
        "99999",
        "Y170000002",
        "XXXX",
        "XXXX-XX-XX",
        "2020-02-30",
        "2020-13",
        "../..",
        "/",
        "..",
        "[..2020]",
        "[2020..]",
        "\"{2020,2021}\"",
        "2020-10-07T25:61",
        "2020-10-07T18:30+99:99",
        "2020/2019",
        "1e400",
        "-1e400",
        ".inf",
        ".nan",
        "9223372036854775808",
        "0x10",
        "-0",
        "1_000",
        "~",
        "? a",
        "!!binary aGk=",
        "!x y",
        "2020?",
        "2020~/..",
        "2020-21",
        "2020-41",
        "\"2020-10-07T18:30+04:00\"",
        "\"..2020-10-07\"",
        "\" 2020\"",
        "٢٠٢٠",
        "２０２０",
    ];
    for value in values {
        for (path, from) in [
            (LIST, "\"2020-06\""),
            ("content/figures.yaml", "\"2020-03-09\""),
            ("content/figures.yaml", "value: 3"),
            ("content/sources.yaml", "\"2020-03-02\""),
            ("content/places.yaml", "[10.5, 20.25]"),
            ("content/phases.yaml", "2020-03-01/2021-02-28"),
            (LIST, "importance: 5"),
        ] {
            let to = if let Some((key, _)) = from.split_once(": ") { format!("{key}: {value}") } else { value.to_string() };
            survives(minimal().replacing(path, from, &to));
        }
    }
}

#[test]
fn circles_of_parts_and_sources_come_to_an_end() {
    let source = minimal()
        .replacing(
            "content/actors.yaml",
            "  class: state\n  summary: The state north",
            "  class: state\n  part_of: envoy\n  summary: The state north",
        )
        .replacing("content/events.yaml", "  importance: 5", "  part_of: talks\n  importance: 5")
        .replacing("content/sources.yaml", "  read: full", "  read: full\n  derived_from: [herald]")
        .replacing("content/sources.yaml", "  read: excerpt", "  read: excerpt\n  derived_from: [gazette, herald]")
        .appending("content/places.yaml", "- {id: a, name: A, part_of: [b]}\n- {id: b, name: B, part_of: [a, b]}\n");
    let build = survives(source);
    assert!(lints(&build).contains(&"circular-origin"));
}

#[test]
fn a_template_that_calls_itself_does_not_crash() {
    // In a process of its own: a stack that overflows would take the tests with it.
    for (path, text) in [
        ("templates/page.html", "{% include \"page.html\" %}"),
        ("templates/page.html", "{% extends \"page.html\" %}"),
        ("templates/page.html", "{% component again() %}{{<again />}}{% endcomponent again %}{{<again />}}"),
        ("templates/a.html", "{% extends \"b.html\" %}"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        minimal().with(path, text).with("templates/b.html", "{% extends \"a.html\" %}").write(folder.path());
        let run = Command::new(env!("CARGO_BIN_EXE_detente"))
            .arg("check")
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(1), "{text}: {message}");
        assert!(message.contains("template-error"), "{text}: {message}");
    }
}

/// Pieces of the syntax, in which mistakes lie closer together than in any text.
const PIECES: [&str; 64] = [
    "[[",
    "]]",
    "|",
    "@",
    ":",
    "[@",
    "]",
    ";",
    "northland",
    "figure:",
    "north-dead",
    "2020-03-02",
    ", p. 4",
    "[^1]",
    "[^1]: ",
    "```",
    "timeline",
    "matrix",
    "chart",
    "network",
    "map",
    "dispute",
    "statement",
    "image",
    "\n",
    "\n\n",
    "---",
    "\r\n",
    "id: ",
    "figures: ",
    "from: ",
    "to: ",
    "date: ",
    "- ",
    "  ",
    "# ",
    "## ",
    "{#a}",
    "> [!NOTE]\n",
    "> ",
    "| a | b |\n|---|---|\n",
    ": ",
    "*",
    "**",
    "`",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "&amp;",
    "&#0;",
    "\\",
    "](",
    ")",
    "![",
    "/articles/crossing/",
    "#the-count",
    "javascript:",
    "{",
    "}",
    "\"",
    "é",
    "\u{200f}",
    "\t",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

/// Any text: printable, of the syntax, or bytes that happen to be text.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,200}",
        pieces(),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), any_text().prop_map(String::into_bytes)]
}

fn is_safe(build: &Build) -> Result<(), TestCaseError> {
    for (path, bytes) in build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        let active = Page::read(std::str::from_utf8(bytes).unwrap()).active();
        prop_assert!(active.is_empty(), "{path}: {active:?}");
    }
    Ok(())
}

proptest! {
    // Without persistence: a failure is printed in full, and no file is left in the repository.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_front_matter_is_read_or_reported(text in any_text()) {
        survives(minimal().with(ARTICLE, format!("---\n{text}\n---\n\nText.\n")));
        survives(minimal().with(ARTICLE, format!("---\ntitle: T\ndate: \"2020-01-01\"\nsummary: {text}\n---\n")));
    }

    #[test]
    fn any_body_is_rendered_safely(text in any_text()) {
        let build = survives(minimal().appending(ARTICLE, &format!("\n{text}\n")));
        is_safe(&build)?;
    }

    #[test]
    fn any_file_is_read_or_reported(bytes in any_bytes()) {
        survives(minimal().with(ARTICLE, bytes.clone()));
        survives(minimal().with(LIST, bytes.clone()));
        survives(minimal().with("content/events.fr.yaml", bytes));
    }

    #[test]
    fn any_entry_is_read_or_reported(text in any_text()) {
        survives(minimal().appending(LIST, &format!("- id: x\n  {text}\n")));
        survives(minimal().appending("content/figures.yaml", &format!("- id: x\n  points: {text}\n")));
        survives(minimal().appending("content/disputes.yaml", &format!("- id: x\n  versions:\n  - {text}\n")));
    }

    #[test]
    fn any_configuration_is_read_or_reported(text in any_text()) {
        survives(minimal().with(CONFIG, text.clone()));
        survives(minimal().appending(CONFIG, &text));
    }

    #[test]
    fn any_template_is_rendered_or_reported(text in any_text()) {
        survives(minimal().with("templates/page.html", text.clone()));
        survives(minimal().with("templates/blocks/timeline.html", format!("{{{{ {text} }}}}")));
        survives(minimal().with("templates/words/en.yaml", text));
    }

    #[test]
    fn any_source_is_printed_in_any_style(
        text in any_text(),
        number in "[0-9]{0,22}[–,& -]{0,3}[0-9]{0,22}[a-z]?",
        style in prop::sample::select(vec!["ieee", "apa", "chicago-author-date", "modern-language-association", "vancouver", "alphanumeric"]),
        class in prop::sample::select(vec!["webpage", "book", "chapter", "legal_case", "treaty", "interview", "broadcast", "patent", "thesis"]),
    ) {
        let text = Value::String(text);
        let number = Value::String(number);
        let mut source = serde_yaml::Mapping::new();
        for (key, value) in [("id", "strange"), ("type", class), ("tier", "wire"), ("read", "full")] {
            source.insert(key.into(), value.into());
        }
        for key in ["title", "container-title", "publisher", "language", "genre", "DOI", "event-title", "authority"] {
            source.insert(key.into(), text.clone());
        }
        for key in ["page", "volume", "issue", "number", "edition", "number-of-pages", "chapter-number", "ISBN", "version"] {
            source.insert(key.into(), number.clone());
        }
        for key in ["author", "editor", "translator"] {
            let name: serde_yaml::Mapping = [("family".into(), text.clone()), ("given".into(), text.clone())].into_iter().collect();
            source.insert(key.into(), Value::Sequence(vec![name.into(), text.clone()]));
        }
        let list = serde_yaml::to_string(&vec![source]).unwrap();
        let build = survives(minimal().appending("content/sources.yaml", &list).appending(CONFIG, &format!("citations: {style}\n")));
        is_safe(&build)?;
    }
}

/// Texts that would become markup, code or addresses if one place forgot to escape.
const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></textarea></script><svg onload=alert(1)>",
    "javascript:alert(1)",
    "--><iframe srcdoc=x>]]><!--",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "=HYPERLINK(\"https://evil.example\")",
];

/// Fields that are neither free text nor shown as such: references, dates, words of a set.
const NOT_TEXT: [&str; 40] = [
    "id",
    "cites",
    "about",
    "actors",
    "actor",
    "places",
    "place",
    "date",
    "as_of",
    "since",
    "phase",
    "modality",
    "importance",
    "part_of",
    "figures",
    "confidence",
    "draft",
    "aliases",
    "updated",
    "side",
    "of",
    "by",
    "status",
    "coordinates",
    "claimant",
    "qualifier",
    "cumulative",
    "subject",
    "object",
    "basis",
    "denied_by",
    "speaker",
    "to",
    "held_by",
    "state",
    "source",
    "derived_from",
    "stance",
    "tier",
    "read",
];
const NOT_TEXT_EITHER: [&str; 14] =
    ["lang", "language", "issued", "accessed", "URL", "url", "DOI", "image", "file", "taken", "loaded", "value", "low", "high"];

/// A site in which every field of every kind that may hold text holds `text`.
fn filled_with(text: &str) -> Source {
    let mut source = rich();
    for (path, bytes) in &mut source.files {
        let old = String::from_utf8_lossy(bytes).into_owned();
        if path.ends_with(".yaml") {
            let mut value: Value = serde_yaml::from_str(&old).unwrap();
            fill(&mut value, path == CONFIG, text);
            *bytes = serde_yaml::to_string(&value).unwrap().into();
        } else if path.ends_with(".md") {
            let (front, body) = old.trim_start_matches("---\n").split_once("---\n").unwrap();
            let mut value: Value = serde_yaml::from_str(front).unwrap();
            fill(&mut value, false, text);
            *bytes = format!("---\n{}---\n{body}", serde_yaml::to_string(&value).unwrap()).into();
        }
    }
    source
}

/// The small site with the fields that it leaves out, and a translation.
fn rich() -> Source {
    minimal()
        .replacing(CONFIG, "[en]", "[en, fr]")
        .with("content/site.fr.yaml", "title: T\nsummary: S\nsides: [{id: north, name: N}]\n")
        .with("content/articles/crossing.fr.md", "---\ntitle: T\nsummary: S\nquestion: Q\nanswer: A\nnote: N\n---\n\nMots.\n")
        .with("content/actors.fr.yaml", "- {id: northland, name: N, summary: S, note: N}\n")
        .with("content/disputes.fr.yaml", "- {id: who-closed, question: Q, versions: [{text: A}, {text: B}]}\n")
        .with("content/statements.fr.yaml", "- {id: envoy-words, text: T, venue: V}\n")
        .with("content/terms.fr.yaml", "- {id: blockade, name: N, definition: D}\n")
        .replacing(
            "content/articles/reopening.md",
            "tags: [talks]",
            "tags: [talks]\nnote: N\nquestion: Q\nanswer: A\nauthors: [A]\nconfidence: low\ncorrections: [{date: \"2021-07-01\", type: update, text: C}]",
        )
        .replacing("content/phases.yaml", "  cites", "  according_to: W\n  note: N\n  tags: [t]\n  cites")
        .replacing("content/actors.yaml", "  side: north", "  note: N\n  names: [{name: N, lang: fr, used_by: [W]}, {name: M, used_by: [southland]}]\n  side: north")
        .replacing("content/places.yaml", "  class: town", "  summary: S\n  note: N\n  class: town")
        .replacing("content/places.yaml", "according_to: northland", "according_to: W")
        .replacing(
            "content/sources.yaml",
            "  container-title: The Gazette",
            "  container-title: The Gazette\n  note: N\n  summary: S\n  publisher: P\n  editor: [{literal: E}]\n  page: P\n  volume: V\n  issue: I\n  \
             number: N\n  genre: G\n  edition: E\n  publisher-place: P\n  event-title: E\n  section: S\n  version: V\n  medium: M",
        )
        .replacing("content/figures.yaml", "  cumulative: true", "  cumulative: true\n  unit: people\n  summary: S\n  note: N\n  tags: [t]")
        .replacing("content/figures.yaml", "  claimant: southland", "  claimant: southland\n  unit: people")
        .replacing("content/relationships.yaml", "  cites", "  title: T\n  note: N\n  denied_by: [southland]\n  cites")
        .replacing("content/statements.yaml", "  cites", "  translation: {text: T, lang: fr}\n  title: T\n  note: N\n  summary: S\n  cites")
        .replacing("content/disputes.yaml", "  state: open", "  state: open\n  summary: S\n  note: N")
        .replacing("content/terms.yaml", "  used_by: [northland]", "  used_by: [northland, W]\n  note: N\n  summary: S")
        .replacing("content/media.yaml", "  rights: CC0", "  rights: CC0\n  graphic: true\n  warning: W\n  title: T\n  note: N\n  summary: S")
        .appending(
            "content/media.yaml",
            "- {id: plain, file: landing.png, alt: A, caption: C, credit: C, rights: R}\n",
        )
        .appending(ARTICLE, "\n```image\nid: plain\n```\n\n```network\ndate: \"2015\"\n```\n\n```chart\nfigures: [north-dead]\n```\n\n```map\nplaces: [ferry-town]\n```\n")
}

fn fill(value: &mut Value, is_config: bool, text: &str) {
    match value {
        Value::Mapping(map) => {
            for (key, value) in map.iter_mut() {
                let key = key.as_str().unwrap_or_default();
                // A CSL type is one of a set, an event's or a tie's is free; a figure's `unit` is free, and so on.
                let is_set = key == "type" && matches!(value.as_str(), Some("article-newspaper" | "update"));
                let is_class = key == "class" && matches!(value.as_str(), Some("state" | "person"));
                let of_config = is_config && matches!(key, "base_url" | "languages" | "timezone" | "naming" | "home");
                let is_fact = NOT_TEXT.contains(&key) || NOT_TEXT_EITHER.contains(&key) || matches!(key, "kind" | "added");
                // Facts that hold text of their own: the note of a point, the locator of a cite, who says what a part is.
                let is_outer = matches!(key, "points" | "cites") || (key == "part_of" && value.is_sequence());
                if is_outer || !(is_fact || is_set || is_class || of_config) {
                    fill(value, is_config, text);
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| fill(item, is_config, text)),
        Value::String(old) if !is_actor(old) => *old = text.to_string(),
        _ => {}
    }
}

/// Where anyone may be named, an actor's id stays one: the links are to be there.
fn is_actor(text: &str) -> bool {
    matches!(text, "northland" | "southland" | "gazette" | "herald")
}

/// What a text must not change: of each page the elements with their attributes, in order; and the kinds of elements that
/// drawings are made of. How many of these there are, and in which order, follows from how much room a label takes.
struct Skeleton {
    pages: Vec<(String, Vec<String>)>,
    drawn: BTreeSet<String>,
}

fn skeleton(build: &Build) -> Skeleton {
    let mut drawn = BTreeSet::new();
    let pages = build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    let pages = pages
        .map(|(path, bytes)| {
            let page = Page::read(std::str::from_utf8(bytes).unwrap());
            assert_eq!(page.unbalanced, Vec::<String>::new(), "{path}");
            let mut elements = Vec::new();
            for (at, element) in page.elements.iter().enumerate() {
                let names: Vec<&str> = element.attributes.keys().map(String::as_str).collect();
                let kind = format!("{} {}", element.name, names.join(" "));
                if page.is_drawn(at) {
                    drawn.insert(kind);
                } else {
                    elements.push(kind);
                }
            }
            (path.as_str().to_string(), elements)
        })
        .collect();
    Skeleton { pages, drawn }
}

#[test]
fn the_site_for_text_of_any_kind_is_sound_and_shows_it_all() {
    let build = filled_with("Harmless").build();
    assert_eq!(support::denied(&build), Vec::<String>::new(), "{}", support::explained(&build));
    let shown: usize =
        support::output(&build).values().map(|bytes| String::from_utf8_lossy(bytes).matches("Harmless").count()).sum();
    assert!(shown > 500, "only {shown} places were filled");
}

#[test]
fn no_text_of_an_author_becomes_an_element_or_an_attribute() {
    let harmless = skeleton(&filled_with("Harmless").build());
    for payload in PAYLOADS {
        let build = filled_with(payload).build();
        is_safe(&build).unwrap();
        let found = skeleton(&build);
        let strange: Vec<_> = found.drawn.difference(&harmless.drawn).collect();
        assert!(strange.is_empty(), "{payload}: a drawing has other elements: {strange:?}");
        assert_eq!(harmless.pages.len(), found.pages.len(), "{payload}: other pages");
        for ((path, expected), (other, found)) in harmless.pages.iter().zip(found.pages) {
            assert_eq!(*path, other, "{payload}: other pages");
            let at = expected.iter().zip(&found).position(|(a, b)| a != b);
            let at = at.or((expected.len() != found.len()).then(|| expected.len().min(found.len())));
            let around = at.map(|at| {
                (
                    &expected[at.saturating_sub(2)..(at + 2).min(expected.len())],
                    &found[at.saturating_sub(2)..(at + 2).min(found.len())],
                )
            });
            assert!(at.is_none(), "{payload}: {path} has other elements: {around:?}");
        }
    }
}

#[test]
fn structured_data_and_downloads_hold_the_text_as_it_is() {
    for payload in PAYLOADS {
        let build = filled_with(payload).build();
        let mut seen = 0;
        for (path, bytes) in &build.site.files {
            let text = String::from_utf8_lossy(bytes);
            if path.as_str().ends_with(".html") {
                for script in Page::read(&text).all("script").filter(|it| it.get("src").is_none()) {
                    let data: serde_json::Value =
                        serde_json::from_str(&script.text).unwrap_or_else(|error| panic!("{path}: {error}"));
                    seen += usize::from(data.to_string().contains(&serde_json::Value::from(payload).to_string()));
                }
            } else if path.as_str().starts_with("search/") && path.as_str().ends_with(".js") {
                let call = text.strip_prefix("detenteSearch(").and_then(|rest| rest.strip_suffix(")\n"));
                let data = format!("[{}]", call.unwrap_or_else(|| panic!("{path}: {text}")));
                let data: serde_json::Value = serde_json::from_str(&data).unwrap_or_else(|error| panic!("{path}: {error}"));
                assert_eq!(data.as_array().map(Vec::len), Some(2), "{path}");
            } else if path.as_str().ends_with(".json") {
                let data: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
                let entries = data.as_array().map(Vec::len).or(data.as_object().map(serde_json::Map::len));
                assert!(entries.is_some_and(|entries| entries > 0), "{path}");
            }
        }
        assert!(seen > 3, "{payload} is in {seen} of the pages' structured data");
    }
}

/// What XML 1.0 lets a document hold (2.2).
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Reads XML as a strict reader does, and gives the texts and attributes in it.
fn xml(text: &str) -> Result<Vec<String>, String> {
    use quick_xml::events::Event;
    if let Some(c) = text.chars().find(|c| !is_xml_char(*c)) {
        return Err(format!("{c:?} may not occur in XML"));
    }
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut texts = vec![String::new()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(texts),
            Event::Text(text) => texts.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) => {
                let character = match &*name {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => {
                        let character = name.resolve_char_ref().map_err(|error| error.to_string())?;
                        character.ok_or_else(|| format!("&{}; is not known in XML", &*name))?
                    }
                };
                texts.last_mut().unwrap().push(character);
            }
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
                texts.push(String::new());
            }
            _ => texts.push(String::new()),
        }
    }
}

#[test]
fn feeds_and_the_sitemap_are_well_formed_whatever_the_text() {
    let odd = ["]]>", "&nbsp;&amp;", "a\u{85}\u{2028}b", "\u{10ffff}\u{fdd0}", "\u{1f469}\u{200d}\u{1f680}"];
    for payload in PAYLOADS.into_iter().chain(odd) {
        let build = filled_with(payload).build();
        let mut feeds = 0;
        for (path, bytes) in build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".xml")) {
            let texts = xml(std::str::from_utf8(bytes).unwrap()).unwrap_or_else(|error| panic!("{payload:?}: {path}: {error}"));
            feeds += usize::from(texts.iter().any(|text| text.contains(payload)));
        }
        assert!(feeds > 1, "{payload:?} is in {feeds} feeds");
    }
}

#[test]
fn characters_that_xml_forbids_are_reported_or_left_out() {
    for odd in ["\u{1}", "\u{b}", "\u{1b}[31m", "\u{fffe}", "\u{0}"] {
        let title = serde_json::Value::from(format!("Bell {odd} rings")).to_string();
        let build = survives(minimal().replacing(ARTICLE, "How it may open again", &title).replacing(
            "content/actors.yaml",
            "Northland",
            &title,
        ));
        if !support::denied(&build).is_empty() {
            continue;
        }
        for (path, bytes) in build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".xml")) {
            assert_eq!(xml(std::str::from_utf8(bytes).unwrap()).err(), None, "{odd:?}: {path}");
        }
    }
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let mut cells = 0;
    for start in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "-5", "+5", "-5.5e3"] {
        let build = filled_with(start).build();
        for (path, bytes) in build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".csv")) {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_ref());
            for record in reader.records() {
                for cell in &record.unwrap_or_else(|error| panic!("{path}: {error}")) {
                    cells += 1;
                    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
                    assert!(!runs, "{path}: {cell:?}");
                }
            }
        }
    }
    assert!(cells > 1_000, "only {cells} cells");
}

#[test]
fn a_fields_name_is_no_formula_either() {
    // Columns are named after fields, and a field that is not known is kept in the download.
    let source = minimal()
        .replacing("content/terms.yaml", "  loaded: true", "  '=1+1': x\n  loaded: true")
        .appending(CONFIG, "lints: {unknown-key: warn}\n");
    let build = survives(source);
    let table = build.site.text("data/terms.csv").unwrap();
    let header = table.lines().next().unwrap();
    assert!(!header.split(',').any(|cell| cell.trim_matches('"').starts_with('=')), "{header}");
}

#[test]
fn no_address_of_an_author_runs_code() {
    let addresses = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\\tscript:alert(1)",
        "java\\nscript:alert(1)",
        "\\u0001javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "https://x.example/\\\" onmouseover=\\\"alert(1)",
        "https://x.example/'><script>alert(1)</script>",
        "file:///etc/passwd",
    ];
    for address in addresses {
        let source = minimal()
            .replacing(
                "content/sources.yaml",
                "URL: https://gazette.example/crossing",
                &format!("URL: \"{address}\"\n  DOI: \"{address}\""),
            )
            .replacing("content/sources.yaml", "url: \"https://archive.example/ferry\"", &format!("url: \"{address}\""));
        is_safe(&survives(source)).unwrap();
        is_safe(&survives(minimal().replacing(CONFIG, "https://ferry.example", &format!("\"{address}\"")))).unwrap();
    }
}

#[test]
fn no_markdown_of_an_author_runs_code() {
    let mut running = Vec::new();
    let bodies = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "x <svg/onload=alert(1)> y",
        "<div\nonclick=alert(1)>",
        "<!-- --><script>alert(1)</script>",
        "<style>@import 'https://evil.example';</style>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x6A;avascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](<\u{1}javascript:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[x][r]\n\n[r]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        "![\" onerror=\"alert(1)](/media/landing.png)",
        "![x](/media/landing.png \"a\\\" onerror=\\\"alert(1)\")",
        "[x](/articles/crossing/ \"a\\\" onmouseover=\\\"alert(1)\")",
        "[x](/articles/crossing/\"onmouseover=\"alert(1))",
        "[[northland|<img src=x onerror=alert(1)>]]",
        "[[northland|\" onmouseover=\"alert(1)]]",
        "[@gazette, <script>alert(1)</script>]",
        "[see <script>alert(1)</script> @gazette]",
        "[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
        "## <script>alert(1)</script>",
        "## Title {#x onclick=alert(1) .a\" onmouseover=\"alert(1)}",
        "```html\" onmouseover=\"alert(1)\n<script>alert(1)</script>\n```",
        "```<script>\nx\n```",
        "> [!NOTE]\n> <script>alert(1)</script>",
        "> [!<script>]\n> x",
        "| <script> | \"><img onerror=x> |\n|---|---|\n| <iframe> | x |",
        "Term\n: <script>alert(1)</script>",
        "$<script>alert(1)</script>$",
        "- [ ] <input autofocus onfocus=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "```timeline\nfrom: <script>alert(1)</script>\n```",
        "```matrix\nmeasure: \"<script>alert(1)</script>\"\n```",
    ];
    for body in bodies {
        let build = survives(minimal().appending(ARTICLE, &format!("\n{body}\n")));
        if let Err(error) = is_safe(&build) {
            running.push(format!("{body}: {error}"));
        }
    }
    assert_eq!(running, Vec::<String>::new());
}

#[test]
fn any_single_value_that_is_markup_stays_text() {
    // One at a time, so that a value which keeps its entry from being read hides no other.
    let payload = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let source = rich();
    let paths: Vec<String> = source.files.keys().filter(|path| path.ends_with(".yaml")).cloned().collect();
    for path in paths {
        let value: Value = serde_yaml::from_str(source.text(&path)).unwrap();
        for index in 0..count(&value) {
            let mut other = value.clone();
            replace(&mut other, &mut index.clone(), payload);
            let build = source.clone().with(&path, serde_yaml::to_string(&other).unwrap()).build();
            for (page, bytes) in build.site.files.iter().filter(|(page, _)| page.as_str().ends_with(".html")) {
                let html = std::str::from_utf8(bytes).unwrap();
                let is_raw = html.contains("<script>alert") || html.contains("<img src=x");
                assert!(!is_raw, "{path}, value {index}, stands unescaped in {page}");
            }
        }
    }
}

/// How many plain values there are.
fn count(value: &Value) -> usize {
    match value {
        Value::Mapping(map) => map.values().map(count).sum(),
        Value::Sequence(items) => items.iter().map(count).sum(),
        _ => 1,
    }
}

/// Replaces the plain value of an index.
fn replace(value: &mut Value, index: &mut usize, text: &str) -> bool {
    match value {
        Value::Mapping(map) => map.iter_mut().any(|(_, value)| replace(value, index, text)),
        Value::Sequence(items) => items.iter_mut().any(|item| replace(item, index, text)),
        value if *index == 0 => {
            *value = Value::String(text.to_string());
            true
        }
        _ => {
            *index -= 1;
            false
        }
    }
}

/// What `detente check` says of a folder, and how it ends.
#[cfg(unix)]
fn checked(root: &std::path::Path) -> (Option<i32>, String) {
    let run =
        Command::new(env!("CARGO_BIN_EXE_detente")).args(["check", "--format", "short"]).current_dir(root).output().unwrap();
    (run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

/// A folder with the small site in it.
#[cfg(unix)]
fn on_disk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    minimal().write(folder.path());
    folder
}

#[cfg(unix)]
#[test]
fn a_file_too_large_is_not_read() {
    // Without bytes on the disk: were it read, it would take as much memory.
    for path in ["content/events.yaml", "content/articles/large.md", "templates/page.html", "content/site.yaml"] {
        let folder = on_disk();
        std::fs::create_dir_all(folder.path().join("templates")).unwrap();
        let file = std::fs::OpenOptions::new().create(true).append(true).open(folder.path().join(path)).unwrap();
        file.set_len(200 * 1024 * 1024).unwrap();
        let (code, text) = checked(folder.path());
        assert!(code == Some(if path.ends_with("site.yaml") { 2 } else { 1 }), "{path}: {code:?} {text}");
        assert!(text.contains(&format!("{path}:1:1: deny[unreadable-file]")) && text.contains("64 MiB"), "{path}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_findings() {
    use std::os::unix::ffi::OsStrExt as _;
    for name in [&b"content/articles/caf\xe9.md"[..], b"content/\xff/a.md", b"static/\xff.txt", b"templates/\xc0.html"] {
        let folder = on_disk();
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::write(&path, "x").is_err() {
            continue; // A file system that takes no such name.
        }
        let (code, text) = checked(folder.path());
        assert!(code == Some(1) && text.contains("the name of this file is not UTF-8"), "{name:?}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn folders_pipes_and_locked_files_in_the_place_of_files_are_findings() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = on_disk();
    std::fs::create_dir_all(folder.path().join("content/terms.yml")).unwrap();
    std::fs::write(folder.path().join("content/terms.yml/a.md"), "x").unwrap();
    let (code, text) = checked(folder.path());
    assert!(code == Some(0) && text.contains("content/terms.yml/a.md:1:1: warn[misplaced-file]"), "{text}");

    let folder = on_disk();
    std::fs::remove_file(folder.path().join(CONFIG)).unwrap();
    std::fs::create_dir(folder.path().join(CONFIG)).unwrap();
    assert_eq!(checked(folder.path()).0, Some(2));

    let folder = on_disk();
    let pipe = std::ffi::CString::new(folder.path().join("content/articles/pipe.md").to_str().unwrap()).unwrap();
    // SAFETY: a path that ends with a zero byte, as `CString` holds it.
    assert_eq!(unsafe { libc::mkfifo(pipe.as_ptr(), 0o600) }, 0);
    let (code, text) = checked(folder.path());
    assert!(code == Some(1) && text.contains("pipe.md:1:1: deny[unreadable-file]: this is not a plain file"), "{text}");

    let folder = on_disk();
    let locked = folder.path().join(LIST);
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads all the same.
    if std::fs::read(&locked).is_err() {
        let (code, text) = checked(folder.path());
        assert!(code == Some(1) && text.contains("content/events.yaml:1:1: deny[unreadable-file]"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn files_that_come_and_go_while_they_are_read_are_there_or_not_or_reported() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = on_disk();
    let root = folder.path();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for name in ["one", "two", "three"] {
                    let path = root.join(format!("content/pages/{name}.md"));
                    std::fs::write(&path, "---\ntitle: Here\n---\n").unwrap();
                    std::fs::remove_file(&path).unwrap();
                }
            }
        });
        for _ in 0..100 {
            let snapshot = detente::load::snapshot(root, support::today());
            let snapshot = snapshot.unwrap_or_else(|error| panic!("{error:#}"));
            assert!(snapshot.get("content/pages/about.md").is_some());
            for (path, reason) in &snapshot.unreadable {
                assert!(path.as_str().starts_with("content/pages/") && reason.contains("cannot be read"), "{path}: {reason}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}
