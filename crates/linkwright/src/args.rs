//! The arguments and subcommands of the command line.

use std::io::IsTerminal as _;

use clap::{Parser, Subcommand, ValueEnum};

/// A language server and command-line tool for Markdown notes with `[[wikilinks]]`.
#[derive(Parser)]
// Messages have the same name of the program on every platform: not `linkwright.exe`.
#[command(version, propagate_version = true, max_term_width = 100, bin_name = "linkwright")]
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
    Mcp(crate::mcp::McpArgs),
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
    Search(crate::list::search::SearchArgs),
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
            Color::Auto if forbids_forced_colors() => anstream::ColorChoice::Never,
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Whether CLICOLOR_FORCE is 0, and the output or the messages go to a file or a pipe. `anstream` would write
/// colours there.
fn forbids_forced_colors() -> bool {
    std::env::var_os("CLICOLOR_FORCE").is_some_and(|force| force == "0")
        && !(std::io::stdout().is_terminal() && std::io::stderr().is_terminal())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    /// The words of a command line, up to a pipe, a redirection or a column of remarks.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        let end = [" | ", " > ", "  "].iter().filter_map(|end| line.find(end)).min();
        for c in line[..end.unwrap_or(line.len())].trim_end().chars() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (None, ' ') => words.push(String::new()),
                (_, c) => words.last_mut().expect("a word").push(c),
            }
        }
        words
    }

    /// Checks the examples in the help of a command and its subcommands.
    fn check(mut command: clap::Command, path: &str) -> usize {
        let help = command.render_long_help().to_string();
        let examples = help.split("Example").nth(1);
        let examples = examples.unwrap_or_else(|| panic!("{path} has no example: {help}"));
        let lines = examples.lines().filter_map(|line| line.split_once("linkwright "));
        let mut count = 0;
        for (_, example) in lines {
            let arguments = words(example);
            let parsed = Args::try_parse_from(
                ["linkwright".to_owned()].into_iter().chain(arguments.iter().cloned()),
            );
            if let Err(error) = parsed {
                panic!("{path}: {arguments:?}: {error}");
            }
            let own = path.split(' ').skip(1);
            count += usize::from(own.zip(&arguments).all(|(a, b)| a == b));
        }
        assert!(count > 0, "no example of {path} shows it: {help}");
        let subcommands = command.get_subcommands().filter(|it| it.get_name() != "help").cloned();
        subcommands.map(|it| check(it.clone(), &format!("{path} {}", it.get_name()))).sum::<usize>()
            + count
    }

    #[test]
    fn the_help_of_every_command_has_an_example_that_can_be_run() {
        let commands = Args::command();
        let commands = commands.get_subcommands().filter(|it| it.get_name() != "help").cloned();
        let count = commands.map(|it| check(it.clone(), &format!("linkwright {}", it.get_name())));
        assert!(count.sum::<usize>() > 30);
    }
}
