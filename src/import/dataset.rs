//! What data sets of events have in common: the data set as source and claimant, its actors and places, its counts.

use serde_yaml::Value;

use crate::base::id::EntryId;
use crate::import::Imported;
use crate::import::entry::{Entry, list, map, number};
use crate::import::known::Known;
use crate::parse::kind::Kind;

/// A data set: who makes it, and the source that entries made of it rest on.
pub struct Dataset {
    /// Id of the actor that makes it: the claimant of its counts.
    pub maker: &'static str,
    /// The maker's name.
    pub name: &'static str,
    /// Id of the data set as a source.
    pub source: &'static str,
    /// The data set's title.
    pub title: &'static str,
    /// Where it is published.
    pub url: &'static str,
}

/// An actor as the data names it.
pub struct Party<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its class, where the data tells it.
    pub class: Option<&'static str>,
    /// Its role in the event; may be empty.
    pub role: &'static str,
}

/// A count of the killed: the data set's own estimate.
pub struct Killed {
    /// The number, or the best estimate.
    pub value: f64,
    /// Lowest and highest estimate, where given.
    pub range: Option<(f64, f64)>,
    /// How it is qualified; empty for an exact number.
    pub qualifier: &'static str,
}

/// One event of a data set.
pub struct Incident<'a> {
    /// Its id, made from the data set's.
    pub id: EntryId,
    /// What it is called.
    pub title: String,
    /// When, as EDTF.
    pub date: String,
    /// The last day it may have lasted to: up to when its count counts.
    pub until: String,
    /// What sort of event.
    pub class: String,
    /// What happened, in the data set's words.
    pub summary: &'a str,
    /// Caveats of the data set.
    pub caveats: Vec<String>,
    /// Keywords.
    pub tags: Vec<&'a str>,
    /// Who took part.
    pub parties: Vec<Party<'a>>,
    /// Where, by name.
    pub place: &'a str,
    /// Latitude and longitude.
    pub at: Option<(f64, f64)>,
    /// Its id in the data set.
    pub locator: &'a str,
    /// What the data set names as its own sources.
    pub origins: String,
    /// How many were killed.
    pub killed: Option<Killed>,
}

impl Dataset {
    /// Adds an event and what belongs to it; an event the site has is left as it is.
    pub fn add(&self, incident: Incident<'_>, known: &mut Known, imported: &mut Imported) {
        if known.has(Kind::Event, &incident.id) {
            imported.kept.push((Kind::Event, incident.id.to_string()));
            return;
        }
        self.introduce(known, imported);
        let origins = match incident.origins.as_str() {
            "" => String::new(),
            origins => format!("{} names as its sources: {origins}", self.name),
        };
        let cites = || {
            let mut cite = serde_yaml::Mapping::from_iter([
                ("source".into(), self.source.into()),
                ("locator".into(), incident.locator.into()),
            ]);
            if !origins.is_empty() {
                cite.insert("note".into(), origins.as_str().into());
            }
            list([Value::Mapping(cite)])
        };
        let parties: Vec<Value> = incident.parties.iter().filter_map(|party| self.party(party, known, imported)).collect();
        let place = self.place(incident.place, incident.at, &incident.id, known, imported);
        let mut event = Entry::new(Kind::Event, incident.id.clone())
            .with("title", incident.title.as_str())
            .with("summary", incident.summary)
            .with("date", incident.date.as_str())
            .with("type", incident.class.as_str())
            .with("actors", list(parties))
            .with("places", list(place.iter().map(|id| id.as_str().into())))
            .with("tags", list(incident.tags.iter().map(|tag| (*tag).into())))
            .with("note", incident.caveats.join(" "))
            .with("cites", cites());
        let figure = incident.killed.as_ref().and_then(|killed| {
            let wanted = EntryId::nearest(&format!("{}-killed", incident.id))?;
            let id = known.free(Kind::Figure, &wanted);
            let mut point = serde_yaml::Mapping::from_iter([("as_of".into(), incident.until.as_str().into())]);
            point.insert("value".into(), number(killed.value));
            if let Some((low, high)) = killed.range {
                point.insert("low".into(), number(low));
                point.insert("high".into(), number(high));
            }
            if !killed.qualifier.is_empty() {
                point.insert("qualifier".into(), killed.qualifier.into());
            }
            point.insert("cites".into(), cites());
            let figure = Entry::new(Kind::Figure, id)
                .with("title", format!("Killed: {}", incident.title))
                .with("measure", "killed")
                .with("claimant", self.maker)
                .with("unit", "people")
                .with("points", list([Value::Mapping(point)]));
            Some(figure)
        });
        if let Some(figure) = figure {
            event.set("figures", list([figure.id.as_str().into()]));
            imported.add(known, figure);
        }
        imported.add(known, event);
    }

    /// The data set as a source, and its maker as an actor, once.
    fn introduce(&self, known: &mut Known, imported: &mut Imported) {
        let (Some(source), Some(maker)) = (EntryId::new(self.source), EntryId::new(self.maker)) else { return };
        if !known.has(Kind::Source, &source) {
            let entry = Entry::new(Kind::Source, source)
                .with("type", "dataset")
                .with("title", self.title)
                .with("publisher", self.name)
                .with("URL", self.url)
                .with("language", "en")
                .with("tier", "dataset")
                .with("read", "excerpt")
                .with("stance", map([("kind", "unknown".into())]));
            imported.add(known, entry);
            imported.want(format!("`accessed` and `version` in the source `{}`", self.source));
        }
        if !known.has(Kind::Actor, &maker) {
            let entry = Entry::new(Kind::Actor, maker.clone())
                .with("name", self.name)
                .with("class", "organisation")
                .with("cites", list([self.source.into()]));
            known.name_actor(self.name, &maker);
            imported.add(known, entry);
        }
    }

    fn party(&self, party: &Party<'_>, known: &mut Known, imported: &mut Imported) -> Option<Value> {
        let id = match known.actor(party.name) {
            Some(id) => id,
            None => {
                let Some(wanted) = EntryId::nearest(party.name) else {
                    imported.want(format!("an actor for `{}`, whose name gives no id", party.name));
                    return None;
                };
                let id = known.free(Kind::Actor, &wanted);
                let mut actor = Entry::new(Kind::Actor, id.clone()).with("name", party.name);
                match party.class {
                    Some(class) => actor.set("class", class),
                    None => imported.want(format!("`class` in the actor `{id}`")),
                }
                actor.set("cites", list([self.source.into()]));
                known.name_actor(party.name, &id);
                imported.add(known, actor);
                id
            }
        };
        Some(match party.role {
            "" => id.as_str().into(),
            role => map([("actor", id.as_str().into()), ("role", role.into())]),
        })
    }

    fn place(
        &self,
        name: &str,
        at: Option<(f64, f64)>,
        event: &EntryId,
        known: &mut Known,
        imported: &mut Imported,
    ) -> Option<EntryId> {
        if name.is_empty() {
            return None;
        }
        if let Some(id) = known.place(name, at) {
            return Some(id);
        }
        let wanted = EntryId::nearest(name).or_else(|| EntryId::new(&format!("place-of-{event}")))?;
        let id = known.free(Kind::Place, &wanted);
        let mut place = Entry::new(Kind::Place, id.clone()).with("name", name);
        if let Some((latitude, longitude)) = at {
            place.set("coordinates", list([Value::from(latitude), Value::from(longitude)]));
        }
        place.set("cites", list([self.source.into()]));
        known.name_place(name, at, &id);
        imported.add(known, place);
        Some(id)
    }
}

/// The day that a cell begins with: `2020-10-07`, with or without a time behind it.
pub fn day(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let is_day = crate::base::edtf::Edtf::parse(day).is_ok() && day.bytes().filter(u8::is_ascii_digit).count() == 8;
    let rest = &text[10..];
    (is_day && (rest.is_empty() || rest.starts_with([' ', 'T']))).then(|| day.to_string())
}
