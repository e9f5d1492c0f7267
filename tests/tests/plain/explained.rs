//! The differences between the commands and the plain reading, and why they are there.

use std::path::Path;

/// The notes in which the plain reading finds other links, and why. Each note must differ.
pub(crate) const OTHER_LINKS: &[(&str, &str)] = &[
    ("content/fr/function-as-a-service.md", "`[text]](destination)` is not a link"),
    ("vault/dendron.topic.templates.handlebars.md", "a code span in the target of a wikilink"),
    ("vault/dendron.topic.templates.md", "a code span in the target of a wikilink"),
    ("vault/templates.topic.config.property.md", "a code span in the target of a wikilink"),
    ("Cards/永久笔记/dailynote.md", "an indented line is code"),
    ("5.1/Microsoft.PowerShell.Core/Resume-Job.md", "`text](destination)` is not a link"),
];

/// The notes in which the plain reading finds other tags, and why. Each note must differ.
pub(crate) const OTHER_TAGS: &[(&str, &str)] = &[
    ("content/en/stateless-apps.md", "the frontmatter ends at `----`"),
    ("content/pt-br/continuous-delivery.md", "a quote without a partner"),
    ("vault/changelog.release.2022-09-27.md", "a tag after emphasis"),
    ("5.1/Microsoft.PowerShell.Core/About/about_History.md", "an HTML tag right after `#`"),
    ("7.5/Microsoft.PowerShell.Core/About/about_History.md", "an HTML tag right after `#`"),
];

/// The notes in which the plain reading counts other uses of tags that it finds, and why.
pub(crate) const OTHER_USES: &[(&str, &str)] =
    &[("🍀 花园导览/🧀 个人知识管理.md", "two tags right after `]]`")];

/// What is wrong: the differences in notes that are not in `list`, and the notes that are in it and in
/// the vault but do not differ.
pub(crate) fn unexplained(
    vault: &Path,
    differences: impl IntoIterator<Item = (String, String)>,
    list: &[(&str, &str)],
) -> Vec<String> {
    let (explained, mut wrong): (Vec<_>, Vec<_>) =
        differences.into_iter().partition(|(path, _)| list.iter().any(|(note, _)| note == path));
    let same = list.iter().filter(|(note, _)| {
        vault.join(note).exists() && !explained.iter().any(|(path, _)| path == note)
    });
    wrong.extend(same.map(|(note, _)| ((*note).to_owned(), format!("{note} does not differ"))));
    wrong.into_iter().map(|(_, difference)| difference).collect()
}
