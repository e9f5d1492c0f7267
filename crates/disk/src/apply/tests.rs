use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::testing::{vault, write};

/// Applies `changes` without a cancellation.
fn apply(root: &Root, changes: &[FileChange]) -> Result<ApplyReport, DiskError> {
    super::apply(root, changes, &AtomicBool::new(false))
}

fn edit(path: &str, old: &str, text: &str) -> FileChange {
    FileChange::Write { path: path.to_owned(), digest: Some(digest(old)), text: text.to_owned() }
}

fn create(path: &str, text: &str) -> FileChange {
    FileChange::Write { path: path.to_owned(), digest: None, text: text.to_owned() }
}

fn rename(from: &str, to: &str) -> FileChange {
    FileChange::Move { from: from.to_owned(), to: to.to_owned() }
}

/// All files with their bytes, and all folders, including hidden ones.
fn snapshot(root: &Root) -> BTreeMap<String, Option<Vec<u8>>> {
    fn visit(base: &Path, folder: &Path, all: &mut BTreeMap<String, Option<Vec<u8>>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(base).unwrap().to_str().unwrap();
            let name = name.replace(std::path::MAIN_SEPARATOR, "/");
            if path.is_dir() {
                all.insert(name, None);
                visit(base, &path, all);
            } else {
                all.insert(name, Some(fs::read(&path).unwrap()));
            }
        }
    }
    let mut all = BTreeMap::new();
    visit(&root.canonical, &root.canonical, &mut all);
    all
}

fn assert_files(root: &Root, files: &[(&str, Option<&str>)]) {
    let files: BTreeMap<_, _> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.map(|text| text.as_bytes().to_vec())))
        .collect();
    assert_eq!(snapshot(root), files);
}

/// Applies `changes`, and checks that they are refused and nothing changes.
fn assert_refused(root: &Root, changes: &[FileChange]) -> DiskError {
    let before = snapshot(root);
    let error = apply(root, changes).unwrap_err();
    assert_eq!(snapshot(root), before);
    error
}

#[test]
fn all_writes_and_moves_are_applied() {
    let (_dir, root) = vault(&[("a.md", "[[Old]]\r\n"), ("Old.md", "# Old"), ("f/x.png", "x")]);
    let changes = [
        rename("Old.md", "new/deep/New.md"),
        rename("f", "g"),
        edit("a.md", "[[Old]]\r\n", "[[New]]\r\n"),
        edit("Old.md", "# Old", "# New"),
        create("made/b.md", "b"),
    ];
    apply(&root, &changes).unwrap();
    assert_files(
        &root,
        &[
            ("a.md", Some("[[New]]\r\n")),
            ("g", None),
            ("g/x.png", Some("x")),
            ("made", None),
            ("made/b.md", Some("b")),
            ("new", None),
            ("new/deep", None),
            ("new/deep/New.md", Some("# New")),
        ],
    );
}

#[test]
fn an_empty_change_does_nothing() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    apply(&root, &[]).unwrap();
    assert_files(&root, &[("a.md", Some("a"))]);
}

#[test]
fn changes_to_a_changed_vault_are_refused() {
    let (_dir, root) = vault(&[("a.md", "a"), ("b.md", "changed")]);
    let writes = [edit("a.md", "a", "A"), edit("b.md", "b", "B")];
    let error = assert_refused(&root, &writes);
    assert_eq!(error, DiskError::new(root.canonical.join("b.md"), Reason::Changed));
    let error = assert_refused(&root, &[edit("a.md", "a", "A"), edit("gone.md", "", "x")]);
    assert_eq!(error.reason, Reason::Missing);
    let error = assert_refused(&root, &[edit("a.md", "a", "A"), create("b.md", "x")]);
    assert_eq!(error.reason, Reason::Exists);
}

#[test]
fn a_failed_step_undoes_the_steps_before_it() {
    let (_dir, root) =
        vault(&[("a.md", "a"), ("b.md", "b"), ("f/c.md", "c"), ("file", ""), ("taken.md", "t")]);
    let before = [edit("a.md", "a", "A"), create("made/new.md", "x"), rename("f", "x/y/f")];
    let failing = [
        (rename("b.md", "taken.md"), Reason::Exists),
        (rename("missing.md", "z.md"), Reason::Missing),
        (rename("b.md", "b.md"), Reason::Exists),
        (rename("b.md", "../b.md"), Reason::OutsideVault),
        (rename("b.md", "file/b.md"), Reason::NotFolder),
        (rename("b.md", "a.md"), Reason::Exists),
    ];
    for (last, reason) in failing {
        let changes = [&before[..], std::slice::from_ref(&last)].concat();
        assert_eq!(assert_refused(&root, &changes).reason, reason, "{last:?}");
    }
    let old = root.canonical.join("a.md").metadata().unwrap().modified().unwrap();
    assert_refused(&root, &[edit("a.md", "a", "A"), rename("missing.md", "z.md")]);
    let now = root.canonical.join("a.md").metadata().unwrap().modified().unwrap();
    assert_eq!(old, now, "the old file itself comes back");
}

#[test]
fn two_writes_to_one_file_are_refused() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    let error = assert_refused(&root, &[edit("a.md", "a", "A"), edit("a.md", "a", "AA")]);
    assert_eq!(error.reason, Reason::Changed);
}

#[test]
fn moves_are_applied_in_order() {
    let (_dir, root) = vault(&[("a.md", "a"), ("b.md", "b"), ("f/c.md", "c")]);
    let swap = [rename("b.md", "t.md"), rename("a.md", "b.md"), rename("t.md", "a.md")];
    apply(&root, &swap).unwrap();
    apply(&root, &[rename("f", "g"), rename("g/c.md", "c.md")]).unwrap();
    let left = [("a.md", Some("b")), ("b.md", Some("a")), ("c.md", Some("c")), ("g", None)];
    assert_files(&root, &left);
}

#[test]
fn only_the_case_of_a_name_can_change() {
    let (_dir, root) = vault(&[("note.md", "n"), ("folder/a.md", "a")]);
    apply(&root, &[rename("note.md", "Note.md"), rename("folder", "Folder")]).unwrap();
    assert_files(&root, &[("Folder", None), ("Folder/a.md", Some("a")), ("Note.md", Some("n"))]);
}

#[test]
fn two_spellings_of_a_path_are_one_file() {
    // Simulates a case-insensitive file system: both names refer to the same file.
    let (dir, root) = vault(&[("note.md", "n"), ("other.md", "n")]);
    fs::hard_link(dir.path().join("note.md"), dir.path().join("x.md")).unwrap();
    assert_eq!(assert_refused(&root, &[rename("note.md", "x.md")]).reason, Reason::Exists);
    // On a case-sensitive file system, these are two entries.
    if fs::hard_link(dir.path().join("note.md"), dir.path().join("Note.md")).is_ok() {
        assert_eq!(assert_refused(&root, &[rename("note.md", "Note.md")]).reason, Reason::Exists);
    }
}

#[test]
fn a_read_only_file_is_refused() {
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
    let path = dir.path().join("b.md");
    let mut permissions = path.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = assert_refused(&root, &[edit("a.md", "a", "A"), edit("b.md", "b", "B")]);
    assert_eq!(error.reason, Reason::ReadOnly);
}

mod faults;
#[cfg(unix)]
mod links;
mod metadata;
mod removals;
