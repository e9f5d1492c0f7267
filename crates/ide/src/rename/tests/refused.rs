use expect_test::expect;

use super::check;

#[test]
fn names() {
    let source = "//- /Love.md\n//- /a/Eros.md\n//- /eros.md\n//- /note.md\n[[Lo$0ve]]\n";
    check(source, "EROS", expect![["refused: `eros.md` exists already\n"]]);
    check(source, " ", expect![["refused: a name cannot be empty\n"]]);
    check(source, "a/b", expect![["refused: a name cannot hold `/`: `a/b`\n"]]);
    check(source, "What?", expect![["refused: a name cannot hold `?`: `What?`\n"]]);
    check(source, "C#", expect![["refused: a name cannot hold `#`: `C#`\n"]]);
    check(
        source,
        ".Love",
        expect![["refused: a file whose name begins with a dot is hidden: `.Love`\n"]],
    );
}

#[test]
fn a_member_in_frontmatter_that_cannot_be_edited() {
    check(
        "//- /Love.md\n---\nx: 1\ntitle: Love\nx: 2\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[
            "refused: Love.md:4: the frontmatter is invalid: the key `x` is here a second time\n"
        ]],
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
        expect![[
            "refused: Love.md:2: a value with an anchor (`&`) or tag (`!`) is never edited\n"
        ]],
    );
}
