use expect_test::expect;
use linkwright_settings::{DisplayText, KeepOldName, Settings};

use super::{check, check_with};

/// A typical note of a real vault: the file name is shorter than the title, the first alias equals
/// the H1 and the Linter's key, and there are many more aliases with odd spacing.
const ATTACHMENT: &str = "\
//- /Attachment.md
---
aliases:
  - Attachment is how children learn whom to trust
  - attachment bond
  -   early bonding
  - how we bond  
  - 'bonding, early'
  - \"secure\\tbase\"
  - safe haven # as Bowlby has it
  - proximity
  - separation

  - comfort
  - bonds:of trust
  - yes
  - Bindung
  - 愛着
  - attaching
tags:
  - psychology/bonds
file-created: 2021-02-03
description: 
linter-yaml-title-alias: Attachment is how children learn whom to trust
---

# Attachment is how children learn whom to trust

See [[#Attachment is how children learn whom to trust|above]] and [[Fear]].
//- /Fear.md
Fear calls for [[Attachment|attachment bond]] and [[Attachment|Attachment is how children learn whom to trust]].
Also [[Attachment]], [[Attachment#Attachment is how children learn whom to trust]], and
[[Attachment is how children learn whom to trust]].
";

#[test]
fn renaming_the_h1_changes_the_title_group_but_not_the_file() {
    let source =
        ATTACHMENT.replace("# Attachment is how children", "# Attachment is how $0children");
    let source =
        source.replacen("[[#Attachment is how $0children", "[[#Attachment is how children", 1);
    let source = source.replacen(
        "[[Attachment#Attachment is how $0children",
        "[[Attachment#Attachment is how children",
        1,
    );
    check(
        &source,
        "Attachment is trust learnt early",
        expect![[r#"
            /Attachment.md
            -   - Attachment is how children learn whom to trust
            +   - Attachment is trust learnt early
            - linter-yaml-title-alias: Attachment is how children learn whom to trust
            + linter-yaml-title-alias: Attachment is trust learnt early
            - # Attachment is how children learn whom to trust
            + # Attachment is trust learnt early
            - See [[#Attachment is how children learn whom to trust|above]] and [[Fear]].
            + See [[#Attachment is trust learnt early|above]] and [[Fear]].
            /Fear.md
            - Fear calls for [[Attachment|attachment bond]] and [[Attachment|Attachment is how children learn whom to trust]].
            - Also [[Attachment]], [[Attachment#Attachment is how children learn whom to trust]], and
            - [[Attachment is how children learn whom to trust]].
            + Fear calls for [[Attachment|attachment bond]] and [[Attachment|Attachment is trust learnt early]].
            + Also [[Attachment]], [[Attachment#Attachment is trust learnt early]], and
            + [[Attachment is trust learnt early]].
        "#]],
    );
}

#[test]
fn renaming_a_link_changes_only_a_file_with_a_shorter_name() {
    let source = ATTACHMENT.replace("Also [[Attachment]]", "Also [[Atta$0chment]]");
    check(
        &source,
        "Bonding",
        expect![[r#"
            /Fear.md
            - Fear calls for [[Attachment|attachment bond]] and [[Attachment|Attachment is how children learn whom to trust]].
            - Also [[Attachment]], [[Attachment#Attachment is how children learn whom to trust]], and
            + Fear calls for [[Bonding|attachment bond]] and [[Bonding|Attachment is how children learn whom to trust]].
            + Also [[Bonding]], [[Bonding#Attachment is how children learn whom to trust]], and
            /Attachment.md → /Bonding.md
        "#]],
    );
}

#[test]
fn all_members_of_the_title_group_with_the_name_follow() {
    let source = "\
//- /psych/Love.md
---
title: \"Love\"
aliases: [Love, affection]
linter-yaml-title-alias: Love
---
# Love
## Love
//- /note.md
[[Lov$0e]] [[Love|Love]] [[Love|love]] [[psych/Love#Love|the word]] ![[Love|300]]
";
    check(
        source,
        "Eros",
        expect![[r#"
            /psych/Love.md
            - title: "Love"
            - aliases: [Love, affection]
            - linter-yaml-title-alias: Love
            + title: "Eros"
            + aliases: [Eros, affection]
            + linter-yaml-title-alias: Eros
            - # Love
            + # Eros
            /note.md
            - [[Love]] [[Love|Love]] [[Love|love]] [[psych/Love#Love|the word]] ![[Love|300]]
            + [[Eros]] [[Eros|Eros]] [[Eros|love]] [[psych/Eros#Eros|the word]] ![[Eros|300]]
            /psych/Love.md → /psych/Eros.md
        "#]],
    );
}

#[test]
fn the_file_follows_the_h1_if_it_has_the_same_name() {
    check(
        "//- /Love.md\n# Lo$0ve\n//- /note.md\n[[love]] [x](Love.md)\n",
        "Eros",
        expect![[r#"
            /Love.md
            - # Love
            + # Eros
            /note.md
            - [[love]] [x](Love.md)
            + [[Eros]] [x](Eros.md)
            /Love.md → /Eros.md
        "#]],
    );
}

#[test]
fn a_title_that_no_file_can_have_changes_the_title() {
    check(
        "//- /Love.md\n---\naliases: Love\n---\n# Lo$0ve\n//- /note.md\n[[Love|Love]]\n",
        "What is love?",
        expect![[r#"
            /Love.md
            - aliases: Love
            + aliases: What is love?
            - # Love
            + # What is love?
            /note.md
            - [[Love|Love]]
            + [[Love|What is love?]]
            message: File `Love.md` not renamed: a name cannot contain `?`: `What is love?`.
        "#]],
    );
}

#[test]
fn an_existing_alias_is_not_added_again() {
    check(
        "//- /Love.md\n---\naliases:\n- Love\n- Eros\n- other\n---\n//- /note.md\n[[Lo$0ve]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            - - Love
            /note.md
            - [[Love]]
            + [[Eros]]
            /Love.md → /Eros.md
        "#]],
    );
}

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
fn without_sync_h1_the_h1_and_the_linter_key_stay() {
    let settings = Settings { sync_h1: false, ..Settings::default() };
    check_with(
        settings,
        "//- /Love.md\n---\ntitle: Love\naliases: [Love]\nlinter-yaml-title-alias: Love\n---\n# Love\n//- /note.md\n[[Lo$0ve|Love]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            - title: Love
            + title: Eros
            /note.md
            - [[Love|Love]]
            + [[Eros|Eros]]
            /Love.md → /Eros.md
        "#]],
    );
}

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
fn no_byte_order_mark_or_line_end_is_lost() {
    check(
        "//- /note.md\n[[Lo$0ve]]\r\n//- /Love.md\n\u{feff}---\r\naliases: Love # mine\r\ntitle: 'Love'\r\n---\r\n# Love\r\n[[Love]]",
        "Eros",
        expect![[r#"
            /note.md
            - [[Love]]␍
            + [[Eros]]␍
            /Love.md
            - aliases: Love # mine␍
            - title: 'Love'␍
            + aliases: Eros # mine␍
            + title: 'Eros'␍
            - # Love␍
            - [[Love]]
            + # Eros␍
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
