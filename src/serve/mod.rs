//! The site served from memory while it is written: watch → build → tell the browsers.

pub mod host;
mod http;
mod state;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::base::edtf::Edtf;
use crate::load;
use crate::pipeline::{Build, Options, Pipeline, Search};
use crate::snapshot::Snapshot;
use state::State;
use watch::{Changed, Watch};

/// How a site is served.
pub struct Settings {
    /// The root of the site.
    pub root: PathBuf,
    /// Address to listen on.
    pub interface: IpAddr,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// What the site is built with.
    pub options: Options,
    /// Link that opens a file in an editor, with `{path}`, `{line}` and `{column}` in it.
    pub editor: String,
}

/// What happened, for the terminal.
pub enum Report<'a> {
    /// The site answers at this address.
    Serving(SocketAddr),
    /// It was built, from a snapshot, in this time from the change on; its site is being served and no longer in it.
    Built(&'a Build, &'a Snapshot, Duration),
    /// It could not be read; what was served before is served on.
    Failed(&'a anyhow::Error),
}

/// Serves a site until the process ends.
///
/// `today` gives the day to build for, at each build; `report` is told of all that happens.
///
/// # Errors
/// The address is taken, or the system cannot watch the root.
pub fn serve(
    settings: Settings,
    today: impl Fn() -> Result<Edtf> + Send + 'static,
    mut report: impl FnMut(Report<'_>) + Send + 'static,
) -> Result<()> {
    let address = SocketAddr::new(settings.interface, settings.port);
    let listener = std::net::TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true).context("cannot listen without blocking")?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let mut watch = Watch::new(&settings.root)?;
    let state = Arc::new(State::new(&settings.root, &settings.editor));

    let options = Options { search: Search::Later, ..settings.options };
    let mut builder = Builder { root: settings.root, options, pipeline: Pipeline::default(), snapshot: None };
    builder.step(&Changed::Anything, &state, &today, &mut report);
    report(Report::Serving(address));
    let building = Arc::clone(&state);
    std::thread::spawn(move || {
        while let Some(changed) = watch.next() {
            builder.step(&changed, &building, &today, &mut report);
        }
    });
    http::run(listener, state)
}

/// Builds again and again, remembering what it can use.
struct Builder {
    root: PathBuf,
    options: Options,
    pipeline: Pipeline,
    snapshot: Option<Snapshot>,
}

impl Builder {
    fn step(&mut self, changed: &Changed, state: &State, today: &impl Fn() -> Result<Edtf>, report: &mut impl FnMut(Report<'_>)) {
        let start = Instant::now();
        let snapshot = today().and_then(|today| match (&self.snapshot, changed) {
            (Some(old), Changed::Paths(paths)) => load::refresh(&self.root, old, paths, today),
            _ => load::snapshot(&self.root, today),
        });
        // Without its configuration a folder is no site: it is being moved, or was the wrong one to delete.
        let snapshot = snapshot.and_then(|snapshot| {
            anyhow::ensure!(snapshot.get(crate::config::PATH).is_some(), "{} is gone", crate::config::PATH);
            Ok(snapshot)
        });
        match snapshot {
            Ok(snapshot) => {
                if self.snapshot.as_ref().is_some_and(|old| old.is_same(&snapshot)) && !state.has_failed() {
                    return;
                }
                let mut build = self.pipeline.build(&snapshot, &self.options);
                let is_style = matches!(changed, Changed::Paths(paths) if paths.iter().all(|path| is_style(path)));
                let files = (std::mem::take(&mut build.site), std::mem::take(&mut build.index));
                state.built(files, &build.findings, &snapshot, is_style);
                report(Report::Built(&build, &snapshot, start.elapsed()));
                self.snapshot = Some(snapshot);
            }
            Err(error) => {
                state.failed(&error);
                report(Report::Failed(&error));
            }
        }
    }
}

fn is_style(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "css")
}
