//! `check --online` against a server that answers as the web does: well, elsewhere, late, wrongly, not at all.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Source, minimal};
use detente::check::web::WebLink;
use detente::diag::{Code, Place};
use detente::online::{Settings, Verdict, ask, findings, has_network};
use detente::pipeline::{Options, Pipeline};

/// A server on this machine that notes every request as `METHOD path`.
struct Web {
    address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Web {
    fn start() -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let notes = Arc::clone(&notes);
                std::thread::spawn(move || answer(stream, &notes));
            }
        });
        Web { address, seen }
    }

    fn link(&self, path: &str) -> WebLink {
        let place = Place::File(detente::base::path::SourcePath::new("content/sources.yaml"));
        WebLink { url: format!("{}{path}", self.address), place, archived: Vec::new(), allowed: Vec::new() }
    }

    fn verdict(&self, path: &str) -> Verdict {
        let asked = ask(&[self.link(path)], &settings());
        asked.verdicts.into_values().next().unwrap()
    }

    fn count(&self, path: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|seen| seen.ends_with(&format!(" {path}"))).count()
    }
}

fn answer(mut stream: TcpStream, notes: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap().to_string(), words.next().unwrap().to_string());
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let before = {
        let mut notes = notes.lock().unwrap();
        let before = notes.iter().filter(|seen| seen.ends_with(&format!(" {path}"))).count();
        notes.push(format!("{method} {path}"));
        before
    };
    let head = match path.as_str() {
        "/ok" => "200 OK\r\n",
        "/moved" => "301 Moved\r\nLocation: /ok\r\n",
        "/for-now" => "302 Found\r\nLocation: /ok\r\n",
        "/loop" => "301 Moved\r\nLocation: /loop\r\n",
        "/nowhere" => "301 Moved\r\n",
        "/to-file" => "301 Moved\r\nLocation: file:///etc/passwd\r\n",
        "/gone" => "404 Not Found\r\n",
        "/door" => "403 Forbidden\r\n",
        "/no-head" if method == "HEAD" => "405 Method Not Allowed\r\n",
        "/no-head" => "200 OK\r\n",
        "/busy" if before == 0 => "429 Too Many\r\nRetry-After: 0\r\n",
        "/busy" => "200 OK\r\n",
        "/always-busy" => "429 Too Many\r\nRetry-After: 99999\r\n",
        "/broken" => "500 Oh\r\n",
        "/broken-once" if before == 0 => "503 Oh\r\n",
        "/broken-once" => "200 OK\r\n",
        "/reset" => return,
        "/hang" => {
            std::thread::sleep(Duration::from_secs(20));
            return;
        }
        "/nonsense" => {
            let _ = stream.write_all(b"\x00\xff not http\r\n\r\n");
            return;
        }
        _ => panic!("the test does not know {path}"),
    };
    let _ = write!(stream, "HTTP/1.1 {head}Content-Length: 0\r\nConnection: close\r\n\r\n");
}

fn settings() -> Settings {
    Settings {
        pause: Duration::from_millis(1),
        timeout: Duration::from_millis(500),
        retries: 1,
        longest_wait: Duration::from_millis(20),
        private: true,
        cache: None,
    }
}

#[track_caller]
fn assert_dead(verdict: Verdict, why: &str) {
    match verdict {
        Verdict::Dead(reason) => assert!(reason.contains(why), "{reason}"),
        other => panic!("{other:?}, not dead"),
    }
}

#[test]
fn hosts_that_nobody_knows_are_a_machine_without_a_network() {
    // Names that never are any host's (RFC 2606).
    let link = |host: &str| {
        let place = Place::File(detente::base::path::SourcePath::new("content/sources.yaml"));
        WebLink { url: format!("http://{host}/"), place, archived: Vec::new(), allowed: Vec::new() }
    };
    let unknown = ["a.invalid", "b.invalid", "c.invalid"].map(link);
    assert!(!has_network(&unknown));
    // Of few, each may be gone; and one that is known is enough.
    assert!(has_network(&unknown[..2]));
    assert!(has_network(&[unknown.as_slice(), &[link("127.0.0.1")]].concat()));
}

#[test]
fn every_kind_of_answer_has_its_verdict() {
    let web = Web::start();
    assert_eq!(web.verdict("/ok"), Verdict::Alive);
    assert_eq!(web.verdict("/moved"), Verdict::Moved(format!("{}/ok", web.address)));
    assert_eq!(web.verdict("/for-now"), Verdict::Alive, "a passing redirect is no move");
    assert_dead(web.verdict("/loop"), "redirects more than 10 times");
    assert_dead(web.verdict("/nowhere"), "without saying where to");
    assert_dead(web.verdict("/to-file"), "not the web");
    assert_dead(web.verdict("/gone"), "404");
    assert_eq!(web.verdict("/door"), Verdict::Unsure("it answers 403".to_string()));
    assert_eq!(web.verdict("/no-head"), Verdict::Alive);
    assert_dead(web.verdict("/broken"), "500");
    assert_eq!(web.verdict("/broken-once"), Verdict::Alive);
    assert_dead(web.verdict("/reset"), "");
    assert_dead(web.verdict("/hang"), "in time");
    assert_dead(web.verdict("/nonsense"), "");
    assert!(web.count("/loop") <= 11, "a circle is left");
}

#[test]
fn a_busy_host_is_asked_again_and_never_waited_for_without_end() {
    let web = Web::start();
    assert_eq!(web.verdict("/busy"), Verdict::Alive);
    assert_eq!(web.verdict("/always-busy"), Verdict::Unsure("it answers 429".to_string()));
    assert_eq!(web.count("/always-busy"), 2, "one retry was allowed");
}

#[test]
fn an_address_is_asked_once_and_good_answers_are_remembered() {
    let web = Web::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/links.json");
    let settings = || Settings { cache: Some(file.clone()), ..settings() };
    let links = [web.link("/ok"), web.link("/ok"), web.link("/gone")];
    let first = ask(&links, &settings());
    assert_eq!((web.count("/ok"), first.verdicts.len()), (1, 2));
    let second = ask(&links, &settings());
    assert_eq!(second.verdicts, first.verdicts);
    assert_eq!(web.count("/ok"), 1, "remembered");
    assert!(web.count("/gone") > 2, "bad news is asked for again");
    std::fs::write(&file, b"{ damaged").unwrap();
    ask(&links, &settings());
    assert_eq!(web.count("/ok"), 2, "a damaged memory is none");
}

#[test]
fn a_dead_source_is_found_at_its_line_with_its_archived_copy() {
    let web = Web::start();
    let source = with_source(&web.address);
    let build = Pipeline::default().build(&source.snapshot(), &Options { web: true, ..Options::default() });
    // The small site's own links lead to names that are reserved for examples.
    let links: Vec<_> = build.web.into_iter().filter(|link| link.url.starts_with(&web.address)).collect();
    let asked = ask(&links, &settings());
    let found = findings(&links, &asked.verdicts);
    let by_code: BTreeMap<Code, _> = found.iter().map(|it| (it.code, it)).collect();
    let dead = by_code[&Code::DEAD_EXTERNAL_LINK];
    assert!(dead.help.as_ref().unwrap().contains(&format!("{}/ok", web.address)), "{dead:?}");
    assert!(matches!(&dead.place, Place::Yaml { path, .. } if path.contains("URL")), "{dead:?}");
    let moved = by_code[&Code::MOVED_EXTERNAL_LINK];
    assert!(matches!(&moved.place, Place::Bytes { .. } | Place::Text { .. }), "a link in a body: {moved:?}");
    assert_eq!(found.len(), 2, "{found:#?}");
}

/// A source whose address is dead and whose copy is there; one that is dead and allowed; a body that links elsewhere.
fn with_source(address: &str) -> Source {
    minimal()
        .with(
            "content/sources/dead-one.md",
            format!("---\ntype: webpage\ntitle: Dead\ntier: ngo\nread: full\nURL: {address}/gone\narchived: [{{url: \"{address}/ok\", date: 2020-10-07}}]\n---\n"),
        )
        .with(
            "content/sources/known-dead.md",
            format!("---\ntype: webpage\ntitle: Dead\ntier: ngo\nread: full\nURL: {address}/broken\nlint: {{dead-external-link: The office was closed.}}\n---\n"),
        )
        .with("content/pages/elsewhere.md", format!("---\ntitle: Elsewhere\n---\n[Moved]({address}/moved) and [here]({address}/ok).\n"))
}

#[test]
fn the_command_ends_with_three_and_asks_nobody_unless_told_to() {
    let web = Web::start();
    let folder = tempfile::tempdir().unwrap();
    with_source(&web.address).write(folder.path());
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_detente")).args(args).current_dir(folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = run(&["check", "--format", "short"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("external-link"), "an allowance that only counts online is not called unused: {text}");
    let (code, text) = run(&["check", "--online", "--format", "short"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("content/sources/dead-one.md:6:6: warn[dead-external-link]"), "{text}");
    assert!(text.contains("private network"), "{text}");
    assert_eq!(web.seen.lock().unwrap().len(), 0, "content cannot make detente ask addresses of this machine");
}
