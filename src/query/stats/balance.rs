//! Whose sources they are: by stance, kind of publisher and side, among the sources and among the articles' citations.

use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::schema::source::{STANCES, TIERS};
use crate::query::facts;
use crate::query::stats::Row;

const NONE: &str = "not said";
const NO_SIDE: &str = "no one side";

/// Sources without an archived copy, and those of which only what others relay was read.
pub fn lacking(model: &Model) -> Vec<Row> {
    let all: Vec<EntityId> = model.of_kind(Kind::Source).collect();
    let which = |wanted: &dyn Fn(&crate::parse::schema::source::Source) -> bool| {
        let fits = |id: &&EntityId| model.get(**id).source().is_some_and(wanted);
        all.iter().filter(fits).map(|id| model.get(*id).id().to_string()).collect::<Vec<_>>()
    };
    vec![
        Row::listing("", "without an archived copy", which(&|source| source.archived.is_empty()), all.len()),
        Row::listing("", "read only as relayed", which(&|source| source.read == Some("relayed")), all.len()),
        Row::listing("", "without a stance", which(&|source| source.stance.is_none()), all.len()),
        Row::listing("", "relaying others", which(&|source| !source.derived_from.is_empty()), all.len()),
    ]
}

/// All sources, each once.
pub fn of_sources(model: &Model) -> Vec<Row> {
    let all: Vec<EntityId> = model.of_kind(Kind::Source).collect();
    balance(model, &all)
}

/// The citations of all articles: a source cited twice counts twice.
pub fn of_articles(model: &Model) -> Vec<Row> {
    let all: Vec<EntityId> = model.of_kind(Kind::Article).flat_map(|id| citations(model, id)).collect();
    balance(model, &all)
}

/// The sides of each article's citations.
pub fn by_article(model: &Model) -> Vec<Row> {
    let mut rows = Vec::new();
    for id in model.of_kind(Kind::Article) {
        let cited = citations(model, id);
        rows.extend(by_side(model, model.get(id).id(), &cited));
    }
    rows
}

/// What an article cites, in its fields and in its text.
fn citations(model: &Model, article: EntityId) -> Vec<EntityId> {
    let entity = model.get(article);
    let own = entity.common().cites.iter().map(|cite| cite.source);
    own.chain(facts::items(entity).map(|item| item.source)).filter_map(|source| entity.target(source)).collect()
}

fn balance(model: &Model, sources: &[EntityId]) -> Vec<Row> {
    let of = |id: &EntityId| model.get(*id).source();
    let stance = |id: &EntityId| of(id).and_then(|it| it.stance.as_ref()).map_or(NONE, |stance| stance.kind);
    let tier = |id: &EntityId| of(id).and_then(|it| it.tier).unwrap_or(NONE);
    let mut rows = counted("stance", &STANCES, sources, &stance);
    rows.extend(counted("tier", &TIERS, sources, &tier));
    rows.extend(by_side(model, "side", sources));
    rows
}

fn counted(group: &str, words: &[&'static str], sources: &[EntityId], word: &dyn Fn(&EntityId) -> &'static str) -> Vec<Row> {
    let all = words.iter().copied().chain([NONE]);
    let rows = all.map(|name| Row::new(group, name, sources.iter().filter(|id| word(id) == name).count(), sources.len()));
    rows.filter(|row| row.count > 0).collect()
}

fn by_side(model: &Model, group: &str, sources: &[EntityId]) -> Vec<Row> {
    let mut counts = std::collections::BTreeMap::new();
    for id in sources {
        // Those who speak for no one side come last.
        let side = model.camp(*id).and_then(|camp| camp.into_iter().next());
        *counts.entry((side.is_none(), side.unwrap_or_else(|| NO_SIDE.to_string()))).or_insert(0) += 1;
    }
    counts.into_iter().map(|((_, side), count)| Row::new(group, &side, count, sources.len())).collect()
}
