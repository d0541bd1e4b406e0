//! The same site for Hugo: the same words, entries, references and dates, as Hugo's users would write them.
//!
//! Front matter is YAML in both, so that entries are carried over as they are; what detente finds out by itself (whom an
//! article mentions) Hugo is told in the front matter, and references become shortcodes. The templates are in `benches/hugo`.

use std::fs;
use std::io;
use std::path::Path;

use super::{Shape, body, id, lists};

/// Kinds whose entries have a page in both.
const PAGES: [&str; 8] = ["phases", "events", "actors", "places", "sources", "figures", "disputes", "terms"];

/// Writes the site into a folder.
///
/// # Errors
/// A file cannot be written.
pub fn write(root: &Path, shape: Shape) -> io::Result<()> {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo");
    for file in walkdir::WalkDir::new(&theme).into_iter() {
        let file = file?;
        let target = root.join(file.path().strip_prefix(&theme).map_err(io::Error::other)?);
        if file.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::copy(file.path(), target)?;
        }
    }
    let content = root.join("content");
    for folder in ["articles", "timeline"].iter().chain(&PAGES) {
        fs::create_dir_all(content.join(folder))?;
    }
    for (name, text) in lists::all(shape) {
        let kind = name.trim_end_matches(".yaml");
        if kind == "site" {
            continue;
        }
        if !PAGES.contains(&kind) {
            // Relationships and statements have no page of their own: they are data for the pages of actors.
            fs::create_dir_all(root.join("data"))?;
            fs::write(root.join(format!("data/{kind}.yaml")), text)?;
            continue;
        }
        for entry in text.split("- id: ").skip(1) {
            let (id, fields) = entry.split_once('\n').unwrap_or((entry, ""));
            let fields: String = fields.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line))).collect();
            page(&content, kind, id, &fields, "")?;
        }
    }
    for number in 0..shape.articles {
        markdown(&content, "articles", &id("article", number), &body::article(shape, number))?;
    }
    for number in 0..shape.events() / 2 {
        markdown(&content, "events", &id("event", number), &body::event(shape, number))?;
    }
    for year in super::FIRST_YEAR..super::FIRST_YEAR + super::YEARS {
        fs::write(content.join(format!("timeline/{year}.md")), format!("---\ntitle: \"{year}\"\nyear: {year}\n---\n"))?;
    }
    Ok(())
}

/// A file with front matter.
fn markdown(content: &Path, kind: &str, id: &str, text: &str) -> io::Result<()> {
    let (fields, body) = text.strip_prefix("---\n").and_then(|text| text.split_once("---\n")).unwrap_or(("", text));
    page(content, kind, id, fields, body)
}

/// A page: a term of a taxonomy where other pages lead to it, so that Hugo finds these without a search.
fn page(content: &Path, kind: &str, id: &str, fields: &str, text: &str) -> io::Result<()> {
    let mut met = Met::default();
    let text = met.body(text);
    let mut lines: Vec<String> = fields.lines().filter(|line| !line.is_empty()).map(|line| field(kind, line)).collect();
    if kind == "articles" {
        let whole = lines.iter().position(|line| line.starts_with("cites: ")).map(|at| lines.remove(at)).unwrap_or_default();
        let whole = whole.trim_start_matches("cites: [").trim_end_matches(']').to_string();
        for source in whole.split(", ").filter(|it| !it.is_empty()) {
            Met::add(&mut met.cites, source);
        }
        for (name, ids) in [("actors", &met.actors), ("places", &met.places), ("mentions", &met.events), ("cites", &met.cites)] {
            lines.push(format!("{name}: [{}]", ids.join(", ")));
        }
    }
    let text = format!("---\n{}\n---\n\n{text}", lines.join("\n"));
    let path = match kind {
        "actors" | "places" => content.join(format!("{kind}/{id}/_index.md")),
        // The taxonomy has the name of its field.
        "sources" => content.join(format!("cites/{id}/_index.md")),
        _ => content.join(format!("{kind}/{id}.md")),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// A line of front matter: keys that mean something else to Hugo get another name.
fn field(kind: &str, line: &str) -> String {
    let Some((key, value)) = line.split_once(": ").filter(|(key, _)| !key.starts_with([' ', '-'])) else {
        return line.to_string();
    };
    let key = match (kind, key) {
        (_, "name") | ("disputes", "question") => "title",
        (_, "type") => "class",
        (_, "URL") => "original",
        (_, "language") => "in_language",
        ("phases", "date") => "when",
        ("figures", "cites") => "cites_whole",
        _ => key,
    };
    format!("{key}: {value}")
}

/// What a text refers to, in order, each once.
#[derive(Default)]
struct Met {
    actors: Vec<String>,
    places: Vec<String>,
    events: Vec<String>,
    cites: Vec<String>,
}

impl Met {
    fn add(ids: &mut Vec<String>, id: &str) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_string());
        }
    }

    /// A text with shortcodes for its references.
    fn body(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['[', '`']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let known = [("[[", "]]"), ("[@", "]"), ("```timeline\n", "```\n")];
            let found = known.iter().find_map(|(open, close)| {
                let (inner, after) = rest.strip_prefix(open)?.split_once(close)?;
                Some((*open, inner, after))
            });
            let Some((open, inner, after)) = found else {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
                continue;
            };
            rest = after;
            out.push_str(&match open {
                "[[" => self.reference(inner),
                "[@" => {
                    let (source, locator) = inner.split_once(", ").unwrap_or((inner, ""));
                    Self::add(&mut self.cites, source);
                    format!("{{{{< cite \"{source}\" \"{locator}\" >}}}}")
                }
                _ => {
                    let value = |key: &str| {
                        let line = inner.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("");
                        line.trim_matches([':', ' ', '"', '[', ']']).to_string()
                    };
                    format!(
                        "{{{{< timeline from=\"{}\" to=\"{}\" actor=\"{}\" >}}}}\n",
                        value("from"),
                        value("to"),
                        value("actors")
                    )
                }
            });
        }
        out.push_str(rest);
        out
    }

    fn reference(&mut self, inner: &str) -> String {
        let (target, words) = inner.split_once('|').unwrap_or((inner, ""));
        let target = target.split_once(':').map_or(target, |(_, id)| id);
        let (target, date) = target.split_once('@').unwrap_or((target, ""));
        let (kind, ids) = match target.split('-').next() {
            Some("actor") => ("actors", &mut self.actors),
            Some("place") => ("places", &mut self.places),
            Some("event") => ("events", &mut self.events),
            _ => return format!("{{{{< figure-value \"{target}\" \"{date}\" >}}}}"),
        };
        Self::add(ids, target);
        format!("{{{{< to \"/{kind}/{target}\" \"{words}\" >}}}}")
    }
}
