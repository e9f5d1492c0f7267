//! Hover.

use std::fmt::Write as _;
use std::time::Duration;

use linkwright_ide::bases::CountedRows;
use linkwright_ide::definition::NavigationTarget;
use linkwright_ide::hover;
use linkwright_project::live::{Needs, Planned};
use linkwright_text::Positions;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::requests::bases::{WantedView, WhichView};
use crate::requests::place::{NotePosition, Source};
use crate::requests::row_counts::count_rows;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// Maximum time that a hover waits for the number of rows.
const MAX_COUNT_TIME: Duration = Duration::from_secs(2);

/// `textDocument/hover`. In a base, the rows of a view are counted below the hover, if that is possible.
pub(crate) async fn hover(vaults: &Handle, params: HoverParams) -> Result<Option<Hover>> {
    let at = params.text_document_position_params.clone();
    let hover = InBackground(Needs::Links, plan_hover, finish_hover).answer(vaults, params);
    let Some((mut hover, rows)) = hover.await? else { return Ok(None) };
    let view = match rows {
        None => return Ok(Some(hover)),
        Some(CountedRows::OfView) => WhichView::Here,
        Some(CountedRows::OfBase) => WhichView::WholeBase,
    };
    let count = count_rows(vaults.clone(), WantedView { at, view });
    if let (Ok(Ok(count)), HoverContents::Markup(markup)) =
        (tokio::time::timeout(MAX_COUNT_TIME, count).await, &mut hover.contents)
    {
        let _ = write!(markup.value, "\n\n{count}");
    }
    Ok(Some(hover))
}

/// The first half: the plan, and the text under the mouse.
fn plan_hover(
    state: &mut State,
    params: &HoverParams,
) -> Result<Option<Planned<(hover::HoverPlan, Source)>>> {
    let at = &params.text_document_position_params;
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let follows_links = state.session.capabilities().hover_links;
    let plan =
        hover::plan(&place.open_vault.vault, place.note, &place.text, place.offset, follows_links);
    Ok(plan.map(|plan| {
        Planned::new(
            place.open_vault.id,
            plan.notes().to_vec(),
            plan.files().to_vec(),
            (plan, Source::of(&place)),
        )
    }))
}

/// The second half.
fn finish_hover(
    (plan, source): (hover::HoverPlan, Source),
    context: &RequestContext,
) -> Result<(Hover, Option<CountedRows>)> {
    let markdown = context.client_capabilities.hover_markdown;
    let address = |target: &NavigationTarget| {
        let file = context.file(target.file).filter(|_| markdown)?;
        let line = context.string(target.file).filter(|_| target.span.end > 0).map(|text| {
            let mut positions = Positions::new(text, context.counting(target.file));
            convert::range_with(&mut positions, target.focus).start.line + 1
        });
        let line = line.map(|line| format!("#L{line}")).unwrap_or_default();
        Some(format!("{}{line}", file.uri))
    };
    let rows = plan.rows();
    let hover = hover::finish(plan, &context.texts, &address);
    let (kind, value) = match markdown {
        true => (MarkupKind::Markdown, hover.markdown()),
        false => (MarkupKind::PlainText, hover.plain()),
    };
    let contents = HoverContents::Markup(MarkupContent { kind, value });
    Ok((Hover { range: Some(source.range(hover.span)), contents }, rows))
}
