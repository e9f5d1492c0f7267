//! The language server: the protocol outside, one thread that owns the vaults inside.
//!
//! A message comes in through `wire`, is understood by `handlers`, and becomes a closure of
//! `requests` for the thread that owns the `vaults`. What is wrong is published by `diagnostics`. Answers
//! go back through `convert`, the one place that counts columns.

mod answers;
mod client_capabilities;
mod convert;
mod diagnostics;
mod edits;
mod handlers;
mod refusals;
mod requests;
#[cfg(test)]
mod schedules;
mod server_capabilities;
#[cfg(test)]
mod unread;
mod vaults;
mod wire;

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::LspService;

use crate::handlers::Server;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::client::{Client, Outgoing};

/// Serves the Language Server Protocol on standard input and output until the client says `exit`
/// or is gone. The exit code is 0 only after a `shutdown` request.
///
/// Standard output carries the protocol alone. Logs go to standard error, as the environment
/// variable `LINKWRIGHT_LOG` asks (`warn` without it), and warnings to the client too.
#[must_use]
pub fn run_stdio() -> ExitCode {
    let (client, outgoing) = Client::new();
    wire::log::start(client.clone());
    serve(client, outgoing, (std::io::stdin(), std::io::stdout()))
}

/// As [`run_stdio`], on any two pipes.
fn serve(
    client: Client,
    outgoing: UnboundedReceiver<Outgoing>,
    pipes: (impl Read + Send + 'static, impl Write + Send + 'static),
) -> ExitCode {
    let vaults = Handle::start(|handle| State::new(handle, client.clone()));
    let gone = Arc::new(tokio::sync::Notify::new());
    let settled = vaults.clone();
    let afterwards = Box::new(move |in_flight| settled.send(move |_| drop(in_flight)));
    let server = Server { vaults, gone: Arc::clone(&gone) };
    let (service, _) = LspService::build(|_| server)
        .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
        .finish();
    wire::transport::serve(service, client, outgoing, gone.notified(), afterwards, pipes)
}
