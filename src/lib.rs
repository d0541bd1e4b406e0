//! detente: a static site generator for conflict explainers.
//!
//! Snapshot in, site out; everything between is a chain of pure functions, run by [`pipeline::Pipeline::build`]:
//!
//! - [`load`] reads a root (files, clock) into a [`snapshot::Snapshot`];
//! - [`assets`] joins and names the theme's style sheet and scripts;
//! - [`geography`] holds the world's land and borders for maps, and reads a site's own;
//! - [`config`] reads `content/site.yaml` into a [`config::Config`];
//! - [`picture`] reads what picture files are, [`share`] draws share cards, [`late`] makes both when they are needed;
//! - [`parse`] turns each file into [`parse::Document`]s: typed fields, a body with holes, references as names;
//! - [`model`] links all documents into a [`model::Model`]: names become entities, derived facts follow;
//! - [`route`] plans every output path and address as [`route::Routes`];
//! - [`check`] runs the lints over model and routes and gives [`diag::Diagnostic`]s;
//! - [`render`] makes a closed [`render::view::View`] per route and renders it through Tera templates;
//! - [`audit`] reads the pages that were rendered, and holds them against each other;
//! - [`query`] answers questions about the model as plain data, [`schema`] tells editors what its files may hold;
//! - [`import`] turns data of others into entries;
//! - [`cache`] keeps on disk what a build left for the next, [`disk`] what is kept from lying behind a link;
//! - the result is a [`site::Site`] in memory, which [`emit`] publishes in one step and [`serve`] answers from.
//!
//! ARCHITECTURE.md says who may depend on whom, and why.

#![warn(missing_docs, clippy::unwrap_used, clippy::iter_over_hash_type)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod assets;
pub mod audit;
pub mod base;
pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod diag;
pub mod disk;
pub mod draw;
pub mod emit;
pub mod geography;
pub mod import;
pub mod late;
pub mod load;
pub mod model;
pub mod online;
pub mod parse;
pub mod picture;
pub mod pipeline;
pub mod query;
pub mod render;
pub mod route;
pub mod schema;
pub mod search;
pub mod serve;
pub mod share;
pub mod site;
pub mod snapshot;
pub mod theme;
pub mod yaml;
