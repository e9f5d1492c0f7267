use std::collections::BTreeMap;

use super::*;
use crate::testing::{vault, write};

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
fn a_file_that_changes_between_check_and_write_is_left_alone() {
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
    let staging = tempfile::tempdir_in(dir.path()).unwrap();
    let stage = |path, old: &str| {
        stage(&root, path, Some(digest(old)), "new", &staging.path().join(path)).unwrap()
    };
    let staged = [stage("a.md", "a"), stage("b.md", "b")];
    write(dir.path(), "b.md", "meanwhile");
    let mut steps = Steps { done: Vec::new() };
    let error = steps.make(&root, &staged, &[], &staging.path().join("aside")).unwrap_err();
    let error = steps.undo(error, staging);
    assert_eq!(error.reason, Reason::Changed);
    expect(&root, &[("a.md", Some("a")), ("b.md", Some("meanwhile"))]);
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
        (shift("b.md", "../b.md"), Reason::Outside),
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
    if fs::hard_link(dir.path().join("note.md"), dir.path().join("Note.md")).is_ok() {
        apply(&root, &[shift("note.md", "Note.md")]).unwrap();
        assert!(!dir.path().join("note.md").exists());
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

#[cfg(unix)]
#[test]
fn permissions_are_kept_and_what_links_lead_to_is_written() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (dir, root) = vault(&[("a.md", "a")]);
    let path = dir.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    apply(&root, &[put("a.md", "a", "A")]).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);

    symlink(&path, dir.path().join("link.md")).unwrap();
    apply(&root, &[put("link.md", "A", "x")]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "x");
    assert!(dir.path().join("link.md").is_symlink());
    let outside = crate::testing::folder();
    write(outside.path(), "o.md", "o");
    symlink(outside.path(), dir.path().join("out")).unwrap();
    for changes in [put("out/o.md", "o", "x"), create("out/new.md", ""), shift("a.md", "out/a.md")]
    {
        let error = apply(&root, &[changes]).unwrap_err();
        assert_eq!(error.reason, Reason::Outside);
    }
    let (target, link) = (outside.path().join("o.md"), dir.path().join("o.md"));
    symlink(&target, &link).unwrap();
    assert_eq!(refused(&root, &[put("o.md", "o", "x")]).reason, Reason::Symlink);
    assert_eq!(fs::read_to_string(&target).unwrap(), "o");

    // When the vault was listed it is known which links are followed.
    crate::walk::list(&crate::testing::everything(&root), None).unwrap();
    apply(&root, &[put("out/o.md", "o", "x"), create("out/new.md", "new")]).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "x");
    assert_eq!(fs::read_to_string(outside.path().join("new.md")).unwrap(), "new");
    assert!(dir.path().join("out").is_symlink() && link.is_symlink());
}

#[test]
fn what_cannot_be_undone_is_kept_and_said() {
    let (dir, root) = vault(&[("a.md", "a")]);
    let staging = tempfile::tempdir_in(dir.path()).unwrap();
    let target = root.canonical.join("a.md");
    let done = vec![Step::Moved { from: target.clone(), to: root.canonical.join("vanished.md") }];
    let error = DiskError::new(&target, Reason::Changed);
    let kept = staging.path().to_owned();
    let error = Steps { done }.undo(error, staging);
    let Reason::Stuck(what) = error.reason else { panic!("{error:?}") };
    assert!(what.contains(kept.to_str().unwrap()), "{what}");
    assert!(kept.is_dir());
}
