//! `detente import FORMAT FILE`: the data of others, read, and added to the lists of the site.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::base::path::SourcePath;
use crate::cli::append::Appended;
use crate::cli::{Global, Misuse, Outcome, misuse, report};
use crate::diag::Level;
use crate::diag::locate::locate;
use crate::import::entry::{Entry, yaml};
use crate::import::known::Known;
use crate::import::{self, Imported, Said};
use crate::load;
use crate::parse::kind::Kind;
use crate::parse::schema::source::{READ, TIERS};
use crate::snapshot::SourceFile;

/// Add the data of others to the site.
#[derive(Args)]
pub struct Import {
    /// What the file is
    format: Format,
    /// The file
    file: PathBuf,
    /// Print the entries as YAML; nothing is written
    #[arg(long)]
    dry_run: bool,
    /// For references: who publishes them, for all that do not say it themselves
    #[arg(long, value_name = "TIER", value_parser = TIERS)]
    tier: Option<String>,
    /// For references: how much of them was read, for all that do not say it themselves
    #[arg(long, value_name = "HOW", value_parser = READ)]
    read: Option<String>,
}

/// The formats by their names.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Events of ACLED, as CSV
    Acled,
    /// Events of UCDP's Georeferenced Event Dataset, as CSV
    UcdpGed,
    /// A timeline of TimelineJS: JSON, or its sheet as CSV
    Timelinejs,
    /// References, as reference managers exchange them
    CslJson,
    /// References of BibTeX or BibLaTeX
    Bibtex,
}

impl Format {
    fn read_as(self) -> import::Format {
        match self {
            Format::Acled => import::Format::Acled,
            Format::UcdpGed => import::Format::Ged,
            Format::Timelinejs => import::Format::Timeline,
            Format::CslJson => import::Format::Csl,
            Format::Bibtex => import::Format::Bibtex,
        }
    }
}

/// A file larger than this is not read: it would take all memory.
const LARGEST: u64 = 256 * 1024 * 1024;

impl Import {
    /// Runs the command.
    ///
    /// # Errors
    /// The file cannot be read, or a list of the site cannot be written.
    pub fn run(&self, global: &Global) -> Result<Outcome> {
        let root = global.root()?;
        let today = load::today(&root).map_err(misuse)?;
        let mut snapshot = load::snapshot(&root, today)?;
        let config = crate::config::read(&snapshot).value;
        let documents: Vec<_> =
            snapshot.under("content/").flat_map(|file| crate::parse::documents(file, &config).value.documents).collect();
        let known = Known::of(&documents);

        // Named as it was typed, so that an editor finds it; the lists of the site are read by now.
        let path = SourcePath::new(self.file.to_string_lossy());
        let file = SourceFile::new(path.clone(), self.bytes()?);
        let word =
            |said: &Option<String>, words: &[&'static str]| words.iter().find(|word| Some(**word) == said.as_deref()).copied();
        let said = Said { tier: word(&self.tier, &TIERS), read: word(&self.read, &READ) };
        let mut imported = import::read(self.format.read_as(), &file, known, &said);

        snapshot.files.insert(path, file.into());
        let findings = locate(&snapshot, std::mem::take(&mut imported.findings));
        report::placed(&findings, &snapshot, global)?;
        let lists = lists(&imported);
        if self.dry_run {
            for (kind, entries) in &lists {
                report::data(&format!("# content/{}.yaml\n\n{}\n", kind.folder(), yaml(entries)))?;
            }
        } else {
            let appended: Vec<Appended> = lists
                .iter()
                .map(|(kind, entries)| {
                    let list = Appended::list(&root, &format!("content/{}.yaml", kind.folder()), &yaml(entries))?;
                    list.check(&config, entries.len())?;
                    Ok(list)
                })
                .collect::<Result<_>>()?;
            appended.iter().try_for_each(Appended::write)?;
        }
        self.tell(&imported, &lists, global);
        Ok(if findings.iter().any(|it| it.diagnostic.level == Level::Deny) { Outcome::Findings } else { Outcome::Fine })
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        let refuse = |reason: String| anyhow::Error::new(Misuse(format!("{}: {reason}", self.file.display())));
        if self.file.is_dir() {
            return Err(refuse("this is a folder, not a file".to_string()));
        }
        load::bounded(&self.file, LARGEST).map_err(|error| refuse(error.to_string()))
    }

    fn tell(&self, imported: &Imported, lists: &[(Kind, Vec<&Entry>)], global: &Global) {
        let done = if self.dry_run { "would be added" } else { "added" };
        for (kind, entries) in lists {
            report::line(global, &format!("content/{}.yaml: {} {done}", kind.folder(), entries.len()));
        }
        if lists.is_empty() {
            report::line(global, "nothing is new");
        }
        if !imported.kept.is_empty() {
            let few: Vec<String> = imported.kept.iter().take(3).map(|(kind, id)| format!("{kind} `{id}`")).collect();
            let more = if imported.kept.len() > few.len() { ", …" } else { "" };
            report::line(
                global,
                &format!("{} are there already and stay as they are: {}{more}", imported.kept.len(), few.join(", ")),
            );
        }
        for (title, counted) in [("lost, having no place here:", &imported.lost), ("to add by hand:", &imported.wanted)] {
            if !counted.is_empty() {
                report::line(global, title);
            }
            for (what, count) in counted {
                report::line(global, &format!("  {what} ({count}×)"));
            }
        }
    }
}

/// The entries by the list they belong to, in the order of the content model.
fn lists(imported: &Imported) -> Vec<(Kind, Vec<&Entry>)> {
    let of = |kind| imported.entries.iter().filter(|entry| entry.kind == kind).collect::<Vec<_>>();
    Kind::ALL.into_iter().map(|kind| (kind, of(kind))).filter(|(_, entries)| !entries.is_empty()).collect()
}
