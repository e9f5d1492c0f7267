//! Outgoing links: where the links of a note lead.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, OutsideTarget, Vault};

use crate::definition::{NavigationTarget, anchor_target};

/// A link of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutgoingLink {
    /// The whole link, in bytes.
    pub span: Span,
    /// Where it leads; where the heading or block is missing, the file. `None` if that is.
    pub target: Option<NavigationTarget>,
    /// The file, or the place in it, does not exist.
    pub broken: bool,
    link: Link,
}

impl OutgoingLink {
    /// What the link, which stands in `text`, shows: its words, else its path and subpath.
    #[must_use]
    pub fn display_text(&self, text: &str) -> String {
        let display = self.link.display_text(text).filter(|shown| !shown.trim().is_empty());
        if let Some(shown) = display {
            return shown.trim().to_owned();
        }
        let path = self.link.path_text(text);
        let subpath = self.link.subpath_text(text);
        let subpath = subpath.map(|subpath| format!("#{subpath}")).unwrap_or_default();
        format!("{path}{subpath}")
    }
}

/// The links of `note`, in their order.
#[must_use]
pub fn outgoing_links(vault: &Vault, note: FileId) -> Vec<OutgoingLink> {
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let outgoing = |(index, link): (u32, &Link)| {
        let at = LinkRef { source: note, index };
        let found = vault.resolve_with_anchor(at);
        let reached = || {
            matches!(
                vault.resolve_outside(at),
                OutsideTarget::File(_) | OutsideTarget::Folder { .. }
            )
        };
        let broken = found.is_some() || !reached();
        let broken =
            broken && !found.as_ref().is_some_and(|(_, it)| !matches!(it, Anchor::Missing(_)));
        let target = found.map(|(file, anchor)| anchor_target(vault, file, &anchor));
        OutgoingLink { span: link.span, target, broken, link: *link }
    };
    (0..).zip(links).map(outgoing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn every_link_with_where_it_leads() {
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
                    if link.broken { " !" } else { "" }
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
