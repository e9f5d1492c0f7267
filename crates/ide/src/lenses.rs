//! Lenses: how many links in other notes lead to a note and to its headings.

use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, Vault};

use crate::title::first_h1;

/// What is shown above a line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lens {
    /// The heading's text, in bytes; empty at 0 for the note.
    pub span: Span,
    /// How many links in other notes lead there, by any heading path that names it.
    pub backlinks: usize,
}

/// The lenses of `note`, in their order: of the note, on its first line, and of each heading but
/// the title, which is the note's name and no place in it. Where nothing leads there is none.
#[must_use]
pub fn lenses(vault: &Vault, note: FileId) -> Vec<Lens> {
    let Some(known) = vault.note(note) else { return Vec::new() };
    let facts = &known.facts;
    let mut of_note = 0;
    let mut of_headings = vec![0; facts.headings.len()];
    for link in vault.backlinks(note).into_iter().filter(|link| link.source != note) {
        of_note += 1;
        let within = vault.note(link.source).and_then(|it| it.subpath(link.index));
        if within.is_some()
            && let Some(Anchor::Headings(path)) = vault.anchor_in(note, link)
        {
            path.iter().for_each(|heading| of_headings[*heading as usize] += 1);
        }
    }
    let title = first_h1(known);
    let headings = (0..).zip(facts.headings.iter().zip(of_headings));
    let headings = headings.filter(|(at, _)| Some(*at) != title);
    let headings =
        headings.map(|(_, (heading, links))| Lens { span: heading.text, backlinks: links });
    let lenses = std::iter::once(Lens { span: Span::empty(0), backlinks: of_note }).chain(headings);
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
    fn links_in_other_notes_count() {
        check(
            "# Title\n## One\n### Two\n## Three\n[[#One]] [[note]]\n//- /a.md\n[[note]] ![[note#one]] [x](note.md#One#Two)\n//- /b.md\n---\nup: \"[[note#Title]]\"\n---\n//- /c.canvas\n{\"nodes\":[{\"type\":\"file\",\"file\":\"note.md\",\"subpath\":\"#Three\"}]}\n",
            &["5 ", "2 One", "1 Two", "1 Three"],
        );
    }

    #[test]
    fn what_nothing_leads_to_has_none() {
        check("## One\n[[note#One]]\n//- /a.md\n[[other]]\n", &[]);
    }
}
