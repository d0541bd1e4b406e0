//! Every lint fires where its text says so and is silent where its text says so; the manual page is that text.
//!
//! An example is one or more fenced blocks behind a line `Fires:` or `Silent:`, each named by its file. Its files are laid
//! over a small valid site: entries are added to a list, in the place of those with the same id; keys of `site.yaml`
//! likewise; any other file stands as it is.

use crate::support;
use crate::support::{Source, denied, explained, minimal};
use detente::check::lint::Lint;
use detente::check::registry::{LINTS, find};
use detente::diag::{Code, Level};
use detente::online::{Verdict, findings};
use detente::pipeline::{Options, Pipeline};

/// Lints without examples in text, with a site on which each fires.
fn constructed() -> Vec<(Code, Source)> {
    vec![
        (Code::UNREADABLE_FILE, minimal().with("content/pages/imprint.md", b"---\ntitle: Caf\xe9\n---\n".to_vec())),
        (Code::LOCATION_METADATA, minimal().with("content/media/landing.png", support::located_picture())),
    ]
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

/// What is found of the links to other sites, if the web answers as the addresses of the examples say; `tests/online.rs`
/// has one that answers by itself.
fn online(source: &Source, code: Code) -> Vec<Level> {
    let links = Pipeline::default().build(&source.snapshot(), &Options { web: true, ..Options::default() }).web;
    let answer = |url: &str| match url.rsplit('/').next() {
        Some("gone") => Verdict::Dead("it answers 404".to_string()),
        Some("old") => Verdict::Moved("https://register.example/new".to_string()),
        _ => Verdict::Alive,
    };
    let verdicts = links.iter().map(|link| (link.url.clone(), answer(&link.url))).collect();
    findings(&links, &verdicts).iter().filter(|it| it.code == code).map(|it| it.level).collect()
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
            let found: Vec<Level> = match code.is_online() {
                true => online(&heard(site(example), code), code),
                false => build.findings.iter().filter(|it| it.diagnostic.code == code).map(|it| it.diagnostic.level).collect(),
            };
            let right = match example.fires {
                true => found.contains(&level),
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

/// A source that was read in the month in which it came out, and one that was read the day before.
fn early(site: &str, entry: &str) -> Vec<String> {
    let source = |id: &str, issued: &str| {
        format!(
            "- id: {id}\n  type: report\n  title: {id}\n  issued: {issued}\n  accessed: 2020-04-02\n  tier: ngo\n  read: full\n{entry}"
        )
    };
    let sources = source("maybe", "2020-04") + &source("surely", "2020-04-03");
    let site = laid_over(laid_over(minimal(), "content/site.yaml", site), "content/sources.yaml", &sources).build();
    let found = support::findings(&site).into_iter().map(|line| line.split(' ').next().unwrap().to_string());
    // Nothing in the site cites them.
    found.filter(|lint| lint != "warn[unused-entry]").collect()
}

#[test]
fn what_is_merely_possible_is_a_warning_unless_the_site_says_otherwise() {
    let (warn, deny) = ("warn[accessed-before-issued]", "deny[accessed-before-issued]");
    assert_eq!(early("", ""), [warn, deny]);
    assert_eq!(early("lints: {accessed-before-issued: deny}\n", ""), [deny, deny]);
    assert_eq!(early("lints: {accessed-before-issued: warn}\n", ""), [warn, warn]);
    assert_eq!(early("lints: {accessed-before-issued: allow}\n", ""), [""; 0]);
    assert_eq!(early("", "  lint: {accessed-before-issued: The stamp is wrong.}\n"), [""; 0]);
}

#[test]
fn an_interval_and_an_office_may_be_doubtful_too() {
    let levels = |path: &str, text: &str| support::findings(&laid_over(minimal(), path, text).build());
    let phase = "- id: doubt\n  title: Doubt\n  date: 2020-10/2020-10-05\n  cites: [gazette]\n";
    assert_eq!(levels("content/phases.yaml", phase), ["warn[end-before-start] content/phases.yaml:8:9"]);
    let office = "---\ntitle: Who\nsummary: Who.\n---\n\n[[envoy@2018/2020]]\n";
    assert_eq!(levels("content/pages/who.md", office), ["warn[role-not-held] content/pages/who.md:6:3"]);
}

#[test]
fn every_language_of_the_theme_has_words_for_the_lints_that_read_prose() {
    for lang in ["en", "id", "ru", "hy", "az", "fr", "es", "ar", "tr"] {
        let lang = detente::config::Lang::new(lang).unwrap();
        let read = detente::check::vocabulary::read(&minimal().snapshot(), std::slice::from_ref(&lang));
        assert_eq!(read.diagnostics, [], "{lang}");
        let words = read.value.get(&lang).unwrap_or_else(|| panic!("no words in {lang}"));
        assert!(words.casualty.len() > 5 && words.months.len() >= 12 && words.relative_time.len() > 10, "{lang}: {words:?}");
    }
}

#[test]
fn prose_is_read_in_each_language_by_its_own_words() {
    for (lang, text, found) in [
        ("ru", "По словам ведомства, погибли 14 человек.", "typed-number"),
        ("ru", "В 2020 году погибших не было, 14 мая тоже.", ""),
        ("ar", "قُتل ١٤ جندياً في المعركة.", "typed-number"),
        ("tr", "Ateşkes geçen hafta bozuldu.", "relative-time-word"),
        ("en", "Погибли 14 человек.", ""),
        ("en", "In all 1,414 were wounded.", "typed-number"),
        ("en", "At 14:30 killed time; 3.5 wounded; on 14 May killed.", ""),
        ("en", "> 14 were killed\n\n`14 killed` and “14 killed”\n\n```text\n14 killed\n```\n", ""),
    ] {
        let article = format!("---\ntitle: T\nsummary: S.\ndate: 2021-05-01\ncites: [gazette]\n---\n\n{text}\n");
        let site = minimal().replacing("content/site.yaml", "[en]", &format!("[{lang}]")).with("content/articles/a.md", article);
        let build = site.build();
        let at: Vec<&str> = build
            .findings
            .iter()
            .filter(|it| it.at.file.as_str() == "content/articles/a.md")
            .map(|it| it.diagnostic.code.name())
            .collect();
        assert_eq!(at.join(" "), found, "{text}");
    }
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

Dates are often imprecise, and comparing them has three outcomes. A finding that is certain has the level of its lint; one that is
merely possible is a warning at most, and says so with “may”. A level that the site itself chose holds for both: `deny` for the strict,
`allow` for silence.

One entry may be excused, with a reason, which is printed on the methods page; an allowance that no longer allows anything is
reported:

```yaml
lint: {uncited-event: No paper came out that day.}
```

Lints about wording know the words of a language from `templates/lints/<lang>.yaml`; a file of that name in a site takes the place of
the built-in one. They read the site's own words: not quotations (in marks or `>`), references, citations, code or blocks.

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
    assert!(written == manual(), "docs/lints.md is stale; rewrite it: REWRITE_MANUAL=1 cargo test lints::manual");
}
