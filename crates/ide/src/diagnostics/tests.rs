mod aliases;
mod one_note;
mod silenced;
mod similar;

use linkwright_settings::{DiagnosticCode, Settings, Severity};
use linkwright_vault::{Change, Resolver};

use super::{Diagnosis, diagnose, diagnostics};
use crate::fixture::Vaulted;

/// Checks that the diagnostics of all notes are the annotations, written `code: message`.
#[track_caller]
fn check(source: &str) {
    check_with(source, |_| {});
}

#[track_caller]
fn check_with(source: &str, set: impl FnOnce(&mut Settings)) {
    let mut vaulted = Vaulted::parse(source);
    let mut settings = Settings::default();
    set(&mut settings);
    vaulted.vault.apply(Change::Settings(Box::new(settings)));
    let mut expected: Vec<_> = vaulted
        .fixture
        .annotations
        .iter()
        .map(|it| (it.path.clone(), it.span.start, it.span.end, it.message.clone()))
        .collect();
    expected.sort();
    let mut found = Vec::new();
    let for_all = Resolver::for_all_notes(&vaulted.vault);
    for file in &vaulted.fixture.files {
        let note = vaulted.file(&file.path);
        let diagnostics = diagnostics(&vaulted.vault, note);
        assert_eq!(Diagnosis::of(&for_all, note).finish(&for_all), diagnostics);
        for diagnostic in diagnostics {
            let span = diagnostic.span.range();
            let note = format!("{}: {}", diagnostic.code.name(), diagnostic.message);
            found.push((file.path.clone(), span.start, span.end, note));
        }
    }
    found.sort();
    assert_eq!(found, expected);
}

/// Checks the related places of all diagnostics, written `path text: message`.
#[track_caller]
fn check_related(source: &str, expected: &[&str]) {
    let vaulted = Vaulted::parse(source);
    let mut shown = Vec::new();
    for file in &vaulted.fixture.files {
        for diagnostic in super::diagnostics(&vaulted.vault, vaulted.file(&file.path)) {
            for place in diagnostic.related {
                let text = &vaulted.text(place.file)[place.span];
                shown.push(format!("{} {text}: {}", vaulted.path(place.file), place.message));
            }
        }
    }
    assert_eq!(shown, expected);
}

#[test]
fn a_link_to_a_missing_file_is_broken() {
    check(
        "\
See [[Beta]] and [[Gamma|words]].
                   ^^^^^ broken-link: No note is named `Gamma`. Create it, or fix the link.
![[picture.png|300]]
   ^^^^^^^^^^^ broken-embed: No file is named `picture.png`. Create it, or fix the link.
[words](folder/Delta.md)
        ^^^^^^^^^^^^^^^ broken-link: No note has the path `folder/Delta.md`. Create it, or fix the link.
//- /Beta.md
",
    );
}

#[test]
fn broken_headings_and_blocks() {
    check(
        "\
[[Beta#One]] [[Beta#One#Two]] [[Beta#^id]] [[Beta#]] [[#]]
[[Beta#Ones]]
       ^^^^ broken-heading: `Beta` has no heading `Ones`. Did you mean `One`?
[[Beta#Two#One|words]]
       ^^^^^^^ broken-heading: `Beta` has no heading `Two#One`. Did you mean `One`?
[[Beta#Something else]]
       ^^^^^^^^^^^^^^ broken-heading: `Beta` has no heading `Something else`. Add it, or fix the link.
![[Beta#^no]]
        ^^^ broken-block: `Beta` has no block `^no`. Add `^no` at the end of the block, or fix the link.
![[Beta#gone#*]]
        ^^^^^^ broken-heading: `Beta` has no heading `gone#*`. Add it, or fix the link.
[[#Here]]
   ^^^^ broken-heading: This note has no heading `Here`. Add it, or fix the link.
[[Beta#[^1]|x]] [[Beta#[^2]|x]]
                       ^^^^ undefined-footnote: `Beta` does not define the footnote `[^2]`. Define it there, or fix the link.
[[Beta#[^1]]]
       ^^^ broken-heading: `Beta` has no heading `[^1`. To link to the footnote, write `[[Beta#[^1]|words]]`.
//- /Beta.md
# One
## Two
##
words[^1] ^id

[^1]: note
",
    );
}

#[test]
fn some_links_are_never_diagnosed() {
    check(
        "\
[[paper.pdf#page=3]] ![[paper.pdf#height=200]] [[{{title}}]] [[<% tp.file.title %>#x]]
[a](https://a.example/b) [b](mailto:a@b.example) `[[code]]`
[[Beta#{{date}}]]
//- /paper.pdf
//- /Beta.md
",
    );
}

#[test]
fn a_bare_name_of_several_files_is_ambiguous() {
    check(
        "\
//- /note.md
[[Beta]] [[a/Beta]]
  ^^^^ ambiguous-link: `Beta` is ambiguous: it resolves to `a/Beta.md`, but `b/Beta.md` has the same name. Add the folder.
//- /a/Beta.md
//- /b/Beta.md
//- /b/other.md
[[Beta]]
  ^^^^ ambiguous-link: `Beta` is ambiguous: it resolves to `b/Beta.md`, but `a/Beta.md` has the same name. Add the folder.
[words](Beta.md) [words](beta.md)
",
    );
}

#[test]
fn orphans_are_reported_only_when_turned_on() {
    let source = "[[Beta]] [[#note]]\n\n# note\n//- /Beta.md\n# B\n";
    check(source);
    check_with(
        "\
[[Beta]] [[#note]]

# note
  ^^^^ orphan-note: No other note links to this one. Link to it from another note.
//- /Beta.md
# B
",
        |settings| {
            settings.severities.insert(DiagnosticCode::OrphanNote, Severity::Hint);
        },
    );
}

#[test]
fn what_is_turned_off_is_not_reported() {
    check_with("[[Beta]]\n", |settings| {
        settings.severities.insert(DiagnosticCode::BrokenLink, Severity::Off);
    });
}

#[test]
fn destinations_are_relative_to_the_folder_of_their_note() {
    check_with(
        "\
//- /d/a.md
[x](b.md) [x](../root.md) [x](/root.md) [[root]] [x](https://example.org) [x](#h) [[twice]]
# h
[x](root.md#h) ![x](<root.md>)
    ^^^^^^^ not-relative: `root.md` is not relative to this note. To link to `root.md`, write `../root.md`.
                     ^^^^^^^ not-relative: `root.md` is not relative to this note. To link to `root.md`, write `../root.md`.
[x](d/b%20c.md) [l]
    ^^^^^^^^^^ not-relative: `d/b c.md` is not relative to this note. To link to `d/b c.md`, write `b%20c.md`.

[l]: d/b.md
     ^^^^^^ not-relative: `d/b.md` is not relative to this note. To link to `d/b.md`, write `b.md`.

<img src=\"root.md\">
          ^^^^^^^ not-relative: `root.md` is not relative to this note. To link to `root.md`, write `../root.md`.

[x](Gone.md) [x](twice.md)
    ^^^^^^^ broken-link: No note is named `Gone.md`. Create it, or fix the link.
                 ^^^^^^^^ broken-link: No note has the path `/d/twice.md`. Did you mean `x/twice`?
//- /d/b.md
//- /d/b c.md
//- /root.md
# h
//- /x/twice.md
//- /yy/twice.md
",
        |settings| {
            settings.relative_destinations = true;
            settings.severities.insert(DiagnosticCode::AmbiguousLink, Severity::Off);
        },
    );
}

#[test]
fn not_relative_can_be_turned_off() {
    check_with("[x](b.md)\n//- /d/b.md\n", |settings| {
        settings.relative_destinations = true;
        settings.severities.insert(DiagnosticCode::NotRelative, Severity::Off);
    });
}

#[test]
fn overrides_change_severities_in_some_folders() {
    let vaulted = Vaulted::parse(
        "\
//- /.linkwright.toml
[[overrides]]
paths = ['/templates']
diagnostics.broken-link = 'off'
diagnostics.broken-embed = 'hint'
diagnostics.orphan-note = 'hint'
//- /note.md
[[gone]] ![[gone]]
//- /templates/a.md
[[gone]] ![[gone]]
",
    );
    let severities = |path: &str| -> Vec<_> {
        let found = super::diagnostics(&vaulted.vault, vaulted.file(path));
        found.into_iter().map(|it| (it.code.name(), it.severity)).collect()
    };
    assert_eq!(
        severities("note.md"),
        [("broken-link", Severity::Warning), ("broken-embed", Severity::Warning)]
    );
    assert_eq!(
        severities("templates/a.md"),
        [("orphan-note", Severity::Hint), ("broken-embed", Severity::Hint)]
    );
}

#[test]
fn bases_are_checked() {
    let source = "```base\nfilters: file.hasTga(\"x\")\n```\n<!-- linkwright-disable-next-line invalid-base -->\n```base\nviews: 1\n```\n\
                  //- /a.base\nviws:\n//- /b.base\nfilters: \"x == \\\"y\\\"\"\n//- /c.md\n> ```base\n> views: 1\n> ```\n";
    let vaulted = Vaulted::parse(source);
    let found = |path: &str| -> Vec<String> {
        let file = vaulted.file(path);
        let text = vaulted.text(file);
        let found = diagnostics(&vaulted.vault, file).into_iter();
        found.map(|it| format!("{} {}: {}", it.code.name(), &text[it.span], it.message)).collect()
    };
    assert_eq!(
        found("note.md"),
        [
            "invalid-base hasTga: Unknown function `hasTga`. Did you mean `hasTag`?",
            "invalid-base 1: `views` must be a list."
        ]
    );
    assert_eq!(found("a.base"), ["invalid-base viws: Unknown key `viws`. Did you mean `views`?"]);
    assert_eq!(found("b.base"), [""; 0]);
    assert_eq!(found("c.md"), ["invalid-base 1: `views` must be a list."]);
}
