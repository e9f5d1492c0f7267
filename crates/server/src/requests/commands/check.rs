//! `linkwright.check`: diagnoses every note once, whatever the settings say.

use serde::Deserialize;
use tower_lsp::jsonrpc::{Error, Result};

use super::{Answer, CommandCall};
use crate::diagnostics::CheckSummary;

#[derive(Deserialize)]
struct NoArgument {}

/// Diagnoses every note of every vault. The diagnostics are published as with `diagnostics.scope =
/// "vault"`; the answer is `{notes, links, broken}`.
pub(super) fn run(mut call: CommandCall) -> Result<Answer> {
    let NoArgument {} = call.argument()?;
    let token = call.progress.take();
    let started = call.vaults.run(|state| {
        let work = state.begin_work(token, "Checking notes");
        let summaries = state.diagnostics.check_all_notes(&state.vaults, work.task);
        (work, summaries)
    });
    Ok(Box::pin(async move {
        let mut total = CheckSummary::default();
        let (_work, summaries) = started.await?;
        for summary in summaries {
            total.add(summary.await.map_err(|_| Error::request_cancelled())??);
        }
        Ok(serde_json::to_value(total).ok())
    }))
}
