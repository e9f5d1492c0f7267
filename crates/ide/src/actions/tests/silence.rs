use expect_test::expect;
use linkwright_settings::{DiagnosticCode, Settings, Severity};

use super::check_with;

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
