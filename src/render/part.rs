//! What a component makes of its arguments, kept for all pages of a build that show the same.
//!
//! A source is listed on hundreds of pages, an event on the pages of its actors, its place, its year and its articles: alike,
//! but for the way to the root. A template asks for it with `{{ "event_row" | part(e=e) }}` instead of `{{<event_row e={e} />}}`, and
//! for all of a list with `{{ events | parts(component="event_row", of="e") }}`, which costs little more than one.

use std::sync::{OnceLock, Weak};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::base::digest::Digest;
use crate::base::recent::Recent;

/// The field of a value of `Shown` that holds its digest.
pub const DIGEST: &str = "digest";

/// What a component and all it calls may take from the page: no more than this, or parts could differ where their key does not.
const IMPLICIT: [&str; 3] = ["root", "lang", "t"];

/// The arguments of `parts` that say which component, and what it calls the item.
const COMPONENT: &str = "component";
const OF: &str = "of";

/// Bytes of parts that are kept, twice: of 10,000 articles and 20,000 events all would be 75 MB, and a part is mostly asked for
/// again soon.
const ROOM: usize = 16 << 20;

/// The parts of one build, and the templates they are made with.
pub struct Parts {
    tera: OnceLock<Tera>,
    made: Recent<Value>,
}

impl Default for Parts {
    fn default() -> Self {
        Parts { tera: OnceLock::new(), made: Recent::new(ROOM) }
    }
}

impl Parts {
    /// Sets the templates, once.
    pub fn set(&self, tera: Tera) {
        // Invariant: a set of templates is made once, with its own parts.
        let _ = self.tera.set(tera);
    }

    /// Forgets all parts: they hold for one build, in which words and rows stay the same.
    pub fn forget(&self) {
        self.made.forget();
    }

    /// The part that a component makes of arguments.
    fn get(&self, asked: &Asked<'_>) -> TeraResult<Value> {
        let Some(key) = asked.key() else { return self.make(asked) };
        if let Some(known) = self.made.get(key) {
            return Ok(known);
        }
        let made = self.make(asked)?;
        self.made.put(key, made.clone(), made.as_str().map_or(0, str::len));
        Ok(made)
    }

    fn make(&self, asked: &Asked<'_>) -> TeraResult<Value> {
        let tera = self.tera.get().ok_or_else(|| tera::Error::message("parts are made while pages are rendered only"))?;
        let mut given = tera::Context::new();
        for (name, value) in asked.args() {
            given.insert_value(name.to_string(), value.clone());
        }
        let mut implicit = tera::Context::new();
        for (name, value) in IMPLICIT.into_iter().zip(&asked.implicit) {
            implicit.insert_value(name, value.clone());
        }
        let html = tera.render_component_with_implicits(asked.component, &given, &implicit, None, true)?;
        Ok(Value::safe_string(&html))
    }
}

/// A component and what it is given.
struct Asked<'a> {
    component: &'a str,
    kwargs: &'a Kwargs,
    /// The argument that is another for each item of a list.
    item: Option<(&'a str, &'a Value)>,
    implicit: [Value; 3],
}

impl<'a> Asked<'a> {
    fn new(component: &'a str, kwargs: &'a Kwargs, state: &State<'_>) -> TeraResult<Self> {
        let [root, lang, t] = IMPLICIT.map(|name| state.get::<Value>(name));
        let or_empty = |value: Option<Value>| value.unwrap_or_else(|| Value::from(""));
        Ok(Asked { component, kwargs, item: None, implicit: [or_empty(root?), or_empty(lang?), or_empty(t?)] })
    }

    fn args(&self) -> impl Iterator<Item = (&str, &Value)> {
        let is_own = |name: &&str| self.item.is_none() || !matches!(*name, COMPONENT | OF);
        let args = self.kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
        args.filter(move |(name, _)| is_own(name)).chain(self.item)
    }

    /// What tells a part from all others; none if an argument is neither plain nor a `Shown`.
    fn key(&self) -> Option<Digest> {
        let told = self.args().map(|(name, value)| Some((name, Told::of(value)?)));
        let [root, lang, _] = &self.implicit;
        Some(Digest::of(&(self.component, root.as_str()?, lang.as_str()?, told.collect::<Option<Vec<_>>>()?)))
    }
}

/// What tells an argument from all others.
#[derive(Hash)]
enum Told<'a> {
    Digest(u64),
    /// A text, and whether it is markup.
    Text(&'a str, bool),
    Bool(bool),
    Number(i128),
    Plain(&'a str, String),
}

impl<'a> Told<'a> {
    fn of(value: &'a Value) -> Option<Told<'a>> {
        Some(if let Some(map) = value.as_map() {
            Told::Digest(map.get(&tera::value::Key::Str(DIGEST))?.as_u64()?)
        } else if let Some(text) = value.as_str() {
            Told::Text(text, value.is_safe())
        } else if let Some(truth) = value.as_bool() {
            Told::Bool(truth)
        } else if let Some(number) = value.as_i128() {
            Told::Number(number)
        } else if value.is_array() {
            return None;
        } else {
            Told::Plain(value.name(), value.to_string())
        })
    }
}

/// The filters `part` and `parts`.
pub fn register(tera: &mut Tera, parts: Weak<Parts>) {
    let gone = || tera::Error::message("the templates are gone");
    let those = parts.clone();
    tera.register_filter("part", move |component: &str, args: Kwargs, state: &State<'_>| -> TeraResult<Value> {
        let parts = those.upgrade().ok_or_else(gone)?;
        parts.get(&Asked::new(component, &args, state)?)
    });
    tera.register_filter("parts", move |items: &[Value], args: Kwargs, state: &State<'_>| -> TeraResult<Value> {
        let parts = parts.upgrade().ok_or_else(gone)?;
        let of: &str = args.must_get(OF)?;
        let mut asked = Asked::new(args.must_get(COMPONENT)?, &args, state)?;
        let mut html = String::new();
        for item in items {
            asked.item = Some((of, item));
            html.push_str(parts.get(&asked)?.as_str().unwrap_or_default());
            html.push('\n');
        }
        Ok(Value::safe_string(&html))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::view::shown::Shown;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn tera() -> (Tera, Arc<Parts>) {
        let parts = Arc::new(Parts::default());
        let mut tera = Tera::new();
        register(&mut tera, Arc::downgrade(&parts));
        let page = "{% component row(c, b=false, @root) %}{{ root }}{{ c.name }}{% if b %}!{% endif %}{% endcomponent row %}\
                    {{ 'row' | part(c=c) }} {{ 'row' | part(c=c, b=true) }}";
        tera.add_raw_template("page.html", page).unwrap();
        parts.set(tera.clone());
        (tera, parts)
    }

    fn render(tera: &Tera, root: &str, c: Value) -> String {
        let mut context = tera::Context::new();
        context.insert("root", root);
        context.insert("lang", "en");
        context.insert_value("c", c);
        tera.render("page.html", &context).unwrap()
    }

    #[test]
    fn a_list_is_its_items_in_lines() {
        let (mut tera, parts) = tera();
        let page = "{{ list | parts(component='row', of='c', b=true) }}{{ [] | parts(component='row', of='c') }}";
        tera.add_raw_template("list.html", page).unwrap();
        let mut context = tera::Context::new();
        context.insert("root", "../");
        context.insert("lang", "en");
        let shown = |name: &'static str| Shown::new(BTreeMap::from([("name", name)]));
        context.insert("list", &["<a>", "b", "<a>"].map(shown));
        assert_eq!(tera.render("list.html", &context).unwrap(), "../&lt;a&gt;!\n../b!\n../&lt;a&gt;!\n");
        assert_eq!(parts.made.count(), 2);
        for (wrong, said) in [("{{ list | parts(of='c') }}", "component"), ("{{ list | parts(component='row') }}", "of")] {
            tera.add_raw_template("list.html", wrong).unwrap();
            let error = format!("{:?}", tera.render("list.html", &context).unwrap_err());
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn what_is_alike_is_made_once() {
        #[derive(Hash, serde::Serialize)]
        struct Card {
            name: &'static str,
        }
        let (tera, parts) = tera();
        let count = || parts.made.count();
        let (a, b) = (Shown::new(Card { name: "<a>" }), Shown::new(Card { name: "b" }));
        assert_eq!(render(&tera, "../", a.value().clone()), "../&lt;a&gt; ../&lt;a&gt;!");
        assert_eq!(render(&tera, "../", a.value().clone()), "../&lt;a&gt; ../&lt;a&gt;!");
        assert_eq!(count(), 2);
        assert_eq!(render(&tera, "", a.value().clone()), "&lt;a&gt; &lt;a&gt;!");
        assert_eq!(render(&tera, "../", b.value().clone()), "../b ../b!");
        assert_eq!(count(), 6);
        // A value without a digest is made anew each time.
        assert_eq!(render(&tera, "", tera::Value::from_serializable(&Card { name: "c" })), "c c!");
        assert_eq!(count(), 6);
        parts.forget();
        assert_eq!(count(), 0);
    }
}
