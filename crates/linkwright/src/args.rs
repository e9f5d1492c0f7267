//! The command line.

use clap::{Parser, Subcommand, ValueEnum};

/// A language server and command line for Markdown notes linked by `[[wikilinks]]`.
#[derive(Parser)]
#[command(version, about, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colour; NO_COLOR is honoured.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve an editor by the Language Server Protocol.
    Lsp(crate::lsp::LspArgs),
    /// Report broken links and whatever else is wrong.
    Check(crate::check::CheckArgs),
    /// Rename a note with its title, its alias and every link to it.
    Rename(crate::rename::RenameArgs),
    /// Move or rename files and folders, and have every link follow.
    Mv(crate::rename::MoveArgs),
    /// Rename, add or remove an alias of a note.
    Alias(crate::rename::alias::AliasArgs),
    /// See in half a minute what the server does, on a copy of your notes.
    Tour(crate::tour::TourArgs),
    /// Print what a shell needs to complete these commands.
    Completions(crate::shell::CompletionsArgs),
    /// Print the manual page.
    Man(crate::shell::ManArgs),
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes it the choice for all that is printed.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
