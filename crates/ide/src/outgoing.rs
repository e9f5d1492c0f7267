//! The outgoing links of a note and their targets.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, OutsideTarget, Vault};

use crate::definition::{NavigationTarget, anchor_target};

/// An outgoing link of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutgoingLink {
    /// The whole link, in bytes.
    pub span: Span,
    /// The target. If the heading or block is missing, it is the whole file; if the file is missing, it
    /// is `None`.
    pub target: Option<NavigationTarget>,
    /// Whether the file, heading or block is missing.
    pub is_broken: bool,
    link: Link,
}

impl OutgoingLink {
    /// The display text of the link, or its path and subpath if it has none. `text` is the text of the
    /// note.
    #[must_use]
    pub fn display_text(&self, text: &str) -> String {
        let display = self.link.display_text(text).filter(|display| !display.trim().is_empty());
        if let Some(display) = display {
            return display.trim().to_owned();
        }
        let path = self.link.path_text(text);
        let subpath = self.link.subpath_text(text);
        let subpath = subpath.map(|subpath| format!("#{subpath}")).unwrap_or_default();
        format!("{path}{subpath}")
    }
}

/// Returns the links of `note`, in the order of its text.
#[must_use]
pub fn outgoing_links(vault: &Vault, note: FileId) -> Vec<OutgoingLink> {
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let outgoing = |(index, link): (u32, &Link)| {
        let link_ref = LinkRef { source: note, index };
        let resolved = vault.resolve_with_anchor(link_ref);
        let is_broken = match &resolved {
            Some((_, anchor)) => matches!(anchor, Anchor::Missing(_)),
            None => !matches!(
                vault.resolve_outside(link_ref),
                OutsideTarget::File(_) | OutsideTarget::Folder { .. }
            ),
        };
        let target = resolved.map(|(file, anchor)| anchor_target(vault, file, &anchor));
        OutgoingLink { span: link.span, target, is_broken, link: *link }
    };
    (0..).zip(links).map(outgoing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn lists_links_with_their_targets() {
        let vaulted = Vaulted::parse(
            "[[Beta#One]] [[Beta|shown]] ![](Beta.md#Two) [[Nothing]]\n//- /Beta.md\n# One\n",
        );
        let note = vaulted.file("note.md");
        let text = vaulted.text(note);
        let shown: Vec<_> = outgoing_links(&vaulted.vault, note)
            .iter()
            .map(|link| {
                let target = link.target.as_ref().map(|target| target.focus);
                format!(
                    "{} → {target:?}{}",
                    link.display_text(text),
                    if link.is_broken { " !" } else { "" }
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Beta#One → Some(2..5)",
                "shown → Some(0..0)",
                "Beta.md#Two → Some(0..0) !",
                "Nothing → None !",
            ]
        );
    }
}
