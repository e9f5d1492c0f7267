//! `linkwright.check`: what is wrong in every note, once, whatever the settings say.

use serde::Deserialize;
use tower_lsp::jsonrpc::{Error, Result};

use super::{Answer, Call};
use crate::diagnostics::check::CheckSummary;

#[derive(Deserialize)]
struct Argument {}

/// Looks at every note of every vault. The findings are told as those of `diagnostics.scope =
/// "vault"` are; the answer counts `{notes, links, broken}`.
pub(super) fn run(mut call: Call) -> Result<Answer> {
    let Argument {} = call.argument()?;
    let asked = call.progress.take();
    let begun = call.vaults.ask_at_once(|state| {
        let work = state.begin_work(asked, "Checking notes");
        let answers = state.check(work.task);
        (work, answers)
    });
    Ok(Box::pin(async move {
        let mut tally = CheckSummary::default();
        let (_work, answers) = begun.await?;
        for answered in answers {
            tally.add(answered.await.map_err(|_| Error::request_cancelled())??);
        }
        Ok(serde_json::to_value(tally).ok())
    }))
}
