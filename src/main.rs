//! The `detente` command.

use std::process::ExitCode;

/// Pages are many small strings made on many threads: a sixth less time than with the system's allocator (`benches/whole.rs`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    detente::cli::run()
}
