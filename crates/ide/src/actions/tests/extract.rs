//! Tests of extracting and inlining.

use expect_test::{Expect, expect};
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::*;
use crate::rename::tests::page::outcome;

/// Runs the action whose title ends with `title` on the text between the cursors, or on the section at
/// the cursor. Compares the changed files, or the refusal.
#[allow(clippy::needless_pass_by_value)]
fn check(source: &str, title: &str, expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, Settings::default());
    let offset = |at: usize| u32::try_from(fixture.cursors[at].offset).expect("it is small");
    let span = Span { start: offset(0), end: offset(fixture.cursors.len() - 1) };
    let note = vault.find_file(&fixture.cursors[0].path).expect("the cursor is in a file");
    let text = fixture.text(&fixture.cursors[0].path);
    let actions = actions(&vault, note, text, span);
    let action = actions.into_iter().find(|action| action.title.ends_with(title));
    let shown = match action {
        None => "not offered\n".to_owned(),
        Some(action) => match changes_of(&fixture, &vault, note, action.operation) {
            Ok(changes) => outcome(&fixture, &vault, None, &changes),
            Err(Refusal(reason)) => {
                assert_eq!(action.refusal, Some(Refusal(reason.clone())));
                format!("refused: {reason}\n")
            }
        },
    };
    expect.assert_eq(&shown);
}

#[test]
fn extracts_section_with_subsections() {
    check(
        "\
//- /x/Love.md
# Love

## Early $0years

Words, see [[#Later]], [[#Athens]], [text](../Other.md) and [[Other]].

### Athens

More. ^id

## Later

See [[#Early years#Athens]] and [[#Later]].
//- /Other.md
[[Love#Athens]], [[Love#^id|id]], ![[Love#Early years]], [[Love#Later]], [[Love]]
//- /y.md
[t](x/Love.md#early-years)
",
        "leave an embed",
        expect![[r#"
            //- /Early years.md
            ## Early years

            Words, see [[Love#Later]], [[#Athens]], [text](./Other.md) and [[Other]].

            ### Athens

            More. ^id
            //- /Other.md
            [[Early years#Athens]], [[Early years#^id|id]], ![[Early years#Early years]], [[Love#Later]], [[Love]]
            //- /x/Love.md
            # Love

            ![[Early years]]

            ## Later

            See [[Early years#Early years#Athens]] and [[#Later]].
            //- /y.md
            [t](Early%20years.md#early-years)
        "#]],
    );
}

#[test]
fn extracts_selection() {
    check(
        "//- /a.md\nOne $0two: three$0 four.\n",
        "leave a link",
        expect![[r#"
        //- /a.md
        One [[two three]] four.
        //- /two three.md
        two: three
    "#]],
    );
    check(
        "//- /a.md\nOne\n\n$0Two [[b]]\n\n$0Three\n//- /b.md\n",
        "leave an embed",
        expect![[r#"
            //- /Two b.md
            Two [[b]]
            //- /a.md
            One

            ![[Two b]]

            Three
        "#]],
    );
    check("//- /a.md\nOne $0[[two$0 three]].\n", "leave a link", expect![["not offered\n"]]);
    check("//- /a.md\nOne $0words$0.\n", "leave an embed", expect![["not offered\n"]]);
}

#[test]
fn numbers_a_taken_name() {
    check(
        "//- /a.md\n# A\n\n## L$0ove\n//- /Love.md\n//- /b.md\n[[Love]]\n",
        "leave a link",
        expect![[r#"
            //- /Love 2.md
            ## Love
            //- /a.md
            # A

            [[Love 2]]
        "#]],
    );
}

#[test]
fn refuses_shared_footnote_and_keeps_equal_headings() {
    check(
        "//- /a.md\n# A\n\n## B$0\n\nx[^1]\n\n## C\n\n[^1]: y\n",
        "leave a link",
        expect![[r#"
            refused: the footnote `1` is used in the moved text and defined outside it: select both
        "#]],
    );
    check(
        "//- /a.md\n# A\n\n## B$0\n\n### E\n\n## C\n\n### E\n\n[[#C#E]] [[#B]]\n",
        "leave a link",
        expect![[r#"
            //- /B.md
            ## B

            ### E
            //- /a.md
            # A

            [[B]]

            ## C

            ### E

            [[#C#E]] [[B#B]]
        "#]],
    );
}

#[test]
fn inlines_an_embedded_note() {
    check(
        "\
//- /a.md
# A

![[Po$0em]]

End.
//- /x/Poem.md
---
tags: poem
---

## Verse

Words, [t](./Other.md), [[#Verse]] and [[Other]].
//- /x/Other.md
",
        "and delete the note",
        expect![[r#"
            message: The properties of `x/Poem.md` were not copied.
            //- /a.md
            # A

            ## Verse

            Words, [t](./x/Other.md), [[#Verse]] and [[Other]].

            End.
            //- /x/Poem.md
            (gone)
        "#]],
    );
    let poem = "//- /a.md\n# A\n\n![[Po$0em]]\n//- /Poem.md\n# A\n";
    check(
        poem,
        "and delete the note",
        expect![[r#"
            //- /Poem.md
            (gone)
            //- /a.md
            # A

            # A
        "#]],
    );
    check(
        &format!("{poem}//- /c.md\n[[Poem]]\n"),
        "and delete the note",
        expect![[r#"
            //- /Poem.md
            (gone)
            //- /a.md
            # A

            # A
            //- /c.md
            [[a|Poem]]
        "#]],
    );
    check(
        "//- /a.md\nSee [[Po$0em]].\n//- /Poem.md\n",
        "and delete the note",
        expect![["not offered\n"]],
    );
}
