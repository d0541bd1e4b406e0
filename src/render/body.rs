//! Fills the holes of a body: links, numbers with their origin, citations, blocks.

use std::collections::BTreeSet;

use crate::base::path::Url;
use crate::diag::Diagnostic;
use crate::render::escape;
use crate::render::filters::relative;
use crate::render::templates::Templates;
use crate::render::view::View;
use crate::render::view::body::{BodyView, Filled};
use crate::render::view::cite::Mark;
use crate::render::view::picture::Picture;

/// The template of what stands beside a paragraph.
const ASIDE: &str = "aside.html";
/// That of a picture in a paragraph of its own, as of the block.
const PICTURE: &str = "blocks/image.html";
/// That of a picture within a line.
const IN_LINE: &str = "image.html";

#[derive(serde::Serialize)]
struct Shown<'a> {
    picture: &'a Picture,
}

/// The HTML of a body on a page.
pub fn fill(body: &BodyView<'_>, view: &View<'_>, templates: &Templates, diagnostics: &mut Vec<Diagnostic>) -> String {
    let html = &body.body.html;
    let mut out = String::with_capacity(html.len() + body.filled.len() * 96);
    let mut from = 0;
    let mut cited = BTreeSet::new();
    let root = &view.page.root;
    for ((offset, _), filled) in body.body.holes.iter().zip(&body.filled) {
        let offset = *offset as usize;
        out.push_str(&html[from..offset]);
        from = offset;
        match filled {
            Filled::Link { url, text, lang, kind } => {
                open_link(&mut out, &relative(url.as_str(), root), kind.name());
                if let Some(lang) = lang {
                    attribute(&mut out, "lang", lang);
                }
                out.push('>');
                escape(&mut out, text);
                out.push_str("</a>");
            }
            Filled::Fact { anchor, text, lang, kind, origin } => {
                out.push_str("<button type=\"button\"");
                attribute(&mut out, "class", &format!("fact fact-{}", kind.name()));
                attribute(&mut out, "popovertarget", anchor);
                if !origin.is_empty() {
                    attribute(&mut out, "title", origin);
                }
                if let Some(lang) = lang {
                    attribute(&mut out, "lang", lang);
                }
                out.push('>');
                escape(&mut out, text);
                out.push_str("</button>");
            }
            Filled::Aside(aside) if aside.notes.is_empty() && aside.facts.is_empty() => {}
            Filled::Aside(aside) => match part(aside, ASIDE, view, templates) {
                Ok(html) => out.push_str(&html),
                Err(error) => diagnostics.extend(super::failure(&error, ASIDE, view, templates)),
            },
            Filled::Cite(marks) => cite(&mut out, marks, &mut cited),
            Filled::Open(url) => {
                out.push_str("<a href=\"");
                escape(&mut out, &opened(url, root));
                out.push_str("\">");
            }
            Filled::Image(picture, is_alone) => {
                let template = if *is_alone { PICTURE } else { IN_LINE };
                if *is_alone {
                    // The paragraph gives way: a figure cannot stand in one.
                    out.truncate(out.len() - "<p>".len());
                    from += "</p>".len();
                }
                match part(&Shown { picture }, template, view, templates) {
                    Ok(html) => out.push_str(&html),
                    Err(error) => diagnostics.extend(super::failure(&error, template, view, templates)),
                }
            }
            Filled::Block(block) => match part(block, block.template(), view, templates) {
                Ok(html) => out.push_str(&html),
                Err(error) => diagnostics.extend(super::failure(&error, block.template(), view, templates)),
            },
            Filled::Words(words) => escape(&mut out, words),
        }
    }
    out.push_str(&html[from..]);
    out
}

/// `#part` of this page is kept; an address of the site is made relative.
fn opened(url: &Url, root: &str) -> String {
    match url.as_str().strip_prefix("/#") {
        Some(anchor) => format!("#{anchor}"),
        None => relative(url.as_str(), root),
    }
}

/// A part of a body that a template makes.
fn part(of: &impl serde::Serialize, template: &str, view: &View<'_>, templates: &Templates) -> tera::TeraResult<String> {
    let mut context = tera::Context::from_serialize(of)?;
    super::frame_context(view, &mut context);
    templates.tera.render(template, &context)
}

/// Marks of a citation; the first of each source on the page is where its line in the list leads back to.
fn cite(out: &mut String, marks: &[Mark<'_>], cited: &mut BTreeSet<usize>) {
    if marks.is_empty() {
        return;
    }
    // The mark belongs to the word before it.
    out.truncate(out.trim_end().len());
    out.push_str("<sup class=\"cite\">");
    for (index, mark) in marks.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        if !mark.prefix.is_empty() {
            escape(out, &mark.prefix);
            out.push(' ');
        }
        out.push_str("<a role=\"doc-noteref\"");
        if cited.insert(mark.number) {
            attribute(out, "id", &format!("cite-{}", mark.number));
        }
        attribute(out, "href", &format!("#{}", mark.source.anchor));
        attribute(out, "title", &mark.source.title);
        out.push('>');
        escape(out, &mark.number.to_string());
        if !mark.locator.is_empty() {
            out.push_str(", ");
            escape(out, &mark.locator);
        }
        out.push_str("</a>");
    }
    out.push_str("</sup>");
}

fn open_link(out: &mut String, href: &str, class: &str) {
    out.push_str("<a class=\"ref-");
    out.push_str(class);
    out.push('"');
    attribute(out, "href", href);
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}
