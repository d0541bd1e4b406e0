//! External links: whether they still lead where they led. Asked only when told to, politely, and remembered.

mod ask;
mod cache;

use std::collections::{BTreeMap, BTreeSet};
use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::check::web::WebLink;
use crate::diag::{Code, Diagnostic};
use ask::Asker;
use cache::Cache;

/// How links are asked for.
pub struct Settings {
    /// Time between two requests to one host.
    pub pause: Duration,
    /// Longest wait for one answer.
    pub timeout: Duration,
    /// How often a request is tried again that failed in a way that passes.
    pub retries: u32,
    /// Longest that a host may ask us to wait (`Retry-After`).
    pub longest_wait: Duration,
    /// Whether addresses of this machine and of private networks are asked; content is not trusted to choose these.
    pub private: bool,
    /// File that answers are remembered in for a day.
    pub cache: Option<PathBuf>,
}

impl Settings {
    /// What a host would call polite.
    pub fn polite(cache: PathBuf) -> Settings {
        Settings {
            pause: Duration::from_millis(500),
            timeout: Duration::from_secs(20),
            retries: 2,
            longest_wait: Duration::from_secs(30),
            private: false,
            cache: Some(cache),
        }
    }
}

/// What an address answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is there.
    Alive,
    /// It is there, and says that it has moved for good.
    Moved(String),
    /// It is not there; why.
    Dead(String),
    /// It would not tell a program; why.
    Unsure(String),
}

/// What was learnt.
pub struct Asked {
    /// A verdict for each address.
    pub verdicts: BTreeMap<String, Verdict>,
    /// How many requests went out.
    pub requests: usize,
}

/// Hosts asked at the same time.
const AT_ONCE: usize = 8;

/// So many hosts that nobody knows are a machine without a network, and no word on any of them.
const NO_NETWORK: usize = 3;

/// Whether there is a network to ask in: of several hosts the name service knows one at least.
pub fn has_network(links: &[WebLink]) -> bool {
    let urls = links.iter().filter_map(|link| Url::parse(&link.url).ok());
    let hosts: BTreeSet<String> = urls.filter_map(|url| url.host_str().map(str::to_string)).collect();
    hosts.len() < NO_NETWORK || hosts.iter().any(|host| (host.as_str(), 443).to_socket_addrs().is_ok())
}

/// Asks for each address once: hosts side by side, the addresses of one host one after the other.
pub fn ask(links: &[WebLink], settings: &Settings) -> Asked {
    let mut cache = Cache::read(settings.cache.as_deref());
    let mut verdicts = BTreeMap::new();
    // An address is asked as it is parsed, and known as it is written.
    let mut hosts: BTreeMap<String, Vec<(&str, Url)>> = BTreeMap::new();
    let urls: BTreeSet<&str> = links.iter().map(|link| link.url.as_str()).collect();
    for url in urls {
        match (cache.get(url), Url::parse(url)) {
            (Some(known), _) => drop(verdicts.insert(url.to_string(), known)),
            (None, Ok(parsed)) => {
                let host = parsed.host_str().unwrap_or("").to_string();
                hosts.entry(host).or_default().push((url, parsed));
            }
            (None, Err(error)) => drop(verdicts.insert(url.to_string(), Verdict::Dead(format!("it is no address: {error}")))),
        }
    }
    let queue = Mutex::new(hosts.into_values().collect::<Vec<_>>());
    let answers = Mutex::new(Vec::new());
    let asker = Asker::new(settings);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    // A thread that panicked took one host out of the queue; the others go on.
                    let Some(urls) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop() else { return };
                    for (url, parsed) in urls {
                        let verdict = asker.verdict(&parsed);
                        answers.lock().unwrap_or_else(PoisonError::into_inner).push((url, verdict));
                    }
                }
            });
        }
    });
    for (url, verdict) in answers.into_inner().unwrap_or_else(PoisonError::into_inner) {
        cache.put(url, &verdict);
        verdicts.insert(url.to_string(), verdict);
    }
    cache.write();
    Asked { verdicts, requests: asker.requests() }
}

/// The findings for what was learnt; entries may allow them with a reason.
pub fn findings(links: &[WebLink], verdicts: &BTreeMap<String, Verdict>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for link in links {
        let (code, message, help) = match verdicts.get(&link.url) {
            Some(Verdict::Dead(why)) => {
                let help = match link.archived.first() {
                    Some(copy) => format!("an archived copy is given: {copy}"),
                    None => format!("look for an archived copy: https://web.archive.org/web/*/{}", link.url),
                };
                (Code::DEAD_EXTERNAL_LINK, format!("this address is dead: {why}"), help)
            }
            Some(Verdict::Moved(to)) => {
                (Code::MOVED_EXTERNAL_LINK, "this address has moved for good".to_string(), format!("it leads to {to} now"))
            }
            _ => continue,
        };
        if !link.allowed.contains(&code) {
            findings.push(Diagnostic::new(code, link.place.clone(), message).help(help));
        }
    }
    findings
}
