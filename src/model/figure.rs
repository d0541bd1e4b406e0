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
        if self.belongs(counted, claimant) {
            return Claim::Own;
        }
        match (self.side_of(claimant), self.side_of(counted)) {
            (Some(claimant), Some(counted)) if claimant == counted => Claim::Own,
            (Some(_), Some(_)) => Claim::Adversary,
            _ => Claim::ThirdParty,
        }
    }
}

/// The anchor of a figure's point, made from its as-of date; a second point of the date gets `-2`.
///
/// The point that a reference with that date means has the plain anchor.
pub fn point_anchor(figure: &crate::parse::schema::figure::Figure, index: usize) -> String {
    let Some(date) = figure.points.get(index).and_then(|point| point.as_of.as_ref()) else {
        return format!("point-{}", index + 1);
    };
    let plain: String = date.as_str().chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
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
