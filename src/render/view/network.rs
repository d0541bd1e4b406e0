//! Who stands where to whom: phase by phase, drawn and listed, then all ties by kind.

use serde::Serialize;

use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::cite::{Numbers, ReferenceRef};
use crate::render::view::drawing::network::{NetworkView, network};
use crate::render::view::list::Pager;
use crate::render::view::row::TieRow;
use crate::render::view::{CardRef, Cx};

/// Most ties of which each phase gets a drawing and a list of its own: beyond these the page would be of lists alone.
const STEPPED: usize = 300;

/// Who stands where to whom.
#[derive(Hash, Serialize)]
pub struct Network<'m> {
    /// As things stood in each phase; on the first page, if there are not too many ties.
    pub phases: Vec<NetworkPhase<'m>>,
    /// Ties by type.
    pub groups: Vec<TieGroup<'m>>,
    /// Other pages.
    pub pager: Pager,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// Ties as they stood in a phase.
#[derive(Hash, Serialize)]
pub struct NetworkPhase<'m> {
    /// The phase.
    pub phase: CardRef<'m>,
    /// Its anchor.
    pub anchor: String,
    /// The ties, drawn.
    pub network: Option<NetworkView>,
    /// The ties, in the order of their numbers in the drawing.
    pub ties: Vec<TieRow<'m>>,
}

/// Ties of one type.
#[derive(Hash, Serialize)]
pub struct TieGroup<'m> {
    /// The type, as written.
    pub id: String,
    /// The same in words.
    pub label: String,
    /// The ties.
    pub ties: Vec<TieRow<'m>>,
}

/// Who stood where to whom, phase by phase.
pub fn network_phases<'m>(cx: &Cx<'m>, numbers: &mut Numbers) -> Vec<NetworkPhase<'m>> {
    if cx.model.of_kind(Kind::Relationship).count() > STEPPED {
        return Vec::new();
    }
    let phase = |id: &EntityId| {
        let date = cx.model.date_of(*id)?;
        let ties = cx.model.select_ties(Some(date), &[]);
        let card = cx.card(*id);
        let anchor = format!("at-{}", card.id);
        let network = network(cx, &format!("network-{}", card.id), &card.title, &ties, None);
        Some(NetworkPhase {
            phase: card,
            anchor,
            network,
            ties: ties.into_iter().filter_map(|tie| cx.tie_row(tie, numbers)).collect(),
        })
    };
    cx.model.phases.iter().filter_map(phase).collect()
}

/// Ties by kind, in the alphabetical order of the kinds.
pub fn ties<'m>(cx: &Cx<'m>, chosen: Vec<EntityId>, numbers: &mut Numbers) -> Vec<TieGroup<'m>> {
    let mut ordered = chosen;
    ordered.sort_by(|a, b| {
        let label = |id: &EntityId| cx.card(*id).class_label.as_str();
        cx.locale.compare(label(a), label(b)).then(cx.model.in_time(*a, *b))
    });
    let mut groups: Vec<TieGroup<'m>> = Vec::new();
    for id in ordered {
        let Some(row) = cx.tie_row(id, numbers) else { continue };
        let same = groups.last().is_some_and(|group| group.id == row.card.class);
        if !same {
            let (id, label) = (row.card.class.clone(), row.card.class_label.clone());
            groups.push(TieGroup { id, label, ties: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.ties.push(row);
        }
    }
    groups
}
