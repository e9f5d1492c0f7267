//! The threads that the server uses: the runtime's own pool for the work of requests.

use std::sync::Arc;

use linkwright_project::live::{Platform, Threads, Work};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

/// The operating system's threads, and the pool of the runtime.
struct RuntimeThreads(tokio::runtime::Handle);

impl Threads for RuntimeThreads {
    fn run(&self, work: Work) {
        // If the work panics, the receiver of its result sees that there is none.
        drop(self.0.spawn_blocking(work));
    }
}

/// The system's disk, and the threads of the runtime.
pub(crate) fn platform(runtime: tokio::runtime::Handle) -> Platform {
    Platform { threads: Arc::new(RuntimeThreads(runtime)), ..Platform::system() }
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
    // The receiver may be gone.
    platform.threads.run(Box::new(move || drop(done.send(work()))));
    result.await.map_err(|_| Error::internal_error())
}
