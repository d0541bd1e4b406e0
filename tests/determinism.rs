//! The same files give the same bytes and findings: with any number of threads, in any order, as often as one likes.

use crate::support;
use crate::support::{differing, minimal, output, repository};
use detente::pipeline::{Build, Options, Pipeline};
use detente::snapshot::Snapshot;

fn with_threads(snapshot: &Snapshot, threads: usize) -> Build {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| Pipeline::default().build(snapshot, &Options { drafts: true, future: true, ..Options::default() }))
}

#[track_caller]
fn assert_same(a: &Build, b: &Build) {
    assert_eq!(differing(&output(a), &output(b)), Vec::<String>::new());
    assert_eq!(a.findings, b.findings);
}

/// The same files, put in from the last to the first.
fn backwards(snapshot: &Snapshot) -> Snapshot {
    let mut other = Snapshot::empty(snapshot.today.clone());
    for (path, file) in snapshot.files.iter().rev() {
        other.insert(path.as_str(), file.bytes().to_vec());
    }
    other
}

fn check(snapshot: &Snapshot) {
    let one = with_threads(snapshot, 1);
    assert!(one.site.pages() > 10, "only {} pages", one.site.pages());
    assert_same(&one, &with_threads(snapshot, 4));
    assert_same(&one, &with_threads(&backwards(snapshot), 4));
}

#[test]
fn the_bundled_site_is_the_same_with_one_thread_and_with_four() {
    check(&repository(""));
}

#[test]
fn the_estuary_site_is_the_same_with_one_thread_and_with_four() {
    check(&repository("tests/sites/estuary"));
}

#[test]
fn the_broken_site_has_the_same_findings_with_one_thread_and_with_four() {
    let snapshot = repository("tests/sites/broken");
    let one = with_threads(&snapshot, 1);
    assert!(one.findings.len() > 5, "only {} findings", one.findings.len());
    assert_same(&one, &with_threads(&snapshot, 4));
    assert_same(&one, &with_threads(&backwards(&snapshot), 4));
}

#[test]
fn a_failing_template_gives_the_same_findings_with_one_thread_and_with_four() {
    let source = minimal().with("templates/event.html", "{{ nothing.there }}").with("templates/actor.html", "{{ 1 | rel }}");
    let one = with_threads(&source.snapshot(), 1);
    assert!(!one.findings.is_empty());
    for _ in 0..8 {
        assert_same(&one, &with_threads(&source.snapshot(), 4));
    }
}

#[test]
fn the_order_in_which_a_kind_is_spread_over_files_does_not_matter() {
    // The same entries: once as files, once as a list.
    let fire = "- id: landing-fire\n  title: Fire at the landing\n  summary: A hut burnt down.\n  date: \"2020-03-02\"\n  \
                type: fire\n  places: [ferry-town]\n  figures: [north-dead@2020-03-02]\n  modality: alleged\n  \
                cites: [gazette, herald]\n  body: |\n    It was put out by noon.\n";
    let listed = minimal().without("content/events/landing-fire.md").appending("content/events.yaml", fire);
    let (files, list) = (minimal().build(), listed.build());
    assert_eq!(support::explained(&list), "");
    let mut paths = differing(&output(&files), &output(&list));
    // The download keeps the fields as the author wrote them, and `body` is a field only in a list.
    paths.retain(|path| !path.starts_with("data/"));
    assert_eq!(paths, Vec::<String>::new());
}
