//! What is special about Windows, over stdio and on the command line. `tests/platforms/windows` runs these
//! tests under Wine.
#![cfg(windows)]

mod command_line;
mod held_open;
mod names;
mod spelling;

use std::path::Path;
use std::process::Command;

use linkwright_tests::Folder;
use linkwright_tests::binary::linkwright;

/// The exit status, standard output and standard error of a command in a folder.
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

/// Runs `linkwright` in `current`.
fn run(current: &Path, arguments: &[&str]) -> Run {
    run_with(current, arguments, &[])
}

/// [`run`] with these environment variables.
fn run_with(current: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let state = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(linkwright());
    command.args(arguments).current_dir(current).env("APPDATA", state.path());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs `linkwright` in the vault, and expects success.
fn succeed(folder: &Folder, arguments: &[&str]) -> String {
    let run = run(&folder.path(""), arguments);
    assert_eq!(run.status, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
    run.stdout + &run.stderr
}
