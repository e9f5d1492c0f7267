//! The arguments and subcommands of the command line.

use clap::{Parser, Subcommand, ValueEnum};

/// A language server and command-line tool for Markdown notes with `[[wikilinks]]`.
#[derive(Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours. NO_COLOR is respected.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// The subcommands. The help text of each is the documentation of its arguments.
#[derive(Subcommand)]
pub(crate) enum Command {
    Lsp(crate::lsp::LspArgs),
    Check(crate::check::CheckArgs),
    Rename(crate::rename::RenameArgs),
    Mv(crate::rename::MoveArgs),
    Alias(crate::rename::alias::AliasArgs),
    Move(crate::rename::text::MoveSectionArgs),
    Split(crate::rename::text::SplitArgs),
    Merge(crate::rename::text::MergeArgs),
    Convert(crate::rename::links::ConvertArgs),
    LinkMentions(crate::rename::links::LinkMentionsArgs),
    Undo(crate::undo::UndoArgs),
    Notes(crate::list::names::NotesArgs),
    Links(crate::list::links::LinksArgs),
    Backlinks(crate::list::links::BacklinksArgs),
    Unresolved(crate::list::links::UnresolvedArgs),
    Orphans(crate::list::names::OrphansArgs),
    Deadends(crate::list::names::DeadEndsArgs),
    Tags(crate::list::names::TagsArgs),
    Aliases(crate::list::names::AliasesArgs),
    Properties(crate::list::names::PropertiesArgs),
    Attachments(crate::list::names::AttachmentsArgs),
    Outline(crate::list::texts::OutlineArgs),
    Mentions(crate::list::texts::MentionsArgs),
    Search(crate::list::texts::SearchArgs),
    Query(crate::list::query::QueryArgs),
    Show(crate::list::texts::ShowArgs),
    Graph(crate::list::graph::GraphArgs),
    Daily(crate::list::new::DailyArgs),
    New(crate::list::new::NewArgs),
    Tour(crate::tour::TourArgs),
    Completions(crate::shell::CompletionsArgs),
    Man(crate::shell::ManArgs),
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Color {
    /// Only on a terminal.
    #[default]
    Auto,
    /// Also in a file or a pipe.
    Always,
    /// Not even on a terminal.
    Never,
}

impl Color {
    /// Applies the choice to everything that the program prints.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
