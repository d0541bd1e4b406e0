//! `detente import`: small files in the layouts that the makers of the data document, read into the starter site.
//!
//! All that is in them is made up.

use crate::support;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(name)
}

fn detente(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", support::TODAY_EPOCH);
    command.output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The starter site in a folder of its own.
fn starter() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = detente(folder.path(), &["init", "."]);
    assert!(made.status.success(), "{}", err(&made));
    folder
}

/// Imports a sample, and gives the exit code and what was told.
fn import(site: &Path, format: &str, name: &str, more: &[&str]) -> (i32, String) {
    let file = sample(name);
    let mut args = vec!["import", format, file.to_str().unwrap()];
    args.extend(more);
    let run = detente(site, &args);
    (run.status.code().unwrap(), err(&run))
}

/// The findings of the site at deny, a line each.
fn denied(site: &Path) -> Vec<String> {
    let run = detente(site, &["check", "--format", "short"]);
    let out = String::from_utf8(run.stdout).unwrap();
    out.lines().filter(|line| line.contains("deny[")).map(str::to_string).collect()
}

/// The entry of an id in a list of the site.
fn entry(site: &Path, list: &str, id: &str) -> serde_yaml::Value {
    let text = fs::read_to_string(site.join(format!("content/{list}.yaml"))).unwrap();
    let all: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).unwrap();
    all.into_iter().find(|entry| entry["id"] == id).unwrap_or_else(|| panic!("{list} has no `{id}`:\n{text}"))
}

fn yaml(text: &str) -> serde_yaml::Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn acled_gives_events_with_places_actors_and_its_own_estimates() {
    let site = starter();
    let (code, told) = import(site.path(), "acled", "acled.csv", &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("content/events.yaml: 3 added"), "{told}");

    let event = entry(site.path(), "events", "acled-sor12");
    assert_eq!(event["title"], "Armed clash, Dorn");
    assert_eq!(event["date"], "2021-04-14");
    assert_eq!(event["type"], "armed-clash");
    let names = "ACLED names as its sources: Lake Post; Shore Radio";
    assert_eq!(event["cites"], yaml(&format!("[{{source: acled-events, locator: SOR12, note: '{names}'}}]")));
    let killed = entry(site.path(), "figures", "acled-sor12-killed");
    assert_eq!(killed["claimant"], "acled");
    assert_eq!(killed["points"][0]["value"], 2);
    assert_eq!(killed["points"][0]["qualifier"], "about");
    assert_eq!(killed["points"][0]["cites"], event["cites"]);
    // A known week, a known month: no more exact than they are.
    assert_eq!(entry(site.path(), "events", "acled-sor13")["date"], "2021-04-20~");
    assert_eq!(entry(site.path(), "events", "acled-sor14")["date"], "2021-05");
    // Who is known already is that actor, and two places of one name are two.
    assert_eq!(entry(site.path(), "events", "acled-sor14")["actors"][0], "nareth");
    assert_ne!(event["places"], entry(site.path(), "events", "acled-sor14")["places"]);
    assert_eq!(event["places"], entry(site.path(), "events", "acled-sor13")["places"]);

    for line in [
        "fatalities (0 means none, or none known) (1×)",
        "fatalities (no source is named) (1×)",
        "assoc_actor_2 (1×)",
        "admin1 (3×)",
        "tags (1×)",
        "`class` in the actor `unidentified-force` (1×)",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let figures = fs::read_to_string(site.path().join("content/figures.yaml")).unwrap();
    assert_eq!(figures.matches("claimant: acled").count(), 1, "{figures}");

    // Only what was told is to be added is missing.
    let found = denied(site.path());
    assert!(found.len() == 1 && found[0].contains("missing-field") && found[0].contains("`class`"), "{found:?}");
    let actors = site.path().join("content/actors.yaml");
    let mended = match fs::read_to_string(&actors) {
        Ok(text) => text.replace("name: Unidentified Force", "name: Unidentified Force\n  class: armed-force"),
        Err(error) => panic!("{error}"),
    };
    fs::write(&actors, mended).unwrap();
    assert_eq!(denied(site.path()), Vec::<String>::new());
}

#[test]
fn ged_gives_best_low_and_high_as_a_claim_of_the_data_set() {
    let site = starter();
    let (code, told) = import(site.path(), "ucdp-ged", "ged.csv", &[]);
    assert_eq!(code, 0, "{told}");
    let point = &entry(site.path(), "figures", "ged-900001-killed")["points"][0];
    assert_eq!((&point["value"], &point["low"], &point["high"]), (&3.into(), &2.into(), &5.into()));
    assert_eq!(entry(site.path(), "figures", "ged-900001-killed")["claimant"], "ucdp");
    assert_eq!(entry(site.path(), "actors", "government-of-ullin")["class"], "state");
    assert_eq!(entry(site.path(), "actors", "lake-front")["class"], "armed-force");
    assert_eq!(entry(site.path(), "actors", "civilians")["class"], "population");
    let event = entry(site.path(), "events", "ged-900002");
    assert_eq!(event["date"], "2021-05-01/2021-05-31");
    assert!(event["note"].as_str().unwrap().contains("date_prec 4"), "{event:?}");
    for line in ["deaths_a (2×)", "deaths_civilians (2×)", "source_headline (1×)", "adm_1 (2×)"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert_eq!(denied(site.path()), Vec::<String>::new());
}

#[test]
fn a_timeline_gives_events_that_still_want_a_source() {
    for (name, code) in [("timeline.json", 1), ("timeline.csv", 0)] {
        let site = starter();
        let (exit, told) = import(site.path(), "timelinejs", name, &[]);
        assert_eq!(exit, code, "{told}");
        assert!(told.contains("`cites` in the event (2×)"), "{told}");
        assert_eq!(entry(site.path(), "events", "2021-06-low-water")["date"], "2021-06/2021-07");
        assert_eq!(entry(site.path(), "phases", "1962-the-treaty-years")["date"], "1962/2020");
        let cites = "  cites: [commission-report-2021]\n";
        let events = site.path().join("content/events.yaml");
        let text = fs::read_to_string(&events).unwrap();
        let (old, new) = text.split_at(text.find("The gauge is moved").unwrap());
        let found = denied(site.path());
        assert!(found.len() == 2 && found.iter().all(|line| line.contains("uncited-event")), "{found:?}");
        let new = new.replace("  date: ", &format!("{cites}  date: "));
        fs::write(&events, format!("{old}{new}")).unwrap();
        assert_eq!(denied(site.path()), Vec::<String>::new());
        if name == "timeline.json" {
            let event = entry(site.path(), "events", "gauge-moved");
            assert_eq!(event["title"], "The gauge is moved");
            assert_eq!(event["summary"], "Both boards met at Dorn & agreed. See here.");
            assert_eq!(event["date"], "2021-05-02T09:30");
            assert!(told.contains("timeline.json:12:5") && told.contains("`2021-13` is not a date"), "{told}");
            for line in ["media (1×)", "title (1×)", "links in texts (1×)", "date.display_date (1×)", "scale (1×)"] {
                assert!(told.contains(line), "{line}: {told}");
            }
        }
    }
}

#[test]
fn csl_json_gives_sources_as_they_are() {
    let site = starter();
    let (code, told) = import(site.path(), "csl-json", "references.json", &["--tier", "independent-media", "--read", "full"]);
    assert_eq!(code, 1, "{told}");
    let source = entry(site.path(), "sources", "vandijk2021");
    assert_eq!(source["author"], yaml("[{family: van Dijk, given: Ann}, {literal: Lake Post}]"));
    assert_eq!((&source["issued"], &source["accessed"]), (&"2021-04-15".into(), &"2021-05".into()));
    assert_eq!((&source["tier"], &source["page"]), (&"independent-media".into(), &"1-2".into()));
    // What an item says itself stands.
    let board = entry(site.path(), "sources", "board-2020");
    assert_eq!((&board["tier"], &board["read"], &board["issued"]), (&"official".into(), &"relayed".into(), &"2020~".into()));
    for line in [
        "references.json:17:25",
        "did you mean `article-newspaper`?",
        "not a web address",
        "`issued` is not a date",
        "abstract (1×)",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let odd = entry(site.path(), "sources", "odd");
    assert!(odd.get("URL").is_none() && odd.get("type").is_none() && told.contains("`type` in the source (1×)"));
    let sources = site.path().join("content/sources.yaml");
    let text = fs::read_to_string(&sources).unwrap().replace("title: A slip", "title: A slip\n  type: article-newspaper");
    fs::write(&sources, text).unwrap();
    assert_eq!(denied(site.path()), Vec::<String>::new());
}

#[test]
fn bibtex_gives_sources_and_follows_no_circle() {
    let site = starter();
    let (code, told) = import(site.path(), "bibtex", "references.bib", &["--tier", "reference"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("references.bib:29:7") && told.contains("a second entry has the key `moor`"), "{told}");
    assert!(told.contains("`read` in the source (for all of them: `--read`) (3×)"), "{told}");
    let source = entry(site.path(), "sources", "marsh-2021");
    assert_eq!(source["type"], "article-newspaper");
    assert_eq!(source["container-title"], "Lake Post");
    assert_eq!(source["title"], "Low water: A review of thé levels");
    assert_eq!(source["author"], yaml("[{family: Marsh, given: Ada}, {literal: Water Board of Nareth}]"));
    assert_eq!((&source["issued"], &source["accessed"]), (&"2021-06-03".into(), &"2021-07-01".into()));
    assert_eq!(source["page"], "12-34");
    let paper = entry(site.path(), "sources", "moor");
    assert_eq!((&paper["type"], &paper["container-title"]), (&"paper-conference".into(), &"Meeting on the Lake".into()));
    assert_eq!(entry(site.path(), "sources", "meeting")["issued"], "2019-09");
    let (code, told) = import(site.path(), "bibtex", "references.bib", &["--tier", "reference", "--read", "full"]);
    assert_eq!(code, 1);
    assert!(told.contains("nothing is new") && told.contains("3 are there already"), "{told}");
}

#[test]
fn a_dry_run_prints_the_entries_and_writes_nothing() {
    let site = starter();
    let before = support::tree(site.path());
    let run = detente(site.path(), &["import", "acled", sample("acled.csv").to_str().unwrap(), "--dry-run"]);
    assert!(run.status.success(), "{}", err(&run));
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(out.contains("# content/events.yaml\n\n- id: acled-sor12\n"), "{out}");
    let read: Vec<serde_yaml::Value> = serde_yaml::from_str(&out).unwrap();
    assert_eq!(read.iter().filter(|entry| entry["claimant"] == "acled").count(), 1);
    assert!(support::differing(&before, &support::tree(site.path())).is_empty());
}

#[test]
fn a_second_import_changes_nothing() {
    let site = starter();
    for (format, name) in [("acled", "acled.csv"), ("ucdp-ged", "ged.csv"), ("timelinejs", "timeline.csv")] {
        import(site.path(), format, name, &[]);
        let before = support::tree(site.path());
        let (code, told) = import(site.path(), format, name, &[]);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("nothing is new") && told.contains("are there already and stay as they are"), "{told}");
        assert_eq!(support::differing(&before, &support::tree(site.path())), Vec::<String>::new());
    }
}

#[test]
fn what_was_there_stays_byte_by_byte() {
    let site = starter();
    let before = support::tree(site.path());
    import(site.path(), "ucdp-ged", "ged.csv", &[]);
    let after = support::tree(site.path());
    for (path, bytes) in &before {
        assert!(after[path].starts_with(bytes), "{path} was changed");
    }
}

#[test]
fn a_bad_cell_is_found_where_it_stands_and_costs_its_row_alone() {
    let site = starter();
    let bad = fs::read_to_string(sample("acled.csv"))
        .unwrap()
        .replace("SOR13,2021-04-20", "SOR13,20/04/2021")
        .replace("46.1011,8.2022,1", "99,8.2022,1");
    let file = site.path().join("bad.csv");
    fs::write(&file, bad).unwrap();
    let run = detente(site.path(), &["import", "acled", "bad.csv"]);
    let told = err(&run);
    assert_eq!(run.status.code(), Some(1), "{told}");
    assert!(told.contains("deny[unreadable-date]: `20/04/2021` is no day") && told.contains("bad.csv:3:7"), "{told}");
    assert!(told.contains("no place on Earth") && told.contains("content/events.yaml: 2 added"), "{told}");
}

#[test]
fn what_is_of_another_format_is_refused_with_reasons() {
    let site = starter();
    let before = support::tree(site.path());
    for (format, name, reason) in [
        ("acled", "ged.csv", "the column `event_id_cnty` is not there"),
        ("ucdp-ged", "acled.csv", "the column `side_a` is not there"),
        ("timelinejs", "references.json", "this is no timeline"),
        ("timelinejs", "acled.csv", "the column `headline` is not there"),
        ("csl-json", "acled.csv", "this is not JSON"),
        ("bibtex", "timeline.json", "nothing is new"),
    ] {
        let (_, told) = import(site.path(), format, name, &[]);
        assert!(told.contains(reason), "{format} {name}: {told}");
    }
    assert_eq!(import(site.path(), "acled", "gone.csv", &[]).0, 2);
    assert_eq!(import(site.path(), "acled", "", &[]).0, 2);
    assert_eq!(support::differing(&before, &support::tree(site.path())), Vec::<String>::new());
}
