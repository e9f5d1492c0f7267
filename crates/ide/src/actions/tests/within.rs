//! Tests of actions that change only the current note.

use expect_test::expect;
use linkwright_settings::{LinkStyle, Settings};

use super::{check, check_with};

#[test]
fn converts_links() {
    check(
        "//- /x/Love.md\n# Why\n//- /a.md\n[[Lo$0ve#Why|it]] ![[Love]]\n",
        expect![[r#"
        Convert to `[it](Love.md#Why)` (Rewrite)
            /a.md
            - [[Love#Why|it]] ![[Love]]
            + [it](Love.md#Why) ![[Love]]
        Convert all links to Markdown links (Rewrite)
            /a.md
            - [[Love#Why|it]] ![[Love]]
            + [it](Love.md#Why) ![](Love.md)
    "#]],
    );
    check(
        "//- /x/Love.md\n# Why not\n//- /a.md\n| a |\n|---|\n| [it](Lo$0ve.md#why-not) |\n",
        expect![[r#"
            Convert to `[[Love#Why not\|it]]` (Rewrite)
                /a.md
                - | [it](Love.md#why-not) |
                + | [[Love#Why not\|it]] |
        "#]],
    );
    // A link to a folder stays.
    check(
        "//- /x/Love.md\n//- /a.md\n[[Lo$0ve]] [[x]]\n",
        expect![[r#"
            Convert to `[Love](Love.md)` (Rewrite)
                /a.md
                - [[Love]] [[x]]
                + [Love](Love.md) [[x]]
            Convert all links to Markdown links (Rewrite)
                /a.md
                - [[Love]] [[x]]
                + [Love](Love.md) [[x]]
        "#]],
    );
    check(
        "//- /x/Love.md\n//- /a.md\n[x](Lo$0ve.md \"title\")\n",
        expect![[r#"
            Add `x` as an alias of `Love` (Rewrite)
                /x/Love.md
                + ---
                + aliases:
                +   - x
                + ---
            Inline `x/Love.md` and delete the note (Inline)
                /a.md
                - [x](Love.md "title")
                + 
                gone /x/Love.md
        "#]],
    );
    check(
        "//- /a.md\n[[Lo$0ve#Why not]]\n",
        expect![[r#"
            Create `Love.md` (broken-link)
                new /Love.md
                + # Why not
        "#]],
    );
}

#[test]
fn links_mentions() {
    check(
        "//- /Love.md\n//- /Eros.md\n---\naliases: love\n---\n//- /a.md\nOf lo$0ve.\n",
        expect![[r#"
            Link `love` to `Eros.md` (Rewrite)
                /a.md
                - Of love.
                + Of [[Eros|love]].
            Link `love` to `Love.md` (Rewrite)
                /a.md
                - Of love.
                + Of [[Love|love]].
        "#]],
    );
    let settings = Settings { link_style: LinkStyle::Markdown, ..Settings::default() };
    check_with(
        settings,
        "//- /x/Love.md\n//- /a.md\nOf lo$0ve.\n",
        expect![[r#"
        Link `love` to `Love` (Rewrite)
            /a.md
            - Of love.
            + Of [love](Love.md).
    "#]],
    );
}

#[test]
fn fixes_block_ids() {
    check(
        "//- /Love.md\nWords. ^abcdef\n//- /a.md\n[[Love#^abcd$0fe]]\n",
        expect![[r#"
        Link to the block `^abcdef` (broken-block)
            /a.md
            - [[Love#^abcdfe]]
            + [[Love#^abcdef]]
        Link to the whole note `Love` (broken-block)
            /a.md
            - [[Love#^abcdfe]]
            + [[Love]]
        Convert to `[Love > ^abcdfe](Love.md#^abcdfe)` (Rewrite)
            /a.md
            - [[Love#^abcdfe]]
            + [Love > ^abcdfe](Love.md#^abcdfe)
    "#]],
    );
    check(
        "One. ^id\n\nTwo. ^id-2\n\nThree. ^ID$0\n",
        expect![[r#"
        Change the block id to `ID-3` (duplicate-block-id, preferred)
            /note.md
            - Three. ^ID
            + Three. ^ID-3
    "#]],
    );
}

#[test]
fn fixes_definitions() {
    check(
        "Words[^a]$0 and[^b].\n\n[^b]: Known.\n",
        expect![[r#"
        Define the footnote `a` (undefined-footnote, preferred)
            /note.md
            + [^a]: 
    "#]],
    );
    check(
        "Words[^a]$0.",
        expect![[r#"
        Define the footnote `a` (undefined-footnote, preferred)
            /note.md
            - Words[^a].
            + Words[^a].
            + 
            + [^a]: 
    "#]],
    );
    check(
        "Words.\n\n[^a]$0: One\ntwo\n\n    three\n\nFour.\n",
        expect![[r#"
        Remove the unused footnote `a` (unused-definition)
            /note.md
            - [^a]: One
            - two
            -     three
            - 
    "#]],
    );
    check(
        "Words.\n\n[x]: $0y.md\n//- /y.md\n",
        expect![[r#"
            Remove the unused definition of `x` (unused-definition)
                /note.md
                - [x]: y.md
        "#]],
    );
}

#[test]
fn sorts_aliases() {
    check(
        "---\naliases: [b$0, \"A\", c]\n---\n",
        expect![[r#"
        Link all mentions of `note` (Rewrite)
            refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        Sort the aliases (Rewrite)
            /note.md
            - aliases: [b, "A", c]
            + aliases: ["A", b, c]
    "#]],
    );
    check(
        "---\naliases:\n  - c\n  - Title\n  - b$0\nlinter-yaml-title-alias: Title\n---\n",
        expect![[r#"
            Link all mentions of `note` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
            Sort the aliases (Rewrite)
                /note.md
                -   - c
                +   - c
        "#]],
    );
    check(
        "---\naliases:\n  - c # what it is\n  - b$0\n---\n",
        expect![[r#"
        Link all mentions of `note` (Rewrite)
            refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
    "#]],
    );
}

#[test]
fn table_of_contents_lists_headings_after_it() {
    check(
        "# Ti$0tle\n\nWords.\n\n## One\n\n### Two [[x|y]]\n\n## Two\n\n### Two\n\n# One\n",
        expect![[r#"
            Rename the file to `Title` (Rewrite)
                /note.md → /Title.md
            Rename the title to `note` (Rewrite)
                /note.md
                - # Title
                + # note
            Add the file name `note` as an alias (Rewrite)
                /note.md
                + ---
                + aliases:
                +   - note
                + ---
            Link all mentions of `note` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
            Insert a table of contents (Rewrite)
                /note.md
                + <!-- toc -->
                + 
                + - [[#One]]
                +   - [[#Two x y]]
                + - [[#Two]]
                +   - [[#Two#Two|Two]]
                + - One
                + 
                + <!-- /toc -->
                + 
        "#]],
    );
    check(
        "# Title\n\n<!-- toc -->\n\n- [[#Old]]$0\n\n<!-- /toc -->\n\n## New\n",
        expect![[r#"
        Add the heading `Old` (broken-heading)
            /note.md
            + 
            + ## Old
        Convert to `[Old](#Old)` (Rewrite)
            /note.md
            - - [[#Old]]
            + - [Old](#Old)
        Update the table of contents (Rewrite)
            /note.md
            - - [[#Old]]
            + - [[#New]]
    "#]],
    );
    let settings = Settings { link_style: LinkStyle::Markdown, ..Settings::default() };
    check_with(
        settings,
        "# note$0\n\n## One two\n\n## One two\n",
        expect![[r#"
        Link all mentions of `note` (Rewrite)
            refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        Insert a table of contents (Rewrite)
            /note.md
            + <!-- toc -->
            + 
            + - [One two](#one-two)
            + - [One two](#one-two-1)
            + 
            + <!-- /toc -->
            + 
    "#]],
    );
}

#[test]
fn table_of_contents_has_no_gaps_and_is_updated() {
    let settings = || Settings { link_style: LinkStyle::Markdown, ..Settings::default() };
    let headings = "\n## _Emphasis_ &amp; `code`\n\n#### हिन्दी\n\n##### Given {#id}\n\n## [Link](x.md) ![img](y.png)\n\n\
        ### a <b>c</b>\n\n## foo-1\n\n## foo\n\n## foo\n\n## 🚀\n\n## T ^block\n";
    check_with(
        settings(),
        &format!("# n$0ote\n{headings}"),
        expect![[r#"
        Link all mentions of `note` (Rewrite)
            refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        Insert a table of contents (Rewrite)
            /note.md
            + <!-- toc -->
            + 
            + - [_Emphasis_ &amp; `code`](#emphasis--code)
            +   - [हिन्दी](#हिन्दी)
            +     - [Given](#id)
            + - [Link](#link-)
            +   - [a c](#a-c)
            + - [foo-1](#foo-1)
            + - [foo](#foo)
            + - [foo](#foo-2)
            + - [🚀](#🚀)
            + - [T](#t)
            + 
            + <!-- /toc -->
            + 
    "#]],
    );
    check(
        &format!("# n$0ote\n{headings}"),
        expect![[r#"
        Link all mentions of `note` (Rewrite)
            refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        Insert a table of contents (Rewrite)
            /note.md
            + <!-- toc -->
            + 
            + - [[#_Emphasis_ &amp; `code`]]
            +   - [[#हिन्दी]]
            +     - [[#Given { id}|Given]]
            + - [[#[Link](x.md) ![img](y.png)|Link]]
            +   - [[#a <b>c</b>|a c]]
            + - [[#foo-1]]
            + - [[#foo]]
            + - foo
            + - [[#🚀]]
            + - [[#T]]
            + 
            + <!-- /toc -->
            + 
    "#]],
    );
}

#[test]
fn fixes_mistakes() {
    check(
        "---\naliases: [19$084]\n---\n",
        expect![[r#"
        Replace with `"1984"` (invalid-alias, preferred)
            /note.md
            - aliases: [1984]
            + aliases: ["1984"]
    "#]],
    );
    check(
        "---\ntags:\n  - #th$0is\n---\n",
        expect![[r##"
        Replace with `"#this"` (invalid-tag, preferred)
            /note.md
            -   - #this
            +   - "#this"
    "##]],
    );
    check(
        "---\ntags: [a$0 b]\n---\n",
        expect![[r#"
        Replace with `a-b` (invalid-tag, preferred)
            /note.md
            - tags: [a b]
            + tags: [a-b]
    "#]],
    );
    check(
        "[x](From the$0.md)\n",
        expect![[r#"
        Replace with `From%20the.md` (blank-in-destination, preferred)
            /note.md
            - [x](From the.md)
            + [x](From%20the.md)
    "#]],
    );
}

#[test]
fn plain_markdown_links_are_relative_and_use_slugs() {
    let relative = || Settings { relative_destinations: true, ..Settings::default() };
    let source = "//- /d/a.md\n[[b$0#Old words]]\n//- /e/b.md\n# Old words\n";
    check_with(
        relative(),
        source,
        expect![[r#"
        Convert to `[b > Old words](../e/b.md#old-words)` (Rewrite)
            /d/a.md
            - [[b#Old words]]
            + [b > Old words](../e/b.md#old-words)
    "#]],
    );
    check_with(
        relative(),
        "//- /d/a.md\n[x](../e/b$0.md#old-words)\n//- /e/b.md\n# Old words\n",
        expect![[r#"
            Convert to `[[b#Old words|x]]` (Rewrite)
                /d/a.md
                - [x](../e/b.md#old-words)
                + [[b#Old words|x]]
        "#]],
    );
}
