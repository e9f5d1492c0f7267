//! `linkwright move`, `split` and `merge`.

use expect_test::expect;

use super::run;
use crate::support::Vault;

const VAULT: &str = "\
//- /.obsidian/app.json
{}
//- /Inbox.md
# Inbox

## Ideas

A garden, see [[Projects]].

## Rest

[[#Ideas]]
//- /Projects.md
# Projects

## Next

Paint.
//- /x/Links.md
[[Inbox#Ideas]] and [[Inbox]] and [[Inbox|mine]]
";

#[test]
fn a_section_moves_below_another_heading() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["move", "Inbox#Ideas", "Projects#Next"],
        &expect![[r#"
        --- Inbox.md
        +++ Inbox.md
        @@ -2,8 +2,4 @@

        -## Ideas
        -
        -A garden, see [[Projects]].
        -
         ## Rest

        -[[#Ideas]]
        +[[Projects#Ideas]]
        --- Projects.md
        +++ Projects.md
        @@ -5 +5,5 @@
         Paint.
        +
        +### Ideas
        +
        +A garden, see [[Projects]].
        --- x/Links.md
        +++ x/Links.md
        @@ -1 +1 @@
        -[[Inbox#Ideas]] and [[Inbox]] and [[Inbox|mine]]
        +[[Projects#Ideas]] and [[Inbox]] and [[Inbox|mine]]
        [exit 0]
        [stderr]
        4 edits in 3 files.
    "#]],
    );
    run(
        &vault,
        &["move", "Inbox#Ideas", "Projects"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `Inbox.md` has no heading `Ideas`
    "#]],
    );
    run(
        &vault,
        &["move", "Inbox", "Projects"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `Inbox` names no heading: write it as NOTE#HEADING
    "#]],
    );
    run(
        &vault,
        &["move", "Inbox#Rest", "Nowhere"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Nowhere: no such note in the vault VAULT
    "#]],
    );
    assert_eq!(vault.read("Inbox.md"), "# Inbox\n\n## Rest\n\n[[Projects#Ideas]]\n");
}

#[test]
fn a_section_becomes_a_note() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["split", "Inbox#Ideas", "Ideas", "--dry-run"],
        &expect![[r#"
        --- Inbox.md
        +++ Inbox.md
        @@ -2,5 +2,3 @@

        -## Ideas
        -
        -A garden, see [[Projects]].
        +[[Ideas]]

        @@ -8,2 +6,2 @@

        -[[#Ideas]]
        +[[Ideas#Ideas]]
        --- x/Links.md
        +++ x/Links.md
        @@ -1 +1 @@
        -[[Inbox#Ideas]] and [[Inbox]] and [[Inbox|mine]]
        +[[Ideas#Ideas]] and [[Inbox]] and [[Inbox|mine]]
        --- /dev/null
        +++ Ideas.md
        @@ -0,0 +1,3 @@
        +## Ideas
        +
        +A garden, see [[Projects]].
        [exit 0]
        [stderr]
        Dry run, nothing written: 3 edits in 2 files, 1 file created.
    "#]],
    );
    assert!(!vault.path().join("Ideas.md").exists());
    run(
        &vault,
        &["split", "Inbox#Ideas", "Ideas", "--quiet"],
        &expect![[r#"
        [exit 0]
    "#]],
    );
    assert_eq!(vault.read("Ideas.md"), "## Ideas\n\nA garden, see [[Projects]].\n");
    assert_eq!(vault.read("Inbox.md"), "# Inbox\n\n[[Ideas]]\n\n## Rest\n\n[[Ideas#Ideas]]\n");
    run(
        &vault,
        &["split", "Inbox#Rest", "Projects"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `Projects.md` exists: use `linkwright move` to move the section there
    "#]],
    );
}

#[test]
fn a_note_is_merged_into_another() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["merge", "Inbox", "Projects"],
        &expect![[r#"
        --- Projects.md
        +++ Projects.md
        @@ -5 +5,11 @@
         Paint.
        +
        +# Inbox
        +
        +## Ideas
        +
        +A garden, see [[Projects]].
        +
        +## Rest
        +
        +[[#Ideas]]
        --- x/Links.md
        +++ x/Links.md
        @@ -1 +1 @@
        -[[Inbox#Ideas]] and [[Inbox]] and [[Inbox|mine]]
        +[[Projects#Ideas]] and [[Projects|Inbox]] and [[Projects|mine]]
        rename from Inbox.md
        rename to .trash/Inbox.md
        [exit 0]
        [stderr]
        5 edits in 2 files, 1 file moved.
    "#]],
    );
    assert!(!vault.path().join("Inbox.md").exists());
    assert!(vault.path().join(".trash/Inbox.md").exists());
    assert_eq!(
        vault.read("x/Links.md"),
        "[[Projects#Ideas]] and [[Projects|Inbox]] and [[Projects|mine]]\n"
    );
    run(
        &vault,
        &["merge", "Projects", "Projects"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: the text is in `Projects.md` already
    "#]],
    );
}

#[test]
fn a_note_with_a_hash_in_its_name_is_found() {
    let vault = Vault::new(
        "\
//- /.obsidian/app.json
{}
//- /C.md
C
//- /x/C#.md
# C

## Types

int
//- /x/To #1.md
to
",
    );
    let done = |folder: &str, args: &[&str]| {
        let run = vault.run_in(folder, args);
        assert_eq!(run.status, Some(0), "{args:?}: {}", run.stderr);
        run.stdout
    };
    for (folder, given) in [("x", "C#.md#Types"), ("", "x/C#.md#Types"), ("", "C##Types")] {
        assert_eq!(done(folder, &["show", given]), "## Types\n\nint\n", "{given}");
    }
    assert_eq!(done("", &["show", "C"]), "C\n");
    assert_eq!(done("", &["show", "C#"]), vault.read("x/C#.md"));
    done("x", &["rename", "C#.md#Types", "Kinds"]);
    done("", &["move", "C##Kinds", "To #1"]);
    assert_eq!(vault.read("x/To #1.md"), "to\n\n## Kinds\n\nint\n");
    done("", &["split", "x/To #1#Kinds", "Kinds", "--leave", "nothing"]);
    done("", &["merge", "Kinds", "x/C#.md#C"]);
    done("x", &["rename", "C#", "CSharp"]);
    assert_eq!(vault.read("x/CSharp.md"), "# C\n\n## Kinds\n\nint\n");
}

#[test]
fn a_destination_is_a_path_from_the_current_folder() {
    let vault = "\
//- /.obsidian/app.json
{}
//- /b.md
# H
//- /sub/b.md
# H
//- /sub/c.md
# C
Text.
";
    for (folder, args, changed) in [
        ("sub", ["merge", "c.md", "b.md"], "sub/b.md"),
        ("sub", ["merge", "c.md", "./b.md"], "sub/b.md"),
        ("sub", ["merge", "c", "b.md#H"], "sub/b.md"),
        ("sub", ["merge", "c.md", "../b.md"], "b.md"),
        ("sub", ["merge", "c.md", "../b.md#H"], "b.md"),
        ("sub", ["move", "c.md#C", "b.md"], "sub/b.md"),
        ("sub", ["move", "c.md#C", "../b.md#H"], "b.md"),
        // A path from the vault's folder works everywhere.
        ("sub", ["merge", "c.md", "sub/b.md"], "sub/b.md"),
        ("", ["merge", "c", "b.md"], "b.md"),
    ] {
        let vault = Vault::new(vault);
        let run = vault.run_in(folder, &args);
        assert_eq!(run.status, Some(0), "{args:?}: {}", run.show());
        for path in ["b.md", "sub/b.md"] {
            assert_eq!(vault.read(path).contains("Text."), path == changed, "{args:?}: {path}");
        }
    }
}

#[test]
fn a_file_that_does_not_belong_to_the_vault_is_no_destination() {
    let text = "//- /.obsidian/app.json\n{}\n//- /b.md\n//- /c.md\nText.\n//- /v/.obsidian/app.json\n{}\n//- /v/b.md\n";
    let vault = Vault::new(text);
    let run = vault.run_in("v", &["merge", "../c.md", "b.md"]);
    assert_eq!(run.show(), "[exit 2]\n[stderr]\nerror: b.md: not a file of the vault VAULT\n");
    assert_eq!(vault.read("b.md"), "");
}
