//! TopoJSON (github.com/topojson/topojson-specification) → shapes: arcs are kept, and what shares them tells borders.

use serde_json::Value;

use crate::geography::{Arc, Area, Edge, Point, Ring, Shapes, position};

/// Deepest nesting of collections.
const DEEPEST: usize = 16;

/// The shapes of a topology. Land is its object `land` if it has one, else all polygons; areas are those of the others.
pub fn shapes(topology: &Value) -> Result<Shapes, String> {
    let arcs = topology.get("arcs").and_then(Value::as_array).ok_or("this topology has no `arcs`")?;
    let transform = transform(topology)?;
    let runs: Vec<Vec<Point>> = arcs.iter().map(|arc| points(arc, transform)).collect::<Result<_, String>>()?;
    let mut found = Found { count: runs.len(), areas: Vec::new() };
    let objects = topology.get("objects").and_then(Value::as_object).ok_or("this topology has no `objects`")?;
    let mut land = None;
    for (name, object) in objects {
        if name == "land" && objects.len() > 1 {
            let mut only = Found { count: runs.len(), areas: Vec::new() };
            only.add(object, 0)?;
            land = Some(only.areas.into_iter().flat_map(|area| area.rings).collect::<Vec<Ring>>());
        } else {
            found.add(object, 0)?;
        }
    }
    let mut uses = vec![0usize; runs.len()];
    for reference in found.areas.iter().flat_map(|area| area.rings.iter().flatten()) {
        uses[index(*reference)] += 1;
    }
    let edge = |number: usize| match uses[number] {
        0 => Edge::Line,
        1 => Edge::Outer,
        _ => Edge::Border,
    };
    let arcs = runs.into_iter().enumerate().map(|(number, points)| Arc::new(edge(number), points)).collect();
    let land = land.unwrap_or_else(|| found.areas.iter().flat_map(|area| area.rings.iter().cloned()).collect());
    Ok(Shapes { arcs, land, areas: found.areas })
}

fn index(reference: i32) -> usize {
    (if reference < 0 { !reference } else { reference }) as usize
}

/// Scale and offset, if positions are whole numbers.
type Transform = Option<([f64; 2], [f64; 2])>;

fn transform(topology: &Value) -> Result<Transform, String> {
    let Some(transform) = topology.get("transform") else { return Ok(None) };
    let pair = |key: &str| match transform.get(key).and_then(Value::as_array).map(Vec::as_slice) {
        Some([x, y]) => Some([x.as_f64()?, y.as_f64()?]),
        _ => None,
    };
    match (pair("scale"), pair("translate")) {
        (Some(scale), Some(translate)) => Ok(Some((scale, translate))),
        _ => Err("the `transform` of this topology has no `scale` and `translate`".to_string()),
    }
}

fn points(arc: &Value, transform: Transform) -> Result<Vec<Point>, String> {
    let positions = arc.as_array().ok_or("an arc is no list")?;
    let mut at = [0.0f64, 0.0];
    let mut points = Vec::with_capacity(positions.len());
    for value in positions {
        let pair = match value.as_array().map(Vec::as_slice) {
            Some([x, y, ..]) => x.as_f64().zip(y.as_f64()),
            _ => None,
        };
        let (x, y) = pair.ok_or("a position of an arc is not two numbers")?;
        points.push(match transform {
            Some((scale, translate)) => {
                at = [at[0] + x, at[1] + y];
                position(at[0] * scale[0] + translate[0], at[1] * scale[1] + translate[1])?
            }
            None => position(x, y)?,
        });
    }
    Ok(points)
}

struct Found {
    count: usize,
    areas: Vec<Area>,
}

impl Found {
    fn add(&mut self, geometry: &Value, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("collections of this topology are nested too deeply".to_string());
        }
        let arcs = geometry.get("arcs");
        let rings = match geometry.get("type").and_then(Value::as_str) {
            Some("GeometryCollection") => {
                let inner = geometry.get("geometries").and_then(Value::as_array).ok_or("a collection has no `geometries`")?;
                return inner.iter().try_for_each(|it| self.add(it, depth + 1));
            }
            Some("Polygon") => self.rings(arcs)?,
            Some("MultiPolygon") => {
                let mut all = Vec::new();
                for polygon in arcs.and_then(Value::as_array).into_iter().flatten() {
                    all.extend(self.rings(Some(polygon))?);
                }
                all
            }
            // Points, and geometries that are null; the arcs of a line are drawn since no area has them.
            _ => return Ok(()),
        };
        let text = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let property = |name: &str| text(geometry.get("properties").and_then(|it| it.get(name)));
        let code = property("iso_a2");
        let code = if code.is_empty() { text(geometry.get("id")) } else { code };
        self.areas.push(Area { code, name: property("name"), rings });
        Ok(())
    }

    fn rings(&self, arcs: Option<&Value>) -> Result<Vec<Ring>, String> {
        arcs.and_then(Value::as_array).into_iter().flatten().map(|ring| self.ring(Some(ring))).collect()
    }

    fn ring(&self, arcs: Option<&Value>) -> Result<Ring, String> {
        let arcs = arcs.and_then(Value::as_array).ok_or("a ring of this topology is no list of arcs")?;
        let reference = |value: &Value| {
            let number = value.as_i64().and_then(|number| i32::try_from(number).ok()).filter(|it| index(*it) < self.count);
            number.ok_or_else(|| format!("`{value}` is no arc of this topology"))
        };
        arcs.iter().map(reference).collect()
    }
}
