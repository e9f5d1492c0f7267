//! Tests of completion in bases.

use expect_test::{Expect, expect};

use crate::completion::tests::{check, show};
use crate::fixture::Vaulted;

const NOTES: &str = "
//- /Notes/Tides.md
---
status: done
tags: [sea, book/paper]
isbn number: x
---
//- /Notes/Deep/Storm.md
---
status: in progress
---
";

fn check_base(base: &str, expected: &Expect) {
    check(&format!("//- /a.base\n{base}\n{NOTES}"), expected);
}

#[test]
fn keys() {
    check_base(
        "fil$0",
        &expect![[r#"
        filters → filters: 
    "#]],
    );
    check_base(
        "views:\n  - type: table\n    gr$0",
        &expect![[r#"
        groupBy →     groupBy: 
    "#]],
    );
    check_base(
        "filters:\n  an$0",
        &expect![[r#"
        and →   and: 
        random (random(): number) →   random()
        duration (duration(value: string | duration): duration) →   duration()
    "#]],
    );
    check_base(
        "views:\n  - type: c$0",
        &expect![[r#"
        cards →   - type: cards
    "#]],
    );
}

#[test]
fn properties_and_formulas() {
    check_base(
        "formulas:\n  price: 1\nviews:\n  - order:\n      - pri$0",
        &expect![[r#"
        formula.price →       - formula.price
        file.properties (object) →       - file.properties
    "#]],
    );
    check_base(
        "filters: st$0",
        &expect![[r#"
        status (2×) → filters: status
        list (list(element: any): list) → filters: list()
        escapeHTML (escapeHTML(html: string): string) → filters: escapeHTML()
    "#]],
    );
    check_base(
        "filters: isb$0",
        &expect![[r#"
        isbn number (1×) → filters: note["isbn number"]
    "#]],
    );
    check_base(
        "filters: note.sta$0",
        &expect![[r#"
        status (2×) → filters: note.status
    "#]],
    );
    check_base(
        "formulas:\n  a: 1\n  b: formula.$0",
        &expect![[r#"
        a →   b: formula.a
    "#]],
    );
    check_base(
        "views:\n  - summaries:\n      sta$0",
        &expect![[r#"
        status (2×) →       status: 
    "#]],
    );
    check_base(
        "views:\n  - summaries:\n      status: Ear$0",
        &expect![[r#"
        Earliest →       status: Earliest
    "#]],
    );
}

#[test]
fn functions_and_fields() {
    check_base(
        "filters: file.has$0",
        &expect![[r#"
        hasLink (file.hasLink(otherFile: file | link | string): boolean) → filters: file.hasLink()
        hasProperty (file.hasProperty(name: string): boolean) → filters: file.hasProperty()
        hasTag (file.hasTag(...values: string): boolean) → filters: file.hasTag()
    "#]],
    );
    check_base(
        "filters: file.si$0ze > 1",
        &expect![[r#"
        size (number) → filters: file.size > 1
        asLink (file.asLink(display?: any): link) → filters: file.asLink() > 1
        hasLink (file.hasLink(otherFile: file | link | string): boolean) → filters: file.hasLink() > 1
        toString (any.toString(): string) → filters: file.toString() > 1
    "#]],
    );
    check_base(
        "filters: file.hasT$0(\"x\")",
        &expect![[r#"
        hasTag (file.hasTag(...values: string): boolean) → filters: file.hasTag("x")
        hasProperty (file.hasProperty(name: string): boolean) → filters: file.hasProperty("x")
    "#]],
    );
    check_base(
        "filters: file.name.low$0",
        &expect![[r#"
        lower (string.lower(): string) → filters: file.name.lower()
    "#]],
    );
    check_base(
        "filters: tod$0",
        &expect![[r#"
        today (today(): date) → filters: today()
    "#]],
    );
    check_base(
        "filters: status.conta$0",
        &expect![[r#"
        contains (string.contains(value: string): boolean) → filters: status.contains()
        containsAll (string.containsAll(...values: string): boolean) → filters: status.containsAll()
        containsAny (string.containsAny(...values: string): boolean) → filters: status.containsAny()
        contains (list.contains(value: any): boolean) → filters: status.contains()
        containsAll (list.containsAll(...values: any): boolean) → filters: status.containsAll()
        containsAny (list.containsAny(...values: any): boolean) → filters: status.containsAny()
    "#]],
    );
}

#[test]
fn names_in_strings() {
    check_base(
        "filters: file.hasLink(\"tid$0\")",
        &expect![[r#"
        Tides (Notes) → filters: file.hasLink("Tides")
    "#]],
    );
    check_base(
        "filters: file.inFolder(\"$0\")",
        &expect![[r#"
        Notes → filters: file.inFolder("Notes")
        Notes/Deep → filters: file.inFolder("Notes/Deep")
    "#]],
    );
    check_base(
        "filters: file.hasTag(\"s$0",
        &expect![[r#"
        sea (1×) → filters: file.hasTag("sea"
    "#]],
    );
    check_base(
        "filters: file.tags.contains(\"$0",
        &expect![[r##"
        #book/paper (1×) → filters: file.tags.contains("#book/paper"
        #sea (1×) → filters: file.tags.contains("#sea"
    "##]],
    );
    check_base(
        "filters: 'status == \"$0\"'",
        &expect![[r#"
        done (1×) → filters: 'status == "done"'
        in progress (1×) → filters: 'status == "in progress"'
    "#]],
    );
    check_base(
        "filters: file.path == \"sto$0\"",
        &expect![[r#"
        Notes/Deep/Storm.md (Notes/Deep) → filters: file.path == "Notes/Deep/Storm.md"
    "#]],
    );
}

#[test]
fn what_follows_a_text_stays() {
    for (base, expected) in [
        // Without a quote behind the cursor, one is added.
        ("file.hasTag(\"se$0) && a == \"b\"", "file.hasTag(\"sea\") && a == \"b\""),
        ("file.hasTag(\"se$0", "file.hasTag(\"sea\""),
        ("file.hasTag('se$0) && a == \"it's\"", "file.hasTag('sea') && a == \"it's\""),
        ("file.hasTag(\"se$0x\") && a == \"b\"", "file.hasTag(\"sea\") && a == \"b\""),
        ("file.hasTag(\"se$0\", \"b\") # it's \"", "file.hasTag(\"sea\", \"b\") # it's \""),
        ("file.hasTag(\"se$0\\\"x\")", "file.hasTag(\"sea\")"),
        ("'file.hasTag(\"se$0\")'", "'file.hasTag(\"sea\")'"),
        ("'file.hasTag(\"se$0)'", "'file.hasTag(\"sea\")'"),
        ("'file.hasTag(''se$0'')'", "'file.hasTag(''sea'')'"),
        ("'file.hasTag(''se$0)'", "'file.hasTag(''sea'')'"),
        ("\"file.hasTag(\\\"se$0x\\\")\"", "\"file.hasTag(\\\"sea\\\")\""),
        ("\"file.hasTag(\\\"se$0)\"", "\"file.hasTag(\\\"sea\\\")\""),
        ("\"file.hasTag('se$0) || a\"", "\"file.hasTag('sea') || a\""),
        (
            "{and: [file.hasTag(\"se$0), 'a == \"b\"']}",
            "{and: [file.hasTag(\"sea\"), 'a == \"b\"']}",
        ),
    ] {
        let vaulted = Vaulted::parse(&format!("//- /a.base\nfilters: {base}\n{NOTES}"));
        let shown = show(&vaulted, "");
        assert_eq!(
            shown.lines().next(),
            Some(&*format!("sea (1×) → filters: {expected}")),
            "{base}"
        );
    }
}

#[test]
fn blocks_in_notes() {
    check(
        &format!("```base\nfilters: file.hasTag(\"s$0\")\n```\n{NOTES}"),
        &expect![[r#"
        sea (1×) → filters: file.hasTag("sea")
    "#]],
    );
    check(&format!("```base\n```\nSee $0\n{NOTES}"), &expect![[r#""#]]);
}
