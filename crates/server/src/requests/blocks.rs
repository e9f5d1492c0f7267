//! Folding ranges, selection ranges, and parsing block trees.
//!
//! The ranges depend only on the note's text, so they are computed on another thread, from a clone
//! of the rope and its tree.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linkwright_ide as ide;
use linkwright_ide::folding::{Fold, FoldKind};
use linkwright_project::live::Planned;
use linkwright_syntax::OpenText;
use linkwright_text::{ColumnCounting, Span};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, FoldingRange, FoldingRangeKind, FoldingRangeParams, SelectionRange,
    SelectionRangeParams, Url,
};

use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::vaults::state::State;

/// Parses the block trees of edited notes on another thread. Notes that are edited meanwhile keep
/// their old tree, adjusted to the edit, until the next pause.
pub(crate) fn parse_blocks(state: &mut State) {
    parse_blocks_with(state, OpenText::parse);
}

fn parse_blocks_with(state: &mut State, parse: fn(&mut OpenText)) {
    if !state.documents.needs_parsing() {
        return;
    }
    let texts = state.documents.begin_parsing();
    let uris: Vec<(Url, u64)> = texts.iter().map(|(uri, it, _)| (uri.clone(), *it)).collect();
    let handle = state.jobs.handle.clone();
    let parse_all = move || {
        for (uri, revision, mut text) in texts {
            let succeeded = catch_unwind(AssertUnwindSafe(|| parse(&mut text))).is_ok();
            let text = Some(text).filter(|_| succeeded);
            // If parsing failed, requests parse their own clone.
            handle.send(move |state| state.documents.take_parsed(&uri, revision, text));
        }
        handle.send(|state| state.documents.end_parsing());
    };
    let threads = &state.jobs.handle.platform.threads;
    if let Err(error) = threads.spawn("blocks", Box::new(parse_all)) {
        tracing::warn!("cannot parse blocks: {error}");
        state.documents.end_parsing();
        for (uri, revision) in uris {
            state.documents.take_parsed(&uri, revision, None);
        }
    }
}

/// A note whose ranges are computed, and the positions to select at.
pub(crate) struct BlockRangesPlan {
    open: OpenText,
    counting: ColumnCounting,
    positions: Vec<lsp::Position>,
}

/// The plan for the note at `uri`, from its text alone. `None` if the document is a canvas or not a
/// note.
fn plan(state: &State, uri: &Url, positions: &[lsp::Position]) -> Option<Planned<BlockRangesPlan>> {
    let (document, vault, _) = state.note(uri).filter(|(document, ..)| document.has_blocks())?;
    let (open, counting) = (document.text.clone(), document.counting);
    let plan = BlockRangesPlan { open, counting, positions: positions.to_vec() };
    Some(Planned::new(vault.id, Vec::new(), Vec::new(), plan))
}

/// `textDocument/foldingRange`, first half.
pub(crate) fn plan_folding(
    state: &mut State,
    params: &FoldingRangeParams,
) -> Result<Option<Planned<BlockRangesPlan>>> {
    Ok(plan(state, &params.text_document.uri, &[]))
}

/// `textDocument/foldingRange`, second half.
pub(crate) fn finish_folding(
    BlockRangesPlan { mut open, counting, .. }: BlockRangesPlan,
    context: &RequestContext,
) -> Result<Vec<FoldingRange>> {
    let text = open.to_string();
    let limits = context.client_capabilities.folding;
    let folds = ide::folding_ranges(&text, &open.blocks(&text));
    let folds = outermost(folds, limits.limit).into_iter();
    Ok(folds.map(|fold| folding_range(fold, &open, counting, limits.lines_only)).collect())
}

/// Limits `folds` to the outermost ones.
fn outermost(mut folds: Vec<Fold>, limit: Option<u32>) -> Vec<Fold> {
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    if folds.len() > limit {
        let mut outer: Vec<Span> = Vec::new();
        folds.sort_by_cached_key(|fold| {
            while outer.pop_if(|outer| outer.end <= fold.span.start).is_some() {}
            outer.push(fold.span);
            outer.len()
        });
        folds.truncate(limit);
        folds.sort_unstable();
    }
    folds
}

/// The range of `fold`, from the end of its first line, which stays visible.
fn folding_range(
    fold: Fold,
    open: &OpenText,
    counting: ColumnCounting,
    lines_only: bool,
) -> FoldingRange {
    let lsp::Range { start, end } = convert::range(open, fold.span, counting);
    let line_end = Span::empty(open.line_span(start.line).end);
    let line_end = convert::range(open, line_end, counting).end;
    FoldingRange {
        start_line: start.line,
        start_character: (!lines_only).then_some(line_end.character),
        end_line: end.line,
        end_character: (!lines_only).then_some(end.character),
        kind: (fold.kind == FoldKind::Comment).then_some(FoldingRangeKind::Comment),
        collapsed_text: None,
    }
}

/// `textDocument/selectionRange`, first half.
pub(crate) fn plan_selection(
    state: &mut State,
    params: &SelectionRangeParams,
) -> Result<Option<Planned<BlockRangesPlan>>> {
    Ok(plan(state, &params.text_document.uri, &params.positions))
}

/// `textDocument/selectionRange`, second half.
pub(crate) fn finish_selection(
    BlockRangesPlan { mut open, counting, positions }: BlockRangesPlan,
    _: &RequestContext,
) -> Result<Vec<SelectionRange>> {
    let text = open.to_string();
    let blocks = open.blocks(&text);
    let offset = |at: &lsp::Position| convert::offset(&open, *at, counting);
    let offsets: Vec<u32> = positions.iter().map(offset).collect();
    let found = ide::selection_ranges(&text, &blocks, &offsets);
    Ok(found.iter().map(|spans| nested(spans, &open, counting)).collect())
}

/// Each of `spans` with the next one as its parent.
fn nested(spans: &[Span], open: &OpenText, counting: ColumnCounting) -> SelectionRange {
    let enclose = |parent: Option<SelectionRange>, span: &Span| {
        let range = convert::range(open, *span, counting);
        Some(SelectionRange { range, parent: parent.map(Box::new) })
    };
    spans.iter().rev().fold(None, enclose).expect("the whole note is always a selection")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_that_failed_to_parse_is_parsed_again_when_it_changes() {
        let mut state = State::without_client();
        let item = json!({"uri": "untitled:a", "languageId": "markdown", "version": 1, "text": ""});
        state.open(&serde_json::from_value(item).expect("a document"));
        let uri: Url = "untitled:a".parse().expect("a URI");
        assert!(state.documents.needs_parsing());
        parse_blocks_with(&mut state, |_| panic!("a test of panics"));
        assert!(!state.documents.needs_parsing(), "it is being parsed");
        // The result is sent to the vaults' thread, which does not own this state.
        state.documents.end_parsing();
        let revision = state.documents.revision(&uri).expect("it is open");
        state.documents.take_parsed(&uri, revision, None);
        assert!(!state.documents.needs_parsing(), "the same text would fail again");
        let change = json!([{"text": "# A"}]);
        state.change(&uri, 2, serde_json::from_value(change).expect("a change"));
        assert!(state.documents.needs_parsing());
        state.documents.take_parsed(&uri, revision, None);
        assert!(state.documents.needs_parsing(), "the failure was of an older text");
    }

    #[test]
    fn a_limit_keeps_the_outermost_folds() {
        let fold = |start, end| Fold { span: Span::new(start, end), kind: FoldKind::Section };
        let folds = vec![fold(0, 50), fold(10, 40), fold(20, 30), fold(60, 70)];
        let starts = |limit| {
            let kept = outermost(folds.clone(), limit);
            kept.iter().map(|fold| fold.span.start).collect::<Vec<_>>()
        };
        assert_eq!(starts(None), [0, 10, 20, 60]);
        assert_eq!(starts(Some(3)), [0, 10, 60]);
        assert_eq!(starts(Some(2)), [0, 60]);
        assert_eq!(starts(Some(0)), [0; 0]);
    }
}
