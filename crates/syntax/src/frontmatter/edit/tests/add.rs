use super::*;

#[test]
fn an_alias_is_added_to_a_block_list_like_its_siblings() {
    becomes(
        added("aliases:\n  - a\n  - b # why\ntags: t\n", "x"),
        "aliases:\n  - a\n  - b # why\n  - x\ntags: t\n",
    );
    becomes(added("aliases:\n- a  \ntags: t\n", "x: y"), "aliases:\n- a  \n- \"x: y\"\ntags: t\n");
    becomes(
        added("aliases:\n    - 'a'\n    -\n    # below\n", "x"),
        "aliases:\n    - 'a'\n    -\n    - x\n    # below\n",
    );
    becomes(
        added("aliases: # here\n  -   a\n  - \"b\n    c\"\n", "x"),
        "aliases: # here\n  -   a\n  - \"b\n    c\"\n  - x\n",
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
fn an_alias_is_added_to_a_flow_list() {
    becomes(added("aliases: [a, 'b'] # c\n", "x"), "aliases: [a, 'b', x] # c\n");
    becomes(added("aliases: [a]\n", "x, y"), "aliases: [a, \"x, y\"]\n");
    becomes(added("aliases: [\n  a,\n  b, # c\n]\n", "x"), "aliases: [\n  a,\n  b, x, # c\n]\n");
    becomes(added("aliases: [ # none\n]\n", "x"), "aliases: [ # none\nx]\n");
}

#[test]
fn a_single_scalar_and_a_new_alias_become_a_block_list() {
    becomes(added("aliases: a # why\n", "x"), "aliases: # why\n  - a\n  - x\n");
    becomes(
        added("title: t\naliases:   'a'  \ntags: u\n", "x"),
        "title: t\naliases:\n  - 'a'\n  - x  \ntags: u\n",
    );
    becomes(added("aliases: one\n  two\n", "x"), "aliases:\n  - one two\n  - x\n");
    becomes(added("aliases:\n  a # why\n", "x"), "aliases:\n  - a # why\n  - x\n");
    becomes(added("aliases: 'a, b'\n", "x"), "aliases:\n  - 'a, b'\n  - x\n");
    becomes(added("aliases: 12\n", "x"), "aliases:\n  - 12\n  - x\n");
}

#[test]
fn an_alias_is_added_to_a_comma_separated_scalar_if_possible() {
    becomes(added("aliases: a, b # why\n", "x"), "aliases: a, b, x # why\n");
    becomes(added("aliases: a, b,\n", "x"), "aliases: a, b, x\n");
    becomes(added("aliases: a, b # why\n", "x: y"), "aliases: # why\n  - a\n  - b\n  - \"x: y\"\n");
    becomes(
        added("aliases: a, \"b\", 3\n", "x, y"),
        "aliases:\n  - a\n  - '\"b\"'\n  - \"3\"\n  - x, y\n",
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
fn an_alias_is_added_to_an_empty_key() {
    becomes(added("aliases:\ntags: t\n", "x"), "aliases:\n  - x\ntags: t\n");
    becomes(
        added("aliases:   # none yet\ntags: t\n", "x"),
        "aliases:   # none yet\n  - x\ntags: t\n",
    );
    becomes(added("aliases: ~\n", "x"), "aliases:\n  - x\n");
    becomes(added("aliases: [] # none\n", "x"), "aliases: # none\n  - x\n");
    becomes(added("aliases:\n  []\n", "x"), "aliases:\n  - x\n");
    becomes(added("  aliases: null  \n  tags: t\n", "x"), "  aliases:\n    - x  \n  tags: t\n");
}

#[test]
fn a_missing_key_or_block_is_added() {
    becomes(added("title: t\n", "x"), "title: t\naliases:\n  - x\n");
    becomes(
        added("alias: old\ntitle: |\n  t\n\n", "x"),
        "alias: old\ntitle: |\n  t\n\naliases:\n  - x\n",
    );
    becomes(added("", "- x"), "aliases:\n  - \"- x\"\n");
    becomes(added("  title: t\n", "x"), "  title: t\n  aliases:\n    - x\n");
    let without = |text: &str| outcome(text, add_alias(text, None, "x", RULES));
    assert_eq!(without(""), "---\naliases:\n  - x\n---\n");
    assert_eq!(without("\u{feff}body"), "\u{feff}---\naliases:\n  - x\n---\nbody");
    assert_eq!(without("a\r\nb"), "---\r\naliases:\r\n  - x\r\n---\r\na\r\nb");
}

#[test]
fn no_alias_is_added_to_a_duplicate_key() {
    check(
        added("aliAses: a\naliases: b\n", "x"),
        expect![[r#"
            refused at "aliases": duplicate key `aliases`: merge the two first
        "#]],
    );
}

#[test]
fn no_alias_is_added_next_to_a_key_that_is_a_block_scalar() {
    // The lines of such a key may start at the column of keys, and end before a `:`.
    for yaml in ["? >\n  a\n: b\n", "?\r >\n \n\n  -m\r:\n"] {
        let outcome = added(yaml, "x");
        assert!(outcome.contains("cannot edit a key"), "{outcome}");
    }
}
