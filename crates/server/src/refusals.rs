//! Refusing what a client asks for.

use tower_lsp::jsonrpc::Error;

/// A request that is refused, with the reason as one would tell the author.
pub(crate) fn refusal(reason: impl Into<String>) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    let mut error = Error::new(REQUEST_FAILED.into());
    error.message = reason.into().into();
    error
}
