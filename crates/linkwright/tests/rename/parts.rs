//! `linkwright rename` of headings, block ids and tags, and `convert` and `link-mentions`.

use expect_test::expect;

use super::{files, run};
use crate::support::Vault;

const VAULT: &str = "\
//- /Love.md
---
aliases: [Amor]
tags: art
---
# Love

## Bonds

They hold. ^tie

#art/old
//- /Day.md
[[Love#Bonds]] [[Love#^tie|ties]] [x](Love.md#bonds) [[Amor]]

Amor and love, `amor`.
//- /x/C#.md
Some love.
";

#[test]
fn a_heading_is_renamed() {
    let vault = Vault::new(VAULT);
    let dry = vault.run(&["rename", "love#bonds", "Ties: strong", "--dry-run"]);
    assert_eq!((dry.status, files(&vault)), (Some(0), files(&Vault::new(VAULT))));
    run(
        &vault,
        &["rename", "Amor#bonds", "Ties: strong"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -1,2 +1,2 @@
        -[[Love#Bonds]] [[Love#^tie|ties]] [x](Love.md#bonds) [[Amor]]
        +[[Love#Ties strong]] [[Love#^tie|ties]] [x](Love.md#ties-strong) [[Amor]]

        --- Love.md
        +++ Love.md
        @@ -6,3 +6,3 @@

        -## Bonds
        +## Ties: strong

        [exit 0]
        [stderr]
        3 edits in 2 files.
    "#]],
    );
    run(
        &vault,
        &["rename", "Love#bonds", "x"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: `Love.md` has no heading `bonds`
    "#]],
    );
    // The first heading is the title.
    run(
        &vault,
        &["rename", "Love#Love", "Eros"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -1,2 +1,2 @@
        -[[Love#Ties strong]] [[Love#^tie|ties]] [x](Love.md#ties-strong) [[Amor]]
        +[[Eros#Ties strong]] [[Eros#^tie|ties]] [x](Eros.md#ties-strong) [[Amor]]

        --- Love.md
        +++ Eros.md
        @@ -4,3 +4,3 @@
         ---
        -# Love
        +# Eros

        rename from Love.md
        rename to Eros.md
        [exit 0]
        [stderr]
        4 edits in 2 files, 1 file moved.
    "#]],
    );
}

#[test]
fn a_block_id_is_renamed() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["rename", "Love#^tie", "bond"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -1,2 +1,2 @@
        -[[Love#Bonds]] [[Love#^tie|ties]] [x](Love.md#bonds) [[Amor]]
        +[[Love#Bonds]] [[Love#^bond|ties]] [x](Love.md#bonds) [[Amor]]

        --- Love.md
        +++ Love.md
        @@ -8,3 +8,3 @@

        -They hold. ^tie
        +They hold. ^bond

        [exit 0]
        [stderr]
        2 edits in 2 files.
    "#]],
    );
    run(
        &vault,
        &["rename", "Love#^bond", "no id"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: a block id can contain only the letters a to z, digits and `-`: `no id`
    "#]],
    );
    run(
        &vault,
        &["rename", "Nothing#^bond", "x"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Nothing: no such note in the vault VAULT
    "#]],
    );
}

#[test]
fn a_tag_is_renamed_with_its_nested_tags() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["rename", "#art", "#craft"],
        &expect![[r#"
        --- Love.md
        +++ Love.md
        @@ -2,3 +2,3 @@
         aliases: [Amor]
        -tags: art
        +tags: craft
         ---
        @@ -10,2 +10,2 @@

        -#art/old
        +#craft/old
        [exit 0]
        [stderr]
        2 edits in 1 file.
    "#]],
    );
    run(
        &vault,
        &["rename", "#art", "craft"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: no note has the tag `#art`
    "#]],
    );
}

#[test]
fn a_file_whose_path_has_a_number_sign_is_a_file() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["rename", "x/C#.md", "C sharp", "-q"],
        &expect![[r#"
        [exit 0]
    "#]],
    );
    assert!(vault.path().join("x/C sharp.md").exists());
}

#[test]
fn links_are_converted_in_a_note_or_everywhere() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["convert", "--to", "markdown", "Love"],
        &expect![[r#"
        [exit 0]
        [stderr]
        Nothing to change.
    "#]],
    );
    run(
        &vault,
        &["convert", "--to", "markdown"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -1,2 +1,2 @@
        -[[Love#Bonds]] [[Love#^tie|ties]] [x](Love.md#bonds) [[Amor]]
        +[Love > Bonds](Love.md#bonds) [ties](Love.md#^tie) [x](Love.md#bonds) [Amor](Love.md)

        [exit 0]
        [stderr]
        3 edits in 1 file.
    "#]],
    );
    run(
        &vault,
        &["convert", "--to", "wikilink", "Day"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -1,2 +1,2 @@
        -[Love > Bonds](Love.md#bonds) [ties](Love.md#^tie) [x](Love.md#bonds) [Amor](Love.md)
        +[[Love#bonds|Love > Bonds]] [[Love#^tie|ties]] [[Love#bonds|x]] [[Love|Amor]]

        [exit 0]
        [stderr]
        4 edits in 1 file.
    "#]],
    );
    run(
        &vault,
        &["convert", "--to", "html"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: invalid value 'html' for '--to <TO>'
          [possible values: wikilink, markdown]

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn mentions_become_links() {
    let vault = Vault::new(VAULT);
    run(
        &vault,
        &["link-mentions", "Amor"],
        &expect![[r#"
        --- Day.md
        +++ Day.md
        @@ -2,2 +2,2 @@

        -Amor and love, `amor`.
        +[[Love|Amor]] and [[Love|love]], `amor`.
        --- x/C#.md
        +++ x/C#.md
        @@ -1 +1 @@
        -Some love.
        +Some [[Love|love]].
        [exit 0]
        [stderr]
        3 edits in 2 files.
    "#]],
    );
    run(
        &vault,
        &["link-mentions", "Love"],
        &expect![[r#"
        [exit 0]
        [stderr]
        Nothing to change.
    "#]],
    );
}
