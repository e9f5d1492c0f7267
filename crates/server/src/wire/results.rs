//! Long results, written as JSON where they are made.
//!
//! The router makes a tree of JSON values of each result, on the thread that listens, and that
//! costs many times what writing it does. A long result is written where it is made, and laid
//! aside here; the router makes an answer of nothing, and what was laid aside is sent in its place.

use std::cell::RefCell;

use tower_lsp::jsonrpc::Response;

use crate::wire::client::Outgoing;
use crate::wire::serialized::SerializedResult;

tokio::task_local! {
    static ASIDE: RefCell<Option<SerializedResult>>;
}

/// Lays the result of the request that is being answered aside, and gives the router nothing.
pub(crate) fn stash_result<R>(result: Option<SerializedResult>) -> Option<R> {
    ASIDE.with(|aside| aside.replace(result));
    None
}

/// Waits for `answer`, and takes what was laid aside meanwhile in the place of its result.
pub(crate) async fn with_stashed_result(
    answer: impl Future<Output = Option<Response>>,
) -> Option<Outgoing> {
    let answer = async {
        let response = answer.await?;
        Some(match ASIDE.with(RefCell::take) {
            Some(written) if response.is_ok() => {
                Outgoing::SerializedResult(response.id().clone(), written)
            }
            _ => Outgoing::Response(response),
        })
    };
    ASIDE.scope(RefCell::default(), answer).await
}
