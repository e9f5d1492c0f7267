//! The language server: the protocol outside, one thread that owns the vaults inside.
//!
//! A message comes in through `transport`, is understood by `handlers`, and becomes a closure
//! for the vaults' thread (`owner`), which owns the `state`. Answers go back through
//! `convert`, the one place that counts columns.

mod abilities;
mod answer;
mod aside;
mod blocks;
mod capabilities;
mod client;
mod code_actions;
mod commands;
mod completion;
mod convert;
mod diagnostics;
mod documents;
mod edits;
mod features;
mod frames;
mod handlers;
mod lifecycle;
mod log;
mod owner;
mod process;
mod progress;
mod pulls;
mod reader;
mod reading;
mod refresh;
mod renamed;
mod renames;
mod results;
mod roots;
mod state;
mod status;
mod survey;
mod symbols;
mod sync;
mod told;
mod transport;
mod views;

use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::LspService;

use crate::client::Client;
use crate::handlers::Server;
use crate::owner::Handle;
use crate::state::State;

/// Serves the Language Server Protocol on standard input and output until the client says `exit`
/// or is gone. The exit code is 0 only after a `shutdown` request.
///
/// Standard output carries the protocol alone. Logs go to standard error, as the environment
/// variable `LINKWRIGHT_LOG` asks (`warn` without it), and warnings to the client too.
#[must_use]
pub fn run_stdio() -> ExitCode {
    let (client, outgoing) = Client::new();
    log::start(client.clone());
    let vaults = Handle::start(|handle| State::new(handle, client.clone()));
    let gone = Arc::new(tokio::sync::Notify::new());
    let server = Server { vaults, gone: Arc::clone(&gone) };
    let (service, _) = LspService::build(|_| server)
        .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
        .finish();
    transport::serve(service, client, outgoing, gone.notified())
}
