//! All integration tests as one program: as many as there are files would each be linked with the whole crate and run in turn.

mod support;

mod cache;
mod checking;
mod cli;
mod determinism;
mod disk;
mod docs;
mod downloads;
mod drawings;
mod figures;
mod fuzz;
mod geography;
mod hostile;
mod imports;
mod incremental;
mod lints;
mod media;
mod online;
mod prose;
mod publish;
mod queries;
mod schema;
mod search;
mod serve;
mod share;
mod site;
mod theme;
mod tidy;
mod timeline;
mod verdicts;
