//! What a content file's path says of it: kind, id, language.

use crate::base::id::EntryId;
use crate::base::path::SourcePath;
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::parse::Lost;
use crate::parse::kind::Kind;

/// What a file's path says of it.
pub struct Placed {
    /// The kind, from the folder or the list's name.
    pub kind: Kind,
    /// The id, of a Markdown file; `None` for a list.
    pub stem: Option<String>,
    /// The language, of a translation.
    pub lang: Option<Lang>,
}

/// Reads the path; `None` for what is no entry, an error for a file that lies where nothing is looked for.
///
/// # Errors
/// The finding, with the nearest right place.
pub fn placed(path: &SourcePath, config: &Config) -> Result<Option<Placed>, Box<Diagnostic>> {
    let Some(inner) = path.as_str().strip_prefix("content/") else { return Ok(None) };
    let mut parts = inner.split('/');
    let (first, second, third) = (parts.next().unwrap_or(""), parts.next(), parts.next());
    let misplaced = |help: String| {
        let message = "this file lies where no content is looked for";
        Err(Box::new(Diagnostic::new(Code::MISPLACED_FILE, Place::File(path.clone()), message).help(help)))
    };
    let folders = || Kind::ALL.into_iter().map(Kind::folder);
    match (first, second, third) {
        (name, None, _) => {
            let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else {
                return misplaced(match name.strip_suffix(".md") {
                    Some(_) => "an entry lies in the folder of its kind: content/articles/, content/actors/, …".to_string(),
                    None => "content/ holds one folder or .yaml list per kind; other files belong in static/".to_string(),
                });
            };
            let (stem, lang) = split_lang(stem, config);
            match Kind::of_folder(stem) {
                _ if stem == "site" => Ok(None),
                Some(kind) => Ok(Some(Placed { kind, stem: None, lang })),
                None => misplaced(match nearest(stem, folders()) {
                    Some(near) => format!("did you mean `content/{near}.yaml`?"),
                    None => format!("the lists are {}", folders().map(|f| format!("{f}.yaml")).collect::<Vec<_>>().join(", ")),
                }),
            }
        }
        ("media", Some(_), _) => Ok(None),
        (folder, Some(name), None) => match (Kind::of_folder(folder), name.strip_suffix(".md")) {
            (Some(kind), Some(stem)) => {
                let (stem, lang) = split_lang(stem, config);
                Ok(Some(Placed { kind, stem: Some(stem.to_string()), lang }))
            }
            (Some(_), None) => misplaced("entries in a folder are Markdown files: `<id>.md`".to_string()),
            (None, _) => misplaced(match nearest(folder, folders()) {
                Some(near) => format!("did you mean the folder `content/{near}/`?"),
                None => format!("the folders are {}", folders().collect::<Vec<_>>().join(", ")),
            }),
        },
        _ => misplaced("entries lie directly in the folder of their kind, without folders below it".to_string()),
    }
}

/// `armenia.id` → `armenia` and `id`, where `id` is a language of the site.
fn split_lang<'a>(stem: &'a str, config: &Config) -> (&'a str, Option<Lang>) {
    match stem.rsplit_once('.') {
        Some((name, tag)) => match Lang::new(tag) {
            Some(lang) if config.languages.contains(&lang) && lang != *config.first() => (name, Some(lang)),
            Some(lang) if config.unreadable => (name, Some(lang)),
            Some(lang) if lang == *config.first() => (name, None),
            _ => (stem, None),
        },
        None => (stem, None),
    }
}

impl Placed {
    /// Notes an entry that could not be read; a lost translation loses no entry.
    pub fn lose(&self, id: Option<EntryId>, lost: &mut Vec<Lost>) {
        if self.lang.is_none() {
            lost.push(Lost { kind: self.kind, id });
        }
    }

    /// Notes that the whole file could not be read: the entry it is, or any number of them.
    pub fn lose_file(&self, lost: &mut Vec<Lost>) {
        self.lose(self.stem.as_deref().and_then(EntryId::nearest), lost);
    }
}
