use expect_test::expect;

use super::check;

#[test]
fn links_in_rows_escape_their_pipe_or_forget_to() {
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
fn a_cell_ends_what_is_open_in_it() {
    check(
        "a | b\n-|-\n`c | [[d]]` | [x | y](z)\n",
        &expect![[r#"
            wiki [[d]] path="d" row
        "#]],
    );
}

#[test]
fn the_header_has_as_many_cells_as_the_delimiter_row() {
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
fn another_block_ends_the_table_as_does_a_block_id() {
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
