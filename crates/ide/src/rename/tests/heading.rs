use expect_test::expect;

use super::check;

#[test]
fn every_segment_that_resolves_to_the_heading_follows() {
    check(
        "\
//- /Love.md
# Love
## Bo$0nds ^b
### Safety
[[#Bonds]] [[#Bonds#Safety]] [[#^b]]
//- /note.md
[[Love#bonds]] [[Love# Bonds ]] [[Love#Love#Bonds#Safety|x]] [[Love#Safety]]
[x](Love.md#Bonds) [y](Love.md#bonds) [z](<Love.md#Bonds>)
",
        "Ties: strong & weak",
        expect![[r#"
            /Love.md
            - ## Bonds ^b
            + ## Ties: strong & weak ^b
            - [[#Bonds]] [[#Bonds#Safety]] [[#^b]]
            + [[#Ties strong & weak]] [[#Ties strong & weak#Safety]] [[#^b]]
            /note.md
            - [[Love#bonds]] [[Love# Bonds ]] [[Love#Love#Bonds#Safety|x]] [[Love#Safety]]
            - [x](Love.md#Bonds) [y](Love.md#bonds) [z](<Love.md#Bonds>)
            + [[Love#Ties strong & weak]] [[Love# Ties strong & weak ]] [[Love#Love#Ties strong & weak#Safety|x]] [[Love#Safety]]
            + [x](Love.md#Ties%20strong%20&%20weak) [y](Love.md#ties-strong--weak) [z](<Love.md#Ties strong & weak>)
        "#]],
    );
}

#[test]
fn a_heading_is_renamed_from_a_subpath() {
    check(
        "//- /Love.md\n## Bonds\n### Safety\n//- /note.md\n[[Love#Bon$0ds#Safety]] [x](Love.md#safety)\n",
        "Ties",
        expect![[r#"
            /Love.md
            - ## Bonds
            + ## Ties
            /note.md
            - [[Love#Bonds#Safety]] [x](Love.md#safety)
            + [[Love#Ties#Safety]] [x](Love.md#safety)
        "#]],
    );
}

#[test]
fn slugs_stay_slugs() {
    check(
        "//- /Love.md\n## What is i$0t?\n## What is it\n//- /note.md\n[a](Love.md#what-is-it) [b](Love.md#what-is-it-1) [[Love#What is it]]\n",
        "Which one?",
        expect![[r#"
            /Love.md
            - ## What is it?
            + ## Which one?
            /note.md
            - [a](Love.md#what-is-it) [b](Love.md#what-is-it-1) [[Love#What is it]]
            + [a](Love.md#which-one) [b](Love.md#what-is-it) [[Love#Which one?]]
        "#]],
    );
}

#[test]
fn links_that_the_new_heading_would_capture_get_a_parent_heading() {
    check(
        "\
//- /Love.md
# Children
## Bo$0nds
# Adults
## Ties
//- /note.md
[[Love#Ties]] [[Love#Adults#Ties]] [[Love#Bonds]]
",
        "Ties",
        expect![[r#"
            /Love.md
            - ## Bonds
            + ## Ties
            /note.md
            - [[Love#Ties]] [[Love#Adults#Ties]] [[Love#Bonds]]
            + [[Love#Adults#Ties]] [[Love#Adults#Ties]] [[Love#Ties]]
        "#]],
    );
}

#[test]
fn a_heading_that_links_could_not_tell_apart_is_refused() {
    check(
        "//- /Love.md\n## Bo$0nds\n## Ties\n//- /note.md\n[[Love#Ties]]\n",
        "Ties",
        expect![[r#"
            refused: Love.md: another heading is named `Ties`, and links could not tell them apart: choose another name
        "#]],
    );
    check(
        "//- /Love.md\n## Bo$0nds\n## Ties\n",
        "Ties",
        expect![[r#"
            /Love.md
            - ## Bonds
            + ## Ties
        "#]],
    );
}

#[test]
fn a_heading_that_contains_a_link_changes_with_it() {
    check(
        "\
//- /Love.md
## On [[Fear]] and joy
//- /Fear.md
//- /note.md
[[Love#On Fear and joy]] [[Love#On [[Fear]] and joy]] [[Fe$0ar]]
",
        "Dread",
        expect![[r#"
            /Love.md
            - ## On [[Fear]] and joy
            + ## On [[Dread]] and joy
            /note.md
            - [[Love#On Fear and joy]] [[Love#On [[Fear]] and joy]] [[Fear]]
            + [[Love#On Dread and joy]] [[Love#On [[Dread]] and joy]] [[Dread]]
            /Fear.md → /Dread.md
        "#]],
    );
}

#[test]
fn setext_headings() {
    check(
        "Bo$0nds\n-----\n[[#Bonds]]\n",
        "Ties",
        expect![[r#"
            /note.md
            - Bonds
            + Ties
            - [[#Bonds]]
            + [[#Ties]]
        "#]],
    );
}

#[test]
fn text_that_markdown_would_not_read_as_the_heading_is_refused() {
    check(
        "## Bo$0nds\n",
        "Ties #",
        expect![[r#"
            refused: note.md: Markdown would not read `Ties #` as this heading: choose another name
        "#]],
    );
    check(
        "Bo$0nds\n---\n",
        "> Ties",
        expect![[r#"
            refused: note.md: Markdown would not read `> Ties` as this heading: choose another name
        "#]],
    );
}

#[test]
fn the_first_h1_is_the_title() {
    check(
        "//- /Love.md\n# About love\n//- /note.md\n[[Love#About lo$0ve]] [[Love|About love]]\n",
        "On love",
        expect![[r#"
            /Love.md
            - # About love
            + # On love
            /note.md
            - [[Love#About love]] [[Love|About love]]
            + [[Love#On love]] [[Love|On love]]
        "#]],
    );
}

#[test]
fn slugs_are_made_from_the_rendered_text_and_ids_stay() {
    check(
        "//- /n.md\n## O$0ld\n//- /a.md\n[x](n.md#old) [y](n.md#Old)\n",
        "_New_ हिन्दी & [link](x)",
        expect![[r#"
            /n.md
            - ## Old
            + ## _New_ हिन्दी & [link](x)
            /a.md
            - [x](n.md#old) [y](n.md#Old)
            + [x](n.md#new-हिन्दी--link) [y](n.md#_New_%20हिन्दी%20&%20[link](x))
        "#]],
    );
    check(
        "//- /n.md\n## O$0ld {#mine} ^b\n//- /a.md\n[x](n.md#mine) [y](n.md#old) [z](n.md#old-mine) [[n#Old {mine}]]\n",
        "New",
        expect![[r#"
            /n.md
            - ## Old {#mine} ^b
            + ## New {#mine} ^b
            /a.md
            - [x](n.md#mine) [y](n.md#old) [z](n.md#old-mine) [[n#Old {mine}]]
            + [x](n.md#mine) [y](n.md#new) [z](n.md#old-mine) [[n#New { mine}]]
        "#]],
    );
    check(
        "//- /n.md\n## O$0ld <a id=\"x\"></a>\n//- /a.md\n[x](n.md#x) [y](n.md#old-) [[n#^b]]\n",
        "New <a id=\"x\"></a>",
        expect![[r#"
            /n.md
            - ## Old <a id="x"></a>
            + ## New <a id="x"></a>
            /a.md
            - [x](n.md#x) [y](n.md#old-) [[n#^b]]
            + [x](n.md#x) [y](n.md#new-) [[n#^b]]
        "#]],
    );
}

#[test]
fn a_heading_without_a_slug_is_linked_by_its_text() {
    check(
        "//- /n.md\n## O$0ld\n//- /a.md\n[x](n.md#old) [[n#Old]]\n",
        "🚀",
        expect![[r#"
        /n.md
        - ## Old
        + ## 🚀
        /a.md
        - [x](n.md#old) [[n#Old]]
        + [x](n.md#🚀) [[n#🚀]]
    "#]],
    );
}

#[test]
fn html_ids_are_renamed_with_the_links_to_them() {
    check(
        "//- /n.md\n<a name=\"ol$0d\"></a>\n//- /a.md\n[x](n.md#old) [[n#old]] <a href=\"n.md#old\">\n",
        "new",
        expect![[r#"
            /n.md
            - <a name="old"></a>
            + <a name="new"></a>
            /a.md
            - [x](n.md#old) [[n#old]] <a href="n.md#old">
            + [x](n.md#new) [[n#old]] <a href="n.md#new">
        "#]],
    );
    check(
        "//- /n.md\n## Heading {#old}\n//- /a.md\n[x](n.md#o$0ld)\n",
        "#new",
        expect![[r#"
        /n.md
        - ## Heading {#old}
        + ## Heading {#new}
        /a.md
        - [x](n.md#old)
        + [x](n.md#new)
    "#]],
    );
    check(
        "//- /n.md\n<a id=\"ol$0d\"></a>\n\n# New\n",
        "new",
        expect![[r#"
            refused: `#new` already leads to another place in `n.md`: choose another id
        "#]],
    );
}
