//! What is wrong within one note.

use linkwright_settings::{DiagnosticCode, Severity};

use super::{check, check_related, check_with};
use crate::fixture::Vaulted;

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
