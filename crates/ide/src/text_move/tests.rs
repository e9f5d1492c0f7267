//! Each test is a small vault, and moves a section or a whole note.

use expect_test::{Expect, expect};
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::*;
use crate::rename::tests::page::outcome;
use crate::rename::tests::vault;

/// Moves `from`, a path or a path and the text of a heading, to `to`, written in the same way.
#[allow(clippy::needless_pass_by_value)]
fn check(source: &str, from: &str, to: &str, leaves: Leftover, expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, Settings::default());
    let find = |written: &str| {
        let (path, heading) = written.split_once('#').unwrap_or((written, ""));
        let note = vault.find_file(path)?;
        let headings =
            vault.note(note).map(|note| note.headings.iter().position(|it| it == heading));
        Some((note, headings.flatten().map(|index| u32::try_from(index).expect("it is small"))))
    };
    let (note, heading) = find(from).expect("the fixture has the note");
    let indexed = vault.note(note).expect("it is a note");
    let span = heading.map_or_else(|| body(indexed), |heading| section_span(indexed, heading));
    let to = match find(to) {
        None => Destination::NewNote(to.to_owned()),
        Some((note, None)) => Destination::End(note),
        Some((note, Some(heading))) => Destination::Section { note, heading },
    };
    let planned = plan(&vault, TextMove { note, span, to, leaves });
    let changes = planned.and_then(|plan| {
        let text = |file: FileId| (file, fixture.text(&vault.file(file).path).into());
        let texts = plan.notes().into_iter().map(text).collect();
        plan.finish(&texts)
    });
    let shown = match changes {
        Ok(changes) => outcome(&fixture, &vault, None, &changes),
        Err(Refusal(reason)) => format!("refused: {reason}\n"),
    };
    expect.assert_eq(&shown);
}

#[test]
fn a_section_moves_to_the_end_of_a_note() {
    let notes = "\
//- /a.md
# A

## B

See [[#C]], [[b]] and [[a#B|here]].

## C

[[#B]] and [[a#A#B]]
//- /b.md
# Other

Text [[a#B]].

//- /c.md
[[a#B]] [[a#C]] [t](a.md#b)
";
    check(
        notes,
        "a.md#B",
        "b.md",
        Leftover::Nothing,
        expect![[r#"
        //- /a.md
        # A

        ## C

        [[b#B]] and [[b#B]]
        //- /b.md
        # Other

        Text [[b#B]].

        ## B

        See [[a#C]], [[b]] and [[b#B|here]].

        //- /c.md
        [[b#B]] [[a#C]] [t](b.md#b)
    "#]],
    );
    check(
        notes,
        "a.md#C",
        "b.md",
        Leftover::Link,
        expect![[r#"
        //- /a.md
        # A

        ## B

        See [[b#C]], [[b]] and [[a#B|here]].

        [[b#C]]
        //- /b.md
        # Other

        Text [[a#B]].

        ## C

        [[a#B]] and [[a#A#B]]

        //- /c.md
        [[a#B]] [[b#C]] [t](a.md#b)
    "#]],
    );
}

#[test]
fn links_to_the_part_keep_their_form() {
    let notes = "\
//- /a.md
## B

//- /new.md
//- /x/y.md
//- /sub/deep/note.md
[[a#B]] [[a.md#B]] [[../../a#B]] [[/a#B]]
[t](../../a.md#b) [t](/a.md#b) [t](a.md#b) [t](<../../a.md#B>)

<a href=\"../../a.md#b\">t</a>

[r]: ../../a.md#b
//- /x/note.md
[[../a#B]] [t](../a.md#b) [[./../a#B]]
";
    check(
        notes,
        "a.md#B",
        "new.md",
        Leftover::Nothing,
        expect![[r#"
            //- /a.md
            //- /new.md
            ## B
            //- /sub/deep/note.md
            [[new#B]] [[new.md#B]] [[../../new#B]] [[/new#B]]
            [t](../../new.md#b) [t](/new.md#b) [t](new.md#b) [t](<../../new.md#B>)

            <a href="../../new.md#b">t</a>

            [r]: ../../new.md#b
            //- /x/note.md
            [[../new#B]] [t](../new.md#b) [[./../new#B]]
        "#]],
    );
    check(
        notes,
        "a.md",
        "x/y.md",
        Leftover::NoNote,
        expect![[r#"
            //- /a.md
            (gone)
            //- /sub/deep/note.md
            [[y#B]] [[y.md#B]] [[../../x/y#B]] [[/x/y#B]]
            [t](../../x/y.md#b) [t](/x/y.md#b) [t](y.md#b) [t](<../../x/y.md#B>)

            <a href="../../x/y.md#b">t</a>

            [r]: ../../x/y.md#b
            //- /x/note.md
            [[./y#B]] [t](./y.md#b) [[./y#B]]
            //- /x/y.md
            ## B
        "#]],
    );
}

#[test]
fn a_section_moves_below_a_heading() {
    let notes = "\
//- /a.md
# A
## B
### C
text
//- /b.md
# Other
## Here
words
## There
[[Here]] [[#There]]
//- /c.md
[[a#B#C]] [[b#There]]
";
    check(
        notes,
        "a.md#B",
        "b.md#Here",
        Leftover::Nothing,
        expect![[r#"
        //- /a.md
        # A
        //- /b.md
        # Other
        ## Here
        words

        ### B
        #### C
        text
        ## There
        [[Here]] [[#There]]
        //- /c.md
        [[b#B#C]] [[b#There]]
    "#]],
    );
    check(
        "//- /a.md\nB\n===\n//- /b.md\n# O\n",
        "a.md#B",
        "b.md#O",
        Leftover::Nothing,
        expect![[r#"
            refused: the heading `B` is underlined and can have no deeper level: write it with `#` first
        "#]],
    );
}

#[test]
fn equal_headings_are_told_apart() {
    let notes = "\
//- /a.md
# A
## Notes
### Today
//- /b.md
# B
## Notes
text
//- /c.md
[[a#Notes]] [[b#Notes]] [[a#Today]] [t](a.md#notes)
";
    check(
        notes,
        "a.md#A",
        "b.md",
        Leftover::Nothing,
        expect![[r#"
            //- /a.md
            //- /b.md
            # B
            ## Notes
            text

            # A
            ## Notes
            ### Today
            //- /c.md
            [[b#A#Notes]] [[b#Notes]] [[b#Today]] [t](b.md#notes-1)
        "#]],
    );
    check(
        "//- /a.md\n## N\n//- /b.md\n## N\n//- /c.md\n[[a#N]]\n",
        "a.md#N",
        "b.md",
        Leftover::Nothing,
        expect![[r#"
            refused: the link to `#N` in `c.md` would resolve to another heading: rename one of the two headings first
        "#]],
    );
}

#[test]
fn a_whole_note_is_merged() {
    let notes = "\
//- /x/a.md
---
aliases: [first]
---
# A

See [[#A]], [[b]], [rel](./r.md) and [[r]]. ^id
//- /x/r.md
//- /b.md
# B
//- /c.md
[[a]] [[first]] [[x/a|shown]] [[a#A]] [[a#^id]] ![[a]] [t](x/a.md)
";
    check(
        notes,
        "x/a.md",
        "b.md",
        Leftover::NoNote,
        expect![[r#"
        message: The properties of `x/a.md` were not copied.
        message: 1 embed of `x/a.md` now shows all of `b.md`.
        //- /b.md
        # B

        # A

        See [[#A]], [[b]], [rel](./x/r.md) and [[r]]. ^id
        //- /c.md
        [[b|a]] [[b|first]] [[b|shown]] [[b#A]] [[b#^id]] ![[b]] [t](b.md)
        //- /x/a.md
        (gone)
    "#]],
    );
    check(
        "//- /a.md\n//- /b.md\nText",
        "a.md",
        "b.md",
        Leftover::NoNote,
        expect![[r#"
        //- /a.md
        (gone)
    "#]],
    );
    check(
        "//- /a.md\nText\n//- /b.md\n",
        "a.md",
        "b.md",
        Leftover::NoNote,
        expect![[r#"
            //- /a.md
            (gone)
            //- /b.md
            Text
        "#]],
    );
}

#[test]
fn what_would_mean_something_else_is_refused() {
    let nothing = Leftover::Nothing;
    check(
        "//- /a.md\n# A\n//- /b.md\n```\ncode\n",
        "a.md#A",
        "b.md",
        nothing,
        expect![[r#"
        refused: `b.md`: the text would be inside code or HTML there: close that first
    "#]],
    );
    check(
        "//- /a.md\n# A\nx[^1]\n\n[^1]: y\n//- /b.md\nx[^1]\n\n[^1]: z\n",
        "a.md#A",
        "b.md",
        nothing,
        expect![[r#"
            refused: the moved text and `b.md` both have the footnote `1`: rename one of them first
        "#]],
    );
    check(
        "//- /a.md\n# A\nx ^id\n//- /b.md\nx ^ID\n",
        "a.md#A",
        "b.md",
        nothing,
        expect![[r#"
        refused: the moved text and `b.md` both have the block id `^id`: rename one of them first
    "#]],
    );
    check(
        "//- /a.md\n# A\n## B\n//- /b.md\n",
        "a.md#B",
        "a.md",
        nothing,
        expect![[r#"
        refused: the text is in `a.md` already
    "#]],
    );
    check(
        "//- /a.md\n# A\n#### B\n//- /b.md\n###### O\n",
        "a.md#B",
        "b.md#O",
        nothing,
        expect![[r#"
            refused: a heading would need 7 `#`, and 6 are allowed: choose a section with fewer
        "#]],
    );
}

#[test]
fn names_in_bases_follow() {
    let vault = r#"//- /a.md
# A

## B

Text ^id

```base
filters: file.hasLink("a") || link("a#B")
```
//- /sub/b.md
# Other
//- /all.base
filters:
  - file.hasLink("a") || up == "[[a#B|x]]" || link("a#^id") || link("a#A")
  - file.path == "a.md" || file.name != "a.md" || file.basename == 'a' || file.folder == "a"
  - file.hasLink("sub/b#Other") && x == "a"
"#;
    check(
        vault,
        "a.md",
        "sub/b.md",
        Leftover::NoNote,
        expect![[r#"
            //- /a.md
            (gone)
            //- /all.base
            filters:
              - file.hasLink("b") || up == "[[b#B|x]]" || link("b#^id") || link("b#A")
              - file.path == "sub/b.md" || file.name != "b.md" || file.basename == 'b' || file.folder == "a"
              - file.hasLink("sub/b#Other") && x == "a"
            //- /sub/b.md
            # Other

            # A

            ## B

            Text ^id

            ```base
            filters: file.hasLink("b") || link("b#B")
            ```
        "#]],
    );
    check(
        vault,
        "a.md#B",
        "sub/b.md",
        Leftover::Nothing,
        expect![[r#"
            //- /a.md
            # A
            //- /all.base
            filters:
              - file.hasLink("a") || up == "[[b#B|x]]" || link("b#^id") || link("a#A")
              - file.path == "a.md" || file.name != "a.md" || file.basename == 'a' || file.folder == "a"
              - file.hasLink("sub/b#Other") && x == "a"
            //- /sub/b.md
            # Other

            ## B

            Text ^id

            ```base
            filters: file.hasLink("a") || link("b#B")
            ```
        "#]],
    );
}

#[test]
fn a_link_in_a_base_means_the_same_file_in_rows_of_all_folders() {
    check(
        r#"//- /a.md
# A

## B
//- /sub/b.md
# Other
//- /other/b.md
# Other
//- /sub/all.base
filters: file.hasLink("a#B")
"#,
        "a.md#B",
        "sub/b.md",
        Leftover::Nothing,
        expect![[r#"
            //- /a.md
            # A
            //- /sub/all.base
            filters: file.hasLink("sub/b#B")
            //- /sub/b.md
            # Other

            ## B
        "#]],
    );
}

#[test]
fn links_to_folders_and_pages_outside_the_vault_follow() {
    let notes = "\
//- /sub/a.md
# A

## B

See [d](../docs/), [e](./../docs), [[docs]], [f](../../../issues) and [g](gone.md).

## C

[d](../docs/)
//- /b.md
Text.
//- /docs/in.md
";
    check(
        notes,
        "sub/a.md#B",
        "b.md",
        Leftover::Link,
        expect![[r#"
        //- /b.md
        Text.

        ## B

        See [d](docs/), [e](./docs), [[docs]], [f](../../issues) and [g](gone.md).
        //- /sub/a.md
        # A

        [[b#B]]

        ## C

        [d](../docs/)
    "#]],
    );
    check(
        notes,
        "sub/a.md#B",
        "docs/new.md",
        Leftover::Nothing,
        expect![[r#"
        //- /docs/new.md
        ## B

        See [d](./), [e](.), [[docs]], [f](../../../issues) and [g](gone.md).
        //- /sub/a.md
        # A

        ## C

        [d](../docs/)
    "#]],
    );
}
