//! The bodies of the fuzz targets, run by `fuzz/` on nightly without end and by `tests/fuzz.rs` on stable within bounds.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use detente::base::digest::Digest;
use detente::base::edtf::{Certainty, Edtf};
use detente::base::id::EntryId;
use detente::base::path::SourcePath;
use detente::config::{self, Config, Lang};
use detente::diag::locate::{Finding, locate};
use detente::diag::{Code, Diagnosed, Diagnostic, Place};
use detente::import::entry::{Entry, yaml};
use detente::import::known::Known;
use detente::import::{self, Format, Imported, Said};
use detente::parse::kind::Kind;
use detente::parse::{self, Parsed, kept, reference};
use detente::pipeline::{Options, Pipeline};
use detente::render::locale::Locale;
use detente::render::words;
use detente::snapshot::{Snapshot, SourceFile};

use super::{Source, minimal, output};

/// What is fed with bytes.
pub struct Target {
    /// Its name, and that of its folder in `fuzz/corpus/`.
    pub name: &'static str,
    /// What is cheap: reading the bytes, and what must hold of what was read.
    read: fn(&[u8]),
    /// The small site with the bytes in it, for a whole build.
    site: fn(&[u8]) -> Option<Source>,
}

/// All targets.
pub const TARGETS: [Target; 8] = [
    Target { name: "front_matter", read: |bytes| read_file(ARTICLE, bytes), site: |bytes| Some(minimal().with(ARTICLE, bytes)) },
    Target { name: "list", read: read_list, site: |bytes| list_site(bytes) },
    Target { name: "date", read: read_dates, site: date_site },
    Target { name: "reference", read: read_reference, site: reference_site },
    Target {
        name: "body",
        read: |bytes| read_file(ARTICLE, &article(bytes)),
        site: |bytes| Some(minimal().with(ARTICLE, article(bytes))),
    },
    Target { name: "site_yaml", read: read_config, site: |bytes| Some(minimal().with(config::PATH, bytes)) },
    Target { name: "template", read: |_| {}, site: template_site },
    Target { name: "importer", read: read_import, site: import_site },
];

const ARTICLE: &str = "content/articles/reopening.md";

/// Every how many inputs a whole site is built, which takes a hundred times as long as reading.
const BUILT: u64 = 16;

/// The target of a name.
pub fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("there is no target {name}"))
}

/// One input, as the fuzzer gives it: always read, and built if its digest says so.
pub fn fuzz(name: &str, bytes: &[u8]) {
    let target = target(name);
    target.read(bytes);
    if target.name == "template" || Digest::of_bytes(bytes).low_bits().is_multiple_of(BUILT) {
        target.build(bytes);
    }
}

impl Target {
    /// Reads the bytes and asserts what must hold.
    pub fn read(&self, bytes: &[u8]) {
        (self.read)(bytes);
    }

    /// Builds the site with the bytes in it: findings lie in their files, and what was built before changes nothing.
    pub fn build(&self, bytes: &[u8]) {
        thread_local! {
            static PIPELINE: RefCell<Pipeline> = RefCell::default();
        }
        let Some(source) = (self.site)(bytes) else { return };
        let snapshot = source.snapshot();
        let warm = PIPELINE.with_borrow_mut(|pipeline| pipeline.build(&snapshot, &Options::default()));
        places_exist(&warm.findings, &snapshot);
        if Digest::of_bytes(bytes).low_bits().is_multiple_of(BUILT * 8) {
            let cold = super::build(&snapshot);
            assert_eq!(cold.findings, warm.findings);
            assert!(output(&cold) == output(&warm), "the output depends on what was built before");
        }
    }
}

/// Every finding lies in its file, so that an editor can go there.
pub fn places_exist(findings: &[Finding], snapshot: &Snapshot) {
    let mut files: HashMap<&SourcePath, Vec<usize>> = HashMap::new();
    for finding in findings {
        let Some(file) = snapshot.files.get(&finding.at.file) else { continue };
        // How long each line is, in characters.
        let lines = files
            .entry(&finding.at.file)
            .or_insert_with(|| String::from_utf8_lossy(file.bytes()).split('\n').map(|line| line.chars().count()).collect());
        let (line, column) = (finding.at.line, finding.at.column);
        let Some(length) = lines.get(line.wrapping_sub(1)) else { panic!("{finding:?} is not in the file") };
        assert!(column >= 1 && column <= length + 1, "{finding:?} is not in its line");
        assert!((finding.at.end_line, finding.at.end_column) >= (line, column), "{finding:?} ends before it begins");
        assert!(!finding.diagnostic.message.is_empty());
    }
}

/// Reads one file of content twice, and places what was found.
fn read_file(path: &str, bytes: &[u8]) {
    let mut snapshot = Snapshot::empty(super::today());
    snapshot.insert(config::PATH, minimal().text(config::PATH).replace("[en]", "[en, fr]").into());
    snapshot.insert(path, bytes.to_vec());
    let config = Arc::new(config::read(&snapshot).value);
    let Some(file) = snapshot.get(path) else { return };
    let (once, again) = (parse::documents(file, &config), parse::documents(file, &config));
    assert_eq!(format!("{:?}", once.value), format!("{:?}", again.value));
    comes_back(file, &config, &once);
    placed(&snapshot, once.diagnostics, again.diagnostics);
}

/// What was parsed is the same after a way through bytes, its words read again.
pub fn comes_back(file: &Arc<SourceFile>, config: &Arc<Config>, parsed: &Diagnosed<Parsed>) {
    let bytes = kept::write(parsed).expect("it can be written");
    let back = kept::read(&bytes, file, config).expect("it can be read");
    // In the order in which a build asks: digests, which need no words, then these.
    for (it, back) in parsed.value.documents.iter().zip(&back.value.documents) {
        assert_eq!((it.body.digest(), it.body.is_empty()), (back.body.digest(), back.body.is_empty()));
        assert_eq!(Digest::of(&*back.body), it.body.digest());
    }
    assert_eq!(format!("{:?}", back.value), format!("{:?}", parsed.value));
    assert_eq!(back.diagnostics, parsed.diagnostics);
    back.value.documents.iter().for_each(|it| it.forget_prose());
    assert!(back.value.documents.iter().all(|it| it.prose().is_empty()));
}

fn placed(snapshot: &Snapshot, once: Vec<Diagnostic>, again: Vec<Diagnostic>) {
    assert_eq!(once, again, "the same input gives the same findings");
    places_exist(&locate(snapshot, once), snapshot);
}

/// The first byte names the list: `a`–`m` a kind in their order, upper case its translation.
fn list(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let kind = Kind::ALL[(first.to_ascii_lowercase().wrapping_sub(b'a') as usize) % Kind::ALL.len()];
    let lang = if first.is_ascii_uppercase() { ".fr" } else { "" };
    Some((format!("content/{}{lang}.yaml", kind.folder()), rest))
}

fn read_list(bytes: &[u8]) {
    if let Some((path, list)) = list(bytes) {
        read_file(&path, list);
    }
}

fn list_site(bytes: &[u8]) -> Option<Source> {
    let (path, list) = list(bytes)?;
    let source = minimal().replacing(config::PATH, "[en]", "[en, fr]");
    // Behind the entries that are there, so that others refer to what is read.
    let mut all = source.files.get(&path).cloned().unwrap_or_default();
    all.extend(list);
    Some(source.with(&path, all))
}

fn article(bytes: &[u8]) -> Vec<u8> {
    let mut article = b"---\ntitle: How it may open again\ndate: \"2021-06-01\"\n---\n\n".to_vec();
    article.extend(bytes);
    article
}

/// Two dates, a line each: what must hold of any two.
fn read_dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut dates = Vec::new();
    for line in text.lines().take(2) {
        match Edtf::parse(line) {
            Ok(date) => {
                assert!(date.earliest() <= date.latest(), "{line}: {:?} {:?}", date.earliest(), date.latest());
                assert_eq!(Edtf::parse(date.as_str()).as_ref(), Ok(&date));
                told(&date);
                dates.push(date);
            }
            Err(error) => assert!(!error.reason.is_empty() && error.offset <= line.len(), "{line}: {error:?}"),
        }
    }
    if let [a, b] = &dates[..] {
        assert_eq!(a.cmp(b), b.cmp(a).reverse());
        assert_eq!(a.meets(b), b.meets(a));
        assert!(!a.within(b) || a.meets(b));
        if a.before(b) == Certainty::Definite {
            assert!(!a.meets(b) && b.before(a) == Certainty::Impossible && a < b, "{a} {b}");
        }
    }
}

/// A date has words in languages of several scripts, and no gap is left unfilled.
fn told(date: &Edtf) {
    thread_local! {
        static TONGUES: Vec<(Locale, words::Words)> = {
            let snapshot = minimal().snapshot();
            let langs = ["en", "ru", "ar", "hy"].into_iter().filter_map(Lang::new);
            langs.map(|lang| (Locale::new(&lang), words::read(&snapshot, &lang).value)).collect()
        };
    }
    TONGUES.with(|tongues| {
        for (locale, words) in tongues {
            let when = locale.when(date, words);
            assert!(!when.text.is_empty() && !when.text.contains('{'), "{date}: {:?}", when.text);
            assert_eq!(when.edtf, date.as_str());
        }
    });
}

fn date_site(bytes: &[u8]) -> Option<Source> {
    let text = quoted(std::str::from_utf8(bytes).ok()?.lines().next()?);
    let source = minimal().replacing("content/events.yaml", "\"2020-06\"", &text);
    Some(source.replacing("content/figures.yaml", "\"2020-03-09\"", &text).replacing(
        "content/sources.yaml",
        "\"2020-03-02\"",
        &text,
    ))
}

/// YAML takes JSON strings.
fn quoted(text: &str) -> String {
    let mut yaml = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => yaml.extend(['\\', c]),
            c if c.is_control() => yaml.push_str(&format!("\\u{:04x}", c as u32)),
            c => yaml.push(c),
        }
    }
    yaml + "\""
}

fn read_reference(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let place = Place::File(SourcePath::new(ARTICLE));
    match reference::read(&text, reference::LINKABLE, place.clone()) {
        Ok(read) => {
            assert!(EntryId::new(read.id.as_str()).is_some());
            let kind = read.kind.map_or(String::new(), |kind| format!("{kind}:"));
            let at = read.at.as_ref().map_or(String::new(), |at| format!("@{at}"));
            assert_eq!(reference::read(&format!("{kind}{}{at}", read.id), reference::LINKABLE, place), Ok(read));
        }
        Err(found) => assert!(!found.message.is_empty()),
    }
    if let Some(near) = EntryId::nearest(&text) {
        assert_eq!(EntryId::nearest(near.as_str()), Some(near));
    }
    read_file(ARTICLE, &article(&referring(bytes)));
}

/// The bytes wherever a reference may stand in a body.
fn referring(bytes: &[u8]) -> Vec<u8> {
    [
        b"[[",
        bytes,
        b"]] [@",
        bytes,
        b", p. 4; @herald] [[",
        bytes,
        b"|words]] [words](",
        bytes,
        b")\n\n```timeline\nactors: [",
        bytes,
        b"]\n```\n",
    ]
    .concat()
}

fn reference_site(bytes: &[u8]) -> Option<Source> {
    let text = quoted(std::str::from_utf8(bytes).ok()?);
    let source = minimal().with(ARTICLE, article(&referring(bytes)));
    Some(source.replacing("content/events.yaml", "[envoy]", &format!("[{text}, {{actor: {text}}}]")).replacing(
        "content/figures.yaml",
        "claimant: southland",
        &format!("claimant: {text}"),
    ))
}

fn read_config(bytes: &[u8]) {
    let mut snapshot = Snapshot::empty(super::today());
    snapshot.insert(config::PATH, bytes.to_vec());
    let (once, again) = (config::read(&snapshot), config::read(&snapshot));
    assert!(!once.value.languages.is_empty(), "there is always a first language");
    placed(&snapshot, once.diagnostics, again.diagnostics);
}

/// The first line names the template.
fn template_site(bytes: &[u8]) -> Option<Source> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (name, text) = text.split_once('\n')?;
    let known = ["page.html", "base.html", "event.html", "components.html", "words/en.yaml", "blocks/timeline.html"];
    Some(minimal().with(&format!("templates/{}", known.into_iter().find(|it| *it == name)?), text))
}

/// The first byte names the format: `a`, `g`, `t`, `c` or `b`.
fn imported(bytes: &[u8]) -> Option<(SourceFile, Imported)> {
    let (first, rest) = bytes.split_first()?;
    let format = match first {
        b'a' => Format::Acled,
        b'g' => Format::Ged,
        b't' => Format::Timeline,
        b'c' => Format::Csl,
        _ => Format::Bibtex,
    };
    let file = SourceFile::new(SourcePath::new("data"), rest.to_vec());
    let said = Said { tier: Some("reference"), read: None };
    let imported = import::read(format, &file, Known::default(), &said);
    Some((file, imported))
}

/// The entries of a kind.
fn of_kind(imported: &Imported, kind: Kind) -> Vec<&Entry> {
    imported.entries.iter().filter(|entry| entry.kind == kind).collect()
}

fn read_import(bytes: &[u8]) {
    let (Some((file, once)), Some((_, again))) = (imported(bytes), imported(bytes)) else { return };
    assert_eq!((&once.entries, &once.lost), (&again.entries, &again.lost));
    let mut snapshot = Snapshot::empty(super::today());
    snapshot.files.insert(file.path.clone(), file.into());
    placed(&snapshot, once.findings.clone(), again.findings);
    // What is written is read again, entry by entry, and only what was told is missing is.
    let config = config::read(&minimal().snapshot()).value;
    for kind in Kind::ALL {
        let entries = of_kind(&once, kind);
        let text = yaml(&entries);
        let list = SourceFile::new(SourcePath::new(format!("content/{}.yaml", kind.folder())), text.clone().into());
        let read = parse::documents(&list, &config);
        assert_eq!(read.value.documents.len(), entries.len(), "{text}");
        for found in &read.diagnostics {
            let is_told = found.code == Code::MISSING_FIELD && !once.wanted.is_empty();
            // What the data itself says, as it says it: a date that may be odd, markup in a text; fields that CSL-JSON may carry.
            let is_carried = found.possible || found.code == Code::REFERENCE_OUTSIDE_BODY || bytes.starts_with(b"c");
            assert!(is_told || is_carried, "{found:?}\n{text}");
        }
    }
}

fn import_site(bytes: &[u8]) -> Option<Source> {
    let (_, imported) = imported(bytes)?;
    let lists = Kind::ALL.into_iter().map(|kind| (format!("content/{}.yaml", kind.folder()), yaml(&of_kind(&imported, kind))));
    Some(lists.fold(minimal(), |source, (path, text)| {
        let old = source.files.get(&path).cloned().unwrap_or_default();
        if text.is_empty() { source } else { source.with(&path, [old, b"\n".to_vec(), text.into()].concat()) }
    }))
}
