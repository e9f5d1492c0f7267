//! `move`: notes, folders, headings, tags, aliases, merges and splits, with every link.

use std::sync::atomic::AtomicBool;

use linkwright_ide::Changes;
use linkwright_ide::rename::{plan_alias, plan_file, plan_property, plan_subpath, plan_tag};
use linkwright_ide::text_move::{Destination, Leftover};
use linkwright_project::PartMove;

use crate::answer::{ToolAnswer, ToolRefusal};
use crate::arguments::{LeaveChoice, MoveCall, MoveKind};
use crate::read::missing_part;
use crate::vault::{NamedPlace, SessionVault};
use crate::write::{prepare, require_all_readable, write};

/// Moves something, and updates every link to it.
///
/// # Errors
/// If the move is refused. Nothing is changed then.
pub(crate) fn move_it(
    vault: &mut SessionVault,
    given: &MoveCall,
    cancel: &AtomicBool,
) -> ToolAnswer {
    prepare(vault, cancel)?;
    require_all_readable(vault)?;
    if given.from.trim().is_empty() || given.to.trim().is_empty() {
        return Err(ToolRefusal::new("`from` and `to` must not be empty"));
    }
    if given.leave.is_some() && !matches!(given.kind, MoveKind::Section | MoveKind::Split) {
        return Err(ToolRefusal::new("`leave` is only for `as: section` and `as: split`"));
    }
    let changes = match given.kind {
        MoveKind::Rename => rename(vault, &given.from, &given.to)?,
        MoveKind::Alias => alias(vault, given)?,
        MoveKind::Merge => {
            let note = vault.file(&given.from)?;
            let to = destination(vault, &given.to)?;
            let leaves = Leftover::NoNote;
            vault.current.project.move_part(PartMove { note, heading: None, to, leaves })?
        }
        MoveKind::Section => {
            let (note, heading) = section(vault, &given.from)?;
            let to = destination(vault, &given.to)?;
            let leaves = leftover(given.leave, Leftover::Nothing);
            let heading = Some(heading);
            vault.current.project.move_part(PartMove { note, heading, to, leaves })?
        }
        MoveKind::Split => {
            let (note, heading) = section(vault, &given.from)?;
            let project = &mut vault.current.project;
            let to = project.new_note_for_section(note, &given.to)?.map_err(|file| {
                let path = &project.vault.file(file).path;
                ToolRefusal(format!("`{path}` exists. Use `as: section` to move the section there"))
            })?;
            let leaves = leftover(given.leave, Leftover::Link);
            project.move_part(PartMove { note, heading: Some(heading), to, leaves })?
        }
    };
    let title = format!("move {} to {}", given.from, given.to);
    write(vault, changes, &title, given.dry_run, cancel)
}

/// Renames or moves a file, a folder, a heading, a block id, a tag or a property.
fn rename(vault: &mut SessionVault, from: &str, to: &str) -> Result<Changes, ToolRefusal> {
    let project = &vault.current.project;
    if project.vault.find_file(from).is_none() {
        if from.starts_with('#') {
            return Ok(project.finish(plan_tag(&project.vault, from, to)?)?);
        }
        if let Some(property) = from.strip_prefix("property:") {
            return Ok(project.finish(plan_property(&project.vault, property, to)?)?);
        }
    }
    let folder = vault_path(from.trim_end_matches('/'));
    let root = &vault.current.project.root.path;
    let folder = folder.ok().filter(|path| !path.is_empty() && root.join(path).is_dir());
    let named = if from.ends_with('/') { None } else { Some(vault.named(from)) };
    let named = match (named, folder) {
        (None | Some(Err(_)), Some(folder)) => return entry(vault, &folder, to),
        (None, None) => {
            return Err(ToolRefusal(format!(
                "there is no folder `{from}`. Call `search` to find a path"
            )));
        }
        (Some(Ok(named)), Some(_)) if named.subpath.is_none() && !from.contains('.') => {
            return Err(ToolRefusal(format!(
                "`{from}` is the note `{}` and a folder. Write `{from}/` for the folder, or the path of \
                 the note",
                named.path
            )));
        }
        (Some(named), _) => named?,
    };
    if let Some(subpath) = &named.subpath {
        let project = &vault.current.project;
        let plan = plan_subpath(&project.vault, named.file, subpath, to)?;
        return Ok(project.finish(plan)?);
    }
    if to.contains('/') {
        return entry(vault, &named.path, to);
    }
    let project = &vault.current.project;
    Ok(project.finish(plan_file(&project.vault, named.file, to)?)?)
}

/// Moves a file or folder to a path of the vault; into a folder if it ends in `/` or is one.
fn entry(vault: &mut SessionVault, from: &str, to: &str) -> Result<Changes, ToolRefusal> {
    let place = vault_path(to.trim_matches('/'))?;
    let place = vault.destination(&place)?;
    let project = &mut vault.current.project;
    // A folder that moves to `new/` gets this name, unless there is such a folder.
    let is_folder = project.root.path.join(from).is_dir();
    let into_folder = to.ends_with('/') && (!is_folder || place.is_empty());
    let to = project.moved_path(from, &place, into_folder, to)?;
    Ok(project.move_entries(vec![(from.to_owned(), to)])?)
}

/// Renames an alias of a note.
fn alias(vault: &mut SessionVault, given: &MoveCall) -> Result<Changes, ToolRefusal> {
    let note = vault.file(&given.from)?;
    let alias = given.alias.as_deref().ok_or_else(|| {
        ToolRefusal::new("`as: alias` needs `alias`, the alias of `from` that becomes `to`")
    })?;
    let project = &vault.current.project;
    let alias = project.alias(note, alias)?;
    Ok(project.finish(plan_alias(&project.vault, note, &alias, &given.to)?)?)
}

/// The note and heading of `Note#Heading`.
fn section(
    vault: &SessionVault,
    given: &str,
) -> Result<(linkwright_vault::FileId, u32), ToolRefusal> {
    let named = vault.named(given)?;
    let subpath = named.subpath.as_deref().ok_or_else(|| {
        ToolRefusal(format!("`{given}` names no section: write it as `Note#Heading`"))
    })?;
    Ok((named.file, heading(vault, &named, subpath)?))
}

/// The heading `subpath` of the note `named`.
fn heading(vault: &SessionVault, named: &NamedPlace, subpath: &str) -> Result<u32, ToolRefusal> {
    let project = &vault.current.project;
    let note = project.vault.note(named.file);
    let missing = || match note {
        Some(note) => missing_part(&named.path, subpath, note),
        None => ToolRefusal(format!("`{}` is not a note", named.path)),
    };
    project.named_heading(named.file, subpath).map_err(|_| missing())
}

/// The existing note, or section of one, that text is added to.
fn destination(vault: &SessionVault, given: &str) -> Result<Destination, ToolRefusal> {
    let named = vault.named(given)?;
    Ok(match named.subpath.as_deref() {
        Some(subpath) => {
            let heading = heading(vault, &named, subpath)?;
            Destination::Section { note: named.file, heading }
        }
        None => Destination::End(named.file),
    })
}

fn leftover(given: Option<LeaveChoice>, default: Leftover) -> Leftover {
    match given {
        None => default,
        Some(LeaveChoice::Nothing) => Leftover::Nothing,
        Some(LeaveChoice::Link) => Leftover::Link,
        Some(LeaveChoice::Embed) => Leftover::Embed,
    }
}

/// `path` as a path of the vault. Empty for the vault's folder.
///
/// # Errors
/// If it could leave the vault, or names a hidden file.
pub(crate) fn vault_path(path: &str) -> Result<String, ToolRefusal> {
    let path = path.trim().trim_start_matches('/');
    match path.split('/').find(|name| name.starts_with('.')) {
        Some(name) if name == ".." || name == "." => Err(ToolRefusal(format!(
            "`{path}` contains `{name}`: paths start at the vault's folder and stay in it"
        ))),
        Some(name) => Err(ToolRefusal(format!(
            "`{path}`: `{name}` is hidden, and hidden files are not in the vault"
        ))),
        None => Ok(path.to_owned()),
    }
}
