//! Where an address on a page leads: a file of the site, out of it, or elsewhere.

use std::borrow::Cow;

use super::key;

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

impl Target<'_> {
    /// Digests of the file and of the anchor, which is 0 if there is none; nothing outside the site.
    pub fn keys(&self) -> Option<(u64, u64)> {
        match self {
            Target::Inside(file, anchor) => Some((key(file), anchor.as_deref().map_or(0, key))),
            // No file has this digest, so that it is looked at again where findings are made.
            Target::Above => Some((0, 0)),
            Target::Outside => None,
        }
    }
}

/// Resolves an address as a browser does (RFC 3986, 5.2) on the page at `path` of a site published at `base_url`.
///
/// A site has millions of addresses: the path of the file is put into `file`, whose memory is used again.
pub fn resolve<'a>(path: &str, address: &'a str, base_url: &str, file: &'a mut String) -> Target<'a> {
    let address = address.trim_matches(|c: char| c.is_ascii_whitespace());
    let Some((rest, from_root)) = of_site(address, base_url) else { return Target::Outside };
    let end = rest.bytes().position(|byte| matches!(byte, b'#' | b'?')).unwrap_or(rest.len());
    let (rest, behind) = rest.split_at(end);
    // What stands behind `:~:` points at words, not at an element.
    let anchor = behind.split_once('#').map(|(_, anchor)| anchor.split(":~:").next().unwrap_or(""));
    // The top of a page is always there (HTML, 7.4.6.4).
    let anchor = anchor.filter(|anchor| !anchor.is_empty() && !anchor.eq_ignore_ascii_case("top")).map(decoded);
    file.clear();
    if rest.is_empty() && !from_root {
        file.push_str(path);
        return Target::Inside(file, anchor);
    }
    let (mut folder, mut down) = if from_root { ("", rest.trim_start_matches('/')) } else { (folder_of(path), rest) };
    // Nearly all addresses climb first and only go down from there.
    while let Some(rest) = down.strip_prefix("../") {
        match folder.strip_suffix('/') {
            Some(name) => folder = folder_of(name),
            None => return Target::Above,
        }
        down = rest;
    }
    file.push_str(folder);
    if is_plain(down) {
        file.push_str(down);
        if down.is_empty() || down.ends_with('/') {
            file.push_str("index.html");
        }
    } else if !walk(file, down) {
        return Target::Above;
    }
    if file.contains('%') {
        *file = decoded(file).into_owned();
    }
    Target::Inside(file, anchor)
}

/// Whether an address leads to one place from all pages that lie so many folders deep, whatever these are called.
pub fn is_of_depth(depth: usize, address: &str, base_url: &str) -> bool {
    let address = address.trim_matches(|c: char| c.is_ascii_whitespace());
    let Some((rest, from_root)) = of_site(address, base_url) else { return true };
    let is_of_page = rest.is_empty() || rest.starts_with(['#', '?']);
    let climbs = rest.split_inclusive('/').take(depth).take_while(|part| *part == "../").count();
    from_root || !is_of_page && climbs == depth
}

/// An address as a path in the site, and whether it begins at the site's root; none if it leads elsewhere.
fn of_site<'a>(address: &'a str, base_url: &str) -> Option<(&'a str, bool)> {
    if base_url.is_empty() {
        let is_elsewhere = address.starts_with("//") || has_scheme(address);
        return (!is_elsewhere).then_some((address, address.starts_with('/')));
    }
    let rooted = |rest: &'a str| (if rest.is_empty() { "/" } else { rest }, true);
    if let Some(rest) = address.strip_prefix(base_url).filter(|rest| is_path(rest)) {
        return Some(rooted(rest));
    }
    if address.starts_with("//") || has_scheme(address) {
        return None;
    }
    if !address.starts_with('/') {
        return Some((address, false));
    }
    let host = base_url.find("://").map_or(0, |scheme| scheme + 3);
    let base = base_url[host..].find('/').map_or("", |at| &base_url[host + at..]);
    address.strip_prefix(base).filter(|rest| is_path(rest)).map(rooted)
}

/// The folder of a path, with the slash at its end.
fn folder_of(path: &str) -> &str {
    &path[..path.bytes().rposition(|byte| byte == b'/').map_or(0, |at| at + 1)]
}

/// Whether no part of a path is empty or begins with a dot.
fn is_plain(path: &str) -> bool {
    let mut last = b'/';
    path.bytes().all(|byte| {
        let begins = std::mem::replace(&mut last, byte) == b'/';
        !(begins && matches!(byte, b'/' | b'.'))
    })
}

/// Walks from the folder in `file`, which is empty or ends with a slash, down and up; `false` if that leads above the root.
fn walk(file: &mut String, path: &str) -> bool {
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if file.pop().is_none() {
                    return false;
                }
                file.truncate(folder_of(file).len());
            }
            part => {
                file.push_str(part);
                file.push('/');
            }
        }
    }
    let is_folder = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end)) || path == "." || path == "..";
    if is_folder || file.is_empty() {
        file.push_str("index.html");
    } else {
        file.pop();
    }
    true
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
    use crate::base::path::OutputPath;

    #[test]
    fn what_names_a_folder_of_its_page_is_of_that_page() {
        for (path, address, is_same) in [
            ("a/b/index.html", "../../c/#d", true),
            ("a/b/index.html", "../../", true),
            ("a/b/index.html", "../../../c", true),
            ("a/b/index.html", "/c/", true),
            ("a/b/index.html", "https://other.example/", true),
            ("a/b/index.html", "../c/", false),
            ("a/b/index.html", "../", false),
            ("a/b/index.html", "..", false),
            ("a/b/index.html", "c/../../../", false),
            ("a/b/index.html", "./../../c", false),
            ("a/b/index.html", "#d", false),
            ("a/b/index.html", "", false),
            ("index.html", "c/", true),
            ("index.html", "?q=c", false),
        ] {
            let depth = OutputPath::new(path).unwrap().depth();
            assert_eq!(is_of_depth(depth, address, ""), is_same, "{path} {address}");
        }
    }

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
            ("../../../../a", "above"),
            ("a/../../y", "actors/y"),
            ("./a/./b//c.html?x/../#y", "actors/x/a/b/c.html#y"),
            ("../..", "index.html"),
            ("../.", "actors/index.html"),
            ("../.well-known/a", "actors/.well-known/a"),
            ("a/../../../..", "above"),
            (" ../y/\n", "actors/y/index.html"),
            ("/sub//a/../b/", "b/index.html"),
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
