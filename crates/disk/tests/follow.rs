//! Rereading a vault by the hints of its watcher finds the same files as reading it afresh, whatever
//! happens on the disk.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use linkwright_disk::{
    Batch, ChangeHints, NoteText, Root, Stamp, WalkOptions, Watcher, read_vault, reread, watch,
};

/// The files by path: notes with their stamps and texts, and `None` for other files.
type Files = BTreeMap<String, Option<(Stamp, String)>>;

/// Timeout for a hint, long enough for any machine. A passing test never waits this long.
const TIMEOUT: Duration = Duration::from_secs(60);

type Kept = (String, Option<(Stamp, String)>);

#[expect(clippy::needless_pass_by_value, reason = "`read_vault` passes it by value")]
fn keep(note: NoteText<'_>) -> Kept {
    (note.path.to_owned(), Some((note.stamp, note.text.to_owned())))
}

fn apply(files: &mut Files, batch: Batch<Kept>) {
    for path in batch.removed {
        files.remove(&path);
    }
    files.extend(batch.notes);
    files.extend(batch.files.into_iter().map(|path| (path, None)));
}

fn read_afresh(walk: &WalkOptions) -> Files {
    let (send, receive) = mpsc::channel();
    read_vault(walk, &AtomicBool::new(false), keep, |batch| send.send(batch).unwrap()).unwrap();
    drop(send);
    let mut files = Files::new();
    receive.into_iter().for_each(|batch| apply(&mut files, batch));
    files
}

fn reread_hints(walk: &WalkOptions, hints: &ChangeHints, files: &mut Files) {
    let stamps = files
        .iter()
        .map(|(path, note)| (path.clone(), note.as_ref().map(|(stamp, _)| *stamp)))
        .collect();
    let (send, receive) = mpsc::channel();
    let paths = (!hints.rescan).then_some(&hints.paths[..]);
    let deliver = |batch| send.send(batch).unwrap();
    reread(walk, paths, &stamps, &AtomicBool::new(false), keep, deliver).unwrap();
    drop(send);
    receive.into_iter().for_each(|batch| apply(files, batch));
}

/// Makes a random change to a file or folder. There are few names, so that changes often touch the
/// same paths. Many of the changes fail.
fn change_randomly(random: &mut fastrand::Rng, vault: &Path, elsewhere: &Path, links: bool) {
    const NAMES: [&str; 7] = ["a", "b", ".hidden", "x.md", "y.md", "z.md", "pic.png"];
    let mut path = |base: &Path| {
        let depth = random.usize(1..4);
        (0..depth).fold(base.to_owned(), |path, _| path.join(NAMES[random.usize(..NAMES.len())]))
    };
    let (one, other, outside) = (path(vault), path(vault), path(elsewhere));
    let text = random.u64(..).to_string();
    let _ = match random.u8(..if links { 12 } else { 10 }) {
        0..=2 => fs::write(&one, text),
        3 => one.parent().map_or(Ok(()), fs::create_dir_all),
        4 => fs::create_dir_all(&one).and_then(|()| fs::write(one.join("x.md"), text)),
        5 => fs::remove_file(&one),
        6 => fs::remove_dir_all(&one),
        7 => fs::rename(&one, &other),
        #[cfg(unix)]
        10..12 => {
            let one = vault.join(NAMES[random.usize(..NAMES.len())]);
            let to = [elsewhere, vault][usize::from(random.u8(..4) == 0)];
            std::os::unix::fs::symlink(to.join(NAMES[random.usize(..NAMES.len())]), one)
        }
        8 => fs::create_dir_all(elsewhere).and_then(|()| fs::rename(&one, &outside)),
        _ => fs::rename(&outside, &one),
    };
}

fn start_watching(walk: &WalkOptions) -> (Watcher, Receiver<ChangeHints>) {
    let (outbox, inbox) = mpsc::channel();
    let watcher = watch(walk.clone(), move |hints| drop(outbox.send(hints))).unwrap();
    (watcher, inbox)
}

/// Follows the hints up to one for the path `until` or for a rescan. After a rescan, a new watch is
/// started.
fn follow_hints(
    until: &str,
    watch: &mut (Watcher, Receiver<ChangeHints>),
    walk: &WalkOptions,
    files: &mut Files,
) {
    loop {
        let hints = watch.1.recv_timeout(TIMEOUT).expect("no hint before the timeout");
        assert_eq!(hints.failed, None);
        if hints.rescan {
            *watch = start_watching(walk);
        }
        reread_hints(walk, &hints, files);
        if hints.rescan || hints.paths.iter().any(|path| path == until) {
            return;
        }
    }
}

#[test]
fn rereading_by_hints_equals_reading_afresh() {
    let most_notes = check(20, false);
    assert!(most_notes > 3, "too few notes to compare: {most_notes}");
}

#[cfg(unix)]
#[test]
fn rereading_by_hints_equals_reading_afresh_with_symbolic_links() {
    let most_notes = (0..4).map(|seed| check(seed, true)).max();
    assert!(most_notes > Some(3), "too few notes to compare: {most_notes:?}");
}

/// Compares after each round of random changes. Returns the greatest number of notes compared.
fn check(seed: u64, links: bool) -> usize {
    let base = fs::canonicalize(std::env::temp_dir()).unwrap();
    let dir = tempfile::Builder::new().prefix("linkwright-").tempdir_in(base).unwrap();
    let (vault, elsewhere) = (dir.path().join("vault"), dir.path().join("elsewhere"));
    fs::create_dir_all(&vault).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    let walk = WalkOptions {
        root: Root::open(&vault).unwrap(),
        extensions: vec!["md".to_owned()],
        exclude: Vec::new(),
        gitignore: false,
    };
    let mut files = read_afresh(&walk);
    let mut watch = start_watching(&walk);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut most_notes = 0;
    for round in 0..if links { 20 } else { 40 } {
        for _ in 0..random.usize(1..if links { 12 } else { 60 }) {
            change_randomly(&mut random, &vault, &elsewhere, links);
        }
        // Events arrive in order, so after the event of this file no earlier one is missing.
        let last = format!("round {round}");
        fs::write(vault.join(&last), "").unwrap();
        follow_hints(&last, &mut watch, &walk, &mut files);
        // Another root, which knows no symbolic link yet.
        let fresh = WalkOptions { root: Root::open(&vault).unwrap(), ..walk.clone() };
        assert_eq!(files, read_afresh(&fresh), "seed {seed}, round {round}");
        most_notes = most_notes.max(files.values().flatten().count());
    }
    most_notes
}
