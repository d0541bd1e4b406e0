//! What came in: every file of a site's root and the day it is built for, as one immutable value.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::edtf::Edtf;
use crate::base::path::SourcePath;

/// All that a build depends on; the same snapshot gives the same bytes.
#[derive(Clone)]
pub struct Snapshot {
    /// Files by path, relative to the root, with the built-in theme's files under the site's own.
    pub files: BTreeMap<SourcePath, Arc<SourceFile>>,
    /// The day the site is built for, `2026-11-23`.
    pub today: Edtf,
    /// Files that were found and could not be read, with the reason.
    pub unreadable: Vec<(SourcePath, String)>,
}

/// One file, read.
pub struct SourceFile {
    /// Where it lies under the root.
    pub path: SourcePath,
    /// What it holds.
    pub content: Content,
    /// Digest of the bytes.
    pub digest: Digest,
}

/// Text where the bytes are UTF-8 and the file is of a kind that is read as text; else bytes.
pub enum Content {
    /// A text file, as the editor sees it (a byte order mark included).
    Text(Arc<str>),
    /// Anything else.
    Bytes(Arc<[u8]>),
}

impl SourceFile {
    /// Takes the bytes of a file; they are text if they are UTF-8.
    pub fn new(path: SourcePath, bytes: Vec<u8>) -> Self {
        let digest = Digest::of_bytes(&bytes);
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        };
        SourceFile { path, content, digest }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }
}

impl Snapshot {
    /// A snapshot of nothing, for a day.
    pub fn empty(today: Edtf) -> Self {
        Snapshot { files: BTreeMap::new(), today, unreadable: Vec::new() }
    }

    /// Puts a file in, replacing one at the same path.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        let path = SourcePath::new(path);
        self.files.insert(path.clone(), Arc::new(SourceFile::new(path, bytes)));
    }

    /// Whether another snapshot holds the same files for the same day.
    pub fn is_same(&self, other: &Snapshot) -> bool {
        // A file that was taken over is the same without a look at it.
        let is_same =
            |(a, b): (&Arc<SourceFile>, &Arc<SourceFile>)| Arc::ptr_eq(a, b) || (&a.path, a.digest) == (&b.path, b.digest);
        self.today == other.today
            && self.unreadable == other.unreadable
            && self.files.len() == other.files.len()
            && self.files.values().zip(other.files.values()).all(is_same)
    }

    /// Tells this snapshot from any other, in this process and those of the same binary.
    pub fn digest(&self) -> Digest {
        let files: Vec<_> = self.files.values().map(|file| (&file.path, file.digest)).collect();
        Digest::of(&(&files, &self.today, &self.unreadable))
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&Arc<SourceFile>> {
        self.files.get(&SourcePath::new(path))
    }

    /// The files below a folder (`content/`), in path order.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Arc<SourceFile>> {
        self.files
            .range(SourcePath::new(folder)..)
            .take_while(move |(path, _)| path.as_str().starts_with(folder))
            .map(|(_, file)| file)
    }
}
