//! Editors that save while the command line changes files: no save is lost.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

const NOTES: usize = 60;

/// The way an editor saves.
#[derive(Clone, Copy)]
enum Save {
    /// Writes into the file itself, which is empty for a moment.
    InPlace,
    /// Writes another file, which then replaces the first.
    Replace,
}

impl Save {
    fn run(self, path: &Path, text: &str) -> std::io::Result<()> {
        match self {
            // The file must exist, as for an editor that has the note open.
            Save::InPlace => {
                use std::io::Write as _;
                let mut file = fs::File::options().write(true).truncate(true).open(path)?;
                file.write_all(text.as_bytes())
            }
            Save::Replace => {
                let other = path.with_extension("save");
                fs::write(&other, text)?;
                fs::rename(&other, path)
            }
        }
    }
}

fn texts(folder: &Path, all: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, all);
        } else {
            all.insert(fs::read_to_string(&path).unwrap());
        }
    }
}

/// Renames a note to and fro while an editor saves the notes that link to it. Returns how many
/// renames were refused, and their messages.
fn rename_meanwhile(save: Save) -> (usize, String) {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(".linkwright.toml"), "").unwrap();
    fs::write(dir.path().join("hub 0.md"), "# Hub\n").unwrap();
    let path = |number: usize| dir.path().join(format!("n{number}.md"));
    for number in 0..NOTES {
        fs::write(path(number), "[[hub 0]]\n").unwrap();
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut saved: BTreeMap<PathBuf, String> = BTreeMap::new();
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                let path = path(round * 7 % NOTES);
                let text = format!("[[hub 0]] [[hub 1]] saved in round {round}\n");
                if save.run(&path, &text).is_ok() {
                    saved.insert(path, format!("saved in round {round}\n"));
                }
                round += 1;
                // Lets commands reach the point at which they change files.
                std::thread::sleep(std::time::Duration::from_millis(4));
            }
            saved
        });
        let (mut refused, mut said) = (0, String::new());
        for run in 0..20 {
            let (old, new) = (format!("hub {}.md", run % 2), format!("hub {}", (run + 1) % 2));
            let old = if dir.path().join(&old).exists() { old } else { format!("{new}.md") };
            let new = if old.contains('0') { "hub 1" } else { "hub 0" };
            let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
                .args(["rename", "-q", &old, new])
                .current_dir(dir.path())
                .env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"))
                .output()
                .unwrap();
            if !output.status.success() {
                refused += 1;
                said += &String::from_utf8_lossy(&output.stderr);
            }
        }
        stop.store(true, Ordering::Relaxed);
        let saved = editor.join().unwrap();
        let mut there = BTreeSet::new();
        texts(dir.path(), &mut there);
        for (path, mark) in &saved {
            let kept = there.iter().any(|text| text.ends_with(mark.as_str()));
            assert!(kept, "{}: {mark} is lost\n{said}", path.display());
        }
        assert!(saved.len() > NOTES / 2, "the editor saved: {}", saved.len());
        let hubs = ["hub 0.md", "hub 1.md"].map(|name| dir.path().join(name).exists());
        assert_ne!(hubs[0], hubs[1], "one hub: {hubs:?}");
        (refused, said)
    })
}

#[test]
fn no_save_is_lost_while_notes_are_renamed() {
    for save in [Save::Replace, Save::InPlace] {
        let (refused, said) = rename_meanwhile(save);
        eprintln!("refused {refused} of 20\n{said}");
        assert!(refused > 0, "nothing came in the way, so nothing was tried");
    }
}
