//! The facts of an entry: each thing it states that can be sourced for itself, with the citations it rests on.

use crate::model::figure::point_anchor;
use crate::model::{Entity, EntityId, Model};
use crate::parse::body::{CiteItem, Hole};
use crate::parse::schema::Meta;
use crate::parse::schema::common::Cite;

/// Something stated.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The entry that states it.
    pub entry: EntityId,
    /// Which part of the entry: `point 2020-10-07`, `version held by x`; empty for the entry as a whole.
    pub part: String,
    /// The same as an anchor, where it has one: the point's `2020-10-07`.
    pub anchor: String,
    /// What it rests on, in order.
    pub cites: Vec<Cited>,
}

/// A citation whose source is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The source.
    pub source: EntityId,
    /// Where in it.
    pub locator: String,
    /// The words relied on.
    pub quote: String,
    /// What to know about it.
    pub note: String,
}

impl Fact {
    /// The sources it rests on, each once.
    pub fn sources(&self) -> Vec<EntityId> {
        let mut sources: Vec<EntityId> = Vec::new();
        for cite in &self.cites {
            if !sources.contains(&cite.source) {
                sources.push(cite.source);
            }
        }
        sources
    }
}

/// The facts in the fields of an entry. A point or version without sources of its own rests on those of its entry.
pub fn of(model: &Model, id: EntityId) -> Vec<Fact> {
    let entity = model.get(id);
    let own = &entity.common().cites;
    let fact = |part: String, anchor: String, cites: &[Cite]| Fact { entry: id, part, anchor, cites: cited(entity, cites) };
    let or_own = |cites: &'_ [Cite]| -> Vec<Cite> { if cites.is_empty() { own.clone() } else { cites.to_vec() } };
    let on = |date: Option<&crate::base::edtf::Edtf>| date.map_or("?", |date| date.as_str()).to_string();
    let mut facts = Vec::new();
    match entity.meta() {
        Meta::Figure(figure) => {
            for (index, point) in figure.points.iter().enumerate() {
                let anchor = point_anchor(figure, index);
                facts.push(fact(format!("point {}", on(point.as_of.as_ref())), anchor, &or_own(&point.cites)));
            }
            for none in &figure.none_published {
                facts.push(fact(format!("none published {}", on(none.as_of.as_ref())), String::new(), &or_own(&none.cites)));
            }
        }
        Meta::Dispute(dispute) => {
            for version in &dispute.versions {
                let holders: Vec<&str> = entity.targets_of(&version.held_by).map(|holder| model.get(holder).id()).collect();
                facts.push(fact(format!("version held by {}", holders.join(", ")), String::new(), &version.cites));
            }
            if !own.is_empty() {
                facts.push(fact(String::new(), String::new(), own));
            }
        }
        // A source rests on what it is derived from, and pages on what their text cites.
        Meta::Source(_) => {}
        meta => {
            if !own.is_empty() || is_statement(meta) {
                facts.push(fact(String::new(), String::new(), own));
            }
            if let Meta::Actor(actor) = meta {
                for item in &actor.recognition {
                    let by = item.by.and_then(|by| entity.target(by)).map_or("?", |by| model.get(by).id());
                    facts.push(fact(format!("{} by {by}", item.status), String::new(), &item.cites));
                }
            }
        }
    }
    facts
}

/// Whether an entry states something that should be sourced even where it cites nothing.
fn is_statement(meta: &Meta) -> bool {
    matches!(meta, Meta::Event(_) | Meta::Statement(_) | Meta::Relationship(_))
}

fn cited(entity: &Entity, cites: &[Cite]) -> Vec<Cited> {
    let all = cites.iter().filter_map(|cite| {
        let source = entity.target(cite.source)?;
        Some(Cited { source, locator: cite.locator.clone(), quote: cite.quote.clone(), note: cite.note.clone() })
    });
    all.collect()
}

/// What the text of an entry cites: each place in a source once, in order.
pub fn of_body(model: &Model, id: EntityId) -> Option<Fact> {
    let entity = model.get(id);
    let mut cites: Vec<Cited> = Vec::new();
    for cite in items(entity) {
        let Some(source) = entity.target(cite.source) else { continue };
        let cited = Cited { source, locator: cite.locator.clone(), quote: String::new(), note: String::new() };
        if !cites.contains(&cited) {
            cites.push(cited);
        }
    }
    (!cites.is_empty()).then(|| Fact { entry: id, part: "text".to_string(), anchor: String::new(), cites })
}

/// Every citation in the text of an entry.
pub fn items(entity: &Entity) -> impl Iterator<Item = &CiteItem> {
    entity.document.body.holes.iter().flat_map(|(_, hole)| match hole {
        Hole::Cite(items) => items.as_slice(),
        _ => &[],
    })
}
