//! Completion: what can be written at a place, and what a proposal is about.

use linkwright_ide::completion::{self, Completion, SessionInfo, Suggestion, SuggestionKind};
use linkwright_project::live::VaultId;
use linkwright_text::Span;
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit,
    Documentation, InsertReplaceEdit, InsertTextFormat, MarkupContent, MarkupKind,
    TextDocumentPositionParams, TextEdit, Url,
};

use crate::answers::material::{Material, Planned};
use crate::requests::place::{NotePosition, Source};
use crate::vaults::state::State;

/// Proposals, and what it takes to tell the client of them.
pub(crate) struct Proposed {
    found: Completion,
    /// The document, as the proposals were made for it.
    uri: Url,
    source: Source,
    offset: u32,
    client: Filter,
    /// Of the files that proposals are about.
    paths: FxHashMap<FileId, String>,
}

/// How the client filters the list again by what was typed: VS Code and Neovim let pass what is
/// equal to it, Helix closes the list at that, and has a match of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    /// By `filterText`, which is what was typed.
    Typed,
    /// Likewise; its own completion inserts a plain text only up to its first blank, a snippet
    /// whole.
    TypedAndSnippets,
    /// By the label. It leaves the cursor where a replaced range began, unless a snippet says where it
    /// goes.
    Label,
}

/// What is kept with a proposal.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// For when the client asks what it is about.
    #[serde(flatten)]
    about: Option<About>,
    /// What the edit replaces behind the cursor. Neovim's own completion leaves it; the plugin for it
    /// removes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    behind: String,
}

/// What a proposal is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    /// The document it was made for.
    pub(crate) uri: Url,
    path: String,
    at: u32,
}

impl About {
    /// What the client's item is about.
    pub(crate) fn of(item: &CompletionItem) -> Option<About> {
        serde_json::from_value::<Kept>(item.data.clone()?).ok()?.about
    }
}

/// `textDocument/completion`, first half.
pub(crate) fn plan(
    state: &mut State,
    at: &TextDocumentPositionParams,
) -> Result<Option<Planned<Proposed>>> {
    // To wait for them would mean to answer for a text that has been typed further.
    let id = state.root_of(&at.text_document.uri);
    if let Some(root) = id.and_then(|id| state.root_mut(id)) {
        root.vault.finish_names();
    }
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let vault = &place.root.vault;
    let recent: Vec<FileId> = state.recent(place.root.id).collect();
    let session = SessionInfo { recent: &recent, today: jiff::Zoned::now().date() };
    let found = completion::completion(vault, place.note, &place.text, place.offset, &session);
    let blocks = found.blocks.as_ref().map(|plan| plan.note);
    let about = found.suggestions.iter().filter_map(|item| item.file).chain(blocks);
    let client = if state.client_name.eq_ignore_ascii_case("helix") {
        Filter::Label
    } else if state.client_capabilities.snippets && state.client_name == "Neovim" {
        Filter::TypedAndSnippets
    } else {
        Filter::Typed
    };
    Ok(Some(Planned {
        root: place.root.id,
        texts: blocks.into_iter().collect(),
        files: Vec::new(),
        plan: Proposed {
            paths: about.map(|file| (file, vault.file(file).path.to_string())).collect(),
            uri: at.text_document.uri.clone(),
            source: Source::of(&place),
            offset: place.offset,
            client,
            found,
        },
    }))
}

/// `textDocument/completion`, second half.
pub(crate) fn finish(mut proposed: Proposed, material: &Material) -> Result<CompletionResponse> {
    let found = completion::finish(std::mem::take(&mut proposed.found), &material.texts);
    let items = found.suggestions.into_iter().enumerate();
    Ok(CompletionResponse::List(lsp::CompletionList {
        // Where what was typed is the filter, each letter asks again.
        is_incomplete: found.incomplete || proposed.client != Filter::Label,
        items: items.filter_map(|(at, item)| proposed.item(at, item, material)).collect(),
    }))
}

impl Proposed {
    fn item(&self, at: usize, item: Suggestion, material: &Material) -> Option<CompletionItem> {
        let can = material.client_capabilities;
        let range = |span| self.source.range(span);
        let command = match &item.new_block_id {
            None => None,
            // Helix runs no commands of proposals.
            Some(id) if can.apply_edit && self.client != Filter::Label => {
                let uri = &material.file(item.file?)?.uri;
                Some(lsp::Command {
                    title: "Give the block its id".to_owned(),
                    command: "linkwright.addBlockId".to_owned(),
                    arguments: Some(vec![json!({"uri": uri, "id": id})]),
                })
            }
            Some(_) => return None,
        };
        let behind = Span { start: self.offset.min(item.edit.span.end), ..item.edit.span };
        let as_snippet = match self.client {
            Filter::TypedAndSnippets => true,
            Filter::Label => can.snippets && !behind.is_empty(),
            Filter::Typed => false,
        };
        let mut new_text = if as_snippet { snippet(&item.edit.insert) } else { item.edit.insert };
        if as_snippet && self.client == Filter::Label {
            new_text.push_str("$0");
        }
        let whole = range(item.edit.span);
        // A link's end belongs to what is written, so that it has to be replaced in either way.
        let in_parts =
            can.insert_replace && item.kind.is_word() && item.edit.span.end > self.offset;
        let text_edit = if in_parts {
            let insert = range(Span { end: self.offset, ..item.edit.span });
            let edit = InsertReplaceEdit { new_text, insert, replace: whole };
            CompletionTextEdit::InsertAndReplace(edit)
        } else {
            CompletionTextEdit::Edit(TextEdit { range: whole, new_text })
        };
        let typed = self.source.slice(Span { end: self.offset, ..item.edit.span });
        let filter_text = (self.client != Filter::Label).then(|| typed.into_owned());
        let about = item.file.and_then(|file| self.paths.get(&file)).map(|path| About {
            uri: self.uri.clone(),
            path: path.clone(),
            at: item.offset,
        });
        let behind = match self.client {
            Filter::TypedAndSnippets => self.source.slice(behind).into_owned(),
            Filter::Typed | Filter::Label => String::new(),
        };
        let kept = (about.is_some() || !behind.is_empty()).then_some(Kept { about, behind });
        let detail = Some(item.detail).filter(|detail| !detail.is_empty());
        let (detail, label_details) = match detail {
            Some(detail) if can.label_details => {
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
            sort_text: Some(format!("{at:05}")),
            filter_text,
            text_edit: Some(text_edit),
            insert_text_format: as_snippet.then_some(InsertTextFormat::SNIPPET),
            additional_text_edits: item
                .additional_edit
                .map(|edit| vec![TextEdit { range: range(edit.span), new_text: edit.insert }]),
            command,
            data: kept.and_then(|kept| serde_json::to_value(kept).ok()),
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
    }
}

/// `text` as a snippet that inserts just that.
fn snippet(text: &str) -> String {
    let marks = |c: &char| matches!(c, '\\' | '$' | '}');
    text.chars().flat_map(|c| Some('\\').filter(|_| marks(&c)).into_iter().chain([c])).collect()
}

/// `completionItem/resolve`, first half: the text of the file that the proposal is about.
pub(crate) fn plan_about(state: &State, about: &About) -> Result<Option<Planned<(FileId, u32)>>> {
    let Some(root) = state.root_of(&about.uri).and_then(|root| state.root(root)) else {
        return Ok(None);
    };
    let file = root.vault.find_file(&about.path).filter(|file| root.vault.note(*file).is_some());
    Ok(file.map(|file| Planned {
        root: root.id,
        plan: (file, about.at),
        texts: vec![file],
        files: Vec::new(),
    }))
}

/// `completionItem/resolve`, second half: how the file, or the place in it, begins.
pub(crate) fn finish_about(
    (file, at): (FileId, u32),
    material: &Material,
) -> Result<Option<Documentation>> {
    let shown = completion::documentation(material.texts.of(file), at);
    let kind = match material.client_capabilities.documentation_markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    let content = MarkupContent { kind, value: shown.to_owned() };
    Ok(Some(Documentation::MarkupContent(content)).filter(|_| !shown.is_empty()))
}

/// So many notes are remembered to have been used.
const REMEMBERED: usize = 64;

impl State {
    /// Remembers that the document at `uri` was opened or edited just now.
    pub(crate) fn mark_recently_used(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        let is_it =
            |(root, path): &(VaultId, String)| *root == document.root && *path == document.path;
        match self.recent.iter().position(is_it) {
            Some(at) => self.recent[..=at].rotate_right(1),
            None => {
                self.recent.insert(0, (document.root, document.path.clone()));
                self.recent.truncate(REMEMBERED);
            }
        }
    }

    /// The notes of the vault `id` that were used, the last one first.
    fn recent(&self, id: VaultId) -> impl Iterator<Item = FileId> {
        let vault = self.root(id).map(|root| &root.vault);
        let recent = self.recent.iter().filter(move |(root, _)| *root == id);
        recent.filter_map(move |(_, path)| vault?.find_file(path))
    }
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn a_snippet_inserts_what_it_was_made_of() {
        assert_eq!(snippet("[[a|costs $5 {x} \\]]"), "[[a|costs \\$5 {x\\} \\\\]]");
    }
}
