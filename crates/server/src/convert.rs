//! From the features' data to the protocol's, and from its positions to bytes: the one place that
//! counts columns as the client does.

use linkwright_disk::absolute;
use linkwright_ide::definition::Definition;
use linkwright_ide::diagnostics::{Code, Diagnostic, Related};
use linkwright_text::{Counting, Encoding, Position, Positions, Span, Text, line_end, line_start};
use linkwright_vault::{FileId, Severity};
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::abilities::Abilities;
use crate::requests::answer::Material;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// The byte at `position`; outside the text, the nearest. A byte order mark is nothing that a request
/// could be about: before it means behind it.
pub(crate) fn offset(text: &Text, position: lsp::Position, counting: Counting) -> u32 {
    text.offset(Position::new(position.line, position.character), counting).max(text.mark_len())
}

/// The range of `span`.
pub(crate) fn range(text: &Text, span: Span, counting: Counting) -> lsp::Range {
    let at = |offset| {
        let position = text.position(offset, counting);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(span.start), at(span.end))
}

/// The range of `span`, one of many that come in order.
pub(crate) fn range_along(positions: &mut Positions<'_>, span: Span) -> lsp::Range {
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
fn ranges_along(positions: &mut Positions<'_>, span: Span, focus: Span) -> [lsp::Range; 2] {
    let mut at = |offset| {
        let position = positions.at(offset);
        lsp::Position::new(position.line, position.column)
    };
    // In the order of the text, so that it is walked along once.
    let [start, from, to, end] = [span.start, focus.start, focus.end, span.end].map(&mut at);
    [lsp::Range::new(start, end), lsp::Range::new(from, to)]
}

/// Where the client finds the file at `path` of `root`: where it has the file open, the URI that
/// it used itself.
pub(crate) fn uri(state: &State, root: &Root, path: &str) -> Option<Url> {
    if let Some(document) = state.documents.at(root.id, path) {
        return Some(document.uri.clone());
    }
    uri_on_disk(root.dir.as_ref()?, path)
}

/// The URI of the file at `path` of the vault in `dir`.
pub(crate) fn uri_on_disk(dir: &linkwright_disk::Root, path: &str) -> Option<Url> {
    Url::from_file_path(absolute(dir, path).ok()?).ok()
}

/// The targets of a link at `origin`, `on_disk` a file that is not in the vault; with that range if
/// the client can show it.
pub(crate) fn definition(
    definition: &Definition,
    origin: lsp::Range,
    on_disk: Option<Url>,
    material: &Material,
) -> lsp::GotoDefinitionResponse {
    let of_files = definition.targets.chunk_by(|a, b| a.file == b.file);
    let targets = of_files.filter_map(|of_one| {
        let file = material.file(of_one[0].file)?;
        let text = material.string(file.file).unwrap_or_default();
        let mut positions = Positions::new(text, material.counting(file.file));
        Some(of_one.iter().map(move |target| {
            let [span, focus] = ranges_along(&mut positions, target.span, target.focus);
            (file.uri.clone(), span, focus)
        }))
    });
    let start = lsp::Range::default();
    let targets = targets.flatten().chain(on_disk.map(|uri| (uri, start, start)));
    if material.abilities.definition_links {
        let link = |(target_uri, target_range, target_selection_range)| lsp::LocationLink {
            origin_selection_range: Some(origin),
            target_uri,
            target_range,
            target_selection_range,
        };
        lsp::GotoDefinitionResponse::Link(targets.map(link).collect())
    } else {
        let location = |(uri, _, focus)| lsp::Location::new(uri, focus);
        lsp::GotoDefinitionResponse::Array(targets.map(location).collect())
    }
}

/// A place in a file that the plan named. Where it did not ask for the text, the file's start.
pub(crate) fn location(file: FileId, span: Span, material: &Material) -> Option<lsp::Location> {
    locations([(file, span)], material).pop()
}

/// Places in files that the plan named, sorted by path and place.
pub(crate) fn locations(
    places: impl IntoIterator<Item = (FileId, Span)>,
    material: &Material,
) -> Vec<lsp::Location> {
    let mut places: Vec<_> =
        places.into_iter().filter_map(|(file, span)| Some((material.file(file)?, span))).collect();
    places.sort_unstable_by(|(a, from), (b, to)| a.path.cmp(&b.path).then(from.cmp(to)));
    let mut locations = Vec::with_capacity(places.len());
    for of_one_file in places.chunk_by(|(a, _), (b, _)| a.file == b.file) {
        let file = of_one_file[0].0;
        let text = material.string(file.file).unwrap_or_default();
        let mut positions = Positions::new(text, material.counting(file.file));
        locations.extend(of_one_file.iter().map(|(_, span)| {
            lsp::Location::new(file.uri.clone(), range_along(&mut positions, *span))
        }));
    }
    locations
}

/// A finding in the note that holds `text`; `place` says where the client finds what is related.
pub(crate) fn diagnostic(
    finding: &Diagnostic,
    text: &Text,
    counting: Counting,
    can: Abilities,
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
fn page(code: Code) -> Option<lsp::CodeDescription> {
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

/// A file that the client is told of.
#[derive(Clone, Debug)]
pub(crate) struct FileRef {
    /// The file.
    pub(crate) file: FileId,
    /// Where the client finds it.
    pub(crate) uri: Url,
    /// Relative to the vault's root.
    pub(crate) path: String,
    /// Of what the editor shows; `None` if it shows nothing.
    pub(crate) version: Option<i32>,
}

impl FileRef {
    /// How a client that counts in `encoding` counts in its text.
    pub(crate) fn counting(&self, encoding: Encoding) -> Counting {
        match self.version {
            Some(_) => Counting::of_buffer(encoding),
            None => Counting::of_file(encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::page;
    use linkwright_ide::diagnostics::Code;

    #[test]
    fn every_code_links_to_its_page() {
        for code in Code::ALL {
            let href = page(*code).expect("the repository has an address").href;
            let (_, path) =
                href.path().split_once("/blob/main/").expect("a file of the repository");
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            assert!(root.join(path).is_file(), "{path}");
        }
    }
}
