//! What hosts and browsers are told beside the pages: what a page may load, how long a file may be kept.

/// The Content-Security-Policy of every page: its own files only, no code or style within the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'";

/// The policy as a page holds it, for hosts that send none. A page opened from a disk has no origin that all browsers
/// take its files to be of; on the web `file:` lets nothing in, since no page there may load such an address.
pub fn policy_in_page() -> String {
    POLICY.replace("'self'", "'self' file:")
}

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
        \x20 Cache-Control: public, max-age=31536000, immutable\n"
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
