//! Runs the built program on small vaults.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use linkwright_fixture::Fixture;
use tempfile::TempDir;

/// A marked vault in a temporary folder, with a state folder for the history of its changes.
pub(crate) struct Vault {
    folder: TempDir,
    state: TempDir,
}

impl Vault {
    /// Creates a vault with the files of a fixture.
    pub(crate) fn new(fixture: &str) -> Vault {
        let vault = Vault { folder: TempDir::new().unwrap(), state: TempDir::new().unwrap() };
        vault.write(".linkwright.toml", b"");
        for file in Fixture::parse(fixture).files {
            vault.write(&file.path, file.text.as_bytes());
        }
        vault
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder with the history of its changes.
    pub(crate) fn state(&self) -> &Path {
        self.state.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// The paths and texts of all files outside hidden folders.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.path().join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let path = folder.join(entry.file_name());
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if entry.file_type().unwrap().is_dir() {
                    folders.push(path);
                } else {
                    let path = path.to_str().unwrap().replace('\\', "/");
                    files.push((path.clone(), self.read(&path)));
                }
            }
        }
        files.sort();
        files
    }

    /// Runs `linkwright` in the vault.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_in("", args)
    }

    /// Runs `linkwright` in a folder of the vault.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args(args)
            .current_dir(self.path().join(folder))
            .env("XDG_STATE_HOME", self.state())
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        Run::new(&output, self.path())
    }
}

/// The output of a run, with times replaced by `TIME` and the path of the vault by `VAULT`.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    fn new(output: &Output, root: &Path) -> Run {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            mask_times(&text.replace(root.to_str().unwrap(), "VAULT"))
        };
        Run {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The output, the exit status and, if it is not empty, standard error; with [`slashes`].
    pub(crate) fn show(&self) -> String {
        let mut shown = format!("{}[exit {:?}]\n", self.stdout, self.status.unwrap_or(-1));
        if !self.stderr.is_empty() {
            shown += &format!("[stderr]\n{}", self.stderr);
        }
        slashes(&shown)
    }
}

/// Replaces `\` between the names of a path by `/`, so that output for people is the same on Windows.
/// `tests/tests/windows` has the tests of what is shown there.
pub(crate) fn slashes(text: &str) -> String {
    if !cfg!(windows) {
        return text.to_owned();
    }
    let is_name = |c: &char| c.is_alphanumeric() || "._-".contains(*c);
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut replaced = String::new();
    while let Some(c) = rest.next() {
        let separates =
            c == '\\' && before.is_some_and(|it| is_name(&it)) && rest.peek().is_some_and(is_name);
        replaced.push(if separates { '/' } else { c });
        before = Some(c);
    }
    replaced
}

/// Replaces times such as `0.4 ms`, `12 ms` and `3.1 s` by `TIME`.
pub(crate) fn mask_times(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = rest[at..].find(|c: char| !c.is_ascii_digit() && c != '.');
        let end = number.map_or(rest.len(), |length| at + length);
        let unit = [" ms", " s"].into_iter().find(|unit| {
            rest[end..]
                .strip_prefix(unit)
                .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()))
        });
        masked.push_str(&rest[..at]);
        match unit {
            Some(unit) => {
                masked.push_str("TIME");
                rest = &rest[end + unit.len()..];
            }
            None => {
                masked.push_str(&rest[at..end]);
                rest = &rest[end..];
            }
        }
    }
    masked + rest
}

/// All folders, and all files with their bytes, including hidden ones.
pub(crate) type Snapshot = BTreeMap<String, Option<Vec<u8>>>;

/// All that is in a folder.
pub(crate) fn snapshot(root: &Path) -> Snapshot {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                all.insert(name, None);
                folders.push(path);
            } else {
                all.insert(name, Some(fs::read(&path).unwrap()));
            }
        }
    }
    all
}
