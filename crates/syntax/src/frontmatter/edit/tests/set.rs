use super::*;

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
