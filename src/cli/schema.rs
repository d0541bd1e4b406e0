//! `detente schema [KIND]`: JSON Schemas, so that any YAML editor completes and checks.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::{Global, Outcome, kind, misuse, report};
use crate::schema::{self, Of};

/// Print the JSON Schema of a kind's files, or of site.yaml.
#[derive(Args)]
pub struct Schema {
    /// A kind (event, actor, …) or `site`; without it all, as one JSON object by file
    #[arg(value_parser = what)]
    of: Option<What>,
    /// The schema of translations, which hold text only
    #[arg(long)]
    translation: bool,
    /// Write all schemas to a folder, and print the settings by which VS Code finds them
    #[arg(long, value_name = "DIR", conflicts_with_all = ["of", "translation"])]
    all: Option<PathBuf>,
}

/// What was asked for.
#[derive(Clone, Copy)]
struct What(Of);

fn what(text: &str) -> Result<What, String> {
    if text == "site" { Ok(What(Of::Site)) } else { kind(text).map(|kind| What(Of::Kind(kind))) }
}

impl Schema {
    /// Runs the command.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        if let Some(dir) = &self.all {
            fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
            for (name, schema) in all() {
                let path = dir.join(&name);
                fs::write(&path, report::json(&schema)?).with_context(|| format!("cannot write {}", path.display()))?;
            }
            report::line(global, &format!("{} schemas in {}", all().len(), dir.display()));
            let shown = dir.to_str().ok_or_else(|| misuse(anyhow::anyhow!("{} is not UTF-8", dir.display())))?;
            report::data(&report::json(&json!({"yaml.schemas": settings(shown)}))?)?;
            return Ok(Outcome::Fine);
        }
        report::data(&match self.of {
            Some(What(of)) => report::json(&schema::of(of, self.translation))?,
            None => report::json(
                &all().into_iter().filter(|(name, _)| is_translation(name) == self.translation).collect::<Map<_, _>>(),
            )?,
        })?;
        Ok(Outcome::Fine)
    }
}

fn is_translation(name: &str) -> bool {
    name.ends_with(".translation.json")
}

/// Every schema by the name of its file.
fn all() -> Vec<(String, Value)> {
    let both = |of: Of| {
        [
            (format!("{}.json", of.stem()), schema::of(of, false)),
            (format!("{}.translation.json", of.stem()), schema::of(of, true)),
        ]
    };
    Of::all().flat_map(both).collect()
}

/// Which files each schema is for, as the YAML extension of VS Code wants it.
fn settings(dir: &str) -> Map<String, Value> {
    let dir = dir.trim_end_matches(['/', '\\']).replace('\\', "/");
    // What does not begin so is a web address to the extension.
    let is_path = dir.starts_with('/') || dir.starts_with("./") || dir.starts_with("../") || dir.contains(':');
    let dir = if is_path { dir } else { format!("./{dir}") };
    let mut settings = Map::new();
    for of in Of::all() {
        let stem = of.stem();
        settings.insert(format!("{dir}/{stem}.json"), format!("content/{stem}.yaml").into());
        settings.insert(format!("{dir}/{stem}.translation.json"), format!("content/{stem}.*.yaml").into());
    }
    settings
}
