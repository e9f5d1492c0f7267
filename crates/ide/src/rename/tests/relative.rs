//! Renames in plain Markdown vaults (`links.markdown = "relative"`).

use expect_test::{Expect, expect};
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::{Mover, check_with, plan_moves, show_plan, vault};

fn relative() -> Settings {
    Settings { relative_destinations: true, ..Settings::default() }
}

#[track_caller]
#[allow(clippy::needless_pass_by_value)]
fn check_moves(source: &str, moves: &[(&str, &str)], expected: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, relative());
    let moves: Vec<_> =
        moves.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    let plan = plan_moves(&vault, &moves, Mover::Editor);
    expected.assert_eq(&show_plan(&fixture, &vault, plan));
}

#[test]
fn destinations_follow_a_moved_note() {
    check_moves(
        "\
//- /a.md
[x](b.md) [x](./b.md#h) [x](/b.md) [x](<b.md>) ![x](b.md?raw=1#h) [x](b) [l] [[b]]
<a href=\"b.md\">x</a>

[l]: b.md
//- /d/e.md
[x](../b.md) [x](b.md) [x](d/../../b.md)
//- /c.canvas
{\"nodes\": [{\"type\": \"text\", \"text\": \"[x](b.md)\"}, {\"type\": \"file\", \"file\": \"b.md\"}]}
//- /b.md
# h
[x](d/e.md) [x](b.md) [x](a%20picture.png) [x](https://example.org/b.md)
//- /a picture.png
",
        &[("b.md", "sub/b.md")],
        expect![[r#"
            /a.md
            - [x](b.md) [x](./b.md#h) [x](/b.md) [x](<b.md>) ![x](b.md?raw=1#h) [x](b) [l] [[b]]
            - <a href="b.md">x</a>
            + [x](sub/b.md) [x](./sub/b.md#h) [x](/sub/b.md) [x](<sub/b.md>) ![x](sub/b.md?raw=1#h) [x](sub/b) [l] [[b]]
            + <a href="sub/b.md">x</a>
            - [l]: b.md
            + [l]: sub/b.md
            /d/e.md
            - [x](../b.md) [x](b.md) [x](d/../../b.md)
            + [x](../sub/b.md) [x](b.md) [x](../sub/b.md)
            /c.canvas
            - {"nodes": [{"type": "text", "text": "[x](b.md)"}, {"type": "file", "file": "b.md"}]}
            + {"nodes": [{"type": "text", "text": "[x](sub/b.md)"}, {"type": "file", "file": "sub/b.md"}]}
            /b.md
            - [x](d/e.md) [x](b.md) [x](a%20picture.png) [x](https://example.org/b.md)
            + [x](../d/e.md) [x](b.md) [x](../a%20picture.png) [x](https://example.org/b.md)
        "#]],
    );
}

#[test]
fn relative_links_inside_a_moved_folder_stay() {
    check_moves(
        "\
//- /old/a.md
[x](b.md) [x](sub/c.md) [x](../out.md) [x](out.md) ![x](img/p.png)
//- /old/b.md
//- /old/sub/c.md
[x](../a.md) [x](a.md)
//- /old/img/p.png
//- /out.md
[x](old/a.md) [x](old/sub/c.md#x) [x](old/img/p.png)
",
        &[("old", "deep/new")],
        expect![[r#"
            /old/a.md
            - [x](b.md) [x](sub/c.md) [x](../out.md) [x](out.md) ![x](img/p.png)
            + [x](b.md) [x](sub/c.md) [x](../../out.md) [x](out.md) ![x](img/p.png)
            /out.md
            - [x](old/a.md) [x](old/sub/c.md#x) [x](old/img/p.png)
            + [x](deep/new/a.md) [x](deep/new/sub/c.md#x) [x](deep/new/img/p.png)
        "#]],
    );
}

#[test]
fn a_moved_note_still_links_to_the_same_files() {
    // The new folder has another file with the same name.
    check_moves(
        "//- /a.md\n[x](b.md) [x](d/b.md)\n//- /b.md\n//- /d/b.md\n[x](../a.md)\n",
        &[("a.md", "d/a.md")],
        expect![[r#"
            /a.md
            - [x](b.md) [x](d/b.md)
            + [x](../b.md) [x](b.md)
            /d/b.md
            - [x](../a.md)
            + [x](./a.md)
        "#]],
    );
}

#[test]
fn a_rename_writes_relative_paths() {
    check_with(
        relative(),
        "\
//- /d/a.md
[x](../n$0ote.md) [x](note.md) [x](/note.md) [note](<../note.md>)
//- /note.md
# note
//- /d/new.md
",
        "new",
        expect![[r#"
            /d/a.md
            - [x](../note.md) [x](note.md) [x](/note.md) [note](<../note.md>)
            + [x](../new.md) [x](../new.md) [x](/new.md) [new](<../new.md>)
            /note.md
            - # note
            + # new
            /note.md → /new.md
        "#]],
    );
}

#[test]
fn a_link_that_becomes_ambiguous_gets_a_path() {
    // As long as only one file has this name, `b.md` resolves from anywhere in the vault.
    check_moves(
        "//- /a.md\n[x](b.md)\n//- /x/b.md\n//- /y/c.md\n",
        &[("y/c.md", "y/b.md")],
        expect![[r#"
            /a.md
            - [x](b.md)
            + [x](x/b.md)
        "#]],
    );
}

#[test]
fn links_by_slug_follow_a_renamed_heading() {
    check_with(
        relative(),
        "//- /d/a.md\n[x](../b.md#old-words) [x](b.md#old-words)\n//- /b.md\n## Old$0 words\n",
        "New: words",
        expect![[r#"
            /d/a.md
            - [x](../b.md#old-words) [x](b.md#old-words)
            + [x](../b.md#new-words) [x](b.md#new-words)
            /b.md
            - ## Old words
            + ## New: words
        "#]],
    );
}
