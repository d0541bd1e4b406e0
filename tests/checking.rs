//! How findings reach people and machines: formats, colours, mends, the baseline.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support;
use crate::support::{Source, TODAY_EPOCH, findings, minimal, repository, tree};
use detente::check::registry::LINTS;
use detente::diag::fix::MENDS;
use proptest::prelude::*;
use serde_json::Value;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", TODAY_EPOCH).args(args);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "CI"] {
        command.env_remove(name);
    }
    command
}

fn detente(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn written(source: &Source) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    source.write(folder.path());
    folder
}

fn broken() -> String {
    format!("{}/tests/sites/broken", env!("CARGO_MANIFEST_DIR"))
}

/// The schema of OASIS, as the crate `serde-sarif` carries it.
fn sarif_schema() -> Value {
    // Of this machine's platform only, so that nothing has to be downloaded.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host, "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|it| it["name"] == "serde-sarif").unwrap();
    let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(folder.join("src/schema.json")).unwrap()).unwrap();
    assert!(schema["title"].as_str().unwrap().contains("SARIF) Version 2.1.0"));
    // Its pattern of language tags is no regular expression of ECMA 262 (a bracket too many); our logs name no language.
    for definition in schema["definitions"].as_object_mut().unwrap().values_mut() {
        if let Some(language) = definition.pointer_mut("/properties/language").and_then(Value::as_object_mut) {
            language.remove("pattern");
        }
    }
    schema
}

#[test]
fn what_a_list_would_have_said_is_not_missed_while_it_cannot_be_read() {
    let lists = [("events", "```timeline\nfrom: 2020-01-01\n```"), ("figures", "```matrix\nmeasure: killed\n```")];
    for (kind, block) in lists {
        let path = format!("content/{kind}.yaml");
        let source = support::minimal()
            .with("content/pages/about.md", format!("---\ntitle: About\nsummary: S.\n---\n\n{block}\n"))
            .appending(&path, "- id: [x\n");
        let source = if kind == "events" { source.without("content/events/landing-fire.md") } else { source };
        let lints = support::lints(&source.build());
        assert!(lints.contains(&"unreadable-yaml"), "{kind}: {lints:?}");
        assert!(!lints.contains(&"empty-block") && !lints.contains(&"unused-entry"), "{kind}: {lints:?}");
    }
}

#[test]
fn the_sarif_log_of_the_broken_site_is_valid_and_whole() {
    let run = detente(Path::new(&broken()), &["check", "--format", "sarif"]);
    assert_eq!(run.status.code(), Some(2), "its configuration is wrong too");
    let log: Value = serde_json::from_slice(&run.stdout).unwrap();
    let schema = jsonschema::validator_for(&sarif_schema()).unwrap();
    let errors: Vec<String> = schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
    // The schema is one that can fail.
    let mut wrong = log.clone();
    wrong["runs"][0]["results"][0]["level"] = "dire".into();
    assert!(!schema.is_valid(&wrong));

    let driver = &log["runs"][0]["tool"]["driver"];
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), LINTS.len());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let build = support::build(&repository("tests/sites/broken"));
    assert_eq!(results.len(), build.findings.len());
    for (result, finding) in results.iter().zip(&build.findings) {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert_eq!(result["ruleId"], finding.diagnostic.code.name());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().is_ascii());
        match finding.at.range {
            Some(_) => assert_eq!(place["region"]["startColumn"], finding.at.column),
            None => assert!(place.get("region").is_none()),
        }
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        assert_eq!(related, finding.labels.len());
    }
    assert!(results.iter().any(|it| it.get("relatedLocations").is_some()), "no finding has two places");
    assert!(results.iter().any(|it| it.get("fixes").is_some()), "no finding can be mended");
}

#[test]
fn a_finding_with_two_places_shows_both_in_every_format() {
    let site = written(&minimal().replacing("content/events.yaml", "id: talks", "id: closing"));
    let first = "content/events.yaml:1:7";
    for format in ["short", "json", "github"] {
        let text = out(&detente(site.path(), &["check", "--format", format]));
        let line = text.lines().find(|line| line.contains("a second event")).unwrap_or_else(|| panic!("{format}: {text}"));
        assert!(line.contains(first), "{format}: {line}");
    }
    let human = err(&detente(site.path(), &["check"]));
    assert!(human.contains("the first one is here"), "{human}");
    let log: Value = serde_json::from_str(&out(&detente(site.path(), &["check", "--format", "sarif"]))).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|it| it["ruleId"] == "duplicate-id").unwrap();
    assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let broken = broken();
    let coloured = |args: &[&str], env: &[(&str, &str)]| {
        let mut run = command(Path::new(&broken), &[&["check"], args].concat());
        let output = run.envs(env.iter().copied()).output().unwrap();
        assert!(!output.stdout.contains(&0x1b), "data is never coloured");
        output.stderr.contains(&0x1b)
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "what is typed counts most");
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--format", "json"], &[]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_coloured() {
    // `script` runs a command at a terminal of its own.
    let run = |setting: &str| {
        let line = format!("{setting} {} check --root {}", env!("CARGO_BIN_EXE_detente"), broken());
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm-256color").env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE").output()
    };
    let Ok(output) = run("") else { return };
    assert!(output.stdout.contains(&0x1b), "{}", out(&output));
    assert!(!run("NO_COLOR=1").unwrap().stdout.contains(&0x1b));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;
    for args in [&["check", "--format", "sarif"][..], &["check", "--format", "json"], &["explain"]] {
        let mut child = command(Path::new(&broken()), args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!err(&output).contains("panicked"), "{}", err(&output));
        assert!(output.status.code().is_some_and(|code| code <= 2), "{args:?}: {:?}", output.status);
    }
}

/// The small site with one slip of every kind that is mended, and things that a careless edit would spoil.
fn slips() -> Source {
    minimal()
        .with(
            "content/events/slips.md",
            "\u{feff}---\r\ntitle: 'It''s said' # a comment\r\nsumary: \"Two  spaces\"\r\nupdated: 27.9.2020\r\ndate: '2020-9-7'\r\ntype:   fire\r\n\
             confidence: \"Medium\"\r\nactors: [North_Land] # who\r\nlint:\r\n  raw-html: nothing here\r\ncites: [gazette]\r\n---\r\n\
             \r\nText of [[Northland]].  \r\n\r\n```timelin\r\nfrom: 2020-03-01\r\n```\r\n",
        )
        .with("content/actors.yaml", minimal().text("content/actors.yaml").replacen("- id: northland\n", "- id: north-land\n  name: Again\n  class: state\n  sidee: north\n  cites: [gazette]\n- id: northland\n", 1))
}

#[test]
fn fix_mends_what_is_certain_and_leaves_every_other_byte() {
    let site = written(&slips());
    let before = tree(site.path());
    let run = detente(site.path(), &["check", "--fix"]);
    let after = tree(site.path());
    let text = String::from_utf8(after["content/events/slips.md"].clone()).unwrap();
    let expected = slips()
        .text("content/events/slips.md")
        .replace("sumary:", "summary:")
        .replace("2020-9-7", "2020-09-07")
        .replace("Medium", "medium")
        .replace("North_Land", "north-land")
        .replace("lint:\r\n  raw-html: nothing here\r\n", "")
        .replace("[[Northland]]", "[[northland]]")
        .replace("```timelin\r", "```timeline\r")
        .replace("27.9.2020", "2020-09-27");
    assert_eq!(text, expected, "{}", err(&run));
    let changed: Vec<_> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert_eq!(changed, ["content/actors.yaml", "content/events/slips.md"]);
    assert!(err(&run).contains("fixed content/events/slips.md:3:1: unknown-key: `sumary` is now `summary`"), "{}", err(&run));
    // Nothing is left to mend, and nothing is written again.
    let again = detente(site.path(), &["check", "--fix"]);
    assert!(!err(&again).contains("fixed "), "{}", err(&again));
    assert_eq!(tree(site.path()), after);
}

#[test]
fn what_is_not_certain_is_left_to_people() {
    let doubtful = minimal().with(
        "content/events/a.md",
        "---\ntitle: A\nsummary: S\ndate: 7.10.2020\ntype: x\ncites: [gazete]\nconfidence: hig\nlint: {raw-htm: why}\n---\n[[northlnd]] [[Nobody]]\n",
    );
    let site = written(&doubtful);
    let before = tree(site.path());
    let run = detente(site.path(), &["check", "--fix"]);
    assert_eq!(tree(site.path()), before, "{}", err(&run));
    assert!(err(&run).contains("2020-10-07 or 2020-07-10"), "{}", err(&run));
    assert!(err(&run).contains("not fixed, since other findings would follow: content/events/a.md"), "{}", err(&run));
}

#[cfg(unix)]
#[test]
fn fix_writes_nothing_behind_a_link() {
    let outside = written(&slips());
    let site = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path().join("content"), site.path().join("content")).unwrap();
    let before = tree(outside.path());
    let run = detente(site.path(), &["check", "--fix"]);
    assert_eq!(run.status.code(), Some(4), "{}", err(&run));
    assert!(err(&run).contains("lies behind a link"), "{}", err(&run));
    assert_eq!(tree(outside.path()), before);
}

#[test]
fn every_lint_that_is_mended_says_so() {
    let build = slips().build();
    let mut mended: Vec<&str> =
        build.findings.iter().filter(|it| it.mend.is_some()).map(|it| it.diagnostic.code.name()).collect();
    mended.sort_unstable();
    mended.dedup();
    let mut told: Vec<&str> = MENDS.iter().map(|(code, _)| code.name()).collect();
    told.sort_unstable();
    assert_eq!(mended, told);
    let explained = out(&detente(Path::new("."), &["explain", "unknown-key"]));
    assert!(explained.contains("`detente check --fix` mends: a key"), "{explained}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever letters are lost, doubled or in capitals: after a mend no new finding is there, and a second changes nothing.
    #[test]
    fn mending_brings_nothing_new_and_ends(
        slips in prop::collection::vec((0usize..6, any::<prop::sample::Index>(), 0u8..3), 1..6)
    ) {
        let files = ["content/events.yaml", "content/actors.yaml", "content/figures.yaml", "content/sources.yaml",
                     "content/events/landing-fire.md", "content/site.yaml"];
        let mut source = minimal();
        for (file, at, how) in slips {
            let text = source.text(files[file]).to_string();
            let letters: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
            let at = letters[at.index(letters.len())];
            let (before, letter, after) = (&text[..at], &text[at..=at], &text[at + 1..]);
            let slipped = match how {
                0 => format!("{before}{after}"),
                1 => format!("{before}{letter}{letter}{after}"),
                _ => format!("{before}{}{after}", letter.to_uppercase()),
            };
            source = source.with(files[file], slipped);
        }
        let site = written(&source);
        let names = |source: &Source| -> Vec<String> {
            let build = source.build();
            build.findings.iter().map(|it| format!("{} {} {}", it.at.file, it.diagnostic.code.name(), it.diagnostic.message)).collect()
        };
        let mut before = names(&source);
        detente(site.path(), &["check", "--fix"]);
        let once = tree(site.path());
        let mended = Source { files: once.clone() };
        for name in names(&mended) {
            let at = before.iter().position(|it| *it == name);
            prop_assert!(at.is_some(), "new: {name}");
            before.swap_remove(at.unwrap());
        }
        detente(site.path(), &["check", "--fix"]);
        prop_assert_eq!(tree(site.path()), once);
    }
}

#[test]
fn a_baseline_lets_only_new_findings_fail() {
    let old = minimal().appending("content/articles/reopening.md", "\n[[nobody]] and [x](/nowhere/)\n").replacing(
        "content/site.yaml",
        "naming: pair",
        "naming: pair\nbaseline: accepted.txt",
    );
    let site = written(&old);
    let at = site.path();
    let missing = detente(at, &["check"]);
    assert_eq!(missing.status.code(), Some(2), "{}", err(&missing));
    assert_eq!(detente(at, &["check", "--write-baseline"]).status.code(), Some(0));
    let text = fs::read_to_string(at.join("accepted.txt")).unwrap();
    assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 2, "{text}");
    for command in ["check", "build"] {
        let run = detente(at, &[command]);
        assert_eq!(run.status.code(), Some(0), "{}", err(&run));
        assert!(err(&run).contains("2 in the baseline"), "{}", err(&run));
    }
    assert!(at.join("public/index.html").is_file());
    // Moved by lines, and one new.
    let moved = old.clone().replacing(
        "content/articles/reopening.md",
        "\n[[southland]]",
        "\nA line.\n\nAnother.\n\n[[southland]] [[no-one]]",
    );
    moved.write(at);
    let run = detente(at, &["check"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(err(&run).contains("`no-one`") && !err(&run).contains("`nobody`"), "{}", err(&run));
    // Mended: what is gone is told, fails with --strict, and goes.
    old.replacing("content/articles/reopening.md", "[[nobody]] and ", "").write(at);
    let run = detente(at, &["check"]);
    assert_eq!(run.status.code(), Some(0));
    assert!(
        err(&run).contains("gone, and still in the baseline: content/articles/reopening.md unknown-reference"),
        "{}",
        err(&run)
    );
    assert_eq!(detente(at, &["check", "--strict"]).status.code(), Some(1));
    assert_eq!(detente(at, &["check", "--write-baseline"]).status.code(), Some(0));
    assert_eq!(detente(at, &["check", "--strict"]).status.code(), Some(0));
    // Typed, a file is taken from the current folder; one that is none is not written over.
    fs::write(at.join("notes.txt"), "My notes\n").unwrap();
    let run = detente(at, &["check", "--baseline", "notes.txt", "--write-baseline"]);
    assert_eq!(run.status.code(), Some(2), "{}", err(&run));
    assert_eq!(fs::read_to_string(at.join("notes.txt")).unwrap(), "My notes\n");
    let run = detente(at, &["check", "--baseline", "notes.txt"]);
    assert!(err(&run).contains("notes.txt:1: this is no line of a baseline"), "{}", err(&run));
}

/// The place of the first finding of a lint, as `path:line:column` of its start, and the text it points at.
fn pointed(source: &Source, lint: &str) -> (String, String) {
    let build = source.build();
    let found = build.findings.iter().find(|it| it.diagnostic.code.name() == lint);
    let found = found.unwrap_or_else(|| panic!("no {lint}: {:?}", findings(&build)));
    let (start, end) = found.at.range.unwrap();
    let text = source.text(found.at.file.as_str());
    (format!("{}:{}", found.at.line, found.at.column), text[start..end].to_string())
}

#[test]
fn columns_are_characters_as_written_in_any_script_and_notation() {
    let article = |body: &str| {
        let head = "---\ntitle: T\nsummary: S\ndate: \"2021-05-01\"\ncites: [gazette]\n---\n";
        minimal().with("content/articles/x.md", format!("{head}{body}"))
    };
    let at = |source: &Source, place: &str, word: &str| {
        assert_eq!(pointed(source, "unknown-reference"), (place.to_string(), word.to_string()));
    };
    // A tab is one column; so is a letter of any script, and each code point of an emoji.
    at(&article("a\t[[nobody]]\n"), "7:5", "nobody");
    at(&article("Արցախ [[nobody]]\n"), "7:9", "nobody");
    at(&article("السلام [[nobody]]\n"), "7:10", "nobody");
    at(&article("\u{1f468}\u{200d}\u{1f469} [[nobody]]\n"), "7:7", "nobody");
    let crlf = article("One\n\n- [[nobody]]\n");
    let crlf = crlf
        .clone()
        .with("content/articles/x.md", format!("\u{feff}{}", crlf.text("content/articles/x.md")).replace('\n', "\r\n"));
    at(&crlf, "9:5", "nobody");
    at(&article("> ```dispute\n> id: nobody\n> ```\n"), "8:7", "nobody");
    at(&article("```dispute\nid: nobody\n```\n"), "8:5", "nobody");
    let field =
        |field: &str| minimal().appending("content/terms.yaml", &format!("- id: z\n  name: Z\n  definition: D\n  {field}\n"));
    let line = minimal().text("content/terms.yaml").lines().count() + 4;
    let body = |yaml: &str, down: usize, column: usize| at(&field(yaml), &format!("{}:{column}", line + down), "nobody");
    body("cites: [gazette, nobody]", 0, 20);
    body("body: Plain [[nobody]]", 0, 17);
    body("body: |\n    One.\n\n    Ճ [[nobody]]", 3, 9);
    body("body: >-\n    One\n    two [[nobody]]", 2, 11);
    body("body: \"Two \\\"words\\\" \\u0531 [[nobody]]\"", 0, 33);
    body("body: 'It''s [[nobody]]'", 0, 18);
}

/// The findings of the estuary site, which is in French and Arabic, with one file more or another in its place.
fn estuary_with(path: &str, text: &str) -> Vec<String> {
    let mut snapshot = repository("tests/sites/estuary");
    assert_eq!(findings(&support::build(&snapshot)), Vec::<String>::new());
    snapshot.insert(path, text.into());
    findings(&support::build(&snapshot))
}

#[test]
fn one_cause_is_one_finding() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sites/estuary/content/");
    let text = |name: &str| fs::read_to_string(format!("{folder}{name}")).unwrap();
    // The configuration, which names languages and sides; the words of a language; a template that all others need.
    assert_eq!(
        estuary_with("content/site.yaml", &(text("site.yaml") + "x: [\n")),
        ["deny[unreadable-yaml] content/site.yaml:20:1"]
    );
    assert_eq!(estuary_with("content/site.yaml", "- a list\n"), ["deny[wrong-type] content/site.yaml:1:1"]);
    assert_eq!(estuary_with("templates/words/fr.yaml", "nav: [\n"), ["deny[unreadable-yaml] templates/words/fr.yaml:2:1"]);
    assert_eq!(estuary_with("templates/words/fr.yaml", "- a list\n"), ["deny[wrong-type] templates/words/fr.yaml:1:1"]);
    for template in ["templates/base.html", "templates/components.html"] {
        assert_eq!(estuary_with(template, "{{ 1 + }}"), [format!("deny[template-error] {template}:1:8")]);
    }
    // A list that many refer to: unreadable, no list, an entry without an id, an entry that is a bare word.
    assert_eq!(estuary_with("content/sources.yaml", "a: [\n"), ["deny[unreadable-yaml] content/sources.yaml:2:1"]);
    assert_eq!(estuary_with("content/sources.yaml", "a: b\n"), ["deny[wrong-type] content/sources.yaml:1:1"]);
    let actors = text("actors.yaml");
    let first = actors.split("- id: ").nth(1).unwrap().lines().next().unwrap();
    let place = |offset: usize| format!("content/actors.yaml:{}:3", actors[..offset].lines().count() + 1);
    let at = actors.find("- id: ").unwrap();
    let without = actors.replacen("- id: ", "- idd: ", 1);
    // Which entry it was nobody knows: what refers to it is told too, and nothing else.
    let found = estuary_with("content/actors.yaml", &without);
    let others: Vec<_> = found.iter().filter(|it| !it.contains("[unknown-reference]")).collect();
    assert_eq!(others, [&format!("deny[missing-field] {}", place(at))]);
    let end = at + actors[at..].find("\n- id: ").unwrap();
    let bare = format!("{}- {first}{}", &actors[..at], &actors[end..]);
    assert_eq!(estuary_with("content/actors.yaml", &bare), [format!("deny[wrong-type] {}", place(at))]);
}

#[test]
fn a_body_behind_unreadable_fields_is_read_in_the_same_run() {
    let page = |head: &str| {
        let text = format!("---\n{head}\n---\n[[nobody]] [[northland]] [x](javascript:1)\n");
        findings(&minimal().with("content/articles/x.md", text).build())
    };
    for (head, first) in [("title: [", "unreadable-yaml"), ("- a list", "wrong-type")] {
        let found = page(head);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with(&format!("deny[{first}] content/articles/x.md:")), "{found:?}");
        assert_eq!(
            found[1..],
            ["deny[unknown-reference] content/articles/x.md:4:3", "deny[unsafe-link] content/articles/x.md:4:30"]
        );
    }
}

#[test]
fn every_unknown_name_comes_with_the_nearest_or_with_all_there_are() {
    let site = |from: &str, to: &str| minimal().replacing("content/site.yaml", from, to);
    let event = |from: &str, to: &str| minimal().replacing("content/events.yaml", from, to);
    let told = |source: Source, help: &str| {
        let build = source.build();
        let all: Vec<String> =
            build.findings.iter().map(|it| format!("{} {:?}", it.diagnostic.message, it.diagnostic.help)).collect();
        assert!(all.iter().any(|it| it.contains(help)), "{help}: {all:?}");
    };
    told(site("naming: pair", "namin: pair"), "did you mean `naming`?");
    told(site("naming: pair", "naming: zzz"), "one of `pair`, `house`, `by-date`");
    told(site("naming: pair", "citations: iee"), "did you mean `ieee`?");
    told(site("naming: pair", "lints: {raw-htm: deny}"), "did you mean `raw-html`?");
    told(site("naming: pair", "lints: {zzz: deny}"), "`detente explain` lists them all");
    told(site("naming: pair", "lints: {raw-html: denny}"), "did you mean `deny`?");
    told(site("figures: [north-dead]", "figures: [north-deat]"), "did you mean `north-dead`?");
    told(event("confidence: medium", "confidence: mediun"), "did you mean `medium`?");
    told(event("places: [ferry-town]", "places: [fery-town]"), "did you mean `ferry-town`? (content/places.yaml)");
    let article = |body: &str| minimal().appending("content/articles/crossing.md", body);
    let renamed =
        article("\n[[old-ferry]]\n").replacing("content/places.yaml", "id: ferry-town", "id: ferry-town\n  aliases: [old-ferry]");
    told(renamed, "write `ferry-town`: that is its id now (content/places.yaml)");
    told(article("\n[[acter:northland]]\n"), "did you mean `actor`?");
    told(article("\n[[zzz:northland]]\n"), "the kinds are article");
    told(article("\n[x](/articles/crosing/)\n"), "did you mean `/articles/crossing/`?");
    told(article("\n[x](#the-cuont)\n"), "did you mean `#the-count`?");
    told(article("\n```chrat\n```\n"), "did you mean `chart`?");
    told(article("\n[[figure:north-dead@2020-03-03]]\n"), "did you mean `2020-03-02`?");
    let source = minimal().text("content/sources.yaml").replacen("type: ", "type: x", 1);
    told(minimal().with("content/sources.yaml", source), "did you mean `");
    told(minimal().with("content/actor.yaml", "[]\n"), "did you mean `content/actors.yaml`?");
}

#[test]
fn ten_thousand_unknown_names_in_one_file_end_each_with_a_finding() {
    let body: String = (0..10_000).map(|number| format!("[[northlan-{number}]]\n")).collect();
    let build = minimal().appending("content/articles/crossing.md", &format!("\n{body}")).build();
    assert_eq!(build.findings.iter().filter(|it| it.diagnostic.code.name() == "unknown-reference").count(), 10_000);
}

#[test]
fn every_finding_says_what_to_do() {
    let build = support::build(&repository("tests/sites/broken"));
    let silent: Vec<String> = build
        .findings
        .iter()
        .filter(|it| it.diagnostic.help.is_none())
        .map(|it| format!("{}: {}", it.diagnostic.code.name(), it.diagnostic.message))
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn a_field_that_is_missing_or_wrong_is_told_with_what_it_holds() {
    let helps = |source: Source| -> String {
        source.build().findings.iter().filter_map(|it| it.diagnostic.help.clone()).collect::<Vec<_>>().join("\n")
    };
    let actor = helps(minimal().appending("content/actors.yaml", "- {id: someone, name: Someone}\n"));
    assert!(actor.contains("add `class:`. ") && actor.contains("`de-facto-authority`"), "{actor}");
    let tie = "- {id: tie, subject: northland, object: southland, type: supports, cites: [gazette]}\n";
    let tie = helps(minimal().appending("content/relationships.yaml", tie));
    assert!(tie.contains("add `date:` or `attested:`"), "{tie}");
    // In a block the same key is another field: nothing is said of it that is not so.
    let block = helps(minimal().appending("content/articles/crossing.md", "\n```timeline\nimportance: much\n```\n"));
    assert!(!block.contains("turning point); 3 if left out"), "{block}");
    let article = "---\ntitle: T\nsummary: S\ndate: \"2021-05-01\"\nquestion: Why?\n---\n";
    let question = minimal().with("content/articles/x.md", article);
    let build = question.build();
    let found = build.findings.iter().find(|it| it.diagnostic.message.contains("no `answer` beside it")).unwrap();
    let (start, end) = found.at.range.unwrap();
    assert_eq!(&article[start..end], "question");
}

#[test]
fn a_circle_of_sources_is_one_finding_with_all_its_places() {
    let ring = |count: usize| -> String {
        let source = |n: usize| {
            let next = (n + 1) % count;
            format!("- {{id: ring-{n}, type: webpage, title: R, tier: wire, read: full, derived_from: [gazette, ring-{next}]}}\n")
        };
        (0..count).map(source).collect()
    };
    let circles = |source: Source| -> Vec<(String, usize)> {
        let build = source.build();
        let found = build.findings.iter().filter(|it| it.diagnostic.code.name() == "circular-origin");
        found.map(|it| (it.diagnostic.message.clone(), it.labels.len())).collect()
    };
    let three = minimal().appending("content/sources.yaml", &ring(3));
    let told = "`ring-0` is derived from itself: `ring-0` from `ring-1` from `ring-2` from `ring-0`".to_string();
    assert_eq!(circles(three), [(told, 2)]);
    assert_eq!(circles(minimal().appending("content/sources.yaml", &ring(300))).len(), 1, "a long one too");
}
