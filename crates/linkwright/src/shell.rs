//! `linkwright completions` and `linkwright man`: completion scripts and manual pages.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::failure::Failure;

/// Print the completion script of a shell.
///
/// Save it in the folder where your shell looks for completions, for example:
/// linkwright completions fish > ~/.config/fish/completions/linkwright.fish
#[derive(clap::Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one for each subcommand.
#[derive(clap::Args)]
pub(crate) struct ManArgs {
    /// Write linkwright.1, linkwright-check.1 and so on to this folder instead.
    folder: Option<PathBuf>,
}

pub(crate) fn completions(
    args: &CompletionsArgs,
    mut command: Command,
) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "linkwright", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man(args: &ManArgs, command: Command) -> Result<ExitCode, Failure> {
    match &args.folder {
        None => {
            let mut page = Vec::new();
            Man::new(command.disable_help_subcommand(true)).render(&mut page)?;
            io::stdout().write_all(&page)?;
        }
        Some(folder) => {
            let with_folder = |error| Failure::new(format!("{}: {error}", folder.display()));
            fs::create_dir_all(folder).map_err(with_folder)?;
            clap_mangen::generate_to(command, folder).map_err(with_folder)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
