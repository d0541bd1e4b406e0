//! A second build does only what an edit makes necessary, and gives what a build from nothing gives.

use crate::support;
use crate::support::edits::{CONFIG, Edit, World, edit};
use crate::support::{Source, differing, explained, minimal, output};
use detente::pipeline::{Build, Options, Pipeline, Search};
use detente::site::Site;
use proptest::prelude::*;

/// Builds before and after an edit with one pipeline.
fn edited(before: &Source, after: &Source) -> (Build, Build) {
    let mut pipeline = Pipeline::default();
    let options = Options::default();
    let first = pipeline.build(&before.snapshot(), &options);
    let second = pipeline.build(&after.snapshot(), &options);
    (first, second)
}

/// The pages that an edit changed.
fn changed(first: &Build, second: &Build) -> Vec<String> {
    let mut paths = differing(&output(first), &output(second));
    paths.retain(|path| path.ends_with(".html"));
    paths
}

fn pages(build: &Build) -> usize {
    build.stats.rendered + build.stats.reused
}

#[test]
fn the_small_site_has_every_kind_and_no_finding() {
    let build = minimal().build();
    assert_eq!(explained(&build), "");
    for kind in detente::parse::kind::Kind::ALL {
        let path = format!("data/{}.json", kind.folder());
        let is_there = build.site.text(&path).is_some() || kind == detente::parse::kind::Kind::Page;
        assert!(is_there, "there is no {kind} in it");
    }
}

#[test]
fn building_twice_renders_nothing() {
    let (first, second) = edited(&minimal(), &minimal());
    assert_eq!(first.stats.reused, 0);
    assert_eq!((second.stats.parsed, second.stats.rendered), (0, 0));
    assert_eq!(second.stats.reused, first.stats.rendered);
    assert_eq!(output(&first), output(&second));
}

#[test]
fn a_place_is_looked_for_again_only_where_its_file_is_another() {
    let wrong = "\n- id: cited\n  title: Cited\n  date: \"2020-01-01\"\n  importance: 3\n  actors: [nobody]\n";
    let before = minimal().appending("content/events.yaml", wrong);
    let (first, second) = edited(&before, &before.clone().appending("content/articles/reopening.md", "\nOne more sentence.\n"));
    assert!(explained(&first).contains("nobody") && first.stats.located > 0);
    assert_eq!(second.stats.located, 0);
    assert_eq!(first.findings, second.findings);
    let moved = format!("\n{}", before.text("content/events.yaml"));
    let (first, second) = edited(&before, &before.clone().with("content/events.yaml", moved));
    let lines = |build: &Build| {
        build.findings.iter().filter(|it| it.at.file.as_str().ends_with("events.yaml")).map(|it| it.at.line).max()
    };
    assert_eq!(lines(&second), lines(&first).map(|line| line + 1));
}

#[test]
fn only_pages_that_changed_are_audited_again() {
    let (first, second) = edited(&minimal(), &minimal());
    assert_eq!(first.stats.audited, first.site.pages());
    assert_eq!(second.stats.audited, 0);
}

#[test]
fn an_address_that_died_on_an_unchanged_page_is_found() {
    // The page that links to it is the same as before; what it links to is not.
    let with = minimal().with("static/leaflet.txt", "x").with(
        "templates/404.html",
        "<!doctype html><html lang=\"{{ lang }}\"><title>x</title><a href=\"{{ \"/leaflet.txt\" | rel }}\">x</a></html>",
    );
    let (first, second) = edited(&with, &with.clone().without("static/leaflet.txt"));
    assert_eq!(explained(&first), "");
    assert_eq!(second.stats.audited, 0);
    assert!(support::lints(&second).contains(&"dead-internal-url"), "{}", explained(&second));
}

#[test]
fn editing_a_body_renders_one_page() {
    let path = "content/articles/reopening.md";
    let after = minimal().replacing(path, "asked for talks", "asked for talks again");
    let (first, second) = edited(&minimal(), &after);
    assert_eq!(second.stats.audited, 1);
    assert_eq!((second.stats.parsed, second.stats.rendered), (1, 1));
    assert_eq!(changed(&first, &second), ["articles/reopening/index.html"]);
}

#[test]
fn new_words_in_a_body_make_one_view_and_new_facts_make_all() {
    let path = "content/articles/reopening.md";
    let mut pipeline = Pipeline::default();
    let mut build = |source: &Source| pipeline.build(&source.snapshot(), &Options::default());
    let all = build(&minimal()).stats.viewed;
    assert!(all > 20);
    assert_eq!(build(&minimal()).stats.viewed, 0);
    let words = minimal().replacing(path, "asked for talks", "asked for talks again");
    assert_eq!(build(&words).stats.viewed, 1);
    // Words before a block and a citation move them, and change nothing that others see.
    let moved = words.replacing(path, "---\n\n", "---\n\nThese words are new.\n\n");
    assert_eq!(build(&moved).stats.viewed, 1);
    for facts in [
        moved.clone().appending(path, "\n## A heading that others may lead to\n"),
        moved.clone().appending(path, "\n[[southland]]\n"),
        moved.clone().replacing(path, "title: ", "title: Again, "),
        moved.clone().with("static/extra.txt", "x"),
        moved.clone().with("templates/words/en.yaml", "skip: Past it\n"),
    ] {
        assert_eq!(build(&facts).stats.viewed, all);
        assert_eq!(build(&moved).stats.viewed, all);
    }
}

#[test]
fn findings_in_a_body_move_with_its_words() {
    let path = "content/articles/reopening.md";
    let wrong =
        minimal().appending(path, "\n[[nobody-at-all]] recently [x](/nowhere/) [@nothing]\n\n```timeline\nfrom: 3000\n```\n");
    let (first, second) = edited(&wrong, &wrong.clone().replacing(path, "---\n\n", "---\n\nOne more.\n\n"));
    assert_eq!(second.stats.viewed, 1);
    let lines = |build: &Build| build.findings.iter().map(|it| (it.diagnostic.code, it.at.line)).collect::<Vec<_>>();
    let moved: Vec<_> = lines(&first).into_iter().map(|(code, line)| (code, line + 2)).collect();
    assert!(moved.len() >= 5, "{}", explained(&first));
    assert_eq!(lines(&second), moved);
    let mended = minimal().replacing(path, "---\n\n", "---\n\nOne more.\n\n");
    assert_eq!(explained(&edited(&wrong, &mended).1), "");
}

#[test]
fn the_search_may_come_later_or_not_at_all() {
    let whole = minimal().build();
    let with = |search: Search| Pipeline::default().build(&minimal().snapshot(), &Options { search, ..Options::default() });
    let (mut later, mut never) = (with(Search::Later), with(Search::Never));
    assert_eq!(output(&later), output(&never));
    assert_eq!(never.stats.filed, 0);
    let mut none = Site::default();
    std::mem::take(&mut never.index).make(&mut none);
    assert_eq!(none.count(), 0);
    std::mem::take(&mut later.index).make(&mut later.site);
    assert!(
        differing(&output(&whole), &output(&never))
            .iter()
            .all(|path| path.starts_with("search/") || path.starts_with("timeline/index/"))
    );
    assert_eq!(output(&later), output(&whole));
    // Asked for at last, the same pipeline makes it of what it knows.
    let mut pipeline = Pipeline::default();
    pipeline.build(&minimal().snapshot(), &Options { search: Search::Never, ..Options::default() });
    assert_eq!(output(&pipeline.build(&minimal().snapshot(), &Options::default())), output(&whole));
}

#[test]
fn editing_a_body_that_others_refer_to_renders_one_page() {
    let after = minimal().replacing("content/events/landing-fire.md", "by noon", "by the evening");
    let (first, second) = edited(&minimal(), &after);
    assert_eq!((second.stats.parsed, second.stats.rendered), (1, 1));
    assert_eq!(changed(&first, &second), ["events/landing-fire/index.html"]);
}

#[test]
fn editing_a_title_renders_the_pages_that_show_its_card() {
    let after = minimal().replacing("content/actors.yaml", "name: Southland", "name: South Reach");
    let (first, second) = edited(&minimal(), &after);
    let changed = changed(&first, &second);
    let showing = |path: &&String| second.site.text(path).unwrap().contains("South Reach");
    assert_eq!(changed.iter().filter(showing).count(), changed.len());
    let all_showing = second.site.files.keys().map(|path| path.as_str().to_string()).filter(|path| path.ends_with(".html"));
    assert_eq!(all_showing.filter(|path| showing(&path)).collect::<Vec<_>>(), changed);
    assert_eq!(second.stats.parsed, 1);
    assert_eq!(second.stats.rendered, changed.len());
    assert!(second.stats.reused > 0, "an actor's name is not on every page");
}

#[test]
fn editing_a_source_renders_the_pages_that_cite_it() {
    let after = minimal().replacing("content/sources.yaml", "container-title: The Herald", "container-title: Evening Herald");
    let (first, second) = edited(&minimal(), &after);
    let changed = changed(&first, &second);
    assert!(changed.contains(&"articles/reopening/index.html".to_string()), "{changed:?}");
    assert!(!changed.contains(&"phases/closed-year/index.html".to_string()), "{changed:?}");
    assert_eq!(second.stats.rendered, changed.len());
}

#[test]
fn editing_a_date_moves_the_event_everywhere() {
    let after = minimal().replacing("content/events.yaml", "\"2020-06\"", "\"2019-06\"");
    let (first, second) = edited(&minimal(), &after);
    let changed = changed(&first, &second);
    for path in ["timeline/index.html", "events/talks/index.html", "index.html"] {
        assert!(changed.contains(&path.to_string()), "{path} is not in {changed:?}");
    }
    assert_eq!(second.stats.rendered, changed.len());
    assert!(second.stats.reused > 0);
}

#[test]
fn editing_a_template_renders_every_page() {
    let theme = detente::theme::files().into_iter().find(|(path, _)| path == "templates/page.html").unwrap();
    let text = String::from_utf8(theme.1.to_vec()).unwrap();
    let after = minimal().with("templates/page.html", text.replacen("{% block main", "{# x #}{% block main", 1));
    let (first, second) = edited(&minimal(), &after);
    // The digest of the whole set is the key: which template reads which is not tracked.
    assert_eq!(second.stats.rendered, pages(&first));
    assert_eq!((second.stats.parsed, second.stats.reused), (0, 0));
}

#[test]
fn editing_the_words_of_the_theme_renders_every_page() {
    let theme = detente::theme::files().into_iter().find(|(path, _)| path == "templates/words/en.yaml").unwrap();
    let words = format!("{}\nskip: Go on\n", String::from_utf8(theme.1.to_vec()).unwrap().replace("\nskip:", "\nwas_skip:"));
    let (first, second) = edited(&minimal(), &minimal().with("templates/words/en.yaml", words));
    assert!(first.site.text("index.html").unwrap().contains("Skip to the content"));
    assert!(second.site.text("index.html").unwrap().contains(">Go on</a>"));
    assert_eq!(second.stats.rendered, pages(&first));
}

#[test]
fn a_new_lint_level_renders_the_methods_page_alone() {
    let after = minimal().appending("content/site.yaml", "lints: {raw-html: deny}\n");
    let (first, second) = edited(&minimal(), &after);
    // It says which levels differ from the tool's own; no other page knows of lints.
    assert_eq!(changed(&first, &second), ["methods/index.html"]);
    // The one file parsed is `site.yaml` itself, which holds no entry.
    assert_eq!((second.stats.parsed, second.stats.rendered), (1, 1));
}

#[test]
fn a_new_title_of_the_site_parses_no_entry_again() {
    let after = minimal().replacing("content/site.yaml", "The ferry dispute", "The crossing");
    let (first, second) = edited(&minimal(), &after);
    // The one file parsed is `site.yaml` itself.
    assert_eq!((second.stats.parsed, second.stats.rendered), (1, pages(&first)));
}

#[test]
fn a_static_file_renders_nothing() {
    let (first, second) = edited(&minimal(), &minimal().with("static/extra.txt", "new"));
    assert_eq!((second.stats.parsed, second.stats.rendered), (0, 0));
    assert_eq!(differing(&output(&first), &output(&second)), ["extra.txt"]);
}

#[test]
fn a_new_entry_renders_the_pages_that_list_it() {
    let entry = "- id: second-talks\n  title: Talks are held again\n  date: \"2020-07\"\n  cites: [herald]\n";
    let (first, second) = edited(&minimal(), &minimal().appending("content/events.yaml", entry));
    let changed = changed(&first, &second);
    assert_eq!(second.stats.rendered, changed.len(), "{changed:?}");
    assert!(second.stats.reused > 0);
}

#[test]
fn going_back_to_an_earlier_state_gives_the_earlier_site() {
    let mut pipeline = Pipeline::default();
    let options = Options::default();
    let first = pipeline.build(&minimal().snapshot(), &options);
    pipeline.build(&minimal().replacing("content/actors.yaml", "Northland", "The North").snapshot(), &options);
    let third = pipeline.build(&minimal().snapshot(), &options);
    assert_eq!(output(&first), output(&third));
}

#[test]
fn after_any_single_setting_a_warm_build_equals_a_clean_one() {
    let settings = CONFIG.into_iter().flat_map(|line| [Edit::Config(line, true), Edit::Config(line, false)]);
    let flags = [(true, false, false), (false, true, false), (false, false, true), (false, false, false)];
    let flags = flags.into_iter().map(|(drafts, future, elsewhere)| Edit::Options(drafts, future, elsewhere));
    let days = ["2021-05-15", "2040-01-01", support::TODAY].into_iter().map(Edit::Today);
    let mut world = World::new();
    let mut pipeline = Pipeline::default();
    let mut last = output(&world.build(&mut pipeline));
    let mut changes = 0;
    for edit in settings.chain(flags).chain(days) {
        world.apply(&edit);
        let (warm, clean) = (world.build(&mut pipeline), world.build(&mut Pipeline::default()));
        assert_eq!(differing(&output(&warm), &output(&clean)), Vec::<String>::new(), "after {edit:?}");
        assert_eq!(warm.findings, clean.findings, "after {edit:?}");
        changes += usize::from(output(&warm) != last);
        last = output(&warm);
    }
    assert!(changes > 12, "only {changes} of the settings changed anything");
}

proptest! {
    // Without persistence: a failure is printed in full, and no file is left in the repository.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_warm_build_equals_a_clean_one(edits in prop::collection::vec(edit(), 1..=8)) {
        let mut world = World::new();
        let mut pipeline = Pipeline::default();
        world.build(&mut pipeline);
        for edit in &edits {
            world.apply(edit);
            let warm = world.build(&mut pipeline);
            let clean = world.build(&mut Pipeline::default());
            prop_assert_eq!(differing(&output(&warm), &output(&clean)), Vec::<String>::new(), "after {:?}", edit);
            prop_assert_eq!(&warm.findings, &clean.findings, "after {:?}", edit);
            prop_assert_eq!(warm.misconfigured, clean.misconfigured);
            prop_assert_eq!(&warm.published, &clean.published);
        }
    }
}
