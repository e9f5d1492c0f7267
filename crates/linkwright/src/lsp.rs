//! `linkwright lsp`

use std::process::ExitCode;

/// Serve an editor by the Language Server Protocol on standard input and output.
///
/// LINKWRIGHT_LOG says what is logged to standard error: error, warn (the default), info, debug,
/// or linkwright_server=trace and so on.
#[derive(clap::Args)]
pub(crate) struct LspArgs {
    /// What happens anyway; some editors insist on saying it.
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(_: &LspArgs) -> ExitCode {
    linkwright_server::run_stdio()
}
