//! The Markdown files: articles with all that prose may hold, and events with a short text.

use super::words::Random;
use super::{Event, Shape, day, id, ids, point_date, tag};

const SECTIONS: usize = 5;

/// An article: five sections of two paragraphs, a list and a table; every tenth with a timeline.
pub fn article(shape: Shape, number: usize) -> String {
    let mut random = Random::of("article", number);
    let mut text = front_matter(shape, &mut random);
    let mut holes = Holes { shape, left: (0..SECTIONS * 2 + 2).rev().collect() };
    text.push_str(&paragraph(&mut random, &mut holes));
    for section in 0..SECTIONS {
        text.push_str(&format!("## {}\n\n", random.words(4)));
        text.push_str(&paragraph(&mut random, &mut holes));
        match section {
            0 => text.push_str(&list(&mut random)),
            2 => text.push_str(&table(&mut random)),
            4 if number.is_multiple_of(10) => text.push_str(&timeline(shape, &mut random)),
            _ => {}
        }
        text.push_str(&paragraph(&mut random, &mut holes));
    }
    text.push_str(&paragraph(&mut random, &mut holes));
    text
}

/// An event's file: its fields and two paragraphs.
pub fn event(shape: Shape, number: usize) -> String {
    let event = Event::of(shape, number);
    let mut random = Random::of("event body", number);
    let actor = format!("[[{}]]", id("actor", event.actors[0]));
    let first = format!("{} [@{}].", random.sentence(14, &[actor]), id("source", event.sources[0]));
    let fields = event.fields(number, "");
    format!("---\n{fields}---\n\n{first} {}\n\n{}\n", random.prose(30), random.prose(30))
}

fn front_matter(shape: Shape, random: &mut Random) -> String {
    let about = id("actor", random.below(shape.actors()));
    let lines = [
        format!("title: {}", random.words(7)),
        format!("summary: {}", random.prose(28)),
        format!("date: \"{}\"", day(random)),
        format!("authors: [{}]", random.name(2)),
        format!("about: [{about}]"),
        format!("question: {}?", random.sentence(9, &[])),
        format!("answer: {}", random.prose(40)),
        format!("cites: {}", ids("source", &random.some(2, shape.sources()))),
        format!("tags: [{}, {}]", tag(random), tag(random)),
    ];
    format!("---\n{}\n---\n\n", lines.join("\n"))
}

/// What the paragraphs of an article still have to name.
struct Holes {
    shape: Shape,
    left: Vec<usize>,
}

impl Holes {
    /// A reference for a paragraph's first sentence, of every twelfth paragraph a figure's number too; and a citation.
    fn next(&mut self, random: &mut Random) -> (Vec<String>, Option<String>) {
        let Some(number) = self.left.pop() else { return (Vec::new(), None) };
        let shape = self.shape;
        let mut references = vec![match number % 3 {
            0 => format!("[[{}]]", id("actor", random.below(shape.actors()))),
            1 => format!("[[{}|{}]]", id("event", random.below(shape.events())), random.words(3).to_lowercase()),
            _ => format!("[[place:{}]]", id("place", random.below(shape.places()))),
        }];
        if number % 6 == 2 {
            let figure = random.below(shape.figures());
            let date = point_date(figure, random.below(6));
            references.push(format!("[[figure:{}@{date}]]", id("figure", figure)));
        }
        let citation = (number % 2 == 0 && number < 10).then(|| {
            let locator = random.between(1, 200);
            format!(" [@{}, p. {locator}]", id("source", random.below(shape.sources())))
        });
        (references, citation)
    }
}

fn paragraph(random: &mut Random, holes: &mut Holes) -> String {
    let (references, citation) = holes.next(random);
    let first = random.sentence(14, &references);
    format!("{first}{}. {}\n\n", citation.unwrap_or_default(), random.prose(55))
}

fn list(random: &mut Random) -> String {
    let items: Vec<String> = (0..4).map(|_| format!("- {}\n", random.sentence(10, &[]))).collect();
    format!("{}\n", items.concat())
}

fn table(random: &mut Random) -> String {
    let row = |cells: [String; 3]| format!("| {} |\n", cells.join(" | "));
    let mut text = row(["Place".into(), "Month".into(), "Count".into()]);
    text.push_str("| --- | --- | --- |\n");
    for _ in 0..4 {
        text.push_str(&row([random.name(2), random.words(1), random.below(9000).to_string()]));
    }
    format!("{text}\n")
}

/// A timeline of half a year and one actor, which holds at least the event it is made from.
fn timeline(shape: Shape, random: &mut Random) -> String {
    let event = Event::of(shape, random.below(shape.events()));
    let (from, to) = event.half_year();
    format!("```timeline\nfrom: \"{from}\"\nto: \"{to}\"\nactors: {}\n```\n\n", ids("actor", &event.actors[..1]))
}
