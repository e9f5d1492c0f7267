//! `linkwright mv` with several files and folders.

use expect_test::expect;

use super::{files, run};
use crate::support::Vault;

const VAULT: &str = "\
//- /a.md
[[b]] and [c](sub/c.md) and ![[p.png]]
//- /b.md
[up](a.md)
//- /sub/c.md
[a](../a.md) [d](d.md)
//- /sub/d.md
//- /other/c.md
//- /p.png
";

#[test]
fn several_files_and_folders_move_into_a_folder() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["mv", "b.md", "sub", "p.png", "b.md", "new/"],
        &expect![[r#"
        --- a.md
        +++ a.md
        @@ -1 +1 @@
        -[[b]] and [c](sub/c.md) and ![[p.png]]
        +[[b]] and [c](new/sub/c.md) and ![[p.png]]
        --- b.md
        +++ new/b.md
        @@ -1 +1 @@
        -[up](a.md)
        +[up](../a.md)
        --- sub/c.md
        +++ new/sub/c.md
        @@ -1 +1 @@
        -[a](../a.md) [d](d.md)
        +[a](../../a.md) [d](d.md)
        rename from b.md
        rename to new/b.md
        rename from sub
        rename to new/sub
        rename from p.png
        rename to new/p.png
        [exit 0]
        [stderr]
        3 edits in 3 files, 2 files moved, 1 folder moved.
    "#]],
    );
    assert_eq!(
        files(&vault),
        "//- /a.md\n[[b]] and [c](new/sub/c.md) and ![[p.png]]\n//- /new/b.md\n[up](../a.md)\n\
         //- /new/p.png\n//- /new/sub/c.md\n[a](../../a.md) [d](d.md)\n//- /new/sub/d.md\n\
         //- /other/c.md\n"
    );
    let undo = vault.run(&["undo", "-q"]);
    assert_eq!((undo.status, files(&vault)), (Some(0), files(&Vault::new(VAULT))));
}

#[test]
fn several_files_move_from_a_subfolder() {
    let vault = Vault::new(VAULT);
    let moved = vault.run_in("sub", &["mv", "-q", "c.md", "d.md", ".."]);
    assert_eq!(moved.show(), "[exit 0]\n");
    assert!(vault.read("c.md").starts_with("[a](./a.md) [d](d.md)"));
}

#[test]
fn several_files_that_cannot_all_move_are_refused() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["mv", "a.md", "b.md", "new"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: new is not a folder, and several files can only move into one: end it with `/` to create it
    "#]],
    );
    run(
        &vault,
        &["mv", "a.md", "b.md", "p.png"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: p.png is not a folder, and several files can only move into one: end it with `/` to create it
    "#]],
    );
    run(
        &vault,
        &["mv", "sub/c.md", "other/c.md", "new/"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `sub/c.md` and `other/c.md` would both move to `new/c.md`
    "#]],
    );
    run(
        &vault,
        &["mv", "sub", "sub/c.md", "new/"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `sub/c.md` is in `sub`, which moves too
    "#]],
    );
    run(
        &vault,
        &["mv", "a.md", "none.md", "sub"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: none.md: no such file or folder
    "#]],
    );
    run(
        &vault,
        &["mv", "a.md", "sub/c.md", "other"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `other/c.md` already exists: choose another name
    "#]],
    );
    run(
        &vault,
        &["mv", "a.md", "sub", "sub/"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: sub/: cannot move a folder into itself
    "#]],
    );
    run(
        &vault,
        &["mv", "a.md"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: the following required arguments were not provided:
          <OLD>...

        Usage: linkwright mv <OLD>... <NEW>

        For more information, try '--help'.
    "#]],
    );
    assert_eq!(files(&vault), files(&Vault::new(VAULT)));
}
