//! Languages: what a translation lacks, and what it does not know of yet.

use std::collections::BTreeSet;

use crate::base::edtf::Certainty;
use crate::base::spaces::one_spaced;
use crate::check::{Cx, Sink};
use crate::diag::{Code, Diagnostic, nearest};
use crate::model::text::Phrases;
use crate::model::{Entity, EntityId, Translation};
use crate::parse::Content;
use crate::parse::kind::Kind;
use crate::parse::schema::Meta;
use crate::parse::schema::common::title_key;
use crate::parse::schema::dispute::Dispute;
use crate::parse::schema::translated::Translated;

/// `missing-translation`: told once for each kind and language, since a language is added kind by kind.
pub fn missing_translation(cx: &Cx<'_>, sink: &mut Sink) {
    if cx.config.languages.len() < 2 {
        return;
    }
    for (number, entity) in cx.model.entities.iter().enumerate() {
        let id = EntityId(number as u32);
        let texts = texts(entity);
        if texts.is_empty() {
            continue;
        }
        for lang in cx.config.languages.iter().skip(1) {
            let kind = entity.kind();
            let name = entity.id().to_string();
            match entity.translations.get(lang) {
                None => {
                    let message = format!("the {kind} `{name}` is not translated into `{lang}`");
                    let file = entity.document.origin.file().as_str();
                    let ending = file.rsplit('.').next().unwrap_or("yaml");
                    let beside = format!("{}.{lang}.{ending}", file.trim_end_matches(ending).trim_end_matches('.'));
                    let diagnostic = Diagnostic::new(Code::MISSING_TRANSLATION, entity.place("id"), message);
                    let keys = texts.iter().map(|text| format!("`{}`", text.key)).collect::<Vec<_>>().join(", ");
                    let help = match ending {
                        "md" => format!("write {beside}, with {keys} in `{lang}`"),
                        _ => format!("write into {beside} an entry with the same `id`, and {keys} in `{lang}`"),
                    };
                    sink.alike(Some(id), diagnostic.help(help), format!("{kind} {lang}"), name);
                }
                Some(translation) => {
                    let own = translated(translation);
                    let lacking: Vec<String> = texts
                        .iter()
                        .filter(|text| own.is_none_or(|own| (text.lacks)(own, translation)))
                        .map(|text| format!("`{}`", text.key))
                        .collect();
                    if !lacking.is_empty() {
                        let lacking = lacking.join(", ");
                        let message = format!("the translation of the {kind} `{name}` into `{lang}` leaves out {lacking}");
                        let place = translation.document.origin.value("");
                        let has = |key: &str| lacking.contains(&format!("`{key}`"));
                        let body = if has("body") { "; a body stands below the front matter" } else { "" };
                        let versions =
                            if has("versions") { "; versions are a list in the same order: `- text: …`" } else { "" };
                        let phrases = match own.and_then(|own| unsaid(entity, own).next()) {
                            Some(text) if has("phrases") => {
                                format!(
                                    "; phrases are a list: `- original: …` with the words of the original, as `{text}`, and `text: …`"
                                )
                            }
                            _ => String::new(),
                        };
                        let diagnostic = Diagnostic::new(Code::MISSING_TRANSLATION, place, message)
                            .help(format!("add {lacking} here, in `{lang}`{body}{versions}{phrases}"));
                        sink.alike(Some(id), diagnostic, format!("{kind} {lang} {lacking}"), name);
                    }
                }
            }
        }
    }
}

type Lacks<'e> = Box<dyn Fn(&Translated, &Translation) -> bool + 'e>;

/// A text of an original, and whether a translation lacks it.
struct Told<'e> {
    key: &'static str,
    lacks: Lacks<'e>,
}

/// The texts of an entry's lists that a translation does not have.
fn unsaid<'e>(entity: &'e Entity, own: &'e Translated) -> impl Iterator<Item = &'e str> {
    entity.phrases().texts.into_iter().filter(|text| own.phrase(text).is_none())
}

fn translated(translation: &Translation) -> Option<&Translated> {
    match &translation.document.content {
        Content::Translation(_, translated) => Some(translated),
        Content::Original(_) => None,
    }
}

/// The texts of an original that a reader of another language would want; names may stay as they are.
fn texts(entity: &Entity) -> Vec<Told<'_>> {
    let common = entity.common();
    let kind = entity.kind();
    let is_name = matches!(kind, Kind::Source | Kind::Actor | Kind::Place | Kind::Term);
    let mut texts = Vec::new();
    let mut text = |key, is_there: bool, lacks: fn(&Translated, &Translation) -> bool| {
        if is_there {
            texts.push(Told { key, lacks: Box::new(lacks) });
        }
    };
    text(title_key(kind), !is_name && !common.title.is_empty(), |it, _| it.title.is_empty());
    text("summary", !common.summary.is_empty(), |it, _| it.summary.is_empty());
    text("note", !common.note.is_empty() && kind != Kind::Source, |it, _| it.note.is_empty());
    text("body", !entity.document.body.is_empty(), |_, it| it.document.body.is_empty());
    match entity.meta() {
        Meta::Article(article) => {
            text("question", !article.question.is_empty(), |it, _| it.question.is_empty());
            text("answer", !article.answer.is_empty(), |it, _| it.answer.is_empty());
        }
        Meta::Statement(_) => text("text", true, |it, _| it.text.is_empty()),
        Meta::Term(term) => text("definition", !term.definition.is_empty(), |it, _| it.definition.is_empty()),
        Meta::Dispute(dispute) => {
            text("agreed", !dispute.agreed.is_empty(), |it, _| it.agreed.is_empty());
            text("open", !dispute.open.is_empty(), |it, _| it.open.is_empty());
        }
        Meta::Media(media) => {
            text("alt", !media.alt.is_empty(), |it, _| it.text.is_empty());
            text("caption", !media.caption.is_empty(), |it, _| it.venue.is_empty());
        }
        _ => {}
    }
    if let Meta::Dispute(Dispute { versions, .. }) = entity.meta()
        && !versions.is_empty()
    {
        // By position: each of them, or the reader meets one in the words of the original.
        let told = |own: &Translated| own.versions.iter().take(versions.len()).filter(|text| !text.is_empty()).count();
        texts.push(Told { key: "versions", lacks: Box::new(move |own, _| told(own) < versions.len()) });
    }
    if !entity.phrases().texts.is_empty() {
        texts.push(Told { key: "phrases", lacks: Box::new(|own, _| unsaid(entity, own).next().is_some()) });
    }
    texts
}

/// `stale-translation`: the original was changed in substance after the day that the translation follows, or has no longer a text that
/// the translation tells.
pub fn stale_translation(cx: &Cx<'_>, sink: &mut Sink) {
    for (number, entity) in cx.model.entities.iter().enumerate() {
        for translation in entity.translations.values() {
            let id = EntityId(number as u32);
            stale_phrases(id, entity, translation, sink);
            stale_items(id, entity, translation, sink);
        }
        let Some(changed) = entity.changed() else { continue };
        for (lang, translation) in &entity.translations {
            let follows = translated(translation).and_then(|it| it.updated.as_ref());
            if follows.is_some_and(|follows| follows.before(changed) != Certainty::Definite) {
                continue;
            }
            let message = match follows {
                Some(follows) => format!("the original was changed on {changed}, this translation follows it up to {follows}"),
                None => format!("the original was changed on {changed}, and this translation does not say that it follows"),
            };
            let place = translation.document.origin.value(if follows.is_some() { "updated" } else { "" });
            let help = format!("bring the {lang} text up to date, then write `updated: \"{changed}\"` in the translation");
            let diagnostic = Diagnostic::new(Code::STALE_TRANSLATION, place, message).help(help);
            sink.about(EntityId(number as u32), diagnostic);
        }
    }
}

fn stale_phrases(id: EntityId, entity: &Entity, translation: &Translation, sink: &mut Sink) {
    let Some(own) = translated(translation).filter(|own| !own.phrases.is_empty()) else { return };
    let Phrases { texts, names } = entity.phrases();
    let there: BTreeSet<String> = texts.into_iter().chain(names).map(one_spaced).collect();
    for (index, phrase) in own.phrases.iter().enumerate().filter(|(_, phrase)| !there.contains(&phrase.original)) {
        let place = translation.document.origin.value(&format!("phrases[{index}].original"));
        let message = format!("no text of the {} `{}` is `{}`", entity.kind(), entity.id(), phrase.original);
        let help = match nearest(&phrase.original, there.iter().map(String::as_str)) {
            Some(near) => format!("it may be `{near}` now"),
            None => "write the words that the original has now, or take the phrase out".to_string(),
        };
        sink.about(id, Diagnostic::new(Code::STALE_TRANSLATION, place, message).help(help));
    }
}

/// Texts that the original has by position, and the translation has more of.
fn stale_items(id: EntityId, entity: &Entity, translation: &Translation, sink: &mut Sink) {
    let Some(own) = translated(translation) else { return };
    let (key, told, there) = match entity.meta() {
        Meta::Dispute(dispute) => ("versions", own.versions.len(), dispute.versions.len()),
        Meta::Actor(actor) => ("roles", own.roles.len(), actor.roles.len()),
        _ => return,
    };
    for index in there..told {
        let place = translation.document.origin.value(&format!("{key}[{index}]"));
        let message = format!("the {} `{}` has {there} `{key}`, and this translates one more", entity.kind(), entity.id());
        let help = "they are in the order of the original: take out what it no longer has";
        sink.about(id, Diagnostic::new(Code::STALE_TRANSLATION, place, message).help(help));
    }
}
