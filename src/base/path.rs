//! Paths as values: where a file came from, where an output goes, what address a reader types.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file of the snapshot, relative to the site's root, with `/` on every system: `content/actors.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourcePath(Arc<str>);

static NOWHERE: LazyLock<SourcePath> = LazyLock::new(|| SourcePath::new(""));

impl SourcePath {
    /// Takes a relative path with forward slashes.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        SourcePath(path.into())
    }

    /// The path of no file, where one is left out that is known.
    pub fn nowhere() -> Self {
        NOWHERE.clone()
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SourcePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Ok(if text.is_empty() { SourcePath::nowhere() } else { SourcePath::new(&*text) })
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the output, relative to the output folder: `actors/armenia/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Takes a relative path; `None` if a part of it is empty, `.`, `..`, or holds a character no host takes.
    pub fn new(path: &str) -> Option<Self> {
        let safe = path.split('/').all(|part| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && !part.chars().any(|c| c.is_control() || matches!(c, '\\' | ':' | '?' | '*' | '"' | '<' | '>' | '|'))
        });
        safe.then(|| OutputPath(path.into()))
    }

    /// The file a host serves for an address: `/a/` → `a/index.html`, `/feed.xml` → `feed.xml`.
    pub fn of_url(url: &Url) -> Option<Self> {
        let path = url.as_str().trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { Self::new(&format!("{path}index.html")) } else { Self::new(path) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many folders deep the file lies: 0 for `index.html`, 2 for `actors/armenia/index.html`.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address within the site, from its root: `/actors/armenia/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Arc<str>);

impl Url {
    /// Takes an address that begins with a slash.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        let path = path.into();
        debug_assert!(path.starts_with('/'));
        Url(path)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_output_path_leaves_its_folder() {
        for bad in ["", "/a", "a//b", "../a", "a/../b", "a/.", "a\\b", "c:d", "a\nb"] {
            assert!(OutputPath::new(bad).is_none(), "{bad:?}");
        }
        assert_eq!(OutputPath::new("a/b.html").unwrap().depth(), 1);
    }

    #[test]
    fn an_address_names_its_file() {
        let file = |url: &str| OutputPath::of_url(&Url::new(url)).unwrap().to_string();
        assert_eq!(file("/"), "index.html");
        assert_eq!(file("/actors/armenia/"), "actors/armenia/index.html");
        assert_eq!(file("/feed.xml"), "feed.xml");
    }
}
