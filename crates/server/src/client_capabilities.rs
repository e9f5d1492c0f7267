//! The client's capabilities, read from `initialize`.

use linkwright_text::PositionEncoding;
use tower_lsp::lsp_types::{
    self as lsp, DiagnosticTag, FailureHandlingKind, InitializeParams, MarkupKind,
    PositionEncodingKind, ResourceOperationKind,
};

/// The command of a code lens. The client runs it: it takes the document's URI and a position, and
/// shows the references there.
pub(crate) const SHOW_REFERENCES: &str = "linkwright.showReferences";

/// The command of the code lens of a view of a base. The client runs it: it takes the document's URI and a
/// position, and shows the rows of the view there.
pub(crate) const SHOW_QUERY: &str = "linkwright.showQuery";

/// The client's capabilities that the server's messages depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct ClientCapabilities {
    /// The position encoding of this session: the first of the client's choices that is supported.
    pub(crate) encoding: PositionEncoding,
    /// Definitions may be `LocationLink`s, which contain the range of the link.
    pub(crate) definition_links: bool,
    /// The client prefers Markdown in hovers.
    pub(crate) hover_markdown: bool,
    /// Links in hovers may be the addresses of files, with the line as `#L5`.
    pub(crate) hover_links: bool,
    /// Document symbols may be nested.
    pub(crate) nested_symbols: bool,
    /// Document links may have a tooltip.
    pub(crate) link_tooltips: bool,
    /// The client runs the command `linkwright.showReferences` itself.
    pub(crate) show_references: bool,
    /// The client runs the command `linkwright.showQuery` itself.
    pub(crate) show_query: bool,
    /// For each [`View`](crate::vaults::shown::View): the client supports its refresh request.
    pub(crate) refreshes: [bool; 3],
    /// Suggestions may have details beside the label.
    pub(crate) label_details: bool,
    /// The client can either insert a suggestion or replace the word behind the cursor with it.
    pub(crate) insert_replace: bool,
    /// The documentation of suggestions may be Markdown.
    pub(crate) documentation_markdown: bool,
    /// Suggestions may be snippets.
    pub(crate) snippets: bool,
    /// The client sends `textDocument/prepareRename`.
    pub(crate) prepare_rename: bool,
    /// The client supports `workspace/applyEdit`.
    pub(crate) apply_edit: bool,
    /// Edits may be `documentChanges` with document versions.
    pub(crate) document_changes: bool,
    /// Edits may move files. Neovim supports this although it does not announce `documentChanges`.
    pub(crate) rename_files: bool,
    /// Edits may create files.
    pub(crate) create_files: bool,
    /// Edits may delete files.
    pub(crate) delete_files: bool,
    /// With `ignoreIfExists`, the client creates a buffer but not the file.
    pub(crate) creates_only_buffers: bool,
    /// When a symbolic link is to be moved, the client moves the target file of the link.
    pub(crate) rename_follows_symlinks: bool,
    /// The client reports an error instead of moving a file over an existing one.
    pub(crate) refuses_to_overwrite: bool,
    /// Edits may have annotations that give their reason.
    pub(crate) change_annotations: bool,
    /// The server may create progress.
    pub(crate) progress: bool,
    /// The server may register file watchers.
    pub(crate) watch_files: bool,
    /// The client supports `workspace/configuration`.
    pub(crate) configuration: bool,
    /// Diagnostics may have related locations.
    pub(crate) related_information: bool,
    /// Diagnostics may have the tag `Unnecessary`.
    pub(crate) unnecessary_tag: bool,
    /// The client pulls diagnostics and supports their refresh, so the server publishes none.
    pub(crate) pulls_diagnostics: bool,
    /// The client sends `workspace/didChangeConfiguration` only if the server registers for it.
    pub(crate) register_configuration: bool,
    /// The client shows the server's state, sent as `linkwright/status`.
    pub(crate) status_notifications: bool,
    /// The client shows what the server's commands return, and is sent `linkwright/changed`.
    pub(crate) change_notifications: bool,
    /// Diagnostics may link to a page about their code.
    pub(crate) code_descriptions: bool,
    /// The client's limits for folding ranges.
    pub(crate) folding: FoldingLimits,
    /// Code actions may be more than commands.
    pub(crate) code_actions: bool,
    /// The edit of a code action may be computed when the user chooses it.
    pub(crate) resolve_actions: bool,
    /// Code actions may be disabled, with a reason.
    pub(crate) disabled_actions: bool,
}

/// The client's limits for folding ranges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct FoldingLimits {
    /// The client folds whole lines only.
    pub(crate) lines_only: bool,
    /// Maximum number of folding ranges in a document.
    pub(crate) limit: Option<u32>,
}

/// Whether the client announces that it runs this command itself.
fn runs_command(capabilities: &lsp::ClientCapabilities, command: &str) -> bool {
    let experimental = capabilities.experimental.as_ref();
    let commands = experimental.and_then(|it| it.pointer("/commands/commands")?.as_array());
    commands.is_some_and(|commands| commands.iter().any(|name| name == command))
}

impl ClientCapabilities {
    /// Reads the capabilities from `params`. Some depend on the client's name.
    pub(crate) fn of(params: &InitializeParams) -> ClientCapabilities {
        let capabilities = &params.capabilities;
        // Neovim 0.12 makes the user confirm annotations with Enter, once for each file. After a
        // diagnostic refresh it pulls the diagnostics of the whole workspace and shows no others.
        // With `ignoreIfExists` it creates only a buffer, not the file (0.11 too).
        let neovim = params.client_info.as_ref().is_some_and(|client| client.name == "Neovim");
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let publish = document.and_then(|document| document.publish_diagnostics.as_ref());
        let actions = document.and_then(|document| document.code_action.as_ref());
        let operation = |kind: ResourceOperationKind| {
            let operations = edit.and_then(|edit| edit.resource_operations.as_ref());
            operations.is_some_and(|operations| operations.contains(&kind))
        };
        let experimental = |name: &str| {
            let ours = capabilities.experimental.as_ref().map(|it| &it["linkwright"][name]);
            ours.is_some_and(|supported| supported == true)
        };
        let item =
            document.and_then(|document| document.completion.as_ref()?.completion_item.as_ref());
        ClientCapabilities {
            encoding: encoding(capabilities),
            definition_links: document
                .and_then(|document| document.definition?.link_support)
                .unwrap_or(false),
            hover_markdown: document
                .and_then(|document| document.hover.as_ref()?.content_format.as_ref())
                .is_some_and(|formats| formats.first() == Some(&MarkupKind::Markdown)),
            nested_symbols: document
                .and_then(|it| it.document_symbol.as_ref()?.hierarchical_document_symbol_support)
                .unwrap_or(false),
            link_tooltips: document
                .and_then(|document| document.document_link.as_ref()?.tooltip_support)
                .unwrap_or(false),
            show_references: runs_command(capabilities, SHOW_REFERENCES),
            show_query: runs_command(capabilities, SHOW_QUERY),
            refreshes: [
                workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support),
                workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support),
                workspace.and_then(|it| it.semantic_tokens.as_ref()?.refresh_support),
            ]
            .map(|support| support == Some(true)),
            label_details: item.and_then(|item| item.label_details_support).unwrap_or(false),
            insert_replace: item.and_then(|item| item.insert_replace_support).unwrap_or(false),
            documentation_markdown: item
                .and_then(|item| item.documentation_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            snippets: document
                .and_then(|document| {
                    document.completion.as_ref()?.completion_item.as_ref()?.snippet_support
                })
                .unwrap_or(false),
            prepare_rename: document
                .and_then(|document| document.rename.as_ref()?.prepare_support)
                .unwrap_or(false),
            apply_edit: workspace.and_then(|workspace| workspace.apply_edit).unwrap_or(false),
            document_changes: edit.and_then(|edit| edit.document_changes).unwrap_or(false),
            rename_files: operation(ResourceOperationKind::Rename),
            create_files: operation(ResourceOperationKind::Create),
            delete_files: operation(ResourceOperationKind::Delete),
            creates_only_buffers: neovim,
            rename_follows_symlinks: neovim,
            // VS Code and editors based on it.
            refuses_to_overwrite: edit.is_some_and(|edit| {
                edit.failure_handling == Some(FailureHandlingKind::TextOnlyTransactional)
            }),
            change_annotations: !neovim
                && edit.is_some_and(|edit| edit.change_annotation_support.is_some()),
            progress: capabilities
                .window
                .as_ref()
                .and_then(|window| window.work_done_progress)
                .unwrap_or(false),
            watch_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .and_then(|watch| watch.dynamic_registration)
                .unwrap_or(false),
            configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
            code_actions: actions.is_some_and(|it| it.code_action_literal_support.is_some()),
            resolve_actions: actions.is_some_and(|it| {
                let resolve = it.resolve_support.as_ref();
                it.data_support == Some(true)
                    && resolve.is_some_and(|it| it.properties.iter().any(|name| name == "edit"))
            }),
            disabled_actions: actions.and_then(|it| it.disabled_support).unwrap_or(false),
            unnecessary_tag: publish
                .and_then(|publish| publish.tag_support.as_ref())
                .is_some_and(|tags| tags.value_set.contains(&DiagnosticTag::UNNECESSARY)),
            pulls_diagnostics: !neovim
                && document.is_some_and(|document| document.diagnostic.is_some())
                && workspace
                    .and_then(|workspace| workspace.diagnostic.as_ref()?.refresh_support)
                    .unwrap_or(false),
            register_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration?.dynamic_registration)
                .unwrap_or(false),
            hover_links: experimental("hoverLinks"),
            status_notifications: experimental("status"),
            change_notifications: experimental("changes"),
            related_information: publish
                .and_then(|publish| publish.related_information)
                .unwrap_or(false),
            code_descriptions: publish.and_then(|it| it.code_description_support).unwrap_or(false),
            folding: document
                .and_then(|document| document.folding_range.as_ref())
                .map(|folding| FoldingLimits {
                    lines_only: folding.line_folding_only.unwrap_or(false),
                    limit: folding.range_limit,
                })
                .unwrap_or_default(),
        }
    }
}

/// The first encoding in the client's list that the server supports; without a list, UTF-16.
pub(crate) fn encoding(capabilities: &lsp::ClientCapabilities) -> PositionEncoding {
    let offered = capabilities.general.as_ref().and_then(|g| g.position_encodings.as_ref());
    offered.into_iter().flatten().find_map(supported).unwrap_or_default()
}

fn supported(kind: &PositionEncodingKind) -> Option<PositionEncoding> {
    match kind.as_str() {
        "utf-8" => Some(PositionEncoding::Utf8),
        "utf-16" => Some(PositionEncoding::Utf16),
        "utf-32" => Some(PositionEncoding::Utf32),
        _ => None,
    }
}

/// The name of `encoding` in the protocol.
pub(crate) fn encoding_kind(encoding: PositionEncoding) -> PositionEncodingKind {
    match encoding {
        PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
        PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
        PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_supported_encoding_is_chosen() {
        let offer = |kinds: &[&str]| {
            let json = serde_json::json!({"general": {"positionEncodings": kinds}});
            let capabilities: lsp::ClientCapabilities =
                serde_json::from_value(json).expect("valid");
            encoding(&capabilities)
        };
        assert_eq!(offer(&["utf-32", "utf-8"]), PositionEncoding::Utf32);
        assert_eq!(offer(&["utf-7", "utf-8"]), PositionEncoding::Utf8);
        assert_eq!(offer(&[]), PositionEncoding::Utf16);
        assert_eq!(encoding(&lsp::ClientCapabilities::default()), PositionEncoding::Utf16);
    }
}
