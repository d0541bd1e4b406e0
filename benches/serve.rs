//! From saving an article to its new bytes served: `detente serve` as a child process, asked until the answer changes.
//!
//! `cargo bench --bench serve [-- ARTICLES…]`, of which 1,000 is the default. The watcher's pause is part of it.

mod generate;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often an article is saved; the first two warm up, the median of the others is printed.
const ROUNDS: usize = 13;
const WARM_UP: usize = 2;

/// Nothing takes longer, or it is broken.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> io::Result<()> {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    // `cargo test --all-targets` runs this too, and without `--bench`.
    let sizes = match sizes.is_empty() {
        true if !std::env::args().any(|argument| argument == "--bench") => return Ok(()),
        true => vec![1000],
        false => sizes,
    };
    println!("| articles | save to new bytes, median | least | most | its own work, median |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    sizes.into_iter().try_for_each(measure)
}

/// The server, ended with the bench.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn measure(articles: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    generate::write(folder.path(), generate::Shape { articles })?;
    let (_server, address, mut lines) = serve(folder.path())?;
    let path = generate::article_path(articles / 2);
    let page = path.trim_start_matches("content").trim_end_matches(".md");
    let file = folder.path().join(&path);
    let text = std::fs::read_to_string(&file)?;
    let (mut times, mut own) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let mark = format!("Saved in round {round}.");
        // As editors save: another file is moved over it.
        let beside = file.with_extension("tmp~");
        std::fs::write(&beside, format!("{text}\n{mark}\n"))?;
        let start = Instant::now();
        std::fs::rename(&beside, &file)?;
        while !get(&address, &format!("{page}/"))?.contains(&mark) {
            if start.elapsed() > PATIENCE {
                return Err(io::Error::other("the new text was never served"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let time = start.elapsed();
        let built = lines.find_map(|line| built_in(&line.ok()?)).unwrap_or_default();
        if round >= WARM_UP {
            times.push(time);
            own.push(built);
        }
        // What a build leaves to do when it has answered is not the next one's.
        std::thread::sleep(Duration::from_millis(300));
    }
    times.sort();
    own.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "| {articles} | {:.0} ms | {:.0} ms | {:.0} ms | {} ms |",
        ms(times[times.len() / 2]),
        ms(times[0]),
        ms(times[times.len() - 1]),
        own[own.len() / 2],
    );
    Ok(())
}

/// Starts the server and waits until it answers.
fn serve(root: &Path) -> io::Result<(Server, String, impl Iterator<Item = io::Result<String>>)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["serve", "--port", "0", "--root"])
        .arg(root)
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()?;
    let mut lines = BufReader::new(child.stderr.take().ok_or_else(|| io::Error::other("it has no terminal"))?).lines();
    let server = Server(child);
    while let Some(line) = lines.next().transpose()? {
        if let Some(address) = line.strip_prefix("serving http://") {
            let address = address.split('/').next().unwrap_or("").to_string();
            return Ok((server, address, lines));
        }
    }
    Err(io::Error::other("it does not serve"))
}

/// `1 pages rendered, 30699 as before, in 24 ms` → 24.
fn built_in(line: &str) -> Option<u64> {
    line.contains(" pages rendered, ").then(|| line.rsplit(' ').nth(1)?.parse().ok())?
}

fn get(address: &str, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
