//! The timeline: what its filter finds is what the content says, with script and without, of a hundred events and of many.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::support;
use crate::support::html::{Page, Target, resolve};
use crate::support::{minimal, repository};
use detente::base::edtf::Edtf;
use detente::base::path::OutputPath;
use detente::model::slice::{OWN, WHOLE};
use detente::pipeline::Build;
use serde_json::{Value, json};

/// What a filter may load, compressed, of a site of any size.
const BUDGET: u64 = 50_000;

/// Runs jobs of the filter over a language's part of a built site.
fn node(build: &Build, prefix: &str, jobs: &[Value]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = tempfile::tempdir().unwrap();
    for (path, bytes) in &build.site.files {
        let Some(path) = path.as_str().strip_prefix(prefix) else { continue };
        if path.starts_with("timeline/index/") || path == "search/root.js" {
            let path = site.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let mut child = Command::new("node")
        .arg(root.join("tests/support/timeline.mjs"))
        .args(["timeline.js", "search.js"].map(|name| root.join("static/scripts").join(name)))
        .arg(site.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed by tests/run");
    child.stdin.take().unwrap().write_all(json!(jobs).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ranks(answer: &Value) -> Vec<usize> {
    answer["ranks"].as_array().unwrap().iter().map(|rank| rank.as_u64().unwrap() as usize).collect()
}

fn page(build: &Build, path: &str) -> Page {
    Page::read(build.site.text(path).unwrap_or_else(|| panic!("there is no {path}")))
}

/// The events of a page, by the addresses they lead to, in order.
fn events(page: &Page) -> Vec<String> {
    let items = page.of_class("event").filter(|it| it.name == "li");
    let address = |item: &support::html::Element| {
        let links = page.inside(item).iter().filter(|it| it.name == "a");
        let mut addresses = links.filter_map(|it| it.get("href")).filter(|href| href.contains("events/"));
        addresses.next().unwrap().trim_start_matches("../").to_string()
    };
    items.map(address).collect()
}

fn bundled() -> &'static Build {
    static BUILT: OnceLock<Build> = OnceLock::new();
    BUILT.get_or_init(|| support::build(&repository("")))
}

/// An event of the bundled content.
struct Told {
    id: String,
    fields: serde_yaml::Value,
}

impl Told {
    fn has(&self, field: &str, id: &str) -> bool {
        let of = |it: &serde_yaml::Value| it.get("actor").unwrap_or(it).as_str() == Some(id);
        match self.fields.get(field) {
            Some(serde_yaml::Value::Sequence(items)) => items.iter().any(of),
            Some(item) => of(item),
            None => false,
        }
    }

    fn importance(&self) -> u64 {
        self.fields.get("importance").map_or(3, |it| it.as_u64().unwrap())
    }

    fn date(&self) -> Edtf {
        Edtf::parse(self.fields["date"].as_str().unwrap()).unwrap()
    }
}

fn told() -> Vec<Told> {
    let path = format!("{}/content/events.yaml", env!("CARGO_MANIFEST_DIR"));
    let list: Vec<serde_yaml::Value> = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    list.into_iter().map(|fields| Told { id: fields["id"].as_str().unwrap().to_string(), fields }).collect()
}

#[test]
fn what_the_filter_finds_is_what_the_content_says() {
    let all = told();
    let in_2020 = |it: &Told| {
        let period = Edtf::parse("2020-09/2020-11-10").unwrap();
        it.date().earliest() <= period.latest() && it.date().latest() >= period.earliest()
    };
    type Is = Box<dyn Fn(&Told) -> bool>;
    let jobs: Vec<(Value, Is)> = vec![
        (json!({"actor": "armenia"}), Box::new(|it| it.has("actors", "armenia"))),
        (json!({"place": "stepanakert"}), Box::new(|it| it.has("places", "stepanakert"))),
        (json!({"type": "attack-on-civilians"}), Box::new(|it| it.has("type", "attack-on-civilians"))),
        (json!({"importance": "5"}), Box::new(|it| it.importance() == 5)),
        (json!({"importance": "3"}), Box::new(|it| it.importance() >= 3)),
        (json!({"phase": "first-war"}), Box::new(|it| it.has("phase", "first-war"))),
        (json!({"from": "2020-09", "to": "2020-11-10"}), Box::new(in_2020)),
        (json!({"actor": "azerbaijan", "importance": "4", "to": "1994"}), {
            let end = Edtf::parse("1994").unwrap();
            Box::new(move |it| it.has("actors", "azerbaijan") && it.importance() >= 4 && it.date().earliest() <= end.latest())
        }),
        (json!({"actor": "nobody"}), Box::new(|_| false)),
    ];
    let order: Vec<String> = events(&page(bundled(), "timeline/index.html"));
    assert_eq!(order.len(), all.len());
    let answers = node(bundled(), "", &jobs.iter().map(|(job, _)| job.clone()).collect::<Vec<_>>());
    for ((job, is), answer) in jobs.iter().zip(answers) {
        let found: BTreeSet<&str> =
            ranks(&answer).iter().map(|rank| order[*rank].trim_start_matches("events/").trim_end_matches('/')).collect();
        let expected: BTreeSet<&str> = all.iter().filter(|it| is(it)).map(|it| it.id.as_str()).collect();
        assert_eq!(found, expected, "{job}");
        assert!(!expected.is_empty() || job.get("actor") == Some(&json!("nobody")), "{job} tests nothing");
    }
}

#[test]
fn words_are_found_in_any_script_and_by_their_beginnings() {
    let order = events(&page(bundled(), "timeline/index.html"));
    let jobs = ["cathedral", "cathed", "Степанакерт", "XANKƏNDI", "cathedral journalists", "cathedral zzz", "  "];
    let answers = node(bundled(), "", &jobs.map(|words| json!({"q": words})));
    let found: Vec<Vec<&str>> =
        answers[..6].iter().map(|it| ranks(it).iter().map(|rank| order[*rank].as_str()).collect()).collect();
    assert!(found[0].contains(&"events/2020-10-08-cathedral/"), "{:?}", found[0]);
    assert!(found[1].len() >= found[0].len());
    // An event is found by every name of its places, though its own text has one of them.
    for told in told().iter().filter(|it| it.has("places", "stepanakert")) {
        let event = format!("events/{}/", told.id);
        assert!(found[2].contains(&event.as_str()) && found[3].contains(&event.as_str()), "{event}");
    }
    assert!(found[3].len() < order.len());
    assert!(!found[4].is_empty() && found[4].iter().all(|event| found[0].contains(event)));
    assert!(found[5].is_empty());
    assert!(answers[6]["ranks"].is_null(), "nothing chosen is no filter");
}

#[test]
fn a_date_is_read_from_its_first_to_its_last_day() {
    let days = [
        ("1970", false, 0),
        ("1970", true, 364),
        ("1970-02", true, 58),
        ("1970-02-03", false, 33),
        ("0001-01-01", false, -719_162),
    ];
    let jobs: Vec<Value> = days.iter().map(|(day, end, _)| json!({"day": day, "end": end})).collect();
    let answers = node(bundled(), "", &jobs);
    for ((day, end, number), answer) in days.iter().zip(answers) {
        assert_eq!(answer.as_f64().map(|it| it as i64), Some(*number), "{day} {end}");
    }
    // What is no date is none; it is not taken for the one it would roll over to.
    let none = ["2020-13", "2020-00", "2020-10-32", "2021-02-29", "2020/10", "7.10.2020", "7 October 2020", "20201007"];
    let jobs: Vec<Value> = none.iter().flat_map(|day| [false, true].map(|end| json!({"day": day, "end": end}))).collect();
    assert!(node(bundled(), "", &jobs).iter().all(Value::is_null), "{none:?}");
}

/// The choices of a facet: the page each leads to, its anchor, its count.
fn choices(page: &Page, path: &str, facet: &str) -> Vec<(String, String, usize)> {
    let lists = page.elements.iter().find(|it| it.get("data-facet") == Some(facet)).unwrap();
    let items = page.inside(lists).iter().filter(|it| it.name == "li");
    let choice = |item: &support::html::Element| {
        let inside = page.inside(item);
        let link = inside.iter().find(|it| it.name == "a").unwrap();
        let Target::Inside(file, anchor) = resolve(path, link.get("href").unwrap()) else { panic!("a choice leaves the site") };
        let count = inside.iter().find(|it| it.name == "small").unwrap();
        (file, anchor, count.words().replace(',', "").parse().unwrap())
    };
    items.map(choice).collect()
}

#[test]
fn without_script_every_choice_leads_to_its_events() {
    let path = "timeline/index.html";
    let whole = page(bundled(), path);
    let mut all = 0;
    for facet in ["phase", "actor", "place", "type", "importance"] {
        let choices = choices(&whole, path, facet);
        let jobs: Vec<Value> = choices
            .iter()
            .map(|(file, ..)| json!({facet: file.trim_end_matches("/index.html").rsplit('/').next().unwrap()}))
            .collect();
        for ((file, anchor, count), answer) in choices.iter().zip(node(bundled(), "", &jobs)) {
            let shown = page(bundled(), file);
            assert!(anchor.is_empty() || shown.ids().contains(&anchor.as_str()), "{file}#{anchor}");
            let shown: BTreeSet<String> = events(&shown).into_iter().collect();
            let order = events(&whole);
            // The page may tell more: also events whose text names the actor or the place.
            let found: Vec<usize> = ranks(&answer);
            assert_eq!(found.len(), *count, "{file}");
            assert!(found.iter().all(|rank| shown.contains(&order[*rank])), "{file}");
            all += 1;
        }
    }
    assert!(all > 60, "{all} choices");
}

#[test]
fn the_form_waits_for_its_script_and_the_script_is_light() {
    let whole = page(bundled(), "timeline/index.html");
    let form = whole.all("form").find(|it| it.get("aria-labelledby") == Some("h-filter")).unwrap();
    assert!(form.get("hidden").is_some());
    let names: BTreeSet<&str> = whole.inside(form).iter().filter_map(|it| it.get("name")).collect();
    assert_eq!(names, BTreeSet::from(["q", "phase", "actor", "place", "type", "importance", "from", "to"]));
    for control in whole.inside(form).iter().filter(|it| matches!(it.name.as_str(), "input" | "select")) {
        let is_labelled = whole.all("label").any(|label| {
            label.get("for").is_some_and(|id| control.get("id") == Some(id))
                || whole.inside(label).iter().any(|it| it.get("name") == control.get("name"))
        });
        assert!(is_labelled, "{:?}", control.get("name"));
    }
}

/// A site with many events: more than a page holds, most of them in one year.
fn many(count: usize) -> support::Source {
    let mut list = String::new();
    for number in 0..count {
        let (year, month, day) =
            if number % 10 == 0 { (1990 + number / 10 % 9, 3, 5) } else { (2021, 1 + number % 12, 1 + number % 28) };
        list.push_str(&format!(
            "- id: e-{number}\n  title: Event number {number}\n  date: \"{year}-{month:02}-{day:02}\"\n  type: {}\n  actors: [{}]\n  \
             importance: {}\n  cites: [gazette, herald]\n",
            if number % 3 == 0 { "closure" } else { "talks held" },
            if number % 4 == 0 { "northland" } else { "southland" },
            1 + number % 5,
        ));
    }
    minimal().appending("content/events.yaml", &list)
}

#[test]
fn of_very_many_events_each_is_reached_and_the_filter_covers_all_years() {
    let count = 2_000;
    let build = many(count).build();
    let all: BTreeSet<String> = (0..count).map(|number| format!("events/e-{number}/")).collect();
    let pages: BTreeMap<&str, Page> = build
        .site
        .files
        .iter()
        .filter(|(path, _)| path.as_str().starts_with("timeline/") && path.as_str().ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), Page::read(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let of = |prefix: &str| -> BTreeSet<String> {
        let chosen = pages.iter().filter(|(path, _)| path.starts_with(prefix));
        chosen.flat_map(|(_, page)| events(page)).filter(|event| event.starts_with("events/e-")).collect()
    };
    let years: BTreeSet<String> = (1980..2030).flat_map(|year| of(&format!("timeline/{year}/"))).collect();
    assert_eq!(years, all, "an event is on no page of a year");
    assert_eq!(of("timeline/type/"), all);
    assert!(pages.contains_key("timeline/2021/page/2/index.html"), "a heavy year is split");
    assert!(pages.values().all(|page| events(page).len() <= WHOLE));
    // An actor with too many has the most important on its page, and leads to all.
    let actor = page(&build, "actors/southland/index.html");
    assert_eq!(events(&actor).len(), OWN);
    assert!(actor.links().any(|(_, address)| address == "../../timeline/actor/southland/"));
    let southland: BTreeSet<String> = (0..count).filter(|it| it % 4 != 0).map(|it| format!("events/e-{it}/")).collect();
    assert_eq!(of("timeline/actor/southland/"), southland);

    let jobs = [json!({"actor": "northland", "type": "closure"}), json!({"q": "number"}), json!({"from": "1991", "to": "1991"})];
    let answers = node(&build, "", &jobs);
    let expected = |is: &dyn Fn(usize) -> bool| (0..count).filter(|number| is(*number)).count();
    let found: Vec<usize> = answers.iter().map(|it| ranks(it).len()).collect();
    // One event of the minimal site is northland's closure as well.
    assert_eq!(found, [expected(&|it| it % 12 == 0) + 1, count, expected(&|it| it % 10 == 0 && it / 10 % 9 == 1)]);
    for (job, answer) in jobs.iter().zip(&answers) {
        let loaded = answer["loaded"].as_array().unwrap();
        let sum: u64 = loaded.iter().map(|file| file[1].as_u64().unwrap()).sum();
        assert!(sum < BUDGET, "{job} loads {sum}: {loaded:?}");
    }
    // What is shown of each event found is in the index, since no page holds them all.
    let heads = build.site.files.keys().filter(|path| path.as_str().starts_with("timeline/index/h/")).count();
    assert_eq!(heads, (count + 3).div_ceil(24));
    assert!(!bundled().site.files.contains_key(&OutputPath::new("timeline/index/h/0.js").unwrap()));
}
