//! `linkwright undo`: undoes the last change of a command.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_project::{History, HistoryEntry, Located, Project, RecordedChange};

use crate::failure::Failure;
use crate::history::history;
use crate::interrupt::{self, INTERRUPTED};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::{undo_interrupted, warn_of_interrupted};
use crate::rename::carry_out::show_and_apply;
use crate::style::{DIM, count};

/// Undo the last change that a command made in this vault.
///
/// Every file gets its old text, its old name and its old folder again. The last ten changes of a vault
/// can be undone, one after the other, as long as no file that they touched has changed since. The
/// changes are shown as a diff; either all of them are made or none. The exit status is 2 if nothing can
/// be undone; the message then names the files that have changed.
///
/// Example: linkwright undo --dry-run
#[derive(clap::Args)]
pub(crate) struct UndoArgs {
    /// List the changes that can be undone, the last one first, and undo nothing.
    #[arg(long, conflicts_with_all = ["dry_run", "quiet"])]
    list: bool,

    /// Show the changes without making them.
    #[arg(long, short = 'n')]
    dry_run: bool,

    /// Do not show the changes.
    #[arg(long, short, conflicts_with = "dry_run")]
    quiet: bool,

    /// The vault. The default is the nearest parent folder that contains .obsidian or
    /// .linkwright.toml, else the current folder.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
}

pub(crate) fn run(args: &UndoArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let located = match &args.vault {
        Some(folder) => Located::named(folder)?,
        None => Located::of(Path::new("."))?,
    };
    if !args.quiet {
        print_notice(&located);
    }
    let history = history(&located.root)?;
    if args.list {
        return list(&history);
    }
    match args.dry_run {
        true => warn_of_interrupted(&located.root),
        false => undo_interrupted(&located.root)?,
    }
    let mut project = load(&located, args.quiet)?;
    let entry = last(&project, &history)?;
    let pending = project.pending_undo(&entry.change)?;
    if !args.quiet {
        anstream::eprintln!("Undo of `{}`", shown(&entry.change.command));
    }
    show_and_apply(&project, &pending, args.dry_run, args.quiet, || {
        let applied = project.apply(&pending, &INTERRUPTED)?;
        history.remove(&entry)?;
        Ok(applied)
    })
}

/// The last change that was made and not undone.
fn last(project: &Project, history: &History) -> Result<HistoryEntry, Failure> {
    let made = |entry: &HistoryEntry| !project.is_before(&entry.change);
    history.changes()?.into_iter().find(made).ok_or_else(|| {
        let root = project.root.path.display();
        Failure::new(format!("there is nothing to undo in the vault {root}"))
    })
}

/// Prints the changes, the last one first.
fn list(history: &History) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    for HistoryEntry { change, .. } in history.changes()? {
        let RecordedChange { command, time, .. } = &change;
        let time = i64::try_from(*time).ok().and_then(|time| Timestamp::from_second(time).ok());
        let time = time.unwrap_or_default().to_zoned(TimeZone::system());
        let [written, created, moved] = change.counts();
        let counts = [
            (written, count(written, "file changed", "files changed")),
            (created, count(created, "file created", "files created")),
            (moved, count(moved, "moved", "moved")),
        ];
        let counts = counts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text);
        let counts = counts.collect::<Vec<_>>().join(", ");
        let (time, command) = (time.strftime("%Y-%m-%d %H:%M"), shown(command));
        writeln!(out, "{time} {command} {DIM}({counts}){DIM:#}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The arguments of a command as a shell would read them.
fn shown(command: &[String]) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./^:=@,+%".contains(c);
    let quoted = |argument: &String| match !argument.is_empty() && argument.chars().all(is_plain) {
        true => argument.clone(),
        false => format!("'{}'", argument.replace('\'', r"'\''")),
    };
    command.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn commands_are_shown_as_they_are_typed() {
        let command = ["rename", "#a/b", "it's", "", "x y", "über.md", "a^b"].map(str::to_owned);
        assert_eq!(shown(&command), r"rename '#a/b' 'it'\''s' '' 'x y' über.md a^b");
    }
}
