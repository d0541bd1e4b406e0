//! Which `Host` headers are answered: a page elsewhere must not read the site through a name that it made point here.

use std::net::IpAddr;

/// Whether the host of a request is this machine by number or as `localhost`. A foreign name is refused even if it
/// resolves here (DNS rebinding).
pub fn is_allowed(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_localhost_are_answered_and_names_are_not() {
        for host in
            ["127.0.0.1:1111", "127.0.0.1", "localhost:80", "LOCALHOST", "[::1]:1111", "[::1]", "192.168.0.7:1", "a.localhost:1"]
        {
            assert!(is_allowed(host), "{host}");
        }
        for host in
            ["", "example.org", "example.org:1111", "localhost.example.org", "127.0.0.1.example.org", "xlocalhost", "[evil]:1"]
        {
            assert!(!is_allowed(host), "{host}");
        }
    }
}
