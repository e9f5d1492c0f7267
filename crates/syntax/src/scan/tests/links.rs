use expect_test::expect;

use super::{check, links, scan};

#[test]
fn a_wikilink_has_a_path_a_subpath_and_a_display() {
    check(
        "[[a]] [[a#b]] [[a|c]] [[ a # b | c ]] ![[a#b|c]]",
        &expect![[r##"
            wiki [[a]] path="a"
            wiki [[a#b]] path="a" subpath="b"
            wiki [[a|c]] path="a" display="c"
            wiki [[ a # b | c ]] path="a" subpath=" b" display=" c "
            wiki ![[a#b|c]] path="a" subpath="b" display="c" embed
        "##]],
    );
}

#[test]
fn the_path_ends_at_the_first_hash_and_the_target_at_the_first_pipe() {
    check(
        "[[a#b#c]] [[#^id]] [[a#[^fn]]] [[a||b]] [[x|]] [[a#]] [[# |move]] [[a#page=3]] [[a^id]]",
        &expect![[r##"
            wiki [[a#b#c]] path="a" subpath="b#c"
            wiki [[#^id]] path="" subpath="^id"
            wiki [[a#[^fn]] path="a" subpath="[^fn"
            wiki [[a||b]] path="a" display="|b"
            wiki [[x|]] path="x" display=""
            wiki [[a#]] path="a" subpath=""
            wiki [[# |move]] path="" subpath="" display="move"
            wiki [[a#page=3]] path="a" subpath="page=3"
            wiki [[a^id]] path="a^id"
        "##]],
    );
}

#[test]
fn a_backslash_before_the_first_pipe_is_dropped() {
    check(
        r"[[a\|b]] [[a\b|c\|d]] [[a\\|b]]",
        &expect![[r#"
            wiki [[a\|b]] path="a" display="b"
            wiki [[a\b|c\|d]] path="a\\b" display="c\\|d"
            wiki [[a\\|b]] path="a\\" display="b"
        "#]],
    );
}

#[test]
fn a_wikilink_ends_at_the_first_closing_brackets_and_restarts_at_inner_opening_ones() {
    check(
        "[[a]b]] [[[x]]] [[a [[b]] c]] [[a]]] [[a[b]] [a [[b]] c]",
        &expect![[r#"
            wiki [[a]b]] path="a]b"
            wiki [[x]] path="x"
            wiki [[b]] path="b"
            wiki [[a]] path="a"
            wiki [[a[b]] path="a[b"
            wiki [[b]] path="b"
        "#]],
    );
}

#[test]
fn a_wikilink_is_on_one_line_and_not_empty() {
    check("[[a\nb]] [[a\rb]] [[]] [[  ]] [[a", &expect![""]);
}

#[test]
fn surrounding_spaces_of_any_kind_are_not_part_of_the_path() {
    for text in ["[[\u{a0}a b\u{202f}|c]]", "[[ a b ]]", "[[a b #c]]"] {
        let link = scan(text).links[0];
        assert_eq!(&text[link.path], "a b");
    }
}

#[test]
fn escaped_brackets_are_text() {
    check(
        r"\[[a]] [\[a]] \![[b]] \\[[c]] ![\[d]]",
        &expect![[r#"
            wiki [[b]] path="b"
            wiki [[c]] path="c"
        "#]],
    );
}

#[test]
fn unusual_names_of_real_notes_are_links() {
    check(
        "[[$?]] [[L*]] [[send()]] [[signal.h.md]] [[x.md.md]] [[a\\]] [[한글]] [[🙂/é|ü]]",
        &expect![[r#"
            wiki [[$?]] path="$?"
            wiki [[L*]] path="L*"
            wiki [[send()]] path="send()"
            wiki [[signal.h.md]] path="signal.h.md"
            wiki [[x.md.md]] path="x.md.md"
            wiki [[a\]] path="a\\"
            wiki [[한글]] path="한글"
            wiki [[🙂/é|ü]] path="🙂/é" display="ü"
        "#]],
    );
}

#[test]
fn a_shell_condition_outside_of_code_is_a_link() {
    assert_eq!(links("if [[ \"$x\" =~ y ]]; then"), ["[[ \"$x\" =~ y ]]"]);
}

#[test]
fn wikilinks_are_found_in_all_kinds_of_text() {
    let text = "\
# [[heading]]
> [!note] [[callout title]]
> [[callout]]

- [[item]]
  1. [ ] [[task]]
- %%[[comment]]%%

**[[strong]]** ==[[mark]]== ([[parens]])
[[setext]]
===

[^1]: [[footnote]]
    [[its second line]]
";
    assert_eq!(
        links(text),
        [
            "[[heading]]",
            "[[callout title]]",
            "[[callout]]",
            "[[item]]",
            "[[task]]",
            "[[comment]]",
            "[[strong]]",
            "[[mark]]",
            "[[parens]]",
            "[[setext]]",
            "[[footnote]]",
            "[[its second line]]",
        ]
    );
}

#[test]
fn verbatim_text_has_no_links() {
    let text = "\
`[[code]]` $[[math]]$ $$[[math]]$$ <b title=\"[[html]]\"> <!-- [[comment]] -->
<https://e.org/[[auto]]>

    [[indented]]

```
[[fenced]]
```

$$
[[math]]
$$

<div>
[[block]]
</div>

<!--

[[comment]]

-->
";
    assert!(links(text).is_empty(), "{:?}", links(text));
}

#[test]
fn wikilinks_next_to_parentheses_may_be_markdown_links() {
    check(
        "[text]([[Page]]) [[7]](https://e.org) [[8]](note.md) [[a]](not this) [[b]]()",
        &expect![[r#"
            wiki [[Page]] path="Page"
            inline [[8]](note.md) path="note.md" display="[8]"
            wiki [[a]] path="a"
            wiki [[b]] path="b"
        "#]],
    );
}

#[test]
fn every_line_ending_ends_a_link() {
    assert_eq!(links("[[a]]\r[[b]]\r\n[[c]]\n[[d\r]]"), ["[[a]]", "[[b]]", "[[c]]"]);
    assert_eq!(links("\u{feff}[[a]]\0[[b\0]]"), ["[[a]]", "[[b\0]]"]);
}
