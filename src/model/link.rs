//! Documents → `Model`: names become numbers, entries find their places. The only way a model is made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::edtf::{Certainty, Edtf, Limit};
use crate::base::grouping::Grouping;
use crate::base::id::EntryId;
use crate::diag::near::Names;
use crate::diag::{Code, Diagnosed, Diagnostic};
use crate::model::{Entity, EntityId, Model, Translation, Unresolved, Why, timeline};
use crate::parse::kind::Kind;
use crate::parse::reference::Ref;
use crate::parse::{Content, Document, Lost};

/// What of the content is published.
#[derive(Clone, Debug)]
pub struct Options {
    /// Drafts too.
    pub drafts: bool,
    /// Articles dated after `today` too.
    pub future: bool,
    /// The day the site is built for.
    pub today: Edtf,
}

/// Links documents into a model; second entries of one id, and translations of nothing, are findings.
///
/// `loose` are references that no entry makes: they lead nowhere, and must be right all the same.
pub fn link(documents: Vec<Arc<Document>>, lost: BTreeSet<Lost>, loose: &[Ref], options: &Options) -> Diagnosed<Model> {
    let mut findings = Vec::new();
    let (mut originals, translations): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(|document| document.original().is_some());
    // Stable: of two with one id, the first in path order stands.
    originals.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    let mut drafts = BTreeSet::new();
    let mut withheld = Vec::new();
    let mut entities: Vec<Entity> = Vec::with_capacity(originals.len());
    for document in originals {
        if let Some(first) = entities.last()
            && (first.document.kind, &first.document.id) == (document.kind, &document.id)
        {
            findings.push(duplicate(&first.document, &document));
        } else if is_published(&document, options) {
            entities.push(Entity { document, targets: Vec::new(), translations: BTreeMap::new() });
        } else {
            drafts.insert((document.kind, document.id.clone()));
            withheld.push(document);
        }
    }
    let mut index: HashMap<EntryId, Vec<EntityId>> = HashMap::with_capacity(entities.len());
    for (number, entity) in entities.iter().enumerate() {
        index.entry(entity.document.id.clone()).or_default().push(EntityId(number as u32));
    }
    let mut model = Model { entities, index, lost, withheld, ..Model::default() };
    let mut of_nothing = Vec::new();
    for document in translations {
        of_nothing.extend(translate(&mut model, document, &drafts, &mut findings));
    }
    findings.extend(untold(&model, &of_nothing));
    resolve(&mut model, &drafts);
    let unresolved = |reference: &Ref| {
        let why = target(&model, reference, &drafts).err()?;
        Some(Unresolved { reference: reference.clone(), from: None, why })
    };
    let wrong: Vec<_> = loose.iter().filter_map(unresolved).collect();
    model.unresolved.extend(wrong);
    (model.timeline, model.phases, model.phase_of) = timeline::arrange(&model);
    model.articles = reading_order(&model);
    model.timeline_bounds = bounds(&model);
    model.rank = ranks(&model);
    check_dates_of_references(&mut model);
    Diagnosed { value: model, diagnostics: findings }
}

fn duplicate(first: &Document, second: &Document) -> Diagnostic {
    let message = format!("a second {} has the id `{}`", second.kind, second.id);
    Diagnostic::new(Code::DUPLICATE_ID, id_place(second), message)
        .label(id_place(first), "the first one is here")
        .help("rename one of them, or write what both say into one; the second is left out")
}

fn id_place(document: &Document) -> crate::diag::Place {
    if document.origin.path.is_empty() {
        crate::diag::Place::File(document.origin.file().clone())
    } else {
        document.origin.value("id")
    }
}

fn is_published(document: &Document, options: &Options) -> bool {
    let Some(original) = document.original() else { return false };
    if original.common.draft && !options.drafts {
        return false;
    }
    match &original.meta {
        crate::parse::schema::Meta::Article(article) => {
            options.future || article.date.as_ref().is_none_or(|date| !options.today.days_before(date))
        }
        _ => true,
    }
}

/// Puts a translation beside its original, or returns it where there is none.
fn translate(
    model: &mut Model,
    document: Arc<Document>,
    drafts: &BTreeSet<(Kind, EntryId)>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<Document>> {
    let Content::Translation(lang, _) = &document.content else { return None };
    let lang = lang.clone();
    match model.find(document.kind, &document.id) {
        Some(id) => {
            let entity = &mut model.entities[id.index()];
            if let Some(first) = entity.translations.get(&lang) {
                findings.push(duplicate(&first.document, &document));
                return None;
            }
            entity.translations.insert(lang, Translation { document, targets: Vec::new() });
        }
        None if drafts.contains(&(document.kind, document.id.clone())) || model.may_be_lost(document.kind, &document.id) => {}
        None => return Some(document),
    }
    None
}

/// Translations of nothing.
fn untold(model: &Model, translations: &[Arc<Document>]) -> Vec<Diagnostic> {
    let mut names: BTreeMap<Kind, Names<'_>> = BTreeMap::new();
    let finding = |document: &Arc<Document>| {
        let known = || Names::new(model.of_kind(document.kind).map(|id| model.get(id).id()));
        let near = names.entry(document.kind).or_insert_with(known).nearest(document.id.as_str());
        let message = format!("this translates the {} `{}`, and there is none", document.kind, document.id);
        Diagnostic::new(Code::UNKNOWN_REFERENCE, id_place(document), message).help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the original first, or remove the translation".to_string(),
        })
    };
    translations.iter().map(finding).collect()
}

/// Gives each reference its target and notes who refers to whom.
fn resolve(model: &mut Model, drafts: &BTreeSet<(Kind, EntryId)>) {
    let mut pairs = Vec::new();
    let mut unresolved = Vec::new();
    let mut resolved = Vec::with_capacity(model.entities.len());
    for (number, entity) in model.entities.iter().enumerate() {
        let from = EntityId(number as u32);
        let mut targets = |document: &Document| -> Vec<Option<EntityId>> {
            let mut targets = Vec::with_capacity(document.refs.len());
            for reference in &document.refs {
                let target = target(model, reference, drafts);
                match &target {
                    Ok(target) => pairs.push((target.0, from.0)),
                    Err(why) => unresolved.push(Unresolved { reference: reference.clone(), from: Some(from), why: why.clone() }),
                }
                targets.push(target.ok());
            }
            targets
        };
        let own = targets(&entity.document);
        let translated: Vec<_> = entity.translations.iter().map(|(lang, it)| (lang.clone(), targets(&it.document))).collect();
        resolved.push((own, translated));
    }
    for (entity, (own, translated)) in model.entities.iter_mut().zip(resolved) {
        entity.targets = own;
        for (lang, targets) in translated {
            if let Some(translation) = entity.translations.get_mut(&lang) {
                translation.targets = targets;
            }
        }
    }
    model.referrers = Grouping::new(model.entities.len(), pairs);
    model.unresolved = unresolved;
}

fn target(model: &Model, reference: &Ref, drafts: &BTreeSet<(Kind, EntryId)>) -> Result<EntityId, Why> {
    let named = model.named(&reference.id);
    let fits = |kind: Kind| reference.accepts.contains(&kind) && reference.kind.is_none_or(|wanted| wanted == kind);
    let mut candidates = named.iter().copied().filter(|id| fits(model.get(*id).kind()));
    match (candidates.next(), candidates.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => {
            Err(Why::Ambiguous(named.iter().map(|id| model.get(*id).kind()).filter(|kind| fits(*kind)).collect()))
        }
        (None, _) if Kind::ALL.into_iter().any(|kind| fits(kind) && drafts.contains(&(kind, reference.id.clone()))) => {
            Err(Why::Draft)
        }
        (None, _) => Err(Why::Unknown { other: named.iter().map(|id| model.get(*id).kind()).collect() }),
    }
}

/// What stands behind `@` must be there too: the point of a figure, the office of a person.
fn check_dates_of_references(model: &mut Model) {
    let mut unresolved = Vec::new();
    for (number, entity) in model.entities.iter().enumerate() {
        let documents = std::iter::once((&entity.document, &entity.targets))
            .chain(entity.translations.values().map(|translation| (&translation.document, &translation.targets)));
        for (document, targets) in documents {
            for (reference, target) in document.refs.iter().zip(targets) {
                let (Some(at), Some(target)) = (&reference.at, target) else { continue };
                if let Some(why) = missing_at(model, *target, at) {
                    unresolved.push(Unresolved { reference: reference.clone(), from: Some(EntityId(number as u32)), why });
                }
            }
        }
    }
    model.unresolved.extend(unresolved);
}

fn missing_at(model: &Model, target: EntityId, at: &str) -> Option<Why> {
    let entity = model.get(target);
    if let Some(figure) = entity.figure() {
        return figure.point_at(at).is_none().then_some(Why::NoPoint(target));
    }
    if entity.actor().is_some() {
        let date = Edtf::parse(at).ok()?;
        return match model.holds_role(target, &date) {
            Certainty::Definite => None,
            Certainty::Possible => Some(Why::NoRole(Certainty::Possible)),
            Certainty::Impossible => Some(Why::NoRole(Certainty::Definite)),
        };
    }
    // A place has names of other times.
    (entity.kind() != Kind::Place).then_some(Why::NoDate(entity.kind()))
}

/// Events without a readable date come first in the timeline; they are unbounded towards the past.
fn bounds(model: &Model) -> Vec<(Limit, Limit)> {
    let bounds = |id: &EntityId| model.date_of(*id).map_or((Limit::Past, Limit::Past), |date| (date.earliest(), date.latest()));
    model.timeline.iter().map(bounds).collect()
}

fn ranks(model: &Model) -> Vec<u32> {
    let mut ranks = vec![0; model.entities.len()];
    for order in [&model.timeline, &model.phases, &model.articles] {
        for (rank, id) in order.iter().enumerate() {
            ranks[id.index()] = rank as u32;
        }
    }
    ranks
}

fn reading_order(model: &Model) -> Vec<EntityId> {
    let mut articles: Vec<EntityId> = model.of_kind(Kind::Article).collect();
    articles.sort_by(|a, b| {
        let key =
            |id: &EntityId| model.get(*id).article().map(|article| (article.weight, std::cmp::Reverse(article.date.clone())));
        key(a).cmp(&key(b)).then(a.cmp(b))
    });
    articles
}
