//! The house rules that a compiler does not hold: layers, no IO in the core, one idea per file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may depend on whom: a module may use those of a lower number, never its neighbours.
///
/// The same table stands in ARCHITECTURE.md, which `the_architecture_document_has_the_same_layers` holds to it.
const LAYERS: &[(&str, u8)] = &[
    ("base", 0),
    ("geography", 0),
    ("theme", 0),
    ("draw", 1),
    ("snapshot", 1),
    ("site", 3),
    ("picture", 1),
    ("share", 1),
    ("late", 2),
    ("search", 1),
    ("assets", 2),
    ("diag", 2),
    ("yaml", 3),
    ("config", 4),
    ("parse", 5),
    ("import", 6),
    ("model", 6),
    ("schema", 6),
    ("route", 7),
    ("query", 7),
    ("check", 8),
    ("render", 8),
    ("audit", 8),
    ("disk", 9),
    ("pipeline", 9),
    ("load", 10),
    ("emit", 10),
    ("online", 10),
    ("cache", 11),
    ("serve", 11),
    ("cli", 12),
];

/// Modules that may read and write the world outside.
const MAY_DO_IO: [&str; 8] = ["cache", "disk", "load", "emit", "online", "serve", "cli", "main"];

/// What no other module may name: files, environment, network, processes, clocks, chance.
const OUTSIDE: [&str; 10] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io::std",
    "std::time",
    "SystemTime",
    "Instant::now",
    "jiff::",
    "rand::",
];

/// Longest a file may be, its tests not counted.
const LONGEST: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no Rust files in {folder}");
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The top module a file belongs to: `src/parse/markdown/mod.rs` → `parse`.
fn module(file: &str) -> &str {
    let inner = file.trim_start_matches("src/");
    inner.split('/').next().unwrap().trim_end_matches(".rs")
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod ").next().unwrap()
}

#[test]
fn no_module_uses_one_of_its_own_layer_or_above() {
    let layers: BTreeMap<&str, u8> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, text) in rust_files("src") {
        let own = module(&file);
        if matches!(own, "lib" | "main") {
            continue;
        }
        let own_layer = *layers.get(own).unwrap_or_else(|| panic!("{file}: the module `{own}` has no layer"));
        for used in without_tests(&text).split("crate::").skip(1) {
            let names: Vec<&str> = match used.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap().split(',').map(str::trim).collect(),
                None => vec![used],
            };
            for name in names {
                let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                if let Some(layer) = layers.get(name)
                    && name != own
                    && *layer >= own_layer
                {
                    wrong.push(format!("{file}: `{own}` (layer {own_layer}) uses `{name}` (layer {layer})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_knows_no_disk_clock_network_or_chance() {
    let mut wrong = Vec::new();
    for (file, text) in rust_files("src") {
        if MAY_DO_IO.contains(&module(&file)) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            if let Some(name) = OUTSIDE.iter().find(|name| line.contains(**name) && !line.trim_start().starts_with("//")) {
                wrong.push(format!("{file}:{}: `{name}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_pipeline_remembers() {
    let outside = |file: &str| !matches!(module(file), "pipeline" | "base" | "lib");
    let wrong: Vec<_> = rust_files("src")
        .into_iter()
        .filter(|(file, text)| outside(file) && without_tests(text).contains("Memo"))
        .map(|(file, _)| file)
        .collect();
    assert!(wrong.is_empty(), "memo tables outside the pipeline: {wrong:?}");
}

#[test]
fn every_file_of_tests_is_in_the_program() {
    let all = fs::read_to_string(root().join("tests/all.rs")).unwrap();
    let told: Vec<String> = all
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| format!("tests/{name}.rs"))
        .collect();
    let files = rust_files("tests").into_iter().map(|(file, _)| file);
    let there: Vec<String> = files.filter(|file| file.matches('/').count() == 1 && file != "tests/all.rs").collect();
    assert_eq!(told.into_iter().filter(|file| file != "tests/support.rs").collect::<Vec<_>>(), there);
}

#[test]
fn every_file_says_its_idea_first() {
    for folder in ["src", "tests", "benches"] {
        for (file, text) in rust_files(folder) {
            let first = text.lines().next().unwrap_or("");
            assert!(
                first.starts_with("//! ") && first.len() > 12,
                "{file}: the first line should say the file's idea: {first:?}"
            );
        }
    }
}

#[test]
fn no_file_is_longer_than_an_idea() {
    for (file, text) in rust_files("src") {
        let lines = without_tests(&text).lines().count();
        assert!(lines <= LONGEST, "{file} has {lines} lines");
    }
}

#[test]
fn nothing_is_left_to_do_in_the_tree() {
    // Spelt apart, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("todo", "!("), concat!("dbg", "!(")];
    for folder in ["src", "tests", "benches"] {
        for (file, text) in rust_files(folder) {
            for mark in marks {
                assert!(!text.contains(mark), "{file}: {mark}");
            }
        }
    }
}

#[test]
fn no_module_is_a_drawer() {
    for (file, _) in rust_files("src") {
        for drawer in ["utils", "util", "common", "helpers", "misc", "types"] {
            let is_drawer = file.ends_with(&format!("/{drawer}.rs")) || file.contains(&format!("/{drawer}/"));
            // The fields all kinds have in common are called so in the content model.
            assert!(!is_drawer || file == "src/parse/schema/common.rs", "{file} is a drawer, not an idea");
        }
    }
}

#[test]
fn the_architecture_document_has_the_same_layers() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut told = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        if let (Some(layer), Some(modules)) = (cells.next().and_then(|cell| cell.parse::<u8>().ok()), cells.next()) {
            for module in modules.split(',').map(|name| name.trim().trim_matches('`')) {
                told.insert(module.to_string(), layer);
            }
        }
    }
    let expected: BTreeMap<String, u8> = LAYERS.iter().map(|(module, layer)| (module.to_string(), *layer)).collect();
    assert_eq!(told, expected, "the table of layers in ARCHITECTURE.md");
}
