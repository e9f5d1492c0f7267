//! Highlights: where else a note means the thing at a place.

use linkwright_syntax::fold;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use crate::element::element_at;
use crate::references::{ReferenceTarget, occurrences, reference_target_at};

/// The places in `note`, whose text is `text`, that mean the same as the one at `offset`, in their
/// order: for each whether the thing is made there. Nothing where the cursor is on nothing of its
/// own.
#[must_use]
pub fn highlights(vault: &Vault, note: FileId, text: &str, offset: u32) -> Vec<(Span, bool)> {
    let facts = vault.note(note).map(|note| &note.facts);
    // Anywhere else the note is meant, which is no reason to light up links to it.
    if facts.is_none_or(|facts| element_at(facts, text, offset).is_none()) {
        return Vec::new();
    }
    let Some(subject) = reference_target_at(vault, note, text, offset) else { return Vec::new() };
    let mut found: Vec<(Span, bool)> = occurrences(vault, &subject, Some(note))
        .into_iter()
        .filter(|reference| !reference.span.is_empty())
        .map(|reference| (reference.span, reference.definition))
        .collect();
    if let ReferenceTarget::Alias(_, alias) = &subject
        && let Some(note) = vault.note(note)
    {
        let shown = note.facts.links.iter().filter_map(|link| link.display);
        let shown = shown.filter(|display| fold(text[*display].trim()) == *alias);
        found.extend(shown.map(|display| (display, false)));
    }
    found.sort_unstable();
    // On its title the note is meant, which is no reason either.
    let on_one = found.iter().any(|(span, _)| span.touches(offset));
    if on_one { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let vaulted = Vaulted::parse(source);
        let (note, text, offset) = vaulted.cursor();
        let found = highlights(&vaulted.vault, note, text, offset);
        let shown: Vec<_> = found
            .iter()
            .map(|(span, made)| format!("{}{}", if *made { "= " } else { "" }, &text[*span]))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn links_to_the_same_note_light_up() {
        check(
            "[[Be$0ta]] [[beta|x]] [[Gamma]]\n//- /Beta.md\n//- /Gamma.md\n",
            &["[[Beta]]", "[[beta|x]]"],
        );
        check("wo$0rds [[note]]\n", &[]);
    }

    #[test]
    fn headings_blocks_tags_and_footnotes() {
        check("[[#T$0wo]]\n\n## Two\n\n[[#Three]]\n\n## Three\n", &["[[#Two]]", "= Two"]);
        check("one ^i$0d\n\n[[#^ID]]\n", &["= id", "[[#^ID]]"]);
        check("#lo$0ve #Love/deep #lovely\n", &["love", "Love/deep"]);
        check("a[^1$0]\n\n[^1]: b\n", &["[^1]", "= [^1]:"]);
    }
}
