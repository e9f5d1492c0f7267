use expect_test::expect;

use super::check;

#[test]
fn a_definition_links_to_a_file() {
    check(
        "[a]: b.md#c 'd'\n[e]:\n  <f g>\n  \"h\n  i\"\n[j]: https://e.org\n",
        &expect![[r##"
            definition [a]: b.md#c 'd' path="b.md" subpath="c"
            defined [a]: b.md#c 'd' label="a"
            definition<> [e]:
              <f g>
              "h
              i" path="f g"
            defined [e]:
              <f g>
              "h
              i" label="e"
            defined [j]: https://e.org label="j"
        "##]],
    );
}

#[test]
fn a_definition_is_at_the_start_of_a_paragraph() {
    check(
        "[a]: b\ntext [[c]]\n[d]: e\n\n[f]: g h\n\n[k]:\n",
        &expect![[r#"
            definition [a]: b path="b"
            defined [a]: b label="a"
            wiki [[c]] path="c"
        "#]],
    );
}

#[test]
fn references_are_listed_if_the_note_defines_their_label() {
    check(
        "[t][a] ![t][A  b] [a][] [a] [no] [t][no] [a]: [\\a] [[a]] [x[a]][]\n\n[a]: u:v\n\n> [ẞ\n> a\tB]: c\n> [a b]: c\n",
        &expect![[r#"
            reference [t][a] label="a" text="t"
            reference ![t][A  b] label="A  b" text="t"
            reference [a][] label="a"
            reference [a] label="a"
            reference [a] label="a"
            wiki [[a]] path="a"
            reference [a] label="a"
            definition [a]: u:v path="u:v"
            defined [a]: u:v label="a"
            definition [ẞ
            > a	B]: c path="c"
            defined [ẞ
            > a	B]: c label="ẞ\n> a\tB"
            definition [a b]: c path="c"
            defined [a b]: c label="a b"
        "#]],
    );
}

#[test]
fn labels_ignore_case_and_whitespace() {
    check(
        "[SS  x] [ss\nX]\n\n[ẞ x]: b",
        &expect![[r#"
            reference [SS  x] label="SS  x"
            reference [ss
            X] label="ss\nX"
            definition [ẞ x]: b path="b"
            defined [ẞ x]: b label="ẞ x"
        "#]],
    );
}

#[test]
fn footnotes_have_references_and_definitions() {
    check(
        "a[^1] [^n-o]: [^a b] [^](x) [^y](z)\n\n[^1]: [[b]]\n[^2]:\n    c\n\n    [[d]]\n\n[[e]]\n",
        &expect![[r#"
            footnote [^1] label="1"
            footnote [^n-o] label="n-o"
            inline [^](x) path="x" display="^"
            inline [^y](z) path="z" display="^y"
            footnote-definition [^1]: label="1"
            wiki [[b]] path="b"
            footnote-definition [^2]: label="2"
            wiki [[d]] path="d"
            wiki [[e]] path="e"
        "#]],
    );
}

#[test]
fn a_setext_heading_excludes_definitions_before_it() {
    check(
        "[a]: b\nc\n===\n\n[d]: e\n===\n\n[f]: g\n---\n",
        &expect![[r#"
            definition [a]: b path="b"
            defined [a]: b label="a"
            heading 1 "c"
            definition [d]: e path="e"
            defined [d]: e label="d"
            definition [f]: g path="g"
            defined [f]: g label="f"
        "#]],
    );
}
