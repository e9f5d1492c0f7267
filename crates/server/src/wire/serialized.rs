//! An answer whose result is JSON already.

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Id, Result};

/// How an answer begins.
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","result":"#;

/// About how many bytes a result has of each file that it names.
const OF_A_FILE: usize = 400;

/// An answer as JSON, up to its result.
pub(crate) struct SerializedResult(Vec<u8>);

impl SerializedResult {
    /// Writes `result`, which names about so many files.
    ///
    /// # Errors
    /// `InternalError` if it cannot be written as JSON.
    pub(crate) fn of(result: &impl Serialize, files: usize) -> Result<SerializedResult> {
        // Room for it at once: to make more again and again costs as much as to write it.
        let mut answer = Vec::with_capacity(HEAD.len() + files * OF_A_FILE);
        answer.extend_from_slice(HEAD);
        let written = serde_json::to_writer(&mut answer, result);
        written.map(|()| SerializedResult(answer)).map_err(|_| Error::internal_error())
    }

    /// The whole answer, to the request `id`.
    ///
    /// # Errors
    /// If the id cannot be written.
    pub(crate) fn answer(self, id: &Id) -> serde_json::Result<Vec<u8>> {
        let SerializedResult(mut answer) = self;
        answer.extend_from_slice(br#","id":"#);
        serde_json::to_writer(&mut answer, id)?;
        answer.push(b'}');
        Ok(answer)
    }
}
