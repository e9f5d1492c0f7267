//! The metadata of changed files.

use super::*;

#[cfg(unix)]
#[test]
fn permissions_are_kept_and_the_target_of_a_symbolic_link_is_written() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (dir, root) = vault(&[("a.md", "a")]);
    let path = dir.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    apply(&root, &[edit("a.md", "a", "A")]).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);

    symlink(&path, dir.path().join("link.md")).unwrap();
    apply(&root, &[edit("link.md", "A", "x")]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "x");
    assert!(dir.path().join("link.md").is_symlink());
    let outside = crate::testing::folder();
    write(outside.path(), "o.md", "o");
    symlink(outside.path(), dir.path().join("out")).unwrap();
    for changes in
        [edit("out/o.md", "o", "x"), create("out/new.md", ""), rename("a.md", "out/a.md")]
    {
        let error = apply(&root, &[changes]).unwrap_err();
        assert_eq!(error.reason, Reason::OutsideVault);
    }
    let (target, link) = (outside.path().join("o.md"), dir.path().join("o.md"));
    symlink(&target, &link).unwrap();
    assert_eq!(assert_refused(&root, &[edit("o.md", "o", "x")]).reason, Reason::SymlinkToOutside);
    assert_eq!(fs::read_to_string(&target).unwrap(), "o");

    // Listing the vault decides which links are followed.
    crate::walk::list(&crate::testing::all_files(&root), None).unwrap();
    apply(&root, &[edit("out/o.md", "o", "x"), create("out/new.md", "new")]).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "x");
    assert_eq!(fs::read_to_string(outside.path().join("new.md")).unwrap(), "new");
    assert!(dir.path().join("out").is_symlink() && link.is_symlink());
}

#[cfg(unix)]
#[test]
fn hard_links_stay_one_file() {
    use std::os::unix::fs::MetadataExt as _;
    let (dir, root) = vault(&[("a.md", "one two"), ("b.md", "b")]);
    let other = dir.path().join("other.txt");
    fs::hard_link(dir.path().join("a.md"), &other).unwrap();
    let before = other.metadata().unwrap();
    let applied = apply(&root, &[edit("a.md", "one two", "1"), edit("b.md", "b", "B")]).unwrap();
    assert_eq!(applied.hard_links_split, 0);
    assert_eq!(fs::read_to_string(&other).unwrap(), "1");
    let after = other.metadata().unwrap();
    assert_eq!((after.ino(), after.nlink()), (before.ino(), 2));
    assert_eq!(after.created().ok(), before.created().ok());

    let changes = [edit("a.md", "1", "one, two and three"), rename("missing.md", "x.md")];
    assert_refused(&root, &changes);
    assert_eq!(other.metadata().unwrap().ino(), before.ino());
}

#[cfg(target_os = "linux")]
#[test]
fn extended_attributes_are_kept() {
    use rustix::fs::{XattrFlags, lgetxattr, setxattr};
    let (dir, root) = vault(&[("a.md", "a")]);
    let path = dir.path().join("a.md");
    if setxattr(&path, "user.tag", b"blue", XattrFlags::empty()).is_err() {
        eprintln!("skipped: this file system has no extended attributes");
        return;
    }
    setxattr(&path, "user.empty", b"", XattrFlags::empty()).unwrap();
    let applied = apply(&root, &[edit("a.md", "a", "A")]).unwrap();
    assert_eq!(applied.attributes_lost, 0);
    let mut value = [0; 16];
    assert_eq!(lgetxattr(&path, "user.tag", &mut value), Ok(4));
    assert_eq!(&value[..4], b"blue");
    assert_eq!(lgetxattr(&path, "user.empty", &mut value), Ok(0));
}

#[cfg(unix)]
#[test]
fn the_owner_is_kept() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let (dir, root) = vault(&[("a.md", "a")]);
    let path = dir.path().join("a.md");
    if chown(&path, Some(1234), Some(4321)).is_err() {
        eprintln!("skipped: only root may give files away");
        return;
    }
    let applied = apply(&root, &[edit("a.md", "a", "A")]).unwrap();
    let metadata = path.metadata().unwrap();
    assert_eq!((metadata.uid(), metadata.gid(), applied.owners_changed), (1234, 4321, 0));
}

#[test]
fn a_creation_time_is_kept_where_the_system_has_a_call_for_it() {
    let (dir, root) = vault(&[("a.md", "a")]);
    let created = |name: &str| dir.path().join(name).metadata().unwrap().created().ok();
    let before = created("a.md");
    let applied = apply(&root, &[edit("a.md", "a", "A")]).unwrap();
    assert_eq!(applied.creation_times_lost, 0);
    if cfg!(any(windows, target_vendor = "apple")) {
        assert_eq!(before, created("a.md"));
    }
}

#[test]
fn an_unchanged_text_is_compared_but_not_written() {
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b")]);
    let inode = |name: &str| place::inode(&dir.path().join(name));
    let before = inode("a.md");
    apply(&root, &[edit("a.md", "a", "a"), edit("b.md", "b", "B")]).unwrap();
    assert_eq!(inode("a.md"), before);
    let error = assert_refused(&root, &[edit("a.md", "other", "other"), edit("b.md", "B", "b")]);
    assert_eq!(error.reason, Reason::Changed);
}
