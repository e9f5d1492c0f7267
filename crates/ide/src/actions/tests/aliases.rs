use expect_test::expect;

use super::*;

#[test]
fn replaces_link_by_alias() {
    check(
        "//- /Love.md\n---\naliases: [affection]\n---\n//- /a.md\n[[affe$0ction#Why]]\n",
        expect![[r#"
            Replace with `[[Love#Why|affection]]` (alias-link, preferred)
                /a.md
                - [[affection#Why]]
                + [[Love#Why|affection]]
            Add the heading `Why` to `Love` (broken-heading)
                /Love.md
                + 
                + ## Why
            Convert to `[affection > Why](Love.md#Why)` (Rewrite)
                /a.md
                - [[affection#Why]]
                + [affection > Why](Love.md#Why)
        "#]],
    );
    check(
        "//- /Love.md\n---\naliases: [a|b]\n---\n//- /a.md\n| t |\n|---|\n| [[a\\|b]] [[fe$0eling]] |\n//- /x/Fear.md\n---\naliases: feeling\n---\n",
        expect![[r#"
            Replace with `[[Fear\|feeling]]` (alias-link, preferred)
                /a.md
                - | [[a\|b]] [[feeling]] |
                + | [[a\|b]] [[Fear\|feeling]] |
            Convert to `[feeling](Fear.md)` (Rewrite)
                /a.md
                - | [[a\|b]] [[feeling]] |
                + | [[a\|b]] [feeling](Fear.md) |
            Convert all links to Markdown links (Rewrite)
                /a.md
                - | [[a\|b]] [[feeling]] |
                + | [b](a.md) [feeling](Fear.md) |
        "#]],
    );
}

#[test]
fn a_fix_of_a_link_in_a_heading_is_not_preferred() {
    let fixes = |line: &str| {
        let fixture = Fixture::parse(&format!(
            "//- /Love.md\n---\naliases: [affection]\n---\n//- /a.md\n{line}\n"
        ));
        let vault = vault(&fixture, Settings::default());
        let (_, offered) = offered(&fixture, &vault);
        let is_fix = |action: &Action| action.title.starts_with("Replace");
        let fixes = offered.into_iter().filter(is_fix);
        fixes.map(|action| (action.title, action.is_preferred)).collect::<Vec<_>>()
    };
    let fix = |is_preferred| vec![("Replace with `[[Love|affection]]`".to_owned(), is_preferred)];
    assert_eq!(fixes("See [[affe$0ction]]"), fix(true));
    assert_eq!(fixes("# See [[affe$0ction]]"), fix(false));
    assert_eq!(fixes("See [[affe$0ction]]\n==="), fix(false));
    assert_eq!(fixes("# See\n[[affe$0ction]]\n# More"), fix(true));
}

#[test]
fn alias_of_several_notes_offers_each_note() {
    check(
        "\
//- /Eros.md
---
aliases: [love]
---
//- /Agape.md
---
aliases: [love]
---
//- /a.md
![[lo$0ve]]
",
        expect![[r#"
            Replace with `![[Agape]]` (broken-embed)
                /a.md
                - ![[love]]
                + ![[Agape]]
            Replace with `![[Eros]]` (broken-embed)
                /a.md
                - ![[love]]
                + ![[Eros]]
        "#]],
    );
}

#[test]
fn adds_display_text_as_alias() {
    check(
        "\
//- /Love.md
---
aliases:
    - fondness # kept
---
//- /a.md
[[Love|affec$0tion]] and [[affection]]
",
        expect![[r#"
            Add `affection` as an alias of `Love` (Rewrite)
                /Love.md
                +     - affection
                message: 1 broken link now resolves to the new name.
            Convert to `[affection](Love.md)` (Rewrite)
                /a.md
                - [[Love|affection]] and [[affection]]
                + [affection](Love.md) and [[affection]]
            Convert all links to Markdown links (Rewrite)
                /a.md
                - [[Love|affection]] and [[affection]]
                + [affection](Love.md) and [affection](affection.md)
        "#]],
    );
    // The display text is already an alias, or it is the name itself.
    check(
        "//- /Love.md\n---\naliases: Affection\n---\n//- /a.md\n[[Love|affec$0tion]]\n",
        expect![[r#"
            Convert to `[affection](Love.md)` (Rewrite)
                /a.md
                - [[Love|affection]]
                + [affection](Love.md)
            Inline `Love.md` and delete the note (Inline)
                /a.md
                - [[Love|affection]]
                + 
                gone /Love.md
                message: The properties of `Love.md` were not copied.
        "#]],
    );
    check(
        "//- /Love.md\n//- /a.md\n[love](Lo$0ve.md)\n",
        expect![[r#"
            Convert to `[[Love|love]]` (Rewrite)
                /a.md
                - [love](Love.md)
                + [[Love|love]]
            Inline `Love.md` and delete the note (Inline)
                /a.md
                - [love](Love.md)
                + 
                gone /Love.md
        "#]],
    );
}

#[test]
fn new_alias_keeps_links_to_other_notes() {
    check(
        "\
//- /Love.md
//- /Eros.md
---
aliases: [passion]
---
//- /a.md
[[Love|pass$0ion]] and [[passion]]
",
        expect![[r#"
            Add `passion` as an alias of `Love` (Rewrite)
                /Love.md
                + ---
                + aliases:
                +   - passion
                + ---
                /a.md
                - [[Love|passion]] and [[passion]]
                + [[Love|passion]] and [[Eros|passion]]
            Convert to `[passion](Love.md)` (Rewrite)
                /a.md
                - [[Love|passion]] and [[passion]]
                + [passion](Love.md) and [[passion]]
            Convert all links to Markdown links (Rewrite)
                /a.md
                - [[Love|passion]] and [[passion]]
                + [passion](Love.md) and [passion](Eros.md)
        "#]],
    );
}

#[test]
fn refuses_alias_in_invalid_frontmatter() {
    check(
        "//- /Love.md\n---\na: 1\na: 2\n---\n//- /a.md\n[[Love|affec$0tion]]\n",
        expect![[r#"
            Add `affection` as an alias of `Love` (Rewrite)
                refused: Love.md: the frontmatter is invalid: duplicate key `a`
            Convert to `[affection](Love.md)` (Rewrite)
                /a.md
                - [[Love|affection]]
                + [affection](Love.md)
            Inline `Love.md` and delete the note (Inline)
                /a.md
                - [[Love|affection]]
                + 
                gone /Love.md
                message: The properties of `Love.md` were not copied.
        "#]],
    );
}

#[test]
fn link_can_show_alias_of_its_note() {
    check(
        "\
//- /seen.md
---
aliases:
  - Being seen
  - Visibility
  - '[[x]]'
---
# Being seen
//- /a.md
| a |
|---|
| [[se$0en]] |
",
        expect![[r#"
            Show the alias `Being seen` (Rewrite)
                /a.md
                - | [[seen]] |
                + | [[seen\|Being seen]] |
            Show the alias `Visibility` (Rewrite)
                /a.md
                - | [[seen]] |
                + | [[seen\|Visibility]] |
            Convert to `[seen](seen.md)` (Rewrite)
                /a.md
                - | [[seen]] |
                + | [seen](seen.md) |
        "#]],
    );
}

#[test]
fn renames_title_or_file_after_the_other() {
    check(
        "\
//- /seen.md
---
aliases: [Being seen]
linter-yaml-title-alias: Being seen
---
# Being s$0een
//- /a.md
[[seen]] [[seen|Being seen]]
",
        expect![[r#"
            Rename the file to `Being seen` (Rewrite)
                /a.md
                - [[seen]] [[seen|Being seen]]
                + [[Being seen]] [[Being seen|Being seen]]
                /seen.md → /Being seen.md
            Rename the title to `seen` (Rewrite)
                /seen.md
                - aliases: [Being seen]
                - linter-yaml-title-alias: Being seen
                + aliases: [seen]
                + linter-yaml-title-alias: seen
                - # Being seen
                + # seen
                /a.md
                - [[seen]] [[seen|Being seen]]
                + [[seen]] [[seen|seen]]
            Add the file name `seen` as an alias (Rewrite)
                /seen.md
                - aliases: [Being seen]
                + aliases: [Being seen, seen]
            Link all mentions of `seen` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        "#]],
    );
}

#[test]
fn refuses_title_that_no_file_can_have() {
    check(
        "//- /love.md\n# What is lo$0ve?\n",
        expect![[r#"
            Rename the file to `What is love?` (Rewrite)
                refused: a name cannot contain `?`: `What is love?`
            Rename the title to `love` (Rewrite)
                /love.md
                - # What is love?
                + # love
            Add the file name `love` as an alias (Rewrite)
                /love.md
                + ---
                + aliases:
                +   - love
                + ---
            Link all mentions of `love` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        "#]],
    );
    check(
        "//- /love.md\n# Eros$0\n//- /eros.md\n",
        expect![[r#"
            Rename the file to `Eros` (Rewrite)
                refused: `eros.md` already exists: choose another name
            Rename the title to `love` (Rewrite)
                /love.md
                - # Eros
                + # love
            Add the file name `love` as an alias (Rewrite)
                /love.md
                + ---
                + aliases:
                +   - love
                + ---
            Link all mentions of `love` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        "#]],
    );
}

#[test]
fn canvas_gets_no_alias() {
    check(
        "//- /b.canvas\n{}\n//- /a.md\n[[b.canvas|wo$0rds]]\n",
        expect![[r#"
        Convert to `[words](b.canvas)` (Rewrite)
            /a.md
            - [[b.canvas|words]]
            + [words](b.canvas)
    "#]],
    );
}
