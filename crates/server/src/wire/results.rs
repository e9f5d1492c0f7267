//! Long results, written as JSON where they are made.
//!
//! The router makes a tree of JSON values of each result, on the thread that listens, and that
//! costs many times what writing it does. A long result is written where it is made, and laid
//! aside here; the router makes an answer of nothing, and what was laid aside is sent in its place.

use std::cell::RefCell;

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Response, Result};

use crate::requests::answer::Material;
use crate::wire::client::Outgoing;

tokio::task_local! {
    static ASIDE: RefCell<Option<Written>>;
}

/// A result as JSON.
pub(crate) struct Written(String);

/// The second half of an answer, its result written where `finish` is called.
pub(crate) fn written<P, R: Serialize>(
    finish: impl FnOnce(P, &Material) -> Result<R>,
) -> impl FnOnce(P, &Material) -> Result<Written> {
    move |plan, material| Written::of(&finish(plan, material)?)
}

impl Written {
    /// Writes `result`.
    ///
    /// # Errors
    /// `InternalError` if it cannot be written as JSON.
    pub(crate) fn of(result: &impl Serialize) -> Result<Written> {
        serde_json::to_string(result).map(Written).map_err(|_| Error::internal_error())
    }
}

/// Lays the result of the request that is being answered aside, and gives the router nothing.
pub(crate) fn lay_aside<R>(result: Option<Written>) -> Option<R> {
    ASIDE.with(|aside| aside.replace(result));
    None
}

/// Waits for `answer`, and takes what was laid aside meanwhile in the place of its result.
pub(crate) async fn with_what_is_laid_aside(
    answer: impl Future<Output = Option<Response>>,
) -> Option<Outgoing> {
    let answer = async {
        let response = answer.await?;
        Some(match ASIDE.with(RefCell::take) {
            Some(Written(result)) if response.is_ok() => {
                Outgoing::Written(response.id().clone(), result)
            }
            _ => Outgoing::Response(response),
        })
    };
    ASIDE.scope(RefCell::default(), answer).await
}
