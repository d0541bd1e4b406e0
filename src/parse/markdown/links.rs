//! Links in Markdown: references to entries, addresses of the site, the web, pictures.

use std::ops::Range;

use pulldown_cmark::{BrokenLinkCallback, CowStr, Event, LinkType, Tag, TagEnd};

use super::{Close, Stream};
use crate::base::edtf::Edtf;
use crate::base::path::OutputPath;
use crate::diag::Code;
use crate::parse::body::{Hole, Link};
use crate::parse::kind::Kind;
use crate::parse::reference::{self, LINKABLE, Ref};

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    pub(super) fn wiki_link(&mut self, dest: &str, has_words: bool, range: Range<usize>) {
        let label = self.collect(|event| matches!(event, Event::End(TagEnd::Link | TagEnd::Image)));
        let words = has_words.then(|| label.trim().to_string()).filter(|words| !words.is_empty());
        self.words.set(self.words.get() + words.as_ref().map_or(1, |words| words.split_whitespace().count() as u32));
        // In a table the bar is written `\|`, and its backslash stays behind.
        let name = dest.trim().trim_end_matches('\\').trim();
        let inner =
            self.text[range.clone()].find(name).map_or(range.clone(), |at| range.start + at..range.start + at + name.len());
        match reference::read(name, LINKABLE, self.at.place(inner.clone())) {
            Ok(reference) => {
                if let Some(at) = &reference.at
                    && Edtf::parse(at).is_err()
                {
                    let message = format!("`{at}` is not a date");
                    self.report(
                        self.finding(Code::UNREADABLE_DATE, inner, message).help("behind `@` stands a date: `[[id@2020-10-07]]`"),
                    );
                    self.plain_words(words.as_deref().unwrap_or(name));
                    return;
                }
                let is_quoted = self.foreign > 0;
                let reference = reference::push(self.refs, Ref { is_quoted, ..reference });
                self.prose.borrow_mut().mention(reference);
                self.hole(Hole::Ref(reference, words));
            }
            Err(finding) => {
                self.report(*finding);
                self.plain_words(words.as_deref().unwrap_or(name));
            }
        }
    }

    pub(super) fn plain_words(&mut self, words: &str) {
        self.ahead.push_front((Event::Text(words.to_string().into()), 0..0));
    }

    pub(super) fn link(
        &mut self,
        link_type: LinkType,
        dest: CowStr<'a>,
        title: CowStr<'a>,
        id: CowStr<'a>,
        range: Range<usize>,
    ) -> Option<Event<'a>> {
        if let Some(citation) = dest.strip_prefix("cite:") {
            let items = self.citation(citation, range);
            if matches!(link_type, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown) {
                self.collect(|event| matches!(event, Event::End(TagEnd::Link)));
                self.hole(Hole::Cite(items));
            } else {
                self.open_links.push(Close::Cite(items));
            }
            return None;
        }
        // `[words](actor:id)` is a reference too.
        if let Some((kind, _)) = dest.split_once(':')
            && Kind::of_name(kind).is_some()
        {
            let name = dest.to_string();
            self.wiki_link(&name, true, range);
            return None;
        }
        if matches!(link_type, LinkType::Email) || allowed_scheme(&dest) {
            if is_web(&dest) {
                let place = self.at.place(self.dest_range(&dest, range));
                self.web.borrow_mut().push(Link { target: dest.to_string(), place });
            }
            self.open_links.push(Close::Plain);
            return Some(Event::Start(Tag::Link { link_type, dest_url: dest, title, id }));
        }
        let inner = self.dest_range(&dest, range);
        if has_scheme(&dest) {
            let message = format!("a link to `{dest}` is not safe to follow");
            self.report(
                self.finding(Code::UNSAFE_LINK, inner, message)
                    .help("use https:, http:, mailto: or tel:, or an address of this site"),
            );
            self.open_links.push(Close::Nothing);
            return None;
        }
        if dest.starts_with('/') && !dest.starts_with("//") || dest.starts_with('#') {
            self.links.borrow_mut().push(Link { target: dest.to_string(), place: self.at.place(inner) });
            self.hole(Hole::Open(dest.to_string()));
            self.open_links.push(Close::Internal);
            return None;
        }
        let message = format!("`{dest}` is not an address of this site");
        let name = dest.rsplit('/').next().unwrap_or_default();
        let help = match name.ends_with(".md").then(|| name.split('.').next().unwrap_or_default()) {
            Some(id) => format!("a file is none; refer to its entry, `[[{id}]]`, or write its page, as `/articles/{id}/`"),
            None => "begin it with a slash, `/articles/id/`, or refer to the entry: `[[id]]`".to_string(),
        };
        self.report(self.finding(Code::BROKEN_LINK, inner, message).help(help));
        self.open_links.push(Close::Nothing);
        None
    }

    pub(super) fn dest_range(&self, dest: &str, range: Range<usize>) -> Range<usize> {
        match self.text[range.clone()].rfind(dest) {
            Some(at) if !dest.is_empty() => range.start + at..range.start + at + dest.len(),
            _ => range,
        }
    }

    pub(super) fn image(&mut self, dest: &str, range: Range<usize>) {
        let alt = self.collect(|event| matches!(event, Event::End(TagEnd::Image)));
        let inner = self.dest_range(dest, range);
        let name = dest.trim_start_matches('/').strip_prefix("media/").unwrap_or(dest);
        if has_scheme(dest) || dest.starts_with("//") || OutputPath::new(name).is_none() {
            let message = format!("`{dest}` is not a picture of this site");
            self.report(
                self.finding(Code::BROKEN_LINK, inner, message)
                    .help("put the picture into content/media/ and write its file name"),
            );
            self.plain_words(&alt);
            return;
        }
        if alt.trim().is_empty() {
            let finding = self.finding(Code::MISSING_ALT, inner.clone(), "this picture has no words for who cannot see it");
            self.report(finding.help(format!("write `![what it shows]({dest})`")));
        }
        self.links.borrow_mut().push(Link { target: format!("/media/{name}"), place: self.at.place(inner) });
        self.hole(Hole::Image(name.to_string(), alt));
    }
}

fn has_scheme(dest: &str) -> bool {
    let head = dest.split(['/', '?', '#']).next().unwrap_or("");
    // What a browser strips before it reads a scheme must not hide one.
    head.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().contains(':')
}

fn is_web(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http"))
}

fn allowed_scheme(dest: &str) -> bool {
    let scheme = dest.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "http" | "mailto" | "tel"))
}
