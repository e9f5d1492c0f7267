use expect_test::expect;

use super::check_prepare;

#[test]
fn links() {
    check_prepare(
        "\
//- /psych/Love.md
---
aliases: [affection]
---
# About love
## Bonds
Words. ^base
//- /note.md
[[psych/Lo$0ve.md#Bonds]]
[[$0 psych/Love ]]
[[Love#Bo$0nds]]
[[Love#About love#Bo$0nds|x]]
[[Love#^ba$0se]]
[[Love|affec$0tion]]
[[Love| About lo$0ve ]]
[[Love|Lo$0ve]]
[[Love|wor$0ds]]
[[miss$0ing]]
![[Love|3$000]]
[[aff$0ection]]
[x](psych/Lo$0ve.md)
[x$0](psych/Love.md)
",
        expect![[r#"
            [[psych/«Love».md#Bonds]] | Love
            [[ psych/«Love» ]] | Love
            [[Love#«Bonds»]] | Bonds
            [[Love#About love#«Bonds»|x]] | Bonds
            [[Love#^«base»]] | base
            [[Love|«affection»]] | affection
            [[Love| «About love» ]] | About love
            [[Love|«Love»]] | Love
            refused: `words` is neither an alias nor the title of `Love`: edit the text, or make it an alias first
            refused: `[[missing]]` does not resolve to a file: create the note, or fix the link
            refused: this is the size of an embed, not a name
            [[«affection»]] | affection
            [x](psych/«Love».md) | Love
            refused: `x` is neither an alias nor the title of `Love`: edit the text, or make it an alias first
        "#]],
    );
}

#[test]
fn everything_except_links() {
    check_prepare(
        "\
---
title: \"Lo$0ve\"
aliases:
  - 'it''s lo$0ve'
  - plai$0n
tags: [a/$0b]
---
# Lo$0ve ^h
Plain wo$0rds. #a/b/$0c Note.[^$0n] ^bl$0ock

[^n]: x

[lab$0el]: x.md
",
        expect![[r#"
            title: "«Love»" | Love
              - '«it''s love»' | it's love
              - «plain» | plain
            tags: [«a/b»] | a/b
            # «Love» ^h | Love
            refused: there is nothing to rename here: put the cursor on a link, heading, alias, tag, property, value, block id, footnote or reference label
            Plain words. #«a/b/c» Note.[^n] ^block | a/b/c
            Plain words. #a/b/c Note.[^«n»] ^block | n
            Plain words. #a/b/c Note.[^n] ^«block» | block
            [«label»]: x.md | label
        "#]],
    );
}
