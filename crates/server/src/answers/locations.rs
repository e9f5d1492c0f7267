//! Locations and definition links of the protocol, from places in files.

use linkwright_ide::definition::Definition;
use linkwright_text::{Positions, Span};
use linkwright_vault::FileId;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::answers::request_context::RequestContext;
use crate::convert::{range_with, ranges_with};

/// The span that stands for a whole file.
const WHOLE_FILE: Span = Span::empty(0);

/// The targets of a link at `origin`, or `on_disk`, a file that is not in the vault. Contains the
/// range of the link if the client supports that.
pub(crate) fn definition(
    definition: &Definition,
    origin: lsp::Range,
    on_disk: Option<Url>,
    context: &RequestContext,
) -> lsp::GotoDefinitionResponse {
    let of_files = definition.targets.chunk_by(|a, b| a.file == b.file);
    let targets = of_files.filter_map(|of_one| {
        let file = context.file(of_one[0].file)?;
        let text = context.string(file.file).unwrap_or_default();
        let mut positions = Positions::new(text, context.counting(file.file));
        Some(of_one.iter().map(move |target| {
            let [span, focus] = match target.span == WHOLE_FILE {
                true => [file.start(); 2],
                false => ranges_with(&mut positions, target.span, target.focus),
            };
            (file.uri.clone(), span, focus)
        }))
    });
    let start = lsp::Range::default();
    let targets = targets.flatten().chain(on_disk.map(|uri| (uri, start, start)));
    if context.client_capabilities.definition_links {
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

/// A place in a file that the plan named. A whole file is the line on which a reader starts.
pub(crate) fn location(
    file: FileId,
    span: Span,
    context: &RequestContext,
) -> Option<lsp::Location> {
    locations([(file, span)], context).pop()
}

/// Places in files that the plan names, sorted by path and place.
pub(crate) fn locations(
    places: impl IntoIterator<Item = (FileId, Span)>,
    context: &RequestContext,
) -> Vec<lsp::Location> {
    let mut places: Vec<_> =
        places.into_iter().filter_map(|(file, span)| Some((context.file(file)?, span))).collect();
    places.sort_unstable_by(|(a, from), (b, to)| a.path.cmp(&b.path).then(from.cmp(to)));
    let mut locations = Vec::with_capacity(places.len());
    for of_one_file in places.chunk_by(|(a, _), (b, _)| a.file == b.file) {
        let file = of_one_file[0].0;
        let text = context.string(file.file).unwrap_or_default();
        let mut positions = Positions::new(text, context.counting(file.file));
        locations.extend(of_one_file.iter().map(|(_, span)| {
            let range = match *span == WHOLE_FILE {
                true => file.start(),
                false => range_with(&mut positions, *span),
            };
            lsp::Location::new(file.uri.clone(), range)
        }));
    }
    locations
}
