//! `linkwright`: the language server and the command-line tool.

mod args;
mod check;
mod complete;
mod diff;
mod excerpt;
mod failure;
mod find;
mod history;
mod interrupt;
mod list;
mod load;
mod locate;
mod lsp;
mod mcp;
mod paths;
mod recovery;
mod rename;
mod shell;
mod style;
mod tour;
mod undo;

use std::process::ExitCode;

use args::{Args, Command};
use clap::{CommandFactory as _, Parser as _};
use clap_complete::CompleteEnv;

/// Notes are allocated on some threads and freed on another, where the system's allocator is slow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A shell that asks for completions sets COMPLETE.
    CompleteEnv::with_factory(Args::command).complete();
    let args = Args::parse();
    args.color.write_global();
    let result = match args.command {
        Command::Lsp(args) => return lsp::run(&args),
        Command::Mcp(args) => return mcp::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Rename(args) => rename::rename(&args),
        Command::Mv(args) => rename::mv(&args),
        Command::Alias(args) => rename::alias::run(&args),
        Command::Move(args) => rename::text::move_section(&args),
        Command::Split(args) => rename::text::split(&args),
        Command::Merge(args) => rename::text::merge(&args),
        Command::Convert(args) => rename::links::convert(&args),
        Command::LinkMentions(args) => rename::links::link_mentions(&args),
        Command::Undo(args) => undo::run(&args),
        Command::Notes(args) => list::names::notes(&args),
        Command::Links(args) => list::links::links(&args),
        Command::Backlinks(args) => list::links::backlinks(&args),
        Command::Unresolved(args) => list::links::unresolved(&args),
        Command::Orphans(args) => list::names::orphans(&args),
        Command::Deadends(args) => list::names::dead_ends(&args),
        Command::Tags(args) => list::names::tags(&args),
        Command::Aliases(args) => list::names::aliases(&args),
        Command::Properties(args) => list::names::properties(&args),
        Command::Attachments(args) => list::names::attachments(&args),
        Command::Outline(args) => list::texts::outline(&args),
        Command::Mentions(args) => list::texts::mentions(&args),
        Command::Search(args) => list::search::search(&args),
        Command::Query(args) => list::query::query(&args),
        Command::Show(args) => list::texts::show(&args),
        Command::Graph(args) => list::graph::run(&args),
        Command::Daily(args) => list::new::daily(&args),
        Command::New(args) => list::new::new(&args),
        Command::Tour(args) => tour::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args, Args::command()),
    };
    result.unwrap_or_else(|failure| failure.report())
}
