//! Converts the features' data to LSP types, and LSP positions to byte offsets. This is the one
//! place that counts columns in the client's encoding.

use linkwright_disk::absolute_path;
use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, Related};
use linkwright_settings::Severity;
use linkwright_text::{ColumnCounting, Position, Positions, Span, Text, line_end, line_start};
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::client_capabilities::ClientCapabilities;

/// The byte offset of `position`. A position outside the text is moved to the nearest offset, and a
/// position before a byte order mark to the offset behind it.
pub(crate) fn offset(text: &Text, position: lsp::Position, counting: ColumnCounting) -> u32 {
    text.offset(Position::new(position.line, position.character), counting).max(text.bom_len())
}

/// The LSP range of `span`.
pub(crate) fn range(text: &Text, span: Span, counting: ColumnCounting) -> lsp::Range {
    let at = |offset| {
        let position = text.position(offset, counting);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(span.start), at(span.end))
}

/// The LSP range of `span`. With one `positions` for all spans of a text, in ascending order, the text
/// is walked only once.
pub(crate) fn range_with(positions: &mut Positions<'_>, span: Span) -> lsp::Range {
    let mut at = |offset| {
        let position = positions.at(offset);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(span.start), at(span.end))
}

/// The line that contains `offset`, without line end and byte order mark; empty if `offset` is not a
/// character boundary.
pub(crate) fn line(text: &str, offset: u32) -> &str {
    let at = offset as usize;
    if !text.is_char_boundary(at) {
        return "";
    }
    &text[line_start(text, at).min(at)..line_end(text, at)]
}

/// The LSP ranges of `span` and of `focus` inside it, as in [`range_with`].
pub(crate) fn ranges_with(
    positions: &mut Positions<'_>,
    span: Span,
    focus: Span,
) -> [lsp::Range; 2] {
    let mut at = |offset| {
        let position = positions.at(offset);
        lsp::Position::new(position.line, position.column)
    };
    // In ascending order, so that the text is walked only once.
    let [start, from, to, end] = [span.start, focus.start, focus.end, span.end].map(&mut at);
    [lsp::Range::new(start, end), lsp::Range::new(from, to)]
}

/// The empty range at the start of a line, counted from 0.
pub(crate) fn start_of_line(line: u32) -> lsp::Range {
    let start = lsp::Position::new(line, 0);
    lsp::Range::new(start, start)
}

/// The URI of the file at `path` in the vault in `dir`.
pub(crate) fn file_uri(dir: &linkwright_disk::Root, path: &str) -> Option<Url> {
    Url::from_file_path(absolute_path(dir, path).ok()?).ok()
}

/// Converts a diagnostic of the note with this `text`. `locate` returns the location of a related
/// span, or `None` if the client cannot open it.
pub(crate) fn diagnostic(
    diagnostic: &Diagnostic,
    text: &Text,
    counting: ColumnCounting,
    client: ClientCapabilities,
    locate: impl FnMut(&Related) -> Option<lsp::Location>,
) -> lsp::Diagnostic {
    let mut locate = locate;
    let related = diagnostic.related.iter().filter(|_| client.related_information);
    let related = related.filter_map(|related| {
        let message = related.message.clone();
        Some(lsp::DiagnosticRelatedInformation { location: locate(related)?, message })
    });
    let related: Vec<_> = related.collect();
    let unnecessary = diagnostic.unnecessary && client.unnecessary_tag;
    lsp::Diagnostic {
        range: range(text, diagnostic.span, counting),
        severity: severity(diagnostic.severity),
        code: Some(lsp::NumberOrString::String(diagnostic.code.name().to_owned())),
        code_description: page(diagnostic.code).filter(|_| client.code_descriptions),
        source: Some("linkwright".to_owned()),
        message: diagnostic.message.clone(),
        tags: unnecessary.then(|| vec![lsp::DiagnosticTag::UNNECESSARY]),
        related_information: Some(related).filter(|related| !related.is_empty()),
        ..lsp::Diagnostic::default()
    }
}

/// The link to the page about `code` in `docs/diagnostics`.
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
