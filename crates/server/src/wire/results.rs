//! Long results, serialized where they are computed.
//!
//! tower-lsp's router converts each result into a tree of JSON values on the message loop's thread,
//! which costs many times more than serializing it. A long result is serialized where it is computed
//! and stashed here. The router builds a response with an empty result, and the stashed result is
//! sent instead.

use std::cell::RefCell;

use tower_lsp::jsonrpc::Response;

use crate::wire::client::Outgoing;
use crate::wire::serialized::SerializedResult;

tokio::task_local! {
    static STASH: RefCell<Option<SerializedResult>>;
}

/// Stashes the result of the current request, and returns `None` for the router.
pub(crate) fn stash_result<R>(result: Option<SerializedResult>) -> Option<R> {
    STASH.with(|stash| stash.replace(result));
    None
}

/// Waits for the router's `answer`. A result that was stashed meanwhile replaces its result.
pub(crate) async fn with_stashed_result(
    answer: impl Future<Output = Option<Response>>,
) -> Option<Outgoing> {
    let answer = async {
        let response = answer.await?;
        Some(match STASH.with(RefCell::take) {
            Some(written) if response.is_ok() => {
                Outgoing::SerializedResult(response.id().clone(), written)
            }
            _ => Outgoing::Response(response),
        })
    };
    STASH.scope(RefCell::default(), answer).await
}
