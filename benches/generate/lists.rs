//! The YAML files: the configuration, and one list per kind.

use super::words::Random;
use super::{Event, FIRST_YEAR, Shape, YEARS, day, day_from, id, ids, point_date, tag};

const PHASES: usize = 8;
const TERMS: usize = 30;

/// All files directly below `content/`, by name.
pub fn all(shape: Shape) -> Vec<(&'static str, String)> {
    let list = |count: usize, entry: &dyn Fn(usize) -> String| (0..count).map(entry).collect::<String>();
    let half = shape.events() / 2;
    vec![
        ("site.yaml", site()),
        ("phases.yaml", list(PHASES, &|number| phase(shape, number))),
        ("events.yaml", list(shape.events() - half, &|number| event(shape, half + number))),
        ("actors.yaml", list(shape.actors(), &|number| actor(shape, number))),
        ("places.yaml", list(shape.places(), &|number| place(shape, number))),
        ("sources.yaml", list(shape.sources(), &|number| source(shape, number))),
        ("figures.yaml", list(shape.figures(), &|number| figure(shape, number))),
        ("relationships.yaml", list(shape.relationships(), &|number| relationship(shape, number))),
        ("statements.yaml", list(shape.statements(), &|number| statement(shape, number))),
        ("disputes.yaml", list(shape.disputes(), &|number| dispute(shape, number))),
        ("terms.yaml", list(TERMS, &|number| term(shape, number))),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

/// Without an address: share cards, which Hugo has none of, would be most of the time; they are drawn once and kept.
fn site() -> String {
    "title: A generated site\n\
     summary: Words without a meaning, in the shape of an explainer of a conflict.\n\
     languages: [en]\n\
     sides:\n  - {id: left-bank, name: Left bank}\n  - {id: right-bank, name: Right bank}\n\
     home:\n  articles: [article-0, article-1, article-2]\n  figures: [figure-0, figure-1]\n  questions: [article-0, article-1]\n"
        .to_string()
}

/// An entry of a list: its id, and lines of fields.
fn entry(kind: &str, number: usize, lines: &[String]) -> String {
    let fields: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("- id: {}\n{fields}\n", id(kind, number))
}

fn cites(random: &mut Random, shape: Shape, count: usize) -> String {
    format!("cites: {}", ids("source", &random.some(count, shape.sources())))
}

fn phase(shape: Shape, number: usize) -> String {
    let mut random = Random::of("phase", number);
    let first = FIRST_YEAR + number * YEARS / PHASES;
    let last = FIRST_YEAR + (number + 1) * YEARS / PHASES - 1;
    let lines = [
        format!("title: {}", random.words(4)),
        format!("date: \"{first}-01-01/{last}-12-31\""),
        format!("summary: {}", random.prose(30)),
        cites(&mut random, shape, 2),
    ];
    entry("phase", number, &lines)
}

fn event(shape: Shape, number: usize) -> String {
    format!("- id: {}\n{}\n", id("event", number), Event::of(shape, number).fields(number, "  "))
}

fn actor(shape: Shape, number: usize) -> String {
    let mut random = Random::of("actor", number);
    let class = ["state", "armed-force", "ministry", "person", "organisation"][number % 5];
    let mut lines = vec![
        format!("name: {} {number}", random.name(2)),
        format!("class: {class}"),
        format!("names: [{{name: {}, lang: fr}}, {{name: {}, lang: de}}]", random.name(2), random.name(3)),
        format!("summary: {}", random.prose(25)),
        cites(&mut random, shape, 2),
    ];
    match number % 3 {
        0 => lines.push("side: left-bank".to_string()),
        1 => lines.push("side: right-bank".to_string()),
        _ => {}
    }
    if class == "person" {
        let years = (FIRST_YEAR + random.below(10), FIRST_YEAR + 12 + random.below(10));
        let of = id("actor", number - 3);
        lines.push(format!("roles: [{{title: {}, of: {of}, date: \"{}/{}\"}}]", random.words(3), years.0, years.1));
    }
    if number % 5 == 1 {
        lines.push(format!("part_of: {}", id("actor", number - 1)));
    }
    entry("actor", number, &lines)
}

fn place(shape: Shape, number: usize) -> String {
    let mut random = Random::of("place", number);
    let user = id("actor", random.below(shape.actors()));
    let (latitude, longitude) = (10 + random.below(40), random.below(90));
    let mut lines = vec![
        format!("name: {} {number}", random.name(1)),
        format!("class: {}", random.one(&["city", "town", "village", "region"])),
        format!("coordinates: [{latitude}.{:02}, {longitude}.{:02}]", random.below(100), random.below(100)),
        format!("names: [{{name: {}, lang: en, used_by: [{user}]}}]", random.name(2)),
        format!("summary: {}", random.prose(20)),
        cites(&mut random, shape, 1),
    ];
    if number > 0 {
        lines.push(format!("part_of: [{}]", id("place", number / 4)));
    }
    entry("place", number, &lines)
}

fn source(shape: Shape, number: usize) -> String {
    let mut random = Random::of("source", number);
    let class = random.one(&["article-newspaper", "report", "webpage"]);
    // Two sources of a fact lie half of them all apart (`Random::some`), so that one of the two is of no side.
    let stance = match number % 4 {
        _ if number < shape.sources() / 2 => "{kind: independent}".to_string(),
        0 => format!("{{actor: {}, kind: party}}", id("actor", random.below(shape.actors()))),
        1 => format!("{{actor: {}, kind: aligned}}", id("actor", random.below(shape.actors()))),
        _ => "{kind: independent}".to_string(),
    };
    let mut lines = vec![
        format!("type: {class}"),
        format!("title: {}", random.words(8)),
        format!("author: [{{family: {}, given: {}}}]", random.name(1), random.name(1)),
        format!("container-title: {}", random.name(2)),
        format!("issued: \"{}\"", day_from(&mut random, FIRST_YEAR + YEARS, 2)),
        "accessed: \"2025-01-01\"".to_string(),
        format!("URL: https://example.org/sources/{number}"),
        "language: en".to_string(),
        format!("stance: {stance}"),
        format!("tier: {}", random.one(&["official", "wire", "independent-media", "party-media", "reference"])),
        format!("read: {}", random.one(&["full", "excerpt"])),
    ];
    // Sources relay earlier ones only, so none relays itself.
    if number % 10 == 9 {
        lines.push(format!("derived_from: [{}]", id("source", random.below(number))));
    }
    entry("source", number, &lines)
}

fn figure(shape: Shape, number: usize) -> String {
    let mut random = Random::of("figure", number);
    let actors = random.some(2, shape.actors());
    let mut lines = vec![
        format!("title: {}", random.words(6)),
        format!("measure: {}", random.one(&["displaced", "returned", "missing", "troops"])),
        format!("of: {}", id("actor", actors[0])),
        format!("since: \"{}-01-01\"", FIRST_YEAR + number % YEARS),
        "cumulative: true".to_string(),
        format!("claimant: {}", id("actor", actors[number % 2])),
        "points:".to_string(),
    ];
    let mut value = random.between(10, 500);
    for point in 0..6 {
        value += random.below(200);
        lines.push(format!("  - as_of: \"{}\"", point_date(number, point)));
        lines.push(format!("    value: {value}"));
        lines.push(format!("    {}", cites(&mut random, shape, 1)));
    }
    entry("figure", number, &lines)
}

fn relationship(shape: Shape, number: usize) -> String {
    let mut random = Random::of("relationship", number);
    let actors = random.some(2, shape.actors());
    let from = FIRST_YEAR + random.below(YEARS);
    let lines = [
        format!("subject: {}", id("actor", actors[0])),
        format!("object: {}", id("actor", actors[1])),
        format!("type: {}", random.one(&["supports", "mediates", "defence-pact", "recognises"])),
        format!("date: \"{from}/..\""),
        "basis: documented".to_string(),
        format!("summary: {}", random.prose(18)),
        cites(&mut random, shape, 2),
    ];
    entry("relationship", number, &lines)
}

fn statement(shape: Shape, number: usize) -> String {
    let mut random = Random::of("statement", number);
    let actors = random.some(2, shape.actors());
    let lines = [
        format!("speaker: {}", id("actor", actors[0])),
        format!("to: [{}]", id("actor", actors[1])),
        format!("date: \"{}\"", day(&mut random)),
        format!("venue: {}", random.words(4)),
        format!("text: {}", random.prose(25)),
        cites(&mut random, shape, 2),
        format!("tags: [{}]", tag(&mut random)),
    ];
    entry("statement", number, &lines)
}

fn dispute(shape: Shape, number: usize) -> String {
    let mut random = Random::of("dispute", number);
    let mut lines = vec![format!("question: {}?", random.words(8)), "versions:".to_string()];
    for actor in random.some(2, shape.actors()) {
        lines.push(format!("  - held_by: {}", id("actor", actor)));
        lines.push(format!("    text: {}", random.prose(18)));
        lines.push(format!("    {}", cites(&mut random, shape, 2)));
    }
    lines.push(format!("state: {}", random.one(&["open", "narrowed", "settled"])));
    entry("dispute", number, &lines)
}

fn term(shape: Shape, number: usize) -> String {
    let mut random = Random::of("term", number);
    let lines = [
        format!("name: {} {number}", random.words(2)),
        format!("alt: [{}]", random.words(2)),
        format!("definition: {}", random.prose(16)),
        cites(&mut random, shape, 1),
    ];
    entry("term", number, &lines)
}
