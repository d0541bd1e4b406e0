//! Pages about the site itself: corrections, methods, downloads, the page for missing addresses.

use serde::Serialize;

use crate::diag::{Code, Level};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::locale::When;
use crate::render::view::entity::{Correction, corrections as corrections_of};
use crate::render::view::frame::{NavItem, page_meta};
use crate::render::view::{CardRef, Content, Cx, Text, View};
use crate::route::{Format, Route};

/// What was corrected, newest first.
#[derive(Hash, Serialize)]
pub struct Corrections<'m> {
    /// Each with the entry it was made in.
    pub corrections: Vec<Corrected<'m>>,
}

/// A correction and its entry.
#[derive(Hash, Serialize)]
pub struct Corrected<'m> {
    /// The entry.
    pub card: CardRef<'m>,
    /// The correction.
    pub correction: Correction,
}

/// How the site is made, as far as the tool knows it.
#[derive(Hash, Serialize)]
pub struct Methods<'m> {
    /// Lints in force that differ from the tool's own levels.
    pub levels: Vec<LevelRow>,
    /// Lints set aside for single entries, with the reason.
    pub allowances: Vec<AllowanceRow<'m>>,
    /// How many lints are in force.
    pub in_force: usize,
    /// How many entries are sourced how: class, words, count.
    pub sourcing: Vec<SourcingCount>,
    /// How many sources were read how far: words and count.
    pub read: Vec<(String, usize)>,
    /// What each status of a claim means: word and definition.
    pub statuses: Vec<(String, String)>,
}

/// A lint whose level the site chose.
#[derive(Hash, Serialize)]
pub struct LevelRow {
    /// The lint.
    pub lint: &'static str,
    /// Its level.
    pub level: &'static str,
}

/// A lint set aside.
#[derive(Hash, Serialize)]
pub struct AllowanceRow<'m> {
    /// The entry.
    pub card: CardRef<'m>,
    /// The lint.
    pub lint: &'static str,
    /// Why.
    pub reason: Text,
}

/// How many events are sourced in a way.
#[derive(Hash, Serialize)]
pub struct SourcingCount {
    /// `several`, `single`, …
    pub class: &'static str,
    /// In words.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// The downloads.
#[derive(Hash, Serialize)]
pub struct Data {
    /// Each kind with its files.
    pub files: Vec<DataFile>,
}

/// The files of a kind.
#[derive(Hash, Serialize)]
pub struct DataFile {
    /// The kind, in words.
    pub label: String,
    /// How many entries.
    pub count: usize,
    /// The JSON file.
    pub json: String,
    /// The CSV file.
    pub csv: String,
    /// Files in formats of others: name and address.
    pub others: Vec<(&'static str, &'static str)>,
}

/// The page for addresses that are not there.
#[derive(Hash, Serialize)]
pub struct NotFound<'m> {
    /// Where a reader may have wanted to go.
    pub nav: &'m [NavItem],
}

/// The view of a page about the site, by the name of its words.
pub fn finish<'m>(cx: &Cx<'m>, route: &Route, template: &'static str, name: &str, content: Content<'m>) -> View<'m> {
    let title = Text { text: cx.words.get(&format!("title_{name}")).to_string(), lang: None };
    let page = page_meta(cx, route, title, cx.words.get(&format!("intro_{name}")), "");
    View { template, page, frame: cx.frame, body: None, content }
}

/// The view of the corrections.
pub fn corrections<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let all = (0..cx.model.entities.len() as u32).map(EntityId);
    let corrected = all.filter(|id| !cx.model.get(*id).common().corrections.is_empty());
    let mut corrections: Vec<Corrected<'m>> = corrected
        .flat_map(|id| corrections_of(cx, id).into_iter().map(move |correction| (id, correction)))
        .map(|(id, correction)| Corrected { card: cx.card(id), correction })
        .collect();
    let date = |it: &Corrected<'_>| it.correction.when.as_ref().map(|when: &When| when.edtf.clone());
    corrections.sort_by(|a, b| date(b).cmp(&date(a)).then_with(|| a.card.id.cmp(&b.card.id)));
    finish(cx, route, "corrections.html", "corrections", Content::Corrections(Corrections { corrections }))
}

/// The view of the methods.
pub fn methods<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let model = cx.model;
    let all = || (0..model.entities.len() as u32).map(EntityId);
    let allowances = all()
        .flat_map(|id| {
            let allowances = &model.get(id).common().allowances;
            allowances.iter().map(move |it| AllowanceRow {
                card: cx.card(id),
                lint: it.code.name(),
                reason: cx.phrase(model.get(id), &it.reason),
            })
        })
        .collect();
    let level = |code: Code| cx.config.chosen_level(code).unwrap_or(code.default_level());
    let mut sourcing: std::collections::BTreeMap<&'static str, usize> = Default::default();
    for id in model.of_kind(Kind::Event) {
        *sourcing.entry(model.sourcing(&model.cited(model.get(id))).word()).or_default() += 1;
    }
    let mut read: std::collections::BTreeMap<String, usize> = Default::default();
    for id in model.of_kind(Kind::Source) {
        if let Some(how) = model.get(id).source().and_then(|source| source.read) {
            *read.entry(cx.words.label("read", how)).or_default() += 1;
        }
    }
    let content = Methods {
        levels: cx.config.lints.iter().map(|(code, level)| LevelRow { lint: code.name(), level: level.word() }).collect(),
        allowances,
        in_force: Code::ALL.iter().filter(|(code, _)| level(*code) > Level::Allow).count(),
        sourcing: sourcing
            .into_iter()
            .map(|(class, count)| SourcingCount { class, label: cx.words.label("sourcing", class), count })
            .collect(),
        read: read.into_iter().collect(),
        statuses: crate::parse::schema::figure::STATUSES
            .iter()
            .map(|(word, _)| (cx.words.label("status", word), cx.words.get(&format!("define_{word}")).to_string()))
            .collect(),
    };
    finish(cx, route, "methods.html", "methods", Content::Methods(content))
}

/// The view of the downloads.
pub fn data<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let files = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Page)
        .filter_map(|kind| {
            let count = cx.model.of_kind(kind).count();
            let folder = kind.folder();
            (count > 0).then(|| DataFile {
                label: cx.words.get(&format!("kinds_{folder}")).to_string(),
                count,
                json: format!("/data/{folder}.json"),
                csv: format!("/data/{folder}.csv"),
                others: Format::ALL.into_iter().filter(|it| it.kind() == kind).map(|it| (it.name(), it.url())).collect(),
            })
        })
        .collect();
    finish(cx, route, "data.html", "data", Content::Data(Data { files }))
}

/// The view of the page for missing addresses.
pub fn not_found<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let frame = cx.frame;
    finish(cx, route, "404.html", "not_found", Content::NotFound(NotFound { nav: &frame.nav }))
}
