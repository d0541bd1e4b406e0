//! The events as the filter of the timeline knows them: their words, what they may be chosen by, their days.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::model::EntityId;
use crate::model::slice::type_id;
use crate::render::view::Cx;
use crate::render::view::row::EventRow;
use crate::search::entry::Entry;
use crate::search::filter::Event;

/// An entry of the search: whose, the digest of what it was made from, and itself.
pub type Found = (EntityId, Digest, Arc<Entry>);

/// The events of the timeline, in order, with all that the filter reads of them.
pub struct Rows<'f, 'm> {
    rows: Vec<Row<'f, 'm>>,
}

struct Row<'f, 'm> {
    found: &'f Found,
    /// The actors and places of the event.
    named: Vec<&'f Found>,
    row: EventRow<'m>,
}

impl<'f, 'm> Rows<'f, 'm> {
    /// Finds the events among entries that stand in the order of their numbers.
    pub fn new(cx: &Cx<'m>, entries: &'f [Found]) -> Self {
        let find = |id: EntityId| Some(&entries[entries.binary_search_by_key(&id, |entry| entry.0).ok()?]);
        let row = |id: &EntityId| {
            let entity = cx.model.get(*id);
            let event = entity.event()?;
            let actors = event.actors.iter().filter_map(|part| entity.target(part.actor));
            let named = actors.chain(entity.targets_of(&event.places)).filter_map(find).collect();
            Some(Row { found: find(*id)?, named, row: cx.event_row(*id) })
        };
        Rows { rows: cx.model.timeline.par_iter().filter_map(row).collect() }
    }

    /// The digest that stands for them.
    pub fn digest(&self) -> Digest {
        let named = |row: &Row<'_, '_>| row.named.iter().map(|entry| entry.1).collect::<Vec<_>>();
        Digest::of(&self.rows.iter().map(|row| (row.found.1, named(row), &row.row)).collect::<Vec<_>>())
    }

    /// The events for the index.
    pub fn events(&self, cx: &Cx<'m>) -> Vec<Event> {
        self.rows.par_iter().map(|row| event(cx, row)).collect()
    }
}

fn event(cx: &Cx<'_>, Row { found: (id, _, entry), named, row }: &Row<'_, '_>) -> Event {
    let mut facets: Vec<String> = row.actors.iter().map(|card| format!("actor:{}", card.id)).collect();
    facets.extend(row.places.iter().map(|card| format!("place:{}", card.id)));
    facets.extend(Some(&row.phase).filter(|phase| !phase.is_empty()).map(|phase| format!("phase:{phase}")));
    facets.extend(type_id(&row.card.class).map(|class| format!("type:{class}")));
    facets.push(format!("level:{}", row.card.importance));
    let days = cx.model.date_of(*id).map_or((None, None), |date| (date.earliest().number(), date.latest().number()));
    let named = named.iter().map(|(.., entry)| Arc::clone(entry)).collect();
    Event { entry: Arc::clone(entry), named, facets, days }
}
