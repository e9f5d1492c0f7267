//! Completion after `[[`: notes by name or alias, attachments, days, and paths of unresolved links.

use linkwright_vault::{
    File, FileId, IndexedName, NameOwner, Target, Vault, VaultPreview, is_conflict_copy, normalize,
};

use super::context::Wikilink;
use super::days;
use super::links::LinkWriter;
use super::paths;
use super::ranking::{Ranking, kind};
use super::rooted::RootedPath;
use super::{Completion, SessionInfo, Suggestion, SuggestionKind};
use crate::matching::{Query, Rank};

/// The suggestions for `typed`, the path so far of `link` in `source`. If it contains a `/`, it is
/// compared with paths, else with names and aliases.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    typed: &str,
    session: &SessionInfo<'_>,
) -> Completion {
    if let Some(rooted) = RootedPath::parse(typed, vault.file(source).folder()) {
        let ranking = Ranking::new(vault, source, link.is_embed, session);
        let (found, incomplete) = rooted.files(vault, &ranking);
        let preview = VaultPreview::new(vault);
        let writer = LinkWriter { preview: &preview, source, link };
        let items = found.into_iter().filter_map(|id| {
            let file = vault.file(id);
            let edit = writer.rooted(id, rooted.prefix)?;
            let (label, detail) = (path_as_linked(file).to_owned(), file.folder().to_owned());
            let kind = if vault.note(id).is_some() {
                SuggestionKind::Note
            } else {
                SuggestionKind::Attachment
            };
            Some(Suggestion { label, detail, kind, edit, file: Some(id), ..Suggestion::default() })
        });
        return Completion::new(items, incomplete, link.typed_from(link.inner));
    }
    let typed_target =
        vault.find_target(&link.path()).filter(|target| vault.count_references(*target) == 1);
    let ranking = Ranking::new(vault, source, link.is_embed, session);
    let (found, incomplete) = search(vault, &ranking, typed, typed_target);
    let preview = VaultPreview::new(vault);
    let writer = LinkWriter { preview: &preview, source, link };
    let mut items: Vec<(Rank, Suggestion)> = found
        .into_iter()
        .filter_map(|(rank, name)| Some((rank, suggestion(&writer, name)?)))
        .collect();
    for (rank, day) in days::matching(typed, session.today) {
        let at = items.iter().position(|(other, _)| *other >= rank).unwrap_or(items.len());
        if let Some(item) = days::suggestion(&writer, &day) {
            items.insert(at, (rank, item));
        }
    }
    let items = items.into_iter().map(|(_, item)| item);
    Completion::new(items, incomplete, link.typed_from(link.inner))
}

/// The names that match `typed`, the best first, and whether there are more. `typed_target` is left
/// out: only the typed link itself refers to it.
pub(super) fn search<'v>(
    vault: &'v Vault,
    ranking: &Ranking,
    typed: &str,
    typed_target: Option<Target>,
) -> (Vec<(Rank, IndexedName<'v>)>, bool) {
    if typed.contains('/') {
        return paths::search(vault, ranking, "", typed, |folder, name| {
            !folder.is_empty() || name.text().contains('/')
        });
    }
    let mut query = Query::new(typed);
    ranking.search(vault.names(), &mut query, |name| match name.owner {
        NameOwner::Missing(target) => Some(target) != typed_target,
        _ => true,
    })
}

/// The suggestion for a name; `None` if no link to it is possible.
fn suggestion(writer: &LinkWriter<'_>, name: IndexedName<'_>) -> Option<Suggestion> {
    let vault = writer.preview.vault();
    let kind = kind(name.owner);
    match name.owner {
        NameOwner::Note(id) | NameOwner::Attachment(id) => {
            let file = vault.file(id);
            let written = writer.link(id, None)?;
            // If several files have the name, the label is the path.
            let is_ambiguous = written.path.contains('/');
            let label = if is_ambiguous { path_as_linked(file) } else { file.name() };
            let detail = match is_conflict_copy(&file.path) {
                true => "conflict copy",
                false => file.folder(),
            };
            let (label, detail) = (label.to_owned(), detail.to_owned());
            let edit = written.edit;
            Some(Suggestion { label, detail, kind, edit, file: Some(id), ..Suggestion::default() })
        }
        NameOwner::Alias(id) => {
            let detail = vault.file(id).name().to_owned();
            // The Linter adds the title to the aliases, and often it is the name of the file.
            let mut others = vault.aliases(id).filter(|alias| *alias.scalar.value != *detail);
            let alias = others.find(|alias| normalize(alias.scalar.value) == name.text())?;
            let label = alias.scalar.value.to_string();
            let edit = writer.link(id, Some(&label))?.edit;
            Some(Suggestion { label, detail, kind, edit, file: Some(id), ..Suggestion::default() })
        }
        NameOwner::Missing(target) => {
            let path = vault.target_path(target).trim_start_matches('/');
            let edit = writer.missing_note(path);
            let (label, detail) = (path.to_owned(), "not created yet".to_owned());
            Some(Suggestion { label, detail, kind, edit, ..Suggestion::default() })
        }
        NameOwner::Heading(..) => None,
    }
}

/// The path from the root; for a note, without its extension.
pub(super) fn path_as_linked(file: &File) -> &str {
    &file.path[..file.path.len() - file.file_name().len() + file.name().len()]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::{check, check_with};

    #[test]
    fn names_and_aliases() {
        let notes = "\
//- /folder/Beta.md
---
aliases: [be good, second]
---
//- /Best.md
//- /Gamma.md
";
        check(
            &format!("See [[be$0\n{notes}"),
            &expect![[r#"
        Best → See [[Best]]
        Beta (folder) → See [[Beta]]
        be good (Beta) → See [[Beta|be good]]
    "#]],
        );
        check(
            &format!("See [[be$0]] more\n{notes}"),
            &expect![[r#"
            Best → See [[Best]] more
            Beta (folder) → See [[Beta]] more
            be good (Beta) → See [[Beta|be good]] more
        "#]],
        );
        check(
            &format!("See ![[$0]]\n{notes}"),
            &expect![[r#"
            Best → See ![[Best]]
            Gamma → See ![[Gamma]]
            Beta (folder) → See ![[Beta]]
            be good (Beta) → See ![[Beta|be good]]
            second (Beta) → See ![[Beta|second]]
            note → See ![[note]]
        "#]],
        );
    }

    #[test]
    fn an_alias_that_is_the_name_of_its_note_is_suggested_once() {
        check(
            "[[be$0\n//- /Beta.md\n---\naliases: [Beta, beta]\n---\n",
            &expect![[r#"
                Beta → [[Beta]]
                beta (Beta) → [[Beta|beta]]
            "#]],
        );
    }

    #[test]
    fn duplicate_names_are_shown_with_their_paths() {
        check(
            "[[be$0\n//- /a/Beta.md\n//- /b/Beta.md\n",
            &expect![[r#"
        a/Beta (a) → [[a/Beta]]
        b/Beta (b) → [[b/Beta]]
    "#]],
        );
        check(
            "//- /b/note.md\n[[be$0\n//- /a/Beta.md\n//- /b/Beta.md\n//- /Beta.md\n",
            &expect![[r#"
        b/Beta (b) → [[b/Beta]]
        a/Beta (a) → [[a/Beta]]
        Beta → [[Beta]]
    "#]],
        );
    }

    #[test]
    fn a_slash_matches_paths() {
        check(
            "[[fo/be$0\n//- /folder/Beta.md\n//- /other/Beta.md\n//- /Fobe.md\n",
            &expect![[r#"
        folder/Beta (folder) → [[folder/Beta]]
    "#]],
        );
    }

    #[test]
    fn attachments_come_late_except_in_embeds() {
        let files = "\n//- /picture.png\n//- /my picture notes.md\n";
        check(
            &format!("[[pic$0]]{files}"),
            &expect![[r#"
            my picture notes → [[my picture notes]]
            picture.png → [[picture.png]]
        "#]],
        );
        check(
            &format!("![[pic$0]]{files}"),
            &expect![[r#"
            picture.png → ![[picture.png]]
            my picture notes → ![[my picture notes]]
        "#]],
        );
    }

    #[test]
    fn paths_of_unresolved_links() {
        check(
            "[[pl$0]]\n//- /other.md\n[[Planned]] [[planned too|x]]\n",
            &expect![[r#"
            Planned (not created yet) → [[Planned]]
            planned too (not created yet) → [[planned too]]
        "#]],
        );
    }

    #[test]
    fn more_suggestions_than_allowed_are_incomplete() {
        check_with(
            "[[b$0\n//- /bb.md\n//- /abc.md\n//- /b.md\n",
            |settings| settings.max_items = 2,
            &expect![[r#"
            b → [[b]]
            bb → [[bb]]
            …
        "#]],
        );
    }
}
