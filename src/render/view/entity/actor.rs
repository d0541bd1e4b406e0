//! The page of an actor.

use serde::Serialize;

use crate::base::edtf::{Edtf, Limit};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::cite::Mark;
use crate::render::view::count::{FigureRow, Which};
use crate::render::view::drawing::chart::{ChartView, charts};
use crate::render::view::drawing::network::{NetworkView, network};
use crate::render::view::entity::{Entry, draft};
use crate::render::view::row::{NameRow, StatementRow, TieRow};
use crate::render::view::timeline::OwnEvents;
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::render::words::Filling;
use crate::route::Route;

/// Counts that a series must have to be drawn here.
const SERIES: usize = 3;
/// Most series drawn here; the others are a click away.
const CHARTS: usize = 3;

/// An actor's page.
#[derive(Hash, Serialize)]
pub struct Actor<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its names.
    pub names: Vec<NameRow<'m>>,
    /// What it belongs to.
    pub part_of: Vec<CardRef<'m>>,
    /// What belongs to it.
    pub members: Vec<CardRef<'m>>,
    /// A person's life, or a body's existence.
    pub lifetime: Option<When>,
    /// Offices held.
    pub roles: Vec<RoleRow<'m>>,
    /// Who recognises it, who does not.
    pub recognition: Vec<RecognitionRow<'m>>,
    /// Its ties.
    pub ties: Vec<TieRow<'m>>,
    /// Its ties, drawn.
    pub network: Option<NetworkView>,
    /// What it said.
    pub statements: Vec<StatementRow<'m>>,
    /// What it counts.
    pub claims: Vec<FigureRow<'m>>,
    /// What it counts over time, drawn.
    pub charts: Vec<ChartView<'m>>,
    /// Who counts it.
    pub counted: Vec<FigureRow<'m>>,
    /// Versions it holds of disputed matters.
    pub disputes: Vec<CardRef<'m>>,
    /// Events it took part in.
    pub events: OwnEvents<'m>,
    /// Address of its feed; empty where there is none.
    pub feed: String,
}

/// An office.
#[derive(Hash, Serialize)]
pub struct RoleRow<'m> {
    /// What it is called.
    pub title: Text,
    /// Of what.
    pub of: Option<CardRef<'m>>,
    /// From when to when.
    pub when: Option<When>,
}

/// Whether someone recognises the actor.
#[derive(Hash, Serialize)]
pub struct RecognitionRow<'m> {
    /// Who.
    pub by: Option<CardRef<'m>>,
    /// In words.
    pub status_label: String,
    /// From when to when.
    pub when: Option<When>,
    /// Sources.
    pub cites: Vec<Mark<'m>>,
}

/// The view of an actor.
pub fn view<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let fields = entity.actor()?;
    let mut draft = draft(cx, id);
    let numbers = &mut draft.numbers;
    let recognition = fields
        .recognition
        .iter()
        .map(|item| RecognitionRow {
            by: item.by.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
            status_label: cx.words.label("recognition", item.status),
            when: item.date.as_ref().map(|date| cx.when(date)),
            cites: numbers.marks(cx, entity, &item.cites),
        })
        .collect();
    let mut ties: Vec<EntityId> = cx.model.referrers(id, Kind::Relationship).collect();
    ties.sort_by(|a, b| cx.model.in_time(*a, *b));
    let network = network(cx, "ties", &cx.card(id).title, &ties, Some(id));
    let ties = ties.into_iter().filter_map(|tie| cx.tie_row(tie, numbers)).collect();
    let spoken = |statement: &EntityId| {
        let statement = cx.model.get(*statement);
        statement.statement().and_then(|it| it.speaker).and_then(|it| statement.target(it)) == Some(id)
    };
    let mut statements: Vec<EntityId> = cx.model.referrers(id, Kind::Statement).filter(spoken).collect();
    statements.sort_by(|a, b| cx.model.in_time(*a, *b));
    let statements = statements.into_iter().filter_map(|it| cx.statement_row(it, numbers)).collect();
    let mut figures = |role: fn(&crate::parse::schema::figure::Figure) -> Option<u32>| -> Vec<FigureRow<'m>> {
        let is = |figure: &EntityId| {
            let figure = cx.model.get(*figure);
            figure.figure().and_then(role).and_then(|it| figure.target(it)) == Some(id)
        };
        let chosen: Vec<EntityId> = cx.model.referrers(id, Kind::Figure).filter(is).collect();
        chosen.into_iter().filter_map(|it| cx.figure_row(it, Which::Newest, numbers)).collect()
    };
    let claims = figures(|figure| figure.claimant);
    let over_time: Vec<EntityId> = cx
        .model
        .referrers(id, Kind::Figure)
        .filter(|figure| {
            let figure = cx.model.get(*figure);
            let claimed = |it: &crate::parse::schema::figure::Figure| it.claimant.and_then(|it| figure.target(it)) == Some(id);
            figure.figure().is_some_and(|it| claimed(it) && it.charted().len() >= SERIES)
        })
        .collect();
    // Each in a chart of its own: one claimant's series on several groups are no line to compare.
    let over_time = over_time.into_iter().take(CHARTS).enumerate();
    let charts = over_time.flat_map(|(index, figure)| charts(cx, &format!("chart-{index}"), &[figure], false)).collect();
    let counted = figures(|figure| figure.of);
    let members = cx.model.referrers(id, Kind::Actor).filter(|member| {
        let member = cx.model.get(*member);
        member.actor().is_some_and(|it| member.targets_of(&it.part_of).any(|whole| whole == id))
    });
    let members = cx.sorted(members);
    let feed = format!("{}feed.xml", cx.routes.url(id, 0));
    Some(draft.finish(cx, route, "actor.html", |entry| {
        Content::Actor(Box::new(Actor {
            entry,
            names: cx.names(id, &fields.names),
            part_of: cx.cards_of(entity.targets_of(&fields.part_of)),
            members,
            lifetime: fields.date.as_ref().map(|date| lifetime(cx, fields.class, date)),
            roles: fields
                .roles
                .iter()
                .enumerate()
                .map(|(index, role)| RoleRow {
                    title: cx.role_title(id, index),
                    of: role.of.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
                    when: role.date.as_ref().map(|date| cx.when(date)),
                })
                .collect(),
            recognition,
            ties,
            network,
            statements,
            claims,
            charts,
            counted,
            disputes: cx.referring(id, Kind::Dispute),
            events: cx.own_events(id),
            feed: if cx.routes.at(&feed).is_some() { feed } else { String::new() },
        }))
    }))
}

/// "born March 1958" where a person lives; a range otherwise.
fn lifetime(cx: &Cx<'_>, class: &str, date: &Edtf) -> When {
    let mut when = cx.when(date);
    if class == "person"
        && date.latest() == Limit::Future
        && let Some((start, _)) = date.as_str().split_once('/')
        && let Ok(start) = Edtf::parse(start)
    {
        let told = cx.words.tell("date_born", &[("date", &cx.when(&start).told())]);
        when = when.told_as(Filling { kind: "", ..told });
    }
    when
}
