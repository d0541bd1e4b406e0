//! What machines take from a site: downloads that lose nothing, feeds that tell of changes, addresses that are to be kept.

use serde_json::Value;

use crate::support;
use crate::support::{Source, minimal};

fn file(source: &Source, path: &str) -> String {
    let output = support::output(&source.build());
    String::from_utf8(output.get(path).unwrap_or_else(|| panic!("there is no {path}")).clone()).unwrap()
}

fn json(source: &Source, path: &str) -> Value {
    serde_json::from_str(&file(source, path)).unwrap()
}

/// The JSON-LD of a page.
fn linked_data(source: &Source, path: &str) -> Value {
    let page = file(source, path);
    let (_, data) = page.split_once("<script type=\"application/ld+json\">").expect("the page has JSON-LD");
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

/// The small site in two languages.
fn in_two() -> Source {
    minimal().replacing("content/site.yaml", "languages: [en]", "languages: [en, fr]")
}

#[test]
fn what_a_translation_says_is_in_the_download() {
    let source = in_two()
        .with("content/disputes.fr.yaml", "- {id: who-closed, question: Qui ?, versions: [{text: A.}, {text: B.}]}\n")
        .with("content/media.fr.yaml", "- {id: landing, alt: Un quai., caption: En mars.}\n")
        .with("content/actors.fr.yaml", "- {id: envoy, name: Ada Marsh, roles: [{title: Émissaire}]}\n")
        .with("content/statements.fr.yaml", "- {id: envoy-words, text: Elle demanda., venue: Une conférence}\n")
        .with(
            "content/figures.fr.yaml",
            "- {id: north-dead, title: Morts, phrases: [{original: Preliminary., text: Provisoire.}]}\n",
        );
    let told = |kind: &str, id: &str| {
        let all = json(&source, &format!("data/{kind}.json"));
        all.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["derived"]["translations"]["fr"].clone()
    };
    assert_eq!(told("disputes", "who-closed")["versions"], serde_json::json!([{"text": "A."}, {"text": "B."}]));
    let picture = told("media", "landing");
    assert_eq!((&picture["alt"], &picture["caption"], &picture["text"]), (&"Un quai.".into(), &"En mars.".into(), &Value::Null));
    assert_eq!(told("actors", "envoy")["roles"][0]["title"], "Émissaire");
    assert_eq!(told("statements", "envoy-words")["venue"], "Une conférence");
    assert_eq!(told("figures", "north-dead")["phrases"][0]["text"], "Provisoire.");
}

#[test]
fn a_date_is_one_text_in_every_download() {
    let events = "- {id: either, title: Either, date: [2020-03-03, 2020-03-04], type: meeting, cites: [gazette]}\n\
                  - {id: bare, title: Bare, date: 2021, type: meeting, cites: [gazette]}\n\
                  - {id: early, title: Early, date: \"-0043-03-15\", type: meeting, cites: [gazette]}\n";
    let source = minimal().appending("content/events.yaml", events);
    let all = json(&source, "data/events.json");
    let date = |id: &str| all.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["date"].clone();
    assert_eq!([date("either"), date("bare")], ["[2020-03-03,2020-03-04]", "2021"]);
    let table = file(&source, "data/events.csv");
    for cell in ["\"[2020-03-03,2020-03-04]\"", ",-0043-03-15,"] {
        assert!(table.contains(cell), "{cell}: {table}");
    }
    let places = minimal().replacing("content/places.yaml", "[10.5, 20.25]", "[-10.5, 20.25]");
    assert!(file(&places, "data/places.csv").contains(",-10.5; 20.25,"));
}

#[test]
fn a_known_absence_is_a_row_of_the_table() {
    let table = file(&minimal(), "data/figures.csv");
    let rows: Vec<&str> = table.lines().filter(|row| row.starts_with("north-dead-herald,")).collect();
    assert_eq!(rows.len(), 2, "{table}");
    assert!(rows[1].contains("2020-04-01") && rows[1].contains("none-published"), "{}", rows[1]);
}

#[test]
fn what_lasted_until_a_date_does_not_end_before_it_begins() {
    let events = "- {id: until, title: Until, date: \"../2020-05\", type: meeting, cites: [gazette]}\n";
    let timeline = json(&minimal().appending("content/events.yaml", events), "data/timeline.json");
    let slide = timeline["events"].as_array().unwrap().iter().find(|it| it["unique_id"] == "until").unwrap();
    assert_eq!(slide["start_date"], serde_json::json!({"year": 2020, "month": 5}));
    assert_eq!(slide["end_date"], Value::Null);
    // An era without a beginning begins with the first event; one that was over before it has none.
    let eras = |date: &str| {
        let phases = minimal().replacing("content/phases.yaml", "2020-03-01/2021-02-28", date);
        json(&phases, "data/timeline.json")["eras"].as_array().unwrap().clone()
    };
    assert_eq!(eras("../2021-02-28")[0]["start_date"]["year"], 2020);
    assert_eq!(eras("../1950"), Vec::<Value>::new());
}

#[test]
fn feeds_tell_when_something_was_corrected() {
    let correction = "corrections: [{date: \"2022-03-04\", type: correction, text: A name was wrong.}]";
    let source = minimal().replacing("content/articles/reopening.md", "tags: [talks]", correction).replacing(
        "content/events.yaml",
        "  importance: 5",
        &format!("  importance: 5\n  {correction}"),
    );
    for path in ["feed.xml", "actors/southland/feed.xml"] {
        assert!(file(&source, path).contains("<updated>2022-03-04T00:00:00Z</updated>"), "{path}");
    }
    assert_eq!(linked_data(&source, "articles/reopening/index.html")["dateModified"], "2022-03-04");
}

#[test]
fn every_page_names_its_address_for_machines_too() {
    for (page, class) in [
        ("index.html", "WebPage"),
        ("actors/northland/index.html", "WebPage"),
        ("timeline/index.html", "WebPage"),
        ("articles/crossing/index.html", "BackgroundNewsArticle"),
    ] {
        let data = linked_data(&minimal(), page);
        assert_eq!(data["@type"], class, "{page}");
        assert_eq!(data["url"], format!("https://ferry.example/{}", page.trim_end_matches("index.html")), "{page}");
    }
    // Nobody is said to have written what names no author.
    assert_eq!(linked_data(&minimal(), "articles/reopening/index.html")["author"], Value::Null);
    assert_eq!(linked_data(&minimal(), "articles/crossing/index.html")["author"][0]["name"], "The editors");
}

#[test]
fn the_sitemap_names_what_is_to_be_kept() {
    let source = in_two().with("content/disputes.fr.yaml", "- {id: who-closed, question: Qui l’a fermé ?}\n");
    let map = file(&source, "sitemap.xml");
    let has = |path: &str| map.contains(&format!("<loc>https://ferry.example{path}</loc>"));
    assert!(has("/articles/crossing/") && has("/fr/disputes/who-closed/") && has("/fr/timeline/"));
    // It says nothing in French yet, and names the English page.
    assert!(!has("/fr/articles/crossing/"));
    assert_eq!(linked_data(&source, "fr/articles/crossing/index.html")["url"], "https://ferry.example/articles/crossing/");
}

#[test]
fn the_home_page_shows_the_disputes_that_are_chosen() {
    let more = "- id: who-paid\n  question: Who paid?\n  state: open\n  versions:\n    - {held_by: southland, text: They., cites: [herald]}\n";
    let source = minimal().appending("content/disputes.yaml", more);
    let shown = |source: &Source| {
        let page = file(source, "index.html");
        ["disputes/who-closed/", "disputes/who-paid/"].map(|it| page.contains(it))
    };
    assert_eq!(shown(&source), [true, true]);
    let chosen = |ids: &str| {
        source.clone().replacing(
            "content/site.yaml",
            "questions: [crossing]",
            &format!("questions: [crossing], disputes: [{ids}]"),
        )
    };
    assert_eq!(shown(&chosen("who-paid")), [false, true]);
    let found = support::explained(&chosen("who-payed").build());
    assert!(found.contains("who-payed"), "{found}");
}
