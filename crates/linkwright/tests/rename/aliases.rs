//! `linkwright alias`, and links by an alias.

use expect_test::expect;

use super::{NOTES, run};
use crate::support::Vault;

#[test]
fn an_alias_is_renamed_with_the_display_texts_that_show_it() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["alias", "rename", "Old name", "second name", "another: name"],
        &expect![[r#"
            --- Old name.md
            +++ Old name.md
            @@ -3,3 +3,3 @@
               - Old name
            -  -   second name
            +  -   "another: name"
             linter-yaml-title-alias: Old name
            --- links.md
            +++ links.md
            @@ -1 +1 @@
            -[[Old name]], [[Old name|Old name]], [[Old name|second name]] and [[Old name|free text]].
            +[[Old name]], [[Old name|Old name]], [[Old name|another: name]] and [[Old name|free text]].
            [exit 0]
            [stderr]
            2 edits in 2 files.
        "#]],
    );
    let note = vault.read("Old name.md");
    assert!(note.contains("  -   \"another: name\"\n"), "{note}");
    let links = vault.read("links.md");
    assert!(links.contains("[[Old name|another: name]]"), "{links}");
}

#[test]
fn aliases_are_added_and_removed_in_the_frontmatter() {
    let vault = Vault::new(NOTES);
    run(
        &vault,
        &["alias", "add", "Old name", "third"],
        &expect![[r#"
        --- Old name.md
        +++ Old name.md
        @@ -4,2 +4,3 @@
           -   second name
        +  - third
         linter-yaml-title-alias: Old name
        [exit 0]
        [stderr]
        1 edit in 1 file.
    "#]],
    );
    run(
        &vault,
        &["alias", "remove", "Old name", "Second Name"],
        &expect![[r#"
        --- Old name.md
        +++ Old name.md
        @@ -3,3 +3,2 @@
           - Old name
        -  -   second name
           - third
        [exit 0]
        [stderr]
        1 edit in 1 file.
    "#]],
    );
    assert_eq!(
        vault.read("Old name.md"),
        "---\naliases:\n  - Old name\n  - third\nlinter-yaml-title-alias: Old name\n---\n\n\
         # Old name\n"
    );
    // A note without frontmatter gets one.
    run(
        &vault,
        &["alias", "add", "links", "the links"],
        &expect![[r#"
        --- links.md
        +++ links.md
        @@ -1 +1,5 @@
        +---
        +aliases:
        +  - the links
        +---
         [[Old name]], [[Old name|Old name]], [[Old name|second name]] and [[Old name|free text]].
        [exit 0]
        [stderr]
        1 edit in 1 file.
    "#]],
    );
    assert!(vault.read("links.md").starts_with("---\naliases:\n  - the links\n---\n"));
}

#[test]
fn aliases_that_cannot_be_changed_are_refused_and_nothing_changes() {
    let odd = "//- /odd.md\n---\naliases: &anchor [x]\n---\n//- /by alias.md\n[[second name]]\n";
    let vault = Vault::new(&format!("{NOTES}{odd}"));
    let before = vault.files();
    run(
        &vault,
        &["alias", "add", "Old name", "second name"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: `Old name.md` already has the alias `second name`
        "#]],
    );
    run(
        &vault,
        &["alias", "add", "Old name", " "],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: an alias cannot be empty
        "#]],
    );
    run(
        &vault,
        &["alias", "remove", "Old name", "third"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Old name.md has no alias third
    "#]],
    );
    run(
        &vault,
        &["alias", "rename", "Old name", "third", "fourth"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: Old name.md has no alias third
    "#]],
    );
    run(
        &vault,
        &["alias", "add", "odd", "y"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: odd.md:2: cannot edit a value with an anchor (`&`) or tag (`!`)
        "#]],
    );
    assert_eq!(vault.files(), before);
    // Links that reach the note only by the alias get its path.
    run(
        &vault,
        &["alias", "remove", "-q", "Old name", "second name"],
        &expect![[r#"
            [exit 0]
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn adding_or_removing_an_alias_updates_the_links_by_it() {
    let vault = Vault::new(
        "//- /a.md\n---\naliases: [x]\n---\n//- /b.md\n//- /links.md\n[[x]] [[x|so]] ![[x]]\n",
    );
    assert_eq!(vault.run(&["alias", "add", "-q", "b", "x"]).status, Some(0));
    assert_eq!(vault.read("links.md"), "[[a|x]] [[a|so]] ![[a]]\n");
    let vault =
        Vault::new("//- /a.md\n---\naliases: [x]\n---\n//- /links.md\n[[x]] [[x|so]] ![[x]]\n");
    assert_eq!(vault.run(&["alias", "remove", "-q", "a", "x"]).status, Some(0));
    assert_eq!(vault.read("links.md"), "[[a|x]] [[a|so]] ![[a]]\n");
}

#[test]
fn a_note_is_found_by_its_alias() {
    let vault = Vault::new(NOTES);
    run(&vault, &["rename", "-q", "SECOND name", "New name"], &expect!["[exit 0]\n"]);
    assert!(vault.read("New name.md").contains("# New name"));
    run(&vault, &["alias", "remove", "-q", "second name", "second name"], &expect!["[exit 0]\n"]);
    assert!(!vault.read("New name.md").contains("second name"));
}
