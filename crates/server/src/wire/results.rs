//! Long results, written as JSON where they are made.
//!
//! The router makes a tree of JSON values of each result, on the thread that listens, and that
//! costs many times what writing it does. A long result is written where it is made, and laid
//! aside here; the router makes an answer of nothing, and what was laid aside is sent in its place.

use std::cell::RefCell;

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Id, Response, Result};

use crate::requests::answer::Material;
use crate::wire::client::Outgoing;

tokio::task_local! {
    static ASIDE: RefCell<Option<Written>>;
}

/// How an answer begins.
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","result":"#;

/// About how many bytes a result has of each file that it names.
const OF_A_FILE: usize = 400;

/// An answer as JSON, up to its result.
pub(crate) struct Written(Vec<u8>);

/// The second half of an answer, its result written where `finish` is called.
pub(crate) fn written<P, R: Serialize>(
    finish: impl FnOnce(P, &Material) -> Result<R>,
) -> impl FnOnce(P, &Material) -> Result<Written> {
    move |plan, material| Written::of(&finish(plan, material)?, material.files().len())
}

impl Written {
    /// Writes `result`, which names about so many files.
    ///
    /// # Errors
    /// `InternalError` if it cannot be written as JSON.
    pub(crate) fn of(result: &impl Serialize, files: usize) -> Result<Written> {
        // Room for it at once: to make more again and again costs as much as to write it.
        let mut answer = Vec::with_capacity(HEAD.len() + files * OF_A_FILE);
        answer.extend_from_slice(HEAD);
        let written = serde_json::to_writer(&mut answer, result);
        written.map(|()| Written(answer)).map_err(|_| Error::internal_error())
    }

    /// The whole answer, to the request `id`.
    ///
    /// # Errors
    /// If the id cannot be written.
    pub(crate) fn answer(self, id: &Id) -> serde_json::Result<Vec<u8>> {
        let Written(mut answer) = self;
        answer.extend_from_slice(br#","id":"#);
        serde_json::to_writer(&mut answer, id)?;
        answer.push(b'}');
        Ok(answer)
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
            Some(written) if response.is_ok() => Outgoing::Written(response.id().clone(), written),
            _ => Outgoing::Response(response),
        })
    };
    ASIDE.scope(RefCell::default(), answer).await
}
