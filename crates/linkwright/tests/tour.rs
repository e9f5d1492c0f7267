//! `linkwright tour` with the real server.

mod support;

use expect_test::{Expect, expect, expect_file};
use support::Vault;

#[track_caller]
fn tour(vault: &Vault, args: &[&str], expected: &Expect) {
    let before = vault.files();
    let run = vault.run(&[&["tour"], args].concat());
    assert_eq!(vault.files(), before, "only the copy is edited");
    expected.assert_eq(&run.show());
}

#[test]
fn the_tour_shows_the_embedded_vault() {
    let run = Vault::new("").run(&["tour"]);
    expect_file!["tour.txt"].assert_eq(&run.show());
}

#[test]
fn the_tour_shows_a_given_vault() {
    let vault = Vault::new(
        "//- /notes/Cats.md\n---\naliases: [felines, Cats]\n---\n# Cats\n//- /Dogs.md\nNot [[Cats]].\n",
    );
    tour(
        &vault,
        &["."],
        &expect![[r#"

            A tour of Linkwright
               On a copy of VAULT. Your own notes are not changed.

            1  An editor opens the vault ──────────────────────────────────────────────────────────────────────
               → linkwright lsp, initialize, didOpen
               ← ready: 2 notes, 1 link, 2 aliases in TIME
               Nothing was cached from an earlier run: every note was read just now.

            2  A link is completed by an alias ────────────────────────────────────────────────────────────────
               You remember an alias of a note, and start to type it in Dogs.md:
                 │ See also [[feli
               → textDocument/completion
               ← 1 suggestion in TIME
                 › felines  Cats
               Accepting the suggestion inserts:
                 │ See also [[Cats|felines]]

            3  The link opens its note ────────────────────────────────────────────────────────────────────────
               → textDocument/definition
               ← Cats.md in TIME
                 │ # Cats

            4  A broken link is reported as you type ──────────────────────────────────────────────────────────
               → textDocument/didChange
               ← textDocument/publishDiagnostics in TIME
                 │ See also [[A note that nobody has written yet]]
                 │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                 │ No note is named `A note that nobody has written yet`. Create it, or fix the link.
               When the link is removed, the warning disappears.

            5  A note is renamed, and every link is updated ───────────────────────────────────────────────────
               The note has 1 backlink. The rename starts from one in Dogs.md:
                 │ Not [[Cats]].
               → textDocument/rename to “Cats (renamed)”
               ← 3 edits in 2 files in TIME
                      1  Links to the note
                      2  Title and alias
               What changes:

            rename notes/Cats.md to notes/Cats (renamed).md
            --- notes/Cats.md
            +++ notes/Cats (renamed).md
            @@ -2 +2 @@
            -aliases: [felines, Cats]
            +aliases: [felines, Cats (renamed)]
            @@ -4 +4 @@
            -# Cats
            +# Cats (renamed)

            --- Dogs.md
            +++ Dogs.md
            @@ -1 +1 @@
            -Not [[Cats]].
            +Not [[Cats (renamed)]].

               Checked by reading the vault again: 1 link resolved before, and as many now.

            6  Try it on your own notes ───────────────────────────────────────────────────────────────────────
               linkwright tour PATH      run this tour on a copy of your vault
               linkwright check PATH     list every broken link
               linkwright lsp            start the server for an editor; see the README

            [exit 0]
        "#]],
    );
}

#[test]
fn the_tour_of_a_vault_without_aliases_uses_names() {
    let vault =
        Vault::new("//- /notes/Cats.md\n# Cats\n//- /Dogs.md\nNot [cats](notes/Cats.md).\n");
    tour(
        &vault,
        &["."],
        &expect![[r#"

            A tour of Linkwright
               On a copy of VAULT. Your own notes are not changed.

            1  An editor opens the vault ──────────────────────────────────────────────────────────────────────
               → linkwright lsp, initialize, didOpen
               ← ready: 2 notes, 1 link, 0 aliases in TIME
               Nothing was cached from an earlier run: every note was read just now.

            2  A link is completed by a name ──────────────────────────────────────────────────────────────────
               No note has a fitting alias, so the name of a note is typed in Dogs.md:
                 │ See also [[Cats
               → textDocument/completion
               ← 1 suggestion in TIME
                 › Cats  notes
               Accepting the suggestion inserts:
                 │ See also [[Cats]]

            3  The link opens its note ────────────────────────────────────────────────────────────────────────
               → textDocument/definition
               ← Cats.md in TIME
                 │ # Cats

            4  A broken link is reported as you type ──────────────────────────────────────────────────────────
               → textDocument/didChange
               ← textDocument/publishDiagnostics in TIME
                 │ See also [[A note that nobody has written yet]]
                 │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                 │ No note is named `A note that nobody has written yet`. Create it, or fix the link.
               When the link is removed, the warning disappears.

            5  A note is renamed, and every link is updated ───────────────────────────────────────────────────
               The note has 1 backlink. The rename starts from one in Dogs.md:
                 │ Not [cats](notes/Cats.md).
               → textDocument/rename to “Cats (renamed)”
               ← 2 edits in 2 files in TIME
                      1  Links to the note
                      1  Title and alias
               What changes:

            rename notes/Cats.md to notes/Cats (renamed).md
            --- notes/Cats.md
            +++ notes/Cats (renamed).md
            @@ -1 +1 @@
            -# Cats
            +# Cats (renamed)

            --- Dogs.md
            +++ Dogs.md
            @@ -1 +1 @@
            -Not [cats](notes/Cats.md).
            +Not [cats](notes/Cats%20(renamed).md).

               Checked by reading the vault again: 1 link resolved before, and as many now.

            6  Try it on your own notes ───────────────────────────────────────────────────────────────────────
               linkwright tour PATH      run this tour on a copy of your vault
               linkwright check PATH     list every broken link
               linkwright lsp            start the server for an editor; see the README

            [exit 0]
        "#]],
    );
}

#[test]
fn the_tour_of_a_vault_without_links_skips_steps() {
    tour(
        &Vault::new("//- /Cats.md\n# Cats\n"),
        &["."],
        &expect![[r#"

            A tour of Linkwright
               On a copy of VAULT. Your own notes are not changed.

            1  An editor opens the vault ──────────────────────────────────────────────────────────────────────
               → linkwright lsp, initialize, didOpen
               ← ready: 1 note, 0 links, 0 aliases in TIME
               Nothing was cached from an earlier run: every note was read just now.

            2  A broken link is reported as you type ──────────────────────────────────────────────────────────
               → textDocument/didChange
               ← textDocument/publishDiagnostics in TIME
                 │ See also [[A note that nobody has written yet]]
                 │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                 │ No note is named `A note that nobody has written yet`. Create it, or fix the link.
               When the link is removed, the warning disappears.

            3  No links in this vault ─────────────────────────────────────────────────────────────────────────
               No note links to another one, so there is no link to follow and no rename to show.

            4  Try it on your own notes ───────────────────────────────────────────────────────────────────────
               linkwright tour PATH      run this tour on a copy of your vault
               linkwright check PATH     list every broken link
               linkwright lsp            start the server for an editor; see the README

            [exit 0]
        "#]],
    );
}

#[test]
fn a_tour_that_cannot_run_exits_with_2() {
    let vault = Vault::new("//- /Cats.md\n");
    tour(
        &vault,
        &["missing"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: missing: no such file or folder
    "#]],
    );
    tour(
        &vault,
        &["Cats.md"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Cats.md: not a folder
    "#]],
    );
    tour(
        &Vault::new("//- /picture.png\n"),
        &["."],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: .: no notes in this folder
    "#]],
    );
}
