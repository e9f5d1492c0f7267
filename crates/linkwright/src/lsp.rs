//! `linkwright lsp`: the language server.

use std::process::ExitCode;

/// Run the language server on standard input and output.
///
/// LINKWRIGHT_LOG sets what is logged to standard error: error, warn (the default), info, debug, or
/// a filter such as linkwright_server=trace.
///
/// Example: LINKWRIGHT_LOG=info linkwright lsp
#[derive(clap::Args)]
pub(crate) struct LspArgs {
    /// Use stdin and stdout. This is the default; some editors always pass it.
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(_: &LspArgs) -> ExitCode {
    linkwright_server::run_stdio()
}
