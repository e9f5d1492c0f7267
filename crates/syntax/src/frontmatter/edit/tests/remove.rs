use super::*;

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
