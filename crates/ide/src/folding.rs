//! Folding: what of a note can be folded away.

use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use crate::symbols::{Symbol, outline};

/// What can be folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// From where to where, in bytes; more than one line. Its first line stays.
    pub span: Span,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// A heading's section, without the empty lines at its end.
    Section,
    /// The frontmatter.
    Frontmatter,
    /// Code, math, HTML or a comment of several lines.
    Verbatim,
}

/// The folds of `note`, whose text is `text`, by their starts.
#[must_use]
pub fn folds(vault: &Vault, note: FileId, text: &str) -> Vec<Fold> {
    let Some(facts) = vault.note(note).map(|note| &note.facts) else { return Vec::new() };
    let mut folds = Vec::new();
    if let Some(frontmatter) = &facts.frontmatter {
        folds.push(Fold { span: frontmatter.span, kind: FoldKind::Frontmatter });
    }
    folds.extend(facts.verbatim.iter().map(|span| Fold { span: *span, kind: FoldKind::Verbatim }));
    sections(&outline(vault, note, text), &mut folds);
    for fold in &mut folds {
        let kept = text[fold.span].trim_end().len();
        fold.span = Span::new(fold.span.range().start, fold.span.range().start + kept);
    }
    folds.retain(|fold| text[fold.span].contains('\n'));
    folds.sort_unstable();
    folds
}

fn sections(symbols: &[Symbol], folds: &mut Vec<Fold>) {
    for symbol in symbols {
        folds.push(Fold { span: symbol.span, kind: FoldKind::Section });
        sections(&symbol.children, folds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn sections_frontmatter_and_code() {
        let vaulted = Vaulted::parse(
            "---\na: 1\n---\n# One\n\nwords `code`\n\n## Two\n\n```\nx\n```\n\n# Empty\n",
        );
        let text = vaulted.fixture.text("note.md");
        let folds = folds(&vaulted.vault, vaulted.file("note.md"), text);
        let shown: Vec<_> =
            folds.iter().map(|fold| format!("{:?} {:?}", fold.kind, &text[fold.span])).collect();
        assert_eq!(
            shown,
            [
                r#"Frontmatter "---\na: 1\n---""#,
                r##"Section "# One\n\nwords `code`\n\n## Two\n\n```\nx\n```""##,
                r###"Section "## Two\n\n```\nx\n```""###,
                r#"Verbatim "```\nx\n```""#,
            ]
        );
    }
}
