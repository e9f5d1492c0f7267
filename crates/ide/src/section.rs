//! The part of a note that a link to a heading or block names.

use linkwright_syntax::{Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, Vault};

use crate::note_part::{anchor_part, extent};

/// Returns the part of `note`, whose text is `text`, that a wikilink with `subpath` shows: a section, a
/// block or a footnote. `subpath` is given without its first `#`. `None` if the note has no such part.
#[must_use]
pub fn section(vault: &Vault, note: FileId, subpath: &str, text: &str) -> Option<Span> {
    let link = Link::unwritten(LinkForm::Wiki);
    let anchor = vault.resolve_anchor(note, &link, subpath);
    if matches!(anchor, Anchor::Missing(_) | Anchor::Opaque) {
        return None;
    }
    let part = anchor_part(vault, note, &vault.note(note)?.facts, &anchor);
    Some(extent(text, part, u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn parts_of_a_note() {
        let vaulted = Vaulted::parse(
            "---\na: b\n---\n# A\none ^id\n\n## B\n- x\n- y\n  more ^two\n## C\n[^n]: note\n",
        );
        let note = vaulted.file("note.md");
        let text = vaulted.text(note);
        for (subpath, expected) in [
            ("b", Some("## B\n- x\n- y\n  more ^two\n")),
            ("A#C", Some("## C\n[^n]: note\n")),
            ("^id", Some("one ^id\n")),
            ("^two", Some("- y\n  more ^two\n")),
            ("", Some("# A\none ^id\n\n## B\n- x\n- y\n  more ^two\n## C\n[^n]: note\n")),
            ("D", None),
            ("^three", None),
        ] {
            let found = section(&vaulted.vault, note, subpath, text).map(|span| &text[span]);
            assert_eq!(found, expected, "{subpath}");
        }
    }
}
