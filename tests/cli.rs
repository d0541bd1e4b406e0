//! The commands as a user or a script meets them: exit codes, streams, and what lies on disk afterwards.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support;
use crate::support::{Source, TODAY_EPOCH, minimal, tree};
use detente::parse::kind::Kind;

/// The command with a fixed day and none of the caller's settings.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
    command
}

fn detente(folder: &Path, args: &[&str]) -> Output {
    command(folder).args(args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout: {}\nstderr: {}", out(output), err(output));
}

/// A folder with a site in it.
fn site(source: &Source) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    source.write(folder.path());
    folder
}

/// The small site with one finding at deny.
fn wrong() -> Source {
    minimal().appending("content/articles/reopening.md", "\n[[nobody]]\n")
}

/// The small site with one finding at warn.
fn doubtful() -> Source {
    minimal().appending("content/articles/reopening.md", "\n<b>raw</b>\n")
}

#[test]
fn a_build_without_findings_ends_with_0_and_publishes() {
    let site = site(&minimal());
    let run = detente(site.path(), &["build"]);
    assert_code(&run, 0);
    assert_eq!(out(&run), "");
    assert!(err(&run).contains("no findings"), "{}", err(&run));
    assert!(site.path().join("public/articles/crossing/index.html").is_file());
}

#[test]
fn a_finding_at_deny_ends_with_1_and_publishes_nothing() {
    let site = site(&wrong());
    for command in ["build", "check"] {
        let run = detente(site.path(), &[command]);
        assert_code(&run, 1);
        assert!(err(&run).contains("deny[unknown-reference]"), "{}", err(&run));
        assert!(err(&run).contains("content/articles/reopening.md:12:3"), "{}", err(&run));
        assert_eq!(out(&run), "");
    }
    assert!(!site.path().join("public").exists());
}

#[test]
fn a_finding_at_warn_fails_only_where_strict_is_asked_for() {
    let site = site(&doubtful());
    let check = detente(site.path(), &["check"]);
    assert_code(&check, 0);
    assert!(err(&check).contains("warn[raw-html]"), "{}", err(&check));
    assert_code(&detente(site.path(), &["check", "--strict"]), 1);
    assert_code(&detente(site.path(), &["build", "--strict"]), 1);
    assert!(!site.path().join("public").exists());
    assert_code(&detente(site.path(), &["build"]), 0);
    assert!(site.path().join("public/index.html").is_file());
}

#[test]
fn check_writes_nothing() {
    let site = site(&minimal());
    let before = tree(site.path());
    assert_code(&detente(site.path(), &["check"]), 0);
    assert_eq!(tree(site.path()), before);
}

#[test]
fn all_findings_come_in_one_run_sorted_by_file_and_line() {
    let site = site(&wrong().appending("content/articles/crossing.md", "\n[[no-one]]\n\n[@no-source]\n"));
    let run = detente(site.path(), &["check"]);
    let text = err(&run);
    let places: Vec<usize> = ["[[no-one]]", "[@no-source]", "[[nobody]]"].map(|it| text.find(it).unwrap()).to_vec();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("3 findings at deny"), "{text}");
}

#[test]
fn wrong_usage_ends_with_2() {
    let site = site(&minimal());
    let at = site.path();
    let usages: [&[&str]; 13] = [
        &["build", "--no-such-flag"],
        &["biuld"],
        &[],
        &["build", "--base-url", "example.org"],
        &["build", "--base-url", "javascript:alert(1)"],
        &["build", "--as-of", "2020-10"],
        &["build", "--as-of", "yesterday"],
        &["build", "--root", "no/such/folder"],
        &["build", "-q", "-v"],
        &["build", "--color", "sometimes"],
        &["new", "actor", "Not An Id"],
        &["new", "acter", "somebody"],
        &["explain", "no-such-lint"],
    ];
    for args in usages {
        let run = detente(at, args);
        assert_code(&run, 2);
        assert_ne!(err(&run), "", "{args:?}");
    }
    assert!(!at.join("public").exists());
}

#[test]
fn a_folder_without_a_site_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&["build"][..], &["check"], &["new", "actor", "somebody"]] {
        let run = detente(folder.path(), args);
        assert_code(&run, 2);
        assert!(err(&run).contains("content/site.yaml"), "{}", err(&run));
    }
    assert_eq!(tree(folder.path()), Default::default());
}

#[test]
fn a_broken_site_yaml_ends_with_2_and_is_pointed_at() {
    let path = "content/site.yaml";
    for text in ["title: [", "titel: x\n", "title: x\nlanguages: [English]\n", "title: x\nbase_url: here\n", "- a\n- b\n", ""] {
        let site = site(&minimal().with(path, text));
        for command in ["build", "check"] {
            let run = detente(site.path(), &[command]);
            assert_code(&run, 2);
            assert!(err(&run).contains(path), "{text:?}: {}", err(&run));
        }
        assert!(!site.path().join("public").exists());
    }
}

#[test]
fn an_output_folder_that_is_not_ours_ends_with_2() {
    let site = site(&minimal().with("mine/letter.txt", "mine"));
    for output in ["mine", ".", "content", "content/new", "/", ".."] {
        let run = detente(site.path(), &["build", "-o", output]);
        assert_code(&run, 2);
    }
    assert_eq!(fs::read(site.path().join("mine/letter.txt")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(site.path().join("mine")).unwrap().count(), 1);
}

#[test]
fn a_machine_that_fails_ends_with_4() {
    // The tests may run as root, whom no permission stops; a path below a plain file stops everyone.
    let site = site(&minimal().with("plain", "a file"));
    for output in ["plain/public", "/dev/null/x"] {
        let run = detente(site.path(), &["build", "-o", output]);
        assert_code(&run, 4);
        assert!(err(&run).contains(output.split('/').next_back().unwrap()), "{}", err(&run));
    }
    assert_eq!(fs::read(site.path().join("plain")).unwrap(), b"a file");
}

#[test]
fn the_root_may_stand_before_and_after_the_command() {
    let site = site(&minimal());
    let elsewhere = tempfile::tempdir().unwrap();
    let root = site.path().to_str().unwrap();
    assert_code(&detente(elsewhere.path(), &["--root", root, "check"]), 0);
    assert_code(&detente(elsewhere.path(), &["check", "--root", root]), 0);
    assert_code(&detente(elsewhere.path(), &["build", "--root", root]), 0);
    assert!(site.path().join("public/index.html").is_file());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn the_root_is_found_upwards() {
    let site = site(&minimal());
    assert_code(&detente(&site.path().join("content/articles"), &["build"]), 0);
    assert!(site.path().join("public/index.html").is_file());
    assert!(!site.path().join("content/articles/public").exists());
}

#[test]
fn a_relative_output_lies_in_the_current_folder() {
    let site = site(&minimal());
    let elsewhere = tempfile::tempdir().unwrap();
    let run = detente(elsewhere.path(), &["build", "--root", site.path().to_str().unwrap(), "-o", "here/deep"]);
    assert_code(&run, 0);
    assert!(elsewhere.path().join("here/deep/index.html").is_file());
    assert!(!site.path().join("public").exists());
}

#[test]
fn quiet_prints_findings_only() {
    let fine = site(&minimal());
    let run = detente(fine.path(), &["build", "--quiet"]);
    assert_code(&run, 0);
    assert_eq!((out(&run), err(&run)), (String::new(), String::new()));
    let wrong = site(&wrong());
    assert!(err(&detente(wrong.path(), &["-q", "build"])).contains("deny[unknown-reference]"));
}

#[test]
fn a_base_url_is_taken_from_the_command() {
    let site = site(&minimal());
    assert_code(&detente(site.path(), &["build", "-u", "https://elsewhere.example/under/"]), 0);
    let page = fs::read_to_string(site.path().join("public/articles/crossing/index.html")).unwrap();
    assert!(page.contains("https://elsewhere.example/under/articles/crossing/"));
    assert!(!page.contains("ferry.example"));
}

#[test]
fn explain_prints_to_stdout_and_needs_no_site() {
    let folder = tempfile::tempdir().unwrap();
    let all = detente(folder.path(), &["explain"]);
    assert_code(&all, 0);
    assert_eq!(err(&all), "");
    for (code, level) in detente::diag::Code::ALL {
        assert!(out(&all).contains(code.name()), "{} is not listed", code.name());
        let one = detente(folder.path(), &["explain", code.name()]);
        assert_code(&one, 0);
        assert!(out(&one).starts_with(code.name()), "{}", out(&one));
        assert!(out(&one).contains(level.word()), "{}", out(&one));
    }
}

#[test]
fn explaining_an_unknown_lint_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let run = detente(folder.path(), &["explain", "unknown-referense"]);
    assert_code(&run, 2);
    assert_eq!(out(&run), "");
    assert!(err(&run).contains("did you mean `unknown-reference`"), "{}", err(&run));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    // As `detente explain | head -1` does, once it has its line.
    let mut child = command(folder.path()).arg("explain").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut [0; 1]).unwrap();
    drop(pipe);
    let run = child.wait_with_output().unwrap();
    assert_eq!(err(&run), "");
    assert_code(&run, 0);
    // And a reader that was gone before anything was written, so that no buffer hides it.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = command(folder.path()).arg("explain").stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(err(&run), "");
    assert_code(&run, 0);
}

#[test]
fn findings_that_nobody_reads_change_no_exit_code() {
    let fine = site(&minimal());
    let wrong = site(&wrong());
    let run = |folder: &Path| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command(folder).arg("check").stdout(Stdio::null()).stderr(writer).status().unwrap().code()
    };
    assert_eq!((run(fine.path()), run(wrong.path())), (Some(0), Some(1)));
}

#[cfg(unix)]
#[test]
fn a_closed_stderr_changes_no_exit_code() {
    let fine = site(&minimal());
    let wrong = site(&wrong());
    let run = |folder: &Path| {
        let line = format!("exec {} check 2>&-", env!("CARGO_BIN_EXE_detente"));
        Command::new("sh").args(["-c", &line]).current_dir(folder).output().unwrap().status.code()
    };
    assert_eq!((run(fine.path()), run(wrong.path())), (Some(0), Some(1)));
}

#[test]
fn colour_is_used_where_it_is_asked_for() {
    let site = site(&wrong());
    let escape = |run: &Output| err(run).contains('\u{1b}');
    assert!(!escape(&detente(site.path(), &["check"])), "stderr is no terminal here");
    assert!(escape(&detente(site.path(), &["check", "--color", "always"])));
    assert!(!escape(&detente(site.path(), &["check", "--color", "never"])));
    let no_colour = command(site.path()).args(["check"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!escape(&no_colour));
    // What is typed for one run weighs more than what is set for all (no-color.org).
    let both = command(site.path()).args(["check", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert!(escape(&both));
}

#[test]
fn the_day_comes_from_the_environment() {
    let source = minimal().replacing("content/articles/reopening.md", "\"2021-06-01\"", "\"2026-11-24\"");
    let site = site(&source);
    let path = site.path().join("public/articles/reopening/index.html");
    // The day after TODAY: the other article links to one that is not published yet.
    assert_code(&command(site.path()).arg("build").output().unwrap(), 1);
    assert_code(&command(site.path()).arg("build").env("SOURCE_DATE_EPOCH", "1795478400").output().unwrap(), 0);
    assert!(path.is_file());
    assert_code(&detente(site.path(), &["build", "--as-of", "2026-11-24"]), 0);
    assert_code(&detente(site.path(), &["build", "--future"]), 0);
    assert_code(&command(site.path()).arg("build").env("SOURCE_DATE_EPOCH", "soon").output().unwrap(), 2);
}

#[test]
fn the_day_a_source_came_out_is_not_the_day_it_was_read() {
    let site = site(&minimal());
    assert_code(&detente(site.path(), &["new", "source", "late", "--date", "2020-10~"]), 0);
    let text = fs::read_to_string(site.path().join("content/sources.yaml")).unwrap();
    let (_, late) = text.split_once("- id: late").unwrap();
    assert!(late.contains("issued: \"2020-10~\"") && late.contains("accessed: \"2026-11-23\""), "{late}");
    // What has no date takes none.
    for kind in ["term", "place", "page"] {
        let run = detente(site.path(), &["new", kind, "fresh", "--date", "2020"]);
        assert_code(&run, 2);
        assert!(err(&run).contains("has no date"), "{}", err(&run));
    }
}

#[test]
fn a_day_begins_by_the_time_of_the_site() {
    let source = minimal().replacing("content/articles/reopening.md", "\"2021-06-01\"", "\"2026-11-24\"");
    // Of a quarter to ten in the evening of the 23rd in UTC.
    for (zone, code) in [("+03:00", 0), ("+02:00", 1), ("-05:00", 1), ("+14:00", 0)] {
        let site = site(&source.clone().replacing("content/site.yaml", "+01:00", zone));
        let run = command(site.path()).arg("build").env("SOURCE_DATE_EPOCH", "1795470300").output().unwrap();
        assert_eq!(run.status.code(), Some(code), "{zone}: {}", err(&run));
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&["--help"][..], &["build", "--help"], &["--version"]] {
        let run = detente(folder.path(), args);
        assert_code(&run, 0);
        assert_eq!(err(&run), "");
        assert!(out(&run).contains("detente"), "{}", out(&run));
    }
}

/// A folder in which `init` was run.
fn started() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = detente(folder.path(), &["init", "site"]);
    assert_code(&run, 0);
    folder
}

#[test]
fn a_new_site_builds_and_checks_without_any_finding() {
    let folder = started();
    let root = folder.path().join("site");
    for args in [&["build", "--strict"][..], &["check", "--strict"], &["check"]] {
        let run = detente(&root, args);
        assert_code(&run, 0);
        assert!(err(&run).contains("no findings"), "{}", err(&run));
    }
    assert!(root.join("public/index.html").is_file());
}

#[test]
fn a_new_site_has_every_kind() {
    let folder = started();
    let snapshot = detente::load::snapshot(&folder.path().join("site"), support::today()).unwrap();
    let build = support::build(&snapshot);
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Page) {
        let path = format!("data/{}.json", kind.folder());
        assert!(build.site.text(&path).is_some(), "there is no {kind} in it");
    }
}

#[test]
fn a_new_site_is_made_in_an_empty_folder_only() {
    let folder = started();
    let before = tree(folder.path());
    for args in [&["init", "site"][..], &["init"], &["init", "."]] {
        assert_code(&detente(folder.path(), args), 2);
    }
    assert_eq!(tree(folder.path()), before);
    // A fresh repository is as good as an empty folder, and the current one is the default.
    let fresh = tempfile::tempdir().unwrap();
    fs::create_dir(fresh.path().join(".git")).unwrap();
    assert_code(&detente(fresh.path(), &["init"]), 0);
    assert!(fresh.path().join("content/site.yaml").is_file());
    assert_code(&detente(fresh.path(), &["build", "--strict"]), 0);
}

#[test]
fn a_file_in_the_way_of_a_new_site_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("site"), "a file").unwrap();
    let run = detente(folder.path(), &["init", "site"]);
    assert!(matches!(run.status.code(), Some(2 | 4)), "{}", err(&run));
    assert_eq!(fs::read(folder.path().join("site")).unwrap(), b"a file");
}

/// What a fresh entry may lack; anything else means that `new` wrote what the tool itself does not understand.
const STILL_TO_FILL_IN: [&str; 12] = [
    "unknown-reference",
    "uncited-figure",
    "uncited-event",
    "uncited-statement",
    "uncited-relationship",
    "uncited-dispute-version",
    "broken-link",
    "missing-file",
    "missing-media",
    "unused-entry",
    "missing-translation",
    "source-without-archive",
];

#[test]
fn a_new_entry_of_every_kind_is_read_and_lies_where_it_is_said_to() {
    for kind in Kind::ALL {
        // On the small site most lists end in entries; the other half of the cases is a site with none.
        let empty = Source::of([("content/site.yaml", "title: Empty\nbase_url: https://empty.example\n")]);
        for source in [minimal(), empty] {
            let site = site(&source);
            let run = detente(site.path(), &["new", kind.name(), "fresh-entry", "--title", "Fresh: \"so\" - #1"]);
            assert_code(&run, 0);
            let told = err(&run);
            let place = told.split_whitespace().find(|word| word.starts_with("content/")).unwrap();
            let (path, line) = place.split_once(':').unwrap();
            let text = fs::read_to_string(site.path().join(path)).unwrap();
            let line: usize = line.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
            let at = text.lines().nth(line - 1).unwrap_or_default();
            let is_there = at == "- id: fresh-entry" || (path.ends_with("/fresh-entry.md") && !at.starts_with("---"));
            assert!(is_there, "{kind}: {place} is {at:?}");

            let snapshot = detente::load::snapshot(site.path(), support::today()).unwrap();
            let options = detente::pipeline::Options { drafts: true, future: true, ..Default::default() };
            let build = detente::pipeline::Pipeline::default().build(&snapshot, &options);
            let unexpected: Vec<_> = support::lints(&build).into_iter().filter(|lint| !STILL_TO_FILL_IN.contains(lint)).collect();
            assert_eq!(unexpected, Vec::<&str>::new(), "{kind}:\n{}", support::explained(&build));
            let data = format!("data/{}.json", kind.folder());
            let is_read = match kind {
                Kind::Page => build.site.text("fresh-entry/index.html").is_some(),
                _ => build.site.text(&data).is_some_and(|json| json.contains("\"fresh-entry\"")),
            };
            assert!(is_read, "{kind}: the entry is not in the site");

            let before = tree(site.path());
            let again = detente(site.path(), &["new", kind.name(), "fresh-entry"]);
            assert_code(&again, 2);
            assert_eq!(tree(site.path()), before, "{kind}: refused, and yet written");
        }
    }
}

#[test]
fn a_new_entry_is_added_to_a_list_without_a_line_end() {
    let bare = minimal().text("content/terms.yaml").trim_end().to_string();
    let site = site(&minimal().with("content/terms.yaml", bare));
    assert_code(&detente(site.path(), &["new", "term", "closure"]), 0);
    let text = fs::read_to_string(site.path().join("content/terms.yaml")).unwrap();
    assert!(text.contains("\n- id: closure\n"), "{text}");
    assert_code(&detente(site.path(), &["check"]), 0);
}

#[test]
fn a_new_entry_does_not_break_a_list_of_another_style() {
    // Indented items, a comment at the end, Windows line ends: all of them valid, all of them appended to.
    let lists = [
        "  - id: a-word\n    name: A word\n    definition: Means it.\n",
        "[]\n",
        "- id: a-word\r\n  name: A word\r\n  definition: Means it.\r\n# end\r\n",
    ];
    let mut broken = Vec::new();
    for list in lists {
        let site = site(&minimal().with("content/terms.yaml", list));
        assert_code(&detente(site.path(), &["check"]), 0);
        let run = detente(site.path(), &["new", "term", "closure"]);
        let text = fs::read_to_string(site.path().join("content/terms.yaml")).unwrap();
        // To refuse is as good as to write it right, if the file is left as it was.
        let is_refused = run.status.code() == Some(2) && text == list;
        if !is_refused && detente(site.path(), &["check"]).status.code() != Some(0) {
            broken.push(text);
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn a_new_article_is_a_draft_until_its_author_says_otherwise() {
    let site = site(&minimal());
    assert_code(&detente(site.path(), &["new", "article", "fresh"]), 0);
    assert_code(&detente(site.path(), &["build", "--strict"]), 0);
    assert!(!site.path().join("public/articles/fresh").exists());
    assert_code(&detente(site.path(), &["build", "--strict", "--drafts"]), 0);
    assert!(site.path().join("public/articles/fresh/index.html").is_file());
}

#[test]
fn findings_are_printed_in_the_format_asked_for() {
    let site = site(&minimal().appending("content/articles/crossing.md", "\n[[nobody-at-all]]\n"));
    for (format, beginning) in [("short", "content/articles/crossing.md:"), ("json", "{\"lint\":"), ("github", "::error file=")] {
        let run = detente(site.path(), &["check", "--format", format]);
        assert_code(&run, 1);
        let out = out(&run);
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(out.starts_with(beginning), "{out}");
        assert!(!err(&run).contains("-->"), "{}", err(&run));
    }
    assert_code(&detente(site.path(), &["check", "--format", "xml"]), 2);
}

#[test]
fn a_list_that_cannot_be_read_is_not_written_over() {
    let site = site(&minimal());
    let list = site.path().join("content/terms.yaml");
    let latin1 = b"- id: caf\xe9\n  name: Caf\xe9\n";
    fs::write(&list, latin1).unwrap();
    assert_code(&detente(site.path(), &["new", "term", "closure"]), 2);
    assert_eq!(fs::read(&list).unwrap(), latin1);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = detente(folder.path(), &["completions", shell]);
        assert_code(&run, 0);
        for command in ["build", "trace", "clean"] {
            assert!(out(&run).contains(command), "{shell}: {command}");
        }
    }
    assert_code(&detente(folder.path(), &["completions", "tcsh"]), 2);
    let page = detente(folder.path(), &["man"]);
    assert_code(&page, 0);
    assert!(out(&page).contains(".TH detente 1"), "{}", out(&page));
    assert_code(&detente(folder.path(), &["man", "--all", "man1"]), 0);
    for name in ["detente.1", "detente-build.1", "detente-trace.1"] {
        assert!(folder.path().join("man1").join(name).is_file(), "{name}");
    }
}

#[test]
fn clean_removes_what_detente_made_and_nothing_else() {
    let site = site(&minimal());
    let before = tree(site.path());
    assert_code(&detente(site.path(), &["clean"]), 0);
    assert_code(&detente(site.path(), &["build"]), 0);
    fs::create_dir_all(site.path().join(".detente/cache")).unwrap();
    fs::write(site.path().join(".detente/cache/kept"), "x").unwrap();
    let run = detente(site.path(), &["clean"]);
    assert_code(&run, 0);
    assert!(err(&run).contains("removed public") && err(&run).contains("removed .detente/cache"), "{}", err(&run));
    // The addresses that were promised to readers are no cache: they stay until someone removes them by hand.
    fs::remove_file(site.path().join(".detente/addresses")).unwrap();
    fs::remove_dir(site.path().join(".detente")).unwrap();
    assert_eq!(tree(site.path()), before);
    assert!(!site.path().join("public").exists());
}

#[test]
fn clean_leaves_folders_that_are_not_its_own() {
    let site = site(&minimal());
    fs::create_dir(site.path().join("public")).unwrap();
    fs::write(site.path().join("public/letter.txt"), "mine").unwrap();
    let before = tree(site.path());
    for args in [&["clean"][..], &["clean", "-o", "content"], &["clean", "-o", "."], &["clean", "-o", ".."]] {
        assert_code(&detente(site.path(), args), 2);
        assert_eq!(tree(site.path()), before, "{args:?}");
    }
    fs::remove_file(site.path().join("public/letter.txt")).unwrap();
    assert_code(&detente(site.path(), &["clean"]), 0);
    assert!(site.path().join("public").is_dir(), "an empty folder has no mark of detente's");
}

#[test]
fn a_profile_counts_the_work_of_every_stage_and_template() {
    let site = site(&minimal());
    let run = detente(site.path(), &["build", "--profile=json", "--quiet"]);
    assert_code(&run, 0);
    let profile: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
    let counts = |list: &str| -> std::collections::BTreeMap<String, u64> {
        let entries = profile[list].as_array().unwrap().iter();
        entries.map(|it| (it["name"].as_str().unwrap().to_string(), it["count"].as_u64().unwrap())).collect()
    };
    let (stages, templates) = (counts("stages"), counts("templates"));
    for stage in ["load", "parse", "link", "plan", "render", "audit", "search", "check", "finish", "emit"] {
        assert!(stages.contains_key(stage), "{stage} is not in {stages:?}");
    }
    let rendered = profile["work"]["rendered"].as_u64().unwrap();
    assert_eq!(templates.values().sum::<u64>(), rendered);
    assert_eq!(stages["render"], rendered);
    assert_eq!(stages["audit"], profile["work"]["audited"].as_u64().unwrap());
    assert_eq!(stages["emit"], profile["files"]["written"].as_u64().unwrap());
    assert!(templates["article.html"] > 0 && stages["parse"] > 0);
}

#[test]
fn a_profile_for_people_is_on_stderr_even_if_nothing_is_published() {
    let site = site(&wrong());
    let run = detente(site.path(), &["build", "--profile", "--quiet"]);
    assert_code(&run, 1);
    assert_eq!(out(&run), "");
    for word in ["stage", "render", "article.html", "the whole command"] {
        assert!(err(&run).contains(word), "{word}: {}", err(&run));
    }
    assert!(!err(&run).contains("emit"), "{}", err(&run));
}

#[test]
fn the_number_of_threads_changes_nothing_but_time() {
    let trees = ["1", "3"].map(|jobs| {
        let site = site(&minimal());
        let run = detente(site.path(), &["build", "--profile=json", "-q", "--jobs", jobs]);
        assert_code(&run, 0);
        let profile: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
        assert_eq!(profile["threads"].to_string(), jobs);
        tree(&site.path().join("public"))
    });
    assert_eq!(trees[0], trees[1]);
    assert_code(&detente(Path::new("."), &["build", "--jobs", "0"]), 2);
    // A slip of the hand: so many threads would take hold of the machine.
    assert_code(&detente(Path::new("."), &["build", "--jobs", "100000"]), 2);
}

#[test]
fn no_bar_is_drawn_where_nobody_sees_it() {
    let site = site(&minimal());
    let run = detente(site.path(), &["build"]);
    assert!(!err(&run).contains(['\u{1b}', '\r']), "{:?}", err(&run));
}
