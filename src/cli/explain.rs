//! `detente explain LINT`: what a lint means, with an example.

use anyhow::Result;
use clap::Args;

use crate::check::registry::{LINTS, find};
use crate::cli::{Outcome, misuse, report};
use crate::diag::{Code, nearest};

/// Say what a lint means.
#[derive(Args)]
pub struct Explain {
    /// The lint, as `unknown-reference`; without it all are listed
    lint: Option<String>,
}

impl Explain {
    /// Runs the command.
    ///
    /// # Errors
    /// There is no such lint.
    pub fn run(&self) -> Result<Outcome> {
        let Some(name) = &self.lint else {
            let mut text = String::new();
            for lint in LINTS {
                text.push_str(&format!(
                    "{:32} {:11} {:5}  {}\n",
                    lint.code.name(),
                    lint.group,
                    lint.code.default_level().word(),
                    lint.summary()
                ));
            }
            report::data(&text)?;
            return Ok(Outcome::Fine);
        };
        let lint = Code::of(name).and_then(find).ok_or_else(|| {
            let near = nearest(name, Code::ALL.iter().map(|(code, _)| code.name()));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            misuse(anyhow::anyhow!("there is no lint `{name}`{hint}"))
        })?;
        report::data(&format!(
            "{} ({}, {} by default)\n\n{}\n{}",
            lint.code.name(),
            lint.group,
            lint.code.default_level().word(),
            lint.docs.trim_end(),
            lint.mends().map(|what| format!("\n`detente check --fix` mends: {what}.\n")).unwrap_or_default()
        ))?;
        Ok(Outcome::Fine)
    }
}
