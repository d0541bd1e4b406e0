//! Phases (PeriodO): named periods of the conflict.

use serde::{Deserialize, Serialize};

use crate::base::edtf::Edtf;
use crate::yaml::field::Fields;

/// A period.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Phase {
    /// Its interval.
    pub date: Option<Edtf>,
    /// Who divides time so.
    pub according_to: String,
}

/// Reads a phase's own fields.
pub fn read(fields: &Fields<'_>) -> Phase {
    Phase { date: fields.required_date("date"), according_to: fields.text("according_to").unwrap_or_default() }
}
