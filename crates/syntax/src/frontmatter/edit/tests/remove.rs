use super::*;

#[test]
fn an_alias_is_removed_with_its_line_item_or_piece() {
    becomes(
        changed("aliases:\n  - a # why\n  # stays\n  - b\n", "a", None),
        "aliases:\n  # stays\n  - b\n",
    );
    becomes(changed("aliases: # stays\n- a\ntags: t\n", "a", None), "aliases: # stays\ntags: t\n");
    becomes(changed("aliases:\n- \"a\n  b\"\n- c\n", "a b", None), "aliases:\n- c\n");
    becomes(changed("aliases: x:,b ,c\n", "b", None), "aliases: x:,c\n");
    becomes(changed("aliases: [a, b, c]\n", "a", None), "aliases: [b, c]\n");
    becomes(changed("aliases: [a, b, c]\n", "c", None), "aliases: [a, b]\n");
    becomes(changed("aliases: [ a ]\n", "a", None), "aliases: [  ]\n");
    becomes(
        changed("aliases: [\n  a,\n  b, # why\n  c,\n]\n", "a", None),
        "aliases: [\n  b, # why\n  c,\n]\n",
    );
    becomes(
        changed("aliases: [\n  a,\n  b, # why\n  c,\n]\n", "b", None),
        "aliases: [\n  a, # why\n  c,\n]\n",
    );
    becomes(
        changed("aliases: [\n  b, # why\n  c,\n]\n", "b", None),
        "aliases: [\n   # why\n  c,\n]\n",
    );
    becomes(changed("aliases: [\n  b, # why\n  c,\n]\n", "c", None), "aliases: [\n  b, # why\n]\n");
    becomes(changed("aliases: [\n  b, # why\n  c\n]\n", "c", None), "aliases: [\n  b, # why\n]\n");
    check(
        changed("aliases: [ b # why\n  , c ]\n", "b", None),
        expect![[r#"
        refused at "b": move the comment between this item and its comma
    "#]],
    );
    becomes(changed("aliases: 'a' # why\n", "a", None), "aliases: # why\n");
    becomes(changed("aliases: # why\n  a\n", "a", None), "aliases: # why\n");
    becomes(changed("aliases: a, b, c\n", "a", None), "aliases: b, c\n");
    becomes(changed("aliases: a, b, c\n", "b", None), "aliases: a, c\n");
    becomes(changed("aliases: a, b,\n  c # why\n", "c", None), "aliases: a, b # why\n");
    becomes(changed("aliases: a, 12\n", "a", None), "aliases:\n  - \"12\"\n");
    becomes(changed("aliases: a, \"b\", c\n", "a", None), "aliases:\n  - '\"b\"'\n  - c\n");
    becomes(changed("aliases: a,\n", "a", None), "aliases:\n");
}
