//! The theme: what it may load, how its files are named, whether its colours can be read; without a browser.

use std::collections::{BTreeMap, BTreeSet};

use crate::support;
use crate::support::html::{Page, Target, resolve};
use crate::support::{minimal, repository};
use detente::base::digest::Digest;
use detente::pipeline::Build;

fn built(folder: &str) -> Build {
    support::build(&repository(folder))
}

/// The pages of a site that are read, by path.
fn pages(build: &Build) -> Vec<(&str, Page)> {
    let html = build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    let pages = html.map(|(path, bytes)| (path.as_str(), Page::read(std::str::from_utf8(bytes).unwrap())));
    pages.filter(|(_, page)| !page.all("meta").any(|it| it.get("http-equiv") == Some("refresh"))).collect()
}

/// The style sheet of a site.
fn style(build: &Build) -> &str {
    let is_style = |path: &&str| path.starts_with("assets/style.") && path.ends_with(".css");
    let path = build.site.files.keys().map(|path| path.as_str()).find(is_style).unwrap();
    build.site.text(path).unwrap()
}

#[test]
fn an_asset_is_named_after_what_it_holds() {
    let build = built("");
    let assets: Vec<_> = build.site.files.iter().filter(|(path, _)| path.as_str().starts_with("assets/")).collect();
    assert!(assets.len() >= 2);
    for (path, bytes) in assets {
        let fingerprint = path.as_str().rsplit('.').nth(1).unwrap();
        assert_eq!(fingerprint, Digest::of_bytes(bytes).fingerprint(), "{path}");
    }
}

#[test]
fn every_page_loads_the_one_style_sheet_under_its_policy() {
    for folder in ["", "tests/sites/estuary"] {
        let build = built(folder);
        let pages = pages(&build);
        assert!(pages.len() > 10, "{folder}: {} pages", pages.len());
        for (path, page) in pages {
            let policy = page.all("meta").find(|it| it.get("http-equiv") == Some("Content-Security-Policy"));
            let policy = policy.and_then(|it| it.get("content")).unwrap_or_default();
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(page.active(), Vec::<String>::new(), "{path}");
            let loaded = page.links().filter(|(it, _)| it.get("rel") == Some("stylesheet") || it.name == "script");
            for (_, address) in loaded.filter(|_| path != "404.html") {
                let Target::Inside(file, _) = resolve(path, address) else { panic!("{path} loads {address}") };
                assert!(file.starts_with("assets/") && build.site.text(&file).is_some(), "{path} loads {address}");
            }
        }
        let headers = build.site.text("_headers").unwrap();
        assert!(headers.contains("  Content-Security-Policy: default-src 'none';"), "{headers}");
        assert!(headers.contains("/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"), "{headers}");
    }
}

#[test]
fn a_site_may_replace_a_part_of_the_style_add_one_or_replace_all() {
    let theme = style(&support::build(&minimal().snapshot())).to_string();
    let of = |path: &str, text: &str| style(&support::build(&minimal().with(path, text).snapshot())).to_string();
    let added = of("static/style/95-own.css", "h1 {color: var(--accent)}");
    assert_eq!(added, format!("{theme}h1 {{color: var(--accent)}}\n"));
    let replaced = of("static/style/90-print.css", "@media print {nav {display: none}}");
    assert!(replaced.ends_with("\n@media print {nav {display: none}}\n") && replaced.len() < theme.len());
    assert_eq!(of("static/style.css", "h1 {color: red}"), "h1 {color: red}");
}

#[test]
fn a_table_is_aligned_without_a_style_in_the_page() {
    let table = "---\ntitle: A table\n---\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n";
    let build = support::build(&minimal().with("content/pages/table.md", table).snapshot());
    let page = Page::read(build.site.text("table/index.html").unwrap());
    assert_eq!(page.active(), Vec::<String>::new());
    let classes: Vec<_> = page.all("td").map(|it| it.get("class").unwrap_or_default()).collect();
    assert_eq!(classes, ["align-start", "align-center", "align-end"]);
}

/// The colours of a style sheet by name, for light and for dark.
fn colours(style: &str) -> BTreeMap<&str, [[f64; 3]; 2]> {
    let mut colours = BTreeMap::new();
    for line in style.lines() {
        let Some((name, value)) = line.trim().split_once(": light-dark(") else { continue };
        let Some((light, dark)) = value.split_once(')').and_then(|(pair, _)| pair.split_once(", ")) else { continue };
        if let (Some(name), Some(light), Some(dark)) = (name.strip_prefix("--"), rgb(light), rgb(dark)) {
            // The first definition is the one without preferences.
            colours.entry(name).or_insert([light, dark]);
        }
    }
    colours
}

fn rgb(hex: &str) -> Option<[f64; 3]> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| Some(f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Contrast as WCAG 2.2 defines it: 1 to 21.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let linear = colour.map(|it| if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_colour_of_text_can_be_read_on_every_ground_and_every_mark_be_seen() {
    let build = built("tests/sites/estuary");
    let colours = colours(style(&build));
    let grounds = ["paper", "sheet", "mark"];
    let texts = ["ink", "quiet", "accent", "doubt"];
    let marks = ["side-1", "side-2", "control"];
    let mut low = Vec::new();
    for (names, least) in [(texts.as_slice(), 4.5), (marks.as_slice(), 3.0)] {
        for name in names {
            for ground in grounds {
                for (theme, mode) in ["light", "dark"].iter().enumerate() {
                    let found = contrast(colours[name][theme], colours[ground][theme]);
                    if found < least {
                        low.push(format!("{name} on {ground}, {mode}: {found:.2} < {least}"));
                    }
                }
            }
        }
    }
    assert!(low.is_empty(), "{low:#?}");
    // Both hues weigh the same: neither side is louder.
    for theme in [0, 1] {
        let weight = |name: &str| contrast(colours[name][theme], colours["paper"][theme]);
        assert!((weight("side-1") / weight("side-2") - 1.0).abs() < 0.15, "{} {}", weight("side-1"), weight("side-2"));
    }
}

#[test]
fn a_fact_in_the_text_opens_claimant_date_and_source_once() {
    let build = built("");
    let page = Page::read(build.site.text("articles/seven-october-2020/index.html").unwrap());
    let opened: BTreeMap<&str, _> = page.of_class("opened").map(|it| (it.get("id").unwrap(), it)).collect();
    let facts: Vec<_> = page.of_class("fact").collect();
    assert!(facts.len() > opened.len(), "no fact is spoken of twice: {} of {}", facts.len(), opened.len());
    let mut figures = 0;
    for fact in facts {
        let open = opened[fact.get("popovertarget").unwrap()];
        assert!(open.attributes.contains_key("popover"));
        if fact.has_class("fact-figure") {
            let inside = page.inside(open);
            let of = |class: &str| inside.iter().find(|it| it.has_class(class)).map(|it| it.words()).unwrap_or_default();
            // What a pointer shows, and print, is what opens.
            let title = fact.get("title").unwrap();
            assert!(!of("claim").is_empty() && !of("origin").is_empty(), "{}", fact.words());
            assert_eq!(title, format!("{}: {}", of("claim"), of("origin")));
            assert!(inside.iter().any(|it| it.get("href").is_some_and(|href| href.starts_with("#source-"))), "{title}");
            figures += 1;
        } else if fact.has_class("fact-place") {
            assert!(page.inside(open).iter().filter(|it| it.name == "dt").count() > 1, "{}", fact.words());
        }
    }
    assert!(figures >= 3, "{figures} figures");
}

#[test]
fn a_term_unfolds_at_first_use_and_is_a_link_afterwards() {
    let term = "- id: lock\n  title: lock\n  definition: A gate for boats.\n";
    let page = "---\ntitle: Words\n---\nThe [[term:lock]], and the [[term:lock]].\n";
    let site = minimal().appending("content/terms.yaml", term).with("content/pages/words.md", page);
    let build = support::build(&site.snapshot());
    let page = Page::read(build.site.text("words/index.html").unwrap());
    let [fact] = page.of_class("fact-term").collect::<Vec<_>>()[..] else { panic!("not one fact") };
    let open = page.elements.iter().find(|it| it.get("id") == fact.get("popovertarget")).unwrap();
    assert!(open.words().contains("A gate for boats."), "{}", open.words());
    assert_eq!(page.of_class("ref-term").count(), 1);
}

#[test]
fn a_source_is_named_beside_the_text_that_cites_it_first_and_leads_back() {
    for (folder, path) in
        [("", "articles/seven-october-2020/index.html"), ("tests/sites/estuary", "articles/pourquoi-lestuaire/index.html")]
    {
        let build = built(folder);
        let page = Page::read(build.site.text(path).unwrap());
        let notes = page.of_class("notes").flat_map(|it| page.inside(it)).filter(|it| it.name == "a");
        let named: Vec<usize> = notes.map(|it| it.words().parse().unwrap()).collect();
        assert!(!named.is_empty(), "{path}");
        // The text counts first, whatever opens from it; each source is named once.
        assert_eq!(named[..3.min(named.len())], [1, 2, 3][..3.min(named.len())], "{path}");
        assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len(), "{named:?}");
        let back: Vec<_> = page.all("a").filter(|it| it.get("role") == Some("doc-backlink")).collect();
        let back: Vec<usize> = back.iter().map(|it| it.get("href").unwrap()["#cite-".len()..].parse().unwrap()).collect();
        assert_eq!(BTreeSet::from_iter(&back), BTreeSet::from_iter(&named), "{path}");
        assert!(back.iter().all(|number| page.ids().contains(&format!("cite-{number}").as_str())), "{path}");
    }
}

#[test]
fn the_manifest_of_each_language_names_files_that_are_there() {
    let build = built("tests/sites/estuary");
    for path in ["manifest.webmanifest", "ar/manifest.webmanifest"] {
        let manifest: serde_json::Value = serde_json::from_str(build.site.text(path).unwrap()).unwrap();
        assert!(!manifest["name"].as_str().unwrap().is_empty());
        let icon = manifest["icons"][0]["src"].as_str().unwrap();
        let Target::Inside(file, _) = resolve(path, icon) else { panic!("{icon}") };
        assert!(build.site.text(&file).is_some(), "{path}: {icon}");
    }
}
