//! Renames and moves of notes and folders.

use expect_test::expect;

use super::{NOTES, files, run};
use crate::support::Vault;

#[test]
fn a_note_is_renamed_with_its_title_group_and_its_links() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["rename", "Old name", "New name"],
        &expect![[r#"
            --- Old name.md
            +++ New name.md
            @@ -2,7 +2,7 @@
             aliases:
            -  - Old name
            +  - New name
               -   second name
            -linter-yaml-title-alias: Old name
            +linter-yaml-title-alias: New name
             ---

            -# Old name
            +# New name
            --- links.md
            +++ links.md
            @@ -1 +1 @@
            -[[Old name]], [[Old name|Old name]], [[Old name|second name]] and [[Old name|free text]].
            +[[New name]], [[New name|New name]], [[New name|second name]] and [[New name|free text]].
            --- sub/other.md
            +++ sub/other.md
            @@ -1 +1 @@
            -[it](../Old%20name.md) and [[links]]
            +[it](../New%20name.md) and [[links]]
            rename from Old name.md
            rename to New name.md
            [exit 0]
            [stderr]
            9 edits in 3 files, 1 file moved.
        "#]],
    );
    assert_eq!(
        files(&vault),
        "\
//- /New name.md
---
aliases:
  - New name
  -   second name
linter-yaml-title-alias: New name
---

# New name
//- /links.md
[[New name]], [[New name|New name]], [[New name|second name]] and [[New name|free text]].
//- /sub/other.md
[it](../New%20name.md) and [[links]]
"
    );
}

#[test]
fn a_dry_run_shows_the_same_report_and_changes_nothing() {
    let vault = Vault::new(NOTES);
    let before = vault.files();
    let dry = vault.run(&["rename", "--dry-run", "Old name.md", "New name.md"]);
    assert_eq!(dry.status, Some(0));
    assert_eq!(vault.files(), before);
    let done = vault.run(&["rename", "Old name", "New name"]);
    assert_eq!(dry.stdout, done.stdout);
    expect![[r#"
        Dry run, nothing written: 9 edits in 3 files, 1 file moved.
    "#]]
    .assert_eq(&dry.stderr);
}

#[test]
fn paths_are_relative_to_the_current_folder_or_the_root() {
    for (folder, old) in [("sub", "../Old name.md"), ("sub", "Old name.md"), ("sub", "Old name")] {
        let vault = Vault::new(NOTES);
        let run = vault.run_in(folder, &["rename", "-q", old, "New name"]);
        assert_eq!((run.status, run.show()), (Some(0), "[exit 0]\n".to_owned()), "{old}");
        assert!(vault.path().join("New name.md").exists());
    }
    let vault = Vault::new(NOTES);
    let root = vault.path().to_str().unwrap();
    let elsewhere = Vault::new("");
    let run = elsewhere.run(&["rename", "-q", "--vault", root, "Old name", "New name"]);
    assert_eq!(run.status, Some(0));
    assert!(vault.path().join("New name.md").exists());
}

#[test]
fn a_note_moves_and_its_links_follow() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["mv", "links.md", "sub/deep/"],
        &expect![[r#"
            rename from links.md
            rename to sub/deep/links.md
            [exit 0]
            [stderr]
            1 file moved.
        "#]],
    );
    assert!(vault.path().join("sub/deep/links.md").exists());
    // It is still the only one of its name, so `[[links]]` still leads there.
    assert_eq!(vault.read("sub/other.md"), "[it](../Old%20name.md) and [[links]]\n");
}

#[test]
fn a_folder_moves_with_its_contents() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["mv", "sub", "a/b"],
        &expect![[r#"
            --- sub/other.md
            +++ a/b/other.md
            @@ -1 +1 @@
            -[it](../Old%20name.md) and [[links]]
            +[it](../../Old%20name.md) and [[links]]
            rename from sub
            rename to a/b
            [exit 0]
            [stderr]
            1 edit in 1 file, 1 folder moved.
        "#]],
    );
    assert_eq!(vault.read("a/b/other.md"), "[it](../../Old%20name.md) and [[links]]\n");
}

#[test]
fn a_move_to_another_name_is_a_rename() {
    let moved = Vault::new(NOTES);
    assert_eq!(moved.run(&["mv", "Old name.md", "New name"]).status, Some(0));
    let renamed = Vault::new(NOTES);
    assert_eq!(renamed.run(&["rename", "Old name", "New name"]).status, Some(0));
    assert_eq!(moved.files(), renamed.files());
}

#[cfg(unix)]
#[test]
fn links_in_notes_behind_symbolic_links_follow_and_the_symbolic_links_stay() {
    use std::os::unix::fs::symlink;
    let world = Vault::new(
        "//- /vault/Old.md\n# Old\n//- /out/plan.md\n[[Old]]\n//- /other/single.md\n[[Old]]\n",
    );
    world.write("vault/.linkwright.toml", b"");
    symlink(world.path().join("out"), world.path().join("vault/work")).unwrap();
    symlink("../other/single.md", world.path().join("vault/single.md")).unwrap();
    let run = |args: &[&str]| world.run_in("vault", args);
    assert_eq!(run(&["rename", "-q", "Old", "New"]).show(), "[exit 0]\n");
    assert_eq!(world.read("out/plan.md"), "[[New]]\n");
    assert_eq!(world.read("other/single.md"), "[[New]]\n");

    assert_eq!(run(&["rename", "-q", "work/plan.md", "Plan B"]).show(), "[exit 0]\n");
    assert_eq!(world.read("out/Plan B.md"), "[[New]]\n");
    assert_eq!(run(&["mv", "-q", "New.md", "work/deep/New.md"]).show(), "[exit 0]\n");
    assert_eq!(world.read("out/deep/New.md"), "# New\n");
    assert!(world.path().join("vault/work").is_symlink());
    assert!(world.path().join("vault/single.md").is_symlink());
}

#[test]
fn a_new_name_that_ends_in_a_dot_is_a_name_and_a_note_keeps_its_extension() {
    for (old, new, path) in [
        ("a.md", "What etc.", "What etc..md"),
        ("a.md", "v1.2", "v1.2.md"),
        ("a.md", "sub/", "sub/a.md"),
        ("a.md", "sub/.", "sub/a.md"),
        ("a.md", "sub/deep/..", "sub/a.md"),
        ("x.markdown", "y", "y.markdown"),
        ("x.markdown", "y.md", "y.md"),
        ("x.markdown", "sub/y.MARKDOWN", "sub/y.MARKDOWN"),
        ("p.png", "sub/q.png", "sub/q.png"),
    ] {
        let vault = Vault::new("//- /a.md\n//- /x.markdown\n//- /p.png\n//- /sub/n.md\n");
        let run = vault.run(&["mv", "-q", old, new]);
        assert_eq!((run.status, &*run.stderr), (Some(0), ""), "{old} {new}");
        assert!(vault.path().join(path).is_file(), "{old} {new}: {:?}", vault.files());
    }
    let vault = Vault::new("//- /a.md\n//- /x.markdown\n# x\n//- /note.md\n[[x.markdown]]\n");
    let before = vault.files();
    for (old, new) in
        [("a.md", "aux.md"), ("a.md", "sub./a.md"), ("a.md", "C#.md"), ("a.md", "fo#o/")]
    {
        assert_eq!(vault.run(&["mv", "-q", old, new]).status, Some(2), "{old} {new}");
        assert_eq!(vault.files(), before, "{old} {new}");
    }
    assert_eq!(vault.run(&["rename", "-q", "x.markdown", "y"]).status, Some(0));
    assert_eq!(vault.read("note.md"), "[[y.markdown]]\n");
    assert_eq!(vault.read("y.markdown"), "# y\n");
    vault.write(".linkwright.toml", b"[files]\nportableNames = false\n");
    assert_eq!(vault.run(&["mv", "-q", "a.md", "aux.md"]).status, Some(0));
}

#[test]
fn links_follow_moved_files_that_are_not_in_the_vault() {
    let world = Vault::new(
        "//- /vault/a.md\n[license](LICENSE) [secret](secret.md) [out](build/out.html) [x](../x.md)\n\
         //- /vault/LICENSE\n//- /vault/secret.md\n//- /vault/build/out.html\n//- /x.md\n",
    );
    world.write("vault/.linkwright.toml", b"");
    world.write("vault/.gitignore", b"secret.md\nbuild\nhidden.md\n");
    let run = |args: &[&str]| world.run_in("vault", args);
    assert_eq!(run(&["mv", "-q", "LICENSE", "COPYING"]).show(), "[exit 0]\n");
    assert_eq!(run(&["mv", "-q", "secret.md", "hidden.md"]).show(), "[exit 0]\n");
    assert_eq!(run(&["mv", "-q", "build", "made"]).show(), "[exit 0]\n");
    let moved = "[license](COPYING) [secret](hidden.md) [out](made/out.html) [x](../x.md)\n";
    assert_eq!(world.read("vault/a.md"), moved);
    assert_eq!(run(&["mv", "-q", "a.md", "sub/a.md"]).show(), "[exit 0]\n");
    let moved =
        "[license](../COPYING) [secret](../hidden.md) [out](../made/out.html) [x](../../x.md)\n";
    assert_eq!(world.read("vault/sub/a.md"), moved);
    assert_eq!(run(&["check", "-q"]).show(), "[exit 0]\n");
}

#[test]
fn markdown_links_stay_paths_from_their_folder_where_there_is_no_obsidian() {
    let notes =
        "//- /a.md\n[x](b.md) [[b]] <img src=\"p.png\">\n//- /b.md\n[x](a.md)\n//- /p.png\n";
    let moved = |notes: &str, args: &[&str]| {
        let vault = Vault::new(notes);
        assert_eq!(vault.run(args).show(), "[exit 0]\n");
        vault.read("a.md")
    };
    let mv = ["mv", "-q", "b.md", "sub/b.md"];
    assert_eq!(moved(notes, &mv), "[x](sub/b.md) [[b]] <img src=\"p.png\">\n");
    let picture = ["mv", "-q", "p.png", "img/p.png"];
    assert_eq!(moved(notes, &picture), "[x](b.md) [[b]] <img src=\"img/p.png\">\n");
    let obsidian = format!("{notes}//- /.obsidian/app.json\n{{}}\n");
    assert_eq!(moved(&obsidian, &mv), "[x](b.md) [[b]] <img src=\"p.png\">\n");
    let set = format!("{obsidian}//- /.linkwright.toml\nlinks.markdown = \"relative\"\n");
    assert_eq!(moved(&set, &mv), "[x](sub/b.md) [[b]] <img src=\"p.png\">\n");
}

#[test]
fn a_new_name_with_a_slash_moves_the_note() {
    let notes = "//- /d/Love.md\n# Love\n[x](near.md) [y](LICENSE)\n//- /d/near.md\n[[Love]]\n\
                 //- /d/LICENSE\n//- /note.md\n[it](d/Love.md)\n";
    let vault = Vault::new(notes);
    vault.write(".gitignore", b"LICENSE\n");
    vault.write(".linkwright.toml", b"");
    assert_eq!(vault.run(&["rename", "-q", "d/Love.md", "psych/Eros"]).show(), "[exit 0]\n");
    assert_eq!(vault.read("psych/Eros.md"), "# Eros\n[x](../d/near.md) [y](../d/LICENSE)\n");
    assert_eq!(vault.read("d/near.md"), "[[Eros]]\n");
    assert_eq!(vault.read("note.md"), "[it](psych/Eros.md)\n");
    // Paths count from the current folder.
    assert_eq!(
        vault.run_in("psych", &["rename", "-q", "Eros.md", "../d/Amor"]).show(),
        "[exit 0]\n"
    );
    assert_eq!(vault.read("d/Amor.md"), "# Amor\n[x](../d/near.md) [y](../d/LICENSE)\n");
    for (new, expected) in [
        (
            "../Amor",
            expect![[r#"
                [exit 2]
                [stderr]
                error: ../Amor: outside the vault VAULT. Paths are relative to the current folder; use `--vault FOLDER` for another vault
            "#]],
        ),
        (
            "x/",
            expect![[r#"
            [exit 2]
            [stderr]
            error: `/x/` is a folder: add a file name after it
        "#]],
        ),
        (
            ".x/Amor",
            expect![[r#"
            [exit 2]
            [stderr]
            error: `.x/Amor.md` would be hidden: a name in it starts with `.`
        "#]],
        ),
        (
            "d/near",
            expect![[r#"
            [exit 2]
            [stderr]
            error: `d/near.md` already exists: choose another name
        "#]],
        ),
        (
            "note.md/Amor",
            expect![[r#"
            [exit 2]
            [stderr]
            error: `note.md` is a file, not a folder
        "#]],
        ),
        (
            "d/LICENSE/Amor",
            expect![[r#"
            [exit 2]
            [stderr]
            error: `d/LICENSE` is a file, so it cannot hold another one
        "#]],
        ),
    ] {
        run(&vault, &["rename", "-q", "Amor", new], &expected);
    }
}
