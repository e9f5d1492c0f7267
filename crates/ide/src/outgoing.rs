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
    /// The display text of the link, or its path and subpath if it has none or only the size of an
    /// image. `text` is the text of the note.
    #[must_use]
    pub fn display_text(&self, text: &str) -> String {
        let display = self.link.display_text(text);
        let is_shown = |display: &str| !display.is_empty() && !self.link.is_size(display);
        if let Some(display) = display.as_deref().map(str::trim).filter(|it| is_shown(it)) {
            // Obsidian writes the size of a Markdown image behind its text: `![text|40](pic.png)`.
            let (shown, size) = display.rsplit_once('|').unwrap_or((display, ""));
            return if self.link.is_size(size) { shown.trim_end() } else { display }.to_owned();
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
    let links = (0..).zip(links).map(|(index, _)| LinkRef { source: note, index });
    links.filter_map(|link| outgoing_link(vault, link)).collect()
}

/// Returns the link with its target. `None` if there is no such link.
pub(crate) fn outgoing_link(vault: &Vault, link_ref: LinkRef) -> Option<OutgoingLink> {
    let link = *vault.note(link_ref.source)?.facts.links.get(link_ref.index as usize)?;
    let resolved = vault.resolve_with_anchor(link_ref);
    let is_broken = match &resolved {
        Some((_, anchor)) => matches!(anchor, Anchor::Missing(_)),
        None => !matches!(
            vault.resolve_outside(link_ref),
            OutsideTarget::File(_) | OutsideTarget::Folder { .. }
        ),
    };
    let target = resolved.map(|(file, anchor)| anchor_target(vault, file, &anchor));
    Some(OutgoingLink { span: link.span, target, is_broken, link })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn lists_links_with_their_targets() {
        let vaulted = Vaulted::parse(
            "[[Beta#One]] [[Beta|shown]] ![](Beta.md#Two) [[Nothing]]\n\
             ![[a b.png|40]] ![[a b.png|40x20]] ![[a b.png|drawn]] [[a b.png|40]]\n\
             ![40](a%20b.png) ![drawn|40](a%20b.png)\n//- /Beta.md\n# One\n//- /a b.png\n",
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
                "a b.png → Some(0..0)",
                "a b.png → Some(0..0)",
                "drawn → Some(0..0)",
                "40 → Some(0..0)",
                "a b.png → Some(0..0)",
                "drawn → Some(0..0)",
            ]
        );
    }
}
