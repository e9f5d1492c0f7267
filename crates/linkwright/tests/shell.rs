//! `linkwright completions` and `linkwright man`, as a package build runs them.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

const COMMANDS: &[&str] = &[
    "lsp",
    "mcp",
    "check",
    "rename",
    "mv",
    "alias",
    "move",
    "split",
    "merge",
    "convert",
    "link-mentions",
    "undo",
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
    "query",
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
fn the_script_of_every_shell_asks_the_program() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("COMPLETE") && script.contains("linkwright"), "{shell}: {script}");
    }
}

/// A vault with names that a shell has to quote.
fn vault() -> TempDir {
    let vault = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = vault.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(".linkwright.toml", "");
    write(
        "Apis mellifera.md",
        "---\naliases: [honey bee, bee/honey]\n---\n# Apis\n## In winter\nx #insect/bee ^who\n",
    );
    write("Hive.md", "");
    write("sub/Hive.md", "");
    vault
}

/// What the program offers for the last of `words`, one candidate in a line.
fn offered(vault: &TempDir, words: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
        .args([&["--", "linkwright"], words].concat())
        .current_dir(vault.path())
        .env("COMPLETE", "fish")
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let shown = String::from_utf8(output.stdout).unwrap();
    shown.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn names_headings_blocks_aliases_and_tags_are_completed() {
    let vault = vault();
    let offered = |words: &[&str]| offered(&vault, words);
    assert_eq!(offered(&["outline", "ap"]), ["Apis mellifera"]);
    assert_eq!(offered(&["outline", "Apis\\ m"]), ["Apis mellifera"]);
    assert_eq!(offered(&["outline", "\"hon"]), ["honey bee"]);
    assert_eq!(offered(&["backlinks", "hi"]), ["Hive.md"]);
    assert_eq!(offered(&["merge", "Hive.md", "s"]), ["sub/Hive.md"]);
    let places = ["Apis mellifera#Apis", "Apis mellifera#In winter", "Apis mellifera#^who"];
    assert_eq!(offered(&["show", "Apis mellifera#"]), places);
    assert_eq!(offered(&["move", "honey bee#In"]), ["honey bee#In winter"]);
    assert_eq!(offered(&["rename", "#"]), ["#insect", "#insect/bee"]);
    assert_eq!(offered(&["notes", "--tag", "insect/"]), ["insect/bee"]);
    assert_eq!(offered(&["alias", "remove", "Apis mellifera", "h"]), ["honey bee"]);
    assert_eq!(offered(&["outline", "bee"]), ["bee/honey"]);
    assert_eq!(offered(&["outline", "zzz"]), [""; 0]);
    assert_eq!(offered(&["conv"]), ["convert"]);
    let elsewhere = ["outline", "--vault", "/does/not/exist", "A"];
    assert_eq!(offered(&elsewhere), [""; 0]);
}

/// Runs a script in a shell that is installed. `None` with a message if it is not.
#[cfg(unix)]
fn in_shell(shell: &str, vault: &TempDir, script: &str) -> Option<String> {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_linkwright"));
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&folders).collect::<Vec<_>>();
    let path = std::iter::once(program.parent().unwrap().to_owned()).chain(folders);
    let completions = vault.path().join(".completions");
    fs::write(&completions, printed(&["completions", shell])).unwrap();
    let output = Command::new(shell)
        .args(["-c", &format!("source .completions\n{script}")])
        .current_dir(vault.path())
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", vault.path())
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: {shell} is not installed");
        return None;
    };
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
#[cfg(unix)]
fn bash_inserts_names_in_quotes() {
    let script = "COMP_WORDS=(linkwright outline Ap); COMP_CWORD=2; COMP_TYPE=9\n\
                  _clap_complete_linkwright linkwright Ap outline\n\
                  printf '%s\\n' \"${COMPREPLY[@]}\"\n\
                  COMP_WORDS=(linkwright outline '\"Ap')\n\
                  _clap_complete_linkwright linkwright Ap outline\n\
                  printf '%s\\n' \"${COMPREPLY[@]}\"";
    let said = in_shell("bash", &vault(), script);
    assert!(said.is_none_or(|said| said == "Apis\\ mellifera\nApis mellifera\n"));
}

#[test]
#[cfg(unix)]
fn fish_completes_names() {
    let said = in_shell("fish", &vault(), "complete -C 'linkwright outline Apis\\\\ '");
    assert!(said.is_none_or(|said| said.starts_with("Apis mellifera\tApis mellifera.md")));
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
        let name = command.replace('-', "\\-");
        assert!(page.contains(&format!("linkwright\\-{name}(1)")), "{command} is not in {page}");
        assert!(pages.join(format!("linkwright-{command}.1")).exists(), "{command} has no page");
    }
}
