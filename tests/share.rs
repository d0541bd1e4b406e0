//! Share cards: whose words they show, in every script, and that a number never stands without claimant and date.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support;
use crate::support::{Source, explained, minimal, output, repository};
use detente::base::record::Recorder;
use detente::late::From;
use detente::pipeline::Build;
use detente::share::{Card, HEIGHT, WIDTH};

/// The cards of a built site, by path.
fn cards(build: &Build) -> BTreeMap<String, Card> {
    let late = build.site.late.iter().filter_map(|(path, late)| match &late.from {
        From::Card(card) => Some((path.as_str().to_string(), (**card).clone())),
        From::Picture(..) => None,
    });
    late.collect()
}

fn card<'a>(cards: &'a BTreeMap<String, Card>, path: &str) -> &'a Card {
    let found = cards.iter().find(|(name, _)| name.starts_with(&format!("cards/{path}.")));
    found.map(|(_, card)| card).unwrap_or_else(|| panic!("no card {path} in {:?}", cards.keys()))
}

/// Draws a card, and leaves it where people can look at it.
fn drawn(name: &str, card: &Card) -> image::RgbImage {
    let png = card.png().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cards");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), &png).unwrap();
    assert!(png.len() < 100_000, "{name}: {} bytes", png.len());
    let image = image::load_from_memory(&png).unwrap().into_rgb8();
    assert_eq!((image.width(), image.height()), (WIDTH, HEIGHT));
    image
}

/// The columns between which something other than paper is drawn in some rows.
fn extent(image: &image::RgbImage, rows: std::ops::Range<u32>) -> (u32, u32) {
    let paper = *image.get_pixel(4, 300);
    let inked: Vec<u32> = (0..WIDTH).filter(|x| rows.clone().any(|y| *image.get_pixel(*x, y) != paper)).collect();
    (inked[0], inked[inked.len() - 1])
}

#[test]
fn the_words_of_a_card_are_those_of_its_page() {
    let build = minimal().build();
    let cards = cards(&build);
    let article = card(&cards, "articles/crossing");
    assert_eq!((article.title.as_str(), article.site.as_str()), ("How the crossing was closed", "The ferry dispute"));
    assert_eq!(article.foot, ["Facts as of 30 April 2021"]);
    let event = card(&cards, "events/closing");
    assert_eq!(event.foot, ["1 March 2020", "Ferry Town / Landing"]);
    assert_eq!(card(&cards, "events/landing-fire").doubt, "alleged");
    assert_eq!(card(&cards, "home").title, "The ferry dispute");
    let pages: Vec<&str> = cards.keys().filter_map(|path| path.strip_prefix("cards/")?.split('/').next()).collect();
    assert!(pages.iter().all(|it| ["articles", "events", "figures"].contains(it) || it.starts_with("home.")), "{pages:?}");
}

#[test]
fn no_card_shows_a_number_without_who_claims_it_and_as_of_when() {
    for build in [minimal().build(), support::build(&repository(""))] {
        let cards = cards(&build);
        let figures: Vec<_> = cards.iter().filter(|(path, _)| path.contains("/figures/")).collect();
        assert!(!figures.is_empty());
        for (path, card) in figures {
            let origin = card.foot.first().unwrap();
            assert!(
                card.number.is_empty() || origin.chars().any(|c| c.is_ascii_digit()) && origin.len() > 12,
                "{path}: {card:?}"
            );
        }
        assert!(cards.iter().all(|(path, card)| card.number.is_empty() || path.contains("figures/")));
    }
    let cards = cards(&minimal().build());
    let own = card(&cards, "figures/north-dead");
    assert_eq!((own.number.as_str(), own.foot[0].as_str()), ("at least 5 people", "Northland, as of 9 March 2020"));
    let other = card(&cards, "figures/north-dead-herald");
    assert_eq!((other.number.as_str(), other.doubt.as_str()), ("7–9 people", "Claim about the adversary"));
}

#[test]
fn pages_name_their_card_by_an_absolute_address_or_not_at_all() {
    let build = minimal().build();
    for (page, path) in [
        ("articles/crossing/index.html", "cards/articles/crossing."),
        ("figures/north-dead/index.html", "cards/figures/north-dead."),
        ("index.html", "cards/home."),
        ("actors/northland/index.html", "cards/home."),
    ] {
        let html = build.site.text(page).unwrap();
        let start = format!("<meta property=\"og:image\" content=\"https://ferry.example/{path}");
        assert_eq!(html.matches(&start).count(), 1, "{page}");
        let url = html.split("og:image\" content=\"https://ferry.example/").nth(1).unwrap().split('"').next().unwrap();
        assert!(build.site.late.keys().any(|it| it.as_str() == url), "{url}");
        assert!(html.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"), "{page}");
        assert!(html.contains("<meta property=\"og:image:width\" content=\"1200\">"), "{page}");
    }
    let html = build.site.text("figures/north-dead/index.html").unwrap();
    assert!(html.contains("og:image:alt\" content=\"at least 5 people · Northlanders killed · Northland, as of 9 March 2020 · "));

    let without = minimal().replacing("content/site.yaml", "base_url: https://ferry.example\n", "").build();
    assert!(cards(&without).is_empty());
    assert!(!without.site.text("index.html").unwrap().contains("og:image"));
}

#[test]
fn a_script_without_letters_is_a_finding_and_its_cards_are_left_out() {
    let path = "content/articles/crossing.md";
    let build = minimal().replacing(path, "title: How the crossing was closed", "title: 渡し船の閉鎖").build();
    assert_eq!(
        explained(&build),
        "warn[missing-card-letters] content/site.yaml:1:1: share cards have no letter `渡`, so 1 of them are left out\n"
    );
    assert!(!build.site.text("articles/crossing/index.html").unwrap().contains("og:image"));
    assert!(build.site.text("articles/reopening/index.html").unwrap().contains("og:image"));
}

#[test]
fn the_same_words_give_the_same_bytes_and_other_words_another_name() {
    let one = Card { title: "One".to_string(), ..Card::default() };
    let other = Card { title: "Other".to_string(), ..Card::default() };
    assert_eq!(one.png().unwrap(), one.png().unwrap());
    assert_ne!(one.png().unwrap(), other.png().unwrap());
    assert_eq!(one.key(), one.clone().key());
    assert_ne!(one.key(), other.key());
}

#[test]
fn every_script_is_drawn_within_the_margins_at_its_own_side() {
    let long = "A very long title that says what happened, who was there, why it matters, what each of the sides says about it, and \
                what has become of it since, in more words than any card can hold however small they are set on it by anyone, \
                so that its end has to be cut";
    for (name, title, foot, right_to_left) in [
        ("en", "How the war over Nagorno-Karabakh began, and what was said of it", "Facts as of 7 October 2020", false),
        ("id", "Bagaimana perang memperebutkan Nagorno-Karabakh dimulai", "Fakta per 7 Oktober 2020", false),
        ("hy", "Ինչպես սկսվեց պատերազմը Լեռնային Ղարաբաղում", "Փաստերը՝ 2020 թ․ հոկտեմբերի 07", false),
        ("ru", "Как началась война в Нагорном Карабахе", "Факты на 7 октября 2020 г.", false),
        ("ar", "كيف بدأت الحرب على ناغورني قره باغ (Nagorno-Karabakh)؟", "الحقائق حتى 7 أكتوبر 2020", true),
        ("he", "איך התחילה המלחמה בנגורנו קרבאך", "7 באוקטובר 2020", true),
        ("az", "Dağlıq Qarabağ uğrunda müharibə necə başladı: Şuşa və Xankəndi", "7 oktyabr 2020", false),
        ("ka", "როგორ დაიწყო ომი მთიანი ყარაბაღისთვის", "2020 წლის 7 ოქტომბერი", false),
        ("mixed", "Stepanakert / Ստեփանակերտ / Xankəndi / Степанакерт", "ناغورني", false),
        ("long", long, long, false),
        ("escaped", "<b>&amp; \"quoted\"</b>", "<svg>", false),
    ] {
        let card = Card {
            site: "The conflict over Nagorno-Karabakh".to_string(),
            title: title.to_string(),
            summary: title.repeat(3),
            foot: vec![foot.to_string()],
            right_to_left,
            ..Card::default()
        };
        assert_eq!(card.unknown_letter(), None, "{name}");
        let image = drawn(name, &card);
        let (left, right) = extent(&image, 128..400);
        assert!(left >= 70 && right <= WIDTH - 70, "{name}: {left}–{right}");
        // Text begins at its margin.
        assert!(if right_to_left { right > WIDTH - 90 } else { left < 90 }, "{name}: {left}–{right}");
    }
    let figure = Card {
        site: "The conflict over Nagorno-Karabakh".to_string(),
        number: "at least 2,718 people".to_string(),
        title: "Azerbaijani soldiers killed, as the other side counted them".to_string(),
        doubt: "Claim about the adversary".to_string(),
        foot: vec!["Ministry of Defence, as of 7 October 2020".to_string(), "superseded".to_string()],
        ..Card::default()
    };
    drawn("figure", &figure);
}

#[test]
fn the_cards_of_the_sites_here_can_be_drawn() {
    for folder in ["", "tests/sites/estuary"] {
        let build = support::build(&repository(folder));
        let cards = cards(&build);
        assert!(cards.len() > 4, "{folder}: {}", cards.len());
        // One of each kind and language; all of them would take long.
        let mut seen = std::collections::BTreeSet::new();
        for (path, card) in &cards {
            let group = path.trim_start_matches("cards/").rsplit_once('/').map_or("home", |(group, _)| group);
            if seen.insert(group.to_string()) {
                drawn(&format!("{}{}", folder.replace('/', "-"), group.replace('/', "-")), card);
            }
        }
    }
}

#[test]
fn a_site_of_cards_is_finished_once() {
    let source: Source = minimal();
    let mut build = source.build();
    let waiting = build.site.late.len();
    let finished = build.site.finish(&BTreeMap::new(), &Recorder::default());
    assert_eq!(finished.made.len(), waiting);
    let made = output(&build).keys().filter(|path| path.starts_with("cards/")).count();
    assert!(made > 5 && made <= waiting);
}
