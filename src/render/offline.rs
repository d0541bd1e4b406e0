//! What a browser keeps of a language when a reader asks for a copy to read without a connection (`static/scripts/offline.js`).

use serde_json::json;

use crate::render::view::Cx;
use crate::route::{self, Page, Route};

/// Addresses below the root of the site: the pages of the language, what they load, and the folders of the indexes that scripts
/// read, each of which tells its own files. Downloads, feeds and share cards are for other readers than a browser.
pub fn list(cx: &Cx<'_>, lang: usize) -> Vec<u8> {
    let of = |is_wanted: fn(&Route, usize) -> bool| -> Vec<&str> {
        let routes = cx.routes.list.iter().filter(|route| is_wanted(route, lang));
        routes.map(|route| route.url.as_str().trim_start_matches('/')).collect()
    };
    let is_page = |route: &Route, lang: usize| {
        route.lang == lang && route.path.as_str().ends_with("index.html") && !matches!(route.page, Page::Redirect(_))
    };
    let is_loaded = |route: &Route, _: usize| matches!(route.page, Page::Asset(_) | Page::Picture(..));
    let folders = route::index_folders(cx.config, &cx.config.languages[lang]);
    let list = json!({"pages": of(is_page), "files": of(is_loaded), "indexes": folders});
    format!("{list}\n").into_bytes()
}
