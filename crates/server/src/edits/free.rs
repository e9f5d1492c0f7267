//! Checks that the paths which an answer creates or moves to are free. The disk decides, not the index
//! (`docs/safety.md`). These functions read the disk, so they must not run on the vaults' thread.

use linkwright_disk::{Occupant, SymlinkFix, WalkOptions, plan_symlink_fixes, symlinks_to};
use linkwright_ide::Changes;
use linkwright_project::Obstacle;
use tower_lsp::jsonrpc::{Error, Result};

use crate::answers::request_context::RequestContext;
use crate::refusals::refusal;

/// Refuses `changes` that create or move a file where something exists already, that move a file
/// which they do not name, or that break a symbolic link.
///
/// # Errors
/// The message says what exists there, and why it is not in the vault.
pub(crate) fn require_free(changes: &Changes, context: &RequestContext) -> Result<()> {
    if changes.creates.is_empty() && changes.moves.is_empty() && changes.deletes.is_empty() {
        return Ok(());
    }
    let Some(walk) = walk(context) else { return Ok(()) };
    let is_link = |(from, _): &&(String, String)| walk.root.canonical.join(from).is_symlink();
    if let Some((from, _)) = changes
        .moves
        .iter()
        .find(is_link)
        .filter(|_| context.client_capabilities.rename_follows_symlinks)
    {
        return Err(occupied(&format!(
            "`{from}` is a symbolic link, and Neovim would move its target; run `linkwright rename` \
             in a terminal instead"
        )));
    }
    let creates = changes.creates.iter().map(|(path, _)| &**path);
    let disk = &*context.platform.disk;
    linkwright_project::require_free(disk, &walk, creates, &changes.moves).map_err(|obstacle| {
        match obstacle {
            Obstacle::Occupied(found) => occupied(&found.to_string()),
            Obstacle::Immovable(error) => occupied(&error.to_string()),
            Obstacle::Unknown(error) => refusal(error.to_string()),
        }
    })?;
    let left = plan_symlink_fixes(&walk.root, &changes.moves)
        .map_err(|error| occupied(&error.to_string()))?;
    if let (Some(SymlinkFix { path, old, .. }), [(from, to), ..]) =
        (left.fixes.first(), &*changes.moves)
    {
        let old = old.display();
        return Err(occupied(&format!(
            "`{path}` is a symbolic link to `{old}`, and an editor cannot change it; run \
             `linkwright mv '{from}' '{to}'` in a terminal instead"
        )));
    }
    for path in &changes.deletes {
        if let Some(link) = symlinks_to(&walk.root, path).first() {
            return Err(refusal(format!(
                "`{link}` is a symbolic link to `{path}`, which would be removed; remove the link \
                 first"
            )));
        }
    }
    Ok(())
}

/// Maximum number of links that a message names.
const NAMED: usize = 5;

/// The message about symbolic links that `moves` by the editor do not update.
pub(crate) fn links_left(moves: &[(String, String)], context: &RequestContext) -> Option<String> {
    let advice = "`linkwright mv` in a terminal updates them";
    let left = match plan_symlink_fixes(context.dir.as_ref()?, moves) {
        Ok(left) => left.fixes,
        Err(error) => return Some(format!("Symbolic links not updated: {error}")),
    };
    let name = |link: &SymlinkFix| format!("`{}` (to `{}`)", link.path, link.old.display());
    let mut named: Vec<String> = left.iter().take(NAMED).map(name).collect();
    if left.len() > NAMED {
        named.push(format!("and {} more", left.len() - NAMED));
    }
    let named = named.join(", ");
    (!left.is_empty()).then(|| format!("Symbolic links not updated: {named}; {advice}"))
}

/// The obstacle to the first impossible one of `moves`, which the editor makes itself. A file that
/// the editor moved before it sent the request is not an obstacle.
pub(crate) fn move_obstacle(
    moves: &[(String, String)],
    context: &RequestContext,
) -> Option<String> {
    let walk = walk(context)?;
    let disk = &context.platform.disk;
    let find = |(from, to): &(String, String)| match disk.move_obstacle(&walk, from, to) {
        // A folder can be merged into another one.
        Ok(Some(Occupant::Folder { .. })) if walk.root.canonical.join(from).is_dir() => None,
        Ok(found) => found.map(|found| found.to_string()),
        Err(error) => Some(error.to_string()),
    };
    let is_there = |from: &str| disk.on_disk(&walk.root, from).is_some();
    moves.iter().filter(|(from, _)| is_there(from)).find_map(find)
}

/// Whether `to` is the file at `from` itself: the same name in another case or Unicode form.
///
/// # Errors
/// If the disk cannot be asked.
pub(crate) fn is_same_file(from: &str, to: &str, context: &RequestContext) -> Result<bool> {
    let found = found_at(to, context)?;
    let disk = &context.platform.disk;
    let own = context.dir.as_ref().and_then(|root| disk.entry_on_disk(root, from));
    Ok(matches!(found, Some(Occupant::File { path, .. }) if Some(&path) == own.as_ref()))
}

/// The entry at the vault path `path`. `None` if the path is free, or the document is not in a vault.
///
/// # Errors
/// If the disk cannot be read.
pub(crate) fn found_at(path: &str, context: &RequestContext) -> Result<Option<Occupant>> {
    let found = walk(context).map(|walk| context.platform.disk.occupant(&walk, path));
    found.transpose().map(Option::flatten).map_err(|error| refusal(error.to_string()))
}

/// The error for an answer that would create or move a file where something exists.
pub(crate) fn occupied(reason: &str) -> Error {
    let mut error = refusal(reason);
    error.data = Some(serde_json::json!({"occupied": reason}));
    error
}

/// The reason of an [`occupied`] error.
pub(crate) fn occupied_reason(error: &Error) -> Option<String> {
    error.data.as_ref()?.get("occupied")?.as_str().map(str::to_owned)
}

/// The rules that say which files belong to the vault. `None` for a document without a vault.
fn walk(context: &RequestContext) -> Option<WalkOptions> {
    let root = context.dir.clone()?;
    let has_obsidian = context.platform.disk.has_obsidian(&root);
    Some(context.file_rules.clone().walk(root, has_obsidian))
}
