//! The commands: what is typed, and which command it runs.

mod append;
mod baseline;
mod build;
mod check;
mod explain;
mod fix;
mod import;
mod init;
mod new;
mod report;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::edtf::Edtf;
use crate::load;

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
}

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
    /// Add the data of others to the site: ACLED, UCDP GED, TimelineJS, CSL-JSON, BibTeX
    Import(import::Import),
}

/// What commands that read a site have in common.
#[derive(Args)]
struct Reading {
    /// Publish drafts too
    #[arg(short = 'D', long)]
    drafts: bool,
    /// Publish articles dated in the future too
    #[arg(short = 'F', long)]
    future: bool,
    /// Build as of this day instead of today, as 2026-11-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Edtf>,
    /// Let any finding fail, not only those at deny
    #[arg(long)]
    strict: bool,
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
    let outcome = match cli.command {
        Command::Build(command) => command.run(&cli.global),
        Command::Serve(command) => command.run(cli.global),
        Command::Check(command) => command.run(&cli.global),
        Command::Explain(command) => command.run(),
        Command::Init(command) => command.run(&cli.global),
        Command::New(command) => command.run(&cli.global),
        Command::Import(command) => command.run(&cli.global),
    };
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

impl Reading {
    fn today(&self) -> Result<Edtf> {
        match &self.as_of {
            Some(date) => Ok(date.clone()),
            None => load::today().map_err(misuse),
        }
    }
}
