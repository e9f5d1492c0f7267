use expect_test::expect;

use super::check;

#[test]
fn names() {
    let source = "//- /Love.md\n//- /a/Eros.md\n//- /eros.md\n//- /note.md\n[[Lo$0ve]]\n";
    check(
        source,
        "EROS",
        expect![[r#"
        refused: `eros.md` already exists: choose another name
    "#]],
    );
    check(source, " ", expect![["refused: a name cannot be empty\n"]]);
    check(source, "What?", expect![["refused: a name cannot contain `?`: `What?`\n"]]);
    check(source, "C#", expect![["refused: a name cannot contain `#`: `C#`\n"]]);
    check(
        source,
        ".Love",
        expect![["refused: a file whose name starts with `.` is hidden: `.Love`\n"]],
    );
}

#[test]
fn paths() {
    let source = "//- /d/Love.md\n//- /a/Eros.md\n//- /p.png\n//- /note.md\n[[Lo$0ve]]\n";
    check(
        source,
        "a/EROS",
        expect![[r#"
            refused: `a/Eros.md` already exists: choose another name
        "#]],
    );
    check(
        source,
        "../../Love",
        expect![[r#"
            refused: `../../Love` is outside the vault: choose a path inside it
        "#]],
    );
    check(
        source,
        "a/../../Love",
        expect![[r#"
            refused: `a/../../Love` is outside the vault: choose a path inside it
        "#]],
    );
    check(
        source,
        "a/",
        expect![[r#"
            refused: `a/` is a folder: add a file name after it
        "#]],
    );
    check(
        source,
        "..",
        expect![[r#"
        refused: a file whose name starts with `.` is hidden: `..`
    "#]],
    );
    check(
        source,
        "a/..",
        expect![[r#"
            refused: `a/..` is a folder: add a file name after it
        "#]],
    );
    check(
        source,
        ".git/Love",
        expect![[r#"
            refused: `.git/Love.md` would be hidden: a name in it starts with `.`
        "#]],
    );
    check(
        source,
        "a/.Love",
        expect![[r#"
        refused: a file whose name starts with `.` is hidden: `.Love`
    "#]],
    );
    check(
        source,
        "con/Love",
        expect![[r#"
        refused: Windows does not allow `con`: the name is reserved for a device (`files.portableNames`)
    "#]],
    );
    check(
        source,
        "x./Love",
        expect![[r#"
        refused: Windows does not allow `x.`: the name ends with a dot (`files.portableNames`)
    "#]],
    );
    check(
        source,
        "a/Love?",
        expect![[r#"
        refused: a name cannot contain `?`: `Love?`
    "#]],
    );
    check(
        source,
        "a#/Love",
        expect![[r#"
        refused: a name cannot contain `#`: `a#`
    "#]],
    );
    check(
        source,
        "a\\b",
        expect![[r#"
        refused: a name cannot contain `\\`: `a\b`
    "#]],
    );
    check(
        source,
        "new /Love",
        expect![[r#"
        refused: a name cannot start or end with a space: `new `
    "#]],
    );
    check(
        source,
        "p.png/Love",
        expect![[r#"
        refused: `p.png` is a file, not a folder
    "#]],
    );
    check(
        "//- /p.png\n//- /note.md\n![[p$0.png]]\n",
        "img/p",
        expect![[r#"
            refused: `p` has no extension: write `p.png`
        "#]],
    );
}

#[test]
fn a_title_in_frontmatter_that_cannot_be_edited() {
    check(
        "//- /Love.md\n---\nx: 1\ntitle: Love\nx: 2\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![["refused: Love.md:4: the frontmatter is invalid: duplicate key `x`\n"]],
    );
    check(
        "//- /Love.md\n---\nx: 1\ntitle: Amor\nx: 2\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[r#"
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
    check(
        "//- /Love.md\n---\naliases: [&a Love, *a]\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![["refused: Love.md:2: cannot edit a value with an anchor (`&`) or tag (`!`)\n"]],
    );
}
