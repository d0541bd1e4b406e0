//! The built-in theme: the files of `templates/` and `static/`, embedded in the binary.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The theme's files: path under a site's root, and bytes.
pub fn files() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    collect("templates", &TEMPLATES, &mut files);
    collect("static", &STATIC, &mut files);
    files.sort();
    files
}

fn collect(root: &str, dir: &Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        // Invariant: the theme's own file names are plain ASCII.
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push((format!("{root}/{path}"), file.contents()));
    }
    for inner in dir.dirs() {
        collect(root, inner, files);
    }
}
