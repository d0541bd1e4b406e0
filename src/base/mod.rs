//! Values with no domain words: digests, paths, ids, dates, groupings, tables that remember, spaces.

pub mod calendar;
pub mod digest;
pub mod edtf;
pub mod fixed;
pub mod grouping;
pub mod id;
pub mod memo;
pub mod path;
pub mod recent;
pub mod record;
pub mod spaces;
