//! What a component makes of its arguments, kept for all pages of a build that show the same.
//!
//! A source is listed on hundreds of pages, an event on the pages of its actors, its place, its year and its articles: alike,
//! but for the way to the root. A template asks for it with `{{ "event_row" | part(e=e) }}` instead of `{{<event_row e={e} />}}`.

use std::sync::{Mutex, OnceLock, PoisonError, Weak};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::base::digest::{Digest, Keyed};

/// The field of a value of `Shown` that holds its digest.
pub const DIGEST: &str = "digest";

/// What a component and all it calls may take from the page: no more than this, or parts could differ where their key does not.
const IMPLICIT: [&str; 3] = ["root", "lang", "t"];

const SHARDS: usize = 16;

/// Bytes of parts that a shard keeps, twice: of 10,000 articles and 20,000 events all would be 75 MB, and a part is mostly asked for
/// again soon.
const ROOM: usize = 1 << 20;

/// The parts of one build, and the templates they are made with.
#[derive(Default)]
pub struct Parts {
    tera: OnceLock<Tera>,
    made: [Mutex<Shard>; SHARDS],
}

/// Parts asked for of late, and those asked for before.
#[derive(Default)]
struct Shard {
    new: Keyed<Value, Digest>,
    old: Keyed<Value, Digest>,
    /// Bytes of the new ones.
    size: usize,
}

impl Shard {
    fn get(&mut self, key: Digest) -> Option<Value> {
        if let Some(known) = self.new.get(&key) {
            return Some(known.clone());
        }
        let known = self.old.remove(&key)?;
        self.put(key, known.clone());
        Some(known)
    }

    fn put(&mut self, key: Digest, part: Value) {
        let length = part.as_str().map_or(0, str::len);
        if self.size + length > ROOM {
            (self.old, self.size) = (std::mem::take(&mut self.new), 0);
        }
        self.size += length;
        self.new.insert(key, part);
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
        for shard in &self.made {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = Shard::default();
        }
    }

    fn get(&self, component: &str, args: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let root = state.get::<Value>(IMPLICIT[0])?.unwrap_or_else(|| Value::from(""));
        let lang = state.get::<Value>(IMPLICIT[1])?.unwrap_or_else(|| Value::from(""));
        let key = key(component, args, &root, &lang);
        let Some(key) = key else { return self.make(component, args, state, root, lang) };
        let shard = &self.made[key.low_bits() as usize % SHARDS];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
            return Ok(known);
        }
        let made = self.make(component, args, state, root, lang)?;
        shard.lock().unwrap_or_else(PoisonError::into_inner).put(key, made.clone());
        Ok(made)
    }

    fn make(&self, component: &str, args: &Kwargs, state: &State<'_>, root: Value, lang: Value) -> TeraResult<Value> {
        let tera = self.tera.get().ok_or_else(|| tera::Error::message("parts are made while pages are rendered only"))?;
        let mut given = tera::Context::new();
        for (name, value) in args.iter() {
            given.insert_value(name.to_string(), value.clone());
        }
        let mut implicit = tera::Context::new();
        implicit.insert_value(IMPLICIT[2], state.get::<Value>(IMPLICIT[2])?.unwrap_or_else(|| Value::from("")));
        implicit.insert_value(IMPLICIT[0], root);
        implicit.insert_value(IMPLICIT[1], lang);
        let html = tera.render_component_with_implicits(component, &given, &implicit, None, true)?;
        Ok(Value::safe_string(&html))
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

/// What tells a part from all others; none if an argument is neither plain nor a `Shown`.
fn key(component: &str, args: &Kwargs, root: &Value, lang: &Value) -> Option<Digest> {
    let told = args.iter().map(|(name, value)| {
        let told = if let Some(map) = value.as_map() {
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
        };
        Some((name.as_str()?, told))
    });
    Some(Digest::of(&(component, root.as_str()?, lang.as_str()?, told.collect::<Option<Vec<_>>>()?)))
}

/// The filter `part`.
pub fn register(tera: &mut Tera, parts: Weak<Parts>) {
    tera.register_filter("part", move |component: &str, args: Kwargs, state: &State<'_>| -> TeraResult<Value> {
        let parts = parts.upgrade().ok_or_else(|| tera::Error::message("the templates are gone"))?;
        parts.get(component, &args, state)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::view::shown::Shown;
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
    fn what_is_alike_is_made_once() {
        #[derive(Hash, serde::Serialize)]
        struct Card {
            name: &'static str,
        }
        let (tera, parts) = tera();
        let count = || parts.made.iter().map(|shard| shard.lock().unwrap().new.len()).sum::<usize>();
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

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let (mut shard, part) = (Shard::default(), Value::safe_string(&"x".repeat(ROOM / 8)));
        let key = |number: usize| Digest::of(&number);
        for number in 0..100 {
            shard.put(key(number), part.clone());
            assert_eq!(shard.get(key(0)).as_ref(), Some(&part));
            assert!(shard.new.len() + shard.old.len() <= 16);
        }
        assert!(shard.get(key(99)).is_some() && shard.get(key(50)).is_none());
    }
}
