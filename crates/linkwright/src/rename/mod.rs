//! `linkwright rename`, `linkwright mv` and `linkwright alias`: one engine with the editors'
//! rename, and the only commands that write into a vault.

pub(crate) mod alias;
mod carry_out;
mod find;
mod unread;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueHint;
use linkwright_ide::rename::{Mover, plan_file, plan_moves};
use linkwright_syntax::fold;

use crate::failure::Failure;
use crate::interrupt;
use carry_out::carry_out;
use find::{VaultEntry, VaultFile, outside};

/// What the commands that write have in common.
#[derive(clap::Args)]
struct Common {
    /// Show what would change, and change nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,

    /// Do not show what changes.
    #[arg(long, short, conflicts_with = "dry_run")]
    quiet: bool,

    /// Go on although notes cannot be read: links in them stay as they are.
    #[arg(long)]
    allow_unreadable: bool,

    /// The vault. Without it: the nearest folder up that holds .obsidian or .linkwright.toml, else
    /// the current folder.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
}

/// Rename a note with its title, its alias and every link to it.
///
/// The first heading, `title:`, the alias and the Linter's key follow where they were equal to the
/// old name; display texts follow as rename.displayText says. What changes is shown as a diff and
/// done whole or not at all. The exit status is 2 if it is refused, and 1 if notes cannot be read,
/// unless that is allowed.
#[derive(clap::Args)]
pub(crate) struct RenameArgs {
    /// The note: its path from the current folder, or its name as in a link.
    old: String,

    /// The new name; `.md` may be left out. With a `/` it is a path from the current folder, and the
    /// note moves there.
    new: String,

    #[command(flatten)]
    common: Common,
}

/// Move or rename files and folders, and have every link follow.
///
/// As mv does: into NEW if that is a folder, ends in a slash, or is `.` or `..`; else to NEW. Both
/// paths count from the current folder and lie in one vault. A note that gets another name takes its
/// title along as `linkwright rename` does.
#[derive(clap::Args)]
pub(crate) struct MoveArgs {
    /// A file or folder of the vault.
    #[arg(value_hint = ValueHint::AnyPath)]
    old: OsString,

    /// Where it goes: a path in the same vault.
    #[arg(value_hint = ValueHint::AnyPath)]
    new: OsString,

    #[command(flatten)]
    common: Common,
}

pub(crate) fn rename(args: &RenameArgs) -> Result<ExitCode, Failure> {
    interrupt::watch();
    let VaultFile { located, mut project, file } = find::entry(&args.common, &args.old)?;
    let plan = match find::new_path(&args.common, &located, &args.new)? {
        None => plan_file(&project.vault, file, &args.new)?,
        Some(path) => {
            project.vault.queue_all_disk_queries();
            project.ask_disk();
            plan_file(&project.vault, file, &path)?
        }
    };
    let changes = project.finish(plan)?;
    if let Some(status) = unread::refused(&project, &args.common) {
        return Ok(status);
    }
    carry_out(&project, changes, &args.common)
}

pub(crate) fn mv(args: &MoveArgs) -> Result<ExitCode, Failure> {
    interrupt::watch();
    let place = find::place(&args.common, Path::new(&args.old))?;
    let to = destination(&place, Path::new(&args.new))?;
    let VaultEntry { mut project, path, .. } = place;
    project.vault.queue_all_disk_queries();
    project.ask_disk();
    let moves = [(path, to)];
    let mut changes = project.finish(plan_moves(&project.vault, &moves, Mover::Linkwright)?)?;
    if moves[0].0 != moves[0].1 {
        changes.moves.extend(moves);
    }
    if let Some(status) = unread::refused(&project, &args.common) {
        return Ok(status);
    }
    carry_out(&project, changes, &args.common)
}

/// The vault path that the file or folder at `path` gets by `new`, which counts from the current
/// folder.
fn destination(place: &VaultEntry, new: &Path) -> Result<String, Failure> {
    let VaultEntry { vault, path, .. } = place;
    if new.as_os_str().is_empty() {
        return Err(Failure::new("the new path is empty"));
    }
    let to = vault.destination(new).ok_or_else(|| outside(new, vault))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_folder = |path: &str| vault.root.path.join(path).is_dir();
    // A folder that changes only the case of its name is the folder it is moved to.
    let into = means_folder(new) || (is_folder(&to) && fold(&to) != fold(path));
    let to = match (into, to.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{to}/{name}"),
        (false, _) => to,
    };
    if to.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/')) {
        let new = new.display();
        return Err(Failure::new(format!("{new}: a folder cannot move into itself")));
    }
    // A note stays a note.
    let settings = place.project.vault.settings();
    let extension = |path: &str| path[settings.note_stem(path).len()..].to_owned();
    let kept = if is_folder(path) { String::new() } else { extension(path) };
    Ok(if extension(&to).is_empty() { to + &kept } else { to })
}

/// Whether a path means a folder by its form: it ends in a slash, or its last component is `.` or
/// `..`.
fn means_folder(path: &Path) -> bool {
    let path = path.to_string_lossy();
    let is_slash = |c: char| c == '/' || c == std::path::MAIN_SEPARATOR;
    matches!(path.rsplit(is_slash).next(), Some("" | "." | ".."))
}
