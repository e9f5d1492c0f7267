//! What the client can do, as it said in `initialize`.

use linkwright_text::PositionEncoding;
use tower_lsp::lsp_types::{
    self as lsp, DiagnosticTag, FailureHandlingKind, InitializeParams, MarkupKind,
    PositionEncodingKind, ResourceOperationKind,
};

/// The command of a lens, which the client carries out: it gets the document's URI and a position,
/// and shows the references there.
pub(crate) const SHOW_REFERENCES: &str = "linkwright.showReferences";

/// The client's capabilities that decide how something is said to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct ClientCapabilities {
    /// How columns are counted from now on: the first of the client's choices that is known.
    pub(crate) encoding: PositionEncoding,
    /// Definitions may say which words lead there.
    pub(crate) definition_links: bool,
    /// Hovers are best shown from Markdown.
    pub(crate) hover_markdown: bool,
    /// Symbols of a document may be nested.
    pub(crate) nested_symbols: bool,
    /// Document links may say something on hovering.
    pub(crate) link_tooltips: bool,
    /// It carries out `linkwright.showReferences` itself.
    pub(crate) show_references: bool,
    /// By [`View`](crate::vaults::shown::View): it can be told that it is out of date.
    pub(crate) refreshes: [bool; 3],
    /// Proposals may say what they are about beside the label.
    pub(crate) label_details: bool,
    /// They may be inserted before what follows the cursor, or replace it.
    pub(crate) insert_replace: bool,
    /// What they are about may be Markdown.
    pub(crate) documentation_markdown: bool,
    /// Proposals may be snippets.
    pub(crate) snippets: bool,
    /// Renames may be prepared.
    pub(crate) prepare_rename: bool,
    /// It makes edits that it is asked for.
    pub(crate) apply_edit: bool,
    /// Edits may name the versions they are for.
    pub(crate) document_changes: bool,
    /// Edits may move files. Neovim moves them though it offers no `documentChanges`.
    pub(crate) rename_files: bool,
    /// Edits may create files.
    pub(crate) create_files: bool,
    /// Edits may remove files.
    pub(crate) delete_files: bool,
    /// A file that may exist is not created on the disk: its buffer is.
    pub(crate) creates_only_buffers: bool,
    /// In place of a symbolic link it moves the file that the link leads to.
    pub(crate) rename_follows_symlinks: bool,
    /// It says so when it is to move a file onto another, and does not.
    pub(crate) refuses_to_overwrite: bool,
    /// Edits may say why they are made.
    pub(crate) change_annotations: bool,
    /// The server may show progress.
    pub(crate) progress: bool,
    /// The server may ask the client to watch files.
    pub(crate) watch_files: bool,
    /// It may be asked for its settings.
    pub(crate) configuration: bool,
    /// Findings may name related places.
    pub(crate) related: bool,
    /// Findings may say that something could go.
    pub(crate) unnecessary: bool,
    /// Findings are asked for, and the client can be told to ask again: none are told unasked.
    pub(crate) pulls_diagnostics: bool,
    /// The client says that its settings changed only where it is asked to.
    pub(crate) register_configuration: bool,
    /// The client shows how far the server is (`linkwright/status`).
    pub(crate) status_notifications: bool,
    /// They may link to a page about their code.
    pub(crate) code_pages: bool,
    /// How it folds.
    pub(crate) folding: Folding,
    /// Code actions may be more than commands.
    pub(crate) code_actions: bool,
    /// Their edits may be asked for when one is chosen.
    pub(crate) resolve_actions: bool,
    /// They may be shown with the reason why they cannot be chosen.
    pub(crate) disabled_actions: bool,
}

/// How the client folds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Folding {
    /// Whole lines alone.
    pub(crate) lines_only: bool,
    /// So many folds of a document at the most.
    pub(crate) limit: Option<u32>,
}

impl ClientCapabilities {
    /// Reads the capabilities.
    pub(crate) fn of(params: &InitializeParams) -> ClientCapabilities {
        let capabilities = &params.capabilities;
        // Of Neovim 0.12: it has the author press Enter on what annotations say, for each file anew;
        // told to ask for findings again, it asks for those of all notes and shows no others; and
        // with `ignoreIfExists` it creates no file, only a buffer (0.11 too).
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
            show_references: capabilities
                .experimental
                .as_ref()
                .and_then(|it| it.pointer("/commands/commands")?.as_array())
                .is_some_and(|commands| commands.iter().any(|name| name == SHOW_REFERENCES)),
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
            // VS Code and its kin.
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
                let lazily = it.resolve_support.as_ref();
                it.data_support == Some(true)
                    && lazily.is_some_and(|it| it.properties.iter().any(|name| name == "edit"))
            }),
            disabled_actions: actions.and_then(|it| it.disabled_support).unwrap_or(false),
            unnecessary: publish
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
            status_notifications: capabilities
                .experimental
                .as_ref()
                .is_some_and(|experimental| experimental["linkwright"]["status"] == true),
            related: publish.and_then(|publish| publish.related_information).unwrap_or(false),
            code_pages: publish.and_then(|it| it.code_description_support).unwrap_or(false),
            folding: document
                .and_then(|document| document.folding_range.as_ref())
                .map(|folding| Folding {
                    lines_only: folding.line_folding_only.unwrap_or(false),
                    limit: folding.range_limit,
                })
                .unwrap_or_default(),
        }
    }
}

/// The first encoding that the client offers and the server knows.
pub(crate) fn encoding(capabilities: &lsp::ClientCapabilities) -> PositionEncoding {
    let offered = capabilities.general.as_ref().and_then(|g| g.position_encodings.as_ref());
    offered.into_iter().flatten().find_map(known).unwrap_or_default()
}

fn known(kind: &PositionEncodingKind) -> Option<PositionEncoding> {
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
    fn the_first_known_encoding_is_taken() {
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
