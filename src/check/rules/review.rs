//! Time and the editors: articles that events have left behind, and dates that have not come yet.

use crate::base::edtf::{Certainty, Edtf};
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::model::{Entity, EntityId};
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;
use crate::parse::schema::event::Modality;

/// So many days may lie between the facts of an article and the newest of what it is about.
pub const BEHIND: i64 = 30;

/// `stale-review`
pub fn stale_review(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Article) {
        let entity = cx.model.get(id);
        let Some(article) = entity.article() else { continue };
        let updated = entity.common().updated.as_ref();
        // Up to when its facts count: said, or else when it was last worked on.
        let (facts, facts_key) = match (updated, &article.as_of, &article.date) {
            (Some(updated), Some(as_of), _) if as_of < updated => (updated, "updated"),
            (_, Some(as_of), _) => (as_of, "as_of"),
            (Some(updated), None, _) => (updated, "updated"),
            (None, None, Some(date)) => (date, "date"),
            (None, None, None) => continue,
        };
        if let Some(Newest { about, field, date, .. }) = newest(cx, entity, &article.about, facts).filter(|it| it.days > BEHIND) {
            let about = cx.model.get(about);
            let message = format!("its facts count up to {facts}, and the {} `{}` goes on to {date}", about.kind(), about.id());
            let diagnostic = Diagnostic::new(Code::STALE_REVIEW, entity.place(facts_key), message)
                .label(about.place(&field), "what came after")
                .help("review the article and set `as_of` or `updated`");
            sink.about(id, diagnostic);
            continue;
        }
        let worked_on = updated.map(|date| (date, "updated")).or(article.date.as_ref().map(|date| (date, "date")));
        if let (Some(limit), Some((date, key))) = (cx.config.review_after, worked_on)
            && date.days_until(&cx.snapshot.today).is_some_and(|days| days > limit)
        {
            let message = format!("it was last worked on {date}, more than {limit} days ago (`review_after` in site.yaml)");
            let diagnostic = Diagnostic::new(Code::STALE_REVIEW, entity.place(key), message);
            sink.about(id, diagnostic.help("review the article and set `updated`"));
        }
    }
}

/// What an article is about by name and goes furthest beyond its facts: by so many days, which entry, field and date.
struct Newest<'m> {
    days: i64,
    about: EntityId,
    field: String,
    date: &'m Edtf,
}

/// The newest event or point of what an article is about by name, that has come.
fn newest<'m>(cx: &'m Cx<'_>, entity: &'m Entity, about: &'m [u32], facts: &Edtf) -> Option<Newest<'m>> {
    let today = &cx.snapshot.today;
    let mut newest: Option<Newest<'m>> = None;
    for id in entity.targets_of(about) {
        let (field, date, days) = match cx.model.get(id).meta() {
            Meta::Event(event) => {
                let Some(date) = &event.date else { continue };
                ("date".to_string(), date, facts.days_until(date))
            }
            Meta::Figure(figure) => {
                let Some(index) = figure.newest() else { continue };
                let Some(date) = &figure.points[index].as_of else { continue };
                // It counts up to its last day, if that has come.
                let last = date.latest().min(today.latest());
                (
                    format!("points[{index}].as_of"),
                    date,
                    last.number().zip(facts.latest().number()).map(|(last, facts)| last - facts),
                )
            }
            _ => continue,
        };
        if let Some(days) = days.filter(|_| today.before(date) != Certainty::Definite)
            && newest.as_ref().is_none_or(|known| known.days < days)
        {
            newest = Some(Newest { days, about: id, field, date });
        }
    }
    newest
}

/// `future-date`: a date of what has happened, was said, read or counted lies behind the day of the build.
pub fn future_date(cx: &Cx<'_>, sink: &mut Sink) {
    for (number, entity) in cx.model.entities.iter().enumerate() {
        for (path, date) in past_dates(entity) {
            if cx.snapshot.today.before(date) == Certainty::Definite {
                let message = format!("{date} has not come yet (today is {})", cx.snapshot.today);
                let help = match entity.kind() {
                    Kind::Event if path == "date" => "correct the date; of what is to come, say `modality: planned`",
                    _ => "correct the date: this field tells of what has been",
                };
                sink.about(EntityId(number as u32), Diagnostic::new(Code::FUTURE_DATE, entity.place(&path), message).help(help));
            }
        }
    }
}

/// The dates of an entry that speak of what is past, each with its field.
fn past_dates<'e>(entity: &'e Entity) -> Vec<(String, &'e Edtf)> {
    let mut dates: Vec<(String, Option<&'e Edtf>)> = Vec::new();
    let common = entity.common();
    let mut add = |field: &str, date: Option<&'e Edtf>| dates.push((field.to_string(), date));
    add("updated", common.updated.as_ref());
    match entity.meta() {
        Meta::Article(it) => add("as_of", it.as_of.as_ref()),
        Meta::Event(it) if it.modality != Modality::Planned => add("date", it.date.as_ref()),
        Meta::Statement(it) => add("date", it.date.as_ref()),
        Meta::Media(it) => add("taken", it.taken.as_ref()),
        Meta::Relationship(it) => add("date", it.date.as_ref()),
        Meta::Source(it) => {
            for key in ["issued", "accessed"] {
                add(key, it.date(key));
            }
        }
        _ => {}
    }
    let corrections = common.corrections.iter().map(|it| it.date.as_ref());
    dates.extend(items("corrections", "date", corrections));
    match entity.meta() {
        Meta::Relationship(it) => dates.extend(items("attested", "", it.attested.iter().map(Some))),
        Meta::Source(it) => dates.extend(items("archived", "date", it.archived.iter().map(|copy| copy.date.as_ref()))),
        Meta::Figure(it) => {
            dates.extend(items("points", "as_of", it.points.iter().map(|point| point.as_of.as_ref())));
            dates.extend(items("none_published", "as_of", it.none_published.iter().map(|none| none.as_of.as_ref())));
        }
        _ => {}
    }
    dates.into_iter().filter_map(|(field, date)| Some((field, date?))).collect()
}

/// The dates of a list, each with its path: `points[3].as_of`.
fn items<'e>(
    list: &'static str,
    key: &'static str,
    dates: impl Iterator<Item = Option<&'e Edtf>>,
) -> impl Iterator<Item = (String, Option<&'e Edtf>)> {
    dates.enumerate().map(move |(index, date)| {
        let item = format!("{list}[{index}]");
        (if key.is_empty() { item } else { format!("{item}.{key}") }, date)
    })
}
