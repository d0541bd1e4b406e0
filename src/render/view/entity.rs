//! The page of one entry: event, phase, actor, place, figure, dispute, source.

use serde::Serialize;

use crate::base::edtf::Edtf;
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::body::{self, BodyView};
use crate::render::view::cite::{self, Line, Mark, Numbers};
use crate::render::view::frame::{page_meta, section};
use crate::render::view::row::{DisputeRow, EventRow, FigureRow, NameRow, PointRow, SourcingRow, StatementRow, TieRow, Who};
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::Route;

/// Events shown on the page of a phase; beyond these the timeline has all.
const PHASE_EVENTS: usize = 300;

/// What the page of any entry shows.
#[derive(Hash, Serialize)]
pub struct Entry<'m> {
    /// The entry.
    pub card: CardRef<'m>,
    /// Marks of the sources it rests on.
    pub cites: Vec<Mark>,
    /// How it is sourced.
    pub sourcing: SourcingRow,
    /// How sure the editors are, in words; empty if not said.
    pub confidence_label: String,
    /// What was corrected.
    pub corrections: Vec<Correction>,
    /// When it was last changed in substance.
    pub updated: Option<When>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Articles that refer to it.
    pub articles: Vec<CardRef<'m>>,
    /// The numbered sources of the page.
    pub sources: Vec<Line>,
}

/// A correction.
#[derive(Hash, Serialize)]
pub struct Correction {
    /// When.
    pub when: Option<When>,
    /// `correction`, `clarification`, `update`, `retraction`.
    pub kind: &'static str,
    /// The same in words.
    pub label: String,
    /// What changed.
    pub text: Text,
}

/// An event's page.
#[derive(Hash, Serialize)]
pub struct Event<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Who took part, as what.
    pub parts: Vec<Part<'m>>,
    /// Where.
    pub places: Vec<CardRef<'m>>,
    /// In which phase.
    pub phase: Option<CardRef<'m>>,
    /// Whether it happened, in words; empty if it plainly did.
    pub modality_label: String,
    /// Figures that count what it did.
    pub figures: Vec<FigureRow<'m>>,
    /// The larger event.
    pub part_of: Option<CardRef<'m>>,
    /// Smaller events within it.
    pub subevents: Vec<EventRow<'m>>,
    /// Disputes that refer to it.
    pub disputes: Vec<CardRef<'m>>,
    /// The event before it.
    pub previous: Option<CardRef<'m>>,
    /// The event after it.
    pub next: Option<CardRef<'m>>,
}

/// An actor's part in an event.
#[derive(Hash, Serialize)]
pub struct Part<'m> {
    /// Who.
    pub card: CardRef<'m>,
    /// As what; empty if not said.
    pub role: Text,
}

/// A phase's page.
#[derive(Hash, Serialize)]
pub struct Phase<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Who divides time so.
    pub according_to: String,
    /// Its events: all, or the most important of very many.
    pub events: Vec<EventRow<'m>>,
    /// How many there are.
    pub total: usize,
    /// The phase before it.
    pub previous: Option<CardRef<'m>>,
    /// The phase after it.
    pub next: Option<CardRef<'m>>,
}

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
    /// Offices held.
    pub roles: Vec<RoleRow<'m>>,
    /// Who recognises it, who does not.
    pub recognition: Vec<RecognitionRow<'m>>,
    /// Its ties.
    pub ties: Vec<TieRow<'m>>,
    /// What it said.
    pub statements: Vec<StatementRow<'m>>,
    /// What it counts.
    pub claims: Vec<FigureRow<'m>>,
    /// Who counts it.
    pub counted: Vec<FigureRow<'m>>,
    /// Versions it holds of disputed matters.
    pub disputes: Vec<CardRef<'m>>,
    /// Events it took part in.
    pub events: Vec<EventRow<'m>>,
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
    pub cites: Vec<Mark>,
}

/// A place's page.
#[derive(Hash, Serialize)]
pub struct Place<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Whether its name is contested.
    pub contested: bool,
    /// Its names.
    pub names: Vec<NameRow<'m>>,
    /// Latitude and longitude in degrees; empty if unknown.
    pub coordinates: String,
    /// What it belongs to, and who says so.
    pub part_of: Vec<WithinRow<'m>>,
    /// Places that belong to it.
    pub parts: Vec<CardRef<'m>>,
    /// Events there.
    pub events: Vec<EventRow<'m>>,
    /// Figures about it.
    pub figures: Vec<FigureRow<'m>>,
}

/// What a place belongs to.
#[derive(Hash, Serialize)]
pub struct WithinRow<'m> {
    /// A place or a state.
    pub whole: Option<CardRef<'m>>,
    /// Whose view it is.
    pub according_to: Option<Who<'m>>,
    /// When.
    pub when: Option<When>,
}

/// A figure's page.
#[derive(Hash, Serialize)]
pub struct Figure<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its series.
    pub series: Series<'m>,
    /// Events that refer to it.
    pub events: Vec<EventRow<'m>>,
}

/// A figure with all its points.
#[derive(Hash, Serialize)]
pub struct Series<'m> {
    /// Who claims what of whom.
    pub row: FigureRow<'m>,
    /// All points, in order of date; those not charted are variants.
    pub points: Vec<PointRow>,
    /// Whether each point holds all before it.
    pub cumulative: bool,
    /// Days on which it is known that none was published.
    pub none_published: Vec<NoneRow>,
}

/// A known absence.
#[derive(Hash, Serialize)]
pub struct NoneRow {
    /// As of when.
    pub as_of: Option<When>,
    /// What is known.
    pub note: Text,
    /// Sources.
    pub cites: Vec<Mark>,
}

/// A dispute's page.
#[derive(Hash, Serialize)]
pub struct Dispute<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its versions.
    pub dispute: DisputeRow<'m>,
    /// Events that refer to it.
    pub events: Vec<EventRow<'m>>,
}

/// A source's page.
#[derive(Hash, Serialize)]
pub struct Source<'m> {
    /// What every entry's page shows.
    pub entry: Entry<'m>,
    /// Its line.
    pub line: Line,
    /// CSL type, in words.
    pub class: String,
    /// When it was read.
    pub accessed: Option<When>,
    /// Archived copies.
    pub archived: Vec<Copy>,
    /// What it relays.
    pub derived_from: Vec<CardRef<'m>>,
    /// What relays it.
    pub relayed_by: Vec<CardRef<'m>>,
    /// Everything that rests on it, by kind.
    pub rests: Vec<Group<'m>>,
}

/// An archived copy.
#[derive(Hash, Serialize)]
pub struct Copy {
    /// Where.
    pub url: String,
    /// When it was taken.
    pub when: Option<When>,
}

/// Cards under a heading.
#[derive(Hash, Serialize)]
pub struct Group<'m> {
    /// Its anchor: the kind's plural, or a class.
    pub id: String,
    /// The heading.
    pub label: String,
    /// The cards.
    pub cards: Vec<CardRef<'m>>,
}

/// Starts the page of an entry; `finish` ends it when all sources are numbered.
struct Draft<'m> {
    id: EntityId,
    numbers: Numbers,
    cites: Vec<Mark>,
    body: BodyView<'m>,
}

fn draft<'m>(cx: &Cx<'m>, id: EntityId) -> Draft<'m> {
    let entity = cx.model.get(id);
    let mut numbers = Numbers::default();
    let cites = numbers.marks(cx, entity, &entity.common().cites);
    let of = entity.body(cx.tag(), cx.config.first());
    let body = body::view(cx, &of, &mut numbers);
    Draft { id, numbers, cites, body }
}

impl<'m> Draft<'m> {
    fn finish(
        self,
        cx: &Cx<'m>,
        route: &Route,
        template: &'static str,
        content: impl FnOnce(Entry<'m>) -> Content<'m>,
    ) -> View<'m> {
        let entity = cx.model.get(self.id);
        let card = cx.card(self.id);
        let entry = Entry {
            card,
            cites: self.cites,
            sourcing: cx.sourcing(self.id),
            confidence_label: if card.confidence.is_empty() {
                String::new()
            } else {
                cx.words.label("confidence", card.confidence)
            },
            corrections: corrections(cx, self.id),
            updated: entity.common().updated.as_ref().map(|date| cx.when(date)),
            tags: entity.common().tags.clone(),
            articles: cx.articles_on(self.id),
            sources: self.numbers.lines(cx),
        };
        let title = Text { text: card.title.clone(), lang: card.lang.clone() };
        let section = section(card.kind);
        View {
            template,
            page: page_meta(cx, route, title, &card.summary.text, section),
            frame: cx.frame,
            body: Some(self.body),
            content: content(entry),
        }
    }
}

/// The corrections of an entry, newest first.
pub fn corrections(cx: &Cx<'_>, id: EntityId) -> Vec<Correction> {
    let mut corrections: Vec<_> = cx.model.get(id).common().corrections.iter().collect();
    corrections.sort_by(|a, b| b.date.cmp(&a.date));
    corrections
        .into_iter()
        .map(|it| Correction {
            when: it.date.as_ref().map(|date| cx.when(date)),
            kind: it.kind,
            label: cx.words.label("correction", it.kind),
            text: cx.untranslated(&it.text),
        })
        .collect()
}

/// The view of an event.
pub fn event<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let event = entity.event()?;
    let mut draft = draft(cx, id);
    let figures = event
        .figures
        .iter()
        .filter_map(|reference| {
            let at = entity.document.refs[*reference as usize].at.as_deref();
            cx.figure_row(entity.target(*reference)?, at, &mut draft.numbers)
        })
        .collect();
    let (previous, next) = neighbours(&cx.model.timeline, id);
    let parts = event
        .actors
        .iter()
        .filter_map(|part| Some(Part { card: cx.card(entity.target(part.actor)?), role: cx.untranslated(&part.role) }))
        .collect();
    let subevents = cx.model.referrers(id, Kind::Event).filter(|other| {
        let other = cx.model.get(*other);
        other.event().and_then(|it| it.part_of).and_then(|it| other.target(it)) == Some(id)
    });
    let subevents = cx.event_rows(subevents);
    Some(draft.finish(cx, route, "event.html", |entry| {
        Content::Event(Event {
            parts,
            places: cx.cards_of(entity.targets_of(&event.places)),
            phase: cx.model.phase_of[id.index()].map(|phase| cx.card(phase)),
            modality_label: if entry.card.modality.is_empty() {
                String::new()
            } else {
                cx.words.label("modality", &entry.card.modality)
            },
            figures,
            part_of: event.part_of.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
            subevents,
            disputes: cx.referring(id, Kind::Dispute),
            previous: previous.map(|it| cx.card(it)),
            next: next.map(|it| cx.card(it)),
            entry,
        })
    }))
}

/// What stands before and after an entry in an order.
pub fn neighbours(order: &[EntityId], id: EntityId) -> (Option<EntityId>, Option<EntityId>) {
    match order.iter().position(|it| *it == id) {
        Some(index) => (index.checked_sub(1).map(|before| order[before]), order.get(index + 1).copied()),
        None => (None, None),
    }
}

/// The view of a phase.
pub fn phase<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let fields = cx.model.get(id).phase()?;
    let draft = draft(cx, id);
    let mut events: Vec<EntityId> =
        cx.model.timeline.iter().copied().filter(|event| cx.model.phase_of[event.index()] == Some(id)).collect();
    let total = events.len();
    if total > PHASE_EVENTS {
        let importance = |id: &EntityId| cx.model.get(*id).event().map_or(0, |event| event.importance);
        events.sort_by_key(|id| std::cmp::Reverse(importance(id)));
        events.truncate(PHASE_EVENTS);
    }
    let (previous, next) = neighbours(&cx.model.phases, id);
    Some(draft.finish(cx, route, "phase.html", |entry| {
        Content::Phase(Phase {
            entry,
            according_to: fields.according_to.clone(),
            events: cx.event_rows(events),
            total,
            previous: previous.map(|it| cx.card(it)),
            next: next.map(|it| cx.card(it)),
        })
    }))
}

/// The view of an actor.
pub fn actor<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
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
    ties.sort_by(|a, b| cx.model.date_of(*a).cmp(&cx.model.date_of(*b)).then(a.cmp(b)));
    let ties = ties.into_iter().filter_map(|tie| cx.tie_row(tie, numbers)).collect();
    let spoken = |statement: &EntityId| {
        let statement = cx.model.get(*statement);
        statement.statement().and_then(|it| it.speaker).and_then(|it| statement.target(it)) == Some(id)
    };
    let mut statements: Vec<EntityId> = cx.model.referrers(id, Kind::Statement).filter(spoken).collect();
    statements.sort_by(|a, b| cx.model.date_of(*a).cmp(&cx.model.date_of(*b)).then(a.cmp(b)));
    let statements = statements.into_iter().filter_map(|it| cx.statement_row(it, numbers)).collect();
    let mut figures = |role: fn(&crate::parse::schema::figure::Figure) -> Option<u32>| -> Vec<FigureRow<'m>> {
        let is = |figure: &EntityId| {
            let figure = cx.model.get(*figure);
            figure.figure().and_then(role).and_then(|it| figure.target(it)) == Some(id)
        };
        let chosen: Vec<EntityId> = cx.model.referrers(id, Kind::Figure).filter(is).collect();
        chosen.into_iter().filter_map(|it| cx.figure_row(it, None, numbers)).collect()
    };
    let claims = figures(|figure| figure.claimant);
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
            roles: fields
                .roles
                .iter()
                .map(|role| RoleRow {
                    title: cx.untranslated(&role.title),
                    of: role.of.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
                    when: role.date.as_ref().map(|date| cx.when(date)),
                })
                .collect(),
            recognition,
            ties,
            statements,
            claims,
            counted,
            disputes: cx.referring(id, Kind::Dispute),
            events: cx.event_rows(cx.model.referrers(id, Kind::Event)),
            feed: if cx.routes.at(&feed).is_some() { feed } else { String::new() },
        }))
    }))
}

/// The view of a place.
pub fn place<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let fields = entity.place_meta()?;
    let mut draft = draft(cx, id);
    let figures: Vec<EntityId> = cx.model.referrers(id, Kind::Figure).collect();
    let figures = figures.into_iter().filter_map(|it| cx.figure_row(it, None, &mut draft.numbers)).collect();
    let part_of = fields
        .part_of
        .iter()
        .map(|within| WithinRow {
            whole: within.whole.and_then(|it| entity.target(it)).map(|it| cx.card(it)),
            according_to: within.according_to.as_ref().and_then(|it| cx.who(id, std::slice::from_ref(it)).pop()),
            when: within.date.as_ref().map(|date| cx.when(date)),
        })
        .collect();
    Some(draft.finish(cx, route, "place.html", |entry| {
        Content::Place(Place {
            entry,
            contested: cx.model.name_pair(id).is_some(),
            names: cx.names(id, &fields.names),
            coordinates: crate::render::view::block::coordinates(cx, id),
            part_of,
            parts: cx.referring(id, Kind::Place),
            events: cx.event_rows(cx.model.referrers(id, Kind::Event)),
            figures,
        })
    }))
}

/// A figure with all its points.
pub fn series<'m>(cx: &Cx<'m>, id: EntityId, numbers: &mut Numbers) -> Option<Series<'m>> {
    let entity = cx.model.get(id);
    let figure = entity.figure()?;
    let charted = figure.charted();
    let mut order: Vec<usize> = (0..figure.points.len()).collect();
    let date = |index: usize| -> Option<&Edtf> { figure.points[index].as_of.as_ref() };
    order.sort_by(|a, b| date(*a).cmp(&date(*b)).then(a.cmp(b)));
    Some(Series {
        row: cx.figure_row(id, None, numbers)?,
        points: order.into_iter().map(|index| cx.point_row(id, figure, index, charted.contains(&index), numbers)).collect(),
        cumulative: figure.cumulative,
        none_published: figure
            .none_published
            .iter()
            .map(|none| NoneRow {
                as_of: none.as_of.as_ref().map(|date| cx.when(date)),
                note: cx.untranslated(&none.note),
                cites: numbers.marks(cx, entity, &none.cites),
            })
            .collect(),
    })
}

/// The view of a figure.
pub fn figure<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let mut draft = draft(cx, id);
    let series = series(cx, id, &mut draft.numbers)?;
    Some(draft.finish(cx, route, "figure.html", |entry| {
        Content::Figure(Figure { entry, series, events: cx.event_rows(cx.model.referrers(id, Kind::Event)) })
    }))
}

/// The view of a dispute.
pub fn dispute<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let mut draft = draft(cx, id);
    let dispute = cx.dispute_row(id, &mut draft.numbers)?;
    Some(draft.finish(cx, route, "dispute.html", |entry| {
        Content::Dispute(Dispute { entry, dispute, events: cx.event_rows(cx.model.referrers(id, Kind::Event)) })
    }))
}

/// The view of a source.
pub fn source<'m>(cx: &Cx<'m>, route: &Route, id: EntityId) -> Option<View<'m>> {
    let entity = cx.model.get(id);
    let fields = entity.source()?;
    let draft = draft(cx, id);
    let rests = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Source)
        .filter_map(|kind| {
            let cards = cx.referring(id, kind);
            let label = cx.words.get(&format!("kinds_{}", kind.folder())).to_string();
            (!cards.is_empty()).then(|| Group { id: kind.folder().to_string(), label, cards })
        })
        .collect();
    Some(draft.finish(cx, route, "source.html", |entry| {
        Content::Source(Source {
            entry,
            line: cite::line(cx, id, 0),
            class: cx.words.label("csl", &fields.class),
            accessed: fields.date("accessed").map(|date| cx.when(date)),
            archived: fields
                .archived
                .iter()
                .filter(|copy| cite::is_web(&copy.url))
                .map(|copy| Copy { url: copy.url.clone(), when: copy.date.as_ref().map(|date| cx.when(date)) })
                .collect(),
            derived_from: cx.cards_of(entity.targets_of(&fields.derived_from)),
            relayed_by: cx.referring(id, Kind::Source),
            rests,
        })
    }))
}
