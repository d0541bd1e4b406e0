//! Saving one article of a site that was built before: what `detente serve` does between a save and the new bytes.
//!
//! `cargo bench --bench edit [-- ARTICLES…]`, of which 1,000 is the default. In memory: no disk, no watcher.

mod generate;

use std::io;
use std::time::{Duration, Instant};

use detente::base::edtf::Edtf;
use detente::load;
use detente::pipeline::{Options, Pipeline, Search, Stats};
use detente::snapshot::Snapshot;

/// How often each edit is made; the medians are printed.
const ROUNDS: usize = 11;

fn main() -> io::Result<()> {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    // `cargo test --all-targets` runs this too, and without `--bench`.
    let sizes = match sizes.is_empty() {
        true if !std::env::args().any(|argument| argument == "--bench") => return Ok(()),
        true => vec![1000],
        false => sizes,
    };
    println!("| articles | pages | edit | median | least | parsed | rendered | audited | filed |");
    println!("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    sizes.into_iter().try_for_each(measure)
}

/// Another text of an article, from the one it had and the number of the round.
type Edit = fn(&str, usize) -> String;

const EDITS: [(&str, Edit); 4] = [
    ("nothing", |text, _| text.to_string()),
    ("body", |text, round| format!("{text}Edited in round {round}.\n")),
    ("title", |text, round| text.replacen("title: ", &format!("title: Round {round} of "), 1)),
    ("date", |text, round| text.replacen("date: ", &format!("date: 20{:02}-01-01 # ", 10 + round), 1)),
];

fn measure(articles: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    generate::write(folder.path(), generate::Shape { articles })?;
    let today = Edtf::parse("2026-01-01").map_err(|error| io::Error::other(error.reason))?;
    let snapshot = load::snapshot(folder.path(), today).map_err(io::Error::other)?;
    let mut pipeline = Pipeline::default();
    let pages = pipeline.build(&snapshot, &options()).site.pages();
    for (name, edit) in EDITS {
        let mut rounds: Vec<(Duration, Stats)> =
            (0..ROUNDS).map(|round| built(&mut pipeline, &snapshot, articles / 2, |text| edit(text, round))).collect();
        rounds.sort_by_key(|(time, _)| *time);
        let (median, stats) = rounds[ROUNDS / 2];
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "| {articles} | {pages} | {name} | {:.1} ms | {:.1} ms | {} | {} | {} | {} |",
            ms(median),
            ms(rounds[0].0),
            stats.parsed,
            stats.rendered,
            stats.audited,
            stats.filed,
        );
    }
    Ok(())
}

/// As `serve` builds.
fn options() -> Options {
    Options { search: Search::Later, ..Options::default() }
}

/// Builds with another text of an article.
fn built(pipeline: &mut Pipeline, snapshot: &Snapshot, article: usize, edit: impl Fn(&str) -> String) -> (Duration, Stats) {
    let path = generate::article_path(article);
    let text = snapshot.get(&path).and_then(|file| file.text().cloned()).unwrap_or_default();
    let mut edited = snapshot.clone();
    let start = Instant::now();
    edited.insert(&path, edit(&text).into());
    let build = pipeline.build(&edited, &options());
    (start.elapsed(), build.stats)
}
