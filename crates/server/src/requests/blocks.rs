//! Folding ranges, selection ranges, and parsing block trees.
//!
//! The ranges depend only on the note's text, so they are computed on another thread, from a clone
//! of the rope and its tree.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linkwright_ide as ide;
use linkwright_ide::folding::{Fold, FoldKind};
use linkwright_syntax::{Block, OpenText};
use linkwright_text::{ColumnCounting, Span};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{self as lsp, FoldingRange, FoldingRangeKind, SelectionRange, Url};

use crate::client_capabilities::FoldingLimits;
use crate::convert;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::threads::run;

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

/// An open note with everything that the ranges are computed from.
struct OpenNote {
    open: OpenText,
    text: String,
    blocks: Vec<Block>,
    counting: ColumnCounting,
    folding: FoldingLimits,
}

/// Answers a request about the open note at `uri` from its text alone. `None` if the document is a
/// canvas or not a note. Must be called before anything is awaited.
async fn answer_from_text<R: Send + 'static>(
    vaults: &Handle,
    uri: Url,
    compute: impl FnOnce(&OpenNote) -> R + Send + 'static,
) -> Result<Option<R>> {
    let snapshot = vaults.request(uri.clone(), move |state| {
        let note = state.note(&uri).filter(|(document, ..)| !document.is_canvas());
        let folding = state.session.capabilities().folding;
        Ok(note.map(|(document, ..)| (document.text.clone(), document.counting, folding)))
    });
    let Some((mut open, counting, folding)) = snapshot.await? else { return Ok(None) };
    let result = run(&vaults.platform, move || {
        let text = open.to_string();
        let blocks = open.blocks(&text);
        compute(&OpenNote { open, text, blocks, counting, folding })
    });
    result.await.map(Some)
}

/// `textDocument/foldingRange`
pub(crate) async fn folding_ranges(vaults: &Handle, uri: Url) -> Result<Option<Vec<FoldingRange>>> {
    let compute = |note: &OpenNote| {
        let folds = ide::folding_ranges(&note.text, &note.blocks);
        let folds = outermost(folds, note.folding.limit);
        folds.into_iter().map(|fold| folding_range(fold, note)).collect()
    };
    answer_from_text(vaults, uri, compute).await
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
fn folding_range(fold: Fold, note: &OpenNote) -> FoldingRange {
    let OpenNote { open, counting, folding: FoldingLimits { lines_only, .. }, .. } = note;
    let lsp::Range { start, end } = convert::range(open, fold.span, *counting);
    let line_end = Span::empty(open.line_span(start.line).end);
    let line_end = convert::range(open, line_end, *counting).end;
    FoldingRange {
        start_line: start.line,
        start_character: (!lines_only).then_some(line_end.character),
        end_line: end.line,
        end_character: (!lines_only).then_some(end.character),
        kind: (fold.kind == FoldKind::Comment).then_some(FoldingRangeKind::Comment),
        collapsed_text: None,
    }
}

/// `textDocument/selectionRange`
pub(crate) async fn selection_ranges(
    vaults: &Handle,
    uri: Url,
    positions: Vec<lsp::Position>,
) -> Result<Option<Vec<SelectionRange>>> {
    let compute = move |note: &OpenNote| {
        let OpenNote { open, text, blocks, counting, .. } = note;
        let offset = |at: &lsp::Position| convert::offset(open, *at, *counting);
        let offsets: Vec<u32> = positions.iter().map(offset).collect();
        let found = ide::selection_ranges(text, blocks, &offsets);
        found.iter().map(|spans| nested(spans, open, *counting)).collect()
    };
    answer_from_text(vaults, uri, compute).await
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
        let revision = state.revision(&uri).expect("it is open");
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
