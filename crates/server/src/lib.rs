//! The language server.

use std::process::ExitCode;

/// Serves the Language Server Protocol on standard input and output until the client says `exit`
/// or is gone. The exit code is 0 only after a `shutdown` request and an `exit`.
#[must_use]
pub fn run_stdio() -> ExitCode {
    ExitCode::FAILURE
}
