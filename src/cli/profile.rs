//! What `--profile` prints: where the time of a build went, stage by stage and template by template.

use std::sync::OnceLock;
use std::time::Instant;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::base::record::{Recorder, Spent};
use crate::cli::terminal::{Align, table};
use crate::emit::Emitted;
use crate::pipeline::Stats;

/// How a profile is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Tables on stderr, for people
    Human,
    /// One JSON object on stdout
    Json,
}

/// What a build was.
pub struct Run<'a> {
    /// Where its time went.
    pub recorder: &'a Recorder,
    /// Seconds from the start of the command.
    pub seconds: f64,
    /// What was done.
    pub stats: Stats,
    /// What was written; none where findings stood against it.
    pub emitted: Option<Emitted>,
}

/// A recorder on the clock of this process.
pub fn recorder() -> Recorder {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now);
    Recorder::new(|| START.get().map_or(0, |start| u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)))
}

fn seconds(spent: &Spent) -> f64 {
    spent.nanoseconds as f64 / 1e9
}

/// The profile for people.
pub fn human(run: &Run<'_>) -> String {
    let row = |spent: &Spent| {
        let count = if spent.count == 0 { String::new() } else { spent.count.to_string() };
        vec![spent.name.to_string(), count, format!("{:.1} ms", seconds(spent) * 1e3)]
    };
    let columns = |name| [(name, Align::Start), ("count", Align::End), ("time", Align::End)];
    let mut stages: Vec<_> = run.recorder.stages().iter().map(row).collect();
    stages.push(vec!["the whole command".to_string(), String::new(), format!("{:.1} ms", run.seconds * 1e3)]);
    let mut text = table(&columns("stage"), &stages);
    let templates: Vec<_> = run.recorder.parts().iter().map(row).collect();
    if !templates.is_empty() {
        text.push_str(&format!("\n{}", table(&columns("template (on all threads)"), &templates)));
    }
    text
}

/// The profile for scripts.
pub fn json(run: &Run<'_>) -> Value {
    let all = |spent: Vec<Spent>| -> Vec<Value> {
        spent.iter().map(|it| json!({"name": it.name, "count": it.count, "seconds": seconds(it)})).collect()
    };
    let Stats { parsed, viewed, rendered, reused, audited, filed, located } = run.stats;
    json!({
        "seconds": run.seconds,
        "threads": rayon::current_num_threads(),
        "stages": all(run.recorder.stages()),
        "templates": all(run.recorder.parts()),
        "work": {
            "parsed": parsed, "viewed": viewed, "rendered": rendered, "reused": reused, "audited": audited, "filed": filed,
            "located": located
        },
        "files": run.emitted.map(|it| json!({"written": it.written, "unchanged": it.unchanged, "removed": it.removed})),
    })
}
