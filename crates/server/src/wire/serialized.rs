//! A response whose result is already serialized.

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Id, Result};

/// The beginning of a response.
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","result":"#;

/// Approximate number of bytes in a result for each file that it refers to.
const BYTES_PER_FILE: usize = 400;

/// A response as JSON, up to the end of its result.
pub(crate) struct SerializedResult(Vec<u8>);

impl SerializedResult {
    /// Serializes `result`. `files` is the approximate number of files that it refers to.
    ///
    /// # Errors
    /// `InternalError` if `result` cannot be serialized.
    pub(crate) fn of(result: &impl Serialize, files: usize) -> Result<SerializedResult> {
        // Growing the buffer step by step would cost as much as serializing.
        let mut response = Vec::with_capacity(HEAD.len() + files * BYTES_PER_FILE);
        response.extend_from_slice(HEAD);
        let written = serde_json::to_writer(&mut response, result);
        written.map(|()| SerializedResult(response)).map_err(|_| Error::internal_error())
    }

    /// The complete response to the request `id`.
    ///
    /// # Errors
    /// If the id cannot be serialized.
    pub(crate) fn into_response(self, id: &Id) -> serde_json::Result<Vec<u8>> {
        let SerializedResult(mut response) = self;
        response.extend_from_slice(br#","id":"#);
        serde_json::to_writer(&mut response, id)?;
        response.push(b'}');
        Ok(response)
    }
}
