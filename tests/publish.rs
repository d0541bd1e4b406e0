//! Publishing replaces a whole site by a whole site: whatever fails, is killed or stands in the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::support;
use crate::support::{Source, TODAY_EPOCH, holds, minimal, tree};
use detente::base::path::OutputPath;
use detente::emit::manifest::Manifest;
use detente::emit::store::Store;
use detente::emit::{self, MARK};
use detente::pipeline::{Options, Pipeline};
use detente::site::Site;

type Tree = BTreeMap<String, Vec<u8>>;

fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(root).env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
    command
}

fn detente(root: &Path, args: &[&str]) -> Output {
    command(root).args(args).output().unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
}

fn site(source: &Source) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    source.write(folder.path());
    folder
}

fn built(source: &Source) -> tempfile::TempDir {
    let site = site(source);
    assert_code(&detente(site.path(), &["build"]), 0);
    site
}

/// What a clean build of a site puts into its output, mark and all.
fn clean(source: &Source) -> Tree {
    let mut files = support::finished(source);
    files.insert(MARK.to_string(), fs::read(built(&minimal()).path().join("public").join(MARK)).unwrap());
    files
}

/// What lies beside the output and was not there before.
fn leftovers(root: &Path) -> Vec<String> {
    let names = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".public.")).collect()
}

#[test]
fn the_output_holds_the_site_and_nothing_else() {
    let site = built(&minimal());
    assert_eq!(support::differing(&tree(&site.path().join("public")), &clean(&minimal())), Vec::<String>::new());
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn unchanged_files_stay_the_same_files() {
    use std::os::unix::fs::MetadataExt;
    let site = built(&minimal());
    let public = site.path().join("public");
    let identity = |path: &str| {
        let meta = fs::metadata(public.join(path)).unwrap();
        (meta.ino(), meta.mtime(), meta.mtime_nsec())
    };
    let paths: Vec<String> = tree(&public).into_keys().filter(|path| path != MARK).collect();
    let before: BTreeMap<&String, _> = paths.iter().map(|path| (path, identity(path))).collect();

    assert_code(&detente(site.path(), &["build"]), 0);
    let same = |path: &&String| before[*path] == identity(path);
    assert!(paths.iter().all(|path| same(&path)), "nothing changed, and files were touched");

    minimal().replacing("content/articles/reopening.md", "asked for talks", "asked again").write(site.path());
    let old = tree(&public);
    assert_code(&detente(site.path(), &["build"]), 0);
    let changed = support::differing(&old, &tree(&public));
    assert!(changed.contains(&"articles/reopening/index.html".to_string()));
    for path in &paths {
        assert_eq!(same(&path), !changed.contains(path), "{path}");
    }
}

#[test]
fn files_and_folders_that_the_site_no_longer_has_go() {
    let source = minimal().with("static/deep/er/file.txt", "here");
    let site = built(&source);
    assert!(site.path().join("public/deep/er/file.txt").is_file());
    fs::remove_dir_all(site.path().join("static")).unwrap();
    fs::remove_file(site.path().join("content/events/landing-fire.md")).unwrap();
    // Gone for good: its address was promised and is not to be kept.
    let noted = site.path().join(detente::model::published::PATH);
    fs::write(&noted, fs::read_to_string(&noted).unwrap().replace("event landing-fire\n", "")).unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    let expected = clean(&minimal().without("content/events/landing-fire.md"));
    assert_eq!(support::differing(&tree(&site.path().join("public")), &expected), Vec::<String>::new());
    assert!(!site.path().join("public/deep").exists());
    assert!(!site.path().join("public/events/landing-fire").exists());
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let (file, folder) = (minimal().with("static/x", "a file"), minimal().with("static/x/y", "in a folder"));
    let site = built(&file);
    for source in [&folder, &file] {
        let target = site.path().join("static/x");
        if target.is_dir() {
            fs::remove_dir_all(&target).unwrap()
        } else {
            fs::remove_file(&target).unwrap()
        }
        source.write(site.path());
        assert_code(&detente(site.path(), &["build"]), 0);
        assert_eq!(support::differing(&tree(&site.path().join("public")), &clean(source)), Vec::<String>::new());
    }
}

#[test]
fn what_was_changed_by_hand_in_the_output_is_made_right() {
    let site = built(&minimal());
    let public = site.path().join("public");
    fs::write(public.join("index.html"), "defaced").unwrap();
    fs::remove_file(public.join("feed.xml")).unwrap();
    fs::write(public.join("stray.html"), "stray").unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(support::differing(&tree(&public), &clean(&minimal())), Vec::<String>::new());
}

#[test]
fn a_folder_that_detente_did_not_make_is_left_as_it_is() {
    let site = site(&minimal().with("public/thesis.txt", "years of work").with("mine/a/b.txt", "mine"));
    let before = tree(site.path());
    for output in ["public", "mine", "mine/a"] {
        let run = detente(site.path(), &["build", "--output", output]);
        assert_code(&run, 2);
        assert!(String::from_utf8_lossy(&run.stderr).contains("not made by detente"));
    }
    assert_eq!(tree(site.path()), before);
}

#[test]
fn an_empty_folder_may_be_used() {
    let site = site(&minimal());
    fs::create_dir(site.path().join("public")).unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    assert!(site.path().join("public/index.html").is_file());
}

#[test]
fn the_sources_are_never_the_output() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("outer/site");
    minimal().write(&root);
    let before = tree(outer.path());
    let mut outputs =
        vec![".", "content", "content/media", "templates", "static", "src", ".git", "..", "../..", "/", "content/../content"];
    let absolute = root.to_str().unwrap().to_string();
    outputs.push(&absolute);
    for output in outputs {
        assert_code(&detente(&root, &["build", "-o", output]), 2);
        assert_eq!(tree(outer.path()), before, "-o {output}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_hide_that_the_output_is_a_source() {
    let site = site(&minimal());
    std::os::unix::fs::symlink(site.path().join("content"), site.path().join("link")).unwrap();
    std::os::unix::fs::symlink(site.path(), site.path().join("here")).unwrap();
    let before = fs::read_dir(site.path()).unwrap().count();
    for output in ["link", "link/media", "here", "here/content"] {
        assert_code(&detente(site.path(), &["build", "-o", output]), 2);
    }
    assert_eq!(tree(&site.path().join("content")).len(), minimal().files.len());
    assert_eq!(fs::read_dir(site.path()).unwrap().count(), before);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_is_filled_where_it_leads() {
    let site = site(&minimal());
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("www");
    fs::create_dir(&target).unwrap();
    std::os::unix::fs::symlink(&target, site.path().join("public")).unwrap();
    for _ in 0..2 {
        assert_code(&detente(site.path(), &["build"]), 0);
        assert!(site.path().join("public").is_symlink());
        assert!(target.join("index.html").is_file());
    }
}

#[cfg(unix)]
#[test]
fn a_link_within_the_output_is_not_followed() {
    let site = built(&minimal());
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("precious.txt"), "precious").unwrap();
    let public = site.path().join("public");
    std::os::unix::fs::symlink(outside.path(), public.join("out")).unwrap();
    fs::remove_file(public.join("index.html")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("precious.txt"), public.join("index.html")).unwrap();
    fs::remove_dir_all(public.join("articles")).unwrap();
    std::os::unix::fs::symlink(outside.path(), public.join("articles")).unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(fs::read(outside.path().join("precious.txt")).unwrap(), b"precious");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    assert!(!public.join("out").exists() && !public.join("index.html").is_symlink() && !public.join("articles").is_symlink());
    assert_eq!(support::differing(&tree(&public), &clean(&minimal())), Vec::<String>::new());
}

#[test]
fn a_finding_at_deny_leaves_the_old_site_whole() {
    let site = built(&minimal());
    let old = tree(&site.path().join("public"));
    let edits = [
        ("content/articles/crossing.md", "\n[[nobody]]\n"),
        ("content/site.yaml", "titel: x\n"),
        ("content/events.yaml", "- id: [\n"),
        ("templates/home.html", "{{ nothing.there }}"),
    ];
    for (path, text) in edits {
        let old_text = minimal().files.get(path).map(|bytes| String::from_utf8(bytes.clone()).unwrap()).unwrap_or_default();
        minimal().with(path, format!("{old_text}{text}")).write(site.path());
        let run = detente(site.path(), &["build"]);
        assert!(matches!(run.status.code(), Some(1 | 2)), "{path}: {}", String::from_utf8_lossy(&run.stderr));
        assert_eq!(support::differing(&tree(&site.path().join("public")), &old), Vec::<String>::new(), "{path}");
        assert_eq!(leftovers(site.path()), Vec::<String>::new());
        if path.starts_with("templates") {
            fs::remove_file(site.path().join(path)).unwrap()
        } else {
            minimal().write(site.path())
        }
    }
}

#[test]
fn a_site_that_cannot_be_written_leaves_the_old_one_whole() {
    // A file and a folder of one name cannot both be written; `route` reports it, so it is done by hand here.
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("public");
    let options = Options::default();
    let good = Pipeline::default().build(&minimal().snapshot(), &options).site;
    emit::publish(&good, &output, None, None).unwrap();
    let old = tree(&output);
    let mut bad = good.clone();
    for path in ["clash", "clash/inner"] {
        bad.files.insert(OutputPath::new(path).unwrap(), b"x"[..].into());
    }
    assert!(emit::publish(&bad, &output, None, None).is_err());
    assert_eq!(support::differing(&tree(&output), &old), Vec::<String>::new());
    assert_eq!(leftovers(folder.path()), Vec::<String>::new());
}

/// A site of plain files: each of some paths, which stand in each other's way, is there or not, with one of a few texts.
fn plain(state: &mut u64) -> Site {
    const PATHS: [&str; 9] = ["index.html", "a", "a/b", "a/b/c", "d/e", "d/f", "g/h/i/j", "g/h/k", "z"];
    let mut roll = |sides: u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % sides
    };
    let mut site = Site::default();
    for path in PATHS {
        // Not both a file and a folder.
        let is_within = |other: &OutputPath| path.starts_with(&format!("{}/", other.as_str()));
        if roll(3) > 0 && !site.files.keys().any(is_within) {
            site.files.insert(OutputPath::new(path).unwrap(), format!("text {}", roll(3)).into_bytes().into());
        }
    }
    site
}

#[test]
fn whatever_tree_was_published_before_the_one_before_the_new_one_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let (output, spare) = (folder.path().join("public"), folder.path().join("cache/name.spare"));
    let (mut known, mut state, mut reused) = (None::<Manifest>, 2020, 0);
    for round in 0..120 {
        let site = plain(&mut state);
        let before = known.as_ref().is_some_and(|it| it.spare.is_some());
        match round % 10 {
            // Whoever tampers with a tree or takes it away is not trusted, nor missed.
            6 => drop(fs::remove_dir_all(&spare)),
            7 => drop(fs::write(spare.join("stray"), "x")),
            8 => drop(fs::write(output.join("stray"), "x")),
            _ => {}
        }
        // The clock of a file system may stand still for some milliseconds.
        std::thread::sleep(Duration::from_millis(10));
        let aside = if spare.is_dir() { fs::read_dir(&spare).unwrap().count() } else { 0 };
        let store = Store::new(&output, known.as_ref()).unwrap().with_spare(spare.clone());
        let (emitted, manifest) = emit::publish(&site, &output, known.as_ref(), Some(&store)).unwrap();
        drop(store);
        let expected: Tree = site.files.iter().map(|(path, bytes)| (path.to_string(), bytes.to_vec())).collect();
        let mut found = tree(&output);
        assert!(found.remove(MARK).is_some(), "round {round}");
        assert_eq!(found, expected, "round {round}");
        assert!(manifest.is_intact(&output), "round {round}");
        assert_eq!(emitted.written + emitted.unchanged, site.files.len(), "round {round}");
        assert_eq!(leftovers(folder.path()), Vec::<String>::new(), "round {round}");
        reused += usize::from(before && aside > 0 && manifest.spare.is_some());
        known = Some(manifest);
    }
    assert!(reused > 60, "{reused}");
}

#[cfg(unix)]
#[test]
fn a_build_mends_the_tree_before_the_last_and_touches_no_folder_but_those_that_change() {
    use std::os::unix::fs::MetadataExt;
    let site = built(&minimal());
    let folder = |path: &str| fs::metadata(site.path().join("public").join(path)).unwrap().ino();
    let [first, actors] = ["", "actors"].map(folder);
    let write = |words: &str| {
        minimal().replacing("content/articles/reopening.md", "asked for talks", words).write(site.path());
        assert_code(&detente(site.path(), &["build"]), 0);
        [folder(""), folder("actors")]
    };
    let second = write("asked again");
    assert!(second != [first, actors]);
    // The third is made of the first, and the fourth of the second.
    assert_eq!(write("asked once more"), [first, actors]);
    assert_eq!(write("asked for talks"), second);
    assert_eq!(support::differing(&tree(&site.path().join("public")), &clean(&minimal())), Vec::<String>::new());
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
    // A draft that was shown in a preview does not come back.
    assert_code(&detente(site.path(), &["build", "--drafts"]), 0);
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(support::differing(&tree(&site.path().join("public")), &clean(&minimal())), Vec::<String>::new());
}

/// A site whose publishing takes long enough to be killed in: thousands of small files, all changed by `word`.
fn large(word: &str) -> Source {
    let mut events = String::new();
    for number in 0..150 {
        events.push_str(&format!("- {{id: event-{number}, title: Event {number} {word}, date: \"2020-05\", cites: [herald]}}\n"));
    }
    // Without an address there are no share cards to wait for.
    let source = minimal().replacing("content/site.yaml", "base_url: https://ferry.example\n", "");
    let mut source = source.appending("content/events.yaml", &events);
    for number in 0..3_000 {
        source = source.with(&format!("static/files/{}/{number}.txt", number % 50), format!("{word} {number}"));
    }
    source
}

fn staging(root: &Path) -> Option<PathBuf> {
    let name = leftovers(root).into_iter().find(|name| name.starts_with(".public.staging-"))?;
    Some(root.join(name))
}

#[test]
fn a_killed_build_leaves_a_whole_site() {
    let (old_source, new_source) = (large("old"), large("new"));
    let site = built(&old_source);
    let root = site.path();
    let public = root.join("public");
    let (old, new) = (clean(&old_source), clean(&new_source));
    assert_eq!(support::differing(&tree(&public), &old), Vec::<String>::new());
    new_source.write(root);

    let mut killed_while_publishing = 0;
    // Later and later: first before anything is written, then counted from when writing began, until one gets through.
    for step in 0..40u64 {
        let mut child = command(root).arg("build").stderr(Stdio::null()).spawn().unwrap();
        if step > 1 {
            while staging(root).is_none() && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
        }
        std::thread::sleep(Duration::from_millis(step.saturating_sub(2).pow(2)));
        let was_staging = staging(root).is_some();
        child.kill().unwrap();
        let finished = child.wait().unwrap().success();
        killed_while_publishing += usize::from(was_staging && !finished);

        let now = tree(&public);
        let differs = (support::differing(&now, &old), support::differing(&now, &new));
        assert!(
            differs.0.is_empty() || differs.1.is_empty(),
            "step {step}: {} files are not of the old site, {} not of the new",
            differs.0.len(),
            differs.1.len()
        );
        if differs.1.is_empty() {
            if killed_while_publishing >= 3 {
                break;
            }
            // A busy machine let it through too early: back to the old site, and once more.
            old_source.write(root);
            assert_code(&detente(root, &["build"]), 0);
            new_source.write(root);
        }
    }
    assert!(killed_while_publishing > 0, "no build was killed while it published; the site must be larger");

    assert_code(&detente(root, &["build"]), 0);
    assert_eq!(support::differing(&tree(&public), &new), Vec::<String>::new());
    assert_eq!(leftovers(root), Vec::<String>::new());
}

#[test]
fn what_a_killed_build_left_is_removed_by_the_next() {
    let site = built(&minimal());
    // No process has this number: Linux counts to 4,194,304 at most.
    let dead = site.path().join(".public.staging-4294967295");
    let leave = || {
        fs::create_dir_all(dead.join("articles")).unwrap();
        fs::write(dead.join(MARK), "").unwrap();
    };
    leave();
    fs::write(dead.join("articles/index.html"), "half").unwrap();
    // One that was killed before it could set its mark.
    fs::create_dir(site.path().join(".public.staging-4294967294")).unwrap();
    minimal().replacing("content/articles/reopening.md", "asked for talks", "asked again").write(site.path());
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
    // The same if there is nothing to publish.
    leave();
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
}

#[test]
fn an_old_site_that_was_set_aside_is_put_back() {
    // Where two folders cannot be exchanged in one step, a kill between the two renames leaves this.
    let site = built(&minimal());
    let (public, aside) = (site.path().join("public"), site.path().join(".public.old"));
    let old = tree(&public);
    fs::rename(&public, &aside).unwrap();
    minimal().appending("content/articles/reopening.md", "\n[[nobody]]\n").write(site.path());
    assert_code(&detente(site.path(), &["build"]), 1);
    minimal().write(site.path());
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(support::differing(&tree(&public), &old), Vec::<String>::new());
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let site = built(&large("old"));
    large("new").write(site.path());
    let start = || command(site.path()).arg("build").stderr(Stdio::piped()).spawn().unwrap();
    let builds = [start(), start()];
    for build in builds {
        assert_code(&build.wait_with_output().unwrap(), 0);
    }
    assert_eq!(support::differing(&tree(&site.path().join("public")), &clean(&large("new"))), Vec::<String>::new());
    assert_eq!(leftovers(site.path()), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_content_is_a_finding_and_is_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "---\ntitle: Top secret\ndate: \"2020-01-01\"\n---\n\nTop secret.\n").unwrap();
    let link = |path: &str, target: &Path| {
        let site = site(&minimal());
        fs::create_dir_all(site.path().join(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, site.path().join(path)).unwrap();
        site
    };
    let file = outside.path().join("secret.md");
    for (path, target) in [
        ("content/articles/secret.md", file.as_path()),
        ("content/figures", outside.path()),
        ("content/media/secret.png", file.as_path()),
        ("static/secret.txt", file.as_path()),
        ("static/folder", outside.path()),
        ("templates/page.html", file.as_path()),
        ("content/articles/nothing.md", Path::new("/no/such/file")),
    ] {
        let site = link(path, target);
        let run = detente(site.path(), &["build"]);
        assert_code(&run, 1);
        let text = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(text.contains("deny[unreadable-file]: this is a symbolic link") && text.contains(path), "{path}: {text}");
        assert!(!site.path().join("public").exists());
    }
    // Of a circle only the first turn is seen.
    let site = site(&minimal());
    std::os::unix::fs::symlink(site.path().join("content"), site.path().join("content/circle")).unwrap();
    assert_code(&detente(site.path(), &["build"]), 1);
}

/// A draft of several kinds, with words that occur nowhere else.
fn with_drafts() -> Source {
    minimal()
        .with(
            "content/articles/zzdraftarticle.md",
            "---\ntitle: Zzdraft title\nsummary: Zzdraft summary.\ndate: \"2021-01-01\"\ndraft: true\nimage: zzdraftpicture\n\
             question: Zzdraft question?\nanswer: Zzdraft answer.\ntags: [zzdrafttag]\naliases: [zzdraftalias]\nabout: [northland]\n\
             corrections: [{date: \"2021-01-02\", type: update, text: Zzdraft correction.}]\n\
             cites: [zzdraftsource]\n---\n\nZzdraft words about [[northland]] and [[zzdraftactor]].\n\n```image\nid: zzdraftpicture\n```\n",
        )
        .appending(
            "content/actors.yaml",
            "- {id: zzdraftactor, name: Zzdraft person, class: person, part_of: northland, draft: true}\n",
        )
        .appending(
            "content/sources.yaml",
            "- {id: zzdraftsource, type: webpage, title: Zzdraft source, URL: \"https://zzdraft.example/\", derived_from: [gazette], \
             tier: wire, read: full, draft: true}\n",
        )
        .appending(
            "content/events.yaml",
            "- {id: zzdraftevent, title: Zzdraft event, date: \"2020-07\", actors: [northland], places: [ferry-town], cites: [gazette], draft: true}\n",
        )
        .appending(
            "content/statements.yaml",
            "- {id: zzdraftstatement, speaker: envoy, date: \"2020-03-01\", text: Zzdraft said., cites: [gazette], draft: true}\n",
        )
        .appending(
            "content/figures.yaml",
            "- {id: zzdraftfigure, title: Zzdraft figure, measure: killed, of: southland, claimant: northland, cites: [gazette], \
             points: [{as_of: \"2020-07\", value: 987654}], draft: true}\n",
        )
        .appending("content/media.yaml", "- {id: zzdraftpicture, file: zzdraft.svg, alt: Zzdraft alt, credit: C, rights: R, draft: true}\n")
        .with(
            "content/media/zzdraft.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>zzdraft picture bytes</title></svg>",
        )
}

fn mentions(site: &Tree, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let found = site.iter().filter(|(path, bytes)| path.contains(&word) || holds(&bytes.to_ascii_lowercase(), &word));
    found.map(|(path, _)| path.clone()).collect()
}

#[test]
fn a_draft_leaves_no_trace() {
    let site = built(&with_drafts());
    let public = tree(&site.path().join("public"));
    assert_eq!(mentions(&public, "zzdraft"), Vec::<String>::new());
    assert_eq!(mentions(&public, "987654"), Vec::<String>::new());
    assert_eq!(mentions(&public, "987,654"), Vec::<String>::new());
    // Drafts change nothing at all: the site is the one without them.
    assert_eq!(support::differing(&public, &clean(&minimal())), Vec::<String>::new());
}

#[test]
fn drafts_are_shown_where_they_are_asked_for() {
    let site = site(&with_drafts());
    assert_code(&detente(site.path(), &["build", "--drafts"]), 0);
    let public = tree(&site.path().join("public"));
    for word in
        ["Zzdraft words", "Zzdraft title", "Zzdraft source", "Zzdraft event", "Zzdraft said", "987,654", "zzdraft picture bytes"]
    {
        assert_ne!(mentions(&public, word), Vec::<String>::new(), "{word}");
    }
    // And they go again.
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(mentions(&tree(&site.path().join("public")), "zzdraft"), Vec::<String>::new());
}

#[test]
fn a_reference_to_a_draft_is_a_finding() {
    let edits: [(&str, &str); 4] = [
        ("content/articles/crossing.md", "\n[[zzdraftactor]]\n"),
        ("content/articles/crossing.md", "\n[@zzdraftsource]\n"),
        ("content/articles/crossing.md", "\n[x](/articles/zzdraftarticle/)\n"),
        ("content/events.yaml", "- {id: e, title: E, date: \"2020-07\", actors: [zzdraftactor], cites: [gazette]}\n"),
    ];
    for (path, text) in edits {
        let source = with_drafts().appending(path, text);
        assert_ne!(support::denied(&source.build()), Vec::<String>::new(), "{text}");
        let drafts = Options { drafts: true, ..Options::default() };
        let with = Pipeline::default().build(&source.snapshot(), &drafts);
        assert_eq!(support::denied(&with), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_allowance_in_a_draft_is_honoured() {
    let path = "content/articles/crossing.md";
    let allowed = "cites: [gazette]\nlint: {raw-html: Shown as an example.}\n---\n\n<b>\n";
    let published = minimal().replacing(path, "cites: [gazette]\n---\n", allowed);
    assert_eq!(support::explained(&published.build()), "");
    let draft = "---\ntitle: Draft\ndate: \"2021-01-01\"\ndraft: true\n".to_string() + allowed;
    let build = minimal().with("content/articles/draft.md", draft).build();
    assert_eq!(support::explained(&build), "");
}

#[test]
fn a_translation_of_a_draft_leaves_no_trace() {
    let languages = |source: Source| source.replacing("content/site.yaml", "[en]", "[en, fr]");
    let source = languages(with_drafts())
        .with("content/articles/zzdraftarticle.fr.md", "---\ntitle: Zzdraft titre\n---\n\nZzdraft mots.\n")
        .with("content/actors.fr.yaml", "- {id: zzdraftactor, name: Zzdraft nom}\n");
    let site = built(&source);
    assert_eq!(mentions(&tree(&site.path().join("public")), "zzdraft"), Vec::<String>::new());
}

#[test]
fn a_site_of_several_languages_that_has_no_event_is_published() {
    let source = support::Source::of([("content/site.yaml", "title: T\nlanguages: [en, fr]\n")]);
    let site = built(&source);
    for path in ["public/timeline/index/days.js", "public/fr/timeline/index/days.js", "public/fr/index.html"] {
        assert!(site.path().join(path).is_file(), "{path}");
    }
}

#[test]
fn an_article_of_the_future_leaves_no_trace() {
    let future = minimal().with(
        "content/articles/zzfuture.md",
        "---\ntitle: Zzfuture title\nsummary: Zzfuture summary.\ndate: \"2026-11-24\"\nabout: [northland]\nimage: zzfuturepicture\n---\n\nZzfuture words.\n",
    );
    let site = built(&future.replacing("content/articles/zzfuture.md", "image: zzfuturepicture\n", ""));
    assert_eq!(mentions(&tree(&site.path().join("public")), "zzfuture"), Vec::<String>::new());
    assert_code(&detente(site.path(), &["build", "--future"]), 0);
    assert_ne!(mentions(&tree(&site.path().join("public")), "Zzfuture words"), Vec::<String>::new());
    // On its day it is published.
    assert_code(&detente(site.path(), &["build", "--as-of", "2026-11-24"]), 0);
    assert_ne!(mentions(&tree(&site.path().join("public")), "Zzfuture words"), Vec::<String>::new());
}

#[test]
fn a_picture_that_no_entry_describes_is_not_published() {
    let site = built(&minimal().with("content/media/zzsecret.png", "zzsecret bytes"));
    assert_eq!(mentions(&tree(&site.path().join("public")), "zzsecret"), Vec::<String>::new());
}

#[test]
fn a_heading_of_a_translation_is_no_anchor_for_the_original() {
    let with = |path: &str, link: &str| {
        minimal()
            .replacing("content/site.yaml", "[en]", "[en, fr]")
            .with("content/articles/reopening.fr.md", "---\ntitle: Titre\n---\n\n## Printemps\n\nMots.\n")
            .appending(path, link)
            .build()
    };
    let broken = |path: &str| {
        let build = with(path, "\n[x](/articles/reopening/#printemps)\n");
        support::denied(&build).iter().filter(|it| it.contains("broken-anchor")).count()
    };
    assert_eq!(broken("content/articles/crossing.md"), 1);
    assert_eq!(broken("content/articles/reopening.fr.md"), 0);
}

#[test]
fn a_published_address_is_remembered_and_a_preview_promises_none() {
    let site = site(&minimal());
    let noted = site.path().join(detente::model::published::PATH);
    assert_code(&detente(site.path(), &["build", "--drafts", "-o", "preview"]), 0);
    assert!(!noted.exists());
    assert_code(&detente(site.path(), &["build"]), 0);
    let list = fs::read_to_string(&noted).unwrap();
    assert!(list.contains("\narticle crossing\n") && list.contains("\nactor northland\n"), "{list}");
    // A renamed article is a finding, and nothing is published or noted until its former id is an alias.
    let path = |name: &str| site.path().join(format!("content/articles/{name}.md"));
    let text = fs::read_to_string(path("reopening")).unwrap();
    fs::remove_file(path("reopening")).unwrap();
    fs::write(path("reopened"), &text).unwrap();
    let crossing = fs::read_to_string(path("crossing")).unwrap();
    fs::write(path("crossing"), crossing.replace("reopening", "reopened")).unwrap();
    for list in ["content/articles.yaml", "content/site.yaml", "content/events.yaml", "content/disputes.yaml"] {
        let list = site.path().join(list);
        if let Ok(text) = fs::read_to_string(&list) {
            fs::write(&list, text.replace("reopening", "reopened")).unwrap();
        }
    }
    let run = detente(site.path(), &["build"]);
    assert_code(&run, 1);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(told.contains("deny[removed-id-without-alias]") && told.contains("aliases: [reopening]"), "{told}");
    assert_eq!(fs::read_to_string(&noted).unwrap(), list);
    fs::write(path("reopened"), text.replacen("---\n", "---\naliases: [reopening]\n", 1)).unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    let list = fs::read_to_string(&noted).unwrap();
    assert!(list.contains("\narticle reopened\narticle reopening\n"), "{list}");
}
