//! The process that started the server.

use std::time::Duration;

/// How often it is looked for.
const INTERVAL: Duration = Duration::from_secs(2);

/// Waits until the process `id` is gone. A process that cannot be seen at this call, being in
/// another container, never is.
pub(crate) fn gone(id: u32) -> impl Future<Output = ()> + Send + 'static {
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
    // To be forbidden to signal it is to know that it is there.
    rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH)
}

/// Elsewhere the end of the input is all there is to tell by.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
