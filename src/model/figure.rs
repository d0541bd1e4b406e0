//! Questions about figures: whose count is it, of whom.

use crate::model::{EntityId, Model};

/// How the claimant stands to those counted; derived, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// A side about its own.
    Own,
    /// A side about the other.
    Adversary,
    /// Someone who is on neither side, or about both.
    ThirdParty,
}

impl Claim {
    /// The word used in templates and downloads.
    pub fn word(self) -> &'static str {
        match self {
            Claim::Own => "own",
            Claim::Adversary => "adversary",
            Claim::ThirdParty => "third-party",
        }
    }
}

impl Model {
    /// Whether a figure is a side's own count, a claim about its adversary, or neither.
    pub fn claim_of(&self, figure: EntityId) -> Claim {
        let entity = self.get(figure);
        let Some(fields) = entity.figure() else { return Claim::ThirdParty };
        let target = |reference: Option<u32>| reference.and_then(|it| entity.target(it));
        let (Some(claimant), Some(counted)) = (target(fields.claimant), target(fields.of)) else { return Claim::ThirdParty };
        // A state on no side that counts its own soldiers makes an own count too.
        let counts_own = self.voices_of(claimant).into_iter().any(|voice| self.belongs(counted, voice));
        let (claiming, counted) = (self.sides_of_claimant(claimant), self.sides_of(counted));
        match (claiming.len(), counted.len()) {
            (0 | 1, 0 | 1) if counts_own => Claim::Own,
            (1, 1) if claiming == counted => Claim::Own,
            (1, 1) => Claim::Adversary,
            _ => Claim::ThirdParty,
        }
    }
}

/// The anchor of a figure's point, made from its as-of date; a second point of the date gets `-2`. Dates that differ in their
/// qualifier alone have anchors of their own: `2019-06~` is `2019-06_`, `2019-06?` is `2019-06.`, `2019-06%` is `2019-06_.`.
///
/// The point that a reference with that date means has the plain anchor.
pub fn point_anchor(figure: &crate::parse::schema::figure::Figure, index: usize) -> String {
    let Some(date) = figure.points.get(index).and_then(|point| point.as_of.as_ref()) else {
        return format!("point-{}", index + 1);
    };
    let mut plain = String::new();
    for letter in date.as_str().chars() {
        match letter {
            '?' => plain.push('.'),
            '%' => plain.push_str("_."),
            '-' => plain.push('-'),
            letter if letter.is_ascii_alphanumeric() => plain.push(letter),
            _ => plain.push('_'),
        }
    }
    if figure.point_at(date.as_str()) == Some(index) {
        return plain;
    }
    let before = figure.points[..index]
        .iter()
        .enumerate()
        .filter(|(other, point)| {
            point.as_of.as_ref().is_some_and(|other_date| other_date == date) && figure.point_at(date.as_str()) != Some(*other)
        })
        .count();
    format!("{plain}-{}", before + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::edtf::Edtf;
    use crate::parse::schema::figure::{Figure, Point, Status};

    fn series(dates: &[(&str, Status)]) -> Figure {
        let point = |(date, status): &(&str, Status)| Point {
            as_of: Edtf::parse(date).ok(),
            value: Some(1.0),
            low: None,
            high: None,
            qualifier: "exact",
            added: None,
            revises: None,
            status: *status,
            cites: Vec::new(),
            note: String::new(),
            confidence: None,
            path: String::new(),
        };
        Figure {
            measure: "killed".to_string(),
            of: None,
            since: None,
            cumulative: false,
            unit: "people".to_string(),
            claimant: None,
            points: dates.iter().map(point).collect(),
            none_published: Vec::new(),
        }
    }

    #[test]
    fn a_qualifier_makes_an_anchor_of_its_own_and_a_plain_date_is_its_own_anchor() {
        let dates = ["2019-06", "2019-06~", "2019-06?", "2019-06%", "2020-10-07", "2020-10-07", "2020-10-18/2020-10-22"];
        let figure = series(&dates.map(|date| (date, Status::Reported)));
        let anchors: Vec<String> = (0..dates.len()).map(|index| point_anchor(&figure, index)).collect();
        let expected = ["2019-06", "2019-06_", "2019-06.", "2019-06_.", "2020-10-07-2", "2020-10-07", "2020-10-18_2020-10-22"];
        assert_eq!(anchors, expected);
    }

    #[test]
    fn a_disputed_count_is_the_newest_where_none_stands() {
        use Status::{Disputed, Refuted, Reported, Superseded, Withdrawn};
        assert_eq!(series(&[("2019", Disputed)]).newest(), Some(0));
        assert_eq!(series(&[("2019", Disputed), ("2018", Reported), ("2020", Superseded)]).newest(), Some(1));
        assert_eq!(series(&[("2019", Disputed), ("2020", Disputed), ("2021", Refuted)]).newest(), Some(1));
        assert_eq!(series(&[("2019", Refuted), ("2020", Superseded), ("2021", Withdrawn)]).newest(), None);
    }

    #[test]
    fn the_newest_counts_up_to_the_last_day() {
        let newest = |dates: &[&str]| {
            let dates: Vec<_> = dates.iter().map(|date| (*date, Status::Reported)).collect();
            series(&dates).newest()
        };
        assert_eq!(newest(&["2020-06-30", "2020"]), Some(1));
        assert_eq!(newest(&["2020-10-01", "2020-10"]), Some(1));
        assert_eq!(newest(&["2020-10-31", "2020-10"]), Some(0));
        assert_eq!([newest(&["2020-10-01?", "2020-10-01"]), newest(&["2020-10-01", "2020-10-01?"])], [Some(1), Some(1)]);
    }

    #[test]
    fn the_newest_as_of_a_date_is_not_after_it() {
        let figure = series(&[
            ("2019-06-17", Status::Reported),
            ("2019-06-25", Status::Reported),
            ("2019-07", Status::Reported),
            ("2018", Status::Disputed),
        ]);
        let by = |date: &str| figure.newest_by(&Edtf::parse(date).unwrap());
        assert_eq!(["2019-06-17", "2019-06-20", "2019-06-30", "2019-06"].map(by), [Some(0), Some(0), Some(1), Some(1)]);
        // Of July nobody knows on the 15th whether it is over; of a year with one disputed count that one is known.
        assert_eq!(["2019-07-15", "2019-07", "2018", "2017"].map(by), [Some(1), Some(2), Some(3), None]);
    }
}
