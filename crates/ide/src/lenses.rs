//! Code lenses: the number of backlinks of a note and of its headings.

use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, Vault};

/// A code lens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lens {
    /// The text of the heading, in bytes. Empty at 0 for the lens of the note.
    pub span: Span,
    /// Number of links in other notes to the note, or to the heading as any segment of their subpath.
    pub backlinks: usize,
}

/// Returns the code lenses of `note`, in order: one for the note, shown above its first line, and one
/// for each heading. The title has none, because links to it count for the note. Lenses without
/// backlinks are left out.
#[must_use]
pub fn lenses(vault: &Vault, note: FileId) -> Vec<Lens> {
    let Some(indexed) = vault.note(note) else { return Vec::new() };
    let facts = &indexed.facts;
    let mut note_backlinks = 0;
    let mut heading_backlinks = vec![0; facts.headings.len()];
    for link in vault.backlinks(note).into_iter().filter(|link| link.source != note) {
        note_backlinks += 1;
        let subpath = vault.note(link.source).and_then(|source| source.subpath(link.index));
        if subpath.is_some()
            && let Some(Anchor::Headings(path)) = vault.anchor_in(note, link)
        {
            path.iter().for_each(|heading| heading_backlinks[*heading as usize] += 1);
        }
    }
    let title = indexed.first_h1;
    let headings = (0..).zip(facts.headings.iter().zip(heading_backlinks));
    let headings = headings.filter(|(index, _)| Some(*index) != title);
    let headings = headings.map(|(_, (heading, backlinks))| Lens { span: heading.text, backlinks });
    let note_lens = Lens { span: Span::empty(0), backlinks: note_backlinks };
    let lenses = std::iter::once(note_lens).chain(headings);
    lenses.filter(|lens| lens.backlinks > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let vaulted = Vaulted::parse(source);
        let note = vaulted.file("note.md");
        let shown: Vec<_> = lenses(&vaulted.vault, note)
            .iter()
            .map(|lens| format!("{} {}", lens.backlinks, &vaulted.text(note)[lens.span]))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn counts_links_in_other_notes() {
        check(
            "# Title\n## One\n### Two\n## Three\n[[#One]] [[note]]\n//- /a.md\n[[note]] ![[note#one]] [x](note.md#One#Two)\n//- /b.md\n---\nup: \"[[note#Title]]\"\n---\n//- /c.canvas\n{\"nodes\":[{\"type\":\"file\",\"file\":\"note.md\",\"subpath\":\"#Three\"}]}\n",
            &["5 ", "2 One", "1 Two", "1 Three"],
        );
    }

    #[test]
    fn shows_no_lens_without_backlinks() {
        check("## One\n[[note#One]]\n//- /a.md\n[[other]]\n", &[]);
    }
}
