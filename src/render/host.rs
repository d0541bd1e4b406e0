//! What hosts and browsers are told beside the pages: what a page may load, how long a file may be kept, the site's name.

use crate::render::view::frame::Frame;

/// The Content-Security-Policy of every page: its own files only, no code or style within the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'";

/// The policy as a page holds it, for hosts that send none. A page opened from a disk has no origin that all browsers
/// take its files to be of; on the web `file:` lets nothing in, since no page there may load such an address.
pub fn policy_in_page() -> String {
    POLICY.replace("'self'", "'self' file:")
}

/// The web application manifest of a language (w3.org/TR/appmanifest).
pub fn manifest(frame: &Frame) -> String {
    let up = "../".repeat(frame.home.as_str().matches('/').count() - 1);
    let icons: Vec<_> = (frame.assets.get("favicon.svg").into_iter())
        .map(|url| serde_json::json!({"src": format!("{up}{}", &url.as_str()[1..]), "sizes": "any", "type": "image/svg+xml"}))
        .collect();
    let manifest = serde_json::json!({
        "name": frame.title,
        "description": frame.summary,
        "lang": frame.lang,
        "dir": frame.dir,
        "start_url": "./",
        "scope": if up.is_empty() { "./" } else { up.as_str() },
        "display": "minimal-ui",
        "icons": icons,
    });
    format!("{manifest}\n")
}

/// For files whose name follows from what they hold.
const KEPT: &str = "\x20 Cache-Control: public, max-age=31536000, immutable\n";

/// `_headers`, as Netlify, Cloudflare Pages and others read it.
pub fn headers() -> String {
    format!(
        "/*\n\
        \x20 Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n\
        \x20 X-Content-Type-Options: nosniff\n\
        \x20 Referrer-Policy: no-referrer\n\
        \x20 Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\n\
        \x20 Cross-Origin-Opener-Policy: same-origin\n\
        \n\
        /assets/*\n\
        {KEPT}/media/*\n{KEPT}/cards/*\n{KEPT}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_unsafe_and_is_one_line() {
        let headers = headers();
        assert!(!headers.contains("unsafe-") && !headers.contains("http"), "{headers}");
        let line = headers.lines().nth(1).unwrap();
        assert_eq!(line, format!("  Content-Security-Policy: {POLICY}; frame-ancestors 'none'"));
    }
}
