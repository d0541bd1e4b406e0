//! Filters for templates: pure functions of their arguments, the page's language and its way to the root.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::config::Lang;
use crate::render::locale::Locale;
use crate::render::words::{fill_gap, sentence};

/// The names of all filters.
pub const NAMES: [&str; 8] = ["rel", "asset", "fill", "sentence", "script_json", "drawn", "number", "plural"];

/// Registers all filters.
pub fn register(tera: &mut Tera) {
    tera.register_filter("rel", rel);
    tera.register_filter("asset", asset);
    tera.register_filter("fill", fill);
    tera.register_filter("sentence", |text: &str, _: Kwargs, _: &State| -> TeraResult<String> { Ok(sentence(text)) });
    tera.register_filter("script_json", script_json);
    tera.register_filter("drawn", drawn);
    let locales = Locales::default();
    let shared = locales.clone();
    tera.register_filter("number", move |value: f64, _: Kwargs, state: &State| -> TeraResult<String> {
        // A template may work a number out; those that authors write come in words.
        Ok(shared.of(state)?.rounded(value))
    });
    tera.register_filter("plural", move |count: usize, args: Kwargs, state: &State| -> TeraResult<String> {
        let locale = locales.of(state)?;
        let forms = args.must_get::<&Value>("forms")?;
        let form = |category: &str| forms.get_from_path(category).and_then(|form| form.as_str().map(str::to_string));
        let text = form(locale.plural(count)).or_else(|| form("other")).or_else(|| forms.as_str().map(str::to_string));
        let text = text.ok_or_else(|| tera::Error::message("`forms` has no form `other`"))?;
        Ok(text.replace("{n}", &locale.number(count as f64)))
    });
}

/// Formatters are made once per language and template set.
#[derive(Clone, Default)]
struct Locales(Arc<Mutex<HashMap<String, Arc<Locale>>>>);

impl Locales {
    fn of(&self, state: &State<'_>) -> TeraResult<Arc<Locale>> {
        let lang = state.get::<String>("lang")?.unwrap_or_default();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let locale = all.entry(lang).or_insert_with_key(|tag| {
            let lang = Lang::new(tag).or_else(|| Lang::new("en"));
            // Invariant: `en` is a language tag.
            Arc::new(lang.as_ref().map_or_else(|| unreachable!("`en` is a tag"), Locale::new))
        });
        Ok(Arc::clone(locale))
    }
}

/// An address of the site, as seen from the page: `/actors/x/` → `../../actors/x/`.
fn rel(url: &str, _: Kwargs, state: &State) -> TeraResult<String> {
    // As a value, which is shared: as a text it would be copied for every link.
    let root = state.get::<Value>("root")?;
    Ok(relative(url, root.as_ref().and_then(Value::as_str).unwrap_or("")))
}

/// The same, for code: `root` is the way from the page up to the site's root.
pub fn relative(url: &str, root: &str) -> String {
    match url.strip_prefix('/') {
        Some("") if root.is_empty() => "./".to_string(),
        Some(path) => [root, path].concat(),
        None => url.to_string(),
    }
}

/// A file of the theme, as seen from the page: `style.css` → `../assets/style.0123456789.css`.
fn asset(name: &str, _: Kwargs, state: &State) -> TeraResult<String> {
    let frame = state.get::<Value>("frame")?;
    let assets = frame.as_ref().and_then(|frame| frame.get_from_path("assets"));
    let url = assets.as_ref().and_then(|assets| assets.as_map()?.get(&tera::value::Key::from(name.to_string()))?.as_str());
    let url = url.ok_or_else(|| tera::Error::message(format!("there is no asset `{name}`")))?;
    let root = state.get::<Value>("root")?;
    Ok(relative(url, root.as_ref().and_then(Value::as_str).unwrap_or("")))
}

/// Fills `{gaps}` of a phrase: `t.claimed_by | fill(claimant="…", date=row.point.as_of)`. One that has forms by the precision of a
/// date is taken in that of the first date.
fn fill(phrase: &Value, args: Kwargs, _: &State) -> TeraResult<String> {
    let part = |value: &Value, key: &str| value.get_from_path(key).and_then(|part| part.as_str().map(str::to_string));
    let kind = args.iter().find_map(|(_, value)| part(value, "kind").filter(|kind| !kind.is_empty()));
    let form = |name: &str| part(phrase, name);
    let filled = phrase.as_str().map(str::to_string).or_else(|| kind.and_then(|kind| form(&kind))).or_else(|| form("other"));
    let mut filled = filled.ok_or_else(|| tera::Error::message("the phrase has no form `other`"))?;
    for (name, value) in args.iter() {
        let text = part(value, "text").unwrap_or_else(|| value.to_string());
        let within = part(value, "within");
        filled = fill_gap(&filled, &name.to_string(), &text, within.as_deref().unwrap_or(&text));
    }
    Ok(filled)
}

/// A JSON text, safe within a script element.
fn script_json(json: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    Ok(Value::safe_string(&json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")))
}

/// A drawing as it is put on the page: its addresses of the site seen from there.
///
/// A quotation mark within words is escaped in a drawing, so what looks like an address there is one.
fn drawn(svg: &str, _: Kwargs, state: &State) -> TeraResult<Value> {
    let root = state.get::<Value>("root")?;
    let root = root.as_ref().and_then(Value::as_str).unwrap_or("");
    Ok(Value::safe_string(&svg.replace(" href=\"/", &format!(" href=\"{root}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> String {
        let mut tera = Tera::new();
        register(&mut tera);
        tera.add_raw_template("t.html", template).unwrap();
        let mut context = tera::Context::new();
        context.insert("root", "../");
        context.insert("lang", "ru");
        tera.render("t.html", &context).unwrap()
    }

    #[test]
    fn filters_do_as_they_say() {
        assert_eq!(render("{{ '/actors/x/' | rel }} {{ '/' | rel }}"), "../actors/x/ ../");
        assert_eq!(render("{{ 1234567 | number }}"), "1\u{a0}234\u{a0}567");
        assert_eq!(
            render("{{ 3 | plural(forms={'one': '{n} событие', 'few': '{n} события', 'other': '{n} событий'}) }}"),
            "3 события"
        );
        let svg = "{{ '<a href=\"/x/#y\"><a href=\"#z\"><text> href=&quot;/q' | drawn }}";
        assert_eq!(render(svg), "<a href=\"../x/#y\"><a href=\"#z\"><text> href=&quot;/q");
        assert_eq!(render("{{ 'as of {date}' | fill(date='<b>') }}"), "as of &lt;b&gt;");
        assert_eq!(render("{{ '{\"a\":\"</script>\"}' | script_json }}"), "{\"a\":\"\\u003c/script\\u003e\"}");
    }

    #[test]
    fn a_phrase_is_filled_in_the_form_for_its_date() {
        let phrase = "{'day': '{who}, au {date}', 'other': '{who}, {date_within}'}";
        let with = |date: &str| {
            let phrase =
                format!("{{% set phrase = {phrase} %}}{{% set date = {date} %}}{{{{ phrase | fill(who='A', date=date) }}}}");
            render(&phrase)
        };
        assert_eq!(with("{'text': '7 mars', 'within': 'le 7 mars', 'kind': 'day'}"), "A, au 7 mars");
        assert_eq!(with("{'text': '5 juin', 'within': 'le 5 juin', 'kind': ''}"), "A, le 5 juin");
        // A template that gives the text alone, as they all did once.
        assert_eq!(with("'7 mars'"), "A, 7 mars");
        assert_eq!(render("{{ 'с 2019 г.' | sentence }}{{ 'Б' | sentence }}"), "с 2019 г. Б. ");
    }
}
