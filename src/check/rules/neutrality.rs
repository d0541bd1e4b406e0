//! Neutrality: whose claim it is, who denies it, who recognises whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::rules::blocks;
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic};
use crate::model::figure::Claim;
use crate::model::{Entity, EntityId};
use crate::parse::block::Query;
use crate::parse::kind::Kind;
use crate::parse::prose::{Word, stem, words};
use crate::parse::schema::actor::Recognition;
use crate::parse::schema::event::Modality;

/// `denial-hidden`: a tie whose denial has no voice, an allegation told by one side.
pub fn denial_hidden(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Relationship) {
        let entity = cx.model.get(id);
        let Some(tie) = entity.relationship() else { continue };
        for (index, denier) in tie.denied_by.iter().enumerate() {
            let Some(denier) = entity.target(*denier) else { continue };
            if !heard(cx, entity, denier) {
                let name = cx.model.get(denier).id();
                let message = format!("`{name}` denies this tie, and nothing here says how");
                let finding = Diagnostic::new(Code::DENIAL_HIDDEN, entity.place(&format!("denied_by[{index}]")), message)
                    .help("name the denial in the summary or a note, or cite a source of the one who denies");
                sink.about(id, finding);
            }
        }
    }
    for id in cx.model.of_kind(Kind::Event) {
        let entity = cx.model.get(id);
        let Some(event) = entity.event() else { continue };
        let contested = matches!(event.modality, Modality::Alleged | Modality::Denied);
        let disputed = || cx.model.referrers(id, Kind::Dispute).next().is_some() || refers_to_dispute(cx, entity);
        if contested && entity.common().note.is_empty() && cx.model.one_sided(&cx.model.cited(entity)) && !disputed() {
            let word = event.modality.word();
            let message = format!("this event is {word}, and it is told from the sources of one side alone");
            let finding = Diagnostic::new(Code::DENIAL_HIDDEN, entity.place("modality"), message)
                .label(entity.place("cites"), "all of one side")
                .help(
                    "cite the other side's answer, refer to the dispute in the body, or say in a note that no answer was found",
                );
            sink.about(id, finding);
        }
    }
}

/// Whether the one who denies is heard: named in the words beside it, or cited.
fn heard(cx: &Cx<'_>, entity: &Entity, denier: EntityId) -> bool {
    let common = entity.common();
    let said = format!("{} {}", common.summary, common.note);
    let heard = words(&said);
    // `Southland’s government` names it too.
    let is = |word: &Word, key: &u64| word.key == *key || stem(&said, *word).is_some_and(|stem| stem.key == *key);
    let actor = cx.model.get(denier);
    let names = actor.actor().map_or(&[][..], |actor| &actor.names).iter().map(|name| name.name.as_str());
    let mut names = names.chain([actor.common().title.as_str()]);
    let named = names.any(|name| {
        let name: Vec<u64> = words(name).iter().map(|word| word.key).collect();
        !name.is_empty() && heard.windows(name.len()).any(|window| window.iter().zip(&name).all(|(word, key)| is(word, key)))
    });
    let of_denier = |source: EntityId| {
        let entity = cx.model.get(source);
        let stance =
            entity.source().and_then(|source| source.stance.as_ref()).filter(|it| matches!(it.kind, "party" | "aligned"));
        stance.is_some_and(|stance| {
            entity.targets_of(&stance.actors).any(|actor| {
                let sides = (cx.model.side_of(actor), cx.model.side_of(denier));
                cx.model.belongs(actor, denier) || (sides.0.is_some() && sides.0 == sides.1)
            })
        })
    };
    let cited = || cx.model.cited(entity).into_iter().any(of_denier);
    let body = || entity.targets.iter().flatten().any(|target| cx.model.get(*target).dispute().is_some());
    named || cited() || body()
}

fn refers_to_dispute(cx: &Cx<'_>, entity: &Entity) -> bool {
    entity.targets.iter().flatten().any(|target| cx.model.get(*target).kind() == Kind::Dispute)
}

/// `recognition-implied`: a state that no one on record recognises, an authority of which nothing is on record, a place that
/// belongs to someone according to no one.
pub fn recognition_implied(cx: &Cx<'_>, sink: &mut Sink) {
    for id in cx.model.of_kind(Kind::Actor) {
        let entity = cx.model.get(id);
        let Some(actor) = entity.actor() else { continue };
        let recorded = &actor.recognition;
        let recognised = is_recognised(entity, recorded);
        let finding = match actor.class {
            "state" if !recorded.is_empty() && !recognised => {
                let message = "this is called a state, and no one on record recognises it";
                Diagnostic::new(Code::RECOGNITION_IMPLIED, entity.place("class"), message)
                    .label(entity.place("recognition"), "recognised by no one here")
                    .help("write `class: de-facto-authority`, or add who recognises it")
            }
            "de-facto-authority" if recorded.is_empty() => {
                let message = "nothing here says who recognises this authority, or that no one does";
                Diagnostic::new(Code::RECOGNITION_IMPLIED, entity.place("class"), message).help(
                    "say who does or does not: `recognition: [{by: actor-id, status: not-recognised, cites: [source-id]}]`; \
                         `status` is recognised, not-recognised or withdrawn",
                )
            }
            _ => continue,
        };
        sink.about(id, finding);
    }
    for id in cx.model.of_kind(Kind::Place) {
        let entity = cx.model.get(id);
        let Some(place) = entity.place_meta() else { continue };
        let contested = cx.model.contested_names(id, cx.config.first()).is_some();
        for (index, within) in place.part_of.iter().enumerate().filter(|(_, it)| it.according_to.is_none()) {
            let Some(whole) = within.whole.and_then(|whole| entity.target(whole)).map(|id| cx.model.get(id)) else { continue };
            if contested && whole.kind() == Kind::Actor {
                let message =
                    format!("this place has names of several parties, and it belongs to `{}` according to no one", whole.id());
                let finding = Diagnostic::new(Code::RECOGNITION_IMPLIED, entity.place(&format!("part_of[{index}]")), message)
                    .help("add `according_to:`, such as an actor, or “internationally recognised borders”");
                sink.about(id, finding);
            }
        }
    }
}

/// Whether someone recognises an actor and did not take it back: what the same one is said to hold later counts.
fn is_recognised(entity: &Entity, recorded: &[Recognition]) -> bool {
    let by = |item: &Recognition| item.by.and_then(|by| entity.target(by));
    recorded.iter().enumerate().filter(|(_, item)| item.status == "recognised").any(|(index, item)| {
        let is_later = |(place, other): &(usize, &Recognition)| match (&item.date, &other.date) {
            (Some(date), Some(other)) if date.in_time(other).is_ne() => date.in_time(other).is_lt(),
            // Of one date, or without one, what is listed later.
            _ => index < *place,
        };
        let mut later = recorded.iter().enumerate().filter(is_later).map(|(_, other)| other);
        !later.any(|other| other.status != "recognised" && by(other) == by(item))
    })
}

/// `adversary-claim-in-total`: what a party says of its adversary's losses, in a chart with counts of another kind, among the
/// headline numbers, or in one count with its own.
pub fn adversary_claim_in_total(cx: &Cx<'_>, sink: &mut Sink) {
    let is_adversary = |id: EntityId| cx.model.claim_of(id) == Claim::Adversary;
    blocks(cx, |id, document, targets, block| {
        let Query::Chart(figures) = &block.query else { return };
        let target = |it: &u32| targets.get(*it as usize).copied().flatten();
        let Some(other) = figures.iter().filter_map(target).find(|figure| !is_adversary(*figure)) else { return };
        for (reference, figure) in figures.iter().filter_map(|it| Some((it, target(it)?))).filter(|(_, it)| is_adversary(*it)) {
            let (claim, other) = (cx.model.get(figure), cx.model.get(other));
            let place = document.refs.get(*reference as usize).map_or_else(|| block.place.clone(), |it| it.place.clone());
            let message =
                format!("`{}` is what a party says of its adversary, and `{}` beside it is not", claim.id(), other.id());
            let finding = Diagnostic::new(Code::ADVERSARY_CLAIM_IN_TOTAL, place, message)
                .label(claim.place("claimant"), "the one who claims it")
                .help("draw claims about the adversary in a chart of their own, or use a matrix, which keeps them apart");
            sink.about(id, finding);
        }
    });
    for (id, path) in &cx.config.home.figures {
        let found = crate::base::id::EntryId::new(id).and_then(|id| cx.model.find(Kind::Figure, &id));
        if let Some(figure) = found.filter(|figure| is_adversary(*figure)) {
            let message = format!("`{id}` is what a party says of its adversary, and stands among the headline numbers");
            let finding = Diagnostic::new(Code::ADVERSARY_CLAIM_IN_TOTAL, cx.config.source.value(path), message)
                .label(cx.model.get(figure).place("claimant"), "the one who claims it")
                .help("list each side's own count, or one of a third party");
            sink.site(finding);
        }
    }
    mixed_counts(cx, sink);
}

/// A party's count of people who are of its own side and of the other.
fn mixed_counts(cx: &Cx<'_>, sink: &mut Sink) {
    let mut sides_of: BTreeMap<EntityId, BTreeSet<&str>> = BTreeMap::new();
    for id in cx.model.of_kind(Kind::Figure) {
        let entity = cx.model.get(id);
        let Some(figure) = entity.figure() else { continue };
        let target = |reference: Option<u32>| reference.and_then(|it| entity.target(it));
        let (Some(claimant), Some(counted)) = (target(figure.claimant), target(figure.of)) else { continue };
        let own = cx.model.sides_of(counted);
        if cx.model.sides_of_claimant(claimant).len() != 1 || own.len() == 1 {
            continue;
        }
        let is_within_both = !own.is_empty();
        let sides = sides_of.entry(counted).or_insert_with(|| if is_within_both { own } else { sides_of_parts(cx, counted) });
        if sides.len() > 1 {
            let key = if is_within_both { "part_of" } else { "id" };
            let sides: Vec<&str> = sides.iter().copied().collect();
            let message = format!("`{}` counts its own side and its adversary in one number", cx.model.get(claimant).id());
            let finding = Diagnostic::new(Code::ADVERSARY_CLAIM_IN_TOTAL, entity.place("of"), message)
                .label(cx.model.get(counted).place(key), format!("it holds people of {}", sides.join(" and ")))
                .help("split it into two figures: its own count, and its claim about the adversary");
            sink.about(id, finding);
        }
    }
}

/// The sides of those that an actor is made of.
fn sides_of_parts<'m>(cx: &Cx<'m>, whole: EntityId) -> BTreeSet<&'m str> {
    let is_part = |part: &EntityId| {
        let part = cx.model.get(*part);
        part.actor().is_some_and(|actor| part.targets_of(&actor.part_of).any(|it| it == whole))
    };
    cx.model.referrers(whole, Kind::Actor).filter(is_part).flat_map(|part| cx.model.sides_of(part)).collect()
}
