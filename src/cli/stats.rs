//! `detente stats`: what the content covers, and what it lacks.

use anyhow::Result;
use clap::Args;

use crate::cli::terminal::{Align, table};
use crate::cli::{Global, Outcome, Printed, Scope, report};
use crate::query::stats::{Section, stats};

/// Count what the content covers, and what it lacks.
#[derive(Args)]
pub struct Stats {
    /// How the counts are printed; `json` also names the entries, as `table` does with -v
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Printed,
    #[command(flatten)]
    scope: Scope,
}

impl Stats {
    /// Runs the command.
    ///
    /// # Errors
    /// The machine fails to read.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let (_, linked) = self.scope.model(global)?;
        let sections = stats(&linked.model, &linked.config);
        report::data(&match self.format {
            Printed::Table => sections.iter().map(|it| as_table(it, global.verbose)).collect::<Vec<_>>().join("\n"),
            Printed::Json => report::json(&sections)?,
        })?;
        Ok(Outcome::Fine)
    }
}

fn as_table(section: &Section, names: bool) -> String {
    let grouped = section.rows.iter().any(|row| !row.group.is_empty());
    let mut columns = vec![("count", Align::End), ("of", Align::End), ("share", Align::End)];
    if grouped {
        columns.push(("", Align::Start));
    }
    columns.push(("", Align::Start));
    let mut rows = Vec::new();
    for row in &section.rows {
        let mut cells = vec![row.count.to_string(), row.of.to_string(), share(row.count, row.of)];
        if grouped {
            cells.push(row.group.clone());
        }
        let which = if names && !row.which.is_empty() { format!(": {}", row.which.join(", ")) } else { String::new() };
        cells.push(format!("{}{which}", row.name));
        rows.push(cells);
    }
    format!("{}: {}\n{}", section.name, section.about, table(&columns, &rows))
}

fn share(count: usize, of: usize) -> String {
    // Rounded half up in whole numbers: the same on every machine.
    if of == 0 { "–".to_string() } else { format!("{} %", (count * 200 + of) / (of * 2)) }
}
