//! References as a CSL style prints them, by hayagriva: one line per source and language.
//!
//! Citations in the text are numbered per page; the style shapes the lines of the list.

use std::fmt;
use std::sync::OnceLock;

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::json::{DateValue, FixedDate, FixedDateRange, Item, LiteralName, NameItem, NameValue, Value};
use hayagriva::citationberg::{FontStyle, FontWeight, IndependentStyle, Locale, LocaleCode, Style, VerticalAlign};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, Formatted};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::edtf::{Edtf, Limit};
use crate::config::{Config, Lang};
use crate::diag::{Code, Diagnosed, Diagnostic, nearest};
use crate::model::Entity;
use crate::parse::schema::source::{Source, Variable};
use crate::render::escape;

/// The style references are printed in.
pub struct References {
    style: Option<IndependentStyle>,
}

/// Finds the style the site asks for; an unknown one is a finding, and IEEE is used.
pub fn style(config: &Config) -> Diagnosed<References> {
    let mut diagnostics = Vec::new();
    let named = ArchivedStyle::by_name(&config.citations);
    let style = named.map(ArchivedStyle::get).or_else(|| {
        let names = ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied());
        let help = nearest(&config.citations, names).map(|near| format!("did you mean `{near}`?"));
        let message = format!("there is no citation style `{}`", config.citations);
        diagnostics.push(Diagnostic::new(Code::UNKNOWN_VALUE, config.source.value("citations"), message).maybe_help(help));
        None
    });
    let independent = |style: Style| match style {
        Style::Independent(style) => Some(style),
        Style::Dependent(_) => None,
    };
    let style =
        style.and_then(independent).or_else(|| independent(ArchivedStyle::InstituteOfElectricalAndElectronicsEngineers.get()));
    Diagnosed { value: References { style }, diagnostics }
}

impl References {
    /// Whether the style says of a date that it is about then ("ca. 2018"); whether one is sure of it no style says.
    pub fn tells_about(&self) -> bool {
        let line = |circa: bool| {
            let start = FixedDate { year: 2018, month: None, day: None, season: None, circa };
            let issued = DateValue::Raw { raw: FixedDateRange { start, end: None }, literal: None, season: None };
            let text = |text: &str| Value::String(text.to_string());
            let fields = [("id", text("a")), ("type", text("webpage")), ("title", text("A")), ("issued", Value::Date(issued))];
            let printer = Printer { style: self.style.as_ref(), locale: LocaleCode::en_us(), rtl: false, files: OnceLock::new() };
            printer.line(&Item(fields.map(|(name, value)| (name.to_string(), value)).into()))
        };
        line(true) != line(false)
    }

    /// Prints references in a language.
    pub fn in_language(&self, lang: &Lang) -> Printer<'_> {
        let style = self.style.as_ref();
        Printer { style, locale: LocaleCode(csl_tag(lang)), rtl: lang.right_to_left(), files: OnceLock::new() }
    }
}

/// The style in one language.
pub struct Printer<'s> {
    style: Option<&'s IndependentStyle>,
    locale: LocaleCode,
    /// Whether its line runs from right to left.
    rtl: bool,
    /// Read once the first reference is printed.
    files: OnceLock<Vec<Locale>>,
}

impl Printer<'_> {
    /// The reference of a source, as HTML.
    pub fn html(&self, entity: &Entity) -> String {
        entity.source().map(|source| self.line(&item(entity, source))).unwrap_or_default()
    }

    fn line(&self, item: &Item) -> String {
        let Some(style) = self.style else { return String::new() };
        let files = self.files.get_or_init(|| files(style, &self.locale));
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::from_items(vec![CitationItem::with_entry(item)], style, files));
        let request = BibliographyRequest { style, locale: Some(self.locale.clone()), locale_files: files };
        let rendered = driver.finish(request);
        let mut html = String::new();
        if let Some(line) = rendered.bibliography.as_ref().and_then(|list| list.items.first()) {
            write(&line.content, self.rtl, &mut html);
        }
        html
    }
}

/// The locale files that a style looks words up in: those of the language and of the style, what stands in for them, and
/// American English, which stands in for all. To read all sixty takes as long as printing a thousand references.
fn files(style: &IndependentStyle, locale: &LocaleCode) -> Vec<Locale> {
    let asked = [Some(locale), style.default_locale.as_ref()].into_iter().flatten();
    let wanted: Vec<LocaleCode> =
        asked.flat_map(|code| [Some(code.clone()), code.fallback()]).flatten().chain([LocaleCode::en_us()]).collect();
    let is_wanted = |file: &&&[u8]| decoded::<Named>(file).0.is_some_and(|lang| wanted.contains(&lang));
    LOCALES.iter().filter(is_wanted).map(|file| decoded(file)).collect()
}

/// The language of a locale file; what stands behind it is not read.
struct Named(Option<LocaleCode>);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(file: D) -> Result<Named, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a locale")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Named, A::Error> {
                while let Some(name) = fields.next_key::<String>()? {
                    if name == "@xml:lang" {
                        return fields.next_value().map(Named);
                    }
                    fields.next_value::<IgnoredAny>()?;
                }
                Ok(Named(None))
            }
        }
        file.deserialize_map(Fields)
    }
}

fn decoded<T: DeserializeOwned>(file: &[u8]) -> T {
    // Invariant: hayagriva encoded its files from the types they are read into, and a test reads them all.
    ciborium::from_reader(file).expect("a locale file of hayagriva")
}

/// Writes what the style made as HTML. hayagriva's own writer does not escape, and titles are not trusted.
fn write(children: &ElemChildren, rtl: bool, html: &mut String) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text) | ElemChild::Link { text, .. } => write_text(text, html),
            // A title or name that runs the other way stands by itself: it would draw its quotes, and the day after it, along.
            ElemChild::Elem(elem) if runs_against(&elem.children, rtl) => {
                html.push_str("<bdi>");
                write(&elem.children, rtl, html);
                html.push_str("</bdi>");
            }
            ElemChild::Elem(elem) => write(&elem.children, rtl, html),
            ElemChild::Markup(text) => escape(html, text),
            ElemChild::Transparent { .. } => {}
        }
    }
}

/// Whether this is a single piece, a title or one name of several, and has letters that run against its line.
fn runs_against(piece: &ElemChildren, rtl: bool) -> bool {
    let texts = piece.0.iter().map(|child| match child {
        ElemChild::Text(text) | ElemChild::Link { text, .. } => Some(text.text.as_str()),
        ElemChild::Markup(text) => Some(text.as_str()),
        ElemChild::Elem(_) | ElemChild::Transparent { .. } => None,
    });
    let is_from_right = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}')
            || ('\u{1e800}'..='\u{1efff}').contains(&c)
    };
    let pieces: Option<Vec<&str>> = texts.collect();
    pieces.is_some_and(|it| it.iter().flat_map(|text| text.chars()).any(|c| c.is_alphabetic() && is_from_right(c) != rtl))
}

fn write_text(text: &Formatted, html: &mut String) {
    let formatting = &text.formatting;
    let tags = [
        (formatting.font_style == FontStyle::Italic, "i"),
        (formatting.font_weight == FontWeight::Bold, "b"),
        (formatting.vertical_align == VerticalAlign::Sup, "sup"),
        (formatting.vertical_align == VerticalAlign::Sub, "sub"),
    ];
    let used = tags.iter().filter(|(used, _)| *used).map(|(_, tag)| tag);
    used.clone().for_each(|tag| html.push_str(&format!("<{tag}>")));
    escape(html, &text.text);
    used.rev().for_each(|tag| html.push_str(&format!("</{tag}>")));
}

/// The language tag that CSL's locale files go by.
fn csl_tag(lang: &Lang) -> String {
    match lang.as_str() {
        "en" => "en-GB",
        "id" => "id-ID",
        "ru" => "ru-RU",
        "hy" => "hy-AM",
        "tr" => "tr-TR",
        "fr" => "fr-FR",
        "es" => "es-ES",
        "de" => "de-DE",
        "it" => "it-IT",
        "pt" => "pt-PT",
        "uk" => "uk-UA",
        "fa" => "fa-IR",
        "pl" => "pl-PL",
        "he" => "he-IL",
        "az" => "en-GB",
        other => other,
    }
    .to_string()
}

/// The source as CSL-JSON.
fn item(entity: &Entity, source: &Source) -> Item {
    let mut fields = std::collections::BTreeMap::new();
    fields.insert("id".to_string(), Value::String(entity.id().to_string()));
    fields.insert("type".to_string(), Value::String(source.class.clone()));
    fields.insert("title".to_string(), Value::String(entity.common().title.clone()));
    for (name, variable) in &source.variables {
        let value = match variable {
            // The list links the work itself; the style's own link would be a second one.
            Variable::Text(_) if *name == "URL" => continue,
            Variable::Text(text) => Value::String(text.clone()),
            Variable::Names(names) => Value::Names(
                names
                    .iter()
                    .map(|name| {
                        if name.literal.is_empty() {
                            NameValue::Item(NameItem {
                                family: name.family.clone(),
                                given: Some(name.given.clone()).filter(|given| !given.is_empty()),
                                non_dropping_particle: None,
                                dropping_particle: None,
                                suffix: None,
                                comma_suffix: None,
                            })
                        } else {
                            NameValue::Literal(LiteralName { literal: name.literal.clone() })
                        }
                    })
                    .collect(),
            ),
            Variable::Date(_) if *name == "accessed" => continue,
            Variable::Date(date) => match csl_date(date) {
                Some(date) => Value::Date(date),
                None => continue,
            },
        };
        fields.insert((*name).to_string(), value);
    }
    Item(fields)
}

fn csl_date(date: &Edtf) -> Option<DateValue> {
    let day = |limit: Limit| match limit {
        Limit::Day(year, month, day) => i16::try_from(year).ok().map(|year| (year, month, day)),
        Limit::Past | Limit::Future => None,
    };
    let (start, end) = (day(date.earliest())?, day(date.latest()));
    // What both bounds share is what is known: a day, a month, a year. CSL counts months and days from 0 here.
    let known = |matches: bool, value: u8| matches.then(|| value - 1);
    let same_month = end.is_some_and(|end| (end.0, end.1) == (start.0, start.1));
    let fixed = FixedDate {
        year: start.0,
        month: known(same_month, start.1),
        day: known(same_month && end == Some(start), start.2),
        season: None,
        circa: date.as_str().contains(['~', '%']),
    };
    Some(DateValue::Raw { raw: FixedDateRange { start: fixed, end: None }, literal: None, season: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In both directions, the pieces of the other are isolated and no others; quotes stay with their title, a day with its month.
    #[test]
    fn a_piece_that_runs_against_its_line_stands_by_itself() {
        let Style::Independent(ieee) = ArchivedStyle::InstituteOfElectricalAndElectronicsEngineers.get() else { panic!() };
        let references = References { style: Some(ieee) };
        let fields = r#"{"id": "a", "type": "article-newspaper", "title": "TITLE", "container-title": "Agence <Azur>",
            "author": [{"family": "Delorme", "given": "Anne"}, {"literal": "صوت أزل"}], "issued": {"date-parts": [[1998, 6, 21]]}}"#;
        let line = |title: &str, tag: &str| {
            let item: Item = serde_json::from_str(&fields.replace("TITLE", title)).unwrap();
            references.in_language(&Lang::new(tag).unwrap()).line(&item)
        };
        let arabic = line("Une trêve", "ar");
        assert!(arabic.contains("<bdi>&quot;Une trêve&quot;</bdi>, <bdi><i>Agence &lt;Azur&gt;</i></bdi>, 21 "), "{arabic}");
        assert!(arabic.starts_with("<bdi>A. Delorme</bdi>") && arabic.matches("<bdi>").count() == 3, "{arabic}");
        let french = line("هدنة", "fr");
        assert!(french.contains("<bdi>صوت أزل</bdi>") && french.matches("<bdi>").count() == 2, "{french}");
        assert_eq!(line("Une trêve", "fr").matches("<bdi>").count(), 1);
    }

    /// What a language does not say itself, what stands in for it says: with fewer files than all, the same is printed.
    #[test]
    fn the_files_read_are_those_that_all_would_be_read_for() {
        let all = hayagriva::archive::locales();
        assert_eq!(all.len(), LOCALES.len());
        for style in ArchivedStyle::all().iter().step_by(9) {
            let name = style.names()[0];
            let Style::Independent(style) = style.get() else { continue };
            for tag in ["en-GB", "hy-AM", "de-CH", "pt-PT", "zh", "tlh", "az"] {
                let locale = LocaleCode(tag.to_string());
                let read = files(&style, &locale);
                let find = |code: &LocaleCode| all.iter().find(|file| file.lang.as_ref() == Some(code));
                for code in [&locale, style.default_locale.as_ref().unwrap_or(&locale), &LocaleCode::en_us()] {
                    for code in [Some(code.clone()), code.fallback()].into_iter().flatten() {
                        assert_eq!(read.iter().find(|file| file.lang.as_ref() == Some(&code)), find(&code), "{name} {tag}");
                    }
                }
                assert!((1..=5).contains(&read.len()), "{name} {tag}: {}", read.len());
            }
        }
    }
}
