use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::testing::{vault, write};

/// Applies, without a user who presses Ctrl-C.
fn apply(root: &Root, changes: &[FileChange]) -> Result<ApplyReport, DiskError> {
    super::apply(root, changes, &AtomicBool::new(false))
}

fn put(path: &str, old: &str, text: &str) -> FileChange {
    FileChange::Write { path: path.to_owned(), digest: Some(digest(old)), text: text.to_owned() }
}

fn create(path: &str, text: &str) -> FileChange {
    FileChange::Write { path: path.to_owned(), digest: None, text: text.to_owned() }
}

fn shift(from: &str, to: &str) -> FileChange {
    FileChange::Move { from: from.to_owned(), to: to.to_owned() }
}

/// Every file with its bytes, and every folder; hidden ones too.
fn snapshot(root: &Root) -> BTreeMap<String, Option<Vec<u8>>> {
    fn visit(base: &Path, folder: &Path, all: &mut BTreeMap<String, Option<Vec<u8>>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(base).unwrap().to_str().unwrap().to_owned();
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

fn expect(root: &Root, files: &[(&str, Option<&str>)]) {
    let files: BTreeMap<_, _> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.map(|text| text.as_bytes().to_vec())))
        .collect();
    assert_eq!(snapshot(root), files);
}

/// Applies, and checks that the refusal leaves everything as it was.
fn refused(root: &Root, changes: &[FileChange]) -> DiskError {
    let before = snapshot(root);
    let error = apply(root, changes).unwrap_err();
    assert_eq!(snapshot(root), before);
    error
}

#[test]
fn writes_and_moves_are_made() {
    let (_dir, root) = vault(&[("a.md", "[[Old]]\r\n"), ("Old.md", "# Old"), ("f/x.png", "x")]);
    let changes = [
        shift("Old.md", "new/deep/New.md"),
        shift("f", "g"),
        put("a.md", "[[Old]]\r\n", "[[New]]\r\n"),
        put("Old.md", "# Old", "# New"),
        create("made/b.md", "b"),
    ];
    apply(&root, &changes).unwrap();
    expect(
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
fn nothing_to_do_does_nothing() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    apply(&root, &[]).unwrap();
    expect(&root, &[("a.md", Some("a"))]);
}

#[test]
fn a_vault_that_changed_is_refused() {
    let (_dir, root) = vault(&[("a.md", "a"), ("b.md", "changed")]);
    let writes = [put("a.md", "a", "A"), put("b.md", "b", "B")];
    let error = refused(&root, &writes);
    assert_eq!(error, DiskError::new(root.canonical.join("b.md"), Reason::Changed));
    let error = refused(&root, &[put("a.md", "a", "A"), put("gone.md", "", "x")]);
    assert_eq!(error.reason, Reason::Missing);
    let error = refused(&root, &[put("a.md", "a", "A"), create("b.md", "x")]);
    assert_eq!(error.reason, Reason::Exists);
}

#[test]
fn a_failing_step_undoes_those_before_it() {
    let (_dir, root) =
        vault(&[("a.md", "a"), ("b.md", "b"), ("f/c.md", "c"), ("file", ""), ("taken.md", "t")]);
    let before = [put("a.md", "a", "A"), create("made/new.md", "x"), shift("f", "x/y/f")];
    let failing = [
        (shift("b.md", "taken.md"), Reason::Exists),
        (shift("missing.md", "z.md"), Reason::Missing),
        (shift("b.md", "b.md"), Reason::Exists),
        (shift("b.md", "../b.md"), Reason::OutsideVault),
        (shift("b.md", "file/b.md"), Reason::NotFolder),
        (shift("b.md", "a.md"), Reason::Exists),
    ];
    for (last, reason) in failing {
        let changes = [&before[..], std::slice::from_ref(&last)].concat();
        assert_eq!(refused(&root, &changes).reason, reason, "{last:?}");
    }
    let old = root.canonical.join("a.md").metadata().unwrap().modified().unwrap();
    refused(&root, &[put("a.md", "a", "A"), shift("missing.md", "z.md")]);
    let now = root.canonical.join("a.md").metadata().unwrap().modified().unwrap();
    assert_eq!(old, now, "the old file itself comes back");
}

#[test]
fn the_same_file_twice_is_refused() {
    let (_dir, root) = vault(&[("a.md", "a")]);
    let error = refused(&root, &[put("a.md", "a", "A"), put("a.md", "a", "AA")]);
    assert_eq!(error.reason, Reason::Changed);
}

#[test]
fn moves_follow_each_other() {
    let (_dir, root) = vault(&[("a.md", "a"), ("b.md", "b"), ("f/c.md", "c")]);
    let swap = [shift("b.md", "t.md"), shift("a.md", "b.md"), shift("t.md", "a.md")];
    apply(&root, &swap).unwrap();
    apply(&root, &[shift("f", "g"), shift("g/c.md", "c.md")]).unwrap();
    let left = [("a.md", Some("b")), ("b.md", Some("a")), ("c.md", Some("c")), ("g", None)];
    expect(&root, &left);
}

#[test]
fn only_the_case_of_a_name_can_change() {
    let (_dir, root) = vault(&[("note.md", "n"), ("folder/a.md", "a")]);
    apply(&root, &[shift("note.md", "Note.md"), shift("folder", "Folder")]).unwrap();
    expect(&root, &[("Folder", None), ("Folder/a.md", Some("a")), ("Note.md", Some("n"))]);
}

#[test]
fn two_spellings_of_one_file_are_one_file() {
    // As a file system sees it that ignores case: both names lead to the same file.
    let (dir, root) = vault(&[("note.md", "n"), ("other.md", "n")]);
    fs::hard_link(dir.path().join("note.md"), dir.path().join("x.md")).unwrap();
    assert_eq!(refused(&root, &[shift("note.md", "x.md")]).reason, Reason::Exists);
    // Where case matters, these are two entries.
    if fs::hard_link(dir.path().join("note.md"), dir.path().join("Note.md")).is_ok() {
        assert_eq!(refused(&root, &[shift("note.md", "Note.md")]).reason, Reason::Exists);
    }
}

#[test]
fn a_file_that_may_not_be_written_is_refused() {
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
    let path = dir.path().join("b.md");
    let mut permissions = path.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = refused(&root, &[put("a.md", "a", "A"), put("b.md", "b", "B")]);
    assert_eq!(error.reason, Reason::ReadOnly);
}

mod faults;
#[cfg(unix)]
mod links;
mod metadata;
