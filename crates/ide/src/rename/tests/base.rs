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
            refused: there is nothing to rename here: put the cursor on a property, or on a note or tag in quotes
            refused: a folder gets another name when it moves in the file explorer
              - order: [«due», file.name, note.due] | due
            refused: there is nothing to rename here: put the cursor on a property, or on a note or tag in quotes
              - order: [due, file.name, note.«due»] | due
            refused: `Gone` does not resolve to a file: create the note, or fix the name
            refused: `tags` is a property with a meaning of its own, so no property can be renamed from or to it
        "#]],
    );
}
