//! Places on a map: which part of the globe is shown, which mark and which words stand for what.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::draw::Amount;
use crate::draw::map::{Extent, Line, Map, Site, graticule, lengths};
use crate::draw::mark::{Shape, Sign};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::drawing::{Drawn, KeyLine};
use crate::render::view::row::Who;
use crate::render::view::{CardRef, Cx, Text};
use crate::render::words::Word;

/// Most places that a map shows; of more, those with most events.
pub const MOST: usize = 400;
/// Kilometres to a degree of latitude.
const DEGREE: f64 = 111.2;
/// Least height of a map, in degrees: what is known of a village is not where its houses stand.
const LEAST: f64 = 0.9;

/// A map with its key.
#[derive(Hash, Serialize)]
pub struct MapView<'m> {
    /// The drawing.
    pub drawing: Drawn<Map>,
    /// What the marks mean; only those that are drawn.
    pub key: Vec<KeyLine>,
    /// The lines over the land, each with its authority.
    pub lines: Vec<LineRow<'m>>,
    /// Whose the land and the borders are: words of the site, or empty for the world's of Natural Earth.
    pub authority: String,
    /// What the site says of the lines that are and are not drawn.
    pub note: Text,
}

/// A line or an outline, and who says that it held.
#[derive(Hash, Serialize)]
pub struct LineRow<'m> {
    /// Its sign.
    #[serde(serialize_with = "crate::render::view::drawing::drawn_sign")]
    pub sign: Sign,
    /// Its number in the drawing.
    pub number: String,
    /// Its name.
    pub name: String,
    /// When it held.
    pub when: Option<When>,
    /// Whose line it is.
    pub authority: Who<'m>,
    /// The source it is taken from.
    pub source: Option<CardRef<'m>>,
}

/// Places by where they are: on the map, far from the others, and without coordinates.
#[derive(Default)]
pub struct Spread {
    /// On the map.
    pub core: Vec<EntityId>,
    /// So far from the others that a map with them would show nothing of those.
    pub beyond: Vec<EntityId>,
    /// Without coordinates.
    pub unplaced: Vec<EntityId>,
}

/// What a map is asked to show.
pub struct Ask<'a> {
    /// What the ids of its drawing start with.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// The places.
    pub places: &'a [EntityId],
    /// The events at a place.
    pub events: &'a dyn Fn(EntityId) -> Vec<EntityId>,
    /// The date it is of: of lines, those that held at some time of it; all if there is none.
    pub date: Option<&'a Edtf>,
    /// The place it is about.
    pub main: Option<EntityId>,
    /// The part of the globe; that of the places if there is none.
    pub extent: Option<Extent>,
    /// An earlier map of the page with the same part of the globe.
    pub ground_of: Option<&'a str>,
}

impl<'m> Cx<'m> {
    /// Latitude and longitude of a place.
    pub fn position(&self, place: EntityId) -> Option<(f64, f64)> {
        self.model.get(place).place_meta()?.coordinates
    }

    /// A word with a count, in the plural form of the language.
    pub fn count(&self, key: &str, count: usize) -> String {
        let text = match self.words.of(key) {
            Some(Word::Forms(forms)) => forms.get(self.locale.plural(count)).or(forms.get("other")).cloned().unwrap_or_default(),
            Some(Word::Text(text)) => text.clone(),
            None => String::new(),
        };
        text.replace("{n}", &self.locale.number(count as f64))
    }

    /// The events at a place, in order of time.
    pub fn events_at(&self, place: EntityId) -> Vec<EntityId> {
        let mut events: Vec<EntityId> = self.model.referrers(place, Kind::Event).collect();
        events.sort_by_key(|event| self.model.rank[event.index()]);
        events
    }

    /// Places by where they are.
    pub fn spread(&self, places: &[EntityId]) -> Spread {
        let mut spread = Spread::default();
        let mut placed: Vec<((f64, f64), EntityId)> = Vec::new();
        for place in places {
            match self.position(*place) {
                Some(position) => placed.push((position, *place)),
                None => spread.unplaced.push(*place),
            }
        }
        let positions: Vec<(f64, f64)> = placed.iter().map(|it| it.0).collect();
        let near = core(&positions);
        for (index, (_, place)) in placed.into_iter().enumerate() {
            if near.contains(&index) { spread.core.push(place) } else { spread.beyond.push(place) }
        }
        spread
    }

    /// The places next to one, itself first.
    pub fn around(&self, place: EntityId, most: usize, kilometres: f64) -> Vec<EntityId> {
        let Some(here) = self.position(place) else { return Vec::new() };
        let reach = kilometres / DEGREE;
        let placed = &self.atlas.placed;
        let (from, to) =
            (placed.partition_point(|it| it.0 < here.0 - reach), placed.partition_point(|it| it.0 <= here.0 + reach));
        let mut near: Vec<(f64, EntityId)> = placed[from..to]
            .iter()
            .map(|(latitude, longitude, id)| (distance(here, (*latitude, *longitude)), *id))
            .filter(|(away, id)| *away <= kilometres && *id != place)
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        std::iter::once(place).chain(near.into_iter().take(most).map(|it| it.1)).collect()
    }

    /// A map of some places; `None` where none of them has coordinates.
    pub fn map(&self, ask: &Ask<'_>) -> Option<MapView<'m>> {
        let mut placed: Vec<(EntityId, (f64, f64), Vec<EntityId>)> =
            ask.places.iter().filter_map(|place| Some((*place, self.position(*place)?, (ask.events)(*place)))).collect();
        if placed.len() > MOST {
            placed.sort_by_key(|it| (usize::MAX - it.2.len(), it.0));
            placed.truncate(MOST);
        }
        let positions: Vec<(f64, f64)> = placed.iter().map(|it| it.1).collect();
        let extent = ask.extent.or_else(|| extent(&positions))?;
        let sites: Vec<Site> = placed.iter().map(|(place, at, events)| self.site(*place, *at, events, ask)).collect();
        let overlays = self.config.map.overlays.iter().zip(&self.atlas.overlays).enumerate();
        let held = |it: &(usize, _)| {
            let overlay = &self.config.map.overlays[it.0];
            match (ask.date, overlay.validity()) {
                (Some(date), Some(validity)) => validity.meets(date),
                _ => true,
            }
        };
        let mut lines = Vec::new();
        let mut rows: Vec<LineRow<'m>> = Vec::new();
        for (index, (_, shapes)) in overlays.filter(held) {
            let Some(shapes) = shapes else { continue };
            let row = self.line_row(index);
            let time = row.when.as_ref().map(|when| format!("{}{}", self.words.get("list_comma"), when.text)).unwrap_or_default();
            let authority = format!("{} {}", self.words.get("according_to"), row.authority.text.text);
            let label = format!("{}{time}{}{authority}", row.name, self.words.get("list_comma"));
            lines.push(Line { shapes: shapes.clone(), number: row.number.clone(), style: index, label });
            rows.push(row);
        }
        let key = self.map_key(&placed, &sites);
        let mut desc = self.words.get("draw_map").to_string();
        if self.config.map.base.is_none() {
            desc = format!("{desc} {}", self.words.get("map_borders"));
        }
        let map = Map {
            head: self.head(ask.id, ask.title, &desc),
            extent,
            ground: self.atlas.ground.clone(),
            ground_of: ask.ground_of.map(str::to_string),
            names: Arc::clone(self.territories),
            lines,
            sites,
            graticule: graticule(&extent).into_iter().map(|(along, degrees)| self.degrees(along, degrees)).collect(),
            lengths: lengths(&extent)
                .into_iter()
                .map(|kilometres| {
                    let told = if kilometres < 1.0 { (kilometres * 1000.0, "scale_m") } else { (kilometres, "scale_km") };
                    (Amount(kilometres), self.words.fill(told.1, &[("n", &self.locale.rounded(told.0))]))
                })
                .collect(),
        };
        let text = self.config.text(self.tag()).map;
        let own = self.config.texts.get(self.tag()).is_some_and(|text| !text.map.note.is_empty());
        let lang = (!own && self.lang > 0).then(|| self.config.first().to_string());
        Some(MapView {
            drawing: Drawn(map),
            key,
            lines: rows,
            authority: if self.config.map.base.is_some() { self.config.map.authority.clone() } else { String::new() },
            note: Text { text: text.note, lang },
        })
    }

    fn degrees(&self, along: bool, degrees: f64) -> (bool, Amount, String) {
        // The same meridian is called by its number on this side of the antimeridian.
        let shown = if along { degrees } else { degrees - (degrees / 360.0).round() * 360.0 };
        let word = match (along, shown < 0.0) {
            (true, false) => "degrees_north",
            (true, true) => "degrees_south",
            (false, false) => "degrees_east",
            (false, true) => "degrees_west",
        };
        (along, Amount(degrees), self.words.fill(word, &[("n", &self.locale.rounded(shown.abs()))]))
    }

    fn site(&self, place: EntityId, at: (f64, f64), events: &[EntityId], ask: &Ask<'_>) -> Site {
        let (card, name) = (self.card(place), self.place_name(place, ask.date));
        // An author may write the pair as the name, or the site's policy makes it: either way its parts may stand below each other.
        let parts = match self.model.contested_names(place, self.config.first()) {
            Some(_) => name.split(" / ").map(str::to_string).collect(),
            None => vec![name.clone()],
        };
        let label = if events.is_empty() {
            name
        } else {
            format!("{}{}{}", name, self.words.get("list_comma"), self.count("count_events", events.len()))
        };
        Site {
            href: if ask.main == Some(place) { String::new() } else { card.url.to_string() },
            label,
            parts,
            at: (Amount(at.1), Amount(at.0)),
            events: events.len(),
            sign: self.sign(events),
            main: ask.main == Some(place),
        }
    }

    /// The sign of some events: that of their phase, or a circle where they are of several or of none.
    pub fn sign(&self, events: &[EntityId]) -> (Shape, bool) {
        let phases: BTreeSet<Option<EntityId>> = events.iter().map(|event| self.model.phase_of[event.index()]).collect();
        match (phases.len(), phases.first()) {
            (1, Some(Some(phase))) => self.phase_sign(*phase),
            _ => (Shape::Circle, false),
        }
    }

    /// The sign of a phase: a shape, filled for the first of them and hollow for later ones.
    pub fn phase_sign(&self, phase: EntityId) -> (Shape, bool) {
        let shapes = &Shape::ALL[1..];
        let index = self.model.phases.iter().position(|it| *it == phase).unwrap_or(0);
        (shapes[index % shapes.len()], index / shapes.len() % 2 == 1)
    }

    fn map_key(&self, placed: &[(EntityId, (f64, f64), Vec<EntityId>)], sites: &[Site]) -> Vec<KeyLine> {
        let drawn: BTreeSet<Option<EntityId>> = placed
            .iter()
            .filter(|(_, _, events)| !events.is_empty())
            .map(|(_, _, events)| {
                let phases: BTreeSet<Option<EntityId>> = events.iter().map(|it| self.model.phase_of[it.index()]).collect();
                if phases.len() == 1 { phases.into_iter().next().flatten() } else { None }
            })
            .collect();
        let mark = |(shape, hollow): (Shape, bool)| Sign::Mark(shape, if hollow { "mark hollow" } else { "mark" }.to_string());
        let phases = self.model.phases.iter().filter(|phase| drawn.contains(&Some(**phase)));
        let mut key: Vec<KeyLine> =
            phases.map(|phase| KeyLine { sign: mark(self.phase_sign(*phase)), text: self.card(*phase).title.clone() }).collect();
        if drawn.contains(&None) {
            let text = self.words.get("map_several_phases").to_string();
            key.push(KeyLine { sign: mark((Shape::Circle, false)), text });
        }
        if sites.iter().any(|site| site.events == 0) {
            let sign = Sign::Mark(Shape::Circle, "mark none-there".to_string());
            key.push(KeyLine { sign, text: self.words.get("map_no_event").to_string() });
        }
        key
    }

    fn line_row(&self, index: usize) -> LineRow<'m> {
        let overlay = &self.config.map.overlays[index];
        let find = |kind: Kind, id: &str| EntryId::new(id).and_then(|id| self.model.find(kind, &id));
        let authority = match find(Kind::Actor, &overlay.authority) {
            Some(actor) => {
                let card = self.card(actor);
                Who { card: Some(card), text: Text { text: card.title.clone(), lang: card.lang.clone() } }
            }
            None => Who { card: None, text: self.untranslated(&overlay.authority) },
        };
        let text = self.config.text(self.tag()).map;
        LineRow {
            sign: Sign::Line(format!("line line-{}", index % 6)),
            number: self.locale.number((index + 1) as f64),
            name: text.overlays.get(&overlay.id).cloned().unwrap_or_else(|| overlay.id.clone()),
            when: overlay.validity().map(|date| self.when(&date)),
            authority,
            source: find(Kind::Source, &overlay.source.0).map(|id| self.card(id)),
        }
    }
}

/// Kilometres between two positions, on the sphere.
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let (dp, dl) = ((q - p) / 2.0, ((b.1 - a.1) / 2.0).to_radians());
    let half = dp.sin().powi(2) + p.cos() * q.cos() * dl.sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

/// Which of some positions lie together: outwards from their middle, up to the first wide gap beyond the greater half.
fn core(positions: &[(f64, f64)]) -> BTreeSet<usize> {
    let total = |from: &(f64, f64)| -> f64 { positions.iter().map(|it| distance(*from, *it).min(2000.0)).sum() };
    // Of very many, the middle is looked for among some: the sum is a square of their number.
    let step = positions.len().div_ceil(200).max(1);
    let middle = positions.iter().step_by(step).map(|it| (total(it), *it)).min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, middle)) = middle else { return BTreeSet::new() };
    let mut away: Vec<(f64, usize)> = positions.iter().enumerate().map(|(index, it)| (distance(middle, *it), index)).collect();
    away.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let sure = (positions.len() * 3).div_ceil(5).max(positions.len().min(3));
    let end = (sure..away.len()).find(|index| away[*index].0 > (away[index - 1].0 * 2.0).max(away[index - 1].0 + 150.0));
    away[..end.unwrap_or(away.len())].iter().map(|it| it.1).collect()
}

/// The part of the globe around positions (latitude, longitude), with a margin.
pub fn extent(positions: &[(f64, f64)]) -> Option<Extent> {
    let first = positions.first()?;
    let mut extent = Extent::NONE;
    for (latitude, longitude) in positions {
        // On the side of the antimeridian on which the first one lies.
        extent.take(longitude - ((longitude - first.1) / 360.0).round() * 360.0, *latitude);
    }
    let (tall, wide) = (extent.north.0 - extent.south.0, extent.east.0 - extent.west.0);
    let narrowing = ((extent.north.0 + extent.south.0) / 2.0).to_radians().cos().max(0.1);
    let (up, across) =
        ((tall * 0.09).max((LEAST - tall) / 2.0).max(0.06), (wide * 0.09).max((LEAST / narrowing - wide) / 2.0).max(0.06));
    Some(Extent::new(
        (extent.south.0 - up).max(-85.0),
        extent.west.0 - across,
        (extent.north.0 + up).min(85.0),
        extent.east.0 + across,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_the_others_is_told_apart() {
        let town = |it: u32| (39.0 + f64::from(it % 5) * 0.4, 45.0 + f64::from(it / 5) * 0.5);
        let mut places: Vec<(f64, f64)> = (0..20).map(town).collect();
        assert_eq!(core(&places).len(), 20);
        places.extend([(55.75, 37.6), (38.9, -77.0), (42.9, 74.6)]);
        assert_eq!(core(&places), (0..20).collect());
        assert_eq!(core(&[(0.0, 0.0), (40.0, 40.0)]).len(), 2);
        assert_eq!(core(&[]).len(), 0);
    }

    #[test]
    fn the_antimeridian_is_no_edge() {
        let extent = extent(&[(-17.0, 178.0), (-16.0, -179.0)]).unwrap();
        assert!(extent.west.0 > 177.0 && extent.east.0 < 182.0, "{extent:?}");
        assert!((distance((0.0, 179.5), (0.0, -179.5)) - DEGREE).abs() < 0.1);
    }
}
