//! Links by an alias, and aliases that several notes have.

use super::{check, check_related, check_with};

#[test]
fn a_link_by_alias_gets_a_hint() {
    check(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
",
    );
    check_related(
        "[[be]]\n//- /Beta.md\n---\naliases: [x, BE]\n---\n",
        &["Beta.md BE: `be` is an alias here"],
    );
}

#[test]
fn an_alias_hint_does_not_depend_on_whether_aliases_resolve() {
    check_with(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
",
        |settings| settings.resolve_aliases = false,
    );
}

#[test]
fn an_alias_of_two_notes_is_reported_in_both_and_links_by_it_are_broken() {
    check(
        "\
[[be]]
  ^^ broken-link: No note is named `be`, and 2 notes have it as an alias. Link to one of them by name.
//- /Beta.md
---
aliases: [be]
          ^^ duplicate-alias: `be` is also an alias of `Gamma.md`, so `[[be]]` resolves to neither.
---
//- /Gamma.md
---
aliases: Be
         ^^ duplicate-alias: `Be` is also an alias of `Beta.md`, so `[[Be]]` resolves to neither.
---
",
    );
    check_related(
        "---\naliases: [be]\n---\n//- /Gamma.md\n---\naliases: Be\n---\n",
        &["Gamma.md Be: `be` is an alias here", "note.md be: `Be` is an alias here"],
    );
}

#[test]
fn an_alias_of_a_note_and_its_conflict_copy_resolves_to_the_note() {
    check(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
//- /Beta.sync-conflict-20240131-093000-ABCDEFG.md
---
aliases: [be, x, be]
---
",
    );
}

#[test]
fn an_alias_that_is_listed_twice() {
    check(
        "\
---
aliases: [be, x, Be]
                 ^^ duplicate-alias: This note lists the alias `Be` twice. Remove one.
---
",
    );
}
