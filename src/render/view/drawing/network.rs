//! Ties as a network: sides at the edges, what is tied to one side only beneath it, all others between.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::draw::mark::{Shape, Sign};
use crate::draw::network::{Doubt, Network, Node, Stroke, Tie};
use crate::model::EntityId;
use crate::parse::schema::relationship::Relationship;
use crate::render::view::drawing::{Drawn, KeyLine};
use crate::render::view::{CardRef, Cx};

/// Most ties a drawing holds; more are a list.
const MOST: usize = 60;

/// A network with its key.
#[derive(Hash, Serialize)]
pub struct NetworkView {
    /// The drawing.
    pub drawing: Drawn<Network>,
    /// What the lines mean; only those that are drawn.
    pub key: Vec<KeyLine>,
    /// What the marks of the boxes mean.
    pub shapes: Vec<KeyLine>,
}

/// The network of some ties, numbered in the order given; around one actor it is slim. `None` where there is nothing to
/// see in it, or too much.
pub fn network(cx: &Cx<'_>, id: &str, title: &str, ties: &[EntityId], around: Option<EntityId>) -> Option<NetworkView> {
    let ends: Vec<(EntityId, EntityId)> = ties.iter().filter_map(|tie| both_ends(cx, *tie)).collect();
    // Every line of the list is a line of the drawing, so one that cannot be drawn leaves the list alone.
    if ties.is_empty() || ties.len() > MOST || ends.len() != ties.len() {
        return None;
    }
    let nodes = nodes(cx, &ends, around);
    let place = |id: EntityId| nodes.iter().position(|node| node.0 == id);
    let lines: Option<Vec<Tie>> = ties
        .iter()
        .zip(&ends)
        .enumerate()
        .map(|(index, (tie, (from, to)))| {
            let card = cx.card(*tie);
            let fields = cx.model.get(*tie).relationship()?;
            Some(Tie {
                from: place(*from)?,
                to: place(*to)?,
                number: cx.locale.number((index + 1) as f64),
                href: card.url.to_string(),
                label: label(cx, card, *from, *to),
                stroke: stroke(&fields.class),
                mutual: is_mutual(&fields.class),
                doubt: doubt(fields),
            })
        })
        .collect();
    let lines = lines?;
    let mut drawn: Vec<(Stroke, Doubt)> = lines.iter().map(|line| (line.stroke, line.doubt)).collect();
    drawn.sort_unstable();
    drawn.dedup();
    let mut key: Vec<KeyLine> = Vec::new();
    for stroke in drawn.iter().map(|line| line.0).collect::<BTreeSet<_>>() {
        key.push(KeyLine {
            sign: Sign::Line(format!("tie {} known", stroke.word())),
            text: cx.words.label("stroke", stroke.word()),
        });
    }
    for doubt in drawn.iter().map(|line| line.1).filter(|doubt| *doubt != Doubt::None).collect::<BTreeSet<_>>() {
        key.push(KeyLine {
            sign: Sign::Line(format!("tie support {}", doubt.word())),
            text: cx.words.label("doubt", doubt.word()),
        });
    }
    let mut shapes: Vec<KeyLine> = Vec::new();
    for (id, ..) in &nodes {
        let card = cx.card(*id);
        if !shapes.iter().any(|line| line.text == card.class_label) {
            shapes.push(KeyLine { sign: Sign::Mark(shape(&card.class), "mark".to_string()), text: card.class_label.clone() });
        }
    }
    let head = cx.head(id, title, cx.words.get("draw_network"));
    let nodes = nodes.into_iter().map(|(_, node)| node).collect();
    Some(NetworkView { drawing: Drawn(Network { head, nodes, ties: lines, slim: around.is_some() }), key, shapes })
}

fn both_ends(cx: &Cx<'_>, tie: EntityId) -> Option<(EntityId, EntityId)> {
    let entity = cx.model.get(tie);
    let fields = entity.relationship()?;
    // A tie to oneself is no line.
    Some((entity.target(fields.subject?)?, entity.target(fields.object?)?)).filter(|(from, to)| from != to)
}

fn label(cx: &Cx<'_>, card: CardRef<'_>, from: EntityId, to: EntityId) -> String {
    let date = card.when.as_ref().map(|when| format!("{}{}", cx.words.get("list_comma"), when.text)).unwrap_or_default();
    format!("{} — {} — {}{date}", cx.card(from).title, card.class_label, cx.card(to).title)
}

/// The boxes, in order: by column, sides first, those with most ties first.
fn nodes(cx: &Cx<'_>, ends: &[(EntityId, EntityId)], around: Option<EntityId>) -> Vec<(EntityId, Node)> {
    let met: BTreeSet<EntityId> = ends.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let side = |id: EntityId| cx.card(id).side_number;
    let sides = cx.config.sides.len();
    let middle = sides.div_ceil(2);
    let column_of_side = |side: usize| if side <= middle { side - 1 } else { side };
    let mut placed: Vec<(usize, bool, usize, EntityId)> = met
        .into_iter()
        .map(|id| {
            let degree = ends.iter().filter(|(from, to)| *from == id || *to == id).count();
            let near: BTreeSet<usize> = ends
                .iter()
                .filter_map(|(from, to)| if *from == id { Some(*to) } else { (*to == id).then_some(*from) })
                .map(side)
                .collect();
            let column = match (side(id), near.first(), near.len()) {
                (own @ 1.., ..) => column_of_side(own),
                (0, Some(only @ 1..), 1) => column_of_side(*only),
                _ => middle,
            };
            (column, side(id) == 0, usize::MAX - degree, id)
        })
        .collect();
    placed.sort_unstable();
    if let Some(around) = around {
        placed.sort_by_key(|(.., id)| *id != around);
    }
    // A column in which nobody stands takes no room.
    let mut columns: Vec<usize> = placed.iter().map(|it| it.0).collect();
    columns.sort_unstable();
    columns.dedup();
    placed
        .into_iter()
        .map(|(column, apart, _, id)| {
            let card = cx.card(id);
            let heading = match (around, apart) {
                (Some(_), _) => "",
                (None, true) => cx.words.get("others"),
                (None, false) => card.side_name.as_str(),
            };
            let node = Node {
                href: card.url.to_string(),
                name: card.title.clone(),
                shape: shape(&card.class),
                side: card.side_number,
                column: columns.iter().position(|it| *it == column).unwrap_or(0),
                heading: heading.to_string(),
                main: around == Some(id),
            };
            (id, node)
        })
        .collect()
}

fn shape(class: &str) -> Shape {
    match class {
        "person" => Shape::Circle,
        "state" => Shape::Square,
        "de-facto-authority" => Shape::Diamond,
        "armed-force" => Shape::Triangle,
        "organisation" | "alliance" => Shape::Pentagon,
        _ => Shape::Bar,
    }
}

fn stroke(class: &str) -> Stroke {
    match class {
        "at-war" | "fights" | "attacks" | "alleged-fighting-for" => Stroke::Conflict,
        "supports" | "defence-pact" | "alliance-member" | "military-base" | "arms" => Stroke::Support,
        "mediates" | "brokered-truce" | "peacekeeping" | "ceasefire" => Stroke::Talks,
        _ => Stroke::Other,
    }
}

/// Ties that say the same of both: whichever end an author names first must not look like the one who began.
fn is_mutual(class: &str) -> bool {
    matches!(class, "at-war" | "defence-pact" | "ceasefire" | "allied" | "fights")
}

fn doubt(tie: &Relationship) -> Doubt {
    if tie.basis == Some("alleged") || !tie.denied_by.is_empty() {
        Doubt::Alleged
    } else if tie.date.is_none() {
        Doubt::Attested
    } else {
        Doubt::None
    }
}
