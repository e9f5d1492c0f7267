use expect_test::expect;
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::{check, check_prepare, show_plan, vault};
use crate::rename::plan_property;

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
