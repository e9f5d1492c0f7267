use expect_test::expect;

use super::check;

#[test]
fn links_in_table_rows_may_have_an_escaped_or_plain_pipe() {
    check(
        "text\n| [[h]] | b |\n|---|:-:|\n| [[a\\|b]] | [[c|d]] |\n[x](y) | `|` #t\n\n[[z]]\n",
        &expect![[r#"
            wiki [[h]] path="h" row
            wiki [[a\|b]] path="a" display="b" row
            wiki [[c|d]] path="c" display="d" row
            inline [x](y) path="y" display="x" row
            tag t
            wiki [[z]] path="z"
        "#]],
    );
}

#[test]
fn markup_does_not_extend_over_cells() {
    check(
        "a | b\n-|-\n`c | [[d]]` | [x | y](z)\n",
        &expect![[r#"
            wiki [[d]] path="d" row
        "#]],
    );
}

#[test]
fn the_header_and_the_delimiter_row_have_the_same_number_of_cells() {
    check(
        "[[a]] | b | c\n--|--\n",
        &expect![[r#"
        wiki [[a]] path="a"
    "#]],
    );
    check(
        "[[a]]\n--|--\n",
        &expect![[r#"
        wiki [[a]] path="a"
    "#]],
    );
}

#[test]
fn another_block_or_a_block_id_ends_the_table() {
    check(
        "> a | b\n> --|--\n> [[c]] | d\n[[e]] | f\n\na|b\n-|-\n# [[g]]\n\na|b\n-|-\n^id\n",
        &expect![[r#"
            wiki [[c]] path="c" row
            wiki [[e]] path="e"
            heading 1 "[[g]]"
            wiki [[g]] path="g"
            block-id id
        "#]],
    );
}
