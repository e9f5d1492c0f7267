//! Changes of symbolic links.

use std::os::unix::fs::symlink;

use super::*;

fn relink(path: &str, old: &str, new: &str) -> FileChange {
    FileChange::Symlink { path: path.to_owned(), old: old.into(), new: new.into() }
}

#[test]
fn a_symbolic_link_is_rewritten_before_it_moves() {
    let (_dir, root) = vault(&[("b.md", "b")]);
    symlink("b.md", root.canonical.join("L.md")).unwrap();
    apply(
        &root,
        &[relink("L.md", "b.md", "../c.md"), rename("b.md", "c.md"), rename("L.md", "d/L")],
    )
    .unwrap();
    assert_eq!(fs::read_link(root.canonical.join("d/L")).unwrap(), Path::new("../c.md"));
    assert_files(&root, &[("c.md", Some("b")), ("d", None), ("d/L", Some("b"))]);
}

#[test]
fn a_rewritten_symbolic_link_is_undone_with_the_rest() {
    let (_dir, root) = vault(&[("b.md", "b"), ("a.md", "a")]);
    symlink("b.md", root.canonical.join("L.md")).unwrap();
    let missing = rename("missing.md", "z.md");
    let error = assert_refused(&root, &[relink("L.md", "b.md", "a.md"), missing]);
    assert_eq!(error.reason, Reason::Missing);
    assert_eq!(fs::read_link(root.canonical.join("L.md")).unwrap(), Path::new("b.md"));
}

#[test]
fn a_changed_symbolic_link_is_refused() {
    let (_dir, root) = vault(&[("b.md", "b"), ("a.md", "a")]);
    symlink("a.md", root.canonical.join("L.md")).unwrap();
    assert_eq!(assert_refused(&root, &[relink("L.md", "b.md", "c.md")]).reason, Reason::Changed);
    assert_eq!(assert_refused(&root, &[relink("a.md", "b.md", "c.md")]).reason, Reason::Changed);
    assert_eq!(assert_refused(&root, &[relink("none.md", "b.md", "c.md")]).reason, Reason::Missing);
}
