//! `linkwright completions` and `linkwright man`, as a package build runs them.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

const COMMANDS: &[&str] = &[
    "lsp",
    "check",
    "rename",
    "mv",
    "alias",
    "tour",
    "notes",
    "links",
    "backlinks",
    "unresolved",
    "orphans",
    "deadends",
    "tags",
    "aliases",
    "properties",
    "attachments",
    "outline",
    "mentions",
    "search",
    "show",
    "graph",
    "daily",
    "new",
];

fn printed(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_linkwright")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn completions_name_every_command_in_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not learn {command}");
        }
    }
}

#[test]
fn the_manual_names_every_command_and_has_a_page_for_each() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH linkwright 1"), "{page}");
    let folder = TempDir::new().unwrap();
    let pages = folder.path().join("man1");
    printed(&["man", pages.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(pages.join("linkwright.1")).unwrap(), page);
    for command in COMMANDS {
        assert!(page.contains(&format!("linkwright\\-{command}(1)")), "{command} is not in {page}");
        assert!(pages.join(format!("linkwright-{command}.1")).exists(), "{command} has no page");
    }
}
