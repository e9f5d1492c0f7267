//! Requests that read: where a place leads, what refers to a place, what it shows, what can be clicked.

use linkwright_disk::path_from_root;
use linkwright_ide as ide;
use linkwright_ide::definition::{Definition, NavigationTarget};
use linkwright_ide::document_links::DocumentLink;
use linkwright_ide::{hover, references};
use linkwright_text::{ColumnCounting, Positions};
use linkwright_vault::FileId;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    self as lsp, DocumentHighlight, DocumentHighlightKind, GotoDefinitionResponse, Hover,
    HoverContents, Location, MarkupContent, MarkupKind, Range, ReferenceParams,
    TextDocumentIdentifier, TextDocumentPositionParams, Url,
};

use crate::answers::locations;
use crate::answers::material::FileRef;
use crate::answers::material::{Made, Material, Planned};
use crate::convert;
use crate::requests::place::{NotePosition, Source};
use crate::vaults::roots::Root;
use crate::vaults::state::State;
use crate::vaults::visits::TextId;

/// Where a place leads.
pub(crate) struct Defined {
    /// What under the cursor leads there.
    origin: Range,
    definition: Definition,
    /// A file that is not in the vault.
    on_disk: Option<Url>,
}

/// Where the client finds what stands at `path`, relative to the root and outside the vault.
fn on_disk(root: &Root, path: &str) -> Option<Url> {
    Url::from_file_path(path_from_root(root.dir.as_ref()?, path)?).ok()
}

/// `textDocument/definition`, first half: where it leads, and the text that led there.
pub(crate) fn plan_definition(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<Planned<Defined>>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let found = ide::definition(&place.root.vault, place.note, &place.text, place.offset);
    Ok(found.map(|definition| {
        let targets = &definition.targets;
        Planned {
            root: place.root.id,
            // A file as a whole is shown from its start, whatever it holds.
            texts: targets.iter().filter(|to| to.span.end > 0).map(|to| to.file).collect(),
            files: targets.iter().map(|to| to.file).collect(),
            plan: Defined {
                origin: place.range(definition.origin),
                on_disk: definition.on_disk.as_deref().and_then(|path| on_disk(place.root, path)),
                definition,
            },
        }
    }))
}

/// `textDocument/definition`, second half: the places in the targets' texts.
pub(crate) fn finish_definition(
    Defined { origin, definition, on_disk }: Defined,
    material: &Material,
) -> Result<GotoDefinitionResponse> {
    Ok(locations::definition(&definition, origin, on_disk, material))
}

/// `textDocument/references`, first half.
pub(crate) fn plan_references(
    state: &State,
    params: &ReferenceParams,
) -> Result<Option<Planned<(references::ReferencesPlan, bool)>>> {
    let Some(place) = NotePosition::of(state, &params.text_document_position)? else {
        return Ok(None);
    };
    let plan = references::plan(&place.root.vault, place.note, &place.text, place.offset);
    Ok(plan.map(|plan| Planned {
        root: place.root.id,
        // A file as a whole is shown from its start, whatever it holds.
        texts: plan.candidates().filter(|(_, span)| span.end > 0).map(|(file, _)| file).collect(),
        files: plan.candidates().map(|(file, _)| file).collect(),
        plan: (plan, params.context.include_declaration),
    }))
}

/// `textDocument/references`, of each text: the ranges in it.
pub(crate) fn references_in(
    (plan, with_definitions): &(references::ReferencesPlan, bool),
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> Vec<Range> {
    let mut positions = Positions::new(text, counting);
    let found = plan.references_in(file, text).into_iter();
    let wanted = found.filter(|found| *with_definitions || !found.definition);
    wanted.map(|found| convert::range_with(&mut positions, found.span)).collect()
}

/// `textDocument/references`, second half: sorted by path and place.
pub(crate) fn finish_references(
    (plan, ranges): ((references::ReferencesPlan, bool), Made<Vec<Range>>),
    material: &Material,
) -> Result<Vec<Location>> {
    let mut locations = Vec::new();
    for FileRef { file, uri, .. } in material.by_path() {
        let ranges = match ranges.binary_search_by_key(file, |(file, _)| *file) {
            Ok(at) => &ranges[at].1,
            Err(_) => &references_in(&plan, *file, "", material.counting(*file)),
        };
        locations.extend(ranges.iter().map(|range| Location::new(uri.clone(), *range)));
    }
    Ok(locations)
}

/// `textDocument/documentHighlight`
pub(crate) fn highlights(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let found = ide::highlights(&place.root.vault, place.note, &place.text, place.offset);
    let convert = |(span, made)| DocumentHighlight {
        range: place.range(span),
        kind: Some(if made { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    };
    Ok(Some(found.into_iter().map(convert).collect()))
}

/// `textDocument/hover`, first half: the plan, and the text that is hovered over.
pub(crate) fn plan_hover(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<Planned<(hover::HoverPlan, Source)>>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let plan = hover::plan(&place.root.vault, place.note, &place.text, place.offset);
    Ok(plan.map(|plan| Planned {
        root: place.root.id,
        texts: plan.notes().to_vec(),
        files: plan.images().to_vec(),
        plan: (plan, Source::of(&place)),
    }))
}

/// `textDocument/hover`, second half.
pub(crate) fn finish_hover(
    (plan, source): (hover::HoverPlan, Source),
    material: &Material,
) -> Result<Hover> {
    let markdown = material.client_capabilities.hover_markdown;
    let address = |image| Some(material.file(image)?.uri.to_string()).filter(|_| markdown);
    let hover = hover::finish(plan, &material.texts, &address);
    let (kind, value) = match markdown {
        true => (MarkupKind::Markdown, hover.markdown()),
        false => (MarkupKind::PlainText, hover.plain()),
    };
    Ok(Hover {
        range: Some(source.range(hover.span)),
        contents: HoverContents::Markup(MarkupContent { kind, value }),
    })
}

/// A document link that the client was told of without its target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The document that it stands in.
    pub(crate) uri: Url,
    /// The text that it stands in.
    text: Option<TextId>,
    index: usize,
}

impl Pending {
    /// The link that the client sends back.
    pub(crate) fn of(link: &lsp::DocumentLink) -> Option<Pending> {
        serde_json::from_value(link.data.clone()?).ok()
    }
}

/// `textDocument/documentLink`: a link to a place within a note says which line that is only when
/// it is followed, since the note has to be read for it.
pub(crate) fn document_links(
    state: &State,
    document: &TextDocumentIdentifier,
) -> Result<Option<Vec<lsp::DocumentLink>>> {
    let Some(place) = NotePosition::of_document(state, document)? else { return Ok(None) };
    let text = state.text_id(&document.uri);
    let told = |(index, link): (usize, DocumentLink)| {
        let whole = link.target.as_ref().is_none_or(|target| target.span.end == 0);
        let uri = match &link.target {
            Some(target) => {
                let path = &place.root.vault.file(target.file).path;
                state.uri(place.root, path)?
            }
            None => on_disk(place.root, &link.tooltip)?,
        };
        let pending = Pending { uri: document.uri.clone(), text, index };
        Some(lsp::DocumentLink {
            range: place.range(link.span),
            target: Some(uri).filter(|_| whole),
            tooltip: Some(link.tooltip).filter(|_| state.client_capabilities.link_tooltips),
            data: if whole { None } else { serde_json::to_value(pending).ok() },
        })
    };
    let found = ide::document_links(&place.root.vault, place.note);
    Ok(Some(found.into_iter().enumerate().filter_map(told).collect()))
}

/// `documentLink/resolve`, first half.
pub(crate) fn plan_target(
    state: &State,
    link: &Pending,
) -> Result<Option<Planned<NavigationTarget>>> {
    if state.text_id(&link.uri) != link.text {
        return Err(Error::content_modified());
    }
    let document = TextDocumentIdentifier::new(link.uri.clone());
    let Some(place) = NotePosition::of_document(state, &document)? else { return Ok(None) };
    let plan = ide::document_links(&place.root.vault, place.note).into_iter().nth(link.index);
    let target = plan.and_then(|plan| plan.target);
    Ok(target.map(|target| {
        let file = target.file;
        let texts = if target.span.end > 0 { vec![file] } else { Vec::new() };
        Planned { root: place.root.id, plan: target, texts, files: vec![file] }
    }))
}

/// `documentLink/resolve`, second half: the target, with the line as editors read it.
pub(crate) fn finish_target(target: &NavigationTarget, material: &Material) -> Result<Url> {
    let file = material.file(target.file).ok_or_else(Error::content_modified)?;
    let mut uri = file.uri.clone();
    if let Some(text) = material.text(target.file) {
        let start = convert::range(&text, target.focus, material.counting(target.file)).start;
        uri.set_fragment(Some(&format!("L{},{}", start.line + 1, start.character + 1)));
    }
    Ok(uri)
}
