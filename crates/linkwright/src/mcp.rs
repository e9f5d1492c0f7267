//! `linkwright mcp`: the server for agents.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ArgAction;
use linkwright_mcp::McpOptions;

/// Run the server for agents (Model Context Protocol) on standard input and output.
///
/// It only reads, unless --write is given. It opens no port, and touches nothing outside the vaults.
/// LINKWRIGHT_LOG sets what is logged to standard error, as for `lsp`.
///
/// Example: linkwright mcp --vault ~/notes --write
#[derive(clap::Args)]
pub(crate) struct McpArgs {
    /// A vault; can be given several times. The default is the nearest parent folder that contains
    /// .obsidian or .linkwright.toml, else the current folder.
    #[arg(long, value_name = "FOLDER")]
    vault: Vec<PathBuf>,

    /// Also offer the tools that change files: edit, move and undo. Installers that ask for a value can
    /// give `--write=false` or `--write false`.
    #[arg(
        long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, default_value_t = false,
        default_missing_value = "true", hide_default_value = true
    )]
    write: bool,
}

pub(crate) fn run(args: &McpArgs) -> ExitCode {
    linkwright_mcp::run_stdio(&McpOptions { vaults: args.vault.clone(), can_write: args.write })
}
