//! Code lenses, inlay hints and semantic tokens. Each is recorded, so that the client can be asked to
//! refresh it when it is out of date.

use linkwright_ide as ide;
use linkwright_ide::hints::TitleHint;
use linkwright_ide::lenses::Lens;
use linkwright_ide::tokens::{Token, TokenKind};
use linkwright_project::live::Document;
use linkwright_text::{ColumnCounting, Positions, Span};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeLens, CodeLensParams, Command, InlayHint, InlayHintLabel, InlayHintParams, Position, Range,
    SemanticToken, SemanticTokenType, SemanticTokens, SemanticTokensLegend, SemanticTokensParams,
    SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
    TextDocumentIdentifier, TextDocumentPositionParams, Url,
};

use crate::client_capabilities::{SHOW_QUERY, SHOW_REFERENCES};
use crate::convert;
use crate::requests::bases::{WantedView, WhichView};
use crate::requests::place::NotePosition;
use crate::requests::row_counts::count_rows;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::views::View;

/// `textDocument/codeLens`
pub(crate) fn lenses(state: &mut State, params: &CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let document = &params.text_document;
    let place = NotePosition::of_document(state, document)?;
    let Some(place) = place else { return Ok(None) };
    let found = ide::lenses::lenses(&place.open_vault.vault, place.note);
    let lens = |lens: &Lens| {
        let range = place.range(lens.span);
        let title =
            format!("{} backlink{}", lens.backlinks, if lens.backlinks == 1 { "" } else { "s" });
        let command = match state.session.capabilities().show_references {
            true => {
                let uri = serde_json::to_value(&document.uri);
                let arguments = uri.into_iter().chain(serde_json::to_value(range.start));
                let arguments = Some(arguments.collect());
                Command { title, command: SHOW_REFERENCES.to_owned(), arguments }
            }
            false => Command { title, ..Command::default() },
        };
        CodeLens { range, command: Some(command), data: None }
    };
    // The number of rows is counted when the client shows the lens.
    let view_lens = |view| {
        let range = place.range(view);
        let at = UnresolvedLens { uri: document.uri.clone(), position: range.start };
        CodeLens { range, command: None, data: serde_json::to_value(at).ok() }
    };
    let views = ide::bases::views(&place.open_vault.vault, place.note);
    let lenses = found.iter().map(lens).chain(views.into_iter().map(view_lens)).collect();
    record(state, &document.uri, View::Lenses);
    Ok(Some(lenses))
}

/// The `data` of the lens of a view of a base.
#[derive(Serialize, Deserialize)]
struct UnresolvedLens {
    uri: Url,
    /// The start of the view.
    position: Position,
}

/// `codeLens/resolve`: runs the view of a base, and shows how many rows it has.
pub(crate) async fn resolve_lens(vaults: &Handle, mut lens: CodeLens) -> Result<CodeLens> {
    let at = lens.data.clone().and_then(|data| serde_json::from_value(data).ok());
    let Some(UnresolvedLens { uri, position }) = at else { return Ok(lens) };
    let text_document = TextDocumentIdentifier::new(uri.clone());
    let at = TextDocumentPositionParams { text_document, position };
    let wanted = WantedView { at, view: WhichView::Here };
    let title = count_rows(vaults.clone(), wanted).await?.shown();
    let can_show = vaults.run(|state| state.session.capabilities().show_query).await?;
    let arguments = [serde_json::to_value(&uri).ok(), serde_json::to_value(position).ok()];
    lens.command = Some(match can_show {
        true => Command {
            title,
            command: SHOW_QUERY.to_owned(),
            arguments: Some(arguments.into_iter().flatten().collect()),
        },
        false => Command { title, ..Command::default() },
    });
    Ok(lens)
}

/// `textDocument/inlayHint`
pub(crate) fn hints(state: &mut State, params: &InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    let InlayHintParams { text_document: document, range, .. } = params;
    let Some(place) = NotePosition::of_document(state, document)? else { return Ok(None) };
    let within = span(place.document, *range);
    let hint = |TitleHint { offset, title }: TitleHint| {
        let at = Span::empty(offset);
        InlayHint {
            position: place.range(at).start,
            label: InlayHintLabel::String(title),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    };
    let found = ide::hints::title_hints(&place.open_vault.vault, place.note, &place.text, within);
    let hints = found.into_iter().map(hint).collect();
    record(state, &document.uri, View::Hints);
    Ok(Some(hints))
}

/// `textDocument/semanticTokens/full`
pub(crate) fn all_tokens(
    state: &mut State,
    params: &SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>> {
    Ok(tokens(state, &params.text_document, None)?.map(SemanticTokensResult::Tokens))
}

/// `textDocument/semanticTokens/range`
pub(crate) fn tokens_in_range(
    state: &mut State,
    params: &SemanticTokensRangeParams,
) -> Result<Option<SemanticTokensRangeResult>> {
    let tokens = tokens(state, &params.text_document, Some(params.range))?;
    Ok(tokens.map(SemanticTokensRangeResult::Tokens))
}

fn tokens(
    state: &mut State,
    document: &TextDocumentIdentifier,
    range: Option<Range>,
) -> Result<Option<SemanticTokens>> {
    let Some(place) = NotePosition::of_document(state, document)? else { return Ok(None) };
    let all = Span { start: 0, end: place.document.text.len() };
    let within = range.map_or(all, |range| span(place.document, range));
    let mut found = ide::tokens::tokens(&place.open_vault.vault, place.note, &place.text, within);
    if !place.open_vault.is_fully_loaded() {
        found.retain(|token| token.kind != TokenKind::Broken);
    }
    let data = relative(&found, &place.text, place.counting());
    record(state, &document.uri, View::Tokens);
    Ok(Some(SemanticTokens { result_id: None, data }))
}

/// Records `view` of the document at `uri`, which the client is about to show.
fn record(state: &mut State, uri: &Url, view: View) {
    let State { session, vaults, documents, views, .. } = state;
    views.record(session, vaults, documents, (uri, view));
}

/// Encodes tokens as LSP does, each relative to the start of the previous one.
fn relative(tokens: &[Token], text: &str, counting: ColumnCounting) -> Vec<SemanticToken> {
    let mut positions = Positions::new(text, counting);
    let mut last = Position::default();
    let token = |token: &Token| {
        let range = convert::range_with(&mut positions, token.span);
        let start = range.start;
        let delta_line = start.line - last.line;
        let from = if delta_line == 0 { last.character } else { 0 };
        last = start;
        SemanticToken {
            delta_line,
            delta_start: start.character - from,
            length: range.end.character - start.character,
            token_type: token.kind as u32,
            token_modifiers_bitset: 0,
        }
    };
    tokens.iter().map(token).collect()
}

/// The names of the token types. Themes know the standard ones; the others are ours, and the editors' plugins
/// define their colours.
pub(crate) fn legend() -> SemanticTokensLegend {
    let name = |kind: TokenKind| match kind {
        TokenKind::Link => SemanticTokenType::new("link"),
        TokenKind::Broken => SemanticTokenType::new("brokenLink"),
        TokenKind::Alias => SemanticTokenType::new("aliasLink"),
        TokenKind::Tag => SemanticTokenType::new("tag"),
        TokenKind::BlockId => SemanticTokenType::new("blockId"),
        TokenKind::Comment => SemanticTokenType::COMMENT,
        TokenKind::Keyword => SemanticTokenType::KEYWORD,
        TokenKind::Property => SemanticTokenType::PROPERTY,
        TokenKind::Function => SemanticTokenType::FUNCTION,
        TokenKind::String => SemanticTokenType::STRING,
        TokenKind::Number => SemanticTokenType::NUMBER,
        TokenKind::Operator => SemanticTokenType::OPERATOR,
        TokenKind::Regexp => SemanticTokenType::REGEXP,
    };
    let token_types = TokenKind::ALL.map(name).to_vec();
    SemanticTokensLegend { token_types, token_modifiers: Vec::new() }
}

fn span(document: &Document<Url>, range: Range) -> Span {
    let at = |position| convert::offset(&document.text, position, document.counting);
    let (start, end) = (at(range.start), at(range.end));
    Span { start: start.min(end), end: start.max(end) }
}
