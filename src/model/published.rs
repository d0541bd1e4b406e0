//! What was published last: the ids that readers may have addresses of, as a build notes them in `.detente/addresses`.

use crate::base::id::EntryId;
use crate::model::{Model, address};
use crate::parse::kind::Kind;

/// Where the list lies under a site's root.
pub const PATH: &str = ".detente/addresses";

const HEADER: &str =
    "# The entries that have an address on the published site; detente build writes this list and check compares with it.\n";

/// An entry that was published, with the line it is noted on.
pub struct Noted<'t> {
    /// First byte of the line.
    pub start: usize,
    /// The line as written.
    pub line: &'t str,
    /// Kind and id; `None` if the line cannot be read.
    pub entry: Option<(Kind, EntryId)>,
}

/// The list for a model: a line `kind id` for each address of an entry, former ones (aliases) too; sorted.
pub fn list(model: &Model) -> String {
    let mut lines: Vec<String> = Vec::new();
    for entity in model.entities.iter().filter(|entity| address::has_page(entity.kind())) {
        let ids = std::iter::once(entity.id()).chain(entity.common().aliases.iter().map(String::as_str));
        lines.extend(ids.map(|id| format!("{} {id}\n", entity.kind())));
    }
    lines.sort_unstable();
    lines.dedup();
    format!("{HEADER}{}", lines.concat())
}

/// Reads a list; empty lines and comments are passed over.
pub fn read(text: &str) -> impl Iterator<Item = Noted<'_>> {
    let mut next = 0;
    text.split_inclusive('\n').filter_map(move |whole| {
        let start = next;
        next += whole.len();
        let line = whole.trim();
        let entry = line.split_once(' ').and_then(|(kind, id)| Some((Kind::of_name(kind)?, EntryId::new(id.trim())?)));
        (!line.is_empty() && !line.starts_with('#')).then_some(Noted { start, line, entry })
    })
}
