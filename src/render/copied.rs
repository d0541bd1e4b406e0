//! Files of a site that are copied: as they are, but for what a picture tells of its maker.

use std::sync::Arc;

use crate::diag::{Code, Diagnosed, Diagnostic, Place};
use crate::picture::strip;
use crate::snapshot::SourceFile;

/// The file as it is published; a picture that cannot be taken apart is a finding.
pub fn file(file: &SourceFile) -> Diagnosed<Arc<[u8]>> {
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
