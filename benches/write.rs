//! Writes a generated site to a folder, so that other tools can be run on the same one.
//!
//! `cargo bench --bench generate -- FOLDER [ARTICLES]`

mod generate;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(folder) = arguments.next() else {
        println!("usage: cargo bench --bench generate -- FOLDER [ARTICLES]");
        return Ok(());
    };
    let articles = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1000);
    generate::write(Path::new(&folder), generate::Shape { articles })?;
    println!("{articles} articles, the last in {folder}/{}", generate::article_path(articles.max(1) - 1));
    Ok(())
}
