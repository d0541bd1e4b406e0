//! Files beside the pages that are not written by a template: copied ones, and share cards.

use std::sync::Arc;

use crate::base::path::OutputPath;
use crate::config::Config;
use crate::diag::{Code, Diagnosed, Diagnostic, Place};
use crate::late::Late;
use crate::picture::strip;
use crate::render::view::share::Shared;
use crate::site::Site;
use crate::snapshot::SourceFile;

/// A file of the site as it is copied: a picture tells nothing of its maker.
pub fn stripped(file: &SourceFile) -> Diagnosed<Arc<[u8]>> {
    match strip::strip(file.bytes()) {
        None => Diagnosed { value: file.bytes().into(), diagnostics: Vec::new() },
        Some(Ok(bytes)) => Diagnosed { value: bytes.into(), diagnostics: Vec::new() },
        Some(Err(reason)) => {
            let message = format!("this picture is damaged: {reason}; what it tells of its maker cannot be taken out");
            let diagnostic = Diagnostic::new(Code::UNUSABLE_PICTURE, Place::File(file.path.clone()), message);
            let diagnostics = vec![diagnostic.help("export it anew from where it came from")];
            Diagnosed { value: Vec::new().into(), diagnostics }
        }
    }
}

/// Puts the share cards among the late files; that letters are missing is told once.
pub fn share_cards(shares: Vec<Shared>, config: &Config, site: &mut Site) -> Option<Diagnostic> {
    let mut missing = None;
    let mut without = 0;
    for share in shares.into_iter().flatten() {
        match share.unknown {
            Some(letter) => {
                without += 1;
                missing.get_or_insert(letter);
            }
            // Invariant: made of an address of the site, which is safe.
            None => drop(OutputPath::of_url(&share.url).map(|path| site.late.insert(path, Late::card(Arc::clone(&share.card))))),
        }
    }
    let letter = missing?;
    let message = format!("share cards have no letter `{letter}`, so {without} of them are left out");
    Some(Diagnostic::new(Code::MISSING_CARD_LETTERS, Place::File(config.source.file.clone()), message))
}
