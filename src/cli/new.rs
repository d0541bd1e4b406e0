//! `detente new KIND ID`: an entry with its fields laid out, in the right place.

use anyhow::{Result, bail};
use clap::Args;

use crate::base::edtf::Edtf;
use crate::base::id::EntryId;
use crate::cli::append::Appended;
use crate::cli::{Global, Outcome, kind, misuse, report};
use crate::config::Config;
use crate::load;
use crate::parse::kind::Kind;

/// Make an entry.
#[derive(Args)]
pub struct New {
    /// The kind: article, event, actor, …
    #[arg(value_parser = kind)]
    kind: Kind,
    /// The id: lower-case letters, digits, hyphens
    #[arg(value_parser = id)]
    id: EntryId,
    /// Its title or name
    #[arg(long)]
    title: Option<String>,
    /// Its date, as EDTF [default for articles: today]
    #[arg(long, value_parser = date)]
    date: Option<Edtf>,
}

fn id(text: &str) -> Result<EntryId, String> {
    EntryId::new(text).ok_or_else(|| match EntryId::nearest(text) {
        Some(near) => format!("{}: `{near}`", EntryId::RULE),
        None => EntryId::RULE.to_string(),
    })
}

fn date(text: &str) -> Result<Edtf, String> {
    Edtf::parse(text).map_err(|error| error.reason)
}

impl New {
    /// Runs the command.
    ///
    /// # Errors
    /// An entry of that kind and id is there already, or the file cannot be written.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let root = global.root()?;
        let today = load::today(&root).map_err(misuse)?;
        let config = self.check_free(&root, &today)?;
        if self.date.is_some() && !fields(self.kind).contains("{date}") {
            return Err(misuse(anyhow::anyhow!("a {} has no date", self.kind)));
        }
        let date = self.date.as_ref().unwrap_or(&today);
        let title = self.title.clone().unwrap_or_else(|| capitalised(self.id.as_str()));
        // YAML takes JSON strings: quoted so that no title can break the file.
        let fields = fields(self.kind)
            .replace("{title}", &serde_json::Value::String(title).to_string())
            .replace("{date}", &format!("\"{date}\""))
            .replace("{today}", &format!("\"{today}\""));
        let folder = self.kind.folder();
        let is_page = matches!(self.kind, Kind::Article | Kind::Page);
        let path = if is_page { format!("content/{folder}/{}.md", self.id) } else { format!("content/{folder}.yaml") };
        let appended = if is_page {
            Appended::file(&root, &path, format!("---\n{fields}---\n\nWrite here.\n"))?
        } else {
            let entry = fields.trim_end().replace('\n', "\n  ");
            Appended::list(&root, &path, &format!("- id: {}\n  {entry}\n", self.id))?
        };
        appended.check(&config, 1)?;
        appended.write()?;
        let text = &appended.text;
        // In a Markdown file the fields begin behind the fence.
        let before = text.rfind(&format!("- id: {}\n", self.id)).unwrap_or("---\n".len());
        let line = text[..before].lines().count() + 1;
        report::line(global, &format!("{} `{}` was added to {path}:{line}", self.kind, self.id));
        Ok(Outcome::Fine)
    }

    /// Says whether the id is free, and returns the configuration that was read to see it.
    fn check_free(&self, root: &std::path::Path, today: &Edtf) -> Result<Config> {
        let snapshot = load::snapshot(root, today.clone())?;
        let config = crate::config::read(&snapshot).value;
        for file in snapshot.under("content/") {
            let taken = crate::parse::documents(file, &config).value.documents;
            if taken.iter().any(|document| document.kind == self.kind && document.id == self.id) {
                return Err(misuse(anyhow::anyhow!("the {} `{}` is there already, in {}", self.kind, self.id, file.path)));
            }
        }
        let target = root.join(format!("content/{}/{}.md", self.kind.folder(), self.id));
        if target.exists() {
            bail!(crate::cli::Misuse(format!("{} is there already", target.display())));
        }
        Ok(config)
    }
}

fn capitalised(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The fields of a kind, laid out with what each is for; optional ones are comments.
fn fields(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => {
            "\
title: {title}
summary: One or two sentences.
date: {date}
# as_of: {date}            # up to when its facts count
authors: []
about: []                  # ids of entries it is about
# question: A key question it answers?
# answer: The answer in a few sentences.
draft: true                # remove to publish
"
        }
        Kind::Page => "title: {title}\nsummary: One sentence.\n",
        Kind::Phase => {
            "title: {title}\nsummary: One or two sentences.\ndate: {date}          # an interval: 1994-05-12/2020-09-26\ncites: []\n"
        }
        Kind::Event => {
            "\
title: {title}
summary: What happened, in one or two neutral sentences.
date: {date}          # EDTF: 2020-10, 2020-09~ (about), 2020-09-27? (uncertain)
type: event           # battle, diplomacy, …
actors: []            # ids, or {actor: id, role: mediator}
places: []
importance: 3         # 1 (detail) to 5; 4 and 5 are turning points
# modality: alleged   # occurred, alleged, planned, denied
confidence: medium
cites: []             # ids of sources; at least one
"
        }
        Kind::Actor => {
            "\
name: {title}
class: organisation   # person, state, de-facto-authority, armed-force, ministry, organisation, alliance, population
summary: Who this is, in one sentence.
# side: a-side        # an id of `sides` in site.yaml
# part_of: an-actor
# names: [{name: …, lang: …, used_by: [an-actor]}]
# roles: [{title: President, of: a-state, date: 2003-10-31/..}]
cites: []
"
        }
        Kind::Place => {
            "\
name: {title}
class: city           # city, village, region, line, …
# coordinates: [0.0, 0.0]   # latitude, longitude
# names: [{name: …, used_by: [an-actor]}, {name: …, used_by: [another]}]   # names used by different actors: contested
# part_of: [{actor: a-state, according_to: …}]
cites: []
"
        }
        Kind::Source => {
            "\
type: article-newspaper   # a CSL type
title: {title}
container-title: Name of the newspaper
issued: {date}
accessed: {today}
URL: https://example.org/
language: en
tier: independent-media   # official, wire, independent-media, party-media, ngo, dataset, reference, aggregator
read: full                # full, excerpt, relayed
stance: {kind: unknown}   # {actor: id, kind: party | aligned}, or kind: independent | unknown
# derived_from: []        # sources it relays
"
        }
        Kind::Figure => {
            "\
title: {title}
measure: killed       # killed, wounded, missing, displaced, …
# of: an-actor        # whom it counts
claimant: an-actor    # who says so
cumulative: true
unit: people
points:
  - as_of: {date}
    value: 0
    qualifier: exact  # exact, at-least, at-most, about, more-than
    cites: []         # ids of sources; at least one
"
        }
        Kind::Relationship => {
            "\
subject: an-actor
object: another-actor
type: supports        # supports, defence-pact, at-war, mediates, member, recognises, …
date: {date}          # an interval; or `attested: [dates]`
basis: documented     # treaty, statement, documented, alleged
summary: One sentence.
cites: []             # ids of sources; at least one
"
        }
        Kind::Statement => {
            "\
speaker: an-actor
date: {date}
text: What was said, in our words.
# to: [another-actor]
# venue: Where or how.
# quote: {text: The words themselves., lang: en}
cites: []             # ids of sources; at least one
"
        }
        Kind::Dispute => {
            "\
question: {title}
state: open           # open, narrowed, settled
# agreed:             # what no party disputes
# open:               # what is not settled between them
versions:
  - held_by: an-actor
    text: What this side says.
    cites: []         # ids of sources; at least one
  - held_by: another-actor
    text: What that side says.
    cites: []
"
        }
        Kind::Term => {
            "name: {title}\ndefinition: What it means, in neutral words.\n# loaded: true        # the word takes a side\n# prefer: The word to use instead\n# used_by: [an-actor]\ncites: []\n"
        }
        Kind::Media => {
            "file: picture.jpg     # in content/media/\nalt: What it shows, for who cannot see it.\ncredit: Who made it.\nrights: By what right it is shown.\n"
        }
    }
}
