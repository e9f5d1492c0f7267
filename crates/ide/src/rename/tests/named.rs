//! Renames of headings, block ids and tags that the user names, as on the command line. What they change
//! is tested where the cursor is on them.

use expect_test::{Expect, expect};

use super::*;

const VAULT: &str = "\
//- /Love.md
# Love
## Bonds
### Safety
Text. ^here

Note[^1]. <a id=\"top\"></a>

[^1]: Words. #art/old
//- /Day.md
---
tags: [art, Art/new]
---
[[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
//- /p.png
";

fn check_subpath(note: &str, subpath: &str, new: &str, expected: &Expect) {
    let fixture = Fixture::parse(VAULT);
    let vault = vault(&fixture, Settings::default());
    let note = vault.find_file(note).expect("the vault has it");
    expected.assert_eq(&show_plan(&fixture, &vault, plan_subpath(&vault, note, subpath, new)));
}

fn check_tag(old: &str, new: &str, expected: &Expect) {
    let fixture = Fixture::parse(VAULT);
    let vault = vault(&fixture, Settings::default());
    expected.assert_eq(&show_plan(&fixture, &vault, plan_tag(&vault, old, new)));
}

#[test]
fn a_subpath_names_a_place() {
    check_subpath(
        "Love.md",
        "bonds",
        "Ties",
        &expect![[r#"
        /Love.md
        - ## Bonds
        + ## Ties
        /Day.md
        - [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
        + [[Love#Ties#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
    "#]],
    );
    check_subpath(
        "Love.md",
        "Bonds#Safety",
        "Trust",
        &expect![[r#"
        /Love.md
        - ### Safety
        + ### Trust
        /Day.md
        - [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
        + [[Love#Bonds#Trust]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
    "#]],
    );
    check_subpath(
        "Love.md",
        "^here",
        "^there",
        &expect![[r#"
        /Love.md
        - Text. ^here
        + Text. ^there
        /Day.md
        - [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
        + [[Love#Bonds#Safety]] [[Love#^there|x]] [y](Love.md#top) [[Love#Love]]
    "#]],
    );
    check_subpath(
        "Love.md",
        "top",
        "start",
        &expect![[r#"
        /Love.md
        - Note[^1]. <a id="top"></a>
        + Note[^1]. <a id="start"></a>
        /Day.md
        - [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
        + [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#start) [[Love#Love]]
    "#]],
    );
    check_subpath(
        "Love.md",
        "[^1]",
        "a",
        &expect![[r#"
        /Love.md
        - Note[^1]. <a id="top"></a>
        + Note[^a]. <a id="top"></a>
        - [^1]: Words. #art/old
        + [^a]: Words. #art/old
    "#]],
    );
}

#[test]
fn the_first_heading_is_the_title() {
    check_subpath(
        "Love.md",
        "Love",
        "Eros",
        &expect![[r#"
        /Love.md
        - # Love
        + # Eros
        /Day.md
        - [[Love#Bonds#Safety]] [[Love#^here|x]] [y](Love.md#top) [[Love#Love]]
        + [[Eros#Bonds#Safety]] [[Eros#^here|x]] [y](Eros.md#top) [[Eros#Eros]]
        /Love.md → /Eros.md
    "#]],
    );
}

#[test]
fn a_place_that_does_not_exist_is_refused() {
    check_subpath(
        "Love.md",
        "Nowhere",
        "x",
        &expect![[r#"
        refused: `Love.md` has no heading `Nowhere`
    "#]],
    );
    check_subpath(
        "Love.md",
        "^nowhere",
        "x",
        &expect![[r#"
        refused: `Love.md` has no block id `^nowhere`
    "#]],
    );
    check_subpath(
        "Love.md",
        "[^2]",
        "x",
        &expect![[r#"
        refused: `Love.md` has no footnote `[^2]`
    "#]],
    );
    check_subpath(
        "Love.md",
        " # ",
        "x",
        &expect![[r#"
        refused: write the heading of `Love.md` after the `#`
    "#]],
    );
    check_subpath(
        "p.png",
        "x",
        "x",
        &expect![[r#"
        refused: `p.png` is not a note
    "#]],
    );
}

#[test]
fn a_tag_takes_its_nested_tags_along() {
    check_tag(
        "#art",
        "#craft",
        &expect![[r#"
        /Love.md
        - [^1]: Words. #art/old
        + [^1]: Words. #craft/old
        /Day.md
        - tags: [art, Art/new]
        + tags: [craft, craft/new]
    "#]],
    );
    check_tag(
        "ART/Old",
        "x/y",
        &expect![[r#"
        /Love.md
        - [^1]: Words. #art/old
        + [^1]: Words. #x/y
    "#]],
    );
    check_tag(
        "#none",
        "x",
        &expect![[r#"
        refused: no note has the tag `#none`
    "#]],
    );
    check_tag(
        "#",
        "x",
        &expect![[r#"
        refused: `` is not a tag: it has an empty part
    "#]],
    );
    check_tag(
        "#art",
        "a b",
        &expect![[r#"
        refused: `a b` is not a tag: it contains a space
    "#]],
    );
}
