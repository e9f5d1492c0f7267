//! Completion after `[[##`: the headings of all notes.

use linkwright_syntax::heading_without_block_id;
use linkwright_vault::{FileId, NameOwner, Vault, VaultPreview};

use super::context::Wikilink;
use super::links::LinkWriter;
use super::ranking::Ranking;
use super::subpaths::subpath_to;
use super::{Completion, SessionInfo, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The suggestions for `typed`, the text after `[[##`.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    typed: &str,
    session: &SessionInfo<'_>,
) -> Completion {
    let ranking = Ranking::new(vault, source, link.is_embed, session);
    let mut query = Query::new(typed);
    let (found, incomplete) = ranking.search(vault.heading_names(), &mut query, |_| true);
    let preview = VaultPreview::new(vault);
    let writer = LinkWriter { preview: &preview, source, link };
    let items = found.into_iter().filter_map(|(_, name)| {
        let NameOwner::Heading(file, at) = name.owner else { return None };
        let note = vault.note(file)?;
        let at = at as usize;
        let subpath = subpath_to(vault, file, note, at, "")?;
        Some(Suggestion {
            label: heading_without_block_id(&note.headings[at]).to_owned(),
            detail: vault.file(file).name().to_owned(),
            kind: SuggestionKind::Heading,
            edit: writer.heading(file, &subpath)?,
            file: Some(file),
            offset: note.facts.headings[at].span.start,
            ..Suggestion::default()
        })
    });
    Completion::new(items, incomplete, link.typed_from(link.inner))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    #[test]
    fn headings_of_all_notes() {
        check(
            "[[##tw$0]]\n\n# Two: own\n//- /a/Beta.md\n# One\n## Two\n//- /b/Beta.md\n# Twelve\n",
            &expect![[r#"
            Two: own (note) → [[#Two own]]
            Two (Beta) → [[a/Beta#Two]]
            Twelve (Beta) → [[b/Beta#Twelve]]
        "#]],
        );
        check(
            "[[##tw$0|shown]]\n//- /Beta.md\n# Two\n",
            &expect![[r#"
        Two (Beta) → [[Beta#Two|shown]]
    "#]],
        );
    }
}
