//! Refused renames and moves, and messages about files that are left out.

use expect_test::expect;

use super::{NOTES, run};
use crate::support::Vault;

#[test]
fn an_impossible_rename_is_refused_and_nothing_changes() {
    let vault = Vault::new(&format!(
        "{NOTES}//- /sub/links.md\n//- /latin.md\n//- /namesake.md\n---\naliases: old name\n---\n"
    ));
    vault.write("notes.txt", b"no note");
    let before = vault.files();
    run(
        &vault,
        &["rename", "Nothing", "New"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Nothing: no such note in the vault VAULT
    "#]],
    );
    run(
        &vault,
        &["rename", "Old name.md", "links"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `links.md` already exists: choose another name
    "#]],
    );
    run(
        &vault,
        &["rename", "Old name.md", "a:b"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: a name cannot contain `:`: `a:b`
    "#]],
    );
    run(
        &vault,
        &["rename", "Old name.md", ""],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: a name cannot be empty
    "#]],
    );
    run(
        &vault,
        &["rename", "links", "New"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `links` is ambiguous. Use one of these paths:
          links.md
          sub/links.md
    "#]],
    );
    run(
        &vault,
        &["rename", "old name", "New"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `old name` is ambiguous. Use one of these paths:
          namesake.md
          Old name.md
    "#]],
    );
    assert_eq!(vault.files(), before);
}

#[test]
fn renaming_to_the_current_name_changes_nothing() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["rename", "Old name", "Old name"],
        &expect![[r#"
            [exit 0]
            [stderr]
            Nothing to change.
        "#]],
    );
}

#[test]
fn an_impossible_move_is_refused_and_nothing_changes() {
    let vault = Vault::new(NOTES);
    let before = vault.files();
    run(
        &vault,
        &["mv", "missing.md", "x.md"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: missing.md: no such file or folder
        "#]],
    );
    run(
        &vault,
        &["mv", "Old name.md", "links.md"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `links.md` already exists: choose another name
    "#]],
    );
    run(
        &vault,
        &["mv", "sub", "sub/deeper"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: sub/deeper: cannot move a folder into itself
        "#]],
    );
    run(
        &vault,
        &["mv", "links.md", "../out.md"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: ../out.md: outside the vault VAULT. Paths are relative to the current folder; use `--vault FOLDER` for another vault
        "#]],
    );
    run(
        &vault,
        &["mv", "links.md", "/out.md"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: /out.md: outside the vault VAULT. Paths are relative to the current folder; use `--vault FOLDER` for another vault
        "#]],
    );
    run(
        &vault,
        &["mv", "links.md", ".hidden/links.md"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `.hidden/links.md` would be hidden: a name in it starts with `.`
    "#]],
    );
    assert_eq!(vault.files(), before);
}

#[test]
fn unreadable_notes_stop_the_change_unless_they_are_allowed() {
    let notes = "//- /a.md\n---\naliases: [x]\n---\n//- /b.md\n[[a]]\n";
    for args in [
        &["mv", "a.md", "c.md"][..],
        &["rename", "a", "c"],
        &["rename", "--dry-run", "a", "c"],
        &["alias", "add", "a", "c"],
        &["alias", "rename", "a", "x", "c"],
        &["alias", "remove", "a", "x"],
    ] {
        let vault = Vault::new(notes);
        vault.write("latin.md", b"caf\xe9 [[a]]\n");
        vault.write("sub/map.canvas", b"{\"nodes\": [");
        let refused = vault.run(args);
        assert_eq!((refused.status, &*refused.stdout), (Some(1), ""), "{args:?}");
        for named in
            ["2 files cannot be read", "\n  latin.md: not UTF-8", "\n  sub/map.canvas: not JSON"]
        {
            assert!(refused.show().contains(named), "{args:?}: {}", refused.stderr);
        }
        assert_eq!(vault.read("b.md"), "[[a]]\n");
        assert!(vault.path().join("a.md").exists());
        let allowed = vault.run(&[args, &["--allow-unreadable", "-q"][..]].concat());
        if args.contains(&"--dry-run") {
            continue;
        }
        assert_eq!(allowed.status, Some(0), "{args:?}: {}", allowed.stderr);
        assert!(allowed.stderr.contains("latin.md: not UTF-8"), "{}", allowed.stderr);
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_are_not_followed_are_reported() {
    use std::os::unix::fs::symlink;
    let world =
        Vault::new("//- /vault/.linkwright.toml\n//- /vault/sub/a.md\n//- /outside.md\n[[a]]\n");
    symlink("../..", world.path().join("vault/sub/up")).unwrap();
    symlink("nothing", world.path().join("vault/dangling")).unwrap();
    for args in [&["rename", "-q", "a", "b"][..], &["mv", "-q", "sub/b.md", "c.md"]] {
        let run = world.run_in("vault", args);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let named = "warning: sub/up: symbolic link not followed: ";
        assert!(run.stderr.contains(named), "{}", run.stderr);
        assert!(!run.stderr.contains("dangling"), "{}", run.stderr);
    }
}
