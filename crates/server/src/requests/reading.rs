//! Requests that only read: definition, references, highlights and document links.

use linkwright_disk::path_from_root;
use linkwright_ide as ide;
use linkwright_ide::definition::{Definition, NavigationTarget};
use linkwright_ide::document_links::DocumentLink;
use linkwright_ide::references;
use linkwright_project::live::{FileResults, Needs, OpenVault, Planned, TextId, VaultOwner as _};
use linkwright_text::{ColumnCounting, Positions};
use linkwright_vault::FileId;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    self as lsp, DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams,
    DocumentLinkParams, GotoDefinitionParams, GotoDefinitionResponse, Location, Range,
    ReferenceParams, TextDocumentIdentifier, Url,
};

use crate::answers::locations;
use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::requests::place::NotePosition;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// The targets of the link at a position.
pub(crate) struct DefinitionPlan {
    /// The range of the link.
    origin: Range,
    definition: Definition,
    /// The URI of a target that is not in the vault.
    outside_target: Option<Url>,
}

/// The URI of the file at `path`, relative to the root and outside the vault.
fn outside_uri(open_vault: &OpenVault, path: &str) -> Option<Url> {
    Url::from_file_path(path_from_root(open_vault.dir.as_ref()?, path)?).ok()
}

/// `textDocument/definition`, first half: finds the targets.
pub(crate) fn plan_definition(
    state: &mut State,
    params: &GotoDefinitionParams,
) -> Result<Option<Planned<DefinitionPlan>>> {
    let at = &params.text_document_position_params;
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let found = ide::definition(&place.open_vault.vault, place.note, &place.text, place.offset);
    Ok(found.map(|definition| {
        let targets = &definition.targets;
        Planned::new(
            place.open_vault.id,
            // A target without a span is the whole file, and needs no text.
            targets.iter().filter(|to| to.span.end > 0).map(|to| to.file).collect(),
            targets.iter().map(|to| to.file).collect(),
            DefinitionPlan {
                origin: place.range(definition.origin),
                outside_target: definition
                    .on_disk
                    .as_deref()
                    .and_then(|path| outside_uri(place.open_vault, path)),
                definition,
            },
        )
    }))
}

/// `textDocument/definition`, second half: converts the targets into locations.
pub(crate) fn finish_definition(
    DefinitionPlan { origin, definition, outside_target }: DefinitionPlan,
    context: &RequestContext,
) -> Result<GotoDefinitionResponse> {
    Ok(locations::definition(&definition, origin, outside_target, context))
}

/// `textDocument/references`, first half.
pub(crate) fn plan_references(
    state: &mut State,
    params: &ReferenceParams,
) -> Result<Option<Planned<(references::ReferencesPlan, bool)>>> {
    let Some(place) = NotePosition::of(state, &params.text_document_position)? else {
        return Ok(None);
    };
    let plan = references::plan(&place.open_vault.vault, place.note, &place.text, place.offset);
    Ok(plan.map(|plan| {
        Planned::new(
            place.open_vault.id,
            // A place without a span is the whole file, and needs no text.
            plan.candidates().filter(|(_, span)| span.end > 0).map(|(file, _)| file).collect(),
            plan.candidates().map(|(file, _)| file).collect(),
            (plan, params.context.include_declaration),
        )
    }))
}

/// `textDocument/references`, for each text: the ranges of the references in it.
pub(crate) fn references_in(
    (plan, with_definitions): &(references::ReferencesPlan, bool),
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> Vec<Range> {
    let mut positions = Positions::new(text, counting);
    let references = plan.references_in(file, text).into_iter();
    let references = references.filter(|it| *with_definitions || !it.is_definition);
    references.map(|it| convert::range_with(&mut positions, it.span)).collect()
}

/// `textDocument/references`, second half: the locations, sorted by path and position.
pub(crate) fn finish_references(
    (plan, ranges): ((references::ReferencesPlan, bool), FileResults<Vec<Range>>),
    context: &RequestContext,
) -> Result<Vec<Location>> {
    let mut locations = Vec::new();
    for file in context.by_path() {
        let ranges = match ranges.binary_search_by_key(&file.file, |(file, _)| *file) {
            Ok(at) => &ranges[at].1,
            Err(_) => &references_in(&plan, file.file, "", context.counting(file.file)),
        };
        // The whole file is the only reference without a length.
        let place = |range: &Range| if *range == Range::default() { file.start() } else { *range };
        locations.extend(ranges.iter().map(|range| Location::new(file.uri.clone(), place(range))));
    }
    Ok(locations)
}

/// `textDocument/documentHighlight`
pub(crate) fn highlights(
    state: &mut State,
    params: &DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let at = &params.text_document_position_params;
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let found = ide::highlights(&place.open_vault.vault, place.note, &place.text, place.offset);
    let convert = |(span, is_definition)| DocumentHighlight {
        range: place.range(span),
        kind: Some(match is_definition {
            true => DocumentHighlightKind::WRITE,
            false => DocumentHighlightKind::READ,
        }),
    };
    Ok(Some(found.into_iter().map(convert).collect()))
}

/// The `data` of a document link that was sent without its target.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct UnresolvedLink {
    /// The document that contains the link.
    uri: Url,
    /// The text that contains the link.
    text: Option<TextId>,
    index: usize,
}

impl UnresolvedLink {
    /// Reads the `data` of the link that the client sends back.
    fn of(link: &lsp::DocumentLink) -> Option<UnresolvedLink> {
        serde_json::from_value(link.data.clone()?).ok()
    }
}

/// `textDocument/documentLink`. A link to a heading or block is sent without its target: the line is
/// known only after reading the note, so the target is resolved when the user follows the link.
pub(crate) fn document_links(
    state: &mut State,
    params: &DocumentLinkParams,
) -> Result<Option<Vec<lsp::DocumentLink>>> {
    let document = &params.text_document;
    let Some(place) = NotePosition::of_document(state, document)? else { return Ok(None) };
    let text = state.text_id(&document.uri);
    let convert = |(index, link): (usize, DocumentLink)| {
        let is_file = link.target.as_ref().is_none_or(|target| target.span.end == 0);
        let uri = match &link.target {
            Some(target) => {
                let path = &place.open_vault.vault.file(target.file).path;
                let mut uri = state.uri(place.open_vault, path)?;
                match place.open_vault.vault.start_line(target.file) {
                    line if line > 0 && is_file => set_line(&mut uri, line, 0),
                    _ => {}
                }
                uri
            }
            None => outside_uri(place.open_vault, &link.tooltip)?,
        };
        let unresolved = UnresolvedLink { uri: document.uri.clone(), text, index };
        Some(lsp::DocumentLink {
            range: place.range(link.span),
            target: Some(uri).filter(|_| is_file),
            tooltip: Some(link.tooltip).filter(|_| state.session.capabilities().link_tooltips),
            data: if is_file { None } else { serde_json::to_value(unresolved).ok() },
        })
    };
    let found = ide::document_links(&place.open_vault.vault, place.note);
    Ok(Some(found.into_iter().enumerate().filter_map(convert).collect()))
}

/// `documentLink/resolve`
pub(crate) async fn resolve_link(
    vaults: &Handle,
    mut link: lsp::DocumentLink,
) -> Result<lsp::DocumentLink> {
    let Some(unresolved) = UnresolvedLink::of(&link) else { return Ok(link) };
    let uri = unresolved.uri.clone();
    let plan = move |state: &mut State, _: &Url| plan_target(state, &unresolved);
    let finish = |target, context: &RequestContext| finish_target(&target, context);
    link.target = InBackground(Needs::Links, plan, finish).answer(vaults, uri).await?;
    Ok(link)
}

/// `documentLink/resolve`, first half.
fn plan_target(state: &State, link: &UnresolvedLink) -> Result<Option<Planned<NavigationTarget>>> {
    if state.text_id(&link.uri) != link.text {
        return Err(Error::content_modified());
    }
    let document = TextDocumentIdentifier::new(link.uri.clone());
    let Some(place) = NotePosition::of_document(state, &document)? else { return Ok(None) };
    let plan = ide::document_links(&place.open_vault.vault, place.note).into_iter().nth(link.index);
    let target = plan.and_then(|plan| plan.target);
    Ok(target.map(|target| {
        let file = target.file;
        let texts = if target.span.end > 0 { vec![file] } else { Vec::new() };
        Planned::new(place.open_vault.id, texts, vec![file], target)
    }))
}

/// `documentLink/resolve`, second half: the target's URI, with line and column in its fragment.
fn finish_target(target: &NavigationTarget, context: &RequestContext) -> Result<Url> {
    let file = context.file(target.file).ok_or_else(Error::content_modified)?;
    let mut uri = file.uri.clone();
    if let Some(text) = context.text(target.file) {
        let start = convert::range(&text, target.focus, context.counting(target.file)).start;
        set_line(&mut uri, start.line, start.character);
    }
    Ok(uri)
}

/// Adds the place to the URI, as VS Code reads it.
fn set_line(uri: &mut Url, line: u32, character: u32) {
    uri.set_fragment(Some(&format!("L{},{}", line + 1, character + 1)));
}
