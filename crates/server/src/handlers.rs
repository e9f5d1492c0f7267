//! The handlers of all supported messages, a few lines each.
//!
//! A handler sends its work to the vaults' thread before it awaits anything, so that messages take
//! effect in the order in which they arrive.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem,
    CompletionParams, CompletionResponse, CreateFilesParams, DeleteFilesParams,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReportResult,
    DocumentHighlight, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, FoldingRange,
    FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, Location,
    PrepareRenameResponse, ReferenceParams, RenameFilesParams, RenameParams, SelectionRange,
    SelectionRangeParams, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, ServerInfo, SymbolInformation,
    TextDocumentPositionParams, Url, WorkDoneProgressCancelParams, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceSymbolParams,
};
use tower_lsp::{LanguageServer, async_trait};

use crate::answers::answer::{answer, text_by_text, written};
use crate::client_capabilities::ClientCapabilities;
use crate::diagnostics::WorkspacePull;
use crate::edits::free::occupied_reason;
use crate::edits::merged;
use crate::publishing::pull;
use crate::requests::{
    blocks, calls, code_actions, commands, completion, reading, renames, symbols, views,
};
use crate::server_capabilities::server_capabilities;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::process;
use crate::wire::results::stash_result;

/// The implementation of tower-lsp's `LanguageServer`.
pub(crate) struct Server {
    /// Sends work to the vaults' thread.
    pub(crate) vaults: Handle,
    /// Notified when the client's process has exited.
    pub(crate) client_exited: Arc<Notify>,
}

#[async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client_capabilities = ClientCapabilities::of(&params);
        if let Some(id) = params.process_id {
            let (exited, notify) = (process::exited(id), Arc::clone(&self.client_exited));
            tokio::spawn(async move {
                exited.await;
                notify.notify_one();
            });
        }
        self.vaults.send(move |state| state.initialize(params, client_capabilities));
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        Ok(InitializeResult {
            capabilities: server_capabilities(client_capabilities),
            server_info: Some(ServerInfo { name: "linkwright".to_owned(), version }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.vaults.send(State::initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.vaults.send(move |state| state.open(&params.text_document));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        self.vaults.send(move |state| {
            state.change(&document.uri, document.version, params.content_changes);
        });
    }

    /// Some clients send it although the server does not announce it.
    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.vaults.send(move |state| state.saved(&params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.vaults.send(move |state| state.close(&params.text_document.uri));
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri.clone();
        let plan = move |state: &mut State| completion::plan(state, &at);
        answer(self.vaults.clone(), uri, plan, written(completion::finish)).await.map(stash_result)
    }

    async fn completion_resolve(&self, mut item: CompletionItem) -> Result<CompletionItem> {
        let Some(file) = completion::SuggestedFile::of(&item) else { return Ok(item) };
        let uri = file.uri.clone();
        let plan = move |state: &mut State| completion::plan_documentation(state, &file);
        let finish = completion::finish_documentation;
        // A suggestion can be accepted without documentation, so errors are dropped.
        let documentation = answer(self.vaults.clone(), uri, plan, finish).await;
        item.documentation = documentation.ok().flatten().flatten();
        Ok(item)
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        let plan = move |state: &mut State| reading::plan_definition(state, &at);
        answer(self.vaults.with_links(), uri, plan, reading::finish_definition).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = params.text_document_position.text_document.uri.clone();
        let plan = move |state: &mut State| reading::plan_references(state, &params);
        let (each, finish) = (reading::references_in, written(reading::finish_references));
        text_by_text(self.vaults.clone(), uri, plan, each, finish).await.map(stash_result)
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        let plan = move |state: &mut State| calls::plan_prepare(state, &at);
        let (each, finish) = (calls::ranges_in, calls::finish_prepare);
        text_by_text(self.vaults.clone(), uri, plan, each, finish).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let uri = params.item.uri.clone();
        let plan = move |state: &mut State| calls::plan(state, &params.item, true);
        let (each, finish) = (calls::ranges_in, written(calls::finish_incoming));
        text_by_text(self.vaults.clone(), uri, plan, each, finish).await.map(stash_result)
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let uri = params.item.uri.clone();
        let plan = move |state: &mut State| calls::plan(state, &params.item, false);
        let (each, finish) = (calls::ranges_in, written(calls::finish_outgoing));
        text_by_text(self.vaults.clone(), uri, plan, each, finish).await.map(stash_result)
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        self.vaults.request(uri, move |state| reading::highlights(state, &at)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        let plan = move |state: &mut State| reading::plan_hover(state, &at);
        answer(self.vaults.with_links(), uri, plan, reading::finish_hover).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let document = params.text_document;
        let uri = document.uri.clone();
        self.vaults
            .with_links()
            .request(uri, move |state| reading::document_links(state, &document))
            .await
    }

    async fn document_link_resolve(&self, mut link: DocumentLink) -> Result<DocumentLink> {
        let Some(unresolved) = reading::UnresolvedLink::of(&link) else { return Ok(link) };
        let uri = unresolved.uri.clone();
        let plan = move |state: &mut State| reading::plan_target(state, &unresolved);
        let finish = |target, context: &_| reading::finish_target(&target, context);
        link.target = answer(self.vaults.with_links(), uri, plan, finish).await?;
        Ok(link)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let document = params.text_document;
        let uri = document.uri.clone();
        self.vaults.request(uri, move |state| views::lenses(state, &document)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let InlayHintParams { text_document, range, .. } = params;
        let uri = text_document.uri.clone();
        self.vaults.request(uri, move |state| views::hints(state, &text_document, range)).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let document = params.text_document;
        let uri = document.uri.clone();
        let tokens = move |state: &mut State| views::tokens(state, &document, None);
        Ok(self.vaults.request(uri, tokens).await?.map(SemanticTokensResult::Tokens))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let SemanticTokensRangeParams { text_document: document, range, .. } = params;
        let uri = document.uri.clone();
        let tokens = move |state: &mut State| views::tokens(state, &document, Some(range));
        Ok(self.vaults.request(uri, tokens).await?.map(SemanticTokensRangeResult::Tokens))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        blocks::folding_ranges(&self.vaults, params.text_document.uri).await
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        blocks::selection_ranges(&self.vaults, params.text_document.uri, params.positions).await
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let document = params.text_document;
        let uri = document.uri.clone();
        self.vaults.request(uri, move |state| symbols::of_document(state, &document)).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<Vec<SymbolInformation>>> {
        let vaults = self.vaults.with_names();
        let search_vaults = move |state: &mut State| {
            let roots = symbols::vaults(state);
            let search = |(root, uri)| {
                let query = params.query.clone();
                let plan = move |state: &mut State| Ok(symbols::plan(state, root, &query));
                answer((&mut *state, vaults.clone()), uri, plan, symbols::finish)
            };
            roots.into_iter().map(search).collect::<Vec<_>>()
        };
        let mut found = Vec::new();
        for answer in self.vaults.run(search_vaults).await? {
            found.extend(answer.await?);
        }
        Ok(Some(symbols::interleave(found)))
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        let document = uri.clone();
        let plan = move |state: &mut State| pull::plan(state, &document);
        let finish = |found, context: &_| Ok(pull::finish(&found, context));
        let items = answer(self.vaults.with_links(), uri, plan, finish).await;
        pull::answer(items, params.previous_result_id.as_deref())
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let (pull, answer) = WorkspacePull::new(params);
        self.vaults.send(move |state| state.diagnostics.hold_pull(pull));
        answer.await.map(Into::into).map_err(|_| Error::internal_error())
    }

    async fn prepare_rename(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let uri = at.text_document.uri.clone();
        self.vaults.request(uri, move |state| renames::prepare(state, &at)).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let (at, new_name) = (params.text_document_position, params.new_name);
        let uri = at.text_document.uri.clone();
        let answer = |cannot_move: Option<String>| {
            let (at, new_name) = (at.clone(), new_name.clone());
            let plan = move |state: &mut State| {
                renames::plan(state, &at, &new_name, cannot_move.as_deref())
            };
            let vaults = self.vaults.clone();
            let finish = move |parts, context: &_| renames::finish(parts, context, &vaults);
            let (vaults, finish) = (self.vaults.with_whole(), written(finish));
            text_by_text(vaults, uri.clone(), plan, renames::edits_in, finish)
        };
        let first = answer(None).await;
        // If a file on disk has the new name, the note is not moved, but its title can change.
        match first.as_ref().err().and_then(occupied_reason) {
            Some(reason) => answer(Some(reason)).await.map(stash_result),
            None => first.map(stash_result),
        }
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        let plan = move |state: &mut State| code_actions::plan(state, &params);
        answer(self.vaults.with_links(), uri, plan, code_actions::finish).await
    }

    async fn code_action_resolve(&self, mut action: CodeAction) -> Result<CodeAction> {
        let Some(chosen) = code_actions::ChosenAction::of(&action) else { return Ok(action) };
        let uri = chosen.uri.clone();
        let plan = move |state: &mut State| code_actions::plan_chosen(state, &chosen);
        let vaults = self.vaults.clone();
        let finish = move |plan, context: &_| code_actions::finish_chosen(plan, context, &vaults);
        action.edit = answer(self.vaults.with_whole(), uri, plan, finish).await?;
        Ok(action)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute(self.vaults.clone(), params)?.await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let vaults = self.vaults.with_whole();
        let plan_by_vault = move |state: &mut State| {
            let by_vault = renames::by_vault(state, params.files);
            let plan_one = |(uri, files): (Url, Vec<_>)| {
                let plan = move |state: &mut State| Ok(renames::plan_moves(state, &files));
                let (each, handle) = (renames::edits_of_moves, vaults.clone());
                let finish =
                    move |parts, context: &_| renames::finish_moves(parts, context, &handle);
                text_by_text((&mut *state, vaults.clone()), uri, plan, each, finish)
            };
            by_vault.into_iter().map(plan_one).collect::<Vec<_>>()
        };
        let mut edits = Vec::new();
        for answer in self.vaults.run(plan_by_vault).await? {
            let of_vault = answer
                .await
                .inspect_err(|error| renames::show_links_not_updated(error, &self.vaults))?;
            edits.extend(of_vault);
        }
        Ok(merged(edits))
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        self.vaults.send(move |state| {
            let moves = params.files.iter().map(|file| (&*file.old_uri, &*file.new_uri));
            state.files_moved(moves);
        });
    }

    async fn did_create_files(&self, params: CreateFilesParams) {
        self.vaults.send(move |state| {
            state.files_changed(params.files.iter().map(|file| &*file.uri));
        });
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        self.vaults.send(move |state| {
            state.files_changed(params.files.iter().map(|file| &*file.uri));
        });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.vaults.send(move |state| {
            state.files_changed(params.changes.iter().map(|change| change.uri.as_str()));
        });
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let uris = |folders: Vec<tower_lsp::lsp_types::WorkspaceFolder>| -> Vec<Url> {
            folders.into_iter().map(|folder| folder.uri).collect()
        };
        let (added, removed) = (uris(params.event.added), uris(params.event.removed));
        self.vaults.send(move |state| state.change_folders(&added, &removed));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.vaults.send(move |state| state.settings_changed(params.settings));
    }
}

impl Server {
    /// `window/workDoneProgress/cancel`, which tower-lsp does not support.
    pub(crate) async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        self.vaults.send(move |state| state.cancel_task(&params.token));
    }
}
