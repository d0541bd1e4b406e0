//! Drawings: what is drawn is in the list or table beside it and the other way round, no words lie on others, nothing in a
//! label becomes markup, right to left is the mirror image.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::support;
use crate::support::html::{Element, Page};
use detente::base::calendar::{civil, day};
use detente::base::digest::Hashed;
use detente::draw::map::{Extent, Ground, Line, Map, Site, graticule, lengths};
use detente::draw::mark::Shape;
use detente::draw::network::{Doubt, Network, Node, Stroke, Tie};
use detente::draw::steps::{self, Chart, Gap, Limit, Point, Series, Standing};
use detente::draw::strip::{Event, Phase, Strip};
use detente::draw::text::{Room, width};
use detente::draw::time::{Form, Span};
use detente::draw::{Amount, Drawing, Head, Size};

const SIZES: [Size; 2] = [Size::Narrow, Size::Wide];

fn number(element: &Element, name: &str) -> f64 {
    element.get(name).unwrap_or_else(|| panic!("no {name}: {element:?}")).parse().unwrap()
}

/// The room each text takes, with its words.
fn texts(page: &Page) -> Vec<(Room, String)> {
    let rtl = page.all("svg").next().unwrap().get("direction") == Some("rtl");
    // A name that waits for the zoom is not seen.
    let hidden: Vec<&Element> = page.of_class("more").flat_map(|it| page.inside(it)).collect();
    let texts = page.all("text").filter(|text| !hidden.iter().any(|it| std::ptr::eq(*it, *text)));
    texts
        .map(|text| {
            let size = match text.get("class").unwrap() {
                "number" => 12.0,
                "name" | "heading" => 11.5,
                _ => 11.0,
            };
            // The estimate errs on the wide side; what is drawn is at least a tenth narrower.
            let wide = width(&text.text, size) * 0.9;
            let x = number(text, "x");
            let left = match (text.get("text-anchor"), rtl) {
                (None, false) | (Some("end"), true) => x,
                (Some("middle"), _) => x - wide / 2.0,
                _ => x - wide,
            };
            (Room { x: left, y: number(text, "y") - size * 0.75, w: wide, h: size * 0.8 }, text.text.clone())
        })
        .collect()
}

#[track_caller]
fn assert_readable(svg: &str) {
    let page = Page::read(svg);
    assert_eq!(page.unbalanced, Vec::<String>::new(), "{svg}");
    let (w, h) = (number(page.all("svg").next().unwrap(), "width"), number(page.all("svg").next().unwrap(), "height"));
    let texts = texts(&page);
    for (index, (room, words)) in texts.iter().enumerate() {
        assert!(
            room.x > -1.0 && room.x + room.w < w + 1.0 && room.y > -1.0 && room.y + room.h < h + 1.0,
            "{words:?} leaves the drawing: {room:?}"
        );
        for (other, others) in &texts[..index] {
            assert!(!room.meets(other), "{words:?} lies on {others:?}: {room:?} {other:?}");
        }
    }
}

fn head(rtl: bool) -> Head {
    Head { id: "d".into(), title: "Title".into(), desc: "What it shows".into(), rtl }
}

fn exact(on: i64) -> Span {
    Span { from: Some(on), to: Some(on), form: Form::Exact }
}

fn point(span: Span, value: f64) -> Point {
    let date = span.to.map(|it| format!("{:?}", civil(it))).unwrap_or_default();
    Point {
        href: format!("#{date}-{value}"),
        label: format!("{value} as of {date}"),
        number: format!("{value}"),
        date,
        span,
        value: Some(Amount(value)),
        low: None,
        high: None,
        limit: Limit::Exact,
        standing: Standing::Charted,
    }
}

fn chart(series: Vec<Series>, rtl: bool) -> Chart {
    let (_, days) = steps::days(&series);
    let values = steps::values(&series).into_iter().map(|value| (Amount(value), format!("{value}"))).collect();
    let days = days.into_iter().map(|day| (day, format!("{:?}", civil(day)))).collect();
    Chart { head: head(rtl), days, values, series }
}

/// A crowded war, with every kind of doubt, and one far count of a whole year.
fn war() -> Vec<Series> {
    let start = day(2020, 9, 27);
    let mut points: Vec<Point> = (0..30).map(|index| point(exact(start + index * 2), 20.0 * (index as f64) + 16.0)).collect();
    points[3].standing = Standing::Fallen;
    points[5].standing = Standing::Disputed;
    points[7].standing = Standing::Variant;
    points[9].standing = Standing::Revises;
    points[11].limit = Limit::AtLeast;
    points[12].limit = Limit::About;
    points[14].span = Span { from: Some(start + 20), to: Some(start + 28), form: Form::Imprecise };
    points[16].low = Some(Amount(300.0));
    points[16].high = Some(Amount(390.0));
    points.push(point(Span { from: Some(day(2021, 1, 1)), to: Some(day(2021, 12, 31)), form: Form::Approximate }, 2808.0));
    let other = Series {
        side: 2,
        cumulative: false,
        points: vec![point(exact(start + 67), 2783.0), point(exact(start + 90), 2850.0)],
        gaps: vec![Gap {
            span: exact(start + 10),
            label: "None published, 7 October 2020".into(),
            words: "None published".into(),
            date: "7 October 2020".into(),
        }],
    };
    vec![Series { side: 1, cumulative: true, points, gaps: Vec::new() }, other]
}

#[test]
fn no_words_of_a_chart_lie_on_others() {
    for rtl in [false, true] {
        for size in SIZES {
            assert_readable(&chart(war(), rtl).draw(size));
        }
    }
    assert_readable(
        &chart(
            vec![Series { side: 0, cumulative: true, points: vec![point(exact(0), 1e9), point(exact(1), 1.0)], gaps: vec![] }],
            false,
        )
        .draw(Size::Narrow),
    );
}

#[test]
fn each_count_and_gap_is_drawn_once_and_nothing_else() {
    let series = war();
    for size in SIZES {
        let page = Page::read(&chart(series.clone(), false).draw(size));
        let mut drawn: Vec<&str> = page.of_class("point").map(|it| it.get("href").unwrap()).collect();
        let mut given: Vec<&str> = series.iter().flat_map(|it| &it.points).map(|it| it.href.as_str()).collect();
        drawn.sort_unstable();
        given.sort_unstable();
        assert_eq!(drawn, given);
        assert_eq!(page.of_class("absence").count(), 1);
        let of = |class: &str| page.of_class(class).count();
        assert_eq!([of("fallen"), of("disputed"), of("variant"), of("revises"), of("is-least"), of("is-about")], [1; 6]);
    }
}

/// The ends of the drawn steps, in order.
fn steps_of(svg: &str) -> Vec<(f64, f64)> {
    let page = Page::read(svg);
    let ends = page.of_class("step").flat_map(|it| {
        let d = it.get("d").unwrap().replace(['M', 'L'], " ");
        let numbers: Vec<f64> = d.split_whitespace().map(|it| it.parse().unwrap()).collect();
        numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    });
    ends.collect()
}

#[test]
fn steps_go_on_in_time_and_up_with_the_count() {
    for size in SIZES {
        let ends = steps_of(&chart(war(), false).draw(size));
        assert!(ends.len() > 40);
        assert!(ends.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 >= pair[1].1), "{ends:?}");
        // What no longer stands is no step.
        let levels: BTreeSet<String> = ends.iter().map(|end| end.1.to_string()).collect();
        assert!(levels.len() <= 28, "{}", levels.len());
    }
}

#[test]
fn a_day_is_reached_before_the_month_it_lies_in() {
    let month = Span { from: Some(day(1998, 2, 1)), to: Some(day(1998, 2, 28)), form: Form::Imprecise };
    let points = vec![point(month, 7.0), point(exact(day(1998, 2, 12)), 4.0)];
    let svg = chart(vec![Series { side: 0, cumulative: true, points, gaps: Vec::new() }], false).draw(Size::Wide);
    let page = Page::read(&svg);
    let mark = |index: usize| number(page.of_class("mark").filter(|it| it.name == "circle").nth(index).unwrap(), "cx");
    // It rose somewhere between the day and the end of the month, and nowhere else.
    let rise = page.of_class("doubt").next().unwrap();
    assert_eq!(number(rise, "x"), mark(1));
    assert!((number(rise, "x") + number(rise, "width") - mark(0)).abs() < 0.11, "{svg}");
}

#[test]
fn right_to_left_is_the_mirror_image() {
    let (there, back) = (chart(war(), false).draw(Size::Wide), chart(war(), true).draw(Size::Wide));
    let mirrored: Vec<(f64, f64)> = steps_of(&back).into_iter().map(|(x, y)| (Size::Wide.width() - x, y)).collect();
    let close = steps_of(&there).iter().zip(&mirrored).all(|(a, b)| (a.0 - b.0).abs() < 0.11 && a.1 == b.1);
    assert!(close && !mirrored.is_empty());
}

fn strip(events: usize) -> Strip {
    let phase = |number: i64, from: i64, to: Option<i64>| Phase {
        href: format!("/phases/{number}/"),
        number: number.to_string(),
        label: format!("Phase {number}"),
        start: civil(from).0.to_string(),
        span: Span { from: Some(from), to, form: if to.is_some() { Form::Interval } else { Form::Open } },
        sure: (Some(from), to),
    };
    let starts = [day(1923, 1, 1), day(1988, 2, 1), day(2020, 9, 27), day(2020, 11, 10)];
    Strip {
        head: head(false),
        phases: Arc::new(Hashed::new(vec![
            phase(1, starts[0], Some(starts[1])),
            phase(2, starts[1], Some(starts[2])),
            phase(3, starts[2], Some(starts[3] + 40)),
            phase(4, starts[3], None),
        ])),
        events: (0..events)
            .map(|index| Event {
                href: format!("#e{index}"),
                label: format!("Event {index}"),
                span: exact(starts[2] + (index as i64 % 60)),
                importance: 3,
            })
            .collect(),
        last: day(2026, 6, 1),
    }
}

#[test]
fn a_strip_has_every_phase_and_event_in_order() {
    for size in SIZES {
        let svg = strip(112).draw(size);
        assert_readable(&svg);
        let page = Page::read(&svg);
        assert_eq!(page.of_class("phase").count(), 4);
        let bands: Vec<(f64, f64)> = page.of_class("band").map(|it| (number(it, "x"), number(it, "y"))).collect();
        assert!(bands.windows(2).all(|pair| pair[0].0 < pair[1].0), "{bands:?}");
        // The third and the fourth overlap, so they stand in two lanes.
        assert_eq!(bands.iter().map(|it| it.1 == bands[0].1).collect::<Vec<_>>(), [true, true, true, false]);
    }
    let wide = Page::read(&strip(112).draw(Size::Wide));
    assert_eq!(wide.of_class("event").map(|it| it.get("href").unwrap()).collect::<BTreeSet<_>>().len(), 112);
    let many = strip(5000).draw(Size::Wide);
    assert!(Page::read(&many).of_class("event").next().is_none() && many.len() < 30_000, "{}", many.len());
}

fn network() -> Network {
    let names = [
        "Armenia",
        "Nagorno-Karabakh Republic / Republic of Artsakh",
        "Организация договора о коллективной безопасности",
        "Minsk Group",
        "Donaudampfschifffahrtsgesellschaft",
        "Azerbaijan",
        "Turkey",
    ];
    let columns = [0, 0, 0, 1, 1, 2, 2];
    let nodes = names.iter().zip(columns).map(|(name, column)| Node {
        href: format!("/actors/{name}/"),
        name: name.to_string(),
        shape: Shape::Square,
        side: 0,
        column,
        heading: if *name == "Turkey" || column == 1 { "Others".into() } else { format!("Side {column}") },
        main: false,
    });
    let pairs = [(0, 1), (0, 5), (1, 5), (2, 0), (3, 0), (3, 5), (4, 3), (6, 5), (5, 6), (0, 5)];
    let ties = pairs.iter().enumerate().map(|(index, (from, to))| Tie {
        from: *from,
        to: *to,
        number: (index + 1).to_string(),
        href: format!("/network/#t{index}"),
        label: format!("tie {index}"),
        stroke: if index == 1 { Stroke::Conflict } else { Stroke::Support },
        mutual: index == 1,
        doubt: if index == 7 { Doubt::Alleged } else { Doubt::None },
    });
    Network { head: head(false), nodes: nodes.collect(), ties: ties.collect(), slim: false }
}

#[test]
fn a_network_has_each_tie_with_its_number_at_both_ends() {
    for slim in [false, true] {
        for size in SIZES {
            let network = Network { slim, ..network() };
            let svg = network.draw(size);
            assert_readable(&svg);
            let page = Page::read(&svg);
            assert_eq!(page.of_class("node").count(), network.nodes.len());
            let ties: Vec<&Element> = page.of_class("tie").collect();
            assert_eq!(ties.len(), network.ties.len());
            for (drawn, tie) in ties.iter().zip(&network.ties) {
                let within = page.inside(drawn);
                let numbers: Vec<&str> = within.iter().filter(|it| it.name == "text").map(|it| it.text.as_str()).collect();
                let number = if tie.doubt == Doubt::Alleged { format!("{}?", tie.number) } else { tie.number.clone() };
                assert_eq!(numbers, [&number, &number]);
                assert_eq!(within.iter().filter(|it| it.has_class("tie-head")).count(), if tie.mutual { 2 } else { 1 });
                assert_eq!(drawn.get("href"), Some(tie.href.as_str()));
            }
        }
    }
}

/// Forty towns around a lake that lies in several states, some with both names of a pair.
fn map(rtl: bool) -> Map {
    let extent = Extent::new(38.6, 43.6, 41.4, 47.8);
    let site = |it: u32| Site {
        href: format!("/places/p{it}/"),
        label: format!("Place {it}, {it} events"),
        parts: if it.is_multiple_of(3) {
            vec![format!("Khankendi {it}"), format!("Stepanakert {it}")]
        } else {
            vec![format!("Town {it}")]
        },
        at: (Amount(43.8 + f64::from(it % 8) * 0.5), Amount(38.8 + f64::from(it / 8) * 0.5)),
        events: it as usize % 7 * 5,
        sign: (Shape::of(it as usize), it.is_multiple_of(2)),
        main: it == 3,
    };
    let line = r#"{"type":"LineString","coordinates":[[44,39],[46,40],[47,41]]}"#;
    let shapes = detente::geography::read(line).unwrap().into();
    let names = [("AM", "Armenia"), ("AZ", "Azerbaijan"), ("GE", "Georgia"), ("IR", "Iran")];
    let names = names.into_iter().map(|(code, name)| (code.to_string(), name.to_string())).collect();
    Map {
        head: head(rtl),
        extent,
        ground: Ground::world(),
        ground_of: None,
        names: std::sync::Arc::new(detente::base::digest::Hashed::new(names)),
        lines: vec![Line {
            shapes: Ground::own(shapes, detente::base::digest::Digest::of("line")),
            number: "1".into(),
            style: 0,
            label: "A line, 1994, according to someone".into(),
        }],
        sites: (0..40).map(site).collect(),
        graticule: graticule(&extent).into_iter().map(|(along, it)| (along, Amount(it), format!("{it}° N"))).collect(),
        lengths: lengths(&extent).into_iter().map(|it| (Amount(it), format!("{it} km"))).collect(),
    }
}

#[test]
fn a_map_has_each_place_once_whole_names_only_and_no_words_on_others() {
    for rtl in [false, true] {
        for size in SIZES {
            let map = map(rtl);
            let svg = map.draw(size);
            assert_readable(&svg);
            let page = Page::read(&svg);
            let drawn: BTreeSet<&str> = page.of_class("site").filter_map(|it| it.get("href")).collect();
            assert_eq!(drawn, map.sites.iter().map(|it| it.href.as_str()).collect());
            assert_eq!(page.of_class("site").count(), 40);
            for (drawn, site) in page.of_class("site").map(|it| (it, it.get("href").unwrap())) {
                let site = map.sites.iter().find(|it| it.href == site).unwrap();
                let inside = page.inside(drawn);
                let words: Vec<&str> = inside.iter().filter(|it| it.name == "text").map(|it| it.text.as_str()).collect();
                // Of a contested place both names or, where there is no room, none.
                assert!(words.is_empty() || words.join(" ") == site.parts.join(" / "), "{words:?}");
            }
            assert_eq!(page.of_class("run").count(), 1);
            assert_eq!(page.of_class("line-number").next().map(|it| it.text.as_str()), Some("1"));
            assert!(svg.len() < 60_000, "{}", svg.len());
        }
    }
}

#[test]
fn east_is_right_in_every_language() {
    let place =
        |svg: &str| -> Vec<String> { Page::read(svg).of_class("at").map(|it| it.get("data-at").unwrap().to_string()).collect() };
    assert_eq!(place(&map(false).draw(Size::Wide)), place(&map(true).draw(Size::Wide)));
}

#[test]
fn maps_of_a_page_share_their_ground() {
    let first = map(false).draw(Size::Wide);
    assert_eq!(first.matches("id=\"d-ground\"").count(), 1);
    let step = Map { head: Head { id: "step".into(), ..head(false) }, ground_of: Some("d".into()), ..map(false) };
    for svg in [map(false).draw(Size::Narrow), step.draw(Size::Narrow), step.draw(Size::Wide)] {
        assert!(svg.contains("<use href=\"#d-ground\"") && !svg.contains("class=\"land\""), "{svg}");
    }
}

#[test]
fn hostile_words_stay_words() {
    let evil = "</title></svg><script>alert(1)</script><img src=x onerror='alert(1)'> \" onload=\"x ]]> &amp; \u{0}\u{202e}";
    let mut war = war();
    war[0].points[29].label = evil.into();
    war[0].points[30].number = evil.into();
    war[0].points[30].href = format!("#{evil}");
    war[1].gaps[0].label = evil.into();
    let mut chart = chart(war, false);
    chart.head = Head { id: "d".into(), title: evil.into(), desc: evil.into(), rtl: false };
    chart.days[0].1 = evil.into();
    let mut strip = strip(3);
    let mut phases = strip.phases.to_vec();
    phases[0].label = evil.into();
    phases[0].href = evil.into();
    strip.phases = Arc::new(Hashed::new(phases));
    strip.events[0].label = evil.into();
    let mut network = network();
    network.nodes[0].name = evil.into();
    network.nodes[1].heading = evil.into();
    network.ties[0].label = evil.into();
    network.ties[0].number = evil.into();
    let mut map = map(false);
    map.sites[3].parts = vec![evil.into()];
    map.sites[3].label = evil.into();
    map.sites[3].href = evil.into();
    map.lines[0].label = evil.into();
    map.lines[0].number = evil.into();
    map.graticule[0].2 = evil.into();
    map.lengths[0].1 = evil.into();
    map.head = Head { id: evil.into(), ..chart.head.clone() };
    for size in SIZES {
        for svg in [chart.draw(size), strip.draw(size), network.draw(size), map.draw(size)] {
            let page = Page::read(&svg);
            assert!(page.elements.iter().all(|it| !matches!(it.name.as_str(), "script" | "img")), "{svg}");
            assert!(page.elements.iter().all(|it| it.attributes.keys().all(|name| !name.starts_with("on"))), "{svg}");
            assert_eq!(page.unbalanced, Vec::<String>::new());
            assert!(!svg.contains("style="), "inline style breaks the content security policy");
        }
    }
}

#[test]
fn the_pages_draw_what_their_lists_and_tables_say() {
    let build = support::build(&support::repository(""));
    let page = |path: &str| {
        let (_, bytes) = build.site.files.iter().find(|(it, _)| it.as_str() == path).unwrap_or_else(|| panic!("no {path}"));
        Page::read(std::str::from_utf8(bytes).unwrap())
    };
    let figure = page("figures/nk-mod-military-dead/index.html");
    let rows: BTreeSet<String> = figure.all("tr").filter_map(|it| it.get("id")).map(|id| format!("#{id}")).collect();
    for width in ["narrow", "wide-only"] {
        let drawing = figure.of_class(width).next().unwrap();
        let points: BTreeSet<String> = figure
            .inside(drawing)
            .iter()
            .filter(|it| it.has_class("point"))
            .map(|it| it.get("href").unwrap().to_string())
            .collect();
        assert_eq!(points, rows, "{width}");
    }
    let timeline = page("timeline/index.html");
    let listed: BTreeSet<String> =
        timeline.of_class("event").filter(|it| it.name == "li").map(|it| format!("#{}", it.get("id").unwrap())).collect();
    let drawn: BTreeSet<String> =
        timeline.of_class("event").filter(|it| it.name == "a").map(|it| it.get("href").unwrap().to_string()).collect();
    assert!(drawn.len() > 100);
    assert_eq!(drawn, listed);
    let network = page("network/index.html");
    let mut steps = 0;
    for step in network.of_class("step").filter(|it| it.name == "section") {
        let inside = network.inside(step);
        let listed = inside.iter().filter(|it| it.name == "a" && it.has_class("kind")).map(|it| it.get("href").unwrap());
        let Some(drawing) = inside.iter().find(|it| it.has_class("wide-only")) else { continue };
        let drawn =
            network.inside(drawing).iter().filter(|it| it.has_class("tie") && it.name == "a").map(|it| it.get("href").unwrap());
        assert_eq!(drawn.collect::<Vec<_>>(), listed.collect::<Vec<_>>());
        steps += 1;
    }
    assert!(steps >= 5, "{steps} phases are drawn");
    let map = page("map/index.html");
    let links = |elements: Vec<&Element>| -> BTreeSet<String> {
        elements.iter().filter(|it| it.name == "a").filter_map(|it| it.get("href")).map(str::to_string).collect()
    };
    let sites = |of: &Element, width: &str| -> BTreeSet<String> {
        let inside = map.inside(of);
        let drawing = inside.iter().find(|it| it.has_class(width)).unwrap();
        links(map.inside(drawing).iter().filter(|it| it.has_class("site")).collect())
    };
    let whole = map.of_class("mapped").next().unwrap();
    let listed = map.of_class("place-lines").next().unwrap();
    let listed = links(map.inside(listed).iter().collect());
    assert!(listed.len() > 30);
    assert_eq!((sites(whole, "narrow"), sites(whole, "wide-only")), (listed.clone(), listed));
    let mut steps = 0;
    for step in map.of_class("step").filter(|it| it.name == "section") {
        let inside = map.inside(step);
        let rows: Vec<&Element> = inside.iter().filter(|it| it.has_class("on-map")).collect();
        let first = |row: &&Element| map.inside(row).iter().find(|it| it.name == "a").unwrap().get("href").unwrap().to_string();
        let listed: BTreeSet<String> = rows.iter().map(first).collect();
        let Some(drawing) = inside.iter().find(|it| it.has_class("mapped")) else { continue };
        assert_eq!(sites(drawing, "wide-only"), listed);
        steps += 1;
    }
    assert!(steps >= 5, "{steps} phases are on the map");
}

#[test]
fn a_contested_place_has_both_names_on_the_map_and_in_the_list_and_no_place_is_placed_by_guess() {
    let build = support::build(&support::repository(""));
    let html = build.site.text("map/index.html").unwrap();
    let map = Page::read(html);
    let listed: Vec<&str> = map.of_class("place-lines").flat_map(|it| map.inside(it)).map(|it| it.text.trim()).collect();
    for pair in ["Khankendi / Stepanakert", "Shusha / Shushi", "Berdzor / Lachin"] {
        assert!(listed.contains(&pair), "{pair} is not in the list");
        let site =
            map.of_class("site").find(|it| map.inside(it).iter().any(|it| it.name == "title" && it.text.starts_with(pair)));
        let inside = map.inside(site.unwrap_or_else(|| panic!("{pair} is not on the map")));
        let words: Vec<&str> = inside.iter().filter(|it| it.name == "text").map(|it| it.text.as_str()).collect();
        assert!(words.is_empty() || words.join(" ") == pair, "{words:?}");
    }
    let links = |section: &str| -> Vec<String> {
        let section = map.elements.iter().find(|it| it.get("aria-labelledby") == Some(section)).unwrap();
        map.inside(section).iter().filter(|it| it.name == "a").filter_map(|it| it.get("href")).map(str::to_string).collect()
    };
    for place in ["hadrut", "martakert", "line-of-contact"] {
        let href = format!("../places/{place}/");
        assert!(links("s-unplaced").contains(&href) && !map.of_class("site").any(|it| it.get("href") == Some(&href)), "{place}");
    }
    assert!(links("s-beyond").contains(&"../places/washington/".to_string()));
    // Whose the borders are is said beside every map that draws them.
    assert!(html.contains("Natural Earth") && html.contains("No boundary of Nagorno-Karabakh"));
}
