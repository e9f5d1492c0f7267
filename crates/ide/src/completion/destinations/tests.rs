use expect_test::expect;
use linkwright_settings::{LinkStyle, Settings};

use crate::completion::tests::{check, check_with};

#[test]
fn markdown_destinations() {
    let notes =
        "\n//- /a folder/Beta one.md\n---\naliases: [bell]\n---\n# What: now\n//- /be.png\n";
    check(
        &format!("[words](be$0) more{notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md) more
        bell (Beta one) → [words](Beta%20one.md) more
        be.png → [words](be.png) more
    "#]],
    );
    check(
        &format!("[words](be$0{notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md)
        bell (Beta one) → [words](Beta%20one.md)
        be.png → [words](be.png)
    "#]],
    );
    // The text that follows does not close the link.
    check(
        &format!("[words](be$0 more (and [a](b.md)){notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md) more (and [a](b.md))
        bell (Beta one) → [words](Beta%20one.md) more (and [a](b.md))
        be.png → [words](be.png) more (and [a](b.md))
    "#]],
    );
    check(
        &format!("![words](be$0ta%20one.md){notes}"),
        &expect![[r#"
            be.png → ![words](be.png)
            Beta one (a folder) → ![words](Beta%20one.md)
            bell (Beta one) → ![words](Beta%20one.md)
        "#]],
    );
    check(
        &format!("[words](<be$0>){notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](<Beta one.md>)
        bell (Beta one) → [words](<Beta one.md>)
        be.png → [words](<be.png>)
    "#]],
    );
    check(
        &format!("[words](a%20folder/b$0){notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md)
    "#]],
    );
    check(
        &format!("[words](Beta%20one.md#$0){notes}"),
        &expect![[r#"
        What: now (#) → [words](Beta%20one.md#What%20now)
    "#]],
    );
    check(
        &format!("[words](#$0)\n\n# Own heading{notes}"),
        &expect![[r#"
        Own heading (#) → [words](#Own%20heading)
    "#]],
    );
    check(&format!("[words](https://b$0){notes}"), &expect![[""]]);
}

#[test]
fn destinations_are_relative_to_the_folder_of_their_note() {
    let relative = |settings: &mut Settings| settings.relative_destinations = true;
    let notes = "\n//- /a folder/Beta one.md\n# What: now\n//- /d/be.png\n//- /d/bees.md\n";
    let from = |line: &str| format!("//- /d/note.md\n{line}{notes}");
    check_with(
        &from("[x](be$0)"),
        relative,
        &expect![[r#"
            bees (d) → [x](bees.md)
            a folder/Beta one (a folder) → [x](../a%20folder/Beta%20one.md)
            be.png (d) → [x](be.png)
        "#]],
    );
    check_with(
        &from("[x](../a$0)"),
        relative,
        &expect![[r#"
            a folder/Beta one (a folder) → [x](../a%20folder/Beta%20one.md)
        "#]],
    );
    check_with(
        &from("[x](/be$0)"),
        relative,
        &expect![[r#"
            d/bees (d) → [x](/d/bees.md)
            a folder/Beta one (a folder) → [x](/a%20folder/Beta%20one.md)
            d/be.png (d) → [x](/d/be.png)
        "#]],
    );
    check_with(
        &from("[x](<be$0>)"),
        relative,
        &expect![[r#"
            bees (d) → [x](<bees.md>)
            a folder/Beta one (a folder) → [x](<../a folder/Beta one.md>)
            be.png (d) → [x](<be.png>)
        "#]],
    );
    check_with(
        &from("[x]: be$0"),
        relative,
        &expect![[r#"
            bees (d) → [x]: bees.md
            a folder/Beta one (a folder) → [x]: ../a%20folder/Beta%20one.md
            be.png (d) → [x]: be.png
        "#]],
    );
    check_with(
        &from("[x](../a%20folder/Beta%20one.md#$0)"),
        relative,
        &expect![[r#"
            What: now (#) → [x](../a%20folder/Beta%20one.md#what-now)
        "#]],
    );
    check_with(
        &from("[[be$0"),
        relative,
        &expect![[r#"
            bees (d) → [[bees]]
            Beta one (a folder) → [[Beta one]]
            be.png (d) → [[be.png]]
        "#]],
    );
    let markdown = |settings: &mut Settings| {
        settings.relative_destinations = true;
        settings.link_style = LinkStyle::Markdown;
    };
    check_with(
        &from("[[be$0"),
        markdown,
        &expect![[r#"
            bees (d) → [bees](bees.md)
            a folder/Beta one (a folder) → [Beta one](../a%20folder/Beta%20one.md)
            be.png (d) → [be.png](be.png)
        "#]],
    );
}

#[test]
fn html_ids() {
    let notes = "\n//- /Beta.md\n# One {#first}\n<a name=\"third\"></a>\n> # Quoted\n";
    check(
        &format!("[x](Beta.md#$0){notes}"),
        &expect![[r#"
            One {#first} (#) → [x](Beta.md#One%20{%20first})
            first (id) → [x](Beta.md#first)
            third (id) → [x](Beta.md#third)
        "#]],
    );
    check(
        &format!("[x](Beta.md#th$0){notes}"),
        &expect![[r#"
            third (id) → [x](Beta.md#third)
        "#]],
    );
}

#[test]
fn spaces_and_definitions() {
    let notes = "\n//- /From the sea.md\n# One two\n//- /From.md\n";
    check(
        &format!("[x](From the$0{notes}"),
        &expect![[r#"
            From the sea → [x](From%20the%20sea.md)
        "#]],
    );
    check(
        &format!("[x](From the$0){notes}"),
        &expect![[r#"
            From the sea → [x](From%20the%20sea.md)
        "#]],
    );
    check(
        &format!("[x](From the$0 sea.md){notes}"),
        &expect![[r#"
            From the sea → [x](From%20the%20sea.md)
        "#]],
    );
    check(
        &format!("[x](From the sea.md#One t$0){notes}"),
        &expect![[r#"
                One two (#) → [x](From%20the%20sea.md#One%20two)
            "#]],
    );
    check(
        &format!("[x]: fro$0{notes}"),
        &expect![[r#"
            From → [x]: From.md
            From the sea → [x]: From%20the%20sea.md
        "#]],
    );
    check(
        &format!("> [x]: From th$0\n{notes}"),
        &expect![[r#"
            From the sea → > [x]: From%20the%20sea.md
        "#]],
    );
    check(
        &format!("[x]: <fro$0{notes}"),
        &expect![[r#"
            From → [x]: <From.md>
            From the sea → [x]: <From the sea.md>
        "#]],
    );
    check(&format!("[x](a.md \"fro$0{notes}"), &expect![[""]]);
    check(&format!("`[x]: fro$0`{notes}"), &expect![[""]]);
    check(&format!("    [x]: fro$0\n{notes}"), &expect![[""]]);
    check(&format!("[^x]: fro$0{notes}"), &expect![[""]]);
}
