//! `detente list [KIND]`: the entries there are.

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::cli::terminal::{Align, table};
use crate::cli::{Global, Outcome, Scope, kind, report};
use crate::parse::kind::Kind;
use crate::query::list::{Row, list};

/// List entries with id, kind, title, date and where they are written.
#[derive(Args)]
pub struct List {
    /// The kind: article, event, actor, …; without it all entries
    #[arg(value_parser = kind)]
    kind: Option<Kind>,
    /// How they are printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    #[command(flatten)]
    scope: Scope,
}

/// How a list is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned, for people
    Table,
    /// A JSON array of objects
    Json,
    /// CSV with a head
    Csv,
}

impl List {
    /// Runs the command.
    ///
    /// # Errors
    /// The machine fails to read.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let (snapshot, linked) = self.scope.model(global)?;
        let rows = list(&linked.model, &snapshot, self.kind);
        report::data(&match self.format {
            Format::Table => as_table(&rows),
            Format::Json => report::json(&rows)?,
            Format::Csv => as_csv(&rows)?,
        })?;
        let held = linked.model.withheld.iter().filter(|it| self.kind.is_none_or(|kind| it.kind == kind)).count();
        if held > 0 {
            report::line(global, &format!("{held} not published (-D for drafts, -F for later articles)"));
        }
        Ok(Outcome::Fine)
    }
}

fn as_table(rows: &[Row]) -> String {
    // The title comes last: one from right to left would turn round what stands behind it.
    let columns = ["id", "kind", "date", "place", "title"].map(|name| (name, Align::Start));
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mark = if row.status.is_empty() { String::new() } else { format!("[{}] ", row.status) };
            let place = format!("{}:{}", row.file, row.line);
            vec![row.id.clone(), row.kind.to_string(), row.date.clone(), place, format!("{mark}{}", row.title)]
        })
        .collect();
    table(&columns, &rows)
}

fn as_csv(rows: &[Row]) -> Result<String> {
    // The head is written by hand, so that an empty list has one too.
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(["id", "kind", "title", "date", "status", "file", "line"])?;
    for row in rows {
        writer.serialize(row)?;
    }
    let bytes = writer.into_inner().context("cannot write CSV")?;
    String::from_utf8(bytes).context("cannot write CSV")
}
