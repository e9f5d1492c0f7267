use expect_test::expect;
use linkwright_settings::Settings;
use linkwright_syntax::frontmatter::AliasRules;

use super::{check, check_with};

#[test]
fn block_ids() {
    check(
        "//- /Love.md\nWords. ^ba$0se\n//- /note.md\n[[Love#^base]] [[Love#^BASE|x]] ![[Love#^base]] [x](Love.md#^base) [y](Love.md#%5Ebase)\n",
        "^root-1",
        expect![[r##"
            /Love.md
            - Words. ^base
            + Words. ^root-1
            /note.md
            - [[Love#^base]] [[Love#^BASE|x]] ![[Love#^base]] [x](Love.md#^base) [y](Love.md#%5Ebase)
            + [[Love#^root-1]] [[Love#^root-1|x]] ![[Love#^root-1]] [x](Love.md#^root-1) [y](Love.md#^root-1)
        "##]],
    );
    check(
        "//- /Love.md\nWords. ^base\n\nMore. ^other\n//- /note.md\n[[Love#^ba$0se]]\n",
        "Other",
        expect![[r#"
            refused: `Love.md` already has the block id `^Other`: choose another id
        "#]],
    );
}

#[test]
fn tags_with_their_nested_tags() {
    check(
        "\
//- /a.md
---
tags: [state/open, \"#State\", states]
---
#sta$0te #state/open #STATE/open/now #states #x/state
//- /b.md
---
tags:
  - state
---
## Some #state/open thing
[[b#Some state open thing]]
",
        "status/flow",
        expect![[r##"
            /a.md
            - tags: [state/open, "#State", states]
            + tags: [status/flow/open, "#status/flow", states]
            - #state #state/open #STATE/open/now #states #x/state
            + #status/flow #status/flow/open #status/flow/open/now #states #x/state
            /b.md
            -   - state
            +   - status/flow
            - ## Some #state/open thing
            - [[b#Some state open thing]]
            + ## Some #status/flow/open thing
            + [[b#Some status/flow/open thing]]
        "##]],
    );
}

#[test]
fn a_tag_that_yaml_would_not_read_as_text_is_quoted() {
    check(
        "---\ntags:\n  - state\n  - '#state'\n---\n#st$0ate\n",
        "1e3",
        expect![[r##"
            /note.md
            -   - state
            -   - '#state'
            +   - "1e3"
            +   - '#1e3'
            - #state
            + #1e3
        "##]],
    );
}

#[test]
fn text_that_is_not_a_tag_is_not_renamed() {
    let rules = AliasRules { legacy_keys: false, ..AliasRules::default() };
    check_with(
        Settings { aliases: rules, ..Settings::default() },
        "---\ntag: state\ntags: [state]\n---\n#st$0ate\n",
        "status",
        expect![[r##"
            /note.md
            - tags: [state]
            + tags: [status]
            - #state
            + #status
        "##]],
    );
}

#[test]
fn a_tag_is_merged_into_an_existing_one() {
    check(
        "#a #$0b #B/c\n",
        "a",
        expect![[r#"
            /note.md
            - #a #b #B/c
            + #a #a #a/c
            message: Merged into the existing tag `#a` (1 use).
        "#]],
    );
}

#[test]
fn footnotes() {
    check(
        "//- /a.md\nText[^o$0ne] and [^One].\n\n[^one]: Words.\n//- /b.md\n[[a#[^one]|x]]\n",
        "first",
        expect![[r##"
            /a.md
            - Text[^one] and [^One].
            + Text[^first] and [^first].
            - [^one]: Words.
            + [^first]: Words.
            /b.md
            - [[a#[^one]|x]]
            + [[a#[^first]|x]]
        "##]],
    );
    check(
        "Text[^o$0ne][^2].\n\n[^one]: Words.\n[^2]: More.\n",
        "2",
        expect![[r#"
            refused: `note.md` already has the footnote `[^2]`: choose another label
        "#]],
    );
}

#[test]
fn reference_labels() {
    check(
        "[Words][la$0bel] [label][] [LABEL]\n\n[label]: a.md\n",
        "my ref",
        expect![[r##"
            /note.md
            - [Words][label] [label][] [LABEL]
            + [Words][my ref] [my ref][] [my ref]
            - [label]: a.md
            + [my ref]: a.md
        "##]],
    );
}
