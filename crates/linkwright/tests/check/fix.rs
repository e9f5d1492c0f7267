//! `check --fix`.

use expect_test::expect;

use super::support::Vault;

/// A link by an alias, another extension, a slug, a property without quotes, a duplicate alias, and a
/// typo.
const NOTES: &str = "\
//- /a.md
---
aliases: [x, y, x]
up: [[b]]
---
[[be]] ![[photo.jpg]] [[b#big-heading]] [[Slepe]]
//- /b.md
---
aliases: be
---
# Big heading
//- /photo.png
//- /Sleep.md
";

#[test]
fn safe_fixes_are_applied_and_the_rest_is_reported() {
    let vault = Vault::new(NOTES);
    expect![[r#"
        --- a.md
        +++ a.md
        @@ -1,5 +1,5 @@
         ---
        -aliases: [x, y, x]
        -up: [[b]]
        +aliases: [x, y]
        +up: "[[b]]"
         ---
        -[[be]] ![[photo.jpg]] [[b#big-heading]] [[Slepe]]
        +[[b|be]] ![[photo.png]] [[b#Big heading]] [[Slepe]]
        [exit 1]
        [stderr]
        Nothing written: --fix fixes 5 findings in 1 note.
    "#]]
    .assert_eq(&vault.run(&["check", "--diff"]).show());
    expect![[r#"
        a.md:5:45: warning[broken-link]: No note is named `Slepe`. Did you mean `Sleep`?
           5 | [[b|be]] ![[photo.png]] [[b#Big heading]] [[Slepe]]
             |                                             ^^^^^
        3 notes, 5 links, 1 broken; took TIME
        [exit 1]
        [stderr]
        Fixed 5 findings in 1 note.
    "#]]
    .assert_eq(&vault.run(&["check", "--fix"]).show());
    let fixed = vault.read("a.md");
    assert_eq!(vault.run(&["check", "--fix", "-q"]).status, Some(1));
    assert_eq!(vault.read("a.md"), fixed);
    expect![[r#"
        3 notes, 5 links, none broken; took TIME
        [exit 0]
        [stderr]
        Fixed 1 finding in 1 note.
    "#]]
    .assert_eq(&vault.run(&["check", "--fix=unsafe"]).show());
    assert!(vault.read("a.md").ends_with("[[Sleep]]\n"));
    assert_eq!(
        vault.run(&["check", "--diff"]).show(),
        "[exit 0]\n[stderr]\nNothing written: --fix fixes 0 findings in 0 notes.\n"
    );
}

#[test]
fn codes_and_notes_can_be_chosen_and_silenced_findings_stay() {
    let vault = Vault::new(NOTES);
    vault.run(&["check", "--fix", "--select", "alias-link"]);
    assert!(vault.read("a.md").contains("up: [[b]]\n---\n[[b|be]] ![[photo.jpg]]"));
    vault.run(&["check", "--fix", "b.md"]);
    assert!(vault.read("a.md").contains("up: [[b]]\n---\n[[b|be]] ![[photo.jpg]]"));
    vault.write("a.md", b"![[photo.jpg]] %%linkwright-disable-line%%\n![[photo.jpg]]\n");
    vault.run(&["check", "--fix"]);
    assert_eq!(vault.read("a.md"), "![[photo.jpg]] %%linkwright-disable-line%%\n![[photo.png]]\n");
}

#[test]
fn what_would_make_a_new_finding_is_left_alone() {
    for text in [
        // Quoted, it would be a broken link.
        "---\nup: [[gone]]\n---\n",
        // The other file has no such heading.
        "[x](b.html#none)\n",
        // Two files have the name.
        "![[two.jpg]]\n",
        // The label would be unused.
        "[[be]]\n\n[be]: https://e.org\n",
        "[[be]] [[Be]]\n\n[be]: https://e.org\n",
        // Other notes may link to the heading.
        "# On [[be]]\n",
    ] {
        let vault = Vault::new("//- /b.md\n---\naliases: be\n---\n//- /two.png\n//- /x/two.gif\n");
        vault.write("a.md", text.as_bytes());
        vault.run(&["check", "--fix"]);
        assert_eq!(vault.read("a.md"), text);
    }
}

#[test]
fn fixes_can_be_undone() {
    let vault = Vault::new(NOTES);
    let before = vault.read("a.md");
    vault.run(&["check", "--fix"]);
    assert_ne!(vault.read("a.md"), before);
    assert_eq!(vault.run(&["undo"]).status, Some(0));
    assert_eq!(vault.read("a.md"), before);
}

#[test]
fn fixes_need_the_files_on_the_disk() {
    let vault = Vault::new(NOTES);
    for args in [["--fix", "--staged"], ["--diff", "--since=HEAD"], ["--fix", "--stdin-path=a.md"]]
    {
        assert_eq!(vault.run(&[&["check"], &args[..]].concat()).status, Some(2), "{args:?}");
    }
}
