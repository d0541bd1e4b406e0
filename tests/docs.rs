//! The README speaks of what there is: every command, option, block, kind and exit code, and no other.

use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

fn help(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_detente")).args(args).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn commands() -> Vec<String> {
    let help = help(&[]);
    let section = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = section.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_string).collect()
}

/// The rows of the table of commands.
fn rows() -> Vec<String> {
    let readme = readme();
    let section = readme.split("## Commands").nth(1).unwrap().split("\n## ").next().unwrap().to_string();
    section.lines().filter(|line| line.starts_with("| `")).map(str::to_string).collect()
}

#[test]
fn every_command_is_in_the_readme_and_the_readme_has_no_other() {
    let told: Vec<String> = rows()
        .iter()
        .flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>())
        .map(|usage| usage.split_whitespace().next().unwrap().to_string())
        .collect();
    let mut expected = commands();
    let mut told_sorted = told.clone();
    expected.sort();
    told_sorted.sort();
    assert_eq!(told_sorted, expected);
}

#[test]
fn every_option_of_a_command_is_in_its_row_or_below_the_table() {
    let readme = readme();
    let section = readme.split("## Commands").nth(1).unwrap().split("\n## ").next().unwrap();
    for command in commands() {
        for line in help(&[&command]).lines() {
            let line = line.trim_start();
            if !line.starts_with('-') {
                continue;
            }
            let names: Vec<&str> = line.split([' ', ',', '[']).filter(|word| word.starts_with('-')).collect();
            let known = names.iter().any(|name| {
                matches!(*name, "-h" | "--help" | "-V" | "--version") || section.contains(&format!("{name} ")) || {
                    section.contains(&format!("{name}`")) || section.contains(&format!("{name}]"))
                }
            });
            assert!(known, "`detente {command}`: {names:?} is not in the README");
        }
    }
}

#[test]
fn the_manual_of_checking_has_every_format_and_mend() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/checking.md")).unwrap();
    let help = help(&["check"]);
    for format in ["human", "short", "json", "sarif", "github"] {
        assert!(help.contains(&format!("- {format}:")) && manual.contains(&format!("`{format}`")), "{format}");
    }
    for (code, what) in detente::diag::fix::MENDS {
        let row = format!("| `{}` | {what} |", code.name());
        assert!(manual.contains(&row), "{row}");
    }
}

#[test]
fn every_block_and_kind_is_in_the_readme() {
    let readme = readme();
    for name in detente::parse::block::NAMES {
        assert!(readme.contains(&format!("`{name}`")), "the block `{name}` is not in the README");
    }
    let kinds = readme.split("The kinds are ").nth(1).unwrap().split(';').next().unwrap();
    let told: Vec<&str> = kinds.split([',', '\n', ' ']).filter(|word| !word.is_empty()).collect();
    let expected: Vec<&str> = detente::parse::kind::Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(told, expected);
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    let readme = readme();
    assert!(readme.lines().count() <= 140, "the README has {} lines", readme.lines().count());
    for target in readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        let is_web = target.starts_with("https://");
        let file = target.split('#').next().unwrap();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(is_web || path.exists(), "the README links to {target}");
    }
}

#[test]
fn every_key_of_the_configuration_is_in_the_starter() {
    let starter = include_str!("../src/cli/starter/content/site.yaml");
    let keys = [
        "title",
        "summary",
        "base_url",
        "languages",
        "timezone",
        "sides",
        "naming",
        "home",
        "citations",
        "review_after",
        "lints",
        "baseline",
        "markdown",
    ];
    for key in keys {
        assert!(starter.contains(&format!("{key}:")), "`{key}` is not in the starter's site.yaml");
    }
}
