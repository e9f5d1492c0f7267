use expect_test::expect;
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::{check, plan_alias_removal, show_plan, vault};

#[test]
fn display_texts_and_links_follow_an_alias_renamed_in_the_frontmatter() {
    check(
        "\
//- /Love.md
---
aliases:
  - affec$0tion
  - fondness
---
# Love
//- /note.md
[[Love|affection]] [[Love|Affection]] [[affection]] [[Love|fondness]] [affection](Love.md)
[affection][l] [affection]

[l]: Love.md
[affection]: Love.md
//- /Other.md
---
aliases: [affections]
---
[[Other|affection]]
",
        "warmth",
        expect![[r#"
            /Love.md
            -   - affection
            +   - warmth
            /note.md
            - [[Love|affection]] [[Love|Affection]] [[affection]] [[Love|fondness]] [affection](Love.md)
            - [affection][l] [affection]
            + [[Love|warmth]] [[Love|Affection]] [[warmth]] [[Love|fondness]] [warmth](Love.md)
            + [warmth][l] [affection]
        "#]],
    );
}

#[test]
fn an_alias_is_renamed_from_a_display_text() {
    check(
        "//- /Love.md\n---\nalias: affection, fondness\n---\n//- /note.md\n[[Love|affec$0tion]]\n",
        "warmth",
        expect![[r#"
            /Love.md
            - alias: affection, fondness
            + alias: warmth, fondness
            /note.md
            - [[Love|affection]]
            + [[Love|warmth]]
        "#]],
    );
}

#[test]
fn an_alias_is_renamed_from_a_link_that_resolves_by_it() {
    check(
        "//- /Love.md\n---\naliases: affection\n---\n//- /note.md\n[[Affec$0tion]] [[affection#^x|y]]\n",
        "warmth",
        expect![[r#"
            /Love.md
            - aliases: affection
            + aliases: warmth
            /note.md
            - [[Affection]] [[affection#^x|y]]
            + [[warmth]] [[warmth#^x|y]]
        "#]],
    );
}

#[test]
fn linter_key_and_h1_follow_an_alias_and_the_file_stays() {
    check(
        "//- /Love.md\n---\naliases: [Lo$0ve]\nlinter-yaml-title-alias: Love\n---\n# Love\n//- /note.md\n[[Love|Love]] [[Love]]\n",
        "Eros",
        expect![[r#"
            /Love.md
            - aliases: [Love]
            - linter-yaml-title-alias: Love
            + aliases: [Eros]
            + linter-yaml-title-alias: Eros
            - # Love
            + # Eros
            /note.md
            - [[Love|Love]] [[Love]]
            + [[Love|Eros]] [[Love]]
        "#]],
    );
}

#[test]
fn a_link_that_cannot_contain_the_new_alias_gets_the_name_of_the_note() {
    check(
        "//- /Love.md\n---\naliases: [affec$0tion]\n---\n//- /note.md\n[[affection]] [[affection|so]]\n",
        "C# for lovers",
        expect![[r#"
            /Love.md
            - aliases: [affection]
            + aliases: [C# for lovers]
            /note.md
            - [[affection]] [[affection|so]]
            + [[Love|C# for lovers]] [[Love|so]]
        "#]],
    );
}

#[test]
fn a_display_text_that_a_wikilink_cannot_show_is_removed() {
    check(
        "//- /Love.md\n---\naliases: [affec$0tion]\n---\n//- /note.md\n[[Love|affection]] [affection](Love)\n\n| a |\n|---|\n| [[Love\\|affection]] |\n",
        "love [deep]",
        expect![[r#"
            /Love.md
            - aliases: [affection]
            + aliases: ["love [deep]"]
            /note.md
            - [[Love|affection]] [affection](Love)
            + [[Love]] [love \[deep\]](Love)
            - | [[Love\|affection]] |
            + | [[Love]] |
        "#]],
    );
}

#[test]
fn links_by_an_alias_that_becomes_ambiguous_get_the_name_of_their_note() {
    check(
        "\
//- /Love.md
---
aliases: [affec$0tion]
---
//- /Friend.md
---
aliases: [warmth]
---
//- /note.md
[[affection]] [[warmth]]
",
        "warmth",
        expect![[r#"
            /Love.md
            - aliases: [affection]
            + aliases: [warmth]
            /note.md
            - [[affection]] [[warmth]]
            + [[Love|warmth]] [[Friend|warmth]]
        "#]],
    );
}

#[test]
fn captured_links_are_reported() {
    check(
        "//- /Love.md\n---\naliases: [affec$0tion]\n---\n//- /note.md\n[[warmth]] [[Warmth#x]]\n",
        "warmth",
        expect![[r#"
            /Love.md
            - aliases: [affection]
            + aliases: [warmth]
            message: 2 broken links now resolve to the new name.
        "#]],
    );
}

/// Checks the removal of the alias `affection` from `Love.md`.
#[allow(clippy::needless_pass_by_value)]
fn check_removal(source: &str, expect: expect_test::Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, Settings::default());
    let note = vault.find_file("Love.md").expect("a note");
    let plan = plan_alias_removal(&vault, note, "affection");
    expect.assert_eq(&show_plan(&fixture, &vault, plan));
}

#[test]
fn links_by_a_removed_alias_get_the_name_of_the_note() {
    check_removal(
        "\
//- /Love.md
---
aliases: [affection, Affection, fondness]
---
//- /note.md
[[affection]] [[Affection|so]] [[affection#x]] ![[affection]] [[Love|affection]] [[fondness]]
",
        expect![[r#"
            /Love.md
            - aliases: [affection, Affection, fondness]
            + aliases: [fondness]
            /note.md
            - [[affection]] [[Affection|so]] [[affection#x]] ![[affection]] [[Love|affection]] [[fondness]]
            + [[Love|affection]] [[Love|so]] [[Love#x]] ![[Love]] [[Love|affection]] [[fondness]]
        "#]],
    );
    check_removal(
        "//- /Love.md\n---\naliases: affection\n---\n//- /note.md\n[[affection]] [[Love]]\n",
        expect![[r#"
            /Love.md
            - aliases: affection
            + aliases:
            /note.md
            - [[affection]] [[Love]]
            + [[Love|affection]] [[Love]]
        "#]],
    );
    check_removal(
        "//- /Love.md\n---\naliases: [x]\n---\n",
        expect![[r#"
        refused: `Love.md` has no alias `affection`
    "#]],
    );
    check_removal(
        "//- /Love.md\n---\naliases: &a [affection]\n---\n",
        expect![[r#"
        refused: Love.md:2: cannot edit a value with an anchor (`&`) or tag (`!`)
    "#]],
    );
}
