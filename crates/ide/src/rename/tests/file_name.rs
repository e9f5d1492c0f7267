//! The new name of a file.

use expect_test::expect;
use linkwright_settings::Settings;

use super::{check, check_with};

#[test]
fn only_case_changes() {
    check(
        "//- /a/love.md\n//- /note.md\n[[lo$0ve]] [[Love]] [[a/love|love]] [x](a/love.md) [[./a/love]]\n",
        "Love",
        expect![[r#"
            /note.md
            - [[love]] [[Love]] [[a/love|love]] [x](a/love.md) [[./a/love]]
            + [[Love]] [[Love]] [[a/Love|Love]] [x](a/Love.md) [[./a/Love]]
            /a/love.md → /a/Love.md
        "#]],
    );
}

#[test]
fn an_attachment_is_renamed_including_its_extension() {
    check(
        "//- /pics/plot 1.png\n//- /note.md\n![[plot $01.png|300]] ![plot 1.png](pics/plot%201.png) [[plot 1]]\n",
        "curve.png",
        expect![[r#"
            /note.md
            - ![[plot 1.png|300]] ![plot 1.png](pics/plot%201.png) [[plot 1]]
            + ![[curve.png|300]] ![curve.png](pics/curve.png) [[plot 1]]
            /pics/plot 1.png → /pics/curve.png
        "#]],
    );
}

#[test]
fn the_same_name_changes_nothing() {
    check("//- /Love.md\n//- /note.md\n[[l$0ove]]\n", "Love", expect!["nothing changes\n"]);
}

#[test]
fn a_note_keeps_its_extension() {
    for typed in ["Eros", "Eros.markdown", "Eros.md"] {
        check(
            "//- /Love.markdown\n# Love\n//- /note.md\n[[Lo$0ve.markdown]] [[Love.markdown|Love]]\n",
            typed,
            expect![[r#"
                /Love.markdown
                - # Love
                + # Eros
                /note.md
                - [[Love.markdown]] [[Love.markdown|Love]]
                + [[Eros.markdown]] [[Eros.markdown|Eros]]
                /Love.markdown → /Eros.markdown
            "#]],
        );
    }
    check(
        "//- /Love.markdown\n# Lo$0ve\n//- /note.md\n[[Love.markdown]] [x](Love.markdown)\n",
        "Eros",
        expect![[r#"
            /Love.markdown
            - # Love
            + # Eros
            /note.md
            - [[Love.markdown]] [x](Love.markdown)
            + [[Eros.markdown]] [x](Eros.markdown)
            /Love.markdown → /Eros.markdown
        "#]],
    );
    check(
        "//- /plot.png\n//- /note.md\n![[plo$0t.png]]\n",
        "curve",
        expect![[r#"
            refused: `curve` has no extension: write `curve.png`
        "#]],
    );
}

#[test]
fn a_name_that_windows_does_not_allow_is_refused_unless_turned_off() {
    let source = "//- /Love.md\n//- /note.md\n[[Lo$0ve]]\n";
    check(
        source,
        "Con",
        expect![[r#"
        refused: Windows does not allow `Con.md`: the name is reserved for a device (`files.portableNames`)
    "#]],
    );
    check(
        source,
        "What etc.",
        expect![[r#"
        /note.md
        - [[Love]]
        + [[What etc.]]
        /Love.md → /What etc..md
    "#]],
    );
    check_with(
        Settings { portable_names: false, ..Settings::default() },
        source,
        "Con",
        expect![[r#"
            /note.md
            - [[Love]]
            + [[Con]]
            /Love.md → /Con.md
        "#]],
    );
    // A rename of the H1 leaves the file as it is.
    check(
        "//- /Love.md\n# Lo$0ve\n",
        "Aux",
        expect![[r#"
        /Love.md
        - # Love
        + # Aux
        message: File `Love.md` not renamed: Windows does not allow `Aux.md`: the name is reserved for a device (`files.portableNames`).
    "#]],
    );
}

#[test]
fn a_name_with_a_slash_moves_the_note() {
    let source = "\
//- /d/Love.md
---
aliases: [Love]
---
# Love
[[./near]] [x](near.md) [y](../p.png)
//- /d/near.md
[[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
//- /p.png
//- /note.md
[[Lo$0ve]] [x](d/Love.md) ![[p.png]]
";
    check(
        source,
        "psych/Eros",
        expect![[r#"
        /d/Love.md
        - aliases: [Love]
        + aliases: [Eros]
        - # Love
        - [[./near]] [x](near.md) [y](../p.png)
        + # Eros
        + [[../d/near]] [x](near.md) [y](../p.png)
        /d/near.md
        - [[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
        + [[Eros]] [[psych/Eros|Eros]] [x](Eros.md) [[../psych/Eros#x]]
        /note.md
        - [[Love]] [x](d/Love.md) ![[p.png]]
        + [[Eros]] [x](psych/Eros.md) ![[p.png]]
        /d/Love.md → /psych/Eros.md
    "#]],
    );
    check(
        source,
        "/psych/Love.md",
        expect![[r#"
        /d/Love.md
        - [[./near]] [x](near.md) [y](../p.png)
        + [[../d/near]] [x](near.md) [y](../p.png)
        /d/near.md
        - [[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
        + [[Love]] [[psych/Love|Love]] [x](Love.md) [[../psych/Love#x]]
        /note.md
        - [[Love]] [x](d/Love.md) ![[p.png]]
        + [[Love]] [x](psych/Love.md) ![[p.png]]
        /d/Love.md → /psych/Love.md
    "#]],
    );
    check(
        source,
        "./deep/Love",
        expect![[r#"
        /d/Love.md
        - [[./near]] [x](near.md) [y](../p.png)
        + [[../near]] [x](near.md) [y](../../p.png)
        /d/near.md
        - [[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
        + [[Love]] [[d/deep/Love|Love]] [x](Love.md) [[./deep/Love#x]]
        /note.md
        - [[Love]] [x](d/Love.md) ![[p.png]]
        + [[Love]] [x](d/deep/Love.md) ![[p.png]]
        /d/Love.md → /d/deep/Love.md
    "#]],
    );
    check(
        source,
        "../Love",
        expect![[r#"
        /d/Love.md
        - [[./near]] [x](near.md) [y](../p.png)
        + [[./d/near]] [x](near.md) [y](./p.png)
        /d/near.md
        - [[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
        + [[Love]] [[Love|Love]] [x](Love.md) [[../Love#x]]
        /note.md
        - [[Love]] [x](d/Love.md) ![[p.png]]
        + [[Love]] [x](Love.md) ![[p.png]]
        /d/Love.md → /Love.md
    "#]],
    );
    check(
        source,
        "d/Eros",
        expect![[r#"
        /d/Love.md
        - aliases: [Love]
        + aliases: [Eros]
        - # Love
        + # Eros
        /d/near.md
        - [[Love]] [[d/Love|Love]] [x](Love.md) [[./Love#x]]
        + [[Eros]] [[d/Eros|Eros]] [x](Eros.md) [[./Eros#x]]
        /note.md
        - [[Love]] [x](d/Love.md) ![[p.png]]
        + [[Eros]] [x](d/Eros.md) ![[p.png]]
        /d/Love.md → /d/Eros.md
    "#]],
    );
    check(
        source,
        "d/Love",
        expect![[r#"
        nothing changes
    "#]],
    );
    // In a title the slash is part of the title.
    check(
        "//- /Love.md\n# Lo$0ve\n",
        "Love/Eros",
        expect![[r#"
        /Love.md
        - # Love
        + # Love/Eros
        message: File `Love.md` not renamed: a name cannot contain `/`: `Love/Eros`.
    "#]],
    );
    check(
        "//- /p.png\n//- /note.md\n![[p$0.png]]\n",
        "img/q.png",
        expect![[r#"
        /note.md
        - ![[p.png]]
        + ![[q.png]]
        /p.png → /img/q.png
    "#]],
    );
}
