//! The threads that the server uses: the runtime's own pool for the work of requests.

use std::sync::Arc;

use linkwright_project::live::{Platform, Threads, Work};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

/// The operating system's threads, and the pool of the runtime.
struct RuntimeThreads;

impl Threads for RuntimeThreads {
    fn run(&self, work: Work) {
        // Whoever waits for the result sees a panic by the missing result.
        drop(tokio::task::spawn_blocking(work));
    }
}

/// The system's disk, and threads of which [`run`] uses the runtime's pool.
pub(crate) fn platform() -> Platform {
    Platform { threads: Arc::new(RuntimeThreads), ..Platform::system() }
}

/// Runs `work` on another thread and returns its result.
///
/// # Errors
/// `InternalError` if it panics.
pub(crate) async fn run<T: Send + 'static>(
    platform: &Platform,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let (done, result) = oneshot::channel();
    // Whoever asked may have gone meanwhile.
    platform.threads.run(Box::new(move || drop(done.send(work()))));
    result.await.map_err(|_| Error::internal_error())
}
