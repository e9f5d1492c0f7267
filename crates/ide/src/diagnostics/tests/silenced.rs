use linkwright_settings::{DiagnosticCode, Settings, Severity};
use linkwright_vault::Change;

use super::{check, diagnose, diagnostics};
use crate::fixture::Vaulted;

/// Checks the codes of the diagnostics with `unused-suppression` turned on.
#[track_caller]
fn check_silenced(source: &str) {
    let vaulted = Vaulted::parse(&format!(
        "//- /.linkwright.toml\ndiagnostics.unused-suppression = 'warning'\n//- /note.md\n{source}"
    ));
    let text = vaulted.fixture.text("note.md");
    let found = diagnostics(&vaulted.vault, vaulted.file("note.md"));
    let found: Vec<_> = found.iter().map(|it| (it.span.range(), it.code.name())).collect();
    let mut expected: Vec<_> = vaulted.fixture.annotations.iter().collect();
    expected.sort_by_key(|annotation| annotation.span.start);
    let expected: Vec<_> =
        expected.into_iter().map(|it| (it.span.clone(), it.message.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn comments_silence_findings_where_they_stand() {
    check_silenced(
        "\
[[a]] %%linkwright-disable-line broken-link%% ![[b]]
                                                 ^ broken-embed
",
    );
    check_silenced("[[a]] ![[b]] <!-- linkwright-disable-line broken-embed broken-link -->\n");
    check_silenced("[[a]] ![[b]] <!-- linkwright-disable-line -->\n");
    check_silenced(
        "\
<!-- linkwright-disable-next-line broken-link -->

[[a]]
[[b]]
  ^ broken-link
",
    );
    check_silenced("---\nx: [[a]]\n---\n%% linkwright-disable-file unquoted-link %%\n");
    check_silenced("[[a]]\n\n[[b]]\n%%linkwright-disable-file%%\n");
    // A heading, a list, a table and a quote.
    check_silenced(
        "# [[a]] %%linkwright-disable-line%%\n- [[b]] %%linkwright-disable-line%%\n\n\
         | [[c]] | %%linkwright-disable-line%% |\n|--|--|\n\n\
         > %%linkwright-disable-next-line%%\n>\n> [[d]]\n",
    );
}

#[test]
fn a_comment_that_silences_nothing_is_reported() {
    check_silenced(
        "\
[[a]] %%linkwright-disable-line broken-link, broken-embed%%
                                             ^^^^^^^^^^^^ unused-suppression
",
    );
    check_silenced(
        "\
%% linkwright-disable-next-line -- later %%
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression
text
",
    );
    // `orphan-note` is not looked for, so nobody knows.
    check_silenced("%%linkwright-disable-file orphan-note%%\n");
    // Both are used.
    check_silenced("[[a]] %%linkwright-disable-line%% %%linkwright-disable-file broken-link%%\n");
    check_silenced(
        "%%linkwright-disable-line broken-link%% %%linkwright-disable-file unused-suppression%%\n",
    );
    check_silenced(
        "\
%%linkwright-disable-file unused-suppression%%
                          ^^^^^^^^^^^^^^^^^^ unused-suppression
",
    );
}

#[test]
fn a_comment_with_a_mistake_is_reported() {
    check(
        "\
[[a]] %%linkwright-disable-line broken-links%%
                                ^^^^^^^^^^^^ invalid-suppression: No finding has the code `broken-links`. Did you mean `broken-link`?
  ^ broken-link: No note is named `a`. Create it, or fix the link.
",
    );
    check(
        "\
<!-- linkwright-disable-file because -->
                             ^^^^^^^ invalid-suppression: No finding has the code `because`. Write a reason after `--`.
<!-- linkwright-disable -->
     ^^^^^^^^^^^^^^^^^^ invalid-suppression: This silences nothing. Write `linkwright-disable-line`, `linkwright-disable-next-line` or `linkwright-disable-file`.
",
    );
}

#[test]
fn a_comment_that_silences_the_problems_of_a_base_is_used() {
    let text = "<!-- linkwright-disable-file invalid-base -->\n\n```base\nviews: 1\n```\n";
    let mut vaulted = Vaulted::parse(text);
    let mut settings = Settings::default();
    settings.severities.insert(DiagnosticCode::UnusedSuppression, Severity::Hint);
    vaulted.vault.apply(Change::Settings(Box::new(settings)));
    let note = vaulted.file("note.md");
    assert_eq!(diagnose(&vaulted.vault, note).0, []);
}
