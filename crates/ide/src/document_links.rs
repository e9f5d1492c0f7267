//! Document links: the links of a note that can be clicked.

use linkwright_text::Span;
use linkwright_vault::{FileId, LinkRef, Vault};

use crate::definition::{NavigationTarget, anchor_target, opened_path};

/// A link that resolves to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLink {
    /// The part to underline, in bytes of the note: the display text, or the target if there is none.
    pub span: Span,
    /// The target in the vault. `None` for a file on disk that is not in the vault; then
    /// [`DocumentLink::tooltip`] is its path.
    pub target: Option<NavigationTarget>,
    /// The path of the target, relative to the root.
    pub tooltip: String,
}

/// Returns the links of `note` that resolve to a file, in the vault or on disk, in the order of the
/// text.
#[must_use]
pub fn document_links(vault: &Vault, note: FileId) -> Vec<DocumentLink> {
    let Some(links) = vault.note(note).map(|note| &note.facts.links) else { return Vec::new() };
    let links = (0..).zip(links).filter_map(|(index, link)| {
        let link_ref = LinkRef { source: note, index };
        let target = Span { start: link.path.start, end: link.subpath.unwrap_or(link.path).end };
        let span = link.display.filter(|display| !display.is_empty()).unwrap_or(target);
        if let Some((file, anchor)) = vault.resolve_with_anchor(link_ref) {
            let target = Some(anchor_target(vault, file, &anchor));
            return Some(DocumentLink { span, target, tooltip: vault.file(file).path.to_string() });
        }
        let tooltip = opened_path(vault, link_ref)?;
        let target = vault.find_file(&tooltip).map(NavigationTarget::whole_file);
        Some(DocumentLink { span, target, tooltip })
    });
    links.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn finds_links_that_resolve() {
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
