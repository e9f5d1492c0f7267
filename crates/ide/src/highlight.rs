//! Document highlights: all occurrences in a note of the thing at the cursor.

use linkwright_syntax::fold;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use crate::element::element_at;
use crate::references::{
    ReferenceTarget, occurrences, reference_target_at, references_in_bases, targets_in_base,
};

/// Returns the occurrences in `note`, whose text is `text`, of the thing at `offset`, in order. The
/// bool says whether an occurrence is the definition. Returns nothing if the cursor is not on a link,
/// heading, tag or the like.
#[must_use]
pub fn highlights(vault: &Vault, note: FileId, text: &str, offset: u32) -> Vec<(Span, bool)> {
    let Some(indexed) = vault.with_text(note, text) else { return Vec::new() };
    let targets = match targets_in_base(vault, note, text, offset) {
        Some(targets) => targets,
        // Elsewhere the reference target is the note itself, whose links must not be highlighted.
        None if element_at(indexed, offset).is_none() => return Vec::new(),
        None => reference_target_at(vault, indexed, offset).into_iter().collect(),
    };
    let references = |target| {
        let in_notes = occurrences(vault, target, Some(note));
        in_notes.into_iter().chain(references_in_bases(vault, target, Some(note)))
    };
    let mut found: Vec<(Span, bool)> = targets
        .iter()
        .flat_map(references)
        .filter(|reference| !reference.span.is_empty())
        .map(|reference| (reference.span, reference.is_definition))
        .collect();
    if let [ReferenceTarget::Alias(_, alias)] = &targets[..] {
        let displays = indexed.facts().links.iter().filter_map(|link| link.display);
        let displays = displays.filter(|display| fold(text[*display].trim()) == *alias);
        found.extend(displays.map(|display| (display, false)));
    }
    found.sort_unstable();
    // On the title, the target is also the note itself: nothing found touches the cursor then.
    let touches_cursor = found.iter().any(|(span, _)| span.touches(offset));
    if touches_cursor { found } else { Vec::new() }
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
            .map(|(span, is_definition)| {
                format!("{}{}", if *is_definition { "= " } else { "" }, &text[*span])
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn highlights_names_in_bases() {
        check(
            "[[Beta]]\n```base\nfilters: file.hasLink(\"Be$0ta\") || file.hasLink(\"be\")\n```\n//- /Beta.md\n---\naliases: [be]\n---\n",
            &["[[Beta]]", "Beta", "be"],
        );
        check("//- /a.base\nfilters: sta$0tus == 1 && note.Status\n", &["status", "Status"]);
        check("//- /a.base\nfilters: f$0ile.size == 1\n", &[]);
    }

    #[test]
    fn highlights_links_to_the_same_note() {
        check(
            "[[Be$0ta]] [[beta|x]] [[Gamma]]\n//- /Beta.md\n//- /Gamma.md\n",
            &["[[Beta]]", "[[beta|x]]"],
        );
        check("wo$0rds [[note]]\n", &[]);
    }

    #[test]
    fn highlights_headings_blocks_tags_and_footnotes() {
        check("[[#T$0wo]]\n\n## Two\n\n[[#Three]]\n\n## Three\n", &["[[#Two]]", "= Two"]);
        check("one ^i$0d\n\n[[#^ID]]\n", &["= id", "[[#^ID]]"]);
        check("#lo$0ve #Love/deep #lovely\n", &["love", "Love/deep"]);
        check("a[^1$0]\n\n[^1]: b\n", &["[^1]", "= [^1]:"]);
    }
}
