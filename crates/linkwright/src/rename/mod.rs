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
use linkwright_ide::rename::{RenamePlan, plan_file, plan_subpath};
use linkwright_project::{Located, Project};

use crate::failure::Failure;
use crate::find::outside;
use crate::interrupt;
use carry_out::carry_out;
use find::{VaultEntries, VaultFile};
use part::RenamedPart;

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

/// Rename a note, a heading, a block id, a tag, a property or its value, and every link to it.
///
/// With a note, the first heading, `title:`, the alias and the Linter's key are renamed if they equal
/// the old name; the setting rename.displayText decides about display texts. The changes are shown as a
/// diff; either all of them are made or none. The exit status is 2 if the rename is refused, and 1 if
/// notes cannot be read and --allow-unreadable is not set.
///
/// Example: linkwright rename 'Love#Early years' 'Youth'
#[derive(clap::Args)]
pub(crate) struct RenameArgs {
    /// A note (its path, name or alias), NOTE#HEADING, NOTE#^block, '#tag' with its nested tags,
    /// property:NAME, or property:NAME=VALUE. Tags, properties and values are renamed in the whole vault. In
    /// most shells, `#` needs quotes.
    #[arg(add = crate::complete::rename())]
    old: String,

    /// The new name. For a note, `.md` is optional, and a name with a `/` is a path from the current
    /// folder, to which the note moves.
    new: String,

    #[command(flatten)]
    common: CommonArgs,
}

/// Move or rename files and folders, and update every link.
///
/// Works like mv: if NEW is a folder, ends in a slash, or is `.` or `..`, OLD moves into it; otherwise
/// OLD, which is then only one, gets the path NEW. All paths are relative to the current folder and must
/// be in the same vault. If a note gets another name, its title changes as with `linkwright rename`.
///
/// Example: linkwright mv Apis*.md 'Vespa crabro.md' insects/
#[derive(clap::Args)]
pub(crate) struct MoveArgs {
    /// Files and folders of the vault.
    #[arg(value_hint = ValueHint::AnyPath, required = true)]
    old: Vec<OsString>,

    /// The new path, in the same vault.
    #[arg(value_hint = ValueHint::AnyPath)]
    new: OsString,

    #[command(flatten)]
    common: CommonArgs,
}

pub(crate) fn rename(args: &RenameArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    if let Some(part) = RenamedPart::of(&args.old) {
        return part.rename(&args.new, &args.common);
    }
    let (found, subpath) = find::place(&args.common, &args.old, Located::entry)?;
    let VaultFile { located, mut project, file } = found;
    if let Some(subpath) = subpath {
        let plan = plan_subpath(&project.vault, file, subpath, &args.new)?;
        return carry_out_plan(&project, plan, &args.common);
    }
    let plan = match find::new_path(&args.common, &located, &args.new)? {
        None => plan_file(&project.vault, file, &args.new)?,
        Some(path) => {
            project.ask_disk_for_all_links();
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
    let mut entries = find::files_and_folders(&args.common, &args.old)?;
    let moves = destinations(&entries, Path::new(&args.new))?;
    let project = &mut entries.project;
    let changes = project.move_entries(moves)?;
    carry_out_changes(project, changes, &args.common)
}

/// The moves of `entries` to `new`, a path relative to the current folder.
fn destinations(entries: &VaultEntries, new: &Path) -> Result<Vec<(String, String)>, Failure> {
    let VaultEntries { vault, paths, .. } = entries;
    let is_folder = || {
        let to = vault.destination(new);
        means_folder(new) || to.is_some_and(|to| vault.root.path.join(to).is_dir())
    };
    if paths.len() > 1 && !is_folder() {
        let new = new.display();
        return Err(Failure::new(format!(
            "{new} is not a folder, and several files can only move into one: end it with `/` to \
             create it"
        )));
    }
    let mut moves: Vec<(String, String)> = Vec::new();
    for path in paths {
        let to = destination(entries, path, new)?;
        moves.push((path.clone(), to));
    }
    Ok(moves)
}

/// The new vault path of the entry at `path` if it moves to `new`, a path relative to the current
/// folder.
fn destination(entries: &VaultEntries, path: &str, new: &Path) -> Result<String, Failure> {
    let VaultEntries { vault, .. } = entries;
    if new.as_os_str().is_empty() {
        return Err(Failure::new("the new path is empty"));
    }
    let to = vault.destination(new).ok_or_else(|| outside(new, vault))?;
    let shown = new.display().to_string();
    Ok(entries.project.moved_path(path, &to, means_folder(new), &shown)?)
}

/// Whether the form of a path says that it is a folder: it ends in a slash, or its last component
/// is `.` or `..`.
fn means_folder(path: &Path) -> bool {
    let path = path.to_string_lossy();
    let is_slash = |c: char| c == '/' || c == std::path::MAIN_SEPARATOR;
    matches!(path.rsplit(is_slash).next(), Some("" | "." | ".."))
}
