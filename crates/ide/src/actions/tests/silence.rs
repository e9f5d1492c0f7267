use expect_test::{Expect, expect};
use linkwright_settings::{DiagnosticCode, Settings, Severity};

use linkwright_fixture::Fixture;

use super::{check_with, describe, offered};
use crate::rename::tests::vault;

/// Expects the actions at the cursor that silence findings.
#[allow(clippy::needless_pass_by_value)]
fn check_comments(source: &str, expect: Expect) {
    let fixture = Fixture::parse(source);
    let mut with_orphans = settings();
    with_orphans.severities.insert(DiagnosticCode::OrphanNote, Severity::Hint);
    let vault = vault(&fixture, with_orphans);
    let (note, mut actions) = offered(&fixture, &vault);
    actions.retain(|action| action.title.starts_with("Silence `"));
    expect.assert_eq(&describe(&fixture, &vault, note, actions));
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.severities.insert(DiagnosticCode::UnusedSuppression, Severity::Hint);
    settings
}

#[test]
fn a_code_with_a_typo_is_replaced() {
    check_with(
        settings(),
        "%%linkwright-disable-line broken-l$0nk%%\n",
        expect![[r#"
            Replace with `broken-link` (invalid-suppression, preferred)
                /note.md
                - %%linkwright-disable-line broken-lnk%%
                + %%linkwright-disable-line broken-link%%
        "#]],
    );
}

#[test]
fn a_code_that_silences_nothing_is_removed() {
    check_with(
        settings(),
        "[[a]] %%linkwright-disable-line $0alias-link, broken-link%%\n",
        expect![[r#"
            Remove `alias-link` (unused-suppression, preferred)
                /note.md
                - [[a]] %%linkwright-disable-line alias-link, broken-link%%
                + [[a]] %%linkwright-disable-line broken-link%%
        "#]],
    );
    check_with(
        settings(),
        "[[a]] %%linkwright-disable-line broken-link, $0alias-link%%\n",
        expect![[r#"
            Remove `alias-link` (unused-suppression, preferred)
                /note.md
                - [[a]] %%linkwright-disable-line broken-link, alias-link%%
                + [[a]] %%linkwright-disable-line broken-link%%
        "#]],
    );
}

#[test]
fn a_comment_that_silences_nothing_is_removed() {
    check_with(
        settings(),
        "a <!-- linkwright-disable-line $0alias-link -->\n",
        expect![[r#"
            Remove the comment (unused-suppression, preferred)
                /note.md
                - a <!-- linkwright-disable-line alias-link -->
                + a
        "#]],
    );
    check_with(
        settings(),
        "a\n\n%% linkw$0right-disable-line %%\nb\n",
        expect![[r#"
            Remove the comment (unused-suppression, preferred)
                /note.md
                - %% linkwright-disable-line %%
        "#]],
    );
}

#[test]
fn a_finding_is_silenced_at_the_end_of_its_line() {
    check_comments(
        "//- /note.md\nSee [[go$0ne]] and more.  \n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            - See [[gone]] and more.  
            + See [[gone]] and more. <!-- linkwright-disable-line broken-link -->  
    "#]],
    );
    check_comments(
        "//- /note.md\n- a\n- [[go$0ne]] ^id\n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            - - [[gone]] ^id
            + - [[gone]] <!-- linkwright-disable-line broken-link --> ^id
    "#]],
    );
    check_comments(
        "//- /note.md\n[[go$0ne]] more\\\nlast\n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            - [[gone]] more\
            + [[gone]] more <!-- linkwright-disable-line broken-link -->\
    "#]],
    );
    check_comments(
        "//- /note.md\n| a | b |\n|---|---|\n| x | [[go$0ne]] |\n//- /o.md\n[[note]]\n",
        expect![[r#"
            Silence `broken-link` on this line (broken-link)
                /note.md
                - | x | [[gone]] |
                + | x | [[gone]] <!-- linkwright-disable-line broken-link --> |
        "#]],
    );
}

#[test]
fn a_finding_in_a_heading_is_silenced_above_it() {
    check_comments(
        "//- /note.md\n# On [[go$0ne]]\n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            + <!-- linkwright-disable-next-line broken-link -->
    "#]],
    );
    check_comments(
        "//- /note.md\n> [!note]\n> # [[go$0ne]]\n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            - > # [[gone]]
            + > # [[gone]] <!-- linkwright-disable-line broken-link -->
    "#]],
    );
    check_comments(
        "//- /note.md\n[a]: go$0ne.md\n\n[a]\n//- /o.md\n[[note]]\n",
        expect![[r#"
        Silence `broken-link` on this line (broken-link)
            /note.md
            + <!-- linkwright-disable-next-line broken-link -->
    "#]],
    );
}

#[test]
fn a_finding_in_the_frontmatter_or_about_the_note_is_silenced_in_the_note() {
    check_comments(
        "//- /note.md\n---\nup: \"[[go$0ne]]\"\n---\n# Title\n//- /o.md\n[[note]]\n",
        expect![[r#"
            Silence `broken-link` in this note (broken-link)
                /note.md
                + <!-- linkwright-disable-file broken-link -->
        "#]],
    );
    check_comments(
        "//- /note.md\n$0words\n",
        expect![[r#"
        Silence `orphan-note` in this note (orphan-note)
            /note.md
            + <!-- linkwright-disable-file orphan-note -->
    "#]],
    );
}

#[test]
fn a_comment_that_is_there_gets_another_code_and_decides_the_form() {
    check_comments(
        "//- /note.md\n[[go$0ne]] %% linkwright-disable-line alias-link -- why %%\n//- /o.md\n[[note]]\n",
        expect![[r#"
            Silence `broken-link` on this line (broken-link)
                /note.md
                - [[gone]] %% linkwright-disable-line alias-link -- why %%
                + [[gone]] %% linkwright-disable-line alias-link broken-link -- why %%
        "#]],
    );
    check_comments(
        "//- /note.md\n%% linkwright-disable-file alias-link %%\n\n[[go$0ne]]\n//- /o.md\n[[note]]\n",
        expect![[r#"
            Silence `broken-link` on this line (broken-link)
                /note.md
                - [[gone]]
                + [[gone]] %% linkwright-disable-line broken-link %%
        "#]],
    );
}

#[test]
fn reports_on_comments_are_not_silenced() {
    check_comments(
        "//- /note.md\n%% linkwright-disable-line no-su$0ch %%\n//- /o.md\n[[note]]\n",
        expect![[""]],
    );
}

#[test]
fn bases_get_comments_of_yaml() {
    check_comments(
        "//- /a.base\nviews:\n  - order: [file.na$0]\n",
        expect![[r#"
        Silence `invalid-base` on this line (invalid-base)
            /a.base
            +   # linkwright-disable-next-line invalid-base
    "#]],
    );
    check_comments(
        "[[x]] <!-- linkwright-disable-line broken-link -->\n```base\nfilters:\n  and:\n    - a $0= b\n```\n",
        expect![[r#"
            Silence `invalid-base` on this line (invalid-base)
                /note.md
                +     # linkwright-disable-next-line invalid-base
        "#]],
    );
    check_comments("//- /a.base\nformulas:\n  a: |\n    1 +\n    b c$0\n", expect![[""]]);
}
