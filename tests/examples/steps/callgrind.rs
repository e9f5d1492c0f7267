//! Runs a program under valgrind's callgrind, and reads the counts.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs `program` under callgrind, which writes its counts to `out`.
///
/// `RAYON_NUM_THREADS` is 1, because waiting threads would be counted too.
pub(crate) fn run<I: AsRef<OsStr>>(
    program: &Path,
    options: &[&str],
    args: impl IntoIterator<Item = I>,
    out: &Path,
) -> Result<(), String> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--compress-strings=no"])
        .args(options)
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(args)
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null());
    let output = command.output().map_err(|error| format!("valgrind does not start: {error}"))?;
    // `check` exits with 1 if it finds problems.
    match output.status.code() {
        Some(0 | 1) => Ok(()),
        _ => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The number of instructions in a file written by callgrind.
pub(crate) fn total(path: &Path) -> Result<u64, String> {
    let fail = |reason: String| format!("{}: {reason}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    total.and_then(|total| total.trim().parse().ok()).ok_or_else(|| fail("no count".to_owned()))
}
