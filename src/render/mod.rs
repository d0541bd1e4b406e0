//! Views → bytes. Remembers nothing: the same view and templates give the same page.

pub mod atlas;
pub mod bibliography;
pub mod body;
pub mod copied;
pub mod download;
pub mod exchange;
pub mod facets;
pub mod feed;
pub mod filters;
pub mod host;
pub mod locale;
pub mod offline;
pub mod part;
pub mod record;
pub mod sitemap;
pub mod templates;
pub mod view;
pub mod words;

use pulldown_cmark_escape::escape_html;

use crate::diag::{Diagnosed, Diagnostic};
use crate::render::templates::Templates;
use crate::render::view::View;

/// Bytes a page has beside its body, as a rule: grown to its size piece by piece it would be copied many times.
const PAGE: usize = 40 * 1024;

/// Renders one page; a template that fails leaves the page empty and a finding.
pub fn page(view: &View<'_>, templates: &Templates) -> Diagnosed<Vec<u8>> {
    let mut diagnostics = Vec::new();
    let body = match &view.body {
        Some(body) => body::fill(body, view, templates, &mut diagnostics),
        None => String::new(),
    };
    let mut html = Vec::with_capacity(PAGE + body.len());
    let rendered = context(view, body).and_then(|context| templates.tera.render_to(view.template, &context, &mut html));
    match rendered {
        Ok(()) => Diagnosed { value: html, diagnostics },
        Err(error) => {
            diagnostics.extend(failure(&error, view.template, view, templates));
            Diagnosed { value: Vec::new(), diagnostics }
        }
    }
}

fn context(view: &View<'_>, body: String) -> tera::TeraResult<tera::Context> {
    let mut context = view.content.context()?;
    frame_context(view, &mut context);
    context.insert_value("frame", view.frame.value().clone());
    context.insert("policy", &host::policy_in_page());
    context.insert_value("page", tera::Value::from_serializable(&view.page));
    // Blocks with a map want the script, which only the page can load.
    context.insert("zooms", &body.contains("class=\"drawing mapped\""));
    context.insert_value("body", tera::Value::safe_string(&body));
    context.insert("cited", &view.body.as_ref().map(|body| body.cited()).unwrap_or_default());
    context.insert("body_lang", view.body.as_ref().and_then(|body| body.lang.as_deref()).unwrap_or(""));
    Ok(context)
}

/// What blocks see too: words, language, the way to the root.
fn frame_context(view: &View<'_>, context: &mut tera::Context) {
    context.insert_value("t", view.frame.words.clone());
    context.insert("lang", &view.frame.lang);
    context.insert("root", &view.page.root);
}

/// Writes a text as HTML shows it.
fn escape(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = escape_html(out, text);
}

/// A failure of a template as a finding that names the page.
fn failure(error: &tera::Error, template: &str, view: &View<'_>, templates: &Templates) -> Option<Diagnostic> {
    let found = templates.diagnostic(error, template)?;
    Some(found.help(format!("while rendering {}", view.page.url)))
}
