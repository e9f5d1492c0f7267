//! The table of all supported messages: the method, its parameters and result, its execution mode, and
//! its functions.
//!
//! A handler sends its work to the vaults' thread before it awaits anything, so that messages take
//! effect in the order in which they arrive.

use std::sync::Arc;

use linkwright_project::live::Needs::{Links, Notes};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types as lsp;
use tower_lsp::{LanguageServer, async_trait};

use crate::answers::modes::{AtOnce, InBackground, Mode as _, Serialized, TextByText, serialized};
use crate::client_capabilities::ClientCapabilities;
use crate::publishing::pull;
use crate::requests::{
    blocks, calls, code_actions, commands, completion, file_renames, hover, reading, renames,
    symbols, views,
};
use crate::server_capabilities::server_capabilities;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::process;

/// The implementation of tower-lsp's `LanguageServer`.
pub(crate) struct Server {
    /// Sends work to the vaults' thread.
    pub(crate) vaults: Handle,
    /// Notified when the client's process has exited.
    pub(crate) client_exited: Arc<Notify>,
}

/// Makes the handlers of tower-lsp's `LanguageServer` from the table below.
macro_rules! router {
    (
        notifications { $($notification:ident($notified:ident): $notify:expr;)+ }
        requests { $($request:ident($params:ident) -> $answer:ty: $mode:expr;)+ }
        functions { $($other:ident($given:ident) -> $result:ty: $function:expr;)+ }
    ) => {
        #[async_trait]
        impl LanguageServer for Server {
            async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
                Ok(self.start(params))
            }

            async fn shutdown(&self) -> Result<()> {
                Ok(())
            }

            $(async fn $notification(&self, params: lsp::$notified) {
                let notify: fn(&mut State, lsp::$notified) = $notify;
                self.vaults.send(move |state| notify(state, params));
            })+

            $(async fn $request(&self, params: lsp::$params) -> Result<Option<$answer>> {
                $mode.answer(&self.vaults, params).await
            })+

            $(async fn $other(&self, params: lsp::$given) -> Result<$result> {
                $function(&self.vaults, params).await
            })+
        }
    };
}

router! {
    notifications {
        initialized(InitializedParams): |state, _| state.initialized();
        did_open(DidOpenTextDocumentParams): |state, params| state.open(&params.text_document);
        did_change(DidChangeTextDocumentParams): |state, params| {
            let document = params.text_document;
            state.change(&document.uri, document.version, params.content_changes);
        };
        // Some clients send it although the server does not announce it.
        did_save(DidSaveTextDocumentParams): |state, params| state.saved(&params.text_document.uri);
        did_close(DidCloseTextDocumentParams): |state, params| {
            state.close(&params.text_document.uri);
        };
        did_create_files(CreateFilesParams): |state, params| {
            state.files_changed(params.files.iter().map(|file| &*file.uri));
        };
        did_rename_files(RenameFilesParams): |state, params| {
            state.files_moved(params.files.iter().map(|file| (&*file.old_uri, &*file.new_uri)));
        };
        did_delete_files(DeleteFilesParams): |state, params| {
            state.files_changed(params.files.iter().map(|file| &*file.uri));
        };
        did_change_watched_files(DidChangeWatchedFilesParams): |state, params| {
            state.files_changed(params.changes.iter().map(|change| change.uri.as_str()));
        };
        did_change_workspace_folders(DidChangeWorkspaceFoldersParams): |state, params| {
            let uris = |folders: Vec<lsp::WorkspaceFolder>| -> Vec<lsp::Url> {
                folders.into_iter().map(|folder| folder.uri).collect()
            };
            state.folders_changed(&uris(params.event.added), &uris(params.event.removed));
        };
        did_change_configuration(DidChangeConfigurationParams): |state, params| {
            state.settings_changed(params.settings);
        };
    }
    requests {
        document_highlight(DocumentHighlightParams) -> Vec<lsp::DocumentHighlight>:
            AtOnce(Notes, reading::highlights);
        document_link(DocumentLinkParams) -> Vec<lsp::DocumentLink>:
            AtOnce(Links, reading::document_links);
        document_symbol(DocumentSymbolParams) -> lsp::DocumentSymbolResponse:
            AtOnce(Notes, symbols::of_document);
        code_lens(CodeLensParams) -> Vec<lsp::CodeLens>:
            AtOnce(Notes, views::lenses);
        inlay_hint(InlayHintParams) -> Vec<lsp::InlayHint>:
            AtOnce(Notes, views::hints);
        semantic_tokens_full(SemanticTokensParams) -> lsp::SemanticTokensResult:
            AtOnce(Notes, views::all_tokens);
        semantic_tokens_range(SemanticTokensRangeParams) -> lsp::SemanticTokensRangeResult:
            AtOnce(Notes, views::tokens_in_range);
        prepare_rename(TextDocumentPositionParams) -> lsp::PrepareRenameResponse:
            AtOnce(Notes, renames::prepare);

        goto_definition(GotoDefinitionParams) -> lsp::GotoDefinitionResponse:
            InBackground(Links, reading::plan_definition, reading::finish_definition);
        code_action(CodeActionParams) -> lsp::CodeActionResponse:
            InBackground(Links, code_actions::plan, code_actions::finish);
        folding_range(FoldingRangeParams) -> Vec<lsp::FoldingRange>:
            InBackground(Notes, blocks::plan_folding, blocks::finish_folding);
        selection_range(SelectionRangeParams) -> Vec<lsp::SelectionRange>:
            InBackground(Notes, blocks::plan_selection, blocks::finish_selection);
        completion(CompletionParams) -> lsp::CompletionResponse:
            Serialized(InBackground(Notes, completion::plan, serialized(completion::finish)));

        prepare_call_hierarchy(CallHierarchyPrepareParams) -> Vec<lsp::CallHierarchyItem>:
            TextByText(Notes, calls::plan_prepare, calls::ranges_in, calls::finish_prepare);
        incoming_calls(CallHierarchyIncomingCallsParams) -> Vec<lsp::CallHierarchyIncomingCall>: {
            let finish = serialized(calls::finish_incoming);
            Serialized(TextByText(Notes, calls::plan_incoming, calls::ranges_in, finish))
        };
        outgoing_calls(CallHierarchyOutgoingCallsParams) -> Vec<lsp::CallHierarchyOutgoingCall>: {
            let finish = serialized(calls::finish_outgoing);
            Serialized(TextByText(Notes, calls::plan_outgoing, calls::ranges_in, finish))
        };
        references(ReferenceParams) -> Vec<lsp::Location>: {
            let finish = serialized(reading::finish_references);
            Serialized(TextByText(Notes, reading::plan_references, reading::references_in, finish))
        };
    }
    // Requests that are answered in several steps, each with a mode of its own.
    functions {
        completion_resolve(CompletionItem) -> lsp::CompletionItem: completion::resolve;
        hover(HoverParams) -> Option<lsp::Hover>: hover::hover;
        code_lens_resolve(CodeLens) -> lsp::CodeLens: views::resolve_lens;
        document_link_resolve(DocumentLink) -> lsp::DocumentLink: reading::resolve_link;
        symbol(WorkspaceSymbolParams) -> Option<Vec<lsp::SymbolInformation>>: symbols::of_workspace;
        diagnostic(DocumentDiagnosticParams) -> lsp::DocumentDiagnosticReportResult: pull::document;
        workspace_diagnostic(WorkspaceDiagnosticParams) -> lsp::WorkspaceDiagnosticReportResult:
            pull::workspace;
        rename(RenameParams) -> Option<lsp::WorkspaceEdit>: renames::rename;
        will_rename_files(RenameFilesParams) -> Option<lsp::WorkspaceEdit>: file_renames::will_rename_files;
        code_action_resolve(CodeAction) -> lsp::CodeAction: code_actions::resolve;
        execute_command(ExecuteCommandParams) -> Option<serde_json::Value>: commands::execute;
    }
}

impl Server {
    /// Answers `initialize`, and starts to load the client's vaults.
    fn start(&self, params: lsp::InitializeParams) -> lsp::InitializeResult {
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
        lsp::InitializeResult {
            capabilities: server_capabilities(client_capabilities),
            server_info: Some(lsp::ServerInfo { name: "linkwright".to_owned(), version }),
        }
    }

    /// `window/workDoneProgress/cancel`, which tower-lsp does not support.
    pub(crate) async fn cancel_progress(&self, params: lsp::WorkDoneProgressCancelParams) {
        self.vaults.send(move |state| state.cancel_task(&params.token));
    }
}
