//! Checks in hooks, where Git sets variables.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::repository::{git, git_in, repository};
use super::support::Vault;

const NOTES: &str = "//- /vault/.linkwright.toml\n//- /vault/a.md\n[[b]]\n//- /vault/b.md\n[[a]]\n";

/// Makes the script the hook of each commit.
fn write_hook(vault: &Vault, script: &str) {
    let hook = vault.path().join(".git/hooks/pre-commit");
    vault.write(".git/hooks/pre-commit", format!("#!/bin/sh\n{script}\n").as_bytes());
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it is there");
}

/// Whether the commit is made, and what is printed.
fn commit(folder: &Path, git: &[&str], args: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b.example"])
        .args(git)
        .args(["commit", "-m", "x"])
        .args(args)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .output()
        .expect("git is installed");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn a_hook_checks_the_commit_that_is_being_made() {
    let vault =
        repository("//- /vault/.linkwright.toml\n//- /vault/a.md\n[[b]]\n//- /vault/b.md\n[[a]]\n");
    let program = env!("CARGO_BIN_EXE_linkwright");
    write_hook(&vault, &format!("cd vault && exec '{program}' check -q --staged"));
    let other = Vault::new("");
    let worktree = other.path().join("tree");
    git(&vault, &["worktree", "add", "-q", worktree.to_str().unwrap()]);
    for folder in [vault.path(), &worktree] {
        let commit = |args: &[&str]| commit(folder, &[], args);
        fs::write(folder.join("vault/a.md"), "[[b]] [[gone]]\n").unwrap();
        fs::write(folder.join("vault/b.md"), "[[a]] [[lost]]\n").unwrap();
        git_in(folder, &["add", "vault/a.md"]);
        let (is_made, shown) = commit(&[]);
        assert!(!is_made && shown.contains("a.md:1:9") && !shown.contains("b.md:1:9"), "{shown}");
        // These two commit from an index of their own.
        let (is_made, shown) = commit(&["vault/b.md"]);
        assert!(!is_made && !shown.contains("a.md:1:9") && shown.contains("b.md:1:9"), "{shown}");
        let (is_made, shown) = commit(&["-a"]);
        assert!(!is_made && shown.contains("a.md:1:9") && shown.contains("b.md:1:9"), "{shown}");
        fs::write(folder.join("vault/a.md"), "[[b]] more\n").unwrap();
        git_in(folder, &["add", "vault/a.md"]);
        let (is_made, shown) = commit(&[]);
        assert!(is_made, "{shown}");
    }
}

#[test]
fn relative_variables_of_git_count_from_the_top_folder() {
    let vault = repository(NOTES);
    let program = env!("CARGO_BIN_EXE_linkwright");
    let above = vault.path().parent().unwrap();
    let name = vault.path().file_name().unwrap().to_str().unwrap();
    let options = [&format!("--git-dir={name}/.git"), &format!("--work-tree={name}")];
    fs::write(vault.path().join("vault/a.md"), "[[b]] [[gone]]\n").unwrap();
    for script in [
        format!("exec '{program}' check -q --staged vault"),
        format!("cd vault && exec '{program}' check -q --staged"),
        format!("cd vault && exec '{program}' check -q --since HEAD"),
    ] {
        write_hook(&vault, &script);
        let (is_made, shown) = commit(above, &options.map(String::as_str), &["-a"]);
        assert!(!is_made && shown.contains("a.md:1:9"), "{script}: {shown}");
    }
}

#[test]
fn the_index_of_another_repository_does_not_count() {
    let vault = repository(NOTES);
    let inner = repository("//- /.linkwright.toml\n//- /c.md\n");
    fs::write(inner.path().join("c.md"), "[[lost]]\n").unwrap();
    git(&inner, &["add", "-A"]);
    let program = env!("CARGO_BIN_EXE_linkwright");
    let inner_path = inner.path().to_str().unwrap();
    let submodule =
        ["-c", "protocol.file.allow=always", "submodule", "add", "-q", inner_path, "sub"];
    git(&vault, &submodule);
    git(&vault, &["commit", "-qm", "x"]);
    fs::write(vault.path().join("sub/c.md"), "[[lost]]\n").unwrap();
    git_in(&vault.path().join("sub"), &["add", "-A"]);
    for folder in [inner_path, "sub"] {
        write_hook(&vault, &format!("cd '{folder}' && exec '{program}' check -q --staged"));
        fs::write(vault.path().join("vault/a.md"), "[[b]] more\n").unwrap();
        for args in [&["--allow-empty"][..], &["-a"], &["vault/a.md"]] {
            let (is_made, shown) = commit(vault.path(), &[], args);
            assert!(!is_made && shown.contains("c.md:1:3"), "{folder} {args:?}: {shown}");
        }
    }
}

#[test]
fn an_index_elsewhere_counts() {
    let vault = repository(NOTES);
    let other = Vault::new("");
    let index = other.path().join("index");
    fs::copy(vault.path().join(".git/index"), &index).unwrap();
    fs::write(vault.path().join("vault/a.md"), "[[b]] [[gone]]\n").unwrap();
    let index = index.to_str().unwrap();
    let run = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        command.args(args).current_dir(vault.path()).env("GIT_INDEX_FILE", index);
        command.output().unwrap()
    };
    run("git", &["add", "-A"]);
    let program = env!("CARGO_BIN_EXE_linkwright");
    let shown = run(program, &["check", "--staged", "vault"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("a.md:1:9"), "{shown:?}");
    let of_vault = vault.run(&["check", "--staged", "vault"]);
    assert_eq!(of_vault.status, Some(0), "{}", of_vault.show());
}
