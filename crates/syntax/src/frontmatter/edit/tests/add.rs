use super::*;

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
fn no_alias_is_added_where_two_keys_hold_them() {
    check(
        added("aliAses: a\naliases: b\n", "x"),
        expect![[r#"
            refused at "aliases": a second key `aliases`: which of them holds the aliases is not certain
        "#]],
    );
}

#[test]
fn no_alias_is_added_beside_a_key_that_is_a_block_scalar() {
    // Its lines may begin where keys do, and end before a `:`.
    for yaml in ["? >\n  a\n: b\n", "?\r >\n \n\n  -m\r:\n"] {
        let outcome = added(yaml, "x");
        assert!(outcome.contains("never edited"), "{outcome}");
    }
}
