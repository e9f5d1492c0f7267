//! The error for a request that is refused.

use linkwright_ide::Refusal;
use tower_lsp::jsonrpc::Error;

/// The error `RequestFailed`; its message is the reason, which the editor shows to the user.
pub(crate) fn refusal(reason: impl Into<String>) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    let mut error = Error::new(REQUEST_FAILED.into());
    error.message = reason.into().into();
    error
}

/// The error for a refusal of a feature.
pub(crate) fn refused(Refusal(reason): Refusal) -> Error {
    refusal(reason)
}
