//! Symbolic links that get another text.

use std::os::unix::fs::symlink;

use super::*;

fn relink(path: &str, old: &str, new: &str) -> FileChange {
    FileChange::Symlink { path: path.to_owned(), old: old.into(), new: new.into() }
}

#[test]
fn a_link_says_something_else_before_it_moves() {
    let (_dir, root) = vault(&[("b.md", "b")]);
    symlink("b.md", root.canonical.join("L.md")).unwrap();
    apply(&root, &[relink("L.md", "b.md", "../c.md"), shift("b.md", "c.md"), shift("L.md", "d/L")])
        .unwrap();
    assert_eq!(fs::read_link(root.canonical.join("d/L")).unwrap(), Path::new("../c.md"));
    expect(&root, &[("c.md", Some("b")), ("d", None), ("d/L", Some("b"))]);
}

#[test]
fn a_link_is_undone_with_the_rest() {
    let (_dir, root) = vault(&[("b.md", "b"), ("a.md", "a")]);
    symlink("b.md", root.canonical.join("L.md")).unwrap();
    let missing = shift("missing.md", "z.md");
    let error = refused(&root, &[relink("L.md", "b.md", "a.md"), missing]);
    assert_eq!(error.reason, Reason::Missing);
    assert_eq!(fs::read_link(root.canonical.join("L.md")).unwrap(), Path::new("b.md"));
}

#[test]
fn a_link_that_changed_is_refused() {
    let (_dir, root) = vault(&[("b.md", "b"), ("a.md", "a")]);
    symlink("a.md", root.canonical.join("L.md")).unwrap();
    assert_eq!(refused(&root, &[relink("L.md", "b.md", "c.md")]).reason, Reason::Changed);
    assert_eq!(refused(&root, &[relink("a.md", "b.md", "c.md")]).reason, Reason::Changed);
    assert_eq!(refused(&root, &[relink("none.md", "b.md", "c.md")]).reason, Reason::Missing);
}
