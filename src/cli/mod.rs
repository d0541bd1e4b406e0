//! The commands: what is typed, and which command it runs.

mod append;
mod baseline;
mod build;
mod check;
mod clean;
mod completions;
mod explain;
mod fix;
mod import;
mod init;
mod list;
mod new;
mod profile;
mod progress;
mod report;
mod schema;
mod serve;
mod stats;
mod terminal;
mod trace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::edtf::Edtf;
use crate::diag::nearest;
use crate::load;
use crate::parse::kind::Kind;
use crate::pipeline::{Linked, Options, Pipeline};
use crate::snapshot::Snapshot;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain of.
    Fine,
    /// Findings at deny, or any with `--strict`.
    Findings,
    /// Links to other sites that are dead, and nothing worse.
    DeadLinks,
    /// Wrong usage or configuration.
    Misused,
}

/// A static site generator for conflict explainers: it checks facts like a compiler and renders them as a site.
#[derive(Parser)]
#[command(name = "detente", version, about, arg_required_else_help = true, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Flags of every command, accepted before and after it.
#[derive(Args)]
struct Global {
    /// Root of the site; by default found upwards from the current folder by content/site.yaml
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Print findings only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print more about what is done
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    /// Work on so many threads at once [default: as many as there are processors]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_JOBS))]
    jobs: Option<u16>,
}

/// More threads than any machine has processors: what is larger is a slip of the hand, and would take hold of the machine.
const MOST_JOBS: i64 = 1024;

/// When to colour.
#[derive(Clone, Copy, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Check, render and publish the site to a folder, in one step that cannot be half done
    Build(build::Build),
    /// Serve the site from memory, rebuild it when it changes and reload the browser
    #[command(alias = "dev")]
    Serve(serve::Serve),
    /// Report every finding of the whole site; nothing is written
    Check(check::Check),
    /// Say what a lint means, with an example
    Explain(explain::Explain),
    /// Make a small complete site that builds without a finding
    Init(init::Init),
    /// Make an entry with its fields laid out
    New(new::New),
    /// List the entries there are: id, kind, title, date, file and line
    List(list::List),
    /// Show on what an entry rests, down to the origins; of a source, what falls if it falls
    Trace(trace::Trace),
    /// Count what the content covers and what it lacks: sources, copies, translations, balance
    Stats(stats::Stats),
    /// Print JSON Schemas, so that a YAML editor completes and checks
    Schema(schema::Schema),
    /// Print completions for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(completions::Man),
    /// Remove what builds made: the output folder and .detente/cache
    Clean(clean::Clean),
    /// Add the data of others to the site: ACLED, UCDP GED, TimelineJS, CSL-JSON, BibTeX
    Import(import::Import),
}

/// Which content commands that read a site see.
#[derive(Args)]
struct Scope {
    /// With drafts
    #[arg(short = 'D', long)]
    drafts: bool,
    /// With articles dated in the future
    #[arg(short = 'F', long)]
    future: bool,
    /// As of this day instead of today, as 2026-11-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Edtf>,
}

/// What commands that look for findings have in common.
#[derive(Args)]
struct Reading {
    #[command(flatten)]
    scope: Scope,
    /// Let any finding fail, not only those at deny
    #[arg(long)]
    strict: bool,
}

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// For people
    Table,
    /// One JSON value
    Json,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::of_name(text).or_else(|| Kind::of_folder(text)).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::name);
        match nearest(text, known) {
            Some(near) => format!("there is no kind `{text}`; did you mean `{near}`?"),
            None => format!("there is no kind `{text}`; the kinds are {}", known.join(", ")),
        }
    })
}

fn date(text: &str) -> Result<Edtf, String> {
    let date = Edtf::parse(text).map_err(|error| error.reason)?;
    match (date.earliest() == date.latest(), date.earliest()) {
        (true, crate::base::edtf::Limit::Day(..)) => Ok(date),
        _ => Err("one day is wanted, as 2026-11-23".to_string()),
    }
}

/// Runs what was typed.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = threads(cli.global.jobs).and_then(|()| match cli.command {
        Command::Build(command) => command.run(&cli.global),
        Command::Serve(command) => command.run(cli.global),
        Command::Check(command) => command.run(&cli.global),
        Command::Explain(command) => command.run(),
        Command::Init(command) => command.run(&cli.global),
        Command::New(command) => command.run(&cli.global),
        Command::List(command) => command.run(&cli.global),
        Command::Trace(command) => command.run(&cli.global),
        Command::Stats(command) => command.run(&cli.global),
        Command::Schema(command) => command.run(&cli.global),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(&cli.global),
        Command::Clean(command) => command.run(&cli.global),
        Command::Import(command) => command.run(&cli.global),
    });
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Misused) => ExitCode::from(2),
        Ok(Outcome::DeadLinks) => ExitCode::from(3),
        Err(error) => {
            let code = if error.is::<Misuse>() { 2 } else { 4 };
            report::failure(&error);
            ExitCode::from(code)
        }
    }
}

/// Sets how many threads all work is shared among.
fn threads(jobs: Option<u16>) -> Result<()> {
    let Some(jobs) = jobs else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global().context("cannot start the threads of --jobs")
}

/// An error that is the user's to mend: wrong usage, no site here, an output folder that is not ours.
#[derive(Debug)]
struct Misuse(String);

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misuse {}

/// Marks an error as the user's to mend.
fn misuse(error: anyhow::Error) -> anyhow::Error {
    anyhow::Error::new(Misuse(format!("{error:#}")))
}

impl Global {
    /// The root of the site.
    fn root(&self) -> Result<PathBuf> {
        match &self.root {
            Some(root) if root.join(crate::config::PATH).is_file() => root.canonicalize().map_err(|error| misuse(error.into())),
            Some(root) => Err(misuse(anyhow::anyhow!("{} holds no {}", root.display(), crate::config::PATH))),
            None => load::find_root(std::path::Path::new(".")).map_err(misuse),
        }
    }
}

impl Scope {
    fn today(&self, root: &Path) -> Result<Edtf> {
        match &self.as_of {
            Some(date) => Ok(date.clone()),
            None => load::today(root).map_err(misuse),
        }
    }

    fn options(&self) -> Options {
        Options { drafts: self.drafts, future: self.future, ..Options::default() }
    }

    /// Reads and links the site without rendering it; says so where an answer may be incomplete.
    fn model(&self, global: &Global) -> Result<(Snapshot, Linked)> {
        let root = global.root()?;
        let snapshot = load::snapshot(&root, self.today(&root)?)?;
        let linked = Pipeline::default().model(&snapshot, &self.options());
        if linked.misconfigured || !linked.model.lost.is_empty() {
            report::line(global, "not everything could be read, so this may be incomplete; `detente check` says why");
        }
        Ok((snapshot, linked))
    }
}
