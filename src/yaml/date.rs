//! A date as an author writes it, with what is wrong with it.

use crate::base::edtf::{Certainty, Edtf};
use crate::diag::{Code, Diagnosed, Diagnostic, Place};

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
            (None, Some(Diagnostic::new(Code::END_BEFORE_START, place, format!("`{text}` ends before it starts"))))
        }
        Err(error) => {
            let message = format!("`{text}` is not a date: {}", error.reason);
            (None, Some(Diagnostic::new(Code::UNREADABLE_DATE, place, message).help(date_help(text))))
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

fn date_help(text: &str) -> String {
    let digits: Vec<&str> = text.split(['-', '/', '.']).collect();
    if let [day, month, year] = digits[..]
        && year.len() == 4
        && let (Ok(day), Ok(month)) = (day.parse::<u8>(), month.parse::<u8>())
        && (1..=12).contains(&month)
    {
        return format!("dates are year first: {year}-{month:02}-{day:02}");
    }
    if let [year, month, day] = digits[..]
        && year.len() == 4
        && let (Ok(month), Ok(day)) = (month.parse::<u8>(), day.parse::<u8>())
        && (1..=12).contains(&month)
        && (month < 10 || day < 10)
        && Edtf::parse(&format!("{year}-{month:02}-{day:02}")).is_ok()
    {
        return format!("two digits for month and day: {year}-{month:02}-{day:02}");
    }
    "dates are EDTF: 2020-10-07, 2020-10, 2020-09~ (about), 2020-09-27? (uncertain), 1988-02/.. (goes on)".to_string()
}
