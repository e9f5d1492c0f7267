//! The language server. Outside is the protocol; inside, one thread owns the vaults.
//!
//! A message comes in through `wire`. The table in `router` says which function of `requests` answers
//! it, and how it runs: on the thread that owns the `vaults`, or on others too. `diagnostics` publishes diagnostics. Answers go back through
//! `convert`, the one place that counts columns.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     linkwright_server::run_stdio()
//! }
//! ```

mod answers;
mod client_capabilities;
mod convert;
mod diagnostics;
mod edits;
#[cfg(test)]
mod flow_control;
mod idle;
mod publishing;
mod refusals;
mod requests;
mod router;
#[cfg(test)]
mod schedules;
mod server_capabilities;
mod session;
mod vaults;
mod views;
mod wire;

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::LspService;

use crate::router::Server;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::threads::platform;
use crate::wire::client::{Client, Outgoing};

/// Serves the Language Server Protocol on standard input and output until the client sends `exit`
/// or closes its input. The exit code is 0 only after a `shutdown` request.
///
/// Only protocol messages are written to standard output. Logs go to standard error, filtered by
/// the environment variable `LINKWRIGHT_LOG` (default: `warn`). Warnings also go to the client.
#[must_use]
pub fn run_stdio() -> ExitCode {
    let (client, outgoing) = Client::new();
    wire::log::start(client.clone());
    serve(client, outgoing, (std::io::stdin(), std::io::stdout()))
}

/// Does the same as [`run_stdio`], on any two pipes.
fn serve(
    client: Client,
    outgoing: UnboundedReceiver<Outgoing>,
    pipes: (impl Read + Send + 'static, impl Write + Send + 'static),
) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let platform = platform(runtime.handle().clone());
    let vaults = Handle::start(platform, |handle| State::new(handle, client.clone()));
    let client_exited = Arc::new(tokio::sync::Notify::new());
    let queue = vaults.clone();
    let drop_after_queued = Box::new(move |in_flight| queue.send(move |_| drop(in_flight)));
    let server = Server { vaults, client_exited: Arc::clone(&client_exited) };
    let (service, _) = LspService::build(|_| server)
        .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
        .finish();
    let exited = client_exited.notified();
    let serve = wire::transport::serve;
    serve(runtime, service, client, outgoing, exited, drop_after_queued, pipes)
}
