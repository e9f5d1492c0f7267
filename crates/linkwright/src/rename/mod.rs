//! `linkwright rename`, `mv`, `alias`, `move`, `split` and `merge`: the same changes as in an editor.

pub(crate) mod alias;
pub(crate) mod carry_out;
mod find;
pub(crate) mod links;
mod part;
pub(crate) mod text;
mod unread;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueHint;
use linkwright_ide::Changes;
use linkwright_ide::rename::{Mover, RenamePlan, plan_file, plan_moves};
use linkwright_project::Project;
use linkwright_syntax::fold;

use crate::failure::Failure;
use crate::find::outside;
use crate::interrupt;
use carry_out::carry_out;
use find::{VaultEntry, VaultFile};
use part::Part;

/// The options that all commands that write share.
#[derive(clap::Args)]
struct CommonArgs {
    /// Show the changes without making them.
    #[arg(long, short = 'n')]
    dry_run: bool,

    /// Do not show the changes.
    #[arg(long, short, conflicts_with = "dry_run")]
    quiet: bool,

    /// Go on if notes cannot be read; links in them are not updated.
    #[arg(long)]
    allow_unreadable: bool,

    /// The vault. The default is the nearest parent folder that contains .obsidian or
    /// .linkwright.toml, else the current folder.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
}

/// Rename a note, a heading, a block id or a tag, and every link to it.
///
/// With a note, the first heading, `title:`, the alias and the Linter's key are renamed if they equal
/// the old name; the setting rename.displayText decides about display texts. The changes are shown as a
/// diff; either all of them are made or none. The exit status is 2 if the rename is refused, and 1 if
/// notes cannot be read and --allow-unreadable is not set.
///
/// Example: linkwright rename 'Love#Early years' 'Youth'
#[derive(clap::Args)]
pub(crate) struct RenameArgs {
    /// A note (its path, name or alias), NOTE#HEADING, NOTE#^block, or '#tag', which is renamed in the
    /// whole vault with its nested tags. In most shells, `#` needs quotes.
    old: String,

    /// The new name. For a note, `.md` is optional, and a name with a `/` is a path from the current
    /// folder, to which the note moves.
    new: String,

    #[command(flatten)]
    common: CommonArgs,
}

/// Move or rename a file or folder, and update every link.
///
/// Works like mv: if NEW is a folder, ends in a slash, or is `.` or `..`, OLD moves into it;
/// otherwise OLD gets the path NEW. Both paths are relative to the current folder and must be in
/// the same vault. If a note gets another name, its title changes as with `linkwright rename`.
#[derive(clap::Args)]
pub(crate) struct MoveArgs {
    /// A file or folder of the vault.
    #[arg(value_hint = ValueHint::AnyPath)]
    old: OsString,

    /// The new path, in the same vault.
    #[arg(value_hint = ValueHint::AnyPath)]
    new: OsString,

    #[command(flatten)]
    common: CommonArgs,
}

pub(crate) fn rename(args: &RenameArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    if let Some(part) = Part::of(&args.old) {
        return part.rename(&args.new, &args.common);
    }
    let VaultFile { located, mut project, file } = find::entry(&args.common, &args.old)?;
    let plan = match find::new_path(&args.common, &located, &args.new)? {
        None => plan_file(&project.vault, file, &args.new)?,
        Some(path) => {
            project.vault.queue_all_disk_queries();
            project.ask_disk();
            plan_file(&project.vault, file, &path)?
        }
    };
    carry_out_plan(&project, plan, &args.common)
}

/// Carries out `plan`, unless notes cannot be read.
fn carry_out_plan(
    project: &Project,
    plan: RenamePlan,
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    carry_out_changes(project, project.finish(plan)?, common)
}

/// Carries out `changes`, unless notes cannot be read.
fn carry_out_changes(
    project: &Project,
    changes: Changes,
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    match unread::refusal(project, common) {
        Some(status) => Ok(status),
        None => carry_out(project, changes, common),
    }
}

pub(crate) fn mv(args: &MoveArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let entry = find::file_or_folder(&args.common, Path::new(&args.old))?;
    let to = destination(&entry, Path::new(&args.new))?;
    let VaultEntry { mut project, path, .. } = entry;
    project.vault.queue_all_disk_queries();
    project.ask_disk();
    let moves = [(path, to)];
    let mut changes = project.finish(plan_moves(&project.vault, &moves, Mover::Linkwright)?)?;
    if moves[0].0 != moves[0].1 {
        changes.moves.extend(moves);
    }
    carry_out_changes(&project, changes, &args.common)
}

/// The new vault path of `entry` if it moves to `new`, a path relative to the current folder.
fn destination(entry: &VaultEntry, new: &Path) -> Result<String, Failure> {
    let VaultEntry { vault, path, .. } = entry;
    if new.as_os_str().is_empty() {
        return Err(Failure::new("the new path is empty"));
    }
    let to = vault.destination(new).ok_or_else(|| outside(new, vault))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_folder = |path: &str| vault.root.path.join(path).is_dir();
    // If only the case of a folder's name changes, the folder at `to` can be the folder itself.
    let moves_into = means_folder(new) || (is_folder(&to) && fold(&to) != fold(path));
    let to = match (moves_into, to.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{to}/{name}"),
        (false, _) => to,
    };
    if to.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/')) {
        let new = new.display();
        return Err(Failure::new(format!("{new}: cannot move a folder into itself")));
    }
    // Keep the extension, so that a note stays a note.
    let settings = entry.project.vault.settings();
    let extension = |path: &str| path[settings.note_stem(path).len()..].to_owned();
    let kept = if is_folder(path) { String::new() } else { extension(path) };
    Ok(if extension(&to).is_empty() { to + &kept } else { to })
}

/// Whether the form of a path says that it is a folder: it ends in a slash, or its last component
/// is `.` or `..`.
fn means_folder(path: &Path) -> bool {
    let path = path.to_string_lossy();
    let is_slash = |c: char| c == '/' || c == std::path::MAIN_SEPARATOR;
    matches!(path.rsplit(is_slash).next(), Some("" | "." | ".."))
}
