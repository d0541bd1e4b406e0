//! Files for machines that read the whole site: sitemap.xml, robots.txt, llms.txt.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::base::spaces::one_spaced;
use crate::config::Config;
use crate::model::Model;
use crate::parse::kind::Kind;
use crate::render::view::Cx;
use crate::route::{Page, Route};

/// Most addresses a sitemap may hold (sitemaps.org); pages come before the rest in path order.
const ADDRESSES: usize = 50_000;

/// The addresses of all pages; without an address of its own a site cannot name them, and the list is empty.
///
/// A page that says nothing in its own language yet names another as the one to keep, so it is left out (`contexts`: one per language).
pub fn sitemap(contexts: &[Cx<'_>]) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let set = writer.create_element("urlset").with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    let _ = set.write_inner_content(|writer| {
        let [Cx { routes, config, .. }, ..] = contexts else { return Ok(()) };
        let is_kept = |route: &Route| match route.page {
            Page::Entity(id) => route.lang == 0 || contexts[route.lang].card(id).lang.is_none(),
            _ => true,
        };
        let pages = routes.list.iter().filter(|route| route.is_own_page() && !config.base_url.is_empty() && is_kept(route));
        for route in pages.take(ADDRESSES) {
            let address = format!("{}{}", config.base_url, route.url);
            writer.create_element("url").write_inner_content(|writer| {
                writer.create_element("loc").write_text_content(BytesText::new(&address)).map(|_| ())
            })?;
        }
        Ok(())
    });
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Everything may be read.
pub fn robots(config: &Config) -> Vec<u8> {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if !config.base_url.is_empty() {
        text.push_str(&format!("\nSitemap: {}/sitemap.xml\n", config.base_url));
    }
    text.into_bytes()
}

/// The site in short, as Markdown (llmstxt.org).
pub fn llms(cx: &Cx<'_>) -> Vec<u8> {
    let mut text = format!("# {}\n\n> {}\n", one_spaced(&cx.frame.title), one_spaced(&cx.frame.summary));
    let mut section = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n## {heading}\n\n{}\n", lines.join("\n")));
        }
    };
    let base = &cx.config.base_url;
    let model: &Model = cx.model;
    let articles = model.articles.iter().map(|id| {
        let card = cx.card(*id);
        format!("- [{}]({base}{}): {}", one_spaced(&card.title), card.url, one_spaced(&card.summary.text))
    });
    section(cx.words.get("kinds_articles"), articles.collect());
    let data = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Page && model.of_kind(*kind).next().is_some());
    let data = data.map(|kind| format!("- [{0}]({base}/data/{0}.json)", kind.folder()));
    section(cx.words.get("title_data"), data.collect());
    text.into_bytes()
}

/// The page at a former address: sends on at once, with a link for who is not sent.
pub fn redirect(url: &str, root: &str, base_url: &str) -> Vec<u8> {
    let target = crate::render::filters::relative(url, root);
    let canonical =
        if base_url.is_empty() { String::new() } else { format!("<link rel=\"canonical\" href=\"{base_url}{url}\">") };
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{url}</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={target}\">{canonical}<a href=\"{target}\">{url}</a></html>\n"
    )
    .into_bytes()
}
