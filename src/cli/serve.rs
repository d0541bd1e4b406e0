//! `detente serve`: the site from memory, live while it is written.

use std::net::IpAddr;

use anyhow::Result;
use clap::Args;

use crate::cli::report::Format;
use crate::cli::{Global, Outcome, misuse, report};
use crate::load;
use crate::pipeline::Options;
use crate::serve::{self, Report, Settings};

/// Serve the site from memory and reload the browser when it changes.
#[derive(Args)]
pub struct Serve {
    /// Port to listen on; 0 takes a free one
    #[arg(short, long, default_value_t = 1111)]
    port: u16,
    /// Address to listen on
    #[arg(short, long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    interface: IpAddr,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    open: bool,
    /// Link that opens a finding's file, with {path}, {line} and {column} in it
    #[arg(long, value_name = "URL", env = "DETENTE_EDITOR", default_value = "vscode://file{path}:{line}:{column}")]
    editor: String,
    /// Show drafts too
    #[arg(short = 'D', long)]
    drafts: bool,
    /// Show articles dated in the future too
    #[arg(short = 'F', long)]
    future: bool,
}

impl Serve {
    /// Runs the command until it is stopped.
    ///
    /// # Errors
    /// The address is taken, or the machine fails.
    pub fn run(self, global: Global) -> Result<Outcome> {
        let Serve { port, interface, open, editor, drafts, future } = self;
        let options = Options { drafts, future, ..Options::default() };
        let settings = Settings { root: global.root()?, interface, port, options, editor };
        let root = settings.root.clone();
        let today = move || load::today(&root);
        today().map_err(misuse)?;
        serve::serve(settings, today, move |happened| match happened {
            Report::Serving(address) => {
                let address = format!("http://{address}/");
                report::line(&global, &format!("serving {address} (Ctrl-C stops it)"));
                if open && let Err(error) = open::that_detached(&address) {
                    report::line(&global, &format!("cannot open a browser: {error}"));
                }
            }
            Report::Built(build, snapshot, time) => {
                // What cannot be printed is still shown over the page.
                let _ = report::findings(build, snapshot, &global, Format::Human, false, &report::Accepted::default());
                let stats = build.stats;
                report::line(
                    &global,
                    &format!("{} pages rendered, {} as before, in {} ms", stats.rendered, stats.reused, time.as_millis()),
                );
            }
            Report::Failed(error) => report::failure(error),
        })?;
        Ok(Outcome::Fine)
    }
}
