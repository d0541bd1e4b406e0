//! `detente trace ID`: on what an entry rests, and what rests on a source.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::base::path::SourcePath;
use crate::cli::terminal::Node;
use crate::cli::{Global, Outcome, Scope, misuse, report};
use crate::diag::{Place, nearest};
use crate::model::{EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::reference::{self, Ref};
use crate::query::fall::{Fall, Resting};
use crate::query::trace::{Source, Trace as Found, Traced, trace};
use crate::query::{Entry, GRADES};

/// Show on what an entry rests, down to the origins; of a source, what falls if it falls.
#[derive(Args)]
pub struct Trace {
    /// The entry: `id`, `kind:id` where the id is ambiguous, `figure@date` for one point
    id: String,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    format: Format,
    #[command(flatten)]
    scope: Scope,
}

/// How a trace is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Tree,
    /// One JSON value; each source once, by id
    Json,
}

impl Trace {
    /// Runs the command.
    ///
    /// # Errors
    /// There is no such entry, or the machine fails to read.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let (_, linked) = self.scope.model(global)?;
        let (id, at) = self.find(&linked.model).map_err(|reason| misuse(anyhow::anyhow!(reason)))?;
        let found = trace(&linked.model, id, at.as_deref());
        report::data(&match self.format {
            Format::Tree => tree(&found).draw(),
            Format::Json => report::json(&found)?,
        })?;
        Ok(Outcome::Fine)
    }

    fn find(&self, model: &Model) -> Result<(EntityId, Option<String>), String> {
        let place = Place::File(SourcePath::new(""));
        let Ref { kind, id, at, .. } = reference::read(&self.id, &Kind::ALL, place)
            .map_err(|finding| [Some(finding.message), finding.help].into_iter().flatten().collect::<Vec<_>>().join("; "))?;
        let fits = |entity: &&EntityId| kind.is_none_or(|kind| model.get(**entity).kind() == kind);
        let named: Vec<EntityId> = model.named(&id).iter().filter(fits).copied().collect();
        let found = match named.as_slice() {
            [one] => *one,
            [] => return Err(unknown(model, kind, id.as_str())),
            several => {
                let names: Vec<String> = several.iter().map(|it| format!("`{}:{id}`", model.get(*it).kind())).collect();
                return Err(format!("`{id}` is ambiguous; write one of {}", names.join(", ")));
            }
        };
        let Some(at) = at else { return Ok((found, None)) };
        let Some(figure) = model.get(found).figure() else {
            return Err(format!("`{id}` is no figure: only points of figures are traced by date"));
        };
        if figure.point_at(&at).is_none() {
            let dates: Vec<String> =
                figure.points.iter().filter_map(|it| it.as_of.as_ref()).map(|it| format!("`{it}`")).collect();
            return Err(format!("`{id}` has no point as of `{at}`; it has {}", dates.join(", ")));
        }
        Ok((found, Some(at.to_string())))
    }
}

fn unknown(model: &Model, kind: Option<Kind>, id: &str) -> String {
    let what = kind.map_or("entry", Kind::name);
    if model.withheld.iter().any(|it| it.id.as_str() == id && kind.is_none_or(|kind| it.kind == kind)) {
        return format!("the {what} `{id}` is not published; -D traces drafts, -F articles of a later day");
    }
    let known = model.entities.iter().filter(|it| kind.is_none_or(|kind| it.kind() == kind)).map(|it| it.id());
    match nearest(id, known) {
        Some(near) => format!("no {what} has the id `{id}`; did you mean `{near}`?"),
        None => format!("no {what} has the id `{id}`; `detente list` shows all"),
    }
}

/// What is drawn, and which sources were drawn in full already.
struct Drawing<'t> {
    trace: &'t Found,
    drawn: BTreeSet<&'t str>,
}

fn tree(trace: &Found) -> Node {
    let mut drawing = Drawing { trace, drawn: BTreeSet::new() };
    let mut root = Node::new(name(&trace.entry));
    if let Some(fall) = &trace.supports {
        root.below = drawing.about(&trace.entry.id);
        root.below.extend(supports(fall));
    }
    let facts: Vec<Node> = trace.facts.iter().map(|fact| drawing.fact(fact)).collect();
    root.below.extend(facts);
    if !trace.references.is_empty() {
        let below: Vec<Node> = trace
            .references
            .iter()
            .map(|reference| {
                let facts = reference.facts.iter().map(brief);
                Node::new(name(&reference.entry)).with(facts)
            })
            .collect();
        root.below.push(Node::new(format!("refers to {}", plural(below.len(), "entry", "entries"))).with(below));
    }
    if root.below.is_empty() {
        root.below.push(Node::new("cites no source"));
    }
    root
}

fn name(entry: &Entry) -> String {
    format!("{}:{}  {}", entry.kind, entry.id, shortened(&entry.title))
}

/// A title of one line.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 100;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_none() { start } else { format!("{}…", start.trim_end()) }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn grade(sourcing: &str, origins: &[String]) -> String {
    match (sourcing, origins.is_empty()) {
        ("none", _) | (_, true) => worded(sourcing).to_string(),
        _ => format!("{}: {}", worded(sourcing), origins.join(", ")),
    }
}

fn worded(sourcing: &str) -> &'static str {
    GRADES.iter().find(|(grade, _)| grade.word() == sourcing).map_or("no source", |(_, words)| words)
}

/// A fact in one line.
fn brief(fact: &Traced) -> Node {
    let part = if fact.part.is_empty() { String::new() } else { format!("{}: ", fact.part) };
    Node::new(format!("{part}{}", grade(fact.sourcing, &fact.origins)))
}

impl<'t> Drawing<'t> {
    fn fact(&mut self, fact: &'t Traced) -> Node {
        let cites = fact.cites.iter().map(|cite| {
            let mut node = self.source(&cite.source, &mut BTreeSet::new());
            if !cite.locator.is_empty() {
                node.text.push_str(&format!(", {}", cite.locator));
            }
            let said = [("quote", &cite.quote), ("note", &cite.note)];
            let said =
                said.into_iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| Node::new(format!("{what}: {text}")));
            node.below.splice(0..0, said);
            node
        });
        let cites: Vec<Node> = cites.collect();
        brief(fact).with(cites)
    }

    /// A source with what it relays; drawn in full once, since many facts share one.
    fn source(&mut self, id: &'t str, above: &mut BTreeSet<&'t str>) -> Node {
        let Some(source) = self.trace.sources.get(id) else { return Node::new(id) };
        if !self.drawn.insert(id) {
            let again = if above.contains(id) { "derived from itself" } else { "above" };
            return Node::new(format!("{id} ({again})"));
        }
        above.insert(id);
        let mut node = Node::new(format!("{id}  {}", described(source))).with(self.facts_of(source));
        let relays: Vec<Node> = source.derived_from.iter().map(|parent| self.source(parent, above)).collect();
        above.remove(id);
        if !relays.is_empty() {
            node.below.push(Node::new("relays").with(relays));
        }
        node
    }

    fn facts_of(&self, source: &Source) -> Vec<Node> {
        let mut below = Vec::new();
        if !source.url.is_empty() {
            below.push(Node::new(source.url.clone()));
        }
        if source.archived.is_empty() {
            below.push(Node::new("no archived copy"));
        }
        below.extend(source.archived.iter().map(|copy| {
            let date = if copy.date.is_empty() { String::new() } else { format!(" {}", copy.date) };
            Node::new(format!("archived{date}: {}", copy.url))
        }));
        below
    }

    /// The lines about a source that is itself asked for.
    fn about(&mut self, id: &'t str) -> Vec<Node> {
        let mut node = self.source(id, &mut BTreeSet::new());
        if let Some(source) = self.trace.sources.get(id) {
            node.below.insert(0, Node::new(described(source)));
            if source.derived_from.is_empty() {
                node.below.push(Node::new("relays nothing: it is an origin"));
            }
        }
        node.below
    }
}

/// What an editor knows of a source, in one line.
fn described(source: &Source) -> String {
    // A party that is on no side stands for itself.
    let side = source.side.as_ref().filter(|side| !source.parties.contains(side)).map(|side| format!(", {side}"));
    let stance = match (source.stance, source.parties.is_empty()) {
        ("", _) => "no stance given".to_string(),
        (stance, true) => stance.to_string(),
        (stance, false) => format!("{stance}: {}{}", source.parties.join(", "), side.unwrap_or_default()),
    };
    let read = if source.read.is_empty() { String::new() } else { format!("read: {}", source.read) };
    let parts = [source.issued.clone(), source.tier.to_string(), stance, read, format!("“{}”", shortened(&source.title))];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What rests on a source, and what is left if it falls.
fn supports(fall: &Fall) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !fall.relayed_by.is_empty() {
        let below = fall.relayed_by.iter().map(|relay| {
            let fate = if relay.falls { "falls with it" } else { "has another origin" };
            Node::new(format!("{}  {fate}", relay.id))
        });
        nodes.push(Node::new(format!("relayed by {}", plural(fall.relayed_by.len(), "source", "sources"))).with(below));
    }
    let mut groups = Vec::new();
    // The worst first.
    for (grade, words) in GRADES.iter().rev() {
        let fallen = fall.facts.iter().filter(|fact| fact.after == grade.word() && fact.before != fact.after);
        let below: Vec<Node> = fallen.map(resting).collect();
        if !below.is_empty() {
            groups.push(Node::new(format!("left with {words}: {}", below.len())).with(below));
        }
    }
    let standing: Vec<Node> = fall.facts.iter().filter(|fact| fact.after == fact.before).map(resting).collect();
    if !standing.is_empty() {
        groups.push(Node::new(format!("stand as before: {}", standing.len())).with(standing));
    }
    let text = if fall.facts.is_empty() {
        "no fact rests on it".to_string()
    } else {
        format!("if it falls, of {} that rest on it", plural(fall.facts.len(), "fact", "facts"))
    };
    nodes.push(Node::new(text).with(groups));
    if !fall.texts.is_empty() {
        let below = fall
            .texts
            .iter()
            .map(|text| Node::new(format!("{}:{}  {} of {} citations", text.entry.kind, text.entry.id, text.citations, text.of)));
        nodes.push(Node::new("cited in the text of").with(below));
    }
    if !fall.speaks_in.is_empty() {
        nodes.push(Node::new("claims or holds a version in").with(fall.speaks_in.iter().map(|entry| Node::new(name(entry)))));
    }
    nodes
}

/// A fact that rests on the source, and how it is sourced now.
fn resting(fact: &Resting) -> Node {
    let part = if fact.part.is_empty() { String::new() } else { format!(" {}", fact.part) };
    Node::new(format!(
        "{}:{}{part}  (cites {}; now {})",
        fact.entry.kind,
        fact.entry.id,
        fact.through.join(", "),
        worded(fact.before)
    ))
}
