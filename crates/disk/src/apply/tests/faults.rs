//! Changes that fail or are interrupted while other programs save files. Each system call of the
//! built program is made to fail in `crates/linkwright/tests/faults.rs`.

use super::*;

/// Leaves a change as it is if its process is killed after `moment`.
pub(super) fn interrupt(root: &Root, changes: &[FileChange], moment: impl FnOnce()) -> PathBuf {
    let staging = Staging::create(root).unwrap();
    let (journal, staged) = prepare(root, &staging, changes, &AtomicBool::new(false)).unwrap();
    moment();
    let _ = commit(root, &staging, &journal, &staged);
    staging.folder.clone()
}

/// Commits a change, with another program saving files before it (`before`) and after it (`after`).
/// Then undoes the change.
pub(super) fn commit_and_undo(
    root: &Root,
    changes: &[FileChange],
    before: impl FnOnce(),
    after: impl FnOnce(),
) -> Result<DiskError, DiskError> {
    let staging = Staging::create(root).unwrap();
    let (journal, staged) = prepare(root, &staging, changes, &AtomicBool::new(false)).unwrap();
    before();
    let failed = commit(root, &staging, &journal, &staged);
    after();
    match failed {
        Ok(()) => Ok(undo(root, staging, &journal, DiskError::new("x.md", Reason::Changed))),
        Err(error) => Err(undo(root, staging, &journal, error)),
    }
}

pub(super) fn recovered_state(root: &Root) -> ChangeState {
    let mut all = recover(root).unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).state
}

fn save_in_place(folder: &Path, name: &str, text: &str) {
    write(folder, name, text);
}

/// Replaces the file, as many editors do.
fn save_by_rename(folder: &Path, name: &str, text: &str) {
    write(folder, ".save", text);
    fs::rename(folder.join(".save"), folder.join(name)).unwrap();
}

#[test]
fn a_save_before_the_write_is_left_alone() {
    for save in [save_in_place, save_by_rename] {
        let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
        let changes = [edit("a.md", "a", "A"), edit("b.md", "b", "B")];
        let meanwhile = || save(dir.path(), "b.md", "meanwhile");
        let error = commit_and_undo(&root, &changes, meanwhile, || {}).unwrap_err();
        assert_eq!(error, DiskError::new(root.canonical.join("b.md"), Reason::Changed));
        assert_files(&root, &[("a.md", Some("a")), ("b.md", Some("meanwhile"))]);
    }
}

#[test]
fn a_save_after_the_write_stays_and_the_old_text_is_kept_next_to_it() {
    for save in [save_in_place, save_by_rename] {
        let (dir, root) = vault(&[("a.md", "a"), ("f/b.md", "b"), ("c.md", "c")]);
        let changes = [edit("a.md", "a", "A"), edit("f/b.md", "b", "B"), rename("f", "g/f")];
        let meanwhile = || {
            save(dir.path(), "a.md", "saved");
            write(dir.path(), "f/b.md", "saved, too");
        };
        let error = commit_and_undo(&root, &changes, || {}, meanwhile).unwrap();
        let at = |path: &str| root.canonical.join(path);
        let Reason::UndoneWithConflicts { conflicts: said, .. } = &error.reason else {
            panic!("{error}")
        };
        let mut texts: Vec<_> =
            said.iter().map(|(file, _)| fs::read_to_string(file).unwrap()).collect();
        texts.sort();
        assert_eq!(said.len(), 2, "{error}");
        assert_eq!(texts, ["saved", "saved, too"]);
        let beside = fs::read_to_string(at("a (before linkwright).md")).unwrap();
        assert_eq!((beside.as_str(), at("g").exists()), ("a", false));
        assert!(error.to_string().contains("`a (before linkwright).md`"), "{error}");
    }
}

#[test]
fn a_save_through_an_open_file_handle_is_not_lost() {
    use std::io::Write as _;
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
    let changes = [edit("a.md", "a", "A"), edit("b.md", "b", "B")];
    let mut open = fs::OpenOptions::new().append(true).open(dir.path().join("a.md")).unwrap();
    let staging = Staging::create(&root).unwrap();
    let (journal, staged) = prepare(&root, &staging, &changes, &AtomicBool::new(false)).unwrap();
    commit(&root, &staging, &journal, &staged).unwrap();
    open.write_all(b" and more").unwrap();
    drop(open);
    staging.mark(EndState::Done).unwrap();
    let conflicts = staging.clean(&root, &journal, EndState::Done).unwrap();
    let beside = root.canonical.join("a (saved meanwhile).md");
    assert_eq!(conflicts, [(root.canonical.join("a.md"), beside)]);
    let meanwhile = ("a (saved meanwhile).md", Some("a and more"));
    assert_files(&root, &[meanwhile, ("a.md", Some("A")), ("b.md", Some("B"))]);
}

#[test]
fn a_new_file_that_was_saved_by_others_stays() {
    let (dir, root) = vault(&[("a.md", "a")]);
    let changes = [create("f/new.md", "new"), create("other.md", "other")];
    let meanwhile = || write(dir.path(), "f/new.md", "saved");
    commit_and_undo(&root, &changes, || {}, meanwhile).unwrap();
    assert_files(&root, &[("a.md", Some("a")), ("f", None), ("f/new.md", Some("saved"))]);
}

#[test]
fn a_new_file_is_removed_even_if_its_folder_cannot_move_back() {
    let (dir, root) = vault(&[("f/a.md", "a")]);
    let changes = [create("f/new.md", "new"), rename("f", "g")];
    let meanwhile = || write(dir.path(), "f/new.md", "saved at the old path");
    commit_and_undo(&root, &changes, || {}, meanwhile).unwrap();
    let saved = ("f/new.md", Some("saved at the old path"));
    assert_files(&root, &[("f", None), ("f/a.md", Some("a")), saved]);
}

#[test]
fn files_created_by_others_stay_when_a_folder_move_is_undone() {
    let (dir, root) = vault(&[("f/a.md", "a"), ("f/b.md", "b")]);
    let meanwhile = || write(dir.path(), "f/a.md", "saved at the old path");
    let error = commit_and_undo(&root, &[rename("f", "g")], || {}, meanwhile).unwrap();
    assert!(matches!(error.reason, Reason::UndoneWithConflicts { .. }), "{error}");
    let expected = [
        ("f", None),
        ("f/a (before linkwright).md", Some("a")),
        ("f/a.md", Some("saved at the old path")),
        ("f/b.md", Some("b")),
    ];
    assert_files(&root, &expected);
}

#[test]
fn an_interrupted_change_is_undone() {
    let (dir, root) = vault(&[("a.md", "a"), ("f/b.md", "b"), ("c.md", "c"), ("d.md", "d")]);
    let before = snapshot(&root);
    fs::hard_link(dir.path().join("d.md"), dir.path().join(".d")).unwrap();
    let changes = [
        edit("a.md", "a", "A"),
        edit("d.md", "d", "D"),
        edit("f/b.md", "b", "B"),
        create("new/deep/n.md", "n"),
        edit("c.md", "c", "C"),
        rename("f", "g/f"),
        rename("g/f/b.md", "b.md"),
    ];
    // Complete, but not marked as done.
    let folder = interrupt(&root, &changes, || {});
    assert!(dir.path().join("b.md").exists() && folder.exists());
    let pending = interrupted_changes(&root).unwrap();
    assert!(matches!(pending[0].state, ChangeState::Pending { files: 5, moves: 2 }), "{pending:?}");
    let ChangeState::Undone { files: 5, moves: 2, conflicts } = recovered_state(&root) else {
        panic!()
    };
    assert_eq!(conflicts, []);
    fs::remove_file(dir.path().join(".d")).unwrap();
    assert_eq!(snapshot(&root), before);
    assert!(recover(&root).unwrap().is_empty());
    // Interrupted at a file that changed, after the writes before it.
    interrupt(&root, &changes, || write(dir.path(), "c.md", "meanwhile"));
    let ChangeState::Undone { .. } = recovered_state(&root) else { panic!() };
    write(dir.path(), "c.md", "c");
    assert_eq!(snapshot(&root), before);
}

#[cfg(unix)]
#[test]
fn changes_behind_symbolic_links_are_undone_without_listing_the_vault() {
    let (dir, root) = vault(&[("a.md", "a")]);
    let outside = crate::testing::folder();
    write(outside.path(), "f/o.md", "o");
    write(outside.path(), "p.md", "p");
    std::os::unix::fs::symlink(outside.path().join("f"), dir.path().join("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("p.md"), dir.path().join("p.md")).unwrap();
    crate::walk::list(&crate::testing::all_files(&root), None).unwrap();
    let before = (snapshot(&root), fs::read_dir(outside.path().join("f")).unwrap().count());
    let changes = [
        edit("out/o.md", "o", "O"),
        edit("p.md", "p", "P"),
        create("out/new/n.md", "n"),
        rename("p.md", "q.md"),
        rename("out/o.md", "out/moved.md"),
    ];
    interrupt(&root, &changes, || {});
    assert!(outside.path().join("f/moved.md").exists() && dir.path().join("q.md").is_symlink());
    let ChangeState::Undone { files: 3, moves: 2, conflicts } =
        recovered_state(&Root::open(dir.path()).unwrap())
    else {
        panic!()
    };
    assert_eq!(conflicts, []);
    let now = (snapshot(&root), fs::read_dir(outside.path().join("f")).unwrap().count());
    assert_eq!(now, before);
}

#[test]
fn a_sequence_of_moves_is_undone_from_any_point() {
    let files = [("a.md", "a"), ("b.md", "b"), ("f/c.md", "c")];
    let swap = [rename("b.md", "t.md"), rename("a.md", "b.md"), rename("t.md", "a.md")];
    for made in 0..=swap.len() {
        let (_dir, root) = vault(&files);
        let before = snapshot(&root);
        let staging = Staging::create(&root).unwrap();
        let (journal, _) = prepare(&root, &staging, &swap, &AtomicBool::new(false)).unwrap();
        for it in &journal.moves[..made] {
            fs::rename(root.canonical.join(&it.from), root.canonical.join(&it.to)).unwrap();
        }
        drop(staging);
        let ChangeState::Undone { moves, .. } = recovered_state(&root) else { panic!() };
        assert_eq!((moves, snapshot(&root)), (made, before));
    }
}

#[test]
fn changes_of_a_running_process_are_not_undone() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    let staging = Staging::create(&root).unwrap();
    let changes = [edit("a.md", "a", "A")];
    prepare(&root, &staging, &changes, &AtomicBool::new(false)).unwrap();
    assert_eq!(recover(&root).unwrap_err().reason, Reason::Busy);
    assert_eq!(apply(&root, &changes).unwrap_err().reason, Reason::Busy);
    assert!(matches!(interrupted_changes(&root).unwrap()[0].state, ChangeState::Busy));
    drop(staging);
    assert_eq!(apply(&root, &changes).unwrap_err().reason, Reason::InterruptedChange);
    assert!(matches!(recovered_state(&root), ChangeState::Undone { files: 0, .. }));
    apply(&root, &changes).unwrap();
    assert_files(&root, &[("a.md", Some("A"))]);
}

#[test]
fn an_unknown_journal_is_kept() {
    let make = |spoil: fn(&Path, &str)| {
        let (dir, root) = vault(&[("a.md", "a")]);
        let folder = interrupt(&root, &[edit("a.md", "a", "A")], || {});
        let text = fs::read_to_string(folder.join("journal.json")).unwrap();
        spoil(&folder, &text);
        let before = snapshot(&root);
        let ChangeState::Unknown(why) = recovered_state(&root) else { panic!() };
        assert_eq!(snapshot(&root), before);
        // It does not block other changes.
        apply(&root, &[create("b.md", "b")]).unwrap();
        drop(dir);
        why
    };
    let why = make(|folder, text| {
        fs::write(folder.join("journal.json"), &text[..text.len() / 2]).unwrap();
    });
    assert!(why.contains("cannot be understood"), "{why}");
    let why = make(|folder, text| {
        let text = text.replace("\"version\": 1", "\"version\": 2");
        fs::write(folder.join("journal.json"), text).unwrap();
    });
    assert!(why.contains("version 2"), "{why}");
    let why = make(|folder, text| {
        let text = text.replace("\"a.md\"", "\".git/config\"");
        fs::write(folder.join("journal.json"), text).unwrap();
    });
    assert!(why.contains("hidden"), "{why}");
    let why = make(|folder, _| {
        // A sync service makes such copies.
        let copy = folder.with_file_name(".linkwright-copy");
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
        fs::remove_dir_all(folder).unwrap();
    });
    assert!(why.contains("a copy"), "{why}");
    let why = make(|folder, _| fs::remove_file(folder.join("lock")).unwrap());
    assert!(why.contains("no lock"), "{why}");
}

#[test]
fn files_of_an_unstarted_change_are_removed() {
    let (dir, root) = vault(&[("a.md", "a")]);
    let staging = Staging::create(&root).unwrap();
    write(&staging.folder, "0.text", "A");
    write(&staging.folder, "journal.part", "{");
    drop(staging);
    fs::create_dir(dir.path().join(".linkwright-empty")).unwrap();
    assert!(interrupted_changes(&root).unwrap().is_empty());
    let ChangeState::Removed { conflicts } = recovered_state(&root) else { panic!() };
    assert_eq!(conflicts, []);
    assert_files(&root, &[("a.md", Some("a"))]);
}

#[cfg(unix)]
#[test]
fn a_failed_undo_is_reported_and_can_be_repeated() {
    let (dir, root) = vault(&[("a.md", "a"), ("f/b.md", "b")]);
    let before = snapshot(&root);
    let folder = interrupt(&root, &[edit("a.md", "a", "A"), edit("f/b.md", "b", "B")], || {});
    // For a time, its folder is a link out of the vault.
    let elsewhere = crate::testing::folder();
    fs::rename(dir.path().join("f"), elsewhere.path().join("f")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), dir.path().join("f")).unwrap();
    let error = recover(&root).unwrap_err();
    assert_eq!(error.path, folder);
    let Reason::NotUndone(what) = error.reason else { panic!() };
    assert!(what.contains("f/b.md: outside the vault"), "{what}");
    assert_eq!(fs::read(dir.path().join("a.md")).unwrap(), b"a", "the rest is undone");
    fs::remove_file(dir.path().join("f")).unwrap();
    fs::rename(elsewhere.path().join("f"), dir.path().join("f")).unwrap();
    assert!(matches!(recovered_state(&root), ChangeState::Undone { files: 1, .. }));
    assert_eq!(snapshot(&root), before);
}

#[test]
fn ctrl_c_stops_before_anything_changes() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    let error =
        super::super::apply(&root, &[edit("a.md", "a", "A")], &AtomicBool::new(true)).unwrap_err();
    assert_eq!(error.reason, Reason::Cancelled);
    assert_files(&root, &[("a.md", Some("a"))]);
}

#[test]
fn many_files_are_written_and_undone_as_few_are() {
    let names: Vec<_> = (0..PARALLEL_FROM + 10).map(|number| format!("n/{number}.md")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "old")).collect();
    let (_dir, root) = vault(&files);
    let before = snapshot(&root);
    let mut changes: Vec<_> = names.iter().map(|name| edit(name, "old", "new")).collect();
    changes.push(rename("none.md", "x.md"));
    assert_refused(&root, &changes);
    interrupt(&root, &changes, || {});
    let ChangeState::Undone { files, .. } = recovered_state(&root) else { panic!() };
    assert_eq!((files, snapshot(&root)), (names.len(), before));
    changes.pop();
    apply(&root, &changes).unwrap();
    assert!(names.iter().all(|name| fs::read(root.canonical.join(name)).unwrap() == b"new"));
}
