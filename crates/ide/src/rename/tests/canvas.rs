use expect_test::expect;
use linkwright_settings::{DisplayText, KeepOldName, Settings};

use super::{check, check_moves, check_prepare, check_with};

#[test]
fn every_kind_of_card_follows_a_renamed_note() {
    check(
        "\
//- /a/Old.md
# Old
//- /board.canvas
{
\t\"nodes\":[\r
\t\t{\"id\":\"1\",\"x\":-1.50,\"type\":\"file\",\"file\":\"a/Old.md\",\"subpath\":\"#Old\"},\r
\t\t{\"id\":\"2\",\"subpath\":\"#Old\",\"file\":\"A\\/\\u004fld.md\",\"type\":\"file\"},
\t\t{\"id\":\"3\",\"type\":\"text\",\"text\":\"\\\"\\ud83d\\ude00\\u00e9\\\"\\n[[Old]] [[a/Old|Old]] ![x](./a/Old.md#y)\"},
\t\t{\"id\":\"4\",\"type\":\"text\",\"text\":\"|a|b|\\n|-|-|\\n|[[Old\\\\|Old]]|c|\"},
\t\t{\"id\":\"5\",\"type\":\"group\",\"label\":\"[[Old]] a/Old.md\"},
\t\t{\"id\":\"6\",\"type\":\"link\",\"url\":\"a/Old.md\"}
\t],
\t\"edges\":[{\"label\":\"a/Old.md\"}]
}
//- /note.md
[[Ol$0d]]
",
        "Né",
        expect![[r##"
            /a/Old.md
            - # Old
            + # Né
            /board.canvas
            - 		{"id":"1","x":-1.50,"type":"file","file":"a/Old.md","subpath":"#Old"},␍
            - 		{"id":"2","subpath":"#Old","file":"A\/\u004fld.md","type":"file"},
            - 		{"id":"3","type":"text","text":"\"\ud83d\ude00\u00e9\"\n[[Old]] [[a/Old|Old]] ![x](./a/Old.md#y)"},
            - 		{"id":"4","type":"text","text":"|a|b|\n|-|-|\n|[[Old\\|Old]]|c|"},
            + 		{"id":"1","x":-1.50,"type":"file","file":"a/Né.md","subpath":"#Né"},␍
            + 		{"id":"2","subpath":"#Né","file":"a/Né.md","type":"file"},
            + 		{"id":"3","type":"text","text":"\"\ud83d\ude00\u00e9\"\n[[Né]] [[a/Né|Né]] ![x](./a/Né.md#y)"},
            + 		{"id":"4","type":"text","text":"|a|b|\n|-|-|\n|[[Né\\|Né]]|c|"},
            /note.md
            - [[Old]]
            + [[Né]]
            /a/Old.md → /a/Né.md
        "##]],
    );
}

#[test]
fn cards_follow_a_renamed_heading_and_escape_it_as_json() {
    check(
        "\
//- /b.md
## Ol$0d
### Sub
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"b.md\",\"subpath\":\"#Old#Sub\"},
{\"type\":\"text\",\"text\":\"[[b#Old#Sub]] [t](b.md#old) [t](b.md#Old)\"}]}
",
        "Say \"New\"",
        expect![[r##"
            /b.md
            - ## Old
            + ## Say "New"
            /board.canvas
            - {"nodes":[{"type":"file","file":"b.md","subpath":"#Old#Sub"},
            - {"type":"text","text":"[[b#Old#Sub]] [t](b.md#old) [t](b.md#Old)"}]}
            + {"nodes":[{"type":"file","file":"b.md","subpath":"#Say \"New\"#Sub"},
            + {"type":"text","text":"[[b#Say \"New\"#Sub]] [t](b.md#say-new) [t](b.md#Say%20\"New\")"}]}
        "##]],
    );
}

#[test]
fn cards_follow_renamed_block_ids_and_aliases() {
    check(
        "\
//- /b.md
words ^o$0ld
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"b.md\",\"subpath\":\"#^old\"},{\"type\":\"text\",\"text\":\"[[b#^old]]\"}]}
",
        "new",
        expect![[r##"
            /b.md
            - words ^old
            + words ^new
            /board.canvas
            - {"nodes":[{"type":"file","file":"b.md","subpath":"#^old"},{"type":"text","text":"[[b#^old]]"}]}
            + {"nodes":[{"type":"file","file":"b.md","subpath":"#^new"},{"type":"text","text":"[[b#^new]]"}]}
        "##]],
    );
    check(
        "\
//- /b.md
---
aliases: [Ol$0d]
---
//- /board.canvas
{\"nodes\":[{\"type\":\"text\",\"text\":\"[[b|Old]] [Old](b.md) [[Old]]\"}]}
",
        "a \"b\"",
        expect![[r#"
            /b.md
            - aliases: [Old]
            + aliases: [a "b"]
            /board.canvas
            - {"nodes":[{"type":"text","text":"[[b|Old]] [Old](b.md) [[Old]]"}]}
            + {"nodes":[{"type":"text","text":"[[b|a \"b\"]] [a \"b\"](b.md) [[a \"b\"]]"}]}
        "#]],
    );
}

#[test]
fn display_text_can_be_preserved() {
    let settings = Settings { display_text: DisplayText::Preserve, ..Settings::default() };
    check_with(
        settings,
        "\
//- /Old.md
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"Old.md\"},{\"type\":\"text\",\"text\":\"[[Ol$0d]]\\n\\n|a|b|\\n|-|-|\\n|[[Old]]|c|\"}]}
",
        "New",
        expect![[r#"
            /board.canvas
            - {"nodes":[{"type":"file","file":"Old.md"},{"type":"text","text":"[[Old]]\n\n|a|b|\n|-|-|\n|[[Old]]|c|"}]}
            + {"nodes":[{"type":"file","file":"New.md"},{"type":"text","text":"[[New|Old]]\n\n|a|b|\n|-|-|\n|[[New\\|Old]]|c|"}]}
            /Old.md → /New.md
        "#]],
    );
}

#[test]
fn a_card_refers_to_the_file_at_its_exact_path() {
    check(
        "\
//- /a/Old.md
//- /b/Old.md
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"a/Ol$0d.md\"},{\"type\":\"file\",\"file\":\"b/Old.md\"},{\"type\":\"file\",\"file\":\"Old.md\"}]}
",
        "New",
        expect![[r#"
            /board.canvas
            - {"nodes":[{"type":"file","file":"a/Old.md"},{"type":"file","file":"b/Old.md"},{"type":"file","file":"Old.md"}]}
            + {"nodes":[{"type":"file","file":"a/New.md"},{"type":"file","file":"b/Old.md"},{"type":"file","file":"Old.md"}]}
            /a/Old.md → /a/New.md
        "#]],
    );
}

#[test]
fn cards_follow_moved_folders_and_moved_canvases_keep_their_links() {
    check_moves(
        "\
//- /old/a.md
//- /old/plot.png
//- /old/board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"old/a.md\"},{\"type\":\"file\",\"file\":\"c.md\"},
{\"type\":\"text\",\"text\":\"[[a]] [[../c]] ![](plot.png)\"}]}
//- /c.md
//- /other.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"old/plot.png\"},{\"type\":\"file\",\"file\":\"old/board.canvas\"}]}
",
        &[("old", "deep/n\"w")],
        expect![[r#"
            /old/board.canvas
            - {"nodes":[{"type":"file","file":"old/a.md"},{"type":"file","file":"c.md"},
            - {"type":"text","text":"[[a]] [[../c]] ![](plot.png)"}]}
            + {"nodes":[{"type":"file","file":"deep/n\"w/a.md"},{"type":"file","file":"c.md"},
            + {"type":"text","text":"[[a]] [[../../c]] ![](plot.png)"}]}
            /other.canvas
            - {"nodes":[{"type":"file","file":"old/plot.png"},{"type":"file","file":"old/board.canvas"}]}
            + {"nodes":[{"type":"file","file":"deep/n\"w/plot.png"},{"type":"file","file":"deep/n\"w/board.canvas"}]}
        "#]],
    );
}

#[test]
fn a_canvas_is_renamed_as_a_file_without_a_title() {
    let settings = Settings { keep_old_name: KeepOldName::Append, ..Settings::default() };
    check_with(
        settings,
        "\
//- /board.canvas
{\"nodes\":[{\"type\":\"text\",\"text\":\"[[#h]]\"}]}
//- /note.md
[[boa$0rd.canvas#h]]
//- /other.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"board.canvas\"}]}
",
        "plan.canvas",
        expect![[r#"
            /note.md
            - [[board.canvas#h]]
            + [[plan.canvas#h]]
            /other.canvas
            - {"nodes":[{"type":"file","file":"board.canvas"}]}
            + {"nodes":[{"type":"file","file":"plan.canvas"}]}
            /board.canvas → /plan.canvas
        "#]],
    );
}

#[test]
fn cards_follow_a_name_that_changes_only_in_case() {
    check(
        "\
//- /a/Old.md
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"a/Ol$0d.md\"}]}
",
        "OLD",
        expect![[r#"
            /board.canvas
            - {"nodes":[{"type":"file","file":"a/Old.md"}]}
            + {"nodes":[{"type":"file","file":"a/OLD.md"}]}
            /a/Old.md → /a/OLD.md
        "#]],
    );
}

#[test]
fn the_name_is_highlighted_in_the_card() {
    check_prepare(
        "\
//- /a/b.md
## H
//- /board.canvas
{\"nodes\":[{\"type\":\"file\",\"file\":\"a/$0b.md\",\"subpath\":\"#$0H\"},
{\"type\":\"text\",\"text\":\"\\\"[[$0b#H]]\"}]}
",
        expect![[r##"
            {"nodes":[{"type":"file","file":"a/«b».md","subpath":"#H"}, | b
            {"nodes":[{"type":"file","file":"a/b.md","subpath":"#«H»"}, | H
            {"type":"text","text":"\"[[«b»#H]]"}]} | b
        "##]],
    );
}

#[test]
fn html_in_a_card_is_rewritten_inside_its_json_string() {
    check(
        "//- /Love.md\n//- /map.canvas\n{\"nodes\": [{\"type\": \"text\", \"text\": \"<a href=\\\"Love.md\\\">x</a>\"}]}\n//- /n.md\n[[Lo$0ve]]\n",
        "A & B",
        expect![[r#"
            /map.canvas
            - {"nodes": [{"type": "text", "text": "<a href=\"Love.md\">x</a>"}]}
            + {"nodes": [{"type": "text", "text": "<a href=\"A%20&amp;%20B.md\">x</a>"}]}
            /n.md
            - [[Love]]
            + [[A & B]]
            /Love.md → /A & B.md
        "#]],
    );
}
