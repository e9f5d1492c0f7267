//! Changes that remove files and folders, as the undo of another change does.

use super::faults::{commit_and_undo, interrupt, recovered_state};
use super::*;

fn remove(path: &str, text: &str) -> FileChange {
    FileChange::Remove { path: path.to_owned(), digest: digest(text) }
}

fn remove_folder(path: &str) -> FileChange {
    FileChange::RemoveFolder { path: path.to_owned() }
}

/// A vault as a change left it that created `new/n.md`, edited `a.md`, moved `b.md` to `g/h/b.md` and
/// deleted `c.md`; and the changes that undo it.
fn changed_vault() -> (tempfile::TempDir, Root, Vec<FileChange>) {
    let (dir, root) =
        vault(&[("a.md", "A"), ("new/n.md", "n"), ("g/h/b.md", "b"), (".trash/c.md", "c")]);
    let changes = vec![
        remove_folder("g"),
        remove_folder("g/h"),
        remove_folder("new"),
        remove_folder(".trash"),
        rename(".trash/c.md", "c.md"),
        rename("g/h/b.md", "b.md"),
        remove("new/n.md", "n"),
        edit("a.md", "A", "a"),
    ];
    (dir, root, changes)
}

const BEFORE: [(&str, Option<&str>); 3] =
    [("a.md", Some("a")), ("b.md", Some("b")), ("c.md", Some("c"))];

#[test]
fn files_and_empty_folders_are_removed() {
    let (_dir, root, changes) = changed_vault();
    apply(&root, &changes).unwrap();
    assert_files(&root, &BEFORE);
}

#[test]
fn a_folder_with_a_file_of_others_stays() {
    let (dir, root, changes) = changed_vault();
    write(dir.path(), "g/mine.txt", "mine");
    apply(&root, &changes).unwrap();
    let kept = [("g", None), ("g/mine.txt", Some("mine"))];
    assert_files(&root, &[&BEFORE[..], &kept].concat());
}

#[test]
fn a_changed_file_is_not_removed() {
    let (dir, root, changes) = changed_vault();
    write(dir.path(), "new/n.md", "more");
    assert_eq!(assert_refused(&root, &changes).reason, Reason::Changed);
    fs::remove_file(dir.path().join("new/n.md")).unwrap();
    assert_eq!(assert_refused(&root, &changes).reason, Reason::Changed);
}

#[test]
fn a_removal_that_fails_or_is_interrupted_is_undone() {
    let (_dir, root, changes) = changed_vault();
    let before = snapshot(&root);
    commit_and_undo(&root, &changes, || {}, || {}).unwrap();
    assert_eq!(snapshot(&root), before);
    interrupt(&root, &changes, || {});
    let state = recovered_state(&root);
    assert!(matches!(state, ChangeState::Undone { files: 2, moves: 2, .. }), "{state:?}");
    assert_eq!(snapshot(&root), before);
    // A later step fails.
    let failing = [&changes[..], &[rename("missing.md", "x.md")]].concat();
    assert_refused(&root, &failing);
}

#[test]
fn a_save_into_a_removed_file_is_not_lost() {
    let (dir, root, changes) = changed_vault();
    let meanwhile = || write(dir.path(), "new/n.md", "saved");
    let error = commit_and_undo(&root, &changes, meanwhile, || {}).unwrap_err();
    assert_eq!(error, DiskError::new(root.canonical.join("new/n.md"), Reason::Changed));
    assert_eq!(fs::read_to_string(dir.path().join("new/n.md")).unwrap(), "saved");
    write(dir.path(), "new/n.md", "n");
    let again = || write(dir.path(), "new/n.md", "saved again");
    commit_and_undo(&root, &changes, || {}, again).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("new/n.md")).unwrap(), "saved again");
    let beside = fs::read_to_string(dir.path().join("new/n (before linkwright).md")).unwrap();
    assert_eq!(beside, "n");
}
