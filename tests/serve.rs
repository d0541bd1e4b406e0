//! `detente serve`: the pages that `build` writes, from memory, live, to this machine only.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support;
use crate::support::{Source, TODAY_EPOCH, minimal};

/// So long a test waits for what must happen; it is a bound, not a measure.
const PATIENCE: Duration = Duration::from_secs(60);

const SCRIPT: &str = "<script src=\"/__detente/live.js\" defer></script>";

struct Server {
    child: Child,
    address: String,
    root: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Server {
    fn start(source: &Source) -> Server {
        let root = tempfile::tempdir().unwrap();
        source.write(root.path());
        let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(["serve", "--port", "0"])
            .current_dir(root.path())
            .env("SOURCE_DATE_EPOCH", TODAY_EPOCH)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("serving ")).expect("it serves");
        let address = line.split('/').nth(2).unwrap().to_string();
        // The terminal is read on, so that the server never waits for it.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address, root }
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join(path)
    }

    fn request(&self, method: &str, path: &str, host: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Answer { status: head[9..12].parse().unwrap(), head, body: bytes[end + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &self.address)
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.get(path).body).into_owned()
    }

    /// The events that a page is told, as `(name, data)`.
    fn events(&self, page: &str) -> Receiver<(String, String)> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET /__detente/events?page={page} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut name = String::new();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(event) = line.strip_prefix("event: ") {
                    name = event.to_string();
                } else if let Some(data) = line.strip_prefix("data: ")
                    && send.send((name.clone(), data.to_string())).is_err()
                {
                    return;
                }
            }
        });
        receive
    }
}

/// The next event of a name.
#[track_caller]
fn wait(events: &Receiver<(String, String)>, name: &str) -> String {
    loop {
        let (event, data) = events.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no `{name}` came"));
        if event == name {
            return data;
        }
    }
}

/// Waits until a page holds a text.
#[track_caller]
fn until(server: &Server, path: &str, text: &str) {
    for _ in 0..PATIENCE.as_millis() / 20 {
        if server.text(path).contains(text) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{path} never held {text:?}");
}

/// An article of the small site, and its file.
const PAGE: &str = "/articles/first/";
const FILE: &str = "content/articles/first.md";

fn site() -> Source {
    minimal().with(FILE, "---\ntitle: The first\ndate: 2020-10-07\n---\nIt began.\n")
}

#[test]
fn every_file_is_the_one_that_build_writes() {
    let source = site();
    let server = Server::start(&source);
    assert_serves(&server, &source);
    // The index of the search too, which is made when it is asked for.
    let saved = source.replacing(FILE, "It began.", "It began with a quokka.");
    saved.write(server.root.path());
    until(&server, PAGE, "quokka");
    assert_serves(&server, &saved);
}

/// Asks for all files that a build of this source writes.
#[track_caller]
fn assert_serves(server: &Server, source: &Source) {
    let built = support::output(&source.build());
    assert!(built.keys().any(|path| path == "search/root.js"));
    for (path, bytes) in &built {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        let answer = server.get(&format!("/{address}"));
        assert_eq!(answer.status, 200, "{path}");
        let body = match String::from_utf8(answer.body) {
            Ok(text) => text.replacen(SCRIPT, "", 1).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        assert!(body == *bytes, "{path} differs");
    }
}

#[test]
fn it_answers_this_machine_only_and_reads_no_disk() {
    let server = Server::start(&site());
    assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);
    let port = server.address.rsplit(':').next().unwrap().to_string();
    for host in ["example.org", "example.org:80", "127.0.0.1.example.org", ""] {
        assert_eq!(server.request("GET", "/", host).status, 403, "{host}");
    }
    for host in [format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(server.request("GET", "/", &host).status, 200, "{host}");
    }
    for path in [
        "/../content/site.yaml",
        "/%2e%2e/content/site.yaml",
        "/..%2fcontent/site.yaml",
        "//etc/passwd",
        "/search/../../content/site.yaml",
        "/search/%2e%2e/%2e%2e/content/site.yaml",
        "/search/nothing.js",
        "/content/site.yaml",
        "/%00",
        "/%ff",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.head);
        assert!(!String::from_utf8_lossy(&answer.body).contains("base_url"), "{path}");
    }
    let refused = server.request("POST", "/", &server.address);
    assert_eq!(refused.status, 405);
    assert!(refused.head.to_ascii_lowercase().contains("allow: get, head"), "{}", refused.head);
    let moved = server.get("/articles/first?a=b");
    assert_eq!(moved.status, 307);
    assert!(moved.head.to_ascii_lowercase().contains("location: /articles/first/?a=b"), "{}", moved.head);
    assert!(!server.get("//example.org").head.to_ascii_lowercase().contains("location: //"));
}

#[test]
fn a_saved_file_is_served_and_its_page_reloads_and_no_other() {
    let server = Server::start(&site());
    let (page, other) = (server.events(PAGE), server.events("/glossary/"));
    wait(&page, "hello");
    wait(&other, "hello");
    // As editors save: another file is moved over it.
    fs::write(server.path("content/articles/.first.md.tmp"), site().text(FILE).replace("It began.", "It went on.")).unwrap();
    fs::rename(server.path("content/articles/.first.md.tmp"), server.path(FILE)).unwrap();
    wait(&page, "reload");
    assert!(server.text(PAGE).contains("It went on."));
    // What comes next for the other page belongs to the next change, which concerns all.
    let config = fs::read_to_string(server.path("content/site.yaml")).unwrap();
    let title = config.lines().find(|line| line.starts_with("title:")).unwrap();
    fs::write(server.path("content/site.yaml"), config.replace(title, "title: Another name")).unwrap();
    wait(&other, "reload");
    assert!(server.text("/glossary/").contains("Another name"));
    assert!(other.try_iter().all(|(name, _)| name != "reload"), "the first change was not the glossary's");
}

#[test]
fn a_change_of_style_reloads_no_page() {
    let own = "body { color: black }";
    let server = Server::start(&site().with("static/own.css", own));
    let page = server.events("/own.css");
    wait(&page, "hello");
    fs::write(server.path("static/own.css"), "body { color: blue }").unwrap();
    wait(&page, "style");
    assert!(server.text("/own.css").contains("blue"));
}

#[test]
fn findings_come_over_the_page_and_go_when_mended() {
    let server = Server::start(&site());
    let page = server.events(PAGE);
    assert!(wait(&page, "findings").contains("\"findings\":[]"));
    let good = site().text(FILE).to_string();
    fs::write(server.path(FILE), good.replace("It began.", "By [[nobody-at-all]].")).unwrap();
    let told = wait(&page, "findings");
    assert!(told.contains("unknown-reference") && told.contains("content/articles/first.md"), "{told}");
    assert!(told.contains("vscode://file/") && told.contains(":5:"), "{told}");
    assert_eq!(server.get(PAGE).status, 200, "a wrong site is served on");
    fs::write(server.path(FILE), "---\ntitle: [\n---\n").unwrap();
    wait(&page, "findings");
    assert_eq!(server.get("/").status, 200);
    fs::write(server.path(FILE), good).unwrap();
    while !wait(&page, "findings").contains("\"findings\":[]") {}
    until(&server, PAGE, "It began.");
}

#[test]
fn it_outlives_a_removed_content_folder() {
    let server = Server::start(&site());
    let page = server.events(PAGE);
    wait(&page, "findings");
    fs::rename(server.path("content"), server.path("away")).unwrap();
    while !wait(&page, "findings").contains("site.yaml is gone") {}
    assert!(server.text(PAGE).contains("It began."), "what was there is served on");
    fs::rename(server.path("away"), server.path("content")).unwrap();
    while !wait(&page, "findings").contains("\"failure\":null") {}
    // The folder that came back is watched.
    fs::write(server.path(FILE), site().text(FILE).replace("It began.", "It is back.")).unwrap();
    until(&server, PAGE, "It is back.");
}

#[test]
fn a_checkout_of_a_thousand_files_ends_as_a_clean_build() {
    let server = Server::start(&site());
    let mut source = site();
    fs::create_dir_all(server.path("content/terms")).unwrap();
    for number in 0..1000 {
        let (path, text) =
            (format!("content/terms/t{number}.md"), format!("---\nname: Term {number}\ndefinition: A word.\n---\n"));
        fs::write(server.path(&path), &text).unwrap();
        source = source.with(&path, text);
    }
    for number in (0..1000).step_by(2) {
        let path = format!("content/terms/t{number}.md");
        fs::remove_file(server.path(&path)).unwrap();
        source = source.without(&path);
    }
    let wanted = source.build();
    let glossary = wanted.site.text("glossary/index.html").unwrap();
    let is_same = || server.text("/glossary/").replacen(SCRIPT, "", 1) == glossary;
    for _ in 0..PATIENCE.as_millis() / 50 {
        if is_same() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the glossary never was that of a clean build");
}

#[test]
fn a_port_that_is_taken_is_a_failure_of_the_machine() {
    let server = Server::start(&site());
    let port = server.address.rsplit(':').next().unwrap();
    let root: &Path = server.root.path();
    let output = Command::new(env!("CARGO_BIN_EXE_detente")).args(["serve", "-p", port]).current_dir(root).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot listen on 127.0.0.1"));
}
