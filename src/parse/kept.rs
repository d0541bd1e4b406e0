//! A parsed file as bytes for a later process: all of it but the words of its bodies, which are read again when somebody asks.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::base::path::SourcePath;
use crate::config::Config;
use crate::diag::{Diagnosed, Diagnostic, Place, YamlSource};
use crate::parse::Parsed;
use crate::parse::body::Hole;
use crate::parse::document::Document;
use crate::parse::words::{Again, Said, Words};
use crate::snapshot::SourceFile;

/// Writes what parsing a file gave; nothing if it cannot be written.
pub fn write(parsed: &Diagnosed<Parsed>) -> Option<Vec<u8>> {
    postcard::to_stdvec(&(&parsed.value, &parsed.diagnostics)).ok()
}

/// Reads what `write` gave for the same file and configuration; nothing from other bytes.
pub fn read(bytes: &[u8], file: &Arc<SourceFile>, config: &Arc<Config>) -> Option<Diagnosed<Parsed>> {
    let (mut value, diagnostics): (Parsed, Vec<Diagnostic>) = postcard::from_bytes(bytes).ok()?;
    let again = Arc::new(Again::new(file, config));
    for (number, document) in value.documents.iter_mut().enumerate() {
        // Invariant: it was just read, and nobody else has it.
        Arc::get_mut(document)?.is_of(&file.path, Words { again: Arc::clone(&again), number });
    }
    value.loose.iter_mut().for_each(|it| it.place.set_file(file.path.clone()));
    Some(Diagnosed { value, diagnostics })
}

/// A place without its file, which is that of the document.
pub(super) fn place<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    let mut place = place.clone();
    place.set_file(SourcePath::nowhere());
    place.serialize(serializer)
}

/// The same of a YAML text.
pub(super) fn source<S: Serializer>(source: &YamlSource, serializer: S) -> Result<S::Ok, S::Error> {
    YamlSource { file: SourcePath::nowhere(), ..*source }.serialize(serializer)
}

/// A body with its digest, which is that of the whole.
pub(super) mod body {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::base::digest::{Digest, Hashed};
    use crate::parse::body::Body;

    pub fn serialize<S: Serializer>(body: &Hashed<Body>, serializer: S) -> Result<S::Ok, S::Error> {
        (body.digest(), &**body).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hashed<Body>, D::Error> {
        let (digest, body) = <(Digest, Body)>::deserialize(deserializer)?;
        Ok(Hashed::known(digest, body))
    }
}

impl Document {
    /// Says what was left out: the file it is written in, and where its words are.
    fn is_of(&mut self, file: &SourcePath, words: Words) {
        self.origin.source.file = file.clone();
        self.refs.iter_mut().for_each(|it| it.place.set_file(file.clone()));
        self.prose = Said::of(words.clone());
        self.body.fill(|body| {
            body.links.iter_mut().chain(&mut body.web).for_each(|it| it.place.set_file(file.clone()));
            for (_, hole) in &mut body.holes {
                if let Hole::Block(block) = hole {
                    block.place.set_file(file.clone());
                }
            }
            body.html.of(words);
        });
    }
}
