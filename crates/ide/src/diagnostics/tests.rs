mod silenced;

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
fn a_right_name_in_the_wrong_place_is_suggested() {
    check(
        "\
[[old/Beta]]
  ^^^^^^^^ broken-link: No note has the path `old/Beta`. Did you mean `new/Beta`?
[words](./Beta) and [words](/Beta)
        ^^^^^^ broken-link: No note has the path `/Beta`. Did you mean `new/Beta`?
                            ^^^^^ broken-link: No note has the path `/Beta`. Did you mean `new/Beta`?
[[one-two]]
  ^^^^^^^ broken-link: No note is named `one-two`. Did you mean `One two`?
[words](Beta.html)
        ^^^^^^^^^ broken-link: No file is named `Beta.html`. Did you mean `Beta`?
[[Btea]] [[Betta]] [[onne two]] [[One to]] [[Betas]]
  ^^^^ broken-link: No note is named `Btea`. Did you mean `Beta`?
           ^^^^^ broken-link: No note is named `Betta`. Did you mean `Beta`?
                     ^^^^^^^^ broken-link: No note is named `onne two`. Did you mean `One two`?
                                  ^^^^^^ broken-link: No note is named `One to`. Create it, or fix the link.
                                             ^^^^^ broken-link: No note is named `Betas`. Did you mean `Beta`?
[words](/en/Beta/)
        ^^^^^^^^^ broken-link: No note has the path `/en/Beta/`. Did you mean `new/Beta`?
//- /new/Beta.md
//- /One two.md
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
fn a_link_by_alias_gets_a_hint() {
    check(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
",
    );
    check_related(
        "[[be]]\n//- /Beta.md\n---\naliases: [x, BE]\n---\n",
        &["Beta.md BE: `be` is an alias here"],
    );
}

#[test]
fn an_alias_hint_does_not_depend_on_whether_aliases_resolve() {
    check_with(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
",
        |settings| settings.resolve_aliases = false,
    );
}

#[test]
fn an_alias_of_two_notes_is_reported_in_both_and_links_by_it_are_broken() {
    check(
        "\
[[be]]
  ^^ broken-link: No note is named `be`, and 2 notes have it as an alias. Link to one of them by name.
//- /Beta.md
---
aliases: [be]
          ^^ duplicate-alias: `be` is also an alias of `Gamma.md`, so `[[be]]` resolves to neither.
---
//- /Gamma.md
---
aliases: Be
         ^^ duplicate-alias: `Be` is also an alias of `Beta.md`, so `[[Be]]` resolves to neither.
---
",
    );
    check_related(
        "---\naliases: [be]\n---\n//- /Gamma.md\n---\naliases: Be\n---\n",
        &["Gamma.md Be: `be` is an alias here", "note.md be: `Be` is an alias here"],
    );
}

#[test]
fn an_alias_of_a_note_and_its_conflict_copy_resolves_to_the_note() {
    check(
        "\
[[be]]
  ^^ alias-link: `be` is an alias of `Beta`, and Obsidian does not resolve aliases. Write `[[Beta|be]]`.
//- /Beta.md
---
aliases: [be]
---
//- /Beta.sync-conflict-20240131-093000-ABCDEFG.md
---
aliases: [be, x, be]
---
",
    );
}

#[test]
fn an_alias_that_is_listed_twice() {
    check(
        "\
---
aliases: [be, x, Be]
                 ^^ duplicate-alias: This note lists the alias `Be` twice. Remove one.
---
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
fn duplicate_block_ids_and_headings() {
    let source = "\
# One
one ^id

two ^Id
     ^^ duplicate-block-id: Duplicate block id `^id`: links resolve to the first block. Choose another id here.

## one!
";
    check(source);
    check_related(source, &["note.md id: first defined here"]);
    check_with(
        "\
# One
## one!
   ^^^^ duplicate-heading: Duplicate heading: links resolve to the first one. Reword this one, or add its parent heading to the link.
## Two
",
        |settings| {
            settings.severities.insert(DiagnosticCode::DuplicateHeading, Severity::Warning);
        },
    );
}

#[test]
fn footnotes_without_definition_and_definitions_without_use() {
    check(
        "\
one[^a] two[^b]
           ^^^^ undefined-footnote: The footnote `[^b]` is not defined. Add `[^b]: …` to the note.

[^A]: defined
[^c]: unused
^^^^^ unused-definition: The footnote `[^c]` is never used. Refer to it, or remove it.
",
    );
    check(
        "\
[one][x] [Beta]

[X]: Beta.md
[beta]: Beta.md
[gone]: Beta.md
^^^^^^^^^^^^^^^ unused-definition: The label `[gone]` is never used. Use it, or remove it.
//- /Beta.md
",
    );
    check("[one][SS]\n\n[\u{1e9e}]: Beta.md\n//- /Beta.md\n");
}

#[test]
fn unused_definitions_are_unnecessary() {
    let vaulted = Vaulted::parse("[^1]: x\n\n[[Beta]]\n");
    let found = super::diagnostics(&vaulted.vault, vaulted.file("note.md"));
    let flags: Vec<_> = found.iter().map(|it| (it.code.name(), it.unnecessary)).collect();
    assert_eq!(flags, [("unused-definition", true), ("broken-link", false)]);
}

#[test]
fn unquoted_links_in_frontmatter() {
    check(
        "\
---
up: [[Beta]]
    ^^^^^^^^ unquoted-link: YAML reads this as a nested list, not a link. Put it in quotes.
down: \"[[Gamma]]\"
         ^^^^^ broken-link: No note is named `Gamma`. Create it, or fix the link.
---
//- /Beta.md
",
    );
}

#[test]
fn invalid_frontmatter_is_reported_where_it_is_wrong() {
    let vaulted = Vaulted::parse("---\na: 1\na: 2\n---\n");
    let found = super::diagnostics(&vaulted.vault, vaulted.file("note.md"));
    let [diagnostic] = found.as_slice() else { panic!("expected one diagnostic: {found:?}") };
    assert_eq!(diagnostic.code.name(), "invalid-frontmatter");
    assert_eq!(diagnostic.severity, Severity::Error);
    assert_eq!(diagnostic.span.start, 9);
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
fn the_file_in_the_most_similar_folder_is_suggested() {
    check_with(
        "\
//- /content/de/d/a.md
[x](/en/service/) [x](/DE/service) [[x/servicee]] [x](/d/only.md)
    ^^^^^^^^^^^^ broken-link: No note has the path `/en/service/`. Did you mean `content/en/service`?
                      ^^^^^^^^^^^ broken-link: No note has the path `/DE/service`. Did you mean `content/de/service`?
                                     ^^^^^^^^^^ broken-link: No note has the path `x/servicee`. Did you mean `content/de/service`?
                                                      ^^^^^^^^^^ broken-link: No note has the path `/d/only.md`. Did you mean `content/bn/only`?
//- /content/bn/only.md
//- /content/bn/service.md
//- /content/de/service.md
//- /content/en/service.md
//- /en/other.md
",
        |settings| settings.relative_destinations = true,
    );
}

#[test]
fn an_attachment_with_a_similar_name_is_suggested() {
    check(
        "\
![[diagrm.png]] ![[diagram.jpg]] ![[diagram]] ![[digaram.PNG]]
   ^^^^^^^^^^ broken-embed: No file is named `diagrm.png`. Did you mean `diagram.png`?
                   ^^^^^^^^^^^ broken-embed: No file is named `diagram.jpg`. Did you mean `diagram.png`?
                                    ^^^^^^^ broken-embed: No note is named `diagram`. Did you mean `diagram.png`?
                                                 ^^^^^^^^^^^ broken-embed: No file is named `digaram.PNG`. Did you mean `diagram.png`?
![x](img/diagrm.png) [[diagram]] ![[diagram.xyz]] ![[dgrm.png]]
     ^^^^^^^^^^^^^^ broken-embed: No file has the path `img/diagrm.png`. Did you mean `media/diagram.png`?
                       ^^^^^^^ broken-link: No note is named `diagram`. Did you mean `diagram.png`?
                                    ^^^^^^^^^^^ broken-embed: No file is named `diagram.xyz`. Create it, or fix the link.
                                                     ^^^^^^^^ broken-embed: No file is named `dgrm.png`. Create it, or fix the link.
//- /media/diagram.png
",
    );
}

#[test]
fn a_similar_block_id_is_suggested() {
    check(
        "\
[[One#^frist]] [[One#^FRIST]] [[One#^fir]] [[One#^other]]
      ^^^^^^ broken-block: `One` has no block `^frist`. Did you mean `^first`?
                     ^^^^^^ broken-block: `One` has no block `^FRIST`. Did you mean `^first`?
                                    ^^^^ broken-block: `One` has no block `^fir`. Add `^fir` at the end of the block, or fix the link.
                                                 ^^^^^^ broken-block: `One` has no block `^other`. Add `^other` at the end of the block, or fix the link.
//- /One.md
text ^first
",
    );
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
