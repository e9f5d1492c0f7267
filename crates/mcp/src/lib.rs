//! The server for agents: the tools of the Model Context Protocol over standard input and output.
//!
//! Its tools search, read, check, edit and move notes in vaults. Each is a thin front of
//! [`linkwright_project`]: all writes go through its one writer, which makes a change completely or not at
//! all. One thread owns the vaults and runs the calls in the order in which they arrive, so each call sees
//! what the one before it wrote.
//!
//! ```no_run
//! use linkwright_mcp::McpOptions;
//!
//! fn main() -> std::process::ExitCode {
//!     linkwright_mcp::run_stdio(&McpOptions { vaults: vec!["notes".into()], can_write: false })
//! }
//! ```

mod answer;
mod arguments;
mod check;
mod edit;
mod links;
mod moves;
mod page;
mod query;
mod read;
mod search;
mod seen;
mod server;
mod session;
mod tools;
mod undo;
mod vault;
mod words;
mod worker;
mod write;

use std::process::ExitCode;
use std::sync::mpsc;

use rmcp::ServiceExt as _;
use rmcp::transport::io::stdio_pipes;
use tracing_subscriber::EnvFilter;

use crate::server::McpServer;
pub use crate::session::McpOptions;

/// Serves the Model Context Protocol on standard input and output until the client closes its input.
///
/// Only protocol messages are written to standard output. Logs go to standard error, filtered by the
/// environment variable `LINKWRIGHT_LOG` (default: `warn`).
#[must_use]
pub fn run_stdio(options: &McpOptions) -> ExitCode {
    let filter = EnvFilter::try_from_env("LINKWRIGHT_LOG").unwrap_or_else(|_| "warn".into());
    // Fails only if a program that embeds this has set up logging.
    let _ =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).try_init();
    match serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: &McpOptions) -> Result<(), Box<dyn std::error::Error>> {
    let located = options.locate()?;
    let names: Vec<String> = located.iter().map(|(name, _)| name.clone()).collect();
    let tools = tools::tools(options.can_write, &names);
    let can_write = options.can_write;
    let (calls, inbox) = mpsc::channel();
    let vaults = std::thread::Builder::new().name("vaults".to_owned());
    let vaults = vaults.spawn(move || worker::run(located, can_write, &inbox))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let service = McpServer { tools, calls }.serve(stdio_pipes()).await?;
        service.waiting().await?;
        Ok::<(), Box<dyn std::error::Error>>(())
    });
    // A read of standard input that waits must not keep the process.
    runtime.shutdown_background();
    // A write that has begun ends first.
    let _ = vaults.join();
    served
}
