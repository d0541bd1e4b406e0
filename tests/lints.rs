//! Every lint fires where its text says so and is silent where its text says so; the manual page is that text.
//!
//! An example is one or more fenced blocks behind a line `Fires:` or `Silent:`, each named by its file. Its files are laid
//! over a small valid site: entries are added to a list, in the place of those with the same id; keys of `site.yaml`
//! likewise; any other file stands as it is.

mod support;

use detente::check::lint::Lint;
use detente::check::registry::{LINTS, find};
use detente::diag::{Code, Level};
use support::{Source, denied, explained, minimal};

/// Lints without examples in text, with a site on which each fires.
fn constructed() -> Vec<(Code, Source)> {
    vec![(Code::UNREADABLE_FILE, minimal().with("content/pages/imprint.md", b"---\ntitle: Caf\xe9\n---\n".to_vec()))]
}

/// One example of a lint's text.
struct Example {
    fires: bool,
    files: Vec<(String, String)>,
}

fn examples(lint: &Lint) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = lint.docs.lines();
    while let Some(line) = lines.next() {
        if matches!(line, "Fires:" | "Silent:") {
            examples.push(Example { fires: line == "Fires:", files: Vec::new() });
        }
        let info = line.trim_start_matches('`');
        if line.len() - info.len() < 3 {
            continue;
        }
        let fence = &line[..line.len() - info.len()];
        let path = info.split_whitespace().nth(1).unwrap_or_else(|| panic!("{}: {line} names no file", lint.code.name()));
        let text: String = lines.by_ref().take_while(|line| *line != fence).map(|line| format!("{line}\n")).collect();
        let example = examples.last_mut().unwrap_or_else(|| panic!("{}: an example of what?", lint.code.name()));
        example.files.push((path.to_string(), text));
    }
    examples
}

/// A text in parts that each begin with a line for which `begins` gives a name.
fn parts(text: &str, begins: impl Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = vec![(String::new(), String::new())];
    for line in text.split_inclusive('\n') {
        if let Some(name) = begins(line) {
            parts.push((name, String::new()));
        }
        parts.last_mut().unwrap().1.push_str(line);
    }
    parts
}

fn laid_over(base: Source, path: &str, text: &str) -> Source {
    let begins = |line: &str| {
        let (before, key) = if path == "content/site.yaml" { ("", line) } else { ("- id: ", line.strip_prefix("- id: ")?) };
        let name = key.split(':').next()?.trim();
        (!key.starts_with(' ') && !name.is_empty()).then(|| format!("{before}{name}"))
    };
    let is_list = path.ends_with(".yaml") && !path.starts_with("templates/");
    if !is_list || !base.files.contains_key(path) {
        return base.with(path, text);
    }
    let new = parts(text, begins);
    let kept = parts(base.text(path), begins).into_iter().filter(|(name, _)| new.iter().all(|(other, _)| other != name));
    let laid: String = kept.chain(new.clone()).map(|(_, text)| text).collect();
    base.with(path, laid)
}

fn site(example: &Example) -> Source {
    example.files.iter().fold(minimal(), |base, (path, text)| laid_over(base, path, text))
}

/// The site with a lint set to warn where it is off by default.
fn heard(source: Source, code: Code) -> Source {
    match code.default_level() {
        Level::Allow => laid_over(source, "content/site.yaml", &format!("lints: {{{}: warn}}\n", code.name())),
        _ => source,
    }
}

#[test]
fn every_lint_fires_and_is_silent_as_its_text_says() {
    let constructed = constructed();
    let mut wrong = Vec::new();
    for lint in LINTS {
        let (code, name) = (lint.code, lint.code.name());
        let examples = examples(lint);
        if let Some((_, source)) = constructed.iter().find(|(other, _)| *other == code) {
            assert!(examples.is_empty(), "{name} has examples, so it needs none constructed");
            let build = source.build();
            assert!(support::lints(&build).contains(&name), "{name} should fire:\n{}", explained(&build));
            continue;
        }
        let has = |fires: bool| examples.iter().any(|example| example.fires == fires && !example.files.is_empty());
        assert!(has(true) && has(false), "{name} is not shown firing and silent");
        for example in &examples {
            let build = heard(site(example), code).build();
            let level = code.default_level().max(Level::Warn);
            let found: Vec<Level> =
                build.findings.iter().filter(|it| it.diagnostic.code == code).map(|it| it.diagnostic.level).collect();
            let right = match example.fires {
                true => found.iter().any(|found| *found == level),
                false => found.is_empty() && denied(&build).is_empty(),
            };
            if !right {
                let wanted = if example.fires { "should fire" } else { "should be silent, and nothing at deny" };
                wrong.push(format!("{name} {wanted}:\n{:?}\n{}", example.files, explained(&build)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_base_of_the_examples_has_no_finding() {
    let build = minimal().build();
    assert_eq!(explained(&build), "");
}

#[test]
fn every_text_has_a_summary_and_a_reason() {
    for lint in LINTS {
        let name = lint.code.name();
        let summary = lint.summary();
        assert!(summary.ends_with('.') && summary.len() > 20 && !summary.contains('\n'), "{name}: {summary:?}");
        assert!(lint.docs.contains("\n\nWhy: "), "{name} does not say why");
        assert!(find(lint.code).is_some(), "{name} cannot be found");
    }
}

const MANUAL: &str = "\
# Lints

What detente looks for, group by group. `detente explain LINT` prints the same text.

A finding at `deny` keeps the site from being published, one at `warn` does not, and a lint at `allow` is not looked for unless you
ask. Each lint has a level by default, shown behind its name. A site chooses others in `content/site.yaml`:

```yaml
lints: {raw-html: deny, untranslated-string: allow}
```

One entry may be excused, with a reason, which is printed on the methods page; an allowance that no longer allows anything is
reported:

```yaml
lint: {uncited-event: No paper came out that day.}
```

The examples lie over a small site with the actors `northland`, `southland` and `envoy`, the place `ferry-town`, the sources
`gazette` and `herald`, the figure `north-dead`, the event `closing`: a list adds its entries to that site's, in the place of those
with the same id.
";

fn manual() -> String {
    let mut groups: Vec<&str> = LINTS.iter().map(|lint| lint.group).collect();
    groups.dedup();
    let of = |group: &str| LINTS.iter().filter(|lint| lint.group == group).collect::<Vec<_>>();
    let mut text = MANUAL.to_string();
    for group in &groups {
        text.push_str(&format!("\n| {group} | by default | |\n| --- | --- | --- |\n"));
        for lint in of(group) {
            let (name, level) = (lint.code.name(), lint.code.default_level().word());
            text.push_str(&format!("| [`{name}`](#{name}) | {level} | {} |\n", lint.summary().replace('|', "\\|")));
        }
    }
    for group in &groups {
        let title = format!("{}{}", group[..1].to_uppercase(), &group[1..]);
        text.push_str(&format!("\n## {title}\n"));
        for lint in of(group) {
            let (name, level) = (lint.code.name(), lint.code.default_level().word());
            text.push_str(&format!("\n### {name}\n\n*{group}, {level} by default.* {}\n", lint.docs.trim()));
        }
    }
    text
}

#[test]
fn the_manual_page_is_the_text_of_the_lints() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lints.md");
    if std::env::var_os("REWRITE_MANUAL").is_some() {
        std::fs::write(path, manual()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == manual(), "docs/lints.md is stale; rewrite it: REWRITE_MANUAL=1 cargo test --test lints manual");
}
