//! What is printed: findings and messages to stderr, data to stdout.

use std::io::{ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::cli::{Colour, Global, Outcome};
use crate::diag::Level;
use crate::diag::format::{github, human, json, short};
use crate::pipeline::Build;
use crate::snapshot::Snapshot;

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line and a caret, for people
    Human,
    /// A line each
    Short,
    /// A JSON object a line
    Json,
    /// GitHub workflow commands
    Github,
}

/// Prints all findings and a closing line that counts them.
pub fn findings(build: &Build, snapshot: &Snapshot, global: &Global, format: Format, strict: bool) -> Result<Outcome> {
    let colour = match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    let mut text = String::new();
    for finding in &build.findings {
        text.push_str(&match format {
            Format::Human => human::render(finding, snapshot, colour) + "\n",
            Format::Short => short::render(finding),
            Format::Json => json::render(finding),
            Format::Github => github::render(finding),
        });
        text.push('\n');
    }
    if format != Format::Human {
        data(&text)?;
        text.clear();
    }
    let count = |level: Level| build.findings.iter().filter(|finding| finding.diagnostic.level == level).count();
    let (deny, warn) = (count(Level::Deny), count(Level::Warn));
    if deny + warn > 0 || !global.quiet {
        text.push_str(&summary(deny, warn));
        text.push('\n');
    }
    print(&mut std::io::stderr().lock(), &text)?;
    Ok(match (deny, warn) {
        (0, 0) => Outcome::Fine,
        (0, _) if !strict => Outcome::Fine,
        _ if build.misconfigured => Outcome::Misused,
        _ => Outcome::Findings,
    })
}

fn summary(deny: usize, warn: usize) -> String {
    let findings = |count: usize| if count == 1 { "1 finding".to_string() } else { format!("{count} findings") };
    match (deny, warn) {
        (0, 0) => "no findings".to_string(),
        (deny, 0) => format!("{} at deny", findings(deny)),
        (0, warn) => format!("{} at warn", findings(warn)),
        (deny, warn) => format!("{} at deny, {warn} at warn", findings(deny)),
    }
}

/// Prints a message, unless only findings are wanted.
pub fn line(global: &Global, text: &str) {
    if !global.quiet {
        // A message that cannot be shown is not worth failing for.
        let _ = print(&mut std::io::stderr().lock(), &format!("{text}\n"));
    }
}

/// Prints a message if more is wanted.
pub fn more(global: &Global, text: &str) {
    if global.verbose {
        line(global, text);
    }
}

/// Prints data to stdout.
pub fn data(text: &str) -> Result<()> {
    print(&mut std::io::stdout().lock(), text)
}

/// Prints why the run failed.
pub fn failure(error: &anyhow::Error) {
    let _ = print(&mut std::io::stderr().lock(), &format!("error: {error:#}\n"));
}

/// Writes all; a reader that went away (`detente explain | head`) is no failure.
fn print(out: &mut impl Write, text: &str) -> Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot print"),
    }
}
