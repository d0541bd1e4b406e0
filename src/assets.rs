//! The theme's files as they are published: one style sheet of many parts, scripts, icon; each named after its content.
//!
//! `static/style/*.css` are joined in order of their names, `static/scripts/*.js` stay apart. A browser may keep an
//! asset for good, since other content has another address. Every other file of `static/` is copied as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::path::{SourcePath, Url};
use crate::snapshot::{Snapshot, SourceFile};

const STATIC: &str = "static/";
const PARTS: &str = "static/style/";
const SCRIPTS: &str = "static/scripts/";
/// A site's own style sheet in place of all parts.
const WHOLE: &str = "static/style.css";
const ICON: &str = "static/favicon.svg";

/// A file that pages load by its fingerprinted address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asset {
    /// Where it is published: `/assets/style.0123456789.css`.
    pub url: Url,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// All assets, by the name that templates call them: `style.css`, `search.js`.
pub type Assets = BTreeMap<String, Asset>;

/// Makes the assets of a site.
pub fn assets(snapshot: &Snapshot) -> Assets {
    let mut assets = Assets::new();
    let mut add = |name: &str, bytes: Vec<u8>| assets.insert(name.to_string(), asset(name, bytes));
    add("style.css", style(snapshot));
    for file in snapshot.under(STATIC).filter(|file| is_asset(&file.path)) {
        let name = file.path.as_str().trim_start_matches(SCRIPTS).trim_start_matches(STATIC);
        if !name.ends_with(".css") {
            add(name, file.bytes().to_vec());
        }
    }
    assets
}

/// Whether a file is published as an asset, or as part of one, and not under its own name.
pub fn is_asset(path: &SourcePath) -> bool {
    let path = path.as_str();
    let direct =
        |folder: &str, ending: &str| path.strip_prefix(folder).is_some_and(|name| name.ends_with(ending) && !name.contains('/'));
    path == WHOLE || path == ICON || direct(PARTS, ".css") || direct(SCRIPTS, ".js")
}

fn style(snapshot: &Snapshot) -> Vec<u8> {
    if let Some(whole) = snapshot.get(WHOLE) {
        return whole.bytes().to_vec();
    }
    let is_part = |file: &&Arc<SourceFile>| is_asset(&file.path);
    let parts: Vec<&[u8]> = snapshot.under(PARTS).filter(is_part).map(|file| file.bytes().trim_ascii_end()).collect();
    let mut joined = parts.join(&b'\n');
    joined.push(b'\n');
    joined
}

fn asset(name: &str, bytes: Vec<u8>) -> Asset {
    let fingerprint = Digest::of_bytes(&bytes).fingerprint();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    Asset { url: Url::new(format!("/assets/{stem}.{fingerprint}.{ending}")), bytes: bytes.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;

    fn of(files: &[(&str, &str)]) -> Assets {
        let mut snapshot = Snapshot::empty(Edtf::parse("2020-10-07").unwrap());
        for (path, text) in files {
            snapshot.insert(path, text.as_bytes().to_vec());
        }
        assets(&snapshot)
    }

    #[test]
    fn parts_are_joined_in_order_and_named_after_what_they_hold() {
        let assets =
            of(&[("static/style/2.css", "b {}\n"), ("static/style/1.css", "a {}\n\n"), ("static/style/x/3.css", "c {}")]);
        let style = &assets["style.css"];
        assert_eq!(&*style.bytes, b"a {}\nb {}\n");
        assert_eq!(style.url.as_str(), format!("/assets/style.{}.css", Digest::of_bytes(&style.bytes).fingerprint()));
        assert_ne!(style.url, of(&[("static/style/1.css", "a {}")])["style.css"].url);
    }

    #[test]
    fn a_whole_style_sheet_replaces_all_parts() {
        let assets = of(&[("static/style/1.css", "a {}"), ("static/style.css", "mine {}"), ("static/scripts/s.js", "1")]);
        assert_eq!(&*assets["style.css"].bytes, b"mine {}");
        assert_eq!(assets.keys().collect::<Vec<_>>(), ["s.js", "style.css"]);
    }
}
