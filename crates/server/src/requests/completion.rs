//! Completion, and the documentation of a suggestion.

use linkwright_ide::completion::{self, Completion, SessionInfo, Suggestion, SuggestionKind};
use linkwright_project::live::{Needs, Planned, VaultOwner as _};
use linkwright_text::Span;
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse,
    CompletionTextEdit, Documentation, InsertReplaceEdit, InsertTextFormat, MarkupContent,
    MarkupKind, TextEdit, Url,
};

use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::requests::place::{NotePosition, Source};
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// The suggestions, and what converting them for the client needs.
pub(crate) struct CompletionPlan {
    found: Completion,
    uri: Url,
    source: Source,
    offset: u32,
    filter: ClientFilter,
    /// The paths of the files that suggestions refer to.
    paths: FxHashMap<FileId, String>,
}

/// How the client filters the list by the typed text. VS Code and Neovim keep every item whose
/// `filterText` equals the typed text. Helix closes the list in that case, and has its own matching.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClientFilter {
    /// By `filterText`, which is set to the typed text.
    TypedText,
    /// By `filterText`, too. Neovim's built-in completion inserts a plain text only up to its first
    /// space, but a snippet completely, so every item is a snippet.
    TypedTextAndSnippets,
    /// By the label. Helix leaves the cursor at the start of the replaced range unless a snippet
    /// places it.
    Label,
}

/// The `data` of a suggestion.
#[derive(Default, Serialize, Deserialize)]
struct SuggestionData {
    /// For `completionItem/resolve`.
    #[serde(flatten)]
    file: Option<SuggestedFile>,
    /// The text behind the cursor that the edit replaces. Neovim's built-in completion leaves it, so
    /// the plugin for Neovim removes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    behind: String,
}

/// The file that a suggestion refers to, and the offset in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SuggestedFile {
    /// The document in which completion was requested.
    uri: Url,
    path: String,
    at: u32,
}

impl SuggestedFile {
    /// Reads the file from the `data` of the item that the client sends back.
    fn of(item: &CompletionItem) -> Option<SuggestedFile> {
        serde_json::from_value::<SuggestionData>(item.data.clone()?).ok()?.file
    }
}

/// `textDocument/completion`, first half.
pub(crate) fn plan(
    state: &mut State,
    params: &CompletionParams,
) -> Result<Option<Planned<CompletionPlan>>> {
    let at = &params.text_document_position;
    // The names are completed here. Waiting for them would answer for a text that is out of date.
    let id = state.vault_id_of(&at.text_document.uri);
    if let Some(open_vault) = id.and_then(|id| state.vaults.get_mut(id)) {
        open_vault.vault.finish_names();
    }
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let vault = &place.open_vault.vault;
    let recent: Vec<FileId> = state.documents.recent(place.open_vault).collect();
    let session = SessionInfo { recent: &recent, today: jiff::Zoned::now().date() };
    let found = completion::completion(vault, place.note, &place.text, place.offset, &session);
    let blocks = found.blocks.as_ref().map(|plan| plan.note);
    let files = found.suggestions.iter().filter_map(|item| item.file).chain(blocks);
    let filter = if state.session.client_name().eq_ignore_ascii_case("helix") {
        ClientFilter::Label
    } else if state.session.capabilities().snippets && state.session.client_name() == "Neovim" {
        ClientFilter::TypedTextAndSnippets
    } else {
        ClientFilter::TypedText
    };
    Ok(Some(Planned::new(
        place.open_vault.id,
        blocks.into_iter().collect(),
        Vec::new(),
        CompletionPlan {
            paths: files.map(|file| (file, vault.file(file).path.to_string())).collect(),
            uri: at.text_document.uri.clone(),
            source: Source::of(&place),
            offset: place.offset,
            filter,
            found,
        },
    )))
}

/// `textDocument/completion`, second half.
pub(crate) fn finish(
    mut plan: CompletionPlan,
    context: &RequestContext,
) -> Result<CompletionResponse> {
    let found = completion::finish(std::mem::take(&mut plan.found), &context.texts);
    let items = found.suggestions.into_iter().enumerate();
    Ok(CompletionResponse::List(lsp::CompletionList {
        // If the typed text is the filter, the client must request completion at each letter.
        is_incomplete: found.incomplete || plan.filter != ClientFilter::Label,
        items: items.filter_map(|(rank, item)| plan.item(rank, item, context)).collect(),
    }))
}

impl CompletionPlan {
    /// Converts one suggestion. `None` if this client cannot use it.
    fn item(
        &self,
        rank: usize,
        item: Suggestion,
        context: &RequestContext,
    ) -> Option<CompletionItem> {
        let client = context.client_capabilities;
        let range = |span| self.source.range(span);
        let command = match &item.new_block_id {
            None => None,
            // Helix does not run the commands of suggestions.
            Some(id) if client.apply_edit && self.filter != ClientFilter::Label => {
                let uri = &context.file(item.file?)?.uri;
                Some(lsp::Command {
                    title: "Add the block id".to_owned(),
                    command: "linkwright.addBlockId".to_owned(),
                    arguments: Some(vec![json!({"uri": uri, "id": id})]),
                })
            }
            Some(_) => return None,
        };
        let behind = Span { start: self.offset.min(item.edit.span.end), ..item.edit.span };
        let as_snippet = match self.filter {
            ClientFilter::TypedTextAndSnippets => true,
            ClientFilter::Label => client.snippets && !behind.is_empty(),
            ClientFilter::TypedText => false,
        };
        let (before, after) = match item.stop {
            Some(stop) => item.edit.insert.split_at(stop as usize),
            None => (&*item.edit.insert, ""),
        };
        let as_snippet = as_snippet || client.snippets && !after.is_empty();
        let new_text = match as_snippet {
            true if self.filter == ClientFilter::Label || !after.is_empty() => {
                format!("{}$0{}", snippet(before), snippet(after))
            }
            true => snippet(before),
            false => before.to_owned(),
        };
        // Only words have an insert mode. The end of a link is part of the suggestion and is always
        // replaced.
        let word = Span { end: item.edit.span.end + item.rest, ..item.edit.span };
        let has_insert_mode =
            client.insert_replace && item.kind.is_word() && word.end > self.offset;
        let text_edit = if has_insert_mode {
            let insert = range(Span { end: self.offset, ..word });
            let edit = InsertReplaceEdit { new_text, insert, replace: range(word) };
            CompletionTextEdit::InsertAndReplace(edit)
        } else {
            CompletionTextEdit::Edit(TextEdit { range: range(item.edit.span), new_text })
        };
        let typed = self.source.slice(Span { end: self.offset, ..item.edit.span });
        let filter_text = (self.filter != ClientFilter::Label).then(|| typed.into_owned());
        let file = item.file.and_then(|file| self.paths.get(&file)).map(|path| SuggestedFile {
            uri: self.uri.clone(),
            path: path.clone(),
            at: item.offset,
        });
        let behind = match self.filter {
            ClientFilter::TypedTextAndSnippets => self.source.slice(behind).into_owned(),
            ClientFilter::TypedText | ClientFilter::Label => String::new(),
        };
        let additional = item.additional_edit;
        let additional =
            additional.map(|it| TextEdit { range: range(it.span), new_text: it.insert });
        // Before it inserts a snippet without additional edits, Neovim resolves it, and gives up if the user
        // types on meanwhile. So there is always one.
        let nothing =
            || (self.filter == ClientFilter::TypedTextAndSnippets).then(TextEdit::default);
        let data =
            (file.is_some() || !behind.is_empty()).then_some(SuggestionData { file, behind });
        let detail = Some(item.detail).filter(|detail| !detail.is_empty());
        let (detail, label_details) = match detail {
            Some(detail) if client.label_details => {
                let details =
                    lsp::CompletionItemLabelDetails { detail: None, description: Some(detail) };
                (None, Some(details))
            }
            detail => (detail, None),
        };
        Some(CompletionItem {
            label: item.label,
            kind: Some(kind(item.kind)),
            label_details,
            detail,
            sort_text: Some(format!("{rank:05}")),
            filter_text,
            text_edit: Some(text_edit),
            insert_text_format: as_snippet.then_some(InsertTextFormat::SNIPPET),
            documentation: Some(item.documentation)
                .filter(|text| !text.is_empty())
                .map(|text| Documentation::String(text.to_owned())),
            additional_text_edits: additional.or_else(nothing).map(|edit| vec![edit]),
            command,
            data: data.and_then(|data| serde_json::to_value(data).ok()),
            ..CompletionItem::default()
        })
    }
}

fn kind(kind: SuggestionKind) -> CompletionItemKind {
    match kind {
        SuggestionKind::Note | SuggestionKind::Unresolved | SuggestionKind::Attachment => {
            CompletionItemKind::FILE
        }
        SuggestionKind::Day => CompletionItemKind::EVENT,
        SuggestionKind::Alias
        | SuggestionKind::Heading
        | SuggestionKind::Block
        | SuggestionKind::Label => CompletionItemKind::REFERENCE,
        SuggestionKind::Tag | SuggestionKind::Callout => CompletionItemKind::KEYWORD,
        SuggestionKind::Display => CompletionItemKind::TEXT,
        SuggestionKind::Property => CompletionItemKind::PROPERTY,
        SuggestionKind::Value => CompletionItemKind::VALUE,
        SuggestionKind::Function => CompletionItemKind::FUNCTION,
        SuggestionKind::Field => CompletionItemKind::FIELD,
    }
}

/// Escapes `text` as a snippet that inserts exactly this text.
fn snippet(text: &str) -> String {
    let is_special = |c: &char| matches!(c, '\\' | '$' | '}');
    let escape = |c| Some('\\').filter(|_| is_special(&c)).into_iter().chain([c]);
    text.chars().flat_map(escape).collect()
}

/// `completionItem/resolve`: adds the documentation. A suggestion can be accepted without it, so errors
/// are dropped.
pub(crate) async fn resolve(vaults: &Handle, mut item: CompletionItem) -> Result<CompletionItem> {
    let Some(file) = SuggestedFile::of(&item) else { return Ok(item) };
    let uri = file.uri.clone();
    let plan = move |state: &mut State, _: &Url| plan_documentation(state, &file);
    let mode = InBackground(Needs::Notes, plan, finish_documentation);
    item.documentation = mode.answer(vaults, uri).await.ok().flatten().flatten();
    Ok(item)
}

/// `completionItem/resolve`, first half: finds the file that the suggestion refers to.
fn plan_documentation(
    state: &State,
    suggested: &SuggestedFile,
) -> Result<Option<Planned<(FileId, u32)>>> {
    let Some(open_vault) = state.open_vault_of(&suggested.uri) else { return Ok(None) };
    let file = open_vault
        .vault
        .find_file(&suggested.path)
        .filter(|file| open_vault.vault.note(*file).is_some());
    Ok(file.map(|file| Planned::new(open_vault.id, vec![file], Vec::new(), (file, suggested.at))))
}

/// `completionItem/resolve`, second half: the beginning of the file, or of the text at the offset.
fn finish_documentation(
    (file, at): (FileId, u32),
    context: &RequestContext,
) -> Result<Option<Documentation>> {
    let excerpt = completion::documentation(context.texts.of(file), at);
    let kind = match context.client_capabilities.documentation_markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    let content = MarkupContent { kind, value: excerpt.to_owned() };
    Ok(Some(Documentation::MarkupContent(content)).filter(|_| !excerpt.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn special_characters_are_escaped_in_snippets() {
        assert_eq!(snippet("[[a|costs $5 {x} \\]]"), "[[a|costs \\$5 {x\\} \\\\]]");
    }
}
