use super::*;

#[test]
fn a_replaced_alias_keeps_its_quotes() {
    becomes(changed("aliases:\n  - a # why\n", "a", Some("x")), "aliases:\n  - x # why\n");
    becomes(changed("aliases:\n- 'a'\n", "a", Some("it's")), "aliases:\n- 'it''s'\n");
    becomes(
        changed("aliases:\n- \"a\"\n", "a", Some("say \"x\" \\ y")),
        "aliases:\n- \"say \\\"x\\\" \\\\ y\"\n",
    );
    becomes(changed("aliases:\n- a\n", "a", Some("x: y")), "aliases:\n- \"x: y\"\n");
    becomes(changed("aliases:\n- a\n", "a", Some("\"x\"")), "aliases:\n- '\"x\"'\n");
    becomes(changed("aliases: [a, b]\n", "b", Some("x, y")), "aliases: [a, \"x, y\"]\n");
    becomes(changed("aliases: [\na,\nb]\n", "b", Some("--- x")), "aliases: [\na,\n\"--- x\"]\n");
    becomes(changed("aliases: a\n", "a", Some("x, y")), "aliases: \"x, y\"\n");
    becomes(changed("aliases: a\n", "a", Some("1984")), "aliases: \"1984\"\n");
    becomes(changed("aliases:\n- one\n  two\n- b\n", "one two", Some("x")), "aliases:\n- x\n- b\n");
    becomes(changed("{aliases: [a]}\n", "a", Some("x")), "{aliases: [x]}\n");
}

#[test]
fn a_piece_of_a_comma_separated_scalar_is_replaced_in_place_if_possible() {
    becomes(changed("aliases: a, b, c # why\n", "b", Some("x")), "aliases: a, x, c # why\n");
    becomes(
        changed("aliases: a, b, c # why\n", "b", Some("x, y")),
        "aliases: # why\n  - a\n  - x, y\n  - c\n",
    );
    becomes(
        changed("aliases: a, b\n  c, d\n", "b c", Some("x: y")),
        "aliases:\n  - a\n  - \"x: y\"\n  - d\n",
    );
    becomes(changed("aliases: a, b\n", "a", Some("12")), "aliases:\n  - \"12\"\n  - b\n");
}

#[test]
fn a_property_is_set_or_added() {
    let set = |yaml: &str, key: &str, value: &str| {
        let text = note(yaml);
        let edit = set_property(&text, Some(&frontmatter_of(&text)), key, value);
        outcome(&text, edit)
    };
    becomes(set("title: 'a' # why\n", "title", "x"), "title: 'x' # why\n");
    becomes(set("title: a\n", "title", "x, y"), "title: x, y\n");
    becomes(set("title:   # why\n", "title", "x: y"), "title: \"x: y\"   # why\n");
    becomes(set("title: ~\n", "title", "x"), "title: x\n");
    becomes(set("a: b\n", "title", "x"), "a: b\ntitle: x\n");
    check(
        set("title: [a]\n", "title", "x"),
        expect![[r#"
        refused at "[a]": expected text, found a list or map
    "#]],
    );
    assert_eq!(outcome("body", set_property("body", None, "t", "x")), "---\nt: x\n---\nbody");
}
