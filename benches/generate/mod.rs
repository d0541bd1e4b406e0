//! Makes a site of any size, the same one every time: what all benches run on, and what other tools can be run on.
//!
//! Everything about an entry follows from its kind and number alone, so that an article can name an event without
//! a look at its file, and nothing is held in memory while a hundred thousand files are written.

mod body;
// Not every bench builds with Hugo.
#[allow(dead_code)]
pub mod hugo;
mod lists;
mod words;

use std::fs;
use std::io;
use std::path::Path;

use words::Random;

/// How large a site is; all other counts follow from that of the articles.
#[derive(Clone, Copy)]
pub struct Shape {
    /// How many articles, of about 970 words.
    pub articles: usize,
}

impl Shape {
    fn events(self) -> usize {
        2 * self.articles
    }

    fn actors(self) -> usize {
        (self.articles / 20).max(20)
    }

    fn places(self) -> usize {
        (self.articles / 50).max(20)
    }

    fn sources(self) -> usize {
        (self.articles / 5).max(40)
    }

    fn figures(self) -> usize {
        (self.articles / 20).max(10)
    }

    fn relationships(self) -> usize {
        self.articles / 50
    }

    fn statements(self) -> usize {
        self.articles / 20
    }

    fn disputes(self) -> usize {
        self.articles / 50
    }
}

/// Writes a site that builds without a finding into a folder.
///
/// # Errors
/// A file cannot be written.
pub fn write(root: &Path, shape: Shape) -> io::Result<()> {
    let content = root.join("content");
    fs::create_dir_all(content.join("articles"))?;
    fs::create_dir_all(content.join("events"))?;
    for (name, text) in lists::all(shape) {
        fs::write(content.join(name), text)?;
    }
    for number in 0..shape.articles {
        fs::write(root.join(article_path(number)), body::article(shape, number))?;
    }
    for number in 0..shape.events() / 2 {
        fs::write(content.join(format!("events/{}.md", id("event", number))), body::event(shape, number))?;
    }
    Ok(())
}

/// The file of an article, below the root.
pub fn article_path(number: usize) -> String {
    format!("content/articles/{}.md", id("article", number))
}

/// `event-42`: no id is used by two kinds.
fn id(kind: &str, number: usize) -> String {
    format!("{kind}-{number}")
}

/// A list of ids in YAML's short form.
fn ids(kind: &str, numbers: &[usize]) -> String {
    let ids: Vec<String> = numbers.iter().map(|number| id(kind, *number)).collect();
    format!("[{}]", ids.join(", "))
}

const FIRST_YEAR: usize = 1991;
const YEARS: usize = 32;

/// A day that every month has.
fn day(random: &mut Random) -> String {
    day_from(random, FIRST_YEAR, YEARS)
}

/// A day in one of so many years from `first` on.
fn day_from(random: &mut Random, first: usize, years: usize) -> String {
    let (year, month, day) = (random.below(years), random.between(1, 12), random.between(1, 28));
    format!("{}-{month:02}-{day:02}", first + year)
}

/// What others have to know of an event.
struct Event {
    date: String,
    actors: Vec<usize>,
    place: usize,
    sources: Vec<usize>,
}

impl Event {
    fn of(shape: Shape, number: usize) -> Self {
        let mut random = Random::of("event", number);
        Event {
            date: day(&mut random),
            actors: random.some(2, shape.actors()),
            place: random.below(shape.places()),
            sources: random.some(2, shape.sources()),
        }
    }

    /// The half of the year it lies in.
    fn half_year(&self) -> (String, String) {
        let (year, rest) = self.date.split_at(4);
        let (from, to) = if rest < "-07" { ("01-01", "06-30") } else { ("07-01", "12-31") };
        (format!("{year}-{from}"), format!("{year}-{to}"))
    }

    /// Its fields as lines of YAML, each behind `indent`.
    fn fields(&self, number: usize, indent: &str) -> String {
        let mut random = Random::of("event fields", number);
        let class = random.one(&["diplomacy", "political", "legal", "humanitarian", "treaty", "election", "protest"]);
        let lines = [
            format!("title: {}", random.words(6)),
            format!("date: \"{}\"", self.date),
            format!("type: {class}"),
            format!("actors: {}", ids("actor", &self.actors)),
            format!("places: {}", ids("place", &[self.place])),
            format!("importance: {}", random.between(1, 5)),
            format!("summary: {}", random.prose(30)),
            format!("cites: {}", ids("source", &self.sources)),
            format!("tags: [{}]", tag(&mut random)),
            format!("confidence: {}", random.one(&["high", "medium", "low"])),
        ];
        lines.map(|line| format!("{indent}{line}\n")).concat()
    }
}

/// The date of one of the six points of a figure; later points have later dates.
fn point_date(figure: usize, point: usize) -> String {
    format!("{}-{:02}-15", FIRST_YEAR + figure % YEARS, 2 * point + 1)
}

/// One of two dozen keywords.
fn tag(random: &mut Random) -> String {
    let number = random.below(24);
    Random::of("tag", number).words(2).to_lowercase()
}
