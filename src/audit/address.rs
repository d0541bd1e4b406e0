//! Where an address on a page leads: a file of the site, out of it, or elsewhere.

use std::borrow::Cow;

/// What an address means on its page.
#[derive(Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A file of the site, and the anchor in it.
    Inside(&'a str, Option<Cow<'a, str>>),
    /// More `../` than there are folders.
    Above,
    /// Another site, a mail address, data.
    Outside,
}

/// Resolves an address as a browser does (RFC 3986, 5.2) on the page at `path` of a site published at `base_url`.
///
/// A site has millions of addresses: the path of the file is put into `file`, whose memory is used again.
pub fn resolve<'a>(path: &str, address: &'a str, base_url: &str, file: &'a mut String) -> Target<'a> {
    let address = address.trim_matches(|c: char| c.is_ascii_whitespace());
    let host = base_url.find("://").map_or(0, |scheme| scheme + 3);
    let base = base_url[host..].find('/').map_or("", |at| &base_url[host + at..]);
    let (rest, from_root) = match address.strip_prefix(base_url).filter(|rest| !base_url.is_empty() && is_path(rest)) {
        Some("") => ("/", true),
        Some(rest) => (rest, true),
        None if address.starts_with("//") || has_scheme(address) => return Target::Outside,
        None if address.starts_with('/') => match address.strip_prefix(base).filter(|rest| is_path(rest)) {
            Some("") => ("/", true),
            Some(rest) => (rest, true),
            None => return Target::Outside,
        },
        None => (address, false),
    };
    let (rest, anchor) = match rest.split_once('#') {
        // What stands behind `:~:` points at words, not at an element.
        Some((rest, anchor)) => (rest, Some(anchor.split(":~:").next().unwrap_or(""))),
        None => (rest, None),
    };
    // The top of a page is always there (HTML, 7.4.6.4).
    let anchor = anchor.filter(|anchor| !anchor.is_empty() && !anchor.eq_ignore_ascii_case("top")).map(decoded);
    let rest = rest.split('?').next().unwrap_or("");
    file.clear();
    if rest.is_empty() && !from_root {
        file.push_str(path);
        return Target::Inside(file, anchor);
    }
    if !from_root {
        file.push_str(&path[..path.rfind('/').map_or(0, |at| at + 1)]);
    }
    // Invariant: what is in `file` is empty or ends with a slash.
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if file.pop().is_none() {
                    return Target::Above;
                }
                file.truncate(file.rfind('/').map_or(0, |at| at + 1));
            }
            part => {
                file.push_str(part);
                file.push('/');
            }
        }
    }
    let is_folder = rest.ends_with('/') || rest.ends_with("/.") || rest.ends_with("/..") || rest == "." || rest == "..";
    if is_folder || file.is_empty() {
        file.push_str("index.html");
    } else {
        file.pop();
    }
    if file.contains('%') {
        *file = decoded(file).into_owned();
    }
    Target::Inside(file, anchor)
}

fn is_path(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

fn has_scheme(address: &str) -> bool {
    address.bytes().find(|byte| matches!(byte, b'/' | b'?' | b'#' | b':')) == Some(b':')
}

/// Percent-encoding undone; what does not become UTF-8 stays as written.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let byte = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_where_a_browser_goes() {
        let inside = |address: &str| match resolve("actors/x/index.html", address, "https://h.example/sub", &mut String::new()) {
            Target::Inside(file, None) => file.to_string(),
            Target::Inside(file, Some(anchor)) => format!("{file}#{anchor}"),
            Target::Above => "above".to_string(),
            Target::Outside => "outside".to_string(),
        };
        for (address, file) in [
            ("", "actors/x/index.html"),
            ("#a", "actors/x/index.html#a"),
            ("#top", "actors/x/index.html"),
            ("?q=1#a:~:text=b", "actors/x/index.html#a"),
            ("../y/", "actors/y/index.html"),
            ("..", "actors/index.html"),
            ("../../style.css?v=2", "style.css"),
            ("../../", "index.html"),
            ("../../../", "above"),
            ("/sub/places/#%D5%AB", "places/index.html#ի"),
            ("/sub", "index.html"),
            ("/other/", "outside"),
            ("/subway/", "outside"),
            ("https://h.example/sub/a/", "a/index.html"),
            ("https://h.example/", "outside"),
            ("//h.example/sub/", "outside"),
            ("mailto:a@b.example", "outside"),
            ("data:image/png;base64,x", "outside"),
        ] {
            assert_eq!(inside(address), file, "{address}");
        }
    }
}
