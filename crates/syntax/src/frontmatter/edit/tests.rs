use expect_test::{Expect, expect};
use linkwright_text::apply_edits;

use super::super::{AliasRules, read};
use super::*;

const RULES: AliasRules = AliasRules { split_comma: true, legacy_keys: true };

/// The note after the edit, or why there is none.
fn outcome(text: &str, edit: Result<Edit, Refusal>) -> String {
    match edit {
        Ok(edit) => apply_edits(text, &[edit]).expect("an edit inside the text"),
        Err(Refusal { span, reason }) => format!("refused at {:?}: {reason}\n", &text[span]),
    }
}

fn frontmatter_of(text: &str) -> Frontmatter {
    read(text).expect("a frontmatter").frontmatter
}

/// The note with this YAML.
fn note(yaml: &str) -> String {
    format!("---\n{yaml}---\n")
}

fn added(yaml: &str, value: &str) -> String {
    let text = note(yaml);
    let edit = add_alias(&text, Some(&frontmatter_of(&text)), value, RULES);
    outcome(&text, edit)
}

/// The note with the alias that says `old` changed to `new`, or removed.
fn changed(yaml: &str, old: &str, new: Option<&str>) -> String {
    let text = note(yaml);
    let frontmatter = frontmatter_of(&text);
    let alias = frontmatter
        .aliases(RULES)
        .find(|alias| *alias.scalar.value == *old)
        .unwrap_or_else(|| panic!("no alias {old:?} in {yaml:?}"));
    let edit = match new {
        Some(new) => set_scalar(&text, &frontmatter, &alias.scalar, new),
        None => remove_alias(&text, &frontmatter, alias),
    };
    outcome(&text, edit)
}

#[allow(clippy::needless_pass_by_value)] // as `expect!` makes it
fn check(after: String, expected: Expect) {
    expected.assert_eq(&after);
}

#[test]
fn an_alias_joins_a_block_list_as_its_siblings_stand() {
    check(
        added("aliases:\n  - a\n  - b # why\ntags: t\n", "x"),
        expect![[r#"
        ---
        aliases:
          - a
          - b # why
          - x
        tags: t
        ---
    "#]],
    );
    check(
        added("aliases:\n- a  \ntags: t\n", "x: y"),
        expect![[r#"
        ---
        aliases:
        - a  
        - "x: y"
        tags: t
        ---
    "#]],
    );
    check(
        added("aliases:\n    - 'a'\n    -\n    # below\n", "x"),
        expect![[r#"
        ---
        aliases:
            - 'a'
            -
            - x
            # below
        ---
    "#]],
    );
    check(
        added("aliases: # here\n  -   a\n  - \"b\n    c\"\n", "x"),
        expect![[r#"
        ---
        aliases: # here
          -   a
          - "b
            c"
          - x
        ---
    "#]],
    );
    assert_eq!(
        outcome(
            "---\r\naliases:\r\n  - a\r\n---",
            add_alias(
                "---\r\naliases:\r\n  - a\r\n---",
                Some(&frontmatter_of("---\r\naliases:\r\n  - a\r\n---")),
                "x",
                RULES
            )
        ),
        "---\r\naliases:\r\n  - a\r\n  - x\r\n---"
    );
}

#[test]
fn an_alias_joins_a_flow_list() {
    check(
        added("aliases: [a, 'b'] # c\n", "x"),
        expect![[r#"
        ---
        aliases: [a, 'b', x] # c
        ---
    "#]],
    );
    check(
        added("aliases: [a]\n", "x, y"),
        expect![[r#"
        ---
        aliases: [a, "x, y"]
        ---
    "#]],
    );
    check(
        added("aliases: [\n  a,\n  b, # c\n]\n", "x"),
        expect![[r#"
        ---
        aliases: [
          a,
          b, x, # c
        ]
        ---
    "#]],
    );
    check(
        added("aliases: [ # none\n]\n", "x"),
        expect![[r#"
        ---
        aliases: [ # none
        x]
        ---
    "#]],
    );
}

#[test]
fn an_alias_beside_a_single_scalar_makes_a_block_list() {
    check(
        added("aliases: a # why\n", "x"),
        expect![[r#"
        ---
        aliases: # why
          - a
          - x
        ---
    "#]],
    );
    check(
        added("title: t\naliases:   'a'  \ntags: u\n", "x"),
        expect![[r#"
        ---
        title: t
        aliases:
          - 'a'
          - x  
        tags: u
        ---
    "#]],
    );
    check(
        added("aliases: one\n  two\n", "x"),
        expect![[r#"
        ---
        aliases:
          - one two
          - x
        ---
    "#]],
    );
    check(
        added("aliases:\n  a # why\n", "x"),
        expect![[r#"
        ---
        aliases:
          - a # why
          - x
        ---
    "#]],
    );
    check(
        added("aliases: 'a, b'\n", "x"),
        expect![[r#"
        ---
        aliases:
          - 'a, b'
          - x
        ---
    "#]],
    );
    check(
        added("aliases: 12\n", "x"),
        expect![[r#"
        ---
        aliases:
          - 12
          - x
        ---
    "#]],
    );
}

#[test]
fn an_alias_joins_a_comma_string_if_it_can_stand_there() {
    check(
        added("aliases: a, b # why\n", "x"),
        expect![[r#"
        ---
        aliases: a, b, x # why
        ---
    "#]],
    );
    check(
        added("aliases: a, b,\n", "x"),
        expect![[r#"
        ---
        aliases: a, b, x
        ---
    "#]],
    );
    check(
        added("aliases: a, b # why\n", "x: y"),
        expect![[r#"
        ---
        aliases: # why
          - a
          - b
          - "x: y"
        ---
    "#]],
    );
    check(
        added("aliases: a, \"b\", 3\n", "x, y"),
        expect![[r#"
        ---
        aliases:
          - a
          - '"b"'
          - "3"
          - x, y
        ---
    "#]],
    );
    let text = note("aliases: a, b\n");
    let whole = AliasRules { split_comma: false, ..RULES };
    let edit = add_alias(&text, Some(&frontmatter_of(&text)), "x", whole);
    check(
        outcome(&text, edit),
        expect![[r#"
        ---
        aliases:
          - a, b
          - x
        ---
    "#]],
    );
}

#[test]
fn an_alias_fills_an_empty_key() {
    check(
        added("aliases:\ntags: t\n", "x"),
        expect![[r#"
        ---
        aliases:
          - x
        tags: t
        ---
    "#]],
    );
    check(
        added("aliases:   # none yet\ntags: t\n", "x"),
        expect![[r#"
        ---
        aliases:   # none yet
          - x
        tags: t
        ---
    "#]],
    );
    check(
        added("aliases: ~\n", "x"),
        expect![[r#"
        ---
        aliases:
          - x
        ---
    "#]],
    );
    check(
        added("aliases: [] # none\n", "x"),
        expect![[r#"
        ---
        aliases: # none
          - x
        ---
    "#]],
    );
    check(
        added("aliases:\n  []\n", "x"),
        expect![[r#"
        ---
        aliases:
          - x
        ---
    "#]],
    );
    check(
        added("  aliases: null  \n  tags: t\n", "x"),
        expect![[r#"
        ---
          aliases:
            - x  
          tags: t
        ---
    "#]],
    );
}

#[test]
fn an_alias_makes_the_key_and_the_block() {
    check(
        added("title: t\n", "x"),
        expect![[r#"
        ---
        title: t
        aliases:
          - x
        ---
    "#]],
    );
    check(
        added("alias: old\ntitle: |\n  t\n\n", "x"),
        expect![[r#"
        ---
        alias: old
        title: |
          t

        aliases:
          - x
        ---
    "#]],
    );
    check(
        added("", "- x"),
        expect![[r#"
        ---
        aliases:
          - "- x"
        ---
    "#]],
    );
    check(
        added("  title: t\n", "x"),
        expect![[r#"
        ---
          title: t
          aliases:
            - x
        ---
    "#]],
    );
    let without = |text: &str| outcome(text, add_alias(text, None, "x", RULES));
    assert_eq!(without(""), "---\naliases:\n  - x\n---\n");
    assert_eq!(without("\u{feff}body"), "\u{feff}---\naliases:\n  - x\n---\nbody");
    assert_eq!(without("a\r\nb"), "---\r\naliases:\r\n  - x\r\n---\r\na\r\nb");
}

#[test]
fn a_replaced_alias_keeps_its_quotes() {
    check(
        changed("aliases:\n  - a # why\n", "a", Some("x")),
        expect![[r#"
        ---
        aliases:
          - x # why
        ---
    "#]],
    );
    check(
        changed("aliases:\n- 'a'\n", "a", Some("it's")),
        expect![[r#"
        ---
        aliases:
        - 'it''s'
        ---
    "#]],
    );
    check(
        changed("aliases:\n- \"a\"\n", "a", Some("say \"x\" \\ y")),
        expect![[r#"
        ---
        aliases:
        - "say \"x\" \\ y"
        ---
    "#]],
    );
    check(
        changed("aliases:\n- a\n", "a", Some("x: y")),
        expect![[r#"
        ---
        aliases:
        - "x: y"
        ---
    "#]],
    );
    check(
        changed("aliases:\n- a\n", "a", Some("\"x\"")),
        expect![[r#"
        ---
        aliases:
        - '"x"'
        ---
    "#]],
    );
    check(
        changed("aliases: [a, b]\n", "b", Some("x, y")),
        expect![[r#"
        ---
        aliases: [a, "x, y"]
        ---
    "#]],
    );
    check(
        changed("aliases: [\na,\nb]\n", "b", Some("--- x")),
        expect![[r#"
        ---
        aliases: [
        a,
        "--- x"]
        ---
    "#]],
    );
    check(
        changed("aliases: a\n", "a", Some("x, y")),
        expect![[r#"
        ---
        aliases: "x, y"
        ---
    "#]],
    );
    check(
        changed("aliases: a\n", "a", Some("1984")),
        expect![[r#"
        ---
        aliases: "1984"
        ---
    "#]],
    );
    check(
        changed("aliases:\n- one\n  two\n- b\n", "one two", Some("x")),
        expect![[r#"
        ---
        aliases:
        - x
        - b
        ---
    "#]],
    );
    check(
        changed("{aliases: [a]}\n", "a", Some("x")),
        expect![[r#"
        ---
        {aliases: [x]}
        ---
    "#]],
    );
}

#[test]
fn a_piece_of_a_comma_string_is_replaced_in_it_if_it_can_stand_there() {
    check(
        changed("aliases: a, b, c # why\n", "b", Some("x")),
        expect![[r#"
        ---
        aliases: a, x, c # why
        ---
    "#]],
    );
    check(
        changed("aliases: a, b, c # why\n", "b", Some("x, y")),
        expect![[r#"
        ---
        aliases: # why
          - a
          - x, y
          - c
        ---
    "#]],
    );
    check(
        changed("aliases: a, b\n  c, d\n", "b c", Some("x: y")),
        expect![[r#"
        ---
        aliases:
          - a
          - "x: y"
          - d
        ---
    "#]],
    );
    check(
        changed("aliases: a, b\n", "a", Some("12")),
        expect![[r#"
        ---
        aliases:
          - "12"
          - b
        ---
    "#]],
    );
}

#[test]
fn a_removed_alias_takes_its_line_item_or_piece_along() {
    check(
        changed("aliases:\n  - a # why\n  # stays\n  - b\n", "a", None),
        expect![[r#"
        ---
        aliases:
          # stays
          - b
        ---
    "#]],
    );
    check(
        changed("aliases: # stays\n- a\ntags: t\n", "a", None),
        expect![[r#"
        ---
        aliases: # stays
        tags: t
        ---
    "#]],
    );
    check(
        changed("aliases:\n- \"a\n  b\"\n- c\n", "a b", None),
        expect![[r#"
        ---
        aliases:
        - c
        ---
    "#]],
    );
    check(
        changed("aliases: [a, b, c]\n", "a", None),
        expect![[r#"
        ---
        aliases: [b, c]
        ---
    "#]],
    );
    check(
        changed("aliases: [a, b, c]\n", "c", None),
        expect![[r#"
        ---
        aliases: [a, b]
        ---
    "#]],
    );
    check(
        changed("aliases: [ a ]\n", "a", None),
        expect![[r#"
        ---
        aliases: [  ]
        ---
    "#]],
    );
    check(
        changed("aliases: [\n  a,\n  b, # why\n  c,\n]\n", "a", None),
        expect![[r#"
        ---
        aliases: [
          b, # why
          c,
        ]
        ---
    "#]],
    );
    check(
        changed("aliases: [\n  a,\n  b, # why\n  c,\n]\n", "b", None),
        expect![[r#"
        ---
        aliases: [
          a, # why
          c,
        ]
        ---
    "#]],
    );
    check(
        changed("aliases: [\n  b, # why\n  c,\n]\n", "b", None),
        expect![[r#"
        ---
        aliases: [
           # why
          c,
        ]
        ---
    "#]],
    );
    check(
        changed("aliases: [\n  b, # why\n  c,\n]\n", "c", None),
        expect![[r#"
            ---
            aliases: [
              b, # why
            ]
            ---
        "#]],
    );
    check(
        changed("aliases: [\n  b, # why\n  c\n]\n", "c", None),
        expect![[r#"
            ---
            aliases: [
              b, # why
            ]
            ---
        "#]],
    );
    check(
        changed("aliases: [ b # why\n  , c ]\n", "b", None),
        expect![[r#"
        refused at "b": a comment stands between this item and its comma
    "#]],
    );
    check(
        changed("aliases: 'a' # why\n", "a", None),
        expect![[r#"
        ---
        aliases: # why
        ---
    "#]],
    );
    check(
        changed("aliases: # why\n  a\n", "a", None),
        expect![[r#"
            ---
            aliases: # why
            ---
        "#]],
    );
    check(
        changed("aliases: a, b, c\n", "a", None),
        expect![[r#"
        ---
        aliases: b, c
        ---
    "#]],
    );
    check(
        changed("aliases: a, b, c\n", "b", None),
        expect![[r#"
        ---
        aliases: a, c
        ---
    "#]],
    );
    check(
        changed("aliases: a, b,\n  c # why\n", "c", None),
        expect![[r#"
        ---
        aliases: a, b # why
        ---
    "#]],
    );
    check(
        changed("aliases: a, 12\n", "a", None),
        expect![[r#"
        ---
        aliases:
          - "12"
        ---
    "#]],
    );
    check(
        changed("aliases: a, \"b\", c\n", "a", None),
        expect![[r#"
        ---
        aliases:
          - '"b"'
          - c
        ---
    "#]],
    );
    check(
        changed("aliases: a,\n", "a", None),
        expect![[r#"
        ---
        aliases:
        ---
    "#]],
    );
}

#[test]
fn a_property_is_set_or_made() {
    let set = |yaml: &str, key: &str, value: &str| {
        let text = note(yaml);
        let edit = set_property(&text, Some(&frontmatter_of(&text)), key, value);
        outcome(&text, edit)
    };
    check(
        set("title: 'a' # why\n", "title", "x"),
        expect![[r#"
        ---
        title: 'x' # why
        ---
    "#]],
    );
    check(
        set("title: a\n", "title", "x, y"),
        expect![[r#"
        ---
        title: x, y
        ---
    "#]],
    );
    check(
        set("title:   # why\n", "title", "x: y"),
        expect![[r#"
        ---
        title: "x: y"   # why
        ---
    "#]],
    );
    check(
        set("title: ~\n", "title", "x"),
        expect![[r#"
        ---
        title: x
        ---
    "#]],
    );
    check(
        set("a: b\n", "title", "x"),
        expect![[r#"
        ---
        a: b
        title: x
        ---
    "#]],
    );
    check(
        set("title: [a]\n", "title", "x"),
        expect![[r#"
        refused at "[a]": a list or map stands where text should
    "#]],
    );
    assert_eq!(outcome("body", set_property("body", None, "t", "x")), "---\nt: x\n---\nbody");
}

#[test]
fn what_cannot_be_edited_safely_is_refused_with_its_place() {
    let all = [
        changed("aliases:\n- &a a\n- *a\n", "a", Some("x")),
        changed("t: &a a\naliases:\n- *a\n", "a", Some("x")),
        changed("aliases: &l [a]\nb: *l\n", "a", None),
        changed("aliases:\n- !t a\n", "a", None),
        changed("aliases:\n- |-\n  a\n", "a", Some("x")),
        changed("aliases: >-\n  a\n", "a", None),
        changed("aliases:\n-\n  a\n", "a", None),
        changed("? aliases\n: a\n", "a", Some("x")),
        changed("&k aliases: a\n", "a", Some("x")),
        changed("{aliases: [a]}\n", "a", None),
        added("aliases:\n- a\n- [b]\n", "x"),
        added("aliases:\n- b: c\n", "x"),
        added("aliases:\n  b: c\n", "x"),
        added("b: &a c\naliases: *a\n", "x"),
        added("aliases: |\n  b\n", "x"),
        added("{title: t}\n", "x"),
        added("title: t\n...\n", "x"),
        added("title: t\ntitle: u\n", "x"),
        added("title: t\naliases:\n- @b\n", "x"),
        added("title: *t\n", "x"),
        added("titl\n", "x"),
        {
            let text = "---\ntitle: t\n--- \n";
            outcome(text, add_alias(text, Some(&frontmatter_of(text)), "x", RULES))
        },
        outcome(
            "---\na: b\n---\n",
            add_alias("---\na: b\n---\n", Some(&frontmatter_of("---\n---\n")), "x", RULES),
        ),
    ];
    check(
        all.concat(),
        expect![[r#"
            refused at "a": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "*a": `*` repeats a value that stands elsewhere
            refused at "[a]": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "a": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "a\n": a block scalar (`|` or `>`) is never edited
            refused at "a\n": a block scalar (`|` or `>`) is never edited
            refused at "a": this item and its dash are not on one line
            refused at "aliases": a key that is not written as `key:` is never edited
            refused at "aliases": a key that is not written as `key:` is never edited
            refused at "{aliases: [a]}": properties in `{…}` are not added to or taken from
            refused at "[b]": a list or map stands where text should
            refused at "b: c": a list or map stands where text should
            refused at "b: c": a list or map stands where text should
            refused at "*a": `*` repeats a value that stands elsewhere
            refused at "b\n": a block scalar (`|` or `>`) is never edited
            refused at "{title: t}": properties in `{…}` are not added to or taken from
            refused at "...": `...` ends the frontmatter's YAML before its last line
            refused at "title": the frontmatter is invalid: the key `title` is here a second time
            refused at "@b": the frontmatter is invalid: text that begins with `@` needs quotes
            refused at "*t": the frontmatter is invalid: `*t` refers to an anchor that is not there: text that begins with `*` needs quotes
            refused at "titl": the frontmatter is invalid: this is no `key: value`
            refused at "--- ": the line that closes the frontmatter is not just `---`
            refused at "": the note has changed meanwhile
        "#]],
    );
}
