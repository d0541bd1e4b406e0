//! The world's land and borders in the binary: that they are whole, and what of a site's own is read.

use detente::geography::pack::{Grid, pack, unpack};
use detente::geography::{Bounds, Edge, read, world};

/// The codes of the areas that a place lies in.
fn at(longitude: f32, latitude: f32) -> Vec<&'static str> {
    let here = Bounds::of(&[[longitude, latitude]]);
    let inside = |ring: &Vec<i32>| {
        let points = world().ring(ring, &here);
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
fn the_world_is_whole_and_small() {
    let world = world();
    assert_eq!(world.areas.len(), 255);
    assert!(world.arcs.len() > 4000 && world.land.len() > 3000);
    let points: usize = world.arcs.iter().map(|arc| arc.points.len()).sum();
    assert!((200_000..320_000).contains(&points), "{points}");
    assert!(world.arcs.iter().filter(|arc| arc.edge == Edge::Border).count() > 500);
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
        (177.5, 64.7, "RU"),
        (-172.0, 65.5, "RU"),
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
    let geojson = |geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{{"name":"Shore"}},"geometry":{geometry}}}"#)
    };
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
