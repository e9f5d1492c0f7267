//! The output of commands that change notes: closed pipes and colours.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

#[path = "support/mod.rs"]
mod support;

use std::io::Read as _;
use std::process::{Command, Stdio};

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
