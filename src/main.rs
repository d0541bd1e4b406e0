//! The `detente` command.

use std::process::ExitCode;

/// Pages are many small strings made on many threads: a sixth less time than with the system's allocator (`benches/whole.rs`). Its
/// version 2 holds a fifth less memory at 1,000 articles than version 3, in the same time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    detente::cli::run()
}
