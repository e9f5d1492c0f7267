//! The output of commands: closed pipes, Ctrl-C, colours and widths.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

#[path = "support/mod.rs"]
mod support;

use std::io::Read as _;
use std::process::{Child, Command, Stdio};

use support::Vault;

fn command(vault: &Vault, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkwright"));
    command.args(args).current_dir(vault.path()).env("XDG_STATE_HOME", vault.state());
    command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

#[test]
fn a_change_is_made_although_the_pipe_of_its_diff_is_closed() {
    let links: String = (0..20_000).map(|n| format!("[[Love|{n}]]\n\n\n\n")).collect();
    let vault = Vault::new(&format!("//- /Love.md\n//- /a.md\n{links}"));
    for (args, is_made) in
        [(&["rename", "Love", "Eros", "-n"][..], false), (&["rename", "Love", "Eros"], true)]
    {
        let mut child =
            command(&vault, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 8]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(vault.path().join("Eros.md").exists(), is_made, "{args:?}");
        assert_eq!(vault.read("a.md").contains("[[Eros|19999]]"), is_made, "{args:?}");
    }
}

#[test]
fn only_a_terminal_gets_colours_unless_they_are_asked_for() {
    let vault = Vault::new("//- /Love.md\n//- /a.md\n[[Love]]\n");
    let shown = |more: &[&str], no_color: bool| {
        let mut command = command(&vault, &[&["rename", "Love", "Eros", "-n"], more].concat());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let plain = shown(&[], false);
    assert!(plain.starts_with("--- a.md\n+++ a.md\n"), "{plain}");
    assert_eq!(shown(&["--color", "never"], false), plain);
    assert_eq!(shown(&[], true), plain);
    assert!(shown(&["--color", "always"], false).contains('\u{1b}'));
}

#[test]
fn what_looks_like_a_colour_in_a_note_stays_in_its_diff() {
    let vault = Vault::new("//- /Love.md\n//- /a.md\n\u{1b}[31mred [[Love]]\n");
    for color in ["never", "auto", "always"] {
        let mut command = command(&vault, &["rename", "Love", "Eros", "-n", "--color", color]);
        let diff = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(diff.contains("-\u{1b}[31mred [[Love]]"), "{color}: {diff:?}");
    }
}

/// Colours without a terminal, and the width of the widest line, for a check with these variables.
fn look(vault: &Vault, variables: &[(&str, &str)]) -> (bool, usize) {
    let mut command = command(vault, &["check", "-q"]);
    let output = command.env_remove("COLUMNS").envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let excerpt = text.lines().filter(|line| line.contains(" | "));
    (text.contains('\u{1b}'), excerpt.map(|line| line.chars().count()).max().unwrap_or(0))
}

#[test]
fn variables_set_colours_and_the_width() {
    let words = "words ".repeat(30);
    let vault = Vault::new(&format!("//- /a.md\n{words}[[gone]] {words}\n"));
    assert_eq!(look(&vault, &[]), (false, 100));
    for (columns, width) in [("60", 60), ("120", 120), ("5", 40), ("0", 100), ("x", 100)] {
        assert_eq!(look(&vault, &[("COLUMNS", columns)]), (false, width), "{columns}");
    }
    assert!(look(&vault, &[("CLICOLOR_FORCE", "1")]).0);
    assert!(!look(&vault, &[("CLICOLOR_FORCE", "0")]).0);
    assert!(!look(&vault, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).0);
    assert!(!look(&vault, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1"), ("TERM", "xterm")]).0);
}

/// A vault about which the program has more to say than a pipe holds.
fn talkative() -> Vault {
    let links: String = (0..6_000).map(|n| format!("[[gone {n}]]\n\n")).collect();
    Vault::new(&format!("//- /a.md\n{links}"))
}

/// Starts a command. Returns it after it has begun to print.
fn printing(vault: &Vault, args: &[&str]) -> Child {
    let mut child =
        command(vault, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 8]).unwrap();
    child
}

#[test]
fn a_closed_pipe_is_no_error_and_hides_no_findings() {
    let vault = talkative();
    for (args, status) in [
        (&["check"][..], 1),
        (&["check", "--format", "json"], 1),
        (&["check", "--fail-on", "never"], 0),
        (&["unresolved"], 0),
        (&["graph", "--unresolved"], 0),
    ] {
        let mut child = printing(&vault, args);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*error), (Some(status), ""), "{args:?}");
    }
}

#[cfg(unix)]
mod interrupted {
    use super::*;

    fn interrupt(child: &Child) {
        let id = child.id().to_string();
        // It may have ended.
        let _ = Command::new("kill").args(["-INT", &id]).stderr(Stdio::null()).status().unwrap();
    }

    #[test]
    fn the_first_ctrl_c_ends_a_long_output() {
        let vault = talkative();
        for args in [&["check"][..], &["check", "--format", "sarif"], &["graph", "--unresolved"]] {
            let mut whole = Vec::new();
            let mut child = printing(&vault, args);
            child.stdout.take().unwrap().read_to_end(&mut whole).unwrap();
            child.wait().unwrap();

            // The rest does not fit into the pipe, so it is printed after the signal.
            let mut child = printing(&vault, args);
            interrupt(&child);
            std::thread::sleep(std::time::Duration::from_millis(300));
            let mut part = Vec::new();
            child.stdout.take().unwrap().read_to_end(&mut part).unwrap();
            let output = child.wait_with_output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), &*error), (Some(130), ""), "{args:?}");
            assert!(part.len() < whole.len(), "{args:?}: {} bytes", part.len());
        }
    }

    #[test]
    fn another_ctrl_c_ends_a_command_that_waits() {
        let vault = talkative();
        let mut child = printing(&vault, &["check"]);
        // Nobody reads. Signals that come too fast count as one.
        let status = loop {
            interrupt(&child);
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(130));
    }
}
