//! The client's process, which started the server.

use std::time::Duration;

/// Time between two checks.
const INTERVAL: Duration = Duration::from_secs(2);

/// Waits until the process `id` has exited. Waits for ever if the process is not visible at this
/// call, because it runs in another container.
pub(crate) fn exited(id: u32) -> impl Future<Output = ()> + Send + 'static {
    let was_alive = is_alive(id);
    async move {
        if !was_alive {
            return std::future::pending().await;
        }
        while is_alive(id) {
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    let Some(id) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else {
        return false;
    };
    // "Permission denied" also means that the process exists.
    rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH)
}

/// Elsewhere only the end of the input shows that the client has exited.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
