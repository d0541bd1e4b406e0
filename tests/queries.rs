//! Questions about the content: what is listed, on what entries rest, what falls with a source, what is counted.

use std::process::{Command, Output};

use crate::support::{Source, TODAY_EPOCH, minimal, repository};
use detente::base::id::EntryId;
use detente::model::{EntityId, Model};
use detente::parse::kind::Kind;
use detente::pipeline::{Linked, Options, Pipeline};
use detente::query::fall::Fall;
use detente::query::list::list;
use detente::query::stats::{Section, stats};
use detente::query::trace::{Trace, trace};
use serde_json::Value;

fn linked(source: &Source) -> Linked {
    Pipeline::default().model(&source.snapshot(), &Options::default())
}

fn entity(model: &Model, kind: Kind, id: &str) -> EntityId {
    model.find(kind, &EntryId::new(id).unwrap()).unwrap_or_else(|| panic!("no {kind} {id}"))
}

fn traced(source: &Source, kind: Kind, id: &str) -> Trace {
    let model = linked(source).model;
    trace(&model, entity(&model, kind, id), None)
}

fn falling(source: &Source, id: &str) -> Fall {
    traced(source, Kind::Source, id).supports.unwrap()
}

/// `kind:id part before → after`, of every fact that changes.
fn losses(fall: &Fall) -> Vec<String> {
    let changed = fall.facts.iter().filter(|fact| fact.before != fact.after);
    changed
        .map(|it| format!("{}:{} {} {} → {}", it.entry.kind, it.entry.id, it.part, it.before, it.after).replace("  ", " "))
        .collect()
}

/// The small site with a third source that relays the herald, cited by an event.
fn relayed() -> Source {
    minimal()
        .appending(
            "content/sources.yaml",
            "\
- id: digest
  type: webpage
  title: What the papers say
  tier: independent-media
  read: full
  stance: {kind: independent}
  derived_from: [herald]
- id: both
  type: webpage
  title: What all say
  tier: independent-media
  read: relayed
  stance: {kind: independent}
  derived_from: [herald, gazette]
",
        )
        .appending(
            "content/events.yaml",
            "\
- id: retold
  title: Retold
  summary: Retold by a digest alone.
  date: \"2020-07\"
  type: talk
  cites: [digest]
- id: retold-twice
  title: Retold twice
  summary: Retold by the paper and by its digest.
  date: \"2020-08\"
  type: talk
  cites: [herald, digest, both]
",
        )
}

fn command(site: &std::path::Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(site).env_remove("NO_COLOR").env("SOURCE_DATE_EPOCH", TODAY_EPOCH).args(args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn site(source: &Source) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    source.write(folder.path());
    folder
}

#[test]
fn every_entry_of_the_bundled_site_is_listed_where_it_is_written() {
    let snapshot = repository("");
    let linked = Pipeline::default().model(&snapshot, &Options::default());
    let rows = list(&linked.model, &snapshot, None);
    assert_eq!(rows.len(), linked.model.entities.len());
    for row in &rows {
        let file = snapshot.get(&row.file).unwrap_or_else(|| panic!("{row:?}"));
        let line = file.text().unwrap().lines().nth(row.line - 1).unwrap_or_else(|| panic!("{row:?}")).to_string();
        let begins = if row.file.ends_with(".md") { "---".to_string() } else { format!("- id: {}", row.id) };
        assert!(line.starts_with(&begins), "{row:?}: {line}");
        assert!(!row.title.is_empty(), "{row:?}");
    }
}

#[test]
fn drafts_and_later_articles_are_listed_when_asked_for_and_marked() {
    let later = "---\ntitle: Later\nsummary: To come.\ndate: \"2030-01-01\"\n---\n\nText.\n";
    let source = minimal().with("content/articles/later.md", later).replacing(
        "content/events.yaml",
        "  title: Talks are held\n",
        "  title: Talks are held\n  draft: true\n",
    );
    let site = site(&source);
    let plain = command(site.path(), &["list", "--format", "csv"]);
    assert!(!out(&plain).contains("later") && !out(&plain).contains("talks,"), "{}", out(&plain));
    assert!(err(&plain).contains("2 not published"), "{}", err(&plain));
    let all = out(&command(site.path(), &["list", "--format", "csv", "-D", "-F"]));
    assert!(all.starts_with("id,kind,title,date,status,file,line\n"), "{all}");
    assert!(all.contains("talks,event,Talks are held,2020-06,draft,content/events.yaml,10\n"), "{all}");
    assert!(all.contains("later,article,Later,2030-01-01,future,content/articles/later.md,1\n"), "{all}");
    let table = out(&command(site.path(), &["list", "events", "-D"]));
    assert!(table.contains("[draft] Talks are held"), "{table}");
}

#[test]
fn a_kind_that_is_none_is_wrong_usage_with_the_nearest() {
    let site = site(&minimal());
    let run = command(site.path(), &["list", "evnt"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(err(&run).contains("did you mean `event`?"), "{}", err(&run));
}

#[test]
fn a_list_as_json_is_an_array_also_when_it_is_empty() {
    let site = site(&minimal().without("content/terms.yaml"));
    let json = |kind| serde_json::from_str::<Value>(&out(&command(site.path(), &["list", kind, "--format", "json"]))).unwrap();
    assert_eq!(json("term"), serde_json::json!([]));
    assert_eq!(json("dispute")[0]["title"], "Who closed the crossing?");
    assert_eq!(json("dispute")[0]["line"], 1);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let site = site(&minimal());
    let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
        .current_dir(site.path())
        .args(["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    assert_eq!((run.status.code(), err(&run)), (Some(0), String::new()));
}

#[test]
fn a_fact_leads_to_its_origins() {
    let found = traced(&relayed(), Kind::Event, "retold-twice");
    let [fact] = found.facts.as_slice() else { panic!("{found:?}") };
    assert_eq!(fact.origins, ["gazette", "herald"]);
    assert_eq!(fact.sourcing, "several");
    let ids: Vec<_> = found.sources.keys().map(String::as_str).collect();
    assert_eq!(ids, ["both", "digest", "gazette", "herald"]);
    assert_eq!(found.sources["both"].derived_from, ["herald", "gazette"]);
    assert_eq!(found.sources["gazette"].side.as_deref(), Some("north"));
    assert_eq!(found.sources["herald"].archived.len(), 1);
}

#[test]
fn each_point_version_and_recognition_is_a_fact() {
    let parts = |kind, id| traced(&minimal(), kind, id).facts.into_iter().map(|fact| fact.part).collect::<Vec<_>>();
    assert_eq!(parts(Kind::Figure, "north-dead"), ["point 2020-03-02", "point 2020-03-09"]);
    assert_eq!(parts(Kind::Figure, "north-dead-herald"), ["point 2020-03-09", "none published 2020-04-01"]);
    assert_eq!(parts(Kind::Dispute, "who-closed"), ["version held by southland", "version held by northland"]);
    assert_eq!(parts(Kind::Actor, "southland"), ["", "recognised by northland"]);
    assert_eq!(parts(Kind::Statement, "envoy-words"), [""]);
    assert_eq!(parts(Kind::Relationship, "north-south"), [""]);
}

#[test]
fn an_article_leads_to_all_it_refers_to() {
    let found = traced(&minimal(), Kind::Article, "crossing");
    assert_eq!(found.facts.iter().map(|it| it.part.as_str()).collect::<Vec<_>>(), ["", "text"]);
    assert_eq!(found.facts[1].cites[0].locator, "p. 4");
    let referred: Vec<_> = found.references.iter().map(|it| (it.entry.id.as_str(), it.facts.len())).collect();
    // The envoy, both actors' page, a point by date, the newest point, two series, a dispute, a statement, a picture.
    assert!(referred.contains(&("north-dead", 1)), "{referred:?}");
    assert!(referred.contains(&("north-dead-herald", 2)), "{referred:?}");
    assert!(referred.contains(&("who-closed", 2)), "{referred:?}");
    assert!(referred.contains(&("envoy-words", 1)), "{referred:?}");
    assert!(referred.contains(&("landing", 0)), "{referred:?}");
}

#[test]
fn what_only_relays_a_source_falls_with_it() {
    let fall = falling(&relayed(), "herald");
    let relays: Vec<_> = fall.relayed_by.iter().map(|it| (it.id.as_str(), it.falls)).collect();
    assert_eq!(relays, [("both", false), ("digest", true)]);
    let losses = losses(&fall);
    for wanted in [
        "event:retold single → none",
        "event:retold-twice several → single",
        "event:closing several → one-sided",
        "dispute:who-closed version held by southland single → none",
        "figure:north-dead-herald point 2020-03-09 single → none",
    ] {
        assert!(losses.iter().any(|it| it == wanted), "{wanted} is not in {losses:#?}");
    }
    let texts: Vec<_> = fall.texts.iter().map(|it| (it.entry.id.as_str(), it.citations, it.of)).collect();
    assert_eq!(texts, [("crossing", 1, 3), ("reopening", 1, 1)]);
}

#[test]
fn a_fact_that_loses_nothing_stands() {
    let fall = falling(&relayed(), "digest");
    let stands: Vec<_> = fall.facts.iter().filter(|it| it.before == it.after).map(|it| it.entry.id.as_str()).collect();
    assert_eq!(stands, ["retold-twice"]);
    assert_eq!(losses(&fall), ["event:retold single → none"]);
}

#[test]
fn sources_that_relay_each_other_are_traced_to_an_end() {
    let circle = relayed().replacing("content/sources.yaml", "  read: excerpt\n", "  read: excerpt\n  derived_from: [digest]\n");
    let fall = falling(&circle, "herald");
    assert!(fall.relayed_by.iter().any(|it| it.id == "digest"), "{fall:?}");
    let found = traced(&circle, Kind::Event, "retold");
    assert_eq!(found.facts[0].origins, Vec::<String>::new());
    let site = site(&circle);
    for id in ["herald", "digest", "retold"] {
        let run = command(site.path(), &["trace", id]);
        assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    }
    assert!(out(&command(site.path(), &["trace", "retold"])).contains("derived from itself"));
}

#[test]
fn trace_takes_what_a_reference_takes() {
    let site = site(&minimal());
    let trace = |id: &str| command(site.path(), &["trace", id]);
    let point = trace("figure:north-dead@2020-03-02");
    assert!(out(&point).contains("point 2020-03-02: ") && !out(&point).contains("2020-03-09"), "{}", out(&point));
    for (id, reason) in [
        ("north-ded", "did you mean `north-dead`?"),
        ("north-dead@2020-03-03", "it has `2020-03-02`, `2020-03-09`"),
        ("event:north-dead", "no event has the id `north-dead`"),
        ("evnt:closing", "did you mean `event`?"),
        ("closing@2020", "no figure"),
        ("Not An Id", "is not an id"),
    ] {
        let run = trace(id);
        assert_eq!(run.status.code(), Some(2), "{id}");
        assert!(err(&run).contains(reason), "{id}: {}", err(&run));
    }
}

#[test]
fn an_ambiguous_id_asks_for_its_kind() {
    let twin = "---\ntitle: Twin\nsummary: Of an event.\n---\n\nText.\n";
    let site = site(&minimal().with("content/pages/talks.md", twin));
    let run = command(site.path(), &["trace", "talks"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(err(&run).contains("`event:talks`, `page:talks`"), "{}", err(&run));
    assert_eq!(command(site.path(), &["trace", "event:talks"]).status.code(), Some(0));
}

#[test]
fn a_title_sets_no_colour_on_the_terminal() {
    let site = site(&minimal().replacing("content/events.yaml", "title: Talks are held", "title: \"\\e[31mTalks\""));
    for args in [["list", "event"], ["trace", "talks"]] {
        let run = command(site.path(), &args);
        assert!(out(&run).contains("[31mTalks") && !out(&run).contains('\u{1b}'), "{}", out(&run));
    }
}

fn count(sections: &[Section], section: &str, group: &str, name: &str) -> (usize, usize) {
    let section = sections.iter().find(|it| it.name == section).unwrap();
    let row = section.rows.iter().find(|it| it.group == group && it.name == name);
    let row = row.unwrap_or_else(|| panic!("no {group} {name} in {section:#?}"));
    (row.count, row.of)
}

#[test]
fn the_small_site_is_counted() {
    let linked = linked(&relayed().replacing("content/events.yaml", "  cites: [digest]\n", ""));
    let all = stats(&linked.model, &linked.config);
    let count = |section, group, name| count(&all, section, group, name);
    assert_eq!(count("entries", "", "event").0, 5);
    assert_eq!(count("uncited", "", "events"), (1, 5));
    assert_eq!(count("uncited", "", "points of figures"), (0, 3));
    assert_eq!(count("uncited", "", "versions of disputes"), (0, 2));
    assert_eq!(count("sources", "", "without an archived copy"), (2, 4));
    assert_eq!(count("sources", "", "read only as relayed"), (1, 4));
    assert_eq!(count("source-balance", "stance", "aligned"), (1, 4));
    assert_eq!(count("source-balance", "side", "north"), (1, 4));
    assert_eq!(count("article-balance", "crossing", "north"), (3, 4));
    assert_eq!(count("article-balance", "reopening", "no one side"), (2, 2));
    assert_eq!(count("figures", "north", "own"), (1, 2));
    assert_eq!(count("figures", "north", "adversary"), (1, 2));
    assert_eq!(count("dates", "event", "month"), (3, 5));
    assert_eq!(count("dates", "figure", "day"), (3, 3));
    assert_eq!(count("sourcing", "", "no source").0, 1);
}

#[test]
fn counts_of_the_bundled_site_add_up_and_are_the_same_twice() {
    let snapshot = repository("");
    let linked = || Pipeline::default().model(&snapshot, &Options::default());
    let (first, second) = (linked(), linked());
    let all = stats(&first.model, &first.config);
    assert_eq!(all, stats(&second.model, &second.config));
    for section in &all {
        for row in &section.rows {
            assert!(row.count <= row.of, "{}: {row:?}", section.name);
        }
    }
    let sum = |name: &str, group: &str| -> usize {
        let section = all.iter().find(|it| it.name == name).unwrap();
        section.rows.iter().filter(|row| row.group == group).map(|row| row.count).sum()
    };
    let sources = first.model.of_kind(Kind::Source).count();
    for group in ["stance", "tier", "side"] {
        assert_eq!(sum("source-balance", group), sources, "{group}");
    }
    assert_eq!(sum("entries", ""), first.model.entities.len() + first.model.withheld.len());
    assert_eq!(
        sum("figures", "armenian") + sum("figures", "azerbaijani") + sum("figures", "no side"),
        count(&all, "entries", "", "figure").0
    );
}

#[test]
fn every_entry_of_every_site_can_be_traced() {
    for folder in ["", "src/cli/starter", "tests/sites/estuary", "tests/sites/broken"] {
        let snapshot = repository(folder);
        let model = Pipeline::default().model(&snapshot, &Options { drafts: true, future: true, ..Options::default() }).model;
        for kind in Kind::ALL {
            for id in model.of_kind(kind) {
                let found = trace(&model, id, None);
                assert_eq!(found.supports.is_some(), kind == Kind::Source);
                let cited = found.facts.iter().chain(found.references.iter().flat_map(|it| &it.facts)).flat_map(|it| &it.cites);
                for cite in cited {
                    assert!(found.sources.contains_key(&cite.source), "{folder}: {cite:?}");
                }
            }
        }
    }
}

#[test]
fn an_answer_that_may_be_incomplete_says_so() {
    let site = site(&minimal().appending("content/terms.yaml", "- id: [\n"));
    let run = command(site.path(), &["list"]);
    assert_eq!(run.status.code(), Some(0));
    assert!(err(&run).contains("may be incomplete"), "{}", err(&run));
}
