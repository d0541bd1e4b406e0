//! The world's land and borders in the binary: that they are whole; what of a site's own is read, and what is said of it.

use crate::support;
use crate::support::html::Page;
use crate::support::{Source, minimal, repository};
use detente::geography::pack::{Grid, pack, unpack};
use detente::geography::{Arc, Bounds, Edge, read, world};
use detente::pipeline::Build;

/// The codes of the areas that a place lies in.
fn at(longitude: f32, latitude: f32) -> Vec<&'static str> {
    let here = Bounds::of(&[[longitude, latitude]]);
    let inside = |ring: &Vec<i32>| {
        let points = world().ring(ring, &here, |_| 0.0);
        let crossed = points.iter().zip(points.iter().cycle().skip(1)).filter(|(a, b)| {
            (a[1] > latitude) != (b[1] > latitude) && {
                let across = a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
                [-360.0, 0.0, 360.0].iter().filter(|turn| longitude < across + **turn).count() % 2 == 1
            }
        });
        crossed.count() % 2 == 1
    };
    let of = |area: &&detente::geography::Area| area.rings.iter().filter(|ring| inside(ring)).count() % 2 == 1;
    world().areas.iter().filter(of).map(|area| area.code.as_str()).collect()
}

#[test]
fn an_arc_is_thinned_between_its_ends() {
    let points: Vec<[f32; 2]> = (0..400u16).map(|it| [f32::from(it) / 100.0, (f32::from(it) / 30.0).sin()]).collect();
    let arc = Arc::new(Edge::Outer, points.clone());
    assert!(arc.thinned(0.0).eq(&points));
    let far = |a: &[f32; 2], b: &[f32; 2]| (a[0] - b[0]).abs().max((a[1] - b[1]).abs());
    let few: Vec<[f32; 2]> = arc.thinned(0.05).copied().collect();
    assert!(few.len() < 250, "{}", few.len());
    assert_eq!((few.first(), few.last()), (points.first(), points.last()));
    assert!(few[..few.len() - 1].windows(2).all(|pair| far(&pair[0], &pair[1]) >= 0.05));
    assert!(points.iter().all(|point| few.iter().any(|kept| far(point, kept) < 0.05)));
    assert_eq!(Arc::new(Edge::Line, Vec::new()).thinned(1.0).count(), 0);
}

#[test]
fn the_world_is_whole_and_small() {
    let world = world();
    assert_eq!(world.areas.len(), 255);
    assert!(world.arcs.len() > 4000 && world.land.len() > 3000);
    let points: usize = world.arcs.iter().map(|arc| arc.points.len()).sum();
    assert!((200_000..320_000).contains(&points), "{points}");
    assert!(world.arcs.iter().filter(|arc| arc.edge == Edge::Border).count() > 250);
    assert!(world.arcs.iter().flat_map(|arc| &arc.points).all(|[x, y]| x.abs() < 400.0 && y.abs() <= 90.0));
    // Cities, each in the state that Natural Earth's convention has it in; the sea is in none.
    for (longitude, latitude, code) in [
        (44.51, 40.18, "AM"),
        (49.85, 40.41, "AZ"),
        (46.36, 40.68, "AZ"),
        (45.41, 39.21, "AZ"),
        (106.8, -6.3, "ID"),
        (-74.1, 4.7, "CO"),
        (32.5, 15.5, "SD"),
        (178.0, -17.8, "FJ"),
        (179.5, 67.5, "RU"),
        (-179.5, 67.5, "RU"),
        (0.0, -85.0, "AQ"),
    ] {
        assert_eq!(at(longitude, latitude), [code], "{longitude} {latitude}");
    }
    assert_eq!(at(-101.3, -47.5), Vec::<&str>::new());
    assert_eq!(at(-30.0, 40.0), Vec::<&str>::new());
}

#[test]
fn a_pack_holds_what_was_packed() {
    let text = r#"{"type":"Topology","arcs":[[[0,0],[1,0],[1,1]],[[1,1],[0,1],[0,0]],[[1,0],[2,0],[2,1],[1,1],[1,0]]],
        "objects":{"all":{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","id":"AA","arcs":[[0,1]]},{"type":"MultiPolygon","id":"BB","arcs":[[[2]],[[-1,-2]]]}]}}}"#;
    let shapes = read(text).unwrap();
    assert_eq!(shapes.arcs.iter().map(|arc| arc.edge).collect::<Vec<_>>(), [Edge::Border, Edge::Border, Edge::Outer]);
    let grid = Grid { step: [0.5, 0.25], origin: [-180.0, -90.0] };
    let packed = pack(&shapes, grid);
    assert_eq!(unpack(&packed), Some(shapes));
    for end in 0..packed.len() {
        assert_eq!(unpack(&packed[..end]), None, "{end}");
    }
}

#[test]
fn a_sites_own_shapes_are_read_or_told_what_is_wrong() {
    let geojson = |geometry: &str| format!(r#"{{"type":"Feature","properties":{{"name":"Shore"}},"geometry":{geometry}}}"#);
    let shore = read(&geojson(r#"{"type":"Polygon","coordinates":[[[179,0],[-179,0],[-179,2],[179,0]]]}"#)).unwrap();
    assert_eq!((shore.areas[0].name.as_str(), shore.land.len()), ("Shore", 1));
    // Across the antimeridian it goes on.
    assert_eq!(shore.arcs[0].bounds, Bounds { west: 179.0, south: 0.0, east: 181.0, north: 2.0 });
    let line = read(r#"{"type":"LineString","coordinates":[[1,2],[3,4,500]]}"#).unwrap();
    assert_eq!((line.arcs[0].edge, line.areas.len()), (Edge::Line, 0));
    let wrong = |text: &str| read(text).unwrap_err().message;
    assert!(wrong("{").starts_with("this is no JSON"));
    assert_eq!(read("{\n\n  \"type\" 3}").unwrap_err().at, Some((3, 10)));
    assert!(wrong("{}").starts_with("this is no GeoJSON"));
    assert!(wrong(r#"{"type":"Point","coordinates":[1,2]}"#).contains("no line and no area"));
    assert!(wrong(&geojson(r#"{"type":"LineString","coordinates":[[500000,4],[1,2]]}"#)).contains("nowhere on Earth"));
    assert!(wrong(&geojson(r#"{"type":"LineString","coordinates":[[5,4]]}"#)).contains("fewer than two positions"));
    assert!(wrong(r#"{"type":"Topology","arcs":[],"objects":{"a":{"type":"Polygon","arcs":[[7]]}}}"#).contains("no arc"));
    assert!(wrong(r#"{"type":"Topology","arcs":[[[1]]],"objects":{}}"#).contains("not two numbers"));
    let deep = "[".repeat(5000);
    assert!(wrong(&deep).starts_with("this is no JSON"));
    assert!(read("").unwrap_err().at.is_some());
}

const LINE: &str = r#"{"type":"LineString","coordinates":[[20.2,10.4],[20.3,10.6]]}"#;

const OVERLAY: &str = "map:
  note: One line is shown, another is not.
  overlays:
    - {id: front, name: The front, file: content/map/front.json, authority: northland, source: gazette, valid_from: \"2020-03\"}
";

/// The small site with a line on its maps, and one of its fields changed.
fn with_line(from: &str, to: &str) -> Source {
    assert!(OVERLAY.contains(from));
    minimal().appending("content/site.yaml", &OVERLAY.replacen(from, to, 1)).with("content/map/front.json", LINE)
}

fn findings(build: &Build) -> Vec<(String, String)> {
    let told = build.findings.iter().filter(|it| it.diagnostic.place.file().as_str() != "content/media.yaml");
    told.map(|it| (it.diagnostic.code.name().to_string(), it.diagnostic.message.clone())).collect()
}

#[test]
fn a_line_is_drawn_with_its_time_its_authority_and_its_source() {
    let build = with_line("", "").build();
    let page = Page::read(build.site.text("map/index.html").unwrap());
    // For a phone and for a column of text, on the map of all and on that of the phase.
    assert_eq!(page.of_class("run").count(), 4, "{:?}", findings(&build));
    let rows = page.of_class("lines").next().unwrap();
    let text: Vec<&str> = page.inside(rows).iter().map(|it| it.text.trim()).collect();
    for words in ["Northland", "The crossing is closed"] {
        assert!(text.contains(&words), "{text:?}");
    }
    let html = build.site.text("map/index.html").unwrap();
    assert!(html.contains("The front") && html.contains("March 2020") && html.contains("another is not"));
    // A file that no page leads to stays at home.
    assert!(!build.site.files.keys().any(|path| path.as_str().contains("front")));
    // In a phase before it held, it is not drawn.
    let earlier = with_line("\"2020-03\"", "\"2022\"").build();
    let page = Page::read(earlier.site.text("map/index.html").unwrap());
    let step = page.of_class("step").next().unwrap();
    assert!(!page.inside(step).iter().any(|it| it.has_class("run")));
}

#[test]
fn what_a_line_lacks_is_a_finding() {
    for (from, to, code, words) in [
        ("authority: northland, ", "", "missing-field", "authority"),
        ("source: gazette, ", "", "missing-field", "source"),
        (", valid_from: \"2020-03\"", "", "missing-field", "valid_"),
        ("gazette", "gazete", "unknown-reference", "gazete"),
        ("content/map/front.json", "../front.json", "unknown-value", "../front.json"),
        ("content/map/front.json", "content/site.yaml", "unknown-value", "content/site.yaml"),
        ("content/map/front.json", "content/map/frint.json", "unknown-value", "frint"),
    ] {
        let found = findings(&with_line(from, to).build());
        assert!(found.iter().any(|it| it.0 == code && it.1.contains(words)), "{to}: {found:?}");
    }
    let unread = with_line("", "").with("content/map/front.json", "{\n \"type\" 3}").build();
    let finding = unread.findings.iter().find(|it| it.diagnostic.code.name() == "unreadable-file").unwrap();
    assert_eq!((finding.diagnostic.place.file().as_str(), finding.at.line), ("content/map/front.json", 2));
    let far = with_line("", "").with("content/map/front.json", LINE.replace("20.2", "2020.2")).build();
    assert!(findings(&far).iter().any(|it| it.1.contains("nowhere on Earth")));
    let unused = minimal().with("content/map/front.json", LINE).build();
    assert!(findings(&unused).iter().any(|it| it.0 == "misplaced-file"));
    assert!(
        findings(&with_line("", "").build()).iter().all(|it| !it.1.contains("map")),
        "{:?}",
        findings(&with_line("", "").build())
    );
}

#[test]
fn a_site_may_have_land_of_its_own_and_says_whose_it_is() {
    let base = r#"{"type":"Feature","properties":{"name":"Marsh"},
        "geometry":{"type":"Polygon","coordinates":[[[18,9],[22,9],[22,12],[18,12],[18,9]]]}}"#;
    let own = "map: {base: static/marsh.geojson, authority: the river board}\n";
    let site = minimal().appending("content/site.yaml", own).with("static/marsh.geojson", base);
    let build = site.build();
    let html = build.site.text("map/index.html").unwrap();
    assert!(
        html.contains("the river board") && html.contains(">Marsh<") && !html.contains("Natural Earth"),
        "{:?}",
        findings(&build)
    );
    let unnamed =
        minimal().appending("content/site.yaml", "map: {base: static/marsh.geojson}\n").with("static/marsh.geojson", base);
    assert!(findings(&unnamed.build()).iter().any(|it| it.0 == "missing-field"));
}

#[test]
fn a_map_elsewhere_in_a_language_from_right_to_left() {
    let build = support::build(&repository("tests/sites/estuary"));
    let page = |path: &str| Page::read(build.site.text(path).unwrap_or_else(|| panic!("no {path}")));
    let (french, arabic) = (page("map/index.html"), page("ar/map/index.html"));
    assert!(french.of_class("site").count() >= 6);
    let at = |page: &Page| -> Vec<String> { page.of_class("at").map(|it| it.get("data-at").unwrap().to_string()).collect() };
    assert_eq!(at(&french), at(&arabic));
    assert_eq!(arabic.of_class("map").next().unwrap().get("direction"), Some("rtl"));
    let unplaced = french.elements.iter().find(|it| it.get("aria-labelledby") == Some("s-unplaced")).unwrap();
    assert!(french.inside(unplaced).iter().any(|it| it.text.trim() == "Port-Sarve"));
}

#[test]
fn downloads_in_formats_of_others_hold_every_event() {
    let build = support::build(&repository(""));
    let text = |path: &str| build.site.text(path).unwrap();
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(text(path)).unwrap() };
    let all = json("data/events.json").as_array().unwrap().len();
    let events = json("data/events.geojson");
    let features = events["features"].as_array().unwrap();
    assert_eq!(features.len(), all);
    let placed: Vec<_> = features.iter().filter(|it| !it["geometry"].is_null()).collect();
    assert!(placed.len() > 20 && placed.len() < all);
    // Longitude first.
    let places = json("data/places.geojson");
    let place = |id: &str| places["features"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone();
    assert_eq!(place("stepanakert")["geometry"]["coordinates"], serde_json::json!([46.7528, 39.8177]));
    assert_eq!(place("stepanakert")["properties"]["name"], "Khankendi / Stepanakert");
    assert!(place("hadrut")["geometry"].is_null());
    let calendar = text("data/events.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), all);
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let timeline = json("data/timeline.json");
    assert_eq!(timeline["events"].as_array().unwrap().len(), all);
    assert!(timeline["eras"].as_array().unwrap().len() > 5);
    assert!(timeline["events"].as_array().unwrap().iter().all(|it| it["start_date"]["year"].is_i64()));
}
