use expect_test::expect;

use super::{check, links};

#[test]
fn an_inline_link_has_a_destination_and_a_title() {
    check(
        r#"[t](a.md) [](a) [t]() [t](a#b "c") [t](<a b#c> 'd') [t]( a (e) ) ![t](a.png)"#,
        &expect![[r##"
            inline [t](a.md) path="a.md" display="t"
            inline [](a) path="a" display=""
            inline [t]() path="" display="t"
            inline [t](a#b "c") path="a" subpath="b" display="t"
            inline<> [t](<a b#c> 'd') path="a b" subpath="c" display="t"
            inline [t]( a (e) ) path="a" display="t"
            inline ![t](a.png) path="a.png" display="t" embed
        "##]],
    );
}

#[test]
fn a_destination_has_balanced_parentheses_and_ends_at_a_space() {
    check(
        r"[t](a(b)c) [t](a\)b) [t](a b.md) [t](a%20b) [t](<a\>b>) [t](a(b)",
        &expect![[r#"
            inline [t](a(b)c) path="a(b)c" display="t"
            inline [t](a\)b) path="a\\)b" display="t"
            inline [t](a%20b) path="a%20b" display="t"
            inline<> [t](<a\>b>) path="a\\>b" display="t"
        "#]],
    );
}

#[test]
fn a_destination_with_a_scheme_is_outside_the_vault() {
    check(
        "[t](https://e.org/a) [t](//e.org/a) [t](mailto:a@b) [t](obsidian://x) [t](a:b) ![t](data:x) <https://e>",
        &expect![[r#"
            inline [t](a:b) path="a:b" display="t"
            verbatim "<https://e>"
        "#]],
    );
}

#[test]
fn link_text_may_contain_images_and_wikilinks_but_no_links() {
    check(
        "[![i](i.png)](a) [see [[b]]](c) [x [y](d) z](e) ![x [y](f)](g)",
        &expect![[r#"
            inline [![i](i.png)](a) path="a" display="![i](i.png)"
            inline ![i](i.png) path="i.png" display="i" embed
            inline [see [[b]]](c) path="c" display="see [[b]]"
            wiki [[b]] path="b"
            inline [y](d) path="d" display="y"
            inline ![x [y](f)](g) path="g" display="x [y](f)" embed
            inline [y](f) path="f" display="y"
        "#]],
    );
}

#[test]
fn link_text_and_titles_may_span_lines_with_quote_markers() {
    check(
        "> [a\n> b](c\n> 'd\n> e') `f\n> g`",
        &expect![[r#"
            inline [a
            > b](c
            > 'd
            > e') path="c" display="a\n> b"
            verbatim "`f\n> g`"
        "#]],
    );
}

#[test]
fn code_takes_precedence_over_brackets() {
    assert!(links("[not a `link](/foo`)").is_empty());
    assert!(links("[a <b title=\"](c)\">").is_empty());
    assert_eq!(links(r"[a\](b) [a`]`](c)"), ["[a`]`](c)"]);
}
