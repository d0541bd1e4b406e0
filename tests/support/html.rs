//! Reads pages as a browser's tokenizer does: elements with their attributes, the text in them, and where links lead.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// A start tag with its place in the document.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name, lower-case.
    pub name: String,
    /// Its attributes; entities are decoded.
    pub attributes: BTreeMap<String, String>,
    /// The text within it, entities decoded, white space as written.
    pub text: String,
    /// The elements within it, by index in the page.
    pub within: std::ops::Range<usize>,
}

impl Element {
    /// An attribute, if it is there.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|it| it == class))
    }

    /// Its text with white space folded.
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A page, tokenized.
#[derive(Debug, Default)]
pub struct Page {
    /// All elements in document order.
    pub elements: Vec<Element>,
    /// Everything that is text for a reader: not script, not style.
    pub text: String,
    /// Tags without their counterpart.
    pub unbalanced: Vec<String>,
}

/// Elements that have no end tag.
const VOID: [&str; 12] = ["meta", "link", "img", "br", "hr", "input", "rect", "line", "path", "circle", "wbr", "source"];

/// Elements whose end tag may be left out (HTML, 13.1.2.4).
const MAY_STAY_OPEN: [&str; 9] = ["p", "li", "dt", "dd", "tr", "td", "th", "html", "body"];

impl Page {
    /// Reads a page.
    pub fn read(html: &str) -> Page {
        let mut emitter = DefaultEmitter::default();
        // As a browser does: what is in a script element is not markup.
        emitter.naively_switch_states(true);
        let mut page = Page::default();
        let mut open: Vec<usize> = Vec::new();
        for token in Tokenizer::new_with_emitter(html, emitter) {
            match token.unwrap() {
                Token::StartTag(tag) => {
                    let name = string(&tag.name);
                    let attributes = tag.attributes.iter().map(|(key, value)| (string(key), string(&value.value))).collect();
                    let index = page.elements.len();
                    let is_void = tag.self_closing || VOID.contains(&name.as_str());
                    page.elements.push(Element { name, attributes, text: String::new(), within: index + 1..index + 1 });
                    if !is_void {
                        open.push(index);
                    }
                }
                Token::EndTag(tag) => page.close(&string(&tag.name), &mut open),
                Token::String(text) => {
                    let text = string(&text.value);
                    let is_code = open.iter().any(|it| matches!(page.elements[*it].name.as_str(), "script" | "style"));
                    for index in &open {
                        page.elements[*index].text.push_str(&text);
                    }
                    if !is_code {
                        page.text.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        while let Some(index) = open.pop() {
            page.end(index);
        }
        page
    }

    fn close(&mut self, name: &str, open: &mut Vec<usize>) {
        let Some(at) = open.iter().rposition(|index| self.elements[*index].name == name) else {
            self.unbalanced.push(format!("</{name}>"));
            return;
        };
        while open.len() > at {
            let index = open.pop().unwrap();
            let left_open = &self.elements[index].name;
            if left_open != name && !MAY_STAY_OPEN.contains(&left_open.as_str()) {
                self.unbalanced.push(format!("<{left_open}>"));
            }
            self.end(index);
        }
    }

    fn end(&mut self, index: usize) {
        self.elements[index].within.end = self.elements.len();
    }

    /// Elements of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        let name = name.to_string();
        self.elements.iter().filter(move |it| it.name == name)
    }

    /// The titles of the page; those of its drawings are their own.
    pub fn titles(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter().enumerate().filter(|(at, it)| it.name == "title" && !self.is_drawn(*at)).map(|(_, it)| it)
    }

    /// Whether an element, by its index, is within a drawing.
    pub fn is_drawn(&self, at: usize) -> bool {
        self.all("svg").any(|drawing| drawing.within.contains(&at))
    }

    /// Elements with a class.
    pub fn of_class(&self, class: &str) -> impl Iterator<Item = &Element> {
        let class = class.to_string();
        self.elements.iter().filter(move |it| it.has_class(&class))
    }

    /// The elements within one.
    pub fn inside(&self, element: &Element) -> &[Element] {
        &self.elements[element.within.clone()]
    }

    /// All ids, as often as they occur.
    pub fn ids(&self) -> Vec<&str> {
        self.elements.iter().filter_map(|it| it.get("id")).collect()
    }

    /// Where it leads: every `href` and `src`.
    pub fn links(&self) -> impl Iterator<Item = (&Element, &str)> {
        self.elements.iter().flat_map(|it| ["href", "src"].into_iter().filter_map(move |name| Some((it, it.get(name)?))))
    }

    /// Whatever a browser would run, or a page must not carry: scripts in the page, handlers, addresses with code.
    pub fn active(&self) -> Vec<String> {
        let mut found = Vec::new();
        for it in &self.elements {
            let is_data = matches!(it.get("type"), Some("application/ld+json" | "application/json"));
            // A script of the theme's is a file of its own; where it lies is for the caller to ask.
            let is_file = it.get("src").is_some() && it.words().is_empty();
            if it.name == "script" && !is_data && !is_file {
                found.push(format!("<script> {}", it.words()));
            }
            if matches!(it.name.as_str(), "iframe" | "object" | "embed" | "base" | "style") {
                found.push(format!("<{}>", it.name));
            }
            // A form may ask the search of the site, or its own page; nothing else.
            let action = it.get("action").unwrap_or_default();
            let asks_search =
                action == "./" || (!action.contains(':') && !action.starts_with("//") && action.ends_with("search/"));
            let is_named = it.get("role") == Some("search") || action == "./";
            if it.name == "form" && !(asks_search && it.get("method") == Some("get") && is_named) {
                found.push(format!("<form {action}>"));
            }
            for (key, value) in &it.attributes {
                let address: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                let address = address.to_ascii_lowercase();
                let runs = ["javascript:", "vbscript:", "data:"].iter().any(|scheme| address.starts_with(scheme));
                let is_address = matches!(key.as_str(), "href" | "src" | "action" | "formaction" | "xlink:href" | "poster");
                let refreshes = it.name == "meta" && address.contains("javascript:") && it.get("http-equiv").is_some();
                if key.starts_with("on") || matches!(key.as_str(), "style" | "srcdoc") || (runs && is_address) || refreshes {
                    found.push(format!("<{} {key}={value:?}>", it.name));
                }
            }
        }
        found
    }
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What an address on a page means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the site and the anchor on it, decoded; the anchor is empty if none is named.
    Inside(String, String),
    /// Another site, or another scheme.
    Outside(String),
}

/// Resolves an address as a browser does, for a page that is served at its path below `/`.
pub fn resolve(page: &str, address: &str) -> Target {
    let scheme = address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if scheme || address.starts_with("//") {
        return Target::Outside(address.to_string());
    }
    let (address, anchor) = address.split_once('#').unwrap_or((address, ""));
    let address = address.split('?').next().unwrap_or("");
    let anchor = decoded(anchor);
    if address.is_empty() {
        return Target::Inside(page.to_string(), anchor);
    }
    let mut parts: Vec<&str> = match address.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => page.split('/').collect::<Vec<_>>().split_last().map(|(_, folders)| folders.to_vec()).unwrap_or_default(),
    };
    for part in address.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let mut path = parts.join("/");
    if address.ends_with('/') || address.ends_with("..") || address == "." {
        path = if path.is_empty() { "index.html".to_string() } else { format!("{path}/index.html") };
    }
    Target::Inside(decoded(&path), anchor)
}

/// Percent-decoded.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = text.get(index + 1..index + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[index], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                index += 3;
            }
            (byte, _) => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Words that occur more than once.
pub fn repeated<'a>(words: &[&'a str]) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    words.iter().copied().filter(|word| !seen.insert(*word)).collect()
}
