use expect_test::expect;

use super::{check, check_moves, check_prepare};

#[test]
fn notes_in_bases_follow_a_rename() {
    check(
        r#"//- /a/Old.md
---
aliases: [Elder]
---
//- /note.md
[[Ol$0d]]

```base
filters: 'file.hasLink("Old#x") && file.name != "Old.md"' # Old
```

> ```base
> filters: link("Old")
> ```
//- /all.base
filters:
  or:
    - link("a/Old.md") == "[[Old|Old]]"
    - file.path == 'a/Old.md' || file.basename == "Old"
    - file("Elder").hasLink("Older") || "Old" == x
    - file.folder == "Old"
views:
  - name: Old
    order: [Old]
"#,
        "It's new",
        expect![[r#"
            /note.md
            - [[Old]]
            + [[It's new]]
            - filters: 'file.hasLink("Old#x") && file.name != "Old.md"' # Old
            + filters: 'file.hasLink("It''s new#x") && file.name != "It''s new.md"' # Old
            - > filters: link("Old")
            + > filters: link("It's new")
            /all.base
            -     - link("a/Old.md") == "[[Old|Old]]"
            -     - file.path == 'a/Old.md' || file.basename == "Old"
            +     - link("a/It's new.md") == "[[It's new|Old]]"
            +     - file.path == 'a/It\'s new.md' || file.basename == "It's new"
            /a/Old.md → /a/It's new.md
        "#]],
    );
}

#[test]
fn a_name_that_several_files_match_stays() {
    check(
        r#"//- /a/Old.md
//- /b/Old.md
//- /b/New.md
//- /note.md
[[a/Ol$0d]]
//- /x.base
filters: file.hasLink("Old") || file.hasLink("a/Old") || file.name == "Old.md" || file.hasLink("New")
"#,
        "New",
        expect![[r#"
            /note.md
            - [[a/Old]]
            + [[a/New]]
            /x.base
            - filters: file.hasLink("Old") || file.hasLink("a/Old") || file.name == "Old.md" || file.hasLink("New")
            + filters: file.hasLink("Old") || file.hasLink("a/New") || file.name == "Old.md" || file.hasLink("b/New")
            /a/Old.md → /a/New.md
        "#]],
    );
}

#[test]
fn a_name_that_other_folders_would_read_as_another_file_gets_its_folder() {
    // The row of a note in `b` would read `Its` as its neighbour.
    check_moves(
        r#"//- /a/Its.md
//- /b/Love.md
//- /all.base
filters: file.hasLink("Its") || link("Its.md") == up
"#,
        &[("b/Love.md", "b/Its.md")],
        expect![[r#"
            /all.base
            - filters: file.hasLink("Its") || link("Its.md") == up
            + filters: file.hasLink("a/Its") || link("a/Its.md") == up
        "#]],
    );
    check_moves(
        r#"//- /a/Love.md
//- /b/Love.md
//- /all.base
filters: file.hasLink("a/Love") || file.hasLink("a/Love.md")
"#,
        &[("a/Love.md", "Love.md")],
        expect![[r#"
            /all.base
            - filters: file.hasLink("a/Love") || file.hasLink("a/Love.md")
            + filters: file.hasLink("/Love") || file.hasLink("/Love.md")
        "#]],
    );
}

#[test]
fn an_alias_and_the_spelling_of_a_name_follow() {
    check(
        r#"//- /Note.md
---
aliases: [El$0der]
---
//- /x.base
filters: file.hasLink("Elder")
"#,
        "Senior",
        expect![[r#"
            /Note.md
            - aliases: [Elder]
            + aliases: [Senior]
            /x.base
            - filters: file.hasLink("Elder")
            + filters: file.hasLink("Senior")
        "#]],
    );
    check(
        r#"//- /note.md
//- /x.base
filters: file.hasLink("no$0te") || file.hasLink("NOTE")
"#,
        "Note",
        expect![[r#"
            /x.base
            - filters: file.hasLink("note") || file.hasLink("NOTE")
            + filters: file.hasLink("Note") || file.hasLink("NOTE")
            /note.md → /Note.md
        "#]],
    );
}

#[test]
fn folders_in_bases_follow_a_move() {
    check_moves(
        r#"//- /Old/a.md
//- /Old/sub/b.md
//- /Older/c.md
//- /x.base
filters:
  - file.inFolder("old") || file.inFolder("/Old/sub/") || file.folder == "Older"
  - file.path == "Old/sub/b.md" && file.hasLink("Old/a") && file.hasLink("b")
"#,
        &[("Old", "deep/New")],
        expect![[r#"
            /x.base
            -   - file.inFolder("old") || file.inFolder("/Old/sub/") || file.folder == "Older"
            -   - file.path == "Old/sub/b.md" && file.hasLink("Old/a") && file.hasLink("b")
            +   - file.inFolder("deep/New") || file.inFolder("/deep/New/sub/") || file.folder == "Older"
            +   - file.path == "deep/New/sub/b.md" && file.hasLink("deep/New/a") && file.hasLink("b")
        "#]],
    );
    // The folder of a note that moves alone stays.
    check_moves(
        "//- /Old/a.md\n//- /x.base\nfilters: file.inFolder(\"Old\") && file.path == \"Old/a.md\"\n",
        &[("Old/a.md", "New/a.md")],
        expect![[r#"
            /x.base
            - filters: file.inFolder("Old") && file.path == "Old/a.md"
            + filters: file.inFolder("Old") && file.path == "New/a.md"
        "#]],
    );
}

#[test]
fn a_folder_in_another_case_follows_where_it_matched_the_folder() {
    check_moves(
        "\
//- /\u{c9}t\u{e9}/Sub/a.md
//- /x.base
filters:
  - file.inFolder(\"\u{e9}T\u{c9}\") || file.folder == \"\u{c9}t\u{e9}\" || file.folder == \"\u{e9}t\u{e9}\"
  - file.folder != \"\u{c9}t\u{e9}/Sub\" || '\u{e9}t\u{e9}/Sub' == this.file.folder
  - '[\"\u{c9}t\u{e9}\", \"\u{e9}t\u{e9}\"].contains(file.folder)'
  - file.folder == \"/\u{c9}t\u{e9}/\" || file.folder == \"E\u{301}te\u{301}\"
",
        &[("\u{c9}t\u{e9}", "Hiver")],
        expect![[r#"
            /x.base
            -   - file.inFolder("éTÉ") || file.folder == "Été" || file.folder == "été"
            -   - file.folder != "Été/Sub" || 'été/Sub' == this.file.folder
            -   - '["Été", "été"].contains(file.folder)'
            -   - file.folder == "/Été/" || file.folder == "Été"
            +   - file.inFolder("Hiver") || file.folder == "Hiver" || file.folder == "été"
            +   - file.folder != "Hiver/Sub" || 'été/Sub' == this.file.folder
            +   - '["Hiver", "été"].contains(file.folder)'
            +   - file.folder == "/Été/" || file.folder == "Hiver"
        "#]],
    );
}

#[test]
fn a_formula_is_renamed_in_one_base() {
    let source = r#"//- /x.base
formulas:
  sum: price * 2
  all: formula.su$0m + formula["sum"]
views:
  - order: [formula.sum, sum]
//- /y.base
formulas: {sum: 1, b: formula.sum}
"#;
    check(
        source,
        "the sum",
        expect![[r#"
            /x.base
            -   sum: price * 2
            -   all: formula.sum + formula["sum"]
            +   the sum: price * 2
            +   all: formula["the sum"] + formula["the sum"]
            -   - order: [formula.sum, sum]
            +   - order: [formula.the sum, sum]
        "#]],
    );
    check(
        source,
        "all",
        expect![[r#"
        refused: the base already has a formula `all`: choose another name
    "#]],
    );
    // Two bases in a note have formulas of their own.
    check(
        r#"//- /n.md
```base
formulas: {sum: 1, b: formula.sum}
```

```base
formulas: {su$0m: 1, b: formula.sum}
```
"#,
        "s",
        expect![[r#"
            /n.md
            - formulas: {sum: 1, b: formula.sum}
            + formulas: {s: 1, b: formula.s}
        "#]],
    );
}

#[test]
fn names_in_nfd_follow_where_bases_write_them_in_nfc() {
    let base = "file.inFolder(\"Gr\u{fc}n\") || file.path == \"Gr\u{fc}n/\u{f6}.md\" || file.name == \"\u{f6}.md\"";
    check_moves(
        &format!("//- /Gru\u{308}n/o\u{308}.md\n//- /x.base\nfilters: {base}\n"),
        &[("Gru\u{308}n/o\u{308}.md", "Gru\u{308}n/a.md")],
        expect![[r#"
            /x.base
            - filters: file.inFolder("Grün") || file.path == "Grün/ö.md" || file.name == "ö.md"
            + filters: file.inFolder("Grün") || file.path == "Grün/a.md" || file.name == "a.md"
        "#]],
    );
    check_moves(
        &format!("//- /Gru\u{308}n/o\u{308}.md\n//- /x.base\nfilters: {base}\n"),
        &[("Gru\u{308}n", "Blau")],
        expect![[r#"
            /x.base
            - filters: file.inFolder("Grün") || file.path == "Grün/ö.md" || file.name == "ö.md"
            + filters: file.inFolder("Blau") || file.path == "Blau/ö.md" || file.name == "ö.md"
        "#]],
    );
}

#[test]
fn tags_in_bases_follow_a_rename() {
    check(
        r##"//- /note.md
#state$0
//- /x.base
filters: file.hasTag("state", "State/open", "states") && tags.contains("state") && state == "state"
formulas:
  a: file.tags.contains('#state')
"##,
        "status",
        expect![[r##"
            /note.md
            - #state
            + #status
            /x.base
            - filters: file.hasTag("state", "State/open", "states") && tags.contains("state") && state == "state"
            + filters: file.hasTag("status", "status/open", "states") && tags.contains("status") && state == "state"
            -   a: file.tags.contains('#state')
            +   a: file.tags.contains('#status')
        "##]],
    );
}

#[test]
fn what_a_base_names_can_be_renamed_from_there() {
    check_prepare(
        r##"//- /a/Note.md
---
$0"st''atus": x
$0tags: [x]
---
//- /x.base
filters: file.hasLink("a/No$0te.md") && file.hasTag("bo$0ok") || no$0te["due"] == file.inFolder("$0a")
views:
  - order: [$0due, fi$0le.name, note.$0due]
    filters: file.hasLink("Go$0ne") || tags$0
"##,
        expect![[r#"
            "«st''atus»": x | st''atus
            refused: `tags` is a property with a meaning of its own, so no property can be renamed from or to it
            filters: file.hasLink("a/«Note.md»") && file.hasTag("book") || note["due"] == file.inFolder("a") | Note
            filters: file.hasLink("a/Note.md") && file.hasTag("«book»") || note["due"] == file.inFolder("a") | book
            refused: there is nothing to rename here: put the cursor on a property, its value, a formula, or on a note or tag in quotes
            refused: rename the folder in the file explorer, or with `linkwright mv a NEW`: `a` follows
              - order: [«due», file.name, note.due] | due
            refused: there is nothing to rename here: put the cursor on a property, its value, a formula, or on a note or tag in quotes
              - order: [due, file.name, note.«due»] | due
            refused: `Gone` does not resolve to a file: create the note, or fix the name
            refused: `tags` is a property with a meaning of its own, so no property can be renamed from or to it
        "#]],
    );
}

#[test]
fn a_heading_and_a_block_in_a_base_follow() {
    check(
        r#"//- /Note.md
# Note
## Ol$0d
### Sub
//- /x.base
filters:
  - link("Note#Old") || file.hasLink("Note#Old#Sub") || link("Note#Sub") || up == "[[Note#Old|Old]]"
  - link("Other#Old") || x == "Note#Old"
"#,
        "New: one",
        expect![[r#"
            /Note.md
            - ## Old
            + ## New: one
            /x.base
            -   - link("Note#Old") || file.hasLink("Note#Old#Sub") || link("Note#Sub") || up == "[[Note#Old|Old]]"
            +   - link("Note#New one") || file.hasLink("Note#New one#Sub") || link("Note#Sub") || up == "[[Note#New one|Old]]"
        "#]],
    );
    check(
        "//- /Note.md\nText ^ol$0d\n//- /x.base\nfilters: link('Note#^old') == link(\"Note#^other\")\n",
        "new",
        expect![[r#"
            /Note.md
            - Text ^old
            + Text ^new
            /x.base
            - filters: link('Note#^old') == link("Note#^other")
            + filters: link('Note#^new') == link("Note#^other")
        "#]],
    );
    // The title is a heading too.
    check(
        "//- /Love.md\n# Lo$0ve\n//- /x.base\nfilters: link(\"Love#Love\") == link(\"\\u004cove#Love\")\n",
        "The \"x\"",
        expect![[r#"
            /Love.md
            - # Love
            + # The "x"
            /x.base
            - filters: link("Love#Love") == link("\u004cove#Love")
            + filters: link("Love#The \"x\"") == link("\u004cove#The \"x\"")
            message: File `Love.md` not renamed: a name cannot contain `\"`: `The "x"`.
        "#]],
    );
}
