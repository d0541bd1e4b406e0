//! The lints' functions, a file per group.

pub mod references;
pub mod sourcing;
pub mod structure;
