//! The symbols of a document (its outline) and of the workspace (names across the vaults).

use linkwright_ide::symbols::{Symbol, SymbolKind, VaultSymbol, outline, vault_symbols};
use linkwright_project::live::{Needs, Planned, VaultId};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location,
    SymbolInformation, Url, WorkspaceSymbolParams,
};

use crate::answers::locations;
use crate::answers::modes::{InBackground, Request};
use crate::answers::request_context::RequestContext;
use crate::requests::place::NotePosition;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// Maximum number of workspace symbols of a vault.
const MAX_SYMBOLS: usize = 200;

/// `textDocument/documentSymbol`
pub(crate) fn of_document(
    state: &mut State,
    params: &DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>> {
    let Some(place) = NotePosition::of_document(state, &params.text_document)? else {
        return Ok(None);
    };
    let symbols = outline(&place.open_vault.vault, place.note, &place.text);
    if state.session.capabilities().nested_symbols {
        let nest = symbols.into_iter().map(|symbol| nested(symbol, &place));
        return Ok(Some(DocumentSymbolResponse::Nested(nest.collect())));
    }
    let mut flat = Vec::new();
    flatten(symbols, None, &place, &mut flat);
    Ok(Some(DocumentSymbolResponse::Flat(flat)))
}

fn nested(symbol: Symbol, place: &NotePosition<'_>) -> DocumentSymbol {
    let range = |span| place.range(span);
    let children = symbol.children.into_iter().map(|child| nested(child, place));
    #[expect(deprecated, reason = "a struct literal needs every field")]
    DocumentSymbol {
        name: symbol.name,
        detail: None,
        kind: lsp::SymbolKind::STRING,
        tags: None,
        deprecated: None,
        range: range(symbol.span),
        selection_range: range(symbol.focus),
        children: Some(children.collect()),
    }
}

fn flatten(
    symbols: Vec<Symbol>,
    parent: Option<&str>,
    place: &NotePosition<'_>,
    flat: &mut Vec<SymbolInformation>,
) {
    for Symbol { name, span, children, .. } in symbols {
        let range = place.range(span);
        let location = Location::new(place.document.uri.clone(), range);
        let container = parent.map(str::to_owned);
        flat.push(information(name.clone(), lsp::SymbolKind::STRING, location, container));
        flatten(children, Some(&name), place, flat);
    }
}

fn information(
    name: String,
    kind: lsp::SymbolKind,
    location: Location,
    container_name: Option<String>,
) -> SymbolInformation {
    #[expect(deprecated, reason = "a struct literal needs every field")]
    SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name }
}

/// `workspace/symbol`
pub(crate) async fn of_workspace(
    vaults: &Handle,
    params: WorkspaceSymbolParams,
) -> Result<Option<Vec<SymbolInformation>>> {
    let search_vaults = move |state: &mut State| {
        let vaults = with_folder(state);
        let search = |(vault_id, uri): (VaultId, Url)| {
            let query = params.query.clone();
            let plan = move |state: &mut State, _: &Url| Ok(plan(state, vault_id, &query));
            let mode = InBackground(Needs::Names, plan, finish);
            state.answer(uri.clone(), Request { params: uri, mode })
        };
        vaults.into_iter().map(search).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for answer in vaults.run(search_vaults).await? {
        found.extend(answer.await?);
    }
    Ok(Some(interleave(found)))
}

/// The vaults that have a folder, each with its URI.
fn with_folder(state: &State) -> Vec<(VaultId, Url)> {
    let uri = |dir: &linkwright_disk::Root| Url::from_file_path(&dir.path).ok();
    let vaults = state.vaults.iter();
    vaults.filter_map(|open_vault| Some((open_vault.id, uri(open_vault.dir.as_ref()?)?))).collect()
}

/// A symbol, and the path of its file.
type RankedSymbol = (VaultSymbol, String);

/// `workspace/symbol` of one vault, first half.
fn plan(state: &State, vault_id: VaultId, query: &str) -> Option<Planned<Vec<RankedSymbol>>> {
    let vault = &state.vaults.get(vault_id)?.vault;
    let found = vault_symbols(vault, query, MAX_SYMBOLS);
    let files = found.iter().map(|symbol| symbol.file).collect();
    let texts = found.iter().filter(|it| it.span.end > 0).map(|it| it.file).collect();
    let path = |symbol: VaultSymbol| {
        let path = vault.file(symbol.file).path.to_string();
        (symbol, path)
    };
    Some(Planned::new(vault_id, texts, files, found.into_iter().map(path).collect()))
}

/// `workspace/symbol` of one vault, second half.
fn finish(found: Vec<RankedSymbol>, context: &RequestContext) -> Result<Vec<SymbolInformation>> {
    let convert = |(symbol, path): RankedSymbol| {
        let location = locations::location(symbol.file, symbol.span, context)?;
        let kind = match symbol.kind {
            SymbolKind::Note => lsp::SymbolKind::FILE,
            SymbolKind::Alias => lsp::SymbolKind::KEY,
            SymbolKind::Heading => lsp::SymbolKind::STRING,
        };
        Some(information(symbol.name, kind, location, Some(path)))
    };
    Ok(found.into_iter().filter_map(convert).collect())
}

/// Merges the symbols of several vaults, each sorted best first: the best of each vault, then the
/// second best of each, and so on.
fn interleave(of_vaults: Vec<Vec<SymbolInformation>>) -> Vec<SymbolInformation> {
    let ranked = of_vaults.into_iter().flat_map(|found| found.into_iter().enumerate());
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, symbol)| symbol).collect()
}
