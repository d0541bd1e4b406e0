//! A small site in memory, and how the tests build sites, write them to disk and name what was found.

// The fuzz targets compile this module too, each for itself, and use a part of it.
#![allow(dead_code)]

pub mod edits;
pub mod fuzzing;
pub mod html;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use detente::base::edtf::Edtf;
use detente::base::record::Recorder;
use detente::diag::Level;
use detente::pipeline::{Build, Options, Pipeline};
use detente::snapshot::Snapshot;

/// The day the tests build for, so that none depends on the clock.
pub const TODAY: &str = "2026-11-23";

/// `TODAY` as `SOURCE_DATE_EPOCH` wants it.
pub const TODAY_EPOCH: &str = "1795392000";

/// The files of a site, without the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Bytes by path under the root.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Source {
    /// A site of these files.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Source { files: files.into_iter().map(|(path, text)| (path.to_string(), text.into())).collect() }
    }

    /// With one more file, or another in its place.
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_string(), bytes.into());
        self
    }

    /// Without a file that must be there.
    pub fn without(mut self, path: &str) -> Self {
        assert!(self.files.remove(path).is_some(), "there is no {path}");
        self
    }

    /// With a text in a file replaced; the text must be there, so that no edit is empty by mistake.
    pub fn replacing(mut self, path: &str, from: &str, to: &str) -> Self {
        let old = self.text(path).to_string();
        assert!(old.contains(from), "{path} does not hold {from:?}");
        self.files.insert(path.to_string(), old.replacen(from, to, 1).into());
        self
    }

    /// With a text behind a file that must be there.
    pub fn appending(mut self, path: &str, text: &str) -> Self {
        self.files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}")).extend(text.bytes());
        self
    }

    /// A file's text.
    pub fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// As `load` would read it from disk: the theme under the site's own files.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::empty(today());
        for (path, bytes) in detente::theme::files() {
            snapshot.insert(&path, bytes.to_vec());
        }
        for (path, bytes) in &self.files {
            snapshot.insert(path, bytes.clone());
        }
        snapshot
    }

    /// Built from nothing.
    pub fn build(&self) -> Build {
        build(&self.snapshot())
    }

    /// Written below a folder.
    pub fn write(&self, root: &Path) {
        for (path, bytes) in &self.files {
            let target = root.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, bytes).unwrap();
        }
    }
}

/// The day of `TODAY`.
pub fn today() -> Edtf {
    Edtf::parse(TODAY).unwrap()
}

/// Builds a snapshot with a pipeline that remembers nothing.
pub fn build(snapshot: &Snapshot) -> Build {
    Pipeline::default().build(snapshot, &Options::default())
}

/// The snapshot of a folder of this repository, such as `""` (the bundled site) or `tests/sites/estuary`.
pub fn repository(folder: &str) -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut snapshot = detente::load::snapshot(&root, today()).unwrap_or_else(|error| panic!("{}: {error:#}", root.display()));
    if folder.is_empty() {
        // What someone built here last is no part of the repository.
        snapshot.files.remove(&detente::base::path::SourcePath::new(detente::model::published::PATH));
    }
    snapshot
}

/// What was found, as `level[lint] path:line:column`.
pub fn findings(build: &Build) -> Vec<String> {
    build
        .findings
        .iter()
        .map(|it| {
            let (level, lint) = (it.diagnostic.level.word(), it.diagnostic.code.name());
            format!("{level}[{lint}] {}:{}:{}", it.at.file, it.at.line, it.at.column)
        })
        .collect()
}

/// The same with the messages, for people who read a failed test.
pub fn explained(build: &Build) -> String {
    let lines = findings(build).into_iter().zip(&build.findings);
    lines.map(|(line, it)| format!("{line}: {}\n", it.diagnostic.message)).collect()
}

/// The findings that keep a site from being published.
pub fn denied(build: &Build) -> Vec<String> {
    let all = findings(build).into_iter().zip(&build.findings);
    all.filter(|(_, it)| it.diagnostic.level == Level::Deny).map(|(line, _)| line).collect()
}

/// Names of the lints that found something, each once.
pub fn lints(build: &Build) -> Vec<&'static str> {
    let mut names: Vec<_> = build.findings.iter().map(|it| it.diagnostic.code.name()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The files of a built site: bytes by path.
pub fn output(build: &Build) -> BTreeMap<String, Vec<u8>> {
    build.site.files.iter().map(|(path, bytes)| (path.as_str().to_string(), bytes.to_vec())).collect()
}

/// What is published of a site: its files, with the pictures and share cards that are made last.
pub fn finished(source: &Source) -> BTreeMap<String, Vec<u8>> {
    let mut build = source.build();
    build.site.finish(&BTreeMap::new(), &Recorder::default());
    output(&build)
}

/// The paths at which two trees differ, a file that only one has included.
pub fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut paths: Vec<String> = a.keys().chain(b.keys()).filter(|path| a.get(*path) != b.get(*path)).cloned().collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Every file below a folder: bytes by path.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder_now) = open.pop() {
        for entry in fs::read_dir(&folder_now).unwrap_or_else(|error| panic!("{}: {error}", folder_now.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// What each of two lists has that the other has not, counting how often: `- only a`, `+ only b`.
pub fn difference(a: &[String], b: &[String]) -> String {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.retain(|line| match b.iter().position(|it| it == line) {
        Some(index) => {
            b.remove(index);
            false
        }
        None => true,
    });
    let (mut only_a, mut only_b): (Vec<_>, Vec<_>) =
        (a.iter().map(|it| format!("- {it}")).collect(), b.iter().map(|it| format!("+ {it}")).collect());
    only_a.append(&mut only_b);
    only_a.join("\n")
}

/// Whether a text occurs in bytes.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A complete fictional site in which every kind occurs and nothing is found.
pub fn minimal() -> Source {
    Source::of(MINIMAL).with("content/media/landing.png", tiny_png())
}

/// A picture of one grey pixel.
pub fn tiny_png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(1, 1, image::Luma([90])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

const MINIMAL: [(&str, &str); 16] = [
    (
        "content/site.yaml",
        "\
title: The ferry dispute
summary: A made-up dispute over a river crossing.
base_url: https://ferry.example
languages: [en]
timezone: \"+01:00\"
sides: [{id: north, name: Northern side}, {id: south, name: Southern side}]
naming: pair
home: {articles: [crossing], figures: [north-dead], questions: [crossing]}
",
    ),
    (
        "content/articles/crossing.md",
        "\
---
title: How the crossing was closed
summary: Why no ferry runs.
date: \"2021-05-01\"
as_of: \"2021-04-30\"
authors: [The editors]
about: [northland, southland]
question: Why was the crossing closed?
answer: Each side says that the other closed it.
image: landing
cites: [gazette]
---

[[envoy@2020-06-01]] spoke for [[northland]] at [[ferry-town]] [@gazette, p. 4].

## The count

The count stood at [[figure:north-dead@2020-03-02]] and is now [[figure:north-dead]] [@herald; @gazette].

```timeline
from: 2020-01-01
to: 2020-12-31
```

```matrix
figures: [north-dead, north-dead-herald]
```

```dispute
id: who-closed
```

```statement
id: envoy-words
```

```image
id: landing
```

See [the other article](/articles/reopening/).
",
    ),
    (
        "content/articles/reopening.md",
        "\
---
title: How it may open again
summary: What each side asks for.
date: \"2021-06-01\"
about: [southland]
cites: [herald]
tags: [talks]
---

[[southland]] asked for talks [@herald].
",
    ),
    ("content/pages/about.md", "---\ntitle: About this site\nsummary: Who makes it.\n---\n\nIt is made up.\n"),
    (
        "content/phases.yaml",
        "\
- id: closed-year
  title: The closed year
  summary: No ferry ran.
  date: 2020-03-01/2021-02-28
  cites: [gazette]
",
    ),
    (
        "content/events.yaml",
        "\
- id: closing
  title: The crossing is closed
  summary: The last ferry ran in the morning.
  date: \"2020-03-01\"
  type: closure
  actors: [{actor: northland, role: party}, southland]
  places: [ferry-town]
  importance: 5
  cites: [gazette, herald]
- id: talks
  title: Talks are held
  summary: Both sides met.
  date: \"2020-06\"
  type: diplomacy
  actors: [envoy]
  part_of: closing
  confidence: medium
  note: Only one newspaper reported them.
  cites: [{source: herald, locator: p. 2}]
",
    ),
    (
        "content/events/landing-fire.md",
        "\
---
title: Fire at the landing
summary: A hut burnt down.
date: \"2020-03-02\"
type: fire
places: [ferry-town]
figures: [north-dead@2020-03-02]
modality: alleged
cites: [gazette, herald]
---

It was put out by noon.
",
    ),
    (
        "content/actors.yaml",
        "\
- id: northland
  name: Northland
  class: state
  summary: The state north of the river.
  side: north
  cites: [gazette]
- id: southland
  name: Southland
  class: state
  summary: The state south of the river.
  side: south
  recognition: [{by: northland, status: recognised, date: \"2019\", cites: [gazette]}]
  cites: [herald]
- id: envoy
  name: Ada Marsh
  class: person
  summary: A diplomat.
  part_of: northland
  roles: [{title: Envoy, of: northland, date: 2019-01-01/..}]
  cites: [gazette]
",
    ),
    (
        "content/places.yaml",
        "\
- id: ferry-town
  name: Landing
  class: town
  names:
    - {name: Landing, lang: en, used_by: [southland]}
    - {name: Ferry Town, lang: en, used_by: [northland]}
  coordinates: [10.5, 20.25]
  part_of: [{actor: northland, according_to: northland}]
  cites: [gazette]
",
    ),
    (
        "content/sources.yaml",
        "\
- id: gazette
  type: article-newspaper
  title: The crossing is closed
  author: [{family: Reed, given: Ann}]
  container-title: The Gazette
  issued: \"2020-03-02\"
  accessed: \"2021-01-01\"
  URL: https://gazette.example/crossing
  archived: [{url: \"https://archive.example/crossing\", date: \"2021-01-01\"}]
  language: en
  stance: {actor: northland, kind: aligned}
  tier: independent-media
  read: full
- id: herald
  type: article-newspaper
  title: No ferry today
  container-title: The Herald
  issued: \"2020-06-02\"
  accessed: \"2021-01-01\"
  URL: https://herald.example/ferry
  language: en
  archived: [{url: \"https://archive.example/ferry\", date: \"2021-01-01\"}]
  stance: {kind: independent}
  tier: wire
  read: excerpt
",
    ),
    (
        "content/figures.yaml",
        "\
- id: north-dead
  title: Northlanders killed
  measure: killed
  of: northland
  since: \"2020-03-01\"
  cumulative: true
  claimant: northland
  points:
    - {as_of: \"2020-03-02\", value: 3, cites: [gazette]}
    - {as_of: \"2020-03-09\", value: 5, added: 2, qualifier: at-least, cites: [gazette], note: Preliminary.}
- id: north-dead-herald
  title: Northlanders killed, by the southern count
  measure: killed
  of: northland
  claimant: southland
  points:
    - {as_of: \"2020-03-09\", low: 7, high: 9, cites: [herald]}
  none_published: [{as_of: \"2020-04-01\", cites: [herald]}]
",
    ),
    (
        "content/relationships.yaml",
        "\
- id: north-south
  subject: northland
  object: southland
  type: trades-with
  date: 2010/2020-03-01
  basis: treaty
  summary: A trade treaty.
  cites: [gazette]
",
    ),
    (
        "content/statements.yaml",
        "\
- id: envoy-words
  speaker: envoy
  date: \"2020-06-01\"
  to: [southland]
  venue: A press conference
  text: She asked for the crossing to be opened.
  quote: {text: Open the “gate” & let them pass., lang: en}
  cites: [herald]
",
    ),
    (
        "content/disputes.yaml",
        "\
- id: who-closed
  question: Who closed the crossing?
  state: open
  versions:
    - {held_by: southland, text: Northland closed it., cites: [herald]}
    - {held_by: northland, text: Southland closed it., cites: [gazette]}
",
    ),
    (
        "content/terms.yaml",
        "\
- id: blockade
  name: blockade
  alt: [siege]
  definition: A closing by force.
  loaded: true
  prefer: closure
  used_by: [northland]
  cites: [gazette]
",
    ),
    (
        "content/media.yaml",
        "\
- id: landing
  file: landing.png
  alt: An empty landing.
  caption: The landing in March.
  credit: Ann Reed
  rights: CC0
",
    ),
];

/// A TIFF without a picture whose metadata tell a position: one directory, and in it that of the GPS with a latitude.
pub fn located_picture() -> Vec<u8> {
    let mut bytes = b"II*\0".to_vec();
    let mut put = |numbers: &[(u32, usize)]| {
        for (number, size) in numbers {
            bytes.extend(&number.to_le_bytes()[..*size]);
        }
    };
    put(&[(8, 4), (1, 2), (0x8825, 2), (4, 2), (1, 4), (26, 4), (0, 4)]);
    put(&[(1, 2), (2, 2), (5, 2), (3, 4), (44, 4), (0, 4)]);
    put(&[(39, 4), (1, 4), (49, 4), (1, 4), (12, 4), (1, 4)]);
    bytes
}
