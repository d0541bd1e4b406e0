//! The bundled site as its readers get it: whole, linked, labelled, even-handed; and the test sites beside it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::OnceLock;

use crate::support;
use crate::support::html::{Element, Page, Target, repeated, resolve};
use crate::support::{denied, explained, findings, minimal, repository};
use detente::pipeline::Build;
use serde_yaml::Value;

/// A built site with its pages read.
struct Built {
    build: Build,
    pages: BTreeMap<String, Page>,
    /// The path that the site is published under: `/estuaire`.
    base: String,
}

impl Built {
    fn of(folder: &str) -> Built {
        let build = support::build(&repository(folder));
        let html = build.site.files.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
        let pages =
            html.map(|(path, bytes)| (path.as_str().to_string(), Page::read(std::str::from_utf8(bytes).unwrap()))).collect();
        let host = build.config.base_url.split_once("://").map_or("", |(_, host)| host);
        let base = host.find('/').map(|at| host[at..].to_string()).unwrap_or_default();
        Built { build, pages, base }
    }

    /// Where an address on a page leads.
    fn resolve(&self, page: &str, address: &str) -> Target {
        match address.strip_prefix(&self.base) {
            // The page for missing addresses is served anywhere, so it names addresses from the root of the host.
            Some(below) if !self.base.is_empty() && below.starts_with('/') => resolve(page, below),
            _ if address.starts_with('/') && !self.base.is_empty() => Target::Outside(address.to_string()),
            _ => resolve(page, address),
        }
    }

    /// The pages and files of the site that a page links to, with the anchors.
    fn targets(&self, page: &str) -> BTreeSet<(String, String)> {
        let links = self.page(page).all("a").filter_map(|it| it.get("href"));
        links
            .filter_map(|address| match self.resolve(page, address) {
                Target::Inside(file, anchor) => Some((file, anchor)),
                Target::Outside(_) => None,
            })
            .collect()
    }

    /// Whether a page links to a file of the site.
    fn leads(&self, page: &str, file: &str) -> bool {
        self.targets(page).iter().any(|(target, _)| target == file)
    }

    #[track_caller]
    fn page(&self, path: &str) -> &Page {
        self.pages.get(path).unwrap_or_else(|| panic!("there is no {path}"))
    }

    /// The text of a file of the theme.
    fn asset(&self, name: &str) -> &str {
        let (stem, ending) = name.rsplit_once('.').unwrap();
        let is_it = |path: &&str| path.starts_with(&format!("assets/{stem}.")) && path.ends_with(&format!(".{ending}"));
        let path = self.build.site.files.keys().map(|path| path.as_str()).find(is_it);
        self.build.site.text(path.unwrap_or_else(|| panic!("there is no {name}"))).unwrap()
    }

    /// Pages that are read, not passed through on the way to another.
    fn read(&self) -> impl Iterator<Item = (&String, &Page)> {
        self.pages.iter().filter(|(_, page)| !is_redirect(page))
    }
}

fn is_redirect(page: &Page) -> bool {
    page.all("meta").any(|it| it.get("http-equiv") == Some("refresh"))
}

fn bundled() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| Built::of(""))
}

fn estuary() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| Built::of("tests/sites/estuary"))
}

/// Both sites, for what holds of any.
fn sites() -> [(&'static str, &'static Built); 2] {
    [("bundled", bundled()), ("estuary", estuary())]
}

/// A list of the bundled content.
fn content(name: &str) -> Vec<Value> {
    let path = format!("{}/content/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Fails with the first few of many.
#[track_caller]
fn assert_none(wrong: &[String], what: &str) {
    let shown: Vec<_> = wrong.iter().take(10).collect();
    assert!(wrong.is_empty(), "{} times {what}: {shown:#?}", wrong.len());
}

#[test]
fn nothing_keeps_the_bundled_site_from_being_published() {
    assert_eq!(denied(&bundled().build), Vec::<String>::new(), "{}", explained(&bundled().build));
    assert!(bundled().pages.len() > 100, "only {} pages", bundled().pages.len());
}

#[test]
fn every_internal_address_leads_to_a_file_and_every_anchor_to_an_element() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            for (element, address) in page.links() {
                let Target::Inside(file, anchor) = built.resolve(path, address) else { continue };
                checked += 1;
                let is_there =
                    built.build.site.text(&file).is_some() || built.build.site.files.keys().any(|it| it.as_str() == file);
                let has_anchor =
                    anchor.is_empty() || built.pages.get(&file).is_some_and(|it| it.ids().contains(&anchor.as_str()));
                if !is_there || !has_anchor {
                    wrong.push(format!("{site}: <{} {address}> on {path}", element.name));
                }
            }
        }
    }
    assert_none(&wrong, "a dead address");
    assert!(checked > 10_000, "only {checked} addresses were seen");
}

#[test]
fn redirects_lead_to_pages() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in built.pages.iter().filter(|(_, page)| is_redirect(page)) {
            let refresh = page.all("meta").find_map(|it| it.get("content")).unwrap_or_default();
            let Target::Inside(file, _) = built.resolve(path, refresh.split("url=").nth(1).unwrap_or_default()) else {
                wrong.push(format!("{site}: {path} leaves the site"));
                continue;
            };
            if built.pages.get(&file).is_none_or(is_redirect) {
                wrong.push(format!("{site}: {path} → {file}"));
            }
        }
    }
    assert_none(&wrong, "a redirect that leads nowhere");
}

#[test]
fn every_page_is_reached_from_the_home_page() {
    for (site, built) in sites() {
        let reached = distances(built, "index.html");
        let wrong: Vec<_> =
            built.read().map(|(path, _)| path.clone()).filter(|path| path != "404.html" && !reached.contains_key(path)).collect();
        assert_none(&wrong, &format!("{site}: a page that nothing leads to"));
    }
}

/// For each page that can be reached from one: by how many links.
fn distances(built: &Built, start: &str) -> BTreeMap<String, usize> {
    let mut distances = BTreeMap::from([(start.to_string(), 0)]);
    let mut open = VecDeque::from([start.to_string()]);
    while let Some(path) = open.pop_front() {
        let next = distances[&path] + 1;
        for (file, _) in built.targets(&path) {
            if built.pages.contains_key(&file) && !distances.contains_key(&file) {
                distances.insert(file.clone(), next);
                open.push_back(file);
            }
        }
    }
    distances
}

#[test]
fn no_id_stands_twice_on_a_page() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            wrong.extend(repeated(&page.ids()).into_iter().map(|id| format!("{site}: #{id} on {path}")));
        }
    }
    assert_none(&wrong, "an id twice");
}

#[test]
fn every_page_has_a_language_a_title_and_one_heading_of_the_first_level() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in built.read() {
            let language = page.all("html").next().and_then(|it| it.get("lang")).unwrap_or_default();
            let title = page.titles().map(Element::words).collect::<Vec<_>>();
            let heading = page.all("h1").map(Element::words).collect::<Vec<_>>();
            if language.is_empty()
                || !matches!(&title[..], [one] if !one.is_empty())
                || !matches!(&heading[..], [one] if !one.is_empty())
            {
                wrong.push(format!("{site}: {path}: lang {language:?}, title {title:?}, h1 {heading:?}"));
            }
        }
    }
    assert_none(&wrong, "a page without its frame");
}

#[test]
fn no_level_of_heading_is_skipped() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in built.read() {
            let mut before = 0;
            for element in &page.elements {
                let [b'h', digit @ b'1'..=b'6'] = element.name.as_bytes() else { continue };
                let level = digit - b'0';
                if level > before + 1 {
                    wrong.push(format!("{site}: {path}: h{level} “{}” after h{before}", element.words()));
                }
                before = level;
            }
        }
    }
    assert_none(&wrong, "a heading that skips a level");
}

#[test]
fn nothing_of_a_template_is_left_over() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, bytes) in &built.build.site.files {
            let text = String::from_utf8_lossy(bytes);
            let is_text = [".html", ".xml", ".txt"].iter().any(|end| path.as_str().ends_with(end));
            for leftover in ["{{", "}}", "{%", "%}", "{#", "[object"].into_iter().filter(|it| is_text && text.contains(it)) {
                // JSON closes its objects with the same braces.
                let page = Page::read(&text);
                if page.text.contains(leftover) {
                    wrong.push(format!("{site}: {leftover} in {path}"));
                }
            }
        }
    }
    assert_none(&wrong, "a template leftover");
}

/// Counts and what is known not to have been counted: one day after the other.
#[test]
fn the_rows_of_a_series_are_in_the_order_of_time() {
    let (mut wrong, mut gaps) = (Vec::new(), 0);
    for (site, built) in sites() {
        for (path, page) in built.pages.iter().filter(|(path, _)| path.contains("figures/")) {
            for table in page.of_class("series").filter(|it| it.name == "table") {
                let inside = page.inside(table);
                gaps += inside.iter().filter(|it| it.has_class("gap")).count();
                let dates: Vec<&str> = inside
                    .iter()
                    .filter(|it| it.name == "th" && it.get("scope") == Some("row"))
                    .filter_map(|it| page.inside(it).iter().find_map(|it| it.get("datetime")))
                    .collect();
                // A month is neither before nor after a day of it.
                let is_later = |pair: &&[&str]| {
                    let length = pair[0].len().min(pair[1].len());
                    pair[0][..length] > pair[1][..length]
                };
                wrong.extend(dates.windows(2).filter(is_later).map(|pair| format!("{site}: {path}: {pair:?}")));
            }
        }
    }
    assert!(gaps > 2, "{gaps} rows without a count");
    assert_none(&wrong, "a row that stands after a later one");
}

#[test]
fn no_gap_of_a_phrase_is_left_unfilled() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            for gap in ["{n}", "{date}", "{who}", "{claimant}", "{actors}", "{low}", "{high}", "{how}", "{number}", "{count}"] {
                let in_attribute = page.elements.iter().any(|it| it.attributes.values().any(|value| value.contains(gap)));
                if page.text.contains(gap) || in_attribute {
                    wrong.push(format!("{site}: {gap} in {path}"));
                }
            }
        }
    }
    assert_none(&wrong, "an unfilled gap");
}

#[test]
fn every_element_is_closed_where_it_should_be() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            wrong.extend(page.unbalanced.iter().map(|tag| format!("{site}: {tag} in {path}")));
        }
    }
    assert_none(&wrong, "an unbalanced tag");
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_nothing_runs() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            wrong.extend(page.active().into_iter().map(|it| format!("{site}: {it} on {path}")));
            for (element, address) in page.links() {
                let loads = match element.name.as_str() {
                    "a" => false,
                    "link" => !matches!(element.get("rel"), Some("canonical" | "alternate")),
                    _ => true,
                };
                if loads && matches!(resolve(path, address), Target::Outside(_)) {
                    wrong.push(format!("{site}: <{} {address}> on {path}", element.name));
                }
            }
        }
        let style = built.asset("style.css");
        for outside in ["http:", "https:", "//fonts", "@import"] {
            assert!(!style.contains(outside), "{site}: the style sheet loads {outside}");
        }
    }
    assert_none(&wrong, "something loaded or run");
}

#[test]
fn every_picture_has_words_for_who_cannot_see_it() {
    for (site, built) in sites() {
        let pictures = built.pages.iter().flat_map(|(path, page)| page.all("img").map(move |it| (path, it)));
        let wrong: Vec<_> =
            pictures.filter(|(_, it)| it.get("alt").is_none_or(str::is_empty)).map(|(path, _)| path.clone()).collect();
        assert_none(&wrong, &format!("{site}: a picture without words"));
    }
}

#[test]
fn every_table_says_what_its_rows_and_columns_are() {
    let mut wrong = Vec::new();
    for (site, built) in sites() {
        for (path, page) in &built.pages {
            for table in page.all("table") {
                let inside = page.inside(table);
                let headings = inside.iter().filter(|it| it.name == "th").count();
                let is_prose = !inside.iter().any(|it| it.name == "caption");
                // Tables that an author wrote in Markdown have no caption; those of the theme have one.
                let in_prose = page.of_class("prose").any(|it| page.inside(it).iter().any(|inner| std::ptr::eq(inner, table)));
                if headings == 0 || (is_prose && !in_prose) {
                    wrong.push(format!("{site}: {path}"));
                }
            }
        }
    }
    assert_none(&wrong, "a table without headings or caption");
}

#[test]
fn each_language_has_the_same_pages_and_names_the_others() {
    for (site, built) in sites() {
        let tags: Vec<String> = built.build.config.languages.iter().map(ToString::to_string).collect();
        let mut wrong = Vec::new();
        let mut seen = 0;
        for (path, page) in built.read().filter(|(path, _)| *path != "404.html") {
            let tag = tags[1..].iter().find(|tag| path.starts_with(&format!("{tag}/"))).unwrap_or(&tags[0]);
            seen += usize::from(tag == &tags[0]);
            if page.all("html").next().and_then(|it| it.get("lang")) != Some(tag) {
                wrong.push(format!("{path} does not say that it is in {tag}"));
            }
            let named: BTreeSet<&str> = page.all("a").filter_map(|it| it.get("hreflang")).collect();
            if tags.len() > 1 && named != tags.iter().map(String::as_str).collect() {
                wrong.push(format!("{path} names {named:?}"));
            }
        }
        let pages = built.read().filter(|(path, _)| *path != "404.html").count();
        assert_eq!(pages, seen * tags.len(), "{site}: languages differ in their pages");
        assert_none(&wrong, &format!("{site}: a page in no or the wrong language"));
    }
}

/// The article about the report of 7 October 2020.
const ARTICLE: &str = "articles/seven-october-2020/index.html";
/// The report itself.
const SOURCE: &str = "sources/kumparan-2020-10-07/index.html";

/// The 13 facts and 2 captions of the report of 7 October 2020: words of the article, and the entry that holds the fact.
const FACTS: [(&str, &str, &str); 15] = [
    (
        "headline: heating up, 320 dead",
        "was heating up and that 320 soldiers had died",
        "figures/nk-mod-military-dead/index.html#2020-10-07",
    ),
    (
        "fierce fighting continued",
        "fierce fighting between Armenian and Azerbaijani forces continued",
        "events/2020-10-07-toll/index.html",
    ),
    ("40 new deaths", "recorded 40 new military deaths that Wednesday", "figures/nk-mod-military-dead/index.html#2020-10-07"),
    (
        "320 since 27 September",
        "was 320 since the conflict with Azerbaijani forces began on 27 September",
        "figures/nk-mod-military-dead/index.html#2020-10-07",
    ),
    (
        "talks after the military phase",
        "would resume talks with Armenia after the military phase",
        "statements/index.html#aliyev-after-phase",
    ),
    ("call with Putin", "he had earlier spoken by telephone with Russian President", "events/2020-10-07-putin-aliyev/index.html"),
    ("Turkey may mediate", "has the right to take part in mediation", "statements/index.html#aliyev-turkey"),
    (
        "Pashinyan's condition",
        "would agree to a ceasefire if Turkey ended its involvement",
        "statements/index.html#pashinyan-time",
    ),
    ("cause of the war", "was triggered by the dispute over Nagorno-Karabakh", "places/nagorno-karabakh/index.html"),
    ("Azerbaijan's sovereignty", "The territory is under the sovereignty of Azerbaijan", "disputes/status/index.html"),
    ("Armenian majority", "The majority of its people were ethnic Armenians", "disputes/status/index.html"),
    ("the Republic of Artsakh", "called the Republic of Artsakh", "actors/artsakh/index.html"),
    (
        "Turkey's support, Russia's pact",
        "Azerbaijan was supported by Turkey, and Armenia held a defence pact with Russia",
        "network/index.html",
    ),
    ("caption: artillery", "shows soldiers of the Azerbaijani Armed Forces firing artillery", "actors/az-forces/index.html"),
    ("caption: Aliyev", "The other shows Ilham Aliyev and is credited to Francois Linoir of Reuters", "actors/aliyev/index.html"),
];

#[test]
fn each_fact_of_the_report_can_be_followed_from_the_home_page_to_its_source() {
    let site = bundled();
    assert_eq!(distances(site, "index.html").get(ARTICLE), Some(&1), "links from the home page to the article");
    let from_article = distances(site, ARTICLE);
    let article = site.page(ARTICLE);
    for (fact, said, entry) in FACTS {
        let paragraph = article.all("p").find(|it| it.words().contains(said));
        let paragraph = paragraph.unwrap_or_else(|| panic!("{fact}: the article does not say “{said}”"));
        let is_cited = article.inside(paragraph).iter().any(|it| it.get("href") == Some("#source-kumparan-2020-10-07"));
        assert!(is_cited, "{fact}: the paragraph does not cite the report");
        let (path, anchor) = entry.split_once('#').unwrap_or((entry, ""));
        assert!(from_article.get(path).is_some_and(|links| *links <= 2), "{fact}: {path} is far from the article");
        assert!(anchor.is_empty() || site.page(path).ids().contains(&anchor), "{fact}: there is no {entry}");
        assert!(site.leads(path, SOURCE), "{fact}: {path} does not lead to {SOURCE}");
    }
    // The mark leads to the line of the report, and the line to its page.
    assert!(article.ids().contains(&"source-kumparan-2020-10-07"));
    assert!(site.leads(ARTICLE, SOURCE));
    assert!(site.page(SOURCE).text.contains("Konflik Armenia-Azerbaijan Memanas, 320 Tentara Tewas"));
}

#[test]
fn what_the_report_counts_is_one_link_from_the_article() {
    let targets = bundled().targets(ARTICLE);
    for (path, anchor) in [
        ("figures/nk-mod-military-dead/index.html", "2020-10-07"),
        ("events/2020-10-07-putin-aliyev/index.html", ""),
        ("disputes/mercenaries/index.html", ""),
        (SOURCE, ""),
    ] {
        assert!(targets.contains(&(path.to_string(), anchor.to_string())), "{path}#{anchor}");
    }
    // And the number there is the one of the report.
    let figure = bundled().page("figures/nk-mod-military-dead/index.html");
    let row = figure.elements.iter().find(|it| it.get("id") == Some("2020-10-07")).unwrap();
    assert!(row.words().contains("320"), "{}", row.words());
}

#[test]
fn the_report_names_everything_that_rests_on_it() {
    for path in [ARTICLE, "figures/nk-mod-military-dead/index.html", "statements/index.html", "disputes/toll-7-oct/index.html"] {
        assert!(bundled().leads(SOURCE, path), "{path} is not named");
    }
}

/// The side an actor counts for: its own, or that of what it is part of.
fn side_of(id: &str, actors: &[Value]) -> Option<String> {
    let actor = actors.iter().find(|it| text(it, "id") == id)?;
    let wholes: Vec<&str> = match actor.get("part_of") {
        Some(Value::Sequence(ids)) => ids.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(id)) => vec![id],
        _ => Vec::new(),
    };
    let own = actor.get("side").and_then(Value::as_str).map(str::to_string);
    own.or_else(|| wholes.into_iter().find_map(|whole| side_of(whole, actors)))
}

/// Ids of the figures in which one side counts the other's, worked out from the content and not by the builder.
fn adversary_claims() -> Vec<String> {
    let actors = content("actors.yaml");
    content("figures.yaml")
        .iter()
        .filter(|figure| {
            let sides = (side_of(text(figure, "claimant"), &actors), side_of(text(figure, "of"), &actors));
            matches!(sides, (Some(claimant), Some(counted)) if claimant != counted)
        })
        .map(|figure| text(figure, "id").to_string())
        .collect()
}

#[test]
fn a_claim_about_the_adversary_is_labelled_wherever_it_stands() {
    let claims = adversary_claims();
    assert!(claims.len() >= 3, "too few to test with: {claims:?}");
    let words: Value = serde_yaml::from_str(include_str!("../templates/words/en.yaml")).unwrap();
    let label = words.get("claim_adversary").and_then(Value::as_str).unwrap().to_string();
    let site = bundled();
    let mut shown = 0;
    for (path, page) in site.pages.iter().filter(|(path, _)| !path.starts_with("id/")) {
        let names = |element: &Element| {
            let target = element.get("href").map(|href| resolve(path, href));
            matches!(target, Some(Target::Inside(file, _)) if claims.iter().any(|id| file == format!("figures/{id}/index.html")))
        };
        // The cells of a matrix: the column says whose claim it is.
        for table in page.of_class("matrix") {
            let inside = page.inside(table);
            let column = inside.iter().filter(|it| it.name == "th").position(|it| it.words() == label);
            assert!(column.is_some(), "{path}: the matrix has no column “{label}”");
            for cell in inside.iter().filter(|it| it.name == "td") {
                if page.inside(cell).iter().any(names) {
                    assert!(cell.has_class("claim-adversary"), "{path}: “{}” stands in a column of others", cell.words());
                    shown += 1;
                }
            }
        }
        for card in page.of_class("figure").filter(|it| it.name == "li") {
            if page.inside(card).iter().any(names) {
                assert!(card.has_class("claim-adversary") && card.words().contains(&label), "{path}: “{}”", card.words());
                shown += 1;
            }
        }
    }
    for id in &claims {
        let page = site.page(&format!("figures/{id}/index.html"));
        assert!(page.all("main").next().unwrap().words().contains(&label), "{id} is not labelled on its own page");
    }
    assert!(shown >= claims.len(), "{shown} of {claims:?} were seen on /figures/");
}

#[test]
fn every_claim_about_the_adversary_is_shown_on_the_figures_page() {
    for id in adversary_claims() {
        assert!(bundled().leads("figures/index.html", &format!("figures/{id}/index.html")), "{id}");
    }
}

#[test]
fn no_claim_about_the_adversary_is_a_headline() {
    let home = bundled().page("index.html");
    for card in home.of_class("figure").filter(|it| it.name == "li") {
        assert!(!card.has_class("claim-adversary"), "{}", card.words());
    }
}

#[test]
fn every_number_on_the_home_page_stands_with_its_claimant_and_date() {
    let home = bundled().page("index.html");
    let figures = content("figures.yaml");
    let actors = content("actors.yaml");
    let sources = content("sources.yaml");
    let cards: Vec<&Element> = home.of_class("figure").filter(|it| it.name == "li").collect();
    assert!(cards.len() >= 4, "only {} figures", cards.len());
    for card in cards {
        let inside = home.inside(card);
        let link = inside.iter().find(|it| it.name == "a").and_then(|it| it.get("href")).unwrap();
        let Target::Inside(file, _) = resolve("index.html", link) else { panic!("{link}") };
        let figure = figures.iter().find(|it| file == format!("figures/{}/index.html", text(it, "id"))).unwrap();
        let claimant = text(figure, "claimant");
        let named = actors.iter().find(|it| text(it, "id") == claimant).map(|it| text(it, "name"));
        let named = named.or_else(|| sources.iter().find(|it| text(it, "id") == claimant).map(|it| text(it, "title"))).unwrap();
        let words = card.words();
        assert!(words.contains(named), "“{words}” does not name {named}");
        let dates = figure.get("points").and_then(Value::as_sequence).unwrap().iter().map(|point| text(point, "as_of"));
        let year = |date: &str| date.trim_start_matches("../").chars().take(4).collect::<String>();
        let origin = inside.iter().find(|it| it.has_class("origin")).map(Element::words).unwrap_or_default();
        assert!(dates.map(year).any(|year| origin.contains(&year)), "“{words}” has no as-of date beside its claimant");
        assert!(inside.iter().any(|it| it.name == "sup" && it.has_class("cite")), "“{words}” leads to no source");
    }
}

#[test]
fn a_contested_place_shows_its_names_in_alphabetical_order() {
    let site = bundled();
    let mut seen = 0;
    for place in content("places.yaml") {
        let names: Vec<(&str, Vec<&str>)> = place
            .get("names")
            .and_then(Value::as_sequence)
            .into_iter()
            .flatten()
            .filter(|name| matches!(text(name, "lang"), "" | "en"))
            .map(|name| {
                let users = name.get("used_by").and_then(Value::as_sequence);
                (text(name, "name"), users.into_iter().flatten().filter_map(Value::as_str).collect())
            })
            .filter(|(_, users): &(&str, Vec<&str>)| !users.is_empty())
            .collect();
        let users: BTreeSet<&str> = names.iter().flat_map(|(_, users)| users.iter().copied()).collect();
        if names.len() < 2 || users.len() < 2 {
            continue;
        }
        seen += 1;
        let mut sorted: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        sorted.sort_by_key(|name| name.to_lowercase());
        let page = site.page(&format!("places/{}/index.html", text(&place, "id")));
        let heading = page.all("h1").next().unwrap().words();
        let chosen = text(&place, "name");
        if !sorted.iter().any(|name| chosen.contains(name)) || chosen == "Nagorno-Karabakh" {
            // A name that is no party's own stands alone; the test below holds what its page tells.
            assert_eq!(heading, chosen);
            continue;
        }
        let positions: Vec<Option<usize>> = sorted.iter().map(|name| heading.find(name)).collect();
        assert!(positions.iter().all(Option::is_some), "“{heading}” lacks one of {sorted:?}");
        assert!(positions.is_sorted(), "“{heading}” is not in the order of {sorted:?}");
    }
    assert!(seen >= 2, "only {seen} contested places");
}

#[test]
fn quotations_are_shown_as_they_were_said() {
    let page = bundled().page("statements/index.html");
    let quoted: Vec<&str> = page.all("blockquote").map(|it| it.text.trim()).collect();
    let mut seen = 0;
    for statement in content("statements.yaml") {
        let Some(quote) = statement.get("quote") else { continue };
        let words = quote.as_str().unwrap_or_else(|| text(quote, "text"));
        assert!(quoted.contains(&words), "{}: {words:?} is not among {quoted:#?}", text(&statement, "id"));
        seen += 1;
    }
    assert!(seen >= 3, "only {seen} quotations");
    assert_eq!(quoted.len(), seen, "quotations that nobody wrote");
}

#[test]
fn versions_stand_in_the_alphabetical_order_of_who_holds_them() {
    let mut disputes = 0;
    for (path, page) in bundled().pages.iter().filter(|(path, _)| path.starts_with("disputes/")) {
        for versions in page.of_class("versions") {
            let holders: Vec<String> = page
                .inside(versions)
                .iter()
                .filter(|it| it.has_class("title"))
                // A bracket begins a title that is not the page's own; it sorts before the letters.
                .map(|it| it.words().to_lowercase())
                .collect();
            assert!(holders.is_sorted(), "{path}: {holders:?}");
            disputes += usize::from(holders.len() > 1);
        }
    }
    assert!(disputes >= 5, "only {disputes} disputes");
}

#[test]
fn both_sides_have_the_same_place_on_the_home_page() {
    let home = bundled().page("index.html");
    let sides: Vec<String> = home.of_class("side").map(Element::words).collect();
    assert!(sides.contains(&"Armenian side".to_string()) && sides.contains(&"Azerbaijani side".to_string()), "{sides:?}");
    assert!(sides.is_sorted(), "{sides:?}");
}

#[test]
fn the_estuary_site_builds_without_any_finding() {
    assert_eq!(explained(&estuary().build), "");
    assert!(estuary().pages.len() > 20, "only {} pages", estuary().pages.len());
}

#[test]
fn the_estuary_site_reads_from_right_to_left_in_arabic() {
    let site = estuary();
    let tags: Vec<String> = site.build.config.languages.iter().map(ToString::to_string).collect();
    assert!(tags.contains(&"fr".to_string()) && tags.contains(&"ar".to_string()), "{tags:?}");
    let mut arabic = 0;
    for (path, page) in site.read() {
        let html = page.all("html").next().unwrap();
        let expected = if path.starts_with("ar/") { ("ar", "rtl") } else { ("fr", "ltr") };
        arabic += usize::from(expected.0 == "ar");
        assert_eq!((html.get("lang"), html.get("dir")), (Some(expected.0), Some(expected.1)), "{path}");
    }
    assert!(arabic > 10, "only {arabic} pages in Arabic");
}

#[test]
fn the_broken_site_gives_exactly_the_expected_findings() {
    let build = support::build(&repository("tests/sites/broken"));
    let path = format!("{}/tests/sites/broken/expected.txt", env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let expected: Vec<String> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_string).collect();
    let difference = support::difference(&expected, &findings(&build));
    assert!(difference.is_empty(), "expected (-) and found (+):\n{difference}");
}

#[test]
fn a_name_that_is_no_partys_own_is_kept_and_both_names_are_told() {
    let page = bundled().page("places/nagorno-karabakh/index.html");
    let heading: Vec<String> = page.all("h1").map(|it| it.words()).collect();
    assert_eq!(heading, ["Nagorno-Karabakh"]);
    let words = page.all("main").map(|it| it.words()).collect::<String>();
    assert!(words.contains("Artsakh") && words.contains("Karabakh"), "{words}");
}

#[test]
fn a_dispute_says_what_its_state_means_what_is_agreed_and_what_is_open() {
    for (path, agreed, open) in [
        ("disputes/a-qui-le-banc/index.html", "Que le banc découvre à marée basse.", "À qui reviennent les droits d’extraction."),
        ("ar/disputes/a-qui-le-banc/index.html", "أن الرمال تنكشف عند الجزر.", "لمن تعود حقوق الاستخراج."),
    ] {
        let page = estuary().page(path);
        let told: Vec<String> = page.all("dd").map(Element::words).collect();
        assert!(told.contains(&agreed.to_string()) && told.contains(&open.to_string()), "{path}: {told:?}");
    }
    assert!(
        bundled().page("disputes/ganja/index.html").of_class("meta-line").any(|it| it.words().contains("against each other"))
    );
}

/// A page of a site of these files, which is in English and Arabic; it has two parties and calls contested places by a policy.
fn page_of(naming: &str, files: &[(&str, &str)], path: &str) -> Page {
    let site = format!(
        "title: T\nsummary: S.\nlanguages: [en, ar]\nsides: [{{id: a, name: A}}, {{id: b, name: B}}]\nnaming: {naming}\n"
    );
    let actors = "- {id: sefar, name: Sefar, class: state, side: a}\n- {id: orvan, name: Orvan, class: state, side: b}\n";
    let source = support::Source::of(files.iter().copied()).with("content/site.yaml", site).with("content/actors.yaml", actors);
    let output = support::output(&source.build());
    Page::read(std::str::from_utf8(&output[path]).unwrap())
}

#[test]
fn a_place_is_called_in_the_language_of_the_page_wherever_it_is_named() {
    const PLACES: &str = "- id: dam\n  name: Kessel dam\n  names: [{name: Kessel dam, used_by: [orvan]}, {name: Sadd al-Nur, used_by: [sefar]}]\n\
                          - id: valley\n  name: Tamar valley\n";
    const ARABIC: &str = "- {id: dam, name: سد كسل}\n- {id: valley, name: وادي التمار}\n";
    const BODY: &str = "---\ntitle: P\n---\n[[dam]], [[valley]]; [[dam]], [[valley]].\n";
    let own =
        PLACES.replace("}]", "}, {name: سد النور, lang: ar, used_by: [sefar]}, {name: سد كسل, lang: ar, used_by: [orvan]}]");
    for (naming, places, told) in [
        ("pair", PLACES, "Kessel dam / Sadd al-Nur, وادي التمار; سد كسل, وادي التمار."),
        ("house", PLACES, "سد كسل, وادي التمار; سد كسل, وادي التمار."),
        // What the parties call it in Arabic.
        ("pair", &own, "سد النور / سد كسل, وادي التمار; سد كسل, وادي التمار."),
    ] {
        let files = [
            ("content/places.yaml", places),
            ("content/places.ar.yaml", ARABIC),
            ("content/pages/refs.md", "---\ntitle: P\n---\nx\n"),
            ("content/pages/refs.ar.md", BODY),
        ];
        let page = page_of(naming, &files, "ar/refs/index.html");
        let words: Vec<String> = page.of_class("prose").flat_map(|prose| page.inside(prose)).map(|it| it.words()).collect();
        assert!(words.iter().any(|words| words == told), "{naming}: {words:?}");
    }
}

#[test]
fn a_place_is_called_by_the_name_of_the_date_where_the_site_asks_for_it() {
    const PLACES: &str = "- id: town\n  name: Tamar\n  summary: A town.\n  coordinates: [40.1, 44.5]\n  names:\n  \
        - {name: Lenograd, date: 1930/1990-06-30}\n  - {name: Tamar, date: 1990-07-01/..}\n  - {name: لينوغراد, lang: ar, date: 1930/1990-06-30}\n";
    const EVENTS: &str = "- {id: early, title: Early, date: 1980-05-01, type: meeting, places: [town], cites: [report], body: 'At [[town]], then [[town]], later [[town@2001]].'}\n\
                          - {id: turn, title: Turn, date: '1990', type: meeting, places: [town], cites: [report]}\n\
                          - {id: late, title: Late, date: 2001, type: meeting, places: [town], cites: [report]}\n";
    const SOURCES: &str = "- {id: report, type: webpage, title: Report, publisher: Gazette, issued: \"2020-01-03\", tier: independent-media, read: full}\n";
    const PHASES: &str = "- {id: first, title: First, date: 1979/1985}\n";
    const BLOCK: &str = "---\ntitle: P\n---\n[[town]], [[town@1950]]\n\n```map\nplaces: [town]\ndate: 1940\n```\n";
    let files = [
        ("content/places.yaml", PLACES),
        ("content/events.yaml", EVENTS),
        ("content/phases.yaml", PHASES),
        ("content/sources.yaml", SOURCES),
        ("content/pages/refs.md", BLOCK),
    ];
    let told = |naming: &str, path: &str| {
        let page = page_of(naming, &files, path);
        // A mark of a map says its name in its label and, on either drawing, as a word: here without the words.
        let links = page.links().filter(|(link, to)| to.ends_with("places/town/") && link.get("tabindex").is_none());
        links.map(|(link, _)| link.words()).collect::<Vec<_>>()
    };
    for (path, names) in [
        // Where, and thrice in its words, of which one has a date of its own.
        ("events/early/index.html", &["Lenograd", "Lenograd", "Lenograd", "Tamar"][..]),
        ("events/turn/index.html", &["Lenograd / Tamar"]),
        ("events/late/index.html", &["Tamar"]),
        ("timeline/index.html", &["Lenograd", "Lenograd / Tamar", "Tamar"]),
        // No date is spoken of; one is; the line of a map of 1940.
        ("refs/index.html", &["Tamar", "Lenograd", "Lenograd"]),
        ("ar/events/early/index.html", &["لينوغراد", "لينوغراد", "لينوغراد", "Tamar"]),
        ("places/index.html", &["Tamar"]),
    ] {
        assert_eq!(told("by-date", path), names, "{path}");
    }
    assert_eq!(told("house", "events/early/index.html"), ["Tamar"; 4]);
    // The map of the phase; of all time the name of the place.
    assert_eq!(told("by-date", "map/index.html"), ["Tamar", "Lenograd"]);
}

#[test]
fn a_tie_known_of_single_dates_tells_all_of_them() {
    const TIES: &str = "- {id: talks, subject: sefar, object: orvan, type: mediates, attested: [\"2021-06-10\", \"2021-07-02\"], basis: documented, cites: [report]}\n";
    const SOURCES: &str = "- {id: report, type: webpage, title: Report, publisher: Gazette, issued: \"2022-01-03\", tier: independent-media, read: full}\n";
    let files = [("content/relationships.yaml", TIES), ("content/sources.yaml", SOURCES)];
    for path in ["network/index.html", "actors/sefar/index.html"] {
        let main: String = page_of("pair", &files, path).all("main").map(Element::words).collect();
        assert!(main.contains("Attested 10 June 2021, 2 July 2021"), "{path}: {main}");
    }
}

#[test]
fn texts_of_lists_are_translated_by_their_words() {
    const FIGURE: &str = "- id: dead\n  title: Dead of Sefar\n  measure: killed\n  of: sefar\n  claimant: orvan\n  cites: [report]\n  points:\n  \
        - {as_of: 2020-01-02, value: 7, note: Names are in the list.}\n  - {as_of: 2020-01-03, value: 9, note: Of the day before.}\n";
    const ARABIC: &str = "- id: dead\n  title: قتلى\n  phrases:\n  \
        - {original: \"Of the  day before.\", text: لليوم السابق.}\n  - {original: Names are in the lists., text: الأسماء في القائمة.}\n";
    const SOURCES: &str = "- {id: report, type: webpage, title: Report, publisher: Gazette, issued: \"2020-01-03\", tier: independent-media, read: full}\n";
    let files = [("content/figures.yaml", FIGURE), ("content/figures.ar.yaml", ARABIC), ("content/sources.yaml", SOURCES)];
    let page = page_of("house", &files, "ar/figures/dead/index.html");
    let main: Vec<&Element> = page.all("main").flat_map(|main| page.inside(main)).collect();
    let told = |words: &str| main.iter().find(|it| it.words() == words && it.name == "span").map(|it| it.get("lang"));
    assert_eq!(told("لليوم السابق."), Some(None));
    // Known by its words, so one that is told in other words now is not told.
    assert_eq!(told("Names are in the list."), Some(Some("en")));

    let site = "title: T\nsummary: S.\nlanguages: [en, ar]\nsides: [{id: a, name: A}, {id: b, name: B}]\nnaming: house\n";
    let actors = "- {id: sefar, name: Sefar, class: state, side: a}\n- {id: orvan, name: Orvan, class: state, side: b}\n";
    let source = support::Source::of(files).with("content/site.yaml", site).with("content/actors.yaml", actors);
    let build = source.build();
    let told = |it: &detente::diag::locate::Finding| {
        format!("{} {}", it.diagnostic.message, it.diagnostic.help.as_deref().unwrap_or(""))
    };
    let found = build.findings.iter().map(told).collect::<String>();
    for words in [
        "no text of the figure `dead` is `Names are in the lists.`",
        "it may be `Names are in the list.` now",
        "leaves out `phrases`",
        "with the words of the original, as `Names are in the list.`",
    ] {
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[test]
fn a_number_that_a_source_claims_is_its_publishers_and_no_headlines() {
    const FIGURE: &str = "- id: dead\n  title: Dead of Sefar\n  measure: killed\n  of: sefar\n  claimant: report\n  cites: [report]\n  \
                          points: [{as_of: \"2020-01-02\", value: 7}]\n";
    const SOURCES: &str = "- {id: report, type: webpage, title: Sefar counts its dead, publisher: River Gazette, issued: \"2020-01-03\", tier: independent-media, read: full}\n";
    let files = [("content/figures.yaml", FIGURE), ("content/sources.yaml", SOURCES)];
    for path in ["figures/index.html", "figures/dead/index.html", "actors/sefar/index.html", "ar/figures/index.html"] {
        let page = page_of("pair", &files, path);
        let main = page.all("main").map(Element::words).collect::<String>();
        let origins: Vec<String> = page.of_class("origin").map(Element::words).collect();
        assert!(main.contains("River Gazette"), "{path}: {main}");
        assert!(origins.iter().all(|origin| !origin.contains("counts its dead")), "{path}: {origins:?}");
    }
    // What the style leaves out of a web page's reference is told beside it.
    for path in ["figures/dead/index.html", "sources/index.html", "sources/report/index.html"] {
        let main = page_of("pair", &files, path).all("main").map(Element::words).collect::<String>();
        assert!(main.contains("River Gazette, 3 January 2020"), "{path}: {main}");
    }
    // A lone count says what it counts.
    let page = page_of("pair", &files, "figures/index.html");
    let cell = page.of_class("count").next().unwrap().words();
    assert!(cell.contains("Dead of Sefar") && cell.contains("River Gazette"), "{cell}");
}

#[test]
fn a_map_names_both_parties_where_it_has_marks_or_neither() {
    let mut maps = 0;
    for path in ["map/index.html", "articles/how-it-began/index.html"] {
        let page = bundled().page(path);
        for map in page.all("svg").filter(|svg| page.inside(svg).iter().any(|it| it.has_class("site"))) {
            let names: BTreeSet<&str> =
                page.inside(map).iter().filter(|it| it.has_class("area")).map(|it| it.text.trim()).collect();
            assert_eq!(names.contains("Armenia"), names.contains("Azerbaijan"), "{path}: {names:?}");
            maps += 1;
        }
    }
    assert!(maps > 3, "only {maps} maps");
}

/// CSL has no words for a date that is not sure, and most styles none for one that is about then.
#[test]
fn a_doubt_about_the_date_of_a_source_is_told_where_the_style_prints_it_plainly() {
    let told = |issued: &str, style: &str| {
        let site = minimal()
            .replacing("content/sources.yaml", "issued: \"2020-06-02\"", &format!("issued: \"{issued}\""))
            .appending("content/site.yaml", &format!("citations: {style}\n"));
        let build = site.build();
        let page = Page::read(build.site.text("statements/index.html").unwrap());
        page.all("li").find(|it| it.get("id") == Some("source-herald")).unwrap().words()
    };
    // In the list of sources of a page that cites it.
    assert_eq!(told("2018~", "ieee").matches("about 2018").count(), 1, "{}", told("2018~", "ieee"));
    assert_eq!(told("2018?", "ieee").matches("2018 (uncertain)").count(), 1);
    assert_eq!(told("2018?", "apa").matches("2018 (uncertain)").count(), 1);
    // What the style says itself is not said again.
    assert!(
        told("2018~", "apa").contains("ca. 2018") && !told("2018~", "apa").contains("about 2018"),
        "{}",
        told("2018~", "apa")
    );
    assert!(!told("2018", "ieee").contains("Published"));
}

#[test]
fn a_statement_is_named_with_the_comma_of_the_language() {
    let site = minimal().replacing("content/site.yaml", "languages: [en]", "languages: [ar]").build();
    let html = site.site.text("sources/herald/index.html").unwrap();
    assert!(html.contains("Ada Marsh، 1 يونيو 2020"), "{html}");
}
