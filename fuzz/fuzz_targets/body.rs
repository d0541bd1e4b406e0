//! See `tests/support/fuzzing.rs`, where the body of every target is.
#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::fuzzing::fuzz("body", bytes));
