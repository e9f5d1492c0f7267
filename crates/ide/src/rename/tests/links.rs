use expect_test::expect;

use super::check;

#[test]
fn every_form_keeps_its_form() {
    check(
        "\
//- /my notes/Old name.md
//- /my notes/b.md
[[Old name]] [[old name.md]] [[my notes/Old name]] [[/my notes/Old name]] [[./Old name]]
//- /note.md
---
up: \"[[Old name]]\"
down:
  - '[[my notes/Old name|it''s]]'
  - \"[x](my%20notes/Old%20name.md)\"
---
[a](my%20notes/Old%20name.md) [b](<my notes/Old name.md> \"title\") [c](my%20notes/Old%20name) ![d](./my%20notes/Old%20name.md#x 'y')
[e] [f][e] [Old name]( Old%20name.md )
![[Old name]] ![[Old name#^x|Old name]] [[ Old na$0me | shown ]]

[e]: <my notes/Old name.md> \"title\"
[g]:
  my%20notes/Old%20name.md#x

| a | b |
|---|---|
| [[Old name\\|Old name]] | [[Old name]] |

> [!note] `[[Old name]]` [[Old name]] %%[[Old name]]%%
",
        "It's new",
        expect![[r#"
            /my notes/b.md
            - [[Old name]] [[old name.md]] [[my notes/Old name]] [[/my notes/Old name]] [[./Old name]]
            + [[It's new]] [[It's new.md]] [[my notes/It's new]] [[/my notes/It's new]] [[./It's new]]
            /note.md
            - up: "[[Old name]]"
            + up: "[[It's new]]"
            -   - '[[my notes/Old name|it''s]]'
            -   - "[x](my%20notes/Old%20name.md)"
            +   - '[[my notes/It''s new|it''s]]'
            +   - "[x](my%20notes/It's%20new.md)"
            - [a](my%20notes/Old%20name.md) [b](<my notes/Old name.md> "title") [c](my%20notes/Old%20name) ![d](./my%20notes/Old%20name.md#x 'y')
            - [e] [f][e] [Old name]( Old%20name.md )
            - ![[Old name]] ![[Old name#^x|Old name]] [[ Old name | shown ]]
            + [a](my%20notes/It's%20new.md) [b](<my notes/It's new.md> "title") [c](my%20notes/It's%20new) ![d](./my%20notes/It's%20new.md#x 'y')
            + [e] [f][e] [It's new]( It's%20new.md )
            + ![[It's new]] ![[It's new#^x|It's new]] [[ It's new | shown ]]
            - [e]: <my notes/Old name.md> "title"
            + [e]: <my notes/It's new.md> "title"
            -   my%20notes/Old%20name.md#x
            +   my%20notes/It's%20new.md#x
            - | [[Old name\|Old name]] | [[Old name]] |
            + | [[It's new\|It's new]] | [[It's new]] |
            - > [!note] `[[Old name]]` [[Old name]] %%[[Old name]]%%
            + > [!note] `[[Old name]]` [[It's new]] %%[[It's new]]%%
            /my notes/Old name.md → /my notes/It's new.md
        "#]],
    );
}

#[test]
fn encodings_stay_as_they_were() {
    check(
        "//- /Bücher/Öl.md\n//- /note.md\n[a](B%C3%BCcher/%C3%96l.md) [b](Bücher/Öl.md) [[Bücher/Ö$0l]]\n",
        "Rüben (rot)",
        expect![[r#"
            /note.md
            - [a](B%C3%BCcher/%C3%96l.md) [b](Bücher/Öl.md) [[Bücher/Öl]]
            + [a](B%C3%BCcher/R%C3%BCben%20(rot).md) [b](Bücher/Rüben%20(rot).md) [[Bücher/Rüben (rot)]]
            /Bücher/Öl.md → /Bücher/Rüben (rot).md
        "#]],
    );
}

#[test]
fn a_name_that_another_file_has_is_written_with_its_folder() {
    check(
        "\
//- /a/Old.md
//- /b/New.md
//- /note.md
[[Ol$0d]] [[New]] [[b/New]]
//- /b/near.md
[[New]] [[Old]]
",
        "New",
        expect![[r#"
            /note.md
            - [[Old]] [[New]] [[b/New]]
            + [[a/New]] [[b/New]] [[b/New]]
            /b/near.md
            - [[New]] [[Old]]
            + [[New]] [[a/New]]
            /a/Old.md → /a/New.md
        "#]],
    );
}

#[test]
fn links_that_the_new_name_would_hijack_are_rewritten() {
    check(
        "\
//- /Old.md
//- /deep/er/New.md
//- /note.md
[[Ol$0d]] [[New]] [[New#x|y]] [z](New.md)
//- /deep/er/near.md
[[New]]
",
        "New",
        expect![[r#"
            /note.md
            - [[Old]] [[New]] [[New#x|y]] [z](New.md)
            + [[New]] [[deep/er/New]] [[deep/er/New#x|y]] [z](deep/er/New.md)
            /deep/er/near.md
            - [[New]]
            + [[deep/er/New]]
            /Old.md → /New.md
        "#]],
    );
}

#[test]
fn a_link_that_an_alias_would_save_is_rewritten() {
    check(
        "//- /Old.md\n---\naliases: [old]\n---\n//- /note.md\n[[Ol$0d]]\n",
        "New",
        expect![[r#"
            /note.md
            - [[Old]]
            + [[New]]
            /Old.md → /New.md
        "#]],
    );
}

#[test]
fn links_that_led_nowhere_stay_and_are_told() {
    check(
        "//- /Old.md\n//- /note.md\n[[Ol$0d]] [[New]] [x](New.md)\n//- /other.md\n[[new#x]]\n",
        "New",
        expect![[r#"
            /note.md
            - [[Old]] [[New]] [x](New.md)
            + [[New]] [[New]] [x](New.md)
            /Old.md → /New.md
            message: 3 links that led nowhere lead here now.
        "#]],
    );
}

#[test]
fn a_link_pasted_inside_a_link_stays_whole() {
    check(
        "//- /Old.md\n//- /note.md\n[[Ol[[Ol$0d]]d]] [[[Old]]] [text]([[Old]]) [[7]](https://x.org) [[Old||b]]\n",
        "New",
        expect![[r#"
            /note.md
            - [[Ol[[Old]]d]] [[[Old]]] [text]([[Old]]) [[7]](https://x.org) [[Old||b]]
            + [[Ol[[New]]d]] [[[New]]] [text]([[New]]) [[7]](https://x.org) [[New||b]]
            /Old.md → /New.md
        "#]],
    );
}
