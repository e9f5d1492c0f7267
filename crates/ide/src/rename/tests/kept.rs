//! Settings that keep the old name: display texts, and an alias.

use expect_test::expect;
use linkwright_settings::{DisplayText, KeepOldName, Settings};

use super::check_with;

#[test]
fn display_text_is_kept() {
    let settings = Settings { display_text: DisplayText::Keep, ..Settings::default() };
    check_with(
        settings,
        "//- /Love.md\n//- /note.md\n[[Lo$0ve]] [[Love|Love]]\n",
        "Eros",
        expect![[r#"
            /note.md
            - [[Love]] [[Love|Love]]
            + [[Eros]] [[Eros|Love]]
            /Love.md → /Eros.md
        "#]],
    );
}

#[test]
fn display_text_preserves_what_the_reader_sees() {
    let settings = Settings { display_text: DisplayText::Preserve, ..Settings::default() };
    check_with(
        settings,
        "//- /Love.md\n//- /note.md\n[[Lo$0ve]] [[love#x]] ![[Love]] [[Love|Love]] [x](Love)\n\n| a |\n|---|\n| [[love]] |\n",
        "Eros",
        expect![[r#"
            /note.md
            - [[Love]] [[love#x]] ![[Love]] [[Love|Love]] [x](Love)
            + [[Eros|Love]] [[Eros#x]] ![[Eros]] [[Eros|Love]] [x](Eros)
            - | [[love]] |
            + | [[Eros\|love]] |
            /Love.md → /Eros.md
        "#]],
    );
}

#[test]
fn the_old_name_is_kept_as_an_alias_once() {
    let settings = || Settings { keep_old_name: KeepOldName::Append, ..Settings::default() };
    check_with(
        settings(),
        "//- /Love.md\n---\naliases: Love\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            - aliases: Love
            + aliases:
            +   - Eros
            +   - Love
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
    check_with(
        settings(),
        "//- /Love.md\n---\naliases:\n- love\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[r#"
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
    check_with(
        settings(),
        "//- /Love.md\nWords.\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            + ---
            + aliases:
            +   - Love
            + ---
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
}

#[test]
fn the_old_name_is_kept_as_an_alias_when_the_h1_is_renamed() {
    let settings = || Settings { keep_old_name: KeepOldName::Append, ..Settings::default() };
    check_with(
        settings(),
        "//- /Love.md\n---\naliases: [Love]\n---\n# Lo$0ve\n//- /note.md\n[[Love]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            - aliases: [Love]
            + aliases: [Eros, Love]
            - # Love
            + # Eros
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
    // A file with a different name keeps it.
    check_with(
        settings(),
        "//- /Amor.md\n# Lo$0ve\n//- /note.md\n[[Amor]]\n",
        "Eros",
        expect![[r#"
            /Amor.md
            - # Love
            + # Eros
        "#]],
    );
}
