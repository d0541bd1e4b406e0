//! The whole command on generated sites, cold and again, against a plain copy of what it wrote.
//!
//! `cargo bench --bench whole [-- ARTICLES…]`, of which 100 and 1,000 are the default. The release binary runs as a
//! child process. `HUGO=/path/to/hugo` builds the same site with Hugo too, in each round (`benches/compare` gets one). Files are in the page cache throughout: "cold" means that there is no output yet. No number of it
//! means much alone on a shared machine; the ratio to the copy, taken in the same minute, does.
//!
//! ext4 without a journal makes files ten times slower for some minutes after many were deleted (`recently_deleted` in
//! its ialloc.c). So nothing is deleted before the end; `TMPDIR=/dev/shm` takes the disk out of it altogether.

mod generate;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use generate::Shape;

/// What one run took.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// Peak resident memory in bytes; 0 where it is not measured.
    peak: u64,
}

fn main() -> io::Result<()> {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    // `cargo test --all-targets` runs this too, and without `--bench`.
    let sizes = match sizes.is_empty() {
        true if !std::env::args().any(|argument| argument == "--bench") => return Ok(()),
        true => vec![100, 1000],
        false => sizes,
    };
    println!("| articles | files | MiB | what | wall | CPU | peak memory | × copy | × cold build |");
    println!("| ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    sizes.into_iter().try_for_each(measure)
}

/// Runs everything on one site, the steps of a round one after the other, and prints the medians.
fn measure(articles: usize) -> io::Result<()> {
    let rounds = if articles > 10_000 { 3 } else { 5 };
    let folder = TempDir::new()?;
    let root = folder.path().join("site");
    let shape = Shape { articles };
    generate::write(&root, shape)?;
    let hugo = std::env::var_os("HUGO").map(PathBuf::from);
    let other = folder.path().join("hugo");
    if hugo.is_some() {
        generate::hugo::write(&other, shape)?;
    }
    let mut steps: [(&str, Vec<Cost>); 7] = [
        ("cold build", Vec::new()),
        ("nothing changed", Vec::new()),
        ("one article edited", Vec::new()),
        ("then another", Vec::new()),
        ("copy, 1 thread", Vec::new()),
        ("copy, 2 threads", Vec::new()),
        ("Hugo, cold build", Vec::new()),
    ];
    let (mut count, mut size) = (0, 0);
    for round in 0..rounds {
        let output = folder.path().join(format!("out-{round}"));
        let cold = build(&root, &output)?;
        let warm = build(&root, &output)?;
        let files = files(&output)?;
        (count, size) = (files.len(), files.iter().map(|(_, size)| size).sum());
        let copied = |threads| copy(&files, &output, &output.with_extension(format!("copy-{threads}")), threads);
        let copies = [copied(1)?, copied(2)?];
        edit(&root, articles / 2, round)?;
        let edited = build(&root, &output)?;
        // Each edit but the first finds a spare tree.
        edit(&root, articles / 3, round)?;
        let another = build(&root, &output)?;
        let mut costs = vec![cold, warm, edited, another, copies[0], copies[1]];
        if let Some(hugo) = &hugo {
            costs.push(build_with_hugo(hugo, &other, &folder.path().join(format!("hugo-out-{round}")))?);
        }
        for ((_, costs), cost) in steps.iter_mut().zip(costs) {
            costs.push(cost);
        }
    }
    let steps = &steps[..if hugo.is_some() { 7 } else { 6 }];
    let copy = median(&steps[4].1, |cost| cost.wall).as_secs_f64();
    let cold = median(&steps[0].1, |cost| cost.wall).as_secs_f64();
    for (name, costs) in steps {
        let (wall, cpu) = (median(costs, |cost| cost.wall), median(costs, |cost| cost.cpu));
        let memory = match median(costs, |cost| cost.peak) {
            0 => "–".to_string(),
            peak => format!("{} MiB", peak >> 20),
        };
        println!(
            "| {articles} | {count} | {} | {name} | {:.3} s | {} | {memory} | {:.2} | {:.2} |",
            size >> 20,
            wall.as_secs_f64(),
            if cpu.is_zero() { "–".to_string() } else { format!("{:.3} s", cpu.as_secs_f64()) },
            wall.as_secs_f64() / copy,
            wall.as_secs_f64() / cold,
        );
    }
    Ok(())
}

fn median<T: Ord + Copy>(costs: &[Cost], what: impl Fn(&Cost) -> T) -> T {
    let mut values: Vec<T> = costs.iter().map(what).collect();
    values.sort_unstable();
    values[values.len() / 2]
}

/// Runs `detente build`.
fn build(root: &Path, output: &Path) -> io::Result<Cost> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(["build", "--quiet", "--root"]).arg(root).arg("--output").arg(output);
    // A large site has findings at warn, which are no news in each round.
    let said = output.with_extension("said");
    let start = Instant::now();
    let (ok, cpu, peak) = run(command.stdin(Stdio::null()).stderr(fs::File::create(&said)?))?;
    let wall = start.elapsed();
    if ok { Ok(Cost { wall, cpu, peak }) } else { Err(io::Error::other(fs::read_to_string(&said)?)) }
}

/// Runs Hugo, as it is run for publishing: all pages anew, no output yet.
fn build_with_hugo(hugo: &Path, root: &Path, output: &Path) -> io::Result<Cost> {
    let mut command = Command::new(hugo);
    command.args(["--quiet", "--noBuildLock", "--source"]).arg(root).arg("--destination").arg(output);
    // Its cache of modules and pictures, which this site has none of, stays out of the user's.
    command.env("HUGO_CACHEDIR", root.join("cache"));
    let start = Instant::now();
    let (ok, cpu, peak) = run(command.stdin(Stdio::null()).stdout(Stdio::null()))?;
    let wall = start.elapsed();
    if ok { Ok(Cost { wall, cpu, peak }) } else { Err(io::Error::other("Hugo failed")) }
}

/// Runs a command: whether it succeeded, its processor time, its peak memory.
#[cfg(unix)]
fn run(command: &mut Command) -> io::Result<(bool, Duration, u64)> {
    let process = command.spawn()?.id();
    let mut status = 0;
    // SAFETY: a `rusage` is plain numbers, for which zeros are a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to live values of the types wait4 writes, and nothing else waits for this child.
    if unsafe { libc::wait4(process as libc::pid_t, &mut status, 0, &mut usage) } < 0 {
        return Err(io::Error::last_os_error());
    }
    let time = |it: libc::timeval| Duration::from_micros(it.tv_sec as u64 * 1_000_000 + it.tv_usec as u64);
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let peak = usage.ru_maxrss as u64 * unit;
    Ok((libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, time(usage.ru_utime) + time(usage.ru_stime), peak))
}

#[cfg(not(unix))]
fn run(command: &mut Command) -> io::Result<(bool, Duration, u64)> {
    Ok((command.status()?.success(), Duration::ZERO, 0))
}

/// All files of a folder, by path below it, with their sizes.
fn files(root: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).map_err(io::Error::other)?;
            files.push((path.to_path_buf(), entry.metadata()?.len()));
        }
    }
    Ok(files)
}

/// Reads each file and writes it to a new tree: the least that any builder of this output has to do.
fn copy(files: &[(PathBuf, u64)], from: &Path, to: &Path, threads: usize) -> io::Result<Cost> {
    let start = Instant::now();
    let part = |files: &[(PathBuf, u64)]| -> io::Result<()> {
        for (path, _) in files {
            let target = to.join(path);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(target, fs::read(from.join(path))?)?;
        }
        Ok(())
    };
    thread::scope(|scope| -> io::Result<()> {
        let workers: Vec<_> = files.chunks(files.len().div_ceil(threads)).map(|files| scope.spawn(move || part(files))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| io::Error::other("a copy panicked"))?)
    })?;
    Ok(Cost { wall: start.elapsed(), ..Cost::default() })
}

/// Adds a paragraph to an article.
fn edit(root: &Path, article: usize, round: usize) -> io::Result<()> {
    let path = root.join(generate::article_path(article));
    let text = fs::read_to_string(&path)?;
    fs::write(path, format!("{text}Edited in round {round}.\n"))
}
