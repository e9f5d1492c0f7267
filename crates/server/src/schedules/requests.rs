//! Requests of a schedule, made as `handlers` makes them.

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    Position, ReferenceContext, ReferenceParams, TextDocumentIdentifier,
    TextDocumentPositionParams, Url,
};

use super::threads::Task;
use crate::requests::answer::{answer, text_by_text};
use crate::requests::{reading, renames};
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// A request on its way.
pub(super) type Request = Task<Result<Option<Value>>>;

fn place(uri: &Url, position: Position) -> TextDocumentPositionParams {
    TextDocumentPositionParams { text_document: TextDocumentIdentifier::new(uri.clone()), position }
}

fn request<R: Serialize>(answer: impl Future<Output = Result<Option<R>>> + 'static) -> Request {
    Task::new(async {
        let answer = answer.await?;
        Ok(answer
            .map(|answer| serde_json::to_value(answer).expect("the protocol's types are JSON")))
    })
}

/// `textDocument/definition`
pub(super) fn definition(vaults: &Handle, uri: &Url, position: Position) -> Request {
    let at = place(uri, position);
    let plan = move |state: &mut State| reading::plan_definition(state, &at);
    request(answer(vaults.clone(), uri.clone(), plan, reading::finish_definition))
}

/// `textDocument/references`
pub(super) fn references(vaults: &Handle, uri: &Url, position: Position) -> Request {
    let params = ReferenceParams {
        text_document_position: place(uri, position),
        context: ReferenceContext { include_declaration: true },
        work_done_progress_params: <_>::default(),
        partial_result_params: <_>::default(),
    };
    let plan = move |state: &mut State| reading::plan_references(state, &params);
    let (each, finish) = (reading::references_in, reading::finish_references);
    request(text_by_text(vaults.clone(), uri.clone(), plan, each, finish))
}

/// `textDocument/rename`
pub(super) fn rename(vaults: &Handle, uri: &Url, position: Position, name: String) -> Request {
    let at = place(uri, position);
    let plan = move |state: &mut State| renames::plan(state, &at, &name, None);
    let handle = vaults.clone();
    let finish = move |made, material: &_| renames::finish(made, material, &handle);
    let vaults = vaults.with_whole();
    request(text_by_text(vaults, uri.clone(), plan, renames::edits_in, finish))
}
