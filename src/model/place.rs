//! Questions about places: is the name contested, and what is the pair of names.

use std::collections::BTreeSet;

use crate::base::edtf::Edtf;
use crate::config::Lang;
use crate::model::{Entity, EntityId, Model};
use crate::parse::kind::Kind;
use crate::parse::reference::Named;
use crate::parse::schema::actor::Name;

impl Model {
    /// Whether any place is known to be somewhere: then there is a map.
    pub fn has_positions(&self) -> bool {
        self.of_kind(Kind::Place).any(|id| self.get(id).place_meta().is_some_and(|place| place.coordinates.is_some()))
    }

    /// The names that different actors use for a place, in alphabetical order; `None` if it is not contested.
    ///
    /// They are in the language of the originals (`first`): a name in another is a form of one of them.
    pub fn contested_names(&self, place: EntityId, first: &Lang) -> Option<BTreeSet<&str>> {
        self.rival_names(place, |lang| lang.is_none_or(|lang| lang == first))
    }

    /// The names of a contested place side by side, in alphabetical order: `Khankendi / Stepanakert`; in a language if it is known what
    /// different actors call it there, else in that of the originals (`first`).
    ///
    /// `None` where the site calls it by a name that is nobody's in particular: that is the neutral one.
    pub fn name_pair(&self, place: EntityId, lang: &Lang, first: &Lang) -> Option<String> {
        let names = self.contested_names(place, first)?;
        let is_partys = names.contains(self.get(place).common().title.as_str());
        let told = self.rival_names(place, |of| of == Some(lang)).unwrap_or(names);
        is_partys.then(|| told.into_iter().collect::<Vec<_>>().join(" / "))
    }

    /// The names that different actors use, of those in some languages; `None` if there are no two.
    fn rival_names(&self, place: EntityId, is_told: impl Fn(Option<&Lang>) -> bool) -> Option<BTreeSet<&str>> {
        let entity = self.get(place);
        let fields = entity.place_meta()?;
        let mut users = BTreeSet::new();
        let mut names = BTreeSet::new();
        let used = fields.names.iter().filter(|name| !name.used_by.is_empty());
        for name in used.filter(|name| is_told(name.lang.as_ref())) {
            users.extend(name.used_by.iter().map(|user| self.user_key(entity, user)));
            names.insert(name.name.as_str());
        }
        (users.len() > 1 && names.len() > 1).then_some(names)
    }

    fn user_key(&self, entity: &Entity, user: &Named) -> String {
        match user {
            Named::Entry(reference) => entity.target(*reference).map_or(String::new(), |id| self.get(id).id().to_string()),
            Named::Text(text) => text.clone(),
        }
    }

    /// The names in use on a date, in alphabetical order where there are several: of those known to be of that time the ones in a
    /// language, else those in that of the originals (`first`), else all; `None` if none is known to be.
    pub fn name_on(&self, place: EntityId, date: &Edtf, lang: &Lang, first: &Lang) -> Option<String> {
        let names = &self.get(place).place_meta()?.names;
        let used: Vec<&Name> = names.iter().filter(|name| name.date.as_ref().is_some_and(|used| used.meets(date))).collect();
        let told = |is_told: &dyn Fn(Option<&Lang>) -> bool| -> BTreeSet<&str> {
            used.iter().filter(|name| is_told(name.lang.as_ref())).map(|name| name.name.as_str()).collect()
        };
        let own = told(&|of| of == Some(lang));
        let originals = told(&|of| of.is_none_or(|of| of == first));
        let names = [own, originals, told(&|_| true)].into_iter().find(|names| !names.is_empty())?;
        Some(names.into_iter().collect::<Vec<_>>().join(" / "))
    }
}
