use expect_test::expect;
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::{check, check_moves, check_prepare, show_plan, vault};
use crate::rename::plan_property;

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
fn a_property_is_renamed_in_all_notes_and_bases() {
    let source = r#"//- /a.md
---
sta$0tus: open # status
other: status
---
status
//- /b.md
---
tags: [status]
"Status":
  status: x
---
//- /templates/t.md
---
status: ''
---

```base
formulas: {a: 'status.lower() + note.status + this["Status"]'}
views:
  - order: [status, note.status, file.name]
    sort: [{property: status}]
```
//- /x.base
properties:
  status: {displayName: status}
views:
  - name: status
    groupBy: status
    filters: file.hasProperty("status") && formula.status == "status"
"#;
    check(
        source,
        "state now",
        expect![[r#"
            /a.md
            - status: open # status
            + state now: open # status
            /b.md
            - "Status":
            + "state now":
            /templates/t.md
            - status: ''
            + state now: ''
            - formulas: {a: 'status.lower() + note.status + this["Status"]'}
            + formulas: {a: 'note["state now"].lower() + note["state now"] + this["state now"]'}
            -   - order: [status, note.status, file.name]
            -     sort: [{property: status}]
            +   - order: [state now, note.state now, file.name]
            +     sort: [{property: state now}]
            /x.base
            -   status: {displayName: status}
            +   state now: {displayName: status}
            -     groupBy: status
            -     filters: file.hasProperty("status") && formula.status == "status"
            +     groupBy: state now
            +     filters: file.hasProperty("state now") && formula.status == "status"
        "#]],
    );
    check(
        source,
        "aliases",
        expect![[r#"
            refused: `aliases` is a property with a meaning of its own, so no property can be renamed from or to it
        "#]],
    );
}

#[test]
fn a_note_with_both_properties_is_not_touched() {
    let source = "//- /a.md\n---\nstatus: a\nState: b\n---\n//- /b.md\n---\nSTATUS: c\n---\n//- /c.md\n---\nstage: d\n---\n";
    let plan = |old: &str, new: &str| {
        let fixture = Fixture::parse(source);
        let vault = vault(&fixture, Settings::default());
        show_plan(&fixture, &vault, plan_property(&vault, old, new))
    };
    assert_eq!(
        plan("status", "state"),
        "refused: `a.md` has both `status` and `state`: remove one of them there first\n"
    );
    assert_eq!(plan("gone", "x"), "refused: no note has the property `gone`\n");
    assert_eq!(
        plan("status", "a\nb"),
        "refused: a property cannot contain line breaks or control characters\n"
    );
    expect![[r#"
        /a.md
        - status: a
        + stage: a
        /b.md
        - STATUS: c
        + stage: c
        message: Merged into the existing property `stage` (1 note).
    "#]]
    .assert_eq(&plan("Status", "stage"));
}

#[test]
fn a_base_that_would_have_a_key_twice_is_not_touched() {
    let plan = |base: &str, new: &str| {
        let fixture =
            Fixture::parse(&format!("//- /a.md\n---\nstatus: a\n---\n//- /b.base\n{base}"));
        let vault = vault(&fixture, Settings::default());
        show_plan(&fixture, &vault, plan_property(&vault, "status", new))
    };
    for (base, new, key) in [
        ("properties:\n  status: {displayName: A}\n  state: {displayName: B}\n", "state", "state"),
        (
            "views:\n  - summaries: {note.status: Unique, note.state: Unique}\n",
            "state",
            "note.state",
        ),
        ("properties: {status: {}, note.status: {}}\n", "file.x", "note.file.x"),
    ] {
        let expected = format!(
            "refused: `b.base` has a base that would be invalid then: duplicate key `{key}`. Change it there first\n"
        );
        assert_eq!(plan(base, new), expected);
    }
    // A mistake that was there before does not matter.
    let mistaken = plan("properties: {x: {}, x: {}}\nfilters: status\n", "state");
    assert!(mistaken.contains("+ filters: state"), "{mistaken}");
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

#[test]
fn a_value_is_renamed_in_all_notes_and_bases() {
    let source = r#"//- /a.md
---
status: op$0en # open
other: open
---
open
//- /b.md
---
"Status": [open, "open", x]
---
//- /c.md
---
status: reopened
---
//- /templates/t.md
---
status: 'open'
---

```base
filters: note.status == "open" && status != "reopened"
```
//- /x.base
filters:
  - status == "open" || this.Status == 'open' || ["open", "x"].contains(status)
  - list(status).contains("open") && other == "open"
views:
  - name: open
"#;
    check(
        source,
        "in \"work\"",
        expect![[r#"
            /a.md
            - status: open # open
            + status: in "work" # open
            /b.md
            - "Status": [open, "open", x]
            + "Status": [in "work", x]
            /templates/t.md
            - status: 'open'
            + status: 'in "work"'
            - filters: note.status == "open" && status != "reopened"
            + filters: note.status == "in \"work\"" && status != "reopened"
            /x.base
            -   - status == "open" || this.Status == 'open' || ["open", "x"].contains(status)
            -   - list(status).contains("open") && other == "open"
            +   - status == "in \"work\"" || this.Status == 'in "work"' || ["in \"work\"", "x"].contains(status)
            +   - list(status).contains("in \"work\"") && other == "open"
        "#]],
    );
    check(
        source,
        "x",
        expect![[r#"
            /a.md
            - status: open # open
            + status: x # open
            /b.md
            - "Status": [open, "open", x]
            + "Status": [x]
            /templates/t.md
            - status: 'open'
            + status: 'x'
            - filters: note.status == "open" && status != "reopened"
            + filters: note.status == "x" && status != "reopened"
            /x.base
            -   - status == "open" || this.Status == 'open' || ["open", "x"].contains(status)
            -   - list(status).contains("open") && other == "open"
            +   - status == "x" || this.Status == 'x' || ["x", "x"].contains(status)
            +   - list(status).contains("x") && other == "open"
            message: Merged into the existing value `x` (1 use).
        "#]],
    );
}

#[test]
fn a_value_is_named_with_its_property() {
    let source = "//- /a.md\n---\nrating: 3\nread: true\n---\n//- /b.md\n---\nrating: |\n  5\n---\n//- /c.md\n---\nx=y: 1\nup: '[[a]]'\n---\n//- /d.md\n---\nrating: 4\n- x\n---\n//- /x.base\nfilters: rating == 3 && read == true\n";
    let plan = |old: &str, new: &str| {
        let fixture = Fixture::parse(source);
        let vault = vault(&fixture, Settings::default());
        show_plan(&fixture, &vault, plan_property(&vault, old, new))
    };
    let shown = [
        ("rating=3", "2"),
        ("Rating = 3", "three"),
        ("read=true", "false"),
        ("x=y", "z"),
        ("rating=5", "6"),
        ("rating=4", "6"),
        ("rating=9", "6"),
        ("gone=9", "6"),
        ("tags=x", "y"),
        ("aliases=x", "y"),
        ("up=[[a]]", "y"),
        ("rating=", "y"),
        ("rating=3", " "),
        ("rating=3", "3"),
    ]
    .map(|(old, new)| format!("{old} → {new}\n{}", plan(old, new)));
    expect![[r#"
        rating=3 → 2
        /a.md
        - rating: 3
        + rating: 2
        /x.base
        - filters: rating == 3 && read == true
        + filters: rating == 2 && read == true
        Rating = 3 → three
        /a.md
        - rating: 3
        + rating: three
        /x.base
        - filters: rating == 3 && read == true
        + filters: rating == "three" && read == true
        read=true → false
        /a.md
        - read: true
        + read: false
        /x.base
        - filters: rating == 3 && read == true
        + filters: rating == 3 && read == false
        x=y → z
        /c.md
        - x=y: 1
        + z: 1
        rating=5 → 6
        refused: b.md:3: cannot edit a block scalar (`|` or `>`)
        rating=4 → 6
        refused: d.md:3: the frontmatter is invalid: unexpected indentation
        rating=9 → 6
        refused: no note has the property `rating` with the value `9`
        gone=9 → 6
        refused: no note has the property `gone` with the value `9`
        tags=x → y
        refused: a value of `tags` is more than text: rename the tag, with its `#`
        aliases=x → y
        refused: a value of `aliases` is more than text: rename the alias of its note
        up=[[a]] → y
        refused: `[[a]]` is a link: rename the note
        rating= → y
        refused: a value cannot be empty
        rating=3 →  
        refused: a value cannot be empty
        rating=3 → 3
        nothing changes
    "#]]
    .assert_eq(&shown.concat());
}

#[test]
fn a_value_can_be_renamed_from_everywhere() {
    check_prepare(
        r##"//- /Note.md
---
status: "it$0''s"
topics:
  - a
  - $0b
up: "[[No$0te]]"
tags: [$0x]
text: |
  lo$0ng
empty:$0
map: {a: $0b}
---
## Head
//- /x.base
filters: status == "do$0ne" || price == $03 || link("Note#He$0ad") || file.name == "No$0te.md" || up == "[[No$0te]]"
"##,
        expect![[r#"
            status: "«it''s»" | it''s
              - «b» | b
            up: "[[«Note»]]" | Note
            tags: [«x»] | x
            refused: there is nothing to rename here: put the cursor on a link, heading, alias, tag, property, value, block id, footnote or reference label
            refused: there is nothing to rename here: put the cursor on a link, heading, alias, tag, property, value, block id, footnote or reference label
            refused: there is nothing to rename here: put the cursor on a link, heading, alias, tag, property, value, block id, footnote or reference label
            filters: status == "«done»" || price == 3 || link("Note#Head") || file.name == "Note.md" || up == "[[Note]]" | done
            filters: status == "done" || price == «3» || link("Note#Head") || file.name == "Note.md" || up == "[[Note]]" | 3
            filters: status == "done" || price == 3 || link("Note#«Head»") || file.name == "Note.md" || up == "[[Note]]" | Head
            filters: status == "done" || price == 3 || link("Note#Head") || file.name == "«Note.md»" || up == "[[Note]]" | Note
            filters: status == "done" || price == 3 || link("Note#Head") || file.name == "Note.md" || up == "[[«Note»]]" | Note
        "#]],
    );
}
