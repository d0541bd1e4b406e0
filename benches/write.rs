//! Writes a generated site to a folder, so that other tools can be run on the same one.
//!
//! `cargo bench --bench generate -- FOLDER [ARTICLES] [hugo]`; with `hugo` the same site as Hugo reads it.

mod generate;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(folder) = arguments.next() else {
        println!("usage: cargo bench --bench generate -- FOLDER [ARTICLES] [hugo]");
        return Ok(());
    };
    let articles = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let shape = generate::Shape { articles };
    if arguments.next().is_some_and(|what| what == "hugo") {
        return generate::hugo::write(Path::new(&folder), shape);
    }
    generate::write(Path::new(&folder), shape)?;
    println!("{articles} articles, the last in {folder}/{}", generate::article_path(articles.max(1) - 1));
    Ok(())
}
