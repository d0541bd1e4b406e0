//! The links that lead out of the site, for whoever may ask the network about them.

use crate::check::Cx;
use crate::diag::{Code, Place};
use crate::model::{Entity, EntityId};
use crate::parse::kind::Kind;

/// An address elsewhere and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebLink {
    /// The address, `https:` or `http:`.
    pub url: String,
    /// Where.
    pub place: Place,
    /// Archived copies that the entry gives of it.
    pub archived: Vec<String>,
    /// What the entry allows of it, with a reason in the entry.
    pub allowed: Vec<Code>,
}

/// All links of published entries to other sites: of sources, of their archived copies, in bodies.
pub fn links(cx: &Cx<'_>) -> Vec<WebLink> {
    let mut links = Vec::new();
    for number in 0..cx.model.entities.len() as u32 {
        let entity = cx.model.get(EntityId(number));
        let allowed: Vec<Code> = entity.common().allowances.iter().map(|it| it.code).collect();
        let mut note = |url: &str, place: Place, archived: Vec<String>| {
            links.push(WebLink { url: url.to_string(), place, archived, allowed: allowed.clone() });
        };
        if entity.kind() == Kind::Source {
            of_source(entity, &mut note);
        }
        let translations = entity.translations.values().map(|it| &it.document);
        for document in std::iter::once(&entity.document).chain(translations) {
            for link in &document.body.web {
                note(&link.target, link.place.clone(), Vec::new());
            }
        }
    }
    links
}

fn of_source(entity: &Entity, note: &mut impl FnMut(&str, Place, Vec<String>)) {
    let Some(source) = entity.source() else { return };
    let archived: Vec<String> = source.archived.iter().map(|copy| copy.url.clone()).filter(|url| !url.is_empty()).collect();
    if let Some(url) = source.text("URL").filter(|url| !url.is_empty()) {
        note(url, entity.place("URL"), archived);
    }
    for (index, copy) in source.archived.iter().enumerate().filter(|(_, copy)| !copy.url.is_empty()) {
        note(&copy.url, entity.place(&format!("archived[{index}].url")), Vec::new());
    }
}
