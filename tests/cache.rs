//! What a build leaves on disk for the next one: it saves work, and changes nothing of what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::SystemTime;

use crate::support;
use crate::support::edits::{World, edit};
use crate::support::fuzzing::comes_back;
use crate::support::{Source, TODAY_EPOCH, differing, explained, finished, lints, minimal, output, repository, tree};
use detente::base::record::Recorder;
use detente::config;
use detente::emit::MARK;
use detente::emit::store::Store;
use detente::parse;
use detente::pipeline::{Options, Pipeline};
use proptest::prelude::*;
use serde_json::Value;

fn detente(root: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(root).env("SOURCE_DATE_EPOCH", TODAY_EPOCH).args(args).output().unwrap()
}

/// Builds; what was done, and what was said.
#[track_caller]
fn build(root: &Path, args: &[&str]) -> (Value, String) {
    let run = detente(root, &[&["build", "--profile=json"], args].concat());
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(0), "{said}");
    (serde_json::from_slice(&run.stdout).unwrap(), said)
}

fn count(profile: &Value, list: &str, name: &str) -> u64 {
    profile[list][name].as_u64().unwrap()
}

/// Whether the build took everything from the one before.
fn is_recalled(profile: &Value) -> bool {
    let is_stage = |name: &str| profile["stages"].as_array().unwrap().iter().any(|stage| stage["name"] == name);
    !is_stage("parse") && count(profile, "work", "rendered") + count(profile, "files", "written") == 0
}

/// A site on disk that was built once.
fn built(source: &Source) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    source.write(site.path());
    let (profile, _) = build(site.path(), &[]);
    assert!(!is_recalled(&profile));
    site
}

fn public(site: &tempfile::TempDir) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(&site.path().join("public"));
    files.remove(MARK);
    files
}

/// When each published file was written.
fn times(site: &tempfile::TempDir) -> BTreeMap<PathBuf, SystemTime> {
    let public = site.path().join("public");
    tree(&public)
        .into_keys()
        .map(|path| (PathBuf::from(&path), public.join(&path).metadata().unwrap().modified().unwrap()))
        .collect()
}

/// The files of the cache of a site that was built to one folder: what was parsed, the record, and the values.
fn files(site: &tempfile::TempDir) -> [PathBuf; 3] {
    let files = fs::read_dir(site.path().join(".detente/cache")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files.try_into().unwrap()
}

/// The small site with one finding at warn.
fn doubtful() -> Source {
    minimal().appending("content/articles/reopening.md", "\n<b>raw</b>\n")
}

/// What is said of findings: all but the line that counts files and seconds.
fn findings(said: &str) -> Vec<&str> {
    said.lines().filter(|line| !line.contains(" pages and ")).collect()
}

#[test]
fn where_nothing_changed_nothing_is_done_and_the_same_is_said() {
    let site = built(&doubtful());
    let before = times(&site);
    let (profile, said) = build(site.path(), &[]);
    assert!(is_recalled(&profile), "{profile}");
    assert_eq!(count(&profile, "files", "unchanged") as usize, public(&site).len());
    assert_eq!(times(&site), before);
    let (profile, clean) = build(site.path(), &["--no-cache"]);
    assert!(count(&profile, "work", "rendered") > 0);
    assert_eq!(findings(&said), findings(&clean));
    assert!(said.contains("raw-html"), "{said}");
    assert_eq!(times(&site), before);
    // What is asked of findings is asked of those that were kept, too.
    assert_eq!(detente(site.path(), &["build", "--strict"]).status.code(), Some(1));
}

#[test]
fn whatever_a_build_depends_on_makes_another_build() {
    let site = built(&minimal());
    let root = site.path();
    let is_new = |args: &[&str]| !is_recalled(&build(root, args).0);
    for args in [&["-D"][..], &["-F"], &["-u", "https://other.example"], &["--as-of", "2027-01-01"]] {
        assert!(is_new(args), "{args:?}");
        assert!(!is_new(args), "{args:?} again");
    }
    assert!(is_new(&[]));
    for path in ["static/new.txt", "templates/words/en.yaml", "content/site.yaml"] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = fs::read_to_string(&path).unwrap_or_default();
        fs::write(&path, format!("{old}# x\n")).unwrap();
        assert!(is_new(&[]), "{}", path.display());
        assert!(!is_new(&[]), "{} again", path.display());
    }
    fs::remove_file(root.join("static/new.txt")).unwrap();
    assert!(is_new(&[]));
    assert!(!root.join("public/new.txt").exists());
}

#[test]
fn an_edit_renders_and_audits_what_it_changes_and_no_more() {
    let site = built(&minimal());
    let before = times(&site);
    let after = minimal().replacing("content/articles/reopening.md", "asked for talks", "asked for talks again");
    after.write(site.path());
    let (profile, _) = build(site.path(), &[]);
    let work = ["viewed", "rendered", "audited", "filed"].map(|what| count(&profile, "work", what));
    assert_eq!(work, [1, 1, 1, 1], "{profile}");
    assert_eq!(differing(&public(&site), &finished(&after)), Vec::<String>::new());
    let now = times(&site);
    let kept = now.iter().filter(|(path, time)| before.get(*path) == Some(time)).count() as u64;
    assert_eq!(kept, count(&profile, "files", "unchanged"));
    // A page that was touched is not believed, one that is gone is made again.
    fs::write(site.path().join("public/events/talks/index.html"), "mine").unwrap();
    fs::remove_file(site.path().join("public/404.html")).unwrap();
    let (profile, _) = build(site.path(), &[]);
    assert_eq!((count(&profile, "work", "rendered"), count(&profile, "files", "written")), (2, 2), "{profile}");
    assert_eq!(differing(&public(&site), &finished(&after)), Vec::<String>::new());
}

#[test]
fn an_edit_parses_the_file_that_it_changes_and_no_other() {
    let site = built(&doubtful());
    let edits = [
        doubtful().appending("content/articles/crossing.md", "\nNo more.\n"),
        // A fact: every page is looked at anew, and what it says is read again where it is asked for.
        doubtful().replacing("content/articles/crossing.md", "title: ", "title: Again, "),
        doubtful(),
    ];
    for (number, source) in edits.iter().enumerate() {
        source.write(site.path());
        let (profile, said) = build(site.path(), &[]);
        assert_eq!(count(&profile, "work", "parsed"), 1, "edit {number}: {profile}");
        assert_eq!(differing(&public(&site), &finished(source)), Vec::<String>::new(), "edit {number}");
        let (_, clean) = build(site.path(), &["--no-cache", "-o", "other"]);
        assert_eq!(findings(&said), findings(&clean), "edit {number}");
    }
    // What parsing reads of the configuration makes it another matter.
    let raw = doubtful().appending("content/site.yaml", "markdown: {html: true}\n");
    raw.write(site.path());
    let (profile, _) = build(site.path(), &[]);
    assert!(count(&profile, "work", "parsed") > 1, "{profile}");
    assert_eq!(differing(&public(&site), &finished(&raw)), Vec::<String>::new());
}

#[test]
fn a_build_that_publishes_nothing_leaves_what_it_parsed() {
    let site = tempfile::tempdir().unwrap();
    minimal().appending("content/articles/crossing.md", "\n[[nobody-at-all]]\n").write(site.path());
    assert_eq!(detente(site.path(), &["build"]).status.code(), Some(1));
    minimal().write(site.path());
    let (profile, _) = build(site.path(), &[]);
    assert_eq!(count(&profile, "work", "parsed"), 1, "{profile}");
    assert_eq!(differing(&public(&site), &finished(&minimal())), Vec::<String>::new());
}

#[test]
fn what_was_parsed_comes_back_as_it_was() {
    for root in ["", "tests/sites/broken", "tests/sites/scripts", "tests/sites/estuary"] {
        let snapshot = repository(root);
        let config = Arc::new(config::read(&snapshot).value);
        for file in snapshot.under("content/") {
            comes_back(file, &config, &parse::documents(file, &config));
        }
    }
}

#[test]
fn words_that_no_entry_has_any_more_do_not_pile_up() {
    let site = tempfile::tempdir().unwrap();
    let kept = |round: usize| {
        let words: String = (0..3_000).map(|number| format!("w{round}x{number} ")).collect();
        let source = minimal().appending("content/articles/reopening.md", &format!("\n{words}\n"));
        source.write(site.path());
        build(site.path(), &[]);
        let folder = fs::read_dir(site.path().join(".detente/cache")).unwrap().map(|entry| entry.unwrap());
        let values = folder.filter(|entry| entry.path().extension().is_some_and(|it| it == "values"));
        values.map(|entry| entry.metadata().unwrap().len()).sum::<u64>()
    };
    let first = kept(0);
    let most = (1..7).map(kept).max().unwrap();
    assert!(most < 3 * first, "{most} bytes for {first}");
    let source = minimal();
    source.write(site.path());
    build(site.path(), &[]);
    assert_eq!(differing(&public(&site), &finished(&source)), Vec::<String>::new());
}

#[test]
fn a_finding_in_a_page_comes_back_with_every_build() {
    // One that rendering finds, one that reading the page finds, one that reading the others finds.
    let source = minimal()
        .appending("content/site.yaml", "lints: {dead-internal-url: warn, template-leftover: warn, duplicate-element-id: warn}\n")
        .with(
            "templates/404.html",
            "<!doctype html><html lang=\"en\"><title>x</title><a href=\"/nowhere.txt\">{{ \"{{\" }} x</a>",
        );
    let site = built(&source);
    let article = site.path().join("content/articles/reopening.md");
    for round in 0..2 {
        fs::write(&article, fs::read_to_string(&article).unwrap() + "\nMore.\n").unwrap();
        let (profile, said) = build(site.path(), &[]);
        assert!(count(&profile, "work", "rendered") < 3, "round {round}: {profile}");
        let (_, clean) = build(site.path(), &["--no-cache"]);
        assert_eq!(findings(&said), findings(&clean), "round {round}");
        assert!(said.contains("nowhere.txt") && said.contains("template-leftover"), "{said}");
    }
}

#[test]
fn another_output_folder_has_a_record_of_its_own() {
    let site = built(&minimal());
    assert!(!is_recalled(&build(site.path(), &["-o", "other"]).0));
    assert!(is_recalled(&build(site.path(), &["-o", "other"]).0));
    assert!(is_recalled(&build(site.path(), &[]).0));
}

#[test]
fn what_a_person_did_in_the_output_is_made_right() {
    let site = built(&minimal());
    let clean = public(&site);
    let public_folder = site.path().join("public");
    let acts: [fn(&Path); 5] = [
        |it| fs::write(it.join("index.html"), "mine").unwrap(),
        |it| fs::write(it.join("articles/mine.html"), "mine").unwrap(),
        |it| fs::remove_file(it.join("feed.xml")).unwrap(),
        |it| fs::remove_dir_all(it.join("articles")).unwrap(),
        |it| fs::remove_dir_all(it).unwrap(),
    ];
    for (number, act) in acts.into_iter().enumerate() {
        // The clock of a file system may stand still for some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        act(&public_folder);
        assert!(!is_recalled(&build(site.path(), &[]).0), "act {number}");
        assert_eq!(differing(&public(&site), &clean), Vec::<String>::new(), "act {number}");
        assert!(is_recalled(&build(site.path(), &[]).0), "act {number}, again");
    }
}

#[test]
fn a_damaged_record_is_told_of_and_not_used() {
    let site = built(&minimal());
    let clean = public(&site);
    let [parsed, record, values] = files(&site);
    for path in [&record, &values, &parsed] {
        let whole = fs::read(path).unwrap();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for damaged in [&flipped[..], &whole[..whole.len() / 2], &[], b"something else"] {
            fs::write(path, damaged).unwrap();
            if *path != record {
                // They are read by a build that has something to do.
                fs::remove_file(site.path().join("public/index.html")).unwrap();
            }
            let (profile, said) = build(site.path(), &[]);
            assert!(!is_recalled(&profile) && said.contains("is damaged"), "{said}");
            assert_eq!(public(&site), clean);
            assert!(is_recalled(&build(site.path(), &[]).0), "it was written anew");
        }
    }
    fs::remove_dir_all(site.path().join(".detente/cache")).unwrap();
    let (profile, said) = build(site.path(), &[]);
    assert!(!is_recalled(&profile) && !said.contains("damaged"), "{said}");
    // A folder where the record belongs: the site is published all the same.
    fs::remove_file(&record).unwrap();
    fs::create_dir(&record).unwrap();
    assert!(build(site.path(), &[]).1.contains("starts from nothing"));
}

#[test]
fn a_record_of_another_binary_is_passed_over_in_silence() {
    let site = built(&minimal());
    let [_, path, _] = files(&site);
    let mut bytes = fs::read(&path).unwrap();
    let binary = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    bytes[binary] ^= 1;
    fs::write(&path, bytes).unwrap();
    let (profile, said) = build(site.path(), &[]);
    assert!(!is_recalled(&profile) && !said.contains("damaged"), "{said}");
}

#[test]
fn without_the_cache_nothing_is_kept() {
    let site = tempfile::tempdir().unwrap();
    minimal().write(site.path());
    build(site.path(), &["--no-cache"]);
    assert!(!site.path().join(".detente/cache").exists());
    build(site.path(), &[]);
    assert!(site.path().join(".detente/cache").is_dir());
    assert_eq!(detente(site.path(), &["clean"]).status.code(), Some(0));
    assert!(!site.path().join(".detente/cache").exists());
}

#[test]
fn a_promise_that_was_broken_is_said_once_as_without_a_cache() {
    let site = built(&minimal());
    let list = site.path().join(".detente/addresses");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}actor gone-for-good\n")).unwrap();
    fs::write(
        site.path().join("content/site.yaml"),
        minimal().text("content/site.yaml").to_string() + "lints: {removed-id-without-alias: warn}\n",
    )
    .unwrap();
    let (_, said) = build(site.path(), &[]);
    assert!(said.contains("gone-for-good"), "{said}");
    // The list that the build noted no longer promises it.
    let (_, said) = build(site.path(), &[]);
    let (_, clean) = build(site.path(), &["--no-cache"]);
    assert_eq!(findings(&said), findings(&clean));
}

#[test]
fn builds_at_once_never_leave_a_mixture() {
    let site = built(&minimal());
    let second = minimal().replacing("content/actors.yaml", "Northland", "The North");
    for round in 0..3 {
        let source = if round % 2 == 0 { &second } else { &minimal() };
        source.write(site.path());
        let spawn = |_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
            command.current_dir(site.path()).env("SOURCE_DATE_EPOCH", TODAY_EPOCH).args(["build", "-q"]).spawn().unwrap()
        };
        for mut child in [0, 1, 2].map(spawn) {
            child.wait().unwrap();
        }
        build(site.path(), &[]);
        assert_eq!(differing(&public(&site), &finished(source)), Vec::<String>::new(), "round {round}");
    }
}

#[test]
fn what_was_let_go_of_is_read_again() {
    // Who lays files down lets go of what lints and search alone read; a second build of the same pipeline must not miss it.
    let folder = tempfile::tempdir().unwrap();
    let mut pipeline = Pipeline::default();
    pipeline.lay_in(Arc::new(Store::new(&folder.path().join("public"), None).unwrap()));
    let first = minimal().appending("content/articles/crossing.md", "\nRecently the ferry was sold.\n");
    let words = first.clone().appending("content/articles/crossing.md", "\nToday it is rust.\n");
    let facts = words.clone().replacing("content/actors.yaml", "Northland", "The North");
    for source in [&first, &first, &words, &facts, &first] {
        let build = pipeline.build(&source.snapshot(), &Options::default());
        let clean = source.build();
        assert_eq!(explained(&build), explained(&clean));
        assert!(lints(&build).iter().any(|lint| lint.contains("relative-time-word")), "{:?}", lints(&build));
        assert_eq!(build.site.count(), clean.site.count());
    }
}

/// Makes the files below a folder those of a site, as an editor does: what is the same is not touched.
fn write(root: &Path, source: &Source) {
    for path in tree(root).into_keys().filter(|path| !path.starts_with("public/") && !path.starts_with(".detente/")) {
        if !source.files.contains_key(&path) {
            fs::remove_file(root.join(path)).unwrap();
        }
    }
    for (path, bytes) in &source.files {
        let path = root.join(path);
        if !fs::read(&path).is_ok_and(|old| old == *bytes) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// How the command is asked for what a world asks of the pipeline.
fn args(world: &World) -> Vec<String> {
    let mut args = vec!["--as-of".to_string(), world.today.as_str().to_string()];
    args.extend(world.options.drafts.then(|| "-D".to_string()));
    args.extend(world.options.future.then(|| "-F".to_string()));
    args.extend(world.options.base_url.iter().flat_map(|url| ["-u".to_string(), url.clone()]));
    args
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_build_with_a_cache_equals_a_clean_one(edits in prop::collection::vec(edit(), 1..=5)) {
        let site = tempfile::tempdir().unwrap();
        let mut world = World::new();
        for step in std::iter::once(None).chain(edits.iter().map(Some)) {
            step.into_iter().for_each(|edit| world.apply(edit));
            write(site.path(), &world.source);
            let args = args(&world);
            let args: Vec<&str> = std::iter::once("build").chain(args.iter().map(String::as_str)).collect();
            let run = detente(site.path(), &args);
            let mut clean = world.build(&mut Pipeline::default());
            if run.status.code() == Some(0) {
                clean.site.finish(&BTreeMap::new(), &Recorder::default());
                prop_assert_eq!(differing(&public(&site), &output(&clean)), Vec::<String>::new(), "after {:?}", step);
            } else {
                prop_assert!(!support::denied(&clean).is_empty(), "after {:?}: {}", step, String::from_utf8_lossy(&run.stderr));
            }
            let again = detente(site.path(), &args);
            let uncached = detente(site.path(), &[&args[..], &["--no-cache"]].concat());
            let said = |output: &Output| String::from_utf8(output.stderr.clone()).unwrap();
            prop_assert_eq!(again.status.code(), uncached.status.code());
            let (again, uncached) = (said(&again), said(&uncached));
            prop_assert_eq!(findings(&again), findings(&uncached), "after {:?}", step);
        }
    }
}
