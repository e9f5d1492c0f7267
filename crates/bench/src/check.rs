//! The time of Linkwright's `check`, compared with loading the same vault.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::report::{Measurement, Verdict};

/// The commands to time, each with its label. `notes` loads the vault and prints its paths.
const COMMANDS: [(&str, &[&str]); 3] = [
    ("command: notes (loads the vault)", &["notes"]),
    ("command: check", &["check", "-q", "--fail-on", "never"]),
    ("command: check --format json", &["check", "-q", "--fail-on", "never", "--format", "json"]),
];

/// Number of runs of each command.
const RUNS: usize = 5;

/// Times whole runs of commands on the vault in `folder`, if `server` is the command that starts
/// Linkwright's server.
///
/// # Errors
/// If the program cannot be started.
pub fn measure_check(server: &str, folder: &Path) -> io::Result<Vec<Measurement>> {
    let Some(program) = server.strip_suffix(" lsp") else { return Ok(Vec::new()) };
    if Path::new(program).file_stem().is_none_or(|name| name != "linkwright") {
        return Ok(Vec::new());
    }
    let measure = |(label, args): &(&'static str, &[&str])| {
        let run = |_| {
            let started = Instant::now();
            let mut command = Command::new(program);
            command.args(*args).current_dir(folder).stdin(Stdio::null());
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            Ok((started.elapsed(), Verdict::new(status.success())))
        };
        let runs: Vec<_> = (0..RUNS).map(run).collect::<io::Result<_>>()?;
        Ok(Measurement::new(label, runs))
    };
    COMMANDS.iter().map(measure).collect()
}
