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
