//! Nothing outside a site is written, removed or shown because of what lies in it, and nothing that a person put beside the output.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::{Source, TODAY_EPOCH, differing, finished, minimal, tree};
use detente::emit::MARK;

fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.current_dir(root).env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
    command
}

/// How a run ended, and what was said.
fn ended(run: Output) -> (Option<i32>, String) {
    (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
}

fn detente(root: &Path, args: &[&str]) -> (Option<i32>, String) {
    ended(command(root).args(args).output().unwrap())
}

#[track_caller]
fn assert_code(run: &(Option<i32>, String), code: i32) {
    assert_eq!(run.0, Some(code), "{}", run.1);
}

/// What every run says in this place, which must be said once.
#[track_caller]
fn assert_once(run: &(Option<i32>, String), words: &str) {
    assert_eq!(run.1.matches(words).count(), 1, "{words}: {}", run.1);
}

fn site(source: &Source) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    source.write(folder.path());
    folder
}

fn built() -> tempfile::TempDir {
    let site = site(&minimal());
    assert_code(&detente(site.path(), &["build"]), 0);
    site
}

/// Whether an output folder holds the small site, the mark aside.
#[track_caller]
fn assert_published(output: &Path, source: &Source) {
    let mut files = tree(output);
    files.remove(MARK);
    assert_eq!(differing(&files, &finished(source)), Vec::<String>::new());
}

/// A folder of somebody, with many files: some are named as detente names its own.
fn victim() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("cache")).unwrap();
    for number in 0..600 {
        fs::write(folder.path().join(format!("{number:032x}")), "precious").unwrap();
    }
    for number in 0..40 {
        fs::write(folder.path().join(format!("{number:016x}.record")), "precious").unwrap();
        fs::write(folder.path().join(format!("cache/{number}.txt")), "precious").unwrap();
    }
    folder
}

#[test]
fn a_link_in_the_place_of_the_cache_is_told_of_and_not_followed() {
    for (link, target) in [(".detente/cache", ""), (".detente/cache", "cache"), (".detente/cache/pictures", "")] {
        let (site, victim) = (site(&minimal()), victim());
        let before = tree(victim.path());
        let link = site.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(victim.path().join(target), &link).unwrap();
        for source in [minimal(), minimal().appending("content/articles/reopening.md", "\nMore.\n")] {
            source.write(site.path());
            fs::remove_dir_all(site.path().join("public")).ok();
            let run = detente(site.path(), &["build"]);
            assert_code(&run, 0);
            assert_once(&run, "is a symbolic link, and links are not followed");
            assert_published(&site.path().join("public"), &source);
        }
        assert_code(&detente(site.path(), &["clean"]), if link.ends_with("pictures") { 0 } else { 4 });
        assert_eq!(differing(&tree(victim.path()), &before), Vec::<String>::new());
    }
}

#[test]
fn a_link_in_the_place_of_the_addresses_is_a_finding_and_not_followed() {
    let victim = victim();
    fs::write(victim.path().join("addresses"), "password").unwrap();
    let before = tree(victim.path());
    for (link, target) in [(".detente/addresses", "addresses"), (".detente", "")] {
        let site = site(&minimal());
        let link = site.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(victim.path().join(target), &link).unwrap();
        let run = detente(site.path(), &["check"]);
        assert_code(&run, 1);
        assert_once(&run, "is a symbolic link, and links are not followed");
        assert!(run.1.contains("deny[unreadable-file]") && !run.1.contains("password"), "{}", run.1);
        assert_code(&detente(site.path(), &["build"]), 1);
        detente(site.path(), &["clean"]);
        assert_eq!(differing(&tree(victim.path()), &before), Vec::<String>::new());
    }
}

#[test]
fn nothing_is_written_through_a_link_that_waits_for_it() {
    let (site, victim) = (site(&minimal()), victim());
    let precious = victim.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    fs::create_dir(site.path().join(".detente")).unwrap();
    symlink(&precious, site.path().join(".detente/addresses.new")).unwrap();
    assert_code(&detente(site.path(), &["build"]), 0);
    assert!(fs::read_to_string(site.path().join(".detente/addresses")).unwrap().contains("actor northland"));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
}

#[test]
fn nothing_is_added_where_nothing_would_be_read() {
    let source = minimal().with("terms.bib", "@book{some-book, title = {Some Book}, year = 2001}\n");
    for (link, what, args) in [
        ("content/terms.yaml", "list.yaml", &["new", "term", "closure"][..]),
        ("content/terms.yaml", "not-there.yaml", &["new", "term", "closure"]),
        ("content/articles", "", &["new", "article", "fresh"]),
        ("content/pages/fresh.md", "not-there.md", &["new", "page", "fresh"]),
        ("content/sources.yaml", "list.yaml", &["import", "bibtex", "terms.bib"]),
    ] {
        let (site, victim) = (site(&source), victim());
        fs::write(victim.path().join("list.yaml"), "").unwrap();
        let before = tree(victim.path());
        let link = site.path().join(link);
        if link.is_dir() {
            fs::remove_dir_all(&link).unwrap()
        } else {
            drop(fs::remove_file(&link))
        }
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(victim.path().join(what), &link).unwrap();
        let run = detente(site.path(), args);
        assert_code(&run, 2);
        assert_eq!(differing(&tree(victim.path()), &before), Vec::<String>::new(), "{args:?}");
        assert!(what == "not-there.md" || run.1.contains("nothing is written to content/"), "{args:?}: {}", run.1);
    }
}

#[test]
fn folders_of_a_person_beside_the_output_stay() {
    let site = built();
    let root = site.path();
    let folders = [".public.old", ".public.staging-4294967295", ".public.spare-4294967295"].map(|name| root.join(name));
    for folder in &folders {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
    }
    let (plain, edited) = (minimal(), minimal().appending("content/articles/reopening.md", "\nMore.\n"));
    for step in 0..3 {
        match step {
            1 => edited.write(root),
            2 => fs::remove_dir_all(root.join("public")).unwrap(),
            _ => {}
        }
        assert_code(&detente(root, &["build"]), 0);
        assert_published(&root.join("public"), if step > 0 { &edited } else { &plain });
        for folder in &folders {
            assert_eq!(fs::read_to_string(folder.join("thesis.txt")).unwrap(), "years of work", "step {step}");
        }
    }
    assert_code(&detente(root, &["clean"]), 0);
    assert!(folders.iter().all(|folder| folder.join("thesis.txt").is_file()));
}

#[test]
fn the_content_chooses_no_file_outside_for_its_baseline() {
    let with = |path: &str| minimal().appending("content/site.yaml", &format!("baseline: {path}\n"));
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("site");
    let accepted = outer.path().join("accepted.txt");
    for path in ["/dev/null", "../accepted.txt", "content/../../accepted.txt", accepted.to_str().unwrap()] {
        with(path).write(&root);
        fs::write(&accepted, "").unwrap();
        for args in [&["check"][..], &["build"]] {
            let run = detente(&root, args);
            assert_code(&run, 2);
            assert!(run.1.contains("leads out of the site") && run.1.contains("content/site.yaml:"), "{path}: {}", run.1);
        }
        assert_code(&detente(&root, &["check", "--write-baseline"]), 2);
        assert_eq!(fs::read_to_string(&accepted).unwrap(), "", "{path}");
    }
    // Not by a link either, and what is no plain file is not read.
    symlink(&accepted, root.join("link.txt")).unwrap();
    symlink(outer.path(), root.join("folder")).unwrap();
    for path in ["link.txt", "folder/accepted.txt", "content"] {
        with(path).write(&root);
        for args in [&["check"][..], &["build"], &["check", "--write-baseline"]] {
            assert_code(&detente(&root, args), 2);
        }
        assert_eq!(fs::read_to_string(&accepted).unwrap(), "", "{path}");
    }
    // Who types it may choose any plain file.
    minimal().write(&root);
    assert_code(&detente(&root, &["check", "--baseline", "../accepted.txt", "--write-baseline"]), 0);
    assert_code(&detente(&root, &["check", "--baseline", "../accepted.txt"]), 0);
    let run = detente(&root, &["check", "--baseline", "/dev/null"]);
    assert_code(&run, 2);
    assert!(run.1.contains("it is not a plain file"), "{}", run.1);
}

#[test]
fn a_build_that_can_keep_nothing_publishes_all_the_same() {
    let source = minimal();
    for (path, notice) in [
        (".detente", "starts from nothing"),
        (".detente/cache", "starts from nothing"),
        (".detente/cache/pictures", "makes pictures and share cards again"),
    ] {
        let site = site(&source);
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "in the way").unwrap();
        for args in [&["build", "-o", "other"][..], &["build"]] {
            let run = detente(site.path(), args);
            assert_code(&run, 0);
            assert_once(&run, notice);
            assert_published(&site.path().join(args.last().filter(|it| **it == "other").unwrap_or(&"public")), &source);
        }
        assert_eq!(fs::read(&path).unwrap(), b"in the way");
        assert_code(&detente(site.path(), &["build", "--no-cache"]), 0);
    }
    let site = site(&source);
    fs::create_dir_all(site.path().join(".detente/addresses")).unwrap();
    let run = detente(site.path(), &["build"]);
    assert_code(&run, 0);
    assert_once(&run, "the addresses of this build are not noted");
}

#[test]
fn the_mark_is_made_right_like_any_file() {
    let site = built();
    let public = site.path().join("public");
    let mark = public.join(MARK);
    let plain = fs::read(&mark).unwrap();
    let acts: [fn(&Path); 4] = [
        |mark| fs::write(mark, "SECRET").unwrap(),
        |mark| {
            let file = mark.with_file_name("robots.txt");
            fs::remove_file(mark).unwrap();
            symlink(file, mark).unwrap();
        },
        |mark| symlink("index.html", mark.with_file_name("stray")).unwrap(),
        |mark| symlink("index.html", mark.with_file_name("articles").join("stray")).unwrap(),
    ];
    for (number, act) in acts.into_iter().enumerate() {
        for edit in [true, false, false] {
            // The clock of a file system may stand still for some milliseconds.
            std::thread::sleep(Duration::from_millis(20));
            act(&mark);
            let words = if edit { format!("\nEdit {number}.\n") } else { String::new() };
            let source = minimal().appending("content/articles/reopening.md", &words);
            source.write(site.path());
            assert_code(&detente(site.path(), &["build"]), 0);
            assert!(fs::symlink_metadata(&mark).unwrap().is_file(), "act {number}");
            assert_eq!(fs::read(&mark).unwrap(), plain, "act {number}");
            assert!(fs::symlink_metadata(public.join("stray")).is_err(), "act {number}");
            assert!(fs::symlink_metadata(public.join("articles/stray")).is_err(), "act {number}");
            assert_published(&public, &source);
        }
    }
    // The tree that waits in the cache has a mark of its own.
    minimal().appending("content/articles/reopening.md", "\nMore.\n").write(site.path());
    assert_code(&detente(site.path(), &["build"]), 0);
    let cache = fs::read_dir(site.path().join(".detente/cache")).unwrap().map(|entry| entry.unwrap().path());
    let spare = cache.into_iter().find(|path| path.extension().is_some_and(|it| it == "spare")).unwrap();
    fs::write(spare.join(MARK), "SECRET").unwrap();
    minimal().write(site.path());
    assert_code(&detente(site.path(), &["build"]), 0);
    assert_eq!(fs::read(&mark).unwrap(), plain);
}

/// The command as somebody to whom a folder can be locked, who owns all of a folder; `None` where there is nobody to be had.
fn bound(root: &Path) -> Option<Command> {
    let nobody = 65534;
    let bind = |command: &mut Command| {
        command.uid(nobody).gid(nobody);
    };
    let is_all_powerful = tempfile::tempdir().unwrap().path().metadata().unwrap().uid() == 0;
    let mut command = command(root);
    if is_all_powerful {
        Command::new("chown").args(["-R", &format!("{nobody}:{nobody}")]).arg(root).output().ok()?;
        bind(&mut command);
        // The program may lie where nobody comes.
        let mut first = self::command(root);
        bind(&mut first);
        first.arg("--version").output().ok()?;
    }
    Some(command)
}

fn lock(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_cannot_be_removed_is_told_of_and_passed_over() {
    let site = built();
    let root = site.path();
    let left = root.join(".public.spare-4294967295");
    fs::create_dir_all(left.join("locked")).unwrap();
    fs::write(left.join("locked/file"), "x").unwrap();
    fs::write(left.join(MARK), "").unwrap();
    lock(&left.join("locked"), 0o500);
    let run = |args: &[&str]| Some(ended(bound(root)?.args(args).output().unwrap()));
    // A build that has nothing to do, one that has, and one that starts from nothing.
    for (number, args) in [&["build"][..], &["build"], &["build", "--no-cache"]].into_iter().enumerate() {
        let source = minimal().appending("content/articles/reopening.md", &"\nMore.\n".repeat(number));
        source.write(root);
        let Some(run) = run(args) else { break };
        assert_code(&run, 0);
        assert_once(&run, "cannot remove");
        assert_once(&run, ".public.spare-4294967295");
        assert_published(&root.join("public"), &source);
    }
    lock(&left.join("locked"), 0o700);
    // The old site itself may be what cannot be removed.
    let locked = root.join("public/articles");
    lock(&locked, 0o500);
    minimal().write(root);
    if let Some(run) = run(&["build", "--no-cache"]) {
        assert_code(&run, 0);
        assert_once(&run, ".public.staging-");
        assert_published(&root.join("public"), &minimal());
    }
    for entry in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.join("articles").is_dir() {
            lock(&entry.join("articles"), 0o700);
        }
    }
}

#[test]
fn a_site_that_may_only_be_read_is_built_elsewhere() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("site");
    minimal().write(&root);
    let Some(_) = bound(outer.path()) else { return };
    lock(&root, 0o500);
    for args in [&["build", "-o", "../public"][..], &["build", "-o", "../public", "--no-cache"]] {
        let Some(mut command) = bound(outer.path()) else { break };
        let run = ended(command.current_dir(&root).args(args).output().unwrap());
        assert_code(&run, 0);
        assert_once(&run, "the addresses of this build are not noted");
        assert_published(&outer.path().join("public"), &minimal());
    }
    lock(&root, 0o700);
}
