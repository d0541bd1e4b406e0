//! `detente build`: load, build, report, publish.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::base::digest::Digest;
use crate::base::path::SourcePath;
use crate::base::record::Recorder;
use crate::cache::{self, Cache, Known, Part, Record};
use crate::check::weigh;
use crate::cli::baseline::Accepting;
use crate::cli::report::Format;
use crate::cli::{Global, Outcome, Reading, misuse, profile, progress, report};
use crate::diag::locate::{locate, sort};
use crate::diag::{Code, Diagnosed, Diagnostic, Level, Place};
use crate::emit::Emitted;
use crate::emit::store::Store;
use crate::model::published;
use crate::picture::Flaw;
use crate::pipeline::{self, Kept, Options, Pipeline, Shelf, Stats};
use crate::site::{self, Finished, Site};
use crate::snapshot::Snapshot;
use crate::{config, emit, load};

/// Check, render and publish the site.
#[derive(Args)]
pub struct Build {
    /// Folder to publish to [default: public, in the root of the site]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Address the site will have, instead of the one in content/site.yaml
    #[arg(short = 'u', long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    #[command(flatten)]
    accepting: Accepting,
    /// Start from nothing: neither use nor keep what the build before found
    #[arg(long)]
    no_cache: bool,
    /// Say where the time went, stage by stage and template by template
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "human")]
    profile: Option<profile::Form>,
    #[command(flatten)]
    reading: Reading,
}

fn base_url(text: &str) -> Result<String, String> {
    config::check_base_url(text).map(|()| text.to_string()).map_err(str::to_string)
}

/// Makes pictures and share cards, or takes those that an earlier build kept if it may; says so where they cannot be kept.
fn finish(
    root: &Path,
    snapshot: &Snapshot,
    build: &mut pipeline::Build,
    is_kept: bool,
    recorder: &Recorder,
) -> (Finished, Option<String>) {
    let mut notice = None;
    let finished = if is_kept {
        let needed: BTreeSet<String> = build.site.late.values().map(|late| late.key.clone()).collect();
        let finished = build.site.finish(&emit::kept::read(root, needed.iter().map(String::as_str)), recorder);
        let added = emit::kept::add(root, &finished.made);
        notice = added.err().map(|error| format!("{error:#}; the next build makes pictures and share cards again"));
        emit::kept::tidy(root, &needed);
        finished
    } else {
        build.site.finish(&BTreeMap::new(), recorder)
    };
    let flaw = |(path, flaw): (&SourcePath, &Flaw)| {
        let mut found = Diagnostic::new(Code::UNUSABLE_PICTURE, Place::File(path.clone()), flaw.message.clone()).help(flaw.help);
        found.level = weigh(&build.config, &found);
        found
    };
    build.findings.extend(locate(snapshot, finished.flaws.iter().map(flaw).collect()));
    sort(&mut build.findings);
    (finished, notice)
}

impl Build {
    /// Runs the command.
    ///
    /// # Errors
    /// The machine fails to read or write, or the output folder may not be used.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let start = Instant::now();
        let root = global.root()?;
        let output = self.output.clone().unwrap_or_else(|| root.join("public"));
        if let Some(reason) = emit::refusal(&root, &output)? {
            return Err(misuse(anyhow::anyhow!(reason)));
        }
        let recorder = profile::recorder();
        let bar = progress::show(global, &recorder);
        let today = self.reading.scope.today(&root)?;
        let (snapshot, cached) =
            recorder.stage("load", || rayon::join(|| load::snapshot(&root, today), || self.cached(&root, &output)));
        let mut snapshot = snapshot?;
        recorder.count("load", snapshot.files.len());
        let Cached { cache, known, notice } = cached;
        let options = Options { base_url: self.base_url.clone(), recorder: recorder.clone(), ..self.reading.scope.options() };
        let same = known.as_ref().filter(|(record, is_intact)| *is_intact && record.key == key(&snapshot, &options));
        let mut notices: Vec<String> = notice.into_iter().collect();
        let mut pipeline = Pipeline::default();
        let mut store: Option<Arc<Store>> = None;
        let mut build = match same {
            Some((record, _)) => recall(record, &snapshot, &options),
            None => {
                let old = known.as_ref().map(|(record, _)| &record.manifest);
                if let Some(cache) = &cache {
                    notices.extend(recorder.stage("recall", || learn(&mut pipeline, cache, old.is_some())));
                }
                // Where nothing can be laid down, nothing can be published; that is said when the findings are.
                if let Ok(mut made) = Store::new(&output, old) {
                    if let Some(cache) = &cache {
                        made = made.with_spare(cache.spare());
                    }
                    if known.as_ref().is_some_and(|(_, is_intact)| *is_intact) {
                        made = made.found_intact();
                    }
                    let made = Arc::new(made);
                    pipeline.lay_in(Arc::clone(&made) as Arc<dyn site::Store>);
                    store = Some(made);
                }
                pipeline.build(&snapshot, &options)
            }
        };
        // A build that is as the last one has its pictures published already; what is not fit to be published has none.
        let is_fit = build.findings.iter().all(|finding| finding.diagnostic.level != Level::Deny);
        let finished = if same.is_none() && is_fit {
            let (finished, notice) =
                recorder.stage("finish", || finish(&root, &snapshot, &mut build, cache.is_some(), &recorder));
            notices.extend(notice);
            recorder.count("finish", finished.made.len());
            finished
        } else {
            Finished::default()
        };
        drop(bar);
        notices.iter().for_each(|notice| report::line(global, notice));
        let found = if same.is_none() && cache.is_some() { build.findings.clone() } else { Vec::new() };
        let accepted = self.accepting.apply(&root, &mut build, &snapshot, false)?;
        let outcome = report::findings(&build, &snapshot, global, Format::Human, self.reading.strict, &accepted)?;
        if outcome != Outcome::Fine {
            report::line(global, "nothing was published; the findings at deny come first");
            self.print_profile(&recorder, start, build.stats, None)?;
            return Ok(outcome);
        }
        let (pages, files, emitted) = match same {
            Some((record, _)) => (record.pages, record.files, Emitted { unchanged: record.files, ..Emitted::default() }),
            None => {
                let bar = progress::show(global, &recorder);
                let old = known.as_ref().map(|(record, _)| &record.manifest);
                let (emitted, manifest) =
                    recorder.stage("emit", || emit::publish(&build.site, &output, old, store.as_deref()))?;
                recorder.count("emit", build.site.count());
                drop(bar);
                let (pages, files) = (build.site.pages(), build.site.count());
                // A preview promises no address: only what readers see is noted.
                if !self.reading.scope.drafts && !self.reading.scope.future && self.reading.scope.as_of.is_none() {
                    match emit::note(&root, published::PATH, &build.published) {
                        Ok(()) => promise(&mut snapshot, &build.published),
                        Err(error) => report::line(global, &format!("{error:#}; the addresses of this build are not noted")),
                    }
                }
                // It is on disk, and large.
                build.site = Site::default();
                if let Some(cache) = cache {
                    let record = Record { key: key(&snapshot, &options), findings: found, pages, files, manifest };
                    // The site is published: the next build takes longer, that is all.
                    let written = recorder.stage("keep", || {
                        cache.write(Part::Values, &pipeline.kept()).and_then(|()| cache.write(Part::Record, &record))
                    });
                    if let Err(error) = written {
                        report::line(global, &format!("{error:#}; the next build starts from nothing"));
                    }
                }
                (pages, files, emitted)
            }
        };
        // The site is published; what an earlier build left beside it is in nobody's way.
        for left in emit::recover(&output).unwrap_or_else(|error| vec![format!("{error:#}")]) {
            report::line(global, &format!("{left}; it is left there"));
        }
        let shown = output.strip_prefix(&root).unwrap_or(&output);
        report::line(
            global,
            &format!(
                "{pages} pages and {} other files in {} ({} written, {} unchanged, {} removed) in {:.2} s",
                files - pages,
                shown.display(),
                emitted.written,
                emitted.unchanged,
                emitted.removed,
                start.elapsed().as_secs_f64(),
            ),
        );
        report::more(global, &format!("{} pictures and share cards made, {} as before", finished.made.len(), finished.kept));
        report::more(global, &format!("{} files parsed, {} pages rendered", build.stats.parsed, build.stats.rendered));
        self.print_profile(&recorder, start, build.stats, Some(emitted))?;
        // The process ends here: giving back a whole site piece by piece would only take time.
        std::mem::forget((build, pipeline, snapshot, known));
        Ok(Outcome::Fine)
    }

    /// What the build before left, and whether the output folder is still as that build left it.
    fn cached(&self, root: &Path, output: &Path) -> Cached {
        let none = |notice| Cached { cache: None, known: None, notice };
        if self.no_cache {
            return none(None);
        }
        let cache = match Cache::new(root, output) {
            Ok(cache) => cache,
            Err(error) => return none(Some(format!("{error:#}; this build starts from nothing"))),
        };
        let (known, notice) = match cache.read::<Record>(Part::Record) {
            Known::Nothing => (None, None),
            Known::Damaged(why) => (None, Some(damaged(&why))),
            Known::Whole(record) => {
                let is_intact = record.manifest.is_intact(output);
                (Some((record, is_intact)), None)
            }
        };
        Cached { cache: Some(Arc::new(cache)), known, notice }
    }

    fn print_profile(&self, recorder: &Recorder, start: Instant, stats: Stats, emitted: Option<Emitted>) -> Result<()> {
        let run = profile::Run { recorder, seconds: start.elapsed().as_secs_f64(), stats, emitted };
        match self.profile {
            None => Ok(()),
            // Asked for, so it is printed with --quiet too.
            Some(profile::Form::Human) => report::message(&profile::human(&run)),
            Some(profile::Form::Json) => report::data(&report::json(&profile::json(&run))?),
        }
    }
}

/// What was found on disk.
struct Cached {
    /// Where the record of this build is written.
    cache: Option<Arc<Cache>>,
    /// The last build, and whether its output is as it left it.
    known: Option<(Record, bool)>,
    /// What to say of a record that cannot be used.
    notice: Option<String>,
}

fn damaged(why: &str) -> String {
    format!("what the last build left in {} is damaged ({why}) and is not used", cache::FOLDER)
}

/// Lets a pipeline take what the last build left, and of one that published all that it knew; says so if that is damaged.
fn learn(pipeline: &mut Pipeline, cache: &Arc<Cache>, has_published: bool) -> Option<String> {
    let values = || if has_published { cache.read::<Kept>(Part::Values) } else { Known::Nothing };
    let (kept, parsed) = rayon::join(values, || cache.bytes(Part::Parsed));
    let (kept, why) = whole(kept);
    let (parsed, why_not) = whole(parsed);
    if let Some(kept) = kept {
        pipeline.learn(kept);
    }
    let cache = Arc::clone(cache);
    // What cannot be written is parsed again next time, that is all.
    pipeline
        .shelve(Shelf::new(parsed.unwrap_or_default(), Box::new(move |pieces| drop(cache.write_bytes(Part::Parsed, pieces)))));
    why.or(why_not).map(|why| damaged(&why))
}

fn whole<T>(known: Known<T>) -> (Option<T>, Option<String>) {
    match known {
        Known::Nothing => (None, None),
        Known::Damaged(why) => (None, Some(why)),
        Known::Whole(value) => (Some(value), None),
    }
}

/// Digest of all that a build depends on, but the binary.
fn key(snapshot: &Snapshot, options: &Options) -> Digest {
    let Options { drafts, future, web, base_url, search: _, recorder: _ } = options;
    Digest::of(&(snapshot.digest(), drafts, future, web, base_url))
}

/// The build that a record is of, without its files: they are published.
fn recall(record: &Record, snapshot: &Snapshot, options: &Options) -> pipeline::Build {
    let Diagnosed { value: mut config, diagnostics } = config::read(snapshot);
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.trim_end_matches('/').to_string();
    }
    pipeline::Build {
        site: Site::default(),
        index: pipeline::Index::default(),
        findings: record.findings.clone(),
        config,
        web: Vec::new(),
        misconfigured: diagnostics.iter().any(|it| it.code.default_level() == Level::Deny),
        published: String::new(),
        stats: Stats { reused: record.pages, ..Stats::default() },
    }
}

/// Puts the list of addresses that the build noted into the snapshot, so that the record is of what the next build reads.
/// Only a list that keeps every promise of the old one gives the same findings; else the record is of this build alone.
fn promise(snapshot: &mut Snapshot, list: &str) {
    let lines: BTreeSet<&str> = list.lines().collect();
    let keeps = match snapshot.get(published::PATH) {
        Some(old) => old.text().is_some_and(|old| published::read(old).all(|noted| lines.contains(noted.line))),
        None => true,
    };
    if keeps {
        snapshot.insert(published::PATH, list.as_bytes().to_vec());
    }
}
