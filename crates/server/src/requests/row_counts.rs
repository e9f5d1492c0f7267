//! How many rows a view of a base has.

use std::fmt;

use linkwright_query::Row;
use tower_lsp::jsonrpc::Result;

use crate::requests::bases::{FinishView, WantedView, run_view};
use crate::vaults::owner::Handle;

/// The number of rows of a view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowCount {
    shown: usize,
    /// Without the limit of the view.
    total: usize,
    /// All rows that are shown are notes.
    are_notes: bool,
}

impl RowCount {
    /// The rows that are shown, in words: `12 notes`.
    pub(crate) fn shown(self) -> String {
        let noun = if self.are_notes { "note" } else { "file" };
        format!("{} {noun}{}", self.shown, if self.shown == 1 { "" } else { "s" })
    }
}

impl fmt::Display for RowCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())?;
        match self.total {
            total if total > self.shown => write!(f, " of {total}"),
            _ => Ok(()),
        }
    }
}

/// Runs a view and counts its rows.
///
/// # Errors
/// As [`run_view`].
pub(crate) async fn count_rows(vaults: Handle, wanted: WantedView) -> Result<RowCount> {
    let count: FinishView<RowCount> = |_, open_vault, _, _, table| {
        let is_note = |row: &Row| open_vault.vault.note(row.file).is_some();
        let are_notes = table.rows.iter().all(is_note);
        RowCount { shown: table.rows.len(), total: table.total, are_notes }
    };
    run_view(vaults, wanted, count).await
}
