//! Extents of blocks: what folds, and what a selection grows to.
//!
//! Both depend on the note's text alone, so that they are worked out beside the vaults' thread, from
//! a clone of the rope and its tree.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linkwright_ide as ide;
use linkwright_ide::folding::{Fold, FoldKind};
use linkwright_syntax::{Block, Facts, OpenText, scan};
use linkwright_text::{ColumnCounting, Span};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{self as lsp, FoldingRange, FoldingRangeKind, SelectionRange, Url};

use crate::client_capabilities::Folding;
use crate::convert;
use crate::vaults::documents::Document;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::threads::run;

impl State {
    /// Whether there are open notes whose trees are to be parsed now.
    pub(crate) fn needs_parsing(&self) -> bool {
        !self.parsing && self.unparsed().next().is_some()
    }

    fn unparsed(&self) -> impl Iterator<Item = &Document> {
        let is_due = |it: &&Document| !it.text.is_parsed() && !it.unparsable && !it.is_canvas();
        self.documents.iter().filter(is_due)
    }

    /// Has the trees of the open notes that were edited parsed on a thread of their own. What is
    /// edited meanwhile keeps its old tree, edited, until the next pause.
    pub(crate) fn parse_blocks(&mut self) {
        self.parse_blocks_by(OpenText::parse);
    }

    fn parse_blocks_by(&mut self, parse: fn(&mut OpenText)) {
        if !self.needs_parsing() {
            return;
        }
        let due: Vec<(Url, u64, OpenText)> =
            self.unparsed().map(|it| (it.uri.clone(), it.revision, it.text.clone())).collect();
        let uris: Vec<(Url, u64)> = due.iter().map(|(uri, it, _)| (uri.clone(), *it)).collect();
        let handle = self.handle.clone();
        let parse_all = move || {
            for (uri, revision, mut text) in due {
                let went_well = catch_unwind(AssertUnwindSafe(|| parse(&mut text))).is_ok();
                let text = Some(text).filter(|_| went_well);
                handle.send(move |state| state.parsed(&uri, revision, text));
            }
            handle.send(|state| state.parsing = false);
        };
        self.parsing = true;
        if let Err(error) = self.handle.platform.threads.spawn("blocks", Box::new(parse_all)) {
            tracing::warn!("blocks cannot be parsed now: {error}");
            self.parsing = false;
            uris.iter().for_each(|(uri, revision)| self.parsed(uri, *revision, None));
        }
    }

    /// The block tree of a document was parsed, or could not be: then it is not tried again before
    /// the text changes, and whoever asks for blocks parses what they have.
    fn parsed(&mut self, uri: &Url, revision: u64, text: Option<OpenText>) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        match text {
            Some(text) => document.text.adopt_tree(text),
            None => document.unparsable |= document.revision == revision,
        }
    }
}

/// What the answers depend on.
struct OpenNote {
    open: OpenText,
    text: String,
    facts: Facts,
    blocks: Vec<Block>,
    counting: ColumnCounting,
    folding: Folding,
}

/// Answers a request about the open note at `uri` from its text alone; `None` in a canvas and in
/// what is no note. To be called before anything is awaited.
async fn answer<R: Send + 'static>(
    vaults: &Handle,
    uri: Url,
    find: impl FnOnce(&OpenNote) -> R + Send + 'static,
) -> Result<Option<R>> {
    let asked = vaults.ask(uri.clone(), move |state| {
        let note = state.note(&uri).filter(|(document, ..)| !document.is_canvas());
        let folding = state.client_capabilities.folding;
        Ok(note.map(|(document, ..)| (document.text.clone(), document.counting, folding)))
    });
    let Some((mut open, counting, folding)) = asked.await? else { return Ok(None) };
    let found = run(&vaults.platform, move || {
        let text = open.to_string();
        let (facts, blocks) = (scan(&text), open.blocks(&text));
        find(&OpenNote { open, text, facts, blocks, counting, folding })
    });
    found.await.map(Some)
}

/// `textDocument/foldingRange`
pub(crate) async fn folding_ranges(vaults: &Handle, uri: Url) -> Result<Option<Vec<FoldingRange>>> {
    let find = |note: &OpenNote| {
        let folds = ide::folding_ranges(&note.facts, &note.text, &note.blocks);
        let folds = outermost(folds, note.folding.limit);
        folds.into_iter().map(|fold| folding_range(fold, note)).collect()
    };
    answer(vaults, uri, find).await
}

/// The `most` folds that lie in the fewest others.
fn outermost(mut folds: Vec<Fold>, most: Option<u32>) -> Vec<Fold> {
    let most = most.map_or(usize::MAX, |most| most as usize);
    if folds.len() > most {
        let mut outer: Vec<Span> = Vec::new();
        folds.sort_by_cached_key(|fold| {
            while outer.pop_if(|outer| outer.end <= fold.span.start).is_some() {}
            outer.push(fold.span);
            outer.len()
        });
        folds.truncate(most);
        folds.sort_unstable();
    }
    folds
}

/// The first line stays, whole.
fn folding_range(fold: Fold, note: &OpenNote) -> FoldingRange {
    let OpenNote { open, counting, folding: Folding { lines_only, .. }, .. } = note;
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
    let find = move |note: &OpenNote| {
        let OpenNote { open, text, facts, blocks, counting, .. } = note;
        let grown = |at: &lsp::Position| {
            let offset = convert::offset(open, *at, *counting);
            nested(&ide::selection_ranges(facts, text, blocks, offset), open, *counting)
        };
        positions.iter().map(grown).collect()
    };
    answer(vaults, uri, find).await
}

/// Each of `spans` with the next one as its parent.
fn nested(spans: &[Span], open: &OpenText, counting: ColumnCounting) -> SelectionRange {
    let outward = |parent: Option<SelectionRange>, span: &Span| {
        let range = convert::range(open, *span, counting);
        Some(SelectionRange { range, parent: parent.map(Box::new) })
    };
    spans.iter().rev().fold(None, outward).expect("there is always the whole note")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_whose_parsing_failed_is_parsed_again_when_it_changes() {
        let mut state = State::alone();
        let item = json!({"uri": "untitled:a", "languageId": "markdown", "version": 1, "text": ""});
        state.open(&serde_json::from_value(item).expect("a document"));
        let uri: Url = "untitled:a".parse().expect("a URI");
        assert!(state.needs_parsing());
        state.parse_blocks_by(|_| panic!("a test of panics"));
        assert!(!state.needs_parsing(), "it is being parsed");
        // What the thread sends reaches the vaults' thread, which is another one here.
        state.parsing = false;
        let revision = state.revision(&uri).expect("it is open");
        state.parsed(&uri, revision, None);
        assert!(!state.needs_parsing(), "it would fail again");
        let change = json!([{"text": "# A"}]);
        state.change(&uri, 2, serde_json::from_value(change).expect("a change"));
        assert!(state.needs_parsing());
        state.parsed(&uri, revision, None);
        assert!(state.needs_parsing(), "another text failed");
    }

    #[test]
    fn the_folds_that_a_limit_leaves_are_the_outermost() {
        let fold = |start, end| Fold { span: Span::new(start, end), kind: FoldKind::Section };
        let folds = vec![fold(0, 50), fold(10, 40), fold(20, 30), fold(60, 70)];
        let starts = |most| {
            let left = outermost(folds.clone(), most);
            left.iter().map(|fold| fold.span.start).collect::<Vec<_>>()
        };
        assert_eq!(starts(None), [0, 10, 20, 60]);
        assert_eq!(starts(Some(3)), [0, 10, 60]);
        assert_eq!(starts(Some(2)), [0, 60]);
        assert_eq!(starts(Some(0)), [0; 0]);
    }
}
