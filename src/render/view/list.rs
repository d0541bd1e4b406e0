//! The lists: articles, who is who, places, the matrix of figures, disputes, statements, sources, ties, terms.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::base::path::Url;
use crate::model::{EntityId, address};
use crate::parse::kind::Kind;
use crate::render::view::cite::{Mark, Numbers, ReferenceRef};
use crate::render::view::count::{FigureRow, Which};
use crate::render::view::entity::Group;
use crate::render::view::frame::{page_meta, section};
use crate::render::view::network::{Network, network_phases, ties};
use crate::render::view::row::{DisputeRow, StatementRow, Who};
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// Where a list of several pages goes on.
#[derive(Hash, Serialize)]
pub struct Pager {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The page before.
    pub previous: Option<Url>,
    /// The page after.
    pub next: Option<Url>,
}

/// A list of cards.
#[derive(Hash, Serialize)]
pub struct Cards<'m> {
    /// The cards of this page.
    pub cards: Vec<CardRef<'m>>,
    /// How many there are on all pages.
    pub total: usize,
    /// Other pages.
    pub pager: Pager,
}

/// Cards in groups.
#[derive(Hash, Serialize)]
pub struct Groups<'m> {
    /// The groups.
    pub groups: Vec<Group<'m>>,
    /// How many there are on all pages.
    pub total: usize,
    /// Other pages.
    pub pager: Pager,
}

/// Disputes with their versions.
#[derive(Hash, Serialize)]
pub struct Disputes<'m> {
    /// The disputes of this page.
    pub disputes: Vec<DisputeRow<'m>>,
    /// Other pages.
    pub pager: Pager,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// The ledger of sources.
#[derive(Hash, Serialize)]
pub struct Sources<'m> {
    /// The sources of this page, newest first.
    pub lines: Vec<LedgerLine<'m>>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many of each tier there are: the words and the count.
    pub tiers: Vec<(String, usize)>,
    /// Other pages.
    pub pager: Pager,
}

/// A line of the ledger.
#[derive(Hash, Serialize)]
pub struct LedgerLine<'m> {
    /// The source.
    pub line: ReferenceRef<'m>,
    /// How many entries rest on it.
    pub uses: usize,
}

/// Figures: the matrix and the series.
#[derive(Hash, Serialize)]
pub struct Figures<'m> {
    /// One matrix per measure.
    pub matrices: Vec<Matrix<'m>>,
    /// How many series there are on all pages.
    pub total: usize,
    /// Other pages.
    pub pager: Pager,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// Side counted × claimant, for one measure.
#[derive(Hash, Serialize)]
pub struct Matrix<'m> {
    /// The measure, as written.
    pub id: String,
    /// The same in words.
    pub label: String,
    /// A row per group counted.
    pub rows: Vec<MatrixRow<'m>>,
}

/// A group counted, and who counts it.
#[derive(Hash, Serialize)]
pub struct MatrixRow<'m> {
    /// Who is counted; `None` where the figures do not say.
    pub of: Option<CardRef<'m>>,
    /// Counts by its own side.
    pub own: Vec<FigureRow<'m>>,
    /// Claims by its adversary; never part of a total.
    pub adversary: Vec<FigureRow<'m>>,
    /// Counts by others.
    pub third_party: Vec<FigureRow<'m>>,
}

/// Who said what.
#[derive(Hash, Serialize)]
pub struct Statements<'m> {
    /// The statements of this page, newest first.
    pub statements: Vec<StatementRow<'m>>,
    /// Other pages.
    pub pager: Pager,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// Words and what they mean.
#[derive(Hash, Serialize)]
pub struct Glossary<'m> {
    /// The terms, in the alphabetical order of the language.
    pub terms: Vec<TermRow<'m>>,
    /// Other pages.
    pub pager: Pager,
    /// The numbered sources of the page.
    pub sources: Vec<ReferenceRef<'m>>,
}

/// A term.
#[derive(Hash, Serialize)]
pub struct TermRow<'m> {
    /// The term.
    pub card: CardRef<'m>,
    /// Other words for it.
    pub alt: Vec<String>,
    /// What it means.
    pub definition: Text,
    /// Whether the word takes a side.
    pub loaded: bool,
    /// The word to use instead; empty if none.
    pub prefer: Text,
    /// Who uses it.
    pub used_by: Vec<Who<'m>>,
    /// Sources.
    pub cites: Vec<Mark<'m>>,
}

/// The view of a page of a list.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, kind: Kind, number: usize) -> Option<View<'m>> {
    let mut all: Vec<EntityId> = cx.model.of_kind(kind).collect();
    if kind == Kind::Article {
        all.clone_from(&cx.model.articles);
    } else {
        all.sort_by(|a, b| cx.model.list_order(*a, *b));
    }
    let per_page = address::per_page(kind);
    let total = all.len();
    let pager = Pager::of(cx, address::list(kind).unwrap_or("/"), number, total.div_ceil(per_page).max(1));
    let chosen: Vec<EntityId> = all.iter().copied().skip((number - 1) * per_page).take(per_page).collect();
    let mut numbers = Numbers::default();
    let (template, content) = match kind {
        Kind::Article => ("articles.html", Content::Articles(Cards { cards: cx.cards_of(chosen), total, pager })),
        Kind::Actor => ("actors.html", Content::Actors(Groups { groups: by_side(cx, chosen), total, pager })),
        Kind::Place => ("places.html", Content::Places(Groups { groups: by_class(cx, chosen), total, pager })),
        Kind::Dispute => {
            let disputes = chosen.into_iter().filter_map(|id| cx.dispute_row(id, &mut numbers)).collect();
            ("disputes.html", Content::Disputes(Disputes { disputes, pager, sources: numbers.lines(cx) }))
        }
        Kind::Source => ("sources.html", Content::Sources(sources(cx, &all, chosen, pager))),
        Kind::Figure => {
            let matrices = matrices(cx, &chosen, None, &mut numbers);
            ("figures.html", Content::Figures(Figures { matrices, total, pager, sources: numbers.lines(cx) }))
        }
        Kind::Statement => {
            let statements = chosen.into_iter().filter_map(|id| cx.statement_row(id, &mut numbers)).collect();
            ("statements.html", Content::Statements(Statements { statements, pager, sources: numbers.lines(cx) }))
        }
        Kind::Relationship => {
            let phases = if number == 1 { network_phases(cx, &mut numbers) } else { Vec::new() };
            let groups = ties(cx, chosen, &mut numbers);
            ("network.html", Content::Network(Network { phases, groups, pager, sources: numbers.lines(cx) }))
        }
        Kind::Term => {
            let terms = terms(cx, chosen, &mut numbers);
            ("glossary.html", Content::Glossary(Glossary { terms, pager, sources: numbers.lines(cx) }))
        }
        Kind::Phase | Kind::Event | Kind::Media | Kind::Page => return None,
    };
    let section = section(kind);
    let title = Text { text: cx.words.get(&format!("title_{section}")).to_string(), lang: None };
    let description = cx.words.get(&format!("intro_{section}")).to_string();
    let page = page_meta(cx, route, title, &description, section);
    Some(View { template, page, frame: cx.frame, body: None, content })
}

impl Pager {
    /// Page `number` of `count` pages of a list.
    pub fn of(cx: &Cx<'_>, list: &str, number: usize, count: usize) -> Pager {
        let page = |number: usize| cx.url(&address::list_page(list, number));
        Pager {
            number,
            count,
            previous: (number > 1).then(|| page(number - 1)),
            next: (number < count).then(|| page(number + 1)),
        }
    }
}

/// Actors by side in the order of `site.yaml`, then those on no side by class.
fn by_side<'m>(cx: &Cx<'m>, actors: Vec<EntityId>) -> Vec<Group<'m>> {
    let names = cx.config.text(cx.tag()).sides;
    let mut groups = Vec::new();
    for side in &cx.config.sides {
        let members = actors.iter().copied().filter(|id| cx.card(*id).side == side.id);
        let label = names.get(&side.id).cloned().unwrap_or_else(|| side.name.clone());
        groups.push(Group { id: side.id.clone(), label, cards: cx.sorted(members) });
    }
    let sideless: Vec<EntityId> = actors.into_iter().filter(|id| cx.card(*id).side.is_empty()).collect();
    groups.extend(by_class(cx, sideless));
    groups.retain(|group| !group.cards.is_empty());
    groups
}

fn by_class<'m>(cx: &Cx<'m>, entities: Vec<EntityId>) -> Vec<Group<'m>> {
    let mut classes: Vec<(&str, &str)> =
        entities.iter().map(|id| cx.card(*id)).map(|card| (card.class.as_str(), card.class_label.as_str())).collect();
    classes.sort_by(|a, b| cx.locale.compare(a.1, b.1));
    classes.dedup();
    classes
        .into_iter()
        .map(|(class, label)| {
            let label = if label.is_empty() { cx.words.get("others") } else { label };
            let members = entities.iter().copied().filter(|id| cx.card(*id).class == class);
            Group {
                id: if class.is_empty() { "others" } else { class }.replace(' ', "-"),
                label: label.to_string(),
                cards: cx.sorted(members),
            }
        })
        .collect()
}

fn sources<'m>(cx: &Cx<'m>, all: &[EntityId], chosen: Vec<EntityId>, pager: Pager) -> Sources<'m> {
    let mut tiers: std::collections::BTreeMap<&str, usize> = Default::default();
    for id in all {
        *tiers.entry(cx.card(*id).class_label.as_str()).or_default() += 1;
    }
    let mut tiers: Vec<(String, usize)> = tiers.into_iter().map(|(tier, count)| (tier.to_string(), count)).collect();
    tiers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Sources {
        lines: chosen
            .iter()
            .filter_map(|id| Some(LedgerLine { line: cx.reference(*id)?, uses: cx.model.referrers.get(id.index() as u32).len() }))
            .collect(),
        total: all.len(),
        tiers,
        pager,
    }
}

/// Figures by measure, then by whom they count; in each row, whose count it is: the newest, or the newest as of a date.
pub fn matrices<'m>(cx: &Cx<'m>, figures: &[EntityId], as_of: Option<&Edtf>, numbers: &mut Numbers) -> Vec<Matrix<'m>> {
    let mut figures = figures.to_vec();
    figures.sort_by(|a, b| cx.model.in_time(*a, *b));
    let mut measures: Vec<(&str, &str)> =
        figures.iter().map(|id| cx.card(*id)).map(|card| (card.class.as_str(), card.class_label.as_str())).collect();
    measures.sort_by_key(|(measure, _)| (order_of(measure), *measure));
    measures.dedup();
    measures
        .into_iter()
        .map(|(measure, label)| {
            let of_measure = figures.iter().copied().filter(|id| cx.card(*id).class == measure);
            let rows = of_measure.filter_map(|id| cx.figure_row(id, as_of.map_or(Which::Newest, Which::By), numbers));
            let mut by_counted: Vec<MatrixRow<'m>> = Vec::new();
            for row in rows {
                let of = row.of.map(|card| card.id.as_str());
                let index = by_counted.iter().position(|it| it.of.map(|card| card.id.as_str()) == of).unwrap_or_else(|| {
                    by_counted.push(MatrixRow { of: row.of, own: Vec::new(), adversary: Vec::new(), third_party: Vec::new() });
                    by_counted.len() - 1
                });
                let cell = match row.claim {
                    "own" => &mut by_counted[index].own,
                    "adversary" => &mut by_counted[index].adversary,
                    _ => &mut by_counted[index].third_party,
                };
                cell.push(row);
            }
            by_counted.sort_by(|a, b| {
                let name = |row: &MatrixRow<'_>| row.of.map(|card| card.title.clone()).unwrap_or_default();
                cx.locale.compare(&name(a), &name(b))
            });
            Matrix { id: measure.replace(' ', "-"), label: label.to_string(), rows: by_counted }
        })
        .collect()
}

/// Losses of life come first.
fn order_of(measure: &str) -> u8 {
    match measure {
        "killed" => 0,
        "wounded" => 1,
        "missing" => 2,
        "displaced" => 3,
        "returned" => 4,
        _ => 5,
    }
}

fn terms<'m>(cx: &Cx<'m>, chosen: Vec<EntityId>, numbers: &mut Numbers) -> Vec<TermRow<'m>> {
    let mut order = chosen;
    order.sort_by(|a, b| cx.locale.compare(&cx.card(*a).title, &cx.card(*b).title));
    order.into_iter().filter_map(|id| cx.term_row(id, numbers)).collect()
}

impl<'m> Cx<'m> {
    /// A term's row.
    pub fn term_row(&self, id: EntityId, numbers: &mut Numbers) -> Option<TermRow<'m>> {
        let entity = self.model.get(id);
        let term = entity.term()?;
        Some(TermRow {
            card: self.card(id),
            alt: term.alt.clone(),
            definition: self.field(entity, |it| &it.definition, &term.definition),
            loaded: term.loaded,
            prefer: self.phrase(entity, &term.prefer),
            used_by: self.who(id, &term.used_by),
            cites: numbers.marks(self, entity, &entity.common().cites),
        })
    }
}
