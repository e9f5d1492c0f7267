//! `linkwright.query`: the rows of a view of a base.

use linkwright_project::live::OpenVault;
use linkwright_query::{BaseView, Column, Context, ResultTable, Value as Cell};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Position, TextDocumentIdentifier, TextDocumentPositionParams, Url};

use super::{Answer, CommandCall};
use crate::requests::bases::{WantedView, WhichView, run_view};
use crate::vaults::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryArgument {
    uri: Url,
    /// A position in the base, and perhaps in the view.
    #[serde(default)]
    position: Position,
    view: Option<String>,
}

/// The answer.
#[derive(Serialize)]
struct ListedRows {
    /// The name of the view; empty if it has none.
    view: String,
    columns: Vec<ListedColumn>,
    rows: Vec<ListedRow>,
    /// Number of rows without the limit of the view.
    total: usize,
    /// What went wrong while the rows were made.
    problems: Vec<String>,
    /// The rows as a Markdown table.
    markdown: String,
}

#[derive(Serialize)]
struct ListedColumn {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct ListedRow {
    path: String,
    uri: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    cells: Vec<Vec<CellPart>>,
    /// The line of the row in the Markdown text, from 0.
    line: usize,
}

/// A part of a cell: an item of a list, or all of it.
#[derive(Serialize)]
struct CellPart {
    text: String,
    /// The file that the text stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Url>,
    /// The number that the text stands for, to sort rows by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
}

/// The rows of a view: `{uri, position?, view?}` →
/// `{view, columns: [{id, name}], rows: [{path, uri, group?, cells, line}], total, problems, markdown}`.
/// A cell is a list of `{text, uri?, number?}`.
pub(super) fn rows(mut call: CommandCall) -> Result<Answer> {
    let QueryArgument { uri, position, view: name } = call.argument()?;
    let text_document = TextDocumentIdentifier::new(uri);
    let at = TextDocumentPositionParams { text_document, position };
    let view = name.map_or(WhichView::Here, WhichView::Named);
    let rows = run_view(call.vaults, WantedView { at, view }, listed);
    Ok(Box::pin(async move {
        serde_json::to_value(rows.await?).map(Some).map_err(|_| Error::internal_error())
    }))
}

fn listed(
    state: &State,
    open_vault: &OpenVault,
    cx: &Context<'_>,
    view: &BaseView,
    table: &ResultTable,
) -> ListedRows {
    let (markdown, lines) = table.to_markdown(cx);
    let rows = table.rows.iter().zip(lines).map(|(row, line)| {
        let path = open_vault.vault.get(row.file).map_or("", |file| &file.path).to_owned();
        let uri = state.uri(open_vault, &path);
        let part = |value: &Cell| {
            let file = match value {
                Cell::File(_) | Cell::Link(_) => cx.file_of(value, None),
                _ => None,
            };
            let path = file.and_then(|file| Some(&*open_vault.vault.get(file)?.path));
            let number = match value {
                Cell::Number(number) => Some(*number),
                _ => None,
            };
            let uri = path.and_then(|path| state.uri(open_vault, path));
            CellPart { text: cx.text(value).to_string(), uri, number }
        };
        let cell = |(column, value): (&Column, &Cell)| match value {
            Cell::List(items) => items.iter().map(part).collect(),
            value => {
                let mut part = part(value);
                let names_file = matches!(&*column.id, "file.name" | "file.basename" | "file.path");
                part.uri = part.uri.or_else(|| uri.clone().filter(|_| names_file));
                vec![part]
            }
        };
        ListedRow {
            group: table.is_grouped.then(|| cx.text(&row.group).to_string()),
            cells: table.columns.iter().zip(&row.cells).map(cell).collect(),
            path,
            uri,
            line,
        }
    });
    let column =
        |column: &Column| ListedColumn { id: column.id.clone(), name: column.name.clone() };
    ListedRows {
        view: view.name.clone(),
        columns: table.columns.iter().map(column).collect(),
        rows: rows.collect(),
        total: table.total,
        problems: table.problems.iter().map(ToString::to_string).collect(),
        markdown,
    }
}
