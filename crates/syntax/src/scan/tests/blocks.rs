use expect_test::expect;

use super::{check, check_only, scan};

#[test]
fn headings_have_a_level_and_raw_text() {
    check_only(
        &["heading"],
        "# a *b* ^id\n## c ##\n   ### d #e\n#\tf\n#g\n####### h\n#### #\n    # i\nj\n# k \\#\n",
        &expect![[r##"
            heading 1 "a *b* ^id"
            heading 2 "c"
            heading 3 "d #e"
            heading 1 "f"
            heading 4 ""
            heading 1 "k \\#"
        "##]],
    );
}

#[test]
fn setext_headings_take_their_whole_paragraph() {
    let text = "x\n\n  a\nb ^id\n---\n\nc\n   ==\n\n> d\n---\n\n- e\n  ---\n\nf\n    ---\n";
    let facts = scan(text);
    let spans: Vec<_> = facts.headings.iter().map(|h| (h.level, &text[h.span])).collect();
    assert_eq!(spans, [(2, "  a\nb ^id\n---"), (1, "c\n   ==")]);
    assert_eq!(&text[facts.headings[0].text], "a\nb ^id");
}

#[test]
fn headings_in_containers_are_not_headings() {
    check_only(
        &["heading"],
        "> # a\n\n- # b\n  c\n  ===\n\n1. # d\n\n[^1]: # e\n\n# f\n",
        &expect![[r#"
            heading 1 "f"
        "#]],
    );
}

#[test]
fn the_span_of_a_heading_is_its_line() {
    let text = "\u{feff}  # a #\r\n## b\r### c";
    let facts = scan(text);
    let spans: Vec<_> = facts.headings.iter().map(|h| &text[h.span]).collect();
    assert_eq!(spans, ["  # a #", "## b", "### c"]);
}

#[test]
fn a_block_id_is_at_the_end_of_a_block_or_below_one() {
    check_only(
        &["block-id"],
        "a ^p\n\nb\n^below\n\nc ^not this\nd ^e_f\n\n# h ^head\n\ng^not\n\n`x ^not`\n",
        &expect![[r#"
            block-id p
            block-id below
            block-id head
        "#]],
    );
}

#[test]
fn lists_quotes_tables_and_code_have_block_ids() {
    check_only(
        &["block-id"],
        "\
- a ^item
  - b
    c ^deep
- d

^list

> e
> f ^in-quote

^quote

> g
^lazy

a|b
-|-

^table

```
x ^not
```

^code

    x ^not

$$
x ^not
$$
^math
",
        &expect![[r#"
            block-id item
            block-id deep
            block-id list
            block-id in-quote
            block-id quote
            block-id lazy
            block-id table
            block-id code
            block-id math
        "#]],
    );
}

#[test]
fn list_items_contain_lines_indented_like_their_text() {
    check(
        "1.  a\n\n    [[b]]\n\n        c\n-\td\n\n      e\n-\n\n      f\n- \n  [[g]]\n",
        &expect![[r#"
            wiki [[b]] path="b"
            verbatim "    c"
            verbatim "      f"
            wiki [[g]] path="g"
        "#]],
    );
}

#[test]
fn tabs_extend_to_the_next_multiple_of_four_columns() {
    check(
        "- a\n\n\t\tb\n\n>\t\tc\n\n-\t\td\n",
        &expect![[r#"
            verbatim "\t\tb"
            verbatim "\t\tc"
            verbatim "\t\td"
        "#]],
    );
}

#[test]
fn some_blocks_interrupt_a_paragraph() {
    // An item with another number than 1, an empty item, indented code and a lone tag do not.
    check(
        "a\n2. `b\n*\n    c\n<i>\n`\n\na\n- ```\n1. ```\n> ```\n***\n[[d]]\n",
        &expect![[r#"
            verbatim "`b\n*\n    c\n<i>\n`"
            verbatim "```"
            verbatim "```"
            verbatim "```"
            wiki [[d]] path="d"
        "#]],
    );
}

#[test]
fn lazy_lines_continue_a_paragraph_in_its_containers() {
    check(
        "> - `a\nb`\n>     c\n\n> `d\n===\ne`\n\n> a\n    b\n\n>     c\n    d\n",
        &expect![[r#"
            verbatim "`a\nb`"
            verbatim "`d\n===\ne`"
            verbatim "    c"
            verbatim "    d"
        "#]],
    );
}

#[test]
fn containers_beyond_the_maximum_depth_are_text() {
    let text = ">".repeat(150) + " # [[a]]";
    assert_eq!(scan(&text).links.len(), 1);
}
