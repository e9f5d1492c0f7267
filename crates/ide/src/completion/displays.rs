//! Completion after the `|` of a wikilink: its display text.

use linkwright_syntax::{Link, LinkForm, LinkPlace};
use linkwright_text::to_offset;
use linkwright_vault::{Anchor, FileId, Vault};

use super::context::Wikilink;
use super::links::can_suggest_display;
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;
use crate::title::heading_text;

/// The suggestions for `typed`, the display text of `link` so far: the heading that the link
/// resolves to, and the aliases, title and name of its target.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    path: &str,
    subpath: Option<&str>,
    typed: &str,
) -> Completion {
    let source_path = &vault.file(source).path;
    let Some(file) = vault.resolve_path(source_path, path, LinkForm::Wiki).file() else {
        return Completion::default();
    };
    let note = vault.note(file);
    let mut words: Vec<&str> = Vec::new();
    if let Some(subpath) = subpath
        && let Anchor::Headings(path) =
            vault.resolve_anchor(file, &Link::unwritten(LinkForm::Wiki), subpath)
    {
        words.extend(note.zip(path.last()).map(|(note, heading)| heading_text(note, *heading)));
    }
    words.extend(vault.aliases(file).map(|alias| alias.scalar.value));
    words.extend(note.and_then(|note| Some(heading_text(note, note.first_h1?))));
    words.push(vault.file(file).name());
    let mut seen = rustc_hash::FxHashSet::default();
    words.retain(|words| can_suggest_display(words) && seen.insert(*words));

    let words = words.into_iter().zip(0..);
    let (words, incomplete) = Query::new(typed).top(vault.settings().max_items, words);
    let start = link.cursor - to_offset(typed.len());
    // In a table, a `|` without a backslash would end the cell.
    let is_escaped = link.before[..link.before.len() - typed.len()].ends_with("\\|");
    let (from, pipe) = match link.place {
        LinkPlace::TableRow if !is_escaped => (start - 1, "\\|"),
        _ => (start, ""),
    };
    let items = words.into_iter().map(|(words, _)| Suggestion {
        label: words.to_owned(),
        detail: vault.file(file).name().to_owned(),
        kind: SuggestionKind::Display,
        edit: link.replace_part(from, &[], &[pipe, &*link.escaped(words)].concat()),
        file: Some(file),
        ..Suggestion::default()
    });
    Completion::new(items, incomplete, link.typed_from(start))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::{check, show};
    use crate::fixture::Vaulted;

    #[test]
    fn display_texts() {
        let beta = "\n//- /Beta.md\n---\naliases: [be, second]\n---\n# The title\n## Two\n";
        check(
            &format!("[[Beta|$0]]{beta}"),
            &expect![[r#"
        be (Beta) → [[Beta|be]]
        second (Beta) → [[Beta|second]]
        The title (Beta) → [[Beta|The title]]
        Beta (Beta) → [[Beta|Beta]]
    "#]],
        );
        check(
            &format!("[[Beta#Two|$0{beta}"),
            &expect![[r#"
        Two (Beta) → [[Beta#Two|Two]]
        be (Beta) → [[Beta#Two|be]]
        second (Beta) → [[Beta#Two|second]]
        The title (Beta) → [[Beta#Two|The title]]
        Beta (Beta) → [[Beta#Two|Beta]]
    "#]],
        );
        check(
            &format!("[[Beta|se$0 rest]]{beta}"),
            &expect![[r#"
        second (Beta) → [[Beta|second]]
    "#]],
        );
    }

    #[test]
    fn display_texts_are_escaped() {
        let beta = "\n//- /Beta.md\n---\naliases: ['a|\"b']\n---\n";
        for (source, expected) in [
            ("[[Beta|a$0", r#"[[Beta|a|"b]]"#),
            ("| [[Beta|a$0 | x |\n|---|---|", r#"| [[Beta\|a\|"b]] | x |"#),
            ("| [[Beta\\|a$0]] | x |\n|---|---|", r#"| [[Beta\|a\|"b]] | x |"#),
            ("| [[Beta#x|a$0]] | x |\n|---|---|", r#"| [[Beta#x\|a\|"b]] | x |"#),
            ("---\nup: \"[[Beta|a$0]]\"\n---", r#"up: "[[Beta|a|\"b]]""#),
        ] {
            let shown = show(&Vaulted::parse(&format!("{source}{beta}")), "");
            assert_eq!(
                shown.lines().next(),
                Some(&*format!("a|\"b (Beta) → {expected}")),
                "{source}"
            );
        }
    }
}
