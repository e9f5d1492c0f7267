//! Whoever follows a vault's hints knows what a fresh reading would tell, whatever is done to it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use linkwright_disk::{
    Batch, ChangeHints, NoteText, Root, Stamp, Walk, Watcher, read_vault, reread, watch,
};

/// The notes with their stamps and texts, and the other files.
type Known = BTreeMap<String, Option<(Stamp, String)>>;

/// Long enough for any machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

type Kept = (String, Option<(Stamp, String)>);

#[expect(clippy::needless_pass_by_value, reason = "as it is handed out")]
fn keep(note: NoteText<'_>) -> Kept {
    (note.path.to_owned(), Some((note.stamp, note.text.to_owned())))
}

fn take(known: &mut Known, batch: Batch<Kept>) {
    for path in batch.removed {
        known.remove(&path);
    }
    known.extend(batch.notes);
    known.extend(batch.files.into_iter().map(|path| (path, None)));
}

fn fresh(walk: &Walk) -> Known {
    let (send, receive) = mpsc::channel();
    read_vault(walk, &AtomicBool::new(false), keep, |batch| send.send(batch).unwrap()).unwrap();
    drop(send);
    let mut known = Known::new();
    receive.into_iter().for_each(|batch| take(&mut known, batch));
    known
}

fn look(walk: &Walk, hints: &ChangeHints, known: &mut Known) {
    let stamps = known
        .iter()
        .map(|(path, note)| (path.clone(), note.as_ref().map(|(stamp, _)| *stamp)))
        .collect();
    let (send, receive) = mpsc::channel();
    let paths = (!hints.rescan).then_some(&hints.paths[..]);
    let deliver = |batch| send.send(batch).unwrap();
    reread(walk, paths, &stamps, &AtomicBool::new(false), keep, deliver).unwrap();
    drop(send);
    receive.into_iter().for_each(|batch| take(known, batch));
}

/// Does something to one of a few files and folders, so that they often meet. Much of it fails.
fn disturb(random: &mut fastrand::Rng, vault: &Path, elsewhere: &Path, links: bool) {
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

fn watched(walk: &Walk) -> (Watcher, Receiver<ChangeHints>) {
    let (outbox, inbox) = mpsc::channel();
    let watcher = watch(walk.clone(), move |hints| drop(outbox.send(hints))).unwrap();
    (watcher, inbox)
}

/// Takes what comes until a hint at `until`, or a rescan, after which it is watched anew.
fn follow(
    until: &str,
    watching: &mut (Watcher, Receiver<ChangeHints>),
    walk: &Walk,
    known: &mut Known,
) {
    loop {
        let hints = watching.1.recv_timeout(PATIENCE).expect("a hint comes");
        assert_eq!(hints.failed, None);
        if hints.rescan {
            *watching = watched(walk);
        }
        look(walk, &hints, known);
        if hints.rescan || hints.paths.iter().any(|path| path == until) {
            return;
        }
    }
}

#[test]
fn hints_lead_to_what_a_fresh_reading_tells() {
    let most = check(20, false);
    assert!(most > 3, "there were notes to compare: {most}");
}

#[cfg(unix)]
#[test]
fn hints_lead_to_what_a_fresh_reading_tells_where_there_are_links() {
    let most = (0..4).map(|seed| check(seed, true)).max();
    assert!(most > Some(3), "there were notes to compare: {most:?}");
}

/// Returns the greatest number of notes that there were to compare.
fn check(seed: u64, links: bool) -> usize {
    let base = fs::canonicalize(std::env::temp_dir()).unwrap();
    let dir = tempfile::Builder::new().prefix("linkwright-").tempdir_in(base).unwrap();
    let (vault, elsewhere) = (dir.path().join("vault"), dir.path().join("elsewhere"));
    fs::create_dir_all(&vault).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    let walk = Walk {
        root: Root::open(&vault).unwrap(),
        extensions: vec!["md".to_owned()],
        exclude: Vec::new(),
        gitignore: false,
    };
    let mut known = fresh(&walk);
    let mut watching = watched(&walk);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut most = 0;
    for round in 0..if links { 20 } else { 40 } {
        for _ in 0..random.usize(1..if links { 12 } else { 60 }) {
            disturb(&mut random, &vault, &elsewhere, links);
        }
        // Events come in order: with that of this file, all before it have come.
        let last = format!("round {round}");
        fs::write(vault.join(&last), "").unwrap();
        follow(&last, &mut watching, &walk, &mut known);
        // Of another root, which knows of no link yet.
        let anew = Walk { root: Root::open(&vault).unwrap(), ..walk.clone() };
        assert_eq!(known, fresh(&anew), "seed {seed}, round {round}");
        most = most.max(known.values().flatten().count());
    }
    most
}
