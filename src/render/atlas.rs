//! What the maps of a site are made from: land and borders, lines with their authority, names of states, and where places are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::digest::Hashed;
use crate::base::id::EntryId;
use crate::config::map::DataFile;
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnosed, Diagnostic, Place, nearest};
use crate::draw::map::Ground;
use crate::geography::{Problem, Shapes};
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::snapshot::{Snapshot, SourceFile};

/// Folders in which a site has files for its maps: the second is also published.
const FOLDERS: [&str; 2] = ["content/map/", "static/"];

/// Names of states by code.
pub type Names = Arc<Hashed<BTreeMap<String, String>>>;

/// What maps are made from.
pub struct Atlas {
    /// Land and borders.
    pub ground: Ground,
    /// The shapes of each overlay of the configuration; `None` where they cannot be read.
    pub overlays: Vec<Option<Ground>>,
    /// Latitude and longitude of all places that have them, by latitude.
    pub placed: Vec<(f64, f64, EntityId)>,
}

/// Shapes of a file, or why there are none.
pub type Read = Result<Arc<Shapes>, Problem>;

/// Reads the files that the configuration names; `shapes` reads one of them.
pub fn read(snapshot: &Snapshot, config: &Config, model: &Model, shapes: impl Fn(&SourceFile) -> Arc<Read>) -> Diagnosed<Atlas> {
    let mut diagnostics = Vec::new();
    let mut named = BTreeSet::new();
    let mut ground = |file: &DataFile| -> Option<Ground> {
        named.insert(file.path.clone());
        let place = config.source.value(&file.named_at);
        let Some(source) = snapshot.get(&file.path).filter(|_| FOLDERS.iter().any(|folder| file.path.starts_with(folder))) else {
            let message = format!("there is no file `{}` for maps in content/map/ or static/", file.path);
            let there = FOLDERS.iter().flat_map(|folder| snapshot.under(folder)).map(|file| file.path.as_str());
            let there = there.filter(|path| path.ends_with("json"));
            let help = nearest(&file.path, there).map(|near| format!("did you mean `{near}`?"));
            diagnostics.push(Diagnostic::new(Code::UNKNOWN_VALUE, place, message).maybe_help(help));
            return None;
        };
        match &*shapes(source) {
            Ok(shapes) => Some(Ground::own(Arc::clone(shapes), source.digest)),
            Err(problem) => {
                let text = source.text().map_or("", |text| text.as_ref());
                let at = problem.at.map_or(Place::File(source.path.clone()), |at| {
                    let offset = offset(text, at);
                    Place::bytes(&source.path, offset..(offset + 1).min(text.len()).max(offset))
                });
                diagnostics.push(
                    Diagnostic::new(Code::UNREADABLE_FILE, at, problem.message.clone())
                        .help("a map is GeoJSON (RFC 7946) or TopoJSON, in degrees of WGS 84")
                        .label(place, "it is named here"),
                );
                None
            }
        }
    };
    let own = config.map.base.as_ref().and_then(&mut ground);
    let overlays = config.map.overlays.iter().map(|it| it.file.as_ref().and_then(&mut ground)).collect();
    for overlay in &config.map.overlays {
        let (id, path) = &overlay.source;
        if !id.is_empty() && EntryId::new(id).and_then(|id| model.find(Kind::Source, &id)).is_none() {
            let ids = model.of_kind(Kind::Source).map(|it| model.get(it).id());
            let help = nearest(id, ids).map(|near| format!("did you mean `{near}`?"));
            let message = format!("no source has the id `{id}`, from which the line `{}` is taken", overlay.id);
            diagnostics.push(Diagnostic::new(Code::UNKNOWN_REFERENCE, config.source.value(path), message).maybe_help(help));
        }
    }
    for file in snapshot.under(FOLDERS[0]).filter(|file| !named.contains(file.path.as_str())) {
        let message = "no map of the site shows this file";
        let help = "name it under `map` in content/site.yaml";
        diagnostics.push(Diagnostic::new(Code::MISPLACED_FILE, Place::File(file.path.clone()), message).help(help));
    }
    let mut placed: Vec<(f64, f64, EntityId)> = model
        .of_kind(Kind::Place)
        .filter_map(|id| model.get(id).place_meta()?.coordinates.map(|(latitude, longitude)| (latitude, longitude, id)))
        .collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    Diagnosed {
        value: Atlas { ground: own.unwrap_or_else(Ground::world).for_languages(config.languages.len()), overlays, placed },
        diagnostics,
    }
}

/// The byte at a line and column, which count from 1.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The file with the names of states in a language, `templates/territories/<lang>.yaml`, if there is one.
pub fn names_file<'s>(snapshot: &'s Snapshot, lang: &Lang) -> Option<&'s Arc<SourceFile>> {
    let primary = lang.as_str().split('-').next().unwrap_or("");
    [lang.as_str(), primary].into_iter().find_map(|tag| snapshot.get(&format!("templates/territories/{tag}.yaml")))
}

/// Reads names of states.
pub fn names(file: &SourceFile) -> Diagnosed<Names> {
    let mut diagnostics = Vec::new();
    let mut names = BTreeMap::new();
    match file.text().map(|text| serde_yaml::from_str::<BTreeMap<String, String>>(text)) {
        Some(Ok(read)) => names = read,
        Some(Err(error)) => {
            let place =
                error.location().map_or(Place::File(file.path.clone()), |it| Place::bytes(&file.path, it.index()..it.index()));
            let message = format!("this is no list of codes and names: {error}");
            diagnostics.push(Diagnostic::new(Code::UNREADABLE_YAML, place, message));
        }
        None => diagnostics.push(Diagnostic::not_text(file)),
    }
    Diagnosed { value: Arc::new(Hashed::new(names)), diagnostics }
}

/// Reads the shapes of a file.
pub fn shapes(file: &SourceFile) -> Read {
    let not_text = || Problem { message: "this file is not text".to_string(), at: None };
    crate::geography::read(file.text().ok_or_else(not_text)?).map(Arc::new)
}
