//! `linkwright completions` and `linkwright man`: completion scripts and manual pages.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;
use clap_complete::env::Shells;
use clap_mangen::Man;

use crate::failure::Failure;

/// Print the completion script of a shell.
///
/// It completes subcommands and options, and the notes, headings, block ids, aliases and tags of the
/// vault. Save it in the folder where your shell looks for completions, and again after each update:
///
/// Example: linkwright completions fish > ~/.config/fish/completions/linkwright.fish
#[derive(clap::Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one for each subcommand.
///
/// Example: linkwright man ~/.local/share/man/man1
#[derive(clap::Args)]
pub(crate) struct ManArgs {
    /// Write linkwright.1, linkwright-check.1 and so on to this folder instead.
    folder: Option<PathBuf>,
}

pub(crate) fn completions(args: &CompletionsArgs) -> Result<ExitCode, Failure> {
    let shells = Shells::builtins();
    let shell = args.shell.to_string();
    let shell = shells.completer(&shell).ok_or_else(|| Failure::new("unknown shell"))?;
    let mut script = Vec::new();
    shell.write_registration("COMPLETE", NAME, NAME, NAME, &mut script)?;
    let script = String::from_utf8_lossy(&script);
    io::stdout().write_all(quoted(args.shell, &script).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The name of the program.
const NAME: &str = "linkwright";

/// The script with blanks in candidates escaped. Bash does not do that itself.
fn quoted(shell: Shell, script: &str) -> String {
    const END: &str = "    if [[ $? != 0 ]]; then\n";
    const QUOTE: &str = r#"    if [[ $? == 0 && "${COMP_WORDS[COMP_CWORD]}" != [\"\']* ]]; then
        local i
        for i in "${!COMPREPLY[@]}"; do printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"; done
    fi
"#;
    match shell {
        Shell::Bash => script.replacen(END, &format!("{QUOTE}{END}"), 1),
        _ => script.to_owned(),
    }
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
