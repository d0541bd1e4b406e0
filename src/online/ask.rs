//! One address → a verdict: redirects, retries, waiting.

use std::collections::BTreeMap;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};
use url::Url;

use super::{Settings, Verdict};

/// Redirects followed before a chain counts as endless.
const LONGEST_CHAIN: usize = 10;

/// Asks addresses.
pub struct Asker<'s> {
    settings: &'s Settings,
    agent: Agent,
    requests: AtomicUsize,
    /// When each host may be asked again.
    next: Mutex<BTreeMap<String, Instant>>,
}

/// What one request came to.
enum Step {
    Done(Verdict),
    To(Url, bool),
}

impl<'s> Asker<'s> {
    /// An asker.
    pub fn new(settings: &'s Settings) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("detente/", env!("CARGO_PKG_VERSION"), " (checks links)"))
            .build()
            .into();
        Asker { settings, agent, requests: AtomicUsize::new(0), next: Mutex::default() }
    }

    /// How many requests went out.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Asks for an address, along its redirects.
    pub fn verdict(&self, url: &Url) -> Verdict {
        let mut at = url.clone();
        let mut for_good = true;
        for hop in 0..=LONGEST_CHAIN {
            match self.step(&at) {
                Step::Done(Verdict::Alive) if hop > 0 && for_good => return Verdict::Moved(at.to_string()),
                Step::Done(verdict) => return verdict,
                Step::To(next, permanent) => {
                    for_good &= permanent;
                    // What a browser keeps of the address it came from.
                    let fragment = at.fragment().map(str::to_string);
                    at = next;
                    if at.fragment().is_none() {
                        at.set_fragment(fragment.as_deref());
                    }
                }
            }
        }
        Verdict::Dead(format!("it redirects more than {LONGEST_CHAIN} times"))
    }

    fn step(&self, url: &Url) -> Step {
        if let Some(why) = self.refused(url) {
            return Step::Done(Verdict::Dead(why));
        }
        let mut left = self.settings.retries;
        loop {
            let (again, wait) = match self.request(url) {
                Ok(answer) => match judged(url, &answer) {
                    Ok(step) => return step,
                    Err(verdict) => (verdict, self.asked_to_wait(&answer)),
                },
                Err(error) => (Verdict::Dead(plain(&error)), None),
            };
            if left == 0 {
                return Step::Done(again);
            }
            // Longer each time, as a busy host needs it.
            let tries = self.settings.retries - left;
            std::thread::sleep(wait.unwrap_or(self.settings.pause * 2u32.saturating_pow(tries + 1)));
            left -= 1;
        }
    }

    /// `HEAD`, and `GET` where a server does not know that: some answer it with an error, some not at all.
    fn request(&self, url: &Url) -> Result<Response<Body>, ureq::Error> {
        self.turn(url);
        let answer = self.agent.head(url.as_str()).call();
        let knows_head = |status: StatusCode| !status.is_client_error() && status != 501 || status == 429;
        match answer {
            Ok(answer) if knows_head(answer.status()) => Ok(answer),
            _ => {
                self.turn(url);
                self.agent.get(url.as_str()).call()
            }
        }
    }

    /// Waits until the host may be asked again.
    fn turn(&self, url: &Url) {
        let host = url.host_str().unwrap_or("").to_string();
        let now = Instant::now();
        let until = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let until = next.get(&host).copied().unwrap_or(now).max(now);
            next.insert(host, until + self.settings.pause);
            until
        };
        std::thread::sleep(until.saturating_duration_since(now));
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn asked_to_wait(&self, answer: &Response<Body>) -> Option<Duration> {
        let seconds: u64 = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds).min(self.settings.longest_wait))
    }

    /// Why an address is not asked at all.
    fn refused(&self, url: &Url) -> Option<String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Some(format!("it leads to `{}:`, which is not the web", url.scheme()));
        }
        if self.settings.private {
            return None;
        }
        let host = url.host_str()?.trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(80);
        // A name that cannot be looked up fails in the request, with its reason.
        let mut found = (host, port).to_socket_addrs().ok()?;
        found
            .any(|address| is_private(address.ip()))
            .then(|| "it leads into a private network, where no reader can follow".to_string())
    }
}

/// A verdict that stands, or one that may pass.
fn judged(url: &Url, answer: &Response<Body>) -> Result<Step, Verdict> {
    let status = answer.status();
    let location = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let said = format!("it answers {}", status.as_u16());
    match status.as_u16() {
        301 | 302 | 303 | 307 | 308 => match location.and_then(|to| url.join(to).ok()) {
            Some(to) => Ok(Step::To(to, matches!(status.as_u16(), 301 | 308))),
            None => Ok(Step::Done(Verdict::Dead(format!("{said} without saying where to")))),
        },
        // Answers to a program, not to a reader: doors that ask for a name, a payment, a human.
        401 | 402 | 403 | 407 | 451 | 999 => Ok(Step::Done(Verdict::Unsure(said))),
        408 | 425 | 429 => Err(Verdict::Unsure(said)),
        500..=599 => Err(Verdict::Dead(said)),
        400..=499 => Ok(Step::Done(Verdict::Dead(said))),
        _ => Ok(Step::Done(Verdict::Alive)),
    }
}

fn plain(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "it does not answer in time".to_string(),
        ureq::Error::HostNotFound => "its host is not found".to_string(),
        ureq::Error::ConnectionFailed => "its host takes no connection".to_string(),
        other => format!("it cannot be asked: {other}"),
    }
}

fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => {
            it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_unspecified()
                || it.is_broadcast()
                || it.is_multicast()
        }
        IpAddr::V6(it) => {
            it.is_loopback() || it.is_unspecified() || it.is_unique_local() || it.is_unicast_link_local() || it.is_multicast()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_private(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111"] {
            assert!(!is_private(address.parse().unwrap()), "{address}");
        }
    }
}
