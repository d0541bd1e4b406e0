//! What is printed: findings and messages to stderr, data to stdout.

use std::io::{ErrorKind, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::base::spaces::one_spaced;
use crate::check::lint::Lint;
use crate::check::registry::LINTS;
use crate::cli::{Colour, Global, Outcome};
use crate::diag::Level;
use crate::diag::format::{github, human, json, sarif, short};
use crate::diag::locate::Finding;
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
    /// One SARIF 2.1.0 document
    Sarif,
    /// GitHub workflow commands
    Github,
}

/// What the baseline took from the findings.
#[derive(Default)]
pub struct Accepted {
    /// How many findings.
    pub count: usize,
    /// Its lines that nothing matches any more.
    pub gone: Vec<String>,
}

/// Prints all findings and a closing line that counts them.
///
/// # Errors
/// The machine fails to print.
pub fn findings(
    build: &Build,
    snapshot: &Snapshot,
    global: &Global,
    format: Format,
    strict: bool,
    accepted: &Accepted,
) -> Result<Outcome> {
    let colour = colour(global);
    let mut text = String::new();
    if format == Format::Sarif {
        let rule = |lint: &Lint| sarif::Rule {
            code: lint.code,
            group: lint.group,
            summary: one_spaced(lint.summary()),
            docs: lint.docs,
        };
        let rules: Vec<sarif::Rule> = LINTS.iter().map(rule).collect();
        text = sarif::render(&build.findings, &rules, snapshot) + "\n";
    }
    for finding in build.findings.iter().filter(|_| format != Format::Sarif) {
        text.push_str(&match format {
            Format::Human => human::render(finding, snapshot, colour) + "\n",
            Format::Short => short::render(finding),
            Format::Json => json::render(finding),
            // Printed as one.
            Format::Sarif => String::new(),
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
        let mendable = build.findings.iter().filter(|finding| finding.mend.is_some()).count();
        if mendable > 0 {
            text.push_str(&format!("; `detente check --fix` can mend {mendable}"));
        }
        if accepted.count > 0 {
            text.push_str(&format!("; {} in the baseline", accepted.count));
        }
        text.push('\n');
    }
    for line in &accepted.gone {
        text.push_str(&format!("gone, and still in the baseline: {}\n", line.replace('\t', " ")));
    }
    if !accepted.gone.is_empty() {
        text.push_str("`detente check --write-baseline` takes out what is gone\n");
    }
    print(&mut std::io::stderr().lock(), &text)?;
    Ok(match (deny, warn) {
        (0, 0) if strict && !accepted.gone.is_empty() => Outcome::Findings,
        (0, 0) => Outcome::Fine,
        (0, _) if !strict => Outcome::Fine,
        _ if build.misconfigured => Outcome::Misused,
        _ => Outcome::Findings,
    })
}

/// Prints findings of a file that is no part of the site.
pub fn placed(findings: &[Finding], snapshot: &Snapshot, global: &Global) -> Result<()> {
    let colour = colour(global);
    let text: String = findings.iter().map(|finding| human::render(finding, snapshot, colour) + "\n\n").collect();
    print(&mut std::io::stderr().lock(), &text)
}

/// Whether to colour what goes to stderr.
fn colour(global: &Global) -> bool {
    match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => AutoStream::choice(&std::io::stderr()) != ColorChoice::Never,
    }
}

fn summary(deny: usize, warn: usize) -> String {
    match (deny, warn) {
        (0, 0) => "no findings".to_string(),
        (deny, 0) => format!("{} at deny", counted(deny)),
        (0, warn) => format!("{} at warn", counted(warn)),
        (deny, warn) => format!("{} at deny, {warn} at warn", counted(deny)),
    }
}

/// A number of findings, in words.
pub fn counted(count: usize) -> String {
    if count == 1 { "1 finding".to_string() } else { format!("{count} findings") }
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

/// Prints what was asked for and is for people.
pub fn message(text: &str) -> Result<()> {
    print(&mut std::io::stderr().lock(), text)
}

/// Prints data to stdout.
pub fn data(text: &str) -> Result<()> {
    print(&mut std::io::stdout().lock(), text)
}

/// A value as JSON for people and scripts alike.
pub fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value).context("cannot write JSON")? + "\n")
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
