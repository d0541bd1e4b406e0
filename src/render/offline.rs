//! What a browser keeps of a language when a reader asks for a copy to read without a connection (`static/scripts/offline.js`).

use serde_json::json;

use crate::render::view::Cx;
use crate::route::{self, Page, Route};

/// Addresses below the root of the site: the pages of the language, what they load, and the folders of the indexes that scripts
/// read, each of which tells its own files. Downloads, feeds and share cards are for other readers than a browser.
pub fn list(cx: &Cx<'_>, lang: usize) -> Vec<u8> {
    let address = |route: &Route| route.url.as_str().trim_start_matches('/').to_string();
    let routes = &cx.routes.list;
    let pages: Vec<String> = routes.iter().filter(|route| route.lang == lang && route.is_own_page()).map(address).collect();
    let is_loaded = |route: &&Route| matches!(route.page, Page::Asset(_) | Page::Picture(..));
    let files: Vec<String> = routes.iter().filter(is_loaded).map(address).collect();
    let indexes = route::index_folders(cx.config, &cx.config.languages[lang]);
    let list = json!({"pages": pages, "files": files, "indexes": indexes});
    format!("{list}\n").into_bytes()
}
