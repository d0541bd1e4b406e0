//! The search page: the words its script needs, the kinds to choose from, and the lists that lead everywhere without it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::parse::kind::Kind;
use crate::render::record;
use crate::render::view::frame::NavItem;
use crate::render::view::site::finish;
use crate::render::view::{Content, Cx, View};
use crate::route::Route;

/// The theme's words that the script shows, in plural forms where they have some.
const WORDS: [&str; 6] = ["search_found", "search_found_more", "search_none", "search_loading", "search_failed", "list_comma"];

/// The search.
#[derive(Hash, Serialize)]
pub struct Search<'m> {
    /// The kinds there are entries of.
    pub kinds: Vec<KindChoice>,
    /// Words and kinds for the script, as a JSON text.
    pub data: String,
    /// All lists.
    pub nav: &'m [NavItem],
}

/// A kind that a reader may choose.
#[derive(Hash, Serialize)]
pub struct KindChoice {
    /// The kind.
    pub id: &'static str,
    /// In words.
    pub label: String,
}

/// The view of the search.
pub fn view<'m>(cx: &Cx<'m>, route: &Route) -> View<'m> {
    let kinds: Vec<KindChoice> = Kind::ALL
        .into_iter()
        .filter(|kind| cx.model.of_kind(*kind).any(|id| record::is_found(cx, id)))
        .map(|kind| KindChoice { id: kind.name(), label: cx.words.get(&format!("kinds_{}", kind.folder())).to_string() })
        .collect();
    let labels: Map<String, Value> = kinds.iter().map(|kind| (kind.id.to_string(), json!(kind.label))).collect();
    let words: Map<String, Value> = WORDS.iter().map(|word| (word.to_string(), json!(cx.words.of(word)))).collect();
    let data = json!({"kinds": labels, "words": words}).to_string();
    let frame = cx.frame;
    let mut view = finish(cx, route, "search.html", "search", Content::Search(Search { kinds, data, nav: &frame.nav }));
    view.page.section = "search";
    view
}
