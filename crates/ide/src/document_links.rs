//! Document links: what of a note can be clicked.

use linkwright_text::Span;
use linkwright_vault::{FileId, LinkRef, Vault};

use crate::definition::{NavigationTarget, anchor_target, opened_path};

/// A link that leads somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLink {
    /// What is underlined: the words shown, else the target, in bytes of the note.
    pub span: Span,
    /// Where it leads; `None` to the file on disk that [`DocumentLink::tooltip`] names, which is not
    /// in the vault.
    pub target: Option<NavigationTarget>,
    /// What it says on hovering: the target's path, relative to the root.
    pub tooltip: String,
}

/// The links of `note` that reach a file, in the vault or on disk, in their order.
#[must_use]
pub fn document_links(vault: &Vault, note: FileId) -> Vec<DocumentLink> {
    let Some(links) = vault.note(note).map(|note| &note.facts.links) else { return Vec::new() };
    let links = (0..).zip(links).filter_map(|(index, link)| {
        let at = LinkRef { source: note, index };
        let written = Span { start: link.path.start, end: link.subpath.unwrap_or(link.path).end };
        let span = link.display.filter(|display| !display.is_empty()).unwrap_or(written);
        if let Some((file, anchor)) = vault.resolve_with_anchor(at) {
            let target = Some(anchor_target(vault, file, &anchor));
            return Some(DocumentLink { span, target, tooltip: vault.file(file).path.to_string() });
        }
        let tooltip = opened_path(vault, at)?;
        let target = vault.find_file(&tooltip).map(NavigationTarget::whole);
        Some(DocumentLink { span, target, tooltip })
    });
    links.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn links_that_lead_somewhere() {
        let vaulted = Vaulted::parse(
            "[[Beta#One]] [[Beta|shown]] [words](Beta.md) [[Nothing]] ![](pic.png)\n//- /Beta.md\n# One\n//- /pic.png\n",
        );
        let text = vaulted.fixture.text("note.md");
        let links = document_links(&vaulted.vault, vaulted.file("note.md"));
        let shown: Vec<_> = links
            .iter()
            .map(|link| {
                format!(
                    "{} → {} {:?}",
                    &text[link.span],
                    link.tooltip,
                    link.target.as_ref().expect("in the vault").focus
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Beta#One → Beta.md 2..5",
                "shown → Beta.md 0..0",
                "words → Beta.md 0..0",
                "pic.png → pic.png 0..0",
            ]
        );
    }
}
