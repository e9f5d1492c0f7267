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
fn percent_encoding_is_kept() {
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
fn links_that_the_new_name_would_capture_are_rewritten() {
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
fn a_link_that_would_still_resolve_by_alias_is_rewritten() {
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
fn broken_links_stay_and_are_reported() {
    check(
        "//- /Old.md\n//- /note.md\n[[Ol$0d]] [[New]] [x](New.md)\n//- /other.md\n[[new#x]]\n",
        "New",
        expect![[r#"
            /note.md
            - [[Old]] [[New]] [x](New.md)
            + [[New]] [[New]] [x](New.md)
            /Old.md → /New.md
            message: 3 broken links now resolve to the new name.
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

#[test]
fn only_the_components_of_a_path_that_differ_are_rewritten() {
    let source = "\
//- /d/a.md
[[../d/Old#A]] [[./Old.md]] [[../d/../d/Old]] [x](../d/Old.md) [x](<../d/Old.md#a>) [x](../%64/Old.md)
[[/d/Old]] [x](/%64/Old.md) [[d/Old]] [x](d/Old.md) ![[Old]] [l]

[l]: ../d/Old.md \"title\"
//- /e/b.md
[[../d/Old]] [x](../e/../d/Old.md) <a href='../d/Old.md'>x</a>
//- /d/Old.md
# A
[[../d/a]] [[./a]] [x](../d/Ol$0d.md)
";
    check(
        source,
        "New",
        expect![[r#"
        /d/a.md
        - [[../d/Old#A]] [[./Old.md]] [[../d/../d/Old]] [x](../d/Old.md) [x](<../d/Old.md#a>) [x](../%64/Old.md)
        - [[/d/Old]] [x](/%64/Old.md) [[d/Old]] [x](d/Old.md) ![[Old]] [l]
        + [[../d/New#A]] [[./New.md]] [[../d/../d/New]] [x](../d/New.md) [x](<../d/New.md#a>) [x](../%64/New.md)
        + [[/d/New]] [x](/%64/New.md) [[d/New]] [x](d/New.md) ![[New]] [l]
        - [l]: ../d/Old.md "title"
        + [l]: ../d/New.md "title"
        /e/b.md
        - [[../d/Old]] [x](../e/../d/Old.md) <a href='../d/Old.md'>x</a>
        + [[../d/New]] [x](../e/../d/New.md) <a href='../d/New.md'>x</a>
        /d/Old.md
        - [[../d/a]] [[./a]] [x](../d/Old.md)
        + [[../d/a]] [[./a]] [x](../d/New.md)
        /d/Old.md → /d/New.md
    "#]],
    );
    check(
        source,
        "d/sub/Old",
        expect![[r#"
        /d/a.md
        - [[../d/Old#A]] [[./Old.md]] [[../d/../d/Old]] [x](../d/Old.md) [x](<../d/Old.md#a>) [x](../%64/Old.md)
        - [[/d/Old]] [x](/%64/Old.md) [[d/Old]] [x](d/Old.md) ![[Old]] [l]
        + [[../d/sub/Old#A]] [[./sub/Old.md]] [[../d/../d/sub/Old]] [x](../d/sub/Old.md) [x](<../d/sub/Old.md#a>) [x](../%64/sub/Old.md)
        + [[/d/sub/Old]] [x](/%64/sub/Old.md) [[d/sub/Old]] [x](d/sub/Old.md) ![[Old]] [l]
        - [l]: ../d/Old.md "title"
        + [l]: ../d/sub/Old.md "title"
        /e/b.md
        - [[../d/Old]] [x](../e/../d/Old.md) <a href='../d/Old.md'>x</a>
        + [[../d/sub/Old]] [x](../e/../d/sub/Old.md) <a href='../d/sub/Old.md'>x</a>
        /d/Old.md
        - [[../d/a]] [[./a]] [x](../d/Old.md)
        + [[../a]] [[../a]] [x](./Old.md)
        /d/Old.md → /d/sub/Old.md
    "#]],
    );
    check(
        source,
        "../x/Old",
        expect![[r#"
            /d/a.md
            - [[../d/Old#A]] [[./Old.md]] [[../d/../d/Old]] [x](../d/Old.md) [x](<../d/Old.md#a>) [x](../%64/Old.md)
            - [[/d/Old]] [x](/%64/Old.md) [[d/Old]] [x](d/Old.md) ![[Old]] [l]
            + [[../x/Old#A]] [[../x/Old.md]] [[../x/../x/Old]] [x](../x/Old.md) [x](<../x/Old.md#a>) [x](../x/Old.md)
            + [[/x/Old]] [x](/x/Old.md) [[x/Old]] [x](x/Old.md) ![[Old]] [l]
            - [l]: ../d/Old.md "title"
            + [l]: ../x/Old.md "title"
            /e/b.md
            - [[../d/Old]] [x](../e/../d/Old.md) <a href='../d/Old.md'>x</a>
            + [[../x/Old]] [x](../e/../x/Old.md) <a href='../x/Old.md'>x</a>
            /d/Old.md
            - [[../d/a]] [[./a]] [x](../d/Old.md)
            + [[../d/a]] [[../d/a]] [x](../x/Old.md)
            /d/Old.md → /x/Old.md
        "#]],
    );
}

#[test]
fn a_moved_folder_changes_only_its_own_components() {
    super::check_moves(
        "\
//- /top/old/deep/n.md
[[../../old/deep/m]] [[../m]] [x](../../%6Fther.md) [x](../../../top/old/m.md)
//- /top/old/deep/m.md
//- /top/old/m.md
//- /top/other.md
[[old/deep/n]] [[top/old/deep/n]] [[deep/n]] [x](old/d%65ep/n.md) [[../top/old/deep/n]] [x](/top/%6Fld/d%65ep/n.md)
",
        &[("top/old", "top/new")],
        expect![[r#"
            /top/old/deep/n.md
            - [[../../old/deep/m]] [[../m]] [x](../../%6Fther.md) [x](../../../top/old/m.md)
            + [[../../new/deep/m]] [[../m]] [x](../../%6Fther.md) [x](../../../top/new/m.md)
            /top/other.md
            - [[old/deep/n]] [[top/old/deep/n]] [[deep/n]] [x](old/d%65ep/n.md) [[../top/old/deep/n]] [x](/top/%6Fld/d%65ep/n.md)
            + [[new/deep/n]] [[top/new/deep/n]] [[deep/n]] [x](new/d%65ep/n.md) [[../top/new/deep/n]] [x](/top/new/d%65ep/n.md)
        "#]],
    );
    super::check_moves(
        "//- /top/my%20old/deep/n.md\n//- /a.md\n[x](top/my%2520old/d%65ep/n.md) [x](./top/my%2520old/d%65ep/n.md)\n",
        &[("top/my%20old", "top/more/new")],
        expect![[r#"
            /a.md
            - [x](top/my%2520old/d%65ep/n.md) [x](./top/my%2520old/d%65ep/n.md)
            + [x](top/more/new/d%65ep/n.md) [x](./top/more/new/d%65ep/n.md)
        "#]],
    );
}
