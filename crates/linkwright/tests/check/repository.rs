//! Vaults in Git.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::support::Vault;

/// Runs Git in the vault.
pub(crate) fn git(vault: &Vault, args: &[&str]) {
    git_in(vault.path(), args);
}

/// Runs Git in a folder. Returns what it prints.
pub(crate) fn git_in(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Commits all files.
pub(crate) fn commit(vault: &Vault) {
    git(vault, &["add", "-A"]);
    git(vault, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// A vault with a first commit.
pub(crate) fn repository(fixture: &str) -> Vault {
    let vault = Vault::new(fixture);
    git(&vault, &["init", "-q"]);
    commit(&vault);
    vault
}

/// How often a check finds what, in which files.
pub(crate) fn found(
    vault: &Vault,
    folder: &str,
    args: &[&str],
) -> BTreeMap<(String, String), usize> {
    let args = [&["check", "--severity", "hint", "--format", "json"], args].concat();
    let run = vault.run_in(folder, &args);
    let document: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {args:?} {}", run.show()));
    let mut found = BTreeMap::new();
    for finding in document["findings"].as_array().expect("a list") {
        let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
        *found.entry((text("path"), text("fingerprint"))).or_default() += 1;
    }
    found
}
