//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`:
//! the links between notes as calls.

use linkwright_ide::call_hierarchy::{self, Call, HierarchyItem, ItemKey};
use linkwright_project::live::{FileResults, Planned, VaultId};
use linkwright_text::{ColumnCounting, Positions, Span};
use linkwright_vault::{FileId, Vault};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    Position, Range, SymbolKind,
};

use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::requests::place::{NotePosition, file_at};
use crate::vaults::state::State;

/// The `data` of an item: its section, which is looked up in the note again for each request. An item
/// without data stands for its whole file.
#[derive(Default, Serialize, Deserialize)]
struct CallItemData {
    headings: Vec<String>,
    nth: usize,
}

/// The calls of an item.
pub(crate) struct CallsPlan {
    /// Sorted by the file of the item.
    calls: Vec<Call>,
    /// The file that contains the links of outgoing calls. Those of incoming calls are in the item's
    /// file.
    source: Option<FileId>,
}

/// The ranges of the calls in one file.
#[derive(Default)]
pub(crate) struct CallRanges {
    /// For each call with an item in this file: its range, and the range of its name.
    items: Vec<[Range; 2]>,
    /// The links in this file. For incoming calls, those of each call with an item in this file; for
    /// outgoing calls, those of each call.
    links: Vec<Vec<Range>>,
}

/// A call with everything that the protocol needs.
type PlacedCall = (CallHierarchyItem, Vec<Range>);

/// `textDocument/prepareCallHierarchy`, first half.
pub(crate) fn plan_prepare(
    state: &mut State,
    params: &CallHierarchyPrepareParams,
) -> Result<Option<Planned<CallsPlan>>> {
    let at = &params.text_document_position_params;
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let vault = &place.open_vault.vault;
    let item = call_hierarchy::prepare(vault, place.note, &place.text, place.offset);
    Ok(item.map(|item| {
        let plan = CallsPlan { calls: vec![Call { item, links: Vec::new() }], source: None };
        plan.planned(place.open_vault.id, vault)
    }))
}

/// `textDocument/prepareCallHierarchy`, second half.
pub(crate) fn finish_prepare(
    made: (CallsPlan, FileResults<CallRanges>),
    context: &RequestContext,
) -> Result<Vec<CallHierarchyItem>> {
    Ok(placed(made, context).into_iter().map(|(item, _)| item).collect())
}

/// `callHierarchy/incomingCalls`, first half.
pub(crate) fn plan_incoming(
    state: &mut State,
    params: &CallHierarchyIncomingCallsParams,
) -> Result<Option<Planned<CallsPlan>>> {
    plan(state, &params.item, true)
}

/// `callHierarchy/outgoingCalls`, first half.
pub(crate) fn plan_outgoing(
    state: &mut State,
    params: &CallHierarchyOutgoingCallsParams,
) -> Result<Option<Planned<CallsPlan>>> {
    plan(state, &params.item, false)
}

fn plan(
    state: &State,
    item: &CallHierarchyItem,
    is_incoming: bool,
) -> Result<Option<Planned<CallsPlan>>> {
    let data = item.data.clone().map_or(Ok(CallItemData::default()), serde_json::from_value);
    let CallItemData { headings, nth } =
        data.map_err(|_| Error::invalid_params("the item has data of another server"))?;
    let (open_vault, file) = file_at(state, &item.uri)?;
    let (vault, key) = (&open_vault.vault, ItemKey { headings, nth });
    let plan = match is_incoming {
        true => CallsPlan { calls: call_hierarchy::incoming(vault, file, &key), source: None },
        false => {
            CallsPlan { calls: call_hierarchy::outgoing(vault, file, &key), source: Some(file) }
        }
    };
    Ok(Some(plan.planned(open_vault.id, vault)))
}

impl CallsPlan {
    fn planned(self, vault_id: VaultId, vault: &Vault) -> Planned<CallsPlan> {
        let files: Vec<FileId> =
            self.calls.iter().map(|call| call.item.file).chain(self.source).collect();
        let texts = files.iter().copied().filter(|file| vault.note(*file).is_some()).collect();
        Planned::new(vault_id, texts, files, self)
    }

    /// The calls with an item in `file`.
    fn of_file(&self, file: FileId) -> &[Call] {
        let start = self.calls.partition_point(|call| call.item.file < file);
        let end = self.calls.partition_point(|call| call.item.file <= file);
        &self.calls[start..end]
    }
}

/// For each text: the ranges of the calls in it.
pub(crate) fn ranges_in(
    plan: &CallsPlan,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> CallRanges {
    let calls = plan.of_file(file);
    let with_links = match plan.source {
        None => calls,
        Some(source) if source == file => &plan.calls[..],
        Some(_) => &[],
    };
    let item_spans = |item: &HierarchyItem| [item.span, item.focus];
    let spans = calls.iter().flat_map(|call| item_spans(&call.item));
    let spans = spans.chain(with_links.iter().flat_map(|call| call.links.iter().copied()));
    // In ascending order, so that the text is walked only once.
    let mut offsets: Vec<u32> = spans.flat_map(|span| [span.start, span.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let mut positions = Positions::new(text, counting);
    let positions: Vec<Position> = offsets
        .iter()
        .map(|offset| convert::range_with(&mut positions, Span::empty(*offset)).start)
        .collect();
    let at = |offset: u32| positions[offsets.partition_point(|other| *other < offset)];
    let range = |span: Span| Range::new(at(span.start), at(span.end));
    CallRanges {
        items: calls.iter().map(|call| item_spans(&call.item).map(range)).collect(),
        links: with_links
            .iter()
            .map(|call| call.links.iter().map(|link| range(*link)).collect())
            .collect(),
    }
}

/// `callHierarchy/incomingCalls`, second half: sorted by path and place.
pub(crate) fn finish_incoming(
    made: (CallsPlan, FileResults<CallRanges>),
    context: &RequestContext,
) -> Result<Vec<CallHierarchyIncomingCall>> {
    let calls = placed(made, context).into_iter();
    Ok(calls.map(|(from, from_ranges)| CallHierarchyIncomingCall { from, from_ranges }).collect())
}

/// `callHierarchy/outgoingCalls`, second half: sorted by the first link.
pub(crate) fn finish_outgoing(
    made: (CallsPlan, FileResults<CallRanges>),
    context: &RequestContext,
) -> Result<Vec<CallHierarchyOutgoingCall>> {
    let mut calls = placed(made, context);
    calls.sort_by_key(|(_, links)| links.first().map(|link| link.start));
    let calls = calls.into_iter();
    Ok(calls.map(|(to, from_ranges)| CallHierarchyOutgoingCall { to, from_ranges }).collect())
}

/// The items of the plan with the ranges of their links, sorted by path.
fn placed(
    (plan, results): (CallsPlan, FileResults<CallRanges>),
    context: &RequestContext,
) -> Vec<PlacedCall> {
    let none = CallRanges::default();
    let of_file = |file: FileId| match results.binary_search_by_key(&file, |(file, _)| *file) {
        Ok(at) => &results[at].1,
        Err(_) => &none,
    };
    let links_of_source = plan.source.map(|source| &of_file(source).links);
    let mut found = Vec::with_capacity(plan.calls.len());
    for file in context.by_path() {
        let start = plan.calls.partition_point(|call| call.item.file < file.file);
        let ranges = of_file(file.file);
        for (index, call) in plan.of_file(file.file).iter().enumerate() {
            let [range, selection_range] = ranges.items.get(index).copied().unwrap_or_default();
            let links = match links_of_source {
                Some(links) => links.get(start + index),
                None => ranges.links.get(index),
            };
            let HierarchyItem { key, name, .. } = &call.item;
            let is_whole_file = key.headings.is_empty();
            let data = || CallItemData { headings: key.headings.clone(), nth: key.nth };
            let item = CallHierarchyItem {
                name: name.clone(),
                kind: match is_whole_file {
                    true => SymbolKind::FILE,
                    false => SymbolKind::STRING,
                },
                tags: None,
                detail: Some(file.path.clone()),
                uri: file.uri.clone(),
                range,
                selection_range,
                data: (!is_whole_file).then(|| serde_json::to_value(data()).ok()).flatten(),
            };
            found.push((item, links.cloned().unwrap_or_default()));
        }
    }
    found
}
