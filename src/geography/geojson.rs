//! GeoJSON (RFC 7946) → shapes. Each ring and each line is an arc of its own.

use serde_json::Value;

use crate::geography::{Arc, Area, Edge, Point, Ring, Shapes, position};

/// Deepest nesting of collections.
const DEEPEST: usize = 16;

/// The shapes of a GeoJSON value; points are passed over, since a map has its places from elsewhere.
pub fn shapes(value: &Value) -> Result<Shapes, String> {
    let mut shapes = Shapes::default();
    match kind(value) {
        "FeatureCollection" => {
            for (index, one) in list(value, "features")?.iter().enumerate() {
                feature(one, &mut shapes).map_err(|error| format!("feature {}: {error}", index + 1))?;
            }
        }
        "Feature" => feature(value, &mut shapes)?,
        _ => whole(value, Area::default(), &mut shapes)?,
    }
    Ok(shapes)
}

fn kind(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or("")
}

fn list<'v>(value: &'v Value, key: &str) -> Result<&'v [Value], String> {
    let items = value.get(key).and_then(Value::as_array).map(Vec::as_slice);
    items.ok_or_else(|| format!("this is no GeoJSON: a `{}` has a list `{key}`", kind(value)))
}

fn feature(value: &Value, shapes: &mut Shapes) -> Result<(), String> {
    if kind(value) != "Feature" {
        return Err(format!("this is no GeoJSON: `{}` stands where a `Feature` should", kind(value)));
    }
    let property =
        |name: &str| value.get("properties").and_then(|it| it.get(name)).and_then(Value::as_str).unwrap_or("").to_string();
    let area = Area { code: property("iso_a2"), name: property("name"), rings: Vec::new() };
    match value.get("geometry") {
        // A feature may lie nowhere.
        None | Some(Value::Null) => Ok(()),
        Some(geometry) => whole(geometry, area, shapes),
    }
}

fn whole(geometry: &Value, mut area: Area, shapes: &mut Shapes) -> Result<(), String> {
    add(geometry, shapes, &mut area, 0)?;
    if !area.rings.is_empty() {
        shapes.land.extend(area.rings.iter().cloned());
        shapes.areas.push(area);
    }
    Ok(())
}

fn add(geometry: &Value, shapes: &mut Shapes, area: &mut Area, depth: usize) -> Result<(), String> {
    if depth > DEEPEST {
        return Err("collections are nested too deeply".to_string());
    }
    match kind(geometry) {
        "Point" | "MultiPoint" => {}
        "LineString" => drop(arc(list(geometry, "coordinates")?, Edge::Line, shapes)?),
        "MultiLineString" => {
            for line in list(geometry, "coordinates")? {
                arc(positions(line)?, Edge::Line, shapes)?;
            }
        }
        "Polygon" => polygon(list(geometry, "coordinates")?, shapes, area)?,
        "MultiPolygon" => {
            for rings in list(geometry, "coordinates")? {
                polygon(positions(rings)?, shapes, area)?;
            }
        }
        "GeometryCollection" => {
            for inner in list(geometry, "geometries")? {
                add(inner, shapes, area, depth + 1)?;
            }
        }
        "" => return Err("this is no GeoJSON: it has no `type`".to_string()),
        other => return Err(format!("this is no GeoJSON: `{other}` is no type of it")),
    }
    Ok(())
}

fn positions(value: &Value) -> Result<&[Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| "`coordinates` are not as deep as their type asks".to_string())
}

fn polygon(rings: &[Value], shapes: &mut Shapes, area: &mut Area) -> Result<(), String> {
    for ring in rings {
        let number = arc(positions(ring)?, Edge::Outer, shapes)?;
        area.rings.push(Ring::from([number]));
    }
    Ok(())
}

fn arc(values: &[Value], edge: Edge, shapes: &mut Shapes) -> Result<i32, String> {
    let point = |value: &Value| match positions(value)? {
        [longitude, latitude, ..] => match (longitude.as_f64(), latitude.as_f64()) {
            (Some(longitude), Some(latitude)) => position(longitude, latitude),
            _ => Err("a position is not of numbers".to_string()),
        },
        _ => Err("a position has fewer than two numbers".to_string()),
    };
    let points: Vec<Point> = values.iter().map(point).collect::<Result<_, String>>()?;
    if points.len() < 2 {
        return Err("a line has fewer than two positions".to_string());
    }
    shapes.arcs.push(Arc::new(edge, points));
    i32::try_from(shapes.arcs.len() - 1).map_err(|_| "this holds too many lines".to_string())
}
