//! From the features' data to the protocol's, and from its positions to bytes: the one place that
//! counts columns as the client does.

use linkwright_disk::absolute_path;
use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, Related};
use linkwright_text::{ColumnCounting, Position, Positions, Span, Text, line_end, line_start};
use linkwright_vault::Severity;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::client_capabilities::ClientCapabilities;

/// The byte at `position`; outside the text, the nearest. A byte order mark is nothing that a request
/// could be about: before it means behind it.
pub(crate) fn offset(text: &Text, position: lsp::Position, counting: ColumnCounting) -> u32 {
    text.offset(Position::new(position.line, position.character), counting).max(text.bom_len())
}

/// The range of `span`.
pub(crate) fn range(text: &Text, span: Span, counting: ColumnCounting) -> lsp::Range {
    let at = |offset| {
        let position = text.position(offset, counting);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(span.start), at(span.end))
}

/// The range of `span`, one of many that come in order.
pub(crate) fn range_with(positions: &mut Positions<'_>, span: Span) -> lsp::Range {
    let mut at = |offset| {
        let position = positions.at(offset);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(span.start), at(span.end))
}

/// The line of the byte at `offset`, without its end and without a byte order mark.
pub(crate) fn line(text: &str, offset: u32) -> &str {
    let at = offset as usize;
    if !text.is_char_boundary(at) {
        return "";
    }
    &text[line_start(text, at).min(at)..line_end(text, at)]
}

/// The ranges of `span` and of `focus` inside it.
pub(crate) fn ranges_with(
    positions: &mut Positions<'_>,
    span: Span,
    focus: Span,
) -> [lsp::Range; 2] {
    let mut at = |offset| {
        let position = positions.at(offset);
        lsp::Position::new(position.line, position.column)
    };
    // In the order of the text, so that it is walked along once.
    let [start, from, to, end] = [span.start, focus.start, focus.end, span.end].map(&mut at);
    [lsp::Range::new(start, end), lsp::Range::new(from, to)]
}

/// The URI of the file at `path` of the vault in `dir`.
pub(crate) fn file_uri(dir: &linkwright_disk::Root, path: &str) -> Option<Url> {
    Url::from_file_path(absolute_path(dir, path).ok()?).ok()
}

/// A finding in the note that holds `text`; `place` says where the client finds what is related.
pub(crate) fn diagnostic(
    finding: &Diagnostic,
    text: &Text,
    counting: ColumnCounting,
    can: ClientCapabilities,
    place: impl FnMut(&Related) -> Option<lsp::Location>,
) -> lsp::Diagnostic {
    let mut place = place;
    let related = finding.related.iter().filter(|_| can.related).filter_map(|related| {
        let message = related.message.clone();
        Some(lsp::DiagnosticRelatedInformation { location: place(related)?, message })
    });
    let related: Vec<_> = related.collect();
    let unnecessary = finding.unnecessary && can.unnecessary;
    lsp::Diagnostic {
        range: range(text, finding.span, counting),
        severity: severity(finding.severity),
        code: Some(lsp::NumberOrString::String(finding.code.name().to_owned())),
        code_description: page(finding.code).filter(|_| can.code_pages),
        source: Some("linkwright".to_owned()),
        message: finding.message.clone(),
        tags: unnecessary.then(|| vec![lsp::DiagnosticTag::UNNECESSARY]),
        related_information: Some(related).filter(|related| !related.is_empty()),
        ..lsp::Diagnostic::default()
    }
}

/// The page of `docs/diagnostics` about `code`.
fn page(code: DiagnosticCode) -> Option<lsp::CodeDescription> {
    const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/diagnostics");
    Url::parse(&format!("{PAGES}/{}.md", code.name()))
        .ok()
        .map(|href| lsp::CodeDescription { href })
}

fn severity(severity: Severity) -> Option<lsp::DiagnosticSeverity> {
    match severity {
        Severity::Off => None,
        Severity::Hint => Some(lsp::DiagnosticSeverity::HINT),
        Severity::Information => Some(lsp::DiagnosticSeverity::INFORMATION),
        Severity::Warning => Some(lsp::DiagnosticSeverity::WARNING),
        Severity::Error => Some(lsp::DiagnosticSeverity::ERROR),
    }
}

#[cfg(test)]
mod tests {
    use super::page;
    use linkwright_ide::diagnostics::DiagnosticCode;

    #[test]
    fn every_code_links_to_its_page() {
        for code in DiagnosticCode::ALL {
            let href = page(*code).expect("the repository has an address").href;
            let (_, path) =
                href.path().split_once("/blob/main/").expect("a file of the repository");
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            assert!(root.join(path).is_file(), "{path}");
        }
    }
}
