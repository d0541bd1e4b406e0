//! Atom feeds (RFC 4287): of the articles, and of the events of one actor.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::base::edtf::{Edtf, Limit};
use crate::model::EntityId;
use crate::parse::kind::Kind;
use crate::render::view::Cx;

/// How many items a feed holds.
const ITEMS: usize = 20;

struct Item {
    url: String,
    title: String,
    summary: String,
    updated: String,
}

/// The feed of the articles of a language.
pub fn articles(cx: &Cx<'_>) -> Vec<u8> {
    let mut articles: Vec<(Edtf, EntityId)> = cx
        .model
        .of_kind(Kind::Article)
        .filter_map(|id| {
            let entity = cx.model.get(id);
            Some((entity.changed().or(entity.article()?.date.as_ref())?.clone(), id))
        })
        .collect();
    articles.sort_by(|a, b| b.cmp(a));
    let items = articles.into_iter().take(ITEMS).map(|(date, id)| item(cx, id, &date)).collect();
    let prefix = cx.config.prefix(cx.tag());
    write(cx, &cx.frame.title.clone(), &format!("{prefix}/feed.xml"), &format!("{prefix}/"), items)
}

/// The feed of the events an actor took part in, latest first.
pub fn actor(cx: &Cx<'_>, actor: EntityId) -> Vec<u8> {
    let mut events: Vec<(Edtf, EntityId)> =
        cx.model.referrers(actor, Kind::Event).filter_map(|id| Some((cx.model.date_of(id)?.clone(), id))).collect();
    events.sort_by(|a, b| b.cmp(a));
    let changed = |id: EntityId, date: Edtf| item(cx, id, cx.model.get(id).changed().unwrap_or(&date));
    let items = events.into_iter().take(ITEMS).map(|(date, id)| changed(id, date)).collect();
    let card = cx.card(actor);
    let title = format!("{} — {}", card.title, cx.frame.title);
    write(cx, &title, &format!("{}feed.xml", card.url), card.url.as_str(), items)
}

fn item(cx: &Cx<'_>, id: EntityId, date: &Edtf) -> Item {
    let card = cx.card(id);
    Item {
        url: format!("{}{}", cx.config.base_url, card.url),
        title: match &card.when {
            Some(when) if card.kind == Kind::Event => format!("{}: {}", when.text, card.title),
            _ => card.title.clone(),
        },
        summary: card.summary.text.clone(),
        updated: timestamp(date),
    }
}

/// A text without the characters that XML 1.0 does not know (2.2, Char).
fn xml_text(text: &str) -> String {
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(known).collect()
}

/// The first moment a date may mean, as RFC 3339; what has no beginning is put at the Unix epoch.
fn timestamp(date: &Edtf) -> String {
    match date.earliest() {
        Limit::Day(year, month, day) if (0..=9999).contains(&year) => format!("{year:04}-{month:02}-{day:02}T00:00:00Z"),
        _ => "1970-01-01T00:00:00Z".to_string(),
    }
}

fn write(cx: &Cx<'_>, title: &str, own: &str, alternate: &str, items: Vec<Item>) -> Vec<u8> {
    let base = &cx.config.base_url;
    // Feed ids must be absolute (RFC 4287, 4.2.6); without an address of its own a site has a name at least.
    let id = |url: &str| if base.is_empty() { format!("urn:detente:{url}") } else { format!("{base}{url}") };
    let updated = items.iter().map(|item| item.updated.clone()).max().unwrap_or_else(|| "1970-01-01T00:00:00Z".to_string());
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let feed = writer
        .create_element("feed")
        .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", cx.tag().as_str())]);
    let _ = feed.write_inner_content(|writer| {
        let text = |writer: &mut Writer<Vec<u8>>, name: &str, text: &str| {
            writer.create_element(name).write_text_content(BytesText::new(&xml_text(text))).map(|_| ())
        };
        let link = |writer: &mut Writer<Vec<u8>>, rel: &str, href: &str| {
            writer.create_element("link").with_attributes([("rel", rel), ("href", href)]).write_empty().map(|_| ())
        };
        text(writer, "title", title)?;
        text(writer, "id", &id(own))?;
        text(writer, "updated", &updated)?;
        link(writer, "self", &format!("{base}{own}"))?;
        link(writer, "alternate", &format!("{base}{alternate}"))?;
        writer.create_element("author").write_inner_content(|writer| text(writer, "name", &cx.frame.title))?;
        for item in &items {
            writer.create_element("entry").write_inner_content(|writer| {
                text(writer, "title", &item.title)?;
                text(writer, "id", &if base.is_empty() { format!("urn:detente:{}", item.url) } else { item.url.clone() })?;
                link(writer, "alternate", &item.url)?;
                text(writer, "updated", &item.updated)?;
                text(writer, "summary", &item.summary)
            })?;
        }
        Ok(())
    });
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}
