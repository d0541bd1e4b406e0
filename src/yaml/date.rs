//! A date as an author writes it, with what is wrong with it.

use serde_yaml::Value;

use crate::base::edtf::{Certainty, Edtf};
use crate::diag::{Code, Diagnosed, Diagnostic, Fix, Place};
use crate::yaml::field::{Fields, scalar};
use crate::yaml::shape::Form;

impl Fields<'_> {
    /// A date.
    pub fn date(&self, key: &'static str) -> Option<Edtf> {
        let value = self.typed(key, Form::Date)?;
        self.date_at(value, &self.path(key))
    }

    /// A date that must be there.
    pub fn required_date(&self, key: &'static str) -> Option<Edtf> {
        self.require(key);
        if self.is_blank(key) { None } else { self.date(key) }
    }

    /// A list of dates, or one.
    pub fn dates(&self, key: &'static str) -> Vec<Edtf> {
        self.takes(&self.path(key), || Form::Date);
        self.items(key).into_iter().filter_map(|(value, path)| self.date_at(value, &path)).collect()
    }

    fn date_at(&self, value: &Value, path: &str) -> Option<Edtf> {
        // `[2020-10-06, 2020-10-07]` is a list to YAML and a one-of set to EDTF.
        let text = match value {
            Value::Sequence(items) => {
                let items: Option<Vec<String>> = items.iter().map(scalar).collect();
                items.map(|items| format!("[{}]", items.join(",")))
            }
            other => scalar(other),
        };
        let Some(text) = text else {
            self.wrong_type(path, "a date", value);
            return None;
        };
        let read = read(&text, self.place(path));
        read.diagnostics.into_iter().for_each(|it| self.push(it));
        read.value
    }
}

/// Reads the text of a date at a place.
pub fn read(text: &str, place: Place) -> Diagnosed<Option<Edtf>> {
    let (value, finding) = match Edtf::parse(text) {
        Ok(date) if date.may_end_before_start() => {
            let finding = Diagnostic::new(Code::END_BEFORE_START, place, format!("`{text}` may end before it starts"))
                .help("write both ends as exactly as they are known");
            (Some(date), finding.when(Certainty::Possible))
        }
        Ok(date) => (Some(date), None),
        Err(_) if reversed(text) => {
            let turned = text.split_once('/').map_or(String::new(), |(start, end)| format!("{}/{}", end.trim(), start.trim()));
            let finding = Diagnostic::new(Code::END_BEFORE_START, place, format!("`{text}` ends before it starts"))
                .help(format!("write the earlier date first, `{turned}`, or correct the one that is wrong"));
            (None, Some(finding))
        }
        Err(error) => {
            let message = format!("`{text}` is not a date: {}", error.reason);
            let fix = only_reading(text).map(|date| Fix::replace(&place, text.trim(), &date));
            (None, Some(Diagnostic::new(Code::UNREADABLE_DATE, place, message).help(date_help(text)).maybe_fix(fix)))
        }
    };
    Diagnosed { value, diagnostics: finding.into_iter().collect() }
}

fn reversed(text: &str) -> bool {
    let Some((start, end)) = text.split_once('/') else { return false };
    match (Edtf::parse(start), Edtf::parse(end)) {
        (Ok(start), Ok(end)) => end.earliest() < start.earliest(),
        _ => false,
    }
}

/// Day, month and year of three numbers, in every order that people write them in and the calendar has.
fn readings(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut readings = Vec::new();
    for separator in ['-', '/', '.'] {
        let parts: Vec<&str> = text.split(separator).collect();
        let [a, b, c] = parts[..] else { continue };
        let orders = if a.len() == 4 { vec![(a, b, c)] } else { vec![(c, b, a), (c, a, b)] };
        for (year, month, day) in orders {
            let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            let date = format!("{year}-{month:0>2}-{day:0>2}");
            if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) && Edtf::parse(&date).is_ok() {
                readings.push(date);
            }
        }
    }
    readings.dedup();
    readings
}

/// The date that a text can only mean.
fn only_reading(text: &str) -> Option<String> {
    let mut readings = readings(text);
    readings.pop().filter(|_| readings.is_empty())
}

/// What to write instead.
fn date_help(text: &str) -> String {
    match readings(text).as_slice() {
        [] => "dates are EDTF: 2020-10-07, 2020-10, 2020-09~ (about), 2020-09-27? (uncertain), 1988-02/.. (goes on)".to_string(),
        [one] => format!("dates are year first, with two digits for month and day: {one}"),
        several => format!("dates are year first: {}, whichever is meant", several.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reading_is_certain_and_two_are_a_question() {
        for (text, date) in [
            ("2020-9-7", "2020-09-07"),
            ("2020/09/07", "2020-09-07"),
            ("2020.9.27", "2020-09-27"),
            ("27.9.2020", "2020-09-27"),
            ("9/27/2020", "2020-09-27"),
            ("7-7-2020", "2020-07-07"),
        ] {
            assert_eq!(only_reading(text).as_deref(), Some(date), "{text}");
        }
        for text in
            ["7.10.2020", "2020-13-7", "30.2.2020", "7.10.20", "2020-9", "1-2-3", "yesterday", "2020-9-7/2020-9-8", "a-b-2020"]
        {
            assert_eq!(only_reading(text), None, "{text}");
        }
        assert!(date_help("7/10/2020").contains("2020-10-07 or 2020-07-10"));
    }
}
