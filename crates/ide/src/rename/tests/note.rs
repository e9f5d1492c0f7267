use expect_test::expect;
use linkwright_settings::Settings;

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
